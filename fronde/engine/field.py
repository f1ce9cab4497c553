"""The underground's turns, after citizens have chosen: they follow one another.

    supply     what sponsors offered reaches organisations
    enlist     newcomers join organisations or found them
    arm        arms in store go to members without
    strike     operations, with their losses
    meet       mergers and break-ups
    realign    sides are taken

Rates come from the moment that everybody saw at the start of the step; who is there to carry
them out is counted as the step goes on, so that nobody falls twice and no arm is given twice.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.draws import stream, uniform
from fronde.engine.clusters import meet
from fronde.engine.coalitions import Actors, realign
from fronde.engine.composed import CAUSES
from fronde.engine.layout import Layout
from fronde.engine.operations import Front, poisson, strike
from fronde.engine.plan import plain
from fronde.engine.supply import lasting, supply
from fronde.engine.underground import Members, arm, enlist
from fronde.mechanisms.organisations import occasions
from fronde.states import ARMED, UNDERGROUND
from fronde.world.calendar import TICKS_A_WEEK
from fronde.world.happened import Happened
from fronde.world.organisations import count_members
from fronde.world.world import World

TURNS = stream("turns")
HIDING = [UNDERGROUND, ARMED]
A_YEAR = 52.0  # weeks
FRESH = 10**9  # coalitions are numbered as who founded them; later ones from here on
FIRST_OF = {flow: CAUSES.index(next(c for c in CAUSES if c[0] == flow)) for flow in ("arm", "fall")}

Rows = NDArray[np.int64]


def underground_turns(world: World, moment: Any, layout: Layout, parameters: Any) -> None:
    """All turns of one step; the world is changed, ``moment`` (its start) is not.

    Parameters
    ----------
    moment : the community table at the start of the step.
    parameters : structured array [1], a field a mechanism.
    """
    p = parameters[0]
    world.latest = Happened.nothing(world.communities, world.geography.regions)
    if not (world.counts[:, HIDING].any() or len(world.organisations.alive())):
        return  # nobody takes a turn
    if p["sponsorship"]["on"] > 0.0:
        before = world.organisations.arms[: world.organisations.rows].sum(axis=0)
        supply(world, plain(p["sponsorship"]), p["alignment"]["on"] > 0.0)
        after = world.organisations.arms[: world.organisations.rows].sum(axis=0)
        world.latest.supplied = after - before
    hidden = newcomers(world, layout, parameters)
    if len(hidden):
        hand_out(world, hidden)
    if p["combat"]["on"] > 0.0:  # volunteers fight on where no citizen is left
        hidden = operations(world, moment, hidden, parameters)
    if len(hidden):
        encounters(world, hidden, parameters)
    recount(world)
    if p["alignment"]["on"] > 0.0:
        take_sides(world, layout, parameters)
    lasting(world.organisations, world.tick // TICKS_A_WEEK + 1)


def recount(world: World) -> Rows:
    """Count members from the table of people; rows of all who hide."""
    people, table = world.people, world.organisations
    hidden = np.empty(people.rows, np.int64)
    count = count_members.compiled(
        people.rows, people.state, people.organisation, people.community,
        world.geography.group, table.members[: table.rows], table.armed[: table.rows], hidden)
    return hidden[:count]


def members_of(world: World) -> Members:
    """Columns of people for the kernels."""
    return Members(**{name: getattr(world.people, name) for name in Members._fields})


def newcomers(world: World, layout: Layout, parameters: Any) -> Rows:
    """Everybody who hides belongs to an organisation afterwards; their rows."""
    hidden, table = recount(world), world.organisations
    table.reserve(len(hidden))
    table.rows = enlist.compiled(
        world.seed, world.tick, len(hidden), hidden, members_of(world), layout.places, table.rows,
        table.view(), parameters[0]["organisations"])
    return hidden


def hand_out(world: World, hidden: Rows) -> None:
    """Arms in store go to members without."""
    world.latest.armed = arm.compiled(
        world.seed, world.tick, len(hidden), hidden, members_of(world), world.organisations.view(),
        world.byte, world.counts, world.flows, FIRST_OF["arm"])


def operations(world: World, moment: Any, hidden: Rows, parameters: Any) -> Rows:
    """Operations of the step; rows of those who hide afterwards."""
    table, geography = world.organisations, world.geography
    recount(world)
    alive = table.alive()
    if not (table.armed[alive].any() or table.volunteers[alive].any()):
        return hidden  # nobody to strike
    front = Front(
        alive=alive,
        hope=felt(world, moment, "armed_hope", hidden)[alive],
        risk=felt(world, moment, "risk_underground", hidden)[alive],
        garrison=world.garrison,
        citizens=geography.region_citizens,
        dt=world.dt,
    )
    done = strike.compiled(
        world.seed, world.tick, front, len(hidden), hidden, members_of(world), table.rows,
        table.view(), world.byte, world.counts, world.flows, FIRST_OF["fall"],
        parameters[0]["combat"])
    if len(done):
        world.latest.note_operations(done, table, geography)
    return hidden[world.people.organisation[hidden] >= 0]


def felt(world: World, moment: Any, column: str, hidden: Rows) -> NDArray[np.float64]:
    """What members of each organisation think, on average; where none is left, the region."""
    geography, people, table = world.geography, world.people, world.organisations
    own, think = people.organisation[hidden], moment[column][people.community[hidden]]
    count = np.bincount(own, minlength=table.rows)
    found = np.bincount(own, think, table.rows)
    around = geography.by_region(moment[column] * geography.citizens)
    region = around / np.maximum(geography.region_citizens, 1.0)
    means: NDArray[np.float64] = np.where(
        count > 0, found / np.maximum(count, 1), region[table.region[: table.rows]])
    return means


def encounters(world: World, hidden: Rows, parameters: Any) -> None:
    """Mergers and break-ups of the step."""
    p, table = parameters[0]["organisations"], world.organisations
    mean = occasions(1.0, 1.0, plain(p)) * len(hidden) * world.dt
    turns, turn, found = poisson(mean, uniform(world.seed, TURNS, world.tick, 0, 0)), 0, []
    while turn < turns and len(hidden):
        table.reserve(len(hidden))
        table.rows, turn, changes = meet.compiled(
            world.seed, world.tick, turn, turns, len(hidden), hidden, members_of(world),
            world.geography.region, world.geography.regions, table.rows, table.view(), p)
        found.append(changes)
    if found:
        world.latest.changes = np.concatenate(found)


def take_sides(world: World, layout: Layout, parameters: Any) -> None:
    """Organisations reconsider their sides."""
    p, table = parameters[0]["alignment"], world.organisations
    alive, around = table.alive(), world.around
    if len(alive) == 0:
        return
    giving = parameters[0]["sponsorship"]
    scale = giving["scale"] if giving["on"] > 0.0 else 1.0
    given = A_YEAR * scale * around["capacity"]
    members = table.members[alive].astype(float)
    length = np.sqrt((members**2).sum(axis=1, keepdims=True))
    actors = Actors(
        size=np.concatenate([table.strength(alive), given]),
        agenda=table.agenda[alive],
        sponsor=table.sponsor[alive],
        makeup=members / np.maximum(length, 1.0),
        hostility=around["hostility"] * around["enemy"],
        number=numbers(alive, len(around), layout),
    )
    names, side = np.unique(
        np.concatenate([table.coalition[alive], world.surroundings.side]), return_inverse=True)
    side = side.astype(np.int64)
    realign.compiled(
        world.seed, world.tick, -np.expm1(-p["pace"] * world.dt), side, actors, layout.given,
        float(world.leader["war"]), p)
    fresh = FRESH + table.next_coalition + np.arange(len(side) - len(names))
    table.next_coalition += len(fresh)
    table.coalition[alive] = np.concatenate([names, fresh])[side[: len(alive)]]


def numbers(alive: Rows, states: int, layout: Layout) -> Rows:
    """Place of each actor in the table of given propensities; -1 for those without."""
    if layout.given.size == 0:
        return np.full(len(alive) + states, -1, np.int64)
    listed = np.where(alive < layout.listed, alive, -1)
    return np.concatenate([listed, layout.listed + np.arange(states)]).astype(np.int64)
