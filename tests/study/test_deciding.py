"""The parameters that decide: planted ones are found among a hundred, none are called in noise."""

import math
import warnings
from dataclasses import astuple
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binomtest, spearmanr

from fronde.study.methods.deciding import decide, decide_any, rank_parameters, share_of

NAMES = [f"p{i}" for i in range(100)]


def planted(seed, n=200, noise=0.05):
    """p3 > .4 and p7 < .6 decide, but for a share of chance; a third holds."""
    rng = np.random.default_rng(seed)
    points = rng.random((n, 100))
    holds = (points[:, 3] > 0.4) & (points[:, 7] < 0.6)
    return points, holds ^ (rng.random(n) < noise)


def asked(points, outcome, **kwargs):
    return decide(points, points, NAMES[:points.shape[1]], outcome, **kwargs)


def test_two_of_a_hundred_are_found_at_200_points():
    """In at least 95 of 100 repeats."""
    found = [{rank.name for rank in asked(*planted(seed)).deciding} for seed in range(100)]
    assert sum({"p3", "p7"} <= names for names in found) >= 95


@pytest.mark.parametrize("real", [False, True])
def test_none_are_called_in_noise(real):
    """In at least 95 of 100 repeats (100 parameters, 120 points)."""
    rng, quiet = np.random.default_rng(1), 0
    for _ in range(100):
        points, values = rng.random((120, 100)), rng.normal(size=120)
        quiet += asked(points, values if real else values > 0.3).verdict == "none decide"
    assert quiet >= 95


def test_a_parameter_that_moves_only_the_spread_is_called_as_seldom_as_any():
    """Noise at both ends of p0, none between: of p below .05 and .01, no more than the level says
    (within 3 standard errors of 1000 sets)."""
    rng, p = np.random.default_rng(3), []
    for _ in range(1000):
        points = rng.random((100, 1))
        noise = rng.normal(size=100) * (np.abs(points[:, 0] - 0.5) > 0.3)
        p.append(rank_parameters(points, ["p0"], noise)[0].p)
    for level in (0.05, 0.01):
        assert np.mean(np.array(p) < level) <= level + 3 * math.sqrt(level * (1 - level) / 1000)


def test_a_real_outcome_is_ordered_as_by_spearman():
    rng = np.random.default_rng(4)
    points, outcome = rng.random((60, 3)), rng.integers(0, 9, 60).astype(float)
    for rank in rank_parameters(points, NAMES[:3], outcome):
        column = points[:, NAMES.index(rank.name)]
        assert rank.effect == pytest.approx(spearmanr(column, outcome).statistic)


def test_the_region_of_a_real_outcome_is_where_the_conclusion_holds():
    """The outcome grows with p5; the conclusion holds above .4 of it, which no sign tells."""
    points = np.random.default_rng(2).random((150, 10))
    holds = np.where(np.arange(150) < 10, np.nan, points[:, 5] > 0.4)
    outcome = np.where(np.isnan(holds), np.nan, points[:, 5] + 1.0)
    found = asked(points, outcome, holds=holds)
    assert found.kind == "real" and found.left_out == 10
    assert found.region.limits["p5"] == (pytest.approx(0.4, abs=0.06), math.inf)


def test_of_several_outcomes_the_one_that_a_parameter_orders_counts():
    """The second grows with p1; the first is noise. It holds above .6 of p1."""
    rng = np.random.default_rng(5)
    points = rng.random((150, 4))
    outcomes = np.column_stack([rng.normal(size=150), points[:, 1]])
    holds = np.where(np.arange(150) < 10, np.nan, points[:, 1] > 0.6)
    alone = rank_parameters(points[10:], NAMES[:4], points[10:, 1])[0]
    found = decide_any(points, points, NAMES[:4], outcomes, holds, asked=7)
    assert [rank.name for rank in found.deciding] == ["p1"]
    assert found.deciding[0].effect == pytest.approx(1.0)
    assert found.deciding[0].corrected == pytest.approx(7 * alone.corrected)
    assert found.region.limits["p1"] == (pytest.approx(0.6, abs=0.05), math.inf)
    assert (found.n, found.left_out, len(found.ranks)) == (140, 10, 4)


def test_of_no_outcome_none_decide_and_of_one_answer_nothing_can():
    points, holds = np.random.default_rng(1).random((40, 3)), np.arange(40) % 2.0
    none = np.empty((40, 0))
    assert decide_any(points, points, NAMES[:3], none, holds, asked=2).verdict == "none decide"
    constant = decide_any(points, points, NAMES[:3], points[:, :1], holds * 0.0, asked=1)
    assert (constant.verdict, constant.deciding) == ("constant", ())


def test_direction_strength_and_region():
    found = asked(*planted(1, n=400, noise=0.0))
    by_name = {rank.name: rank for rank in found.deciding}
    assert by_name["p3"].effect > 0 > by_name["p7"].effect and found.survivors >= 2
    assert found.region.limits["p3"][0] == pytest.approx(0.4, abs=0.03)
    assert found.region.limits["p7"][1] == pytest.approx(0.6, abs=0.03)
    assert found.region.inside.share == 1 and found.region.outside.share == 0
    assert found.region.inside_unseen.share > 0.9 > 0.1 > found.region.outside_unseen.share
    assert found.region.inside_unseen.n + found.region.outside_unseen.n == 400


