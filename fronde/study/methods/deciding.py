r"""Which two or three of many parameters decide an outcome, and between what limits.

Each parameter is asked alone. For an outcome that holds or not, the rank-biserial correlation is

    r = 2 AUC - 1,   AUC = P(value at a holding point > value at a failing one) + P(equal) / 2

with Mann and Whitney's p-value; for a real outcome it is Spearman's rank correlation. Both depend
on the order of values only: priors on any scale give the same answer, and no one point much.

Spearman's correlation is a sum over points, of products of two ranks that are centred at 0. Its
p-value is the chance of the sum when each product could as well have had the other sign
(``flips``). That holds where the outcome's noise is symmetric, whatever its spread: a parameter
that makes the outcome noisier, and not larger, is not called. The usual p-value takes the spread
to be the same at all points.

Asking k parameters calls some by chance, so p-values are corrected (Holm: the smallest times k, the
next times k - 1, ...). The level is .01: to call a parameter decisive is a strong thing to say,
and a study says it of many outcomes. In 1000 sets of pure noise (200 points, 110 parameters) some
parameter was called in 10 for outcomes that hold or not and in 11 for real ones; at .05, in 53. Two
parameters, each leaving .6 of its prior, with a twentieth of the outcomes turned over, were both
called in all of 200 sets of 200 points, in 175 sets of 120 points, and in 18 sets of 60 points:
with few points, to hear of none is likely, and does not say that none decides.

The region is the leaf of a small tree on the called parameters alone that best tells holding from
failing points (highest coverage less share of failing points inside). Its shares on the points
that chose it flatter it; beside them stand those of tenths of the points judged by regions found
without them. The choice of the parameters is not repeated there.

Sources  Mann and Whitney 1947, Ann. Math. Stat. 18:50; rank-biserial correlation: Glass 1966;
         Holm 1979, Scand. J. Stat. 6:65; intervals of shares: Wilson 1927, JASA 22:209
Limits   what matters in the middle only, or only together with another parameter, has no rank
         correlation and is not seen; points should be independent draws or a Latin hypercube
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest, mannwhitneyu, rankdata
from sklearn.model_selection import StratifiedKFold

from fronde.study.methods.cases import BoolArray, Cases, Limits, match_cases
from fronde.study.methods.flips import either
from fronde.study.methods.tree import leaves, within
from fronde.theory.inputs import FloatArray, number, whole

Verdict = Literal["found", "none decide", "constant", "too few"]

CALLED = 0.01  # level of the corrected p-values, unless it is said
FEWEST = 5  # points of a kind below which no ranking is worth its correction
LEAF = 0.1  # least share of points in a region
PARTS = 10


@dataclass(frozen=True)
class Rank:
    """How far one parameter orders the outcome.

    Attributes
    ----------
    name : of the parameter.
    effect : rank correlation, -1 to 1; positive: more of it goes with holding, or with more.
    p : the chance of one as far from 0 by chance, of this parameter alone.
    corrected : the same among all parameters (Holm).
    """

    name: str
    effect: float
    p: float
    corrected: float


@dataclass(frozen=True)
class HoldingShare:
    """How often the conclusion holds among some points.

    Attributes
    ----------
    n, hits : points, and those where it holds.
    share, low, high : their ratio and its 95 % interval (Wilson); None without points.
    """

    n: int
    hits: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class HoldingRegion:
    """Where the conclusion holds, by the parameters that decide.

    Attributes
    ----------
    limits, unit_limits : above the first, up to the second; infinite where open; in natural
        units and as shares of the prior.
    inside, outside : on the points that chose it.
    inside_unseen, outside_unseen : tenths of the points, by regions found without them; None
        if a kind of outcome has fewer than two points.
    """

    limits: Limits
    unit_limits: Limits
    inside: HoldingShare
    outside: HoldingShare
    inside_unseen: HoldingShare | None
    outside_unseen: HoldingShare | None


@dataclass(frozen=True)
class Decision:
    """Which parameters decide.

    Attributes
    ----------
    verdict : "found"; "none decide"; "constant": all outcomes are equal; "too few": under five
        points that hold or that do not, or under ten of a real outcome.
    kind : how the outcome was read.
    deciding : parameters that survive, strongest first, three at most; empty if none.
    survivors : how many survive, those beyond three included.
    ranks : all parameters, strongest first; empty if constant or too few.
    region : None without deciding parameters, if all or none hold, or if no leaf stands out.
    n, left_out : points that count, and those left out as failed.
    """

    verdict: Verdict
    kind: Literal["holds or not", "real"]
    deciding: tuple[Rank, ...]
    survivors: int
    ranks: tuple[Rank, ...]
    region: HoldingRegion | None
    n: int
    left_out: int

    @property
    def named(self) -> list[str]:
        """All parameters that it speaks of."""
        limits = [] if self.region is None else list(self.region.limits)
        return [*(rank.name for rank in (*self.ranks, *self.deciding)), *limits]


def decide(
    unit: npt.ArrayLike,
    natural: npt.ArrayLike,
    names: Sequence[str],
    outcome: npt.ArrayLike,
    level: float = CALLED,
    most: int = 3,
    seed: int = 0,
    holds: npt.ArrayLike | None = None,
    among: Collection[str] | None = None,
) -> Decision:
    """The parameters that decide an outcome, and the region where it holds.

    Parameters
    ----------
    unit : the points in the unit cube, shares of the priors [n, k].
    natural : the same in natural units [n, k].
    names : of the parameters [k].
    outcome : 0 or 1, or a real effect; NaN where the evaluation failed [n].
    level : of the corrected p-values.
    most : deciding parameters named at most, 1 to 3.
    seed : of the tenths.
    holds : whether the conclusion holds, for the region only, where the outcome does not say
        it [n]. Without it, an outcome of 1, or a real one above 0.
    among : parameters that may be called; without it, all.

    Raises
    ------
    ValueError : shapes that do not fit, points or outcomes that are infinite, a name twice, a
        level outside 0 to .5, more than three parameters.

    Source: Mann and Whitney 1947; Holm 1979.
    """
    places, found = match_cases(unit, outcome, names)
    values, _ = match_cases(natural, outcome, names)
    told = None if holds is None else match_cases(unit, holds, names)[1]
    number("level", level, 0.0, 0.5)
    number("most", whole("most", most), 1, 3)
    known = ~np.isnan(found)
    places, values, found = places[known], values[known], found[known]
    two = bool(np.isin(found, (0.0, 1.0)).all())
    there = (found == 1 if two else found > 0.0) if told is None else told[known] == 1
    kind: Literal["holds or not", "real"] = "holds or not" if two else "real"
    counts = (len(found), int((~known).sum()))
    if refused := _unrankable(found, two):
        return Decision(refused, kind, (), 0, (), None, *counts)
    ranks = rank_parameters(places, names, found)
    called = [rank for rank in ranks
              if rank.corrected < level and (among is None or rank.name in among)]
    region = _region(places, values, names, there, called[:most], seed)
    return Decision("found" if called else "none decide", kind, tuple(called[:most]),
                    len(called), ranks, region, *counts)


def decide_any(unit: FloatArray, natural: FloatArray, names: Sequence[str], outcomes: FloatArray,
               holds: FloatArray, asked: int, level: float = CALLED, most: int = 3,
               seed: int = 0) -> Decision:
    """The parameters that decide any of several real outcomes, and the region where one holds.

    Each parameter stands with the outcome that it orders most surely, corrected for how many were
    asked.

    Parameters
    ----------
    outcomes : [n, m]; NaN where the evaluation failed.
    holds : 1 where any of them holds, 0 where none does, NaN where that is unknown [n].
    asked : outcomes that these were chosen from by what came out.
    unit, natural, names, level, most, seed : as of ``decide``.
    """
    known = ~np.isnan(holds) & ~np.isnan(outcomes).any(axis=1)
    places, values, there = unit[known], natural[known], holds[known] == 1
    counts = (len(places), int((~known).sum()))
    if refused := _unrankable(there.astype(np.float64), True):
        return Decision(refused, "real", (), 0, (), None, *counts)
    ranks = _surest([rank_parameters(places, names, outcome) for outcome in outcomes[known].T],
                    asked)
    called = [rank for rank in ranks if rank.corrected < level]
    region = _region(places, values, names, there, called[:most], seed)
    return Decision("found" if called else "none decide", "real", tuple(called[:most]),
                    len(called), ranks, region, *counts)


def rank_parameters(
    points: FloatArray, names: Sequence[str], outcome: FloatArray
) -> tuple[Rank, ...]:
    """All parameters by how far they order the outcome, strongest first.

    Parameters
    ----------
    points : the parameters' values, on any scale [n, k].
    names : of the parameters [k].
    outcome : 0 and 1, or real; without NaN, not constant [n].
    """
    two = np.isin(outcome, (0.0, 1.0)).all()
    effects, p = _biserial(points, outcome == 1) if two else _spearman(points, outcome)
    order = np.lexsort((p, -np.abs(effects)))
    return tuple(Rank(names[i], float(effects[i]), float(p[i]), corrected)
                 for i, corrected in zip(order, correct_holm(p)[order].tolist(), strict=True))


def _surest(found: Sequence[Sequence[Rank]], asked: int) -> tuple[Rank, ...]:
    """Each parameter where it orders most surely, corrected for so many outcomes, surest first."""
    corrected = [replace(rank, p=min(asked * rank.p, 1.0),
                         corrected=min(asked * rank.corrected, 1.0))
                 for ranks in found for rank in ranks]
    best: dict[str, Rank] = {}
    for rank in sorted(corrected, key=lambda rank: (rank.corrected, -abs(rank.effect))):
        best.setdefault(rank.name, rank)
    return tuple(best.values())


def find_ordering(points: FloatArray, names: Sequence[str], outcome: FloatArray,
                  level: float) -> frozenset[str]:
    """The parameters that order an outcome (``rank_parameters``); none if it cannot be ranked."""
    if not names or _unrankable(outcome, bool(np.isin(outcome, (0.0, 1.0)).all())):
        return frozenset()
    return frozenset(rank.name for rank in rank_parameters(points, names, outcome)
                     if rank.corrected < level)


def share_of(holds: BoolArray) -> HoldingShare:
    """How often something holds, with its interval."""
    n, hits = holds.size, int(holds.sum())
    if not n:
        return HoldingShare(0, 0, None, None, None)
    ends = binomtest(hits, n).proportion_ci(method="wilson")
    return HoldingShare(n, hits, hits / n, float(ends.low), float(ends.high))


def _unrankable(outcome: FloatArray, two: bool) -> Verdict | None:
    """Why parameters cannot be ranked, if so."""
    fewest = min((outcome == 1).sum(), (outcome == 0).sum()) if two else outcome.size / 2
    if outcome.size >= 2 * FEWEST and np.ptp(outcome) == 0:
        return "constant"
    return "too few" if fewest < FEWEST else None


def _biserial(points: FloatArray, holds: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Rank-biserial correlations and their p-values [k]; of what does not vary, 0 and 1."""
    effects, p = np.zeros(points.shape[1]), np.ones(points.shape[1])
    varies = np.ptp(points, axis=0) > 0
    test = mannwhitneyu(points[holds][:, varies], points[~holds][:, varies], axis=0)
    effects[varies] = 2 * test.statistic / (holds.sum() * (~holds).sum()) - 1
    p[varies] = test.pvalue
    return effects, p


