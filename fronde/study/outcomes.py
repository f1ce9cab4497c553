"""What a study looks at: a number of a run, or whether a condition on it holds.

    contained      in power, and no operation in the last half year
    insurgent      in power, and there are
    collapsed      the regime has fallen
    METRIC         mean of a metric of the nation over the last half year
    METRIC > X     whether that mean is above (or <, >=, <=) a number

Around the metric there may stand what is computed, whose it is, and of which weeks:

    [mean|total|last|peak|peak-week] METRIC [of region|group|state ID] [weeks A-B] [> X]

A mean is over the last half year, ``last`` is the last week, all others are over the whole run,
unless weeks are given.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from fronde.errors import ScenarioError
from fronde.scenario.complaints import suggestion
from fronde.scenario.types import Group, Region, Scenario, State, Window
from fronde.scenario.yamlcore import Pointed, resolve
from fronde.study.jobs import AS_IT_STANDS
from fronde.study.methods.arrays import Floats, over_replicates
from fronde.study.methods.verdicts import LEVEL, interval
from fronde.study.readings import Reading
from fronde.study.study_values import Values
from fronde.vocabulary import metrics

OVER = 26  # weeks
RULES: dict[str, Window] = {"mean": "mean", "total": "total", "last": "last", "peak": "peak",
                            "peak-week": "peak-week"}
ASKED = re.compile(
    rf"\s*(?:(?P<rule>{'|'.join(sorted(RULES, reverse=True))})\s+)?(?P<metric>\w+)"
    r"(?:\s+of\s+(?P<level>region|group|state)\s+(?P<entity>\S+))?"
    r"(?:\s+weeks?\s+(?P<first>\d+)(?:\s*-\s*(?P<end>\d+))?)?"
    r"\s*(?:(?P<sign>>=|<=|>|<)\s*(?P<bar>\S+))?\s*")
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
    ScenarioError : it is neither a named outcome, nor a number of a run, nor a condition on one.
    """
    end, over = scenario.weeks, min(OVER, scenario.weeks)
    if text in NAMED:
        return Outcome(text, (Reading("fallen", end, 1, rule="last"),
                              Reading("operations", end, over)), NAMED[text], True)
    found = ASKED.fullmatch(text)
    if found is None:
        raise not_understood(text)
    reading = reading_of(found, text, scenario)
    if found["sign"] is None:
        return Outcome(text.strip(), (reading,), lambda value: value, False)
    return Outcome(text.strip(), (reading,), compare_with(found, text), True)


def not_understood(text: str) -> ScenarioError:
    """The complaint about a text that is no outcome."""
    first = text.split()[0] if text.split() else ""
    hint = suggestion(first, (*NAMED, *RULES, *metrics("nation")))
    return ScenarioError(
        f"outcome {text!r}: not understood{hint}\nGive a metric ('legitimacy'), more of it ('peak "
        f"protest of region RU-MOW weeks 57-80'), a condition such as 'operations > 1', or one of "
        f"{', '.join(NAMED)}.")


def reading_of(found: re.Match[str], text: str, scenario: Scenario) -> Reading:
    """What a text reads off a run.

    Raises
    ------
    ScenarioError : no such metric or entity, or weeks that are not in the run.
    """
    metric, level = found["metric"], found["level"] or "nation"
    if metric not in metrics(level):
        hint = suggestion(metric, (*NAMED, *metrics(level)))
        raise ScenarioError(f"outcome {text!r}: no metric of the {level} is called {metric!r}"
                            f"{hint}\nGive a metric, a condition such as 'operations > 1', or one "
                            f"of {', '.join(NAMED)}.")
    entity = found["entity"] or "nation"
    there: dict[str, Iterable[Region | Group | State]] = {
        "region": scenario.regions, "group": scenario.groups, "state": scenario.states}
    ids = [one.id for one in there.get(level, ())]
    if level != "nation" and entity not in ids:
        raise ScenarioError(f"outcome {text!r}: there is no {level} {entity!r}"
                            f"{suggestion(entity, ids)}")
    rule = RULES[found["rule"] or "mean"]
    first, end = weeks_of(found, text, rule, scenario.weeks)
    return Reading(metric, end, end - first + 1, level, entity, rule)


def weeks_of(found: re.Match[str], text: str, rule: Window, weeks: int) -> tuple[int, int]:
    """The first and the last week that a text speaks of.

    Raises
    ------
    ScenarioError : they are not in the run, or in the wrong order.
    """
    if found["first"] is None:
        return {"mean": max(1, weeks - OVER + 1), "last": weeks}.get(rule, 1), weeks
    end = int(found["end"] or found["first"])
    first = end if rule == "last" else int(found["first"])
    if not 1 <= first <= end <= weeks:
        raise ScenarioError(f"outcome {text!r}: weeks {found['first']}-{end} are not weeks of the "
                            f"run, which has 1-{weeks}.")
    return first, end


def compare_with(found: re.Match[str], text: str) -> Callable[[Floats], Floats]:
    """The condition of a text."""
    compare, bar = COMPARE[found["sign"]], resolve(found["bar"])
    if isinstance(bar, Pointed):
        raise ScenarioError(f"outcome {text!r}: {bar} may be read as {bar:g} or as {bar * 1000:g}. "
                            "Write the number without points.")
    if isinstance(bar, bool) or not isinstance(bar, (int, float)) or math.isinf(bar):
        raise ScenarioError(f"outcome {text!r}: {found['bar']!r} is not a number such as 1.5, "
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
