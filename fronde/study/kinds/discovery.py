"""Under which conditions an outcome comes about: limits of a few parameters, and a small tree.

Parameter sets are what is independent: shares and intervals are over them, with means over
replicates. A box and a tree look at one run of each, for a mean of two runs may be neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fronde.errors import ScenarioError
from fronde.scenario.types import Scenario
from fronde.study.given import GIVEN, note_given, sets_asked
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.kind import Asked, Kind, Stage
from fronde.study.methods.arrays import Floats, Kept, among
from fronde.study.methods.boxes import Box, box
from fronde.study.methods.design import Points
from fronde.study.methods.tree import Tree, grow
from fronde.study.options import ONCE, Option
from fronde.study.outcomes import NAMED, outcome, share, shares_of
from fronde.study.protocol import Study, observe_readings
from fronde.study.study_values import Values


def plan(scenario: Scenario, points: Points, seed: int, replicates: int = 1, replicated: int = 0,
         asked: Sequence[str] = ()) -> Study:
    """The runs of a search for the conditions of outcomes.

    Raises
    ------
    ScenarioError : no such outcome, or no condition.
    """
    wanted = [outcome(text, scenario) for text in asked]
    for one in wanted:
        if not one.condition:
            raise ScenarioError(f"outcome {one.text!r}: a discovery needs a condition, such as "
                                f"'operations > 1', or one of {', '.join(NAMED)}.")
    readings = tuple(dict.fromkeys(reading for one in wanted for reading in one.readings))
    return Study("discovery", observe_readings(scenario, readings), points,
                 (Variant(AS_IT_STANDS),), readings, replicates, seed, replicated=replicated,
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
    holds : whether it does in the first run [points]; NaN without a value.
    """

    outcome: str
    share: float
    low: float
    high: float
    known: int
    missing: int
    box: Box
    tree: Tree
    holds: Kept


def judge(values: Values, scenario: Scenario) -> list[Conditions]:
    """The conditions of each outcome, from what was read off runs."""
    return [conditions(values, text, outcome(text, scenario).of(values))
            for text in values.manifest["study"]["settings"]["outcomes"]]


def conditions(values: Values, text: str, each: Floats) -> Conditions:
    """The conditions of one outcome [points, replicates]."""
    holds, seed = first(each), values.manifest["study"]["seed"]
    known = int((~np.isnan(holds)).sum())
    return Conditions(text, *share(each), known, len(holds) - known,
                      box(values.drawn, holds, values.names, seed=seed),
                      grow(values.drawn, holds, values.names, seed=seed), holds)


def first(each: Floats) -> Floats:
    """The first run of each point that has a value [points, replicates] -> [points]."""
    number = (~np.isnan(each)).argmax(axis=1)
    return np.asarray(each[np.arange(len(each)), number])


def table(found: Sequence[Conditions]) -> dict[str, Any]:
    """Rows of a table, one an outcome."""
    return {"conditions": [
        {"outcome": one.outcome, "share": one.share, "low": one.low, "high": one.high,
         "box": one.box.verdict, "limits": one.box.limits,
         "tree": [leaf.rule for leaf in one.tree.leaves]} for one in found]}


def fits(found: Sequence[Conditions], study: Mapping[str, Any], names: list[str]) -> bool:
    """Whether findings can be those of a study with parameters of these names."""
    named = {name for one in found
             for limits in (one.box.limits, *(leaf.limits for leaf in one.tree.leaves))
             for name in limits}
    return ([one.outcome for one in found] == study["settings"]["outcomes"]
            and all(one.holds.shape == (study["points"],) for one in found)
            and all(among(one.holds, (0.0, 1.0)) for one in found)
            and named <= set(names))


def plan_asked(scenario: Scenario, asked: Asked, _: Any) -> Study:
    """The runs of a discovery."""
    planned = plan(scenario, sets_asked(scenario, asked), asked["seed"], asked["replicates"],
                   asked["replicated"], asked["outcomes"])
    return note_given(planned, asked)


KIND = Kind(
    "discovery",
    "Find the conditions under which an outcome comes about: a box (PRIM) and a small tree.",
    "fronde study discovery --outcome 'operations > 2' --points 512",
    (Option("outcomes", "A condition such as 'operations > 1', or contained, insurgent, "
            "collapsed. May be repeated.", ("contained", "collapsed"), "O", "outcome",
            several=True), GIVEN),
    ONCE, (Stage("discovery", plan_asked, judge, list[Conditions], fits),), table, shares_of)
