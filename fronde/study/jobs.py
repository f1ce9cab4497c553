"""The runs of a study: each is a point, a replicate and a variant, and can be made alone.

A job is what a worker gets at once: one point and replicate, with the variants that are still
to be run. It depends on nothing but itself, so the order and place of jobs cannot matter. A run
that fails is an outcome with its traceback, not an error.
"""

from __future__ import annotations

import json
import pickle
import time
import traceback
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from fronde.evidence.targets import OWNER, ObserverSpec, of_observer
from fronde.evidence.weekly import RecordReading, Weeks, draw_weeks
from fronde.record.branch import branch
from fronde.record.simulation import Result, peak_memory, simulate
from fronde.scenario import load
from fronde.scenario.altered import apply_contrast, set_values
from fronde.scenario.types import Contrast, Scenario
from fronde.study.readings import Reading, read

OK, FAILED, KILLED = "ok", "failed", "killed"
KEPT_SCENARIOS = 64  # that a worker remembers: as it stands, and contrasts
NOTHING = Contrast({}, (), (), "")
AS_IT_STANDS = "as it stands"


@dataclass(frozen=True)
class Variant:
    """What is run at a point: the scenario as it stands, a contrast, or a branch.

    Attributes
    ----------
    id : how tables call it.
    contrast : what is changed from the start.
    branch : a response that is held on to from ``week`` on, in a branch of the first variant.
    """

    id: str
    contrast: Contrast = NOTHING
    branch: str = ""
    week: int = 0


@dataclass(frozen=True)
class RunSpec:
    """What all runs of a study have in common.

    Attributes
    ----------
    document : the scenario, as JSON.
    variants : what is run at each point; branches set out from the first.
    readings : what is read off each run.
    seed : of the study; each replicate of each point has draws of its own, which its variants
        share.
    series : metrics of the nation whose weeks are kept, every so many.
    observers : by whom a record is drawn of each run; its weeks are kept too.
    """

    document: str
    variants: tuple[Variant, ...]
    readings: tuple[Reading | RecordReading, ...]
    seed: int
    series: tuple[str, ...] = ()
    every: int = 4
    observers: Mapping[str, ObserverSpec] = field(default_factory=dict)


class Job(NamedTuple):
    """One point and replicate, and the variants (by their numbers) still to be run.

    ``draws`` is the replicate that the random draws are named by.
    """

    point: int
    replicate: int
    draws: int
    values: Mapping[str, float]
    variants: tuple[int, ...]


class JobOutcome(NamedTuple):
    """One run: its row in the table of runs, what was read off it, weeks that are kept."""

    row: dict[str, Any]
    values: list[float]
    series: list[tuple[int, str, float]]


def pack_spec(spec: RunSpec) -> bytes:
    """A spec as it travels with every job: made small once, not for each."""
    return zlib.compress(pickle.dumps(spec))


@lru_cache(2)
def unpack_spec(spec: bytes) -> RunSpec:
    """The spec of a study; a worker does this once."""
    found: RunSpec = pickle.loads(zlib.decompress(spec))
    return found


def perform(spec: bytes, job: Job) -> list[JobOutcome]:
    """Run what a job asks for, by a packed spec; nothing that fails is raised."""
    return list(outcomes(unpack_spec(spec), job))


def outcomes(spec: RunSpec, job: Job) -> Iterator[JobOutcome]:
    """An outcome for each variant, in order; what fails keeps its traceback."""
    trunk: Result | None = None
    for number in job.variants:
        variant, begun = spec.variants[number], time.perf_counter()
        try:
            if variant.branch and trunk is None:
                trunk = run(spec, job, 0)
            result = (branch_variant(trunk, variant) if variant.branch and trunk is not None
                      else run(spec, job, number))
            trunk = result if number == 0 else trunk
            found = measure(spec, result, job.values)
            said = {"run": result.manifest["run"], "status": OK, "error": ""}
        except Exception:
            found = [float("nan")] * len(spec.readings), []
            said = {"run": "", "status": FAILED, "error": traceback.format_exc()}
        spent = {"seconds": time.perf_counter() - begun, "memory_mb": peak_memory()}
        yield JobOutcome({**row(spec, job, number), **said, **spent}, *found)


