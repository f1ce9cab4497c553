"""Ensembles over priors: which parameters matter, where an outcome holds, and how sure that is."""
