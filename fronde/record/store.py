"""A run's folder: Parquet shards, a checkpoint, a manifest.

Whenever a run is stopped, the manifest names shards up to a week and the checkpoint of that very
week, and the run can go on from there (see ``folder``). A folder that exists is never written
into, unless it is empty or holds the same run, not complete: then that run goes on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import StoreError
from fronde.record import checkpoint, whole
from fronde.record.fighters import SCHEMAS as OF_FIGHTERS
from fronde.record.files import has_content
from fronde.record.folder import (
    Folder,
    FolderKind,
    clear,
    exists,
    is_cut_off,
    manifest_of,
    names_in,
    remove,
)
from fronde.record.tables import EVENTS, FLOWS, SERIES
from fronde.record.whole import MANIFEST, SCENARIO
from fronde.world.world import World

FORMAT = 3
EVENT_FILE = "events.parquet"
SCHEMAS: dict[str, dict[str, Any]] = {
    "series": SERIES, "flows": FLOWS, "events": EVENTS, **OF_FIGHTERS}
TABLES = tuple(SCHEMAS)
CHECKPOINT = re.compile(r"checkpoint-\d{5,}\.npz")
COUNTED = re.compile(r"events\.parquet|moment-\d{5,}\.npz|"
                     rf"{CHECKPOINT.pattern}|({'|'.join(TABLES)})-\d{{4,}}\.parquet")
WRITTEN = re.compile(rf"manifest\.json|scenario\.json|{COUNTED.pattern}")
NEEDED = {"run": str, "status": str, "weeks": int, "weeks_done": int, "seed": int,
          "replicate": int, "command": str, "scenario": dict, "versions": dict, "tables": dict}
SAME_RUN = ("run", "source", "versions")


def files_in_manifest(manifest: Mapping[str, Any]) -> Iterator[Any]:
    """The files that a manifest says count: shards, the checkpoint, moments."""
    yield from names_in(manifest["tables"])
    if manifest.get("checkpoint"):
        yield manifest["checkpoint"]
    moments = manifest.get("moments", {})
    yield from moments.values() if isinstance(moments, dict) else [moments]


RUN = FolderKind("run", FORMAT, NEEDED, COUNTED, frozenset({SCENARIO}), files_in_manifest, "",
                 "run it again.")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run.

    Raises
    ------
    StoreError : there is none, it is damaged, or of another version.
    """
    return manifest_of(folder, RUN)


class Store(Folder):
    """Writes one run into a folder.

    A run that fails before any week is complete takes its folder away again.

    Raises
    ------
    ScenarioError : the folder exists and holds something else, or cannot be made.
    StoreError : writing failed later (a full disk); what was complete stays readable.
    """

    kind = RUN

    def __init__(self, folder: Path, manifest: dict[str, Any], document: Any,
                 events: pl.DataFrame) -> None:
        super().__init__(folder, manifest)
        self.document, self.events = document, events
        self.check_same()

    def check_same(self) -> None:
        """Refuse a folder with anything else in it."""
        if os.path.lexists(self.folder) and not goes_on(self.folder, self.manifest):
            raise exists(self.folder)

    def open(self) -> None:
        """Write what is known before the first week; the manifest names it with the first shard."""
        self.check_same()  # again, now that nobody else can finish it
        if (self.folder / MANIFEST).is_file():
            self.manifest = read_manifest(self.folder)
        self.save_manifest(status="running")
        if self.checkpoint is None:
            self.put(SCENARIO, lambda path: path.write_text(json.dumps(self.document, indent=1)))
            self.put(EVENT_FILE, self.events.write_parquet)
            self.manifest["tables"] = {"events": [EVENT_FILE]}

    def leave(self, *error: Any) -> None:
        """Take away what a run wrote that came to nothing, with the folders made for it."""
        if error[0] is not None and self.new and self.manifest["weeks_done"] == 0:
            clear(self.folder, is_written)
            remove(self.new)

    @property
    def checkpoint(self) -> Path | None:
        """Where the run goes on from, or None at its start."""
        name = self.manifest.get("checkpoint")
        return self.folder / name if name else None

    def hint(self) -> str:
        """What was complete, and how to go on."""
        done = self.manifest["weeks_done"]
        if done == 0:
            return "Nothing was complete yet."
        return (f"The weeks up to week {done} are complete and can be read; run the same command "
                "again to go on from there.")

    def add_shard(self, tables: dict[str, pl.DataFrame], world: World, **changes: Any) -> None:
        """Write what was observed since the last shard and a checkpoint, then say so.

        Until the manifest is renamed, the earlier shards and their checkpoint count; files of
        a shard that was cut off are written anew under the same names.
        """
        listed = {name: list(files) for name, files in self.manifest["tables"].items()}
        for name, table in tables.items():
            file = f"{name}-{len(listed.setdefault(name, [])):04d}.parquet"
            self.put(file, partial(table.write_parquet, compression="zstd"))
            listed[name].append(file)
        before, after = self.checkpoint, f"checkpoint-{world.week:05d}.npz"
        self.put(after, partial(checkpoint.save, world))
        self.save_manifest(tables=listed, weeks_done=world.week, checkpoint=after, **changes)
        if before is not None and before.name != after:
            before.unlink(missing_ok=True)

    def keep(self, world: World) -> None:
        """Keep the world of a week; the manifest names it with the next shard."""
        name = f"moment-{world.week:05d}.npz"
        self.put(name, partial(checkpoint.save, world))
        self.manifest["moments"] = {**self.manifest.get("moments", {}), str(world.week): name}

    def finish(self, **changes: Any) -> None:
        """Mark the run complete; the checkpoint is not needed any more."""
        self.save_manifest(status="complete", checkpoint=None, **changes)
        clear(self.folder, is_left_over)


def is_written(file: Path) -> bool:
    """Whether a run gave a file its name."""
    return bool(WRITTEN.fullmatch(file.name)) or is_cut_off(file, WRITTEN)


def is_left_over(file: Path) -> bool:
    """Whether a complete run does without a file: a checkpoint, or what was cut off."""
    return bool(CHECKPOINT.fullmatch(file.name)) or is_cut_off(file, WRITTEN)


def check_open(folder: Path) -> None:
    """Refuse a folder into which no run can go, whichever it is: before anything is computed.

    Raises
    ------
    ScenarioError : it holds a complete run, or something else.
    """
    if not os.path.lexists(folder) or (folder.is_dir() and not has_content(folder)):
        return
    with suppress(StoreError):
        if read_manifest(folder)["status"] != "complete":
            return
    raise exists(folder)


def goes_on(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether a folder holds this very run, by the same code and versions, not complete; or
    nothing, as where a run was killed before its first file."""
    try:
        if folder.is_dir() and not has_content(folder):
            return True
        found = read_manifest(folder)
    except (OSError, ValueError, StoreError):
        return False
    same = all(found.get(key) == manifest[key] for key in SAME_RUN)
    return same and found["status"] != "complete"


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """A table of a run, all shards together.

    Raises
    ------
    StoreError : the run has no such table, a shard is missing or damaged, or the manifest
        names a file outside the folder.
    """
    manifest = read_manifest(folder)
    files = manifest["tables"].get(name)
    if not files:
        done = f"{manifest['weeks_done']} of {manifest['weeks']} weeks are done"
        raise StoreError(f"{folder}: this run has no table {name!r} ({done}).")
    return pl.concat([whole.frame(folder, manifest, file, SCHEMAS[name]) for file in files])