def _spearman(points: FloatArray, outcome: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Rank correlations and their p-values [k]; of what does not vary, 0 and 1."""
    places, found = centre_ranks(points), centre_ranks(outcome)
    terms = places * found[:, None]
    spread = np.sqrt((places**2).sum(axis=0) * (found**2).sum())
    effects = np.divide(terms.sum(axis=0), spread, out=np.zeros_like(spread), where=spread > 0.0)
    return effects, either(terms)


def centre_ranks(values: FloatArray) -> FloatArray:
    """Ranks along the first axis, less their mean."""
    ranks = np.asarray(rankdata(values, axis=0), dtype=np.float64)
    less: FloatArray = ranks - ranks.mean(axis=0)
    return less


def correct_holm(p: FloatArray) -> FloatArray:
    """P-values corrected for how many there are [k]."""
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def _region(points: FloatArray, natural: FloatArray, names: Sequence[str], holds: BoolArray,
            deciding: Sequence[Rank], seed: int) -> HoldingRegion | None:
    """The region of the parameters that decide in which a conclusion holds, if one stands out."""
    if not deciding:
        return None
    which = [list(names).index(rank.name) for rank in deciding]
    cases = Cases(points[:, which], holds, tuple(rank.name for rank in deciding), 0)
    limits = _limits(cases, seed)
    if not limits:
        return None
    inside = within(limits, cases.points, cases.names)
    unseen, known = _judge_unseen(cases, seed)
    pairs = [cases.holds[chosen] for chosen in (inside, ~inside, unseen & known, ~unseen & known)]
    ours, others, ours_unseen, others_unseen = map(share_of, pairs)
    crossed = (ours_unseen, others_unseen) if known.any() else (None, None)
    return HoldingRegion(_natural(limits, cases, natural[:, which]), limits, ours, others, *crossed)


def _limits(cases: Cases, seed: int) -> Limits:
    """The leaf that best tells holding from failing points; no limits if none does."""
    grown = leaves(cases, len(cases.names), LEAF, seed)
    best = max(grown, key=lambda leaf: leaf.fit.separation)
    return best.limits if best.fit.separation > 0 else {}


def _judge_unseen(cases: Cases, seed: int) -> tuple[BoolArray, BoolArray]:
    """Which points regions found without them hold, and which were judged [n]."""
    holds = cases.holds
    inside, judged = np.zeros(holds.size, dtype=np.bool_), np.zeros(holds.size, dtype=np.bool_)
    parts = min(PARTS, int(holds.sum()), int((~holds).sum()))
    if parts < 2:
        return inside, judged
    split = StratifiedKFold(parts, shuffle=True, random_state=seed).split(cases.points, holds)
    for train, test in split:
        limits = _limits(cases._replace(points=cases.points[train], holds=holds[train]), seed)
        inside[test] = bool(limits) & within(limits, cases.points[test], cases.names)
        judged[test] = True
    return inside, judged


def _natural(limits: Limits, cases: Cases, natural: FloatArray) -> Limits:
    """Limits in natural units, between those of the points on either side."""
    found: Limits = {}
    for name, (low, high) in limits.items():
        i = cases.names.index(name)
        order = np.argsort(cases.points[:, i], kind="stable")
        ends = [float(np.interp(end, cases.points[order, i], natural[order, i]))
                if np.isfinite(end) else end for end in (low, high)]
        found[name] = (ends[0], ends[1])
    return found
