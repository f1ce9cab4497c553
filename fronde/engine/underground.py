"""Who hides with whom: newcomers join organisations or found them, and are given arms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.kernel import kernel
from fronde.mechanisms.organisations import founder, founds
from fronde.states import ARMED, UNDERGROUND
from fronde.world.calendar import TICKS_A_WEEK
from fronde.world.organisations import add_row
from fronde.world.people import KNOWN

ENLIST, ARMING = stream("enlist"), stream("arming")


class Members(NamedTuple):
    """Columns of the table of people that the underground's turns look at or changes."""

    id: Any
    community: Any
    state: Any
    since: Any
    organisation: Any
    cause: Any


class Places(NamedTuple):
    """Communities in order of region, so that those of a region lie together."""

    rank: Any  # [communities] place of each community in that order
    region: Any  # [communities] its region
    group: Any  # [communities] its group
    first: Any  # [regions + 1] rank of the first community of each region
    agenda: Any  # [groups]


@kernel
def room(count, hidden, members, places):
    """Where each community's part of a list of those who hide begins, by rank: counts, summed."""
    starts = np.zeros(len(places.rank) + 1, np.int64)
    for k in range(count):
        starts[places.rank[members.community[hidden[k]]] + 1] += 1
    for rank in range(len(places.rank)):
        starts[rank + 1] += starts[rank]
    return starts


@kernel
def note(row, rank, order, starts, filled):
    """Somebody with an organisation can be met from now on."""
    order[starts[rank] + filled[rank]] = row
    filled[rank] += 1


@kernel
def met(luck, which, rank, begin, end, others, mixing, order, starts, filled):
    """Row of somebody met: of the own community, else of the others of the region.

    ``begin`` to ``end`` are the ranks of the region's communities; ``others`` hide in them
    beside the own.
    """
    near = filled[rank]
    if luck * (near + mixing * others) < near:
        return order[starts[rank] + int(which * near)]
    sought = int(which * others)
    for other in range(begin, end):
        if other == rank:
            continue
        if sought < filled[other]:
            return order[starts[other] + sought]
        sought -= filled[other]
    return np.int64(-1)  # never: there are as many as were counted


@kernel(entry=True)
def enlist(seed, tick, count, hidden, members, places, rows, table, p):
    """Give an organisation to all who hide and have none, one after the other.

    Parameters
    ----------
    count, hidden : rows of the table of people that are underground or armed.
    rows, table : organisations; there must be room for ``count`` more.
    p : parameters of ``organisations``.

    Returns
    -------
    int : number of organisations.
    """
    order = np.empty(max(count, 1), np.int64)
    starts = room(count, hidden, members, places)
    filled = np.zeros(len(places.rank), np.int64)
    for k in range(count):
        row = hidden[k]
        if members.organisation[row] >= 0:
            note(row, places.rank[members.community[row]], order, starts, filled)
    for k in range(count):
        row = hidden[k]
        if members.organisation[row] >= 0:
            continue
        person, community = members.id[row], members.community[row]
        rank, region = places.rank[community], places.region[community]
        begin, end = places.first[region], places.first[region + 1]
        others = filled[begin:end].sum() - filled[rank]
        alone, agenda = pair(seed, ENLIST, tick, person, 0)
        if founds(alone, filled[rank] + p.mixing * others, p):
            stand = founder(places.agenda[places.group[community]], agenda, p)
            members.organisation[row] = rows
            rows = add_row(rows, tick // TICKS_A_WEEK + 1, region, stand, rows, table)
        else:
            luck, which = pair(seed, ENLIST, tick, person, 1)
            friend = met(luck, which, rank, begin, end, others, p.mixing, order, starts, filled)
            members.organisation[row] = members.organisation[friend]
        note(row, rank, order, starts, filled)
    return rows


@kernel(entry=True)
def arm(seed, tick, count, hidden, members, table, byte, counts, flows, first_cause):
    """Hand out arms in store, one to a member without; the order starts with a drawn member.

    ``counts`` [communities, states] and ``flows`` [communities, causes] are changed in place;
    ``first_cause`` is the column of the first origin. Returns how many were armed, by origin.
    """
    given = np.zeros(table.arms.shape[1], np.int64)
    begin = int(uniform(seed, ARMING, tick, 0, 0) * count)
    for k in range(count):
        row = hidden[(begin + k) % count]
        own = members.organisation[row]
        if members.state[row] != UNDERGROUND or own < 0:
            continue
        store = 0
        for origin in range(len(given)):
            store += table.arms[own, origin]
        if store == 0:
            continue
        sought = uniform(seed, ARMING, tick, members.id[row], 1) * store
        origin = 0
        while sought >= table.arms[own, origin]:
            sought -= table.arms[own, origin]
            origin += 1
        table.arms[own, origin] -= 1
        given[origin] += 1
        person, c = members.id[row], members.community[row]
        members.state[row] = ARMED
        members.since[row] = tick
        members.cause[row] = first_cause + origin
        byte[person] = (byte[person] & KNOWN) | ARMED
        counts[c, UNDERGROUND] -= 1
        counts[c, ARMED] += 1
        flows[c, first_cause + origin] += 1
    return given
