"""A study's folder: shards of outcomes, the points, a manifest that says what counts.

    manifest.json          what the study is, which shards are whole, and a digest of every file
    .fronde                says that the folder is a study's, whatever happens to its manifest
    scenario.json          the scenario, tables inlined
    points.parquet         point, then a column a parameter (unit.parquet: place in its prior)
    shards/runs-*.parquet, values-*.parquet, series-*.parquet
    runs.parquet           a row a run: status, seed, parameters, hash, seconds, memory
    values.parquet         run -> reading -> value

Files are written beside their final name and renamed; the manifest comes last, and a shard that
it does not name never happened. So whenever a study is stopped, nothing that it names is half
there, and it goes on with the runs that are missing. Whoever writes holds a lock on the folder.
Shards that have grown many are put together.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import ScenarioError, StoreError
from fronde.record import whole
from fronde.record.files import MARK, discard, is_marked, occupied, put
from fronde.record.provenance import check_packages
from fronde.record.store import held, make, remove
from fronde.record.whole import FILES, MANIFEST
from fronde.study.jobs import OK, Outcome

FORMAT = 2
SCENARIO, SHARDS, FIGURES, SIGN = "scenario.json", "shards", "figures", ".fronde"
RUN_FILE, VALUE_FILE, POINT_FILE, UNIT_FILE = (
    f"{name}.parquet" for name in ("runs", "values", "points", "unit"))
SHARD = re.compile(r"(runs|values|series)-(\d+)(-\d+)?\.parquet")
WRITTEN = re.compile(r"scenario\.json|(points|unit|runs|values)\.parquet")
PART = re.compile(rf"\.(manifest\.json|\.fronde|{WRITTEN.pattern}|{SHARD.pattern})\.part")
MANY = 64  # small shards that are put together
KEY = ("point", "replicate", "variant")
RUNS = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "status": pl.String,
        "seed": pl.Int64, "luck": pl.Int64, "run": pl.String, "seconds": pl.Float64,
        "memory_mb": pl.Float64, "error": pl.String}
VALUES = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "reading": pl.String,
          "value": pl.Float64}
SERIES = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "week": pl.Int32,
          "metric": pl.String, "value": pl.Float64}
SCHEMAS: dict[str, dict[str, Any]] = {"runs": RUNS, "values": VALUES, "series": SERIES}
IDENTITY = {"format", "study", "kind", "shards"}  # entries that no other manifest has together
MEND = "Restore it, or make the study again: --fresh"
NEEDED = {"format": int, "study": dict, "kind": str, "command": str, "status": str,
          "scenario": dict, "shards": dict, "readings": list, "jobs": int, "share": list}


class StudyStore:
    """Writes one study into a folder; a context that lets go of the folder at its end.

    Parameters
    ----------
    folder : made if it is not there; if it holds this very study, that goes on.
    manifest : what the study is; ``manifest["study"]`` is what must be the same to go on.
    files : what else is written at the start: name -> how to write it to a path.
    fresh : whether a study that is there is thrown away first.

    Raises
    ------
    ScenarioError : the folder holds something else, or a study that differs.
    StoreError : it is damaged or of an older version, or writing failed (a full disk).
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], files: Mapping[str, Any],
                 fresh: bool = False) -> None:
        self.folder, self.manifest = folder, manifest
        self.made = [] if folder.is_dir() else make(folder)
        self.lock = held(folder)
        try:
            self.open(files, fresh)
        except BaseException:
            os.close(self.lock)
            raise

    def open(self, files: Mapping[str, Any], fresh: bool) -> None:
        """Go on with what is there, or begin. The manifest comes first: from then on the folder
        is known to be this study's, so that one killed at once can go on."""
        there = holds_something(self.folder)
        if there and fresh:
            check_thrown_away(self.folder)
        elif there:
            self.manifest = {**going_on(self.folder, self.manifest), "status": "running",
                             "command": self.manifest["command"]}
        if not is_marked(self.folder / SIGN):
            self.put(SIGN, lambda path: path.write_text(f"{MARK}\n", encoding="utf-8"))
        self.save_manifest()
        if there and fresh:
            throw_away(self.folder)
        (self.folder / SHARDS).mkdir(exist_ok=True)
        for name, write in files.items():
            if not whole.is_as_written(self.folder, self.manifest, name):
                self.put(name, write)

    def __enter__(self) -> StudyStore:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.lock)

    def put(self, name: str, write: Callable[[Path], Any]) -> None:
        """Write a file; where that fails, say also how to go on."""
        try:
            entry = put(self.folder / name, write)
            self.manifest = {**self.manifest,
                             FILES: {**self.manifest.get(FILES, {}), name: entry}}
        except StoreError as error:
            raise StoreError(f"{error} The runs that {self.folder / MANIFEST} names are whole; "
                             "free some space and run the same command again to go on."
                             ) from error

    def save_manifest(self, **changes: Any) -> None:
        """Write the manifest with some entries changed."""
        changed = {**self.manifest, **changes}
        counted = {SCENARIO, POINT_FILE, UNIT_FILE, RUN_FILE, VALUE_FILE, *shards_of(changed)}
        changed[FILES] = {name: entry for name, entry in changed.get(FILES, {}).items()
                          if name in counted}
        text = whole.sealed(changed)
        self.put(MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))
        self.manifest = changed

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Write a shard of outcomes, then say so in the manifest."""
        listed = {name: list(files) for name, files in self.manifest["shards"].items()}
        number = 1 + max(map(last_number, listed.get("runs", ())), default=-1)
        for name, table in tables(outcomes, self.manifest["readings"]).items():
            if name == "series" and table.is_empty():
                continue
            listed.setdefault(name, []).append(self.write(f"{name}-{number:05d}.parquet", table))
        self.save_manifest(shards=listed)
        if sum(map(is_small, listed["runs"])) >= MANY:
            self.compact(is_small)

    def write(self, file: str, table: pl.DataFrame) -> str:
        """Write a shard; returns its name."""
        self.put(f"{SHARDS}/{file}", partial(table.write_parquet, compression="zstd"))
        return file

    def compact(self, chosen: Callable[[str], bool]) -> None:
        """Put shards together, so that there are few however long a study takes. Each is copied
        twice at most: when many small ones have gathered, and at the end."""
        before = self.manifest
        listed: dict[str, list[str]] = {}
        for name, files in before["shards"].items():
            some = [file for file in files if chosen(file)]
            listed[name] = [file for file in files if not chosen(file)]
            if some:
                table = read_shards(self.folder, {**before, "shards": {name: some}}, name)
                first, last = f"{name}-{first_number(some[0]):05d}", last_number(some[-1])
                listed[name].append(self.write(f"{first}-{last:05d}.parquet", table))
        self.save_manifest(shards=listed)
        self.tidy()

    def tidy(self) -> None:
        """Remove shards that the manifest does not name, and what was cut off."""
        named = set(shards_of(self.manifest))
        for file in (self.folder / SHARDS).iterdir():
            if f"{SHARDS}/{file.name}" not in named and is_a_shard(file):
                file.unlink()

    def keys(self, retry: bool) -> set[tuple[Any, ...]]:
        """Runs that are there; with ``retry``, only those that did not fail."""
        return keys_of(self.folder, self.manifest, retry)

    def finish(self, **changes: Any) -> None:
        """Write the tables of all runs in order and mark the study complete."""
        if len(self.manifest["shards"].get("runs", ())) > 1:
            self.compact(lambda _: True)
        runs = read_shards(self.folder, self.manifest, "runs")
        points = read(self.folder, self.manifest, POINT_FILE)
        joined = runs.join(points, on="point", how="left", maintain_order="left")
        self.put(RUN_FILE, joined.write_parquet)
        self.put(VALUE_FILE, read_shards(self.folder, self.manifest, "values").write_parquet)
        counts = dict(runs.group_by("status").len().sort("status").iter_rows())
        self.save_manifest(**changes, status="complete", runs=counts,
                           seconds=float(runs["seconds"].sum()),
                           memory_mb=float(runs["memory_mb"].max() or 0.0))  # type: ignore[arg-type]


    def discard(self) -> None:
        """Take the whole study away again, if its folder was made here for it."""
        if self.made:
            throw_away(self.folder)
            for name in (MANIFEST, SIGN):
                discard(self.folder / name)
            remove(self.made)


def shards_of(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The shards that a manifest says are whole, as files of the folder."""
    return (f"{SHARDS}/{file}" for files in manifest["shards"].values() for file in files)


