"""Asks one citizen whether anything happens to them in a step, and what.

    chance = 1 - exp(-(sum of hazards) dt)                                         [share]

Exact competing risks: the cause is then drawn in proportion to its hazard, and so is the time
within the step. In what is left of the step more can happen to the same citizen, at the same
locked moment: so how long anybody stays anywhere does not depend on the length of a step. What
acts at once (an infinite hazard) acts once a step. What is found goes into a list of events;
nothing else is written.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.engine.composed import (
    FLOW_OF_CAUSE,
    TARGET_OF_CAUSE,
    leave,
    leave_protest_apart,
    leave_quiet,
    leave_quiet_apart,
    most_quiet_apart,
    reason,
    reason_apart,
    term_after,
    tied_quiet,
    tied_quiet_apart,
)
from fronde.engine.pick import AT_ONCE
from fronde.kernel import kernel
from fronde.states import PROTEST, QUIET, Person
from fronde.tables.calendar import NEVER, TICKS_A_WEEK
from fronde.tables.citizens import threshold_of, traits
from fronde.tables.table import add

FATE, TERM = stream("fate"), stream("term")
ROUNDING = 1.0 + 1e-9  # a bound may not fail by the last bits of an exponential

# Typed numbers, as counts and states are: of a literal numba compiles every caller anew.
NO_ROW, REST = np.int64(-1), np.int64(QUIET)

# Columns of the list of events; the last is history that somebody brings along.
COLUMNS = 6
PERSON, COMMUNITY, ROW, CAUSE, UNTIL, PAST = range(COLUMNS)
MOST_A_STEP = 1000  # events of one citizen: a guard against rates that make no sense


class Ground(NamedTuple):
    """What a sweep looks at and may not change (a mark in ``byte`` excepted, for the while)."""

    first: Any  # [communities + 1] int64: first person of each community
    strata: Any  # [communities] int64
    byte: Any  # [citizens] uint8
    listed: Any  # [citizens or 1] float64: listed thresholds
    id: Any  # columns of the table of people
    state: Any
    until: Any
    history: Any
    muster: Any  # rows of the active, by community
    muster_from: Any  # [communities + 1] int64


class Clock(NamedTuple):
    """Numbers that hold for the whole sweep."""

    seed: int
    tick: int  # at which the step begins
    dt: float  # weeks a step
    thresholds: int  # kind of distribution
    near: int
    far: int
    plain: bool
    grouped: bool  # the street is kept in groups: see ``street``


@kernel
def chance_of(hazard, dt):
    """Chance of at least one event in a step."""
    return -math.expm1(-hazard * dt) if hazard > 0.0 else 0.0


@kernel
def leaving_rest(citizen, clock, here, p):
    """Hazard at which a quiet citizen is found one by one [1/week]."""
    if clock.grouped:
        return leave_quiet_apart(citizen, here, p)
    return leave_quiet(citizen, here, p)


@kernel
def leaving(state, citizen, clock, here, p):
    """Hazard of leaving a state, as far as persons are asked one by one [1/week]."""
    if state == QUIET:
        return leaving_rest(citizen, clock, here, p)
    if state == PROTEST and clock.grouped:
        return leave_protest_apart(citizen, here, p)
    return leave(state, citizen, here, p)


@kernel
def why(state, citizen, clock, here, p, draw):
    """The cause of somebody who leaves a state, as a column of the flow table."""
    if clock.grouped:
        return reason_apart(state, citizen, here, p, draw)
    return reason(state, citizen, here, p, draw)


@kernel
def highest_chance(willing, clock, here, p):
    """Chance of leaving rest that nobody less willing than this citizen exceeds."""
    most = (most_quiet_apart(willing, here, p) if clock.grouped
            else leave_quiet(willing, here, p))
    return min(1.0, chance_of(most, clock.dt) * ROUNDING)


@kernel
def most_tied(willing, clock, here, p):
    """Bound of what ties of the most willing add to the hazard of leaving rest [1/week]."""
    if clock.grouped:
        return tied_quiet_apart(willing, here, p)
    return tied_quiet(willing, here, p)


@kernel
def waiting(draw, hazard):
    """Weeks until an event of this hazard, by a draw."""
    if hazard <= 0.0:
        return math.inf
    return 0.0 if hazard >= AT_ONCE else -math.log1p(-draw) / hazard


@kernel
def ending(term, when, clock):
    """The tick at which a term ends that begins ``when`` weeks into the step; -1: no term."""
    if term < 0.0:
        return np.int64(-1)
    return np.int64(min(clock.tick + (when + term) * TICKS_A_WEEK, 1.0 * NEVER))


@kernel
def over_within(ends, clock):
    """Whether a term ends within the step."""
    return 0 <= ends < clock.tick + clock.dt * TICKS_A_WEEK


@kernel
def enter(events, count, clock, here, p, person, c, row, state, citizen, when, draw, past):
    """Add an event ``when`` weeks into the step, its cause by ``draw``, and what follows it."""
    sudden = citizen.term_over == 0.0 and leaving(state, citizen, clock, here, p) >= AT_ONCE
    for number in range(MOST_A_STEP):
        cause = why(state, citizen, clock, here, p, draw)
        term = term_after(FLOW_OF_CAUSE[cause],
                          uniform(clock.seed, TERM, clock.tick, person, number), here, p)
        ends = ending(term, when, clock)
        events, count = add(events, count, (person, c, row, cause, ends, past))
        if sudden:
            break
        state, past = np.int64(TARGET_OF_CAUSE[cause]), np.int64(0)
        chance, draw = pair(clock.seed, FATE, clock.tick, person, 2 + number)
        over = over_within(ends, clock)
        citizen = Person(citizen.hardship, citizen.risk_aversion, citizen.threshold,
                         citizen.ties_protest, citizen.ties_underground, 1.0 if over else 0.0)
        if over:
            when = (ends - clock.tick) / TICKS_A_WEEK
            continue
        hazard = leaving(state, citizen, clock, here, p)
        sudden = hazard >= AT_ONCE
        when += waiting(chance, hazard)
        if when >= clock.dt:
            break
    return events, count


@kernel
def somebody(ground, clock, c, person, ties_protest, ties_hidden, over):
    """A citizen as hazards see them."""
    first = ground.first[c]
    size = ground.first[c + 1] - first
    hardship, aversion = traits(clock.seed, person, person - first, size, ground.strata[c])
    threshold = threshold_of(clock.seed, person, clock.thresholds, ground.listed)
    return Person(hardship, aversion, threshold, ties_protest, ties_hidden, over)


@kernel
def ask(events, count, clock, here, p, c, person, row, state, citizen, ends, draw, which):
    """Ask one citizen directly; enter the event if there is one.

    ``ends``: of a term. ``draw`` and ``which`` are draws of the person's fate.
    """
    if citizen.term_over > 0.0:
        when = max(0.0, (ends - clock.tick) / TICKS_A_WEEK)
    else:
        when = waiting(draw, leaving(state, citizen, clock, here, p))
    if when < clock.dt:
        return enter(events, count, clock, here, p, person, c, row, state, citizen, when, which,
                     np.int64(0))
    return events, count
