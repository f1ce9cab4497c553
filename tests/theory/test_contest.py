"""The contest of strength: a lottery, scale-free, sharper with m."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.theory.contest import contest

STRENGTH, SHARP = st.floats(1e-3, 1e3), st.floats(0, 8)


@pytest.mark.parametrize(("own", "other", "m", "expected"), [
    (1, 3, 1, 1 / 4), (3, 1, 2, 9 / 10), (2, 1, 0, 1 / 2), (0, 0, 1, 1 / 2), (0, 1, 1, 0),
    (1, 0, 1, 1), (2, 1, math.inf, 1), (1, 2, math.inf, 0), (2, 2, math.inf, 1 / 2),
])
def test_by_hand(own, other, m, expected):
    """x^m / (x^m + y^m)."""
    assert contest(own, other, m) == pytest.approx(expected)


@given(STRENGTH, SHARP)
def test_equals_win_half(strength, m):
    assert contest(strength, strength, m) == 0.5


@given(STRENGTH, STRENGTH, SHARP, st.floats(1e-3, 1e3))
def test_scaling_both_changes_nothing(own, other, m, factor):
    assert contest(own * factor, other * factor, m) == pytest.approx(contest(own, other, m))


@given(STRENGTH, STRENGTH, SHARP)
def test_one_of_both_wins(own, other, m):
    assert contest(own, other, m) + contest(other, own, m) == pytest.approx(1)


@given(STRENGTH, STRENGTH, SHARP, st.floats(1, 10))
def test_strength_helps_and_sharpness_helps_the_stronger(own, other, m, more):
    assert contest(own * more, other, m) >= contest(own, other, m)
    stronger, weaker = max(own, other), min(own, other)
    assert contest(stronger, weaker, m * more) >= contest(stronger, weaker, m)


@given(STRENGTH, STRENGTH, STRENGTH, SHARP)
def test_odds_multiply(x, y, z, m):
    """Luce's choice: odds of x against z are those against y times those of y against z."""
    def odds(own, other):
        return contest(own, other, m) / contest(other, own, m)

    if max(x, y, z) / min(x, y, z) < 50:
        assert odds(x, z) == pytest.approx(odds(x, y) * odds(y, z), rel=1e-6)


def test_compiled_is_the_same():
    for case in [(1.0, 3.0, 1.0), (0.0, 0.0, 1.0), (2.0, 1.0, 4.0)]:
        assert contest.compiled(*case) == contest(*case)
