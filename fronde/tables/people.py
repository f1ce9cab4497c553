"""Everybody who ever left rest: one row each, found by person; and the one way to change a state.

A citizen at rest who never acted has one byte of state and nothing else. Rows are only
added, never removed, so that history stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel
from fronde.states import ARMED, HISTORY_ON_ENTERING, JAILED, PROTEST, QUIET, UNDERGROUND
from fronde.tables.table import Table, column, sort_by

# The byte of a citizen: state in the low bits, then what the sweeps need to know.
STATE, KNOWN, CHANGING = 0b0111, 0b1000, 0b10000

SPREADER = 0x9E3779B97F4A7C15 - (1 << 64)  # multiplicative hashing, as a signed number


@dataclass(init=False, eq=False)
class People(Table):
    """The table of all who ever left rest.

    Attributes
    ----------
    id : person (place in the whole nation).
    since, until : ticks: when the step began in which the state did, and when a term of stay
        ends (-1: it has none).
    cause : the last event's column in the flow table.
    organisation : that somebody underground or armed belongs to (-1: none).
    slots : open-addressing index from person to row (-1: free), a power of two long.
    """

    id: NDArray[np.int64] = column(np.int64, -1)
    community: NDArray[np.int32] = column(np.int32)
    state: NDArray[np.uint8] = column(np.uint8)
    since: NDArray[np.int32] = column(np.int32)
    until: NDArray[np.int32] = column(np.int32, -1)
    history: NDArray[np.uint8] = column(np.uint8)
    cause: NDArray[np.int16] = column(np.int16)
    organisation: NDArray[np.int32] = column(np.int32, -1)
    slots: NDArray[np.int32] = field(init=False)

    def __init__(self, capacity: int = 1024) -> None:
        super().__init__(capacity)
        self.index()

    def reserve(self, more: int) -> bool:
        """Make room for ``more`` rows, with an index of that size."""
        grown = super().reserve(more)
        if grown:
            self.index()
        return grown

    def index(self) -> None:
        """Enter all rows into a new index."""
        self.slots = np.full(4 * len(self.id), -1, np.int32)
        index_rows.compiled(self.id, self.rows, self.slots)

    def bytes_of(self, citizens: int) -> NDArray[np.uint8]:
        """The byte of each citizen, of which only pages are touched where somebody acted."""
        byte = np.zeros(citizens, np.uint8)
        byte[self.id[: self.rows]] = self.state[: self.rows] | KNOWN
        return byte

    def active(self) -> NDArray[np.int32]:
        """Rows of those not at rest now, in order of row."""
        return np.flatnonzero(self.state[: self.rows] != QUIET).astype(np.int32)


class Everybody(NamedTuple):
    """What says in which state citizens are, and what they did in the step."""

    byte: Any  # [citizens] uint8
    counts: Any  # [communities, states] persons
    flows: Any  # [communities, causes] events
    slots: Any  # index of people
    people: Any  # columns of the table of people


@kernel
def slot_of(person, ids, slots):
    """Where a person's row number stands in ``slots``, or the free place for it."""
    mask = len(slots) - 1
    place = ((person * SPREADER) >> 32) & mask
    while slots[place] >= 0 and ids[slots[place]] != person:
        place = (place + 1) & mask
    return place


@kernel(entry=True)
def index_rows(ids, rows, slots):
    """Enter the first ``rows`` rows into an empty index."""
    for row in range(rows):
        slots[slot_of(ids[row], ids, slots)] = row


@kernel
def row_of(person, community, rows, everybody):
    """Row of somebody who leaves rest, their old one or a new one; how many rows there are then."""
    people, slots = everybody.people, everybody.slots
    slot = slot_of(person, people.id, slots)
    if slots[slot] >= 0:
        return slots[slot], rows
    slots[slot] = rows
    people.id[rows] = person
    people.community[rows] = community
    return rows, rows + 1


@kernel(lean=True)
def move(everybody, row, after, cause, tick, until, past):
    """Change the state of a citizen with a row in the table of people, and count the flow.

    Nothing else changes a state (``tests/laws/test_writers.py``); what persons of a group do is
    expected, not done by anybody, and counted by ``expect``.

    Parameters
    ----------
    cause : column of the flow table; below 0: nothing is counted.
    tick, until : when the step begins, and when a term of stay ends (-1: there is none).
    past : history that they bring along.
    """
    people = everybody.people
    person, c = people.id[row], people.community[row]
    before = everybody.byte[person] & STATE
    everybody.byte[person] = KNOWN | after
    people.state[row] = after
    people.since[row] = tick
    people.until[row] = until
    people.history[row] |= HISTORY_ON_ENTERING[after] | past
    people.cause[row] = cause
    if after not in (UNDERGROUND, ARMED):
        people.organisation[row] = -1
    everybody.counts[c, before] -= 1
    everybody.counts[c, after] += 1
    if cause >= 0:
        everybody.flows[c, cause] += 1


@kernel(lean=True)
def expect(counts, c, street, held, held_before):
    """Set how many of a community are expected on the street and in prison, as groups.

    Whoever is in prison for hiding is counted one by one: only the change of ``held`` counts.
    """
    counts[c, QUIET] -= street - counts[c, PROTEST] + held - held_before
    counts[c, JAILED] += held - held_before
    counts[c, PROTEST] = street


@kernel(entry=True)
def muster(people, order, starts):
    """Rows of those not at rest, sorted by community; see ``sort_by``."""
    keys = np.empty(people.rows, np.int64)
    for row in range(people.rows):
        keys[row] = people.community[row] if people.state[row] != QUIET else -1
    sort_by(keys, order, starts)
