"""Single moves on the landscape: organisations take the side where least pulls against them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.draws import pair, stream
from fronde.kernel import kernel
from fronde.mechanisms.alignment import propensity, stance
from fronde.tables.organisations import NOBODY
from fronde.tables.step import Step

A_YEAR = 52.0  # weeks
FRESH = 10**9  # coalitions are numbered as who founded them; later ones from here on
ROUNDING = 1e-12  # of sums: less is no stronger pull
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


def realign_in_step(step: Step) -> None:
    """Organisations reconsider their sides."""
    p, table = step.parameters["alignment"], step.organisations
    alive = table.alive()
    if len(alive) == 0:
        return
    names, side = np.unique(
        np.concatenate([table.coalition[alive], step.surroundings.side]), return_inverse=True)
    side = side.astype(np.int64)
    realign.compiled(
        step.seed, step.tick, -np.expm1(-p["pace"] * step.dt), side, actors_of(step, alive),
        step.surroundings.wishes, float(step.nation["war"]), p)
    fresh = FRESH + table.next_coalition + np.arange(len(side) - len(names))
    table.next_coalition += len(fresh)
    table.coalition[alive] = np.concatenate([names, fresh])[side[: len(alive)]]


def actors_of(step: Step, alive: NDArray[np.int64]) -> Actors:
    """Organisations that live, and states, which weigh what they could arm in a year."""
    table, giving = step.organisations, step.parameters["sponsorship"]
    scale = giving["scale"] if step.on("sponsorship") else 1.0
    could_arm = A_YEAR * scale * step.around["capacity"]
    members = table.members[alive].astype(float)
    length = np.sqrt((members**2).sum(axis=1, keepdims=True))
    return Actors(
        size=np.concatenate([table.strength(alive), could_arm]),
        agenda=table.agenda[alive],
        sponsor=table.sponsor[alive],
        makeup=members / np.maximum(length, 1.0),
        hostility=step.around["hostility"] * step.around["enemy"],
        number=numbers(step, alive),
    )


def numbers(step: Step, alive: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place of each actor in the table of given propensities; -1 for those without."""
    states, listed = len(step.around), step.surroundings.listed
    if step.surroundings.wishes.size == 0:
        return np.full(len(alive) + states, NOBODY, np.int64)
    return np.concatenate([np.where(alive < listed, alive, NOBODY),
                           listed + np.arange(states)]).astype(np.int64)


@kernel
def wish(one, other, actors, given, war, p):
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


class Sides(NamedTuple):
    """What the organisations on each side add up to, so that nobody has to ask them one by one.

    All are weighted by size; ``of_states`` is what states on a side come to for any organisation.
    """

    size: Any  # [sides]
    agenda: Any  # [sides]
    square: Any  # [sides] of agendas
    makeup: Any  # [sides, groups]
    sponsored: Any  # [sides, states] by sponsor
    of_states: Any  # [sides]


@kernel
def count_in(one, label, times, actors, sides):
    """An organisation comes to a side (``times`` 1) or leaves it (-1)."""
    size, agenda = times * actors.size[one], actors.agenda[one]
    sides.size[label] += size
    sides.agenda[label] += size * agenda
    sides.square[label] += size * agenda * agenda
    for group in range(actors.makeup.shape[1]):
        sides.makeup[label, group] += size * actors.makeup[one, group]
    if actors.sponsor[one] >= 0:
        sides.sponsored[label, actors.sponsor[one]] += size


@kernel
def add_up(side, actors, war, p):
    """``Sides`` as they are."""
    total, organisations = len(side), len(actors.agenda)
    sides = Sides(np.zeros(total), np.zeros(total), np.zeros(total),
                  np.zeros((total, actors.makeup.shape[1])),
                  np.zeros((total, total - organisations)), np.zeros(total))
    for one in range(organisations):
        count_in(one, side[one], 1.0, actors, sides)
    for state in range(organisations, total):
        pull = stance(actors.hostility[state - organisations], war, p)
        sides.of_states[side[state]] += actors.size[state] * pull
    return sides


