"""Closed forms of the published models, as functions: for tests, gallery and documentation."""
