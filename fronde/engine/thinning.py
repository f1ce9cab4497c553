"""Finds those at rest who change without asking everybody: exact, and paid by event.

Candidates are nested: a citizen's draw u of the step lies in one of the levels
[2^-(m+1), 2^-m), the members of each level are found by skips of their own, and a cell
with bound b looks only at the levels that reach below b. So whoever is looked at has the
same draw, whatever the bound, and two runs that differ in an assumption share it.

    P(in level m, or counted there first) = 1 / (2^(m+1) - 1),   last level M: 2^-M

(a citizen met in several levels counts in the finest: then P(u < 2^-m) = 2^-m exactly).

Source  geometric skips: Devroye 1986, chapter X; the law test compares thinned with plain.
"""

from __future__ import annotations

import math

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.engine.asking import FATE, chance_of, highest_chance, leaving_rest, somebody
from fronde.engine.exposure import leave_rest, look_around
from fronde.engine.persons import ties_on_street
from fronde.kernel import kernel
from fronde.states import QUIET, Person
from fronde.tables.citizens import cell_start, lowest_threshold
from fronde.tables.people import CHANGING, STATE

SKIPS = stream("skips")
MOST_LEVELS = 40
# Logarithm of the chance of not belonging to a level, and of that for the finest of a cell: worked
# out once, since each skip divides by one of them. Everybody belongs to level 0.
MISSED = np.log1p([-1.0 / (2.0 ** (m + 1) - 1.0) if m else -1.0 / 2.0 for m in range(MOST_LEVELS)])
MISSED_LAST = np.log1p([-(2.0**-m) if m else -1.0 / 2.0 for m in range(MOST_LEVELS)])


@kernel
def next_in_level(clock, person, level, finest, start):
    """The next member of a level after ``person``; from ``person`` itself if ``start``."""
    onward = person if start else person + 1
    if level == 0:
        return onward  # 1 / (2^1 - 1): everybody
    missed = MISSED_LAST[level] if level == finest else MISSED[level]
    slot = MOST_LEVELS + level if start else level
    draw = uniform(clock.seed, SKIPS, clock.tick, person, slot)
    return onward + int(min(math.floor(math.log(1.0 - draw) / missed), 1e15))


@kernel
def coarsest_level(chance, finest):
    """The last level m with 2^-m at or above a chance."""
    _, exponent = math.frexp(chance)
    return min(max(-exponent, 0), finest)


@kernel
def finest_level(citizens):
    """The level below which a cell of this size is not split further."""
    level = 2
    while (1 << (level - 2)) < citizens:
        level += 1
    return min(level, MOST_LEVELS - 1)


@kernel
def set_out(cursor, clock, begin, level, finest):
    """Put the cursor of each level on the first member in a cell."""
    for m in range(level, finest + 1):
        cursor[m] = next_in_level(clock, begin, m, finest, True)


@kernel
def nearest(cursor, end, level, finest):
    """The nearest candidate and the finest level that it is in; ``end`` where there is none."""
    person, depth = end, level
    for m in range(level, finest + 1):
        if cursor[m] <= person and cursor[m] < end:
            person, depth = cursor[m], m
    return person, depth


@kernel
def pass_by(cursor, clock, person, level, finest):
    """Move on those cursors that are on a candidate."""
    for m in range(level, finest + 1):
        if cursor[m] == person:
            cursor[m] = next_in_level(clock, person, m, finest, False)


@kernel
def draw_of(clock, person, depth, finest):
    """Luck of the step of a candidate met at a level."""
    within, _ = pair(clock.seed, FATE, clock.tick, person, 1)
    if depth == finest:
        return math.ldexp(within, -finest)
    return math.ldexp(1.0 + within, -(depth + 1))


@kernel
def ask_candidate(events, count, ground, street, clock, around, here, p, c, person, draw):
    """Ask a quiet citizen what they would do without active ties; enter the event if there is one.

    Ties to a street that is kept in groups count: these are drawn.
    """
    ties, protest = min(clock.near + clock.far, ground.first[c + 1] - ground.first[c] - 1), 0.0
    if clock.grouped and ties > 0:
        protest = ties_on_street(street, c, person, ties, ground, clock) / ties
    citizen = somebody(ground, clock, c, person, protest, 0.0, 0.0)
    if draw >= chance_of(leaving_rest(citizen, clock, here, p), clock.dt):
        return events, count
    if len(around.own) > 0:
        on_street, hidden, there = look_around(ground, clock, around, c, person)
        if not clock.grouped:
            protest = on_street / there
        citizen = Person(citizen.hardship, citizen.risk_aversion, citizen.threshold, protest,
                         hidden / there, 0.0)
    return leave_rest(events, count, ground, street, clock, here, p, c, person, citizen)


@kernel
def thin(events, count, ground, street, clock, around, cursor, here, p, c):
    """The thinned sweep of one community, cell by cell (or row by row of them).

    What is done for every cell is not handed ``ground``: passing its arrays on, with a count
    of who holds each, costs more than most cells do.
    """
    first, byte = ground.first[c], ground.byte
    size = ground.first[c + 1] - first
    strata = ground.strata[c]
    threshold = lowest_threshold(clock.thresholds, ground.listed)
    wide = strata if clock.grouped else 1  # a row of cells at a time: few are looked for there
    for cell in range(0, strata * strata, wide):
        begin = first + cell_start(cell, size, strata)
        end = first + cell_start(cell + wide, size, strata)
        if begin == end:
            continue
        corner = Person((cell // strata + 1.0) / strata, (cell % strata) / strata, threshold,
                        0.0, 0.0, 0.0)
        bound = highest_chance(corner, clock, here, p)
        if bound <= 0.0:
            continue
        finest = finest_level(end - begin)
        level = coarsest_level(bound, finest)
        set_out(cursor, clock, begin, level, finest)
        person, depth = nearest(cursor, end, level, finest)
        while person < end:
            if byte[person] & (STATE | CHANGING) == QUIET:
                draw = draw_of(clock, person, depth, finest)
                if draw < bound:
                    events, count = ask_candidate(
                        events, count, ground, street, clock, around, here, p, c, person, draw)
            pass_by(cursor, clock, person, level, finest)
            person, depth = nearest(cursor, end, level, finest)
    return events, count
