"""fedgui teaches federated learning by running it: a script player with a stage."""

__version__ = "0.1.0"
