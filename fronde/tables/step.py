"""A step as those see it who take turns in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.tables.geography import Geography, Surroundings
from fronde.tables.happened import Happened
from fronde.tables.organisations import OrganisationTable, count_members
from fronde.tables.people import Everybody, People


@dataclass
class Step:
    """What turns look at, and what they change.

    Attributes
    ----------
    seed, tick, dt : of the draws; when the step begins; its length in weeks.
    parameters : record with a field a mechanism.
    moment : table of communities as citizens see it in the middle of the step.
    here, nation, around : tables of communities, the nation's row and neighbouring states as they
        are when the step begins. Turns do not write these: they write ``organisations``, ``people``
        and ``happened``, from which the next survey makes the columns that they move.
    geography, surroundings : who lives where, and how states reach into the country.
    everybody : for ``move``, which alone changes the state of a citizen.
    people, organisations : tables that turns change.
    happened : what they have done in this step.
    causes : flow -> the first of its columns in the flow table, for those that the mechanism whose
        turn it is carries out.
    hidden : rows of all who hide, once somebody has counted them (``recount``).
    """

    seed: int
    tick: int
    dt: float
    parameters: Any
    moment: Any
    here: Any
    nation: Any
    around: Any
    geography: Geography
    surroundings: Surroundings
    everybody: Everybody
    people: People
    organisations: OrganisationTable
    happened: Happened
    causes: Mapping[str, int] = field(default_factory=dict)
    hidden: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def on(self, mechanism: str) -> bool:
        """Whether a mechanism takes part."""
        return bool(self.parameters[mechanism]["on"] > 0.0)

    def recount(self) -> None:
        """Count members of organisations, and find all who hide, from the table of people."""
        hidden = np.empty(self.people.rows, np.int64)
        count = count_members.compiled(self.people.view(), self.geography.group,
                                       self.organisations.view(), hidden)
        self.hidden = hidden[:count]


def plain(row: Any) -> SimpleNamespace:
    """A record as plain numbers by name, for functions that run as Python."""
    return SimpleNamespace(**dict(zip(row.dtype.names, row.item(), strict=True)))
