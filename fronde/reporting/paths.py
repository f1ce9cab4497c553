"""How a number of the nation went over the whole of a stretch.

A sentence that compares two weeks is true of those two alone. What a sentence says of a run is
taken from here: start, end, lowest and highest of every recorded week between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from fronde.reporting.run_tables import Tables


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


class Stretches(NamedTuple):
    """The rows in which something holds, of all rows of the run, and their dates."""

    rows: tuple[int, ...]
    dates: tuple[date, ...]

    @property
    def whole(self) -> bool:
        """It holds in every row."""
        return len(self.rows) == len(self.dates)

    @property
    def unbroken(self) -> bool:
        """It holds in all rows from its first to its last."""
        return len(self.rows) == self.rows[-1] - self.rows[0] + 1

    @property
    def lasts(self) -> bool:
        """It holds in the last row of the run."""
        return bool(self.rows) and self.rows[-1] == len(self.dates) - 1

    @property
    def begin(self) -> date:
        """The date of its first row."""
        return self.dates[self.rows[0]]

    @property
    def end(self) -> date:
        """The date of its last row."""
        return self.dates[self.rows[-1]]


def where(tables: Tables, metric: str, holds: Callable[[float], bool]) -> Stretches:
    """The rows in which a metric fulfils a condition; one without a value fulfils none."""
    rows = tuple(row for row, value in enumerate(tables.nation(metric))
                 if not math.isnan(value) and holds(value))
    return Stretches(rows, tuple(tables.dates))
