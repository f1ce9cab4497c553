"""Runs of the scenario as it stands, all over the space: what comes out, and under which
conditions (``boxes``, ``tree``).

Points are what is independent. Replicates of a point share its assumptions, so shares, intervals
and percentiles are over points, with means over replicates; a box and a tree look at one run of
each point, for a mean of two runs may be neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fronde.errors import ScenarioError
from fronde.scenario.types import Scenario
from fronde.study.boxes import Box, box
from fronde.study.design import Points
from fronde.study.ensemble import Study, observing
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.outcomes import NAMED, Floats, Outcome, outcome
from fronde.study.tree import Tree, grow
from fronde.study.values import over_replicates, read_values
from fronde.study.verdicts import LEVEL, interval

WATCHED = ("legitimacy", "consensus", "street", "hidden", "fighters", "organisations",
           "operations", "monopoly", "stress", "fallen")
PERCENT = (5, 25, 50, 75, 95)
SUMMARY = {"outcome": pl.String, "what": pl.String, "mean": pl.Float64,
           **dict.fromkeys((f"p{p:02d}" for p in PERCENT), pl.Float64),
           "points": pl.Int64, "missing": pl.Int64}


def plan(kind: str, scenario: Scenario, points: Points, seed: int, replicates: int = 1,
         replicated: int = 0, asked: tuple[str, ...] = (), every: int = 4) -> Study:
    """The runs of an ensemble, or of a search for the conditions of an outcome.

    Parameters
    ----------
    kind : ``ensemble`` (keeps the weeks of the watched metrics) or ``discovery``.
    asked : outcomes; of an ensemble they are read beside the watched metrics.

    Raises
    ------
    ScenarioError : no such outcome, or for a discovery not a condition.
    """
    wanted = [outcome(text, scenario) for text in asked]
    if kind == "discovery":
        for one in wanted:
            if not one.condition:
                raise ScenarioError(f"outcome {one.text!r}: a discovery needs a condition, such as "
                                    f"'operations > 1', or one of {', '.join(NAMED)}.")
    else:
        wanted += [outcome(text, scenario) for text in (*WATCHED, *NAMED)]
    readings = tuple(dict.fromkeys(reading for one in wanted for reading in one.readings))
    series = WATCHED if kind == "ensemble" else ()
    return Study(kind, observing(scenario, readings), points, (Variant(AS_IT_STANDS),), readings,
                 replicates, seed, series=series, every=every, replicated=replicated,
                 settings={"outcomes": [one.text for one in wanted]})


@dataclass(frozen=True)
class Conditions:
    """Under which conditions an outcome comes about.

    Attributes
    ----------
    outcome : which.
    share, low, high : how often it does, in the mean over points, with its interval.
    known, missing : points that count, and points without a value.
    box : where it does, as limits of a few parameters.
    tree : the same as rules that place every point.
    points, holds : values of the parameters, and whether it does in the first run [points].
    """

    outcome: str
    share: float
    low: float
    high: float
    known: int
    missing: int
    box: Box
    tree: Tree
    names: list[str]
    points: Floats
    holds: Floats


def conditions(folder: Path, scenario: Scenario) -> list[Conditions]:
    """The conditions of each outcome of a study that was run.

    Raises
    ------
    StoreError : no study there, or a damaged one.
    """
    values = read_values(folder)
    seed = values.manifest["study"]["seed"]
    found = []
    for text in values.manifest["study"]["settings"]["outcomes"]:
        each = outcome(text, scenario).of(values)
        holds = first(each)
        known = int((~np.isnan(holds)).sum())
        found.append(Conditions(
            text, *share(each), known, len(holds) - known,
            box(values.drawn, holds, values.names, seed=seed),
            grow(values.drawn, holds, values.names, seed=seed), values.names, values.drawn, holds))
    return found


def share(each: Floats) -> tuple[float, float, float]:
    """How often a condition holds, in the mean over points, with its interval [points, replicates].

    Every point counts once, however many replicates it has; nothing is known of none.
    """
    middle = over_replicates(each)
    known = middle[~np.isnan(middle)]
    if not len(known):
        return float("nan"), 0.0, 1.0
    return interval(float(known.sum()), len(known), LEVEL)


def first(each: Floats) -> Floats:
    """The first run of each point that has a value [points, replicates] -> [points]."""
    number = (~np.isnan(each)).argmax(axis=1)
    return np.asarray(each[np.arange(len(each)), number])


def summary(folder: Path, scenario: Scenario) -> pl.DataFrame:
    """What an ensemble comes to: a row a metric, with percentiles over its points.

    Raises
    ------
    StoreError : no study there, or a damaged one.
    """
    values = read_values(folder)
    rows = []
    for text in values.manifest["study"]["settings"]["outcomes"]:
        asked = outcome(text, scenario)
        middle = over_replicates(asked.of(values))
        known = middle[~np.isnan(middle)]
        if len(known):
            rows.append(as_row(asked, known, len(middle)))
    return pl.DataFrame(rows, schema=SUMMARY)  # with its columns also where no run has a value


def as_row(asked: Outcome, known: Floats, points: int) -> dict[str, str | int | float]:
    """One outcome over the points of an ensemble, of which those with a value are known."""
    percentiles = {f"p{p:02d}": float(v) for p, v in zip(PERCENT, np.percentile(known, PERCENT),
                                                         strict=True)}
    return {"outcome": asked.text, "what": "share of runs" if asked.condition else "last half year",
            "mean": float(known.mean()), **percentiles, "points": len(known),
            "missing": points - len(known)}
