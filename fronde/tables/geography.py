"""Where people live: communities of regions and groups, and the states around the country."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Geography:
    """Who belongs where, and how attention is spread.

    Attributes
    ----------
    region, group : place of each community's region and group, int64 [communities].
    citizens : persons, float64 [communities].
    borders : 1 where regions share a border, float64 [regions, regions].
    attention : to own ties, community, region, border, group, nation; sums to 1 [6].
    notice : share of citizens on the street at which half of the country takes notice.
    news : operations a week and person of which half take notice.
    agenda : of each group, -1 to 1 [groups].
    """

    region: NDArray[np.int64]
    group: NDArray[np.int64]
    citizens: Floats
    borders: Floats
    groups: int
    attention: Floats
    notice: float
    news: float
    agenda: Floats

    @property
    def regions(self) -> int:
        """How many regions there are."""
        return len(self.borders)

    def by_region(self, amounts: Floats) -> Floats:
        """Sums over the communities of each region."""
        return np.bincount(self.region, amounts, self.regions).astype(float)

    def by_group(self, amounts: Floats) -> Floats:
        """Sums over the communities of each group."""
        return np.bincount(self.group, amounts, self.groups).astype(float)

    @cached_property
    def region_citizens(self) -> Floats:
        """Citizens of each region."""
        return self.by_region(self.citizens)

    @cached_property
    def group_citizens(self) -> Floats:
        """Citizens of each group."""
        return self.by_group(self.citizens)

    @cached_property
    def neighbour_citizens(self) -> Floats:
        """Citizens of each region's neighbours."""
        return self.borders @ self.region_citizens

    @cached_property
    def everybody(self) -> float:
        """Citizens of the nation."""
        return float(self.citizens.sum())

    @cached_property
    def circles(self) -> Circles:
        """What kernels need to know of all this."""
        return Circles(**{name: getattr(self, name) for name in Circles._fields})

    @cached_property
    def neighbourhoods(self) -> Neighbourhoods:
        """Communities in order of region."""
        order = np.argsort(self.region, kind="stable")
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        first = np.searchsorted(self.region[order], np.arange(self.regions + 1))
        return Neighbourhoods(rank, self.region, self.group, first.astype(np.int64), self.agenda)


class Circles(NamedTuple):
    """The circles around each community; see ``Geography``."""

    region: Any
    group: Any
    citizens: Any
    region_citizens: Any
    group_citizens: Any
    neighbour_citizens: Any
    borders: Any
    attention: Any
    everybody: float
    notice: float
    news: float


class Neighbourhoods(NamedTuple):
    """Communities in order of region, so that those of a region lie together."""

    rank: Any  # [communities] place of each community in that order
    region: Any  # [communities] its region
    group: Any  # [communities] its group
    first: Any  # [regions + 1] rank of the first community of each region
    agenda: Any  # [groups]


@dataclass(frozen=True)
class Surroundings:
    """How neighbouring states reach into the country.

    Attributes
    ----------
    border : 1 where a state borders a region [states, regions].
    kin : 1 where a state shares a group [states, groups].
    side : number of the coalition that each state stands for, below 0 [states].
    wishes : how much organisations that the scenario lists, and then states, want to be on one
        side, where it says so, else NaN [n, n]; empty if it says nothing.
    listed : how many organisations it lists.
    """

    border: Floats
    kin: Floats
    side: NDArray[np.int64]
    wishes: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    listed: int = 0
