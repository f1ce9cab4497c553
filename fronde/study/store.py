"""A study's folder: shards of outcomes, the points, a manifest that says what counts.

    manifest.json          what the study is, and which shards are whole
    scenario.json          the scenario, tables inlined
    points.parquet         point, then a column a parameter (unit.parquet: place in its prior)
    shards/runs-*.parquet, values-*.parquet, series-*.parquet
    runs.parquet           a row a run: status, seed, parameters, hash, seconds, memory
    values.parquet         run -> reading -> value

Files are written beside their final name and renamed; the manifest comes last, and a shard that
it does not name never happened. So whenever a study is stopped, nothing that it names is half
there, and it goes on with the runs that are missing. Whoever writes holds a lock on the folder.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import ScenarioError, StoreError
from fronde.record.files import put
from fronde.record.store import held, make
from fronde.study.jobs import OK, Outcome

FORMAT = 1
MANIFEST, SCENARIO, SHARDS = "manifest.json", "scenario.json", "shards"
KEY = ("point", "replicate", "variant")
RUNS = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "status": pl.String,
        "seed": pl.Int64, "luck": pl.Int64, "run": pl.String, "seconds": pl.Float64,
        "memory_mb": pl.Float64, "error": pl.String}
VALUES = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "reading": pl.String,
          "value": pl.Float64}
SERIES = {"point": pl.Int32, "replicate": pl.Int32, "variant": pl.String, "week": pl.Int32,
          "metric": pl.String, "value": pl.Float64}
SCHEMAS = {"runs": RUNS, "values": VALUES, "series": SERIES}
NEEDED = {"format": int, "study": dict, "kind": str, "command": str, "status": str,
          "scenario": dict, "shards": dict, "readings": list, "jobs": int}


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
        there = folder.is_dir() and any(folder.iterdir())
        if not folder.is_dir():
            make(folder)
        self.lock = held(folder)
        try:
            if there and fresh:
                self.throw_away()
            elif there:
                self.manifest = {**going_on(folder, manifest), "status": "running",
                                 "command": manifest["command"]}
            (folder / SHARDS).mkdir(exist_ok=True)
            for name, write in files.items():
                put(folder / name, write)
            self.save_manifest()
        except BaseException:
            os.close(self.lock)
            raise

    def __enter__(self) -> StudyStore:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.lock)

    def throw_away(self) -> None:
        """Remove a study that is there; nothing of anybody else.

        Raises
        ------
        ScenarioError : what is there is no study.
        """
        if not (self.folder / MANIFEST).is_file() or not (self.folder / SHARDS).is_dir():
            raise other(self.folder)
        shutil.rmtree(self.folder / SHARDS)
        for pattern in ("*.json", "*.parquet", "*.html", ".*.part"):
            for file in self.folder.glob(pattern):
                file.unlink()
        shutil.rmtree(self.folder / "figures", ignore_errors=True)

    def save_manifest(self, **changes: Any) -> None:
        """Write the manifest with some entries changed."""
        self.manifest = {**self.manifest, **changes}
        text = json.dumps(self.manifest, indent=1)
        put(self.folder / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Write a shard of outcomes, then say so in the manifest."""
        number = len(self.manifest["shards"].get("runs", ()))
        listed = {name: list(files) for name, files in self.manifest["shards"].items()}
        for name, table in tables(outcomes, self.manifest["readings"]).items():
            if name == "series" and table.is_empty():
                continue
            file = f"{name}-{number:05d}.parquet"
            put(self.folder / SHARDS / file, partial(table.write_parquet, compression="zstd"))
            listed.setdefault(name, []).append(file)
        self.save_manifest(shards=listed)

    def keys(self, retry: bool) -> set[tuple[Any, ...]]:
        """Runs that are there; with ``retry``, only those that did not fail."""
        return keys_of(self.folder, self.manifest, retry)

    def finish(self) -> None:
        """Write the tables of all runs in order and mark the study complete."""
        runs = read_shards(self.folder, self.manifest, "runs")
        points = pl.read_parquet(self.folder / "points.parquet")
        whole = runs.join(points, on="point", how="left", maintain_order="left")
        put(self.folder / "runs.parquet", whole.write_parquet)
        put(self.folder / "values.parquet",
            read_shards(self.folder, self.manifest, "values").write_parquet)
        counts = dict(runs.group_by("status").len().sort("status").iter_rows())
        self.save_manifest(status="complete", runs=counts,
                           seconds=float(runs["seconds"].sum()),
                           memory_mb=float(runs["memory_mb"].max() or 0.0))  # type: ignore[arg-type]


def keys_of(folder: Path, manifest: Mapping[str, Any], retry: bool) -> set[tuple[Any, ...]]:
    """Runs that a folder holds; with ``retry``, only those that did not fail."""
    runs = read_shards(folder, manifest, "runs")
    kept = runs.filter(status=OK) if retry else runs
    return set(kept.select(KEY).iter_rows())


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
             *(read(folder / SHARDS / file) for file in manifest["shards"].get(name, ()))]
    rest = {"values": ["reading"], "series": ["week", "metric"]}.get(name, [])
    whole = pl.concat(parts).unique([*KEY, *rest], keep="last", maintain_order=True)
    return whole.sort(KEY, maintain_order=True)


def read(file: Path) -> pl.DataFrame:
    """A Parquet file.

    Raises
    ------
    StoreError : missing or damaged.
    """
    try:
        return pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise StoreError(f"{file}: cannot be read ({str(error).splitlines()[0]}). Restore it, or "
                         "make the study again: --fresh") from error


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
        raise StoreError(f"{folder}: no study there ({MANIFEST} is missing).") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be read ({error}). Make the study again: --fresh"
                         ) from error
    if isinstance(found, dict) and "study" in found and found.get("format") != FORMAT:
        raise StoreError(
            f"{folder}: a study stored as format {found.get('format')!r}; this version reads "
            f"{FORMAT}. Read it with the version that made it ({found.get('versions', '?')}), "
            "or make it again: --fresh")
    if not isinstance(found, dict) or any(
            not isinstance(found.get(name), kind) for name, kind in NEEDED.items()):
        raise StoreError(f"{folder}: no study there, or a damaged one: {MANIFEST} lacks "
                         f"{', '.join(missing(found))}.")
    return found


def missing(found: Any) -> Iterator[str]:
    """Entries that a manifest lacks."""
    entries = found if isinstance(found, dict) else {}
    return (name for name, kind in NEEDED.items() if not isinstance(entries.get(name), kind))


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
            f"{folder}: holds another study, so it does not go on (there, now):\n  "
            + "\n  ".join(differing)
            + "\nChoose another --out, or throw away what is there: --fresh")
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
    return ScenarioError(f"{folder}: exists and holds no study; nothing in it is overwritten. "
                         "Choose another --out.")
