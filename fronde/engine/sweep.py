"""Finds who changes state in a step; writes nothing but a list of events.

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

from fronde.engine.asking import COLUMNS, PERSON, Ground
from fronde.engine.borrowing import borrowed
from fronde.engine.composed import FLOWS_WITHIN_PROTEST, FLOWS_WITHIN_QUIET
from fronde.engine.exposure import Around, ask_active, ask_all
from fronde.engine.groups import count_absent, step_of_groups
from fronde.engine.thinning import MOST_LEVELS, thin
from fronde.kernel import kernel
from fronde.states import STATES
from fronde.world.people import CHANGING
from fronde.world.ties import ring_keys


@kernel
def on_loan(ground):
    """The ground, held by the caller of the sweep."""
    return Ground(
        borrowed(ground.first), borrowed(ground.strata), borrowed(ground.byte),
        borrowed(ground.listed), borrowed(ground.id), borrowed(ground.state),
        borrowed(ground.until), borrowed(ground.history), borrowed(ground.muster),
        borrowed(ground.muster_from))


class Space(NamedTuple):
    """Working space of the groups of a community."""

    coming: Any  # [flows out of QUIET that lead to the street]
    going: Any  # [flows out of PROTEST that do not lead into hiding]
    came: Any  # [groups] persons who take to the street
    spent: Any  # [groups] weeks that persons are on the street
    hidden: Any  # [groups] persons expected to go into hiding
    jailed: Any  # [groups] persons expected to be arrested
    tired: Any  # [groups] persons expected to go home


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
    ties = clock.near + clock.far
    around = Around(
        np.empty(1 + clock.far // 2, np.int64), np.empty(ties, np.int64), np.empty(ties, np.int64),
        np.empty(len(STATES)), np.empty(2))
    nobody = np.empty(0, np.int64)
    alone = Around(around.keys, nobody, nobody, around.most, around.reach)  # where nobody is active
    cursor = np.empty(MOST_LEVELS, np.int64)
    space = Space(
        np.empty(len(FLOWS_WITHIN_QUIET)), np.empty(len(FLOWS_WITHIN_PROTEST)),
        np.empty(len(street.share)), np.empty(len(street.share)),
        np.empty(len(street.share)), np.empty(len(street.share)), np.empty(len(street.share)))
    events = np.empty((256, COLUMNS), np.int64)
    count = np.int64(0)
    p = parameters[0]
    for c in range(begin, end):
        here, before = table[c], count
        if clock.grouped:
            count_absent(street, c, ground, clock)
        active = ground.muster_from[c] < ground.muster_from[c + 1]
        if ties > 0 and (active or clock.plain):
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
                events, count, c, street, ground, clock, here, p, space, counts, flows)
        for k in range(before, count):
            ground.byte[events[k, PERSON]] &= ~CHANGING
    return events[:count]
