"""What every community sees at the start of a week: counts become shares and fields.

    a(field) = sum over circles k of attention_k active_k / citizens_k             [share]

with the circles own community, region, neighbouring regions, own group elsewhere and the
nation; attention to own ties is the rest, and comes in person by person. A region without
neighbours gives that attention to itself. How far a street a is noticed saturates:

    noticed = a / (a + notice)                                                     [share]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.vocabulary import ARMED, PROTEST, UNDERGROUND

Floats = NDArray[np.float64]



@dataclass(frozen=True)
class Geography:
    """Who belongs where, and how attention is spread.

    Attributes
    ----------
    region, group : place of each community's region and group, int64 [communities].
    citizens : simulated citizens, float64 [communities].
    borders : 1 where regions share a border, float64 [regions, regions].
    attention : to own ties, community, region, border, group, nation; sums to 1 [6].
    notice : share of citizens on the street at which half of the country takes notice.
    """

    region: NDArray[np.int64]
    group: NDArray[np.int64]
    citizens: Floats
    borders: Floats
    groups: int
    attention: Floats
    notice: float

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

    def field(self, amounts: Floats) -> Floats:
        """Attention-weighted share of ``amounts`` beyond own ties, as each community sees it."""
        region = self.by_region(amounts)
        near = share(region, self.region_citizens)
        across = np.where(
            self.neighbour_citizens > 0.0,
            share(self.borders @ region, self.neighbour_citizens),
            near,
        )
        group = share(self.by_group(amounts), self.group_citizens)
        nation = amounts.sum() / self.citizens.sum()
        _, own, of_region, of_border, of_group, of_nation = self.attention
        seen: Floats = (
            own * share(amounts, self.citizens)
            + (of_region * near + of_border * across)[self.region]
            + of_group * group[self.group]
            + of_nation * nation
        )
        return seen

    def seen(self, done: Floats, left: Floats, media: Floats) -> Floats:
        """Share ``done / (done + left)``: the own region's and the nation's, mixed by media."""
        own = share(self.by_region(done), self.by_region(done + left))[self.region]
        nation = share(done.sum(), done.sum() + left.sum())
        mixed: Floats = (1.0 - media) * own + media * nation
        return mixed


def share(part: Any, whole: Any) -> Any:
    """``part / whole``, and 0 where there is nobody."""
    return np.divide(part, whole, out=np.zeros_like(whole, dtype=float), where=whole > 0.0)


def survey(here: Any, geography: Geography, counts: Any, arrests: Floats, found: Floats) -> None:
    """Fill the survey columns of the community table.

    Parameters
    ----------
    here : structured array [communities], changed in place.
    counts : citizens by community and state, int64 [communities, states].
    arrests, found : arrests on the street and in hiding, in the last step [communities].

    Both become weekly rates, so that what is seen does not depend on the length of a step.
    """
    protest = counts[:, PROTEST].astype(float)
    hidden = (counts[:, UNDERGROUND] + counts[:, ARMED]).astype(float)
    region = geography.region
    arrests, found = arrests / here["dt"], found / here["dt"]
    here["protest_field"] = geography.field(protest)
    here["underground_field"] = geography.field(hidden)
    here["region_protest"] = geography.by_region(protest)[region]
    here["region_underground"] = geography.by_region(hidden)[region]
    here["region_arrests"] = geography.by_region(arrests)[region]
    media = here["media"]
    here["crushed_seen"] = geography.seen(arrests, protest, media)
    here["found_seen"] = geography.seen(found, hidden, media)
    street = geography.seen(protest, geography.citizens - protest, media)
    here["street_noticed"] = share(street, street + geography.notice)
    here["insecurity"] = 1.0 - (1.0 - here["violence"]) * (1.0 - here["raids"])
    everywhere = here["insecurity"] @ geography.citizens / geography.citizens.sum()
    here["insecurity_felt"] = (1.0 - media) * here["insecurity"] + media * everywhere
