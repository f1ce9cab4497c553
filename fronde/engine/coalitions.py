"""Single moves on the landscape: organisations take the side where least pulls against them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream
from fronde.kernel import kernel
from fronde.mechanisms.alignment import propensity, stance

MOST_KNOWN = 10_000  # acquaintances; more are all
SIDES, ACQUAINTANCE = stream("sides"), stream("acquaintance")


class Actors(NamedTuple):
    """Organisations alive, then states, as the landscape sees them."""

    size: Any  # [actors] persons
    agenda: Any  # [organisations]
    sponsor: Any  # [organisations]
    makeup: Any  # [organisations, groups] members by group, of length one
    hostility: Any  # [states] of enemies, else 0
    number: Any  # [actors] place in the table of propensities (-1: none is given)


@kernel
def wanted(one, other, actors, given, war, p):
    """How much two actors want to be on one side."""
    organisations = len(actors.agenda)
    if actors.number[one] >= 0 and actors.number[other] >= 0:
        said = given[actors.number[one], actors.number[other]]
        if not math.isnan(said):
            return said
    if other >= organisations:
        return stance(actors.hostility[other - organisations], war, p)
    overlap = 0.0
    for group in range(actors.makeup.shape[1]):
        overlap += actors.makeup[one, group] * actors.makeup[other, group]
    apart = actors.agenda[one] - actors.agenda[other]
    both = actors.sponsor[one] >= 0 and actors.sponsor[one] == actors.sponsor[other]
    return propensity(overlap, apart, 1.0 if both else 0.0, p)


@kernel
def best_side(one, side, known, pull, actors, given, war, p):
    """The side among those of acquaintances where an actor is pulled most; -1: alone."""
    for label in range(len(pull)):
        pull[label] = 0.0
    for other in range(len(side)):
        if other != one and known[side[other]]:
            pull[side[other]] += actors.size[other] * wanted(one, other, actors, given, war, p)
    best, most = side[one], pull[side[one]]
    for label in range(len(pull)):
        if known[label] and pull[label] > most:
            best, most = label, pull[label]
    return best if most >= 0.0 else -1


@kernel(entry=True)
def realign(seed, tick, chance, side, actors, given, war, p):
    """Let organisations reconsider their sides, in order; states stay where they are.

    Parameters
    ----------
    chance : that an organisation reconsiders this week.
    side : int64 [actors], labels below the number of actors; changed in place.
    given : float64 [n, n], propensities that the scenario gives, else NaN.

    Returns
    -------
    int : how many moved.
    """
    total, organisations = len(side), len(actors.agenda)
    pull = np.empty(total, np.float64)
    known = np.zeros(total, np.bool_)
    crowd = np.zeros(total, np.int64)
    for other in range(total):
        crowd[side[other]] += 1
    moved = 0
    for one in range(organisations):
        luck, _ = pair(seed, SIDES, tick, one, 0)
        if luck >= chance:
            continue
        for label in range(total):
            known[label] = p.acquaintances > MOST_KNOWN
        if p.acquaintances <= MOST_KNOWN:
            for state in range(organisations, total):
                known[side[state]] = True
            for k in range(int(p.acquaintances)):
                which, _ = pair(seed, ACQUAINTANCE, tick, one, k)
                known[side[int(which * organisations)]] = True
        known[side[one]] = True
        best = best_side(one, side, known, pull, actors, given, war, p)
        if best == -1:
            best = side[one] if crowd[side[one]] == 1 else empty(crowd)
        if best != side[one]:
            crowd[side[one]] -= 1
            crowd[best] += 1
            side[one] = best
            moved += 1
    return moved


@kernel
def empty(crowd):
    """A label that nobody has, a new one if there is any."""
    for label in range(len(crowd) - 1, -1, -1):
        if crowd[label] == 0:
            return label
    return 0  # never: whoever asks shares a label, so that one of as many labels is free
