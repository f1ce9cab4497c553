"""Organisations meet, merge and break up, one occasion after the other."""

from __future__ import annotations

import math

import numpy as np

from fronde.draws import below, block, pair, stream
from fronde.kernel import kernel
from fronde.mechanisms.organisations import acceptance, occasions
from fronde.world.calendar import TICKS_A_WEEK
from fronde.world.happened import MERGED, SPLIT
from fronde.world.organisations import add_row

OCCASION, PIECES = stream("occasion"), stream("pieces")
KIND, ONE, OTHER, SIZE, OTHER_SIZE = range(5)  # columns of the list of changes
MOST_AT_ONCE = 1 << 16  # occasions, so that room for what they change is bounded


@kernel
def chained(count, hidden, members, rows, head, tail, after, size):
    """Chain the members of each organisation: first, last, next; and count them."""
    for own in range(rows):
        head[own] = -1
        size[own] = 0
    for k in range(count):
        own = members.organisation[hidden[k]]
        after[k] = -1
        if head[own] < 0:
            head[own] = k
        else:
            after[tail[own]] = k
        tail[own] = k
        size[own] += 1


@kernel
def merge(kept, lost, tick, hidden, members, table, head, tail, after, size):
    """The larger takes in the smaller: members, volunteers, arms, money."""
    own, other = float(size[kept]), float(size[lost])
    table.agenda[kept] = (table.agenda[kept] * own + table.agenda[lost] * other) / (own + other)
    k = head[lost]
    while k >= 0:
        members.organisation[hidden[k]] = kept
        k = after[k]
    after[tail[kept]] = head[lost]
    tail[kept] = tail[lost]
    size[kept] += size[lost]
    size[lost], head[lost] = 0, -1
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
def in_order(own, head, after, size):
    """Members of an organisation by their place, in whatever order they came together."""
    found = np.empty(size[own], np.int64)
    k = head[own]
    for n in range(len(found)):
        found[n] = k
        k = after[k]
    found.sort()
    return found


@kernel
def split(own, seed, tick, turn, hidden, members, region_of, rows, table, head, tail, after, size,
          pieces):
    """Break an organisation up; who stays in the first piece keeps its name and its stores.

    There are as many pieces as members at most, and no empty ones.
    """
    alone, begin = pieces == math.inf, rows
    number = size[own] if pieces > size[own] else int(pieces)
    named = np.full(number, -1, np.int64)  # organisation of each piece, once somebody is in it
    named[0] = own
    going = in_order(own, head, after, size)
    head[own] = -1
    size[own] = 0
    words = block(seed, PIECES, tick, np.int64(turn) << 24, 0)
    for came in range(len(going)):
        k = going[came]
        row = hidden[k]
        if came % 4 == 0 and came > 0:  # one block of draws for four members
            words = block(seed, PIECES, tick, (np.int64(turn) << 24) + came // 4, 0)
        piece = 0  # the first stays, so that no name is lost
        if came > 0:
            piece = 1 + rows - begin if alone else below(number, words[came % 4])[0]
        if named[piece] < 0:
            named[piece] = rows
            region = region_of[members.community[row]]
            rows = add_row(rows, tick // TICKS_A_WEEK + 1, region, table.agenda[own], rows, table)
            head[rows - 1] = -1
            size[rows - 1] = 0
        goes = named[piece]
        members.organisation[row] = goes
        after[k] = -1
        if head[goes] < 0:
            head[goes] = k
        else:
            after[tail[goes]] = k
        tail[goes] = k
        size[goes] += 1
    return rows


@kernel
def partner(luck, which, near, own, region, rows_by_region, starts, count):
    """Place in the list of those who hide of a member met, near or anywhere."""
    if near < own:
        return int(which * count)
    begin, end = starts[region], starts[region + 1]
    return rows_by_region[begin + int(luck * (end - begin))]


@kernel
def sorted_by_region(count, hidden, members, region_of, starts):
    """Places in ``hidden`` by region of the member: a counting sort."""
    for region in range(len(starts)):
        starts[region] = 0
    for k in range(count):
        starts[region_of[members.community[hidden[k]]] + 1] += 1
    for region in range(len(starts) - 1):
        starts[region + 1] += starts[region]
    cursor = starts.copy()
    order = np.empty(max(count, 1), np.int64)
    for k in range(count):
        region = region_of[members.community[hidden[k]]]
        order[cursor[region]] = k
        cursor[region] += 1
    return order


@kernel(entry=True)
def meet(seed, tick, turn, turns, count, hidden, members, region_of, regions, rows, table, p):
    """Occasions from ``turn`` on, of ``turns`` of a step: mergers and break-ups.

    Parameters
    ----------
    turns : how many occasions there are if everybody is fully funded.
    count, hidden : rows of the table of people that are underground or armed; all of them
        have an organisation.
    rows, table : organisations.

    Returns
    -------
    rows, turn, changes : organisations, the occasion to go on with, int64 [changes, 5]. If
        there is no room for a break-up, or after ``MOST_AT_ONCE``, the caller makes some and
        calls again.
    """
    head = np.empty(len(table.region), np.int64)
    tail = np.empty(len(table.region), np.int64)
    size = np.zeros(len(table.region), np.int64)
    after = np.empty(max(count, 1), np.int64)
    starts = np.zeros(regions + 1, np.int64)
    chained(count, hidden, members, rows, head, tail, after, size)
    order = sorted_by_region(count, hidden, members, region_of, starts)
    end = min(turns, turn + MOST_AT_ONCE)
    changes = np.empty((end - turn, 5), np.int64)
    found = 0
    most = occasions(1.0, 1.0, p)
    while turn < end:
        which, taken = pair(seed, OCCASION, tick, turn, 0)
        place = int(which * count)
        one = np.int64(members.organisation[hidden[place]])
        breaks, near = pair(seed, OCCASION, tick, turn, 1)
        if breaks < p.breaking and rows + size[one] > len(head):
            break
        turn += 1
        funded = min(1.0, table.money[one] / size[one])
        if taken * most >= occasions(1.0, funded, p):
            continue
        if breaks < p.breaking:
            before, first_new = size[one], rows
            rows = split(one, seed, tick, turn, hidden, members, region_of, rows, table, head,
                         tail, after, size, p.pieces)
            if rows > first_new:
                changes[found, KIND], changes[found, ONE] = SPLIT, one
                changes[found, OTHER] = first_new
                changes[found, SIZE], changes[found, OTHER_SIZE] = before, rows - first_new
                found += 1
            continue
        luck, accepted = pair(seed, OCCASION, tick, turn - 1, 2)
        anywhere, _ = pair(seed, OCCASION, tick, turn - 1, 3)
        region = region_of[members.community[hidden[place]]]
        other = np.int64(members.organisation[hidden[partner(
            luck, anywhere, near, p.distance, region, order, starts, count)]])
        if other == one or accepted >= acceptance(table.agenda[one], table.agenda[other], p):
            continue
        kept, lost = (one, other) if size[one] >= size[other] else (other, one)
        changes[found, KIND], changes[found, ONE], changes[found, OTHER] = MERGED, kept, lost
        changes[found, SIZE], changes[found, OTHER_SIZE] = size[kept], size[lost]
        found += 1
        merge(kept, lost, tick, hidden, members, table, head, tail, after, size)
    return rows, turn, changes[:found]
