r"""What citizens believe after seeing successes and failures, and forgetting some.

Belief is the mean of a Beta distribution whose pseudo-counts are what has been seen:

    mean = s / (s + k),   s = s_0 + successes,   k = k_0 + failures

With a share f kept from week to week and evidence e every week,

    s(t+1) = s_0 + f (s(t) - s_0) + e,   s(t) = s_0 + e (1 - f^t) / (1 - f)

Sources  conjugacy: Raiffa and Schlaifer 1961, Applied statistical decision theory
         discounting: West and Harrison 1997, Bayesian forecasting and dynamic models
"""

from __future__ import annotations

import math
from typing import NamedTuple

from fronde.theory.inputs import number, positive, whole


class Counts(NamedTuple):
    """Pseudo-counts of a Beta distribution, or a week's evidence.

    Attributes
    ----------
    success, failure : what speaks for and against [pseudo-counts, or those per week].
    """

    success: float
    failure: float

    @property
    def mean(self) -> float:
        """The belief: share of successes."""
        return self.success / (self.success + self.failure)


def posterior_mean(prior: tuple[float, float], evidence: tuple[float, float]) -> float:
    """Belief after a number of successes and failures, nothing forgotten [share].

    ``(s_0 + s) / (s_0 + s + k_0 + k)``.

    Parameters
    ----------
    prior : pseudo-counts (s_0, k_0), above 0.
    evidence : successes and failures (s, k), 0 or more.

    Raises
    ------
    ValueError : negative, NaN, or an empty prior.

    Source: Raiffa and Schlaifer 1961.
    """
    return discount(prior, evidence, forgetting=1.0, weeks=1).mean


def discount(
    prior: tuple[float, float], evidence: tuple[float, float], forgetting: float, weeks: int
) -> Counts:
    """Pseudo-counts after weeks of the same evidence, forgetting as they go.

    ``prior + evidence (1 - f^weeks) / (1 - f)``; with f = 1, ``prior + evidence weeks``.

    Parameters
    ----------
    prior : pseudo-counts (s_0, k_0), above 0, to which forgetting returns.
    evidence : successes and failures a week (s, k), 0 or more.
    forgetting : f, share kept from week to week, 0 to 1.
    weeks : how many.

    Raises
    ------
    ValueError : negative, NaN, an empty prior, or weeks that are not whole.

    Source: West and Harrison 1997.
    """
    start, weekly = _prior(prior), _evidence(evidence)
    kept = number("forgetting", forgetting, 0.0, 1.0)
    heard = _weeks_remembered(kept, whole("weeks", weeks))
    return Counts(start.success + heard * weekly.success, start.failure + heard * weekly.failure)


def limit(
    prior: tuple[float, float], evidence: tuple[float, float], forgetting: float
) -> Counts:
    """Pseudo-counts that a constant stream of evidence leads to.

    ``prior + evidence / (1 - f)``: without evidence, the prior.

    Parameters
    ----------
    prior : pseudo-counts (s_0, k_0), above 0.
    evidence : successes and failures a week (s, k), 0 or more.
    forgetting : f, share kept from week to week, 0 up to but not 1.

    Raises
    ------
    ValueError : negative, NaN, an empty prior, or nothing forgotten (no limit).

    Source: West and Harrison 1997.
    """
    start, weekly = _prior(prior), _evidence(evidence)
    if (kept := number("forgetting", forgetting, 0.0, 1.0)) == 1.0:
        raise ValueError("forgetting must be below 1: if all is kept, counts have no limit")
    return Counts(
        start.success + weekly.success / (1.0 - kept),
        start.failure + weekly.failure / (1.0 - kept),
    )


def _weeks_remembered(kept: float, weeks: int) -> float:
    """How many weeks' worth of evidence is still remembered."""
    if kept == 1.0:
        return float(weeks)
    if kept == 0.0:
        return float(min(weeks, 1))
    return -math.expm1(weeks * math.log(kept)) / (1.0 - kept)


def _prior(counts: tuple[float, float]) -> Counts:
    success, failure = counts
    return Counts(positive("prior success", success), positive("prior failure", failure))


def _evidence(counts: tuple[float, float]) -> Counts:
    success, failure = counts
    return Counts(number("success", success, 0.0), number("failure", failure, 0.0))
