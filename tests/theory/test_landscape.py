"""Axelrod and Bennett's landscape: energies, moves, minima; the Syrian war as published."""

import math
from itertools import permutations, product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.theory.landscape import (
    ROUNDING,
    energies,
    energy,
    frustrations,
    ising,
    local_minima,
)

# Syria in February 2016: strengths and scores 1 to 5, 3 neutral, as judged by R. Axelrod with
# A. Furnas (Furnas 2016, Landscape_Theory, github.com/alexanderfurnas/Landscape_Theory).
ACTORS = ("US", "Russia", "Syria", "Turkey", "Saudi Arabia", "Iran", "ISIS", "Hezbollah",
          "Iraqi Kurds", "Nusra", "Baghdad")
STRENGTHS = (10, 10, 50, 10, 10, 20, 100, 20, 40, 10, 50)
SCORES = (  # of each actor with those before it
    (),
    (2,),
    (2, 4),
    (5, 2, 1),
    (4, 3, 2, 3),
    (2, 3, 4, 2, 1),
    (1, 1, 1, 2, 1, 2),
    (1, 3, 4, 3, 3, 5, 2),
    (4, 2, 1, 2, 3, 3, 1, 3),
    (2, 2, 2, 2, 2, 2, 2, 2, 2),
    (4, 4, 3, 3, 3, 2, 1, 3, 3, 2),
)


def from_below(rows):
    """A symmetric matrix from its rows below the diagonal."""
    matrix = np.zeros((len(rows), len(rows)))
    for k, row in enumerate(rows):
        matrix[k, :k] = matrix[:k, k] = row
    return matrix


SYRIA = from_below([tuple(score - 3 for score in row) for row in SCORES])


@st.composite
def landscapes(draw, most=7):
    """Sizes, a symmetric propensity and sides of 1 to ``most`` actors."""
    n = draw(st.integers(1, most))
    below = [draw(st.lists(st.floats(-2, 2), min_size=k, max_size=k)) for k in range(n)]
    sizes = draw(st.lists(st.floats(0.5, 10), min_size=n, max_size=n))
    sides = draw(st.lists(st.sampled_from([-1, 1]), min_size=n, max_size=n))
    return sizes, from_below(below), sides


def by_hand(sizes, propensity, sides):
    """F_i and E, summed pair by pair as the definitions read."""
    n = len(sizes)
    pull = [sum(sizes[j] * propensity[i][j] for j in range(n) if j != i and sides[i] != sides[j])
            for i in range(n)]
    return pull, sum(s * f for s, f in zip(sizes, pull, strict=True))


def alignments(n):
    """All ways to take two sides, actor 0 on side 1: 1 or -1 [2^(n-1), n]."""
    rows = np.arange(2 ** (n - 1))[:, None]
    return 1 - 2 * (2 * rows >> np.arange(n) & 1)


class Descent(NamedTuple):
    """Where single moves end, and who moved."""

    sides: np.ndarray
    moves: tuple[int, ...]


def descend(sizes, propensity, sides, order):
    """Ask actors in turn, round after round, to change sides, until nobody gains by it."""
    coupling, _ = ising(sizes, propensity)
    side, bar, moves = np.array(sides), ROUNDING * np.abs(coupling).sum(), []
    while True:
        moved = len(moves)
        for k in order:
            # E would fall by 2 s_k times the fall of F_k, which is:
            if -2.0 * side[k] * float(coupling[k] @ side) > bar:
                side[k] = -side[k]
                moves.append(k)
        if len(moves) == moved:
            return Descent(side, tuple(moves))


def test_syria_as_published():
    """1,024 alignments, of which one is a minimum: E = -83,200, three against the other eight."""
    heights, minima = energies(STRENGTHS, SYRIA), local_minima(STRENGTHS, SYRIA)
    assert heights.shape == (1024,) and minima.shape == (1, 11)
    assert heights.min() == energy(STRENGTHS, SYRIA, minima[0]) == -83_200
    assert np.count_nonzero(heights == -83_200) == 1
    against = {actor for actor, side in zip(ACTORS, minima[0], strict=True) if side == -1}
    assert against == {"Turkey", "ISIS", "Nusra"}


@pytest.mark.parametrize(("with_us", "expected"), [
    ((), -4_200), (("Russia",), -7_200), (("Syria",), -30_200), (("ISIS",), -76_200),
    (("Baghdad",), -27_200), (("Syria", "Iran"), -37_800)])
