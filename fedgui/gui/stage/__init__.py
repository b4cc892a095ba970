"""The stage: the server, the workers and what travels between them, drawn from one `Scene` of the record.

Items have setters and never ask the engine anything, so a recorded trace drives the stage as well as a run does.
"""
