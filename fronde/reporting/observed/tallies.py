"""Numbers of the page of a record: events a week, known intervals, precision, gaps.

Null is unknown and 0 is nobody; what is unknown is counted apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from fronde.evidence.contract import KINDS, PLACES, bounds

WEEK = 7
_MOST_PERIODS = 260  # that a figure has room for
_LEAST_TOP = 10  # persons, that a scale from 1 on must reach to be one
_A_DECADE = 10  # numbers of persons at which intervals are counted, between 1 and 10, say
AMOUNTS = {"size": "taking part", "dead": "dead", "arrests": "arrested", "injured": "injured"}
TO_THE_WEEK = (pl.col("date_precision") <= WEEK).fill_null(True)
_PRECISION = {"day": 1, "week": WEEK, "month": 31, "year": 366}


class EventWeeks(NamedTuple):
    """Events week by week.

    Attributes
    ----------
    first : the Monday of the first week.
    kinds : kind -> events that begin in each week [weeks], of those that are dated to a week.
    covered : events that go on in each week [weeks].
    undated : events that are not dated to a week, which are in neither.
    """

    first: date
    kinds: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]
    covered: np.ndarray[tuple[int], np.dtype[np.int64]]
    undated: int

    @property
    def weeks(self) -> int:
        """Weeks from that of the first event to that of the last."""
        return len(self.covered)

    def day(self, week: int) -> date:
        """The first day of a week."""
        return self.first + timedelta(days=WEEK * week)


class Gap(NamedTuple):
    """Weeks in a row without any event, and their first and last day."""

    weeks: int
    first: date
    last: date


class Amount(NamedTuple):
    """How many persons events had, as far as known.

    Attributes
    ----------
    exact, between, open : events with one number, with two bounds, with a bound missing.
    nobody : events with nobody, among the exact ones.
    unknown : events of which nothing is known.
    at : numbers of persons, ascending.
    surely, possibly : events that had at least as many, at the least and at the most.
    """

    name: str
    exact: int
    between: int
    open: int
    nobody: int
    unknown: int
    at: list[int]
    surely: list[int]
    possibly: list[int]


def calendar(table: pl.DataFrame) -> EventWeeks | None:
    """Events week by week; None if none is dated to a week.

    An event counts in the week in which it begins. One whose precision is not known is taken as
    it is dated.
    """
    dated = table.filter(TO_THE_WEEK)
    if dated.is_empty():
        return None
    first = min(dated["start"])
    first -= timedelta(days=first.weekday())
    begins, ends = (
        dated.select((pl.col(name) - first).dt.total_days() // WEEK).to_series().to_numpy()
        for name in ("start", "end"))
    many = int(ends.max()) + 1
    at_all = np.cumsum(np.bincount(begins, minlength=many + 1)
                       - np.bincount(ends + 1, minlength=many + 1))
    kind = dated["kind"].cast(pl.String).to_numpy()
    kinds = {name: np.bincount(begins[kind == name], minlength=many)
             for name in KINDS if (kind == name).any()}
    return EventWeeks(first, kinds, at_all[:many], table.height - dated.height)


def periods_of(weeks: int) -> int:
    """Weeks that a figure puts together, so that it has room for all."""
    return -(-weeks // _MOST_PERIODS)


def gaps(found: EventWeeks) -> list[Gap]:
    """Weeks without any event, the longest gaps first, then the earliest."""
    empty = np.flatnonzero(np.diff([False, *(found.covered == 0), False]))
    return sorted((Gap(int(end - begin), found.day(begin), found.day(end) - timedelta(days=1))
                   for begin, end in zip(empty[::2].tolist(), empty[1::2].tolist(), strict=True)),
                  key=lambda gap: (-gap.weeks, gap.first))


def amounts(table: pl.DataFrame) -> list[Amount]:
    """Numbers of persons of which something is known."""
    found = [_amount(table, name) for name in AMOUNTS]
    return [one for one in found if one.unknown < table.height]


def _amount(table: pl.DataFrame, name: str) -> Amount:
    low, high = (table.select(bound).to_series() for bound in bounds(name))
    known = low.is_not_null() | high.is_not_null()
    exact = (low == high).fill_null(False)
    both = low.is_not_null() & high.is_not_null()
    least = np.sort(low.fill_null(0).filter(known).to_numpy())
    most = np.sort(high.cast(pl.Float64).fill_null(np.inf).filter(known).to_numpy())
    at = _steps(int(max(least.max(initial=_LEAST_TOP), most[np.isfinite(most)].max(initial=0))))
    surely, possibly = ((len(ends) - np.searchsorted(ends, at)).tolist()
                        for ends in (least, most))
    return Amount(
        name, exact=int(exact.sum()), between=int((both & ~exact).sum()),
        open=int((known & ~both).sum()), nobody=int((exact & (low == 0)).sum()),
        unknown=int((~known).sum()), at=at, surely=surely, possibly=possibly)


def _steps(most: int) -> list[int]:
    """Whole numbers from 1 to ``most``, evenly on a log scale."""
    many = int(_A_DECADE * np.log10(most)) + 1
    return sorted({*(round(10 ** (step / _A_DECADE)) for step in range(many)), most})


def date_precision(table: pl.DataFrame) -> list[tuple[str, int]]:
    """Events by what their date is exact to."""
    days, found, below = table["date_precision"], [], 0
    for name, most in _PRECISION.items():
        found.append((name, int(((days > below) & (days <= most)).sum())))
        below = most
    return [*found, ("longer", int((days > below).sum())), ("not said", days.null_count())]


def place_precision(table: pl.DataFrame) -> list[tuple[str, int]]:
    """Events by what their place is exact to."""
    places = table["place_precision"]
    return [*((name, int((places == name).sum())) for name in PLACES),
            ("not said", places.null_count())]


def some(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without those that no event has."""
    return [(name, number) for name, number in counts if number]
