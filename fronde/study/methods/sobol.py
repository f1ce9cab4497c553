r"""How much of an outcome's spread each parameter accounts for, alone and with others.

With y = f(x) over the priors and V its variance, and ~i for all parameters but i,

    S_i = V(E(y | x_i)) / V            alone
    T_i = E(V(y | x_~i)) / V           with all interactions

They come from three values on each of n base rows: f_A and f_B at independent points a and b,
and f_i at a with coordinate i taken from b:

    S_i = mean(f_B (f_i - f_A)) / V,   T_i = mean((f_A - f_i)^2) / 2 V,   V = var of f_A and f_B

Noise. A value is y + e, where e has variance v whatever the point (the variance of a mean over R
replicates is v = within-point variance / R) and is drawn anew at each point. Then

    E (f_A + e_A - f_i - e_i)^2 / 2 = V T_i + v        the top of T_i rises by v
    E (f_B + e_B) (f_i + e_i - f_A - e_A) = V S_i      that of S_i does not: no e occurs twice
    var = V + v                                        the bottom of both rises by v

So what is read from noisy values is S_i V / (V + v), too low, and (T_i V + v) / (V + v), too
high by the noise share v / (V + v) in every parameter, one without influence included. Solved:

    S_i = S_i seen var / (var - v),   T_i = (T_i seen var - v) / (var - v)

Read the corrected indices; the seen ones say how much of the spread of *values* there is. If
points share random numbers, part of the noise is common to f_A and f_i, cancels in their
difference, and the corrected T_i is too low; give each point seeds of its own.

Sources     Sobol' 2001, Math. Comput. Simul. 55:271; design and S_i: Saltelli et al. 2010,
            Comput. Phys. Commun. 181:259, table 2 (b); T_i: Jansen 1999, ibid. 117:35
Deviations  the same estimators as scipy.stats.sobol_indices (method saltelli_2010), written out
            because that refuses a number of rows other than a power of two, so any with a failed
            run left out, gives 0 for a constant outcome, and knows no noise
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from fronde.study.methods.morris import CONFIDENCE, shape_values
from fronde.theory.inputs import FloatArray, number, whole

BITS = 30
Verdict = Literal["found", "constant", "too few", "noise"]


@dataclass(frozen=True)
class Index:
    """A share of variance and its 95 % interval over base rows.

    Attributes
    ----------
    value : the estimate; may fall a little below 0 or above 1 by sampling.
    low, high : percentile interval; None where too many resamples have no variance left.
    """

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Shares:
    """What one parameter accounts for.

    Attributes
    ----------
    first, total : S_i and T_i as seen in the values.
    first_corrected, total_corrected : without noise; None if noise is all there is, or unknown.
    """

    first: Index
    total: Index
    first_corrected: Index | None
    total_corrected: Index | None


class Design(NamedTuple):
    """Points of Saltelli's design, in (0, 1).

    Attributes
    ----------
    a, b : independent points [n, k].
    ab : ``a`` with one coordinate after the other taken from ``b`` [k, n, k].
    """

    a: FloatArray
    b: FloatArray
    ab: FloatArray

    @property
    def points(self) -> FloatArray:
        """All points in the order of evaluation [n * (k + 2), k].

        Base row by base row: a, b, then the k mixed points. A study that ends early has whole
        rows, and the missing values can stay NaN.
        """
        rows = np.concatenate([self.a[None], self.b[None], self.ab])
        return np.swapaxes(rows, 0, 1).reshape(-1, self.a.shape[1])


@dataclass(frozen=True)
class Decomposition:
    """Where the spread of an outcome comes from.

    Attributes
    ----------
    verdict : "found"; "constant": all values are equal; "too few": under two whole rows, or no
        spread at the base points though the mixed ones differ; "noise": the noise is at least
        the whole spread, so there are no corrected indices.
    shares : one for each parameter; None if constant or too few.
    mean, variance : of the values at the base points; None if under two whole rows.
    noise_share : share of that variance that is noise, at most 1; None without variance, or
        where nothing is known of it.
    rows, left_out : base rows that count, and those left out whole as a value of theirs failed.
    failed : evaluations that were NaN.
    """

    verdict: Verdict
    shares: tuple[Shares, ...] | None
    mean: float | None
    variance: float | None
    noise_share: float | None
    rows: int
    left_out: int
    failed: int


def rows(base: int) -> int:
    """A number of rows that the sequence can have.

    Raises
    ------
    ValueError : no power of two.
    """
    n = whole("base", base, 2)
    if n & (n - 1):
        below = 1 << (n.bit_length() - 1)
        raise ValueError(f"base must be a power of two, not {n}: {below} or {2 * below}")
    return n


def design(parameters: int, base: int, seed: int) -> Design:
    """Points from a scrambled Sobol' sequence in 2 k dimensions, half for a and half for b.

    Scrambled points are multiples of 2^-30 from 0 on; half a step is added, so that none is 0,
    where quantiles may be infinite.

    Parameters
    ----------
    parameters : k, how many.
    base : n, rows; a power of two, since the sequence is balanced only there.
    seed : same seed, same points.

    Raises
    ------
    ValueError : no parameter, or rows that are not a power of two.

    Source: Saltelli et al. 2010; Owen 1998 (scrambling).
    """
    k, n = whole("parameters", parameters, 1), rows(base)
    sequence = qmc.Sobol(2 * k, scramble=True, bits=BITS, rng=np.random.default_rng(seed))
    drawn = sequence.random_base2(n.bit_length() - 1) + 0.5**(BITS + 1)
    a, b = drawn[:, :k], drawn[:, k:]
    ab = np.repeat(a[None], k, axis=0)
    for i in range(k):
        ab[i, :, i] = b[:, i]
    return Design(a, b, ab)


def analyse(
    values: npt.ArrayLike,
    parameters: int,
    noise: float | None = 0.0,
    resamples: int = 1000,
    seed: int = 0,
) -> Decomposition:
    """Indices from the values at ``Design.points``, in that order.

    Intervals resample base rows. They treat rows as independent draws, which points of a
    Sobol' sequence are not quite (their error is smaller), and take ``noise`` as known.

    Parameters
    ----------
    values : outcome at each point, or its mean over replicates; NaN if it failed [n * (k + 2)].
    parameters : k.
    noise : variance of each value by random draws: pooled variance within points over
        replicates; None where it is not known.
    resamples : how many for the intervals.
    seed : of the resampling.

    Raises
    ------
    ValueError : not a whole number of rows, an infinite value, or noise below 0.

    Source: Saltelli et al. 2010; Jansen 1999; correction for noise: derived above.
    """
    k = whole("parameters", parameters, 1)
    if noise is not None:
        noise = number("noise", noise, 0.0)
    size = np.size(values)
    if not size or size % (k + 2):
        raise ValueError(f"values must be k + 2 = {k + 2} for each base row, not {size} in all")
    table = shape_values(values, size).reshape(-1, k + 2)
    failed = np.isnan(table)
    left_out = int(failed.any(axis=1).sum())
    rows = table[~failed.any(axis=1)]
    counts = (len(rows), left_out, int(failed.sum()))
    if len(rows) < 2:
        return Decomposition("too few", None, None, None, None, *counts)
    mean, variance = float(rows[:, :2].mean()), float(rows[:, :2].var())
    if _equal(rows[:, :2]):
        verdict: Verdict = "constant" if _equal(rows) else "too few"
        return Decomposition(verdict, None, mean, 0.0, None, *counts)
    verdict = "found" if noise is None or variance > noise else "noise"
    shares = _shares(rows - mean, noise, resamples, np.random.default_rng(seed))
    share = None if noise is None else min(noise / variance, 1.0)
    return Decomposition(verdict, shares, mean, variance, share, *counts)


def _equal(values: FloatArray) -> bool:
    """Whether values are the same but for rounding."""
    return bool(np.ptp(values) <= 1e-12 * np.abs(values).max())


def _shares(
    rows: FloatArray, noise: float | None, resamples: int, rng: np.random.Generator
) -> tuple[Shares, ...]:
    """Indices and intervals of all parameters from centred values [rows, k + 2]."""
    n, k = len(rows), rows.shape[1] - 2
    sums = _sums(rows)
    weights = (np.bincount(rng.integers(n, size=n), minlength=n) for _ in range(resamples))
    drawn = np.array([weight @ sums for weight in weights]) / n
    seen = _indices(sums.mean(axis=0), drawn, 0.0)
    corrected: Sequence[Index | None] = [None] * (2 * k)
    if noise is not None and rows[:, :2].var() > noise:
        corrected = _indices(sums.mean(axis=0), drawn, noise)
    return tuple(Shares(seen[i], seen[k + i], corrected[i], corrected[k + i]) for i in range(k))


def _sums(rows: FloatArray) -> FloatArray:
    """What the estimators are means of, row by row [rows, 2 + 3 k].

    ``(a + b) / 2``, ``(a^2 + b^2) / 2``, ``b (ab_i - a)``, ``(ab_i - a)^2 / 2``, ``ab_i - a``.
    """
    a, b = rows[:, 0:1], rows[:, 1:2]
    steps = rows[:, 2:] - a
    return np.hstack([(a + b) / 2, (a * a + b * b) / 2, b * steps, steps**2 / 2, steps])


def _indices(sums: FloatArray, drawn: FloatArray, noise: float) -> list[Index]:
    """First, then total indices less a variance of noise [2 k].

    Resamples whose variance is no more than the noise have no indices; where they are more than
    an interval's tail, it has no ends.
    """
    tops, variance = _parts(sums[None], noise)
    values = (tops / variance[:, None])[0].tolist()
    tops, variance = _parts(drawn, noise)
    kept, tail = variance > 0, (1 - CONFIDENCE) / 2
    if kept.mean() < 1 - tail:
        return [Index(value, None, None) for value in values]
    ends = np.quantile(tops[kept] / variance[kept, None], [tail, 1 - tail], axis=0)
    return [Index(*found) for found in zip(values, *ends.tolist(), strict=True)]


def _parts(sums: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """Tops of first and total indices [draws, 2 k] and the variance below them [draws]."""
    mean, square = sums[:, 0], sums[:, 1]
    first, total, steps = np.split(sums[:, 2:], 3, axis=1)
    tops = np.hstack([first - mean[:, None] * steps, total - noise])
    return tops, square - mean**2 - noise
