"""Who is on the street where a country is not simulated one to one: expected persons by group.

The citizens of a community fall into groups of like hardship and risk aversion (and threshold,
where thresholds differ). Of each group is kept how many persons are expected on the street and in
prison for it, and how many ever were. So common moves cost nothing however many make them, and
nothing that people see or fear hangs on a handful of citizens who stand for thousands. Whoever
goes underground is one person, in every country.

Groups are the nodes of Gauss and Legendre in powers of the traits, close together where protest
is likely: at high hardship and low risk aversion. An exponential of risk aversion with exponent
107, that of martial law at little noise, is summed up to one part in a thousand, with exponent
320 to one in a hundred; one of hardship with exponent 30, at high hope and no legitimacy, to one
in a hundred, too.

Sources  Haseltine and Rawlings 2002 (frequent moves as their mean, rare ones drawn one by one)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.tables.table import Table, column, make_tuple

Floats = NDArray[np.float64]

HARDSHIP_NODES, AVERSION_NODES, THRESHOLD_NODES = 6, 12, 7
WEEKS_AHEAD = 520  # for which releases are kept; who is sentenced to more stays in prison


class StreetGroups(NamedTuple):
    """The groups of every community.

    Attributes
    ----------
    share : of the citizens that belong to each group [groups].
    hardship, aversion, threshold : their traits [groups].
    low, high : the range of hardship, of risk aversion, then of thresholds, that a group stands
        for [3, groups].
    rows : groups come in so many rows of equal hardship and threshold, by risk aversion.
    """

    share: Floats
    hardship: Floats
    aversion: Floats
    threshold: Floats
    low: Floats
    high: Floats
    rows: int


@dataclass(init=False, eq=False)
class Streets(Table):
    """Expected persons, a row for each community.

    Attributes
    ----------
    groups : who belongs to which.
    out, jailed : on the street now, in prison for it now [communities, groups].
    protested, punished : ever on the street, ever in prison for it [communities, groups].
    returned : on the street now, in prison before [communities, groups].
    absent : in hiding, armed, abroad, dead or in prison for hiding, at the begin of the step
        [communities, groups].
    absent_protested, absent_punished : of these, who is among ``protested`` and ``punished``
        [communities, groups].
    due : releases by week, a ring of ``WEEKS_AHEAD`` weeks [communities, weeks].
    """

    groups: StreetGroups = field(init=False)
    out: Floats = column(float, wide="groups")
    jailed: Floats = column(float, wide="groups")
    protested: Floats = column(float, wide="groups")
    punished: Floats = column(float, wide="groups")
    returned: Floats = column(float, wide="groups")
    absent: Floats = column(float, wide="groups")
    absent_protested: Floats = column(float, wide="groups")
    absent_punished: Floats = column(float, wide="groups")
    due: Floats = column(float, wide="weeks")

    def __init__(self, communities: int, groups: StreetGroups) -> None:
        super().__init__(communities, groups=len(groups.share), weeks=WEEKS_AHEAD)
        self.groups = groups

    def view(self) -> Any:
        """What kernels look at and change."""
        return Shares(*self.groups, *super().view()[1:])


KEPT = tuple(Streets.columns)
Shares: Any = make_tuple("Shares", (*StreetGroups._fields, *KEPT), module=__name__)


def groups_of(kind: str, differ: bool) -> StreetGroups:
    """The groups of a country.

    Parameters
    ----------
    kind : distribution of thresholds, ``normal`` or ``uniform``.
    differ : whether thresholds play a part.
    """
    calm, mass = nodes(HARDSHIP_NODES, 2)
    aversion, weight = nodes(AVERSION_NODES, 2)
    ends, edges = ends_of(mass), ends_of(weight)
    threshold, part, limits = thresholds(kind, differ)
    h, t, r = (axis.ravel() for axis in np.meshgrid(
        np.arange(len(mass)), np.arange(len(part)), np.arange(len(weight)), indexing="ij"))
    return StreetGroups(
        mass[h] * weight[r] * part[t], 1.0 - calm[h], aversion[r], threshold[t],
        np.stack([1.0 - ends[h + 1], edges[r], limits[t]]),
        np.stack([1.0 - ends[h], edges[r + 1], limits[t + 1]]),
        len(mass) * len(part))


def nodes(many: int, power: int) -> tuple[Floats, Floats]:
    """Places and weights of a uniform trait, close together near 0."""
    place, weight = np.polynomial.legendre.leggauss(many)
    place = (place + 1.0) / 2.0
    found = weight / 2.0 * power * place ** (power - 1)
    return place**power, found / found.sum()


def ends_of(weight: Floats) -> Floats:
    """Ends of the parts of a trait that nodes stand for: 0, ..., 1."""
    return np.concatenate([[0.0], np.cumsum(weight)[:-1], [1.0]])


def thresholds(kind: str, differ: bool) -> tuple[Floats, Floats, Floats]:
    """Standardised thresholds, their weights, and the ends of what they stand for.

    One that stands for all where they play no part.
    """
    if not differ:
        return np.zeros(1), np.ones(1), np.array([-np.inf, np.inf])
    place, weight = nodes(THRESHOLD_NODES, 1)
    ends = ends_of(weight)
    if kind == "normal":
        inverse = np.vectorize(NormalDist().inv_cdf)
        place, ends[1:-1] = inverse(place), inverse(ends[1:-1])
        ends[0], ends[-1] = -np.inf, np.inf
    return place, weight, ends
