"""What the underground did in a step, and in a week: for the survey and for the record."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fronde.tables.geography import Geography
from fronde.tables.organisations import OrganisationTable

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

# Columns of operations and of changes of organisations.
OPERATION = ("region", "organisation", "partners", "fighters", "defenders", "success",
             "fighters_lost", "state_lost", "citizens_lost")
CHANGE = ("kind", "organisation", "other", "size", "other_size")
MERGED, SPLIT = 0, 1  # kinds of changes

RISINGS = ("mutiny", "coup")


def none_of(width: int) -> Rows:
    """An empty list of so many columns."""
    return np.zeros((0, width), np.int64)


@dataclass
class Happened:
    """One step, or the steps of a week together.

    Attributes
    ----------
    successes, failures : operations by region [regions].
    victories, defeats : operations by community, each shared out by whose the organisation is
        that led it [communities].
    operations : [operations, columns of OPERATION]; changes : [changes, columns of CHANGE].
    supplied : arms that came in by states and money [3]; armed : members armed, by origin [3].
    risings : mutinies and coups [2].
    """

    successes: Floats
    failures: Floats
    victories: Floats
    defeats: Floats
    operations: Rows = field(default_factory=lambda: none_of(len(OPERATION)))
    changes: Rows = field(default_factory=lambda: none_of(len(CHANGE)))
    supplied: Rows = field(default_factory=lambda: np.zeros(3, np.int64))
    armed: Rows = field(default_factory=lambda: np.zeros(3, np.int64))
    risings: Floats = field(default_factory=lambda: np.zeros(len(RISINGS)))

    @property
    def toll(self) -> float:
        """Losses of the state."""
        return float(self.operations[:, OPERATION.index("state_lost")].sum())

    def add(self, later: Happened) -> None:
        """Take in what happened in a later step."""
        for name in ("operations", "changes"):
            if len(getattr(later, name)):
                both = np.concatenate([getattr(self, name), getattr(later, name)])
                setattr(self, name, both)
        for name in ("successes", "failures", "victories", "defeats", "supplied", "armed",
                     "risings"):
            setattr(self, name, getattr(self, name) + getattr(later, name))

    @staticmethod
    def nothing(communities: int, regions: int) -> Happened:
        """Nothing yet."""
        return Happened(np.zeros(regions), np.zeros(regions), np.zeros(communities),
                        np.zeros(communities))

    def note_operations(self, done: Rows, table: OrganisationTable, geography: Geography) -> None:
        """Take in operations of the step."""
        self.operations = done
        won = done[:, OPERATION.index("success")] > 0
        region = done[:, OPERATION.index("region")]
        self.successes = np.bincount(region[won], minlength=geography.regions).astype(float)
        self.failures = np.bincount(region[~won], minlength=geography.regions).astype(float)
        leader = done[:, OPERATION.index("organisation")]
        self.victories = by_community(leader[won], region[won], table, geography)
        self.defeats = by_community(leader[~won], region[~won], table, geography)


def by_community(leader: Rows, region: Rows, table: OrganisationTable,
                 geography: Geography) -> Floats:
    """Operations shared out among the communities of their region, by who the members are.

    What members of groups that do not live there do counts for nobody in particular: it is
    shared out as the rest is, or by citizens where nobody is left.
    """
    shares = np.zeros((geography.regions, geography.groups))
    members = table.members[leader].astype(float)
    np.add.at(shares, region, members / np.maximum(members.sum(axis=1, keepdims=True), 1.0))
    found: Floats = shares[geography.region, geography.group]
    reached = geography.by_region(found)
    total = np.bincount(region, minlength=geography.regions).astype(float)
    scale = np.divide(total, reached, out=np.zeros_like(total), where=reached > 0.0)
    left = np.where(reached > 0.0, 0.0, total / np.maximum(geography.region_citizens, 1.0))
    shared: Floats = found * scale[geography.region]
    return shared + left[geography.region] * geography.citizens
