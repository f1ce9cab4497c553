"""Turns of a step, after citizens have chosen: they follow one another.

Mechanisms declare them (``MechanismTurn``), and which come first. Rates come from the moment that
everybody saw at the start of the step. Who is there to carry them out is counted as the step goes
on, so that nobody falls twice and no arm is given twice.
"""

from __future__ import annotations

from typing import Any

from fronde.engine.composed import CAUSES
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import MechanismTurn, turns_in_order
from fronde.states import ARMED, UNDERGROUND
from fronde.tables.step import Step
from fronde.world.world import World

TURNS = turns_in_order(CATALOGUE.values())
# Each mechanism names causes of its own, also of a flow that another carries out, too.
FIRST_OF = {name: {act.flow: min(k for k, (flow, _, whose) in enumerate(CAUSES)
                                 if (flow, whose) == (act.flow, name))
                   for act in mechanism.performs} for name, mechanism in CATALOGUE.items()}


def take_turns(world: World, moment: Any, parameters: Any) -> None:
    """All turns of one step; the world is changed, ``moment`` (its start) is not.

    Parameters
    ----------
    moment : the community table at the start of the step.
    parameters : structured array [1], a field a mechanism.
    """
    taken = [(name, turn) for name, turn in TURNS if takes_part(name, turn, parameters[0])]
    if not taken:
        return
    there = world.counts[:, [UNDERGROUND, ARMED]].any() or len(world.organisations.alive()) > 0
    step = step_of(world, moment, parameters[0])
    for name, turn in taken:
        if there or not turn.needs:
            step.causes = FIRST_OF.get(name, {})
            turn.take(step)


def takes_part(name: str, turn: MechanismTurn, p: Any) -> bool:
    """Whether the mechanism of a turn is on, and the one that it is beside."""
    return bool(p[name]["on"] > 0.0 and (not turn.beside or p[turn.beside]["on"] > 0.0))


def step_of(world: World, moment: Any, p: Any) -> Step:
    """The step that a world is in."""
    return Step(
        seed=world.seed, tick=world.tick, dt=world.dt, parameters=p, moment=moment,
        here=world.here, nation=world.leader, around=world.around, geography=world.geography,
        surroundings=world.surroundings, everybody=world.everybody, people=world.people,
        organisations=world.organisations, happened=world.latest)
