r"""The regime falls when what weighs against it exceeds what holds it up.

    pressure = fighters + w_s street + w_r tension P + w_c clients lost army       [persons]
    strength = (police + army_home + loyalists) (1 - w_t tension) L                [persons]
    fall     = r pressure^m / (pressure^m + strength^m)                            [1/week]

with P the private army and L mean legitimacy; soldiers who seize power end it within a step.
After a fall nothing moves any more: the model says nothing about what follows.

Sources     Morris and Shin 1998, Angeletos, Hellwig, Pavan 2007 (regime change as a global game)
Limits      own construction, but for one rule
            m = inf, r = inf: the regime falls exactly when pressure reaches strength, which is
            the rule A >= theta of the static game, without its signals and its equilibrium
            gallery: angeletos-2007
Deviations  who is on the street is decided by mobilisation, not by private signals of the
            regime's strength; m is finite, so that an outcome near the bar is a matter of chance
"""

from __future__ import annotations

from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.forces import happens
from fronde.mechanisms.mechanism import Mechanism, Stocks
from fronde.mechanisms.relaxation import part_of
from fronde.parameters import LogUniform, Uniform, param
from fronde.theory.contest import contest


@dataclass(frozen=True)
class Params:
    """What weighs how much."""

    crowd: float = param(
        0.02, "1", LogUniform(0.007, 0.06), "w_s: weight of a protester against a fighter",
        source="assumed: fifty unarmed weigh as one armed")
    rival: float = param(
        0.2, "1", Uniform(0.1, 0.4), "w_r: weight of a private soldier at full tension",
        source="assumed")
    clients: float = param(
        0.01, "1", Uniform(0.0, 0.02), "w_c: weight of the loss of all clients, of the army",
        source="assumed: it shows weakness; a hundredth of the army's weight")
    torn: float = param(
        0.5, "share", Uniform(0.2, 0.8), "w_t: loyalty lost at full tension", source="assumed",
        high=1.0)
    sharpness: float = param(
        6.0, "1", Uniform(3.0, 9.0), "m: how sharply the balance decides; .inf: a bar",
        source="angeletos2007: a sharp bar there; form only, the size is assumed")
    pace: float = param(
        0.5, "1/week", LogUniform(0.2, 1.0), "r: rate of falling when nothing holds it up",
        source="assumed")


@kernel
def derive(nation, p):
    """Pressure, strength, and what they come to."""
    pressure = (nation.fighters + p.crowd * nation.street
                + p.rival * nation.tension * nation.private_army
                + p.clients * nation.clients_lost * nation.army)
    guards = nation.police + nation.army_home + nation.loyalists
    strength = guards * (1.0 - p.torn * nation.tension) * nation.legitimacy
    both = pressure + strength
    stress = pressure / both if both > 0.0 else 0.0
    lost = contest(pressure, strength, p.sharpness) if pressure > 0.0 else 0.0
    return pressure, strength, stress, part_of(p.pace, lost)


@kernel
def start(nation, p):
    """It stands."""
    return 0.0


@kernel
def update(nation, p):
    """Whether it has fallen."""
    if nation.fallen > 0.0 or nation.seized > 0.0:
        return 1.0
    return happens(nation.fall_hazard, nation.draw_fall, nation.dt)


MECHANISM = Mechanism(
    name="survival",
    params=Params,
    nation=Stocks(
        owns=("fallen",),
        start=start,
        update=update,
        derives=("pressure", "strength", "stress", "fall_hazard"),
        derive=derive,
    ),
    cite=("morris1998", "angeletos2007"),
    gallery=("angeletos-2007", "fighting-coalition"),
)
