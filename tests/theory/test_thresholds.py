"""Threshold models: Granovetter 1978, Kuran 1991, Siegel 2009."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.theory.roots import density, normal
from fronde.theory.thresholds import (
    kuran_equilibria,
    kuran_path,
    least_fixed_point,
    least_root_normal,
    rounds,
    siegel_error,
    siegel_root,
    vanishing_point,
)

KURAN = [0, 20, 20, 30, 40, 50, 60, 70, 80, 100]
crowds = st.lists(st.integers(0, 60), min_size=1, max_size=50)


def small_world(rng, size, near, far):
    """Each sees ``near`` on a ring and two neighbours on each of ``far / 2`` further rings."""
    steps = [step for s in range(1, near // 2 + 1) for step in (s, -s)]
    columns = [(np.arange(size) + step) % size for step in steps]
    for _ in range(far // 2):
        ring = rng.permutation(size)
        place = np.argsort(ring)
        columns += [ring[(place + 1) % size], ring[(place - 1) % size]]
    return np.stack(columns, axis=1)


def sequential(thresholds, order):
    """How many act in the end when people decide one at a time, again and again in an order."""
    waiting, acting = [thresholds[person] for person in order], 0
    while True:
        still = []
        for threshold in waiting:
            if threshold <= acting:
                acting += 1
            else:
                still.append(threshold)
        if len(still) == len(waiting):
            return acting
        waiting = still


def siegel_path(benefits, neighbours, inertia, rounds):
    """Share that participates after each round, by the rule as published [rounds + 1].

    Participate iff b_i > c_i(t); private costs c_i(0) = 1 follow the participation of the
    neighbours [n, k], or of the whole crowd (None), with inertia.
    """
    costs = np.ones(benefits.size)
    path = [float(np.mean(benefits > costs))]
    for _ in range(rounds):
        active = benefits > costs
        local = active.mean() if neighbours is None else active[neighbours].mean(axis=1)
        costs = inertia * costs + (1 - inertia) * (1 - local)
        path.append(float(np.mean(benefits > costs)))
    return np.array(path)


# Granovetter


def test_uniform_thresholds_carry_everybody_one_a_round():
    """t_i = i: in each round the next one joins, r(k) = k, 100 after 100 rounds."""
    assert rounds(range(100)).tolist() == list(range(101))


def test_one_moved_threshold_leaves_the_instigator_alone():
    """Threshold 1 replaced by 2: nobody is content with one."""
    assert rounds([0, 2, *range(2, 100)]).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("sd", "root"), [(10, 0.7696), (12, 4.0211), (12.2, 5.4792), (12.25, 100.0), (20, 99.9911)]
)
def test_normal_thresholds(sd, root):
    """Mean 25 of 100: the least roots, to the printed precision."""
    assert round(least_root_normal(25, sd, 100), 4) == root


def test_low_root_vanishes():
    """sd 12.222087 at r = 6.200325; a hair below it the root is there, a hair above not."""
    sd, root = vanishing_point(25, 100)
    assert (round(sd, 6), round(root, 6)) == (12.222087, 6.200325)
    assert least_root_normal(25, sd * (1 - 1e-6), 100) < root
    assert least_root_normal(25, sd * (1 + 1e-6), 100) > 99


@given(st.floats(0.02, 0.45))
def test_vanishing_point_is_a_tangency(mean):
    """There r = Phi((r - mean) / sd), and both sides have slope one."""
    sd, root = vanishing_point(mean, 1.0)
    z = (root - mean) / sd
    assert normal(z) == pytest.approx(root, abs=1e-12)
    assert density(z) / sd == pytest.approx(1.0, abs=1e-9)


@given(st.floats(-0.5, 1.5), st.floats(0.03, 2.0))
@settings(deadline=None)
def test_least_root_is_a_root_and_the_least(mean, sd):
    """It solves the equation, and below it more would act than do."""
    root = least_root_normal(mean, sd, 1.0)
    assert normal((root - mean) / sd) == pytest.approx(root, abs=1e-9)
    below = np.linspace(0.0, root, 200)[:-1]
    assert all(normal((r - mean) / sd) >= r - 1e-12 for r in below)


@given(crowds, st.randoms(use_true_random=False))
def test_any_order_ends_where_rounds_do(thresholds, random):
    """Synchronous and sequential updating share the least fixed point."""
    order = list(range(len(thresholds)))
    random.shuffle(order)
    assert sequential(thresholds, order) == least_fixed_point(thresholds)


@given(crowds)
def test_least_fixed_point(thresholds):
    """It is one, none is below it, and rounds never go back."""
    def acting(r):
        return sum(t <= r for t in thresholds)

    end = least_fixed_point(thresholds)
    assert acting(end) == end
    assert all(acting(r) != r for r in range(end))
    assert (np.diff(rounds(thresholds)) > 0).all()


@given(crowds, st.data())
def test_lower_thresholds_never_mean_fewer(thresholds, data):
    """Monotone: easing one person cannot shrink the crowd."""
    place = data.draw(st.integers(0, len(thresholds) - 1))
    eased = list(thresholds)
    eased[place] -= data.draw(st.integers(0, 20))
    assert least_fixed_point(eased) >= least_fixed_point(thresholds)


def test_nobody_acts_without_an_instigator():
    assert least_fixed_point([1, 1, math.inf]) == 0


# Kuran


@pytest.mark.parametrize(
    ("thresholds", "least"),
    [
        (KURAN, 10),
        ([0, 10, 20, 30, 40, 50, 60, 70, 80, 100], 90),
        ([0, 20, 30, 30, 40, 50, 60, 70, 80, 100], 10),
        ([0, 10, 30, 30, 40, 50, 60, 70, 80, 100], 20),
    ],
)
def test_ten_person_societies(thresholds, least):
    """Kuran 1991: one threshold from 20 to 10 makes 90 of 10, or 20 of 10."""
    assert kuran_equilibria(thresholds)[0] == least
    assert kuran_path(thresholds, [0]).tolist() == [least]


def test_several_equilibria():
    """#{T <= S} = S at 10, 90 and 100 per cent, by hand."""
    assert kuran_equilibria(KURAN).tolist() == [10, 90, 100]


