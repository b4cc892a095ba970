"""Chapter 4 in the window: averages, masks on the links between workers, and noise with the attack on it."""
