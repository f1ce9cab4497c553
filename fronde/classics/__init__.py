"""Published models with a clock of their own: Epstein's torus, Watts' cascades on networks."""
