"""People who act once enough of those they know do: thresholds on a network.

Somebody acts once the share of their ties that lead to people who act reaches their threshold
phi, and goes on acting. Everybody looks at the step before:

    acts(s) if m(s - 1) / k >= phi,   with m of k ties to those who act         [ties]

Whoever's threshold is met acts in a step with chance ``pace``, which is inertia: it changes when
people act and not who does in the end.

When somebody acts, those tied to them have one tie more to people who act; nobody else's count
changes. So nobody is asked: each person counts down the ties that are still missing, and who
reaches nought is put down for the step in which they act, which one draw decides. The cost is
those who act and their ties, whatever the steps and however many stay quiet.

Sources     Watts 2002 (shares of ties on a network, monotone); Granovetter 1978 (the rule; the
            complete network: ``near`` one fewer than the people); Siegel 2009 (inertia)
Deviations  all look at once where Watts takes people in random order: who acts in the end is the
            same for any order. Siegel's inertia is that of private costs; here it is the chance
            that a step passes
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from fronde.classics.networks import Network, beyond, draw_keys, look, most_ties, ties_of
from fronde.draws import pair, stream, uniform
from fronde.kernel import cores, kernel
from fronde.tables.ties import bits_for
from fronde.theory.inputs import FloatArray, IntArray, number, whole

THRESHOLD, FIRST, WAIT = (stream(f"cascade {name}") for name in ("threshold", "first", "wait"))
NOBODY = -1
PIECES = 4  # spans of worlds for each thread: whoever is done early takes another

Distribution = Callable[[FloatArray], npt.ArrayLike]


class Needs(NamedTuple):
    """How many ties to people who act each person needs.

    ``given`` [people], or empty: then drawn, as the first m with ``u < cuts[offset + m]``, and
    one more than the ties if there is none. ``offset`` is one number a person, or one for all.
    """

    given: NDArray[np.signedinteger]
    cuts: FloatArray
    offset: IntArray


def cascades(
    network: Network, thresholds: npt.ArrayLike | Distribution, pace: float, steps: int,
    seeds: npt.ArrayLike, *, first: int = 0, threads: int | None = None,
) -> IntArray:
    """How many act, in each world, step by step.

    Parameters
    ----------
    network : who sees whom: a ``Ring``, drawn anew in each world, or a ``Graph``.
    thresholds : phi, the share of ties at which somebody acts: one for all; one for each person
        [people]; or their distribution function, such as ``scipy.stats.norm(0.4, 0.25).cdf``,
        from which each person of each world draws. 0 and below: acts alone; above 1: never.
    pace : chance that somebody whose threshold is met acts in a step, above 0; 1: at once.
    steps : how many.
    seeds : one a world, 0 to 2^53 [worlds].
    first : how many act at step 0, drawn at random, whatever their thresholds.
    threads : how many share the worlds; by default one a core. The same bits, however many.

    Returns
    -------
    int64 [worlds, steps + 1] : how many act after step 0, 1, ..., steps.

    Raises
    ------
    ValueError : out of range; NaN; a distribution function that falls or leaves 0 to 1.

    Source: watts2002: the model; granovetter1978 and siegel2009: its limits and inertia.
    """
    pace = number("pace", pace, 0.0, 1.0)
    if pace == 0.0:
        raise ValueError("pace must be above 0: otherwise nobody ever acts")
    steps, first = whole("steps", steps), whole("first", first)
    if first > network.people:
        raise ValueError(f"first must be at most people, {network.people}, not {first}")
    worlds = seeds_of(seeds)
    ties, needs = ties_of(network), needs_of(network, thresholds)
    found = np.zeros((len(worlds), steps + 1), np.int64)
    wanted = whole("threads", threads or cores(), 1)

    def span(ends: tuple[int, int]) -> None:
        begin, end = ends
        play.compiled(worlds[begin:end], ties, needs, pace, first, found[begin:end])

    in_spans(span, len(worlds), wanted)
    return found


def in_spans(work: Callable[[tuple[int, int]], None], worlds: int, threads: int) -> None:
    """Share the worlds among threads, in spans of about equal length."""
    pieces = min(worlds, threads * PIECES if threads > 1 else 1)
    spans = list(pairwise(np.linspace(0, worlds, pieces + 1).astype(int).tolist()))
    if len(spans) < 2:
        for each in spans:
            work(each)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, spans))


def seeds_of(seeds: npt.ArrayLike) -> IntArray:
    """One whole number a world."""
    given = np.atleast_1d(np.asarray(seeds))
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        raise ValueError("seeds must be whole numbers, one a world")
    if given.size and (given.min() < 0 or given.max() > 2**53):
        raise ValueError("seeds must lie between 0 and 2^53")
    return given.astype(np.int64)


def needs_of(network: Network, thresholds: npt.ArrayLike | Distribution) -> Needs:
    """How many ties each person needs, or the cuts from which it is drawn."""
    degrees = network.degrees
    # A byte holds every count on the way down, from two more than the ties to as many below 0.
    kind = np.int8 if degrees.max() <= 125 else np.int32
    if callable(thresholds):
        cuts, offset = cuts_of(degrees, thresholds)
        return Needs(np.zeros(0, kind), cuts, offset)
    phi = np.asarray(thresholds, np.float64)
    if phi.shape not in ((), (network.people,)) or np.isnan(phi).any():
        raise ValueError(f"thresholds must be one number, or {network.people}, and not NaN")
    given = np.broadcast_to(ties_needed(phi, degrees), network.people)
    return Needs(given.astype(kind), np.zeros(0), np.zeros(1, np.int64))


def ties_needed(phi: FloatArray, ties: IntArray) -> IntArray:
    """The least m with ``m / ties >= phi``; one more than the ties where there is none."""
    some = np.maximum(ties, 1)
    share = np.clip(phi, 0.0, 2.0)
    least = np.ceil(share * some)
    least -= (least > 0) & ((least - 1) / some >= share)  # the product may be rounded up
    least += least / some < share
    return np.minimum(least, ties + 1).astype(np.int64)


def cuts_of(degrees: IntArray, distribution: Distribution) -> tuple[FloatArray, IntArray]:
    """Chances to need at most 0, 1, ... ties, for each number of ties; where those of each begin.

    ``m / k >= phi`` has the chance F(m / k).
    """
    different, which = np.unique(degrees, return_inverse=True)
    shares = [np.arange(k + 1) / max(k, 1) for k in different.tolist()]
    begin = np.cumsum([0, *(len(each) for each in shares[:-1])])
    chances = np.asarray(distribution(np.concatenate(shares)), np.float64)
    if chances.shape != (sum(map(len, shares)),) or not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError("thresholds must be a distribution function: values from 0 to 1")
    for where, each in zip(begin.tolist(), shares, strict=True):
        if (np.diff(chances[where : where + len(each)]) < 0).any():
            raise ValueError("thresholds must be a distribution function: it falls somewhere")
    return chances, begin[which] if len(different) > 1 else begin[:1]


@kernel(entry=True)
def play(seeds, ties, needs, pace, first, found):
    """Worlds one after the other, in one working space.

    ``left`` is how many more ties to people who act each person needs; ``due[s]`` is one of
    those who act in step s, and ``then`` leads from each to another.
    """
    steps = found.shape[1] - 1
    left = np.empty(ties.people, needs.given.dtype)
    then = np.empty(ties.people, np.int32)
    due = np.empty(steps + 1, np.int32)
    keys = np.empty(ties.far // 2, np.int64)
    seen = np.empty(most_ties(ties), np.int64)
    for world in range(len(seeds)):
        due[:] = NOBODY
        begin(seeds[world], ties, needs, first, pace, left, then, due, keys)
        run(seeds[world], ties, pace, left, then, due, keys, seen, found[world])


@kernel
def begin(seed, ties, needs, first, pace, left, then, due, keys):
    """What everybody needs, who acts at first, and who needs nobody."""
    draw_keys(seed, keys)
    if len(needs.given):
        left[:] = needs.given
    else:
        draw(seed, ties, needs, left)
    begun = trial = 0
    while begun < first:
        person = int(uniform(seed, FIRST, 0, trial, 0) * ties.people)
        trial += 1
        if left[person] != beyond(person, ties) + 1:  # more than anybody needs: drawn before
            left[person] = beyond(person, ties) + 1
            then[person], due[0] = due[0], person
            begun += 1
    for person in range(ties.people):
        if left[person] == 0:
            await_turn(seed, person, 0, pace, then, due)


@kernel
def draw(seed, ties, needs, left):
    """How many ties each person needs; two people share a block of draws."""
    for half in range((ties.people + 1) // 2):
        u, v = pair(seed, THRESHOLD, 0, half, 0)
        left[2 * half] = need(2 * half, u, ties, needs)
        if 2 * half + 1 < ties.people:
            left[2 * half + 1] = need(2 * half + 1, v, ties, needs)


@kernel
def need(person, draw, ties, needs):
    """The first m with ``draw < F(m / k)``; k + 1 if there is none."""
    at = needs.offset[person] if len(needs.offset) > 1 else needs.offset[0]
    most = beyond(person, ties)
    m = 0
    while m < most and draw >= needs.cuts[at + m]:
        m += 1
    return m


@kernel
def await_turn(seed, person, step, pace, then, due):
    """Put down for the step in which they act somebody whose threshold was met in this one."""
    last = len(due) - 1
    turn = step + 1
    if pace < 1.0:
        draw = uniform(seed, WAIT, 0, person, 0)
        passed = math.log1p(-draw) / math.log1p(-pace)
        if passed >= last:
            return
        turn += int(passed)
    if turn <= last:
        then[person], due[turn] = due[turn], person


@kernel
def run(seed, ties, pace, left, then, due, keys, seen, path):
    """All steps of a world; ``path`` [steps + 1] is filled with how many act."""
    bits = bits_for(ties.people)
    acting = 0
    for step in range(len(path)):
        person = due[step]
        while person != NOBODY:
            following = then[person]  # asked for early: it takes a while to come
            acting += 1
            for at in range(look(person, ties, bits, keys, seen)):
                other = seen[at]
                left[other] -= 1
                if left[other] == 0:
                    await_turn(seed, other, step, pace, then, due)
            person = following
        path[step] = acting
