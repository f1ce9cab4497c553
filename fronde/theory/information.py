r"""A regime bends the news to look stronger than it is, and citizens know that it does.

A regime of strength theta adds a >= 0 to what citizens see, at cost c a; a citizen sees
x = theta + a + noise of precision alpha, with no prior, and attacks (at cost p for a gain of 1)
below x*. The regime falls iff theta is below what it faces, the share that attacks and the cost:

    S + c a,   S = Phi(sqrt(alpha) (x* - theta - a))

The best a > 0 keeps ``x* - theta - a = -gamma`` with ``sqrt(alpha) phi(sqrt(alpha) gamma) = c``:

    gamma = sqrt((2 / alpha) ln(sqrt(alpha) phi(0) / c)),   K = Phi(-sqrt(alpha) gamma)

The regime at the bar faces ``theta* = K + c (x* + gamma - theta*)``; the citizen at x* weighs
``Phi(sqrt(alpha) (theta* - x*))`` of regimes that fall against theta* of those that stand (the
signals of those that bend pile up), which gives

    theta* (1 + c) = K + c (x* + gamma)
    theta* = ((1 - p) / p) Phi(sqrt(alpha) (theta* - x*))

With ``sqrt(alpha) phi(0) <= c`` nobody bends the news, and theta* = 1 - p. It is also 1 - p
where the regime at the bar does better not to bend the news though some stronger ones do:
those that stand then still weigh ``Phi(sqrt(alpha) (x* - theta*))`` together, as without. This
is so iff the two equations would put the bar above 1 - p, or a below 0: bending the news never
costs the regime its place.

Source  Edmond 2013, Review of Economic Studies 80:1422 (linear cost); the last case is derived
        here
"""

from __future__ import annotations

import math
from typing import NamedTuple

from fronde.theory.inputs import number, positive
from fronde.theory.roots import STANDARD, density, normal, root_between


class Bar(NamedTuple):
    """Where a regime falls, and what citizens need to see to attack.

    Attributes
    ----------
    theta : the regime falls below this strength.
    signal : x*, a citizen attacks below this signal.
    bent : a, by how much the regime at the bar bends the news.
    """

    theta: float
    signal: float
    bent: float


def plain_bar(p: float, alpha: float) -> Bar:
    """Where a regime falls that says what it sees: at ``1 - p``.

    Parameters
    ----------
    p : cost of an attack, between 0 and 1.
    alpha : precision of a citizen's signal.

    Raises
    ------
    ValueError : not finite, cost not between 0 and 1, precision not above 0.

    Source: Morris and Shin 1998; Edmond 2013.
    """
    p, sharp = _cost(p), math.sqrt(positive("alpha", alpha))
    return Bar(1.0 - p, 1.0 - p - STANDARD.inv_cdf(p) / sharp, 0.0)


def bent_bar(p: float, c: float, alpha: float) -> Bar:
    """Where a regime falls if the one at the bar bends the news: the two equations above.

    With ``w = sqrt(alpha) (theta* - x*)`` they are ``(1 - p) / p Phi(w) + c w / sqrt(alpha) =
    K + c gamma``, whose left side rises: one root. No equilibrium where theta* exceeds 1 - p or
    a is below 0: there ``bar`` gives the plain one.

    Parameters
    ----------
    p : cost of an attack, between 0 and 1.
    c : cost of bending the news by one.
    alpha : precision of a citizen's signal.

    Raises
    ------
    ValueError : not finite, cost not between 0 and 1, precision or c not above 0; bending does
        not pay; no bar between 0 and 1.

    Source: Edmond 2013.
    """
    p, c, sharp = _cost(p), positive("c", c), math.sqrt(positive("alpha", alpha))
    if sharp * density(0.0) <= c:
        raise ValueError("c must lie below sqrt(alpha) phi(0): otherwise nobody bends the news")
    gamma, odds = math.sqrt(2.0 * math.log(sharp * density(0.0) / c)) / sharp, (1.0 - p) / p
    total = normal(-sharp * gamma) + c * gamma
    w = root_between(
        lambda w: odds * normal(w) + c * w / sharp - total,
        sharp * (total - odds) / c - 1.0, sharp * total / c + 1.0,
    )
    theta = odds * normal(w)
    if not 0.0 < theta < 1.0:
        raise ValueError(f"no bar between 0 and 1: the equations give {theta:g}")
    return Bar(theta, theta - w / sharp, gamma - w / sharp)


def bar(p: float, c: float, alpha: float) -> Bar:
    """Where a regime falls when it may bend the news: the equilibrium.

    ``bent_bar`` where bending pays for the regime at the bar, else ``plain_bar``.

    Parameters
    ----------
    p : cost of an attack, between 0 and 1.
    c : cost of bending the news by one.
    alpha : precision of a citizen's signal.

    Raises
    ------
    ValueError : not finite, cost not between 0 and 1, precision or c not above 0.

    Source: Edmond 2013.
    """
    plain = plain_bar(p, alpha)
    if math.sqrt(alpha) * density(0.0) <= positive("c", c):
        return plain
    try:
        bent = bent_bar(p, c, alpha)
    except ValueError:
        return plain
    return bent if bent.theta < plain.theta and bent.bent > 0.0 else plain


def _cost(p: float) -> float:
    """A cost at which some attack and some do not."""
    if (p := number("p", p, 0.0, 1.0)) in (0.0, 1.0):
        raise ValueError("p must lie between 0 and 1: otherwise all or none attack")
    return p
