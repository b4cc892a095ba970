"""What runs: a script's text, its runner, and the record of what happened.

Nothing is imported here, so that the window can read a record (`trace`) and a script's text (`source`)
without waiting for torch, which only `runner` and `recorder` need.
"""
