"""Armed organisations strike: who takes part, how it ends, who falls."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.draws import pair, poisson, stream, uniform
from fronde.kernel import kernel
from fronde.mechanisms.combat import defenders, losing, rate
from fronde.states import ARMED, DEAD
from fronde.tables.happened import OPERATION
from fronde.tables.organisations import CAPTURED, NOBODY
from fronde.tables.people import move
from fronde.tables.step import Step
from fronde.tables.table import add, sort_by
from fronde.theory.contest import contest

HOW_MANY, OUTCOME, ROUNDED, FIGHT, FALLEN = (
    stream("how many"), stream("operation"), stream("rounded"), stream("fight"), stream("fallen"))
MOST_AT_ONCE = 1000  # operations of one organisation in a step: a guard against senseless rates


class Front(NamedTuple):
    """What organisations know and meet when they strike, by organisation and by region."""

    alive: Any  # [organisations alive] their numbers
    hope: Any  # [organisations alive] members' belief that arms can succeed
    risk: Any  # [organisations alive] chance of being found, as they perceive it
    garrison: Any  # [regions] soldiers and officers [persons]
    citizens: Any  # [regions] persons
    dt: float


class Ranks(NamedTuple):
    """Who is under arms while operations go on."""

    order: Any  # rows of armed citizens by organisation, in each those first who have fallen
    starts: Any  # [organisations + 1]
    fallen: Any  # [organisations] citizens
    joined: Any  # numbers of organisations that strike together, the leader first


def strike_in_step(step: Step) -> None:
    """Operations of the step."""
    table, geography = step.organisations, step.geography
    step.recount()
    alive = table.alive()
    if not (table.armed[alive].any() or table.volunteers[alive].any()):
        return  # nobody to strike
    garrison = np.zeros(geography.regions)
    station.compiled(step.nation, step.here, geography.circles, garrison)
    front = Front(alive, opinion_in(step, step.moment["armed_hope"])[alive],
                  opinion_in(step, step.moment["risk_underground"])[alive], garrison,
                  geography.region_citizens, step.dt)
    done = strike.compiled(step.seed, step.tick, front, step.hidden, step.everybody, table.view(),
                           step.causes["fall"], step.parameters["combat"])
    if len(done):
        step.happened.note_operations(done, table, geography)
    step.hidden = step.hidden[step.people.organisation[step.hidden] != NOBODY]


def opinion_in(step: Step, values: Any) -> NDArray[np.float64]:
    """What members of each organisation think, on average; where none is left, the region."""
    geography, people, table = step.geography, step.people, step.organisations
    own, think = people.organisation[step.hidden], values[people.community[step.hidden]]
    count = np.bincount(own, minlength=table.rows)
    total = np.bincount(own, think, table.rows)
    region = (geography.by_region(values * geography.citizens)
              / np.maximum(geography.region_citizens, 1.0))
    means: NDArray[np.float64] = np.where(
        count > 0, total / np.maximum(count, 1), region[table.region[: table.rows]])
    return means


@kernel(entry=True)
def station(nation, here, circles, garrison):
    """Fill soldiers left at home, spread by population, and officers, by region [regions]."""
    soldiers = nation.army_home + nation.loyalists
    for r in range(len(garrison)):
        garrison[r] = soldiers * circles.region_citizens[r] / circles.everybody
    for c in range(len(here)):
        officers = here[c].police * here[c].effort * circles.citizens[c]
        garrison[circles.region[c]] += officers


@kernel
def fight(seed, tick, number, state, fighters, p):
    """Losses of the state and of the organisation in one fight: the jump chain, one at a time."""
    left, state_left, fighters_left, step = p.duration, state, fighters, 0
    while state_left > 0 and fighters_left > 0:
        a, b = losing(float(state_left), float(fighters_left), p)
        if a + b <= 0.0:
            break
        draw, which = pair(seed, FIGHT, tick, number, step)
        step += 1
        left += math.log1p(-draw) / (a + b)
        if left <= 0.0:
            break
        if which * (a + b) < a:
            state_left -= 1
        else:
            fighters_left -= 1
    return state - state_left, fighters - fighters_left


@kernel
def muster_ranks(hidden, people, table, alive):
    """``Ranks`` before anybody has fallen."""
    ranks = Ranks(np.empty(len(hidden), np.int64), np.zeros(table.rows + 1, np.int64),
                  np.zeros(table.rows, np.int64), np.empty(alive + 1, np.int64))
    keys = np.empty(len(hidden), np.int64)
    for k in range(len(hidden)):
        row = hidden[k]
        keys[k] = people.organisation[row] if people.state[row] == ARMED else -1
    sort_by(keys, ranks.order, ranks.starts)
    for k in range(ranks.starts[-1]):
        ranks.order[k] = hidden[ranks.order[k]]
    return ranks


@kernel
def under_arms(own, ranks, table):
    """Citizens and volunteers of an organisation who could strike."""
    comers = 0
    for origin in range(table.volunteers.shape[1]):
        comers += table.volunteers[own, origin]
    return ranks.starts[own + 1] - ranks.starts[own] - ranks.fallen[own], comers


@kernel
def party(own, ranks, table, p):
    """How many of an organisation strike together: citizens, then volunteers [persons]."""
    citizens, comers = under_arms(own, ranks, table)
    inside = min(1.0 * citizens, p.party)
    return inside, min(1.0 * comers, p.party - inside)


@kernel
def gather(one, front, ranks, table):
    """Note the organisations that strike together with one; how many they are."""
    ranks.joined[0] = one
    partners = 1
    for k in range(len(front.alive)):
        other = front.alive[k]
        if (other != one and table.coalition[other] == table.coalition[one]
                and table.region[other] == table.region[one]):
            citizens, comers = under_arms(other, ranks, table)
            if citizens + comers > 0:
                ranks.joined[partners] = other
                partners += 1
    return partners


@kernel
def strikers_of(partners, ranks, table, p):
    """All who strike together [persons]."""
    total = 0.0
    for j in range(partners):
        citizens, comers = party(ranks.joined[j], ranks, table, p)
        total += citizens + comers
    return total


@kernel
def whom(draw, partners, ranks, table, p):
    """Organisation of one of those who strike, in proportion; and whether it is a citizen."""
    sought = draw * strikers_of(partners, ranks, table, p)
    for j in range(partners):
        citizens, comers = party(ranks.joined[j], ranks, table, p)
        if sought < citizens + comers:
            return ranks.joined[j], sought < citizens
        sought -= citizens + comers
    return np.int64(-1), False


@kernel
def lose_volunteer(own, table):
    """One of an organisation's volunteers fewer, of the origin with most."""
    best = 0
    for origin in range(table.volunteers.shape[1]):
        if table.volunteers[own, origin] > table.volunteers[own, best]:
            best = origin
    table.volunteers[own, best] -= 1


