"""The command line."""

from fronde.cli import descriptions, evidence, runs, studies
from fronde.cli.group import main

__all__ = ["descriptions", "evidence", "main", "runs", "studies"]
