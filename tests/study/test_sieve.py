"""The sieve: what is near, what is left, and what it may not say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, qmc

from fronde.study.methods.sieve import (
    FEWEST,
    NEAR,
    find_clashes,
    find_left,
    judge_target,
    measure_chance,
    measure_narrowing,
    on_scale,
)

NAN = float("nan")
numbers = st.floats(-1e3, 1e3)


def column(*values):
    """Runs without replicates [sets, 1]."""
    return np.array(values, dtype=float)[:, None]


def test_distance_is_in_standard_deviations_of_error_and_discrepancy_together():
    found = judge_target(column(1.0, 6.0, -4.0), 1.0, 0.3, 0.4)
    assert found.apart.tolist() == pytest.approx([0.0, 10.0, 10.0])
    assert found.chance == 0.0


def test_without_a_value_a_set_is_infinitely_far():
    assert judge_target(column(NAN, 1.0), 1.0, 1.0, 0.0).apart.tolist() == [np.inf, 0.0]
    assert on_scale("log10", np.array([0.0, 100.0])).tolist() == [-np.inf, 2.0]
    assert judge_target(column(-np.inf), 1.0, 1.0, 0.0).apart.tolist() == [np.inf]


def test_chance_is_that_of_replicates_and_counts_in_the_record_too():
    rng = np.random.default_rng(1)
    runs = rng.normal(0.0, 2.0, (4000, 4)) + rng.normal(0.0, 50.0, (4000, 1))
    chance = measure_chance(runs)
    assert chance == pytest.approx(2.0, rel=0.03)
    found = judge_target(runs, 0.0, 1.5, 0.0)
    middle = runs.mean(axis=1)
    assert found.apart == pytest.approx(np.abs(middle) / np.sqrt(1.5**2 + chance**2 * 1.25))


def test_a_true_set_is_as_far_as_a_normal_number_is():
    """Record and runs are draws of the same law: the share beyond one unit is 2 (1 - Phi(1))."""
    rng = np.random.default_rng(2)
    far = 0
    for _ in range(300):
        runs = rng.normal(0.0, 1.0, (40, 2))
        far += judge_target(runs, rng.normal(), 1e-9, 0.0).apart[0] > 1.0
    expected = 2 * norm.sf(1.0)
    assert binom.cdf(far, 300, expected) > 0.001
    assert binom.sf(far - 1, 300, expected) > 0.001


def test_a_run_without_replicates_has_no_chance_that_is_known():
    assert measure_chance(column(1.0, 2.0)) == 0.0
    assert measure_chance(np.array([[1.0, NAN], [2.0, NAN]])) == 0.0


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=12), st.floats(0.01, 10.0))
def test_another_target_never_adds_a_set_nor_does_a_smaller_error(rows, error):
    first, second = (judge_target(column(*side), 0.0, error, 0.0).apart
                     for side in zip(*rows, strict=True))
    strict = judge_target(column(*(row[0] for row in rows)), 0.0, error / 2, 0.0).apart
    one = set(find_left([first], len(rows)))
    assert set(find_left([first, second], len(rows))) <= one
    assert set(find_left([strict], len(rows))) <= one
    assert find_left([first, second], len(rows)).tolist() == find_left(
        [second, first], len(rows)).tolist()


def test_without_targets_or_with_boundless_errors_everything_is_left():
    assert find_left([], 3).tolist() == [0, 1, 2]
    far = judge_target(column(1e6, -1e6, 0.0), 0.0, 1e9, 0.0)
    assert find_left([far.apart], 3).tolist() == [0, 1, 2]


def test_targets_that_exclude_one_another_clash():
    low = np.arange(60.0) / 10
    assert find_clashes([low, low[::-1]]) == [(0, 1)]  # each near at 30 of 60, never together
    assert find_clashes([low, low]) == []


def test_that_few_sets_meet_two_targets_apart_is_no_clash():
    one, other = np.full(20, NEAR + 1), np.full(20, NEAR + 1)
    one[0], other[1] = 0.0, 0.0
    assert find_clashes([one, other]) == []
    assert find_clashes([np.full(20, NEAR + 1), one]) == []  # the first is never reached at all


def test_a_parameter_that_is_cut_is_narrowed_and_the_others_are_not():
    unit = qmc.Sobol(3, rng=np.random.default_rng(1)).random(256)
    left = np.flatnonzero((unit[:, 1] > 0.25) & (unit[:, 1] < 0.5))
    found = measure_narrowing(unit, left)
    assert (found.p < 0.05).tolist() == [False, True, False]
    assert found.low[1] == pytest.approx(0.25 + 0.05 * 0.25, abs=0.01)
    assert found.high[1] == pytest.approx(0.25 + 0.95 * 0.25, abs=0.01)


def test_parameters_that_nothing_reads_are_hardly_ever_narrowed():
    """At most 5 of 100 studies with 10 such parameters (binomial, at one in a thousand)."""
    wrong = 0
    for seed in range(100):
        unit = qmc.Sobol(11, rng=np.random.default_rng(seed)).random(128)
        left = np.flatnonzero(np.abs(unit[:, 0] - 0.5) < 0.2)
        wrong += bool((measure_narrowing(unit, left).p[1:] < 0.05).any())
    assert wrong <= binom.ppf(0.999, 100, 0.05)


def test_of_few_sets_no_ends_are_told():
    unit = np.random.default_rng(1).random((FEWEST, 2))
    assert np.isnan(measure_narrowing(unit, np.arange(FEWEST - 1)).low).all()
    assert not np.isnan(measure_narrowing(unit, np.arange(FEWEST)).low).any()
    assert (measure_narrowing(unit, np.arange(0)).p == 1.0).all()
