"""The window: everything Qt, drawn from plain numbers of the record."""
