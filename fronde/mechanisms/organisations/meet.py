"""Organisations meet, merge and break up, one occasion after the other."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fronde.draws import below, block, pair, poisson, stream, uniform
from fronde.kernel import kernel
from fronde.mechanisms.organisations import acceptance, occasions
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.happened import CHANGE, MERGED, SPLIT
from fronde.tables.organisations import NOBODY, add_row
from fronde.tables.step import Step, plain
from fronde.tables.table import add, sort_by

TURNS, OCCASION, PIECES = stream("turns"), stream("occasion"), stream("pieces")
MOST_AT_ONCE = 1 << 16  # occasions, so that room for what they change is bounded


class Chains(NamedTuple):
    """Members of each organisation, one after the other, by their places among those who hide."""

    head: Any  # [organisations] the first, -1 where there is nobody
    tail: Any  # [organisations] the last
    size: Any  # [organisations]
    after: Any  # [members] the next


def meet_in_step(step: Step) -> None:
    """Mergers and break-ups of the step."""
    p, table, changes = step.parameters["organisations"], step.organisations, []
    mean = occasions(1.0, 1.0, plain(p)) * len(step.hidden) * step.dt
    turns, turn = poisson(mean, uniform(step.seed, TURNS, step.tick, 0, 0)), 0
    while turn < turns and len(step.hidden):
        table.reserve(len(step.hidden))
        table.rows, turn, new = meet.compiled(
            step.seed, step.tick, turn, turns, step.hidden, step.everybody.people,
            step.geography.region, step.geography.regions, table.view(), p)
        changes.append(new)
    if changes:
        step.happened.changes = np.concatenate(changes)
    step.recount()


def end_in_step(step: Step) -> None:
    """End organisations that nobody is in any more."""
    table = step.organisations
    alive = table.alive()
    gone = alive[table.strength(alive) == 0.0]
    table.ended[gone] = step.tick // TICKS_A_WEEK + 1
    table.arms[gone] = 0
    table.money[gone] = 0.0
    table.into[gone] = NOBODY


@kernel(lean=True)
def clear(own, chains):
    """Nobody is in an organisation."""
    chains.head[own] = -1
    chains.size[own] = 0


@kernel(lean=True)
def append(own, k, chains):
    """Chain a member to an organisation."""
    chains.after[k] = -1
    if chains.head[own] < 0:
        chains.head[own] = k
    else:
        chains.after[chains.tail[own]] = k
    chains.tail[own] = k
    chains.size[own] += 1


@kernel
def chain(hidden, people, rows, room):
    """``Chains`` of all who hide, with room for so many organisations."""
    chains = Chains(np.empty(room, np.int64), np.empty(room, np.int64), np.zeros(room, np.int64),
                    np.empty(max(len(hidden), 1), np.int64))
    for own in range(rows):
        clear(own, chains)
    for k in range(len(hidden)):
        append(people.organisation[hidden[k]], k, chains)
    return chains


@kernel
def merge(kept, lost, tick, hidden, people, table, chains):
    """The larger takes in the smaller: members, volunteers, arms, money."""
    own, other = float(chains.size[kept]), float(chains.size[lost])
    table.agenda[kept] = (table.agenda[kept] * own + table.agenda[lost] * other) / (own + other)
    k = chains.head[lost]
    while k >= 0:
        people.organisation[hidden[k]] = kept
        k = chains.after[k]
    chains.after[chains.tail[kept]] = chains.head[lost]
    chains.tail[kept] = chains.tail[lost]
    chains.size[kept] += chains.size[lost]
    clear(lost, chains)
    for origin in range(table.volunteers.shape[1]):
        table.volunteers[kept, origin] += table.volunteers[lost, origin]
        table.volunteers[lost, origin] = 0
        table.given[kept, origin] += table.given[lost, origin]
    for origin in range(table.arms.shape[1]):
        table.arms[kept, origin] += table.arms[lost, origin]
        table.arms[lost, origin] = 0
    table.money[kept] += table.money[lost]
    table.money[lost] = 0.0
    table.ended[lost], table.into[lost] = tick // TICKS_A_WEEK + 1, kept


@kernel
def members_in_order(own, chains):
    """Members of an organisation by their place, in whatever order they came together."""
    found = np.empty(chains.size[own], np.int64)
    k = chains.head[own]
    for n in range(len(found)):
        found[n] = k
        k = chains.after[k]
    found.sort()
    return found


@kernel
def split(own, seed, tick, turn, hidden, people, region_of, rows, table, chains, pieces):
    """Break an organisation up; who stays in the first piece keeps its name and its stores.

    There are as many pieces as members at most, and no empty ones.
    """
    alone, begin = pieces == math.inf, rows
    number = chains.size[own] if pieces > chains.size[own] else int(pieces)
    named = np.full(number, -1, np.int64)  # organisation of each piece, once somebody is in it
    named[0] = own
    going = members_in_order(own, chains)
    clear(own, chains)
    words = block(seed, PIECES, tick, np.int64(turn) << 24, 0)
    for came in range(len(going)):
        row = hidden[going[came]]
        if came % 4 == 0 and came > 0:  # one block of draws for four members
            words = block(seed, PIECES, tick, (np.int64(turn) << 24) + came // 4, 0)
        piece = 0  # the first stays, so that no name is lost
        if came > 0:
            piece = 1 + rows - begin if alone else below(number, words[came % 4])[0]
        if named[piece] < 0:
            named[piece] = rows
            region = region_of[people.community[row]]
            rows = add_row(rows, tick // TICKS_A_WEEK + 1, region, table.agenda[own], rows, table)
            clear(rows - 1, chains)
        people.organisation[row] = named[piece]
        append(named[piece], going[came], chains)
    return rows


@kernel
def by_region(hidden, people, region_of, regions):
    """Places among those who hide by region, and where each region begins."""
    keys, order = np.empty(len(hidden), np.int64), np.empty(len(hidden), np.int64)
    starts = np.zeros(regions + 1, np.int64)
    for k in range(len(hidden)):
        keys[k] = region_of[people.community[hidden[k]]]
    sort_by(keys, order, starts)
    return order, starts


@kernel
def partner(draw, which, near, own, region, order, starts):
    """Place among those who hide of a member met, near or anywhere."""
    if near < own:
        return np.int64(which * len(order))
    begin, end = starts[region], starts[region + 1]
    return order[begin + int(draw * (end - begin))]


@kernel
def other_met(seed, tick, turn, near, row, hidden, people, region_of, order, starts, p):
    """Organisation of somebody whom a member meets."""
    draw, accepted = pair(seed, OCCASION, tick, turn, 2)
    anywhere, _ = pair(seed, OCCASION, tick, turn, 3)
    region = region_of[people.community[row]]
    place = partner(draw, anywhere, near, p.distance, region, order, starts)
    return np.int64(people.organisation[hidden[place]]), accepted


@kernel(entry=True)
def meet(seed, tick, turn, turns, hidden, people, region_of, regions, table, p):
    """Occasions from ``turn`` on, of ``turns`` of a step: mergers and break-ups.

    Parameters
    ----------
    turns : how many occasions there are if everybody is fully funded.
    hidden : rows of the table of people that are underground or armed; all of them have an
        organisation.
    table : organisations.

    Returns
    -------
    rows, turn, changes : organisations, the occasion to go on with, int64 [changes, columns of
        CHANGE]. If there is no room for a break-up, or after ``MOST_AT_ONCE``, the caller makes
        some and calls again.
    """
    rows, room = table.rows, len(table.region)
    chains = chain(hidden, people, rows, room)
    order, starts = by_region(hidden, people, region_of, regions)
    changes, found = np.empty((64, len(CHANGE)), np.int64), 0
    end, most = min(turns, turn + MOST_AT_ONCE), occasions(1.0, 1.0, p)
    while turn < end:
        which, taken = pair(seed, OCCASION, tick, turn, 0)
        row = hidden[int(which * len(hidden))]
        one = np.int64(people.organisation[row])
        size = chains.size[one]
        breaks, near = pair(seed, OCCASION, tick, turn, 1)
        if breaks < p.breaking and rows + size > room:
            break
        turn += 1
        if taken * most >= occasions(1.0, min(1.0, table.money[one] / size), p):
            continue
        if breaks < p.breaking:
            first_new = rows
            rows = split(one, seed, tick, turn, hidden, people, region_of, rows, table, chains,
                         p.pieces)
            if rows > first_new:
                changes, found = add(changes, found,
                                     (SPLIT, one, first_new, size, rows - first_new))
            continue
        other, accepted = other_met(seed, tick, turn - 1, near, row, hidden, people, region_of,
                                    order, starts, p)
        if other != one and accepted < acceptance(table.agenda[one], table.agenda[other], p):
            kept, lost = (one, other) if size >= chains.size[other] else (other, one)
            changes, found = add(changes, found, (MERGED, kept, lost, chains.size[kept],
                                                  chains.size[lost]))
            merge(kept, lost, tick, hidden, people, table, chains)
    return rows, turn, changes[:found]
