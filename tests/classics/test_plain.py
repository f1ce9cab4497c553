"""The fast torus and the fast cascades are what their rules say when read plainly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fronde.classics import plain
from fronde.classics.cascades import cascades
from fronde.classics.networks import graph_of
from fronde.classics.patrol import Rules
from fronde.classics.torus import ACTIVE, Torus, patrols

SIZE, TICKS, SEEDS = 12, 30, 40
CITIZENS, COPS = 0.7, 0.04


@pytest.mark.parametrize(("legitimacy", "vision"), [(0.82, 1.7), (0.7, 3.5)])
def test_the_torus_has_the_law_of_its_plain_reading(legitimacy, vision):
    """Actives at first, later, and at the most, within four standard errors of the difference."""
    rules = Rules(legitimacy, jail_most=8.0)
    torus = Torus(vision, COPS, CITIZENS, width=SIZE, height=SIZE)
    fast = patrols([(torus, rules)], TICKS, range(SEEDS))[0, :, :, ACTIVE]
    slow = np.array([plain.patrol(rules, SIZE, round(CITIZENS * SIZE**2), round(COPS * SIZE**2),
                                  vision, TICKS, seed) for seed in range(SEEDS)])
    for read in (lambda path: path[:, 0], lambda path: path[:, 10:].mean(axis=1),
                 lambda path: path[:, 5:].max(axis=1), lambda path: path[:, 10:].std(axis=1)):
        one, two = read(fast), read(slow)
        error = math.sqrt((one.var(ddof=1) + two.var(ddof=1)) / SEEDS)
        assert abs(one.mean() - two.mean()) < 4 * error
        assert two.mean() > 2 * error  # there is something to compare


def test_a_plain_reading_with_another_rule_is_told_apart():
    """Were cops blind, the comparison would see it."""
    rules, blind = Rules(0.7, jail_most=8.0), Rules(0.7, jail_most=0.0)
    fast = patrols([(Torus(3.5, COPS, CITIZENS, width=SIZE, height=SIZE), rules)], TICKS,
                   range(SEEDS))[0, :, 10:, ACTIVE].mean(axis=1)
    slow = np.array([plain.patrol(blind, SIZE, 101, 6, 3.5, TICKS, seed)[10:]
                     for seed in range(SEEDS)]).mean(axis=1)
    assert abs(fast.mean() - slow.mean()) > 4 * math.sqrt((fast.var() + slow.var()) / SEEDS)


@pytest.mark.parametrize("seed", range(20))
def test_a_cascade_is_its_plain_reading(seed):
    """Random ties, thresholds and first movers: the same numbers, step by step."""
    rng = np.random.default_rng(seed)
    people, steps = 60, 12
    pairs = {tuple(sorted(pair)) for pair in rng.integers(people, size=(120, 2)).tolist()
             if pair[0] != pair[1]}
    thresholds = rng.uniform(0.05, 0.5, people)
    thresholds[rng.integers(people, size=3)] = 0.0
    ties: list[list[int]] = [[] for _ in range(people)]
    for one, two in pairs:
        ties[one].append(two)
        ties[two].append(one)
    thresholds[[person for person in range(people) if not ties[person]]] = 2.0
    (found,) = cascades(graph_of(people, sorted(pairs)), thresholds, 1.0, steps, [seed])
    assert found.tolist() == plain.cascade(ties, thresholds.tolist(), [], steps)
    assert found[-1] > found[1] > 0
