"""A spec that is played: as far as somebody looks, gone back in, and branched.

A trajectory is what its spec says, bit for bit, whatever was played before: where a new spec
shares its past with one that is there, that past is taken over and only the rest is played. To go
back, some weeks are kept as checkpoints; from the nearest one before it is played again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from fronde.draws import replicate_seed
from fronde.engine.composed import CAUSES
from fronde.engine.plan import plan
from fronde.errors import ScenarioError
from fronde.explorer.frames import Frame, Observer
from fronde.explorer.spec import Calendar, Spec, SpecTurn, common_past
from fronde.record import checkpoint, runner
from fronde.record.branch import number_of
from fronde.scenario.altered import legal
from fronde.scenario.types import Metrics, Scenario
from fronde.world.world import World, build

MOMENTS_MB = 256  # for the checkpoints of a trajectory
LARGE = 5_000_000  # citizens from which threads are worth their while
RECORDED = Metrics(levels=("nation", "region"), every=1, organisations=0)


class Moments:
    """Checkpoints of a trajectory in memory; where they grow too many, every other one goes."""

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
        """Those up to a week, for a trajectory that shares this past."""
        shared = Moments(self.most)
        shared.every = self.every
        shared.kept = {kept: moment for kept, moment in self.kept.items() if kept <= week}
        return shared


class Trajectory:
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
        self.runner: runner.Runner | None = None
        self.observer: Observer | None = None

    @property
    def week(self) -> int:
        """The week that was seen last; -1 before the first."""
        return len(self.frames) - 1

    @property
    def complete(self) -> bool:
        """Whether its last week was seen."""
        return self.week == self.spec.weeks

    def take_past(self, other: Trajectory) -> int:
        """Take over what it shares with another, and return up to which week (exclusive)."""
        shared = common_past(self.spec, other.spec, self.calendar)
        shared = max(0, min(shared, len(other.frames), self.spec.weeks + 1))
        self.frames = other.frames[:shared]
        self.moments = other.moments.until(shared - 1)  # dated events of that week may differ
        return shared

    def advance(self) -> Frame:
        """Play to the next week that was not seen yet, and see it."""
        if self.runner is None:
            self.runner = self.begin()
        while self.runner.world.week < len(self.frames):
            self.runner.step()
        if self.observer is None:
            self.observer = Observer(self.runner.world)
        frame = self.observer.see(self.runner.world)
        self.frames.append(frame)
        return frame

    def begin(self) -> runner.Runner:
        """At the start, or at the last kept moment before what is to be seen next."""
        _, kept = self.moments.before(len(self.frames))
        seed = replicate_seed(self.spec.seed, self.spec.replicate)
        world = None if kept is None else checkpoint.load(
            build(self.scenario, seed, len(CAUSES)), io.BytesIO(kept))
        turns = (runner.Intervention(turn.week, turn.sets, number_of(self.scenario, turn.response))
                 for turn in self.spec.turns)
        decided = plan(self.scenario, 2 if self.pool is not None else 1)
        found = runner.Runner(decided, seed, turns, self.moments.keep, world)
        found.pool = self.pool
        return found

    def play(self) -> Trajectory:
        """Play to the end, and see all of it."""
        while not self.complete:
            self.advance()
        return self


def check_turns(scenario: Scenario, turns: Iterable[SpecTurn]) -> None:
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
