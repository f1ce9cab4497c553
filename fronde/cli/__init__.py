"""The command line."""

from fronde.cli.studies import main

__all__ = ["main"]
