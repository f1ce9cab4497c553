"""Observed events: data sets of protest, repression and armed conflict, read into one table."""
