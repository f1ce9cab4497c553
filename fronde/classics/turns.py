"""The turns of ``classics.patrol``, compiled.

An agent is taken off the lattice for its turn and put back at the end, so that nobody counts
itself and what it became meanwhile is told to those in sight once. How many cops and actives each
site sees is kept up to date so: a turn costs what changes.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.classics.patrol import daring, ratio_of
from fronde.classics.sight import at, look_from, mark, real, site_of, spread
from fronde.draws import below, block, blocks, pair, stream, uniform
from fronde.kernel import kernel

TRAITS, ORDER, MOVE, ACT, TERM, CLONE, FREE = (stream(f"patrol {name}") for name in (
    "traits", "order", "move", "act", "term", "clone", "free"))
NOWHERE = -1
COLUMNS = ("active", "jailed", "quiet", "killed", "first", "second", "cops", "arrests")
ACTIVE, IN_JAIL, CALM, KILLED, FIRST, SECOND, COPS, ARRESTS = range(len(COLUMNS))
NOBODY = -1  # on a site; else who is there is ACTIVE, IN_JAIL, CALM or COPS
GUESSES = 4  # blocks of guesses at a free site before all sites in sight are looked at


class Agents(NamedTuple):
    """One row an agent; ``site`` is -1 off the lattice, ``group`` -1 for cops.

    ``dares`` is the ratio of cops to actives below which it is active. ``home`` is where it was
    arrested, ``out`` the tick of release, 0 when free, or the turns that it still has to wait
    where it is; ``end`` the tick of death.
    """

    site: NDArray[np.int32]
    home: NDArray[np.int32]
    group: NDArray[np.int8]
    alive: NDArray[np.bool_]
    dares: NDArray[np.float32]
    hardship: NDArray[np.float64]
    aversion: NDArray[np.float64]
    out: NDArray[np.float64]
    end: NDArray[np.float64]


class Sites(NamedTuple):
    """Who is where, what they are, and how many in sight are cops and active [map].

    ``cops_words`` and ``actives_words`` are the same memory, several counts a word.
    """

    agent: NDArray[np.int32]
    what: NDArray[np.int8]
    cops: NDArray[Any]
    actives: NDArray[Any]
    cops_words: NDArray[np.int64]
    actives_words: NDArray[np.int64]


class Setting(NamedTuple):
    """Rules and settings as the kernel reads them."""

    moving: bool
    acts_first: bool
    in_place: bool
    jail_most: float
    threshold: float
    certainty: float
    how: int
    two: bool
    cloning: float
    age_most: float


@kernel(lean=True)
def put(agent, site, what, agents, place, sight):
    """An agent comes to a site."""
    agents.site[agent] = site
    place.agent[at(site)] = agent
    mark(place.what, site, what, sight)
    if what == COPS:
        spread(place.cops_words, site, 1, sight)
    elif what == ACTIVE:
        spread(place.actives_words, site, 1, sight)


@kernel(lean=True)
def take(agent, agents, place, sight):
    """An agent leaves its site; what it was there."""
    site = agents.site[agent]
    what = place.what[at(site)]
    agents.site[agent] = NOWHERE
    mark(place.what, site, NOBODY, sight)
    if what == COPS:
        spread(place.cops_words, site, -1, sight)
    elif what == ACTIVE:
        spread(place.actives_words, site, -1, sight)
    return what


@kernel(lean=True)
def free_site(site, words, place, sight, seed, name, tick, key):
    """A free one among the sites in sight, drawn at random; -1 if there is none.

    ``words`` are the first block of draws of that name, tick and key.
    """
    count = len(sight.step)
    w0, w1, w2, w3 = words
    for number in range(1, GUESSES + 1):  # quicker than a look at all, where many are free
        for word in (w0, w1, w2, w3):
            which, left = below(count, word)
            if place.what[at(site + sight.step[which])] == NOBODY:
                return real(site + sight.step[which], sight)
            which, left = below(count, left)
            if place.what[at(site + sight.step[which])] == NOBODY:
                return real(site + sight.step[which], sight)
        w0, w1, w2, w3 = block(seed, name, tick, key, number)
    free = 0
    for k in range(count):
        free += place.what[at(site + sight.step[k])] == NOBODY
    wanted, _ = below(free, w0)
    for k in range(count):
        if place.what[at(site + sight.step[k])] == NOBODY:
            if wanted == 0:
                return real(site + sight.step[k], sight)
            wanted -= 1
    return NOWHERE


@kernel(lean=True)
def active_near(site, draw, place, sight):
    """An active in sight, drawn at random; there is one."""
    wanted, passed = int(draw * look_from(place.actives, site, sight)), 0
    for k in range(len(sight.step)):
        passed += place.what[at(site + sight.step[k])] == ACTIVE
        if passed > wanted:
            return place.agent[real(site + sight.step[k], sight)]
    return NOBODY


@kernel(lean=True)
def member_near(site, draw, group, agents, place, sight):
    """One of a group in sight and not in prison, drawn at random; -1 if there is none."""
    found = 0
    for look in range(2):
        wanted = int(draw * found)
        for k in range(len(sight.step)):
            other = place.agent[real(site + sight.step[k], sight)]
            if (place.what[at(site + sight.step[k])] in (ACTIVE, CALM)
                    and agents.group[other] == group):
                if look == 0:
                    found += 1
                elif wanted == 0:
                    return other
                else:
                    wanted -= 1
    return NOBODY


@kernel(lean=True)
def sentence(draw, tick, setting):
    """The tick of release or, in place, how many turns it waits."""
    if setting.jail_most == math.inf:
        return math.inf
    if setting.in_place:
        return float(math.floor((setting.jail_most + 1.0) * draw))
    return tick + setting.jail_most * draw


@kernel(lean=True)
def arrest(cop, site, agents, place, sight, seed, tick, setting):
    """A cop arrests one active in sight; whether there was one."""
    if look_from(place.actives, site, sight) == 0:
        return 0
    draw, term = pair(seed, ACT, tick, cop, 0)
    caught = active_near(site, draw, place, sight)
    agents.home[caught] = agents.site[caught]
    agents.out[caught] = sentence(term, tick, setting)
    take(caught, agents, place, sight)
    if setting.in_place:
        put(caught, agents.home[caught], IN_JAIL, agents, place, sight)
    return 1


@kernel(lean=True)
def decide(citizen, site, agents, place, sight, setting):
    """Whether a citizen is active."""
    ratio = ratio_of(float(look_from(place.cops, site, sight)),
                     1.0 + look_from(place.actives, site, sight), setting.how)
    return ACTIVE if ratio < agents.dares[citizen] else CALM


@kernel(lean=True)
def kill(citizen, site, agents, place, sight, seed, tick):
    """An active kills one of the other group in sight; whether there was one."""
    draw = uniform(seed, ACT, tick, citizen, 0)
    victim = member_near(site, draw, 1 - agents.group[citizen], agents, place, sight)
    if victim < 0:
        return 0
    take(victim, agents, place, sight)
    agents.alive[victim] = False
    return 1


@kernel(lean=True)
def clone(parent, site, agents, place, sight, corners, legitimacy, seed, tick, setting):
    """A citizen's child on a free neighbouring site, now and then."""
    draw, aversion = pair(seed, CLONE, tick, parent, 0)
    if draw >= setting.cloning:
        return
    site = free_site(site, block(seed, FREE, tick, parent, 0), place, corners, seed, FREE, tick,
                     parent)
    if site < 0:
        return
    child = 0
    while child < len(agents.alive) and agents.alive[child]:
        child += 1
    if child == len(agents.alive):
        return
    agents.alive[child] = True
    agents.group[child], agents.out[child] = agents.group[parent], 0.0
    agents.hardship[child], agents.aversion[child] = agents.hardship[parent], aversion
    agents.dares[child] = daring(agents.hardship[child], aversion, legitimacy, setting.certainty,
                                 setting.threshold)
    agents.end[child] = tick + setting.age_most * uniform(seed, CLONE, tick, parent, 2)
    put(child, site, CALM, agents, place, sight)


