"""Elementary effects: exact where they can be derived by hand."""

import math
import warnings
from dataclasses import astuple

import numpy as np
import pytest

from fronde.study.methods.morris import analyse, design

SLOPES = np.array([3.0, -2.0, 0.0, 0.5])


def test_points_are_inside_and_on_levels():
    points = design(5, 8, seed=1)
    assert points.shape == (8 * 6, 5)
    assert set(np.unique(points)) == {0.125, 0.375, 0.625, 0.875}
    assert 0 < design(3, 4, seed=1, levels=10).min()


def test_each_step_moves_one_parameter_by_half_and_each_moves_once():
    moves = np.diff(design(6, 5, seed=2).reshape(5, 7, 6), axis=1)
    assert (np.count_nonzero(moves, axis=2) == 1).all()
    assert (np.abs(moves).sum(axis=1) == 0.5).all()


def test_levels_are_visited_equally_often():
    """12 000 draws of four levels a parameter: each within 5 standard errors of a quarter."""
    points = design(3, 3000, seed=3)
    for level in (0.125, 0.375, 0.625, 0.875):
        assert abs((points == level).mean() - 0.25) < 5 * math.sqrt(0.1875 / 9000)


def test_the_seed_decides_and_longer_designs_start_with_shorter_ones():
    assert (design(4, 9, seed=7)[:15] == design(4, 3, seed=7)).all()
    assert (design(4, 3, seed=7) != design(4, 3, seed=8)).any()


def test_linear_functions_give_their_slopes():
    points = design(4, 6, seed=1)
    found = analyse(points, points @ SLOPES + 1.0)
    for effect, slope in zip(found.effects, SLOPES, strict=True):
        assert effect.mu == pytest.approx(slope, abs=1e-12)
        assert effect.mu_star == pytest.approx(abs(slope), abs=1e-12)
        assert effect.sigma == pytest.approx(0, abs=1e-12)
        assert (effect.low, effect.high) == pytest.approx((abs(slope),) * 2, abs=1e-12)
        assert (effect.used, effect.dropped) == (6, 0)


def test_effects_that_change_sign_cancel_in_mu_and_not_in_mu_star():
    """x1 x2 around the middle: effects of x1 are x2 - 1/2, +-1/8 or +-3/8: mean size 1/4."""
    points = design(2, 4000, seed=5)
    first, _ = analyse(points, (points - 0.5).prod(axis=1)).effects
    assert abs(first.mu) < 5 * 0.28 / math.sqrt(4000)
    assert first.mu_star == pytest.approx(0.25, abs=5 * 0.125 / math.sqrt(4000))
    assert first.sigma == pytest.approx(math.sqrt((1 / 64 + 9 / 64) / 2), rel=0.05)


def test_the_interval_covers_the_mean_size_of_effects():
    """Same function, exact mean size 1/4: 95 % intervals, 200 repeats, within 5 standard errors."""
    hits = 0
    for seed in range(200):
        points = design(2, 30, seed=seed)
        first, _ = analyse(points, (points - 0.5).prod(axis=1), resamples=300).effects
        hits += first.low <= 0.25 <= first.high
    assert 0.95 - 5 * math.sqrt(0.0475 / 200) < hits / 200


def test_chance_alone():
    """A constant with noise of variance 8, two replicates: mu* is 2 sqrt(4 / pi) / .5 = 4.514."""
    points = design(3, 3000, seed=4)
    values = np.random.default_rng(1).normal(0, math.sqrt(8.0), (len(points), 2))
    for effect in analyse(points, values).effects:
        assert effect.noise == pytest.approx(4.5135, rel=0.06)
        assert effect.mu_star == pytest.approx(4.5135, rel=0.06)


def test_chance_that_all_points_share_is_none():
    """z of variance 100 in all values of a replicate cancels in every step."""
    points = design(4, 6, seed=1)
    common = 10.0 * np.random.default_rng(1).standard_normal(3)
    found = analyse(points, (points @ SLOPES)[:, None] + common)
    for effect, slope in zip(found.effects, SLOPES, strict=True):
        assert effect.noise == pytest.approx(0.0, abs=1e-9)
        assert effect.mu == pytest.approx(slope, abs=1e-9)


def test_of_chance_nothing_is_known_without_replicates():
    points = design(4, 6, seed=1)
    assert [effect.noise for effect in analyse(points, points @ SLOPES).effects] == [None] * 4


def test_an_effect_is_that_of_the_replicates_that_have_both_ends():
    """Luck of 7 in the second, which failed at one point: no step goes from one to the other."""
    points = design(4, 5, seed=1)
    values = (points @ SLOPES)[:, None] + np.array([0.0, 7.0])
    values[12, 1] = np.nan
    found = analyse(points, values)
    assert (found.failed, found.dropped) == (1, 0)
    assert [effect.mu for effect in found.effects] == pytest.approx(SLOPES, abs=1e-9)


def test_failed_runs_drop_only_their_effects_and_are_counted():
    points = design(4, 5, seed=1)
    values = points @ SLOPES
    values[[0, 12]] = np.nan  # the start of the first, the third point of the third trajectory
    found = analyse(points, values)
    assert (found.failed, found.dropped, found.trajectories) == (2, 3, 5)
    assert sum(effect.used for effect in found.effects) == 4 * 5 - 3
    assert [effect.mu for effect in found.effects] == pytest.approx(SLOPES, abs=1e-12)


def test_all_failed_and_only_one_left():
    points = design(2, 2, seed=1)
    assert all(e.mu_star is None and e.dropped == 2
               for e in analyse(points, np.full(6, np.nan)).effects)
    values = points @ SLOPES[:2]
    values[3:] = np.nan
    first = analyse(points, values).effects[0]
    assert first.mu == pytest.approx(3.0) and first.sigma is None and first.low is None


def test_constant_output_has_no_effects_and_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for effect in analyse(design(3, 4, seed=1), np.ones(16)).effects:
            assert astuple(effect)[:5] == (0, 0, 0, 0, 0)
            assert effect.noise is None


@pytest.mark.parametrize(("call", "said"), [
    (lambda: design(0, 3, 1), "parameters must"),
    (lambda: design(3, 0, 1), "trajectories must"),
    (lambda: design(3, 3, 1, levels=5), "levels must be even"),
    (lambda: analyse(np.ones((8, 3)), np.ones(8)), "one parameter at a time"),
    (lambda: analyse(np.ones((7, 3)), np.ones(7)), "trajectories"),
    (lambda: analyse(design(3, 2, 1), np.ones(7)), "one for each of 8"),
    (lambda: analyse(design(3, 2, 1), np.full(8, np.inf)), "finite"),
    (lambda: analyse(design(3, 2, 1), np.ones((7, 2))), "one for each of 8"),
])
def test_senseless_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
