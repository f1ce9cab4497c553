"""Armed organisations strike: who takes part, how it ends, who falls."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fronde.draws import pair, stream, uniform
from fronde.kernel import kernel
from fronde.mechanisms.combat import defenders, losing, rate
from fronde.states import ARMED, DEAD
from fronde.theory.contest import contest
from fronde.world.people import KNOWN

HOW_MANY, OPERATION, ROUNDED, FIGHT, FALLEN = (
    stream("how many"), stream("operation"), stream("rounded"), stream("fight"), stream("fallen"))
CAPTURED = 2  # place of captured arms among the origins
MOST_AT_ONCE = 1000  # operations of one organisation in a step: a guard against senseless rates

# Columns of the list of operations.
(REGION, LEADER, PARTNERS, FIGHTERS, DEFENDERS, SUCCESS, FIGHTERS_LOST, STATE_LOST,
 CITIZENS_LOST) = range(9)


class Front(NamedTuple):
    """What organisations know and meet when they strike, by organisation and by region."""

    alive: Any  # [organisations alive] their numbers
    hope: Any  # [organisations alive] members' belief that arms can succeed
    risk: Any  # [organisations alive] chance of being found, as they perceive it
    garrison: Any  # [regions] soldiers and officers [persons]
    citizens: Any  # [regions] persons
    dt: float


@kernel
def poisson(mean, luck):
    """A Poisson number by inversion; beyond mean 500 an even one of its mean and spread."""
    if mean <= 0.0:
        return 0
    if mean > 500.0:
        return int(max(0.0, mean + math.sqrt(12.0 * mean) * (luck - 0.5) + 0.5))
    chance = math.exp(-mean)
    below, number = chance, 0
    while luck >= below and number < 2000:
        number += 1
        chance *= mean / number
        below += chance
    return number


@kernel
def fight(seed, tick, number, state, fighters, p):
    """Losses of the state and of the organisation in one fight: the jump chain, one at a time."""
    left, state_left, fighters_left, step = p.duration, state, fighters, 0
    while state_left > 0 and fighters_left > 0:
        a, b = losing(float(state_left), float(fighters_left), p)
        if a + b <= 0.0:
            break
        luck, which = pair(seed, FIGHT, tick, number, step)
        step += 1
        left += math.log1p(-luck) / (a + b)
        if left <= 0.0:
            break
        if which * (a + b) < a:
            state_left -= 1
        else:
            fighters_left -= 1
    return state - state_left, fighters - fighters_left


@kernel
def by_organisation(count, hidden, members, rows, order, starts):
    """Rows of the armed by organisation: a counting sort."""
    for own in range(rows + 1):
        starts[own] = 0
    for k in range(count):
        if members.state[hidden[k]] == ARMED:
            starts[members.organisation[hidden[k]] + 1] += 1
    for own in range(rows):
        starts[own + 1] += starts[own]
    cursor = starts.copy()
    for k in range(count):
        if members.state[hidden[k]] == ARMED:
            own = members.organisation[hidden[k]]
            order[cursor[own]] = hidden[k]
            cursor[own] += 1


@kernel
def under_arms(own, starts, fallen, table):
    """Citizens and volunteers of an organisation who could strike."""
    comers = 0
    for origin in range(table.volunteers.shape[1]):
        comers += table.volunteers[own, origin]
    return starts[own + 1] - starts[own] - fallen[own], comers


@kernel
def party(own, front, starts, fallen, table, p):
    """How many of an organisation strike together: citizens, then volunteers [persons]."""
    citizens, comers = under_arms(own, starts, fallen, table)
    inside = min(1.0 * citizens, p.party)
    return inside, min(1.0 * comers, p.party - inside)


@kernel
def lose_volunteer(own, table):
    """One of an organisation's volunteers fewer, of the origin with most."""
    best = 0
    for origin in range(table.volunteers.shape[1]):
        if table.volunteers[own, origin] > table.volunteers[own, best]:
            best = origin
    table.volunteers[own, best] -= 1


@kernel
def gather(one, front, table, starts, fallen, joined):
    """Numbers of the organisations that strike together, the leader first; how many they are."""
    joined[0] = one
    partners = 1
    for k in range(len(front.alive)):
        other = front.alive[k]
        if (other != one and table.coalition[other] == table.coalition[one]
                and table.region[other] == table.region[one]):
            citizens, comers = under_arms(other, starts, fallen, table)
            if citizens + comers > 0:
                joined[partners] = other
                partners += 1
    return partners


