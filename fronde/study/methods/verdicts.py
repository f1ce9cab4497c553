r"""Is a claim supported by the argument? A verdict over the space of plausible assumptions.

At a parameter set (a point of the space), with means over its replicates,

    holds      direction (value - bar) >  margin |bar|     of every expectation
    reversed   direction (value - bar) < -margin |bar|     of any
    neither    otherwise

(the margin is absolute where the bar is a number that the claim gives). The share of parameter
sets at which the claim holds has an exact interval (Clopper and Pearson). With K claims at once
each interval covers with probability 1 - 0.05/K, so that all do with .95 (Bonferroni). From it

    supported      it surely holds in more than three quarters of the space
    not supported  it surely holds in less than one quarter; or, where it does not depend, the
                   reverse of an expectation surely comes out more often than the expectation
    depends        it surely holds somewhere and fails somewhere (more than a tenth each,
                   one-sided, since both must be sure), and the assumptions decide where
    undecided      none of these is established: stochastic variance decides, or more runs are
                   needed

Assumptions decide an expectation if its signed difference depends on them,

    direction (value - bar) / (|value| + |bar|)            (value - bar if the margin is absolute)

in ranks. Two things show it. One is a parameter that orders the difference (``deciding``). The
other is replicates: where only noise differs, those of one set are no more alike than those of
two. With z the ranks of all runs less their mean, the sum over sets of z of one replicate times z
of another is then as likely negative as positive; its p value is the chance of the sum when each
product could have had either sign (``flips``). To say that assumptions decide is a strong thing,
and is said of many claims: the level of each is .005/K. The reverse is said at .01/K (two-sided,
an exact interval of the expectation's share of the sets at which it or its reverse holds). So of
K claims without any effect one gets a wrong verdict in some 2 of 100 studies: .005 by a parameter,
.005 by replicates, .005 by the reverse, and next to nothing by holding in three quarters. Ranks
estimate where 0 lies, so that a parameter that moves the noise is called somewhat more often than
the level says: in 1500 studies of each of four forms of noise, in .9 to 1.7 of 100 at .01.

Neither test takes noise for an effect, whatever its spread over the space, as long as it is
symmetric. Two runs that differ in the contrast alone can change places where it has no effect, so
it is. Whether a claim holds or not would not do: noise larger than the margin makes it hold at
half of the sets, and less noise at none, so that the spread of the noise seems to decide.

A value that the claim gives, and a moment before, cannot change places with what is compared with
them. There noise may be skewed: few sets far above the bar, and many a little below. Where its
spread grows over a prior, ranks of such noise are ordered by it, and replicates are alike, although
the claim holds with the same chance everywhere. So there "no effect" can only mean that the *sign*
of value - bar has the same chance at all sets, whatever it is, and the sign must turn as well: a
parameter that decides must also order the signs of all runs (Mann and Whitney, corrected for those
that order the differences), and replicates that decide must also be more alike in sign than if
all runs could change places (``shuffles``), or some parameter must order the signs. Each of the
two is asked at .01 of each claim alone: signs say less than ranks, and at .005/K they would miss
one in four of the effects that are known (``tests/study/made.py``). Runs that equal the bar have
no sign and do not count. Where the value is surely above the bar in more than three quarters of
the runs, there is an effect, its sign need not turn, and ranks alone say where it exceeds the
margin. That the reverse comes out more often is not said there: skewed noise alone does that.

Of a claim with several expectations, each one must either surely hold in more than three quarters
of the space, or be decided by assumptions, and one at least must be decided (intersection-union:
no expectation may rest on noise alone).

The agreement of replicates is the intraclass correlation of the ranks: the share of variance that
lies between sets. Where it is surely below one half (.95), stochastic variance is larger than all
that assumptions do, and nobody can tell where the claim holds, although it depends a little.

What is right  without any effect (value and bar can change places; or, against a value or a
            moment before, the sign of their difference has one chance, .25 to .75, at all sets):
            "not supported", since it surely holds in less than a quarter, or "undecided".
            "Supported", "depends", and that the reverse comes out more often, are wrong
Sources     Clopper, Pearson 1934; Shrout, Fleiss 1979 (intraclass correlation); Conover, Iman 1981
            (ranks in the place of values); Efron 1969 (symmetry, and not equal spread, is enough);
            Berger 1982 (intersection-union)
Deviations  points of a scrambled Sobol' sequence are evaluated as if independent: intervals are
            somewhat too wide
Limits      an effect that noise hides at some assumptions, and not at others, can be said to
            depend: that it is small there is not told from that there is none; where noise is
            skewed, of K claims without effect against a value or a moment before *each* gets a
            wrong verdict in 2 of 100 studies, and not one of K
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy import stats

from fronde.study.methods.arrays import Floats, Kept
from fronde.study.methods.flips import upper
from fronde.study.methods.shuffles import alike

Verdict = Literal["supported", "not supported", "depends", "undecided"]
SURE, RARE, SOME = 0.75, 0.25, 0.1
MOST = 0.5  # share of the variance between parameter sets below which noise decides
LEVEL = 0.95
DECIDED = 0.005  # level of each of the two tests that assumptions decide, over all claims
TURNED = 0.01  # level of each of the two tests that a sign turns, of each claim
REVERSED = 0.01  # level at which the reverse is said to come out more often, over all claims


@dataclass(frozen=True)
class Compared:
    """What one expectation compares: value and bar of each run, NaN where a run is missing.

    Attributes
    ----------
    values, bars : [points, replicates].
    sign : 1 where the value should be higher, -1 where lower.
    margin : smallest difference that counts, as a share of the bar, or absolute.
    relative : which of the two; absolute where the bar is a number that the claim gives.
    before : whether the bar is of the same run, at a moment before.
    """

    values: Floats
    bars: Floats
    sign: float
    margin: float
    relative: bool = True
    before: bool = False

    @property
    def exchangeable(self) -> bool:
        """Whether value and bar could change places if there were no effect: two runs can."""
        return self.relative and not self.before

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
    sets, missing : how many were used, and how many had no value.
    share, low, high : of the points at which the claim holds, with its interval.
    reversed_share : of the points at which the reverse holds.
    agreement : of replicates, 0 (noise decides) to 1 (assumptions do), of the expectation in
        which they agree least; NaN without replicates.
    standing : 1 holds, 0 neither, -1 reversed, of each point; NaN where it has no value.
    """

    verdict: Verdict
    why: str
    sets: int
    missing: int
    share: float
    low: float
    high: float
    reversed_share: float
    agreement: float
    standing: Kept


