r"""Does a claim follow from the argument? A verdict over the space of plausible assumptions.

At a point of the space, with means over its replicates,

    holds      direction (value - bar) >  margin |bar|     of every expectation
    reversed   direction (value - bar) < -margin |bar|     of any
    neither    otherwise

(the margin is absolute where the bar is a number that the claim gives). The share of points at
which the claim holds has an exact interval (Clopper and Pearson); with K claims at once each
interval covers with probability 1 - 0.05/K, so that all do with .95 (Bonferroni). From it

    follows      it surely holds in more than three quarters of the space
    does not     it surely holds in less than one quarter; or, where it does not depend, the
                 reverse surely holds at more points; or luck decides more than assumptions, and
                 the points at which it holds outnumber those of the reverse by less than half
                 (at .95, whatever the number of claims: it is no discovery)
    depends      it surely holds somewhere and fails somewhere (more than a tenth each), and the
                 assumptions decide where
    cannot tell  none of these is established: more points are needed

Whether assumptions or luck decide is seen from replicates: where only luck does, those of one
point are no more alike than those of two. The test is the F test of the one-way analysis of
variance over points, of the ranks of (value - bar) / (|value| + |bar|); the agreement is its
intraclass correlation, and luck decides where that is surely below three quarters (.95). A
parameter that significantly decides (``deciding``) shows that assumptions do. To say that they
decide is a strong thing, and is said of many claims: the level of both tests is .01/K.

Sources     Clopper, Pearson 1934; Shrout, Fleiss 1979 (intraclass correlation); Conover, Iman 1981
            (ranks in the place of values)
Deviations  points of a scrambled Sobol' sequence are evaluated as if independent: intervals are
            somewhat too wide
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Verdict = Literal["follows", "does not", "depends", "cannot tell"]
SURE, RARE, SOME, EVEN = 0.75, 0.25, 0.1, 0.5
LEVEL = 0.95
DECISIVE = 0.01  # level at which assumptions are said to decide, over all claims


@dataclass(frozen=True)
class Compared:
    """What one expectation compares: value and bar of each run, NaN where a run is missing.

    Attributes
    ----------
    values, bars : [points, replicates].
    sign : 1 where the value should be higher, -1 where lower.
    margin : smallest difference that counts, as a share of the bar, or absolute.
    relative : which of the two.
    """

    values: Floats
    bars: Floats
    sign: float
    margin: float
    relative: bool = True

    def excess(self, values: Floats, bars: Floats) -> tuple[Floats, Floats]:
        """Difference as the claim wants it, and the smallest that counts."""
        least = self.margin * (np.abs(bars) if self.relative else np.ones_like(bars))
        return self.sign * (values - bars), least


@dataclass(frozen=True)
class Found:
    """A verdict with what it rests on.

    Attributes
    ----------
    verdict, why : in one word, and in a sentence.
    points, missing : how many were used, and how many had no value.
    share, low, high : of the points at which the claim holds, with its interval.
    reversed_share : of the points at which the reverse holds.
    agreement : of replicates, 0 (luck decides) to 1 (assumptions do); NaN without replicates.
    standing : 1 holds, 0 neither, -1 reversed, of each point; NaN where it has no value.
    """

    verdict: Verdict
    why: str
    points: int
    missing: int
    share: float
    low: float
    high: float
    reversed_share: float
    agreement: float
    standing: Floats


def judge(compared: list[Compared], claims: int = 1, decided: bool = False) -> Found:
    """The verdict on one of several claims.

    Parameters
    ----------
    compared : one for each expectation.
    claims : how many are judged at once.
    decided : whether single parameters decide, at the level ``DECISIVE / claims``.
    """
    at = points_standing(compared)
    known = at[~np.isnan(at)]
    level = 1.0 - (1.0 - LEVEL) / claims
    missing = len(at) - len(known)
    if not len(known):
        return Found("cannot tell", "no run has a value to compare", 0, missing, math.nan, 0.0,
                     1.0, math.nan, math.nan, at)
    share, low, high = interval(int((known == 1).sum()), len(known), level)
    agreement = alike(compared)
    assumptions = decided or agreement.p < DECISIVE / claims
    luck = not assumptions and agreement.high < SURE
    verdict, why = ruled(known, (low, high), level, assumptions, luck)
    if all(unmoved(each) for each in compared):
        why = "the contrast changes nothing: both runs of every pair are equal, bit for bit"
    return Found(verdict, why, len(known), missing, share, low, high,
                 float((known == -1).mean()), agreement.value, at)


def unmoved(compared: Compared) -> bool:
    """Whether both runs of every pair that there is are equal."""
    both = ~(np.isnan(compared.values) | np.isnan(compared.bars))
    return bool((compared.values[both] == compared.bars[both]).all())


def ruled(known: Floats, bounds: tuple[float, float], level: float, assumptions: bool,
          luck: bool) -> tuple[Verdict, str]:
    """The rule above, and which part of it spoke; ``assumptions`` or ``luck`` shown to decide."""
    low, high = bounds
    if low > SURE:
        return "follows", "it holds in more than three quarters of the space"
    if high < RARE:
        return "does not", "it holds in less than a quarter of the space"
    if assumptions and low > SOME and high < 1.0 - SOME:
        return "depends", "it holds in some of the space and fails in some"
    outnumbered, even = reverse_of(known, level)
    if outnumbered:
        return "does not", "the reverse comes out more often"
    if luck and even:
        return "does not", "luck decides, and it does not hold clearly more often than its reverse"
    return "cannot tell", ("luck decides more than any assumption" if luck else
                           "the interval is too wide: more points are needed")


def reverse_of(known: Floats, level: float) -> tuple[bool, bool]:
    """Whether the reverse surely holds at more points, and whether the claim surely at few more.

    Of the points where either holds, the share where it is the claim has an exact upper bound u;
    so it holds at (2 u - 1) of these points more, at most; few: under half of all points.
    """
    for_it, against = int((known == 1).sum()), int((known == -1).sum())
    either = for_it + against
    if not either:
        return False, False
    # One-sided: an upper bound at .95 is that of the two-sided interval at .90.
    surely, likely = (2.0 * interval(for_it, either, one)[2] - 1.0
                      for one in (level, 2.0 * LEVEL - 1.0))
    return surely < 0.0, likely * either / len(known) < EVEN


def points_standing(compared: list[Compared]) -> Floats:
    """How a claim stands at each point, from means over replicates; see ``standing``."""
    return standing([means(each) for each in compared])


def means(compared: Compared) -> tuple[Floats, Floats]:
    """How far each point exceeds its bar, from means over replicates that have both runs."""
    both = ~(np.isnan(compared.values) | np.isnan(compared.bars))
    counted = both.sum(axis=1)
    with np.errstate(invalid="ignore"):
        value = np.where(both, compared.values, 0.0).sum(axis=1) / counted
        bar = np.where(both, compared.bars, 0.0).sum(axis=1) / counted
    return compared.excess(value, bar)


def alike(compared: list[Compared]) -> Agreement:
    """Agreement of replicates, of the expectation in which they agree most."""
    found = min((agreed(ranked(each)) for each in compared), key=lambda one: one.p)
    return found._replace(p=min(1.0, found.p * len(compared)))


def ranked(compared: Compared) -> Floats:
    """Ranks of scale-free differences among those of all runs [points, replicates]."""
    size = np.abs(compared.values) + np.abs(compared.bars)
    with np.errstate(invalid="ignore"):
        difference = np.where(size == 0.0, 0.0, (compared.values - compared.bars) / size)
    return np.asarray(stats.rankdata(difference, nan_policy="omit").reshape(difference.shape))


def standing(parts: list[tuple[Floats, Floats]]) -> Floats:
    """1 holds, 0 neither, -1 reversed, NaN unknown, of each point, over all expectations."""
    excess = np.stack([part[0] for part in parts])
    least = np.stack([part[1] for part in parts])
    holds = (excess > least).all(axis=0)
    against = (excess < -least).any(axis=0)
    found = np.where(holds, 1.0, np.where(against, -1.0, 0.0))
    return np.where(np.isnan(excess).any(axis=0), np.nan, found)


def interval(hits: int, of: int, level: float) -> tuple[float, float, float]:
    """A share and its exact interval (Clopper and Pearson 1934)."""
    found = stats.binomtest(hits, of).proportion_ci(level, method="exact")
    return hits / of, float(found.low), float(found.high)


class Agreement(NamedTuple):
    """How alike replicates are: intraclass correlation, p value of its F test, upper bound."""

    value: float
    p: float
    high: float


UNKNOWN = Agreement(math.nan, 1.0, 1.0)


def agreed(each: Floats) -> Agreement:
    """Agreement of the replicates of [points, replicates].

    Points without all replicates are left out. No spread at all: replicates agree, but points
    do not differ, so nothing is decided.
    """
    whole = each[~np.isnan(each).any(axis=1)]
    points, replicates = whole.shape
    if replicates < 2 or points < 2:
        return UNKNOWN
    middle = whole.mean(axis=1)
    between = replicates * float(np.var(middle, ddof=1))
    within = float(((whole - middle[:, None]) ** 2).sum()) / (points * (replicates - 1))
    if between + within == 0.0:
        return UNKNOWN
    if within == 0.0:
        return Agreement(1.0, 0.0, 1.0)
    ratio, free = between / within, (points - 1, points * (replicates - 1))
    most = ratio * float(stats.f.ppf(LEVEL, free[1], free[0]))
    return Agreement((ratio - 1.0) / (ratio + replicates - 1.0),
                     float(stats.f.sf(ratio, *free)), (most - 1.0) / (most + replicates - 1.0))
