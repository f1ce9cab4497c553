"""Many runs: which are missing, where they are made, how they are kept.

A study is its plan and nothing else: points x replicates x variants. What a folder already holds
is not run again; results are the same for any number of workers, any engine, any order, and
when a study was stopped and went on, or was made in shards on several machines.
"""

from __future__ import annotations

import json
import os
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from fronde.errors import Interrupted, ScenarioError, StoreError
from fronde.record.forks import no_fork
from fronde.record.provenance import versions
from fronde.record.whole import FILES
from fronde.study import study_store
from fronde.study.engines import Backend
from fronde.study.jobs import OK, Job, JobOutcome
from fronde.study.pool import Pool
from fronde.study.protocol import Study
from fronde.study.study_store import StudyStore, read_manifest

FLUSH_SECONDS, FLUSH_RUNS = 5.0, 1000  # what is lost at most when a study is killed
BLOCK = 16  # points after which it is seen whether the wanted precision is reached
COPIED = ("scenario.json", "points.parquet", "unit.parquet")  # same in all shares of a study


class Share(NamedTuple):
    """Which part of a study is run here: the ``number``-th of ``of`` (from 1)."""

    number: int
    of: int


WHOLE = Share(1, 1)


class Standing(NamedTuple):
    """How far a study is, for whoever watches."""

    done: int
    failed: int
    total: int
    here: int
    seconds: float


Watch = Callable[[Standing], None]
Enough = Callable[[Path, dict[str, Any], int], bool]


def carry_out(
    study: Study,
    folder: Path,
    engine: Backend,
    *,
    command: str = "",
    share: Share = WHOLE,
    fresh: bool = False,
    retry_failed: bool = False,
    watch: Watch | None = None,
    enough: Enough | None = None,
) -> dict[str, Any]:
    """Make the runs of a study that are missing, and its tables; returns the manifest.

    Parameters
    ----------
    share : which part is run here; the parts are put together by ``merge``.
    fresh, retry_failed : throw away what is there; run again what failed.
    watch : called after every job.
    enough : asked after every block of points, with the folder, the manifest and the points
        that are whole, whether that is precise enough.

    Raises
    ------
    ScenarioError, StoreError : see ``StudyStore``.
    EngineError : there are no workers any more.
    Interrupted : Ctrl-C; the folder holds what was complete.
    """
    no_fork()
    with StudyStore(folder, new_manifest(study, command, share), beginnings(study), fresh,
                    study.design) as kept:
        todo = Remaining(study, kept.keys(retry_failed), share)
        try:
            with Pool(engine, study.spec()) as pool:
                until = play(kept, pool, todo, watch, enough)
            if share == WHOLE:
                kept.finish(stopped_at=until)
            else:
                kept.save_manifest(status="complete")
        except KeyboardInterrupt:
            raise interrupt(kept, todo.total) from None
        return kept.manifest


def play(kept: StudyStore, pool: Pool, todo: Remaining, watch: Watch | None,
         enough: Enough | None) -> int | None:
    """Run all blocks of points, or those that are enough; then, as far as which."""
    many, begun = len(todo.study.points), time.monotonic()
    for first in range(0, many, BLOCK if enough else many):
        last = min(first + BLOCK, many) if enough else many
        gather(kept, pool, todo, range(first, last), watch, begun)
        if enough and last < many and enough(kept.folder, kept.manifest, last):
            return last
    return None


def count_missing(study: Study, folder: Path, share: Share = WHOLE, *, fresh: bool = False,
                  retry_failed: bool = False) -> int:
    """How many runs of a study a folder does not hold yet.

    Raises
    ------
    ScenarioError, StoreError : the folder holds something else, or another study.
    """
    done: set[tuple[Any, ...]] = set()
    there = folder.is_dir() and study_store.holds_something(folder)
    if there and fresh:
        study_store.check_thrown_away(folder)
    elif there:
        found = study_store.continue_from(folder, new_manifest(study, "", share), study.design)
        done = study_store.keys_of(folder, found, retry_failed)
    todo = Remaining(study, done, share)
    return todo.total - len(todo.done)


