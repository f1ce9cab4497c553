"""Turns on a torus: the sequential process of ``mechanisms.patrol``.

The order of turns is part of the model, so one thread plays it. How many cops and actives each
site sees is kept up to date as they come and go, so that a turn costs what changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from fronde.draws import pair, stream, uniform
from fronde.kernel import kernel
from fronde.mechanisms.patrol import RATIO, Rules, arrest_chance, rebels
from fronde.theory.inputs import number, whole

TRAITS, ORDER, MOVE, ACT, TERM, CLONE, FREE = (stream(f"patrol {name}") for name in (
    "traits", "order", "move", "act", "term", "clone", "free"))
NOWHERE = -1
COLUMNS = ("active", "jailed", "quiet", "killed", "first", "second", "cops", "arrests")
ACTIVE, IN_JAIL, CALM, KILLED, FIRST, SECOND, COPS, ARRESTS = range(len(COLUMNS))

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Torus:
    """The lattice and who is on it at first.

    Attributes
    ----------
    citizens, cops : share of the sites.
    vision : how far everybody sees [sites, Euclidean].
    moving : whether citizens and cops move.

    Raises
    ------
    ValueError : out of range, or more agents than sites.
    """

    vision: float
    cops: float
    citizens: float = 0.7
    moving: bool = True
    width: int = 40
    height: int = 40

    def __post_init__(self) -> None:
        whole("width", self.width, 1)
        whole("height", self.height, 1)
        number("vision", self.vision, 1.0)
        number("citizens", self.citizens, 0.0, 1.0)
        number("cops", self.cops, 0.0, 1.0)
        if self.citizens + self.cops > 1.0:
            raise ValueError("citizens and cops must leave each other room: at most 1 in all")
        if 2.0 * self.vision >= min(self.width, self.height):
            raise ValueError("vision must be less than half of the torus: it would see sites twice")


class Agents(NamedTuple):
    """One row an agent; ``site`` is -1 off the lattice, ``group`` -1 for cops.

    ``home`` is where it was arrested, ``out`` the tick of release, 0 when free; ``end`` the tick
    of death.
    """

    site: NDArray[np.int32]
    home: NDArray[np.int32]
    group: NDArray[np.int8]
    alive: NDArray[np.bool_]
    active: NDArray[np.bool_]
    hardship: NDArray[np.float64]
    aversion: NDArray[np.float64]
    out: NDArray[np.float64]
    end: NDArray[np.float64]


class Sites(NamedTuple):
    """Who is where, and what each site sees [sites]."""

    agent: NDArray[np.int32]
    near: NDArray[np.int32]
    cops: NDArray[np.int32]
    actives: NDArray[np.int32]


class Setting(NamedTuple):
    """Rules and settings as the kernel reads them."""

    moving: bool
    jail_most: float
    threshold: float
    certainty: float
    how: int
    two: bool
    cloning: float
    age_most: float


def within(vision: float, width: int, height: int) -> NDArray[np.int32]:
    """Sites that each site sees, itself left out [sites, seen]."""
    reach = math.floor(vision)
    steps = [(dy, dx) for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1)
             if 0 < dx * dx + dy * dy <= vision * vision]
    y, x = np.divmod(np.arange(width * height), width)
    seen = [((y + dy) % height) * width + (x + dx) % width for dy, dx in steps]
    return np.array(seen, np.int32).T.copy()


def patrol(
    torus: Torus, rules: Rules, ticks: int, seed: int, *,
    legitimacy: npt.ArrayLike | None = None, cops: npt.ArrayLike | None = None,
) -> Counts:
    """Play the model.

    Parameters
    ----------
    ticks : how many, from 1.
    seed : the same one gives the same ticks.
    legitimacy : L in each tick, instead of that of the rules [ticks, share].
    cops : most cops in each tick, as a share of the sites; those beyond go, drawn at random.

    Returns
    -------
    int64 [ticks, 8] : after each tick the numbers of ``COLUMNS``.

    Raises
    ------
    ValueError : ticks or seed not whole; a path of another length or outside 0 to 1.
    """
    ticks, seed = whole("ticks", ticks, 1), whole("seed", number("seed", seed, 0, 2**53))
    sites = torus.width * torus.height
    held = path("legitimacy", legitimacy, ticks, rules.legitimacy)
    most = np.floor(path("cops", cops, ticks, 1.0) * sites + 1e-9).astype(np.int64)
    near = within(torus.vision, torus.width, torus.height)
    around = within(1.5, torus.width, torus.height)
    setting = Setting(torus.moving, rules.jail_most, rules.threshold, rules.certainty,
                      RATIO[rules.ratio], rules.groups == 2, rules.cloning, rules.age_most)
    place = Sites(np.full(sites, NOWHERE, np.int32), near, np.zeros(sites, np.int32),
                  np.zeros(sites, np.int32))
    agents = settled(torus, rules, place, seed)
    found = np.zeros((ticks, len(COLUMNS)), np.int64)
    play.compiled(ticks, seed, agents, place, around, held, most, setting, found)
    return found


def path(
    name: str, given: npt.ArrayLike | None, ticks: int, value: float
) -> NDArray[np.float64]:
    """A share for each tick."""
    if given is None:
        return np.full(ticks, value)
    found = np.asarray(given, np.float64)
    if found.shape != (ticks,) or not ((found >= 0.0) & (found <= 1.0)).all():
        raise ValueError(f"{name} must be {ticks} numbers from 0 to 1, one a tick")
    return found


def settled(torus: Torus, rules: Rules, place: Sites, seed: int) -> Agents:
    """Everybody on a site of their own, drawn at random."""
    sites = len(place.agent)
    citizens, cops = round(torus.citizens * sites), round(torus.cops * sites)
    room = 2 * sites  # those in prison leave their site to others
    agents = Agents(
        np.full(room, NOWHERE, np.int32), np.full(room, NOWHERE, np.int32),
        np.zeros(room, np.int8), np.zeros(room, bool), np.zeros(room, bool), np.zeros(room),
        np.zeros(room), np.zeros(room), np.full(room, math.inf))
    luck = np.array([uniform(seed, FREE, 0, site, 0) for site in range(sites)])
    where = np.argsort(luck, kind="stable")[: citizens + cops]
    for k, site in enumerate(where.tolist()):
        agents.alive[k], agents.site[k] = True, site
        place.agent[site] = k
        if k >= citizens:
            agents.group[k] = -1
            place.cops[place.near[site]] += 1
            continue
        agents.hardship[k], agents.aversion[k] = pair(seed, TRAITS, 0, k, 0)
        agents.group[k] = k % 2 if rules.groups == 2 else 0
        if rules.groups == 2:
            agents.end[k] = rules.age_most * uniform(seed, TRAITS, 0, k, 2)
    return agents


@kernel
def spread(counts, near, site, change):
    """Everybody who sees a site sees one more, or one fewer, there."""
    for k in range(near.shape[1]):
        counts[near[site, k]] += change


@kernel
def put(agent, site, agents, place):
    """An agent comes to a site."""
    agents.site[agent] = site
    place.agent[site] = agent
    if agents.group[agent] < 0:
        spread(place.cops, place.near, site, 1)
    elif agents.active[agent]:
        spread(place.actives, place.near, site, 1)


@kernel
def take(agent, agents, place):
    """An agent leaves its site."""
    site = agents.site[agent]
    agents.site[agent] = -1
    place.agent[site] = -1
    if agents.group[agent] < 0:
        spread(place.cops, place.near, site, -1)
    elif agents.active[agent]:
        spread(place.actives, place.near, site, -1)


@kernel
def calm(agent, agents, place):
    """An active is active no longer."""
    if agents.active[agent]:
        spread(place.actives, place.near, agents.site[agent], -1)
        agents.active[agent] = False


@kernel
def free_site(near, site, place, seed, name, tick, agent):
    """A free one among the sites near one, drawn at random; -1 if there is none."""
    count = near.shape[1]
    for trial in range(8):  # a guess is quicker than a look at all, where many are free
        other = near[site, int(uniform(seed, name, tick, agent, trial) * count)]
        if place.agent[other] < 0:
            return other
    free = 0
    for k in range(count):
        free += place.agent[near[site, k]] < 0
    if free == 0:
        return np.int32(-1)
    wanted = int(uniform(seed, name, tick, agent, 8) * free)
    for k in range(count):
        other = near[site, k]
        if place.agent[other] < 0:
            if wanted == 0:
                return other
            wanted -= 1
    return np.int32(-1)


@kernel
def one_near(agent, agents, place, luck, other_group):
    """An active within vision, or, with a group, one of that group; -1 if there is none."""
    site = agents.site[agent]
    found = 0
    for k in range(place.near.shape[1]):
        other = place.agent[place.near[site, k]]
        if other >= 0 and (agents.group[other] == other_group if other_group >= 0
                           else agents.active[other]):
            found += 1
    wanted = int(luck * found)
    for k in range(place.near.shape[1]):
        other = place.agent[place.near[site, k]]
        if other >= 0 and (agents.group[other] == other_group if other_group >= 0
                           else agents.active[other]):
            if wanted == 0:
                return other
            wanted -= 1
    return np.int32(-1)


@kernel
def arrest(cop, agents, place, seed, tick, setting):
    """A cop arrests one active in sight; whether there was one."""
    if place.actives[agents.site[cop]] == 0:
        return 0
    luck, term = pair(seed, ACT, tick, cop, 0)
    caught = one_near(cop, agents, place, luck, -1)
    calm(caught, agents, place)
    agents.home[caught] = agents.site[caught]
    take(caught, agents, place)
    agents.out[caught] = math.inf
    if setting.jail_most < math.inf:
        agents.out[caught] = tick + setting.jail_most * term
    return 1


@kernel
def decide(citizen, agents, place, legitimacy, setting):
    """A citizen becomes active, stays so, or is so no longer."""
    site = agents.site[citizen]
    others = place.actives[site]
    chance = arrest_chance(float(place.cops[site]), 1.0 + others, setting.certainty, setting.how)
    wants = rebels(agents.hardship[citizen], agents.aversion[citizen], legitimacy, chance,
                   setting.threshold)
    if wants and not agents.active[citizen]:
        agents.active[citizen] = True
        spread(place.actives, place.near, site, 1)
    elif not wants:
        calm(citizen, agents, place)


@kernel
def kill(citizen, agents, place, seed, tick):
    """An active kills one of the other group in sight; whether there was one."""
    luck = uniform(seed, ACT, tick, citizen, 0)
    victim = one_near(citizen, agents, place, luck, 1 - agents.group[citizen])
    if victim < 0:
        return 0
    calm(victim, agents, place)
    take(victim, agents, place)
    agents.alive[victim] = False
    return 1


@kernel
def clone(parent, agents, place, around, seed, tick, setting):
    """A citizen's child on a free neighbouring site, now and then."""
    luck, aversion = pair(seed, CLONE, tick, parent, 0)
    if luck >= setting.cloning:
        return
    site = free_site(around, agents.site[parent], place, seed, FREE, tick, parent)
    if site < 0:
        return
    child = 0
    while child < len(agents.alive) and agents.alive[child]:
        child += 1
    if child == len(agents.alive):
        return
    agents.alive[child], agents.active[child] = True, False
    agents.group[child], agents.out[child] = agents.group[parent], 0.0
    agents.hardship[child], agents.aversion[child] = agents.hardship[parent], aversion
    agents.end[child] = tick + setting.age_most * uniform(seed, CLONE, tick, parent, 2)
    put(child, site, agents, place)