@kernel(lean=True)
def set_free(agent, agents, place, sight, seed, tick):
    """Somebody whose term is over comes back to where it was, or to another free site."""
    sites = sight.width * sight.height
    site = agents.home[agent]
    trial = 0
    while place.what[site] != NOBODY:
        if trial == 4 * sites:
            return
        site = site_of(int(uniform(seed, TERM, tick, agent, trial) * sites), sight)
        trial += 1
    agents.out[agent] = 0.0
    put(agent, site, CALM, agents, place, sight)


@kernel(lean=True)
def dismiss(most, agents, place, sight, seed, tick):
    """Cops beyond a number go, drawn at random."""
    left = 0
    for k in range(len(agents.alive)):
        left += agents.alive[k] and agents.group[k] < 0
    turn = 0
    while left > most:
        wanted, turn = int(uniform(seed, FREE, tick, turn, 1) * left), turn + 1
        for k in range(len(agents.alive)):
            if agents.alive[k] and agents.group[k] < 0:
                if wanted == 0:
                    take(k, agents, place, sight)
                    agents.alive[k] = False
                    left -= 1
                    break
                wanted -= 1


@kernel(lean=True)
def step_from(site, turn, draws, place, sight, seed, tick, setting):
    """Where an agent goes: a free site in sight, or nowhere."""
    if not setting.moving:
        return site
    words = (draws[0, turn], draws[1, turn], draws[2, turn], draws[3, turn])
    to = free_site(site, words, place, sight, seed, MOVE, tick, turn)
    return site if to < 0 else to


