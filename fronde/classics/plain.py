"""The rules of the torus and of cascades, as one would write them down for a reader.

They are slow and easy to compare with the papers. Tests hold the fast versions to them: cascades
exactly, and the torus in distribution, since the two draw in another order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fronde.classics.patrol import Rules, arrest_chance, rebels

Site = tuple[int, int]


@dataclass(eq=False)
class Agent:
    """A cop or a citizen. ``jailed`` until the tick ``out``; then it is off the lattice."""

    site: Site
    cop: bool
    hardship: float
    aversion: float
    active: bool = False
    jailed: bool = False
    out: float = 0.0


def patrol(rules: Rules, size: int, citizens: int, cops: int, vision: float, ticks: int,
           seed: int) -> list[int]:
    """How many are active after each tick on a torus of ``size`` x ``size`` sites.

    One group; everybody moves, then acts; the jailed are off the lattice. Source: epstein2002.
    """
    rng = np.random.default_rng(seed)
    sites = [(y, x) for y in range(size) for x in range(size)]
    reach = range(-math.floor(vision), math.floor(vision) + 1)
    steps = [(y, x) for y in reach for x in reach if 0 < math.hypot(y, x) <= vision]
    everybody = [Agent(sites[where], place >= citizens, rng.random(), rng.random())
                 for place, where in enumerate(rng.permutation(len(sites))[: citizens + cops])]
    there = {agent.site: agent for agent in everybody}

    def in_sight(site: Site) -> list[Site]:
        return [((site[0] + y) % size, (site[1] + x) % size) for y, x in steps]

    def move(agent: Agent, free: list[Site]) -> None:
        if free:
            there.pop(agent.site, None)
            agent.site = free[rng.integers(len(free))]
            there[agent.site] = agent

    found = []
    for tick in range(ticks):
        for agent in everybody:
            if agent.jailed and agent.out <= tick:
                agent.jailed = False
                home = [agent.site] if agent.site not in there else []
                free = home or [site for site in sites if site not in there]
                agent.site = free[rng.integers(len(free))]
                there[agent.site] = agent
        for agent in rng.permutation(np.array(list(there.values()), dtype=object)):
            if agent.jailed:  # arrested before its turn came
                continue
            move(agent, [site for site in in_sight(agent.site) if site not in there])
            seen = [there[site] for site in in_sight(agent.site) if site in there]
            actives = [other for other in seen if other.active]
            if not agent.cop:
                chance = arrest_chance(sum(other.cop for other in seen), 1 + len(actives),
                                       rules.certainty, 0)
                agent.active = bool(rebels(agent.hardship, agent.aversion, rules.legitimacy,
                                           chance, rules.threshold))
            elif actives:
                caught = actives[rng.integers(len(actives))]
                caught.active, caught.jailed = False, True
                caught.out = tick + rules.jail_most * rng.random()
                del there[caught.site]
        found.append(sum(agent.active for agent in everybody))
    return found


def cascade(ties: Sequence[Sequence[int]], thresholds: Sequence[float], first: Sequence[int],
            steps: int) -> list[int]:
    """How many act at first and after each step.

    Somebody acts in the step after at least a share ``thresholds[i]`` of their ties act.
    Source: watts2002.
    """
    acting = set(first)
    found = [len(acting)]
    for _ in range(steps):
        acting |= {person for person, (seen, least) in enumerate(zip(ties, thresholds, strict=True))
                   if least <= 0.0 or (
                       seen and sum(other in acting for other in seen) / len(seen) >= least)}
        found.append(len(acting))
    return found
