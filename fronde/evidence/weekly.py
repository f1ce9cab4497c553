r"""Weeks of a record, observed or drawn from a run, and numbers that sum them up.

With x_w the number of week w in a window of n weeks,

    mean             sum x_w / n                                          [as x, a week]
    total            sum x_w                                              [as x]
    peak             max x_w                                              [as x]
    share            weeks with x_w > 0, of n                             [share of weeks]
    autocorrelation  sum (x_w - m)(x_{w+1} - m) / sum (x_w - m)^2,  m the mean           [-1 to 1]

An event counts in the week in which it starts, with its source's own number, or else the middle of
its bounds; an event without any number counts as an event, and adds no persons.

Limits   x constant: its autocorrelation has no value; an empty window has no value at all
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fronde.arguments import MOST_SEED
from fronde.draws import replicate_seed
from fronde.evidence.contract import BOUNDS, bounds
from fronde.evidence.observer import SIGHTS, EventObserver, draw_record, weeks_in_power
from fronde.record.simulation import Result

Floats = NDArray[np.float64]
Summary = Literal["mean", "total", "peak", "share", "autocorrelation"]


class Weeks(NamedTuple):
    """Numbers of each week.

    Attributes
    ----------
    events, persons : in the record [weeks].
    unknown : events that do not say how many persons [weeks].
    """

    events: Floats
    persons: Floats
    unknown: Floats

    def cut(self, weeks: int) -> Weeks:
        """The first of them."""
        return Weeks(self.events[:weeks], self.persons[:weeks], self.unknown[:weeks])


@dataclass(frozen=True)
class RecordReading:
    """A number that is read off a record of a run.

    Attributes
    ----------
    name : how tables call it.
    observer, count : whose record, and what of it is counted.
    first, last : weeks of the window.
    by : weeks of the window that it is divided by.
    one : whether a window with nobody counts as one with one person or event, since the number
        is to have a logarithm.
    """

    name: str
    observer: str
    count: Literal["persons", "events"]
    summary: Summary
    first: int
    last: int
    by: tuple[int, int] | None = None
    one: bool = False

    def read(self, records: Mapping[str, Weeks]) -> float:
        """The number; NaN if it has no value."""
        numbers: Floats = getattr(records[self.observer], self.count)
        here = self._sum_up(numbers, self.first, self.last)
        if self.by is None:
            return here
        if not (self.window(numbers).any() or self.divided_by(numbers).any()):
            return float("nan")  # nothing by nothing says nothing of a change
        there = self._sum_up(numbers, *self.by)
        return here / there if there > 0.0 else float("nan")

    def window(self, numbers: Floats) -> Floats:
        """Its weeks, as far as there are any [weeks]."""
        return numbers[self.first - 1:self.last]

    def divided_by(self, numbers: Floats) -> Floats:
        """The weeks that it is divided by [weeks]; none if it is no ratio."""
        return numbers[:0] if self.by is None else numbers[self.by[0] - 1:self.by[1]]

    def _sum_up(self, numbers: Floats, first: int, last: int) -> float:
        """A window, from its first week to its last."""
        window = numbers[first - 1:last]
        if self.one and len(window) and not window.any():
            window = np.eye(1, len(window))[0]
        return summarise(self.summary, window)


def count_weeks(events: pl.DataFrame, start: date, weeks: int, observer: EventObserver) -> Weeks:
    """The weeks of a record.

    Parameters
    ----------
    events : in the table of ``read_events``.
    start, weeks : first day and number of weeks; what starts outside is left out.
    observer : which events are meant, and how large they must be if their size is known.
    """
    sight, least = SIGHTS[observer.of], observer.threshold
    low, high = bounds(sight.persons)
    middle = (low + high) / 2
    best = pl.coalesce(f"{sight.persons}_best", middle) if sight.persons in BOUNDS else middle
    rows = events.filter(sight.which).select(
        week=(pl.col("start") - pl.lit(start)).dt.total_days().floordiv(7), persons=best).filter(
        pl.col("week").is_between(0, weeks - 1),
        pl.col("persons").is_null() | (pl.col("persons") >= least))
    place, persons = rows["week"].to_numpy(), rows["persons"].fill_null(0).to_numpy()
    return Weeks(np.bincount(place, minlength=weeks).astype(np.float64),
                 np.bincount(place, persons, minlength=weeks).astype(np.float64),
                 np.bincount(place, rows["persons"].is_null().to_numpy(),
                             minlength=weeks).astype(np.float64))


def draw_weeks(run: Result, observer: EventObserver) -> Weeks:
    """The weeks of a record of a run, to that in which the regime falls.

    The draws are those of the run's seed and replicate, so that each run has errors of its own.
    """
    seed = int(replicate_seed(run.manifest["seed"], run.manifest["replicate"])) % MOST_SEED
    start = date.fromisoformat(str(run.manifest["start"]))
    return count_weeks(draw_record(run, observer, seed), start, weeks_in_power(run), observer)


def summarise(summary: Summary, numbers: Floats) -> float:
    """A number of a window [weeks]; NaN if it has no value."""
    return SUMMARIES[summary](numbers) if len(numbers) else float("nan")


def autocorrelation(numbers: Floats) -> float:
    """How alike a week and the next are [weeks], -1 to 1; NaN where nothing varies."""
    apart = numbers - numbers.mean()
    squares = float(apart @ apart)
    return float(apart[:-1] @ apart[1:]) / squares if squares > 0.0 else float("nan")


SUMMARIES: dict[Summary, Callable[[Floats], float]] = {
    "mean": lambda numbers: float(numbers.mean()),
    "total": lambda numbers: float(numbers.sum()),
    "peak": lambda numbers: float(numbers.max()),
    "share": lambda numbers: float((numbers > 0.0).mean()),
    "autocorrelation": autocorrelation,
}
