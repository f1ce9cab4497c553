r"""Those who are not at rest, and the quiet citizens whom ties to them move.

The few who are active are asked one by one; most are spared the question, since their draw is
beyond what anybody in their state would do. Of a quiet citizen with s ties to the street and u
to the underground, the thinned sweep, which knows nothing of ties, finds what they would do
without. The rest of their hazard comes through their ties, from each of them

    to the street        (h(s, 0) - h(0, 0)) / s                                   [1/week]
    to the underground   (h(s, u) - h(s, 0)) / u

and is found by skips over the ties of active people at a bound of these rates. Independent risks
add up, so each quiet citizen leaves rest at h(s, u) in all; of what comes twice in a step the
second is passed over, and when the first came is drawn from its law given that it came.

Source  superposition and thinning of Poisson processes: Lewis and Shedler 1979
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream
from fronde.engine.asking import (
    FATE,
    NO_ROW,
    REST,
    ROUNDING,
    ask,
    chance_of,
    enter,
    leaving_rest,
    most_tied,
    over_within,
    somebody,
)
from fronde.engine.composed import most
from fronde.engine.persons import past_of, ties_on_street
from fronde.engine.pick import AT_ONCE
from fronde.kernel import kernel
from fronde.states import ARMED, PROTEST, QUIET, UNDERGROUND, Person
from fronde.tables.citizens import lowest_threshold
from fronde.tables.people import CHANGING, STATE
from fronde.tables.ties import ties_of

REACH = stream("reach")
FAR = np.int64(1) << 40  # more than anybody has ties; small enough to be counted on from


class Around(NamedTuple):
    """Working space for the ties of one community."""

    keys: Any  # [rings] int64
    ties: Any  # [near + far] int64: of an active person
    own: Any  # [near + far] int64: of a quiet citizen whom they reach
    most: Any  # [states] float64: chance of a change that nobody in a state exceeds
    reach: Any  # [2] float64: bound of what moves through a tie in a step, street and underground


@kernel
def is_active(state):
    """Whether somebody in this state is on the street, underground or armed."""
    return state in (PROTEST, UNDERGROUND, ARMED)


@kernel
def look_around(ground, clock, around, c, person):
    """Ties of a person that are on the street, underground, and there at all."""
    first = ground.first[c]
    size = ground.first[c + 1] - first
    ties_of(person - first, size, clock.near, clock.far, around.keys, around.own)
    protest = 0.0
    hidden = 0.0
    ties = 0.0
    for place in around.own:
        if first + place != person:
            ties += 1.0
            state = ground.byte[first + place] & STATE
            if state == PROTEST:
                protest += 1.0
            elif state in (UNDERGROUND, ARMED):
                hidden += 1.0
    return protest, hidden, max(ties, 1.0)


@kernel
def prepare(around, ground, clock, here, p, c):
    """Work out what nobody of a community exceeds: in each state, and through one tie."""
    lowest = lowest_threshold(clock.thresholds, ground.listed)
    ties, size = clock.near + clock.far, ground.first[c + 1] - ground.first[c]
    anybody = Person(1.0, 0.0, lowest, 1.0, 1.0, 0.0)
    for state in range(len(around.most)):
        hazard = most(np.int64(state), anybody, here, p)
        around.most[state] = min(1.0, chance_of(hazard, clock.dt) * ROUNDING)
    around.reach[0], around.reach[1] = 0.0, 0.0
    for many in range(1, ties + 1):
        # Where there are few citizens some ties lead nowhere, and the others weigh more.
        share = many / ties if size > ties + 1 else 1.0
        street = most_tied(Person(1.0, 0.0, lowest, share, 0.0, 0.0), clock, here, p)
        hiding = most_tied(Person(1.0, 0.0, lowest, 0.0, share, 0.0), clock, here, p)
        around.reach[0] = max(around.reach[0], street / many * clock.dt * ROUNDING)
        around.reach[1] = max(around.reach[1], hiding / many * clock.dt * ROUNDING)


@kernel
def time_within(draw, hazard, dt):
    """Weeks until the first event of a hazard, given that there is one in the step."""
    if hazard >= AT_ONCE:
        return 0.0
    return -math.log1p(draw * math.expm1(-hazard * dt)) / hazard


@kernel
def leave_rest(events, count, ground, street, clock, here, p, c, person, citizen):
    """Enter that a quiet citizen leaves rest in the step, and what follows."""
    past = np.int64(0)
    if clock.grouped:
        past = past_of(street, c, person, citizen, ground, clock)
        if past < 0:
            return events, count
    draw, which = pair(clock.seed, FATE, clock.tick, person, 0)
    when = time_within(draw, leaving_rest(citizen, clock, here, p), clock.dt)
    ground.byte[person] |= CHANGING
    return enter(events, count, clock, here, p, person, c, NO_ROW, REST, citizen, when, which, past)


@kernel
def skip(draw, reach):
    """Ties that are passed over until one is met through which something may move."""
    if reach <= 0.0:
        return FAR
    return min(math.floor(min(-math.log1p(-draw) / reach, 1.0 * FAR)), FAR)


@kernel
def ask_tied(events, count, ground, street, clock, around, here, p, c, person, hiding, draw):
    """Ask a quiet citizen whom an active person's tie reaches; ``hiding``: that person hides."""
    protest, hidden, there = look_around(ground, clock, around, c, person)
    if clock.grouped:
        protest = ties_on_street(street, c, person, there - hidden, ground, clock)
    alone = somebody(ground, clock, c, person, 0.0, 0.0, 0.0)
    met = Person(alone.hardship, alone.risk_aversion, alone.threshold, protest / there, 0.0, 0.0)
    all_met = Person(alone.hardship, alone.risk_aversion, alone.threshold, protest / there,
                     hidden / there, 0.0)
    less, more, many = (met, all_met, hidden) if hiding else (alone, met, protest)
    without = leaving_rest(less, clock, here, p)
    if without >= AT_ONCE:
        return events, count
    added = max(0.0, leaving_rest(more, clock, here, p) - without) / many
    reach = around.reach[1] if hiding else around.reach[0]
    if draw * -math.expm1(-reach) >= chance_of(added, clock.dt):
        return events, count
    return leave_rest(events, count, ground, street, clock, here, p, c, person, all_met)


