"""Alignment: what draws actors together, single moves downhill, where they end."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.mechanisms.alignment import Params, propensity, stance
from fronde.mechanisms.alignment.realign import (
    Actors,
    add_up,
    empty,
    pull_by_sums,
    pull_by_wishes,
    realign,
    wish,
)
from fronde.theory.landscape import local_minima

SHARE, STEP = st.floats(0, 1), st.floats(0.1, 1)
P = Params(pace=0.1, acquaintances=math.inf, common=0.1, kin=0.3, agenda=1.0, sponsor=0.1,
           enemy=0.5, taboo=0.2)


def organisations(sizes, states=(), agenda=None, sponsor=None, makeup=None, hostility=(),
                  given=True):
    """Actors of these sizes; their propensities are given unless it is said otherwise."""
    n, total = len(sizes), len(sizes) + len(states)
    return Actors(
        size=np.array([*sizes, *states], float),
        agenda=np.zeros(n) if agenda is None else np.array(agenda, float),
        sponsor=np.full(n, -1) if sponsor is None else np.array(sponsor),
        makeup=np.eye(n) if makeup is None else np.array(makeup, float),
        hostility=np.array(hostility, float),
        number=np.arange(total) if given else np.full(total, -1),
    )


def wishes(rng, n):
    """A symmetric table of propensities between -1 and 1."""
    upper = np.triu(rng.uniform(-1, 1, (n, n)), 1)
    return upper + upper.T


def frustration(sizes, p, side):
    """F_i = sum over j of s_j p_ij d_ij."""
    return (p * (side[:, None] != side)) @ sizes


def partitions(n):
    """All ways to form sides of n actors: restricted growth strings."""
    found = [[0]]
    for _ in range(n - 1):
        found = [[*way, label] for way in found for label in range(max(way) + 2)]
    return np.array(found)


def stays(sizes, p, side):
    """Whether no single move, to any side or alone, lowers the mover's frustration."""
    for k in range(len(side)):
        now = frustration(sizes, p, side)[k]
        for label in range(len(side)):
            moved = side.copy()
            moved[k] = label
            if frustration(sizes, p, moved)[k] < now - 1e-12:
                return False
    return True


def same_sides(side):
    """Who is with whom, whatever sides are called."""
    return side[:, None] == side


def settle(sizes, p, side, weeks=100, chance=0.5, params=P, seed=1):
    """The sides after some weeks of reconsidering."""
    actors = organisations(sizes)
    for week in range(weeks):
        realign(seed, week, chance, side, actors, p, 0.0, params)
    return side


def test_propensity_by_hand():
    """.1 + .3 x .5 - 1 x .8^2 / 4 + .1."""
    assert propensity(0.5, 0.8, 1.0, P) == pytest.approx(0.1 + 0.15 - 0.16 + 0.1)


@given(SHARE, st.floats(-2, 2), st.floats(0.01, 1))
def test_constituencies_and_sponsors_pull_and_agendas_push(overlap, apart, more):
    usual = propensity(overlap, apart, 0.0, P)
    assert propensity(overlap + more, apart, 0.0, P) > usual
    assert propensity(overlap, apart, 1.0, P) > usual
    assert propensity(overlap, abs(apart) + more, 0.0, P) < usual
    assert propensity(overlap, -apart, 0.0, P) == usual


def test_each_weight_is_the_whole_of_what_it_stands_for():
    """Same people 1, agendas at opposite ends -w_a, a sponsor w_s, nothing shared w_c."""
    alone = Params(common=0.0, kin=0.0, agenda=0.0, sponsor=0.0)
    assert propensity(1.0, 0.0, 0.0, replace(alone, kin=0.3)) == pytest.approx(0.3)
    assert propensity(1.0, 2.0, 1.0, replace(alone, agenda=0.7)) == pytest.approx(-0.7)
    assert propensity(0.0, 2.0, 1.0, replace(alone, sponsor=0.2)) == pytest.approx(0.2)
    assert propensity(0.0, 2.0, 0.0, replace(alone, common=0.1)) == pytest.approx(0.1)


