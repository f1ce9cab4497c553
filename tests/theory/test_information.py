"""News bent by the regime: the published numbers, and the equilibrium played through."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from fronde.theory.information import bar, bent_bar, plain_bar

COSTS, PRICE, PRECISION = st.floats(0.05, 0.95), st.floats(0.02, 1), st.floats(0.05, 200)
BENT = np.linspace(0, 12, 6001)
# Bending only just pays: the two equations alone would put the bar above 1 - p, or a below 0.
CORNERS = [(0.25, 0.1, 0.07), (0.97, 0.1, 0.2), (0.05, 0.1, 0.1)]


def faced(theta, signal, c, alpha):
    """Least of attack and cost over how far the news is bent, and where; by looking at all."""
    total = norm.cdf(math.sqrt(alpha) * (signal - theta - BENT)) + c * BENT
    return total.min(), BENT[total.argmin()]


def played_through(found, p, c, alpha):
    """The bar holds for the regimes around it, and who sees x* expects a gain of p."""
    theta, signal, _ = found
    assert faced(theta, signal, c, alpha)[0] == pytest.approx(theta, abs=1e-5)
    assert faced(theta - 0.01, signal, c, alpha)[0] > theta - 0.01
    for more in (0.01, 0.1, 0.5):
        assert faced(theta + more, signal, c, alpha)[0] < theta + more
    sharp = math.sqrt(alpha)
    strengths = theta + (np.arange(600) + 0.5) * (10 / sharp + max(0, signal - theta) + 2) / 600
    step = strengths[1] - strengths[0]
    seen = [norm.pdf(sharp * (signal - s - faced(s, signal, c, alpha)[1])) for s in strengths]
    stand = sharp * sum(seen) * step
    fall = norm.cdf(sharp * (theta - signal))
    assert fall / (fall + stand) == pytest.approx(p, abs=5e-3)


@pytest.mark.parametrize(("alpha", "theta"), [(4, 0.197989), (25, 0.0934277), (400, 0.0280927)])
def test_as_published(alpha, theta):
    """p = .25, c = .1."""
    assert bar(0.25, 0.1, alpha).theta == pytest.approx(theta, rel=3e-6)
    assert bent_bar(0.25, 0.1, alpha) == bar(0.25, 0.1, alpha)


@given(COSTS, PRICE, PRECISION)
def test_the_two_equations_hold(p, c, alpha):
    found = bar(p, c, alpha)
    if found.bent == 0:
        assert found == plain_bar(p, alpha)
        return
    sharp = math.sqrt(alpha)
    gamma = math.sqrt(2 / alpha * math.log(sharp / math.sqrt(2 * math.pi) / c))
    short = norm.cdf(-sharp * gamma)
    assert found.theta * (1 + c) == pytest.approx(short + c * (found.signal + gamma), abs=1e-9)
    weighed = (1 - p) / p * norm.cdf(sharp * (found.theta - found.signal))
    assert found.theta == pytest.approx(weighed, abs=1e-9)
    assert found.bent == pytest.approx(found.signal + gamma - found.theta, abs=1e-9)


@pytest.mark.parametrize(("p", "c", "alpha"), [
    (0.25, 0.1, 4), (0.25, 0.1, 25), (0.6, 0.3, 2), (0.25, 1, 1), *CORNERS,
])
def test_the_equilibrium_played_through(p, c, alpha):
    played_through(bar(p, c, alpha), p, c, alpha)


@pytest.mark.parametrize(("p", "c", "alpha"), CORNERS)
def test_where_the_regime_at_the_bar_does_not_bend_though_stronger_ones_do(p, c, alpha):
    """The bar is 1 - p, and some regime above it does bend the news."""
    found = bar(p, c, alpha)
    assert found == plain_bar(p, alpha)
    assert faced(found.signal, found.signal, c, alpha)[1] > 0


@pytest.mark.parametrize(("p", "c", "alpha"), [(0.25, 0.5, 1), (0.6, 1, 4), (0.1, 0.4, 1)])
def test_dear_lies_are_not_told(p, c, alpha):
    """sqrt(alpha) phi(0) = .3989 sqrt(alpha) at most c: the bar is 1 - p."""
    assert bar(p, c, alpha) == (pytest.approx(1 - p), plain_bar(p, alpha).signal, 0)
    with pytest.raises(ValueError, match="c must"):
        bent_bar(p, c, alpha)


def test_no_solution_between_0_and_1_is_refused():
    """p = .05: the citizen's odds of 19 put the two equations' bar above 1; the game's is .95."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        bent_bar(0.05, 0.1, 0.07)
    assert bar(0.05, 0.1, 0.07).theta == pytest.approx(0.95)


@settings(max_examples=60)
@given(COSTS, PRICE, PRECISION)
def test_bending_the_news_never_costs_the_regime_its_place(p, c, alpha):
    """theta* is at most 1 - p, and tends to 0 as signals become precise."""
    assert bar(p, c, alpha).theta <= 1 - p + 1e-12
    assert bar(p, c, 1e8).theta < 0.01


@pytest.mark.parametrize("wrong", [(0, 0.1, 1), (1, 0.1, 1), (0.5, 0, 1), (0.5, 0.1, 0),
                                   (math.nan, 0.1, 1), (0.5, math.inf, 1)])
def test_senseless_games_are_refused(wrong):
    for function in (bar, bent_bar):
        with pytest.raises(ValueError, match="must"):
            function(*wrong)