def keys_of(folder: Path, manifest: Mapping[str, Any], retry: bool) -> set[tuple[Any, ...]]:
    """Runs that a folder holds; with ``retry``, only those that did not fail."""
    runs = read_shards(folder, manifest, "runs")
    kept = runs.filter(status=OK) if retry else runs
    return set(kept.select(KEY).iter_rows())


def first_number(shard: str) -> int:
    """The number of the first of the shards that are together in one."""
    return int(shard.removesuffix(".parquet").split("-")[1])


def last_number(shard: str) -> int:
    """The number of the last of them."""
    return int(shard.removesuffix(".parquet").split("-")[-1])


def is_small(shard: str) -> bool:
    """Whether a shard was not put together of others."""
    return shard.count("-") == 1


def tables(outcomes: Iterable[Outcome], readings: list[str]) -> dict[str, pl.DataFrame]:
    """Outcomes as tables."""
    listed = list(outcomes)
    runs = [{name: each.row[name] for name in RUNS} for each in listed]
    keys = [tuple(each.row[name] for name in KEY) for each in listed]
    values = [(*key, reading, value) for key, each in zip(keys, listed, strict=True)
              for reading, value in zip(readings, each.values, strict=True)]
    series = [(*key, *week) for key, each in zip(keys, listed, strict=True)
              for week in each.series]
    return {"runs": pl.DataFrame(runs, schema=RUNS),
            "values": pl.DataFrame(values, schema=VALUES, orient="row"),
            "series": pl.DataFrame(series, schema=SERIES, orient="row")}


