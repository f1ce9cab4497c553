"""Cells of a response matrix as a reader says them, and which of them say what."""

from __future__ import annotations

import math

from fronde.reporting.study import numbers
from fronde.study.responses import GOALS, WORTH, Cell, Goal, Matrix

ALL = (*GOALS, WORTH)
SHORT = {"stay": "in power", "consensus": "consensus", "war": "war effort",
         "strength": "strength", "deaths": "deaths", "worth": "worth"}
SHORTEST = {**SHORT, "stay": "power", "war": "war", "strength": "armed"}


def of(name: str) -> Goal:
    """A goal by its name."""
    return next(goal for goal in ALL if goal.name == name)


def change(cell: Cell) -> str:
    """An effect in points of a share, or in per cent of persons."""
    return told(cell, cell.effect)


def told(cell: Cell, value: float) -> str:
    """A number of a cell in its unit."""
    return numbers.percent(value) if of(cell.goal).relative else numbers.points(value)


def span(cell: Cell) -> str:
    """The interval of an effect, within what is possible: shares differ by one at most."""
    if math.isnan(cell.effect):
        return "no value"
    most = 2.0 if of(cell.goal).relative else 1.0
    return numbers.ranged(told(cell, max(cell.low, -most)), told(cell, min(cell.high, most)))


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
