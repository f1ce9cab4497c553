"""Persons of a street that is kept in groups: who of a group hides, and what a person brings along.

Which of a group's citizens are on the street or in prison is not kept, so it is drawn.
"""

from __future__ import annotations

import math

import numpy as np

from fronde.draws import MOST_TRIALS, binomial, pair, stream, uniform
from fronde.engine.asking import somebody
from fronde.kernel import kernel
from fronde.states import COUNTED, PROTESTED, QUIET, WAS_JAILED
from fronde.tables.citizens import cell_start, threshold_of, traits
from fronde.tables.people import CHANGING, STATE
from fronde.tables.streets import AVERSION_NODES, HARDSHIP_NODES

PLACE, BEFORE = stream("place in hiding"), stream("past in hiding")
TIES_ON_STREET = stream("ties on the street")
CHOICE = 8  # citizens of whom the one is taken whose traits are nearest


@kernel
def draw_person(street, c, g, ground, clock, number):
    """A quiet citizen of a community with traits like those of a group; -1: there is none."""
    first = ground.first[c]
    size, strata = ground.first[c + 1] - first, ground.strata[c]
    one, other = pair(clock.seed, PLACE, clock.tick, number, 0)
    h = street.low[0, g] + one * (street.high[0, g] - street.low[0, g])
    r = street.low[1, g] + other * (street.high[1, g] - street.low[1, g])
    cell = min(int(h * strata), strata - 1) * strata + min(int(r * strata), strata - 1)
    begin, end = cell_start(cell, size, strata), cell_start(cell + 1, size, strata)
    best, nearest = np.int64(-1), math.inf
    thresholds = len(street.share) // (HARDSHIP_NODES * AVERSION_NODES)
    for trial in range(CHOICE if thresholds == 1 else 2 * CHOICE * thresholds):
        draw = uniform(clock.seed, PLACE, clock.tick, number, 2 + trial)
        place = begin + int(draw * (end - begin))
        if end > begin and ground.byte[first + place] & (STATE | CHANGING) == QUIET:
            hardship, aversion = traits(clock.seed, first + place, place, size, strata)
            apart = abs(hardship - h) + abs(aversion - r)
            if thresholds > 1:  # of the group's own, rather than near in all else
                own = threshold_of(clock.seed, first + place, clock.thresholds, ground.listed)
                off = max(street.low[2, g] - own, own - street.high[2, g])
                apart += 2.0 + off if off > 0.0 else 0.0
            if apart < nearest:
                best, nearest = first + place, apart
    return best


@kernel(lean=True)
def group_of(street, citizen):
    """The group that a citizen belongs to."""
    row = len(street.share) // street.rows
    g, calm = 0, len(street.share) // HARDSHIP_NODES  # groups of equal hardship
    while citizen.hardship < street.low[0, g]:
        g += calm
    while citizen.threshold > street.high[2, g]:
        g += row
    while citizen.risk_aversion > street.high[1, g]:
        g += 1
    return g


@kernel
def count_absent(street, c, ground, clock):
    """Count who of each group hides, is armed, abroad, dead or in prison for hiding.

    They are the most willing, so that those groups have the fewer left for the street; and they
    are, or are not, among those who were on the street or in prison as one of the group.
    """
    for g in range(len(street.share)):
        street.absent[c, g] = street.absent_protested[c, g] = street.absent_punished[c, g] = 0.0
    for k in range(ground.muster_from[c], ground.muster_from[c + 1]):
        row = ground.muster[k]
        g = group_of(street, somebody(ground, clock, c, ground.id[row], 0.0, 0.0, 0.0))
        street.absent[c, g] += 1.0
        if ground.history[row] & PROTESTED:
            street.absent_protested[c, g] += 1.0
        if ground.history[row] & COUNTED:
            street.absent_punished[c, g] += 1.0


@kernel
def ties_on_street(street, c, person, ties, ground, clock):
    """How many of a citizen's ``ties`` are on the street, where nobody is kept one by one there.

    Drawn: each is with the chance of everybody in the community.
    """
    share = min(street.out[c].sum() / (ground.first[c + 1] - ground.first[c]), 1.0)
    rare, many = min(share, 1.0 - share), 0.0
    for begin in range(0, int(ties), MOST_TRIALS):
        draw = uniform(clock.seed, TIES_ON_STREET, clock.tick, person, begin // MOST_TRIALS)
        many += binomial(draw, min(ties - begin, MOST_TRIALS), rare)
    return many if rare == share else ties - many


@kernel(lean=True)
def past_of(street, c, person, citizen, ground, clock):
    """History that somebody at rest brings along; -1 where they are on the street or in prison."""
    g = group_of(street, citizen)
    whole = street.share[g] * (ground.first[c + 1] - ground.first[c]) - street.absent[c, g]
    draw, past = uniform(clock.seed, BEFORE, clock.tick, person, 4) * whole, np.int64(0)
    gone = street.out[c, g] + street.jailed[c, g]
    if draw < gone:
        return np.int64(-1)
    if draw < street.protested[c, g] - street.absent_protested[c, g]:
        past |= PROTESTED
    freed = street.punished[c, g] - street.absent_punished[c, g] - street.jailed[c, g]
    if draw < gone + freed - street.returned[c, g]:
        past |= WAS_JAILED | COUNTED
    return past
