"""Runs of the scenario as it stands, all over the space: percentiles of what comes out.

Percentiles are over parameter sets, each of which counts by the mean of its replicates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from fronde.scenario.types import Scenario
from fronde.study.given import GIVEN, note_given, sets_asked
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.kind import Asked, Kind, Stage
from fronde.study.methods.arrays import Floats, over_replicates
from fronde.study.methods.design import Points
from fronde.study.options import ONCE, Option
from fronde.study.outcomes import NAMED, Outcome, outcome, shares_of
from fronde.study.protocol import Study, observe_readings
from fronde.study.study_values import Values
from fronde.vocabulary import metrics

WATCHED = ("legitimacy", "consensus", "street", "hidden", "fighters", "organisations",
           "operations", "monopoly", "stress", "fallen")
SHARE, HALF_YEAR = "share of runs", "last half year"


def plan(scenario: Scenario, points: Points, seed: int, replicates: int = 1, replicated: int = 0,
         asked: Sequence[str] = (), every: int = 4) -> Study:
    """The runs of an ensemble, which keeps the weeks of the watched metrics.

    Parameters
    ----------
    asked : outcomes that are read beside the watched metrics.

    Raises
    ------
    ScenarioError : no such outcome.
    """
    wanted = [outcome(text, scenario) for text in (*asked, *WATCHED, *NAMED)]
    readings = tuple(dict.fromkeys(reading for one in wanted for reading in one.readings))
    return Study("ensemble", observe_readings(scenario, readings), points, (Variant(AS_IT_STANDS),),
                 readings, replicates, seed, series=WATCHED, every=every, replicated=replicated,
                 settings={"outcomes": [one.text for one in wanted]})


@dataclass(frozen=True)
class Spread:
    """An outcome over the parameter sets.

    Attributes
    ----------
    outcome, what : which, and how its numbers are to be read.
    mean, p05 ... p95 : its mean and percentiles.
    sets, missing : parameter sets with and without a value.
    """

    outcome: str
    what: str
    mean: float
    p05: float
    p25: float
    p50: float
    p75: float
    p95: float
    sets: int
    missing: int

    @property
    def of_runs(self) -> bool:
        """Whether it is a condition, of which there is a share of the runs."""
        return self.what == SHARE


# Columns of a table of them, also where no outcome has a value.
COLUMNS = {name: {"str": pl.String, "float": pl.Float64, "int": pl.Int64}[kind]
           for name, kind in Spread.__annotations__.items()}


def judge(values: Values, scenario: Scenario) -> list[Spread]:
    """The outcomes that have a value, from what was read off runs."""
    asked = [outcome(text, scenario) for text in values.manifest["study"]["settings"]["outcomes"]]
    middles = [(one, over_replicates(one.of(values))) for one in asked]
    return [spread(one, middle) for one, middle in middles if not np.isnan(middle).all()]


def spread(asked: Outcome, middle: Floats) -> Spread:
    """One outcome over the parameter sets [points], of which some may have no value."""
    known = middle[~np.isnan(middle)]
    low, quarter, half, three, high = np.percentile(known, (5, 25, 50, 75, 95)).tolist()
    of_weeks = HALF_YEAR if asked.text in metrics("nation") else asked.readings[0].when
    return Spread(asked.text, SHARE if asked.condition else of_weeks, float(known.mean()), low,
                  quarter, half, three, high, len(known), len(middle) - len(known))


def table(found: Sequence[Spread]) -> dict[str, Any]:
    """Rows of a table, one an outcome."""
    return {"summary": [asdict(one) for one in found]}


def fits(found: Sequence[Spread], study: Mapping[str, Any], _: list[str]) -> bool:
    """Whether findings can be those of a study."""
    return {one.outcome for one in found} <= set(study["settings"]["outcomes"])


def plan_asked(scenario: Scenario, asked: Asked, _: Any) -> Study:
    """The runs of an ensemble."""
    planned = plan(scenario, sets_asked(scenario, asked), asked["seed"], asked["replicates"],
                   asked["replicated"], asked["outcomes"], asked["every"])
    return note_given(planned, asked)


KIND = Kind(
    "ensemble",
    "Run the scenario over its priors: percentiles of outcomes, and tables of every run.",
    "fronde study ensemble fighting-coalition --points 500 --people 1e5",
    (Option("outcomes", "An outcome to record in addition to the usual ones, such as "
            "'peak protest'. May be repeated.",
            (), "O", "outcome", several=True),
     Option("every", "Record every W-th week of each run.", 4, "W", low=1), GIVEN),
    ONCE, (Stage("ensemble", plan_asked, judge, list[Spread], fits),), table, shares_of)