def test_some_alignments_of_syria_as_published(with_us, expected):
    """Rows 1, 2, 3, 7, 11 and 23 of the table of results of 20 February 2016."""
    sides = [1 if actor in ("US", *with_us) else -1 for actor in ACTORS]
    assert energy(STRENGTHS, SYRIA, sides) == expected


def test_every_start_in_syria_ends_in_the_only_minimum():
    end = local_minima(STRENGTHS, SYRIA)[0]
    for start in alignments(11)[::37]:
        found = descend(STRENGTHS, SYRIA, start, range(11)).sides
        np.testing.assert_array_equal(found * found[0], end)


def test_three_actors_by_hand():
    """Friends 0 and 1 (p = 1), 2 an enemy of both (-1), sizes 1, 2, 3.

    F of (1, -1, -1): 0 is apart from 1 and 2: 2 - 3 = -1; 1 from 0: 1; 2 from 0: -1.
    E = -1 + 2 - 3 = -2; with all together 0; 2 alone: -2 (3 + 6) = -18; 1 alone: 4 - 12 = -8.
    """
    sizes, wish = (1, 2, 3), from_below([(), (1,), (-1, -1)])
    np.testing.assert_array_equal(frustrations(sizes, wish, (1, -1, -1)), (-1, 1, -1))
    np.testing.assert_array_equal(alignments(3), [(1, 1, 1), (1, -1, 1), (1, 1, -1), (1, -1, -1)])
    np.testing.assert_array_equal(energies(sizes, wish), (0, -8, -18, -2))
    np.testing.assert_array_equal(local_minima(sizes, wish), [(1, 1, -1)])


@given(landscapes())
def test_definitions(case):
    sizes, wish, sides = case
    pull, total = by_hand(sizes, wish, sides)
    np.testing.assert_allclose(frustrations(sizes, wish, sides), pull, atol=1e-9)
    assert energy(sizes, wish, sides) == pytest.approx(total, abs=1e-9)


@given(landscapes())
def test_the_landscape_is_a_magnet(case):
    """E = (W - sigma' J sigma) / 2, whichever side is called 1."""
    sizes, wish, sides = case
    coupling, total = ising(sizes, wish)
    sides = np.array(sides)
    expected = (total - sides @ coupling @ sides) / 2
    assert energy(sizes, wish, sides) == pytest.approx(expected, abs=1e-9)
    assert energy(sizes, wish, -sides) == pytest.approx(expected, abs=1e-9)


@given(landscapes(), st.integers(0, 6))
def test_a_move_lowers_the_energy_by_twice_size_times_the_fall(case, k):
    sizes, wish, sides = case
    k, moved = k % len(sizes), list(sides)
    moved[k] = -moved[k]
    fall = frustrations(sizes, wish, sides)[k] - frustrations(sizes, wish, moved)[k]
    lowered = energy(sizes, wish, sides) - energy(sizes, wish, moved)
    assert lowered == pytest.approx(2 * sizes[k] * fall, abs=1e-9)


@given(landscapes())
def test_all_energies_are_those_one_by_one(case):
    sizes, wish, _ = case
    listed = alignments(len(sizes))
    assert {tuple(row) for row in listed} == {
        row for row in product((1, -1), repeat=len(sizes)) if row[0] == 1}
    expected = [by_hand(sizes, wish, row)[1] for row in listed]
    np.testing.assert_allclose(energies(sizes, wish), expected, atol=1e-9)


@given(landscapes(5), st.data())
def test_minima_are_where_descents_end(case, data):
    """From anywhere a descent goes down all the way to a minimum, and stays in one."""
    sizes, wish, sides = case
    order = data.draw(st.permutations(range(len(sizes))))
    minima = {tuple(row) for row in local_minima(sizes, wish)}
    end = descend(sizes, wish, sides, order)
    assert tuple(end.sides * end.sides[0]) in minima
    heights, at = [energy(sizes, wish, sides)], list(sides)
    for k in end.moves:
        at[k] = -at[k]
        heights.append(energy(sizes, wish, at))
    assert at == list(end.sides) and all(np.diff(heights) < 0)
    for row in minima:
        assert descend(sizes, wish, row, order).moves == ()


