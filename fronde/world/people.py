"""Everybody who ever left rest: one row each, found by person.

A citizen at rest who never acted has one byte of state and nothing else. Rows are only
added, never removed, so that history stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel
from fronde.states import QUIET

# The byte of a citizen: state in the low bits, then what the sweeps need to know.
STATE, KNOWN, CHANGING = 0b0111, 0b1000, 0b10000
COLUMNS = ("id", "community", "state", "since", "until", "history", "cause", "organisation")

SPREADER = 0x9E3779B97F4A7C15 - (1 << 64)  # multiplicative hashing, as a signed number


@kernel
def slot_of(person: Any, ids: Any, slots: Any) -> Any:
    """Where a person's row number stands in ``slots``, or the free place for it."""
    mask = len(slots) - 1
    place = ((person * SPREADER) >> 32) & mask
    while slots[place] >= 0 and ids[slots[place]] != person:
        place = (place + 1) & mask
    return place


@kernel(entry=True)
def index_rows(ids: Any, rows: int, slots: Any) -> None:
    """Enter the first ``rows`` rows into an empty index."""
    for row in range(rows):
        slots[slot_of(ids[row], ids, slots)] = row


@dataclass
class People:
    """The table of all who ever left rest; arrays are longer than ``rows``.

    Attributes
    ----------
    id : person (place in the whole nation), int64.
    community : int32; since, until : ticks, int32: when the step began in which the state did,
        and when a term of stay ends (-1: it has none).
    state, history : uint8; cause : int16, the last event's column in the flow table.
    organisation : int32, that somebody underground or armed belongs to (-1: none).
    slots : open-addressing index from person to row (-1: free), a power of two long.
    """

    rows: int
    id: NDArray[np.int64]
    community: NDArray[np.int32]
    state: NDArray[np.uint8]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    history: NDArray[np.uint8]
    cause: NDArray[np.int16]
    organisation: NDArray[np.int32]
    slots: NDArray[np.int32]

    @staticmethod
    def empty(capacity: int = 1024) -> People:
        """A table with no rows."""
        return People(
            0,
            np.full(capacity, -1, np.int64),
            np.zeros(capacity, np.int32),
            np.zeros(capacity, np.uint8),
            np.zeros(capacity, np.int32),
            np.full(capacity, -1, np.int32),
            np.zeros(capacity, np.uint8),
            np.zeros(capacity, np.int16),
            np.full(capacity, -1, np.int32),
            np.full(4 * capacity, -1, np.int32),
        )

    def reserve(self, more: int) -> None:
        """Make room for ``more`` rows, so that kernels never have to grow anything."""
        need = self.rows + more
        if need <= len(self.id):
            return
        capacity = 1 << (need - 1).bit_length()
        for name in COLUMNS:
            old = getattr(self, name)
            new = np.full(capacity, -1 if name in ("organisation", "until") else 0, old.dtype)
            new[: self.rows] = old[: self.rows]
            setattr(self, name, new)
        self.slots = np.full(4 * capacity, -1, np.int32)
        index_rows.compiled(self.id, self.rows, self.slots)

    def bytes_of(self, citizens: int) -> NDArray[np.uint8]:
        """The byte of each citizen, of which only pages are touched where somebody acted."""
        byte = np.zeros(citizens, np.uint8)
        byte[self.id[: self.rows]] = self.state[: self.rows] | KNOWN
        return byte

    def active(self) -> NDArray[np.int32]:
        """Rows of those not at rest now, in order of row."""
        return np.flatnonzero(self.state[: self.rows] != QUIET).astype(np.int32)
