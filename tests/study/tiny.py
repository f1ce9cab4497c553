"""A country that lives for six weeks, a study of it, and runs that fail or end their worker.

Workers find these functions by the module's name, so they stand in a file of their own.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

import fronde
from fronde.record import files
from fronde.scenario.types import Contrast
from fronde.study import jobs
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.methods.design import points
from fronde.study.protocol import Study, observe_readings
from fronde.study.readings import Reading

TEXT = """
title: Tiny
question: Does it run?
time: {start: 2021-01-04, weeks: 6}
population: {people: 5000, total: 20000}
regime: {effort: {uniform: [0.1, 0.9]}}
mechanisms:
  grievance: {}
  mobilisation: {entry_protest: prior, meet: prior}
  repression: {arrests: prior}
  belief: {}
  legitimacy: {}
  narrative: {}
  response: {}
responses:
  options:
    - {id: quiet}
    - {id: soft, set: {regime.effort: 0.1}}
  schedule: [{response: quiet}]
claims:
  - {id: c1, says: Arrests empty the street., source: nobody, margin: 0.1,
     contrast: {set: {repression.arrests: 0.01}},
     expect: {metric: street, direction: lower, over: 4}}
  - {id: c2, says: Effort matters., source: nobody, margin: 0.1,
     contrast: {set: {regime.effort: 0.2}}, expect: {metric: street, direction: higher, over: 4}}
"""
SEED = 7
READINGS = (Reading("street", 6, 3), Reading("legitimacy", 6, 1, rule="last"))
VARIANTS = (Variant(AS_IT_STANDS), Variant("few arrests", Contrast(
    {"repression.arrests": 0.01}, (), (), "")), Variant("soft from 2", branch="soft", week=2))
MEASURED = ("seconds", "memory_mb")  # what no two runs have in common
DEADLY, FAILING = 3, 2  # points


def scenario(tmp: Path):
    """The country, loaded."""
    file = tmp / "tiny.yaml"
    file.write_text(TEXT)
    return fronde.load(file)


def study(tmp: Path, many: int = 5, variants=VARIANTS, replicates: int = 2, **more) -> Study:
    """Points, variants and replicates of it."""
    country = observe_readings(scenario(tmp), READINGS)
    return Study("ensemble", country, points(country.priors, many, SEED, "sobol"), variants,
                 READINGS, replicates, SEED, series=("street",), every=2,
                 **{"replicated": 2, **more})


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    """What a study came to, but for what is measured."""
    whole = {"runs": pl.read_parquet(folder / "runs.parquet").drop(*MEASURED),
             "values": pl.read_parquet(folder / "values.parquet")}
    series = pl.concat(pl.read_parquet(file) for file in sorted(
        (folder / "shards").glob("series-*.parquet")))
    return {**whole, "series": series.sort(series.columns)}


def assert_same(one: Path, other: Path) -> None:
    """Two studies came to the same tables."""
    for name, table in tables(one).items():
        assert_frame_equal(table, tables(other)[name])


def statuses(folder: Path) -> dict[tuple[int, int, str], str]:
    """Run -> how it ended."""
    rows = pl.read_parquet(folder / "runs.parquet")
    return {row[:3]: row[3] for row in rows.select(
        "point", "replicate", "variant", "status").iter_rows()}


def once(flag: str) -> bool:
    """Whether this is the first call, of all processes."""
    try:
        os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def die() -> None:
    """As the system ends a process when memory is short: not at its start (a worker of Dask that
    dies while it is being started is not started again)."""
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


def killed_once(spec: bytes, job: jobs.Job, flag: str) -> list[jobs.JobOutcome]:
    """The first job of one point ends its worker, as the system does when memory is short."""
    if job.point == DEADLY and once(flag):
        die()
    return jobs.perform(spec, job)


def killed_always(spec: bytes, job: jobs.Job) -> list[jobs.JobOutcome]:
    """Every job of one point does."""
    if job.point == DEADLY:
        die()
    return jobs.perform(spec, job)


def failing(spec: bytes, job: jobs.Job) -> list[jobs.JobOutcome]:
    """Runs of one point have a parameter that cannot be."""
    if job.point == FAILING:
        job = job._replace(values={**job.values, "repression.arrests": -1.0})
    return jobs.perform(spec, job)


def slow(spec: bytes, job: jobs.Job) -> list[jobs.JobOutcome]:
    """A second a job, so that something can happen meanwhile."""
    time.sleep(1.0)
    return jobs.perform(spec, job)


class Here:
    """An engine without processes, for what does not depend on them."""

    workers = lanes = 1
    here = True

    def executor(self, single=False):
        return InLine()

    def stop(self, executor):
        pass

    def is_lost(self):
        return False


class InLine:
    """An executor that does at once what it is given."""

    def submit(self, function, *arguments):
        from concurrent.futures import Future

        made = Future()
        made.set_result(function(*arguments))
        return made


def dying_at(monkeypatch, write):
    """As kill -9 leaves it: nothing is tidied after the n-th rename."""
    real, left = files.os.replace, [write]

    class Killed(BaseException):
        pass

    def replace(part, path):
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        real(part, path)

    monkeypatch.setattr(files.os, "replace", replace)
    monkeypatch.setattr(files, "discard", lambda part: None)
    return Killed
