"""A point and a seed give tables: the one way from a scenario to results."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from fronde.arguments import (
    MOST_AT_ONCE,
    MOST_SEED,
    callback,
    folder_of,
    optional,
    place,
    text,
    whole,
    wholes,
)
from fronde.bibliography import references
from fronde.draws import replicate_seed
from fronde.engine.composed import CAUSES
from fronde.engine.plan import Plan, plan
from fronde.errors import Interrupted
from fronde.kernel import cores, source_digest
from fronde.record import checkpoint, limits
from fronde.record.forks import no_fork
from fronde.record.interrupt import Patience
from fronde.record.provenance import (
    assumptions,
    mechanism_rows,
    parameter_rows,
    references_of,
    run_id,
    versions,
)
from fronde.record.runner import Intervention, Runner
from fronde.record.store import FORMAT, TABLES, Store, read_manifest, read_table
from fronde.record.tables import Recorder, event_table
from fronde.record.whole import check_file
from fronde.scenario.types import Scenario, require_scenario
from fronde.world.world import World, build

WEEKS_A_SHARD = 52
MOST_REPLICATE = 2**32 - 1  # a word of a draw's counter

Progress = Callable[[int], None]


@dataclass
class Result:
    """Tables of one run, and the manifest that says how it was made.

    Attributes
    ----------
    series, flows, events : polars frames (see ``fronde.record.tables``).
    organisations, membership, operations, changes : see ``fronde.record.fighters``.
    manifest : provenance, parameters, versions.
    folder : where the run is stored, or None.
    scenario : the scenario that was simulated; None for a run that was read from a folder.
    moments : the weeks that a run without a folder has kept, by number.
    """

    series: pl.DataFrame
    flows: pl.DataFrame
    events: pl.DataFrame
    organisations: pl.DataFrame
    membership: pl.DataFrame
    operations: pl.DataFrame
    changes: pl.DataFrame
    manifest: dict[str, Any]
    folder: Path | None
    scenario: Scenario | None = None
    moments: Mapping[int, World] = field(default_factory=dict)

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
    keep: Iterable[int] = (),
) -> Result:
    """Simulate a scenario to its end.

    Parameters
    ----------
    scenario : as ``fronde.load`` returns it.
    seed, replicate : the same pair gives the same bits, with any number of threads.
    threads : number of threads; by default one per core.
    out : folder to create; without it the tables stay in memory. If the folder holds an
        interrupted run of the same scenario and seed, that run continues.
    command : a text that is written into the manifest.
    progress : function that is called after every week with the number of weeks done.
    keep : weeks to keep, so that ``fronde.branch`` can start from them.

    Raises
    ------
    TooLargeError : the run needs too much memory or disk; raised before anything is written.
    ScenarioError, StoreError : an argument is wrong, or the folder cannot be used.
    Interrupted : the user pressed Ctrl-C; the folder holds the complete weeks.
    """
    folder = place("out", out) if out is not None else None
    drawn = (whole("seed", seed, 0, MOST_SEED), whole("replicate", replicate, 0, MOST_REPLICATE))
    kept = sorted(set(wholes("a week of keep", keep, 0, require_scenario(scenario).weeks)))
    many = optional("threads", threads, 1, MOST_AT_ONCE) or cores()
    limits.check(scenario, folder)
    manifest = {**opening(scenario, *drawn, text("command", command)), "keep": kept}
    return play(plan(scenario, many), manifest, folder, callback("progress", progress))


def play(decided: Plan, manifest: dict[str, Any], folder: Path | None,
         progress: Progress | None, turns: Iterable[Intervention] = (),
         world: World | None = None) -> Result:
    """A run from its manifest to its result, stored or not.

    Parameters
    ----------
    turns : what is done by hand on the way.
    world : where a branch sets out from; None: from the start.

    Raises
    ------
    Interrupted : the user pressed Ctrl-C.
    """
    no_fork()
    scenario, events = decided.scenario, event_table(decided.scenario)
    sink = (Store(folder, manifest, dict(scenario.document), events) if folder
            else Memory(manifest, events, scenario))
    with sink:
        with Patience() as patience:
            try:
                _play_weeks(decided, sink, patience, progress, turns, world)
            except KeyboardInterrupt:
                patience.no_more()
                raise _stop(sink) from None
            if patience.asked:
                raise _stop(sink)
        return sink.result() if isinstance(sink, Memory) else read_result(sink.folder)


class Memory:
    """Keeps the tables of a run that is not stored; what ``Store`` is for a folder."""

    checkpoint = None

    def __init__(self, manifest: dict[str, Any], events: pl.DataFrame,
                 scenario: Scenario) -> None:
        self.manifest, self.scenario = manifest, scenario
        self.moments: dict[int, World] = {}
        self.tables = {"events": [events]}

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def save_manifest(self, **changes: Any) -> None:
        """Change entries of the manifest."""
        self.manifest = {**self.manifest, **changes}

    def add_shard(self, tables: dict[str, pl.DataFrame], world: World, **changes: Any) -> None:
        """Keep what was observed since the last shard."""
        for name, table in tables.items():
            self.tables.setdefault(name, []).append(table)
        self.save_manifest(weeks_done=world.week, **changes)

    def keep(self, world: World) -> None:
        """Keep the world of a week."""
        self.moments[world.week] = world.copy()

    def finish(self, **changes: Any) -> None:
        """Mark the run complete."""
        self.save_manifest(status="complete", **changes)

    def result(self) -> Result:
        """All tables."""
        whole = {name: pl.concat(tables) for name, tables in self.tables.items()}
        return Result(**whole, manifest=self.manifest, folder=None, scenario=self.scenario,
                      moments=self.moments)


Sink = Store | Memory


def _play_weeks(decided: Plan, sink: Sink, patience: Patience, progress: Progress | None,
                turns: Iterable[Intervention], world: World | None) -> None:
    """All weeks that are left, a shard of tables every year and when the user stops."""
    manifest, weeks, watch = sink.manifest, decided.scenario.weeks, Watch(sink.manifest)
    seed = replicate_seed(manifest["seed"], manifest["replicate"])
    begins = sink.checkpoint is None

    def keep(world: World) -> None:
        if world.week in manifest["keep"]:
            sink.keep(world)

    world = world if begins else _resume(decided, seed, sink)
    with Runner(decided, seed, turns, keep, world) as runner:
        recorder = Recorder(runner.world, manifest["run"], manifest["replicate"])
        watch.ready()
        if begins:
            recorder.observe(runner.world)
        while runner.world.week < weeks:
            week = runner.step().week
            recorder.observe(runner.world)
            patience.unsaved = True
            if progress is not None:
                progress(week)
            stop = patience.asked
            if stop or week % WEEKS_A_SHARD == 0 or week == weeks:
                sink.add_shard(in_order(recorder.drain(week)), runner.world, **watch.read())
                patience.unsaved = False
            if stop and week < weeks:
                raise KeyboardInterrupt
    sink.finish(**watch.read())


def in_order(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Rows week by week, so that all shards together are the same however they were cut."""
    return {name: table.sort("week", maintain_order=True) for name, table in tables.items()}