def new_manifest(study: Study, command: str, share: Share) -> dict[str, Any]:
    """The manifest of a study that begins."""
    scenario = study.scenario
    return {
        "format": study_store.FORMAT, "kind": study.kind, "status": "running", "command": command,
        "versions": versions(scenario), "study": json.loads(json.dumps(study.identity())),
        "share": list(share), "jobs": study.runs, "shards": {},
        "readings": [reading.name for reading in study.readings],
        "scenario": {"name": scenario.name, "title": scenario.title,
                     "question": scenario.question, "digest": scenario.digest},
    }


def beginnings(study: Study) -> dict[str, Any]:
    """Files written at the start."""
    text = json.dumps(study.scenario.document)
    return {"scenario.json": lambda path: path.write_text(text, encoding="utf-8"),
            "points.parquet": study.points.frame(study.points.values).write_parquet,
            "unit.parquet": study.points.frame(study.points.unit).write_parquet}


class Remaining:
    """The jobs of a study that are still to be done here."""

    def __init__(self, study: Study, done: set[tuple[Any, ...]], share: Share) -> None:
        self.study, self.done, self.share = study, done, share
        self.total = len(study.variants) * sum(
            self.ours(point, replicate) for point in range(len(study.points))
            for replicate in range(study.replicates_at(point)))
        self.failed = self.here = 0

    def ours(self, point: int, replicate: int) -> bool:
        """Whether a point and replicate is in this share; the shares are about equal."""
        return (point + replicate) % self.share.of == self.share.number - 1

    def number(self, point: int, replicate: int) -> int:
        """A point and replicate, counted through: the draws of its own that it has."""
        return point * self.study.replicates + replicate

    def jobs(self, points: range) -> Iterator[Job]:
        """Jobs of some points, in order; one for all variants of a point where branches need
        their trunk, else one each."""
        study = self.study
        together = any(variant.branch for variant in study.variants)
        for point in points:
            for replicate in range(study.replicates_at(point)):
                if not self.ours(point, replicate):
                    continue
                missing = tuple(v for v, variant in enumerate(study.variants)
                                if (point, replicate, variant.id) not in self.done)
                draws = self.number(point, replicate) if study.draws == "own" else replicate
                one = Job(point, replicate, draws, study.points.at(point), missing)
                if together and missing:
                    yield one
                elif missing:
                    yield from (one._replace(variants=(v,)) for v in missing)


def gather(kept: StudyStore, pool: Pool, todo: Remaining, points: range, watch: Watch | None,
           begun: float) -> None:
    """Run what is missing of some points and store it, a shard every few seconds."""
    waiting: list[JobOutcome] = []
    flushed = time.monotonic()
    try:
        for outcomes in pool.results(todo.jobs(points)):
            waiting += outcomes
            account(todo, outcomes)
            if watch is not None:
                watch(Standing(len(todo.done), todo.failed, todo.total, todo.here,
                               time.monotonic() - begun))
            if len(waiting) >= FLUSH_RUNS or time.monotonic() - flushed > FLUSH_SECONDS:
                kept.add(waiting)
                waiting, flushed = [], time.monotonic()
    finally:
        if waiting:
            kept.add(waiting)


def account(todo: Remaining, outcomes: Sequence[JobOutcome]) -> None:
    """Count what has ended."""
    for outcome in outcomes:
        todo.done.add(tuple(outcome.row[name] for name in study_store.KEY))
        todo.failed += outcome.row["status"] != OK
        todo.here += 1


def interrupt(kept: StudyStore, total: int) -> Interrupted:
    """Mark a study as interrupted and say how to go on."""
    held = len(kept.keys(retry=False))
    with suppress(StoreError):
        kept.save_manifest(status="interrupted", done=held)
    return Interrupted(f"Stopped. {kept.folder} holds {held:,} of {total:,} runs; run the same "
                       "command again to go on.")


