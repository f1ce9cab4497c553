"""Sobol' indices against functions whose own are known in closed form, with and without chance."""

import math
import warnings

import numpy as np
import pytest
from scipy.stats import sobol_indices

from fronde.study.methods.sobol import analyse, design


def ishigami(u):
    """sin x1 + 7 sin^2 x2 + .1 x3^4 sin x1 on [-pi, pi]^3 (Ishigami and Homma 1990)."""
    x = math.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1])**2 + 0.1 * x[:, 2]**4 * np.sin(x[:, 0])


# With a = 7, b = .1: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225.
V1, V2, V13 = (1 + 0.1 * math.pi**4 / 5)**2 / 2, 49 / 8, 8 * 0.01 * math.pi**8 / 225
V = V1 + V2 + V13
FIRST = np.array([V1, V2, 0]) / V
TOTAL = np.array([V1 + V13, V2, V13]) / V


def values_of(index, shares):
    return [getattr(share, index).value for share in shares]


@pytest.fixture(scope="module")
def plan():
    return design(3, 16384, seed=1)


def test_closed_forms_are_the_published_numbers():
    assert pytest.approx([0.3139, 0.4424, 0], abs=5e-5) == FIRST
    assert pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5) == TOTAL


def test_ishigami(plan):
    """Base 16384: within .02. (At 4096 the largest error over 20 seeds was .027, of S_1.)"""
    found = analyse(ishigami(plan.points), 3, resamples=200)
    assert found.verdict == "found" and found.rows == 16384
    assert found.variance == pytest.approx(V, rel=0.02)
    assert values_of("first", found.shares) == pytest.approx(FIRST, abs=0.02)
    assert values_of("total", found.shares) == pytest.approx(TOTAL, abs=0.02)
    for share, first, total in zip(found.shares, FIRST, TOTAL, strict=True):
        assert share.first.low <= first <= share.first.high
        assert share.total.low <= total <= share.total.high
        assert share.total_corrected == share.total


def test_g_function():
    """prod (|4 x - 2| + a) / (1 + a): V_i = 1 / 3 (1 + a_i)^2, V = prod (1 + V_i) - 1."""
    a = np.array([0, 1, 4.5, 9, 99])
    plan = design(5, 4096, seed=2)
    values = ((np.abs(4 * plan.points - 2) + a) / (1 + a)).prod(axis=1)
    parts = 1 / (3 * (1 + a)**2)
    whole = (1 + parts).prod()
    found = analyse(values, 5, resamples=50)
    assert values_of("first", found.shares) == pytest.approx(parts / (whole - 1), abs=0.02)
    assert values_of("total", found.shares) == pytest.approx(
        parts * whole / (1 + parts) / (whole - 1), abs=0.02)


def test_additive_functions_have_equal_first_and_total_indices():
    """Sum of c_i |4 x_i - 2|: shares c_i^2 / sum c^2."""
    c = np.array([3.0, 2, 1, 0])
    found = analyse(np.abs(4 * design(4, 2048, seed=3).points - 2) @ c, 4, resamples=50)
    assert values_of("first", found.shares) == pytest.approx(c**2 / 14, abs=0.02)
    assert values_of("total", found.shares) == pytest.approx(c**2 / 14, abs=0.02)


def test_the_same_estimators_as_scipy(plan):
    f_A, f_B = ishigami(plan.a)[None], ishigami(plan.b)[None]
    f_AB = np.array([ishigami(ab)[None] for ab in plan.ab])
    other = sobol_indices(func={"f_A": f_A, "f_B": f_B, "f_AB": f_AB}, n=16384)
    found = analyse(ishigami(plan.points), 3, resamples=2)
    assert values_of("first", found.shares) == pytest.approx(other.first_order, abs=1e-12)
    assert values_of("total", found.shares) == pytest.approx(other.total_order, abs=1e-12)


def test_chance_is_taken_out(plan):
    """Noise of variance 6: seen S V / (V + 6), (T V + 6) / (V + 6); corrected as without."""
    values = ishigami(plan.points)
    noisy = values + np.random.default_rng(1).normal(0, math.sqrt(6), values.size)
    found = analyse(noisy, 3, noise=6.0, resamples=200)
    share = 6 / (V + 6)
    assert found.noise_share == pytest.approx(share, abs=0.01)
    assert values_of("first", found.shares) == pytest.approx(FIRST * (1 - share), abs=0.04)
    assert values_of("total", found.shares) == pytest.approx(
        TOTAL * (1 - share) + share, abs=0.03)
    assert values_of("first_corrected", found.shares) == pytest.approx(FIRST, abs=0.05)
    assert values_of("total_corrected", found.shares) == pytest.approx(TOTAL, abs=0.04)
    assert found.shares[2].total_corrected.low <= TOTAL[2] <= found.shares[2].total_corrected.high


