"""Data sets, how their rows are shared out to workers, and models that fit them."""
