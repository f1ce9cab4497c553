"""What fronde says when it cannot go on: one base class, one exit code each.

Every message names the place and the mend. The command line prints it without a
traceback and ends with ``exit_code``; Python code catches ``FrondeError``.
"""

from __future__ import annotations


class FrondeError(Exception):
    """Something that the user can mend. ``exit_code`` is what the command ends with."""

    exit_code = 1


class ScenarioError(FrondeError):
    """A scenario, a setting or a usage that cannot be run (exit code 2)."""

    exit_code = 2


class StoreError(FrondeError):
    """A folder of results that cannot be written or read (exit code 1)."""


class TooLargeError(ScenarioError):
    """More people or more output than this machine holds, predicted before the run."""


class OutsideRangeError(FrondeError):
    """A run came to a value that its column cannot have (exit code 1)."""


class Interrupted(FrondeError):
    """Stopped by the user (Ctrl-C); what was complete stays readable."""

    exit_code = 130
