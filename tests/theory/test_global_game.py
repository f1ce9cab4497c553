"""The static global game of regime change."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from fronde.theory.global_game import Equilibrium, equilibria, falls, is_unique

PRECISION, COST, MEAN = st.floats(0.05, 40), st.floats(0.02, 0.98), st.floats(-1, 2)


@pytest.mark.parametrize(("alpha", "beta", "z", "c", "theta"), [
    (1, 1, 0.7, 0.5, 0.371125), (1, 1, 0.5, 0.3, 0.865982),
])
def test_as_published(alpha, beta, z, c, theta):
    (found,) = equilibria(alpha, beta, z, c)
    assert found.theta == pytest.approx(theta, abs=5e-7)


@given(PRECISION, PRECISION, MEAN, COST)
def test_equilibria_solve_both_conditions(alpha, beta, z, c):
    """The attack just suffices at theta*, and who sees x* expects a gain of c."""
    found = equilibria(alpha, beta, z, c)
    assert len(found) in (1, 3) or alpha**2 / (2 * math.pi) > beta
    for theta, signal in found:
        assert norm.cdf(math.sqrt(beta) * (signal - theta)) == pytest.approx(theta, abs=1e-9)
        belief = norm((beta * signal + alpha * z) / (alpha + beta), (alpha + beta) ** -0.5)
        assert belief.cdf(theta) == pytest.approx(c, abs=1e-9)


@given(PRECISION, PRECISION)
def test_unique_iff_signals_are_precise_enough(alpha, beta):
    """At c = 1/2 and z = 1/2 all are symmetric around 1/2: u = 0 solves, and two more iff not."""
    bar = alpha**2 / (2 * math.pi)
    assert is_unique(alpha, beta) == (beta >= bar)
    if abs(beta / bar - 1) > 0.01:
        assert len(equilibria(alpha, beta, 0.5, 0.5)) == (1 if beta > bar else 3)


@given(PRECISION, st.floats(1, 3), MEAN, COST)
def test_one_equilibrium_above_the_bar_whatever_the_prior(alpha, factor, z, c):
    assert len(equilibria(alpha, factor * alpha**2 / (2 * math.pi) * 1.0001, z, c)) == 1


def test_three_equilibria_by_symmetry():
    """alpha = 4, beta = 1 < 16 / 6.28, z = c = 1/2: at 1/2, and two that mirror each other."""
    low, middle, high = equilibria(4, 1, 0.5, 0.5)
    assert middle.theta == pytest.approx(0.5)
    assert low.theta + high.theta == pytest.approx(1)
    assert low.theta < middle.theta < high.theta


@given(MEAN, COST)
def test_precise_signals_leave_one_minus_the_cost(z, c):
    (found,) = equilibria(1, 1e10, z, c)
    assert found.theta == pytest.approx(1 - c, abs=1e-4)


@given(PRECISION, st.floats(1, 3), st.floats(0, 1), st.floats(0.05, 0.9))
def test_dear_attacks_and_strong_regimes(alpha, factor, z, c):
    """theta* falls with the cost and with the mean of the prior."""
    beta = factor * alpha**2 / (2 * math.pi) * 1.0001
    (found,) = equilibria(alpha, beta, z, c)
    assert equilibria(alpha, beta, z, c + 0.05)[0].theta <= found.theta
    assert equilibria(alpha, beta, z + 0.1, c)[0].theta <= found.theta


@given(PRECISION, PRECISION, MEAN, COST)
def test_the_weak_fall_and_the_strong_stand(alpha, beta, z, c):
    for found in equilibria(alpha, beta, z, c):
        assert falls(found.theta - 1e-6, found, beta)
        assert not falls(found.theta + 1e-6, found, beta)


@pytest.mark.parametrize("wrong", [(0, 1, 0, 0.5), (1, -1, 0, 0.5), (1, 1, math.nan, 0.5),
                                   (1, 1, 0, 0), (1, 1, 0, 1), (1, 1, 0, 1.2)])
def test_senseless_games_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        equilibria(*wrong)
    with pytest.raises(ValueError, match="beta must"):
        falls(0.5, Equilibrium(0.5, 0.5), 0)
