r"""The regime falls when enough attack, and nobody knows how many are enough.

The regime's strength theta is N(z, 1 / alpha); each of a continuum of citizens sees
x = theta + noise of precision beta, and attacks at cost c for a gain of 1 if the regime falls,
which it does iff the share A that attacks reaches theta. Attack below x*, and the regime falls
below theta*. At theta* the attack just suffices,

    theta* = Phi(sqrt(beta) (x* - theta*)),   so   x* = theta* + u / sqrt(beta),
                                                   u = Phi^-1(theta*)

and who sees x* is indifferent. Strength given x is normal with mean
``(beta x + alpha z) / (alpha + beta)`` and precision ``alpha + beta``, so ``P(theta < theta* |
x*) = c`` reads ``sqrt(alpha + beta) (theta* - mean) = Phi^-1(c)``, and with x* put in

    sqrt(beta) u - alpha (Phi(u) - z) + sqrt(alpha + beta) Phi^-1(c) = 0

The left side falls for no u iff ``sqrt(beta) >= alpha phi(0)``, that is
``beta >= alpha^2 / (2 pi)``: one equilibrium whatever z. Else z in between gives three. As beta
grows without bound theta* tends to 1 - c.

Source  Angeletos, Hellwig, Pavan 2007, Econometrica 75:711; Morris and Shin 1998
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from fronde.theory.inputs import number, positive
from fronde.theory.roots import STANDARD, density, normal, root_between


class Equilibrium(NamedTuple):
    """An equilibrium in which the weak fall and the sceptical attack.

    Attributes
    ----------
    theta : the regime falls iff its strength is at most this.
    signal : a citizen attacks iff its signal is at most this.
    """

    theta: float
    signal: float


def is_unique(alpha: float, beta: float) -> bool:
    """Whether there is one equilibrium whatever the common prior: ``beta >= alpha^2 / (2 pi)``.

    Parameters
    ----------
    alpha, beta : precision of the prior and of a citizen's signal.

    Raises
    ------
    ValueError : not finite or not above 0.

    Source: Angeletos, Hellwig, Pavan 2007.
    """
    alpha, beta = positive("alpha", alpha), positive("beta", beta)
    return beta >= alpha * alpha / (2.0 * math.pi)


def equilibria(alpha: float, beta: float, z: float, c: float) -> list[Equilibrium]:
    """All equilibria in thresholds, the strongest regime's fall last.

    The condition above rises, falls and rises again, turning where
    ``alpha phi(u) = sqrt(beta)``: one root at most in each stretch.

    Parameters
    ----------
    alpha, beta : precision of the prior and of a citizen's signal.
    z : mean of the prior.
    c : cost of an attack, between 0 and 1.

    Raises
    ------
    ValueError : not finite, precision not above 0, cost not between 0 and 1.

    Source: Angeletos, Hellwig, Pavan 2007.
    """
    alpha, beta, z = positive("alpha", alpha), positive("beta", beta), number("z", z)
    c = number("c", c, 0.0, 1.0)
    if c in (0.0, 1.0):
        raise ValueError("c must lie between 0 and 1: otherwise all or none attack")
    sharp = math.sqrt(beta)
    shift = math.sqrt(alpha + beta) * STANDARD.inv_cdf(c)

    def excess(u: float) -> float:
        return sharp * u - alpha * (normal(u) - z) + shift

    bounds = [(-alpha * z - shift) / sharp - 1.0, (alpha * (1.0 - z) - shift) / sharp + 1.0]
    if not is_unique(alpha, beta):
        turn = math.sqrt(2.0 * math.log(alpha * density(0.0) / sharp))
        bounds[1:1] = [u for u in (-turn, turn) if bounds[0] < u < bounds[1]]
    found = {u for u in bounds if excess(u) == 0.0}
    for low, high in pairwise(bounds):
        if excess(low) * excess(high) < 0.0:
            found.add(root_between(excess, low, high))
    return [Equilibrium(normal(u), normal(u) + u / sharp) for u in sorted(found)]


def falls(theta: float, threshold: Equilibrium, beta: float) -> bool:
    """Whether a regime of this strength falls when citizens attack below the threshold's signal.

    ``A(theta) = Phi(sqrt(beta) (x* - theta)) >= theta``

    Parameters
    ----------
    theta : the regime's strength.
    threshold : an equilibrium.
    beta : precision of a citizen's signal.

    Raises
    ------
    ValueError : not finite, precision not above 0.

    Source: Angeletos, Hellwig, Pavan 2007.
    """
    theta, beta = number("theta", theta), positive("beta", beta)
    return normal(math.sqrt(beta) * (threshold.signal - theta)) >= theta
