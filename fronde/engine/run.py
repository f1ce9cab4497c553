"""The step: a locked moment, who changes, what that does, what is learnt from it. And the week."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.engine import leadership
from fronde.engine.asking import Clock, Ground
from fronde.engine.composed import CAUSES, begin
from fronde.engine.composed import advance as advance_one
from fronde.engine.levers import overlay, pull, response_of, schedule_at
from fronde.engine.pace import drift, in_rounds, leap, moment_of, next_stop, trend
from fronde.engine.plan import Plan
from fronde.engine.seeing import half_way, hear_of, see
from fronde.engine.sweep import resolve, sweep
from fronde.engine.underground import take_turns
from fronde.kernel import kernel
from fronde.mechanisms.response import Future, Watcher, changes, reviews, worth
from fronde.scenario.types import Event
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.happened import RISINGS, Happened
from fronde.tables.people import muster
from fronde.tables.step import plain
from fronde.tables.streets import Streets, groups_of
from fronde.vocabulary import names
from fronde.world.fighting import count_week, fading
from fronde.world.world import World, build, copy_of, settle

SIGNALS = names("signal")
NO_STREETS = Streets(0, groups_of("uniform", False))  # where everybody is one to one
CHUNKS_A_THREAD = 8  # so that threads end together though communities differ in size


class BranchChange(NamedTuple):
    """What a branch sets, from a week on: path -> value."""

    week: int
    sets: Mapping[str, float]


@kernel(entry=True)
def begin_all(table: Any, new: Any, parameters: Any) -> None:
    """Fill the owned stocks of every community with what they start from."""
    for c in range(len(table)):
        begin(table[c], new[c], parameters[0])


@kernel
def advance_all(table: Any, new: Any, parameters: Any) -> None:
    """Fill the owned stocks of every community with their next values."""
    for c in range(len(table)):
        advance_one(table[c], new[c], parameters[0])


@kernel(entry=True)
def advance(table: Any, new: Any, nation: Any, around: Any, next_nation: Any, next_around: Any,
            news: Any, victories: Any, defeats: Any, kept: float, parameters: Any) -> None:
    """A step later: owned stocks of communities, the nation and states; and what is news."""
    fading(news, victories, defeats, kept, nation[0].dt)
    advance_all(table, new, parameters)
    leadership.advance(nation, around, next_nation, next_around, parameters)


class Simulator:
    """Runs a plan week by week. ``world`` is at a moment whose columns are all filled.

    ``held`` is the number of a response that is held on to, whatever the policy; ``changes``
    are what a branch, and those that it branched from, change from their weeks on.

    ``pool`` are threads for the sweep, which ``fronde.record.runner`` opens and closes; None: this
    thread alone.
    """

    def __init__(self, plan: Plan, seed: int, world: World | None = None,
                 held: int | None = None, changes: tuple[BranchChange, ...] = ()) -> None:
        self.plan = plan
        self.scenarios_own = plan.parameters.copy()
        self.parameters = self.scenarios_own
        self.held, self.changes = held, changes
        self.watcher: Watcher | None = None  # of a future that the regime plays
        self.stale = True  # levers or parameters were set and not yet pulled
        self.pool: ThreadPoolExecutor | None = None
        self.world = world if world is not None else build(plan.scenario, seed, len(CAUSES))
        for tick in self.ticks_so_far():
            self.set_parameters(tick)
        self.parameters = overlay(self.scenarios_own, response_of(self.world))
        if world is None:
            settle(self.world)
            pull(self.world, fresh=False)  # what stocks start from may depend on levers
            begin_all.compiled(copy_of(self.world.here), self.world.here, self.parameters)
            leadership.begin.compiled(self.world.nation, self.world.around, self.parameters)
            self.see()
            here = self.world.here
            here["promise"] = here["peaceful"] * (1.0 - here["legitimacy"])
            self.look()
        self.order = np.zeros(1024, np.int64)
        self.starts = np.zeros(self.world.communities + 1, np.int64)
        self.spans = spans(self.world, plan.threads * CHUNKS_A_THREAD if plan.threads > 1 else 1)

    def ticks_so_far(self) -> list[int]:
        """Ticks up to this moment, itself included, at which parameters may have been set."""
        weeks = {change.week * TICKS_A_WEEK for change in self.changes}
        return sorted(tick for tick in {*self.plan.events, *weeks} if 0 <= tick <= self.world.tick)

    def look(self) -> None:
        """Fill the columns of the moment: dated events, the response, what is seen of it all.

        What events and responses signal is felt at once, on their day.
        """
        if self.can_change():
            if self.world.tick > 0:
                self.gauge()  # as it is before anything of the day
            self.hear()
            self.respond()
            self.take_in()
        else:
            self.respond()
            self.gauge()

    def can_change(self) -> bool:
        """Whether anything can be set at this moment from outside, or by the regime."""
        week, later = divmod(self.world.tick, TICKS_A_WEEK)
        if self.world.tick in (0, *self.plan.stops):
            return True
        return later == 0 and (reviews(self.plan.scenario.policy, week)
                               or any(change.week == week for change in self.changes))

    def gauge(self) -> None:
        """See the moment, and note how fast what people choose by moved in the step."""
        before = moment_of(self.world)
        self.see()
        self.world.drift = drift(before, self.world, self.parameters)
        self.world.trend = trend(before, self.world)

    def take_in(self) -> None:
        """See the moment, and feel what is signalled in it; after a leap a short step follows."""
        before = moment_of(self.world)
        self.see()
        if any(self.world.here[signal].any() for signal in SIGNALS):
            self.feel()
        if self.world.tick > 0 and leap(before, self.world) > 0.0:
            self.world.drift, self.world.trend = math.inf, np.zeros(2)

    def hear(self) -> None:
        """Take in the dated events of the day that begins."""
        world = self.world
        for event in self.plan.events.get(world.tick, ()):
            self.apply(event)
        self.set_parameters(world.tick)

    def feel(self) -> None:
        """Let the signals of the moment act: a step of no length, with nothing else in it."""
        world = self.world
        before, world.dt = world.dt, 0.0
        self.learn()
        world.dt = before
        for signal in SIGNALS:
            world.here[signal] = 0.0
        world.latest = Happened.nothing(world.communities, world.geography.regions)
        self.see()

    def see(self) -> None:
        """Survey the country and derive what follows from it."""
        see(self.world, self.parameters)

    def apply(self, event: Event) -> None:
        """Set the levers and send the signals of a dated event where it happens."""
        here, levers, where = self.world.here, self.world.levers, self.where(event)
        for path, value in event.sets.items():
            section, _, name = path.partition(".")
            if section == "regime":
                levers[name][where] = value
        for signal, amount in event.signals.items():
            here[signal][where] += amount

    def where(self, event: Event) -> NDArray[np.bool_]:
        """The communities that an event reaches."""
        scenario, geography = self.plan.scenario, self.world.geography
        reached = np.ones(self.world.communities, bool)
        if event.regions:
            inside = np.array([region.id in event.regions for region in scenario.regions])
            reached &= inside[geography.region]
        if event.groups:
            inside = np.array([group.id in event.groups for group in scenario.groups])
            reached &= inside[geography.group]
        return reached

    def set_parameters(self, tick: int) -> None:
        """Set the parameters that a day's dated events change, and a branch at a week's start."""
        sets = [event.sets for event in self.plan.events.get(tick, ())]
        if tick % TICKS_A_WEEK == 0:
            sets += self.set_in(tick // TICKS_A_WEEK)
        for path, value in chain.from_iterable(one.items() for one in sets):
            section, _, name = path.partition(".")
            if section != "regime":
                self.scenarios_own[section][name] = value
        self.stale = self.stale or bool(sets)

    def turn(self) -> None:
        """Make the change of a branch in the very moment that the world is in."""
        sets = self.set_in(self.world.week)
        for path, value in chain.from_iterable(one.items() for one in sets):
            section, _, name = path.partition(".")
            if section == "regime":
                self.world.levers[name] = value
        if self.held is not None or any(sets):
            self.stale = True
            self.respond()  # else what was decided in this week stands
        self.take_in()

    def set_in(self, week: int) -> list[Mapping[str, float]]:
        """What the changes of a branch, and of those that it branched from, set in a week."""
        return [change.sets for change in self.changes if change.week == week]

    def respond(self) -> None:
        """Take the response of the moment, and set what it and the scenario set."""
        world, before = self.world, self.world.response
        policy = self.plan.scenario.policy
        if self.held is not None:
            world.response = self.held
        elif policy is not None and (policy.kind != "look-ahead" or world.tick == 0):
            world.response = schedule_at(self.plan.scenario, world.tick)
        elif world.tick % TICKS_A_WEEK == 0 and reviews(policy, world.tick // TICKS_A_WEEK):
            world.response = self.best_response()
        if self.stale or world.response != before:
            pull(world, fresh=world.response != before)
            self.parameters = overlay(self.scenarios_own, response_of(world))
            self.stale = False

    def best_response(self) -> int:
        """Play each response forward from here; the best for the regime's goals."""
        world = self.world
        p = plain(self.scenarios_own[0]["response"])
        present = worth(*self.ahead(world.response), p)
        best, most = world.response, present
        for number in range(len(self.plan.scenario.responses)):
            if number == world.response:
                continue
            value = worth(*self.ahead(number), p)
            if value > most:
                best, most = number, value
        return best if changes(most, present, p) else world.response

    def ahead(self, response: int) -> Future:
        """What comes of holding on to a response over the policy's horizon."""
        policy = self.plan.scenario.policy
        assert policy is not None
        other = Simulator(self.plan, self.world.seed, self.world.copy(), response, self.changes)
        other.pool = self.pool
        other.world.week = other.world.tick // TICKS_A_WEEK  # the week that begins at a review
        other.respond()
        other.take_in()
        other.watcher = Watcher()
        for _ in range(policy.horizon):
            other.step()
        return other.watcher.future(other.world.fallen)

    def step(self) -> None:
        """One week. After the regime has fallen nothing moves any more."""
        world = self.world
        world.flows[:] = 0.0
        world.happened = Happened.nothing(world.communities, world.geography.regions)
        end = (world.week + 1) * TICKS_A_WEEK
        while world.tick < end:
            if world.fallen:
                world.tick = end
                self.stand_still()
                break
            self.pass_time(next_stop(world, self.plan, self.parameters))
        world.week += 1
        count_week(world.nation[0], world.happened)

    def pass_time(self, until: int) -> None:
        """One step, to the tick ``until``: who changes, what the underground does, what follows."""
        world = self.world
        world.dt = (until - world.tick) / TICKS_A_WEEK
        if self.watcher is not None:
            self.watcher.see(world.leader, world.dt)
        before = world.flows.copy()
        world.flows[:] = 0.0
        moment = self.middle()
        self.change(moment)
        world.latest = Happened.nothing(world.communities, world.geography.regions)
        take_turns(world, moment, self.parameters)
        world.happened.add(world.latest)
        kept = math.exp(-world.dt / self.plan.scenario.contacts.memory)
        hear_of.compiled(world.heard, world.counts, world.flows, kept, world.dt)
        world.flows += before
        self.learn(kept)
        world.happened.risings += [world.nation[what][0] for what in RISINGS]
        world.tick = until
        self.look()

    def middle(self) -> Any:
        """What communities think in the middle of the step; of a round of a model, as it begins."""
        here = self.world.here
        if in_rounds(self.parameters):
            return lock(here)
        found = copy_of(here)
        half_way.compiled(here, found, self.world.trend, self.parameters)
        return lock(found)

    def learn(self, kept: float = 1.0) -> None:
        """Owned stocks take their next values, from the locked moment; ``kept`` of the news."""
        world = self.world
        here, nation, around = map(copy_of, (world.here, world.nation, world.around))
        advance.compiled(lock(world.here), here, world.nation, world.around, nation, around,
                         world.news, world.latest.victories, world.latest.defeats, kept,
                         self.parameters)
        world.here, world.nation, world.around = here, nation, around

    def stand_still(self) -> None:
        """A week's rest in which nothing happens."""
        world = self.world
        world.latest = Happened.nothing(world.communities, world.geography.regions)
        for name in ("mutiny", "coup", "mutiny_hazard", "coup_hazard", "fall_hazard"):
            world.nation[name] = 0.0

    def change(self, moment: Any) -> None:
        """Find who changes in the step, whose hazards are those of a moment; and carry it out."""
        world, people = self.world, self.world.people
        events = self.who_changes(moment)
        people.reserve(len(events))
        people.rows = resolve.compiled(events, world.tick, people.rows, world.everybody)

    def who_changes(self, moment: Any) -> NDArray[np.int64]:
        """Events of the step, in order of community, whatever the threads."""
        world, ground, clock, moment = self.world, self.ground(), self.clock(), lock(moment)
        streets = (NO_STREETS if world.streets is None else world.streets).view()

        def of_span(span: tuple[int, int]) -> Any:
            return sweep.compiled(*span, ground, streets, clock, moment, world.counts,
                                  world.flows, self.parameters)

        run = map if self.pool is None else self.pool.map
        return np.concatenate(list(run(of_span, self.spans)))

    def ground(self) -> Ground:
        """What a sweep looks at, with all who are not at rest mustered."""
        world, people = self.world, self.world.people
        if len(self.order) < people.rows:
            self.order = np.zeros(len(people.id), np.int64)
        muster.compiled(people.view(), self.order, self.starts)
        return Ground(world.first, world.strata, world.byte, world.listed, people.id,
                      people.state, people.until, people.history, self.order, self.starts)

    def clock(self) -> Clock:
        """The numbers of the step."""
        world, contacts = self.world, self.plan.scenario.contacts
        tied = world.geography.attention[0] > 0.0
        return Clock(
            world.seed, world.tick, world.dt, world.thresholds, contacts.near if tied else 0,
            contacts.far if tied else 0, self.plan.plain, world.streets is not None)


def lock(table: Any) -> Any:
    """A view that cannot be written."""
    view = table.view()
    view.flags.writeable = False
    return view


def spans(world: World, most: int) -> list[tuple[int, int]]:
    """Communities in consecutive spans of about equal work."""
    work = np.cumsum(world.strata**2 + world.geography.citizens / 2e4)
    marks = np.linspace(0.0, work[-1], most + 1)[1:-1]
    cuts = [0, *np.searchsorted(work, marks).tolist(), world.communities]
    return [(a, b) for a, b in pairwise(cuts) if a < b]