def read_shards(folder: Path, manifest: Mapping[str, Any], name: str) -> pl.DataFrame:
    """All rows of a table in order of run; of a run that was made again, the later.

    Raises
    ------
    StoreError : a shard that the manifest names is missing or damaged.
    """
    parts = [pl.DataFrame(schema=SCHEMAS[name]),
             *(read(folder, manifest, f"{SHARDS}/{file}", SCHEMAS[name])
               for file in manifest["shards"].get(name, ()))]
    rest = {"values": ["reading"], "series": ["week", "metric"]}.get(name, [])
    whole = pl.concat(parts).unique([*KEY, *rest], keep="last", maintain_order=True)
    return whole.sort(KEY, maintain_order=True)


def read(folder: Path, manifest: Mapping[str, Any], name: str,
         schema: dict[str, Any] | None = None) -> pl.DataFrame:
    """A Parquet file of a study.

    Raises
    ------
    StoreError : missing or damaged.
    """
    try:
        return whole.frame(folder, dict(manifest), name, schema)
    except StoreError as error:
        raise StoreError(f"{error} {MEND}") from error


def content(folder: Path, manifest: Mapping[str, Any], name: str) -> bytes:
    """What is in a file of a study.

    Raises
    ------
    StoreError : missing or damaged.
    """
    try:
        return whole.content(folder, dict(manifest), name)
    except StoreError as error:
        raise StoreError(f"{error} {MEND}") from error


