"""Applies a step's events, in their order: the only code that changes a citizen's state."""

from __future__ import annotations

from fronde.engine.asking import CAUSE, COMMUNITY, PAST, PERSON, ROW, UNTIL
from fronde.engine.composed import TARGET_OF_CAUSE
from fronde.kernel import kernel
from fronde.states import ARMED, HISTORY_ON_ENTERING, UNDERGROUND
from fronde.world.people import KNOWN, STATE, slot_of


@kernel
def row_for(person, community, ids, communities, slots, rows, byte):
    """Row of somebody who leaves rest: their old one, or a new one at the end."""
    slot = slot_of(person, ids, slots)
    if slots[slot] < 0:
        slots[slot] = rows
        ids[rows] = person
        communities[rows] = community
        byte[person] |= KNOWN
        return rows, rows + 1
    return slots[slot], rows


@kernel(entry=True)
def resolve(events, tick, byte, counts, flows, rows, ids, communities, states, since, until,
            history, causes, organisations, slots):
    """Carry out every event of the step that begins at ``tick``; returns the number of rows.

    ``counts`` [communities, states] and ``flows`` [communities, causes] are changed in
    place, as are the columns of the table of people, which must have room.
    """
    for k in range(len(events)):
        person, c, row = events[k, PERSON], events[k, COMMUNITY], events[k, ROW]
        if row < 0:
            row, rows = row_for(person, c, ids, communities, slots, rows, byte)
        cause = events[k, CAUSE]
        before = byte[person] & STATE
        after = TARGET_OF_CAUSE[cause]
        byte[person] = (byte[person] & KNOWN) | after
        states[row] = after
        since[row] = tick
        until[row] = events[k, UNTIL]
        history[row] |= HISTORY_ON_ENTERING[after] | events[k, PAST]
        causes[row] = cause
        if after != UNDERGROUND and after != ARMED:
            organisations[row] = -1
        counts[c, before] -= 1
        counts[c, after] += 1
        flows[c, cause] += 1
    return rows


@kernel(entry=True)
def muster(states, communities, rows, order, starts):
    """Rows of those not at rest, sorted by community: a counting sort.

    ``starts`` [communities + 1] is filled; ``order`` gets the rows and must be long enough.
    """
    starts[:] = 0
    for row in range(rows):
        if states[row] != 0:
            starts[communities[row] + 1] += 1
    for c in range(len(starts) - 1):
        starts[c + 1] += starts[c]
    place = starts[:-1].copy()
    for row in range(rows):
        if states[row] != 0:
            c = communities[row]
            order[place[c]] = row
            place[c] += 1
    return starts[-1]
