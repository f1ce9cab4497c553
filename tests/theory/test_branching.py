"""Recruitment with removal alone is a branching process."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.theory.branching import (
    birth_death_extinction,
    birth_death_pmf,
    outbreak_size,
)

SIZES = np.arange(1, 4000)


def cluster_sizes(rng, draw, runs, most):
    """Total progeny of one member each, generation by generation, cut off at ``most``."""
    alive, total = np.ones(runs, int), np.ones(runs, int)
    while ((alive > 0) & (total < most)).any():
        alive = np.where(total < most, draw(rng, alive), 0)
        total += alive
    return total


def geometric(n):
    """Recruits before removal: each next event is a removal with chance 1 / (1 + n)."""
    def draw(rng, alive):
        recruits = rng.negative_binomial(np.maximum(alive, 1), 1 / (1 + n))
        return np.where(alive > 0, recruits, 0)

    return draw


@given(n=st.floats(0, 0.8))
def test_sizes_sum_to_one_with_the_mean(n):
    """Sum 1 and mean 1 / (1 - n)."""
    chances = birth_death_pmf(SIZES, n)
    assert chances.sum() == pytest.approx(1.0, abs=1e-9)
    assert chances @ SIZES == pytest.approx(outbreak_size(n), rel=1e-6)


def test_birth_death_by_hand():
    """P(1): removed first; P(2): one recruit, then two removals."""
    n = 0.3
    expected = [1 / (1 + n), n / (1 + n) ** 3, 2 * n**2 / (1 + n) ** 5]
    np.testing.assert_allclose(birth_death_pmf([1, 2, 3], n), expected, rtol=1e-12)


def test_above_one_the_finite_sizes_add_up_to_extinction():
    assert birth_death_pmf(SIZES, 1.5).sum() == pytest.approx(birth_death_extinction(1.5), abs=1e-9)


@pytest.mark.parametrize("n", [0, 0.5, 1])
def test_extinct_for_certain_up_to_one(n):
    assert birth_death_extinction(n) == 1.0


def test_simulated_clusters():
    """Each size's frequency and the mean, within four standard errors (seed 1)."""
    n, runs = 0.6, 20_000
    sizes = cluster_sizes(np.random.default_rng(1), geometric(n), runs, 10**6)
    for size, chance in enumerate(birth_death_pmf(np.arange(1, 8), n).tolist(), start=1):
        error = math.sqrt(chance * (1 - chance) / runs)
        assert abs(np.mean(sizes == size) - chance) < 4 * error
    spread = math.sqrt(birth_death_pmf(SIZES, n) @ (SIZES - outbreak_size(n)) ** 2)
    assert abs(sizes.mean() - outbreak_size(n)) < 4 * spread / math.sqrt(runs)


def test_simulated_extinction():
    """n = 1.5, extinct if below 500 in all (beyond, chance of extinction < q^100)."""
    runs, q = 4000, birth_death_extinction(1.5)
    died = cluster_sizes(np.random.default_rng(2), geometric(1.5), runs, 500) < 500
    assert abs(died.mean() - q) < 4 * math.sqrt(q * (1 - q) / runs)


def test_nobody_recruits():
    assert birth_death_pmf([1, 2], 0).tolist() == [1, 0]
    assert outbreak_size(0, seeds=7) == 7


def test_outbreaks():
    assert outbreak_size(0.5, seeds=3) == 6
    assert outbreak_size(1) == math.inf
    assert outbreak_size(1.2, seeds=0) == 0


@pytest.mark.parametrize("n", [-0.1, math.nan, math.inf])
@pytest.mark.parametrize(
    "function",
    [
        birth_death_extinction,
        outbreak_size,
        lambda n: birth_death_pmf([1], n),
    ],
)
def test_senseless_numbers_are_refused(function, n):
    with pytest.raises(ValueError, match="n must"):
        function(n)


@pytest.mark.parametrize("sizes", [[0], [-1], [1.5], [math.nan], [math.inf]])
def test_senseless_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes must"):
        birth_death_pmf(sizes, 0.5)
