"""Lanchester's and Deitchman's laws, smooth and one person at a time."""

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from fronde.mechanisms.combat import Params, losing
from fronde.theory.attrition import (
    deitchman_end,
    deitchman_invariant,
    linear_end,
    linear_invariant,
    square_end,
    square_invariant,
)
from fronde.theory.duel import equal_square_win, mean_survivors, survivors, win_probability

LAWS = {
    "square": (square_invariant, square_end, lambda x, y, a, b: (a * y, b * x)),
    "linear": (linear_invariant, linear_end, lambda x, y, a, b: (a * x * y, b * x * y)),
    "deitchman": (deitchman_invariant, deitchman_end, lambda x, y, a, b: (a * y, b * x * y)),
}
LAW = pytest.mark.parametrize("law", LAWS)
PEOPLE, RATES = st.floats(1, 1000), st.floats(1e-3, 0.1)
FORMS = {"square": (0, 0), "linear": (1, 1), "deitchman": (0, 1), "between": (0.5, 0.5)}
FORM = pytest.mark.parametrize("form", FORMS)


def test_square_law_as_published():
    """sqrt(1000^2 - 800^2) = 600, at artanh(.8) / .01 = 109.861229."""
    end = square_end(1000, 800, 0.01, 0.01)
    assert end.x == pytest.approx(600, abs=1e-9) and end.y == 0
    assert end.time == pytest.approx(109.861229, abs=5e-7)


def test_deitchman_as_published():
    """y0 > .001 100^2 / .2 = 50 wins: 60 - 50 = 10 left; 30: sqrt(100^2 - 6000) regulars."""
    irregulars, regulars = deitchman_end(100, 60, 0.1, 0.001), deitchman_end(100, 30, 0.1, 0.001)
    assert irregulars.x == 0 and irregulars.y == pytest.approx(10)
    assert irregulars.time == pytest.approx(51.441280, abs=5e-7)
    assert regulars.y == 0 and regulars.x == pytest.approx(math.sqrt(4000))
    assert regulars.time == math.inf


@pytest.mark.parametrize(("y", "who"), [(50.1, "irregulars"), (49.9, "regulars")])
def test_deitchman_s_bar(y, who):
    end = deitchman_end(100, y, 0.1, 0.001)
    assert (end.y > 0) == (who == "irregulars") and (end.x > 0) == (who == "regulars")


def test_linear_end():
    """b x - a y = .002 100 - .001 50 = .15 stays: 75 of x."""
    assert linear_end(100, 50, 0.001, 0.002) == (pytest.approx(75), 0, math.inf)


def fought(law, x, y, a, b, time):
    """Who is left at a time, by integrating the law's equations [2]."""
    losses = LAWS[law][2]
    found = integrate.solve_ivp(lambda _, left: [-lost for lost in losses(*left, a, b)], (0, time),
                                (x, y), method="LSODA", rtol=1e-10, atol=1e-10)
    return found.y[:, -1]


@LAW
@pytest.mark.parametrize(("x", "y"), [(100, 60), (100, 30), (50, 90)])
def test_what_stays_stays_and_the_end_is_where_the_equations_lead(law, x, y):
    """Half way what stays is as at first; at the end, or long after, the loser is gone."""
    invariant, end, _ = LAWS[law]
    a, b = 0.1, 0.001
    over = end(x, y, a, b)
    late = min(over.time, 2e3 if law == "deitchman" else 1e5)
    scale = invariant(x, 0, a, b) - invariant(0, y, a, b)
    half = fought(law, x, y, a, b, late / 2)
    assert invariant(*np.maximum(half, 0), a, b) == pytest.approx(
        invariant(x, y, a, b), abs=1e-6 * scale)
    assert fought(law, x, y, a, b, late) == pytest.approx((over.x, over.y), abs=1e-2)


def test_equals_wear_each_other_down_for_ever():
    assert square_end(5, 5, 1, 1) == (0, 0, math.inf)
    assert linear_end(1, 1, 1, 1) == (0, 0, math.inf)
    assert deitchman_end(1, 0.5, 1, 1) == (0, 0, math.inf)


def test_nobody_on_one_side():
    for _, end, _ in LAWS.values():
        assert end(7, 0, 1, 1) == (7, 0, 0)
        assert end(0, 7, 1, 1) == (0, 7, 0)


@LAW
@pytest.mark.parametrize("wrong", [(-1, 1, 1, 1), (1, math.nan, 1, 1), (1, 1, 0, 1),
                                   (1, 1, 1, math.inf)])
def test_senseless_forces_are_refused(law, wrong):
    for function in LAWS[law][:2]:
        with pytest.raises(ValueError, match="must"):
            function(*wrong)


@pytest.mark.parametrize(("n", "m", "expected"), [(3, 2, 0.775), (12, 10, 0.7686459)])
def test_equal_square_law_as_published(n, m, expected):
    assert float(equal_square_win(n, m)) == pytest.approx(expected, abs=5e-8)
    assert win_probability(n, m, 1, 1) == pytest.approx(expected, abs=5e-8)