def test_an_enemy_of_the_enemy_in_war_a_taboo_in_peace():
    """w_e hostility - taboo; changes its sign at hostility .2 / .5."""
    assert stance(0.9, 1.0, P) == pytest.approx(0.25)
    assert stance(0.9, 0.0, P) == pytest.approx(-0.2)
    assert stance(0.4, 1.0, P) == pytest.approx(0)


def test_what_two_organisations_want_of_each_other():
    """Makeups (1, 0) and (3, 4)/5: cosine .6; agendas .5 and -.5; one sponsor, two, none."""
    for sponsor, shared in (((2, 2), 1), ((2, 1), 0), ((-1, -1), 0)):
        actors = organisations([5, 5], agenda=[0.5, -0.5], sponsor=sponsor,
                               makeup=[[1, 0], [0.6, 0.8]], given=False)
        found = [wish(a, b, actors, np.zeros((0, 0)), 0.0, P) for a, b in ((0, 1), (1, 0))]
        assert found == pytest.approx([0.1 + 0.3 * 0.6 - 1 / 4 + 0.1 * shared] * 2)


def test_what_the_scenario_gives_goes_before():
    """NaN where it gives nothing: there the equation holds."""
    actors, told = organisations([5, 5, 5]), np.full((3, 3), np.nan)
    told[0, 1] = told[1, 0] = -0.7
    assert wish(0, 1, actors, told, 0.0, P) == -0.7
    assert wish(0, 2, actors, told, 0.0, P) == pytest.approx(0.1)


@pytest.mark.parametrize("seed", range(6))
def test_a_move_lowers_the_energy_by_twice_its_size_times_the_fall(seed):
    """E = sum of s_i F_i; weeks in which one alone moves."""
    rng = np.random.default_rng(seed)
    n, moves = 8, 0
    sizes, p = rng.integers(1, 60, n).astype(float), wishes(rng, n)
    side, actors = np.arange(n), organisations(sizes)
    for week in range(400):
        before = side.copy()
        if realign(seed, week, 0.05, side, actors, p, 0.0, P) != 1:
            continue
        mover = int(np.flatnonzero(before != side)[0])
        was, now = frustration(sizes, p, before), frustration(sizes, p, side)
        fall = was[mover] - now[mover]
        assert fall > 0
        assert sizes @ was - sizes @ now == pytest.approx(2 * sizes[mover] * fall)
        moves += 1
    assert moves > 0
    assert stays(sizes, p, side)


@pytest.mark.parametrize("seed", range(4))
def test_who_stays_put_is_a_local_minimum_by_exhaustive_search(seed):
    """All 52 ways to form sides of five."""
    rng = np.random.default_rng(100 + seed)
    sizes, p = rng.integers(1, 60, 5).astype(float), wishes(rng, 5)
    minima = 0
    for way in partitions(5):
        side = way.copy()
        moved = realign(seed, 0, 1.0, side, organisations(sizes), p, 0.0, P)
        assert (moved == 0) == stays(sizes, p, way)
        minima += moved == 0
    assert 0 < minima < 52


def test_two_sides_that_last_are_minima_of_the_published_landscape():
    """Of 30 landscapes of six: who may leave for a third side may do so, the rest is theirs."""
    two = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        sizes, p = rng.integers(1, 60, 6).astype(float), wishes(rng, 6)
        side = settle(sizes, p, np.arange(6), seed=seed)
        assert stays(sizes, p, side)
        if len(set(side.tolist())) == 2:
            signs = np.where(side == side[0], 1, -1)
            assert signs.tolist() in local_minima(sizes, p).tolist()
            two += 1
    assert two > 3