@kernel
def striking(joined, partners, front, starts, fallen, table, p):
    """All who strike together [persons]."""
    total = 0.0
    for j in range(partners):
        citizens, comers = party(joined[j], front, starts, fallen, table, p)
        total += citizens + comers
    return total


@kernel
def whom(luck, joined, partners, front, starts, fallen, table, p):
    """Organisation of one of those who strike, in proportion; and whether it is a citizen."""
    sought = luck * striking(joined, partners, front, starts, fallen, table, p)
    for j in range(partners):
        citizens, comers = party(joined[j], front, starts, fallen, table, p)
        if sought < citizens + comers:
            return joined[j], sought < citizens
        sought -= citizens + comers
    return np.int64(-1), False


@kernel
def fall(own, number, nth, seed, tick, order, starts, fallen, members, byte, counts, flows, cause):
    """One armed citizen of an organisation, drawn among those left, falls."""
    begin = starts[own] + fallen[own]
    left = starts[own + 1] - begin
    place = begin + int(uniform(seed, FALLEN, tick, number, nth) * left)
    row = order[place]
    order[place], order[begin] = order[begin], row
    fallen[own] += 1
    person, c = members.id[row], members.community[row]
    members.state[row] = DEAD
    members.since[row] = tick
    members.cause[row] = cause
    members.organisation[row] = -1
    byte[person] = (byte[person] & KNOWN) | DEAD
    counts[c, ARMED] -= 1
    counts[c, DEAD] += 1
    flows[c, cause] += 1


@kernel(entry=True)
def strike(seed, tick, front, count, hidden, members, rows, table, byte, counts, flows, cause, p):
    """All operations of a step, one after the other, in order of organisation.

    ``counts`` [communities, states], ``flows`` [communities, causes], the states of those who
    fall, volunteers and captured arms are changed in place; ``cause`` is the column of those
    who fall.

    Returns
    -------
    int64 [operations, 9] : see the columns above. Numbers of fighters are persons.
    """
    order = np.empty(max(count, 1), np.int64)
    starts = np.zeros(rows + 1, np.int64)
    fallen = np.zeros(rows, np.int64)
    joined = np.empty(len(front.alive) + 1, np.int64)
    by_organisation(count, hidden, members, rows, order, starts)
    found = np.empty((64, 9), np.int64)
    done = 0
    for k in range(len(front.alive)):
        one = front.alive[k]
        citizens, comers = under_arms(one, starts, fallen, table)
        often = rate(1.0 * (citizens + comers), front.hope[k], front.risk[k], p)
        times = 1 if often == math.inf else poisson(
            often * front.dt, uniform(seed, HOW_MANY, tick, one, 0))
        for turn in range(min(times, MOST_AT_ONCE)):
            citizens, comers = under_arms(one, starts, fallen, table)
            if citizens + comers == 0:
                break
            number = one * MOST_AT_ONCE + turn
            if done == len(found):
                longer = np.empty((2 * done, 9), np.int64)
                longer[:done] = found
                found = longer
            partners = gather(one, front, table, starts, fallen, joined)
            region = table.region[one]
            # Means that are no whole numbers: what wins is the means, who falls are persons.
            strikers = striking(joined, partners, front, starts, fallen, table, p)
            guards = defenders(front.garrison[region], front.citizens[region], p)
            more, less = pair(seed, ROUNDED, tick, number, 0)
            fighters, held_by = int(strikers + more), int(guards + less)
            state_lost, lost = fight(seed, tick, number, held_by, fighters, p)
            luck = uniform(seed, OPERATION, tick, number, 0)
            success = lost < fighters and luck < contest(strikers, guards, p.decisive)
            citizens_gone = 0
            for nth in range(lost):
                luck = uniform(seed, OPERATION, tick, number, 3 + nth)
                own, citizen = whom(luck, joined, partners, front, starts, fallen, table, p)
                if citizen:
                    fall(own, number, nth, seed, tick, order, starts, fallen,
                         members, byte, counts, flows, cause)
                    citizens_gone += 1
                elif own >= 0:
                    lose_volunteer(own, table)
            if success:
                table.arms[one, CAPTURED] += int(
                    p.capture * state_lost + uniform(seed, OPERATION, tick, number, 2))
            found[done, REGION], found[done, LEADER] = region, one
            found[done, PARTNERS], found[done, FIGHTERS] = partners - 1, fighters
            found[done, DEFENDERS], found[done, SUCCESS] = held_by, 1 if success else 0
            found[done, FIGHTERS_LOST], found[done, STATE_LOST] = lost, state_lost
            found[done, CITIZENS_LOST] = citizens_gone
            done += 1
    return found[:done]
