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

from fronde.draws import pair, stream
from fronde.kernel import kernel
from fronde.theory.inputs import FloatArray, IntArray, number, one_per_person, positive, whole

MEETINGS = stream("meetings")


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


def cutoff(nu: float) -> float:
    """The size beyond which clusters are rarer than the power law has them, s_c [persons].

    ``1 / s_c = ln((2 - nu)^2 / (4 (1 - nu)))``

    Parameters
    ----------
    nu : chance that a cluster breaks up rather than merges, between 0 and 1.

    Raises
    ------
    ValueError : NaN; nu not strictly between.

    Source: eguiluzzimmermann2000: exponential cut-off, from the exact sizes.
    """
    nu = _between(nu)
    # (2 - nu)^2 = 4 (1 - nu) + nu^2, written so that a small nu keeps its digits.
    return 1.0 / math.log1p(nu * nu / (4.0 * (1.0 - nu)))


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


def simulate_sizes(
    members: int, nu: float, steps: int, burn: int, every: int, seed: int
) -> FloatArray:
    """Clusters of each size on average over time, all members alone at first.

    Parameters
    ----------
    members : N, from 2 [persons].
    nu : chance that a cluster breaks up rather than merges, between 0 and 1.
    steps : break-ups and meetings, from 1; a single merges within about N / (2 (1 - nu)).
    burn : steps before the first count, below ``steps``.
    every : steps from one count to the next, from 1.
    seed : of the draws, 0 to 2^53.

    Returns
    -------
    The mean number of clusters of s members, at s [N + 1, clusters].

    Raises
    ------
    ValueError : not whole, NaN, or outside.

    Source: eguiluzzimmermann2000: the model; bohorquez2009: coalescence and fragmentation.
    """
    members, seed = whole("members", members, 2), whole("seed", number("seed", seed, 0, 2**53))
    steps, burn, every = whole("steps", steps, 1), whole("burn", burn), whole("every", every, 1)
    if burn >= steps:
        raise ValueError(f"burn must be below steps, {steps}, or nothing is counted; not {burn}")
    counts = np.zeros(members + 1, dtype=np.int64)
    times = int(meet.compiled(members, _between(nu), steps, burn, every, seed, counts))
    return np.asarray(counts / times)


@kernel(entry=True)
def meet(
    members: int, nu: float, steps: int, burn: int, every: int, seed: int, counts: IntArray
) -> int:
    """The steps of ``simulate_sizes``: adds up counts by size, returns how many times.

    ``after`` leads round the members of a cluster; its name is the number of one of them.
    """
    name, after = np.arange(members), np.arange(members)
    size = np.ones(members, dtype=np.int64)
    now = np.zeros(members + 1, dtype=np.int64)
    now[1] = members
    times = 0
    for step in range(steps):
        breaks, who = pair(seed, MEETINGS, 0, step, 0)
        one = int(who * members)
        if breaks < nu:
            scatter(one, name, after, size, now)
        else:
            other = int(pair(seed, MEETINGS, 0, step, 1)[0] * (members - 1))
            merge(one, other + (other >= one), name, after, size, now)
        if step >= burn and (step - burn) % every == 0:
            counts += now
            times += 1
    return times


@kernel
def scatter(
    one: int, name: IntArray, after: IntArray, size: IntArray, now: IntArray
) -> None:
    """Everybody in the cluster of one is alone from now on."""
    left = size[name[one]]
    now[left] -= 1
    now[1] += left
    for _ in range(left):
        following = after[one]
        name[one], after[one], size[one] = one, one, 1
        one = following


@kernel
def merge(
    one: int, other: int, name: IntArray, after: IntArray, size: IntArray, now: IntArray
) -> None:
    """The clusters of the two become one, under the name of the larger."""
    if name[one] == name[other]:
        return
    if size[name[one]] < size[name[other]]:
        one, other = other, one
    larger, smaller = name[one], name[other]
    now[size[larger]] -= 1
    now[size[smaller]] -= 1
    for _ in range(size[smaller]):
        name[other] = larger
        other = after[other]
    size[larger] += size[smaller]
    now[size[larger]] += 1
    after[one], after[other] = after[other], after[one]  # two rings become one


def _between(nu: float) -> float:
    """A chance strictly between 0 and 1."""
    if number("nu", nu, 0.0, 1.0) == 1.0:
        raise ValueError("nu must be below 1: otherwise nothing ever merges")
    return positive("nu", nu)
