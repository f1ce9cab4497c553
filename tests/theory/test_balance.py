"""Structural balance: factions, jammed states, triads one at a time, relations all at once."""

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from fronde.theory.balance import (
    balanced_states,
    blow_up,
    factions,
    friendly_density,
    is_balanced,
    jammed_states,
    leading_factions,
    relations,
    settle,
    triad_dynamics,
)

SIDES = st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=9)


def complete(n):
    """All states of n people who all know each other."""
    above = np.triu_indices(n, 1)
    for links in product((-1, 1), repeat=len(above[0])):
        signs = np.zeros((n, n), dtype=int)
        signs[above] = links
        yield signs + signs.T


def unbalanced(signs):
    """Triads whose product is -1, one by one."""
    return sum(signs[i, j] * signs[i, k] * signs[j, k] < 0
               for i, j, k in combinations(range(len(signs)), 3))


def after_each_flip(signs):
    """Unbalanced triads after each single flip of a link."""
    for i, j in combinations(range(len(signs)), 2):
        turned = signs.copy()
        turned[i, j] = turned[j, i] = -turned[i, j]
        yield unbalanced(turned)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_balanced_states_one_by_one(n):
    """Two factions fit iff no triad is unbalanced; there are 2^(n-1) such states."""
    fits = [is_balanced(signs) for signs in complete(n)]
    assert fits == [unbalanced(signs) == 0 for signs in complete(n)]
    assert sum(fits) == balanced_states(n) == 2 ** (n - 1)


@given(SIDES)
def test_factions_are_found(sides):
    signs = np.outer(sides, sides)
    np.testing.assert_array_equal(factions(signs), np.array(sides) * sides[0])


@given(SIDES, st.data())
def test_factions_with_links_missing(sides, data):
    """Whatever is missing, what is left of a balanced state is balanced and its factions fit."""
    signs = np.outer(sides, sides)
    for i, j in combinations(range(len(sides)), 2):
        signs[i, j] = signs[j, i] = signs[i, j] * data.draw(st.sampled_from([0, 1]))
    found = factions(signs)
    assert ((signs == 0) | (signs == np.outer(found, found))).all()


def test_circles_by_hand():
    """A circle of four is balanced with two hostile links, not with one; parts start with 1."""
    for hostile, fits in [((0, 1), True), ((0, 2), True), ((0,), False), ((0, 1, 2), False)]:
        signs = np.zeros((4, 4))
        for k in range(4):
            signs[k, k - 3] = signs[k - 3, k] = -1 if k in hostile else 1
        assert is_balanced(signs) == fits
    apart = np.kron(np.eye(2), [[0, -1], [-1, 0]])
    np.testing.assert_array_equal(factions(apart), (1, -1, 1, -1))
    with pytest.raises(ValueError, match="must be balanced"):
        factions(-np.ones((3, 3)))


def test_three_cliques_of_three_are_jammed():
    """Enemies between: of the 7 triads of a link at most 3 are wrong, those with three sides."""
    signs = np.kron(2 * np.eye(3, dtype=int) - 1, np.ones((3, 3), dtype=int))
    assert unbalanced(signs) == 27  # one from each
    assert min(after_each_flip(signs)) == 27 + 1  # 3 mended, 4 broken
    pairs = np.kron(2 * np.eye(3, dtype=int) - 1, np.ones((2, 2), dtype=int))
    assert min(after_each_flip(pairs)) == unbalanced(pairs)  # 2 mended, 2 broken


@pytest.mark.parametrize("n", [3, 4, 5, 6, 7, 8, 10])
def test_no_jammed_states(n):
    """By search; of few people also one by one: no flip of a link may leave as few unbalanced."""
    assert jammed_states(n) == 0
    for signs in complete(n) if n <= 5 else ():
        now = unbalanced(signs)
        assert now == 0 or min(after_each_flip(signs)) <= now


def test_jammed_states_of_nine():
    """The three cliques, in 9! / (3!^3 3!) = 280 ways, and what turning all links of some
    people makes of them, 2^8 states each with the same unbalanced triads. No others."""
    ways = math.factorial(9) // (math.factorial(3) ** 3 * math.factorial(3))
    assert jammed_states(9) == ways * 2**8


@pytest.mark.parametrize(("p", "expected"), [
    (0, 0.3660), (0.25, 0.4495), (1 / 3, 0.5), (0.4, 0.5635), (0.5, 1), (0.6, 1), (1, 1)])
def test_friendly_density_as_published(p, expected):
    assert friendly_density(p) == pytest.approx(expected, abs=5.1e-5)


@given(st.floats(0, 0.49))
def test_friendly_density_is_at_rest(p):
    rho = friendly_density(p)
    drift = 3 * (2 * p - 1) * rho**2 * (1 - rho) + (1 - rho) ** 3
    assert drift == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("p", [0, 0.25, 1 / 3, 0.4])
def test_simulated_density(p):
    """128 people, within .003 as published: five runs of 500 looks at a triad for each link."""
    looks = 500 * 128 * 127 // 2
    found = np.mean([triad_dynamics(128, p, looks, seed) for seed in range(5)])
    assert found == pytest.approx(friendly_density(p), abs=0.003)


