r"""Organisations and neighbouring states take the side on which least pulls against them.

Two organisations want to be on one side as far as

    p_ij = w_c + w_k overlap_ij - w_a (g_i - g_j)^2 / 4 + w_s [same sponsor]       [share]

with overlap the cosine of their constituencies and g the agendas; w_c is the enemy that all
share. An organisation and a state want it as far as

    p_ik = w_e hostility_k enemy_k war - taboo                                     [share]

so that only the regime's enemy in a war can draw anybody to its side. With sizes s (members
and volunteers; for states what they could arm in a year) and d_ij = 1 on different sides, each
carries the frustration

    F_i = sum over j of s_j p_ij d_ij                                              [persons]

and, when it reconsiders (rate mu), moves to the side among those of its acquaintances, or to
itself alone, where F_i is least, if that is strictly less than now. With symmetric p every
move lowers the energy E = sum of s_i F_i by twice s_i times the fall of F_i, so moving ends.
A coalition of several shares bases and timing in combat.

Sources     Axelrod and Bennett 1993 (landscape); Heider 1946 (why enemies of enemies ally);
            Gade, Hafez and Gabbay 2019 (who clashes: those far apart in ideology; sharing a
            sponsor does not lower it)
Limits      propensities given by the scenario, acquaintances = inf: single moves on the
            landscape, ending in its local minima          gallery: axelrod-1993
Deviations  any number of sides, not two; squared distance of agendas, so that sums over a
            side are enough; acquaintances are drawn anew each time; propensities from
            constituency, agenda and sponsor are our own
"""

from __future__ import annotations

from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism, MechanismTurn
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """What draws actors together and how often they reconsider."""

    pace: float = param(
        0.1, "1/week", LogUniform(0.03, 0.3), "how often an actor reconsiders its side",
        source="assumed: about every ten weeks")
    acquaintances: float = param(
        8.0, "organisations", None,
        "whose sides are considered at a time; .inf, or above 10,000: all", source="scenario",
        low=1.0)
    common: float = param(
        0.1, "share", Uniform(0.0, 0.3), "w_c: pull of the common enemy",
        source="heider1946: the enemy of an enemy, of persons; sign only, the size is assumed",
        high=1.0)
    kin: float = param(
        0.3, "share", Uniform(0.0, 0.6), "w_k: pull of a shared constituency",
        source="axelrodbennett1993: ethnic ties in propensity; sign only, the size is assumed",
        high=1.0)
    agenda: float = param(
        1.0, "share", Uniform(0.3, 2.0), "w_a: push of opposite agendas",
        source="gade2019: groups far apart clash more; sign only, the size is assumed")
    sponsor: float = param(
        0.1, "share", Uniform(0.0, 0.3), "w_s: pull of a shared sponsor",
        source="gade2019: no effect on clashes there; that the pull is weak is assumed", high=1.0)
    enemy: float = param(
        0.5, "share", Uniform(0.2, 0.9), "w_e: pull of a state that the regime fights",
        source="heider1946: the enemy of an enemy, of persons; sign only, the size is assumed",
        high=1.0)
    taboo: float = param(
        0.2, "share", Uniform(0.0, 0.5), "push against siding with the state that one's own fights",
        source="assumed", high=1.0)


@kernel
def propensity(overlap, apart, shared, p):
    """Of two organisations: overlap of constituencies, distance of agendas, shared sponsor."""
    return p.common + p.kin * overlap - p.agenda * apart * apart / 4.0 + p.sponsor * shared


@kernel
def stance(hostility, war, p):
    """Of an organisation and a state."""
    return p.enemy * hostility * war - p.taboo


MECHANISM = Mechanism(
    name="alignment",
    params=Params,
    turns=(MechanismTurn(
        "realign", "fronde.mechanisms.alignment.realign:realign_in_step", after=("meet",),
        beside="organisations",
        sees=("people.underground", "people.armed", "nation.volunteers", "underground.arms"),
        moves=("underground.sides",), needs=("people.underground", "people.armed"),
    ),),
    cite=("axelrodbennett1993", "heider1946", "gade2019"),
    gallery=("axelrod-1993", "fighting-coalition"),
)
