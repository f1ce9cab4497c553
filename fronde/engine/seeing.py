"""What is seen at the start of a week, by communities and by the nation, and what follows.

One kernel does it all: called piece by piece from Python it takes several times as long, which
is what a small country's week consists of.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fronde.engine.composed import CAUSES, derive
from fronde.engine.leadership import derive as derive_leaders
from fronde.engine.leadership import draw
from fronde.kernel import kernel
from fronde.world.fighting import (
    Scene,
    alliances,
    count_happened,
    count_organisations,
    count_past,
    count_people,
    means,
    notice,
    stationed,
)
from fronde.world.survey import look
from fronde.world.world import World

# Columns of the flow table: arrests on the street, and those in hiding.
STREET = tuple(k for k, cause in enumerate(CAUSES) if cause[0] == "arrest")
HIDING = tuple(k for k, cause in enumerate(CAUSES) if cause[0] in ("detect", "catch"))


@kernel
def taken(flows: Any, columns: tuple[int, ...], found: Any) -> None:
    """Fill ``found`` [communities] with those who took any of some columns last week."""
    for c in range(len(found)):
        found[c] = 0.0
        for column in columns:
            found[c] += flows[c, column]


@kernel
def derive_all(here: Any, parameters: Any) -> None:
    """Fill the derived columns of every community."""
    for c in range(len(here)):
        derive(here[c], parameters[0])


@kernel(entry=True)
def survey(here: Any, nation: Any, around: Any, circles: Any, scene: Any, flows: Any,
           garrison: Any, seed: int, week: int, parameters: Any) -> None:
    """Fill all columns of the moment; ``garrison`` [regions, persons] as well.

    Parameters
    ----------
    here, nation, around : the tables of communities, the nation [1] and states around.
    circles : who sees whom; see ``Geography``.
    scene : what is to be counted.
    flows : last week's events by community and cause.
    parameters : structured array [1], a field a mechanism.
    """
    row = nation[0]
    arrests, found = np.empty(len(here)), np.empty(len(here))
    taken(flows, STREET, arrests)
    taken(flows, HIDING, found)
    look(here, circles, scene.counts, arrests, found)
    count_people(row, here, around, circles, scene)
    comers = count_organisations(row, around, scene)
    count_past(row, here, scene, comers)
    count_happened(row, scene)
    draw(row, seed, week)
    derive_leaders(nation, around, parameters)
    notice(here, row, circles, scene)
    derive_all(here, parameters)
    means(row, here, circles, scene)
    derive_leaders(nation, around, parameters)  # again: now with what communities think
    stationed(row, here, circles, scene.weight, garrison)


def see(world: World, parameters: Any) -> None:
    """Survey the country and derive what follows from it."""
    survey.compiled(world.here, world.nation, world.around, world.geography.circles,
                    scene(world), world.flows, world.garrison, world.seed, world.week, parameters)
    world.nation["coalitions"], world.nation["allied"] = alliances(world)


def scene(world: World) -> Scene:
    """What there is to be seen of a world."""
    happened, people, table = world.happened, world.people, world.organisations
    return Scene(
        world.weight, world.response, world.counts, world.news, happened.successes,
        happened.failures, happened.operations, happened.changes, happened.armed, people.rows,
        people.state, people.history, people.community, table.rows, table.ended, table.members,
        table.armed, table.volunteers, table.coalition, world.surroundings.side)
