r"""The state says who is behind the resistance; people compare that with what they see.

A community's belief pi that the resistance is domestic and broad moves in log odds; messages
count as far as the state is credible (c), and what is seen counts for what it is:

    l(t+1) = l_0 + f (l - l_0) - w_b c blame + w_a admit + w_e seen (2 D - 1)
    pi     = 1 / (1 + exp(-l)),   doubt = pi - pi_0, not below 0                   [share]

with seen how far fighting is noticed there and D the share of citizens among those who fight.
Blaming foreigners for what people see to be domestic costs credibility:

    dc/dt  = r (c_0 - c) - wear c blame seen D                               [share/week]

Sources     Edmond 2013 (information manipulation and what it costs); Guriev and Treisman 2020
            (appearance of competence); Bayesian updating in log odds
Limits      own construction: no setting is a published model
            f = 1, w_e = 0: log odds move by w c a week of blame: a likelihood ratio of
            exp(-w c). Edmond's one-shot game is no limit of this; it stands beside it in
            theory                                                  gallery: edmond-2013
Deviations  citizens do not reason about why the state says what it says; credibility stands for
            that
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism, Stocks
from fronde.mechanisms.relaxation import balance, forget, part_of, relax
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """What messages and sights weigh, and how credibility wears and recovers."""

    rest: float = param(
        -1.5, "log odds", Uniform(-2.2, -0.8), "l_0: belief to which people return",
        source="assumed: about one in five before anything is seen", low=-math.inf)
    forgetting: float = param(
        0.98, "share kept per week", Uniform(0.95, 0.995), "f: how much is kept from week to week",
        source="westharrison1997: discount factors of 0.95 to 0.99 in forecasting; that people "
               "forget so is assumed", high=1.0)
    blame: float = param(
        0.05, "log odds/week", LogUniform(0.015, 0.15), "w_b: weight of a week of blame",
        source="edmond2013: the signal is biased; sign only, the size is assumed")
    admission: float = param(
        0.15, "log odds/week", LogUniform(0.05, 0.45), "w_a: weight of a week of admission",
        source="assumed: a statement against interest weighs more")
    sight: float = param(
        0.10, "log odds/week", LogUniform(0.03, 0.3), "w_e: weight of a week of visible fighting",
        source="assumed")
    credibility: float = param(
        0.8, "share", Uniform(0.6, 0.95), "c_0: credibility at first and at rest",
        source="assumed: four in five follow state television", high=1.0)
    wear: float = param(
        0.08, "1/week", LogUniform(0.025, 0.25),
        "credibility lost by blame that people see through",
        source="edmond2013: manipulation is costly, not in credibility; the size is assumed")
    recovery: float = param(
        0.01, "1/week", LogUniform(0.005, 0.02), "r: how fast credibility comes back",
        source="assumed: two years")


@kernel
def odds_to_share(odds):
    """Share of one from log odds."""
    if odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-odds))
    return math.exp(odds) / (1.0 + math.exp(odds))


@kernel
def start(here, p):
    """Nobody has seen anything."""
    return p.rest


@kernel
def update(here, p):
    """Forget, hear, see."""
    heard = p.admission * here.admit - p.blame * here.credibility * here.blame
    seen = p.sight * here.fights_seen * (2.0 * here.domestic - 1.0)
    odds = forget(here.broad_odds, p.rest, p.forgetting, heard + seen, here.dt)
    return min(700.0, max(-700.0, odds))


@kernel
def derive(here, p):
    """Belief, and how far it has risen since the start."""
    broad = odds_to_share(here.broad_odds)
    return broad, max(0.0, broad - odds_to_share(p.rest))


@kernel
def start_nation(nation, p):
    """Credibility before the first message."""
    return p.credibility


@kernel
def update_nation(nation, p):
    """Credibility comes back, and is worn by blame that people see through."""
    worn = part_of(p.wear, nation.blame * nation.fights_seen * nation.domestic)  # 1/week
    level = p.credibility * balance(p.recovery, worn)
    return relax(nation.credible, level, p.recovery + worn, 0.0, nation.dt)


MECHANISM = Mechanism(
    name="narrative",
    params=Params,
    owns=("broad_odds",),
    start=start,
    update=update,
    derives=("broad", "doubt"),
    derive=derive,
    nation=Stocks(
        owns=("credible",),
        start=start_nation,
        update=update_nation,
    ),
    cite=("edmond2013", "guriev2020", "westharrison1997"),
    gallery=("edmond-2013", "fighting-coalition"),
)