class Agreement(NamedTuple):
    """How alike replicates are: intraclass correlation, p value that not at all, upper bound."""

    value: float
    p: float
    high: float


UNKNOWN = Agreement(math.nan, 1.0, 1.0)


class Part(NamedTuple):
    """What is known of one expectation.

    Attributes
    ----------
    settled : it surely holds in more than three quarters of the space.
    decided : assumptions decide where it holds.
    outnumbered : its reverse surely comes out more often.
    agreement : of replicates.
    """

    settled: bool
    decided: bool
    outnumbered: bool
    agreement: Agreement


def judge(compared: Sequence[Compared], claims: int = 1, decided: Sequence[bool] = (),
          turned: Sequence[bool] = ()) -> Found:
    """The verdict on one of several claims.

    Parameters
    ----------
    compared : one for each expectation.
    claims : how many are judged at once.
    decided : for each expectation, whether single parameters order its signed difference, at
        the level ``DECIDED / claims``, and where noise may be skewed its sign, too; nothing if
        no parameter was asked.
    turned : for each expectation, whether single parameters order its sign, at the level
        ``TURNED``; nothing if no parameter was asked.

    Raises
    ------
    ValueError : ``decided`` or ``turned`` for more or fewer expectations than there are.
    """
    none = (False,) * len(compared)
    at = points_standing(compared)
    known = at[~np.isnan(at)]
    missing = len(at) - len(known)
    if not len(known):
        return Found("undecided", "no run has a value to compare", 0, missing, math.nan, 0.0,
                     1.0, math.nan, math.nan, at)
    level = 1.0 - (1.0 - LEVEL) / claims
    share, low, high = interval(int((known == 1).sum()), len(known), level)
    parts = [part(each, *asked, claims, len(compared)) for each, asked in zip(
        compared, zip(decided or none, turned or none, strict=True), strict=True)]
    unsettled = [one for one in parts if not one.settled] or parts
    sided = interval(int((known == 1).sum()), len(known), 1.0 - 2.0 * (1.0 - LEVEL) / claims)
    verdict, why = apply_rule((low, high), some(*sided[1:]), unsettled)
    if all(is_unmoved(each) for each in compared):
        why = "no outcome of this claim differs, in any run, from what it is compared with"
    least = min(unsettled, key=lambda one: one.agreement.high)
    return Found(verdict, why, len(known), missing, share, low, high,
                 float((known == -1).mean()), least.agreement.value, at)


