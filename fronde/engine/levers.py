"""Which response the regime takes, and what it sets while it lasts. It is reviewed weekly."""

from __future__ import annotations

from typing import Any

from fronde.engine.plan import tick_of
from fronde.scenario.types import Response, Scenario
from fronde.vocabulary import names
from fronde.world.world import HERE, World, copy_of, matrix, places

NONE = -1
LEVERS_AT = places(HERE, names("lever"))


def schedule_at(scenario: Scenario, tick: int) -> int:
    """Number of the response that the scenario has in force at a tick; -1 for none."""
    if scenario.policy is None:
        return NONE
    options = [option.id for option in scenario.responses]
    last = NONE
    for day, name in scenario.policy.schedule:
        if tick_of(scenario, day) <= tick:
            last = options.index(name)
    return last


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


def overlay(parameters: Any, response: Response | None) -> Any:
    """Parameters with what a response sets."""
    found = copy_of(parameters)
    if response is not None:
        for path, value in response.sets.items():
            section, _, name = path.partition(".")
            if section != "regime":
                found[section][name] = value
    return found
