"""The nation's row and the states around it, week by week.

A handful of numbers: their functions run as plain Python, nothing is compiled for them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fronde.draws import stream, uniform
from fronde.engine.compose import columns_read
from fronde.engine.plan import plain
from fronde.kernel import Kernel
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Stocks
from fronde.vocabulary import NATION, names
from fronde.world.world import World

LUCK = {name: stream(name) for name in names("luck", table=NATION)}


def begin(world: World, parameters: Any) -> None:
    """Fill owned stocks with what they start from."""
    for p, stocks in taking_part(parameters, "nation"):
        if stocks.start is not None:
            fill(world.nation[0], stocks.owns, stocks.start(plain(world.nation[0]), p))
    leader = plain(world.nation[0])
    for row in world.around:
        for p, stocks in taking_part(parameters, "states"):
            if stocks.start is not None:
                fill(row, stocks.owns, stocks.start(plain(row), leader, p))


def derive(world: World, parameters: Any) -> None:
    """Fill derived columns, those that others need first."""
    for name in in_order_of_need():
        if parameters[0][name]["on"] > 0.0:
            stocks = CATALOGUE[name].nation
            assert stocks is not None and stocks.derive is not None
            found = stocks.derive(plain(world.nation[0]), plain(parameters[0][name]))
            fill(world.nation[0], stocks.derives, found)
    leader = plain(world.nation[0])
    for row in world.around:
        for p, stocks in taking_part(parameters, "states"):
            if stocks.derive is not None:
                fill(row, stocks.derives, stocks.derive(plain(row), leader, p))


def advance(world: World, parameters: Any) -> tuple[Any, Any]:
    """The nation's row and the states a week later; the world is left as it is."""
    nation, around = world.nation.copy(), world.around.copy()
    leader = plain(world.nation[0])
    for p, stocks in taking_part(parameters, "nation"):
        if stocks.update is not None:
            fill(nation[0], stocks.owns, stocks.update(leader, p))
    for old, new in zip(world.around, around, strict=True):
        for p, stocks in taking_part(parameters, "states"):
            if stocks.update is not None:
                fill(new, stocks.owns, stocks.update(plain(old), leader, p))
    return nation, around


def draw(world: World) -> None:
    """Draw the nation's luck of the week."""
    for name, number in LUCK.items():
        world.nation[name] = uniform(world.seed, number, world.week, 0, 0)


def taking_part(parameters: Any, table: str) -> list[tuple[Any, Stocks]]:
    """Parameters and stocks of the mechanisms that own or derive something of a table."""
    return [
        (plain(parameters[0][name]), getattr(mechanism, table))
        for name, mechanism in CATALOGUE.items()
        if getattr(mechanism, table) is not None and parameters[0][name]["on"] > 0.0
    ]


def fill(row: Any, columns: tuple[str, ...], found: Any) -> None:
    """Write what a kernel returned, one number or several, into its columns."""
    values = found if isinstance(found, tuple) else (found,)
    for column, value in zip(columns, values, strict=True):
        row[column] = value


@cache
def in_order_of_need() -> tuple[str, ...]:
    """Mechanisms that derive columns of the nation, each after those that it needs."""
    waiting: dict[str, tuple[Stocks, Kernel]] = {
        name: (m.nation, m.nation.derive) for name, m in CATALOGUE.items()
        if m.nation is not None and m.nation.derive is not None
    }
    open_columns = {column for stocks, _ in waiting.values() for column in stocks.derives}
    ready: list[str] = []
    while waiting:
        free = [name for name, (stocks, kernel) in waiting.items()
                if not columns_read(kernel, "nation") & open_columns - set(stocks.derives)]
        if not free:
            raise ValueError(f"the nation's derived columns need each other: {sorted(waiting)}")
        ready.append(free[0])
        open_columns -= set(waiting.pop(free[0])[0].derives)
    return tuple(ready)