@cache
def by_steps(n, m):
    """P(n, m): the next to fall is one of n with chance m / (n + m)."""
    if n == 0 or m == 0:
        return Fraction(n > 0)
    return (m * by_steps(n - 1, m) + n * by_steps(n, m - 1)) / Fraction(n + m)


@given(st.integers(0, 14), st.integers(0, 14))
def test_the_closed_form_is_the_sum_over_steps(n, m):
    if n + m:
        assert equal_square_win(n, m) == by_steps(n, m)
        assert win_probability(n, m, 3, 3) == pytest.approx(float(by_steps(n, m)), abs=1e-14)
        assert equal_square_win(n, m) + equal_square_win(m, n) == 1


@given(st.integers(1, 30), st.integers(1, 30), RATES, RATES)
def test_linear_law_is_a_row_of_coins(x, y, a, b):
    """Each loss hits x with chance a / (a + b): x wins iff y of them miss before x hit."""
    expected = stats.nbinom.cdf(x - 1, y, b / (a + b))
    assert win_probability(x, y, a, b, 1, 1) == pytest.approx(expected, abs=1e-12)


def test_deitchman_by_hand():
    """(2, 1): x loses at a, y at 2 b; then (1, 1): a against b. With a = b: 1 - 1/3 1/2."""
    assert win_probability(2, 1, 1, 1, 0, 1) == pytest.approx(1 - 1 / 3 / 2)
    assert win_probability(1, 2, 1, 1, 0, 1) == pytest.approx(1 / 2 * 1 / 2)


@FORM
def test_the_rates_are_those_of_the_mechanism(form):
    """One step from (x, y) by the mechanism's own rates, then the chances from there on."""
    u, v = FORMS[form]
    p = Params(aimed=0.3, area=0.2, exposed=u, concealed=v)
    for x, y in [(1, 1), (4, 2), (3, 7)]:
        lost_x, lost_y = losing(x, y, p)
        hit = lost_x / (lost_x + lost_y)
        after = (hit * win_probability(x - 1, y, 0.3, 0.2, u, v)
                 + (1 - hit) * (win_probability(x, y - 1, 0.3, 0.2, u, v)))
        assert win_probability(x, y, 0.3, 0.2, u, v) == pytest.approx(after, abs=1e-13)


@FORM
@given(x=st.integers(0, 25), y=st.integers(0, 25), a=RATES, b=RATES)
def test_laws_of_a_duel(form, x, y, a, b):
    """Somebody wins; more of one's own help; sides are only names."""
    if x + y == 0:
        return
    u, v = FORMS[form]
    left = survivors(x, y, a, b, u, v)
    assert left.x[1:].sum() + left.y[1:].sum() == pytest.approx(1, abs=1e-12)
    chance = win_probability(x, y, a, b, u, v)
    assert chance <= win_probability(x + 1, y, a, b, u, v) + 1e-12
    assert chance >= win_probability(x, y + 1, a, b, u, v) - 1e-12
    assert chance == pytest.approx(1 - win_probability(y, x, b, a, v, u), abs=1e-12)


@pytest.mark.parametrize("form", ["square", "linear", "deitchman"])
def test_large_forces_follow_the_smooth_law(form):
    """The mean left of ten times as many, clearly won, is within one per cent of ten times."""
    x, y, a, b = {"square": (400, 240, 1, 1), "linear": (400, 200, 1, 1),
                  "deitchman": (400, 240, 1, 1 / 200)}[form]
    left = mean_survivors(x, y, a, b, *FORMS[form])
    assert left[0] == pytest.approx(LAWS[form][1](x, y, a, b).x, rel=0.01)


def test_simulated_duels():
    """Who is left in 4000 fights by the mechanism's rates, within four standard errors."""
    p, runs = Params(aimed=0.1, area=0.02, exposed=0, concealed=1), 4000
    rng = np.random.default_rng(3)
    won = left = square = 0
    for _ in range(runs):
        x, y = 12, 8
        while x and y:
            lost_x, lost_y = losing(x, y, p)
            if rng.random() < lost_x / (lost_x + lost_y):
                x -= 1
            else:
                y -= 1
        won, left, square = won + (x > 0), left + x, square + x * x
    chance = win_probability(12, 8, 0.1, 0.02, 0, 1)
    assert abs(won / runs - chance) < 4 * math.sqrt(chance * (1 - chance) / runs)
    error = math.sqrt((square / runs - (left / runs) ** 2) / runs)
    assert abs(left / runs - mean_survivors(12, 8, 0.1, 0.02, 0, 1)[0]) < 4 * error


@pytest.mark.parametrize("wrong", [(0, 0, 1, 1), (1.5, 1, 1, 1), (-1, 1, 1, 1), (1, 1, 0, 1),
                                   (1, 1, 1, 1, 2), (1, 1, 1, 1, 0, math.nan)])
def test_senseless_duels_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        win_probability(*wrong)
    if len(wrong) == 4 and wrong[2]:
        with pytest.raises(ValueError, match="must"):
            equal_square_win(*wrong[:2])
