"""Chapter 3 in the window: the server's ledger, the arithmetic on it, and the private rows beside what it found."""
