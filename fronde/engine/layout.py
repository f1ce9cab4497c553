"""What the underground's week needs to know of a scenario, worked out once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.draws import stream, uniforms
from fronde.engine.underground import Places
from fronde.scenario.types import Scenario
from fronde.states import HISTORY_ON_ENTERING, QUIET, UNDERGROUND
from fronde.world.organisations import add_row
from fronde.world.people import KNOWN, index_rows
from fronde.world.world import World

SHUFFLE = stream("first members")


class Layout(NamedTuple):
    """Places of communities and what the scenario says of actors.

    Attributes
    ----------
    places : communities in order of region.
    given : propensities that the scenario gives, between organisations that it lists and
        states, in this order [n, n]; NaN where none is given.
    listed : how many organisations it lists.
    """

    places: Places
    given: NDArray[np.float64]
    listed: int


def lay(world: World) -> Layout:
    """The layout of a world."""
    region, group = world.geography.region, world.geography.group
    order = np.argsort(region, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    first = np.searchsorted(region[order], np.arange(world.geography.regions + 1))
    agenda = np.array([g.agenda for g in world.scenario.groups])
    places = Places(rank, region, group, first.astype(np.int64), agenda)
    return Layout(places, given(world.scenario),
                  len(world.scenario.organisations))


def given(scenario: Scenario) -> NDArray[np.float64]:
    """Propensities that a scenario gives, NaN elsewhere."""
    if not scenario.propensities:
        return np.zeros((0, 0))
    names = [o.id for o in scenario.organisations] + [s.id for s in scenario.states]
    place = {name: i for i, name in enumerate(names)}
    table = np.full((len(names), len(names)), np.nan)
    for pair in scenario.propensities:
        table[place[pair.a], place[pair.b]] = pair.value
        if not scenario.asymmetric:
            table[place[pair.b], place[pair.a]] = pair.value
    return table


def settle(world: World) -> None:
    """Put the organisations that the scenario lists, and their members, into a new world."""
    scenario, table = world.scenario, world.organisations
    if not scenario.organisations:
        return
    places = {(c.region, c.group): i for i, c in enumerate(scenario.communities)}
    regions = {region.id: i for i, region in enumerate(scenario.regions)}
    states = {state.id: i for i, state in enumerate(scenario.states)}
    table.reserve(len(scenario.organisations))
    members: dict[int, list[int]] = {}
    for number, listed in enumerate(scenario.organisations):
        table.rows = add_row(number, 0, regions[listed.region], listed.agenda, number,
                             table.view())
        table.sponsor[number] = states.get(listed.sponsor, -1)
        table.arms[number, 0] = listed.arms
        home = places[listed.region, listed.group]
        members.setdefault(home, []).extend([number] * listed.members)
    for community, numbers in members.items():
        hide(world, community, np.array(numbers, np.int32))


def hide(world: World, community: int, organisation: Any) -> None:
    """Send citizens of a community underground, spread over it, in a drawn order."""
    people, many = world.people, len(organisation)
    people.reserve(many)
    begin, size = world.first[community], world.first[community + 1] - world.first[community]
    person = begin + ((np.arange(many) + 0.5) * size / many).astype(np.int64)
    luck = np.empty(many)
    uniforms.compiled(world.seed, SHUFFLE, 0, person, 0, luck)
    rows = slice(people.rows, people.rows + many)
    people.id[rows] = person
    people.community[rows] = community
    people.state[rows] = UNDERGROUND
    people.history[rows] = HISTORY_ON_ENTERING[UNDERGROUND]
    people.cause[rows] = -1
    people.organisation[rows] = organisation[np.argsort(luck, kind="stable")]
    people.rows += many
    people.slots[:] = -1
    index_rows.compiled(people.id, people.rows, people.slots)
    world.byte[person] = UNDERGROUND | KNOWN
    world.counts[community, QUIET] -= many
    world.counts[community, UNDERGROUND] += many
