r"""States and people with money give arms to those who fight the regime; volunteers come.

A government's support is held back by what war with the regime would cost it, unless it is
at war with it already; its public's support is not:

    official = hostility (1 - deterrence (1 - enemy war)),   private = opinion     [share]
    arms     = scale capacity official (pre + (1 - pre) war)                       [persons/week]
    comers   = scale volunteers private war                                        [persons/week]
    at home  = money passive population (pre + (1 - pre) war)                      [persons/week]

where passive is the share of citizens who would protest if it were safe. Each unit of arms
and each volunteer looks at one organisation, drawn in proportion to size, and goes to it with
the chance

    fit(s) access,   fit(s) = (s / s*) exp(1 - s / s*)                             [share]

for an organisation of s members and volunteers: moderately strong ones are worth most.
Access is 1 where the state borders the region or shares the constituency, else r. Arms go to
those with more members than arms, as many as they lack and no more; an enemy state supports only
those who accept it, that is who stand on its side if sides are modelled. Money from home goes to
all in proportion to size, it pays for contacts, and what is spent of it buys arms:

    d money / dt = own part of at home - purse money                               [arms/week]

Sources     Salehyan, Gleditsch, Cunningham 2011 (inverted U in strength); Bapat and Bond 2012;
            Popovic 2017 (states and their rebels); Schelling 1966 (deterrence)
Limits      own construction: no setting is a published model
            deterrence 1, no war: no government helps and volunteers alone come, a private front
            one organisation at s*: fit 1, all arms go to it     gallery: fighting-coalition
Deviations  the inverted U is a sign in the source, a formula of ours here; sponsors neither
            bargain nor fear that their rebels turn on them
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism, MechanismTurn, Stocks
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """What sponsors give, and to whom."""

    scale: float = param(
        1.0, "1", LogUniform(0.17, 2.0), "factor on what all states could give",
        source="assumed: ten to a hundred and twenty persons armed a week by the enemy state")
    peace: float = param(
        0.0, "share", Uniform(0.0, 0.005), "arms that come while there is no war, of what could",
        source="assumed: without a war few arms are on their way to anybody", high=1.0)
    strength: float = param(
        60.0, "persons", LogUniform(20.0, 200.0), "s*: strength at which support is most likely",
        source="salehyan2011: moderately strong groups; shape only, the size is assumed", low=1.0)
    remote: float = param(
        0.15, "1", LogUniform(0.05, 0.5), "r: access to a region far from the sponsor",
        source="salehyan2011: ties across the border; sign only, the size is assumed", high=1.0)
    money: float = param(
        5e-7, "persons/week per passive opponent", LogUniform(1e-7, 2.5e-6),
        "whom opponents at home pay to arm",
        source="assumed: some ten a week if a sixth of the nation is passively opposed")
    purse: float = param(
        0.1, "1/week", LogUniform(0.05, 0.2), "rate at which money is spent", source="assumed")
    leaving: float = param(
        0.02, "1/week", LogUniform(0.01, 0.04), "rate at which volunteers go home",
        source="assumed: after a year")


@kernel
def fit(strength, p):
    """How likely an organisation of a strength is to be supported: 1 at best."""
    ratio = strength / p.strength
    return ratio * math.exp(1.0 - ratio)


@kernel
def derive_state(state, nation, p):
    """Support by government and public, arms and volunteers that they offer."""
    fights = state.enemy * nation.war
    official = state.hostility * (1.0 - state.deterrence * (1.0 - fights))
    given = p.scale * state.capacity * official * flowing(nation, p)
    return official, state.opinion, given, p.scale * state.volunteering * state.opinion * nation.war


@kernel
def flowing(nation, p):
    """Share of what could be given that is on its way: little but in a war."""
    return p.peace + (1.0 - p.peace) * nation.war


@kernel
def at_home(nation, p):
    """Whom money from home arms [persons/week]."""
    return p.money * nation.passive * nation.population * flowing(nation, p)


MECHANISM = Mechanism(
    name="sponsorship",
    params=Params,
    states=Stocks(
        derives=("official", "private", "arms_offered", "volunteers_offered"),
        derive=derive_state,
    ),
    turns=(MechanismTurn(
        "supply", "fronde.mechanisms.sponsorship.supply:supply_in_step", beside="organisations",
        sees=("people.underground", "people.armed", "nation.volunteers", "underground.sides",
              "underground.arms"),
        moves=("nation.volunteers", "nation.units", "nation.largest", "nation.organisations",
               "underground.arms"),
        needs=("people.underground", "people.armed", "nation.volunteers"),
    ),),
    cite=("salehyan2011", "bapat2012", "popovic2017", "schelling1966"),
    gallery=("fighting-coalition",),
)
