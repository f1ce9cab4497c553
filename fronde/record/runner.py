"""A run that is played: a step on, a week that is kept, back to one, a branch from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Self

from fronde.engine.plan import Plan
from fronde.engine.run import BranchChange, Simulator
from fronde.world.world import World


class Intervention(NamedTuple):
    """What is done by hand at the start of a week, and holds from then on.

    Attributes
    ----------
    sets : path -> value.
    response : number of a response that is in force from then on, or None: as before.
    """

    week: int
    sets: Mapping[str, float]
    response: int | None = None


def keep_none(_: World) -> None:
    """Keep no week."""


class Runner:
    """Plays a plan week by week; a context that keeps the plan's threads.

    Parameters
    ----------
    turns : what is done by hand, in order of week; also before ``world``.
    keep : takes the world of every week that is reached, before anything is done in it.
    world : where to set out from; None: from the start.

    Attributes
    ----------
    engine : at a moment whose columns are filled.
    pool : threads. The first week goes without: it may compile, and Ctrl-C stops it only here.
    """

    def __init__(self, plan: Plan, seed: int, turns: Iterable[Intervention] = (),
                 keep: Callable[[World], None] = keep_none, world: World | None = None) -> None:
        self.plan, self.seed, self.turns, self.keep = plan, seed, tuple(turns), keep
        self.pool: ThreadPoolExecutor | None = None
        self.played = False
        self.go_to(world)

    def __enter__(self) -> Self:
        if self.plan.threads > 1:
            self.pool = ThreadPoolExecutor(self.plan.threads)
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self.engine.world

    def go_to(self, world: World | None) -> None:
        """Go on from a world that was kept, or begin at the start."""
        if world is None:
            self.engine = self._engine_on(None, ())
            self.keep(self.world)
        else:
            self.engine = self._engine_on(world, (t for t in self.turns if t.week < world.week))
        self._take_turn()

    def step(self) -> World:
        """Play a week, and do what is to be done at its end; returns the world."""
        self.engine.pool = self.pool if self.played else None
        self.engine.step()
        self.played = True
        self.keep(self.world)
        self._take_turn()
        return self.world

    def _take_turn(self) -> None:
        """Do what is to be done in the week that is reached."""
        world = self.world
        if any(turn.week == world.week for turn in self.turns):
            self.engine = self._engine_on(world, (t for t in self.turns if t.week <= world.week))
            self.engine.turn()

    def _engine_on(self, world: World | None, turns: Iterable[Intervention]) -> Simulator:
        """An engine on a world, after these turns."""
        taken = tuple(turns)
        held = [turn.response for turn in taken if turn.response is not None]
        return Simulator(self.plan, self.seed, world, held[-1] if held else None,
                         tuple(BranchChange(turn.week, turn.sets) for turn in taken))
