r"""Recruitment by contact with removal alone: does one recruit set off a wave?

Each member brings in n others on average before being removed, apart from all others:
a branching process. It dies out for certain iff n <= 1. If removal is a constant hazard, the
number of recruits is geometric (a birth-death process), and clusters have s members with chance

    P(s) = Catalan(s-1) n^(s-1) / (1 + n)^(2s-1),   mean 1 / (1 - n)

Sources  Harris 1963, The theory of branching processes
         Kendall 1948, On the generalized birth-and-death process
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from fronde.theory.inputs import FloatArray, number


def birth_death_extinction(n: float) -> float:
    """Chance that what one member starts dies out by itself, removal a constant hazard.

    ``min(1, 1 / n)``.

    Raises
    ------
    ValueError : ``n`` negative or not finite.

    Source: Kendall 1948.
    """
    return 1.0 / max(1.0, number("n", n, 0.0))


def birth_death_pmf(sizes: npt.ArrayLike, n: float) -> FloatArray:
    """Chance that one member starts a cluster of that many, removal a constant hazard.

    ``P(s) = Catalan(s-1) n^(s-1) / (1 + n)^(2s-1)``: of 2s - 1 events, s - 1 recruit.

    Parameters
    ----------
    sizes : members of the cluster, the first among them: whole numbers from 1 [any shape].
    n : recruits of a member, 0 or more.

    Raises
    ------
    ValueError : sizes that are no cluster; ``n`` negative or not finite.

    Source: Kendall 1948; ballot theorem.
    """
    n, s = number("n", n, 0.0), np.asarray(sizes, dtype=np.float64)
    if not np.isfinite(s).all() or (s < 1.0).any() or (s != np.floor(s)).any():
        raise ValueError("sizes must be whole numbers from 1")
    trees = gammaln(2 * s - 1) - gammaln(s) - gammaln(s + 1)
    chances = np.exp(trees + xlogy(s - 1, n) - (2 * s - 1) * math.log1p(n))
    return np.asarray(chances, dtype=np.float64)


def outbreak_size(n: float, seeds: float = 1.0) -> float:
    """How many a number of first members become in the end, on average [persons].

    ``seeds / (1 - n)``, without bound from ``n = 1`` on; the same for any spread of n.

    Raises
    ------
    ValueError : negative or not finite.

    Source: Harris 1963.
    """
    n, seeds = number("n", n, 0.0), number("seeds", seeds, 0.0)
    if seeds == 0.0:
        return 0.0
    return seeds / (1.0 - n) if n < 1.0 else math.inf
