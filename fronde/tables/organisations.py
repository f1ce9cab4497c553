"""Armed organisations: one row each, living or ended.

Citizens in an organisation carry its number in the table of people; what the rows here say of
members is counted from there. Rows are only added, so that history stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel
from fronde.states import ARMED, UNDERGROUND
from fronde.tables.table import Table, column

NOBODY = -1  # no organisation, no sponsor, not ended
BY_STATES, BY_MONEY, CAPTURED = range(3)  # origins of arms


@dataclass(init=False, eq=False)
class OrganisationTable(Table):
    """The table.

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

    region: NDArray[np.int64] = column(np.int64)
    founded: NDArray[np.int32] = column(np.int32)
    ended: NDArray[np.int32] = column(np.int32)
    into: NDArray[np.int64] = column(np.int64)
    agenda: NDArray[np.float64] = column(np.float64)
    money: NDArray[np.float64] = column(np.float64)
    coalition: NDArray[np.int64] = column(np.int64)
    sponsor: NDArray[np.int64] = column(np.int64)
    armed: NDArray[np.int64] = column(np.int64)
    members: NDArray[np.int64] = column(np.int64, wide="groups")
    volunteers: NDArray[np.int64] = column(np.int64, wide="states")
    arms: NDArray[np.int64] = column(np.int64, wide="origins")
    given: NDArray[np.int64] = column(np.int64, wide="states")
    next_coalition: int = 0

    def __init__(self, groups: int, states: int, capacity: int = 256) -> None:
        super().__init__(capacity, groups=groups, states=states, origins=3)

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
def count_members(people: Any, group: Any, table: Any, hidden: Any) -> int:
    """Count members of every organisation from the table of people.

    ``members`` and ``armed`` are set anew; ``hidden`` gets the rows of all who are underground or
    armed. Returns how many these are.
    """
    table.members[: table.rows] = 0
    table.armed[: table.rows] = 0
    count = 0
    for row in range(people.rows):
        state = people.state[row]
        if state != UNDERGROUND and state != ARMED:
            continue
        hidden[count] = row
        count += 1
        own = people.organisation[row]
        if own >= 0:
            table.members[own, group[people.community[row]]] += 1
            if state == ARMED:
                table.armed[own] += 1
    return count
