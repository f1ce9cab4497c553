"""What a study will need, predicted before it starts, and refused if it is not there.

Time is that of one trial run, which also compiles what has to be compiled before several
workers would do so at once. A draw from the priors can take longer than the trial.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import psutil

from fronde.errors import FrondeError, TooLargeError
from fronde.record import limits
from fronde.study.engines import Engine, Local, stop
from fronde.study.ensemble import Study
from fronde.study.jobs import Job, perform

BYTES_A_RUN, BYTES_A_VALUE = 600.0, 12.0  # on disk; the parameters of a point included


class Prediction(NamedTuple):
    """Size of a study: seconds it will take, bytes of memory (all processes) and of disk."""

    seconds: float
    memory: float
    disk: float


def predict(study: Study, engine: Engine, missing: int) -> Prediction:
    """What the runs that are missing will need.

    Raises
    ------
    FrondeError : already the first run fails; nothing was started.
    """
    each = study.spec()
    executor = engine.executor(1)
    try:
        trial = Job(0, 0, 0, study.points.at(0), (0,))
        executor.submit(perform, each, trial).result()  # imports and compiles, once
        begun = time.perf_counter()
        (outcome, *_) = executor.submit(perform, each, trial).result()
        seconds = time.perf_counter() - begun
    finally:
        stop(executor)
    if outcome.row["status"] != "ok" and len(study.points) == 1:
        raise FrondeError(f"the run fails:\n{outcome.row['error']}")
    weeks = sum(1.0 - variant.week / study.scenario.weeks for variant in study.variants)
    share = weeks / len(study.variants)
    return Prediction(seconds * share * missing / engine.workers, memory(study, engine),
                      disk(study))


def memory(study: Study, engine: Engine) -> float:
    """Bytes that all processes of a study take together."""
    here = float(psutil.Process().memory_info().rss)
    return here + engine.workers * limits.predicted(study.scenario).memory


def disk(study: Study) -> float:
    """Bytes of a study's folder; tables of shards and the whole ones."""
    weeks = study.scenario.weeks // study.every + 1
    values = len(study.readings) + len(study.series) * weeks
    return 2.0 * study.runs * (BYTES_A_RUN + BYTES_A_VALUE * values)


def check(study: Study, engine: Engine, folder: Path) -> None:
    """Refuse a study that cannot end well.

    Raises
    ------
    TooLargeError : more memory or disk than there is; says what fits.
    """
    limits.check_disk(limits.Need(0.0, disk(study), 0), folder)
    free = limits.memory_here()
    if not isinstance(engine, Local) or memory(study, engine) <= free:
        return
    one = limits.predicted(study.scenario).memory
    fits = int((free - psutil.Process().memory_info().rss) / one)
    mend = f"What fits: -j {fits}" if fits >= 1 else "Simulate fewer: --people N"
    raise TooLargeError(
        f"{engine.workers} workers of {study.scenario.citizens:,} citizens need about "
        f"{memory(study, engine) / 1e9:,.1f} GB of memory, and {free / 1e9:,.1f} GB are free. "
        f"{mend}")
