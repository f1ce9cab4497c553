r"""How likely a sum is when each of its terms could as well have had the other sign.

The p value of a sum s of terms c_i, if only chance chose their signs, is

    P(sum of e_i |c_i| >= s),    e_i = 1 or -1 with probability 1/2 each

It assumes that each term is symmetric about 0, and nothing of how large the terms are: terms
may differ in spread (Efron 1969). So what orders only the spread of a noise is not taken for
what orders its mean. The sizes are given, and the chance is counted over the signs alone. Its
tail is found by the saddlepoint approximation with the cumulant function of the signs,

    K(t) = sum of log cosh(t |c_i|),    K'(t) = s,    w = sqrt(2 (t s - K)),  v = t sqrt(K''(t))
    P = 1 - Phi(w) + phi(w) (1/v - 1/w)

which is accurate far out, where many tests at once must look. Never more is said than Chernoff's
bound, exp(-w^2 / 2), nor less than 2^-n, the chance that all n terms that are not 0 have one sign.

Sources  Fisher 1935, ch. 21 (signs by chance); Efron 1969 (symmetry is enough); Lugannani, Rice
         1980 (the formula); Robinson 1982 (for such signs); Chernoff 1952 (the bound)
Limits   sums of terms of one size lie on a lattice: there the value lies between the chance of
         more than s and that of s or more
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]

CLOSE = 1e-3  # standard deviations from 0 within which the formula divides by almost nothing
STEPS = 500  # Newton's steps at most: they only approach the root from one side


def upper(terms: Floats) -> Floats:
    """Chance of a sum of signed terms as large as this [n, k] -> [k], or [n] -> [].

    Parameters
    ----------
    terms : finite; the terms of one sum in a column.
    """
    sums = terms.sum(axis=0)
    above = tail(np.abs(terms), np.abs(sums))
    return np.asarray(np.where(sums < 0.0, 1.0 - above, above))


def either(terms: Floats) -> Floats:
    """Chance of a sum of signed terms as far from 0 as this, either way; shapes as of ``upper``."""
    return np.minimum(2.0 * tail(np.abs(terms), np.abs(terms.sum(axis=0))), 1.0)


def tail(sizes: Floats, sums: Floats) -> Floats:
    """Chance that signed sizes [n, k] sum to at least ``sums``, 0 or more [k]."""
    largest = sizes.max(axis=0)
    unit = np.where(largest > 0.0, largest, 1.0)
    sizes, sums = sizes / unit, sums / unit
    whole, spread = sizes.sum(axis=0), np.sqrt((sizes**2).sum(axis=0))
    least = 0.5 ** (sizes > 0.0).sum(axis=0)  # all signs alike
    inner = (sums > CLOSE * spread) & (sums < whole * (1.0 - 1e-9))
    t = root(sizes, np.where(inner, sums, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        w = np.sqrt(2.0 * np.maximum(t * sums - cumulant(t * sizes), 0.0))
        v = t * np.sqrt((sizes**2 / np.cosh(np.minimum(t * sizes, 300.0)) ** 2).sum(axis=0))
        found = norm.sf(w) + norm.pdf(w) * (1.0 / v - 1.0 / w)
        found = np.minimum(found, np.exp(-(w**2) / 2.0))
    near = np.where(sums > CLOSE * spread, least, 0.5)
    return np.asarray(np.clip(np.where(inner, found, near), least, 1.0))


def cumulant(scaled: Floats) -> Floats:
    """The cumulant function of signed sizes, log cosh, summed without overflow."""
    return np.asarray((np.logaddexp(scaled, -scaled) - np.log(2.0)).sum(axis=0))


def root(sizes: Floats, sums: Floats) -> Floats:
    """Where the first derivative of the cumulant function is ``sums`` [k].

    The derivative is concave for positive arguments: from 0, Newton's steps never pass the root.
    """
    t = np.zeros_like(sums)
    for _ in range(STEPS):
        slope = np.tanh(t * sizes)
        left = sums - (sizes * slope).sum(axis=0)
        step = left / np.maximum((sizes**2 * (1.0 - slope**2)).sum(axis=0), 1e-300)
        t = t + np.where(left > 0.0, step, 0.0)
        if (left <= 1e-10 * np.maximum(sums, 1e-300)).all():
            break
    return t
