"""Which response the regime takes, and what it sets while it lasts. It is reviewed weekly."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from fronde.engine.plan import tick_of
from fronde.scenario.types import Policy, Response, Scenario
from fronde.vocabulary import names
from fronde.world.world import HERE, World, copied, matrix, places

NONE = -1
LEVERS_AT = places(HERE, names("lever"))


class Future(NamedTuple):
    """What a response leads to: chance to stay, consensus, war; means over the horizon."""

    stay: float
    consensus: float
    war: float


def scheduled(scenario: Scenario, tick: int) -> int:
    """Number of the response that the scenario has in force at a tick; -1 for none."""
    if scenario.policy is None:
        return NONE
    options = [option.id for option in scenario.responses]
    last = NONE
    for day, name in scenario.policy.schedule:
        if tick_of(scenario, day) <= tick:
            last = options.index(name)
    return last


def reviews(policy: Policy | None, week: int) -> bool:
    """Whether the regime looks ahead in a week."""
    return policy is not None and policy.kind == "look-ahead" and week % policy.review == 0


def response_of(world: World) -> Response | None:
    """The response in force."""
    if world.response == NONE:
        return None
    return world.scenario.responses[world.response]


def pull(world: World, fresh: bool) -> None:
    """Set the levers of the moment: the scenario's, and over them those of the response.

    ``fresh``: the response is taken up at this moment, so it also sends its signals.
    """
    matrix(world.here).T[LEVERS_AT] = matrix(world.levers).T
    response = response_of(world)
    if response is None:
        return
    for path, value in response.sets.items():
        section, _, name = path.partition(".")
        if section == "regime":
            world.here[name] = value
    if fresh:
        for signal, amount in response.signals.items():
            world.here[signal] += amount


def overlaid(parameters: Any, response: Response | None) -> Any:
    """Parameters with what a response sets."""
    found = copied(parameters)
    if response is not None:
        for path, value in response.sets.items():
            section, _, name = path.partition(".")
            if section != "regime":
                found[section][name] = value
    return found


class Watcher:
    """Follows a future step by step and says what it came to."""

    def __init__(self) -> None:
        self.weeks, self.hazard, self.consensus, self.war = 0.0, 0.0, 0.0, 0.0

    def see(self, world: World) -> None:
        """Take in the moment at which a step begins, for as long as the step is."""
        leader, dt = world.leader, world.dt
        self.weeks += dt
        self.hazard += float(leader["fall_hazard"]) * dt
        self.consensus += float(leader["consensus"]) * dt
        self.war += float(leader["abroad"]) * dt

    def future(self, fallen: bool) -> Future:
        """What it came to; a fallen regime has neither consensus nor war."""
        stay = 0.0 if fallen else math.exp(-self.hazard)
        if stay == 0.0:
            return Future(0.0, 0.0, 0.0)
        return Future(stay, self.consensus / self.weeks, self.war / self.weeks)
