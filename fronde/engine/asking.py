"""Asks one citizen whether anything happens to them this week, and what.

    chance = 1 - exp(-(sum of hazards) dt)                                         [share]

Exact competing risks: the cause is then drawn in proportion to its hazard. What is found
goes into a list of events; nothing else is written.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.engine.composed import FLOW_OF_CAUSE, leave, leave_quiet, reason, term_after
from fronde.kernel import kernel
from fronde.vocabulary import QUIET, Person
from fronde.world.citizens import threshold_of, traits

FATE, TERM = stream("fate"), stream("term")
ROUNDING = 1.0 + 1e-9  # a bound may not fail by the last bits of an exponential

# Typed numbers, as counts and states are: of a literal numba compiles every caller anew.
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
def bound_of(willing, clock, here, p):
    """Chance of leaving rest that nobody less willing than this citizen exceeds."""
    return min(1.0, chance_of(leave_quiet(willing, here, p), clock.dt) * ROUNDING)


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