def test_above_a_half_all_become_friends():
    assert triad_dynamics(64, 0.75, 200 * 64 * 63 // 2, 1) == 1


def test_simulated_density_on_its_way():
    """On average over the second half of one unit of time, from .9 at p = 0.

    The mean of four runs of 256 people; a link's turn is one of 32,640, so that rho strays by
    about .003 in a run: within .006.
    """
    links = 256 * 255 // 2
    found = np.mean([triad_dynamics(256, 0, links, seed, rho0=0.9) for seed in range(4)])
    path = integrate.solve_ivp(lambda _, rho: -3 * rho**2 * (1 - rho) + (1 - rho) ** 3, (0, 1),
                               [0.9], t_eval=np.linspace(0.5, 1, 101), rtol=1e-9)
    expected = path.y.mean()
    assert found == pytest.approx(expected, abs=0.006)
    assert abs(expected - friendly_density(0)) > 0.05  # not at rest yet


def test_compiled_is_the_source_and_seeds_differ():
    assert triad_dynamics(8, 0.2, 300, 1) == settle(8, 0.2, 300, 1, 0.5)
    assert triad_dynamics(8, 0.2, 300, 1) != triad_dynamics(8, 0.2, 300, 2)


@pytest.mark.parametrize("t", [0, 0.3, 0.9, 0.999])
def test_two_friends_become_ever_closer(t):
    """Eigenvalues 1 and -1: x_12 = (1 / (1 - t) + 1 / (1 + t)) / 2, x_11 = t / (1 - t^2)."""
    x0 = [[0, 1], [1, 0]]
    assert blow_up(x0) == pytest.approx(1, abs=1e-15)
    expected = np.array([[t, 1], [1, t]]) / (1 - t**2)
    np.testing.assert_allclose(relations(x0, t), expected, rtol=1e-12, atol=1e-15)


def random_relations(n, seed):
    """Symmetric and normally distributed [n, n]."""
    drawn = np.random.default_rng(seed).normal(size=(n, n))
    return (drawn + drawn.T) / 2


@pytest.mark.parametrize("seed", range(5))
def test_relations_solve_their_equation(seed):
    """Central differences against X^2, half way to the blow-up."""
    x0 = random_relations(6, seed)
    t, h = blow_up(x0) / 2, 1e-5
    slope = (relations(x0, t + h) - relations(x0, t - h)) / (2 * h)
    now = relations(x0, t)
    np.testing.assert_allclose(slope, now @ now, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_blow_up_is_balanced(seed):
    """Just before it everybody is in one of the factions of the leading eigenvector."""
    x0 = random_relations(7, seed)
    signs = np.sign(relations(x0, blow_up(x0) * (1 - 1e-9)))
    found = leading_factions(x0)
    np.testing.assert_array_equal(signs, np.outer(found, found))
    np.testing.assert_array_equal(factions(signs), found)


def test_factions_by_hand():
    """Two enemies part; three friends and enemies of a fourth, self-esteem or not."""
    np.testing.assert_array_equal(leading_factions([[0, -1], [-1, 0]]), (1, -1))
    sides = np.array([1, 1, 1, -1])
    np.testing.assert_array_equal(leading_factions(np.outer(sides, sides)), sides)
    # vv' - I has the eigenvalue 4 - 1 = 3.
    assert blow_up(np.outer(sides, sides) - np.eye(4)) == pytest.approx(1 / 3)


def test_relations_that_never_blow_up():
    """-vv' has no eigenvalue above 0: X(t) = -vv' / (1 + n t) fades."""
    x0 = -np.ones((3, 3))
    assert blow_up(x0) == math.inf and blow_up(np.zeros((2, 2))) == math.inf
    np.testing.assert_allclose(relations(x0, 5), x0 / 16, rtol=1e-12)


@pytest.mark.parametrize(("x0", "why"), [
    (-np.ones((3, 3)), "eigenvalue above 0"), (np.zeros((2, 2)), "eigenvalue above 0"),
    (np.eye(2), "one largest"), (np.diag([2.0, 1.0]), "everybody")])
def test_no_factions_form(x0, why):
    with pytest.raises(ValueError, match=why):
        leading_factions(x0)


@pytest.mark.parametrize("x0", [
    [[0, 1], [2, 0]], [[0, 1]], [1, 2], np.zeros((0, 0)), [[math.nan]], [[math.inf]]])
def test_senseless_relations_are_refused(x0):
    for function in (blow_up, leading_factions, lambda x: relations(x, 0)):
        with pytest.raises(ValueError, match="x0 must"):
            function(x0)


@pytest.mark.parametrize("t", [1, 2, -0.1, math.nan])
def test_senseless_times_are_refused(t):
    with pytest.raises(ValueError, match="t must"):
        relations([[0, 1], [1, 0]], t)


@pytest.mark.parametrize("signs", [
    [[0, 1], [-1, 0]], [[0, 2], [2, 0]], [[0, 1]], [1], [[0, math.nan], [math.nan, 0]]])
def test_senseless_signs_are_refused(signs):
    for function in (is_balanced, factions):
        with pytest.raises(ValueError, match="signs must"):
            function(signs)


def test_senseless_numbers_are_refused():
    for n in (2, 11, 4.5, math.nan):
        with pytest.raises(ValueError, match="n must"):
            jammed_states(n)
    with pytest.raises(ValueError, match="n must"):
        balanced_states(0)
    for p in (-0.1, 1.1, math.nan):
        for function in (friendly_density, lambda p: triad_dynamics(5, p, 10, 0)):
            with pytest.raises(ValueError, match="p must"):
                function(p)


@pytest.mark.parametrize("wrong", [
    {"n": 2}, {"n": 3.5}, {"steps": 1}, {"seed": -1}, {"rho0": 1.5}, {"rho0": math.nan}])
def test_senseless_runs_are_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must"):
        triad_dynamics(**{"n": 5, "p": 0.5, "steps": 10, "seed": 0, "rho0": 0.5} | wrong)
