"""A line: a run that is played as far as somebody looks, gone back in, and branched.

A line is what its spec says, bit for bit, whatever was played before: where a new spec shares
its past with a line that is there, that past is taken over and only the rest is played. To go
back, some weeks are kept as checkpoints; from the nearest one before it is played again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import takewhile

from fronde.draws import replicate_seed
from fronde.engine.composed import CAUSES
from fronde.engine.plan import plan
from fronde.engine.run import Change, Engine
from fronde.errors import ScenarioError
from fronde.explorer.frames import Frame, Observer
from fronde.explorer.spec import Calendar, Spec, Turn, common_past
from fronde.record import checkpoint
from fronde.record.branch import number_of
from fronde.scenario.altered import legal
from fronde.scenario.types import Metrics, Scenario
from fronde.world.world import World, build

MOMENTS_MB = 256  # for the checkpoints of a line
LARGE = 5_000_000  # citizens from which threads are worth their while
RECORDED = Metrics(levels=("nation", "region"), every=1, organisations=0)


class Moments:
    """Checkpoints of a line in memory; where they grow too many, every other one goes."""

    def __init__(self, most: float = MOMENTS_MB * 1e6) -> None:
        self.most, self.every = most, 1
        self.kept: dict[int, bytes] = {}

    def keep(self, world: World) -> None:
        """Keep the world of a week, if it is one of those that are kept."""
        if self.most <= 0 or world.week == 0 or world.week % self.every or world.week in self.kept:
            return
        file = io.BytesIO()
        checkpoint.write(world, file)
        self.kept[world.week] = file.getvalue()
        while sum(map(len, self.kept.values())) > self.most and len(self.kept) > 1:
            self.every *= 2
            self.kept = {week: kept for week, kept in self.kept.items() if not week % self.every}

    def before(self, week: int) -> tuple[int, bytes | None]:
        """The last that is kept up to a week; the start is always at hand."""
        found = max((kept for kept in self.kept if kept <= week), default=0)
        return found, self.kept.get(found)

    def until(self, week: int) -> Moments:
        """Those up to a week, for a line that shares this past."""
        shared = Moments(self.most)
        shared.every = self.every
        shared.kept = {kept: moment for kept, moment in self.kept.items() if kept <= week}
        return shared


class Line:
    """A spec that is played.

    Parameters
    ----------
    scenario : with all that the spec changes from the start.
    calendar : the dated events before the spec moved any.
    pool : threads for large countries.

    Attributes
    ----------
    frames : what was seen, a week each, from the start.
    """

    def __init__(self, spec: Spec, scenario: Scenario, calendar: Calendar,
                 pool: ThreadPoolExecutor | None = None) -> None:
        self.spec, self.calendar = spec, calendar
        self.scenario = replace(scenario, metrics=RECORDED)
        check_turns(scenario, spec.turns)
        self.pool = pool if self.scenario.citizens >= LARGE else None
        self.frames: list[Frame] = []
        self.moments = Moments()
        self.engine: Engine | None = None
        self.observer: Observer | None = None

    @property
    def week(self) -> int:
        """The week that was seen last; -1 before the first."""
        return len(self.frames) - 1

    @property
    def complete(self) -> bool:
        """Whether its last week was seen."""
        return self.week == self.spec.weeks

    def take_past(self, other: Line) -> int:
        """Take over what this line shares with another, and say up to which week (exclusive)."""
        shared = common_past(self.spec, other.spec, self.calendar)
        shared = max(0, min(shared, len(other.frames), self.spec.weeks + 1))
        self.frames = other.frames[:shared]
        self.moments = other.moments.until(shared - 1)  # dated events of that week may differ
        return shared

    def advance(self) -> Frame:
        """Play to the next week that was not seen yet, and see it."""
        engine = self.engine if self.engine is not None else self.begin()
        wanted = len(self.frames)
        while engine.world.week < wanted:
            engine = self.onward(engine)
        self.engine = engine
        if self.observer is None:
            self.observer = Observer(engine.world)
        frame = self.observer.see(engine.world)
        self.frames.append(frame)
        return frame

    def onward(self, engine: Engine) -> Engine:
        """The engine a week later, after what is done in that week."""
        engine.step()
        self.moments.keep(engine.world)
        return self.turned(engine)

    def begin(self) -> Engine:
        """The engine at the start, or at the last kept moment before what is to be seen next."""
        week, kept = self.moments.before(len(self.frames))
        seed = replicate_seed(self.spec.seed, self.spec.replicate)
        if kept is None:
            return self.turned(self.engine_of(None, seed, -1))
        world = checkpoint.load(build(self.scenario, seed, len(CAUSES)), io.BytesIO(kept))
        return self.turned(self.engine_of(world, seed, week - 1))

    def turned(self, engine: Engine) -> Engine:
        """The engine after what is done in its week, if anything is."""
        world = engine.world
        if self.spec.turn(world.week) is None:
            return engine
        after = self.engine_of(world, world.seed, world.week)
        after.turn()
        return after

    def engine_of(self, world: World | None, seed: int, made: int) -> Engine:
        """An engine on a world, with the turns that were made up to a week."""
        before = list(takewhile(lambda turn: turn.week <= made, self.spec.turns))
        decided = plan(self.scenario, 2 if self.pool is not None else 1)
        engine = Engine(decided, seed, world, self.held(before),
                        tuple(Change(turn.week, dict(turn.sets)) for turn in before))
        engine.pool = self.pool
        return engine

    def held(self, turns: list[Turn]) -> int | None:
        """The number of the response that is held on to after these turns."""
        taken = [turn.response for turn in turns if turn.response is not None]
        return number_of(self.scenario, taken[-1]) if taken else None


def check_turns(scenario: Scenario, turns: Iterable[Turn]) -> None:
    """Refuse turns that a scenario cannot make.

    Raises
    ------
    ScenarioError : a path that cannot be changed on the way, a value that is not legal, or a
        response that is not defined.
    """
    for turn in turns:
        number_of(scenario, turn.response)
        for path, value in turn.sets.items():
            if path.startswith("contacts."):
                raise ScenarioError(f"{path}: who is in touch with whom is as the past has "
                                    "made it; change it from the start.")
            legal(scenario, path, value)


def play(line: Line) -> Line:
    """Play a line to its end, and see all of it."""
    while not line.complete:
        line.advance()
    return line
