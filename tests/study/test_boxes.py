"""Boxes: a planted one is found with its limits, none is seen in noise."""

import math
import warnings

import numpy as np
import pytest

from fronde.study.methods.boxes import box, halve
from fronde.study.methods.cases import Fit, cases

NAMES = [f"p{i}" for i in range(10)]


def planted(seed, n=1000, inside=0.95, outside=0.05):
    """p0 > .6 and p1 < .5, a fifth of the cube."""
    rng = np.random.default_rng(seed)
    points = rng.random((n, 10))
    within = (points[:, 0] > 0.6) & (points[:, 1] < 0.5)
    return points, rng.random(n) < np.where(within, inside, outside)


@pytest.mark.parametrize("seed", range(8))
def test_a_planted_box_is_found(seed):
    """Of holding points .95 x .2 / (.95 x .2 + .05 x .8) = .826 are inside, at density .95.

    100 points held out inside: five standard errors are .11 of density; coverage of about 115
    holding points, .18; limits are between points of a half, .002 apart on average, but chance
    near them moves them by more.
    """
    found = box(*planted(seed), NAMES, seed=seed)
    assert found.verdict == "found" and set(found.limits) == {"p0", "p1"}
    assert found.limits["p0"][0] == pytest.approx(0.6, abs=0.06)
    assert found.limits["p1"][1] == pytest.approx(0.5, abs=0.06)
    assert found.held_out.density > 0.95 - 0.15 and found.held_out.coverage > 0.826 - 0.18
    assert max(found.p_values[name] for name in found.limits) < 0.05 / len(found.p_values)
    assert found.searched.n + found.held_out.n == found.n == 1000


def test_no_box_in_noise():
    """In at least 95 of 100 repeats."""
    rng = np.random.default_rng(1)
    seen = [box(rng.random((400, 10)), rng.random(400) < 0.3, NAMES, seed=i).verdict
            for i in range(100)]
    assert seen.count("nothing found") >= 95


def test_the_trajectory_starts_whole_and_gets_smaller_and_denser():
    found = box(*planted(1), NAMES)
    first, *rest = found.trajectory
    assert first.restricted == 0 and first.fit.coverage == first.fit.mass == 1
    assert first.fit.density == first.fit.base_rate == found.searched.base_rate
    masses = [step.fit.mass for step in found.trajectory]
    assert masses == sorted(masses, reverse=True) and rest[-1].fit.mass >= 0.05
    assert rest[-1].fit.density > 0.8 > first.fit.density
    best = max(step.fit.separation for step in found.trajectory)
    assert found.trajectory[found.chosen].fit.separation == best <= found.searched.separation


def test_an_inner_interval_has_two_limits():
    points = np.random.default_rng(3).random((1000, 10))
    limits = box(points, np.abs(points[:, 4] - 0.5) < 0.15, NAMES).limits
    assert limits["p4"] == pytest.approx((0.35, 0.65), abs=0.02) and len(limits) == 1


def test_open_ends_are_infinite_and_scales_do_not_matter():
    points, holds = planted(2)
    natural = 10.0**(4 * points - 2)
    ours, theirs = box(points, holds, NAMES), box(natural, holds, NAMES)
    assert ours.limits["p0"][1] == theirs.limits["p0"][1] == math.inf
    assert ours.held_out == theirs.held_out and ours.p_values == theirs.p_values


def test_whole_numbers_stay_together():
    """Half of the points share each value; p0 = 1 decides."""
    points = np.random.default_rng(4).integers(0, 2, (400, 3)).astype(float)
    found = box(points, points[:, 0] == 1, NAMES[:3])
    assert found.limits == {"p0": (0.5, math.inf)}
    assert found.held_out.density == found.held_out.coverage == 1


@pytest.mark.parametrize(("outcome", "verdict"), [
    (np.zeros(60), "none hold"), (np.ones(60), "all hold"), (np.arange(60) < 9, "too few"),
    (np.arange(60) >= 9, "too few"), (np.full(60, np.nan), "too few"),
    (np.r_[np.ones(5), np.full(55, np.nan)], "too few"),
])
def test_nothing_to_find_is_said(outcome, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = box(np.random.default_rng(1).random((60, 10)), outcome, NAMES)
    assert found.verdict == verdict
    assert found.limits == found.p_values == {} and found.held_out is None


def test_failed_runs_are_left_out_and_counted():
    points, holds = planted(5)
    outcome = np.where(np.arange(1000) % 50 == 3, np.nan, holds)
    found = box(points, outcome, NAMES)
    known = ~np.isnan(outcome)
    rest = box(points[known], holds[known], NAMES)
    assert (found.left_out, found.n, found.limits) == (20, 980, rest.limits)


def test_parameters_that_do_not_vary_are_never_limits():
    points, holds = planted(6)
    points[:, 7] = 1.0
    assert set(box(points, holds, NAMES).limits) == {"p0", "p1"}


def test_halves_share_those_that_hold():
    holds = np.arange(101) < 31
    half = halve(holds, seed=1)
    assert half.sum() == 51 and half[holds].sum() == 16
    assert (half == halve(holds, seed=1)).all() and (half != halve(holds, seed=2)).any()


def test_fit_by_hand():
    """20 of 100 hold; 15 inside, 12 of them holding: .6, .8, separation .6 - 3 / 80."""
    fit = Fit(100, 20, 15, 12)
    assert (fit.base_rate, fit.mass, fit.coverage, fit.density) == (0.2, 0.15, 0.6, 0.8)
    assert fit.separation == pytest.approx(0.6 - 3 / 80)
    assert Fit(0, 0, 0, 0).density is None and Fit(5, 5, 5, 5).separation == 0


@pytest.mark.parametrize(("call", "said"), [
    (lambda: box(np.ones((4, 2)), np.ones(3), ["a", "b"]), "one outcome a point"),
    (lambda: box(np.ones((4, 2)), np.ones(4), ["a"]), "different names"),
    (lambda: box(np.ones((4, 2)), np.ones(4), ["a", "a"]), "different names"),
    (lambda: box(np.full((4, 1), np.nan), np.ones(4), ["a"]), "points must be finite"),
    (lambda: cases(np.ones((4, 1)), np.full(4, 0.5), ["a"]), "outcome must be 0 or 1"),
    (lambda: box(np.ones((4, 1)), np.ones(4), ["a"], alpha=0), "alpha must"),
])
def test_senseless_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
