r"""When one person can set off all: cascades on random networks with thresholds.

On a random graph with Poisson degrees of mean z, p_k = exp(-z) z^k / k!, whoever acts at the
share phi of their neighbours acts at a single one if phi <= 1/k: they are *vulnerable*, with
chance rho_k = P(phi <= 1/k). One person sets off a cascade without bound if the vulnerable
hang together,

    sum_k k (k - 1) rho_k p_k > z

which with one phi for all and K the whole part of 1/phi reads z P(k <= K - 2) > 1: it holds
between two mean degrees, the cascade window, and for no z at all if phi > 1/4. The vulnerable that
hang together are a share S_v, and the chance that one person drawn sets them off is S_e:

    u = 1 - G1(1) + G1(u),   G1(x) = sum_k rho_(k+1) p_k x^k          (least root, from 0)
    S_v = sum_k rho_k p_k (1 - u^k),   S_e = 1 - exp(-z (1 - u))                     [share]

In the end, with a share r0 of people acting at first and F the distribution of thresholds,

    q = r0 + (1 - r0) sum_k p_k     sum_m B(m; k, q) F(m / (k + 1))
    r = r0 + (1 - r0) sum_k p_k     sum_m B(m; k, q) F(m / k)                        [share]

with B the binomial chances and q the least root from r0.

Sources  Watts 2002, PNAS 99:5766 (condition, window, clusters by generating functions);
         Gleeson and Cahalane 2007, Physical Review E 75:056103 (where it ends)
Limits   people without number: graphs are locally trees, and one person is no share of them
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fronde.theory.inputs import FloatArray, number, positive
from fronde.theory.roots import root_between

_Distribution = Callable[[FloatArray], npt.ArrayLike]


class Vulnerable(NamedTuple):
    """Those who act at one neighbour and hang together.

    Attributes
    ----------
    share : of all people, S_v.
    reach : chance that one person drawn is tied to them and so sets them off, S_e.
    """

    share: float
    reach: float


class Window(NamedTuple):
    """Mean degrees between which one person can set off a cascade [ties]."""

    low: float
    high: float


def cascade_window(phi: float) -> Window:
    """Between which mean degrees cascades are possible, with one threshold for all.

    The roots of ``z P(k <= K - 2) = 1``, on either side of where the left side is highest:
    where ``P(k <= K - 2) = z p_(K-2)``, before ``K - 1``.

    Parameters
    ----------
    phi : share of neighbours at which everybody acts, above 0.

    Raises
    ------
    ValueError : not finite, not above 0, or so high that there is no window.

    Source: watts2002: cascade condition.
    """
    most = _most_ties(positive("phi", phi)) - 2

    def excess(z: float) -> float:
        return z * float(_poisson(z, most).sum()) - 1.0

    def slope(z: float) -> float:
        chances = _poisson(z, most)
        return float(chances.sum() - z * chances[-1])

    peak = root_between(slope, 0.0, most + 2.0) if most >= 0 else 0.0
    if most < 0 or excess(peak) <= 0.0:
        raise ValueError(f"phi must be at most 1/4: at {phi:g} there is no window")
    beyond = 2.0 * peak
    while excess(beyond) > 0.0:
        beyond *= 2.0
    return Window(root_between(excess, 0.0, peak), root_between(excess, peak, beyond))


def vulnerable(degree: float, thresholds: float | _Distribution) -> Vulnerable:
    """How many act at a single neighbour and hang together, and who sets them off.

    Parameters
    ----------
    degree : z, mean number of ties, above 0.
    thresholds : phi, one for all, or the distribution function F.

    Raises
    ------
    ValueError : not finite, or ``degree`` not above 0.

    Source: watts2002: generating functions of the vulnerable clusters.
    """
    z = positive("degree", degree)
    chances = _poisson(z, _enough(z))
    ties = np.arange(len(chances) + 1)
    rho = _below(thresholds, 1.0 / np.maximum(ties, 1))
    onward = rho[1:] * chances  # of one more tie than k, by which they were reached
    power = np.arange(len(chances))

    def slope(u: float) -> float:
        return float((onward[1:] * power[1:] * u ** power[:-1]).sum()) - 1.0

    def excess(u: float) -> float:
        return 1.0 - float((onward * (1.0 - u**power)).sum()) - u

    if slope(1.0) <= 0.0:
        return Vulnerable(0.0, 0.0)
    u = root_between(excess, 0.0, root_between(slope, 0.0, 1.0))
    return Vulnerable(share=float((rho[:-1] * chances * (1.0 - u**power)).sum()),
                      reach=-math.expm1(-z * (1.0 - u)))


def final_share(degree: float, thresholds: float | _Distribution, first: float) -> float:
    """Share that acts in the end.

    Parameters
    ----------
    degree : z, mean number of ties, above 0.
    thresholds : phi, one for all, or the distribution function F.
    first : r0, share that acts at first whatever their thresholds, above 0 and up to 1. One
        person of n counts as 1/n: then this is where a cascade ends, if it comes about.

    Raises
    ------
    ValueError : not finite or out of range.

    Source: gleesoncahalane2007: final share.
    """
    z, first = positive("degree", degree), number("first", positive("first", first), 0.0, 1.0)
    chances = _poisson(z, _enough(z))
    most = len(chances) - 1
    reached, at_all = _by_neighbours(thresholds, most, 1), _by_neighbours(thresholds, most, 0)

    def after(q: float, answers: FloatArray) -> float:
        return first + (1.0 - first) * float(chances @ (_binomial(q, most) * answers).sum(axis=1))

    q, risen = first, after(first, reached)
    while risen - q > 1e-15:
        q, risen = risen, after(risen, reached)
    return after(q, at_all)


def _most_ties(phi: float) -> int:
    """The most ties with which a single neighbour is enough, K."""
    most = math.floor(1.0 / phi)
    return most + 1 if 1.0 / (most + 1) >= phi else most


def _enough(z: float) -> int:
    """Ties that practically nobody exceeds."""
    return math.ceil(z + 12.0 * math.sqrt(z) + 30.0)


def _poisson(z: float, most: int) -> FloatArray:
    """Chances of 0, 1, ..., most ties [most + 1]."""
    if z == 0.0:
        return np.asarray(np.eye(1, most + 1)[0])
    ties = range(most + 1)
    return np.array([math.exp(k * math.log(z) - z - math.lgamma(k + 1.0)) for k in ties])


def _below(thresholds: float | _Distribution, shares: FloatArray) -> FloatArray:
    """Chance of a threshold at or below each share."""
    if callable(thresholds):
        return np.asarray(thresholds(shares), np.float64)
    return np.asarray(shares >= number("thresholds", thresholds), np.float64)


def _by_neighbours(thresholds: float | _Distribution, most: int, more: int) -> FloatArray:
    """F(m / (k + more)) for k and m from 0 to most; m up to k [most + 1, most + 1]."""
    k, m = np.mgrid[: most + 1, : most + 1]
    below = _below(thresholds, (m / np.maximum(k + more, 1)).ravel()).reshape(m.shape)
    return np.asarray(np.where(m <= k, below, 0.0))


def _binomial(q: float, most: int) -> FloatArray:
    """Chances that m of k act, each with q: k in rows, m in columns [most + 1, most + 1]."""
    found: FloatArray = np.zeros((most + 1, most + 1))
    found[0, 0] = 1.0
    for k in range(most):
        found[k + 1] = (1.0 - q) * found[k]
        found[k + 1, 1:] += q * found[k, :-1]
    return found
