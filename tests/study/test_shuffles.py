"""How alike replicates are, beside all orders that there are."""

import math
from itertools import permutations

import numpy as np
import pytest

from fronde.study.methods.shuffles import DRAWN, alike


def pairs(both, mixed, neither):
    """Two replicates a point: both one way, one of them, neither."""
    return np.array([[True, True]] * both + [[True, False]] * mixed + [[False, False]] * neither)


def chance(pairs_of, mixed):
    """Chance of at most so many mixed pairs: 2^j m! / (j! a! b!) of C(2 m, k) orders have j."""
    points, ups = len(pairs_of), int(pairs_of.sum())
    ways = sum(2**j * math.factorial(points) // (
        math.factorial(j) * math.factorial((ups - j) // 2)
        * math.factorial(points - (ups + j) // 2))
        for j in range(ups % 2, mixed + 1, 2) if j <= ups and (ups + j) // 2 <= points)
    return ways / math.comb(2 * points, ups)


@pytest.mark.parametrize("seen", [(8, 6, 8), (12, 4, 4), (3, 10, 9), (10, 12, 10)])
def test_of_pairs_the_chance_is_that_of_a_closed_form(seen):
    """Within 4 standard errors of so many orders drawn."""
    expected = chance(pairs(*seen), seen[1])
    error = math.sqrt(expected * (1.0 - expected) / DRAWN) + 1.0 / DRAWN
    assert alike(pairs(*seen)) == pytest.approx(expected, abs=4.0 * error)


def test_of_three_replicates_the_chance_is_that_of_all_orders():
    """Two points, three runs of six one way, all at one point: 2 of 20 orders do as well."""
    runs = [True] * 3 + [False] * 3
    orders = [[sum(order[:3]), sum(order[3:])] for order in set(permutations(runs))]
    expected = np.mean([sorted(order) == [0, 3] for order in orders])
    assert expected == 2 / 20
    error = math.sqrt(expected * (1.0 - expected) / DRAWN)
    assert alike(np.array([runs[:3], runs[3:]])) == pytest.approx(expected, abs=4.0 * error)


def test_runs_that_all_go_one_way_say_nothing_nor_do_points_without_replicates():
    assert alike(np.ones((20, 2), bool)) == alike(np.ones((20, 1), bool)) == 1.0
    assert alike(np.zeros((0, 2), bool)) == alike(np.ones((1, 2), bool)) == 1.0


@pytest.mark.parametrize("share", [0.2, 0.37, 0.5, 0.9])
def test_runs_of_one_chance_are_called_alike_as_often_as_the_level_says(share):
    """Within 3 standard errors above, whatever the chance (400 sets of 32 pairs)."""
    rng = np.random.default_rng(1)
    found = np.array([alike(rng.random((32, 2)) < share) for _ in range(400)])
    for level in (0.05, 0.01):
        most = level + 3.0 * math.sqrt(level * (1.0 - level) / 400)
        assert (found <= level).mean() <= most