def row(spec: RunSpec, job: Job, number: int) -> dict[str, Any]:
    """What names a run."""
    return {"point": job.point, "replicate": job.replicate, "variant": spec.variants[number].id,
            "seed": spec.seed, "draws": job.draws}


def mark_killed(spec: RunSpec, job: Job) -> list[JobOutcome]:
    """The outcomes of a job that ended its worker, also when it was run alone."""
    why = ("Its worker was killed twice, the second time while only this run was being made. It "
           "may need more memory than there is.")
    return [JobOutcome({**row(spec, job, number), "run": "", "status": KILLED, "error": why,
                        "seconds": 0.0, "memory_mb": 0.0},
                       [float("nan")] * len(spec.readings), []) for number in job.variants]


def run(spec: RunSpec, job: Job, number: int) -> Result:
    """One run from the start; the first variant keeps the weeks that branches set out from."""
    keep = {variant.week for variant in spec.variants if variant.branch} if number == 0 else ()
    return simulate(scenario_at(spec, job.values, number), seed=spec.seed, replicate=job.draws,
                    threads=1, keep=keep)


def branch_variant(trunk: Result, variant: Variant) -> Result:
    """A response from a week of a run on."""
    return branch(trunk, variant.week, response=variant.branch, threads=1)


def scenario_at(spec: RunSpec, values: Mapping[str, float], number: int) -> Scenario:
    """The scenario of a variant at a point; what a contrast sets, a point leaves."""
    contrast = spec.variants[number].contrast
    base = variant_of(spec.document, json.dumps(asdict(contrast)))
    elsewhere = (*contrast.without_mechanisms, OWNER)
    return set_values(base, {path: value for path, value in values.items()
                             if path not in contrast.sets
                             and path.partition(".")[0] not in elsewhere})


@lru_cache(KEPT_SCENARIOS)
def variant_of(document: str, contrast: str) -> Scenario:
    """A scenario with a contrast made, before any point."""
    changes = json.loads(contrast)
    return apply_contrast(scenario_of(document), Contrast(
        changes["sets"], tuple(changes["without_events"]), tuple(changes["without_mechanisms"]),
        changes["response"])) if any(changes.values()) else scenario_of(document)


@lru_cache(2)
def scenario_of(document: str) -> Scenario:
    """The scenario of a study."""
    return load(json.loads(document))


def measure(spec: RunSpec, result: Result, values: Mapping[str, float]
            ) -> tuple[list[float], list[tuple[int, str, float]]]:
    """What is read off a run and off the records drawn of it, and the weeks that are kept."""
    kept: list[tuple[int, str, float]] = []
    if spec.series:
        weeks = result.series.filter(level="nation")
        kept = list(weeks.filter(weeks["metric"].is_in(spec.series),
                                 weeks["week"] % spec.every == 0)
                    .select("week", "metric", "value").iter_rows())
    records = {name: draw_weeks(result, observer.at(of_observer(values, name)))
               for name, observer in spec.observers.items()}
    kept += [row for name, record in records.items() for row in record_rows(name, record)]
    plain = iter(read(result, [one for one in spec.readings if isinstance(one, Reading)]))
    return [next(plain) if isinstance(one, Reading) else one.read(records)
            for one in spec.readings], kept


def record_rows(observer: str, record: Weeks) -> Iterator[tuple[int, str, float]]:
    """The weeks of a record, as rows of series."""
    for count in ("events", "persons"):
        for week, number in enumerate(getattr(record, count).tolist(), start=1):
            yield week, name_of_record(observer, count), number


def name_of_record(observer: str, count: str) -> str:
    """How series call what a record counts."""
    return f"{count} in the record {observer}"
