"""A run's folder: Parquet shards, a checkpoint, a manifest.

Nothing stands under its final name until it is whole: files are written beside it and
renamed. The manifest is written last and says what counts: a shard or a checkpoint that it
does not name never happened. So whenever a run is stopped, the manifest names shards up to
a week and the checkpoint of that very week, and the run can go on from there.

A folder that exists is never written into, unless it is empty or holds the same run, not
complete: then that run goes on. Who writes holds a lock on the folder. What is removed goes by
the exact names that runs give their files.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import ScenarioError, StoreError
from fronde.record import checkpoint, whole
from fronde.record.fighters import SCHEMAS as OF_FIGHTERS
from fronde.record.files import occupied, put
from fronde.record.tables import EVENTS, FLOWS, SERIES
from fronde.record.whole import FILES, MANIFEST
from fronde.world.world import World

FORMAT = 3
SCENARIO, EVENT_FILE = "scenario.json", "events.parquet"
SCHEMAS: dict[str, dict[str, Any]] = {
    "series": SERIES, "flows": FLOWS, "events": EVENTS, **OF_FIGHTERS}
TABLES = tuple(SCHEMAS)
CHECKPOINT = re.compile(r"checkpoint-\d{5,}\.npz")
WRITTEN = re.compile(r"manifest\.json|scenario\.json|events\.parquet|moment-\d{5,}\.npz|"
                     rf"{CHECKPOINT.pattern}|({'|'.join(TABLES)})-\d{{4,}}\.parquet")
PART = re.compile(rf"\.({WRITTEN.pattern})\.part")
NEEDED = {"run": str, "status": str, "weeks": int, "weeks_done": int, "seed": int,
          "replicate": int, "command": str, "scenario": dict, "versions": dict, "tables": dict}
SAME_RUN = ("run", "source", "versions")


class Store:
    """Writes one run into a folder; a context, which lets go of the folder at its end.

    A run that fails before any week is complete takes its folder away again.

    Raises
    ------
    ScenarioError : the folder exists and holds something else, or cannot be made.
    StoreError : writing failed later (a full disk); what was complete stays readable.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], document: Any,
                 events: pl.DataFrame) -> None:
        self.folder = folder
        there = goes_on(folder, manifest)
        self.made = [] if there else make(folder)
        self.manifest = manifest
        self.lock = held(folder)
        try:
            if there:
                self.manifest = unfinished(folder, manifest)
            self.open(document, events)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise

    def open(self, document: Any, events: pl.DataFrame) -> None:
        """Write what is known before the first week; the manifest names it with the first shard."""
        self.save_manifest(status="running")
        if self.checkpoint is None:
            self.put(SCENARIO, lambda path: path.write_text(json.dumps(document, indent=1)))
            self.put(EVENT_FILE, events.write_parquet)
            self.manifest["tables"] = {"events": [EVENT_FILE]}

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is not None and self.made and self.manifest["weeks_done"] == 0:
            self.discard()
        os.close(self.lock)

    @property
    def checkpoint(self) -> Path | None:
        """Where the run goes on from, or None at its start."""
        name = self.manifest.get("checkpoint")
        return self.folder / name if name else None

    def discard(self) -> None:
        """Take away what this run wrote and the folders it made; nothing of anybody else."""
        clear(self.folder, WRITTEN)
        remove(self.made)

    def put(self, name: str, write: Callable[[Path], Any]) -> None:
        """Write a file; where that fails, say also what is still there."""
        try:
            entry = put(self.folder / name, write)
            self.manifest = {**self.manifest,
                             FILES: {**self.manifest.get(FILES, {}), name: entry}}
        except StoreError as error:
            raise StoreError(f"{error} {self.still_there()}") from error

    def still_there(self) -> str:
        """What was complete, and how to go on."""
        done = self.manifest["weeks_done"]
        if done == 0:
            return "Nothing was complete yet."
        return (f"The weeks up to week {done} are complete and can be read; run the same command "
                "again to go on from there.")

    def save_manifest(self, **changes: Any) -> None:
        """Write the manifest with some entries changed."""
        changed = {**self.manifest, **changes}
        counted = {SCENARIO, *named(changed)}
        changed[FILES] = {name: entry for name, entry in changed.get(FILES, {}).items()
                          if name in counted}
        text = whole.sealed(changed)
        self.put(MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))
        self.manifest = changed

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
        self.put(after, lambda path: checkpoint.save(world, path))
        self.save_manifest(tables=listed, weeks_done=world.week, checkpoint=after, **changes)
        if before is not None and before.name != after:
            before.unlink(missing_ok=True)

    def keep(self, world: World) -> None:
        """Keep the world of a week; the manifest names it with the next shard."""
        name = f"moment-{world.week:05d}.npz"
        self.put(name, lambda path: checkpoint.save(world, path))
        self.manifest["moments"] = {**self.manifest.get("moments", {}), str(world.week): name}

    def finish(self, **changes: Any) -> None:
        """Mark the run complete; the checkpoint is not needed any more."""
        self.save_manifest(status="complete", checkpoint=None, **changes)
        clear(self.folder, CHECKPOINT)