def test_a_parameter_without_influence_is_inflated_by_the_noise_share_only():
    plan = design(2, 4096, seed=4)
    values = plan.points[:, 0] + np.random.default_rng(2).normal(0, 0.2, len(plan.points))
    idle = analyse(values, 2, noise=0.04, resamples=2).shares[1]
    assert idle.total.value == pytest.approx(0.04 / (1 / 12 + 0.04), abs=0.02)
    assert idle.total_corrected.value == pytest.approx(0, abs=0.03)


def test_where_nothing_is_known_of_chance_no_share_of_it_is_told_and_nothing_corrected(plan):
    """The indices that are seen are those of chance that is known to be none."""
    values = plan.points @ np.array([3.0, 1.0, 0.0])
    found, none = (analyse(values, 3, noise=noise, resamples=20) for noise in (None, 0.0))
    assert found.verdict == "found" and (found.noise_share, none.noise_share) == (None, 0.0)
    for shares, known in zip(found.shares, none.shares, strict=True):
        assert shares.first_corrected is None and shares.total_corrected is None
        assert (shares.first, shares.total) == (known.first_corrected, known.total_corrected)


def test_only_chance():
    values = np.random.default_rng(3).normal(0, 1, 5 * 64)
    found = analyse(values, 3, noise=1.5)
    assert found.verdict == "noise" and found.noise_share == 1
    assert all(share.total_corrected is None for share in found.shares)


def test_points_are_inside_mixed_as_said_and_decided_by_the_seed():
    plan = design(3, 64, seed=5)
    assert plan.points.shape == (64 * 5, 3) and 0 < plan.points.min() < plan.points.max() < 1
    row = plan.points.reshape(64, 5, 3)[7]
    assert (row[0] == plan.a[7]).all() and (row[1] == plan.b[7]).all()
    for i in range(3):
        assert (row[2 + i] == np.where(np.arange(3) == i, plan.b[7], plan.a[7])).all()
    assert (design(3, 64, seed=5).a == plan.a).all() and (design(3, 64, seed=6).a != plan.a).any()


def test_points_are_balanced():
    """64 points of a Sobol' sequence: one in each 64th of every axis."""
    for column in design(4, 64, seed=1).b.T:
        assert sorted((column * 64).astype(int)) == list(range(64))


def test_a_failed_run_leaves_out_its_row_whole(plan):
    values = ishigami(plan.points).reshape(-1, 5)
    broken = values.copy()
    broken[3, 0] = broken[10, 4] = broken[10, 2] = np.nan
    found = analyse(broken.ravel(), 3, resamples=20)
    assert (found.rows, found.left_out, found.failed) == (16382, 2, 3)
    rest = analyse(np.delete(values, [3, 10], axis=0).ravel(), 3, resamples=20)
    assert found.shares == rest.shares


@pytest.mark.parametrize(("values", "verdict"), [
    (np.full(32, 2.0), "constant"), (np.full(32, 0.1) + np.arange(32) % 2 * 1e-17, "constant"),
    (np.zeros(32), "constant"), (np.full(32, np.nan), "too few"),
    (np.array([1.0, 2, 3, 4] + [np.nan] * 28), "too few"),
    (np.array([0.0, 0, 1, 0] * 8), "too few"),
])
def test_nothing_to_divide_is_said_and_not_divided(values, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = analyse(values, 2, noise=0.1)
    assert found.verdict == verdict and found.shares is None and found.noise_share is None


def test_intervals_without_enough_variance_have_no_ends():
    """One in 32 rows differs: a resample in e has none of it."""
    values = np.zeros((32, 4))
    values[0] = [1, 0, 1, 0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = analyse(values.ravel(), 2).shares[0].first
    assert first.low is None and first.high is None and math.isfinite(first.value)


@pytest.mark.parametrize(("call", "said"), [
    (lambda: design(3, 100, 1), "power of two, not 100: 64 or 128"),
    (lambda: design(0, 64, 1), "parameters must"),
    (lambda: analyse(np.ones(13), 3), "for each base row"),
    (lambda: analyse(np.ones(0), 3), "for each base row"),
    (lambda: analyse(np.full(10, np.inf), 3), "finite"),
    (lambda: analyse(np.ones(10), 3, noise=-1.0), "noise must"),
])
def test_senseless_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
