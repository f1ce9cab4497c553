"""One run of a study made again, whole: with all tables, and a folder of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import StoreError
from fronde.record.branch import branch
from fronde.record.simulation import Result, simulate
from fronde.record.store import check_open
from fronde.scenario import load
from fronde.scenario.altered import recording
from fronde.scenario.types import Contrast
from fronde.study.jobs import RunSpec, Variant, scenario_at
from fronde.study.study_store import POINT_FILE, RUN_FILE, read, read_manifest, read_scenario

LEVELS = ("nation", "region", "group")
ORGANISATIONS = 200


def again(folder: Path, run: str, out: Path, threads: int | None = None,
          command: str = "") -> Result:
    """Make a run again, by its id in ``runs.parquet`` or how that begins.

    It records more than the study did (regions, groups, organisations), so its id is another;
    what happens in it is the same, bit for bit.

    Raises
    ------
    StoreError : no study there, or no such run, or several begin like this.
    ScenarioError : the folder to be made exists.
    """
    manifest = read_manifest(folder)
    row = find_run(folder, manifest, run)
    variants = tuple(variant(one) for one in manifest["study"]["variants"])
    number = [one.id for one in variants].index(row["variant"])
    whole = recording(load(read_scenario(folder, manifest)), LEVELS, ORGANISATIONS)
    spec = RunSpec(json.dumps(whole.document), variants, (), row["seed"])
    points = read(folder, manifest, POINT_FILE).filter(point=row["point"]).drop("point")
    values = points.to_dicts()[0] if points.width else {}
    chosen = variants[number]
    if not chosen.branch:
        return simulate(scenario_at(spec, values, number), seed=row["seed"],
                        replicate=row["draws"], threads=threads, out=out, command=command)
    check_open(out)
    trunk = simulate(scenario_at(spec, values, 0), seed=row["seed"], replicate=row["draws"],
                     threads=threads, keep=(chosen.week,))
    return branch(trunk, chosen.week, response=chosen.branch, threads=threads, out=out)


def find_run(folder: Path, manifest: dict[str, Any], run: str) -> dict[str, Any]:
    """The row of a run."""
    runs = read(folder, manifest, RUN_FILE)
    rows = runs.filter(pl.col("run").str.starts_with(run), pl.col("run") != "")
    if not run or rows.is_empty():
        raise StoreError(f"no run {run!r} in {folder / 'runs.parquet'}; its column `run` lists the "
                         "ids.")
    if rows["run"].n_unique() > 1:
        raise StoreError(f"{run!r} fits {rows['run'].n_unique():,} runs of {folder}; give more of "
                         "the id.")
    return rows.row(0, named=True)


def variant(stored: dict[str, Any]) -> Variant:
    """A variant as a manifest has it."""
    changes = stored["contrast"]
    return Variant(stored["id"], Contrast(
        changes["sets"], tuple(changes["without_events"]), tuple(changes["without_mechanisms"]),
        changes["response"]), stored["branch"], stored["week"])
