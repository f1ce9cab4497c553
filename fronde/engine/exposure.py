"""Those who are not at rest, and the quiet citizens whom ties bind to them.

The few who are active are asked one by one. On the way they mark the quiet ones among their
ties, with how many of these are on the street or underground; the marked are asked one by
one too, since the thinned sweep knows nothing of ties.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair
from fronde.engine.asking import (
    FATE,
    NO_ROW,
    REST,
    ask,
    bound_of,
    enter,
    leaving_rest,
    over_within,
    somebody,
    waiting,
)
from fronde.engine.groups import past_of, ties_on_street
from fronde.kernel import kernel
from fronde.vocabulary import ARMED, PROTEST, QUIET, UNDERGROUND, Person
from fronde.world.citizens import lowest_threshold
from fronde.world.people import EXPOSED, STATE, slot_of
from fronde.world.ties import ties_of


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
        ends = np.int64(ground.until[row])
        over = 1.0 if over_within(ends, clock) else 0.0
        citizen = somebody(ground, clock, c, person, protest / ties, hidden / ties, over)
        events, count = ask(events, count, clock, here, p, c, person, row, state, citizen, ends)
    return events, count, exposed


@kernel
def ask_exposed(events, count, ground, street, clock, crowd, here, p, c, exposed):
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
        luck, which = pair(clock.seed, FATE, clock.tick, person, 0)
        if luck >= crowd.bounds[active]:
            continue
        if clock.grouped:
            protest = ties_on_street(street, c, person, there - hidden, ground, clock)
        citizen = somebody(ground, clock, c, person, protest / there, hidden / there, 0.0)
        when = waiting(luck, leaving_rest(citizen, clock, here, p))
        if when < clock.dt:
            past = np.int64(0)
            if clock.grouped:
                past = past_of(street, c, person, citizen, ground, clock)
            if past >= 0:
                events, count = enter(events, count, clock, here, p, person, c, NO_ROW, REST,
                                      citizen, when, which, past)
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
        events, count = ask(events, count, clock, here, p, c, person, NO_ROW, REST, citizen,
                            np.int64(-1))
    return events, count
