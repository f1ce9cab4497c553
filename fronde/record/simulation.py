"""A point and a seed give tables: the one way from a scenario to results."""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from fronde.bibliography import references
from fronde.draws import replicate_seed
from fronde.engine.composed import CAUSES
from fronde.engine.plan import plan
from fronde.engine.run import Engine
from fronde.errors import Interrupted
from fronde.kernel import source_digest
from fronde.record import checkpoint, limits
from fronde.record.provenance import (
    assumptions,
    cited,
    mechanism_rows,
    parameter_rows,
    run_id,
    versions,
)
from fronde.record.store import FORMAT, Store, read_manifest, read_table
from fronde.record.tables import EVENTS, Recorder, event_table
from fronde.scenario.types import Scenario
from fronde.world.world import build

WEEKS_A_SHARD = 52

Progress = Callable[[int], None]


@dataclass
class Result:
    """Tables of one run, with how it was made.

    Attributes
    ----------
    series, flows, events : polars frames (see ``fronde.record.tables``).
    manifest : provenance, parameters, versions.
    folder : where it is stored, or None.
    """

    series: pl.DataFrame
    flows: pl.DataFrame
    events: pl.DataFrame
    manifest: dict[str, Any]
    folder: Path | None

    def _repr_html_(self) -> str:
        title = self.manifest["scenario"]["title"]
        return f"<p>{title}, run {self.manifest['run']}</p>{self.series.head(20)._repr_html_()}"