@kernel
def reach_out(events, count, ground, street, clock, around, here, p, c, person, hiding):
    """Find the quiet ones among an active person's ties who are moved by that tie in the step."""
    reach = around.reach[1] if hiding else around.reach[0]
    draw, _ = pair(clock.seed, REACH, clock.tick, person, 0)
    at, number = skip(draw, reach), 0
    if at >= len(around.ties):
        return events, count
    first = ground.first[c]
    size = ground.first[c + 1] - first
    ties_of(person - first, size, clock.near, clock.far, around.keys, around.ties)
    while at < len(around.ties):
        number += 1
        other = first + around.ties[at]
        draw, onward = pair(clock.seed, REACH, clock.tick, person, number)
        if other != person and ground.byte[other] & (STATE | CHANGING) == QUIET:
            events, count = ask_tied(
                events, count, ground, street, clock, around, here, p, c, other, hiding, draw)
        at += 1 + skip(onward, reach)
    return events, count


@kernel
def ask_active(events, count, ground, street, clock, around, here, p, c):
    """Ask all who are not at rest, and the quiet ones whom ties to them move."""
    prepare(around, ground, clock, here, p, c)
    for k in range(ground.muster_from[c], ground.muster_from[c + 1]):
        row = ground.muster[k]
        person, state = ground.id[row], np.int64(ground.state[row])
        ends = np.int64(ground.until[row])
        over, active = over_within(ends, clock), is_active(state)
        draw, which = 1.0, 0.0
        if around.most[state] > 0.0 or over:
            draw, which = pair(clock.seed, FATE, clock.tick, person, 0)
        if over or draw < around.most[state]:
            protest, hidden, ties = 0.0, 0.0, 1.0
            if active and len(around.own) > 0:
                protest, hidden, ties = look_around(ground, clock, around, c, person)
            citizen = somebody(ground, clock, c, person, protest / ties, hidden / ties,
                               1.0 if over else 0.0)
            events, count = ask(events, count, clock, here, p, c, person, row, state, citizen,
                                ends, draw, which)
        if active and len(around.ties) > 0 and not clock.plain:
            events, count = reach_out(events, count, ground, street, clock, around, here, p, c,
                                      person, state != PROTEST)
    return events, count


@kernel
def ask_all(events, count, ground, clock, around, here, p, c):
    """The plain sweep: ask every quiet citizen."""
    for person in range(ground.first[c], ground.first[c + 1]):
        if ground.byte[person] & STATE != QUIET:
            continue
        protest, hidden, ties = 0.0, 0.0, 1.0
        if len(around.own) > 0:
            protest, hidden, ties = look_around(ground, clock, around, c, person)
        citizen = somebody(ground, clock, c, person, protest / ties, hidden / ties, 0.0)
        draw, which = pair(clock.seed, FATE, clock.tick, person, 0)
        events, count = ask(events, count, clock, here, p, c, person, NO_ROW, REST, citizen,
                            np.int64(-1), draw, which)
    return events, count
