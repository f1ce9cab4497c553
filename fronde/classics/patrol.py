r"""Cops and citizens on a torus: who rebels where cops are few, and is caught where they are not.

Each tick everybody, citizens and cops, takes a turn in an order drawn anew: moves to a free
site within vision, then acts (or acts, then moves). A citizen is active if

    G - R P > T,   G = H (1 - L),   P = 1 - exp(-k ratio(C / A))                   [share]

with C cops and A actives within vision, the citizen counted in. A cop arrests one active
within vision, drawn at random, for U(0, J) ticks, off the lattice (or for 0, 1, ... or J of its
turns, where it stands). With two groups an active
kills one random member of the other within vision instead; each tick a citizen clones itself
with chance c onto a free neighbouring site, and dies at an age drawn from U(0, most).

Sources     Epstein 2002
Limits      ratio exact: the rule as printed; floor: NetLogo's Rebellion; round: Mesa's code
            ratio round, first act, jail in place, sites seen von Neumann's, each site drawn by
            itself at first: the example of Mesa 3.5 (classics.torus.mesa_example)
            everybody in sight of everybody: theory.netrisk.well_mixed_share
Deviations  a clone takes over hardship and group, its aversion to risk is drawn; the order is a
            permutation each tick; whoever finds no free site on release waits for one;
            the rule is solved for the ratio at which a citizen gives up (``daring``), which
            is kept to seven digits
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fronde.kernel import kernel
from fronde.theory.inputs import number, one_of

RATIO = {"exact": 0, "floor": 1, "round": 2}


@dataclass(frozen=True)
class Rules:
    """How citizens and cops act.

    Attributes
    ----------
    legitimacy : L, unless a path is given [share].
    threshold : T. certainty : k, 2.3 so that one cop for one active catches nine in ten.
    jail_most : J [ticks], may be infinite.
    ratio : what is done to C / A before it counts; round: a half goes to the even number.
    first : what comes first in a turn.
    jail : away: off the lattice, for U(0, J) ticks, then back to where it was or to another free
        site; in place: where it stands, for a whole number of its own turns from 0 to J.
    groups : one, or two that kill each other.
    cloning : c [1/tick]. age_most : longest life [ticks]; both with two groups only.

    Raises
    ------
    ValueError : out of range.
    """

    legitimacy: float
    jail_most: float
    threshold: float = 0.1
    certainty: float = 2.3
    ratio: Literal["exact", "floor", "round"] = "exact"
    first: Literal["move", "act"] = "move"
    jail: Literal["away", "in place"] = "away"
    groups: Literal[1, 2] = 1
    cloning: float = 0.05
    age_most: float = 200.0

    def __post_init__(self) -> None:
        number("legitimacy", self.legitimacy, 0.0, 1.0)
        number("threshold", self.threshold)
        number("certainty", self.certainty, 0.0)
        number("cloning", self.cloning, 0.0, 1.0)
        number("age_most", self.age_most, 0.0)
        if not self.jail_most >= 0.0:
            raise ValueError(f"jail_most must be 0 or more, not {self.jail_most!r}")
        one_of("ratio", self.ratio, RATIO)
        one_of("first", self.first, ("move", "act"))
        one_of("jail", self.jail, ("away", "in place"))
        if self.jail == "in place" and self.jail_most % 1.0 > 0.0:
            raise ValueError(f"jail_most must be a whole number of turns, not {self.jail_most!r}")
        if self.groups not in (1, 2):
            raise ValueError(f"groups must be 1 or 2, not {self.groups!r}")


@kernel
def ratio_of(cops, actives, how):
    """C / A as it counts: 0 as it is, 1 rounded down, 2 to the nearest whole, a half to an even."""
    found = cops / actives
    if how == 1:
        return np.floor(found)
    if how == 2:
        return np.rint(found)
    return found


@kernel
def arrest_chance(cops, actives, certainty, how):
    """P, with ``actives`` counting whoever asks."""
    return -math.expm1(-certainty * ratio_of(cops, actives, how))


@kernel
def rebels(hardship, aversion, legitimacy, chance, threshold):
    """Whether a citizen is active."""
    return hardship * (1.0 - legitimacy) - aversion * chance > threshold


@kernel
def daring(hardship, aversion, legitimacy, certainty, threshold):
    """The ratio of cops to actives below which a citizen is active; the rule solved for it."""
    left = hardship * (1.0 - legitimacy) - threshold
    if left <= 0.0:
        return 0.0
    if left >= aversion or certainty == 0.0:
        return math.inf
    return -math.log1p(-left / aversion) / certainty