@given(landscapes())
def test_minima_are_what_nobody_would_leave(case):
    """Exhaustively, by the rule for one actor: no F_k falls if k moves. Lowest first."""
    sizes, wish, _ = case
    # Whole propensities and sizes, so that no fall is hidden in rounding.
    sizes, wish = np.ceil(sizes), np.round(wish)
    expected = set()
    for row in alignments(len(sizes)):
        now = frustrations(sizes, wish, row)
        turned = [row * np.where(np.arange(row.size) == k, -1, 1) for k in range(row.size)]
        if all(frustrations(sizes, wish, t)[k] >= now[k] for k, t in enumerate(turned)):
            expected.add(tuple(row))
    found = local_minima(sizes, wish)
    assert {tuple(row) for row in found} == expected and len(found) == len(expected)
    assert all(np.diff([energy(sizes, wish, row) for row in found]) >= 0)


@given(st.lists(st.sampled_from([-2.0, -1.0, -0.5, 0.5, 1.0, 3.0]), min_size=2, max_size=9))
def test_one_line_of_division_has_one_minimum(e):
    """p_ij = e_i e_j: renaming sides by the sign of e leaves friends only, who all unite."""
    e = np.array(e)
    minima = local_minima(np.arange(1, e.size + 1), np.outer(e, e))
    np.testing.assert_array_equal(minima, [np.sign(e * e[0])])


def test_two_minima():
    """Two pairs of close friends (p = 2) who mildly like each other (1): apart they stay apart.

    Leaving the pair costs 2 and gains 1 + 1: no gain, and with 0.9 a loss.
    """
    wish = from_below([(), (2,), (0.9, 0.9), (0.9, 0.9, 2)])
    np.testing.assert_array_equal(
        local_minima(np.ones(4), wish), [(1, 1, 1, 1), (1, 1, -1, -1)])


def test_who_is_asked_first_may_decide():
    """0 likes 1 and 2, who are enemies, all alone with the others: whoever joins first stays."""
    wish = from_below([(), (1,), (1, -1.5)])
    ends = {order: tuple(descend((1, 1, 1), wish, (1, 1, 1), order).sides)
            for order in permutations(range(3))}
    assert ends[1, 0, 2] == (1, -1, 1) and ends[2, 0, 1] == (1, 1, -1)


def test_twenty_actors_are_listed():
    """Ferromagnet of 20: E = 2 k (20 - k) with k on the other side; one minimum."""
    wish = np.ones((20, 20))
    heights = energies(np.ones(20), wish)
    away = np.array([k.bit_count() for k in range(2**19)])
    np.testing.assert_array_equal(heights, 2 * away * (20 - away))
    assert len(local_minima(np.ones(20), wish)) == 1


def test_the_diagonal_is_not_read():
    for filling in (math.nan, math.inf, 7):
        wish = SYRIA + np.diag(np.full(11, filling))
        assert energies(STRENGTHS, wish).min() == -83_200


def test_why_one_sided_wishes_are_refused():
    """One wants to be with the other, who wants to be alone: they chase each other for ever."""
    wish = np.array([[0, 1], [-1, 0]])
    sides = [1, -1]
    for k in (0, 1, 0, 1):
        gain = wish[k, 1 - k] * (1 if sides[0] != sides[1] else -1)
        assert gain > 0
        sides[k] = -sides[k]
    assert sides == [1, -1]
    for function in (ising, energies, local_minima):
        with pytest.raises(ValueError, match=r"must be symmetric.*circles"):
            function((1, 1), wish)


@pytest.mark.parametrize(("sizes", "wish"), [
    ((1, 0), np.zeros((2, 2))), ((1, -1), np.zeros((2, 2))), ((1, math.inf), np.zeros((2, 2))),
    ((1, math.nan), np.zeros((2, 2))), ((), np.zeros((0, 0))), ((1, 1), np.zeros((2, 3))),
    ((1, 1), np.zeros(2)), ((1, 1), np.zeros((3, 3))), ((1, 1), [[0, math.nan], [math.nan, 0]])])
def test_senseless_landscapes_are_refused(sizes, wish):
    for function in (ising, energies, local_minima):
        with pytest.raises(ValueError, match="must"):
            function(sizes, wish)


@pytest.mark.parametrize("sides", [(1, 0), (1, 2), (1,), (1, 1, 1), (1, math.nan)])
def test_senseless_sides_are_refused(sides):
    for function in (frustrations, energy):
        with pytest.raises(ValueError, match="sides must"):
            function((1, 1), np.zeros((2, 2)), sides)


def test_too_many_are_refused():
    with pytest.raises(ValueError, match="at most 20"):
        energies(np.ones(21), np.zeros((21, 21)))
