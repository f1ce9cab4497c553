"""Findings: what a run shows, as plain data. Their words are in ``text``.

A subject (``street``, ``regime`` ...) is a file of functions that return numbers and a file of
macros, ``text/<subject>.j2``, that put them into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fronde.reporting.environment import text

Numbers = Mapping[str, Any]


class Finding(NamedTuple):
    """Something that the run shows.

    Attributes
    ----------
    subject, name : the text and its macro that say it.
    numbers : what the macro is given: numbers, texts, dates, lists and records of them.
    holds : whether the numbers bear it out; of a course of the regime, whether it had a cost.
    """

    subject: str
    name: str
    numbers: Numbers
    holds: bool = True

    def __str__(self) -> str:
        return text(self.subject, self.name, self.numbers)


def of(subject: str, **given: Numbers | None) -> list[Finding]:
    """Findings of a subject by their names, without those that have no numbers."""
    return [Finding(subject, name, numbers) for name, numbers in given.items()
            if numbers is not None]
