"""Chances of sums of terms with signs by chance, beside all signs that there are."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import binom

from fronde.study.methods.flips import either, upper


@pytest.mark.parametrize("count", [10, 14])
@pytest.mark.parametrize("share", [0.3, 0.1, 0.01, 0.003])
def test_the_chance_is_that_counted_over_all_signs(count, share):
    """Robinson's formula errs by a share of order 1 / n."""
    sizes = np.random.default_rng(count).random(count)
    signs = np.array(list(itertools.product([1.0, -1.0], repeat=count)))
    sums = signs @ sizes
    terms = signs[np.argsort(-sums)[int(share * len(sums))]] * sizes
    exact = float((sums >= terms.sum() - 1e-12).mean())
    assert float(upper(terms)) == pytest.approx(exact, rel=4.0 / count)


def test_terms_of_one_sign_have_the_chance_of_so_many_heads():
    assert float(upper(np.arange(1.0, 21.0))) == 0.5**20
    assert float(either(-np.arange(1.0, 21.0))) == 2.0 * 0.5**20
    assert float(upper(-np.arange(1.0, 21.0))) == 1.0 - 0.5**20


@pytest.mark.parametrize("heads", [40, 45, 50, 55, 60])
def test_equal_sizes_lie_between_the_chance_of_more_and_of_as_many(heads):
    found = float(upper(np.repeat([1.0, -1.0], [heads, 64 - heads])))
    assert binom.sf(heads, 64, 0.5) < found < binom.sf(heads - 1, 64, 0.5)


def test_terms_of_nothing_say_nothing():
    assert float(upper(np.zeros(4))) == 1.0
    assert either(np.zeros((4, 2))).tolist() == [1.0, 1.0]
    assert float(either(np.array([3.0, -3.0, 0.0]))) == 1.0


def test_a_small_term_against_many_large_ones_changes_little():
    """All 30 alike but the smallest: of 2^31 choices of signs at most two do as well."""
    terms = np.r_[np.linspace(1.0, 2.0, 30), -1e-6]
    assert 0.5**31 <= float(upper(terms)) <= 10.0 * 0.5**30


def test_the_scale_of_terms_does_not_matter():
    terms = np.random.default_rng(3).normal(0.3, 1.0, 40)
    assert float(upper(terms * 1e-200)) == pytest.approx(float(upper(terms)), rel=1e-6)
    assert float(upper(terms * 1e200)) == pytest.approx(float(upper(terms)), rel=1e-6)


def test_symmetric_noise_of_any_spread_is_called_as_often_as_the_level_says():
    """Spread grows by e^6: at .05 and .01, within 3 standard errors above (2000 sums)."""
    rng = np.random.default_rng(4)
    noise = rng.standard_normal((100, 2000)) * np.exp(np.linspace(-3.0, 3.0, 100))[:, None]
    for level in (0.05, 0.01):
        called = float((either(noise) < level).mean())
        assert called <= level + 3.0 * math.sqrt(level * (1.0 - level) / 2000)