@kernel
def released(agent, agents, place, seed, tick):
    """Somebody whose term is over comes back to where it was, or to another free site."""
    sites = len(place.agent)
    if place.agent[agents.home[agent]] < 0:
        agents.out[agent] = 0.0
        put(agent, agents.home[agent], agents, place)
        return
    for trial in range(4 * sites):
        site = int(uniform(seed, TERM, tick, agent, trial) * sites)
        if place.agent[site] < 0:
            agents.out[agent] = 0.0
            put(agent, site, agents, place)
            return


@kernel
def dismiss(most, agents, place, seed, tick):
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
                    take(k, agents, place)
                    agents.alive[k] = False
                    left -= 1
                    break
                wanted -= 1


@kernel
def turn_of(agent, agents, place, around, legitimacy, seed, tick, setting, row):
    """One turn: move, then act."""
    if setting.moving:
        site = free_site(place.near, agents.site[agent], place, seed, MOVE, tick, agent)
        if site >= 0:
            take(agent, agents, place)
            put(agent, site, agents, place)
    if agents.group[agent] < 0:
        row[ARRESTS] += arrest(agent, agents, place, seed, tick, setting)
        return
    decide(agent, agents, place, legitimacy, setting)
    if setting.two:
        if agents.active[agent]:
            row[KILLED] += kill(agent, agents, place, seed, tick)
        clone(agent, agents, place, around, seed, tick, setting)


