"""Errors of fronde: one base class, and an exit code for each.

Every message says what is wrong, where, and how to mend it. The command line prints it without
a traceback and ends with ``exit_code``; Python code catches ``FrondeError``.
"""

from __future__ import annotations


class FrondeError(Exception):
    """An error that the user can mend. The command ends with its ``exit_code``."""

    exit_code = 1


class ScenarioError(FrondeError):
    """A scenario, a setting or an argument is wrong (exit code 2)."""

    exit_code = 2


class DataError(FrondeError):
    """A file of observed events cannot be read, or not in the format that was named
    (exit code 2).
    """

    exit_code = 2


class StoreError(FrondeError):
    """A folder of results cannot be written or read (exit code 1)."""


class TooLargeError(ScenarioError):
    """A run would need more memory or disk than this machine has; predicted before the run."""


class OutsideRangeError(FrondeError):
    """A run reached a value that its column cannot have (exit code 1)."""


class Interrupted(FrondeError):
    """The user stopped it (Ctrl-C); complete results can still be read (exit code 130)."""

    exit_code = 130
