r"""What the regime wants, by which its responses are compared.

A scenario says so itself (``responses.goals``); if it does not, these goals count. They are read
over the weeks from the response to the end:

    stay        1 if the regime is in power at the end                  [share of runs]
    consensus   mean, 0 after a fall                                    [share]
    war         mean share of the army that is abroad, 0 after a fall   [share]
    strength    mean number of fighters                                 [persons]
    deaths      losses of both sides in operations                      [persons]

    change = with the response - with nothing done                              of shares
    change = (with - without) / ((|with| + |without|) / 2)                      of all else

What a response is worth against doing nothing, of goals that a scenario declares with weights w:

    worth = sum of w change (counted as the regime wants it) / sum of w

and of the goals above, with the weights g of mechanism ``response`` at the point:

    worth = stay (g_s + g_c consensus + g_w war) / (g_s + g_c + g_w)

of which the difference counts. A goal that nothing in the scenario moves is no goal: it is left
out, here and in worth, and so is its weight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fronde.errors import ScenarioError
from fronde.mechanisms import response as mechanism
from fronde.scenario.moving import (
    Stand,
    join_mechanisms,
    movable,
    moved_by_response,
    movers,
    stand,
    things,
)
from fronde.scenario.types import Aim, Response, Scenario, Window
from fronde.study.methods.arrays import Floats, over_replicates
from fronde.study.readings import Reading
from fronde.study.study_values import Values
from fronde.vocabulary import AROUND, COLUMNS, COUNT_METRICS, NATION

TABLES = {"nation": (*COLUMNS, *NATION), "state": AROUND}


@dataclass(frozen=True)
class Measure:
    """A number of a run that a goal is made of; several are added up."""

    metric: str
    rule: Window | Literal["in-power"] = "mean"
    level: str = "nation"
    entity: str = "nation"

    def reading(self, weeks: int, week: int) -> Reading:
        """Its reading, from a week to the end of a run."""
        end, over = weeks, weeks - week
        rule: Window = "mean" if self.rule == "in-power" else self.rule
        return Reading(self.metric, end, 1 if rule == "last" else over, self.level, self.entity,
                       rule, self.rule == "in-power")


@dataclass(frozen=True)
class Goal:
    """Something that the regime wants more or less of.

    Attributes
    ----------
    name, says, short, shortest : its id, and how it is called where there is less and less room.
    wanted : 1: more, -1: less.
    relative : whether effects are shares of the mean of both courses, as of persons.
    parts : what is read off a run.
    turned : whether it is 1 minus that.
    worth : its weight; None where mechanism ``response`` has it, at ``response.NAME``, or where
        it has none (``weighed``).
    """

    name: str
    says: str
    short: str
    shortest: str
    wanted: float
    relative: bool
    parts: tuple[Measure, ...]
    turned: bool = False
    worth: float | None = None

    @property
    def most(self) -> float:
        """No effect is larger."""
        return 2.0 if self.relative else 1.0


BUILT_IN = (
    Goal("stay", "stays in power", "in power", "power", 1.0, False, (Measure("fallen", "last"),),
         turned=True),
    Goal("consensus", "consensus", "consensus", "consensus", 1.0, False,
         (Measure("consensus", "in-power"),)),
    Goal("war", "war effort", "war effort", "war", 1.0, False, (Measure("abroad", "in-power"),)),
    Goal("strength", "armed strength against it", "strength", "armed", -1.0, True,
         (Measure("fighters"),)),
    Goal("deaths", "deaths in operations", "deaths", "deaths", -1.0, True,
         (Measure("soldiers_lost", "total"), Measure("fighters_lost", "total"))),
)
WEIGHED = ("stay", "consensus", "war")  # goals whose weights mechanism response has


@dataclass(frozen=True)
class LeftOut:
    """A goal that does not count, and why: a sentence."""

    goal: Goal
    why: str


@dataclass(frozen=True)
class Goals:
    """The goals of a regime, those that count and those that do not."""

    kept: tuple[Goal, ...]
    left_out: tuple[LeftOut, ...]
    own: bool  # whether the scenario declares them

    @property
    def worth(self) -> Goal:
        """What goals are weighed to, as if it were one."""
        mixed = self.own and any(goal.relative for goal in self.weighed)
        return WORTH_MIXED if mixed else WORTH

    @property
    def weighed(self) -> tuple[Goal, ...]:
        """Goals that worth is made of."""
        return tuple(goal for goal in self.kept
                     if (goal.worth or 0.0) > 0.0 or (not self.own and goal.name in WEIGHED))

    def readings(self, scenario: Scenario, week: int) -> tuple[Reading, ...]:
        """What goals are made of, over the weeks from ``week`` to the end."""
        return tuple(dict.fromkeys(part.reading(scenario.weeks, week)
                                   for goal in self.kept for part in goal.parts))


WORTH = Goal("worth", "worth to the regime", "worth", "worth", 1.0, False, ())
WORTH_MIXED = replace(WORTH, says="worth to the regime (weighted mean)", relative=True)


def goals_of(scenario: Scenario) -> Goals:
    """What counts in a scenario.

    Goals that it declares itself are all moved by something, or it would not have been read.
    """
    if scenario.aims:
        return Goals(tuple(goal_of(aim) for aim in scenario.aims), (), True)
    there = stand(scenario)
    may = movable(there)
    kept = tuple(goal for goal in BUILT_IN if not read_from(goal).isdisjoint(may))
    left = tuple(LeftOut(goal, why(goal, there, scenario)) for goal in BUILT_IN
                 if goal not in kept)
    return Goals(kept, left, False)


def goal_of(aim: Aim) -> Goal:
    """A goal as a scenario declares it."""
    wanted = 1.0 if aim.direction == "higher" else -1.0
    return Goal(aim.id, aim.says, aim.id, aim.id, wanted, not shares(aim),
                (Measure(aim.metric, aim.read, aim.level, aim.entity),), worth=aim.worth)


def shares(aim: Aim) -> bool:
    """Whether differences are of a number between 0 and 1, and not of persons or the like."""
    if aim.read == "total" or aim.metric in COUNT_METRICS:
        return False
    column = next(one for one in TABLES.get(aim.level, COLUMNS) if one.name == aim.metric)
    return (column.low, column.high) == (0.0, 1.0)


def read_from(goal: Goal) -> frozenset[str]:
    """What a goal is read from."""
    return frozenset().union(*(things(part.metric, part.level) for part in goal.parts))


def why(goal: Goal, there: Stand, scenario: Scenario) -> str:
    """Why a goal does not count, in a sentence."""
    names = [part.metric for part in goal.parts]
    metrics = " or ".join(names)
    said = f"“{goal.says}” is not used as a goal: nothing in the scenario changes {metrics}"
    if set(names) & set(scenario.fixed):
        return f"{said}, which is fixed."
    added = movers(goal.parts[0].metric, goal.parts[0].level, there)
    return f"{said} ({join_mechanisms(added)} would)." if added else f"{said}."


def goals_for(scenario: Scenario, tried: list[Response]) -> Goals:
    """The goals by which responses are compared.

    Raises
    ------
    ScenarioError : none is left, or nothing that a response sets leads to any.
    """
    found = goals_of(scenario)
    if not found.kept:
        raise ScenarioError(f"{scenario.name}: its responses cannot be compared, because nothing "
                            "in the scenario changes any goal of the regime. Add a mechanism that "
                            "does, or say under `responses.goals` what the regime wants.\n"
                            + "\n".join(one.why for one in found.left_out))
    may = set().union(*(moved_by_response(scenario, one) for one in tried))
    if all(read_from(goal).isdisjoint(may) for goal in found.kept):
        named = ", ".join(goal.says for goal in found.kept)
        raise ScenarioError(f"{scenario.name}: its responses cannot be compared, because they set "
                            "and send nothing that affects a goal of the regime through the "
                            f"mechanisms (goals: {named}). Let responses set what a mechanism "
                            "uses, or add such a mechanism.")
    return found


def values_of(values: Values, variant: str, found: Goals, scenario: Scenario,
              week: int) -> dict[str, Floats]:
    """Goals of every run of a variant [points, replicates]; NaN where there is none."""
    each = {goal.name: value_of(values, variant, goal, scenario.weeks, week)
            for goal in found.kept}
    if not found.own and found.weighed:
        each[WORTH.name] = worth_by_default(values, scenario, found, each)
    return each


def average_replicates(each: dict[str, Floats]) -> dict[str, Floats]:
    """Goals as means over replicates [points]; NaN where no run ended well."""
    return {name: over_replicates(numbers) for name, numbers in each.items()}


def value_of(values: Values, variant: str, goal: Goal, weeks: int, week: int) -> Floats:
    """A goal in every run of a variant [points, replicates]."""
    total: Floats = np.sum([values.of(variant, part.reading(weeks, week))
                            for part in goal.parts], axis=0)
    return 1.0 - total if goal.turned else total


def worth_by_default(values: Values, scenario: Scenario, found: Goals,
                     each: dict[str, Floats]) -> Floats:
    """What a course comes to for a regime without goals of its own [points, replicates].

    A fallen regime has nothing; where nothing is wanted, nothing is worth anything.
    """
    total: Floats = np.zeros((values.shape[0], 1))
    worth: Floats = np.zeros(values.shape)
    for goal in found.weighed:
        weight = weight_at(values, scenario, goal.name)
        total = total + weight
        worth = worth + weight * (1.0 if goal.name == "stay" else each[goal.name])
    return each.get("stay", 1.0) * worth / np.maximum(total, 1e-300)


def weight_at(values: Values, scenario: Scenario, name: str) -> Floats:
    """How much mechanism ``response`` says that the regime wants a goal [points, 1]."""
    path = f"response.{name}"
    if path in values.names:
        return values.drawn[:, [values.names.index(path)]]
    params = scenario.mechanisms.get("response", mechanism.Params())
    return np.full((values.shape[0], 1), float(getattr(params, name)))


def difference(goal: Goal, value: Floats, idle: Floats) -> Floats:
    """What a response changes; where persons are counted, as a share of the mean of both.

    The mean as the base keeps the share within -2 and 2 where nothing done comes to nobody.
    """
    if not goal.relative:
        return value - idle
    base = (np.abs(value) + np.abs(idle)) / 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(value == idle, 0.0 * base, (value - idle) / base)


def worth_of(found: Goals, gains: dict[str, Floats]) -> Floats:
    """What a response is worth by goals that a scenario declares [points]; ``gains`` are changes
    as the regime wants them."""
    total = sum(goal.worth or 0.0 for goal in found.weighed)
    summed: Floats = np.sum([(goal.worth or 0.0) * gains[goal.name] for goal in found.weighed],
                            axis=0)
    return summed / total