def part(compared: Compared, decided: bool, turned: bool, claims: int, expectations: int) -> Part:
    """One of several expectations of one of several claims; ``judge`` says what is asked of it."""
    at = points_standing([compared])
    known = at[~np.isnan(at)]
    level = 1.0 - (1.0 - LEVEL) / claims
    _, low, _ = interval(int((known == 1).sum()), len(known), level)
    agreement = measure_agreement(rank_differences(compared))
    likeness = agreement.p < DECIDED / claims and (turned or turns(compared))
    against = compared.exchangeable and is_outnumbered(
        known, 1.0 - REVERSED / (claims * expectations))
    return Part(low > SURE, decided or likeness, against, agreement)


def turns(compared: Compared) -> bool:
    """Whether replicates show that the sign depends on assumptions, or noise cannot be skewed."""
    if not may_be_skewed(compared):
        return True
    way = signs(compared)
    return alike(way[(np.abs(way) == 1.0).all(axis=1)] > 0.0) < TURNED


def may_be_skewed(compared: Compared) -> bool:
    """Whether skewed noise around the bar may be all that there is.

    Not between two runs that can change places; nor where the value is surely above the bar in
    more than three quarters of the runs that are not equal to it.
    """
    if compared.exchangeable:
        return False
    way = signs(compared)
    above, below = int((way == 1.0).sum()), int((way == -1.0).sum())
    return above == 0 or interval(above, above + below, 1.0 - TURNED)[1] <= SURE


def signs(compared: Compared) -> Floats:
    """Which way each run goes: 1 as claimed, -1 the other way, 0 neither [points, replicates]."""
    return np.sign(compared.sign * (compared.values - compared.bars))


def is_unmoved(compared: Compared) -> bool:
    """Whether the value equals its bar wherever there are both.

    The bar is the same outcome of the other run of a pair, a moment before in the same run, or a
    number. Only what the claim reads is compared: the rest of two runs may differ.
    """
    both = ~(np.isnan(compared.values) | np.isnan(compared.bars))
    return bool((compared.values[both] == compared.bars[both]).all())


def some(low: float, high: float) -> bool:
    """Whether a claim surely holds somewhere and fails somewhere.

    Both must be sure, so each bound may be one-sided: no error is shared between them.
    """
    return low > SOME and high < 1.0 - SOME


def apply_rule(bounds: tuple[float, float], mixed: bool,
               parts: Sequence[Part]) -> tuple[Verdict, str]:
    """The rule above, and which part of it spoke.

    Parameters
    ----------
    bounds : of the share of the space at which the claim holds.
    mixed : it surely holds somewhere and fails somewhere.
    parts : the expectations that are not settled.
    """
    low, high = bounds
    if low > SURE:
        return "supported", "it holds in more than three quarters of the space"
    if high < RARE:
        return "not supported", "it holds in less than a quarter of the space"
    noise = any(one.agreement.high < MOST for one in parts)
    if mixed and not noise and all(one.decided and not one.settled for one in parts):
        return "depends", "it holds in some of the space and fails in some"
    if any(one.outnumbered for one in parts):
        return "not supported", "the reverse comes out more often"
    return "undecided", unclear(noise, mixed)


def unclear(noise: bool, mixed: bool) -> str:
    """Why nothing can be told."""
    if noise:
        return "stochastic variance decides more than the assumptions do"
    if mixed:
        return "no assumption is seen to decide where it holds: more replicates are needed"
    return "the interval is too wide: more parameter sets are needed"


