"""Known truths are found where the model is an equation, and as often as was promised."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, qmc, truncnorm

from fronde.study.methods.recovery import effective, recover, weigh, weighted_ends

SETS = 1024


def model(seed, chance=0.1, spread=0.1, replicates=2):
    """x = u_0 + chance, of three parameters of which two move nothing."""
    rng = np.random.default_rng(seed)
    unit = qmc.Sobol(3, rng=rng).random(SETS)
    runs = (unit[:, 0, None] + rng.normal(0.0, chance, (SETS, replicates)))[None]
    return runs, np.array([spread]), np.array([chance]), unit


def test_truths_are_kept_and_lie_in_their_intervals():
    """Kept: 97 of 100 at least. Covered: 90 of 100, within what a binomial of 400 allows."""
    found = recover(*model(1), seed=2, truths=400)
    assert found.tried == found.of == 400
    assert found.kept >= 0.97 * 400
    low, high = binom.ppf((0.0005, 0.9995), 400, 0.9) / 400
    for share in found.covers.mean(axis=0):
        assert low <= share <= high


def test_only_what_moves_is_narrowed():
    """A uniform prior and a normal record of standard deviation sqrt(.1^2 + .1^2): what is left is
    a normal law cut at the ends of the prior."""
    rng, both = np.random.default_rng(20), np.hypot(0.1, 0.1)
    truth = rng.random(20_000)
    record = truth + rng.normal(0.0, both, truth.size)
    left = truncnorm((0.0 - record) / both, (1.0 - record) / both, record, both)
    expected = (left.ppf(0.95) - left.ppf(0.05)).mean() / 0.9
    widths = recover(*model(3), seed=4, truths=200).widths.mean(axis=0)
    assert widths[0] == pytest.approx(expected, rel=0.05)
    assert widths[1] == pytest.approx(1.0, abs=0.05)


def test_without_bound_intervals_are_those_of_the_prior():
    runs, _, chances, unit = model(5)
    found = recover(runs, np.array([1e6]), chances, unit, seed=6)
    assert found.widths == pytest.approx(np.ones_like(found.widths), abs=0.02)


def test_a_method_that_errs_would_be_seen():
    """Records with three times the error that is said: far fewer than 90 of 100 are covered."""
    runs, spreads, chances, unit = model(7)
    lying = runs.copy()
    lying[0, :, 0] += np.random.default_rng(8).normal(0.0, 0.5, SETS)
    wrong = np.stack([runs[0, :, 1], lying[0, :, 0]], axis=1)[None]
    assert recover(wrong, spreads, chances, unit, seed=9).kept < 90


def test_too_few_effective_sets_do_not_count():
    runs, _, chances, unit = model(10, chance=0.0)
    found = recover(runs, np.array([1e-4]), chances, unit, seed=11)
    assert found.tried == 100
    assert len(found.covers) < 5


def test_without_replicates_nobody_is_kept_or_lost():
    runs, spreads, chances, unit = model(12, replicates=1)
    assert recover(runs, spreads, chances, unit, seed=1).of == 0


def test_sets_without_a_value_are_never_true():
    runs, spreads, chances, unit = model(13)
    runs[0, :600] = np.nan
    assert recover(runs, spreads, chances, unit, seed=1, truths=2000).tried == SETS - 600


def test_weights_are_those_of_a_normal_law():
    found = weigh(np.array([[0.0, 1.0], [0.0, 2.0]]), np.array([0.0, 0.0]), np.array([1.0, 2.0]))
    assert found.tolist() == pytest.approx([1.0, np.exp(-0.5 - 0.5)])
    assert effective(np.array([1.0, 1.0, 1.0, 0.0])) == pytest.approx(3.0)


def test_ends_with_equal_weights_are_usual_quantiles():
    unit = np.random.default_rng(1).random((999, 2))
    low, high = weighted_ends(unit, np.ones(999))
    assert low == pytest.approx(np.quantile(unit, 0.05, axis=0, method="hazen"))
    assert high == pytest.approx(np.quantile(unit, 0.95, axis=0, method="hazen"))


def test_truths_with_another_run_come_first():
    runs, spreads, chances, unit = model(14)
    runs[0, 30:, 1] = np.nan
    found = recover(runs, spreads, chances, unit, seed=1)
    assert (found.tried, found.of) == (100, 30)
