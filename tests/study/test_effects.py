"""Sizes of effects, and what common draws is worth."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from fronde.study.methods.effects import around_mean, around_median, effect, gains
from fronde.study.methods.verdicts import Compared


def test_an_effect_is_relative_to_its_bar_and_keeps_its_sign():
    bars = np.full((50, 1), 200.0)
    found = effect(Compared(bars - 50.0, bars, -1.0, 0.0), 0.95)
    assert found.median == pytest.approx(-0.25)
    assert (found.low, found.high, found.least, found.most) == pytest.approx((-0.25,) * 4)


def test_against_a_given_value_it_is_absolute():
    found = effect(Compared(np.full((9, 1), 0.7), np.full((9, 1), 0.5), 1.0, 0.0, relative=False),
                   0.95)
    assert found.median == pytest.approx(0.2)


def test_of_nothing_there_is_no_share():
    """A bar of 0: the effect is no share of it; two zeros are no effect."""
    values, bars = np.array([[3.0], [0.0], [0.0]]), np.zeros((3, 1))
    found = effect(Compared(values, bars, 1.0, 0.0), 0.95)
    assert found.median == 0.0


def test_what_came_of_nothing_counts_among_the_points():
    """Of five points three are infinite, so the median is: it is not that of the other two."""
    values, bars = np.array([[3.0], [1.0], [2.0], [0.0], [0.0]]), np.zeros((5, 1))
    found = effect(Compared(values, bars, 1.0, 0.0), 0.95)
    assert (found.median, found.least, found.most) == (math.inf, 0.0, math.inf)


def test_the_interval_of_the_median_covers_as_often_as_it_says():
    """Of 400 samples of a skew distribution, within 3 standard errors of 95 in 100 or more."""
    rng = np.random.default_rng(1)
    truth = math.log(2.0)
    inside = [low <= truth <= high for low, high in (
        around_median(rng.exponential(size=41), 0.95) for _ in range(400))]
    assert np.mean(inside) >= 0.95 - 3.0 * math.sqrt(0.95 * 0.05 / 400)


def test_the_interval_of_the_median_is_of_order_statistics():
    """n = 10: P(2 <= below <= 8) = 1 - 2 (1 + 10) / 1024 = .979, so the 2nd and the 9th."""
    assert binom.cdf(1, 10, 0.5) == pytest.approx(11 / 1024)
    assert around_median(np.arange(1.0, 11.0), 0.95) == (2.0, 9.0)


def test_few_points_have_no_interval_of_the_median_at_a_high_level():
    """All of four points are on one side with chance 2 / 2^4 = .125; of six with 2 / 2^6 = .031."""
    assert around_median(np.arange(4.0), 0.95) == (-math.inf, math.inf)
    assert around_median(np.arange(6.0), 0.95) == (0.0, 5.0)
    found = effect(Compared(np.full((4, 1), 0.7), np.full((4, 1), 0.5), 1.0, 0.0, relative=False),
                   0.95)
    assert found.median == pytest.approx(0.2) and not found.bounded


def test_the_interval_of_a_mean_is_students():
    middle, low, high = around_mean(np.array([1.0, 2.0, 3.0]), 0.95)
    reach = 4.302653 / math.sqrt(3.0)  # t with two degrees of freedom, standard deviation 1
    assert (middle, low, high) == pytest.approx((2.0, 2.0 - reach, 2.0 + reach))


def test_common_draws_takes_its_own_share_out_of_a_difference():
    """value = c + a, bar = c + b with var c = 9, var a = var b = 1: (2 * 10) / 2 = 10 times."""
    rng = np.random.default_rng(1)
    common = 3.0 * rng.standard_normal((20_000, 2))
    values, bars = common + rng.standard_normal((2, 20_000, 2))
    assert np.median(gains(Compared(values, bars, 1.0, 0.0))) == pytest.approx(10.0, rel=0.1)


def test_separate_draws_gains_nothing_and_equal_draws_everything():
    rng = np.random.default_rng(1)
    values, bars = rng.standard_normal((2, 20_000, 2))
    assert np.median(gains(Compared(values, bars, 1.0, 0.0))) == pytest.approx(1.0, rel=0.1)
    assert (gains(Compared(values, values, 1.0, 0.0)) == math.inf).all()


def test_there_is_nothing_to_gain_without_noise_in_both_or_without_replicates():
    values = np.random.default_rng(1).standard_normal((4, 2))
    assert len(gains(Compared(values, np.ones((4, 2)), 1.0, 0.0))) == 0
    assert len(gains(Compared(values[:, :1], values[:, 1:], 1.0, 0.0))) == 0
    values[0, 1] = math.nan
    assert len(gains(Compared(values, -values, 1.0, 0.0))) == 3
