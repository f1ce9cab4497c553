"""Richardson's two sides."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from fronde.theory.arms_race import Race, equilibrium, is_stable, path

RATES, PUSH = st.floats(0, 2), st.floats(-2, 2)
RACES = st.builds(Race, k=RATES, a=RATES, g=PUSH, l=RATES, b=RATES, h=PUSH)


def test_equilibrium_by_hand():
    """2 x = y + 3 and 2 y = x + 3: both at 3. k = 1, a = 2."""
    assert equilibrium(Race(k=1, a=2, g=3, l=1, b=2, h=3)) == (3, 3)


def test_a_symmetric_race_by_hand():
    """The sum falls at a - k, the difference at a + k: from (1, 0) with a = 2, k = 1."""
    state = path(Race(k=1, a=2, g=0, l=1, b=2, h=0), 1, 0, [0, 0.7])
    sum_, difference = math.exp(-0.7), math.exp(-2.1)
    np.testing.assert_allclose(state, [[1, 0], [(sum_ + difference) / 2, (sum_ - difference) / 2]])


@given(RACES, st.floats(-3, 3), st.floats(-3, 3), st.floats(0, 3))
def test_the_path_is_the_matrix_exponential(race, x, y, time):
    """Against scipy, the push put into a third, constant coordinate."""
    matrix = np.array([[-race.a, race.k, race.g], [race.l, -race.b, race.h], [0, 0, 0]])
    expected = (expm(matrix * time) @ [x, y, 1])[:2]
    scale = np.abs(expm(np.abs(matrix) * time)).max()
    np.testing.assert_allclose(path(race, x, y, [time])[0], expected, atol=1e-9 * scale)


@pytest.mark.parametrize("race", [
    Race(k=1, a=1, g=1, l=1, b=1, h=0), Race(k=1, a=0, g=1, l=0, b=0, h=1),
    Race(k=1, a=0.5, g=1, l=0, b=0.5, h=1), Race(k=0, a=0, g=1, l=0, b=0, h=2),
    Race(k=1e-9, a=0.5, g=1, l=1e-9, b=0.5, h=1), Race(k=1, a=1e-5, g=1, l=0, b=1e-5, h=1),
], ids=str)
def test_races_without_a_point_or_with_one_pace(race):
    """a b = k l, and both eigenvalues equal: the formula's limits."""
    test_the_path_is_the_matrix_exponential.hypothesis.inner_test(race, 2.0, -1.0, 3.0)


@given(RACES)
def test_stable_iff_both_eigenvalues_are_negative(race):
    highest = np.linalg.eigvals([[-race.a, race.k], [race.l, -race.b]]).real.max()
    if abs(race.a * race.b - race.k * race.l) > 1e-9:
        assert is_stable(race) == (highest < 0)


@given(st.floats(0.1, 2), st.floats(0.1, 2), st.floats(0, 0.9), PUSH, PUSH)
def test_stable_races_come_to_rest(a, b, part, g, h):
    race = Race(k=part * a, a=a, g=g, l=part * b, b=b, h=h)
    assert is_stable(race)
    rest = equilibrium(race)
    np.testing.assert_allclose(path(race, *rest, [5])[0], rest, atol=1e-9)
    np.testing.assert_allclose(path(race, 4, 1, [5000])[0], rest, atol=1e-6)


def test_an_unstable_race_runs_away():
    """k = l = 2, a = b = 1: the sum grows at rate 1."""
    race = Race(k=2, a=1, g=0, l=2, b=1, h=0)
    assert not is_stable(race)
    assert path(race, 1, 1, [10])[0] == pytest.approx(math.exp(10))


def test_senseless_races_are_refused():
    with pytest.raises(ValueError, match="k must"):
        Race(k=-1, a=1, g=0, l=1, b=1, h=0)
    with pytest.raises(ValueError, match="h must"):
        Race(k=1, a=1, g=0, l=1, b=1, h=math.nan)
    with pytest.raises(ValueError, match="a b must"):
        equilibrium(Race(k=1, a=1, g=1, l=1, b=1, h=1))
    with pytest.raises(ValueError, match="times must"):
        path(Race(k=1, a=1, g=1, l=1, b=1, h=1), 0, 0, [-1])
