r"""An army at war abroad leaves little at home, and a private army grows beside it.

    abroad    = peace + (deployed - peace) war (1 - recall)                        [share]
    army_home = army (1 - abroad)                                                  [persons]
    dP/dt     = g reliance P (1 - P / ceiling)                                [persons/week]
    dI/dt     = i reliance war (1 - I) - j I                    influence       [share/week]

The two arm against each other, and losses that each lays at the other's door feed it:

    A' = k B - a A + b blame R,   B' = k A - a B + b blame R                       [1/week]
    R = P / (P + army_home),   blame = I setback,   tension = 1 - exp(-(A + B))    [share]

The private army rises at rate m tension R, the army at the rate

    c 4 r (1 - r),   r = threat / (threat + threat*)                               [1/week]

of which r is how far the regime needs the army and 1 - r how little it has ceded to it: low
threats give the army no say, high ones all that it wants. Who rises wins with the contest of
own strength against everybody else's; counterweights thus lower the success of attempts, not
their number. A private army that loses is broken up.

Sources     Richardson 1960 (arms race); Svolik 2013 (single peak); De Bruin 2018 (counterweights
            lower success, not attempts); Quinlivan 1999 (parallel forces)
Limits      R constant: Richardson's two equations, stable where a > k
            one force only: c 4 r (1 - r) has one peak, at threat*, a place of our own: Svolik's
            shape, not his model                                    gallery: svolik-2013
Deviations  a smooth hazard with Svolik's shape, not his contract; threat is fighters and street
            in proportion to those who guard
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism, Stocks
from fronde.mechanisms.relaxation import balance, part_of, relax, share_left
from fronde.parameters import LogUniform, Uniform, param
from fronde.theory.contest import contest


@dataclass(frozen=True)
class Params:
    """Strength, growth and rivalry of army and private army."""

    army: float = param(
        900_000.0, "persons", Uniform(600_000.0, 1_200_000.0), "soldiers of the state",
        source="assumed: order of magnitude of published totals")
    peace: float = param(
        0.1, "share", Uniform(0.05, 0.2), "share of the army abroad in peace", source="assumed",
        high=1.0)
    deployed: float = param(
        0.9, "share", Uniform(0.7, 0.95), "share of the army abroad in war",
        source="assumed: most of the ground forces", high=1.0)
    refill: float = param(
        0.02, "1/week", None, "how fast losses at home are made up for", source="assumed: a year")
    private_army: float = param(
        10_000.0, "persons", LogUniform(5_000.0, 20_000.0), "soldiers of the private army at first",
        source="assumed")
    growth: float = param(
        0.04, "1/week", LogUniform(0.02, 0.08), "growth of a private army that is fully relied on",
        source="assumed: two per cent a week at half reliance")
    ceiling: float = param(
        50_000.0, "persons", LogUniform(30_000.0, 100_000.0), "size at which it stops to grow",
        source="assumed", low=1.0)
    rising: float = param(
        0.03, "1/week", LogUniform(0.015, 0.06), "i: how fast its leaders gain a say",
        source="assumed")
    falling: float = param(
        0.02, "1/week", LogUniform(0.01, 0.04), "j: how fast they lose it", source="assumed")
    reaction: float = param(
        0.03, "1/week", Uniform(0.0, 0.045), "k: answer to what the other puts up",
        source="richardson1960: defence coefficient; form only, the size is assumed")
    fatigue: float = param(
        0.06, "1/week", Uniform(0.05, 0.1), "a: how fast it is worn down",
        source="richardson1960: fatigue coefficient; form only, the size is assumed")
    quarrel: float = param(
        0.6, "1/week", LogUniform(0.2, 1.8), "b: what shared losses add",
        source="richardson1960: grievances; form only, the size is assumed")
    mutiny: float = param(
        0.05, "1/week", LogUniform(0.015, 0.15), "m: rate of mutiny at full tension, alone at home",
        source="assumed")
    coup: float = param(
        0.0004, "1/week", LogUniform(0.0001, 0.0016),
        "c: rate of risings of the army at their peak",
        source="svolik2013: single peak; shape only, the size is assumed: one in fifty years")
    threat: float = param(
        0.3, "1", LogUniform(0.1, 1.0), "threat*: threat at which the army is most likely to rise",
        source="svolik2013: single peak; shape only, its place is assumed", low=1e-9)
    crowd: float = param(
        0.02, "1", LogUniform(0.005, 0.05), "weight of a protester against a fighter",
        source="assumed")
    decisive: float = param(
        1.0, "1", Uniform(0.6, 2.0), "how sharply numbers decide an attempt",
        source="hirshleifer1989: the ratio form; m = 1, the fair lottery, is assumed", high=100.0)


# What is put up grows without bound where k > a; tension, 1 - exp(-(A + B)), is 1 long before.
MOST_GUARD, MOST_GROWTH = 1e6, 50.0


@kernel
def rivalry(nation):
    """R: private army among the soldiers at home."""
    soldiers = nation.private_army + nation.army_home
    return nation.private_army / soldiers if soldiers > 0.0 else 0.0


@kernel
def start(nation, p):
    """Before the war: no quarrel, no say."""
    return p.army, p.private_army, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0


@kernel
def grow(nation, p):
    """The private army a step later."""
    rate = part_of(p.growth, nation.reliance)
    if nation.private_army <= 0.0 or rate <= 0.0:
        return nation.private_army
    rest = (p.ceiling / nation.private_army - 1.0) * share_left(rate, nation.dt)
    return p.ceiling / (1.0 + rest)


@kernel
def sway(nation, p):
    """Its influence a step later."""
    gain = part_of(p.rising, nation.reliance * nation.war)
    return relax(nation.influence, balance(gain, p.falling), gain + p.falling, 0.0, nation.dt)


@kernel
def arm_against(own, other, push, nation, p):
    """What both put up against each other a step later: Richardson's equations, exactly.

    Their sum moves at the rate k - a under twice the push, their difference falls at k + a.
    """
    both = growth_in(own + other, p.reaction - p.fatigue, 2.0 * push, nation.dt)
    apart = relax(own - other, 0.0, p.reaction + p.fatigue, 0.0, nation.dt)
    return max(0.0, 0.5 * (both + apart)), max(0.0, 0.5 * (both - apart))


@kernel
def growth_in(value, rate, push, dt):
    """A stock after a step in which it grows at a rate, or falls at one, under a push."""
    if dt <= 0.0 or abs(rate * dt) < 1e-12:
        return value + push * dt
    gained = math.expm1(min(rate * dt, MOST_GROWTH))
    return min(value * (1.0 + gained) + push * gained / rate, MOST_GUARD)


@kernel
def peak(threat, most):
    """4 r (1 - r), r = threat / (threat + most): single-peaked, 1 at ``most``."""
    relied = threat / (threat + most)
    return 4.0 * relied * (1.0 - relied)


@kernel
def happens(hazard, draw, dt):
    """1 if an event with this hazard falls into a step, by a uniform draw."""
    return 1.0 if draw < -math.expm1(-hazard * dt) else 0.0


@kernel
def update(nation, p):
    """Strength, influence, rivalry; whether anybody rises, and whether they win."""
    army = max(0.0, relax(nation.army, p.army, p.refill, 0.0, nation.dt) - nation.toll)
    private, influence = grow(nation, p), sway(nation, p)
    push = part_of(p.quarrel, nation.influence * nation.setback * rivalry(nation))
    own, other = arm_against(nation.army_guard, nation.private_guard, push, nation, p)
    mutiny = happens(nation.mutiny_hazard, nation.draw_mutiny, nation.dt)
    coup = happens(nation.coup_hazard, nation.draw_coup, nation.dt)
    guards = nation.police + nation.loyalists
    seized = nation.seized
    if coup > 0.0 and nation.draw_coup_won < contest(
            nation.army_home, guards + nation.private_army, p.decisive):
        seized = 1.0
    if mutiny > 0.0:
        if nation.draw_mutiny_won < contest(
                nation.private_army, guards + nation.army_home, p.decisive):
            seized = 1.0
        private, influence, own, other = 0.0, 0.0, 0.0, 0.0
    return (army, private, influence, own, other, mutiny, nation.mutinies + mutiny, coup,
            nation.coups + coup, seized)


@kernel
def derive(nation, p):
    """Who is at home, who is left there of all armed, how near to blows."""
    abroad = p.peace + (p.deployed - p.peace) * nation.war * (1.0 - nation.recall)
    recalled = nation.war * nation.recall * max(0.0, p.deployed - p.peace)
    home = nation.army * (1.0 - abroad)
    own = home + nation.police
    everybody = own + nation.private_army + nation.fighters
    monopoly = own / everybody if everybody > 0.0 else 1.0
    tension = -math.expm1(-(nation.army_guard + nation.private_guard))
    soldiers = nation.private_army + home
    share = nation.private_army / soldiers if soldiers > 0.0 else 0.0
    threat = (nation.fighters + p.crowd * nation.street) / own if own > 0.0 else 0.0
    return (abroad, recalled, home, tension, monopoly, part_of(p.mutiny, tension * share),
            part_of(p.coup, peak(threat, p.threat)))


MECHANISM = Mechanism(
    name="forces",
    params=Params,
    nation=Stocks(
        owns=("army", "private_army", "influence", "army_guard", "private_guard", "mutiny",
              "mutinies", "coup", "coups", "seized"),
        start=start,
        update=update,
        derives=("abroad", "recalled", "army_home", "tension", "monopoly", "mutiny_hazard",
                 "coup_hazard"),
        derive=derive,
    ),
    cite=("richardson1960", "svolik2013", "debruin2018", "quinlivan1999", "hirshleifer1989"),
    gallery=("svolik-2013", "fighting-coalition"),
)
