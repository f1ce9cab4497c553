"""How large an effect is over the space, and what common draws are worth.

The runs of a pair share their random draws, so that a difference between them comes from what was
changed. How much that helps is the variance of differences between runs with common random
numbers, beside that with draws of their own, both from the same replicates of a point:

    gain = (var value + var bar) / var (value - bar)        within a point

whose median over points is unbiased even with two replicates: with correlation r and equal
variances 2 / (2 (1 - r)) is its median, since the sum and the difference of two normal numbers
are independent and their squares, each by its variance, have a ratio of median 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from fronde.study.methods.arrays import Floats
from fronde.study.methods.verdicts import Compared, levels


@dataclass(frozen=True)
class Effect:
    """Effect over the points: relative to the bar (or absolute, against a given value).

    ``low`` and ``high`` enclose the median over the whole space; ``least`` and ``most`` are the
    5th and 95th of 100 points.
    """

    median: float
    low: float
    high: float
    least: float
    most: float

    @property
    def bounded(self) -> bool:
        """Whether the points are enough for an interval of the median."""
        return (self.low, self.high) != (-math.inf, math.inf)


NONE = Effect(*(math.nan,) * 5)


def effect(compared: Compared, level: float) -> Effect:
    """The effect of what was changed, in the direction that it has."""
    value, bar = levels(compared)
    difference = relative(value - bar, bar) if compared.relative else value - bar
    known = difference[~np.isnan(difference)]
    if not len(known):
        return NONE
    # There is nothing between a number and an infinite one.
    form: Any = "linear" if np.isfinite(known).all() else "inverted_cdf"
    least, median, most = np.percentile(known, [5, 50, 95], method=form)
    low, high = around_median(known, level)
    return Effect(float(median), low, high, float(least), float(most))


def relative(difference: Floats, bar: Floats) -> Floats:
    """Differences as shares of the bar; infinite where something came of nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(difference == 0.0, 0.0, difference / np.abs(bar))


def around_median(known: Floats, level: float) -> tuple[float, float]:
    """Order statistics that enclose the median (the binomial interval; no assumption on form).

    Of few points not even the least and the largest do so at the level: then the interval has no
    ends, as that of a mean of one.
    """
    ordered = np.sort(known)
    below = int(stats.binom.ppf((1.0 - level) / 2.0, len(known), 0.5))
    if below < 1:
        return -math.inf, math.inf
    return float(ordered[below - 1]), float(ordered[len(known) - below])


def around_mean(known: Floats, level: float) -> tuple[float, float, float]:
    """A mean of points and its interval (Student's; what is averaged must be bounded)."""
    middle = float(known.mean())
    if len(known) < 2:
        return middle, -math.inf, math.inf
    reach = float(stats.t.ppf(0.5 + level / 2.0, len(known) - 1)) * float(stats.sem(known))
    return middle, middle - reach, middle + reach


def gains(compared: Compared) -> Floats:
    """How many times smaller common draws make the variance of a difference, point by point.

    Points at which one of the two runs has no noise at all have none to share and are left out.
    """
    whole = ~(np.isnan(compared.values) | np.isnan(compared.bars)).any(axis=1)
    values, bars = compared.values[whole], compared.bars[whole]
    if values.shape[1] < 2:
        return np.empty(0)
    value, bar = values.var(axis=1, ddof=1), bars.var(axis=1, ddof=1)
    paired = (values - bars).var(axis=1, ddof=1)
    both = (value > 0.0) & (bar > 0.0)
    with np.errstate(divide="ignore"):
        found: Floats = (value + bar)[both] / paired[both]
    return found
