"""A run's folder: Parquet shards, a checkpoint, a manifest.

The manifest is the truth: what it names is whole, what it does not name does not count. It
is written last, so a run that is killed anywhere goes on from what the manifest says. A
folder that exists is never written into, unless it holds the same run, not finished.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import ScenarioError, StoreError
from fronde.record import checkpoint
from fronde.record.files import put, put_bytes
from fronde.world.world import World

FORMAT = 1
MANIFEST, SCENARIO = "manifest.json", "scenario.json"


class Store:
    """Writes one run into a folder.

    Raises
    ------
    ScenarioError : the folder exists and holds something else, or cannot be made.
    StoreError : writing failed later (a full disk); what was complete stays readable.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], document: Any) -> None:
        self.folder = folder
        self.resumed = goes_on(folder, manifest)
        self.manifest = read_manifest(folder) if self.resumed else manifest
        if not self.resumed:
            made(folder)
        self.save_manifest(status="running")
        put_bytes(folder / SCENARIO, json.dumps(document, indent=1).encode())

    def save_manifest(self, **changes: Any) -> None:
        """Write the manifest with some entries changed."""
        changed = {**self.manifest, **changes}
        put_bytes(self.folder / MANIFEST, json.dumps(changed, indent=1, default=str).encode())
        self.manifest = changed

    def add_shard(self, tables: dict[str, pl.DataFrame], world: World) -> None:
        """Write what was observed since the last shard and a checkpoint, then say so.

        The old checkpoint goes last: until the manifest names the new one, it is the one
        that the run would go on from.
        """
        listed = {name: list(files) for name, files in self.manifest["tables"].items()}
        for name, table in tables.items():
            file = f"{name}-{len(listed.setdefault(name, [])):04d}.parquet"
            put(self.folder / file, partial(table.write_parquet, compression="zstd"))
            listed[name].append(file)
        old, new = self.manifest.get("checkpoint"), f"checkpoint-{world.week:05d}.npz"
        put(self.folder / new, lambda path: checkpoint.save(world, path))
        self.save_manifest(tables=listed, weeks_done=world.week, checkpoint=new)
        if old and old != new:
            (self.folder / old).unlink(missing_ok=True)

    def finish(self, events: pl.DataFrame, **changes: Any) -> None:
        """Write the last table and mark the run complete; the checkpoint is not needed now."""
        put(self.folder / "events.parquet", events.write_parquet)
        tables = {**self.manifest["tables"], "events": ["events.parquet"]}
        old = self.manifest.get("checkpoint")
        self.save_manifest(tables=tables, status="complete", checkpoint=None, **changes)
        if old:
            (self.folder / old).unlink(missing_ok=True)

    @property
    def checkpoint(self) -> Path | None:
        """Where the run goes on from; None: from the start."""
        name = self.manifest.get("checkpoint")
        return self.folder / name if name else None


def made(folder: Path) -> None:
    """Make a folder that is not there."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise ScenarioError(
            f"{folder}: exists already, and nothing is overwritten. Choose another --out, "
            "or remove it."
        ) from None
    except OSError as error:
        raise ScenarioError(f"{folder}: cannot be made ({error.strerror}).") from error


def goes_on(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether a folder holds this very run, by the same code, not finished, and can go on.

    It goes on from its checkpoint, or from the start if nothing was stored yet.
    """
    if not (folder / MANIFEST).is_file():
        return False
    found = read_manifest(folder)
    same = all(found.get(key) == manifest[key] for key in ("run", "source"))
    if not same or found["status"] == "complete":
        return False
    saved = found.get("checkpoint")
    if saved is None:
        return not found["tables"]
    return inside(saved) and (folder / saved).is_file()


def inside(file: Any) -> bool:
    """Whether a manifest's file name is one of its own folder."""
    return isinstance(file, str) and file not in ("", ".", "..") and Path(file).name == file


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder.

    Raises
    ------
    StoreError : there is none, or it is not one of ours.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise StoreError(f"{folder}: no run here ({MANIFEST} is missing).") from None
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{path}: cannot be read ({error}).") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError(f"{path}: not a run of this version of fronde (format {FORMAT}).")
    kinds = {"run": str, "status": str, "tables": dict, "scenario": dict, "seed": int,
             "versions": dict, "weeks_done": int}
    for key, kind in kinds.items():
        if not isinstance(manifest.get(key), kind):
            raise StoreError(f"{path}: {key!r} is missing or damaged.")
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
        if not inside(file):
            raise StoreError(f"{folder / MANIFEST}: {file!r} is not a file of this folder.")
        try:
            frames.append(pl.read_parquet(folder / file))
        except (OSError, pl.exceptions.PolarsError) as error:
            raise StoreError(f"{folder / file}: missing or damaged ({error}).") from error
    return pl.concat(frames)
