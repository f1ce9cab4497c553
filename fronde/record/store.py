"""A run's folder: Parquet shards, a checkpoint, a manifest.

Nothing stands under its final name until it is whole: files are written beside it and
renamed. A folder that exists is never written into, unless it holds the same run,
interrupted: then that run goes on.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fronde.errors import ScenarioError, StoreError
from fronde.world.people import KNOWN, People, index_rows
from fronde.world.world import World

FORMAT = 1
MANIFEST, SCENARIO, CHECKPOINT = "manifest.json", "scenario.json", "checkpoint.npz"


class Store:
    """Writes one run into a folder.

    Raises
    ------
    ScenarioError : the folder exists and holds something else, or cannot be made.
    StoreError : writing failed later (a full disk); what was complete stays readable.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], document: Any) -> None:
        self.folder = folder
        self.resumed = goes_on(folder, manifest["run"])
        if self.resumed:
            self.manifest = read_manifest(folder)
            return
        self.manifest = manifest
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            raise ScenarioError(
                f"{folder}: exists already, and nothing is overwritten. Choose another --out, "
                "or remove it."
            ) from None
        except OSError as error:
            raise ScenarioError(f"{folder}: cannot be made ({error.strerror}).") from error
        self.put(SCENARIO, lambda path: path.write_text(json.dumps(document, indent=1)))
        self.save_manifest()

    def put(self, name: str, write: Callable[[Path], Any]) -> None:
        """Write a file beside its final name, then rename it."""
        part = self.folder / f".{name}.part"
        try:
            write(part)
            os.replace(part, self.folder / name)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError(self.explain(name, error)) from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def explain(self, name: str, error: OSError) -> str:
        """What went wrong, and what is still there."""
        full = error.errno in (errno.ENOSPC, errno.EDQUOT) or "space" in str(error).lower()
        why = "the disk is full" if full else (error.strerror or str(error))
        done = self.manifest.get("weeks_done", 0)
        return (
            f"{self.folder / name}: could not be written: {why}. What was complete, up to week "
            f"{done}, stays readable; make room and run the same command again to go on."
        )

    def save_manifest(self, **changes: Any) -> None:
        """Write the manifest with some entries changed."""
        self.manifest.update(changes)
        text = json.dumps(self.manifest, indent=1, default=str)
        self.put(MANIFEST, lambda path: path.write_text(text))

    def add_shard(self, tables: dict[str, pl.DataFrame], world: World) -> None:
        """Write what was observed since the last shard, then the checkpoint, then say so."""
        listed = {name: list(files) for name, files in self.manifest["tables"].items()}
        for name, table in tables.items():
            file = f"{name}-{len(listed.setdefault(name, [])):04d}.parquet"
            self.put(file, partial(table.write_parquet, compression="zstd"))
            listed[name].append(file)
        self.put(CHECKPOINT, lambda path: save_world(world, path))
        self.save_manifest(tables=listed, weeks_done=world.week)

    def add_table(self, name: str, table: pl.DataFrame) -> None:
        """Write a table that is whole at once."""
        self.put(f"{name}.parquet", table.write_parquet)
        self.save_manifest(tables={**self.manifest["tables"], name: [f"{name}.parquet"]})

    def finish(self, **changes: Any) -> None:
        """Mark the run complete; the checkpoint is not needed any more."""
        self.save_manifest(status="complete", **changes)
        (self.folder / CHECKPOINT).unlink(missing_ok=True)


def goes_on(folder: Path, run: str) -> bool:
    """Whether a folder holds this very run, not finished, with a checkpoint."""
    if not (folder / CHECKPOINT).is_file():
        return False
    found = read_manifest(folder)
    return bool(found["run"] == run and found["status"] != "complete")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder.

    Raises
    ------
    StoreError : there is none, or it is not one of ours.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text())
    except FileNotFoundError:
        raise StoreError(f"{folder}: no run here ({MANIFEST} is missing).") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read ({error}).") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError(f"{path}: not a run of this version of fronde (format {FORMAT}).")
    return manifest


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """A table of a run, all shards together.

    Raises
    ------
    StoreError : the run has no such table, a shard is missing or damaged, or the manifest
        names a file outside the folder.
    """
    files = read_manifest(folder)["tables"].get(name)
    if not files:
        raise StoreError(f"{folder}: this run has no table {name!r}.")
    frames = []
    for file in files:
        if Path(file).name != file:
            raise StoreError(f"{folder / MANIFEST}: {file!r} is not a file of this folder.")
        try:
            frames.append(pl.read_parquet(folder / file))
        except (OSError, pl.exceptions.PolarsError) as error:
            raise StoreError(f"{folder / file}: missing or damaged ({error}).") from error
    return pl.concat(frames)


PEOPLE_COLUMNS = ("id", "community", "state", "since", "until", "history", "cause")


def save_world(world: World, path: Path) -> None:
    """Write what a world cannot work out again: people, counts, flows, the community table."""
    people = {name: getattr(world.people, name)[: world.people.rows] for name in PEOPLE_COLUMNS}
    with path.open("wb") as file:
        np.savez(file, week=np.array(world.week), counts=world.counts, flows=world.flows,
                 here=world.here, **people)


def load_world(world: World, path: Path) -> World:
    """Bring a freshly built world to the week of a checkpoint."""
    with np.load(path, allow_pickle=False) as saved:
        people = People.empty()
        people.reserve(len(saved["id"]))
        people.rows = len(saved["id"])
        for name in PEOPLE_COLUMNS:
            getattr(people, name)[: people.rows] = saved[name]
        people.slots[:] = -1
        index_rows.compiled(people.id, people.rows, people.slots)
        world.byte[saved["id"]] = saved["state"] | KNOWN
        world.people = people
        world.week = int(saved["week"])
        world.counts, world.flows, world.here = saved["counts"], saved["flows"], saved["here"]
    return world

