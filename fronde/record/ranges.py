"""Whether the values of a moment lie where the vocabulary says that they can.

A value outside is a fault of an equation, and no result: the run ends there, and what was recorded
before stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.columns import Column
from fronde.errors import OutsideRangeError
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Mechanism
from fronde.scenario.types import Scenario
from fronde.vocabulary import AROUND, COLUMNS, NATION
from fronde.world.world import World, matrix

ENDLESS = ("1/week", "log")  # a rate at once; the logarithm of nobody
SLACK = 1e-9  # share of a range, or of a value, by which rounding may pass an end
Owned = Callable[[Mechanism], tuple[str, ...]]


class Limits(NamedTuple):
    """What a table's columns may hold [columns]; ``empty``: a share of nobody, which is NaN."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    empty: NDArray[np.bool_]


def check(world: World) -> None:
    """Look at all columns of communities, the nation and the neighbouring states.

    Raises
    ------
    OutsideRangeError : a value outside its column's range, infinite where that is no rate and no
        logarithm, or no number where it is no share of nobody.
    """
    for table, columns, limits, owned, names in tables(world):
        values = matrix(table)
        within = (values >= limits.low) & (values <= limits.high)
        within |= limits.empty & np.isnan(values)
        if not within.all():
            row, column = (int(place) for place in np.argwhere(~within)[0])
            raise OutsideRangeError(describe_breach(columns[column], values[row, column],
                                                    names(row), owned, world.week))


def tables(world: World) -> Iterator[tuple[Any, tuple[Column, ...], Limits, Owned,
                                           Callable[[int], str]]]:
    """Each table: its rows, columns, limits, what a mechanism fills in it, what a row is called."""
    scenario = world.scenario
    yield (world.here, COLUMNS, HERE, lambda one: (*one.owns, *one.derives),
           lambda row: community(scenario, row))
    yield world.nation, NATION, LEADER, lambda one: columns_of(one.nation), lambda _: "the nation"
    yield (world.around, AROUND, STATES, lambda one: columns_of(one.states),
           lambda row: f"state {scenario.states[row].id}")


def columns_of(stocks: Any) -> tuple[str, ...]:
    """The columns that a mechanism fills in the table of the nation, or of states."""
    return () if stocks is None else (*stocks.owns, *stocks.derives)


def community(scenario: Scenario, row: int) -> str:
    """A community by its region and group."""
    one = scenario.communities[row]
    return f"community {one.region}/{one.group}"


def describe_breach(column: Column, value: float, where: str, owned: Owned, week: int) -> str:
    """What is wrong, where, since when, and what to do."""
    by = next((f"mechanism {one.name}" for one in CATALOGUE.values() if column.name in owned(one)),
              "measured by the engine")
    return (f"week {week}, {where}: {column.name} is {value:g}, but must lie between "
            f"{column.low:g} and {column.high:g} ({by}). A parameter is too large or too small "
            "for its equation.")


def limits_of(columns: tuple[Column, ...]) -> Limits:
    """The ends of each column's range, with room for rounding."""
    low, high = (np.array(ends) for ends in zip(*map(ends_of, columns), strict=True))
    return Limits(low, high, np.array([bool(column.of) for column in columns]))


def ends_of(column: Column) -> tuple[float, float]:
    """The least and the most that a column may hold."""
    endless = math.inf if column.unit in ENDLESS else np.finfo(float).max
    slack = SLACK * (column.high - column.low) if column.high - column.low < math.inf else SLACK
    return (max(column.low - slack, -endless), min(column.high + slack, endless))


HERE, LEADER, STATES = limits_of(COLUMNS), limits_of(NATION), limits_of(AROUND)