class Watch:
    """Time and memory of a run, over all the sessions that it took."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self.before = {"setup": 0.0, "simulate": 0.0, **manifest.get("seconds", {})}
        self.peak = manifest.get("peak_memory_mb", 0.0)
        self.begun = self.started = time.perf_counter()

    def ready(self) -> None:
        """Set-up is over."""
        self.started = time.perf_counter()

    def read(self) -> dict[str, Any]:
        """Entries of the manifest."""
        seconds = {"setup": self.before["setup"] + self.started - self.begun,
                   "simulate": self.before["simulate"] + time.perf_counter() - self.started}
        return {"seconds": seconds, "peak_memory_mb": max(self.peak, peak_memory())}


def _resume(decided: Plan, seed: int, sink: Sink) -> World:
    """The world of an interrupted run's checkpoint."""
    assert sink.checkpoint is not None
    check_file(sink.checkpoint.parent, sink.manifest, sink.checkpoint.name)
    return checkpoint.load(build(decided.scenario, seed, len(CAUSES)), sink.checkpoint,
                           sink.manifest["weeks_done"])


def _stop(sink: Sink) -> Interrupted:
    """Mark a run as interrupted and say how to go on."""
    week, last = sink.manifest["weeks_done"], sink.manifest["status"] == "complete"
    if isinstance(sink, Memory) or week == 0:
        return Interrupted("Stopped after the last week. Nothing was stored." if last else
                           f"Stopped after week {week}; nothing was stored.")
    if last:
        return Interrupted(f"Stopped after the last week. {sink.folder} is complete. To write its "
                           f"report: fronde report {sink.folder}")
    sink.save_manifest(status="interrupted")
    return Interrupted(f"Stopped after week {week}. {sink.folder} holds the weeks up to {week}; "
                       "run the same command again to go on from there.")


def read_result(folder: Path | str) -> Result:
    """Read a stored run from its folder; of an incomplete run, the weeks that are done.

    Parameters
    ----------
    folder : the folder of a run, or a result that was stored.

    Raises
    ------
    StoreError : the folder holds no run, or a damaged one.
    ScenarioError : ``folder`` is not a folder.
    """
    no_fork()
    there = folder_of(folder)
    tables = {name: read_table(there, name) for name in TABLES}
    return Result(manifest=read_manifest(there), folder=there, **tables)  # type: ignore[arg-type]


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
        "citizens": scenario.citizens, "grouped": scenario.grouped,
        "start": scenario.start.isoformat(), "step_days": scenario.step_days,
        "weeks": scenario.weeks, "weeks_done": 0, "versions": versions(scenario),
        "overrides": dict(scenario.given), "tables": {}, "regions": regions, "groups": groups,
        "parameters": parameter_rows(scenario), "mechanisms": mechanism_rows(scenario),
        "assumptions": assumptions(scenario), "cite": references_of(scenario),
        "references": [one.text for one in references(references_of(scenario))],
    }


def peak_memory() -> float:
    """Most memory that this process ever held [MB]."""
    try:  # of this program alone; what follows may remember who started it
        lines = Path("/proc/self/status").read_text().splitlines()
        return float(next(x.split()[1] for x in lines if x.startswith("VmHWM"))) / 1e3
    except (OSError, StopIteration, ValueError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
