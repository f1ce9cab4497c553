r"""Naive rules that a model should beat: each forecasts weeks from the weeks before them.

    zero               nobody, ever
    last value         as many as in the last week
    conflictology      the last year over again: each of its weeks is a draw, of every week
    negative binomial  each week drawn anew from the distribution of the weeks before
    self-exciting      events bring events (``excitation``)

No rule looks at a week that is forecast: all weeks held back are forecast at once, from the same
weeks before them. A negative binomial number with mean m and size r has variance m + m^2 / r; r is
fitted by maximum likelihood, and m is then the mean of the weeks before.

Sources     Hegre et al. 2024 (zero, last value and conflictology are benchmarks of the VIEWS
            prediction challenge; there conflictology is the last 12 months of a country);
            Fisher 1941 (negative binomial by maximum likelihood); ``excitation`` names its own
Limits      weeks whose variance is at most their mean: the negative binomial is Poisson; weeks all
            alike: last value and conflictology are the same; no events before: all rules are zero
Deviations  - the challenge's last value has Poisson draws around it; here it is a point
            - the challenge forecasts 3 to 14 months ahead, and so leaves 2 months out; here weeks
              before end where weeks held back begin, unless the caller leaves some out
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from fronde.arguments import MOST_SEED, whole
from fronde.errors import DataError
from fronde.evidence.excitation import draw_counts, draw_excitation, fit_excitation
from fronde.evidence.scores import read_counts

Floats = NDArray[np.float64]
YEAR = 52  # weeks
DRAWS = 1000  # as in the challenge
LEAST_FITTED = 10  # weeks for two parameters
LEAST_EXCITED = 30  # weeks for four
_MOST_WEEKS, _MOST_DRAWS = 100_000, 100_000
_SIZES = (math.log(1e-6), math.log(1e9))


def zero(before: Any, weeks: int) -> Floats:
    """Nobody: one draw a week, 0 [weeks, 1].

    Parameters
    ----------
    before : counts of the weeks before [weeks].
    weeks : how many weeks follow and are forecast.

    Raises
    ------
    DataError : ``before`` is empty, or has a number that cannot be a count.
    ScenarioError : ``weeks`` is not a whole number from 1.

    Source: Hegre et al. 2024.
    """
    return np.zeros_like(last_value(before, weeks))


def last_value(before: Any, weeks: int) -> Floats:
    """As many as in the last week before: one draw a week [weeks, 1].

    Parameters, errors and source are those of ``zero``.
    """
    counts = _read_before(before, 1, "the last value")
    return np.full((_read_weeks(weeks), 1), counts[-1])


def conflictology(before: Any, weeks: int, year: int = YEAR) -> Floats:
    """The last year over again: each of its weeks is a draw, of every week [weeks, year].

    Nothing is drawn by chance, so there is no seed.

    Parameters
    ----------
    before, weeks : as of ``zero``.
    year : how many of the last weeks count: 52, or 12 if they are months.

    Raises
    ------
    DataError, ScenarioError : as of ``zero``; there are fewer weeks before than a year.

    Source: Hegre et al. 2024.
    """
    year = whole("year", year, 1, _MOST_WEEKS)
    counts = _read_before(before, year, "conflictology", " Use year=12 if these are months.")
    return np.tile(counts[-year:], (_read_weeks(weeks), 1))


def negative_binomial(before: Any, weeks: int, draws: int = DRAWS, seed: int = 1) -> Floats:
    """Each week anew from a negative binomial distribution of the weeks before [weeks, draws].

    Parameters
    ----------
    before, weeks : as of ``zero``; at least 10 weeks before, of whole numbers.
    draws : how many a week.
    seed : of the draws.

    Raises
    ------
    DataError, ScenarioError : as of ``zero``; fewer weeks before; a number that is not whole.

    Source: Fisher 1941.
    """
    mean, size = fit_negative_binomial(before)
    shape = (_read_weeks(weeks), whole("draws", draws, 1, _MOST_DRAWS))
    return draw_counts(np.full(shape, mean), size, _generator(seed))


def self_excitation(before: Any, weeks: int, draws: int = DRAWS, seed: int = 1) -> Floats:
    """Events bring events: each draw goes on from the last weeks, week by week [weeks, draws].

    Parameters and errors are those of ``negative_binomial``, with at least 30 weeks before.

    Source: Ferland, Latour & Oraichi 2006; Christou & Fokianos 2014.
    """
    counts = _read_whole(before, LEAST_EXCITED, "self-excitation")
    return draw_excitation(fit_excitation(counts), counts, _read_weeks(weeks),
                           whole("draws", draws, 1, _MOST_DRAWS), _generator(seed))


def fit_negative_binomial(before: Any) -> tuple[float, float]:
    """Mean and size of a negative binomial distribution, by maximum likelihood.

    The size is inf, which is Poisson, where the variance of the weeks is at most their mean.

    Raises
    ------
    DataError : as of ``negative_binomial``.

    Source: Fisher 1941.
    """
    counts = _read_whole(before, LEAST_FITTED, "the negative binomial")
    mean = float(counts.mean())
    if counts.var() <= mean:
        return mean, math.inf

    def misfit(log_size: float) -> float:
        size = math.exp(log_size)
        each = (gammaln(counts + size) - gammaln(size) - size * np.log1p(mean / size)
                - counts * np.log1p(size / mean))
        return -float(each.mean())

    return mean, math.exp(minimize_scalar(misfit, bounds=_SIZES, method="bounded",
                                          options={"xatol": 1e-9}).x)


def list_rules(year: int, draws: int, seed: int) -> dict[str, Callable[[Any, int], Floats]]:
    """All rules by name; each gives draws [weeks, draws] from weeks before and how many follow."""
    return {
        "zero": zero,
        "last value": last_value,
        "conflictology": lambda before, weeks: conflictology(before, weeks, year),
        "negative binomial": lambda before, weeks: negative_binomial(before, weeks, draws, seed),
        "self-exciting": lambda before, weeks: self_excitation(before, weeks, draws, seed),
    }


def _read_before(before: Any, least: int, rule: str, mend: str = "") -> Floats:
    """The weeks before, if they are enough for a rule."""
    counts = read_counts("the weeks before", before)
    if len(counts) < least:
        raise DataError(f"{rule} needs at least {least} weeks before, not {len(counts)}: begin the "
                        f"record earlier, or hold fewer weeks back.{mend}")
    return counts


def _read_whole(before: Any, least: int, rule: str) -> Floats:
    """The weeks before, if they are enough for a rule and whole numbers."""
    counts = _read_before(before, least, rule)
    if (counts != np.floor(counts)).any():
        raise DataError(f"{rule} needs whole numbers of the weeks before, not "
                        f"{counts[counts != np.floor(counts)][0]:g}: round them.")
    return counts


def _read_weeks(weeks: int) -> int:
    """How many weeks follow."""
    return whole("weeks", weeks, 1, _MOST_WEEKS)


def _generator(seed: int) -> np.random.Generator:
    """Random draws of a rule."""
    return np.random.default_rng(whole("seed", seed, 0, MOST_SEED))
