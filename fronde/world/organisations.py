"""Armed organisations: one row each, living or ended.

Citizens in an organisation carry its number in the table of people; what the rows here say of
members is counted from there. Rows are only added, so that history stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel
from fronde.states import ARMED, UNDERGROUND

NOBODY = -1  # no organisation, no sponsor, not ended
ORIGINS = ("states", "money", "captured")  # of arms
# What a row holds, with its type and its length along a second axis, if any.
ROW = {
    "region": np.int64, "founded": np.int32, "ended": np.int32, "into": np.int64,
    "agenda": np.float64, "money": np.float64, "coalition": np.int64, "sponsor": np.int64,
    "armed": np.int64,
}
WIDE = ("members", "volunteers", "arms", "given")


class Rows(NamedTuple):
    """The columns that kernels of the underground's week change; see ``Organisations``."""

    region: Any
    founded: Any
    ended: Any
    into: Any
    agenda: Any
    money: Any
    coalition: Any
    sponsor: Any
    volunteers: Any
    arms: Any
    given: Any


@dataclass
class Organisations:
    """The table; arrays are longer than ``rows``.

    Attributes
    ----------
    region : where it is based; founded, ended : weeks (-1: it lives); into : what it merged
        into (-1: nothing).
    agenda : -1 to 1. money : persons it could pay to arm. coalition : its number.
    sponsor : the state that gave it most arms, else the one it began with (-1: none).
    members : citizens in it by group [rows, groups]; armed : those under arms.
    volunteers : by state they come from [rows, states].
    arms : in store, by origin [rows, 3].
    given : arms that each state has given it so far [rows, states].
    next_coalition : the number of the next coalition.
    """

    rows: int
    region: NDArray[np.int64]
    founded: NDArray[np.int32]
    ended: NDArray[np.int32]
    into: NDArray[np.int64]
    agenda: NDArray[np.float64]
    money: NDArray[np.float64]
    coalition: NDArray[np.int64]
    sponsor: NDArray[np.int64]
    armed: NDArray[np.int64]
    members: NDArray[np.int64]
    volunteers: NDArray[np.int64]
    arms: NDArray[np.int64]
    given: NDArray[np.int64]
    next_coalition: int = 0

    @staticmethod
    def empty(groups: int, states: int, capacity: int = 256) -> Organisations:
        """A table with no rows."""
        columns = {name: np.zeros(capacity, kind) for name, kind in ROW.items()}
        wide = {name: np.zeros((capacity, width), np.int64)
                for name, width in zip(WIDE, (groups, states, len(ORIGINS), states), strict=True)}
        return Organisations(rows=0, **columns, **wide)  # type: ignore[arg-type]

    def reserve(self, more: int) -> None:
        """Make room for ``more`` rows, so that kernels never have to grow anything."""
        need = self.rows + more
        if need <= len(self.region):
            return
        capacity = 1 << (need - 1).bit_length()
        for name in (*ROW, *WIDE):
            old = getattr(self, name)
            new = np.zeros((capacity, *old.shape[1:]), old.dtype)
            new[: self.rows] = old[: self.rows]
            setattr(self, name, new)

    def view(self) -> Rows:
        """The columns as kernels take them; anew after ``reserve``."""
        return Rows(**{name: getattr(self, name) for name in Rows._fields})

    def alive(self) -> NDArray[np.int64]:
        """Numbers of those that live, in order."""
        return np.flatnonzero(self.ended[: self.rows] == NOBODY)

    def strength(self, which: NDArray[np.int64]) -> NDArray[np.float64]:
        """Members and volunteers of some of them, in citizens."""
        total: NDArray[np.float64] = (
            self.members[which].sum(axis=1) + self.volunteers[which].sum(axis=1)).astype(float)
        return total


@kernel
def add_row(rows, week, region, agenda, coalition, table):
    """Fill the next row with a new organisation; returns the number of rows."""
    table.region[rows] = region
    table.founded[rows] = week
    table.ended[rows] = -1
    table.into[rows] = -1
    table.agenda[rows] = agenda
    table.coalition[rows] = coalition
    table.sponsor[rows] = -1
    return rows + 1


@kernel(entry=True)
def count_members(people_rows: int, states: Any, organisations: Any, communities: Any, group: Any,
                  members: Any, armed: Any, hidden: Any) -> int:
    """Count members of every organisation from the table of people.

    ``members`` [organisations, groups] and ``armed`` [organisations] are set anew; ``hidden``
    gets the rows of all who are underground or armed. Returns how many these are.
    """
    members[:] = 0
    armed[:] = 0
    count = 0
    for row in range(people_rows):
        state = states[row]
        if state != UNDERGROUND and state != ARMED:
            continue
        hidden[count] = row
        count += 1
        own = organisations[row]
        if own >= 0:
            members[own, group[communities[row]]] += 1
            if state == ARMED:
                armed[own] += 1
    return count
