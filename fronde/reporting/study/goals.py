"""Cells of a response matrix as a reader says them, and which of them say what."""

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
    """An effect in points of a share, or in per cent of persons."""
    if made.still(cell.goal, cell.week):
        return "unmoved"
    return told(of(made, cell.goal), cell.effect)


def told(goal: Goal, value: float) -> str:
    """A number of a goal in its unit."""
    return numbers.percent(value) if goal.relative else numbers.points(value)


def span(made: Matrix, cell: Cell) -> str:
    """The interval of an effect, within what is possible: shares differ by one at most."""
    if math.isnan(cell.effect):
        return "no value"
    if made.still(cell.goal, cell.week):
        return "in any run"
    goal = of(made, cell.goal)
    return numbers.ranged(told(goal, max(cell.low, -goal.most)),
                          told(goal, min(cell.high, goal.most)))


def label(name: str, says: Mapping[str, str]) -> str:
    """A response's id and words."""
    words = says.get(name, "")
    return f"{name}: {words}" if words not in ("", name) else name


def unit(goal: Goal) -> str:
    """The unit of its effects, in words."""
    return "per cent" if goal.relative else "percentage points"


def least(goal: Goal) -> str:
    """The smallest difference that counts, in the unit of a goal's effects."""
    return f"{100 * MARGIN:g}{'%' if goal.relative else ' percentage point'}"


def tint(cell: Cell) -> float:
    """At how much more of the points a response is better than worse, -1 to 1; 0 unknown."""
    return 0.0 if math.isnan(cell.better) else cell.better - cell.worse


def at(made: Matrix, week: int) -> list[Cell]:
    """The cells of one week."""
    return [one for one in made.cells if one.week == week]


def cell(made: Matrix, response: str, week: int, goal: str) -> Cell:
    """One cell."""
    return next(one for one in made.cells
                if (one.response, one.week, one.goal) == (response, week, goal))


def weighed(made: Matrix, week: int | None = None) -> bool:
    """Whether worth says anything: some goal has a weight, and some response moved worth."""
    return bool(made.goals.weighed) and not made.still(WORTH.name, week)


def nothing_moved(made: Matrix, week: int | None = None) -> bool:
    """Whether no response moved any goal in any run."""
    return all(made.still(goal.name, week) for goal in made.goals.kept)


def by_chance(made: Matrix, week: int, answer: str) -> str:
    """That chance makes an answer (``none`` or ``costless``), a clause; else nothing."""
    if answer not in made.chance.get(week, frozenset()):
        return ""
    what = ("is worth more to the regime than doing nothing" if answer == "none"
            else "moves a goal the regime’s way without moving another against it")
    return (f"how often no response {what} cannot be told: stochastic variance decides that more "
            "than the responses do")


def unmoved(made: Matrix, week: int | None = None) -> list[str]:
    """What of the goals no response moved in any run, a sentence; nothing if all were moved, or
    none (``unweighed`` says so)."""
    still = [f"“{goal.says}”" for goal in made.goals.kept if made.still(goal.name, week)]
    if not still or nothing_moved(made, week):
        return []
    which = "this goal" if len(still) == 1 else "these goals"
    return [f"No response moved {which} in any run: {wording.listed(still)}. Zeros there are no "
            "finding."]


def unweighed(made: Matrix, week: int) -> str:
    """Why nothing is said of worth, where worth says nothing."""
    if nothing_moved(made, week):
        return ("No response moved any goal of the regime in any run. So this study cannot say "
                "whether one is better than doing nothing.")
    if not made.goals.weighed:
        return ("No goal that is left has a weight. So nothing is said of which response is worth "
                "more than doing nothing.")
    names = wording.listed([f"“{goal.says}”" for goal in made.goals.weighed])
    return (f"No response moved what worth weighs ({names}) in any run. So nothing is said of "
            "which response is worth more than doing nothing.")


def left_out(made: Matrix) -> list[str]:
    """Goals that do not count, and why, a sentence each."""
    return [one.why for one in made.goals.left_out]
