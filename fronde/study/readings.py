"""What is read off one run: a number from the weeks of a metric.

    mean        mean over the weeks end - over + 1 ... end      [as the metric]
    total       sum over these weeks                            [as the metric, times weeks]
    last        the value in week end                           [as the metric]
    peak        the largest value of these weeks                [as the metric]
    peak-week   the first week that has it                      [weeks since the start]

A share of nobody has no value: weeks without fighters say nothing about who the fighters are,
and a window of such weeks reads as missing. What is counted ``in_power`` is 0 once the regime
has fallen, for after its fall nothing moves any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fronde.record.simulation import Result
from fronde.scenario.types import Window
from fronde.vocabulary import NATION

Floats = NDArray[np.float64]
Key = tuple[str, str, str]
OF = {column.name: column.of for column in NATION if column.of}
FALLEN = ("nation", "nation", "fallen")
SUMMARY: dict[Window, Callable[[Floats, list[int]], float]] = {
    "mean": lambda numbers, _: float(numbers.mean()),
    "total": lambda numbers, _: float(numbers.sum()),
    "last": lambda numbers, _: float(numbers[-1]),
    "peak": lambda numbers, _: float(numbers.max()),
    "peak-week": lambda numbers, weeks: float(weeks[numbers.argmax()]),
}


@dataclass(frozen=True)
class Reading:
    """One number of a run.

    Attributes
    ----------
    metric, level, entity : whose weeks.
    end, over : the window's last week and its length [weeks].
    rule : what is made of the window.
    in_power : whether weeks after the regime's fall count as 0.
    """

    metric: str
    end: int
    over: int
    level: str = "nation"
    entity: str = "nation"
    rule: Window = "mean"
    in_power: bool = False

    @property
    def key(self) -> Key:
        """Where its weeks stand in a record."""
        return self.level, self.entity, self.metric

    @property
    def name(self) -> str:
        """How tables call it: ``mean legitimacy of nation, weeks 131-156``."""
        whose = self.entity if self.level == "nation" else f"{self.level} {self.entity}"
        return f"{self.rule} {self.metric} of {whose}, {self.when}{' in power' * self.in_power}"

    @property
    def when(self) -> str:
        """Its weeks: ``weeks 131-156``."""
        return f"week {self.end}" if self.rule == "last" else (
            f"weeks {self.end - self.over + 1}-{self.end}")


def series_needed(readings: Iterable[Reading]) -> set[Key]:
    """The series that readings are made of."""
    keys = set()
    for reading in readings:
        keys.add(reading.key)
        keys.update(("nation", "nation", name) for name in OF.get(reading.metric, ()))
        if reading.in_power:
            keys.add(FALLEN)
    return keys


def levels(readings: Iterable[Reading]) -> tuple[str, ...]:
    """Levels that a run must record for these readings; states are always recorded."""
    asked = {reading.level for reading in readings}
    return tuple(level for level in ("nation", "region", "group", "community")
                 if level in asked or level == "nation")


def read(result: Result, readings: Iterable[Reading]) -> list[float]:
    """The number of each reading; NaN where it has no value."""
    listed = list(readings)
    weeks = weekly(result.series, series_needed(listed))
    return [value(reading, weeks) for reading in listed]


def weekly(series: pl.DataFrame, keys: Iterable[Key]) -> dict[Key, dict[int, float]]:
    """Week -> value of each series that is asked for."""
    asked = set(keys)
    rows = series.filter(pl.col("metric").is_in({key[2] for key in asked}),
                         pl.col("level").is_in({key[0] for key in asked}))
    found: dict[Key, dict[int, float]] = {key: {} for key in asked}
    for level, entity, metric, week, number in rows.select(
            "level", "entity", "metric", "week", "value").iter_rows():
        if (level, entity, metric) in found:
            found[level, entity, metric][week] = number
    return found


def value(reading: Reading, weeks: Mapping[Key, Mapping[int, float]]) -> float:
    """One reading; NaN if the window is not (or not only) in the record, or of nobody."""
    first = reading.end if reading.rule == "last" else reading.end - reading.over + 1
    window = list(range(first, reading.end + 1))
    if any(week not in weeks[reading.key] for week in window):
        return float("nan")
    if reading.metric in OF:
        of = [weeks["nation", "nation", name] for name in OF[reading.metric]]
        window = [week for week in window if any(count[week] > 0.0 for count in of)]
    numbers = np.array([weeks[reading.key][week] for week in window])
    if not len(numbers) or np.isnan(numbers).any():
        return float("nan")
    if reading.in_power:
        numbers *= [weeks[FALLEN][week] == 0.0 for week in window]
    return SUMMARY[reading.rule](numbers, window)
