"""Finds who changes state this week; writes nothing but a list of events.

Everybody's chance of an event is 1 - exp(-(sum of hazards) dt). Three ways to the same law:

active    everybody not at rest is asked, one by one.
exposed   quiet citizens tied to somebody active are asked, one by one.
thinned   the other quiet citizens are found without asking: candidates of a cell come by
          geometric skips at an upper bound of its chance and are accepted with the ratio
          of true chance to bound. That is exact, and costs events, not people.
plain     or else everybody is asked, one by one.

Candidates are nested: a citizen's luck u of the week lies in one of the levels
[2^-(m+1), 2^-m), the members of each level are found by skips of their own, and a cell
with bound b looks only at the levels that reach below b. So whoever is looked at has the
same luck, whatever the bound, and two runs that differ in an assumption share it.

    P(in level m, or counted there first) = 1 / (2^(m+1) - 1),   last level M: 2^-M

(a citizen met in several levels counts in the finest: then P(u < 2^-m) = 2^-m exactly).

Source  geometric skips: Devroye 1986, chapter X; the law test compares thinned with plain.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.engine.composed import FLOW_OF_CAUSE, leave, leave_quiet, reason, term_after
from fronde.kernel import kernel
from fronde.vocabulary import ARMED, PROTEST, QUIET, UNDERGROUND, Person
from fronde.world.citizens import cell_start, lowest_threshold, threshold_of, traits
from fronde.world.people import EXPOSED, STATE, slot_of
from fronde.world.ties import ring_keys, ties_of

FATE, SKIPS, TERM = stream("fate"), stream("skips"), stream("term")
MOST_LEVELS = 40
ROUNDING = 1.0 + 1e-9  # a bound may not fail by the last bits of an exponential

# Typed numbers, as counts and states below: of a literal numba compiles every caller anew.
NO_ROW, REST = np.int64(-1), np.int64(QUIET)

PERSON, COMMUNITY, ROW, CAUSE, UNTIL = range(5)  # columns of the list of events


class Ground(NamedTuple):
    """What a sweep looks at and may not change (the exposed bit of ``byte`` excepted)."""

    first: Any  # [communities + 1] int64: first person of each community
    strata: Any  # [communities] int64
    byte: Any  # [citizens] uint8
    listed: Any  # [citizens or 1] float64: listed thresholds
    id: Any  # columns of the table of people
    state: Any
    until: Any
    muster: Any  # rows of the active, by community
    muster_from: Any  # [communities + 1] int64


class Clock(NamedTuple):
    """Numbers that hold for the whole sweep."""

    seed: int
    week: int
    dt: float  # weeks a step
    thresholds: int  # kind of distribution
    near: int
    far: int
    plain: bool


class Crowd(NamedTuple):
    """Working space of one span of communities: who is exposed, and to how many."""

    ids: Any  # [most] int64
    protest: Any  # [most] int64
    hidden: Any  # [most] int64
    slots: Any  # [power of two] int32
    ties: Any  # [near + far] int64
    keys: Any  # [rings] int64
    bounds: Any  # [near + far + 1] float64: chance of the most willing, by active ties


@kernel
def room(events, count):
    """The list of events with room for one more."""
    if count < len(events):
        return events
    longer = np.empty((2 * len(events), 5), np.int64)
    for k in range(count):  # plain loops: slices of arrays take seconds to compile
        for column in range(5):
            longer[k, column] = events[k, column]
    return longer


@kernel
def chance_of(hazard, dt):
    """Chance of at least one event in a step."""
    return -math.expm1(-hazard * dt) if hazard > 0.0 else 0.0


@kernel
def enter(events, count, ground, clock, here, p, person, c, row, state, citizen, luck):
    """Add an event: its cause by ``luck``, the end of a term by a draw of its own."""
    events = room(events, count)
    cause = reason(state, citizen, here, p, luck)
    term = term_after(FLOW_OF_CAUSE[cause], uniform(clock.seed, TERM, clock.week, person, 0),
                      here, p)
    events[count, PERSON] = person
    events[count, COMMUNITY] = c
    events[count, ROW] = row
    events[count, CAUSE] = cause
    steps = max(1.0, math.floor(term / clock.dt + 0.5))  # a stay lasts whole steps
    events[count, UNTIL] = clock.week + int(min(steps, 1e9)) if term >= 0.0 else 0
    return events, count + 1


@kernel
def somebody(ground, clock, c, person, ties_protest, ties_hidden, over):
    """A citizen as hazards see them."""
    first = ground.first[c]
    size = ground.first[c + 1] - first
    hardship, aversion = traits(clock.seed, person, person - first, size, ground.strata[c])
    threshold = threshold_of(clock.seed, person, clock.thresholds, ground.listed)
    return Person(hardship, aversion, threshold, ties_protest, ties_hidden, over)


@kernel
def ask(events, count, ground, clock, here, p, c, person, row, state, citizen):
    """Ask one citizen directly; enter the event if there is one."""
    hazard = leave(state, citizen, here, p)
    luck, which = pair(clock.seed, FATE, clock.week, person, 0)
    if luck < chance_of(hazard, clock.dt):
        return enter(events, count, ground, clock, here, p, person, c, row, state, citizen, which)
    return events, count


@kernel
def is_active(state):
    """Whether somebody in this state is on the street, underground or armed."""
    return state in (PROTEST, UNDERGROUND, ARMED)


@kernel
def look_around(ground, clock, crowd, c, person):
    """Ties of a person that are on the street, underground, and there at all."""
    first = ground.first[c]
    size = ground.first[c + 1] - first
    ties_of(person - first, size, clock.near, clock.far, crowd.keys, crowd.ties)
    protest = 0.0
    hidden = 0.0
    ties = 0.0
    for place in crowd.ties:
        if first + place != person:
            ties += 1.0
            state = ground.byte[first + place] & STATE
            if state == PROTEST:
                protest += 1.0
            elif state in (UNDERGROUND, ARMED):
                hidden += 1.0
    return protest, hidden, max(ties, 1.0)


@kernel
def slots_for(exposed):
    """Length of an index of up to ``exposed`` persons: a power of two, at most half full."""
    length = 4
    while length < 2 * exposed:
        length *= 2
    return length


@kernel
def expose(ground, crowd, slots, exposed, c, person, state):
    """Note that the quiet ones among ``crowd.ties`` are tied to this active person."""
    first = ground.first[c]
    for place in crowd.ties:
        other = first + place
        if other == person or ground.byte[other] & STATE != QUIET:
            continue
        slot = slot_of(other, crowd.ids, slots)
        if slots[slot] < 0:
            slots[slot] = exposed
            crowd.ids[exposed] = other
            crowd.protest[exposed] = 0
            crowd.hidden[exposed] = 0
            ground.byte[other] |= EXPOSED
            exposed += 1
        if state == PROTEST:
            crowd.protest[slots[slot]] += 1
        else:
            crowd.hidden[slots[slot]] += 1
    return exposed


@kernel
def ask_active(events, count, ground, clock, crowd, here, p, c):
    """Ask all who are not at rest, and expose those they are tied to."""
    exposed = 0
    active = ground.muster_from[c + 1] - ground.muster_from[c]
    slots = crowd.slots[: slots_for(active * len(crowd.ties))]
    for slot in range(len(slots)):
        slots[slot] = -1
    for k in range(ground.muster_from[c], ground.muster_from[c + 1]):
        row = ground.muster[k]
        person = ground.id[row]
        state = np.int64(ground.state[row])
        protest, hidden, ties = 0.0, 0.0, 1.0
        if len(crowd.ties) > 0 and is_active(state):
            protest, hidden, ties = look_around(ground, clock, crowd, c, person)
            if not clock.plain:
                exposed = expose(ground, crowd, slots, exposed, c, person, state)
        over = 1.0 if ground.until[row] <= clock.week else 0.0
        citizen = somebody(ground, clock, c, person, protest / ties, hidden / ties, over)
        events, count = ask(events, count, ground, clock, here, p, c, person, row, state, citizen)
    return events, count, exposed


@kernel
def ask_exposed(events, count, ground, clock, crowd, here, p, c, exposed):
    """Ask quiet citizens with active ties; their mark is taken off.

    Most are spared the question: luck beyond what the most willing citizen would do with
    as many active ties, which is worked out once for each number of them.
    """
    size = ground.first[c + 1] - ground.first[c]
    ties = clock.near + clock.far
    for active in range(ties + 1):
        crowd.bounds[active] = -1.0
    lowest = lowest_threshold(clock.thresholds, ground.listed)
    for k in range(exposed):
        person = crowd.ids[k]
        ground.byte[person] &= ~EXPOSED
        protest, hidden, there = crowd.protest[k] * 1.0, crowd.hidden[k] * 1.0, ties * 1.0
        if size <= ties + 1:  # few citizens: some ties lead nowhere, so count them
            protest, hidden, there = look_around(ground, clock, crowd, c, person)
        active = crowd.protest[k] + crowd.hidden[k]
        if crowd.bounds[active] < 0.0:
            most = min(1.0, active / there)
            willing = Person(1.0, 0.0, lowest, most, most, 0.0)
            crowd.bounds[active] = bound_of(willing, clock, here, p)
        luck, which = pair(clock.seed, FATE, clock.week, person, 0)
        if luck >= crowd.bounds[active]:
            continue
        citizen = somebody(ground, clock, c, person, protest / there, hidden / there, 0.0)
        if luck < chance_of(leave_quiet(citizen, here, p), clock.dt):
            events, count = enter(
                events, count, ground, clock, here, p, person, c, NO_ROW, REST, citizen, which)
    return events, count


@kernel
def ask_all(events, count, ground, clock, crowd, here, p, c):
    """The plain sweep: ask every quiet citizen."""
    for person in range(ground.first[c], ground.first[c + 1]):
        if ground.byte[person] & STATE != QUIET:
            continue
        protest, hidden, ties = 0.0, 0.0, 1.0
        if len(crowd.ties) > 0:
            protest, hidden, ties = look_around(ground, clock, crowd, c, person)
        citizen = somebody(ground, clock, c, person, protest / ties, hidden / ties, 0.0)
        events, count = ask(events, count, ground, clock, here, p, c, person, NO_ROW, REST, citizen)
    return events, count


@kernel
def next_in_level(clock, person, level, finest, start):
    """The next member of a level after ``person``; from ``person`` itself if ``start``."""
    onward = person if start else person + 1
    if level == 0:
        return onward  # 1 / (2^1 - 1): everybody
    odds = 2.0**-level if level == finest else 1.0 / (2.0 ** (level + 1) - 1.0)
    slot = MOST_LEVELS + level if start else level
    luck = uniform(clock.seed, SKIPS, clock.week, person, slot)
    skip = math.floor(math.log1p(-luck) / math.log1p(-odds))
    return onward + int(min(skip, 1e15))


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
def bound_of(willing, clock, here, p):
    """Chance of leaving rest that nobody less willing than this citizen exceeds."""
    return min(1.0, chance_of(leave_quiet(willing, here, p), clock.dt) * ROUNDING)


@kernel
def thin_cell(events, count, ground, clock, cursor, here, p, c, begin, end, bound):
    """Candidates of one cell by nested skips; those who accept enter an event."""
    finest = finest_level(end - begin)
    level = coarsest_level(bound, finest)
    for m in range(level, finest + 1):
        cursor[m] = next_in_level(clock, begin, m, finest, True)
    while True:
        person = end
        depth = level
        for m in range(level, finest + 1):  # the finest level of the nearest candidate
            if cursor[m] <= person and cursor[m] < end:
                person, depth = cursor[m], m
        if person >= end:
            return events, count
        for m in range(level, finest + 1):
            if cursor[m] == person:
                cursor[m] = next_in_level(clock, person, m, finest, False)
        if ground.byte[person] & (STATE | EXPOSED) != QUIET:
            continue
        within, which = pair(clock.seed, FATE, clock.week, person, 1)
        luck = within * 2.0**-finest if depth == finest else (1.0 + within) * 2.0 ** -(depth + 1)
        if luck >= bound:
            continue
        citizen = somebody(ground, clock, c, person, 0.0, 0.0, 0.0)
        if luck < chance_of(leave_quiet(citizen, here, p), clock.dt):
            events, count = enter(
                events, count, ground, clock, here, p, person, c, NO_ROW, REST, citizen, which)


@kernel
def thin(events, count, ground, clock, cursor, here, p, c):
    """The thinned sweep of one community, cell by cell."""
    first = ground.first[c]
    size = ground.first[c + 1] - first
    strata = ground.strata[c]
    threshold = lowest_threshold(clock.thresholds, ground.listed)
    for cell in range(strata * strata):
        begin = first + cell_start(cell, size, strata)
        end = first + cell_start(cell + 1, size, strata)
        if begin == end:
            continue
        corner = Person((cell // strata + 1.0) / strata, (cell % strata) / strata, threshold,
                        0.0, 0.0, 0.0)
        bound = bound_of(corner, clock, here, p)
        if bound > 0.0:
            events, count = thin_cell(
                events, count, ground, clock, cursor, here, p, c, begin, end, bound)
    return events, count


@kernel(entry=True)
def sweep(begin, end, ground, clock, table, parameters):
    """Events of a span of communities, in order of community.

    Parameters
    ----------
    begin, end : the communities ``begin .. end - 1``.
    table : structured array [communities], the locked moment.
    parameters : structured array [1], one field a mechanism.

    Returns
    -------
    int64 [events, 5]: person, community, row (-1: not known), cause, end of term.
    """
    ties = clock.near + clock.far
    most = 1
    for c in range(begin, end):
        most = max(most, (ground.muster_from[c + 1] - ground.muster_from[c]) * ties)
    crowd = Crowd(
        np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64),
        np.empty(slots_for(most), np.int32), np.empty(ties, np.int64),
        np.empty(1 + clock.far // 2, np.int64), np.empty(ties + 1, np.float64))
    cursor = np.empty(MOST_LEVELS, np.int64)
    events = np.empty((256, 5), np.int64)
    count = np.int64(0)
    p = parameters[0]
    for c in range(begin, end):
        here = table[c]
        if ties > 0:
            ring_keys(clock.seed, c, crowd.keys)
        events, count, exposed = ask_active(events, count, ground, clock, crowd, here, p, c)
        if clock.plain:
            events, count = ask_all(events, count, ground, clock, crowd, here, p, c)
        else:
            events, count = thin(events, count, ground, clock, cursor, here, p, c)
            if exposed > 0:
                events, count = ask_exposed(
                    events, count, ground, clock, crowd, here, p, c, exposed)
    return events[:count]
