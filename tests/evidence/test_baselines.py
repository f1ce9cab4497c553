"""Naive rules: what they forecast is known, and what they fit is found again."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import psi

from fronde.errors import DataError, ScenarioError
from fronde.evidence.baselines import (
    conflictology,
    fit_negative_binomial,
    last_value,
    negative_binomial,
    self_excitation,
    zero,
)
from fronde.evidence.excitation import (
    MOST_KEPT,
    Excitation,
    draw_counts,
    draw_excitation,
    expect,
    fit_excitation,
)

YEAR = list(range(60))
RULES = (zero, last_value, conflictology, negative_binomial, self_excitation)
KNOWN = (Excitation(1.0, 0.4, 0.3, math.inf), Excitation(2.0, 0.3, 0.5, 3.0),
         Excitation(4.0, 0.0, 0.0, 1.0), Excitation(300.0, 0.5, 0.2, 8.0))


def simulate(known, weeks, seed):
    """Weeks of a process, from its equations; the first hundred are left out."""
    rng, mean, last, found = np.random.default_rng(seed), known.base, 0.0, []
    for _ in range(weeks + 100):
        mean = known.base + known.follow * last + known.memory * mean
        last = float(rng.poisson(mean) if math.isinf(known.size) else
                     rng.negative_binomial(known.size, known.size / (known.size + mean)))
        found.append(last)
    return np.array(found[100:])


def test_zero_and_last_value_are_points():
    assert zero(YEAR, 3).tolist() == [[0], [0], [0]]
    assert last_value(YEAR, 3).tolist() == [[59], [59], [59]]


def test_conflictology_is_the_last_year_over_again():
    assert conflictology(YEAR, 2).tolist() == [list(range(8, 60))] * 2
    assert conflictology(YEAR, 3, year=12).tolist() == [list(range(48, 60))] * 3


def test_the_negative_binomial_is_at_the_maximum_of_its_likelihood():
    """There sum psi(x + r) - n psi(r) + n ln(r / (r + m)) is 0, and m is the mean."""
    counts = np.random.default_rng(5).negative_binomial(0.7, 0.05, 80)
    mean, size = fit_negative_binomial(counts)
    slope = psi(counts + size).mean() - psi(size) + math.log(size / (size + mean))
    assert mean == counts.mean()
    assert size * slope == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("mean", "size"), [(0.5, 0.2), (12.0, 3.0), (9000.0, 0.3)])
def test_the_negative_binomial_finds_what_was_put_in(mean, size):
    """Of 20,000 weeks; the mean to four standard errors, the size to a tenth."""
    counts = np.random.default_rng(7).negative_binomial(size, size / (size + mean), 20_000)
    found = fit_negative_binomial(counts)
    error = math.sqrt((mean + mean**2 / size) / 20_000)
    assert found[0] == pytest.approx(mean, abs=4 * error)
    assert found[1] == pytest.approx(size, rel=0.1)


def test_weeks_that_vary_no_more_than_poisson_numbers_are_poisson():
    """Five 1 and five 3: mean 2, variance 1. Draws then have the mean as their variance."""
    assert fit_negative_binomial([1, 3] * 5) == (2.0, math.inf)
    drawn = negative_binomial([1, 3] * 5, 1, 100_000)
    assert drawn.mean() == pytest.approx(2, abs=4 * math.sqrt(2 / 100_000))
    assert drawn.var() == pytest.approx(2, rel=0.03)


def test_negative_binomial_draws_have_the_distribution_that_was_fitted():
    counts = np.random.default_rng(5).negative_binomial(0.7, 0.05, 80)
    mean, size = fit_negative_binomial(counts)
    drawn = negative_binomial(counts, 2, 50_000)
    known = stats.nbinom(size, size / (size + mean))
    for most in (0, 3, 20, 60):
        assert (drawn <= most).mean() == pytest.approx(known.cdf(most), abs=0.007)


@given(st.lists(st.integers(0, 50), min_size=2, max_size=20), st.floats(0, 2), st.floats(0, 0.9))
def test_the_mean_is_an_exponential_kernel_over_the_weeks_before(counts, follow, memory):
    """base / (1 - memory) + follow sum memory^(k-1) X_(t-k), and what is left of the first mean."""
    counts = np.array(counts, dtype=float)
    mean = expect(Excitation(2.0, follow, memory, math.inf), counts)
    assert mean[0] == counts.mean()
    for t in range(1, len(counts)):
        kernel = sum(memory ** (k - 1) * counts[t - k] for k in range(1, t + 1))
        assert mean[t] == pytest.approx(2 * sum(memory**k for k in range(t)) + follow * kernel
                                        + memory**t * mean[0])


@pytest.mark.parametrize("known", KNOWN)
def test_self_excitation_finds_what_was_put_in(known):
    """Of 6,000 weeks. Where no event brings another, the memory can be anything."""
    found = fit_excitation(simulate(known, 6000, 3))
    assert found.follow == pytest.approx(known.follow, abs=0.05)
    if known.follow:
        assert found.memory == pytest.approx(known.memory, abs=0.08)
    usual = known.base / (1 - known.follow - known.memory)
    assert found.base / (1 - found.follow - found.memory) == pytest.approx(usual, rel=0.08)
    assert 1 / found.size == pytest.approx(1 / known.size, abs=0.03, rel=0.1)


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("seed", range(5))
def test_no_truth_is_likelier_than_what_is_fitted(known, seed):
    counts = simulate(known, 120, seed)

    def likelihood(one):
        mean = expect(one, counts)
        return (counts * np.log(mean) - mean).sum()

    assert likelihood(fit_excitation(counts)) >= likelihood(known) - 1e-3


def test_the_size_makes_squared_errors_what_their_variance_says():
    counts = simulate(KNOWN[1], 150, 4)
    found = fit_excitation(counts)
    mean = expect(found, counts)
    assert ((counts - mean) ** 2 / (mean + mean**2 / found.size)).sum() == pytest.approx(147)


def test_forecasts_come_back_to_the_long_run_mean():
    """The mean h weeks ahead is m + (follow + memory)^(h-1) (mu - m), mu the next week's mean."""
    known = Excitation(2.0, 0.3, 0.5, 3.0)
    counts = np.array([10.0, 12.0, 60.0])
    drawn = draw_excitation(known, counts, 12, 40_000, np.random.default_rng(1))
    usual, following = 10.0, 2 + 0.3 * 60 + 0.5 * expect(known, counts)[-1]
    for week, numbers in enumerate(drawn):
        error = numbers.std() / math.sqrt(40_000)
        assert numbers.mean() == pytest.approx(usual + 0.8**week * (following - usual),
                                               abs=4 * error)


