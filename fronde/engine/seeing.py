"""What is seen at a moment, by communities and by the nation, and what follows.

One kernel does it all: called piece by piece from Python it takes several times as long, which
is what a small country's step consists of.
"""

from __future__ import annotations

from typing import Any

from fronde.engine.composed import CAUSES, advance, derive
from fronde.engine.leadership import derive as derive_leaders
from fronde.engine.leadership import draw
from fronde.kernel import kernel
from fronde.states import ARMED, PROTEST, UNDERGROUND
from fronde.world.fighting import (
    Scene,
    alliances,
    count_organisations,
    count_past,
    count_people,
    means,
    notice,
)
from fronde.world.survey import look
from fronde.world.world import World

# Columns of the flow table: arrests on the street, and those in hiding.
STREET = tuple(k for k, cause in enumerate(CAUSES) if cause[0] == "arrest")
HIDING = tuple(k for k, cause in enumerate(CAUSES) if cause[0] in ("detect", "catch"))


@kernel(entry=True)
def hear_of(heard: Any, counts: Any, flows: Any, kept: float, dt: float) -> None:
    """Take a step's arrests into the news, and the streets and undergrounds that they thinned.

    News fade: the rate is a mean over the last weeks; see ``survey.look`` for ``heard``.
    """
    for c in range(len(counts)):
        street, hiding = 0.0, 0.0
        for column in STREET:
            street += flows[c, column]
        for column in HIDING:
            hiding += flows[c, column]
        hidden = counts[c, UNDERGROUND] + counts[c, ARMED]
        now = (street / dt, hiding / dt, counts[c, PROTEST], hidden)
        for k in range(len(now)):
            heard[k, c] = kept * heard[k, c] + (1.0 - kept) * now[k]


@kernel
def derive_all(here: Any, parameters: Any) -> None:
    """Fill the derived columns of every community."""
    for c in range(len(here)):
        derive(here[c], parameters[0])


@kernel(entry=True)
def half_way(here: Any, middle: Any, trend: Any, parameters: Any) -> None:
    """What communities think and feel in the middle of a step of ``here.dt`` weeks.

    Hazards of a step are taken there, since the mean over a step of what grows or fades is nearer
    to its middle than to its start. Stocks go there by their own laws; the street and those in
    hiding as the country's did in the step before.

    Parameters
    ----------
    here : the table at the start of the step; it stays as it is.
    middle : a copy of it, changed in place.
    trend : growth of the country's street, and of those in hiding, as a share of them a week [2].
    """
    for c in range(len(here)):
        own, then, whole = here[c], middle[c], here[c].dt
        own.dt = 0.5 * whole
        advance(own, then, parameters[0])
        own.dt = whole
        street = max(0.0, 1.0 + 0.5 * whole * trend[0])
        hidden = max(0.0, 1.0 + 0.5 * whole * trend[1])
        then.region_protest *= street
        then.protest_field *= street
        then.region_underground *= hidden
        then.underground_field *= hidden
        derive(then, parameters[0])


@kernel(entry=True)
def survey(here: Any, nation: Any, around: Any, circles: Any, scene: Any, seed: int, tick: int,
           parameters: Any) -> None:
    """Fill all columns of the moment.

    Parameters
    ----------
    here, nation, around : the tables of communities, the nation [1] and neighbouring states.
    circles : who sees whom; see ``Geography``.
    scene : what is to be counted.
    parameters : structured array [1], a field a mechanism.
    """
    row = nation[0]
    look(here, circles, scene.counts, scene.heard)
    count_people(row, here, around, circles, scene)
    comers = count_organisations(row, around, scene)
    count_past(row, here, scene, comers)
    draw(row, seed, tick)
    derive_leaders(nation, around, parameters)
    notice(here, row, circles, scene)
    derive_all(here, parameters)
    means(row, here, circles, scene)
    derive_leaders(nation, around, parameters)  # again: now with what communities think


def see(world: World, parameters: Any) -> None:
    """Survey the country and derive what follows from it."""
    survey.compiled(world.here, world.nation, world.around, world.geography.circles,
                    scene(world), world.seed, world.tick, parameters)
    world.nation["coalitions"], world.nation["allied"] = alliances(world)


def scene(world: World) -> Scene:
    """What there is to be seen of a world."""
    happened = world.latest
    return Scene(
        world.response, world.counts, world.news, happened.successes, happened.failures,
        happened.toll, world.heard, world.people.view(), world.organisations.view(),
        world.surroundings.side)
