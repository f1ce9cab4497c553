"""Cells of a response matrix in words, and which of them show something."""

from __future__ import annotations

import math
from collections.abc import Mapping

from fronde.reporting import wording
from fronde.reporting.study import numbers
from fronde.study.goals import WORTH, Goal
from fronde.study.responses import MARGIN, Cell, Matrix


def of(made: Matrix, name: str) -> Goal:
    """A goal by its name."""
    return next(goal for goal in made.columns if goal.name == name)


def change(made: Matrix, cell: Cell) -> str:
    """An effect in percentage points of a share, or in per cent of persons."""
    if made.still(cell.goal, cell.week):
        return "unmoved"
    return told(of(made, cell.goal), cell.effect)


def told(goal: Goal, value: float) -> str:
    """A number of a goal in its unit."""
    return numbers.percent(value) if goal.relative else numbers.points(value)


def span(made: Matrix, cell: Cell) -> str:
    """The interval of an effect, cut to possible values: shares differ by one at most."""
    if math.isnan(cell.effect):
        return "no value"
    if made.still(cell.goal, cell.week):
        return "in any run"
    goal = of(made, cell.goal)
    return numbers.ranged(told(goal, max(cell.low, -goal.most)),
                          told(goal, min(cell.high, goal.most)))


def label(name: str, says: Mapping[str, str]) -> str:
    """A response's id and text."""
    words = says.get(name, "")
    return f"{name}: {words}" if words not in ("", name) else name


def unit(goal: Goal) -> str:
    """The unit of its effects, in words."""
    return "per cent" if goal.relative else "percentage points"


def least(goal: Goal) -> str:
    """The smallest difference that counts, in the unit of a goal's effects."""
    return f"{100 * MARGIN:g}{'%' if goal.relative else ' percentage point'}"


def tint(cell: Cell) -> float:
    """Share of parameter sets where a response is better, less where it is worse; 0 if unknown."""
    return 0.0 if math.isnan(cell.better) else cell.better - cell.worse


def at(made: Matrix, week: int) -> list[Cell]:
    """The cells of one week."""
    return [one for one in made.cells if one.week == week]


def cell(made: Matrix, response: str, week: int, goal: str) -> Cell:
    """One cell."""
    return next(one for one in made.cells
                if (one.response, one.week, one.goal) == (response, week, goal))


def weighed(made: Matrix, week: int | None = None) -> bool:
    """Whether worth is known: some goal has a weight, and some response moved worth."""
    return bool(made.goals.weighed) and not made.still(WORTH.name, week)


def nothing_moved(made: Matrix, week: int | None = None) -> bool:
    """Whether no response moved any goal in any run."""
    return all(made.still(goal.name, week) for goal in made.goals.kept)


def by_chance(made: Matrix, week: int, answer: str) -> str:
    """That chance decides an answer (``none`` or ``costless``), a clause; else empty."""
    if answer not in made.chance.get(week, frozenset()):
        return ""
    what = ("is worth more to the regime than doing nothing" if answer == "none"
            else "moves a goal the regime’s way without moving another against it")
    return (f"the study does not report how often no response {what}: stochastic variance decides "
            "that more than the responses do")


def unmoved(made: Matrix, week: int | None = None) -> list[str]:
    """Goals that no response moved in any run, a sentence; empty if all were moved, or none.

    If none was moved, ``unweighed`` reports it.
    """
    still = [f"“{goal.says}”" for goal in made.goals.kept if made.still(goal.name, week)]
    if not still or nothing_moved(made, week):
        return []
    which = "this goal" if len(still) == 1 else "these goals"
    return [f"No response moved {which} in any run: {wording.listed(still)}. Zeros there are "
            "not a finding."]


def unweighed(made: Matrix, week: int) -> str:
    """Why the study reports no worth."""
    if nothing_moved(made, week):
        return ("No response moved any goal of the regime in any run. So this study cannot say "
                "whether one is better than doing nothing.")
    if not made.goals.weighed:
        return ("None of the remaining goals has a weight. So the study does not say which "
                "response is worth more than doing nothing.")
    names = wording.listed([f"“{goal.says}”" for goal in made.goals.weighed])
    return (f"No response moved what worth weighs ({names}) in any run. So the study does "
            "not say which response is worth more than doing nothing.")


def left_out(made: Matrix) -> list[str]:
    """Goals that are left out, with the reason, a sentence each."""
    return [one.why for one in made.goals.left_out]
