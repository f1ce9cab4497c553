r"""Two sides arm against each other and tire of it.

With x and y what each puts up against the other

    dx/dt = k y - a x + g,   dy/dt = l x - b y + h

k and l answer the other's arms, a and b are fatigue, g and h grievances. Both come to rest at

    x* = (b g + k h) / (a b - k l),   y* = (a h + l g) / (a b - k l)

iff ``a b > k l``: fatigue outweighs answers. Otherwise the race runs away (or, from below the
saddle, winds down).

Source  Richardson 1960, Arms and insecurity
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from fronde.theory.inputs import FloatArray, number, one_per_person


@dataclass(frozen=True)
class Race:
    """Who answers whom, how fast.

    Attributes
    ----------
    k, l : answer of x to y and of y to x [1/time].
    a, b : fatigue of x and of y [1/time].
    g, h : grievances of x and of y, below 0 good will [arms/time].

    Raises
    ------
    ValueError : answer or fatigue negative, anything not finite.
    """

    k: float
    a: float
    g: float
    l: float  # noqa: E741  Richardson's own letters
    b: float
    h: float

    def __post_init__(self) -> None:
        for field in fields(self):
            low = -math.inf if field.name in "gh" else 0.0
            number(field.name, getattr(self, field.name), low)


def is_stable(race: Race) -> bool:
    """Whether both come to rest from wherever they start: ``a b > k l``.

    The trace ``-(a + b)`` is then below 0, and both eigenvalues are real.

    Source: Richardson 1960.
    """
    return race.a * race.b > race.k * race.l


def equilibrium(race: Race) -> tuple[float, float]:
    """Where neither side arms or disarms [arms].

    Reached only where the race is stable; with good will it may lie below 0.

    Raises
    ------
    ValueError : ``a b = k l``: a line of such points, or none.

    Source: Richardson 1960.
    """
    balance = race.a * race.b - race.k * race.l
    if balance == 0.0:
        raise ValueError("a b must differ from k l: otherwise there is no single equilibrium")
    return (
        (race.b * race.g + race.k * race.h) / balance,
        (race.a * race.h + race.l * race.g) / balance,
    )


def path(race: Race, x: float, y: float, times: npt.ArrayLike) -> FloatArray:
    """What both put up at each time [times, 2, arms].

    ``z(t) = exp(M t) z + phi(M, t) (g, h)`` with ``M = [[-a, k], [l, -b]]`` and
    ``phi(s, t) = (exp(s t) - 1) / s``. For eigenvalues m + q and m - q a function of M is

        f(M) = (f(m+q) + f(m-q)) / 2 I + (f(m+q) - f(m-q)) / (2 q) (M - m I)

    with the slope f'(m) for the second factor where both coincide.

    Parameters
    ----------
    race : the race.
    x, y : what both put up at first [arms].
    times : from 0 [times].

    Raises
    ------
    ValueError : not finite, times empty or below 0.

    Source: Richardson 1960, integrated.
    """
    start = np.array([number("x", x), number("y", y)])
    moments = one_per_person("times", times)
    if not np.isfinite(moments).all() or (moments < 0.0).any():
        raise ValueError("times must be finite and not below 0")
    middle = -(race.a + race.b) / 2.0
    spread = math.sqrt(((race.a - race.b) / 2.0) ** 2 + race.k * race.l)
    apart = np.array([[-race.a - middle, race.k], [race.l, -race.b - middle]])
    push = np.array([race.g, race.h])
    states = []
    for t in moments.tolist():
        (carried, sheared), (added, tilted) = _pair(middle, spread, t)
        states.append(carried * start + sheared * (apart @ start)
                      + added * push + tilted * (apart @ push))
    return np.array(states)


def _pair(middle: float, spread: float, t: float) -> tuple[tuple[float, float], ...]:
    """Mean and divided difference of exp(s t) and of phi(s, t) at both eigenvalues."""
    fast, slow = middle + spread, middle - spread
    high, low = math.exp(fast * t), math.exp(slow * t)
    grown_high, grown_low = _phi(fast, t), _phi(slow, t)
    if spread * t < 1e-6:
        steepness = _phi_slope(middle, t)
        return (((high + low) / 2.0, t * math.exp(middle * t)),
                ((grown_high + grown_low) / 2.0, steepness))
    return (((high + low) / 2.0, (high - low) / 2.0 / spread),
            ((grown_high + grown_low) / 2.0, (grown_high - grown_low) / 2.0 / spread))


def _phi(s: float, t: float) -> float:
    """Integral of exp(s u) for u from 0 to t."""
    return math.expm1(s * t) / s if s else t


def _phi_slope(s: float, t: float) -> float:
    """Integral of u exp(s u) for u from 0 to t; a series where the closed form cancels."""
    if abs(s * t) < 1e-3:
        z = s * t
        return t * t * (1 / 2 + z / 3 + z * z / 8 + z**3 / 30 + z**4 / 144)
    return (t * math.exp(s * t) - math.expm1(s * t) / s) / s
