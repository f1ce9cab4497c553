"""Whether the parameter sets that a record leaves foresee its weeks that were held back.

The weeks from the first to the last of an observer's targets of part ``check`` are forecast: by the
records of all runs, by those of the runs that are left, and by naive rules that know the weeks
before. A run whose regime falls on the way leaves no record of all these weeks, and is no forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from fronde.evidence.baselines import YEAR
from fronde.evidence.computing import reading_of_target
from fronde.evidence.ranking import compare_rules
from fronde.evidence.targets import EvidenceFile
from fronde.scenario.types import Scenario
from fronde.study.jobs import name_of_record
from fronde.study.methods.arrays import Floats
from fronde.study.study_values import Values

PRIOR, LEFT = "all parameter sets", "those left"


@dataclass(frozen=True)
class HeldBack:
    """How well one rule forecasts the held-back weeks of an observer.

    Attributes
    ----------
    observer, count, first, last : of what record, and which weeks.
    rule : that forecasts.
    crps, interval : means over the weeks, in powers of ten of 1 + the number; less is better.
    log : mean, in bits.
    coverage : share of the weeks in the interval of 90 %.
    """

    observer: str
    count: str
    first: int
    last: int
    rule: str
    crps: float
    log: float
    interval: float
    coverage: float


def score_weeks(values: Values, evidence: EvidenceFile, scenario: Scenario, left: Sequence[int]
                ) -> list[HeldBack]:
    """Scores on held-back weeks, of each observer whose record is at hand for a year before."""
    record = values.manifest["study"]["settings"]["record"]
    return [row for observer, seen in record.items()
            for row in score_observer(values, evidence, scenario, observer, seen, left)]


def score_observer(values: Values, evidence: EvidenceFile, scenario: Scenario, observer: str,
                   seen: dict[str, list[float]], left: Sequence[int]) -> Iterator[HeldBack]:
    """The scores of one observer, for each number that its held-back targets count."""
    asked = [reading_of_target(one, scenario) for one in evidence.targets
             if one.observer == observer and one.part == "check"]
    for count in dict.fromkeys(one.count for one in asked):
        first = min(one.first for one in asked if one.count == count)
        last = max(one.last for one in asked if one.count == count)
        numbers = np.round(seen[count])
        if first <= YEAR:
            continue
        weeks = values.kept_weeks(name_of_record(observer, count))
        forecasts = {PRIOR: draws_of(weeks, first, last),
                     LEFT: draws_of(weeks.filter(pl.col("point").is_in(list(left))), first, last)}
        found = compare_rules(numbers[:first - 1], numbers[first - 1:last],
                              {name: drawn for name, drawn in forecasts.items() if drawn.size},
                              scale="log10")
        yield from (HeldBack(observer, count, first, last, **row) for row in found.to_dicts())


def draws_of(weeks: pl.DataFrame, first: int, last: int) -> Floats:
    """Forecasts by the records of runs [weeks, runs]: the first run of each parameter set."""
    rows = weeks.filter(pl.col("replicate") == 0, pl.col("week").is_between(first, last))
    whole = rows.filter(pl.len().over("point") == last - first + 1)
    return whole.sort("point", "week")["value"].to_numpy().reshape(-1, last - first + 1).T


class Contest(NamedTuple):
    """The runs beside the best naive rule, on one record.

    Attributes
    ----------
    left, prior : by the runs that are left, and by all; None of none.
    best : by the naive rule of the least CRPS.
    """

    left: HeldBack | None
    prior: HeldBack | None
    best: HeldBack


def contests(scores: Sequence[HeldBack]) -> Iterator[Contest]:
    """The runs beside the best naive rule, for each record."""
    for key in dict.fromkeys((one.observer, one.count) for one in scores):
        rows = {one.rule: one for one in scores if (one.observer, one.count) == key}
        left, prior = rows.pop(LEFT, None), rows.pop(PRIOR, None)
        yield Contest(left, prior, min(rows.values(), key=lambda one: one.crps))
