"""Finds who changes state in a step, in a list of events; and then carries these out.

Everybody's chance of an event is 1 - exp(-(sum of hazards) dt). Three ways to the same law:

active    everybody not at rest is asked, one by one.
thinned   quiet citizens are found without asking: candidates of a cell come by geometric skips
          at an upper bound of its chance and are accepted with the ratio of true chance to
          bound. That is exact, and costs events, not people.
exposed   what ties to somebody active add is found by skips over the ties of the active.
plain     or else everybody is asked, one by one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fronde.engine.asking import CAUSE, COLUMNS, COMMUNITY, PAST, PERSON, ROW, UNTIL, Ground
from fronde.engine.borrowing import borrowed
from fronde.engine.composed import FLOWS_WITHIN_PROTEST, FLOWS_WITHIN_QUIET, TARGET_OF_CAUSE
from fronde.engine.exposure import Around, ask_active, ask_all
from fronde.engine.groups import step_of_groups
from fronde.engine.persons import count_absent
from fronde.engine.thinning import MOST_LEVELS, thin
from fronde.kernel import kernel
from fronde.states import STATES
from fronde.tables.people import CHANGING, move, row_of
from fronde.tables.ties import ring_keys


@kernel
def on_loan(ground):
    """The ground, held by the caller of the sweep."""
    return Ground(
        borrowed(ground.first), borrowed(ground.strata), borrowed(ground.byte),
        borrowed(ground.listed), borrowed(ground.id), borrowed(ground.state),
        borrowed(ground.until), borrowed(ground.history), borrowed(ground.muster),
        borrowed(ground.muster_from))


class Workspace(NamedTuple):
    """Working space of the groups of a community."""

    coming: Any  # [flows out of QUIET that lead to the street]
    going: Any  # [flows out of PROTEST that do not lead into hiding]
    came: Any  # [groups] persons who take to the street
    spent: Any  # [groups] weeks that persons are on the street
    hidden: Any  # [groups] persons expected to go into hiding
    jailed: Any  # [groups] persons expected to be arrested
    tired: Any  # [groups] persons expected to go home


@kernel
def space_for_ties(clock):
    """Working space for ties, and the same where nobody is active."""
    ties, keys = clock.near + clock.far, np.empty(1 + clock.far // 2, np.int64)
    most, reach, nobody = np.empty(len(STATES)), np.empty(2), np.empty(0, np.int64)
    return (Around(keys, np.empty(ties, np.int64), np.empty(ties, np.int64), most, reach),
            Around(keys, nobody, nobody, most, reach))


@kernel
def space_for_groups(groups):
    """Working space for so many groups."""
    return Workspace(np.empty(len(FLOWS_WITHIN_QUIET)), np.empty(len(FLOWS_WITHIN_PROTEST)),
                     np.empty(groups), np.empty(groups), np.empty(groups), np.empty(groups),
                     np.empty(groups))


@kernel(entry=True)
def sweep(begin, end, ground, street, clock, table, counts, flows, parameters):
    """Events of a span of communities, in order of community.

    Where the street is kept in groups, these are moved, with ``counts`` and ``flows`` of the
    span's communities; who goes into hiding is among the events.

    Parameters
    ----------
    begin, end : the communities ``begin .. end - 1``.
    table : structured array [communities], the locked moment.
    parameters : structured array [1], one field a mechanism.

    Returns
    -------
    int64 [events, 6]: person, community, row (-1: not known), cause, end of term, past.
    """
    ground = on_loan(ground)
    around, alone = space_for_ties(clock)
    space, cursor = space_for_groups(len(street.share)), np.empty(MOST_LEVELS, np.int64)
    events = np.empty((256, COLUMNS), np.int64)
    count = np.int64(0)
    p = parameters[0]
    for c in range(begin, end):
        here, before = table[c], count
        if clock.grouped:
            count_absent(street, c, ground, clock)
        active = ground.muster_from[c] < ground.muster_from[c + 1]
        if len(around.own) > 0 and (active or clock.plain):
            ring_keys(clock.seed, c, around.keys)
        if active:
            events, count = ask_active(
                events, count, ground, street, clock, around, here, p, c)
        if clock.plain:
            events, count = ask_all(events, count, ground, clock, around, here, p, c)
        else:
            events, count = thin(
                events, count, ground, street, clock, around if active else alone, cursor, here,
                p, c)
        if clock.grouped:
            events, count = step_of_groups(
                events, before, count, c, street, ground, clock, here, p, space, counts, flows)
        for k in range(before, count):
            ground.byte[events[k, PERSON]] &= ~CHANGING
    return events[:count]


@kernel(entry=True)
def resolve(events, tick, rows, everybody):
    """Carry out every event of the step that begins at ``tick``; returns the number of rows.

    The table of people must have room.
    """
    for k in range(len(events)):
        row = events[k, ROW]
        if row < 0:
            row, rows = row_of(events[k, PERSON], events[k, COMMUNITY], rows, everybody)
        cause = events[k, CAUSE]
        move(everybody, row, TARGET_OF_CAUSE[cause], cause, tick, events[k, UNTIL],
             events[k, PAST])
    return rows
