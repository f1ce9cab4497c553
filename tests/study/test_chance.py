"""Which differences are more than chance: noise of any spread, effects of known form."""

import math

import numpy as np
import pytest

from fronde.study.methods.chance import SEEN, TESTS, by_chance
from fronde.study.methods.design import sobol

NAMES = tuple(f"p{number}" for number in range(5))
MARGIN = 0.01


def differences(seed, effect=0.0, noise=0.05, growing=0.0, sets=64, replicated=32):
    """Runs of an effect at each place, in noise that may grow over the first parameter."""
    unit, rng = sobol(5, sets, seed), np.random.default_rng(seed)
    spread = noise * np.exp(growing * (2.0 * unit[:, :1] - 1.0))
    each = np.reshape(effect(unit) if callable(effect) else effect, (-1, 1)) + (
        spread * rng.standard_normal((sets, 2)))
    each[replicated:, 1] = np.nan
    return each, unit


def chances(repeats=100, **form):
    """How often chance is said to decide."""
    made = [differences(seed, **form) for seed in range(repeats)]
    return sum(by_chance(each, MARGIN, unit, NAMES) for each, unit in made)


@pytest.mark.parametrize("replicated", [0, 4, 32, 64])
@pytest.mark.parametrize("growing", [0.0, 3.0])
def test_noise_of_any_spread_is_chance(growing, replicated):
    """But at the level of the three tests: within 3 standard errors of 5 of 100."""
    assert TESTS * SEEN == pytest.approx(0.05)
    assert chances(growing=growing, replicated=replicated) >= 95 - 3 * math.sqrt(95 * 0.05)


def test_an_effect_in_half_of_the_space_is_not_chance():
    assert chances(effect=lambda unit: 0.3 * (unit[:, 2] > 0.5), noise=0.03) <= 5


def test_an_effect_that_is_the_same_everywhere_is_not_chance_though_replicates_do_not_agree():
    """Beyond the margin at nearly all points; one half as large as the noise is, of course."""
    assert chances(effect=-0.3) <= 5
    assert chances(effect=0.02) >= 95  # larger than the margin at 58 of 100 points, by noise


def test_an_effect_at_points_that_no_parameter_names_is_seen_by_replicates():
    assert chances(effect=np.where(np.arange(64) % 2, 0.3, -0.3), noise=0.03) <= 5


def test_what_is_nowhere_known_is_no_chance():
    assert not by_chance(np.full((8, 2), np.nan), MARGIN, sobol(5, 8, 1), NAMES)
