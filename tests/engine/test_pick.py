"""Competing risks: one of several in proportion, and a draw to go on with."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fronde.engine.pick import pick

WEIGHTS = st.lists(st.one_of(st.floats(0, 1e6), st.just(math.inf), st.floats(-5, 0)), min_size=1,
                   max_size=6)
LUCK = st.floats(0, 1, exclude_max=True)


def test_in_proportion_and_what_is_left_is_uniform():
    """Weights 1, 2 and 5; a negative one takes nothing."""
    weights = (1.0, -3.0, 2.0, 5.0)
    found = [pick(weights, u) for u in (np.arange(8000) + 0.5) / 8000]
    assert np.bincount([place for place, _ in found]).tolist() == [1000, 0, 2000, 5000]
    for place in (0, 2, 3):
        left = [rest for chosen, rest in found if chosen == place]
        assert stats.kstest(left, "uniform").statistic < 1 / len(left)


def test_certainty_leaves_no_chance_to_the_rest():
    assert {pick((1e9, math.inf, 3.0), u)[0] for u in np.linspace(0, 0.999, 50)} == {1}
    assert [pick((math.inf, 1.0, math.inf), u)[0] for u in (0.2, 0.7)] == [0, 2]


@settings(derandomize=True, deadline=None)
@given(WEIGHTS, LUCK)
def test_only_what_is_possible_is_chosen(weights, u):
    place, rest = pick(tuple(weights), u)
    assert 0.0 <= rest < 1.0
    if any(weight > 0 for weight in weights):
        assert weights[place] > 0
        assert weights[place] == math.inf or math.inf not in weights


@settings(derandomize=True, deadline=None)
@given(WEIGHTS, LUCK)
def test_compiled_equals_plain(weights, u):
    assert pick.compiled(np.array(weights), u) == pick(np.array(weights), u)


@pytest.mark.parametrize("u", [0.0, 1.0 - 2.0**-53])
def test_the_ends_of_draw(u):
    """Rounding of the sum may not carry anybody past the last."""
    weights = (0.1,) * 10
    assert pick(weights, u)[0] == (0 if u == 0.0 else 9)