def test_events_that_only_grow_are_held_below_a_bound():
    found = fit_excitation(2.0 ** np.arange(30))
    assert found.follow + found.memory <= MOST_KEPT + 1e-9
    assert np.isfinite(self_excitation(2.0 ** np.arange(30), 52, 50)).all()


@pytest.mark.parametrize("rule", RULES)
def test_nothing_before_is_nothing_after(rule):
    assert not rule([0] * 60, 4).any()


@pytest.mark.parametrize("rule", [negative_binomial, self_excitation])
def test_the_same_seed_gives_the_same_draws(rule):
    counts = simulate(KNOWN[1], 80, 1)
    one = rule(counts, 5, 20, seed=3)
    assert one.shape == (5, 20)
    assert (one == rule(counts, 5, 20, seed=3)).all()
    assert (one != rule(counts, 5, 20, seed=4)).any()
    assert (one == np.floor(one)).all() and (one >= 0).all()


def test_no_number_is_larger_than_a_record_can_hold():
    drawn = draw_counts(np.full(10_000, 1e10), 1e-4, np.random.default_rng(1))
    assert drawn.max() == 1e10


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("before", "says"), [
    ([1, math.nan], r"the weeks before has an unknown number \(NaN\) in week 2"),
    ([1, -1], "the weeks before has -1 in week 2: counts must be from 0"),
    ([], "the weeks before is empty"), ([[1]], r"must have the shape \[weeks\]"),
])
def test_weeks_that_are_no_counts_are_refused(rule, before, says):
    with pytest.raises(DataError, match=says):
        rule(before, 3)


@pytest.mark.parametrize(("rule", "least", "says"), [
    (conflictology, 52, "conflictology needs at least 52 weeks before, not 51.*year=12"),
    (negative_binomial, 10, "the negative binomial needs at least 10 weeks before, not 9: begin"),
    (self_excitation, 30, "self-excitation needs at least 30 weeks before, not 29.*hold fewer"),
])
def test_too_few_weeks_are_refused(rule, least, says):
    assert rule([1, 2] * (least // 2), 1).size
    with pytest.raises(DataError, match=says):
        rule([1] * (least - 1), 1)


@pytest.mark.parametrize("rule", [negative_binomial, self_excitation])
def test_numbers_that_are_not_whole_are_refused(rule):
    with pytest.raises(DataError, match=r"needs whole numbers of the weeks before, not 2\.5: roun"):
        rule([1, 2.5] * 30, 3)


@pytest.mark.parametrize("call", [
    lambda: zero(YEAR, 0), lambda: last_value(YEAR, 2.0), lambda: conflictology(YEAR, 1, 0),
    lambda: negative_binomial(YEAR, 1, 0), lambda: self_excitation(YEAR, 1, 10, -1),
])
def test_settings_that_are_none_are_refused(call):
    with pytest.raises(ScenarioError, match="must be"):
        call()
