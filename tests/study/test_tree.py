"""Rules of a small tree: the planted ones, their numbers by hand, and none in noise."""

import math
from dataclasses import astuple

import numpy as np
import pytest

from fronde.study.methods.tree import grow, in_words

NAMES = ["war.weight", "police.kappa", "sponsor.gift"]


def grid(n=20):
    """Middles of n^2 cells in two dimensions, and a third that never varies."""
    middles = (np.arange(n) + 0.5) / n
    a, b = np.meshgrid(middles, middles, indexing="ij")
    return np.column_stack([a.ravel(), b.ravel(), np.ones(n * n)])


def test_one_corner_by_hand():
    """On 20 x 20 cells, above .3 and up to .5: 14 x 10 of 400 hold."""
    points = grid()
    found = grow(points, (points[:, 0] > 0.3) & (points[:, 1] <= 0.5), NAMES, depth=2)
    first, *others = found.leaves
    assert found.verdict == "found" and first.holds
    assert first.rule in ("war.weight > 0.3 and police.kappa <= 0.5",
                          "police.kappa <= 0.5 and war.weight > 0.3")
    assert first.limits["war.weight"] == pytest.approx((0.3, math.inf))
    assert first.limits["police.kappa"] == pytest.approx((-math.inf, 0.5))
    assert astuple(first.fit) == (400, 140, 140, 140)
    assert first.fit.coverage == first.fit.density == 1
    assert not any(leaf.holds or leaf.fit.hits for leaf in others)
    assert found.accuracy == pytest.approx(1.0) and found.base_accuracy == 260 / 400


def test_leaves_divide_the_points():
    rng = np.random.default_rng(1)
    points = rng.random((300, 3))
    found = grow(points, rng.random(300) < points[:, 0] * points[:, 1], NAMES)
    assert sum(leaf.fit.inside for leaf in found.leaves) == 300
    assert sum(leaf.fit.coverage for leaf in found.leaves) == pytest.approx(1)
    densities = [leaf.fit.density for leaf in found.leaves]
    assert densities == sorted(densities, reverse=True) and len(densities) <= 8
    assert min(leaf.fit.inside for leaf in found.leaves) >= 15
    assert all(len(leaf.limits) <= 3 for leaf in found.leaves)


def test_an_interval_is_one_rule():
    points = grid()
    found = grow(points, np.abs(points[:, 0] - 0.5) < 0.2, NAMES, depth=2)
    assert found.leaves[0].rule == "0.3 < war.weight <= 0.7"


def test_in_noise_a_tree_is_no_better_than_the_base_rate():
    """Mean over 20 repeats; base rate .7 or just above, as the more common is counted."""
    rng = np.random.default_rng(2)
    gains = []
    for _ in range(20):
        found = grow(rng.random((150, 3)), rng.random(150) < 0.3, NAMES)
        gains.append(found.accuracy - found.base_accuracy)
    assert np.mean(gains) < 0


def test_chance_limits_accuracy():
    """Outcome right in .9 of cases: the best rule is right in .9; the base rate in .5."""
    rng = np.random.default_rng(3)
    points = rng.random((1000, 3))
    found = grow(points, (points[:, 2] > 0.5) ^ (rng.random(1000) < 0.1), NAMES)
    assert found.accuracy == pytest.approx(0.9, abs=5 * math.sqrt(0.09 / 1000))
    assert found.base_accuracy == pytest.approx(0.5, abs=5 * math.sqrt(0.25 / 1000))


@pytest.mark.parametrize(("outcome", "verdict", "leaves"), [
    (np.zeros(400), "none hold", 1), (np.ones(400), "all hold", 1),
    (np.full(400, np.nan), "no points", 0), (np.arange(400) == 7, "no split", 1),
])
def test_nothing_to_tell_apart_is_said(outcome, verdict, leaves):
    points = grid()
    if verdict == "no split":
        points[:] = 1.0
    found = grow(points, outcome, NAMES)
    assert found.verdict == verdict and len(found.leaves) == leaves
    assert found.accuracy is None and found.folds == 0
    assert all(leaf.rule == "everywhere" for leaf in found.leaves)


def test_failed_runs_are_left_out_and_counted():
    points = grid()
    outcome = np.where(np.arange(400) < 40, np.nan, points[:, 1] > 0.5)
    found = grow(points, outcome, NAMES, depth=1)
    assert found.left_out == 40 and found.leaves[0].fit.n == 360
    assert found.leaves[0].rule == "police.kappa > 0.5"


def test_words():
    assert in_words({}) == "everywhere"
    assert in_words({"a.b": (0.123456, 2.0), "c": (-math.inf, 1e-6)}) == (
        "0.123 < a.b <= 2 and c <= 1e-06")


@pytest.mark.parametrize(("kwargs", "said"), [
    ({"depth": 4}, "depth must"), ({"depth": 0}, "depth must"), ({"least": 0.6}, "least must"),
    ({"folds": 1}, "folds must"),
])
def test_senseless_input_is_refused(kwargs, said):
    with pytest.raises(ValueError, match=said):
        grow(grid(), np.arange(400) > 200, NAMES, **kwargs)
