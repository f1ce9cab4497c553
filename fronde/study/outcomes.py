"""What a study looks at: a metric at the end of the run, or whether a condition holds there.

    contained      in power, and no operation in the last half year
    insurgent      in power, and there are
    collapsed      the regime has fallen
    METRIC         mean of a metric of the nation over the last half year
    METRIC > X     whether that mean is above (or <, >=, <=) a number
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from fronde.errors import ScenarioError
from fronde.scenario.complaints import suggestion
from fronde.scenario.types import Scenario
from fronde.scenario.yamlcore import Pointed, resolve
from fronde.study.jobs import AS_IT_STANDS
from fronde.study.methods.arrays import Floats, over_replicates
from fronde.study.methods.verdicts import LEVEL, interval
from fronde.study.readings import Reading
from fronde.study.study_values import Values
from fronde.vocabulary import metrics

OVER = 26  # weeks
CONDITION = re.compile(r"\s*(\w+)\s*(>=|<=|>|<)\s*(\S+)\s*")
COMPARE = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}
NAMED: dict[str, Callable[[Floats, Floats], Floats]] = {
    "contained": lambda fallen, operations: 1.0 * ((fallen == 0) & (operations == 0)),
    "insurgent": lambda fallen, operations: 1.0 * ((fallen == 0) & (operations > 0)),
    "collapsed": lambda fallen, operations: 1.0 * (fallen > 0) + 0.0 * operations,
}


@dataclass(frozen=True)
class Outcome:
    """Something of a run, as a number; ``condition``: 1 if it holds, 0 if not.

    Attributes
    ----------
    text : as it was asked for.
    readings : what it is made of.
    made : from these readings, arrays of one shape.
    """

    text: str
    readings: tuple[Reading, ...]
    made: Callable[..., Floats]
    condition: bool

    def of(self, values: Values, variant: str = AS_IT_STANDS) -> Floats:
        """The outcome of each run [points, replicates]; NaN where a run failed."""
        found = [values.of(variant, reading) for reading in self.readings]
        made = np.asarray(self.made(*found), dtype=np.float64)
        made[np.isnan(np.stack(found)).any(axis=0)] = np.nan
        return made


def outcome(text: str, scenario: Scenario) -> Outcome:
    """What a text asks for.

    Raises
    ------
    ScenarioError : it is neither a named outcome, nor a metric, nor a condition on one.
    """
    end, over = scenario.weeks, min(OVER, scenario.weeks)
    if text in NAMED:
        return Outcome(text, (Reading("fallen", end, 1, rule="last"),
                              Reading("operations", end, over)), NAMED[text], True)
    found = CONDITION.fullmatch(text)
    metric = found.group(1) if found else text.strip()
    if metric not in metrics("nation"):
        hint = suggestion(metric, (*NAMED, *metrics("nation")))
        raise ScenarioError(f"outcome {text!r}: no metric of the nation is called {metric!r}"
                            f"{hint}\nGive a metric, a condition such as 'operations > 1', or one "
                            f"of {', '.join(NAMED)}.")
    reading = Reading(metric, end, over)
    if found is None:
        return Outcome(text.strip(), (reading,), lambda value: value, False)
    return Outcome(text.strip(), (reading,), compare_with(found, text), True)


def compare_with(found: re.Match[str], text: str) -> Callable[[Floats], Floats]:
    """The condition of a text."""
    compare, bar = COMPARE[found.group(2)], resolve(found.group(3))
    if isinstance(bar, Pointed):
        raise ScenarioError(f"outcome {text!r}: {bar} may be read as {bar:g} or as {bar * 1000:g}. "
                            "Write the number without points.")
    if isinstance(bar, bool) or not isinstance(bar, (int, float)) or math.isinf(bar):
        raise ScenarioError(f"outcome {text!r}: {found.group(3)!r} is not a number such as 1.5, "
                            "20000 or 2e4.")
    return lambda value: compare(value, bar)


def share(each: Floats) -> tuple[float, float, float]:
    """How often a condition holds, in the mean over points, with its interval [points, replicates].

    Every point counts once, however many replicates it has; nothing is known of none.
    """
    middle = over_replicates(each)
    known = middle[~np.isnan(middle)]
    if not len(known):
        return float("nan"), 0.0, 1.0
    return interval(float(known.sum()), len(known), LEVEL)


def shares_of(values: Values, scenario: Scenario) -> Iterator[tuple[float, float, float]]:
    """How often the conditions that a study asks for hold, where one has a value."""
    for text in values.manifest["study"]["settings"]["outcomes"]:
        asked = outcome(text, scenario)
        each = asked.of(values)
        if asked.condition and not np.isnan(each).all():
            yield share(each)
