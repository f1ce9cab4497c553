"""A study's folder: shards of outcomes, the points, a manifest that says what counts.

    manifest.json          what the study is, which shards are whole, and a digest of every file
    .fronde                says that the folder is a study's, whatever happens to its manifest
    scenario.json          the scenario, tables inlined
    points.parquet         point, then a column a parameter (unit.parquet: place in its prior)
    shards/runs-*.parquet, values-*.parquet, series-*.parquet
    findings.json          what the study shows (see ``fronde.study.findings``)
    runs.parquet           a row a run: status, seed, parameters, hash, seconds, memory
    values.parquet         run -> reading -> value

A study that was stopped goes on with the runs that are missing (see ``fronde.record.folder``).
Shards that have grown many are put together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import ScenarioError, StoreError
from fronde.record import whole
from fronde.record.files import MARK, content_of, discard, has_content, is_marked
from fronde.record.folder import (
    Folder,
    FolderKind,
    clear,
    is_cut_off,
    manifest_of,
    names_in,
    remove,
)
from fronde.record.provenance import read_document
from fronde.record.whole import FILES, MANIFEST, SCENARIO
from fronde.study.jobs import OK, JobOutcome

FORMAT = 2
SHARDS, FIGURES, SIGN, FINDINGS = "shards", "figures", ".fronde", "findings.json"
RUN_FILE, VALUE_FILE, POINT_FILE, UNIT_FILE = (
    f"{name}.parquet" for name in ("runs", "values", "points", "unit"))
SHARD = re.compile(r"(runs|values|series)-(\d+)(-\d+)?\.parquet")
WRITTEN = re.compile(r"scenario\.json|(points|unit|runs|values)\.parquet")
ALL = re.compile(rf"manifest\.json|findings\.json|\.fronde|{WRITTEN.pattern}|{SHARD.pattern}")
MANY = 64  # small shards that are put together
GROWING = frozenset({"points", "design", "replicated"})  # may be more in a study that goes on
Design = Callable[[int], str]
KEY = ("point", "replicate", "variant")
RUNS = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "status": pl.String,
        "seed": pl.Int64, "draws": pl.Int64, "run": pl.String, "seconds": pl.Float64,
        "memory_mb": pl.Float64, "error": pl.String}
VALUES = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "outcome": pl.String,
          "value": pl.Float64}
SERIES = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "week": pl.Int32,
          "metric": pl.String, "value": pl.Float64}
OLDER = {"luck": "draws", "reading": "outcome"}  # columns of older folders, and today's
SCHEMAS: dict[str, dict[str, Any]] = {"runs": RUNS, "values": VALUES, "series": SERIES}
IDENTITY = {"format", "study", "kind", "shards"}  # entries that no other manifest has together
MEND = "Restore it, or make the study again: --fresh"
NEEDED = {"format": int, "study": dict, "kind": str, "command": str, "status": str,
          "scenario": dict, "shards": dict, "readings": list, "jobs": int, "share": list}


def shards_of(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The shards that a manifest says are whole, as files of the folder."""
    yield from manifest["shards"].keys() - SCHEMAS.keys()  # of no table: no file of the folder
    yield from (f"{SHARDS}/{file}" for file in names_in(manifest["shards"]))


STUDY = FolderKind("study", FORMAT, NEEDED, re.compile(f"{SHARDS}/({SHARD.pattern})"),
                   frozenset({SCENARIO, POINT_FILE, UNIT_FILE, RUN_FILE, VALUE_FILE}), shards_of,
                   MEND, "make it again: --fresh")


class StudyStore(Folder):
    """Writes one study into a folder.

    Parameters
    ----------
    folder : made if it is not there; if it holds this very study, that goes on.
    manifest : what the study is; ``manifest["study"]`` is what must be the same to go on.
    files : what else is written at the start: name -> how to write it to a path.
    fresh : whether a study that is there is thrown away first.
    design : a digest of so many first points; with it a smaller study that is there is enlarged.

    Raises
    ------
    ScenarioError : the folder holds something else, or a study that differs.
    StoreError : it is damaged or of another version, or writing failed (a full disk).
    """

    kind = STUDY

    def __init__(self, folder: Path, manifest: dict[str, Any], files: Mapping[str, Any],
                 fresh: bool = False, design: Design | None = None) -> None:
        super().__init__(folder, manifest)
        self.files, self.fresh, self.design = files, fresh, design

    def open(self) -> None:
        """Go on with what is there, or begin. The manifest comes first: from then on the folder
        is known to be this study's, so that one killed at once can go on."""
        there = holds_something(self.folder)
        if there and self.fresh:
            check_thrown_away(self.folder)
        elif there:
            self.manifest = {**continue_from(self.folder, self.manifest, self.design),
                             "status": "running", "command": self.manifest["command"]}
        if not is_marked(self.folder / SIGN):
            self.put(SIGN, lambda path: path.write_text(f"{MARK}\n", encoding="utf-8"))
        self.save_manifest()
        if there and self.fresh:
            throw_away(self.folder)
        (self.folder / SHARDS).mkdir(exist_ok=True)
        for name, write in self.files.items():
            if not whole.is_as_written(self.folder, self.manifest, name):
                self.put(name, write)

    def hint(self) -> str:
        """What was complete, and how to go on."""
        return (f"The runs that {self.folder / MANIFEST} names are whole; free some space and run "
                "the same command again to go on.")

    def add(self, outcomes: Iterable[JobOutcome]) -> None:
        """Write a shard of outcomes, then say so in the manifest."""
        listed = {name: list(files) for name, files in self.manifest["shards"].items()}
        number = 1 + max((numbers(file)[-1] for file in listed.get("runs", ())), default=-1)
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
                first, last = numbers(some[0])[0], numbers(some[-1])[-1]
                listed[name].append(self.write(f"{name}-{first:05d}-{last:05d}.parquet", table))
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
        if self.new:
            throw_away(self.folder)
            for name in (MANIFEST, SIGN):
                discard(self.folder / name)
            remove(self.new)


