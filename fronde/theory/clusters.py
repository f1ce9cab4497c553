r"""Small groups meet and merge, and now and then one breaks up: how many there are of each size.

At each step a member is drawn, one of N. With chance nu their cluster breaks into singles,
otherwise another member is drawn and the clusters of the two merge. In the long run, with N
large, the number of clusters of s members is, for one member,

    n_s / N = (1 - nu)^(s-1) (2 - nu)^-(2s-1) (2s - 2)! / (s!)^2

so that sum s n_s = N and the cluster of somebody drawn has sum s^2 n_s / N = 1 / nu members on
average. The tail is a power law with a cut-off, which small nu moves out:

    n_s ~ s^(-5/2) exp(-s / s_c),   1 / s_c = ln((2 - nu)^2 / (4 (1 - nu)))

Sources  Eguiluz and Zimmermann 2000, Physical Review Letters 85:5659; the exact sizes are
         D'Hulst and Rodgers' of 2000; Bohorquez et al. 2009, Nature 462:911 (insurgents)
Limits   N much larger than s_c, or members run out: nu = 0.01 needs N of 10^5 and more
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from fronde.theory.inputs import FloatArray, number, one_per_person, positive


def cluster_counts(sizes: npt.ArrayLike, nu: float) -> FloatArray:
    """Clusters of each size, for one member: ``n_s / N`` [k, clusters/person].

    Parameters
    ----------
    sizes : s, whole and from 1 [k, persons].
    nu : chance that a cluster breaks up rather than merges, between 0 and 1.

    Raises
    ------
    ValueError : not whole, below 1, NaN; nu not strictly between.

    Source: eguiluzzimmermann2000: size distribution, solved exactly by D'Hulst and Rodgers.
    """
    size, nu = one_per_person("sizes", sizes), _between(nu)
    if not np.isfinite(size).all() or (size < 1.0).any() or (size != np.floor(size)).any():
        raise ValueError("sizes must be whole numbers from 1")
    ways = np.array([math.lgamma(2.0 * s - 1.0) - 2.0 * math.lgamma(s + 1.0) for s in size])
    odds = (size - 1.0) * math.log1p(-nu) - (2.0 * size - 1.0) * math.log(2.0 - nu)
    return np.asarray(np.exp(odds + ways))


def mean_square(nu: float) -> float:
    """Members of the cluster of somebody drawn: ``sum s^2 n_s / N = 1 / nu`` [persons].

    Parameters
    ----------
    nu : chance that a cluster breaks up rather than merges, between 0 and 1.

    Raises
    ------
    ValueError : NaN; nu not strictly between.

    Source: eguiluzzimmermann2000: the sum over the exact sizes.
    """
    return 1.0 / _between(nu)


def _between(nu: float) -> float:
    """A chance strictly between 0 and 1."""
    if number("nu", nu, 0.0, 1.0) == 1.0:
        raise ValueError("nu must be below 1: otherwise nothing ever merges")
    return positive("nu", nu)
