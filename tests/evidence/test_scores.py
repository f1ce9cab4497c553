"""Scores of forecasts: by hand in small cases, and laws that hold for all."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
import scoringrules
from hypothesis import assume, given
from hypothesis import strategies as st

from fronde.errors import DataError
from fronde.evidence.contract import MOST_PERSONS
from fronde.evidence.scores import BINS, coverage, crps, interval_score, log_score, widen_bins

COUNTS = st.integers(0, 2000)
DRAWS = st.lists(COUNTS, min_size=1, max_size=12)
FEW = st.lists(st.integers(0, 30), min_size=21, max_size=21)
EVEN = [list(range(101))]  # the quantiles of 0 to 100 are whole: 0.05 is 5, and 0.95 is 95


@pytest.mark.parametrize(("draws", "seen", "plain", "fair"), [
    # mean |x - y| less sum |x_i - x_j| / 8 and / 4; the sum is 2 |x_1 - x_2|
    ([0, 2], 1, 1 - 4 / 8, 1 - 4 / 4),
    ([0, 2], 3, 2 - 4 / 8, 2 - 4 / 4),
    ([4, 4], 1, 3, 3),
    ([0, 10], 0, 5 - 20 / 8, 5 - 20 / 4),
    # three draws: the sum is 2 (1 + 3 + 2) = 12, over 18 and 12
    ([0, 1, 3], 5, (5 + 4 + 2) / 3 - 12 / 18, (5 + 4 + 2) / 3 - 12 / 12),
])
def test_crps_by_hand(draws, seen, plain, fair):
    assert crps([seen], [draws]) == pytest.approx([plain])
    assert crps([seen], [draws], fair=True) == pytest.approx([fair])


@pytest.mark.parametrize("many", [1, 2, 7, 100])
def test_the_score_of_draws_that_are_alike_is_the_absolute_error(many):
    draws = np.repeat([[4], [0], [30]], many, axis=1)
    assert crps([9, 0, 10], draws).tolist() == [5, 0, 20]
    assert interval_score([9, 0, 10], draws) == pytest.approx([100, 0, 400])  # 2 / 0.1 times
    assert coverage([9, 0, 10], draws).tolist() == [False, True, False]


def test_scores_in_powers_of_ten():
    """Draws 0 and 99 are 0 and 2, and 9 is 1: 1 - 4 / 8; from 0.1 to 1.9; 999 is 3, 1.1 above."""
    assert crps([9], [[0, 99]], scale="log10") == pytest.approx([0.5])
    assert interval_score([9, 999], [[0, 99]] * 2, scale="log10") == pytest.approx(
        [1.8, 1.8 + 20 * 1.1])
    assert coverage([9, 999], [[0, 99]] * 2, scale="log10").tolist() == [True, False]


@pytest.mark.parametrize(("seen", "score"), [(50, 90), (5, 90), (95, 90), (0, 190), (100, 190)])
def test_interval_score_by_hand(seen, score):
    assert interval_score([seen], EVEN) == pytest.approx([score])
    assert coverage([seen], EVEN).tolist() == [score == 90]


def test_interval_of_another_level():
    """Half of the draws are from 25 to 75; a miss costs 2 / 0.5 for each person."""
    assert interval_score([60, 10], EVEN * 2, level=0.5) == pytest.approx([50, 50 + 4 * 15])
    assert coverage([60, 10], EVEN * 2, level=0.5).tolist() == [True, False]


@pytest.mark.parametrize(("draws", "seen", "counted"), [
    ([0], 0, 1001), ([0], 1, 1), ([0, 1], 2, 501), ([0, 1], 0, 501), ([3, 4, 5, 6], 5, 751),
    ([2000] * 3, 10**6, 1001),
])
def test_log_score_by_hand(draws, seen, counted):
    """Of 1,000 draws and one in each of 11 bins, so many lie where the observed number does."""
    assert log_score([seen], [draws]) == pytest.approx([-math.log2(counted / 1011)])


def test_log_score_is_that_of_the_challenge_where_there_are_1000_draws():
    """There: one draw more in each bin, then the share in the bin of what was observed."""
    draws = np.random.default_rng(1).negative_binomial(0.3, 0.01, (20, 1000))
    seen = np.random.default_rng(2).negative_binomial(0.3, 0.01, 20)
    edges = [0, *BINS]
    for week, number in enumerate(seen):
        counts = np.histogram(draws[week], [*edges, np.inf])[0] + 1
        here = counts[np.searchsorted(edges, number, side="right") - 1] / counts.sum()
        assert log_score(seen, draws)[week] == pytest.approx(-math.log2(here))


def test_other_bins():
    """Three bins: half of 1,000 draws and one, of 1,003."""
    assert log_score([8], [[5, 50]], [1, 10]) == pytest.approx([-math.log2(501 / 1003)])


def test_bins_go_on_beyond_the_largest():
    assert widen_bins(1000) == BINS
    assert widen_bins(8570) == (*BINS, 2500.5, 5000.5, 10000.5)
    assert widen_bins(10001)[-2:] == (10000.5, 25000.5)


def test_a_table_is_as_good_as_an_array():
    assert crps(pl.Series([1, 3]), pl.DataFrame({"a": [0, 0], "b": [2, 2]})) == pytest.approx(
        [0.5, 1.5])


@given(st.lists(st.tuples(COUNTS, st.tuples(COUNTS, COUNTS, COUNTS)), min_size=1, max_size=8))
def test_scores_are_those_of_the_formulas_and_of_the_library(rows):
    seen, draws = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], float)
    off = np.abs(draws - seen[:, None]).mean(axis=1)
    apart = np.abs(draws[:, :, None] - draws[:, None, :]).sum(axis=(1, 2))
    assert crps(seen, draws) == pytest.approx(off - apart / 18, abs=1e-9)
    assert crps(seen, draws, fair=True) == pytest.approx(off - apart / 12, abs=1e-9)
    for fair, estimator in ((False, "nrg"), (True, "fair")):
        assert crps(seen, draws, fair=fair) == pytest.approx(
            scoringrules.crps_ensemble(seen, draws, estimator=estimator, backend="numpy"), abs=1e-9)
    low, high = np.quantile(draws, (0.05, 0.95), axis=1)
    assert interval_score(seen, draws) == pytest.approx(
        high - low + 20 * (np.maximum(low - seen, 0) + np.maximum(seen - high, 0)))


@given(COUNTS, DRAWS)
def test_crps_is_not_negative_and_zero_only_for_a_right_point(seen, draws):
    score = crps([seen], [draws])[0]
    assert score >= 0
    assert (score == 0) == (set(draws) == {seen})


@given(COUNTS, st.lists(COUNTS, min_size=2, max_size=12))
def test_the_fair_score_is_not_negative_and_at_most_the_plain_one(seen, draws):
    fair = crps([seen], [draws], fair=True)[0]
    assert 0 <= fair <= crps([seen], [draws])[0] + 1e-9


@given(COUNTS, DRAWS.flatmap(lambda draws: st.tuples(st.just(draws), st.permutations(draws))))
def test_the_order_of_draws_does_not_matter(seen, orders):
    for score in (crps, log_score, interval_score, coverage):
        one, other = (score([seen], [draws])[0] for draws in orders)
        assert one == pytest.approx(other, abs=1e-9)


@given(COUNTS, DRAWS)
def test_draws_that_are_repeated_have_the_same_score(seen, draws):
    assert crps([seen], [draws * 3]) == pytest.approx(crps([seen], [draws]), abs=1e-9)
    assert log_score([seen], [draws * 3]) == pytest.approx(log_score([seen], [draws]))


@given(FEW, FEW)
def test_who_says_what_is_true_scores_best(truth, other):
    """Expected over numbers that are as likely as the true draws say, no forecast is better.

    The ends of the interval of 21 draws are the second and the second last: quantiles of them. The
    draws that the log score adds cost at most log2(1011 / 1000).
    """
    assume(sorted(truth) != sorted(other))

    def expected(score, draws):
        return score(truth, [draws] * len(truth)).mean()

    assert expected(crps, truth) < expected(crps, other)
    assert expected(interval_score, truth) <= expected(interval_score, other) + 1e-9
    assert expected(log_score, truth) <= expected(log_score, other) + math.log2(1.011)


@given(FEW, st.integers(0, 2**32))
def test_the_fair_score_does_not_depend_on_how_many_draws_there_are(truth, seed):
    """Its mean over all pairs of draws is that of the whole distribution: Ferro 2014."""
    pairs = np.array(np.meshgrid(truth, truth)).reshape(2, -1).T
    seen = int(np.random.default_rng(seed).integers(0, 40))
    whole = crps([seen], [truth])[0]
    assert crps([seen] * len(pairs), pairs, fair=True).mean() == pytest.approx(whole, abs=1e-9)


def test_nine_in_ten_weeks_are_covered_by_draws_from_their_distribution():
    rng = np.random.default_rng(1)
    means = rng.uniform(500, 5000, 4000)
    seen, draws = rng.normal(means, 50), rng.normal(means[:, None], 50, (4000, 400))
    error = math.sqrt(0.9 * 0.1 / 4000)
    assert coverage(seen, draws).mean() == pytest.approx(0.9, abs=4 * error + 0.005)


@pytest.mark.parametrize(("observed", "draws", "says"), [
    ([1, math.nan], [[1], [1]], r"observed has an unknown number \(NaN\) in week 2: leave out"),
    ([1, None], [[1], [1]], r"observed has an unknown number .* Unknown is not 0"),
    ([1, 2], [[1], [math.nan]], r"draws has an unknown number \(NaN\) in week 2"),
    ([1, -2], [[1], [1]], "observed has -2 in week 2: counts must be from 0"),
    ([1, 2], [[1, 3], [-1, 3]], "draws has -1 in week 2: counts must be"),
    ([1, math.inf], [[1], [1]], "observed has inf in week 2"),
    ([2 * MOST_PERSONS], [[1]], r"observed has 2e\+10 in week 1: .* to 1e\+10"),
    ([], [[1]], "observed is empty.*Choose a longer one"),
    ([1], [[]], "draws is empty"),
    ([1, 2], [[1, 2]], r"a row for each of the 2 observed weeks, not 1: the shape is \[weeks, dr"),
    ([1, 2], [1, 2], r"draws must have the shape \[weeks, draws\], not \[2\]"),
    ([[1, 2]], [[1], [2]], r"observed must have the shape \[weeks\], not \[1, 2\]"),
    (3, [[1]], r"observed must have the shape \[weeks\], not \[\]"),
    (["many"], [[1]], r"observed must be numbers \[weeks\], not \['many'\]"),
    ([1, 2], [[1], [1, 2]], r"draws must be numbers \[weeks, draws\]"),
])
def test_numbers_that_no_score_can_have_are_refused(observed, draws, says):
    for score in (crps, log_score, interval_score, coverage):
        with pytest.raises(DataError, match=says):
            score(observed, draws)


@pytest.mark.parametrize(("call", "says"), [
    (lambda: crps([1], [[1]], fair=True), "needs at least 2 draws a week: draw more"),
    (lambda: crps([1], [[1]], scale="log"), "scale must be linear or log10, not 'log'"),
    (lambda: interval_score([1], [[1]], level=1), "between 0 and 1, not 1"),
    (lambda: coverage([1], [[1]], level="0.9"), "between 0 and 1, not '0.9'"),
    (lambda: log_score([1], [[1]], [1, 1]), r"bins must be numbers that increase, not \[1, 1\]"),
    (lambda: log_score([1], [[1]], []), r"bins must be numbers that increase"),
])
def test_settings_that_no_score_has_are_refused(call, says):
    with pytest.raises(DataError, match=says):
        call()