def keys_of(folder: Path, manifest: Mapping[str, Any], retry: bool) -> set[tuple[Any, ...]]:
    """Runs that a folder holds; with ``retry``, only those that did not fail."""
    runs = read_shards(folder, manifest, "runs")
    kept = runs.filter(status=OK) if retry else runs
    return set(kept.select(KEY).iter_rows())


def numbers(shard: str) -> list[int]:
    """The number of a shard, or those of the first and the last that were put together in it."""
    return [int(number) for number in shard.removesuffix(".parquet").split("-")[1:]]


def is_small(shard: str) -> bool:
    """Whether a shard was not put together of others."""
    return len(numbers(shard)) == 1


def tables(outcomes: Iterable[JobOutcome], readings: list[str]) -> dict[str, pl.DataFrame]:
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
    rest = {"values": ["outcome"], "series": ["week", "metric"]}.get(name, [])
    whole = pl.concat(parts).unique([*KEY, *rest], keep="last", maintain_order=True)
    return whole.sort(KEY, maintain_order=True)


@contextmanager
def say_mending() -> Iterator[None]:
    """Say of what is damaged how to mend it."""
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{error} {MEND}") from error


@say_mending()
def read(folder: Path, manifest: Mapping[str, Any], name: str,
         schema: dict[str, Any] | None = None) -> pl.DataFrame:
    """A Parquet file of a study.

    Raises
    ------
    StoreError : missing or damaged.
    """
    return whole.frame(folder, manifest, name, schema, OLDER)


@say_mending()
def content(folder: Path, manifest: Mapping[str, Any], name: str) -> bytes:
    """What is in a file of a study.

    Raises
    ------
    StoreError : missing or damaged.
    """
    return whole.content(folder, manifest, name)


@say_mending()
def read_scenario(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario of a study, as a document.

    Raises
    ------
    StoreError : missing or damaged, or made with a package that is not installed here.
    """
    return read_document(folder, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a study.

    Raises
    ------
    StoreError : there is none, it is damaged, or of another version.
    """
    return manifest_of(folder, STUDY)


def is_study(folder: Path) -> bool:
    """Whether a folder holds a study, of whatever version and however far."""
    return (folder / SHARDS).is_dir() and (folder / MANIFEST).is_file()


def holds_something(folder: Path) -> bool:
    """Whether something is in a folder; what a study writes before its manifest is nothing."""
    return has_content(folder, but=SIGN)


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
        found = json.loads(content_of(folder / MANIFEST))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.keys() >= IDENTITY


def throw_away(folder: Path) -> None:
    """Remove the files of a study that is there, except the manifest; nothing of anybody else."""
    for name, ours in ((SHARDS, is_a_shard), (FIGURES, is_marked)):
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            clear(folder / name, ours)
            remove([folder / name])
    clear(folder, lambda file: bool(WRITTEN.fullmatch(file.name)) or is_cut_off(file, ALL)
          or ((file.suffix == ".html" or file.name == FINDINGS) and is_marked(file)))


def is_a_shard(file: Path) -> bool:
    """Whether a file has the name of a shard, or of one that was cut off."""
    return bool(SHARD.fullmatch(file.name)) or is_cut_off(file, SHARD)


def continue_from(folder: Path, manifest: Mapping[str, Any], design: Design | None = None
                  ) -> dict[str, Any]:
    """The manifest of the study to go on with; of a smaller one, as it is once it is enlarged.

    Raises
    ------
    ScenarioError : what is there is no study, or another one; says in what it differs.
    """
    if not (folder / MANIFEST).is_file():
        raise other(folder)
    found = read_manifest(folder)
    differing = list(differences({**found["study"], "share": found.get("share")},
                                 {**manifest["study"], "share": manifest.get("share")}))
    if differing and design is not None and is_part(found["study"], manifest["study"], design):
        return enlarge(found, manifest)
    if differing:
        raise ScenarioError(
            f"{folder}: holds another study, which cannot continue as this one. They differ in "
            "(there, now):\n  "
            + "\n  ".join(differing)
            + "\nChoose another --out, or delete the study that is there: --fresh")
    return found


def is_part(there: Mapping[str, Any], now: Mapping[str, Any], design: Design) -> bool:
    """Whether all runs of the study that is there are runs of another, too."""
    if any(there.get(name) != now[name] for name in now.keys() - GROWING) or (
            there.keys() != now.keys()):
        return False
    many, repeated = there["points"], there["replicated"]
    if type(many) is not int or type(repeated) is not int or many > now["points"]:
        return False
    again = (repeated or many) <= (now["replicated"] or now["points"])
    return again and design(many) == str(there["design"])


def enlarge(found: Mapping[str, Any], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of a smaller study as that of the larger; its points are written anew."""
    kept = {name: entry for name, entry in found.items() if name != "stopped_at"}
    if FILES in kept:
        kept[FILES] = {name: entry for name, entry in kept[FILES].items()
                       if name not in (POINT_FILE, UNIT_FILE)}
    return {**kept, "study": manifest["study"], "jobs": manifest["jobs"]}


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
