"""What the mechanisms act on: citizens, ties, communities, people who left rest."""
