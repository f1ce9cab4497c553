"""Clustered events: mean, spread, and simulated counts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from fronde.theory.branching import borel_pmf
from fronde.theory.hawkes import counts, event_times, fano, fano_of_windows, mean_rate

SHARE, RATE = st.floats(0, 0.9), st.floats(0.05, 5)


def test_by_hand():
    """n = .4: 1 / .36 = 2.7778; mean 3 / .6 = 5."""
    assert fano(0.4) == pytest.approx(2.7778, abs=5e-5)
    assert mean_rate(3, 0.4) == pytest.approx(5)
    assert fano(0) == 1 == fano_of_windows(0, 1, 7)


@given(SHARE)
def test_long_windows_hold_whole_clusters(n):
    """Poisson clusters of size S: variance over mean is E S^2 / E S; S is Borel."""
    if n <= 0.7:
        sizes = np.arange(1, 3000)
        chances = borel_pmf(sizes, n)
        assert fano(n) == pytest.approx(chances @ sizes**2 / (chances @ sizes), rel=1e-6)


@given(SHARE, RATE, RATE)
def test_windows_by_the_integral_of_the_covariance(n, decay, window):
    """1 + 2 / w times the integral of (w - s) A exp(-k s) from 0 to w."""
    a, k = decay * n * (2 - n) / (2 * (1 - n)), decay * (1 - n)
    inside = quad(lambda s: (window - s) * a * math.exp(-k * s), 0, window)[0]
    assert fano_of_windows(n, decay, window) == pytest.approx(1 + 2 * inside / window, rel=1e-7)


@given(SHARE, RATE)
def test_short_windows_are_poisson_and_long_ones_are_not(n, decay):
    assert fano_of_windows(n, decay, 1e-9) == pytest.approx(1, abs=1e-5)
    assert fano_of_windows(n, decay, 1e9) == pytest.approx(fano(n), rel=1e-5)


@pytest.mark.parametrize("window", [2.0, 60.0])
def test_simulated_counts(window):
    """Mean and Fano factor within four standard errors, by batches of windows (seed 5)."""
    mu, n, decay, windows = 1.5, 0.4, 1.0, 4000
    found = counts(mu, n, decay, window, windows, np.random.default_rng(5))
    assert found.size == windows
    batches = found.reshape(40, -1)
    for values, expected in [
        (batches.mean(axis=1) / window, mean_rate(mu, n)),
        ((batches - mean_rate(mu, n) * window)**2 @ np.ones(100) / 100
         / (mean_rate(mu, n) * window), fano_of_windows(n, decay, window)),
    ]:
        assert abs(values.mean() - expected) < 4 * values.std(ddof=1) / math.sqrt(40)


def test_no_events():
    assert event_times(0, 0.5, 1, 10, np.random.default_rng(1)).size == 0
    assert counts(0, 0.5, 1, 1, 3, np.random.default_rng(1)).tolist() == [0, 0, 0]


def test_the_same_seed_gives_the_same_events():
    first, second = (event_times(2, 0.5, 1, 50, np.random.default_rng(9)) for _ in range(2))
    assert (first == second).all() and (np.diff(first) >= 0).all()
    assert 0 <= first[0] and first[-1] < 50


@pytest.mark.parametrize("n", [-0.1, 1, 2, math.nan])
def test_senseless_numbers_are_refused(n):
    rng = np.random.default_rng(1)
    for function in (fano, lambda n: mean_rate(1, n), lambda n: fano_of_windows(n, 1, 1),
                     lambda n: event_times(1, n, 1, 1, rng)):
        with pytest.raises(ValueError, match="n must"):
            function(n)
    with pytest.raises(ValueError, match="windows must"):
        counts(1, 0.5, 1, 1, 0, rng)
