"""Make a stored run again, and see whether it comes out the same."""

from __future__ import annotations

import json
from pathlib import Path

from polars.testing import assert_frame_equal

from fronde.errors import FrondeError, StoreError
from fronde.record.provenance import versions
from fronde.record.simulation import Result, simulate
from fronde.record.store import MANIFEST, SCENARIO, read_manifest, read_table
from fronde.scenario import load
from fronde.scenario.types import Scenario

COMPARED = ("series", "flows", "events")


def find(run: str, runs: Path) -> Path:
    """The folder of a run, by its path or by its id among the runs of a folder.

    Raises
    ------
    StoreError : there is none, or several.
    """
    if (Path(run) / MANIFEST).is_file():
        return Path(run)
    stored = [manifest.parent for manifest in sorted(runs.glob(f"*/{MANIFEST}"))]
    found = [folder for folder in stored if read_manifest(folder)["run"].startswith(run)]
    if not found:
        raise StoreError(f"no run {run!r} in {runs}, and no folder of that name with a manifest")
    if len({read_manifest(folder)["run"] for folder in found}) > 1:
        raise StoreError(f"{run!r} fits several runs: {', '.join(str(f) for f in found)}")
    return found[0]


def scenario_of(folder: Path) -> Scenario:
    """The scenario that a run was made from, read back from its folder.

    Raises
    ------
    StoreError : it is missing, or is not the one that the manifest names.
    """
    manifest = read_manifest(folder)
    try:
        document = json.loads((folder / SCENARIO).read_text())
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder / SCENARIO}: cannot be read ({error})") from error
    scenario = load(document)
    if scenario.digest != manifest["scenario"]["digest"]:
        raise StoreError(
            f"{folder / SCENARIO}: its digest is {scenario.digest}, and the manifest says "
            f"{manifest['scenario']['digest']}: changed since, or read by another version "
            f"(made by {manifest['versions']}, here {versions()})"
        )
    return scenario


def again(folder: Path, out: Path | None, threads: int | None) -> Result:
    """Run a stored run once more; ``out=None`` keeps the tables in memory."""
    manifest = read_manifest(folder)
    return simulate(scenario_of(folder), seed=manifest["seed"], replicate=manifest["replicate"],
                    threads=threads, out=out, command=manifest["command"])


def verified(folder: Path, threads: int | None) -> str:
    """Run again in memory and compare every table bit for bit.

    Raises
    ------
    FrondeError : a table differs; the message says which and how.
    """
    status = read_manifest(folder)["status"]
    if status != "complete":
        raise StoreError(f"{folder}: this run is {status}; run its command again to end it first.")
    result = again(folder, None, threads)
    rows = 0
    for name in COMPARED:
        stored, made = read_table(folder, name), getattr(result, name)
        try:  # the order of rows depends on where shards end, and means nothing
            assert_frame_equal(made.sort(made.columns), stored.sort(made.columns),
                               check_exact=True)
        except AssertionError as error:
            made_by, here = read_manifest(folder)["versions"], versions()
            raise FrondeError(
                f"{folder}: table {name} differs.\n{error}\nmade by {made_by}, here {here}"
            ) from None
        rows += len(stored)
    return f"{folder}: identical, {rows:,} rows in {len(COMPARED)} tables."
