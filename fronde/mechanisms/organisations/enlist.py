"""Who hides with whom: newcomers join organisations or found them, and are given arms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.kernel import kernel
from fronde.mechanisms.organisations import founder, founds
from fronde.states import ARMED, UNDERGROUND
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.organisations import add_row
from fronde.tables.people import move
from fronde.tables.step import Step
from fronde.tables.table import sort_by

ENLIST, ARMING = stream("enlist"), stream("arming")


class Met(NamedTuple):
    """Those who hide and have an organisation: they can be met."""

    order: Any  # rows by rank of their community, with room for all who hide there
    starts: Any  # [communities + 1]
    filled: Any  # [communities] how many can be met so far


def enlist_in_step(step: Step) -> None:
    """Everybody who hides belongs to an organisation afterwards."""
    step.recount()
    table = step.organisations
    table.reserve(len(step.hidden))
    table.rows = enlist.compiled(
        step.seed, step.tick, step.hidden, step.everybody.people, step.geography.neighbourhoods,
        table.view(), step.parameters["organisations"])


def arm_in_step(step: Step) -> None:
    """Arms in store go to members without."""
    if len(step.hidden):
        step.happened.armed = arm.compiled(step.seed, step.tick, step.hidden, step.everybody,
                                           step.organisations.view(), step.causes["arm"])


@kernel
def room_to_meet(hidden, people, places):
    """``Met`` with nobody in it yet."""
    met = Met(np.empty(len(hidden), np.int64), np.zeros(len(places.rank) + 1, np.int64),
              np.zeros(len(places.rank), np.int64))
    keys = np.empty(len(hidden), np.int64)
    for k in range(len(hidden)):
        keys[k] = places.rank[people.community[hidden[k]]]
    sort_by(keys, met.order, met.starts)
    return met


@kernel
def note(row, rank, met):
    """Somebody with an organisation can be met from now on."""
    met.order[met.starts[rank] + met.filled[rank]] = row
    met.filled[rank] += 1


@kernel
def meet_somebody(draw, which, rank, begin, end, others, mixing, met):
    """Row of somebody met: of the own community, else of the others of the region.

    ``begin`` to ``end`` are the ranks of the region's communities; ``others`` hide in them
    beside the own.
    """
    near = met.filled[rank]
    if draw * (near + mixing * others) < near:
        return met.order[met.starts[rank] + int(which * near)]
    sought = int(which * others)
    for other in range(begin, end):
        if other == rank:
            continue
        if sought < met.filled[other]:
            return met.order[met.starts[other] + sought]
        sought -= met.filled[other]
    return np.int64(-1)  # never: there are as many as were counted


@kernel
def find_organisation(row, rank, seed, tick, met, people, places, rows, table, p):
    """Give somebody an organisation, a new one or that of somebody met; how many there are then."""
    person, region = people.id[row], places.region[people.community[row]]
    begin, end = places.first[region], places.first[region + 1]
    others = met.filled[begin:end].sum() - met.filled[rank]
    alone, agenda = pair(seed, ENLIST, tick, person, 0)
    if founds(alone, met.filled[rank] + p.mixing * others, p):
        stand = founder(places.agenda[places.group[people.community[row]]], agenda, p)
        people.organisation[row] = rows
        return add_row(rows, tick // TICKS_A_WEEK + 1, region, stand, rows, table)
    draw, which = pair(seed, ENLIST, tick, person, 1)
    friend = meet_somebody(draw, which, rank, begin, end, others, p.mixing, met)
    people.organisation[row] = people.organisation[friend]
    return rows


@kernel(entry=True)
def enlist(seed, tick, hidden, people, places, table, p):
    """Give an organisation to all who hide and have none, one after the other.

    Parameters
    ----------
    hidden : rows of the table of people that are underground or armed.
    table : organisations; there must be room for as many more.
    p : parameters of ``organisations``.

    Returns
    -------
    int : number of organisations.
    """
    met, rows = room_to_meet(hidden, people, places), table.rows
    for row in hidden:
        if people.organisation[row] >= 0:
            note(row, places.rank[people.community[row]], met)
    for row in hidden:
        if people.organisation[row] < 0:
            rank = places.rank[people.community[row]]
            rows = find_organisation(row, rank, seed, tick, met, people, places, rows, table, p)
            note(row, rank, met)
    return rows


@kernel
def take_arm(own, draw, table):
    """Take an arm out of an organisation's store, drawn; its origin, -1 where there is none."""
    store = 0
    for origin in range(table.arms.shape[1]):
        store += table.arms[own, origin]
    if store == 0:
        return -1
    sought, origin = draw * store, 0
    while sought >= table.arms[own, origin]:
        sought -= table.arms[own, origin]
        origin += 1
    table.arms[own, origin] -= 1
    return origin


@kernel(entry=True)
def arm(seed, tick, hidden, everybody, table, first_cause):
    """Hand out arms in store, one to a member without; the order starts with a drawn member.

    ``first_cause`` is the column of the first origin. Returns how many were armed, by origin.
    """
    given, people = np.zeros(table.arms.shape[1], np.int64), everybody.people
    begin = int(uniform(seed, ARMING, tick, 0, 0) * len(hidden))
    for k in range(len(hidden)):
        row = hidden[(begin + k) % len(hidden)]
        own = people.organisation[row]
        if people.state[row] != UNDERGROUND or own < 0:
            continue
        origin = take_arm(own, uniform(seed, ARMING, tick, people.id[row], 1), table)
        if origin >= 0:
            given[origin] += 1
            move(everybody, row, ARMED, first_cause + origin, tick, people.until[row], 0)
    return given
