"""What sponsors give reaches organisations: arms, volunteers, money."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.draws import poisson, stream, uniform, uniforms
from fronde.kernel import kernel
from fronde.mechanisms.relaxation import relax
from fronde.mechanisms.sponsorship import at_home, fit
from fronde.tables.organisations import BY_MONEY, BY_STATES
from fronde.tables.step import Step, plain

OFFER, SHARE, LEAVING, PURSE = (
    stream("offer"), stream("share"), stream("leaving"), stream("purse"))
MOST_UNITS = 1 << 20  # of one offer in a step, so that draws of different offers differ

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


def supply_in_step(step: Step) -> None:
    """A step of support: the table of organisations is changed in place."""
    table = step.organisations
    before = table.arms[: table.rows].sum(axis=0)
    supply(step, plain(step.parameters["sponsorship"]), step.on("alignment"))
    step.happened.supplied = table.arms[: table.rows].sum(axis=0) - before


def supply(step: Step, p: Any, sides: bool) -> None:
    """What is offered is in the rows of the states; ``sides``: whether organisations take sides."""
    table = step.organisations
    alive = table.alive()
    if len(alive) == 0:
        return
    send_home(step, p)
    strength = table.strength(alive)
    if strength.sum() == 0.0:
        return
    chance = by_strength(strength, p)[:, None] * access(step, alive, p)
    if sides:
        chance = chance * accepting(step, alive)
    offers = np.stack([step.around["arms_offered"],
                       step.around["volunteers_offered"] + step.around["opponents_offered"]])
    unarmed = table.members[alive].sum(axis=1) - table.armed[alive]
    give.compiled(step.seed, step.tick, step.dt, alive, strength, chance, offers, unarmed,
                  table.view())
    helped = alive[table.given[alive].any(axis=1)]
    if len(helped):  # nobody where there are no states
        table.sponsor[helped] = table.given[helped].argmax(axis=1)
    pay(step, alive, strength, p)


def by_strength(strength: Floats, p: Any) -> Floats:
    """``fit`` of each organisation."""
    distinct, place = np.unique(strength, return_inverse=True)
    found: Floats = np.array([fit(float(s), p) for s in distinct])[place]
    return found


def access(step: Step, alive: Places, p: Any) -> Floats:
    """How well each state reaches each organisation: by border or by kin, else from afar.

    Returns
    -------
    float64 [organisations alive, states].
    """
    table, reach = step.organisations, step.surroundings
    members = table.members[alive]
    kin = members @ reach.kin.T / np.maximum(members.sum(axis=1, keepdims=True), 1)
    near = reach.border.T[table.region[alive]]
    found: Floats = np.maximum(np.maximum(near, kin), p.remote)
    return found


def accepting(step: Step, alive: Places) -> Floats:
    """1 where an organisation takes what a state gives: from an enemy, those on its side."""
    on_its_side = step.organisations.coalition[alive][:, None] == step.surroundings.side
    found: Floats = (on_its_side | (step.around["enemy"] == 0.0)).astype(float)
    return found


@kernel
def lacking(own, unarmed, table):
    """How many more members without arms an organisation has than arms in store."""
    store = 0
    for origin in range(table.arms.shape[1]):
        store += table.arms[own, origin]
    return max(0, unarmed - store)


@kernel
def split_offer(seed, tick, dt, which, strength, chance, offered, most):
    """How many units of an offer each organisation gets, drawn one by one.

    A unit looks at one organisation, in proportion to strength, and goes to it with its chance:
    so what a country's organisations are given does not depend on how many countries like it
    are counted as one. Who has got ``most`` takes no more, as if the next unit came in the next
    step. ``which`` is the number of the offer, for its draws.
    """
    got = np.zeros(len(chance), np.int64)
    edges = np.cumsum(strength * chance)
    if offered <= 0.0 or edges[-1] <= 0.0:
        return got
    mean = offered * edges[-1] / strength.sum() * dt
    for unit in range(poisson(mean, uniform(seed, OFFER, tick, which, 0))):
        draw = uniform(seed, SHARE, tick, which * MOST_UNITS + unit, 0)
        place = min(np.searchsorted(edges, draw * edges[-1], side="right"), len(chance) - 1)
        if got[place] < most[place]:
            got[place] += 1
    return got


@kernel(entry=True)
def give(seed, tick, dt, alive, strength, chance, offers, unarmed, table):
    """Give what states offer, one after the other: arms to those who lack them, volunteers.

    Parameters
    ----------
    strength : members and volunteers [organisations alive].
    chance : that an organisation is helped [organisations alive, states].
    offers : arms and volunteers a week [2, states].
    unarmed : members without arms [organisations alive].
    table : of organisations, changed in place.
    """
    likely, lack = np.empty(len(alive)), np.empty(len(alive), np.int64)
    any_number = np.full(len(alive), MOST_UNITS)
    for state in range(chance.shape[1]):
        for k in range(len(alive)):
            lack[k] = lacking(alive[k], unarmed[k], table)
            likely[k] = chance[k, state] if lack[k] > 0 else 0.0
        arms = split_offer(seed, tick, dt, 2 * state, strength, likely, offers[0, state], lack)
        for k in range(len(alive)):
            table.arms[alive[k], BY_STATES] += arms[k]
            table.given[alive[k], state] += arms[k]
            likely[k] = chance[k, state]
        comers = split_offer(seed, tick, dt, 2 * state + 1, strength, likely, offers[1, state],
                        any_number)
        for k in range(len(alive)):
            table.volunteers[alive[k], state] += comers[k]


def draws(step: Step, name: int, which: Places) -> Floats:
    """A uniform draw of the step for each of some numbers."""
    draw = np.empty(len(which))
    uniforms.compiled(step.seed, name, step.tick, which, 0, draw)
    return draw


def send_home(step: Step, p: Any) -> None:
    """Volunteers go home: a share of each handful, rounded by a draw."""
    table, share = step.organisations, -np.expm1(-p.leaving * step.dt)
    own, state = np.nonzero(table.volunteers[: table.rows])
    draw = draws(step, LEAVING, own * len(step.around) + state)
    going = table.volunteers[own, state] * share + draw
    table.volunteers[own, state] -= going.astype(np.int64)


def pay(step: Step, alive: Places, strength: Floats, p: Any) -> None:
    """Money from home, in proportion to strength, is spent on arms bit by bit, as it comes:

        d money / dt = income - purse money                                 [arms that it buys/week]
    """
    table, dt = step.organisations, step.dt
    before = table.money[alive]
    income = at_home(plain(step.nation), p) * strength / strength.sum()
    left = relax(before, 0.0, p.purse, income, dt)
    spent = np.maximum(0.0, before + income * dt - left)
    bought = np.floor(spent + draws(step, PURSE, alive)).astype(np.int64)
    table.arms[alive, BY_MONEY] += bought
    table.money[alive] = left
