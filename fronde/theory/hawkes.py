r"""Events that set off further events come in clusters.

Events come by themselves at rate mu; each sets off n more on average, a Poisson number, after
exponential waits of mean 1 / beta (self-exciting process, read as a branching process). For
n < 1, and windows of length w:

    mean rate               mu / (1 - n)
    variance over mean      1 / (1 - n)^2 - (1 / (1 - n)^2 - 1) (1 - e^(-k w)) / (k w)
                            with k = beta (1 - n);  1 / (1 - n)^2 for long windows

n is also the share of events that were set off by others.

Sources  Hawkes 1971, Biometrika 58:83 (spectra, from which the variance follows)
"""

from __future__ import annotations

import math

import numpy as np

from fronde.theory.inputs import FloatArray, IntArray, number, positive, whole


def mean_rate(mu: float, n: float) -> float:
    """How many events there are in the long run: ``mu / (1 - n)`` [1/time].

    Parameters
    ----------
    mu : events that come by themselves [1/time].
    n : events that each sets off, from 0 up to but not 1.

    Raises
    ------
    ValueError : negative or not finite, n from 1 on.

    Source: Hawkes 1971.
    """
    return number("mu", mu, 0.0) / (1.0 - _below_one(n))


def fano(n: float) -> float:
    """Variance over mean of the events in long windows: ``1 / (1 - n)^2``.

    Parameters
    ----------
    n : events that each sets off, from 0 up to but not 1.

    Raises
    ------
    ValueError : negative or not finite, n from 1 on.

    Source: Hawkes 1971: the spectrum at frequency 0.
    """
    return 1.0 / (1.0 - _below_one(n)) ** 2


def fano_of_windows(n: float, decay: float, window: float) -> float:
    """Variance over mean of the events in windows of any length.

    Covariance of the rate at lag s is ``m A exp(-k s)`` with m the mean rate,
    ``A = decay n (2 - n) / (2 (1 - n))`` and ``k = decay (1 - n)``; the variance is
    ``m w + 2 m A (w / k - (1 - exp(-k w)) / k^2)``.

    Parameters
    ----------
    n : events that each sets off, from 0 up to but not 1.
    decay : beta, one over the mean wait [1/time].
    window : w [time].

    Raises
    ------
    ValueError : negative or not finite, n from 1 on, decay or window not above 0.

    Source: Hawkes 1971, exponential case.
    """
    long_run = fano(n)
    spans = positive("decay", decay) * (1.0 - n) * positive("window", window)
    return long_run + (long_run - 1.0) * math.expm1(-spans) / spans


def event_times(
    mu: float, n: float, decay: float, span: float, rng: np.random.Generator
) -> FloatArray:
    """When events fall, sorted, in a span long after the start [events, time].

    Events that come by themselves are scattered over the span and a run-up before it, then
    generation by generation those that they set off. The run-up is 50 times as long as a
    cluster lasts on average, ``1 / (decay (1 - n))``: what it misses is below e^-50.

    Parameters
    ----------
    mu : events that come by themselves [1/time].
    n : events that each sets off, from 0 up to but not 1.
    decay : beta, one over the mean wait [1/time].
    span : from 0 to this [time].
    rng : a seeded generator.

    Raises
    ------
    ValueError : negative or not finite, n from 1 on, decay or span not above 0.

    Source: Hawkes 1971; clusters as in the module ``branching``.
    """
    mu, n = number("mu", mu, 0.0), _below_one(n)
    decay, span = positive("decay", decay), positive("span", span)
    run_up = 50.0 / (decay * (1.0 - n))
    found = []
    latest = rng.uniform(-run_up, span, rng.poisson(mu * (run_up + span)))
    while latest.size:
        found.append(latest[latest >= 0.0])
        parents = np.repeat(latest, rng.poisson(n, latest.size))
        latest = parents + rng.exponential(1.0 / decay, parents.size)
        latest = latest[latest < span]
    return np.sort(np.concatenate(found)) if found else np.zeros(0)


def counts(
    mu: float, n: float, decay: float, window: float, windows: int, rng: np.random.Generator
) -> IntArray:
    """How many events fall into each of a row of windows [windows].

    Parameters
    ----------
    mu : events that come by themselves [1/time].
    n : events that each sets off, from 0 up to but not 1.
    decay : beta, one over the mean wait [1/time].
    window : length of each [time].
    windows : how many, one after the other.
    rng : a seeded generator.

    Raises
    ------
    ValueError : negative or not finite, n from 1 on, decay or window not above 0, no window.

    Source: Hawkes 1971.
    """
    windows, window = whole("windows", windows, 1), positive("window", window)
    times = event_times(mu, n, decay, window * windows, rng)
    places = np.minimum((times / window).astype(np.int64), windows - 1)
    return np.bincount(places, minlength=windows).astype(np.int64)


def _below_one(n: float) -> float:
    """A number of events that does not feed on itself for ever."""
    if (n := number("n", n, 0.0)) >= 1.0:
        raise ValueError(f"n must be below 1, not {n:g}: events would set off ever more")
    return n