def read_scenario(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario of a study, as a document.

    Raises
    ------
    StoreError : missing or damaged, or made with a package that is not installed here.
    """
    check_packages(folder / SCENARIO, manifest)
    try:
        found = json.loads(content(folder, manifest, SCENARIO))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{folder / SCENARIO}: cannot be read ({error}). {MEND}") from error
    if not isinstance(found, dict):
        raise StoreError(f"{folder / SCENARIO}: not a scenario. {MEND}")
    return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a study.

    Raises
    ------
    StoreError : there is none, it is damaged, or of another version.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(f"{folder}: holds no study ({MANIFEST} is missing).") from None
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{path}: cannot be read ({error}). {MEND}") from error
    if isinstance(found, dict) and "study" in found and found.get("format") != FORMAT:
        raise StoreError(
            f"{folder}: this study is stored in format {found.get('format')!r}, and this version "
            f"reads {FORMAT}. Read it with the version that made it "
            f"({found.get('versions', '?')}), or make it again: --fresh")
    if not isinstance(found, dict) or any(
            not isinstance(found.get(name), kind) for name, kind in NEEDED.items()):
        raise StoreError(f"{folder}: holds no study, or a damaged one: {MANIFEST} lacks "
                         f"{', '.join(missing(found))}.")
    check_names(path, found["shards"])
    whole.check_sealed(path, found)
    return found


def check_names(path: Path, shards: Mapping[str, Any]) -> None:
    """Complain of shards that are no files of this folder."""
    for name, files in shards.items():
        for file in files if isinstance(files, list) else [files]:
            if name not in SCHEMAS or not SHARD.fullmatch(str(file)):
                raise StoreError(f"{path}: {str(file)[:60]!r} is not a shard of a study. {MEND}")


def is_study(folder: Path) -> bool:
    """Whether a folder holds a study, of whatever version and however far."""
    return (folder / SHARDS).is_dir() and (folder / MANIFEST).is_file()


def missing(found: Any) -> Iterator[str]:
    """Entries that a manifest lacks."""
    entries = found if isinstance(found, dict) else {}
    return (name for name, kind in NEEDED.items() if not isinstance(entries.get(name), kind))


def holds_something(folder: Path) -> bool:
    """Whether something is in a folder; what a study writes before its manifest is nothing."""
    return occupied(folder) and [path.name for path in folder.iterdir()
                                 if not PART.fullmatch(path.name)] != [SIGN]


def check_thrown_away(folder: Path) -> None:
    """Complain if what is to be thrown away is no study.

    Raises
    ------
    ScenarioError : of what is there, nothing may be removed.
    """
    if not (is_marked(folder / SIGN) or is_described(folder)):
        raise other(folder)


def is_described(folder: Path) -> bool:
    """Whether a manifest says that a folder is a study's, of whatever version."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.keys() >= IDENTITY


def is_a_shard(file: Path) -> bool:
    """Whether a file has the name of a shard, or of one that was cut off."""
    return bool(SHARD.fullmatch(file.name) or PART.fullmatch(file.name))


def throw_away(folder: Path) -> None:
    """Remove the files of a study that is there, except the manifest; nothing of anybody else."""
    clear(folder / SHARDS, is_a_shard)
    clear(folder / FIGURES, is_marked)
    for file in [*folder.iterdir()]:
        if WRITTEN.fullmatch(file.name) or PART.fullmatch(file.name) or (
                file.suffix == ".html" and is_marked(file)):
            file.unlink()


def clear(folder: Path, ours: Callable[[Path], bool]) -> None:
    """Remove the files of a folder that are ours, and the folder if nothing is left in it."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for file in [*folder.iterdir()]:
        if ours(file):
            file.unlink()
    remove([folder])


def going_on(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of the study to go on with.

    Raises
    ------
    ScenarioError : what is there is no study, or another one; says in what it differs.
    """
    if not (folder / MANIFEST).is_file():
        raise other(folder)
    found = read_manifest(folder)
    differing = list(differences({**found["study"], "share": found.get("share")},
                                 {**manifest["study"], "share": manifest.get("share")}))
    if differing:
        raise ScenarioError(
            f"{folder}: holds another study, which cannot continue as this one. They differ in "
            "(there, now):\n  "
            + "\n  ".join(differing)
            + "\nChoose another --out, or delete the study that is there: --fresh")
    return found


def differences(there: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """In what two studies differ, a line each."""
    for name in dict.fromkeys((*there, *now)):
        if there.get(name) != now.get(name):
            yield f"{name}: {short(there.get(name))}, {short(now.get(name))}"


def short(value: Any) -> str:
    """A value in a line."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def other(folder: Path) -> ScenarioError:
    """The complaint about a folder with something else in it."""
    return ScenarioError(f"{folder}: exists and holds no study; nothing in it is "
                         "overwritten. Choose another --out.")
