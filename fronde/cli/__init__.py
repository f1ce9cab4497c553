"""The command line."""

from fronde.cli import studies
from fronde.cli.verbs import main

__all__ = ["main", "studies"]
