r"""Recruitment by contact with removal alone: does one recruit set off a wave?

Each member brings in n others on average before being removed, apart from all others:
a branching process. It dies out for certain iff n <= 1. If the number of recruits is
Poisson (members stay equally long), cluster sizes are Borel:

    P(s) = exp(-n s) (n s)^(s-1) / s!,   mean 1 / (1 - n)

If removal is a constant hazard, that number is geometric (a birth-death process):

    P(s) = Catalan(s-1) n^(s-1) / (1 + n)^(2s-1),   the same mean

Sources  Harris 1963, The theory of branching processes; Borel 1942; Tanner 1961
         Kendall 1948, On the generalized birth-and-death process
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from fronde.theory.inputs import FloatArray, number, positive
from fronde.theory.roots import root_between


def reproduction_number(contact: float, pace: float, chance: float, removal: float) -> float:
    """How many a member brings in while nearly nobody is underground yet.

    ``n = contact pace chance / removal``: the rate of recruiting over that of removal.

    Parameters
    ----------
    contact : recruiters' reach, per reconsideration and unit underground share.
    pace : reconsiderations [1/week].
    chance : that one who is met goes, averaged over citizens [share].
    removal : rate of leaving or being found [1/week], above 0.

    Raises
    ------
    ValueError : negative or NaN, a chance above 1, no removal.

    Source: the linearised limit of the mechanism ``mobilisation``.
    """
    recruiting = (
        number("contact", contact, 0.0)
        * number("pace", pace, 0.0)
        * number("chance", chance, 0.0, 1.0)
    )
    return recruiting / positive("removal", removal)


def extinction_probability(n: float) -> float:
    """Chance that what one member starts dies out by itself, recruits Poisson.

    1 for ``n <= 1``, else the root below 1 of ``q = exp(n (q - 1))``. It is solved for
    ``1 - q``, which lies between ``(n - 1) / n^2`` and 1.

    Raises
    ------
    ValueError : ``n`` negative or not finite.

    Source: Harris 1963.
    """
    n = number("n", n, 0.0)
    if n <= 1.0:
        return 1.0
    return 1.0 - root_between(lambda s: -math.expm1(-n * s) - s, (n - 1.0) / n / n, 1.0)


def birth_death_extinction(n: float) -> float:
    """Chance that what one member starts dies out by itself, removal a constant hazard.

    ``min(1, 1 / n)``.

    Raises
    ------
    ValueError : ``n`` negative or not finite.

    Source: Kendall 1948.
    """
    return 1.0 / max(1.0, number("n", n, 0.0))


def borel_pmf(sizes: npt.ArrayLike, n: float) -> FloatArray:
    """Chance that one member starts a cluster of that many, recruits Poisson.

    ``P(s) = exp(-n s) (n s)^(s-1) / s!``; above ``n = 1`` the chances add up to that of
    extinction.

    Parameters
    ----------
    sizes : members of the cluster, the first among them: whole numbers from 1 [any shape].
    n : recruits of a member, 0 or more.

    Raises
    ------
    ValueError : sizes that are no cluster; ``n`` negative or not finite.

    Source: Borel 1942; Tanner 1961.
    """
    n = number("n", n, 0.0)
    return _over_sizes(sizes, n, lambda s: (s - 1) * math.log(n * s) - n * s - math.lgamma(s + 1))


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
    n = number("n", n, 0.0)

    def log_chance(s: float) -> float:
        trees = math.lgamma(2 * s - 1) - math.lgamma(s) - math.lgamma(s + 1)
        return trees + (s - 1) * math.log(n) - (2 * s - 1) * math.log1p(n)

    return _over_sizes(sizes, n, log_chance)


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


def _over_sizes(
    sizes: npt.ArrayLike, n: float, log_chance: Callable[[float], float]
) -> FloatArray:
    """exp of ``log_chance`` at each size; with nobody recruiting, all stay alone."""
    s = np.asarray(sizes, dtype=np.float64)
    if not np.isfinite(s).all() or (s < 1.0).any() or (s != np.floor(s)).any():
        raise ValueError("sizes must be whole numbers from 1")
    if n == 0.0:
        return np.where(s == 1.0, 1.0, 0.0)
    chances = [math.exp(log_chance(size)) for size in s.ravel().tolist()]
    return np.array(chances).reshape(s.shape)
