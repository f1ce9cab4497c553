r"""Armed organisations strike at what the war has left to guard the country.

An organisation with a armed persons, who hope for success q and fear discovery P_u, strikes

    rate = tempo (a / party) a / (a + party) q (1 - P_u)                           [1/week]

(a handful seldom dares; tempo q (1 - P_u) if the party is all of them) at a post in its
region with a party of at most `party`, joined by
parties of the coalition's organisations that are based there. The post is held by

    D = (C + home army x region's share) / posts of the region                     [persons]

where C are the officers that can be used. The chance of success of X fighters is
X^m / (X^m + D^m), with X and D as they are in the mean; who fights and falls are whole persons,
X and D rounded by a draw. The fight lasts tau; losses are a jump process with the rates

    the state loses one at a Y X^u,  the organisation loses one at b X Y^v         [1/fight]

X defenders, Y fighters: v = 1 is area fire on those who hide, u = 0 aimed fire on those who
stand. Those who fall are drawn among the armed. A success captures a share of the arms of
the state's losses. Operations leave insecurity in the region:

    dV/dt = -fade V,   V -> V + (1 - V) (1 - exp(-(f_s n_s + f_f n_f)))            [share]

after n_s operations that succeeded and n_f that failed.

Sources     Lanchester 1916; Deitchman 1962 (aimed and area fire); Hirshleifer 1989 (contest)
Limits      u = v = 0, tau = inf: Lanchester's square law; u = v = 1: linear; u = 0, v = 1:
            Deitchman          gallery: lanchester-1916-square, lanchester-1916-linear,
            deitchman-1962
Deviations  success and losses are drawn apart, but nobody left succeeds; posts are alike within
            a region
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.legitimacy import clamp
from fronde.mechanisms.mechanism import Act, Mechanism, MechanismTurn
from fronde.mechanisms.relaxation import share_left
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """How often organisations strike, how it goes, what it leaves."""

    tempo: float = param(
        0.15, "1/week", LogUniform(0.015, 0.6),
        "operations of a large organisation, for each party, if sure of success and safe; "
        ".inf: one every step",
        source="assumed: with a hope of one in six about one a year and party")
    party: float = param(
        10.0, "persons", LogUniform(5.0, 30.0),
        "most who strike together for one organisation; .inf: all", source="assumed", low=1.0)
    decisive: float = param(
        1.0, "1", Uniform(0.6, 1.6), "m: how sharply numbers decide",
        source="hirshleifer1989: the ratio form; m = 1, the fair lottery, is assumed", high=100.0)
    posts: float = param(
        7e-5, "posts per citizen", LogUniform(3e-5, 2e-4), "what has to be guarded",
        source="assumed: one post for some 14,000 citizens")
    aimed: float = param(
        0.1, "1/fight", LogUniform(0.03, 0.3), "a: losses of the state by each fighter",
        source="assumed: one in ten hits in a short raid")
    area: float = param(
        0.005, "1/fight", LogUniform(0.0015, 0.015),
        "b: losses of the organisation by each defender, for each fighter",
        source="deitchman1962: area fire; form only, the size is assumed")
    exposed: float = param(
        0.0, "1", None, "u: 0 aimed fire on the state's side, 1 area fire",
        source="deitchman1962: regulars stand in the open", high=1.0)
    concealed: float = param(
        1.0, "1", None, "v: 1 area fire on the organisation's side, 0 aimed fire",
        source="deitchman1962: irregulars hide", high=1.0)
    duration: float = param(
        1.0, "fights", None, "tau: how long they fight; .inf: to the end",
        source="assumed: fixes the unit of the loss rates")
    capture: float = param(
        0.5, "share", Uniform(0.1, 0.9), "arms captured, of those of the state's losses",
        source="assumed", high=1.0)
    fear_success: float = param(
        0.06, "share", LogUniform(0.02, 0.2), "f_s: insecurity left by a success in the region",
        source="assumed")
    fear_failure: float = param(
        0.02, "share", LogUniform(0.006, 0.06), "f_f: insecurity left by a failure",
        source="assumed")
    fade: float = param(
        0.08, "1/week", LogUniform(0.04, 0.16), "how fast insecurity fades",
        source="assumed: halves in two months")


@kernel
def rate(armed, hope, risk, p):
    """Operations of an organisation [1/week]; none without arms."""
    if armed <= 0.0:
        return 0.0
    if p.tempo == math.inf:
        return math.inf  # and p.party may be, too
    if p.party == math.inf:
        return p.tempo * hope * (1.0 - risk)  # all at once: one party
    return p.tempo * armed / p.party * armed / (armed + p.party) * hope * (1.0 - risk)


@kernel
def defenders(garrison, citizens, p):
    """Who holds a post of a region [persons]."""
    return garrison / max(1.0, p.posts * citizens)  # a region has one post at least


@kernel
def losing(state, fighters, p):
    """Rates at which the state and the organisation lose one [1/fight]."""
    return (p.aimed * fighters * state**p.exposed, p.area * state * fighters**p.concealed)


@kernel
def start(here, p):
    """Quiet."""
    return 0.0


@kernel
def update(here, p):
    """Insecurity fades; operations add to what is not there yet."""
    left = here.violence * share_left(p.fade, here.dt)
    blow = p.fear_success * here.region_successes + p.fear_failure * here.region_failures
    return clamp(left - (1.0 - left) * math.expm1(-blow))


MECHANISM = Mechanism(
    name="combat",
    params=Params,
    owns=("violence",),
    start=start,
    update=update,
    turns=(MechanismTurn(
        "strike", "fronde.mechanisms.combat.strike:strike_in_step", after=("arm",),
        beside="organisations",
        sees=("people.armed", "nation.volunteers", "underground.sides"),
        moves=("nation.operations", "nation.successes", "nation.joint", "nation.soldiers_lost",
               "nation.fighters_lost", "here.region_successes", "here.region_failures",
               "nation.volunteers", "nation.units", "nation.largest", "nation.organisations",
               "underground.arms"),
        needs=("people.armed", "nation.volunteers"),
    ),),
    performs=(Act("fall", ("in an operation",)),),
    cite=("lanchester1916", "deitchman1962", "hirshleifer1989"),
    gallery=("lanchester-1916-square", "lanchester-1916-linear", "deitchman-1962",
             "fighting-coalition"),
)
