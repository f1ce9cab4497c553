r"""Whoever must be guarded by the army is at the army's mercy.

A regime deters threats up to what its own guards can (c0); for what is beyond it must arm the
army, in proportion. An army of r against guards of size g overthrows it with chance

    r = max(0, threat - c0),   q = r / (r + g)

What they quarrel over is worth 1. The regime cedes a share w to the army, which then either
takes it or intervenes: that costs it k, which it alone knows, uniform from 0 to C. It takes all
if it wins and nothing if it loses, so it intervenes iff q - k > w: with chance p = (q - w) / C.
The regime keeps 1 - w without an intervention, 1 if it defeats one, and loses L if it does not:

    U = (1 - p) (1 - w) + p (1 - q - q L)

With ``d = q - w`` this is ``1 - q + d - d^2 / C - d q L / C``, a parabola in d with its top at
(C - q L) / 2; w cannot be below 0 nor above what it is worth to fight for. Hence

    p = max(0, min(q, (C - q L) / 2)) / C,   w = q - C p

As q rises with the threat, p rises as q / C while nothing is ceded, up to q* = C / (2 + L); then
falls by L / (2 C) for each unit, to 0 at q = C / L, from which all is ceded that could be taken:

    no reliance (threat <= c0)      firm civilian control, p = 0
    intermediate                    brinkmanship, p > 0
    q >= C / L                      tutelage, p = 0

A rising line, then a falling one, of something that never falls: single-peaked in the threat.

Source      after Svolik 2013, Journal of Conflict Resolution 57:765: reliance against the masses
            gives the army its say, and intervention is likeliest at intermediate threats
Deviations  not his game: the smallest one with a private cost and these three outcomes
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from fronde.theory.inputs import number, positive


@dataclass(frozen=True)
class Guards:
    """A regime's own guards, and what an intervention costs either side.

    Attributes
    ----------
    deterred : c0, threat that the regime's own guards deter [persons].
    strength : g, guards who defend the regime against the army [persons].
    highest_cost : C, highest cost of intervening to the army [stakes].
    loss : L, what the regime loses if it is overthrown, beyond the stakes [stakes].

    Raises
    ------
    ValueError : not finite, negative; strength, highest cost or loss not above 0.
    """

    deterred: float
    strength: float
    highest_cost: float
    loss: float

    def __post_init__(self) -> None:
        number("deterred", self.deterred, 0.0)
        for field in fields(self)[1:]:
            positive(field.name, getattr(self, field.name))


def overthrow(threat: float, guards: Guards) -> float:
    """Chance q that the army, armed for this threat, wins if it intervenes [share].

    Parameters
    ----------
    threat : from the masses [persons].
    guards : the regime's own.

    Raises
    ------
    ValueError : threat negative or not finite.

    Source: Hirshleifer 1989 with m = 1.
    """
    armed = max(0.0, number("threat", threat, 0.0) - guards.deterred)
    return armed / (armed + guards.strength)


def intervention(threat: float, guards: Guards) -> float:
    """Chance p that the army intervenes in equilibrium [share].

    Parameters
    ----------
    threat : from the masses [persons].
    guards : the regime's own.

    Raises
    ------
    ValueError : threat negative or not finite.

    Source: after Svolik 2013, derived above.
    """
    q = overthrow(threat, guards)
    best = (guards.highest_cost - q * guards.loss) / 2.0
    return max(0.0, min(q, best)) / guards.highest_cost


def likeliest_threat(guards: Guards) -> float:
    """Threat at which an intervention is likeliest: where q is ``C / (2 + L)`` [persons].

    inf if C is 2 + L or more: nothing is ever ceded, and p rises without a peak.

    Source: after Svolik 2013, derived above.
    """
    return _threat_for(guards.highest_cost / (2.0 + guards.loss), guards)


def _threat_for(q: float, guards: Guards) -> float:
    """Threat at which an army would win with chance q."""
    return guards.deterred + guards.strength * q / (1.0 - q) if q < 1.0 else math.inf
