"""Compiles what a run needs before the first one: kernels go to the cache for all that follow.

The sweep takes about as long as all else together, so it has a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np

from fronde.engine.asking import COLUMNS
from fronde.engine.composed import CAUSES
from fronde.engine.plan import plan
from fronde.engine.run import Simulator
from fronde.errors import FrondeError
from fronde.kernel import cache_folder, cache_kept
from fronde.record.simulation import simulate
from fronde.scenario import load
from fronde.scenario.types import Scenario
from fronde.tables.organisations import NOBODY
from fronde.world.world import build, hide

CASE, CITIZENS = "fighting-coalition", 100_000
MEMBERS, WEEKS = 60, 8  # enough for every turn of the underground to be taken


class Still(Simulator):
    """A country where no citizen makes up their mind: its weeks go without the sweep."""

    def who_changes(self, _: Any) -> np.ndarray:
        """Nobody."""
        return np.zeros((0, COLUMNS), np.int64)


def warm_up() -> None:
    """Compile all kernels of a run.

    Raises
    ------
    FrondeError : the cache cannot be written, or compiling fails.
    """
    if not cache_kept():
        raise FrondeError(f"{cache_folder()} cannot be written, so compiled code cannot be kept. "
                          "Set FRONDE_CACHE to another folder.")
    scenario = load(CASE, people=CITIZENS, weeks=WEEKS)
    command = [sys.executable, "-c", f"from {__name__} import sweep; sweep()"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as other:
        turns(scenario)
        _, complaint = other.communicate()
    if other.returncode != 0:
        raise FrondeError(f"The model was not compiled: {complaint.strip()[-400:]}")
    simulate(scenario, threads=1)  # what applies events, and the tables


def sweep() -> None:
    """Compile the sweep."""
    scenario = load(CASE, people=CITIZENS)
    engine = Simulator(plan(scenario, 1), 1, build(scenario, 1, len(CAUSES)))
    engine.who_changes(engine.world.here)


def turns(scenario: Scenario) -> None:
    """Compile all that a week consists of besides."""
    engine = Still(plan(scenario, 1), 1)
    hide(engine.world, 0, np.full(MEMBERS, NOBODY, np.int32))
    while engine.world.week < WEEKS:
        engine.step()
        engine.world.organisations.arms[: engine.world.organisations.rows, 0] = MEMBERS