@pytest.mark.parametrize("acquaintances", [math.inf, 1.0])
def test_products_of_stands_have_the_one_minimum_of_exhaustive_search(acquaintances):
    """p_ij = e_i e_j: from wherever they begin they end on the sides by e."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        e = rng.permutation([1, 1, 1, 1, -1, -1, -1])
        sizes, p = rng.integers(1, 60, 7).astype(float), np.outer(e, e).astype(float)
        minimum = local_minima(sizes, p)
        assert minimum.tolist() == [(e * e[0]).tolist()]
        params = replace(P, acquaintances=acquaintances)
        side = settle(sizes, p, rng.integers(0, 7, 7), weeks=400, params=params, seed=seed)
        assert (same_sides(side) == same_sides(minimum[0])).all()


@pytest.mark.parametrize("acquaintances", [math.inf, 1.0])
def test_those_who_repel_each_other_end_apart_and_friends_together(acquaintances):
    """To be alone needs no acquaintance."""
    sizes, enemies, params = np.ones(6), np.eye(6) - 1, replace(P, acquaintances=acquaintances)
    apart = settle(sizes, enemies, np.zeros(6, np.int64), params=params)
    assert len(set(apart.tolist())) == 6
    together = settle(sizes, -enemies, np.arange(6), params=params)
    assert len(set(together.tolist())) == 1


def test_indifference_moves_nobody():
    """Only a strict gain is followed."""
    side = np.array([0, 0, 1, 2])
    assert realign(1, 0, 1.0, side, organisations([5] * 4), np.zeros((4, 4)), 0.0, P) == 0


def test_the_larger_pulls_more():
    """A friend of both goes to the side with more persons, though the other is dearer."""
    p = np.array([[0, 0.5, 0.8], [0.5, 0, -1], [0.8, -1, 0]])
    for size, chosen in ((20.0, 1), (10.0, 2)):  # .5 x 20 > .8 x 10 > .5 x 10
        side = settle(np.array([1.0, size, 10.0]), p, np.arange(3))
        assert side[0] == side[chosen] != side[3 - chosen]


@pytest.mark.parametrize(("war", "hostility", "joins"), [(1.0, 0.9, True), (1.0, 0.3, False),
                                                         (0.0, 0.9, False)])
def test_organisations_side_with_the_state_that_the_regime_fights(war, hostility, joins):
    """If w_e hostility exceeds the taboo: .45 or .15 against .2; the state itself never moves."""
    actors = organisations([10, 10], states=[2000], hostility=[hostility * war], given=False)
    for begun in ([0, 1, 2], [2, 2, 2]):
        side = np.array(begun)
        for week in range(5):
            realign(1, week, 1.0, side, actors, np.zeros((0, 0)), war, P)
        assert side[2] == 2
        assert (side[:2] == 2).tolist() == [joins, joins]


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_as_many_reconsider_as_the_chance_says(chance):
    """200 enemies on one side: whoever reconsiders leaves, until the last one is alone."""
    n = 200
    side = np.zeros(n, np.int64)
    moved = realign(1, 0, chance, side, organisations([1] * n), np.eye(n) - 1, 0.0, P)
    if chance in (0, 1):
        assert moved == (n - 1) * chance
    else:
        assert abs(moved - n * chance) < 4 * math.sqrt(n * chance * (1 - chance))


def test_a_free_label_is_one_that_nobody_has():
    assert empty(np.array([1, 0, 2])) == 1
    assert empty(np.array([0, 2, 1])) == 0


@pytest.mark.parametrize("seed", range(8))
def test_sums_over_a_side_are_what_its_actors_say_one_by_one(seed):
    """Twelve organisations and three states on a few sides, with and without sponsors."""
    rng = np.random.default_rng(seed)
    makeup = rng.uniform(0, 1, (12, 4))
    actors = organisations(
        rng.integers(1, 50, 12), states=(30, 5, 80), agenda=rng.uniform(-1, 1, 12),
        sponsor=rng.integers(-1, 3, 12), hostility=(1.0, 0.0, 0.4), given=False,
        makeup=makeup / np.linalg.norm(makeup, axis=1, keepdims=True))
    side = rng.integers(0, 5, 15)
    crowd = np.bincount(side, minlength=15)
    known = np.ones(15, bool)
    sides = add_up(side, actors, 1.0, P)
    for one in range(12):
        found, expected = np.zeros(15), np.zeros(15)
        pull_by_sums(one, side, crowd, np.flatnonzero(known), found, actors, sides, P)
        pull_by_wishes(one, side, known, expected, actors, np.zeros((0, 0)), 1.0, P)
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-12 * actors.size.sum())