def clear(folder: Path, names: re.Pattern[str]) -> None:
    """Remove the files of these names, and what was cut off when a file of a run was written."""
    for file in folder.iterdir():
        if names.fullmatch(file.name) or PART.fullmatch(file.name):
            file.unlink(missing_ok=True)


def unfinished(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest of the run to go on with, read again now that nobody else can finish it."""
    if not goes_on(folder, manifest):
        raise exists(folder)
    return read_manifest(folder) if (folder / MANIFEST).is_file() else manifest


def exists(folder: Path) -> ScenarioError:
    """The complaint about a folder that is there."""
    return ScenarioError(f"{folder}: exists already, and nothing is overwritten. Choose another "
                         "--out, or remove it.")


def check_open(folder: Path) -> None:
    """Refuse a folder into which no run can go, whichever it is: before anything is computed.

    Raises
    ------
    ScenarioError : it holds a complete run, or something else.
    """
    if not os.path.lexists(folder) or (folder.is_dir() and not occupied(folder)):
        return
    with suppress(StoreError):
        if read_manifest(folder)["status"] != "complete":
            return
    raise exists(folder)


def make(folder: Path) -> list[Path]:
    """Make a folder with those above it, and return the ones that were not there.

    Raises
    ------
    ScenarioError : it exists, or cannot be made or written; nothing is left behind.
    """
    new = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise exists(folder) from None
    except (OSError, ValueError) as error:
        remove(new)
        said = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(
            f"{folder}: cannot be made ({said}). Choose another --out."
        ) from error
    return new


def remove(folders: list[Path]) -> None:
    """Remove folders, inner ones first, as far as they are empty."""
    for path in folders:
        with suppress(OSError, ValueError):
            path.rmdir()


def held(folder: Path) -> int:
    """Lock a folder until the descriptor is closed (also by the process's end).

    Raises
    ------
    ScenarioError : another process is writing there.
    """
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise ScenarioError(f"{folder}: another process is writing there. Wait for it, or choose "
                            "another --out.") from None
    except OSError:  # a file system without locks
        pass
    return lock


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder while something is written into it; see ``held``."""
    lock = held(folder)
    try:
        yield
    finally:
        os.close(lock)


def goes_on(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether a folder holds this very run, by the same code and versions, not complete; or
    nothing, as where a run was killed before its first file."""
    try:
        if folder.is_dir() and not occupied(folder):
            return True
        found = read_manifest(folder)
    except (OSError, ValueError, StoreError):
        return False
    same = all(found.get(key) == manifest[key] for key in SAME_RUN)
    return same and found["status"] != "complete"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder.

    Raises
    ------
    StoreError : there is none, or it is not one of ours.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{folder}: holds no run ({MANIFEST} is missing).") from None
    except RecursionError:
        raise StoreError(f"{path}: cannot be read (nested too deep).") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read ({error}).") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError(f"{path}: not a run of this version of fronde{of_another(manifest)}.")
    for name, kind in NEEDED.items():
        if not isinstance(manifest.get(name), kind):
            raise StoreError(f"{path}: {name!r} is missing or damaged.")
    check_files(path, manifest)
    whole.check_sealed(path, manifest)
    return manifest


def of_another(manifest: Any) -> str:
    """What to do with a run of another version; nothing where it is no run at all."""
    if not isinstance(manifest, dict) or "run" not in manifest:
        return ""
    return (f": it is stored in format {manifest.get('format')!r}, and this version reads "
            f"{FORMAT}. Read it with the version that made it ({manifest.get('versions', '?')}), "
            "or run it again")


def check_files(path: Path, manifest: dict[str, Any]) -> None:
    """Complain of files that a manifest names outside its folder."""
    if not isinstance(manifest.get("moments", {}), dict):
        raise StoreError(f"{path}: 'moments' is damaged.")
    for file in named(manifest):
        if not isinstance(file, str) or Path(file).name != file or "\0" in file:
            raise StoreError(f"{path}: {str(file)[:80]!r} is not a file of this folder.")


def named(manifest: dict[str, Any]) -> Iterator[Any]:
    """The files that a manifest says count: shards, the checkpoint, moments."""
    for files in manifest["tables"].values():
        yield from files if isinstance(files, list) else [files]
    if manifest.get("checkpoint"):
        yield manifest["checkpoint"]
    yield from manifest.get("moments", {}).values()


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
