"""The command line."""

from fronde.cli import descriptions, runs, studies
from fronde.cli.group import main

__all__ = ["descriptions", "main", "runs", "studies"]