def simulate(
    scenario: Scenario,
    *,
    seed: int = 1,
    replicate: int = 0,
    threads: int | None = None,
    out: Path | str | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> Result:
    """Run a scenario to its end.

    Parameters
    ----------
    scenario : as ``fronde.load`` gives it.
    seed, replicate : the same pair gives the same bits, whatever the threads.
    threads : how many sweep the communities; by default one a core.
    out : a folder to be made; without it the tables stay in memory. An interrupted run of
        the same scenario and seed in that folder goes on where it was.
    command : written into the manifest.
    progress : called with the week reached, after every week.

    Raises
    ------
    TooLargeError : predicted before anything is written.
    ScenarioError, StoreError : the folder cannot be used.
    Interrupted : Ctrl-C; the folder holds what was complete.
    """
    folder = Path(out) if out is not None else None
    limits.check(scenario, folder)
    begun = time.perf_counter()
    manifest = opening(scenario, seed, replicate, command)
    store = Store(folder, manifest, dict(scenario.document)) if folder else None
    try:
        tables = played(scenario, manifest, store, threads, progress, begun)
    except KeyboardInterrupt:  # before or in the middle of a week: what is stored ends before it
        raise stopped(store) from None
    if store is not None:
        return stored(store.folder)
    return Result(tables["series"], tables["flows"], event_table(scenario), manifest, None)


def played(scenario: Scenario, manifest: dict[str, Any], store: Store | None,
           threads: int | None, progress: Progress | None, begun: float) -> dict[str, pl.DataFrame]:
    """Play a run to its end and close its manifest; tables where nothing is stored."""
    drawn = replicate_seed(manifest["seed"], manifest["replicate"])
    world = None
    if store is not None and store.checkpoint is not None:
        world = checkpoint.load(build(scenario, drawn, len(CAUSES)), store.checkpoint)
    with Engine(plan(scenario, threads or os.cpu_count() or 1), drawn, world) as engine:
        ready = time.perf_counter()
        recorder = Recorder(engine.world, manifest["run"], manifest["replicate"])
        tables = play(engine, recorder, store, progress)
    timing = {"setup": ready - begun, "simulate": time.perf_counter() - ready}
    closing = {"seconds": timing, "peak_memory_mb": peak_memory()}
    if store is not None:
        store.finish(event_table(scenario), **closing)
    else:
        manifest.update(closing, status="complete", weeks_done=scenario.weeks)
    return tables


def play(engine: Engine, recorder: Recorder, store: Store | None,
         progress: Progress | None) -> dict[str, pl.DataFrame]:
    """All weeks that are left; a shard of tables every year, or all of them at the end."""
    weeks = engine.plan.scenario.weeks
    if engine.world.week == 0:
        recorder.observe(engine.world)
    with ctrl_c() as stop:
        while engine.world.week < weeks:
            engine.step()
            recorder.observe(engine.world)
            week = engine.world.week
            if progress is not None:
                progress(week)
            if store is not None and (week % WEEKS_A_SHARD == 0 or week == weeks or stop):
                store.add_shard(recorder.drain(week), engine.world)
            if stop and week < weeks:
                raise stopped(store)
            stop.armed = True
    return recorder.drain(weeks) if store is None else {}


class Stop:
    """Whether Ctrl-C was pressed: true at the end of the week in which it was."""

    def __init__(self) -> None:
        self.pressed = False
        self.armed = False  # from the second week on; the first may be compiling

    def __bool__(self) -> bool:
        return self.pressed

    def press(self, *_: object) -> None:
        """The week is finished first; twice, or before the first week: at once."""
        if self.pressed or not self.armed:
            raise KeyboardInterrupt
        self.pressed = True


@contextmanager
def ctrl_c() -> Iterator[Stop]:
    """Turn Ctrl-C into a stop between weeks, so that what is stored is whole."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread may ask for signals
        return
    before = signal.signal(signal.SIGINT, stop.press)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def stopped(store: Store | None) -> Interrupted:
    """Mark a run as interrupted and say how to go on."""
    if store is None:
        return Interrupted("Stopped; nothing was stored.")
    store.save_manifest(status="interrupted")
    done = store.manifest["weeks_done"]
    return Interrupted(f"Stopped. {store.folder} holds the weeks up to {done}; run the same "
                       "command again to go on from there.")


def stored(folder: Path | str) -> Result:
    """A stored run, read back from its folder; without its end if it was interrupted.

    Raises
    ------
    StoreError : no run there, or a damaged one.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    series, flows = read_table(place, "series"), read_table(place, "flows")
    complete = "events" in manifest["tables"]
    events = read_table(place, "events") if complete else pl.DataFrame(schema=EVENTS)
    return Result(series, flows, events, manifest, place)


def opening(scenario: Scenario, seed: int, replicate: int, command: str) -> dict[str, Any]:
    """The manifest of a run that begins."""
    regions = [{"id": r.id, "name": r.name, "population": r.population, "column": r.column,
                "row": r.row} for r in scenario.regions]
    persons = {r.id: r.population for r in scenario.regions}
    groups = [{"id": g.id, "name": g.name, "status": g.status, "history": g.history,
               "dominant": g.dominant,
               "population": round(sum(persons[c.region] * c.share
                                       for c in scenario.communities if c.group == g.id))}
              for g in scenario.groups]
    return {
        "format": FORMAT, "run": run_id(scenario, seed, replicate), "status": "running",
        "source": source_digest(),
        "scenario": {"name": scenario.name, "title": scenario.title,
                     "question": scenario.question, "about": scenario.about,
                     "digest": scenario.digest},
        "command": command, "begun": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed, "replicate": replicate, "population": scenario.population,
        "citizens": scenario.citizens, "weight": scenario.weight,
        "start": scenario.start.isoformat(), "step_days": scenario.step_days,
        "weeks": scenario.weeks, "weeks_done": 0, "versions": versions(),
        "overrides": dict(scenario.given), "tables": {}, "regions": regions, "groups": groups,
        "parameters": parameter_rows(scenario), "mechanisms": mechanism_rows(scenario),
        "assumptions": assumptions(scenario), "cite": cited(scenario),
        "references": [one.text for one in references(cited(scenario))],
    }


def peak_memory() -> float:
    """Most memory that this process ever held [MB]."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
