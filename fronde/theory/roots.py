"""Where a continuous function crosses zero, and the normal distribution in closed form."""

from __future__ import annotations

import math
from collections.abc import Callable


def root_between(function: Callable[[float], float], low: float, high: float) -> float:
    """The crossing between two points of opposite sign, to the last bit, by bisection.

    Raises
    ------
    ValueError : both ends have the same sign.
    """
    at_low, at_high = function(low), function(high)
    if at_low == 0.0:
        return low
    if at_high == 0.0:
        return high
    if (at_low > 0.0) == (at_high > 0.0):
        raise ValueError(f"no change of sign between {low:g} and {high:g}")
    while low < (middle := low + (high - low) / 2.0) < high:
        if (function(middle) > 0.0) == (at_low > 0.0):
            low = middle
        else:
            high = middle
    return high


def density(z: float) -> float:
    """Density of the standard normal distribution, phi(z)."""
    return math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def normal(z: float) -> float:
    """Share of the standard normal distribution below z, Phi(z)."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))
