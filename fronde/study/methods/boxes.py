r"""Where in the space of assumptions a conclusion holds: a box of few limits, found by peeling.

The patient rule induction method starts from the whole space and peels: of all slices that hold
about alpha of the points left, at either end of any parameter, it takes away the one with

    (density after - density before) / points taken                      highest,

until a least share is left. That gives a trajectory from wide boxes to dense ones:

    coverage = holding points inside / holding points       density = those / points inside

The box on it is the one with the highest separation,

    coverage - failing points inside / failing points

(Youden 1950; proportional to mass times what density gains on the base rate, so neither a tiny
pure box nor the whole space is preferred, whatever the base rate). Slices of alpha are then
pasted back while separation rises.

Against seeing boxes in noise, only half of the points, chosen by the seed and alike in their
share of holding ones, are searched:

1. Parameters whose values differ between holding and failing points (Kolmogorov and Smirnov,
   p < .01) are peeled. Without this step slices of a few points chase noise: of two real limits
   among ten parameters (density .7 inside, .2 outside, 500 points searched) both were found in 5
   of 30 repeats, and with it in 168 of 200.
2. Limits go, weakest first, unless their quasi-p-value (Bryant and Lempert: binomial chance of
   as many hits in the box, were its density that of the box without this limit) is below .05.
3. The search is repeated among the parameters left.

The other half decides: of r limits those stay, weakest tested first, whose quasi-p-value there
is below .05 / r. A box was seen in 3 of 1700 sets of pure noise (200 to 1000 points, 10 and 110
parameters). Coverage and density are given for both halves; believe the one held out.

Sources     Friedman and Fisher 1999, Statistics and Computing 9:123; scenario discovery: Bryant
            and Lempert 2010, Technol. Forecast. Soc. Change 77:34; gain per point: Kwakkel and
            Jaxa-Rozen 2016, Environmental Modelling & Software 79:311; separation: Youden 1950,
            Cancer 3:32
Deviations  one box, not a list; parameters are screened first; pasting goes by separation, not
            by density; a rule, not the user, chooses on the trajectory; limits are tested on
            points that were not searched
Limits      a parameter that matters only through an interaction, its values alike in holding and
            failing points, is not seen; with few points each half is small: density .8 inside
            and .1 outside, 200 points, ten parameters: both limits found in 57 of 200 repeats
Why here    ``prim`` 1.0.0 is under GPL 3, which this licence (Apache 2.0) cannot take in, and
            needs pandas, matplotlib and mplcursors; ``ema_workbench`` 2.5.3 (BSD) needs pandas,
            matplotlib, seaborn, statsmodels, SALib and platypus-opt for a 28 MB wheel; 3.0.0
            needs Python 3.12. Neither tests limits on points that were not searched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest, ks_2samp

from fronde.study.methods.cases import BoolArray, Cases, Fit, Limits, cases
from fronde.theory.inputs import FloatArray, number

Verdict = Literal["found", "nothing found", "none hold", "all hold", "too few"]

LEVEL = 0.05
SCREEN = 0.01
ENOUGH = 10  # holding and failing points below which no search is worth its halves


@dataclass(frozen=True)
class PeelStep:
    """A box on the trajectory, on the half that was searched.

    Attributes
    ----------
    restricted : parameters with a limit.
    fit : its coverage, density and mass.
    """

    restricted: int
    fit: Fit


@dataclass(frozen=True)
class Box:
    """Where a conclusion holds.

    Attributes
    ----------
    verdict : "found"; "nothing found": no limit survives; "none hold" and "all hold": there is
        nothing to tell apart; "too few": under ten points that hold, or that do not.
    limits : lowest and highest value by parameter, infinite where open; empty if none survive.
    searched, held_out : fit in the half that chose the box, and in the other; None if no search.
    p_values : quasi-p-values in the half held out, of all limits tested there.
    trajectory : boxes from the whole space to the smallest; of the last search.
    chosen : the place on it before pasting; None if no search.
    n, holding, left_out : points that count, those that hold, and those left out as failed.
    """

    verdict: Verdict
    limits: Limits
    searched: Fit | None
    held_out: Fit | None
    p_values: dict[str, float]
    trajectory: tuple[PeelStep, ...]
    chosen: int | None
    n: int
    holding: int
    left_out: int


class _Region(NamedTuple):
    """Lowest and highest values, infinite where open [k]."""

    low: FloatArray
    high: FloatArray

    def holds(self, points: FloatArray) -> BoolArray:
        """Which points are inside [n]."""
        within = (points >= self.low) & (points <= self.high)
        inside: BoolArray = np.logical_and.reduce(within, axis=1)
        return inside

    def without_limit(self, i: int) -> _Region:
        """The same without limits on one parameter."""
        return self.with_limit(i, -math.inf, math.inf)

    def with_limit(self, i: int, low: float, high: float) -> _Region:
        """The same with other limits on one parameter."""
        found = _Region(self.low.copy(), self.high.copy())
        found.low[i], found.high[i] = low, high
        return found

    def limits(self) -> list[int]:
        """Parameters with a limit."""
        return np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)).tolist()


def box(
    points: npt.ArrayLike,
    outcome: npt.ArrayLike,
    names: Sequence[str],
    seed: int = 0,
    alpha: float = 0.05,
    least: float = 0.05,
) -> Box:
    """The box in which a conclusion holds more often than elsewhere, if there is one.

    Parameters
    ----------
    points : the parameters' values, natural or in the unit cube [n, k].
    outcome : whether the conclusion holds; 0, 1, or NaN where the evaluation failed [n].
    names : of the parameters [k].
    seed : which half is searched.
    alpha : share of the points left that a slice holds.
    least : share of the points at which peeling ends.

    Raises
    ------
    ValueError : shapes that do not fit, points that are not finite, an outcome other than 0, 1
        and NaN, a name twice, or shares outside .001 to .5.

    Source: Friedman and Fisher 1999; Bryant and Lempert 2010.
    """
    known = cases(points, outcome, names)
    alpha, least = number("alpha", alpha, 0.001, 0.5), number("least", least, 0.001, 0.5)
    n, holding = len(known.holds), int(known.holds.sum())
    if refused := _unsearchable(n, holding):
        return Box(refused, {}, None, None, {}, (), None, n, holding, known.left_out)
    half = halve(known.holds, seed)
    ours, others = _take(known, half), _take(known, ~half)
    kept = _candidates(ours, alpha, least)
    region, path, chosen = _search(_columns(ours, kept), alpha, least)
    ours, others = _columns(ours, kept), _columns(others, kept)
    region, tested = _survivors(region, others, LEVEL / max(len(region.limits()), 1))
    limits = {ours.names[i]: (float(region.low[i]), float(region.high[i]))
              for i in region.limits()}
    return Box(
        "found" if limits else "nothing found", limits, _fit(region, ours), _fit(region, others),
        {ours.names[i]: p for i, p in sorted(tested.items())},
        tuple(PeelStep(len(place.limits()), _fit(place, ours)) for place in path),
        chosen, n, holding, known.left_out)


def halve(holds: BoolArray, seed: int) -> BoolArray:
    """One half of the points, with half of those that hold [n]."""
    rng = np.random.default_rng(seed)
    half = np.zeros(holds.size, dtype=np.bool_)
    for kind in (np.flatnonzero(holds), np.flatnonzero(~holds)):
        half[rng.permutation(kind)[::2]] = True
    return half


def _unsearchable(n: int, holding: int) -> Verdict | None:
    """Why there is nothing to search, if so."""
    if min(holding, n - holding) >= ENOUGH:
        return None
    if n < 2 * ENOUGH or 0 < holding < n:
        return "too few"
    return "all hold" if holding else "none hold"


def _candidates(ours: Cases, alpha: float, least: float) -> list[int]:
    """Parameters whose limits stand out in the half that is searched."""
    differ = ks_2samp(
        ours.points[ours.holds], ours.points[~ours.holds], axis=0, method="asymp").pvalue
    seen = np.flatnonzero(differ < SCREEN).tolist()
    region, _, _ = _search(_columns(ours, seen), alpha, least)
    kept, _ = _survivors(region, _columns(ours, seen), LEVEL)
    return [seen[i] for i in kept.limits()]


def _search(ours: Cases, alpha: float, least: float) -> tuple[_Region, list[_Region], int]:
    """The best box, the trajectory of peeling, and the place on it where pasting began."""
    path = _peel(ours, alpha, max(math.ceil(least * len(ours.holds)), 2))
    chosen = int(np.argmax([_fit(region, ours).separation for region in path]))
    return _paste(path[chosen], ours, alpha), path, chosen


def _peel(ours: Cases, alpha: float, least: int) -> list[_Region]:
    """Boxes from the whole space down to the least number of points."""
    k = len(ours.names)
    path = [_Region(np.full(k, -math.inf), np.full(k, math.inf))]
    while True:
        inside = path[-1].holds(ours.points)
        points, holds = ours.points[inside], ours.holds[inside]
        if holds.all() or not k:
            return path
        up, down = _slice(points, holds, alpha, least), _slice(-points, holds, alpha, least)
        gain, i, limit = max(up, down)
        if gain == -math.inf:
            return path
        low, high = float(path[-1].low[i]), float(path[-1].high[i])
        path.append(path[-1].with_limit(i, limit, high) if up >= down
                    else path[-1].with_limit(i, low, -limit))


def _slice(
    points: FloatArray, holds: BoolArray, alpha: float, least: int
) -> tuple[float, int, float]:
    """Best slice off the low ends: its gain per point, its parameter and the limit it sets.

    Equal values stay together: fewer than alpha may go, or, if the lowest are all equal, more.
    """
    n = len(points)
    ordered = np.sort(points, axis=0)
    first, edge = ordered[0], ordered[min(max(int(alpha * n), 1), n - 1)]
    kept = np.where(edge > first, points >= edge, points > first)
    size, hits = kept.sum(axis=0), kept[holds].sum(axis=0)
    allowed = (size >= least) & (size < n)
    gain = np.full(points.shape[1], -math.inf)
    gain[allowed] = (hits[allowed] / size[allowed] - holds.mean()) / (n - size[allowed])
    i = int(gain.argmax())
    if gain[i] == -math.inf:
        return -math.inf, i, 0.0
    stays = kept[:, i]
    return float(gain[i]), i, float(points[~stays, i].max() + points[stays, i].min()) / 2


def _paste(region: _Region, ours: Cases, alpha: float) -> _Region:
    """The box with slices put back as long as separation rises."""
    while True:
        wider = [found for i in region.limits() for found in _wider(region, ours, alpha, i)]
        best = max(wider, key=lambda found: _fit(found, ours).separation, default=region)
        if _fit(best, ours).separation <= _fit(region, ours).separation:
            return region
        region = best


def _wider(region: _Region, ours: Cases, alpha: float, i: int) -> list[_Region]:
    """The box with one more slice at each limit of a parameter."""
    low, high = float(region.low[i]), float(region.high[i])
    values = ours.points[region.without_limit(i).holds(ours.points), i]
    extra = max(int(alpha * np.count_nonzero((values >= low) & (values <= high))), 1)
    found = []
    if math.isfinite(low):
        found.append(region.with_limit(i, -_next(-values[values < low], extra), high))
    if math.isfinite(high):
        found.append(region.with_limit(i, low, _next(values[values > high], extra)))
    return found


def _next(values: FloatArray, extra: int) -> float:
    """A limit that lets in the lowest few of some values, and their equals."""
    ordered = np.sort(values)
    beyond = ordered[ordered > ordered[extra - 1]] if extra <= ordered.size else ordered[:0]
    return float(ordered[extra - 1] + beyond[0]) / 2 if beyond.size else math.inf


def _survivors(region: _Region, on: Cases, level: float) -> tuple[_Region, dict[int, float]]:
    """The box without limits that could be chance, weakest first; p-values of all it had."""
    tested: dict[int, float] = {}
    while restricted := region.limits():
        tested |= {i: _quasi_p(region, on, i) for i in restricted}
        weakest = max(restricted, key=tested.__getitem__)
        if tested[weakest] < level:
            break
        region = region.without_limit(weakest)
    return region, tested


def _quasi_p(region: _Region, on: Cases, i: int) -> float:
    """Chance of as many hits if a parameter's limits added nothing."""
    ours, without = _fit(region, on), _fit(region.without_limit(i), on)
    if not ours.inside:
        return 1.0
    return float(binomtest(ours.hits, ours.inside, without.hits / without.inside,
                           alternative="greater").pvalue)


def _fit(region: _Region, on: Cases) -> Fit:
    """How well a box does on some points."""
    inside = region.holds(on.points)
    return Fit(len(on.holds), int(on.holds.sum()), int(inside.sum()),
               int((inside & on.holds).sum()))


def _take(known: Cases, which: BoolArray) -> Cases:
    """Some of the points."""
    return known._replace(points=known.points[which], holds=known.holds[which])


def _columns(known: Cases, which: list[int]) -> Cases:
    """Some of the parameters."""
    names = tuple(known.names[i] for i in which)
    return known._replace(points=known.points[:, which], names=names)
