"""The panels around the stage. Each has setters and signals, and asks nobody anything."""
