r"""Self-exciting counts: each week's events bring some of the next.

    mu_t = base + follow X_(t-1) + memory mu_(t-1)            X_t: events, mu_t: their mean [events]

which is a Hawkes process in whole weeks with an exponential kernel:

    mu_t = base / (1 - memory) + follow sum over k >= 1 of memory^(k-1) X_(t-k)

Given mu_t, X_t is negative binomial with variance mu + mu^2 / size. The mean is fitted by the
maximum of the Poisson likelihood, whatever the variance is. Then the size is such that

    sum over t of (X_t - mu_t)^2 / (mu_t + mu_t^2 / size) = weeks - 3

Sources     Hawkes 1971; Ferland, Latour & Oraichi 2006 (INGARCH(1,1), likelihood); Christou &
            Fokianos 2014 (the size, after the mean)
Limits      follow and memory 0: weeks are independent; size infinite: Poisson; no events: none ever
Deviations  - follow + memory is at most ``MOST_KEPT``, so that forecasts come back to a mean
            - mu_1 is the mean of the weeks
            - sums end where an optimiser stops: its last digits may differ between machines
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.signal import lfilter

from fronde.evidence.contract import MOST_PERSONS

Floats = NDArray[np.float64]
MOST_KEPT = 0.99  # of a week's events, in all weeks that follow
_FITTED = 3  # parameters of the mean
_SMALLEST, _LARGEST = 1e-6, 1e9  # sizes


class Excitation(NamedTuple):
    """How events bring events.

    Attributes
    ----------
    base : events a week without any before.
    follow : events that an event brings in the next week.
    memory : share of the mean that stays for the next week.
    size : of the negative binomial numbers; inf if they are Poisson.
    """

    base: float
    follow: float
    memory: float
    size: float


def fit_excitation(counts: Floats) -> Excitation:
    """Fit self-excitation to whole numbers of events [weeks].

    Source: Ferland, Latour & Oraichi 2006; Christou & Fokianos 2014.
    """
    usual = float(counts.mean())
    if usual == 0.0:
        return Excitation(0.0, 0.0, 0.0, math.inf)
    bounds = [(-5.0, 5.0), (0.0, MOST_KEPT), (0.0, 1.0)]
    tries = [minimize(_misfit, (0.0, kept, 0.5), (counts,), "L-BFGS-B", bounds=bounds)
             for kept in (0.2, 0.6, 0.9)]
    mean = _unpack(min(tries, key=lambda one: one.fun).x, usual)
    return mean._replace(size=_size(counts, expect(mean, counts)))


def expect(fitted: Excitation, counts: Floats) -> Floats:
    """The mean of each week, given those before it [weeks]."""
    first = counts.mean()
    later, _ = lfilter([1.0], [1.0, -fitted.memory], fitted.base + fitted.follow * counts[:-1],
                       zi=[fitted.memory * first])
    return np.concatenate([[first], later])


def draw_excitation(fitted: Excitation, counts: Floats, weeks: int, draws: int,
                    rng: np.random.Generator) -> Floats:
    """Draw the weeks that follow [weeks, draws]; each draw goes on from its own weeks."""
    mean = np.full(draws, expect(fitted, counts)[-1])
    last, found = np.full(draws, counts[-1]), np.empty((weeks, draws))
    for week in range(weeks):
        mean = fitted.base + fitted.follow * last + fitted.memory * mean
        last = found[week] = draw_counts(mean, fitted.size, rng)
    return found


def draw_counts(mean: Floats, size: float, rng: np.random.Generator) -> Floats:
    """Negative binomial numbers of these means, or Poisson ones where the size is infinite.

    None is larger than what a record can hold.
    """
    if math.isfinite(size):
        mean = np.minimum(rng.gamma(size, mean / size), MOST_PERSONS)
    return np.minimum(rng.poisson(mean), MOST_PERSONS).astype(float)


def _unpack(values: Floats, usual: float) -> Excitation:
    """Log of the long-run mean over ``usual``, what is kept, and how much of that is ``follow``."""
    level, kept, share = map(float, values)
    return Excitation(usual * math.exp(level) * (1.0 - kept), kept * share, kept * (1.0 - share),
                      math.inf)


def _misfit(values: Floats, counts: Floats) -> float:
    """How unlikely the counts are, if Poisson, by the week, in units of their mean."""
    usual = float(counts.mean())
    mean = expect(_unpack(values, usual), counts)
    return float((mean - counts * np.log(mean)).mean() / usual)


def _size(counts: Floats, mean: Floats) -> float:
    """The size at which squared errors are what their variance says."""
    def excess(log_size: float) -> float:
        spread = mean + mean**2 / math.exp(log_size)
        return float(((counts - mean) ** 2 / spread).sum() - (len(counts) - _FITTED))

    low, high = math.log(_SMALLEST), math.log(_LARGEST)
    if excess(high) <= 0.0:
        return math.inf
    return math.exp(brentq(excess, low, high)) if excess(low) < 0.0 else _SMALLEST