def test_a_real_effect_is_ranked_by_size_and_its_region_by_sign():
    rng = np.random.default_rng(2)
    points = rng.random((150, 100))
    found = asked(points, points[:, 5] - 0.7 + rng.normal(0, 0.05, 150))
    assert found.kind == "real" and [rank.name for rank in found.deciding] == ["p5"]
    assert found.deciding[0].effect > 0.9
    assert found.region.limits["p5"] == (pytest.approx(0.7, abs=0.06), math.inf)


def test_a_real_effect_of_one_sign_has_no_region():
    points = np.random.default_rng(2).random((150, 4))
    found = asked(points, points[:, 1] + 1.0)
    assert found.deciding[0].name == "p1" and found.region is None


def test_effects_by_hand():
    """Holding 3, 5, 6; failing 1, 2, 4: 8 of 9 pairs in order: r = 7 / 9. Reversed: -7 / 9."""
    values = np.array([3.0, 5, 6, 1, 2, 4])
    points = np.column_stack([values, -values, np.ones(6)])
    first, second, idle = rank_parameters(points, ["a", "b", "c"], np.array([1.0, 1, 1, 0, 0, 0]))
    assert {first.name: first.effect, second.name: second.effect} == pytest.approx(
        {"a": 7 / 9, "b": -7 / 9})
    assert first.p == pytest.approx(2 * 2 / 20)  # exact: 2 of 20 orders on either side
    assert astuple(idle) == ("c", 0, 1, 1)


def test_holm_by_hand():
    """Smallest p times k, the next times k - 1, never falling."""
    points, holds = planted(3)
    ranks = sorted(rank_parameters(points, NAMES, holds.astype(float)), key=lambda rank: rank.p)
    assert ranks[0].corrected == pytest.approx(min(100 * ranks[0].p, 1))
    assert ranks[1].corrected == pytest.approx(
        min(max(100 * ranks[0].p, 99 * ranks[1].p), 1))
    assert all(a.corrected <= b.corrected for a, b in pairwise(ranks))


def test_at_most_three_are_named_and_all_are_counted():
    points = np.random.default_rng(4).random((400, 8))
    found = asked(points, points[:, :5].sum(axis=1))
    assert len(found.deciding) == 3 and found.survivors == 5
    assert len(asked(points, points[:, :5].sum(axis=1), most=1).deciding) == 1


def test_natural_units_give_the_same_region():
    points, holds = planted(5)
    found = decide(points, 10.0**(3 * points), NAMES, holds)
    ours = asked(points, holds)
    assert found.deciding == ours.deciding and found.region.inside == ours.region.inside
    for name, (low, high) in found.region.limits.items():
        for natural, end in zip((low, high), found.region.unit_limits[name], strict=True):
            if math.isfinite(end):
                assert math.log10(natural) / 3 == pytest.approx(end, abs=0.01)
            else:
                assert natural == end


def test_failed_runs_are_left_out_and_counted():
    points, holds = planted(6)
    outcome = np.where(np.arange(200) < 20, np.nan, holds)
    found, rest = asked(points, outcome), asked(points[20:], holds[20:])
    assert (found.left_out, found.n) == (20, 180) and found.ranks == rest.ranks


@pytest.mark.parametrize(("outcome", "verdict"), [
    (np.ones(60), "constant"), (np.zeros(60), "constant"), (np.full(60, 2.5), "constant"),
    (np.full(60, np.nan), "too few"), (np.arange(60) < 4, "too few"),
    (np.r_[np.arange(9.0), np.full(51, np.nan)], "too few"),
])
def test_nothing_to_rank_is_said(outcome, verdict):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = asked(np.random.default_rng(1).random((60, 5)), outcome)
    assert found.verdict == verdict and found.region is None
    assert found.deciding == found.ranks == ()


def test_shares():
    """Wilson's interval of 0 of 10: 0 to z^2 / (10 + z^2) = .2775."""
    assert astuple(share_of(np.zeros(0, dtype=bool))) == (0, 0, None, None, None)
    none = share_of(np.zeros(10, dtype=bool))
    assert astuple(none)[:3] == (10, 0, 0) and none.low == pytest.approx(0, abs=1e-12)
    assert none.high == pytest.approx(1.96**2 / (10 + 1.96**2), abs=1e-4)
    assert share_of(np.arange(9) < 4).share == binomtest(4, 9).statistic


@pytest.mark.parametrize(("call", "said"), [
    (lambda: decide(np.ones((4, 2)), np.ones((4, 3)), ["a", "b"], np.ones(4)), "names"),
    (lambda: decide(np.ones((4, 2)), np.ones((4, 2)), ["a", "b"], np.ones(3)), "one outcome"),
    (lambda: decide(np.ones((4, 2)), np.ones((4, 2)), ["a", "a"], np.ones(4)), "names"),
    (lambda: asked(np.full((4, 2), np.nan), np.ones(4)), "points must be finite"),
    (lambda: asked(np.ones((4, 2)), np.full(4, np.inf)), "outcome must be finite"),
    (lambda: asked(np.ones((4, 2)), np.ones(4), most=4), "most must"),
    (lambda: asked(np.ones((4, 2)), np.ones(4), holds=np.ones(3)), "one outcome"),
    (lambda: asked(np.ones((4, 2)), np.ones(4), level=0.7), "level must"),
])
def test_senseless_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