def merge(folders: Sequence[Path], out: Path, command: str) -> dict[str, Any]:
    """Put the shares of a study together into a new folder; returns the manifest.

    A merge that was killed goes on when it is asked for again; one that fails leaves nothing.

    Raises
    ------
    StoreError : a share is missing, damaged, not complete or there twice, or they are of
        different studies; the message names it.
    ScenarioError : the new folder exists already, and holds no merge that was cut off.
    Interrupted : Ctrl-C.
    """
    check_free(out)
    found = [(folder, read_manifest(folder)) for folder in folders]
    check_shares(found)
    (first, begun), *_ = found
    copied = {name: partial(put_content, take_file(first, begun, name)) for name in COPIED}
    opened = {**begun, "shards": {}, FILES: {}, "share": list(WHOLE), "command": command,
              "merged": True, "status": "running"}
    with StudyStore(out, opened, copied) as kept:
        try:
            kept.save_manifest(shards={})  # what was copied before it was killed is copied again
            kept.tidy()
            for folder, manifest in found:
                take_over(kept, folder, manifest)
            check_whole(kept)
            kept.finish()
        except KeyboardInterrupt:
            raise Interrupted(f"Stopped. Run the same command again to merge into {out}.") from None
        except Exception:  # what is half merged is worth nothing
            kept.discard()
            raise
        return kept.manifest


def check_free(out: Path) -> None:
    """Refuse a folder that holds anything but a merge that was cut off.

    Raises
    ------
    ScenarioError : it does.
    """
    if not os.path.lexists(out) or (out.is_dir() and not study_store.holds_something(out)):
        return
    status = ""
    with suppress(StoreError):
        there = read_manifest(out)
        status = there["status"] if there.get("merged") else ""
    if status == "complete":
        raise ScenarioError(f"{out}: already holds a complete merged study. To write its report: "
                            f"fronde report {shlex.quote(str(out))}")
    if not status:
        raise ScenarioError(f"{out}: exists already, and nothing is overwritten. Choose another "
                            "--out, or remove it.")


def take_file(folder: Path, manifest: dict[str, Any], name: str) -> bytes:
    """A file of a share, checked.

    Raises
    ------
    StoreError : it is missing or damaged.
    """
    if name.endswith(".parquet"):
        study_store.read(folder, manifest, name)
    return study_store.content(folder, manifest, name)


def put_content(content: bytes, path: Path) -> None:
    """Write a file that was read."""
    path.write_bytes(content)


def check_shares(found: Sequence[tuple[Path, dict[str, Any]]]) -> None:
    """Complain of shares of different studies, and of those that are missing, incomplete or
    there twice."""
    if not found:
        raise StoreError("nothing to merge: name the folders of all shares.")
    (one, first), *_ = found
    of = first["share"][1]
    there: dict[int, Path] = {}
    for folder, manifest in found:
        differing = list(study_store.differences(
            {**first["study"], "shares": of},
            {**manifest["study"], "shares": manifest["share"][1]}))
        if differing:
            raise StoreError(f"{folder}: is a share of another study than {one}. They differ in "
                             "(there, here):\n  "
                             + "\n  ".join(differing))
        number = manifest["share"][0]
        if number in there:
            raise StoreError(f"share {number}/{of} was given twice: {there[number]} and {folder}.")
        if manifest["status"] != "complete":
            raise StoreError(f"{folder}: share {number}/{of} is {manifest['status']}, not "
                             f"complete. Finish it first: {manifest['command']}")
        there[number] = folder
    missing = [f"{number}/{of}" for number in range(1, of + 1) if number not in there]
    if missing:
        raise StoreError(f"missing: share {', '.join(missing)}. Run it with --shard "
                         f"{missing[0]}, or name its folder.")


def take_over(kept: StudyStore, folder: Path, manifest: dict[str, Any]) -> None:
    """Copy the shards of a share."""
    listed = {name: list(files) for name, files in kept.manifest["shards"].items()}
    for name, files in manifest["shards"].items():
        for file in files:
            target = f"{name}-{len(listed.setdefault(name, [])):05d}.parquet"
            content = take_file(folder, manifest, f"{study_store.SHARDS}/{file}")
            kept.put(f"{study_store.SHARDS}/{target}", partial(put_content, content))
            listed[name].append(target)
    kept.save_manifest(shards=listed)


def check_whole(kept: StudyStore) -> None:
    """Complain if shares that say they are complete are not the whole study."""
    there = len(kept.keys(retry=False))
    if there != kept.manifest["jobs"]:
        raise StoreError(f"the shares hold {there:,} runs, but the study has "
                         f"{kept.manifest['jobs']:,}: a share is damaged. Nothing was merged.")
