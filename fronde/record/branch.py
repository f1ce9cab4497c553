"""What if: another future from a moment of a run, without its past simulated again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from fronde.arguments import MOST_AT_ONCE, folder_of, optional, place, settings, whole
from fronde.draws import replicate_seed
from fronde.engine.composed import CAUSES
from fronde.engine.plan import plan
from fronde.engine.run import BranchChange, Simulator
from fronde.errors import ScenarioError, StoreError
from fronde.kernel import cores
from fronde.record import checkpoint, limits
from fronde.record.rerun import scenario_of
from fronde.record.runner import Intervention
from fronde.record.simulation import Result, opening, play
from fronde.record.store import read_manifest
from fronde.record.whole import check_file
from fronde.scenario import load
from fronde.scenario.fields import MOST_WEEKS
from fronde.scenario.types import Scenario
from fronde.world.world import World, build

Run = Result | Simulator | Path | str


def branch(
    run: Run,
    week: int | None = None,
    *,
    sets: Iterable[str] | Mapping[str, Any] = (),
    response: str | None = None,
    weeks: int | None = None,
    threads: int | None = None,
    out: Path | str | None = None,
) -> Result:
    """Start from a week of a run, change something, and simulate the rest again.

    Parameters
    ----------
    run : a result, or the folder of a run, that kept the week (``simulate(..., keep=[58])``);
        or an engine that is running.
    week : the week to start from; for an engine, the week that it has reached.
    sets : values to change from then on: texts such as ``regime.effort=0.3`` or
        ``repression.arrests=0.1``, or a mapping from path to value.
    response : id of a response that is in force from then on, whatever the policy.
    weeks : number of weeks to simulate; by default to the end of the run.
    threads, out : as for ``simulate``.

    Returns
    -------
    Result : tables from ``week`` on. If nothing is changed, they equal those of the run, bit for
        bit. Otherwise both use common random numbers, so only the effects of the change differ.

    Raises
    ------
    ScenarioError : the change is not possible, or the response is not defined.
    StoreError : the run did not keep that week.
    """
    changes_to, week = settings(sets), None if week is None else whole("week", week, 0)
    weeks = optional("weeks", weeks, 1, MOST_WEEKS)
    threads = optional("threads", threads, 1, MOST_AT_ONCE)
    folder = None if out is None else place("out", out)
    scenario, world, origin = moment(run, week)
    last = scenario.weeks if weeks is None else world.week + weeks
    if last <= world.week:
        raise ScenarioError(f"a branch from week {world.week} to week {last} has no weeks: the "
                            f"run ends in week {scenario.weeks}. Start earlier, or give weeks.")
    scenario = replace(scenario, weeks=last)
    limits.check(scenario, folder)
    world.scenario = scenario  # a branch may go on for longer than the run
    before, held = (run.changes, run.held) if isinstance(run, Simulator) else ((), None)
    if response is not None:
        held = number_of(scenario, response)
    changes = (*before, BranchChange(world.week, check_changes(scenario, changes_to)))
    manifest = {
        **opening(scenario, origin["seed"], origin["replicate"], "fr.branch"), "keep": [],
        "branch": {"of": origin["run"], "week": world.week, "sets": all_sets(changes),
                   "response": None if held is None else scenario.responses[held].id},
    }
    manifest["run"] = name_of(manifest)
    return play(plan(scenario, threads or cores()), manifest, folder, None,
                [Intervention(*change, held) for change in changes], world)


def all_sets(changes: Iterable[BranchChange]) -> dict[str, float]:
    """What changes set, the later in the place of the earlier."""
    return dict(chain.from_iterable(change.sets.items() for change in changes))


def moment(run: Run, week: int | None) -> tuple[Scenario, World, dict[str, Any]]:
    """The scenario, a world of one's own at a week, and where it comes from."""
    if isinstance(run, Simulator):
        if week is not None and week != run.world.week:
            raise ScenarioError(f"week {week}: the engine is in week {run.world.week}. Leave week "
                                "out, or give that week.")
        scenario = run.plan.scenario
        origin = {"run": scenario.digest, "seed": run.world.seed, "replicate": 0}
        return scenario, run.world.copy(), origin
    if week is None:
        raise ScenarioError("give the week from which the branch starts: branch(run, week)")
    if isinstance(run, Result) and run.folder is None:
        if week not in run.moments or run.scenario is None:
            raise not_kept(week, run.moments)
        return run.scenario, run.moments[week].copy(), run.manifest
    return read_stored_moment(folder_of(run), week)


def read_stored_moment(folder: Path, week: int) -> tuple[Scenario, World, dict[str, Any]]:
    """A kept moment of a stored run."""
    manifest, scenario = read_manifest(folder), scenario_of(folder)
    files = manifest.get("moments", {})
    if str(week) not in files:
        raise not_kept(week, files)
    seed = replicate_seed(manifest["seed"], manifest["replicate"])
    check_file(folder, manifest, files[str(week)])
    world = checkpoint.load(build(scenario, seed, len(CAUSES)), folder / files[str(week)], week)
    return scenario, world, manifest


def not_kept(week: int, kept: Iterable[Any]) -> StoreError:
    """The complaint about a week whose world is not there."""
    there = ", ".join(str(one) for one in kept) or "none"
    return StoreError(f"week {week} was not kept (kept: {there}). Run again with "
                      f"simulate(..., keep=[{week}]), or fronde run --keep {week}.")


def check_changes(scenario: Scenario, sets: tuple[str, ...]) -> dict[str, float]:
    """Path -> value of what a branch sets, checked as on the command line."""
    found = {}
    new = load(dict(scenario.document), sets=sets) if sets else scenario
    for text in sets:
        path = text.partition("=")[0].strip().removeprefix("mechanisms.")
        owner, _, name = path.partition(".")
        values = new.regime if owner == "regime" else new.mechanisms.get(owner)
        if values is None:
            raise ScenarioError(f"{path}: a branch can only change regime.* and parameters of "
                                "mechanisms.")
        found[path] = float(getattr(values, name))
    if scenario.grouped and new.thresholds_differ and not scenario.thresholds_differ:
        raise ScenarioError("mobilisation.spread: thresholds are alike in the groups of this run, "
                            "so a branch cannot make them differ. Set it in the scenario, for "
                            "example to 1e-9, and run that again.")
    return found


def number_of(scenario: Scenario, response: str | None) -> int | None:
    """The number of a response, None for none."""
    if response is None:
        return None
    known = [option.id for option in scenario.responses]
    if response not in known:
        raise ScenarioError(f"no response {response!r}; the scenario defines "
                            f"{', '.join(known) or 'no responses'}.")
    return known.index(response)


def name_of(manifest: dict[str, Any]) -> str:
    """Name of a branch: the same run, week, changes and length give the same name."""
    text = json.dumps([manifest["branch"], manifest["weeks"], manifest["run"]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]