@kernel
def pull_of(one, label, actors, sides, p):
    """How much all on a side pull an organisation that is on none: the sum of ``wish``."""
    agenda, overlap = actors.agenda[one], 0.0
    for group in range(actors.makeup.shape[1]):
        overlap += actors.makeup[one, group] * sides.makeup[label, group]
    size = sides.size[label]
    spread = agenda * agenda * size - 2.0 * agenda * sides.agenda[label] + sides.square[label]
    shared = sides.sponsored[label, actors.sponsor[one]] if actors.sponsor[one] >= 0 else 0.0
    return (p.common * size + p.kin * overlap - p.agenda * spread / 4.0 + p.sponsor * shared
            + sides.of_states[label])


@kernel
def get_to_know(label, known, labels, count):
    """Add a side to the ``labels`` that an organisation knows, which stay in order."""
    if known[label]:
        return count
    known[label] = True
    place = count
    while place > 0 and labels[place - 1] > label:
        labels[place] = labels[place - 1]
        place -= 1
    labels[place] = label
    return count + 1


@kernel
def look_round(seed, tick, one, side, organisations, known, labels, p):
    """Fill ``labels`` with the sides that an organisation knows, its own among them."""
    count = 0
    if p.acquaintances > MOST_KNOWN:
        for label in range(len(side)):
            count = get_to_know(label, known, labels, count)
        return count
    count = get_to_know(side[one], known, labels, count)
    for state in range(organisations, len(side)):
        count = get_to_know(side[state], known, labels, count)
    for k in range(int(p.acquaintances)):
        which, _ = pair(seed, ACQUAINTANCE, tick, one, k)
        count = get_to_know(side[int(which * organisations)], known, labels, count)
    return count


@kernel
def pull_by_sums(one, side, crowd, labels, pull, actors, sides, p):
    """Fill ``pull`` of the known sides from what these add up to."""
    count_in(one, side[one], -1.0, actors, sides)
    for label in labels:
        if label != side[one] or crowd[label] > 1:
            pull[label] = pull_of(one, label, actors, sides, p)
    count_in(one, side[one], 1.0, actors, sides)


@kernel
def pull_by_wishes(one, side, known, pull, actors, given, war, p):
    """Fill ``pull`` of the known sides actor by actor, where the scenario gives propensities."""
    for other in range(len(side)):
        if other != one and known[side[other]]:
            pull[side[other]] += actors.size[other] * wish(one, other, actors, given, war, p)


@kernel
def best_side(own, labels, pull):
    """The known side that pulls most, the own one if none pulls more; -1: alone."""
    best, most = own, pull[own]
    for label in labels:
        if pull[label] > most + ROUNDING * abs(most):
            best, most = label, pull[label]
    return best if most >= 0.0 else -1


@kernel(entry=True)
def realign(seed, tick, chance, side, actors, given, war, p):
    """Let organisations reconsider their sides, in order; states stay where they are.

    Parameters
    ----------
    chance : that an organisation reconsiders in this step.
    side : int64 [actors], labels below the number of actors; changed in place.
    given : float64 [n, n], propensities that the scenario gives, else NaN.

    Returns
    -------
    int : how many moved.
    """
    total, organisations = len(side), len(actors.agenda)
    pull = np.zeros(total, np.float64)
    known = np.zeros(total, np.bool_)
    labels = np.empty(total, np.int64)
    crowd = np.zeros(total, np.int64)
    for other in range(total):
        crowd[side[other]] += 1
    moved = 0
    summed = given.size == 0
    sides = add_up(side, actors, war, p)
    for one in range(organisations):
        draw, _ = pair(seed, SIDES, tick, one, 0)
        if draw >= chance:
            continue
        among = labels[:look_round(seed, tick, one, side, organisations, known, labels, p)]
        if summed:
            pull_by_sums(one, side, crowd, among, pull, actors, sides, p)
        else:
            pull_by_wishes(one, side, known, pull, actors, given, war, p)
        best = best_side(side[one], among, pull)
        for label in among:
            known[label] = False
            pull[label] = 0.0
        if best == -1:
            best = side[one] if crowd[side[one]] == 1 else empty(crowd)
        if best != side[one]:
            crowd[side[one]] -= 1
            crowd[best] += 1
            count_in(one, side[one], -1.0, actors, sides)
            count_in(one, best, 1.0, actors, sides)
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