@kernel
def lose_citizen(own, seed, tick, number, nth, ranks, everybody, cause):
    """One armed citizen of an organisation, drawn among those left, falls."""
    begin = ranks.starts[own] + ranks.fallen[own]
    left = ranks.starts[own + 1] - begin
    place = begin + int(uniform(seed, FALLEN, tick, number, nth) * left)
    row = ranks.order[place]
    ranks.order[place], ranks.order[begin] = ranks.order[begin], row
    ranks.fallen[own] += 1
    move(everybody, row, DEAD, cause, tick, -1, 0)


@kernel
def lose(many, seed, tick, number, partners, ranks, table, everybody, cause, p):
    """So many of those who strike fall; how many of them are citizens."""
    citizens = 0
    for nth in range(many):
        draw = uniform(seed, OUTCOME, tick, number, 3 + nth)
        own, citizen = whom(draw, partners, ranks, table, p)
        if citizen:
            lose_citizen(own, seed, tick, number, nth, ranks, everybody, cause)
            citizens += 1
        elif own >= 0:
            lose_volunteer(own, table)
    return citizens


@kernel
def operate(one, number, seed, tick, front, ranks, table, everybody, cause, p):
    """Carry out one operation, led by an organisation; what the list of operations holds of it.

    Means of who fights are no whole numbers: what wins is the means, who falls are persons.
    """
    partners, region = gather(one, front, ranks, table), table.region[one]
    strikers = strikers_of(partners, ranks, table, p)
    guards = defenders(front.garrison[region], front.citizens[region], p)
    more, less = pair(seed, ROUNDED, tick, number, 0)
    fighters, held_by = int(strikers + more), int(guards + less)
    state_lost, lost = fight(seed, tick, number, held_by, fighters, p)
    draw = uniform(seed, OUTCOME, tick, number, 0)
    success = lost < fighters and draw < contest(strikers, guards, p.decisive)
    citizens = lose(lost, seed, tick, number, partners, ranks, table, everybody, cause, p)
    if success:
        table.arms[one, CAPTURED] += int(
            p.capture * state_lost + uniform(seed, OUTCOME, tick, number, 2))
    return (region, one, partners - 1, fighters, held_by, 1 if success else 0, lost, state_lost,
            citizens)


@kernel(entry=True)
def strike(seed, tick, front, hidden, everybody, table, cause, p):
    """All operations of a step, one after the other, in order of organisation.

    Those who fall are moved; volunteers and captured arms are changed in place.

    Parameters
    ----------
    hidden : rows of the table of people that are underground or armed.
    cause : column of the flow table, of those who fall.

    Returns
    -------
    int64 [operations, columns of OPERATION]. Numbers of fighters are persons.
    """
    ranks = muster_ranks(hidden, everybody.people, table, len(front.alive))
    found, done = np.empty((64, len(OPERATION)), np.int64), 0
    for k in range(len(front.alive)):
        one = front.alive[k]
        citizens, comers = under_arms(one, ranks, table)
        often = rate(1.0 * (citizens + comers), front.hope[k], front.risk[k], p)
        times = 1 if often == math.inf else poisson(
            often * front.dt, uniform(seed, HOW_MANY, tick, one, 0))
        for turn in range(min(times, MOST_AT_ONCE)):
            citizens, comers = under_arms(one, ranks, table)
            if citizens + comers == 0:
                break
            values = operate(one, one * MOST_AT_ONCE + turn, seed, tick, front, ranks, table,
                             everybody, cause, p)
            found, done = add(found, done, values)
    return found[:done]
