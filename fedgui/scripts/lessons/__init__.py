"""The chapters' scripts. They are read as text and run by the runner, never imported."""
