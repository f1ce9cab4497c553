"""A point and a seed give tables: the one way from a scenario to results."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from fronde.draws import replicate_seed
from fronde.engine.composed import CAUSES
from fronde.engine.plan import plan
from fronde.engine.run import Engine
from fronde.errors import Interrupted
from fronde.record import limits
from fronde.record.provenance import (
    assumptions,
    cited,
    mechanism_rows,
    parameter_rows,
    run_id,
    versions,
)
from fronde.record.store import CHECKPOINT, FORMAT, Store, load_world, read_manifest, read_table
from fronde.record.tables import Recorder, event_table
from fronde.scenario.types import Scenario
from fronde.world.world import World, build

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
    kept: dict[str, list[pl.DataFrame]] = {"series": [], "flows": []}
    drawn = replicate_seed(seed, replicate)
    world = resumed_world(scenario, drawn, store)
    decided = plan(scenario, threads or os.cpu_count() or 1)
    with Engine(decided, drawn, world) as engine:
        recorder = Recorder(engine.world, manifest["run"], replicate)
        ready = time.perf_counter()
        try:
            play(engine, recorder, store, kept, progress)
        except KeyboardInterrupt:
            raise stopped(store, engine.world.week) from None
    timing = {"setup": ready - begun, "simulate": time.perf_counter() - ready}
    events = event_table(scenario)
    closing = {"seconds": timing, "peak_memory_mb": peak_memory()}
    if store is not None:
        store.add_table("events", events)
        store.finish(**closing)
        return stored(store.folder)
    return Result(pl.concat(kept["series"]), pl.concat(kept["flows"]), events,
                  {**manifest, **closing, "status": "complete", "weeks_done": scenario.weeks}, None)


def play(engine: Engine, recorder: Recorder, store: Store | None,
         kept: dict[str, list[pl.DataFrame]], progress: Progress | None) -> None:
    """All weeks that are left, a shard of tables every year."""
    weeks = engine.plan.scenario.weeks
    if engine.world.week == 0:
        recorder.observe(engine.world)
    while engine.world.week < weeks:
        engine.step()
        recorder.observe(engine.world)
        if engine.world.week % WEEKS_A_SHARD == 0 or engine.world.week == weeks:
            tables = recorder.drain(engine.world.week)
            if store is not None:
                store.add_shard(tables, engine.world)
            else:
                for name, table in tables.items():
                    kept[name].append(table)
        if progress is not None:
            progress(engine.world.week)


def resumed_world(scenario: Scenario, seed: int, store: Store | None) -> World | None:
    """The world of an interrupted run's checkpoint, if the folder holds one."""
    if store is None or not store.resumed:
        return None
    return load_world(build(scenario, seed, len(CAUSES)), store.folder / CHECKPOINT)


def stopped(store: Store | None, week: int) -> Interrupted:
    """Mark a run as interrupted and say how to go on."""
    if store is None:
        return Interrupted(f"Stopped in week {week}; nothing was stored.")
    store.save_manifest(status="interrupted")
    done = store.manifest["weeks_done"]
    return Interrupted(
        f"Stopped in week {week}. {store.folder} holds the weeks up to {done}; run the same "
        "command again to go on from there.")


def stored(folder: Path | str) -> Result:
    """A stored run, read back from its folder."""
    place = Path(folder)
    series, flows, events = (read_table(place, name) for name in ("series", "flows", "events"))
    return Result(series, flows, events, read_manifest(place), place)


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
        "assumptions": assumptions(scenario), "references": cited(scenario),
    }


def peak_memory() -> float:
    """Most memory that this process ever held [MB]."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