def is_outnumbered(known: Floats, level: float) -> bool:
    """Whether the reverse surely comes out more often than the expectation.

    Of the parameter sets at which either does, the share of the expectation is surely below a
    half. Noise alone, symmetric, gives each a half.
    """
    for_it, against = int((known == 1).sum()), int((known == -1).sum())
    return for_it + against > 0 and interval(for_it, for_it + against, level)[2] < 0.5


def points_standing(compared: Sequence[Compared]) -> Floats:
    """How a claim stands at each point, from means over replicates; see ``standing``."""
    return standing([means(each) for each in compared])


def means(compared: Compared) -> tuple[Floats, Floats]:
    """How far each point exceeds its bar, from means over replicates that have both runs."""
    return compared.excess(*levels(compared))


def levels(compared: Compared) -> tuple[Floats, Floats]:
    """Value and bar of each point, from means over replicates that have both runs."""
    both = ~(np.isnan(compared.values) | np.isnan(compared.bars))
    counted = both.sum(axis=1)
    with np.errstate(invalid="ignore"):
        value = np.where(both, compared.values, 0.0).sum(axis=1) / counted
        bar = np.where(both, compared.bars, 0.0).sum(axis=1) / counted
    return value, bar


def rank_differences(compared: Compared) -> Floats:
    """Ranks of signed differences among those of all runs [points, replicates]."""
    found = scale_differences(compared, compared.values, compared.bars)
    return np.asarray(stats.rankdata(found, nan_policy="omit").reshape(found.shape))


def sign_differences(compared: Compared) -> Floats:
    """Signed difference of each parameter set, from means over replicates [points]; NaN of none."""
    return scale_differences(compared, *levels(compared))


def scale_differences(compared: Compared, values: Floats, bars: Floats) -> Floats:
    """Differences as the claim wants them: free of scale, unless the margin is absolute.

    What is divided by is the same when value and bar change places, so that noise without an
    effect stays symmetric.
    """
    difference = compared.sign * (values - bars)
    if not compared.relative:
        return difference
    size = np.abs(values) + np.abs(bars)
    with np.errstate(invalid="ignore"):
        return np.where(size == 0.0, 0.0, difference / size)


def standing(parts: list[tuple[Floats, Floats]]) -> Floats:
    """1 holds, 0 neither, -1 reversed, NaN unknown, of each point, over all expectations."""
    excess = np.stack([part[0] for part in parts])
    least = np.stack([part[1] for part in parts])
    holds = (excess > least).all(axis=0)
    against = (excess < -least).any(axis=0)
    found = np.where(holds, 1.0, np.where(against, -1.0, 0.0))
    return np.where(np.isnan(excess).any(axis=0), np.nan, found)


def interval(hits: float, of: int, level: float) -> tuple[float, float, float]:
    """A share and its exact interval (Clopper and Pearson 1934), by quantiles of beta.

    Parameters
    ----------
    hits : how many; a sum of means over replicates need not be whole, and varies less.
    """
    tail, misses = (1.0 - level) / 2.0, of - hits
    low = float(stats.beta.ppf(tail, hits, misses + 1.0)) if hits > 0.0 else 0.0
    high = float(stats.beta.ppf(1.0 - tail, hits + 1.0, misses)) if misses > 0.0 else 1.0
    return hits / of, low, high


def measure_agreement(each: Floats) -> Agreement:
    """Agreement of the replicates of [points, replicates], any numbers.

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
    p = float(upper(products(whole - float(np.nanmean(each)))))
    if within == 0.0:
        return Agreement(1.0, p, 1.0)
    ratio, free = between / within, (points - 1, points * (replicates - 1))
    most = ratio * float(stats.f.ppf(LEVEL, free[1], free[0]))
    return Agreement((ratio - 1.0) / (ratio + replicates - 1.0), p,
                     (most - 1.0) / (most + replicates - 1.0))


def products(centred: Floats) -> Floats:
    """Mean product of two replicates of each point [points, replicates] -> [points]."""
    replicates = centred.shape[1]
    found: Floats = (centred.sum(axis=1) ** 2 - (centred**2).sum(axis=1)) / (
        replicates * (replicates - 1))
    return found
