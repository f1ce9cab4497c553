"""Who hides with whom: newcomers join organisations or found them, and are given arms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.kernel import kernel
from fronde.mechanisms.organisations import founder, founds
from fronde.vocabulary import ARMED, UNDERGROUND
from fronde.world.organisations import add_row
from fronde.world.people import STATE

ENLIST, ARMING = stream("enlist"), stream("arming")


class Members(NamedTuple):
    """Columns of the table of people that the underground's week looks at or changes."""

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
def by_place(count, hidden, members, places, order, starts):
    """Rows of those who hide and have an organisation, by rank of community: counting sort."""
    for rank in range(len(starts)):
        starts[rank] = 0
    for k in range(count):
        row = hidden[k]
        if members.organisation[row] >= 0:
            starts[places.rank[members.community[row]] + 1] += 1
    for rank in range(len(starts) - 1):
        starts[rank + 1] += starts[rank]
    cursor = np.empty(len(starts), np.int64)
    for rank in range(len(starts)):
        cursor[rank] = starts[rank]
    for k in range(count):
        row = hidden[k]
        if members.organisation[row] >= 0:
            rank = places.rank[members.community[row]]
            order[cursor[rank]] = row
            cursor[rank] += 1


@kernel
def met(luck, which, own, own_end, region, region_end, mixing):
    """Place in the order of somebody met: of the own community, else of the region's others."""
    near = float(own_end - own)
    weight = near + mixing * float(region_end - region - (own_end - own))
    if luck * weight < near:
        return own + int(which * near)
    place = region + int(which * float(region_end - region - (own_end - own)))
    return place if place < own else place + (own_end - own)


@kernel(entry=True)
def enlist(seed, week, count, hidden, members, places, rows, table, p):
    """Give an organisation to all who hide and have none.

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
    starts = np.empty(len(places.rank) + 1, np.int64)
    by_place(count, hidden, members, places, order, starts)
    for k in range(count):
        row = hidden[k]
        if members.organisation[row] >= 0:
            continue
        person, community = members.id[row], members.community[row]
        rank, region = places.rank[community], places.region[community]
        own, own_end = starts[rank], starts[rank + 1]
        near, near_end = starts[places.first[region]], starts[places.first[region + 1]]
        others = float(own_end - own) + p.mixing * float(near_end - near - (own_end - own))
        alone, agenda = pair(seed, ENLIST, week, person, 0)
        if founds(alone, others, p):
            stand = founder(places.agenda[places.group[community]], agenda, p)
            members.organisation[row] = rows
            rows = add_row(rows, week, region, stand, rows, table)
        else:
            luck, which = pair(seed, ENLIST, week, person, 1)
            place = met(luck, which, own, own_end, near, near_end, p.mixing)
            members.organisation[row] = members.organisation[order[place]]
    return rows


@kernel(entry=True)
def arm(seed, week, count, hidden, members, table, byte, counts, flows, first_cause):
    """Hand out arms in store, one to a member without; the order starts with a drawn member.

    ``counts`` [communities, states] and ``flows`` [communities, causes] are changed in place;
    ``first_cause`` is the column of the first origin. Returns how many were armed, by origin.
    """
    given = np.zeros(table.arms.shape[1], np.int64)
    begin = int(uniform(seed, ARMING, week, 0, 0) * count)
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
        sought = uniform(seed, ARMING, week, members.id[row], 1) * store
        origin = 0
        while sought >= table.arms[own, origin]:
            sought -= table.arms[own, origin]
            origin += 1
        table.arms[own, origin] -= 1
        given[origin] += 1
        person, c = members.id[row], members.community[row]
        members.state[row] = ARMED
        members.since[row] = week + 1
        members.cause[row] = first_cause + origin
        byte[person] = (byte[person] & ~STATE) | ARMED
        counts[c, UNDERGROUND] -= 1
        counts[c, ARMED] += 1
        flows[c, first_cause + origin] += 1
    return given
