"""How a number of the nation went over the whole of a stretch: the facts, and their words.

A sentence that compares two weeks is true of those two alone. What a sentence says of a run is
taken from here: start, end, lowest and highest of every recorded week between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fronde.reporting import wording
from fronde.reporting.tables import Tables

Say = Callable[[float], str]


class Path(NamedTuple):
    """Values of a stretch; rows are those of the whole run, the first ones of their kind."""

    first: float
    last: float
    low: float
    high: float
    low_row: int
    high_row: int

    @property
    def fell(self) -> float:
        """How far the lowest value is below the first."""
        return self.first - self.low


def path(values: Sequence[float], start: int = 0) -> Path | None:
    """The path from a row on; rows without a value are left out, None where there is no other."""
    known = [(value, row) for row, value in enumerate(values)
             if row >= start and not math.isnan(value)]
    if not known:
        return None
    low, low_row = min(known)
    high, high_row = max(known, key=lambda one: (one[0], -one[1]))
    return Path(known[0][0], known[-1][0], low, high, low_row, high_row)


def of(tables: Tables, metric: str, start: int = 0) -> Path | None:
    """The path of a metric of the nation from a row on."""
    return path(tables.nation(metric), start) if tables.has(metric) else None


def beyond(found: Path, say: Say) -> list[str]:
    """The lowest and the highest value, where they are printed differently from both ends."""
    ends = {say(found.first), say(found.last)}
    return [f"{say(value)} at the {name}"
            for value, name in ((found.low, "lowest"), (found.high, "highest"))
            if say(value) not in ends]


def between(found: Path, say: Say) -> str:
    """The same in brackets behind a sentence's two ends; nothing where both are ends."""
    extremes = beyond(found, say)
    return f" ({wording.listed(extremes)})" if extremes else ""


def went(found: Path, say: Say) -> str:
    """From where to where, with what lies beyond: ``from 80% to 60% (20% at the lowest)``."""
    return f"from {say(found.first)} to {say(found.last)}{between(found, say)}"


class Stretches(NamedTuple):
    """The rows in which something holds, of all rows of the run."""

    rows: tuple[int, ...]
    all: int

    @property
    def whole(self) -> bool:
        """It holds in every row."""
        return len(self.rows) == self.all

    @property
    def unbroken(self) -> bool:
        """It holds in all rows from its first to its last."""
        return len(self.rows) == self.rows[-1] - self.rows[0] + 1

    @property
    def lasts(self) -> bool:
        """It holds in the last row of the run."""
        return bool(self.rows) and self.rows[-1] == self.all - 1


def where(values: Sequence[float], holds: Callable[[float], bool]) -> Stretches:
    """The rows whose value fulfils a condition; one without a value fulfils none."""
    rows = tuple(row for row, value in enumerate(values) if not math.isnan(value) and holds(value))
    return Stretches(rows, len(values))


def spelled(tables: Tables, found: Stretches) -> str:
    """When something held: ``From D on``, ``In the whole run``, ``From D to E, with breaks,``."""
    if found.whole:
        return "In the whole run"
    first, last = (wording.day(tables.dates[found.rows[n]]) for n in (0, -1))
    if len(found.rows) == 1:
        text = wording.on(tables.dates[found.rows[0]])
        return wording.opened(text)
    if found.unbroken:
        return f"From {first} on" if found.lasts else f"From {first} to {last}"
    return f"From {first} to {last}, with breaks,"
