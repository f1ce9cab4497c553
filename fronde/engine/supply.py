"""What sponsors give reaches organisations: arms, volunteers, money."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.draws import stream, uniform, uniforms
from fronde.engine.operations import poisson
from fronde.engine.plan import plain
from fronde.mechanisms.sponsorship import at_home, fit
from fronde.world.organisations import NOBODY, Organisations
from fronde.world.world import World

OFFER, SHARE, LEAVING, PURSE = (
    stream("offer"), stream("share"), stream("leaving"), stream("purse"))
STATES, MONEY, CAPTURED = range(3)  # places among the origins of arms

MOST_UNITS = 1 << 20  # of one offer in a week, so that draws of different offers differ

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


def supply(world: World, p: Any, sides: bool) -> None:
    """A week of support: the table of organisations is changed in place.

    ``p`` are the parameters of ``sponsorship``; what is offered is in the rows of the states;
    ``sides`` says whether organisations take sides.
    """
    table = world.organisations
    alive = table.alive()
    volunteers_leave(world, table, p)
    strength = table.strength(alive) * world.weight
    if strength.sum() == 0.0:
        return
    worth = by_strength(strength, p)
    for state in range(len(world.around)):
        chance = worth * access(world, alive, state, p) * (
            accepting(world, alive, state) if sides else 1.0)
        row = world.around[state]
        given = shared(world, chance * lacking(table, alive), row["arms_offered"], state, 0)
        table.arms[alive, STATES] += given
        table.given[alive, state] += given
        comers = row["volunteers_offered"] + row["opponents_offered"]
        table.volunteers[alive, state] += shared(world, chance, comers, state, 1)
    helped = alive[table.given[alive].any(axis=1)]
    table.sponsor[helped] = table.given[helped].argmax(axis=1)
    pay(world, alive, strength, p)


def by_strength(strength: Floats, p: Any) -> Floats:
    """``fit`` of each organisation."""
    distinct, place = np.unique(strength, return_inverse=True)
    found: Floats = np.array([fit(float(s), p) for s in distinct])[place]
    return found


def lacking(table: Organisations, alive: Places) -> Floats:
    """1 for organisations with more members without arms than arms in store."""
    unarmed = table.members[alive].sum(axis=1) - table.armed[alive]
    found: Floats = (unarmed > table.arms[alive].sum(axis=1)).astype(float)
    return found


def access(world: World, alive: Places, state: int, p: Any) -> Floats:
    """How well a state reaches each organisation: by border or by kin, else from afar."""
    table, around = world.organisations, world.surroundings
    members = table.members[alive]
    total = np.maximum(members.sum(axis=1), 1)
    kin = members @ around.kin[state] / total
    near = around.border[state][table.region[alive]]
    found: Floats = np.maximum(np.maximum(near, kin), p.remote)
    return found


def accepting(world: World, alive: Places, state: int) -> Floats:
    """1 for organisations that take what a state gives: from an enemy, those on its side."""
    if world.around[state]["enemy"] == 0.0:
        return np.ones(len(alive))
    on_its_side = world.organisations.coalition[alive] == world.surroundings.side[state]
    found: Floats = on_its_side.astype(float)
    return found


def shared(world: World, chance: Floats, offered: float, state: int, kind: int) -> Places:
    """How many units of an offer each organisation gets, drawn one by one.

    A unit finds somebody with the chance of the likeliest, then goes to one in proportion.
    """
    none = np.zeros(len(chance), np.int64)
    edges = np.cumsum(chance)
    if offered <= 0.0 or edges[-1] <= 0.0:
        return none
    which = 2 * state + kind
    mean = offered * min(1.0, float(chance.max())) * world.dt / world.weight
    units = poisson(mean, uniform(world.seed, OFFER, world.week, which, 0))
    luck = drawn(world, SHARE, which * MOST_UNITS + np.arange(units))
    places = np.searchsorted(edges, luck * edges[-1], side="right")
    none += np.bincount(np.minimum(places, len(chance) - 1), minlength=len(chance))
    return none


def drawn(world: World, name: int, which: Places) -> Floats:
    """A uniform draw of the week for each of some numbers."""
    luck = np.empty(len(which))
    uniforms.compiled(world.seed, name, world.week, which, 0, luck)
    return luck


def volunteers_leave(world: World, table: Organisations, p: Any) -> None:
    """Volunteers go home: a share of each handful, rounded by a draw."""
    share = -np.expm1(-p.leaving * world.dt)
    own, state = np.nonzero(table.volunteers[: table.rows])
    luck = drawn(world, LEAVING, own * len(world.around) + state)
    going = table.volunteers[own, state] * share + luck
    table.volunteers[own, state] -= going.astype(np.int64)


def pay(world: World, alive: Places, strength: Floats, p: Any) -> None:
    """Money from home, in proportion to strength, is spent on arms bit by bit."""
    table = world.organisations
    table.money[alive] += (
        at_home(plain(world.leader), p) * world.dt / world.weight * strength / strength.sum())
    spent = table.money[alive] * -np.expm1(-p.purse * world.dt)
    bought = np.floor(spent + drawn(world, PURSE, alive)).astype(np.int64)
    table.arms[alive, MONEY] += bought
    table.money[alive] -= spent


def lasting(table: Organisations, week: int) -> None:
    """End organisations that nobody is in any more."""
    alive = table.alive()
    gone = alive[table.strength(alive) == 0.0]
    table.ended[gone] = week
    table.arms[gone] = 0
    table.money[gone] = 0.0
    table.into[gone] = NOBODY
