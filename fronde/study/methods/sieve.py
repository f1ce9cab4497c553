r"""Which parameter sets come near a record: history matching by the runs themselves.

With y_k the number that the record gives for target k, x_kp what the runs of parameter set p give
(the mean over its R replicates), both on the target's scale,

    I_kp = |x_kp - y_k| / sqrt(e_k^2 + d_k^2 + c_k^2 (1 + 1/R))          [standard deviations]

    e   error of the record        d   discrepancy of the model         both said, not estimated
    c   chance: standard deviation between replicates, the median over parameter sets

A parameter set is left if every target to be met has I < 3. As parameter sets are spread evenly
over the priors, those that are left are an even sample of the prior inside, without weights.

Sources     Craig et al. 1997 and Andrianakis et al. 2015 (history matching; I < 3 by Pukelsheim
            1994: at least 95 % of any unimodal distribution lies within 3)
Limits      e or d without bound: everything is left; e = d = c = 0: only what is exactly as the
            record
Deviations  - real runs are judged; no emulator stands for them
            - chance counts in the record too, which is one course of events as a run is
            - a parameter set without a value for a target is not near it
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, hypergeom, kstest

from fronde.study.methods.arrays import Floats, over_replicates
from fronde.study.methods.deciding import correct_holm
from fronde.study.methods.verdicts import LEVEL

Numbers = NDArray[np.int64]
NEAR = 3.0  # standard deviations
FEWEST = 20  # parameter sets of which percentiles are told


class Judged(NamedTuple):
    """How near runs come to a target.

    Attributes
    ----------
    runs : what runs give, on the scale of the target [sets, replicates].
    middle : what each parameter set gives [sets].
    apart : I of each [sets]; infinite without a value.
    chance : standard deviation between replicates; 0 where there are none.
    """

    runs: Floats
    middle: Floats
    apart: Floats
    chance: float


def on_scale(scale: str, numbers: Floats) -> Floats:
    """Numbers on the scale of a target; what has no logarithm is infinitely far."""
    if scale == "linear":
        return numbers
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.log10(numbers)
    return found


def judge_target(runs: Floats, value: float, error: float, discrepancy: float) -> Judged:
    """How near each parameter set comes to a target.

    Parameters
    ----------
    runs : what they give, on the target's scale [sets, replicates]; NaN where there is none.
    value, error, discrepancy : of the target, on its scale.
    """
    middle, chance = over_replicates(runs), measure_chance(runs)
    there = np.maximum((~np.isnan(runs)).sum(axis=1), 1)
    spread = np.sqrt(error**2 + discrepancy**2 + chance**2 * (1.0 + 1.0 / there))
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(middle - value) / spread
    apart[middle == value] = 0.0
    return Judged(runs, middle, np.where(np.isnan(apart), np.inf, apart), chance)


def measure_chance(runs: Floats) -> float:
    """Standard deviation between replicates [sets, replicates], the median over sets.

    The variance of R normal numbers has, in the median, only a part of its mean, which is made
    good.
    """
    whole = runs[np.isfinite(runs).all(axis=1)] if runs.shape[1] > 1 else runs[:0]
    if not len(whole):
        return 0.0
    free = runs.shape[1] - 1
    return float(np.sqrt(np.median(whole.var(axis=1, ddof=1)) * free / chi2.median(free)))


def find_left(apart: Sequence[Floats], sets: int) -> Numbers:
    """The parameter sets that are near every target: their numbers."""
    near = np.ones(sets, dtype=bool)
    for one in apart:
        near &= one < NEAR
    return np.flatnonzero(near)


def find_clashes(apart: Sequence[Floats]) -> list[tuple[int, int]]:
    """Pairs of targets that are each met somewhere, and never together.

    A pair is told where chance alone would hardly keep them apart (Fisher's exact test, Holm over
    all pairs).
    """
    near = {k: one < NEAR for k, one in enumerate(apart) if (one < NEAR).any()}
    pairs = list(combinations(near, 2))
    p = np.array([1.0 if (near[a] & near[b]).any() else
                  hypergeom(len(near[a]), near[a].sum(), near[b].sum()).pmf(0) for a, b in pairs])
    return [pair for pair, each in zip(pairs, correct_holm(p), strict=True) if each < 1.0 - LEVEL]


class Narrowing(NamedTuple):
    """What is left of each parameter.

    Attributes
    ----------
    low, high : ends of the middle nine tenths, as places within the prior, 0 to 1 [parameters];
        NaN of few parameter sets.
    p : of the hypothesis that it is still even (Kolmogorov and Smirnov; Holm) [parameters].
    """

    low: Floats
    high: Floats
    p: Floats


def measure_narrowing(unit: Floats, left: Numbers) -> Narrowing:
    """How far the parameter sets that are left narrow each parameter.

    Parameters
    ----------
    unit : places of all parameter sets within the priors, 0 to 1 [sets, parameters].
    """
    kept, unknown = unit[left], np.full(unit.shape[1], np.nan)
    if not len(kept):
        return Narrowing(unknown, unknown, np.ones(unit.shape[1]))
    p = correct_holm(np.array([kstest(column, "uniform").pvalue for column in kept.T]))
    ends = np.quantile(kept, (0.05, 0.95), axis=0) if len(kept) >= FEWEST else (unknown, unknown)
    return Narrowing(ends[0], ends[1], p)
