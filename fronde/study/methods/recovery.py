r"""Would the method find a truth that was put in? Known truths, with the runs that are there.

Each of some parameter sets t is taken as true. Its first run, with errors, is the record:

    y_k = x_kt + sqrt(e_k^2 + d_k^2) z,    z standard normal

(``sieve`` has the letters). Then it is asked of the other sets p

    kept       whether another run of t itself would be left: I_kt < 3 for all targets
    interval   the middle nine tenths of each parameter over the sets p, weighted by
               w_p = exp(-sum_k (x_kp - y_k)^2 / (2 (e_k^2 + d_k^2)))

The truth should be kept, and should lie in its interval in nine of ten cases. As chance is in the
runs themselves, w_p is an unbiased estimate of how likely the record is at p, and the weighted sets
are draws from what is left of the prior. With fewer than so many effective sets,
(sum w)^2 / sum w^2, they are too few to say.

Sources     Cook, Gelman & Rubin 2006 (known truths); Andrieu & Roberts 2009 (unbiased estimates
            leave the posterior as it is); Kish 1965 (effective numbers)
Limits      e and d without bound: intervals are those of the prior; a parameter that nothing moves
            with: the same
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.study.methods.arrays import Floats
from fronde.study.methods.sieve import FEWEST, NEAR, Numbers

TRUTHS = 100
SHARE = 0.9  # of the weighted interval


class Recovery(NamedTuple):
    """What was found of known truths.

    Attributes
    ----------
    kept, of : truths whose other run is left, of those that have another.
    covers : whether each truth lies in its interval [truths that count, parameters].
    widths : of the intervals, of those of the prior [truths that count, parameters].
    tried : truths, whether they count or not.
    """

    kept: int
    of: int
    covers: Floats
    widths: Floats
    tried: int


def recover(runs: Floats, spreads: Floats, chances: Floats, unit: Floats, seed: int,
            truths: int = TRUTHS) -> Recovery:
    """Take parameter sets as true, one by one, and look for them.

    Parameters
    ----------
    runs : what runs give, on the scale of each target [targets, sets, replicates].
    spreads : error and discrepancy of each target together [targets].
    chances : standard deviation between replicates [targets].
    unit : places of the sets within the priors, 0 to 1 [sets, parameters].
    seed : of the errors.
    truths : how many at most: those with other runs first, then spread evenly over the sets.
    """
    known = np.flatnonzero(np.isfinite(runs[:, :, 0]).all(axis=0))
    chosen = choose_truths(known, np.asarray(np.isfinite(runs).all(axis=(0, 2))), truths)
    errors = np.random.default_rng(seed).normal(size=(len(chosen), len(spreads))) * spreads
    kept = of = 0
    covers, widths = [], []
    for truth, error in zip(chosen, errors, strict=True):
        record = runs[:, truth, 0] + error
        other = runs[:, truth, 1] if runs.shape[2] > 1 else np.full(len(spreads), np.nan)
        if np.isfinite(other).all():
            of += 1
            kept += bool((np.abs(other - record) < NEAR * np.hypot(
                spreads, chances * np.sqrt(2.0))).all())
        rest = known[known != truth]
        weights = weigh(runs[:, rest, 0], record, spreads)
        if effective(weights) >= FEWEST:
            low, high = weighted_ends(unit[rest], weights)
            covers.append((low <= unit[truth]) & (unit[truth] <= high))
            widths.append((high - low) / SHARE)
    shape = (-1, unit.shape[1])
    return Recovery(kept, of, np.reshape(covers, shape).astype(float), np.reshape(widths, shape),
                    len(chosen))


def choose_truths(known: Numbers, repeated: NDArray[np.bool_], truths: int) -> Numbers:
    """Sets that are taken as true: numbers of sets, in order.

    Parameters
    ----------
    known : sets with a value for every target.
    repeated : whether a set has another run with values [sets]; with one run each, all have.
    """
    first = known[repeated[known]][:truths]
    rest = np.setdiff1d(known, first)
    more = min(truths - len(first), len(rest))
    spread = rest[np.linspace(0, len(rest) - 1, more).round().astype(int)] if more else rest[:0]
    return np.union1d(first, spread)


def weigh(runs: Floats, record: Floats, spreads: Floats) -> Floats:
    """How likely the record is at each set [targets, sets] -> [sets], of the likeliest."""
    misfit = (((runs - record[:, None]) / spreads[:, None]) ** 2).sum(axis=0) / 2.0
    found: Floats = np.exp(misfit.min() - misfit) if misfit.size else misfit
    return found


def effective(weights: Floats) -> float:
    """How many equal weights say as much as these [sets]."""
    return float(weights.sum() ** 2 / (weights**2).sum()) if weights.size else 0.0


def weighted_ends(unit: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Ends of the middle nine tenths of each parameter [sets, parameters], weighted.

    A weight counts half below its own place, so that equal weights give usual quantiles.
    """
    order = np.argsort(unit, axis=0, kind="stable")
    placed = np.take_along_axis(unit, order, axis=0)
    each = weights[order] / weights.sum()
    below = np.cumsum(each, axis=0) - each / 2.0
    tail = (1.0 - SHARE) / 2.0
    ends = np.array([[np.interp(at, below[:, one], placed[:, one]) for one in range(unit.shape[1])]
                     for at in (tail, 1.0 - tail)])
    return ends[0], ends[1]