@kernel(lean=True)
def take_turn(agent, turn, draws, agents, place, sight, corners, legitimacy, seed, tick, setting,
              row):
    """One turn: move and act, or first act and then move."""
    site = agents.site[agent]
    if place.what[at(site)] == IN_JAIL and agents.out[agent] > 0.0:
        agents.out[agent] -= 1.0
        return
    what = take(agent, agents, place, sight)
    if not setting.acts_first:
        site = step_from(site, turn, draws, place, sight, seed, tick, setting)
    if what == COPS:
        row[ARRESTS] += arrest(agent, site, agents, place, sight, seed, tick, setting)
    else:
        what = decide(agent, site, agents, place, sight, setting)
        if setting.two:
            if what == ACTIVE:
                row[KILLED] += kill(agent, site, agents, place, sight, seed, tick)
            clone(agent, site, agents, place, sight, corners, legitimacy, seed, tick, setting)
    if setting.acts_first:
        site = step_from(site, turn, draws, place, sight, seed, tick, setting)
    put(agent, site, what, agents, place, sight)


@kernel(lean=True)
def weigh(agents, legitimacy, setting):
    """What everybody dares at this legitimacy."""
    for k in range(len(agents.alive)):
        agents.dares[k] = daring(agents.hardship[k], agents.aversion[k], legitimacy,
                                 setting.certainty, setting.threshold)


@kernel(lean=True)
def begin(order, agents, place, sight, seed, tick):
    """The old die, the released return; who is there, in ``order``, and how many."""
    count = 0
    for k in range(len(agents.alive)):
        if not agents.alive[k]:
            continue
        if agents.end[k] <= tick:
            agents.alive[k] = False
            if agents.site[k] >= 0:
                take(k, agents, place, sight)
            continue
        if agents.site[k] < 0 and agents.out[k] <= tick:
            set_free(k, agents, place, sight, seed, tick)
        if agents.site[k] >= 0:
            order[count] = k
            count += 1
    return count


@kernel(lean=True)
def shuffle(order, count, draws, seed, tick):
    """The order of turns, drawn anew."""
    blocks(seed, ORDER, tick, (count + 3) // 4, draws)
    for k in range(count - 1, 0, -1):
        other, _ = below(k + 1, draws[k & 3, k >> 2])
        order[k], order[other] = order[other], order[k]


@kernel(lean=True)
def tell(agents, place, sight, row):
    """How many there are of each kind."""
    active, cops, first, second, calm = 0, 0, 0, 0, 0
    for k in range(len(agents.alive)):
        cops += agents.alive[k] & (agents.group[k] < 0)
        first += agents.alive[k] & (agents.group[k] == 0)
        second += agents.alive[k] & (agents.group[k] == 1)
    for y in range(sight.margin, sight.margin + sight.height):
        for site in range(y * sight.wide + sight.margin,
                          y * sight.wide + sight.margin + sight.width):
            active += place.what[site] == ACTIVE
            calm += place.what[site] == CALM
    row[ACTIVE], row[CALM], row[IN_JAIL] = active, calm, first + second - active - calm
    row[FIRST], row[SECOND], row[COPS] = first, second, cops


@kernel(entry=True, lean=True)
def play(ticks, seed, agents, place, sight, corners, legitimacy, most, setting, order, draws,
         found):
    """All ticks; ``found`` [ticks, columns] is filled. ``corners``: the eight sites around."""
    for tick in range(ticks):
        if tick == 0 or legitimacy[tick] != legitimacy[tick - 1]:
            weigh(agents, legitimacy[tick], setting)
        dismiss(most[tick], agents, place, sight, seed, tick)
        count = begin(order, agents, place, sight, seed, tick)
        shuffle(order, count, draws, seed, tick)
        blocks(seed, MOVE, tick, count, draws)
        for turn in range(count):
            agent = at(order[turn])
            if agents.site[agent] >= 0:
                take_turn(agent, turn, draws, agents, place, sight, corners, legitimacy[tick],
                          seed, tick, setting, found[tick])
        tell(agents, place, sight, found[tick])


@kernel(entry=True, lean=True)
def settle(where, citizens, seed, agents, place, sight, setting):
    """Everybody comes to the site drawn for them [agents], citizens first."""
    for k in range(len(where)):
        agents.alive[k] = True
        if k >= citizens:
            agents.group[k] = -1
            put(k, site_of(where[k], sight), COPS, agents, place, sight)
            continue
        agents.hardship[k], agents.aversion[k] = pair(seed, TRAITS, 0, k, 0)
        if setting.two:
            agents.group[k] = k % 2
            agents.end[k] = setting.age_most * uniform(seed, TRAITS, 0, k, 2)
        put(k, site_of(where[k], sight), CALM, agents, place, sight)