@kernel(entry=True)
def play(ticks, seed, agents, place, around, legitimacy, most, setting, found):
    """All ticks; ``found`` [ticks, columns] is filled."""
    order = np.empty(len(agents.alive), np.int64)
    for tick in range(ticks):
        dismiss(most[tick], agents, place, seed, tick)
        count = 0
        for k in range(len(agents.alive)):
            if not agents.alive[k]:
                continue
            if agents.end[k] <= tick:
                agents.alive[k] = False
                if agents.site[k] >= 0:
                    calm(k, agents, place)
                    take(k, agents, place)
                continue
            if agents.site[k] < 0 and agents.out[k] <= tick:
                released(k, agents, place, seed, tick)
            if agents.site[k] >= 0:
                order[count] = k
                count += 1
        for k in range(count - 1, 0, -1):
            other = int(uniform(seed, ORDER, tick, k, 0) * (k + 1))
            order[k], order[other] = order[other], order[k]
        for k in range(count):
            if agents.alive[order[k]] and agents.site[order[k]] >= 0:
                turn_of(order[k], agents, place, around, legitimacy[tick], seed, tick, setting,
                        found[tick])
        for k in range(len(agents.alive)):
            if not agents.alive[k]:
                continue
            if agents.group[k] < 0:
                found[tick, COPS] += 1
                continue
            found[tick, FIRST + agents.group[k]] += 1
            if agents.site[k] < 0:
                found[tick, IN_JAIL] += 1
            elif agents.active[k]:
                found[tick, ACTIVE] += 1
            else:
                found[tick, CALM] += 1


def outbursts(active: Counts, above: int = 50) -> NDArray[np.int64]:
    """Ticks at which outbursts begin: over ``above`` actives; each ends at fewer than that."""
    begins, raging = [], False
    for tick, count in enumerate(np.asarray(active).tolist()):
        if not raging and count > above:
            begins.append(tick)
            raging = True
        elif raging and count < above:
            raging = False
    return np.array(begins, np.int64)
