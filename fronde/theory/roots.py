"""Where a continuous function crosses zero, and the standard normal distribution."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

from scipy.optimize import brentq
from scipy.special import ndtr

STANDARD = NormalDist()
_FEW_BITS = 4 * 2.0**-52  # as near as the method comes, relative to the root
_TINY = 1e-300  # and where the root is zero


def root_between(function: Callable[[float], float], low: float, high: float) -> float:
    """The crossing between two points of opposite sign, to the last few bits.

    Raises
    ------
    ValueError : both ends have the same sign.
    """
    return float(brentq(function, low, high, xtol=_TINY, rtol=_FEW_BITS, maxiter=2000))


def density(z: float) -> float:
    """Density of the standard normal distribution, phi(z)."""
    return STANDARD.pdf(z)


def normal(z: float) -> float:
    """Share of the standard normal distribution below z, Phi(z)."""
    return float(ndtr(z))
