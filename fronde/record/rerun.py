"""Make a stored run again, and see whether it comes out the same."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from fronde.errors import FrondeError, ScenarioError, StoreError
from fronde.kernel import source_digest
from fronde.record.provenance import read_document, versions
from fronde.record.simulation import Result, simulate
from fronde.record.store import TABLES, read_manifest, read_table
from fronde.record.whole import MANIFEST, SCENARIO
from fronde.scenario import load
from fronde.scenario.types import Scenario


def find(run: str, runs: Path) -> Path:
    """The folder of a run, by its path or by its id (or how it begins) among a folder's runs.

    Of several folders with the same run, a complete one is taken.

    Raises
    ------
    StoreError : there is none, or several runs begin like this.
    """
    if (Path(run) / MANIFEST).is_file():
        return Path(run)
    found = {folder: manifest for folder, manifest in find_runs(runs)
             if run and manifest["run"].startswith(run)}
    if not found:
        raise StoreError(
            f"no run {run!r} in {runs}, and no folder of that name with a {MANIFEST}. Give a "
            "run's folder, or its id as the summary and the report show it."
        )
    if len({manifest["run"] for manifest in found.values()}) > 1:
        raise StoreError(f"{run!r} fits several runs: {', '.join(str(f) for f in found)}")
    return min(found, key=lambda folder: found[folder]["status"] != "complete")


def find_runs(runs: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Folders of runs that can be read, with their manifests."""
    for path in sorted(runs.glob(f"*/{MANIFEST}")):
        with suppress(StoreError):
            yield path.parent, read_manifest(path.parent)


def scenario_of(folder: Path) -> Scenario:
    """The scenario that a run was made from, read back from its folder.

    Raises
    ------
    StoreError : it is missing or damaged, or is not the one that the manifest names.
    """
    manifest, path = read_manifest(folder), folder / SCENARIO
    try:
        scenario = load(read_document(folder, manifest))
    except ScenarioError as error:
        raise StoreError(f"{path}: not a scenario of this version of fronde.\n{error}") from error
    if scenario.digest != manifest["scenario"].get("digest"):
        raise StoreError(
            f"{path}: its digest is {scenario.digest}, and {folder / MANIFEST} says "
            f"{manifest['scenario'].get('digest')}: one of them was changed after the run, or "
            f"this version reads it differently (made by {manifest['versions']}, here "
            f"{versions(scenario)})."
        )
    return scenario


def again(folder: Path, out: Path | None, threads: int | None) -> Result:
    """Run a stored run once more; ``out=None`` keeps the tables in memory.

    Raises
    ------
    StoreError : it is a branch, whose past is in another folder.
    """
    manifest = read_manifest(folder)
    if "branch" in manifest:
        origin = manifest["branch"]
        raise StoreError(
            f"{folder} is a branch of run {origin['of']} from week {origin['week']}. Repeat that "
            f"run with --keep {origin['week']}, then use: fronde branch")
    return simulate(scenario_of(folder), seed=manifest["seed"], replicate=manifest["replicate"],
                    threads=threads, out=out, command=manifest["command"])


def other_code(folder: Path) -> str:
    """Says so where a run was made by other model code of the same version."""
    same = read_manifest(folder).get("source") == source_digest()
    return "" if same else ("; the code of the model has changed since the run, which explains the "
                            "difference")


def verify_run(folder: Path, threads: int | None) -> str:
    """Run again in memory and compare every table bit for bit.

    Raises
    ------
    StoreError : the run is not complete, or cannot be read.
    FrondeError : a table differs; the message says which and how.
    """
    complete(folder)
    stored = {name: read_table(folder, name) for name in TABLES}
    result = again(folder, None, threads)
    for name, table in stored.items():
        same(folder, name, table, getattr(result, name))
    rows = sum(len(table) for table in stored.values())
    return f"{folder}: identical, {rows:,} rows in {len(TABLES)} tables."


def complete(folder: Path) -> None:
    """Refuse a run that has not come to its end."""
    manifest = read_manifest(folder)
    if manifest["status"] != "complete":
        raise StoreError(
            f"{folder}: this run is {manifest['status']}: {manifest['weeks_done']} of "
            f"{manifest['weeks']} weeks are done. Finish it first: {manifest['command']} "
            f"--out {shlex.quote(str(folder))}"
        )


def same(folder: Path, name: str, stored: pl.DataFrame, made: pl.DataFrame) -> None:
    """Compare a table with the same table made again."""
    try:
        assert_frame_equal(made, stored, check_exact=True)
    except AssertionError as error:
        made_by, here = read_manifest(folder)["versions"], versions(scenario_of(folder))
        raise FrondeError(
            f"{folder}: table {name} differs (left: made again, right: stored).\n{error}\n"
            f"made by {made_by}, here {here}{other_code(folder)}"
        ) from None