def test_hysteresis():
    """Down and up again does not lead back until pressure is heavy; worked out by hand."""
    path = kuran_path(KURAN, [0, -5, -15, 0, 5, 0, 15, 0])
    assert path.tolist() == [10, 10, 100, 100, 90, 90, 0, 10]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=20), st.integers(-50, 50))
def test_path_rests_at_an_equilibrium(thresholds, shift):
    end = kuran_path(thresholds, [0, shift])[-1]
    assert end in kuran_equilibria([t + shift for t in thresholds])


def test_percent_of_a_crowd_that_does_not_divide_100():
    """Three persons at thirds: 100 / 3 per cent is one person, and enough for T = 33."""
    assert kuran_path([0, 33, 66], [0]).tolist() == [100]


# Siegel


@pytest.mark.parametrize(
    ("mean", "sd", "share"), [(0.5, 0.25, 0.03007), (0.6, 0.25, 0.99096), (0.7, 0.2, 0.99977)]
)
def test_complete_network_root(mean, sd, share):
    assert round(siegel_root(mean, sd), 5) == share


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("inertia", [0.0, 0.5, 0.9])
def test_complete_network_is_granovetter(seed, inertia):
    """Thresholds 100 (1 - b), seed by seed, whatever lambda; lambda = 0 also round by round."""
    benefits = np.random.default_rng(seed).normal(0.6, 0.25, 100)
    expected = rounds(100 * (1 - benefits)) / 100
    shares = siegel_path(benefits, None, inertia, 2000)
    assert shares[-1] == expected[-1]
    if inertia == 0.0:
        np.testing.assert_allclose(shares[: len(expected) - 1], expected[1:], atol=1e-12)


def test_inertia_changes_speed_only():
    """The same end on a network too, later with more inertia."""
    rng = np.random.default_rng(3)
    neighbours = small_world(rng, 500, 6, 2)
    benefits = rng.normal(0.55, 0.25, 500)
    paths = [siegel_path(benefits, neighbours, inertia, 1500) for inertia in (0.0, 0.5, 0.9)]
    assert len({path[-1] for path in paths}) == 1
    arrivals = [int(np.argmax(path == path[-1])) for path in paths]
    assert arrivals == sorted(set(arrivals))


@pytest.mark.parametrize(("mean", "sd"), [(0.5, 0.25), (0.7, 0.2)])
def test_crowds_scatter_about_the_root_by_the_standard_error(mean, sd):
    """40 crowds: mean within four standard errors of the root, spread about the formula's."""
    ends = [
        least_fixed_point(10_000 * (1 - np.random.default_rng(s).normal(mean, sd, 10_000))) / 1e4
        for s in range(40)
    ]
    error = siegel_error(mean, sd, 10_000)
    assert abs(np.mean(ends) - siegel_root(mean, sd)) < 4 * error / math.sqrt(40)
    # the sample variance of 40 normal draws is within 4 sqrt(2 / 39) of its own, relatively
    assert abs(np.var(ends, ddof=1) / error**2 - 1) < 4 * math.sqrt(2 / 39)


def paired_differences(mean, few, many):
    """Participation with many near ties less that with few, the same people and long ties."""
    found = []
    for seed in range(8):
        benefits = np.random.default_rng(seed).normal(mean, 0.25, 2000)
        ends = [
            siegel_path(benefits, small_world(np.random.default_rng(99), 2000, near, 2), 0, 300)[-1]
            for near in (few, many)
        ]
        found.append(ends[1] - ends[0])
    return np.mean(found), np.std(found, ddof=1) / math.sqrt(len(found))


def test_more_ties_lower_participation_under_weak_motivation_only():
    """Siegel 2009: in a small world the sign of ties depends on motivation."""
    weak, weak_error = paired_differences(0.5, 4, 40)
    strong, strong_error = paired_differences(0.6, 4, 40)
    assert weak < -4 * weak_error
    assert strong > 4 * strong_error


# Bad input


@pytest.mark.parametrize(
    "call",
    [
        lambda: rounds([]),
        lambda: rounds([0, math.nan]),
        lambda: rounds([[0, 1]]),
        lambda: least_root_normal(25, 0, 100),
        lambda: least_root_normal(25, -1, 100),
        lambda: least_root_normal(math.nan, 10, 100),
        lambda: least_root_normal(25, 10, 0),
        lambda: vanishing_point(50, 100),
        lambda: vanishing_point(-1, 100),
        lambda: kuran_equilibria([math.nan]),
        lambda: kuran_path(KURAN, []),
        lambda: kuran_path(KURAN, [0], start=15),
        lambda: kuran_path(KURAN, [0], start=-10),
        lambda: siegel_root(0.5, math.inf),
        lambda: siegel_error(0.5, 0.25, 0),
    ],
)
def test_senseless_input_is_refused(call):
    with pytest.raises(ValueError, match=r"must|otherwise"):
        call()
