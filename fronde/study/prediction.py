"""What a study will need, predicted before it starts, and refused if it is not there.

Time is that of one trial run, which also compiles what has to be compiled before several
workers would do so at once. A draw from the priors can take longer than the trial.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from fronde.errors import FrondeError, TooLargeError
from fronde.record import limits
from fronde.study.engines import Backend
from fronde.study.jobs import OK, Job
from fronde.study.pool import Pool
from fronde.study.protocol import Study

STARTING = 5.0  # seconds until a worker is ready; a first trial that took longer compiled
# On disk, of numbers that have nothing in common: files and their columns as such, a run's rows,
# each parameter (of a point, in its prior, of a run), each reading (in a shard and the whole),
# each week that is kept.
BYTES_A_STUDY, BYTES_A_COLUMN = 15e3, 900.0
BYTES_A_RUN, BYTES_A_PARAMETER, BYTES_A_READING, BYTES_A_WEEK = 60.0, 24.0, 18.0, 8.0


class Prediction(NamedTuple):
    """Size of a study.

    Attributes
    ----------
    seconds : if all runs take as long as the trial.
    memory, most : bytes of all processes together: usually, and if protest runs away in all of
        them at once.
    disk : bytes.
    """

    seconds: float
    memory: float
    most: float
    disk: float


def predict(study: Study, engine: Backend, missing: int) -> Prediction:
    """What the runs that are missing will need.

    Raises
    ------
    FrondeError : already the first run fails; nothing was started.
    """
    trial = Job(0, 0, 0, study.points.at(0), (0,))
    with Pool(engine, study.spec()) as pool:
        begun = time.perf_counter()
        pool.once(trial)  # imports and compiles, once
        start = min(STARTING, time.perf_counter() - begun)
        begun = time.perf_counter()
        found = pool.once(trial)
        seconds = time.perf_counter() - begun
    if found and found[0].row["status"] != OK and study.runs == 1:
        raise FrondeError(f"the run fails: {found[0].row['error'].splitlines()[-1]}")
    weeks = sum(1.0 - variant.week / study.scenario.weeks for variant in study.variants)
    share = weeks / len(study.variants)
    return Prediction(start + seconds * share * missing / engine.workers,
                      memory(study, engine), most_memory(study, engine), disk(study, missing))


def memory(study: Study, engine: Backend) -> float:
    """Bytes that all processes of a study take together."""
    here = float(psutil.Process().memory_info().rss)
    return here + engine.workers * worker(study)


def most_memory(study: Study, engine: Backend) -> float:
    """The same where parameters are open and protest runs away in all runs at once."""
    more = (limits.bytes_of_runaway(study.scenario)
            - limits.bytes_of_people(study.scenario)) if study.points.names else 0.0
    return memory(study, engine) + engine.workers * (1 + moments(study)) * more


def worker(study: Study) -> float:
    """Bytes that one worker takes: a run, and the weeks of it that branches set out from."""
    return (limits.predict_need(study.scenario).memory
            + moments(study) * limits.bytes_of_people(study.scenario))


def moments(study: Study) -> int:
    """Weeks that branches set out from: a run keeps its people as they were in each."""
    return len({variant.week for variant in study.variants if variant.branch})


def disk(study: Study, runs: int) -> float:
    """Bytes that so many runs take in a study's folder; tables of shards and the whole ones."""
    if not runs:
        return 0.0
    weeks = len(study.series) * (study.scenario.weeks // study.every + 1)
    open_ones = len(study.points.names)
    return BYTES_A_STUDY + BYTES_A_COLUMN * open_ones + runs * (
        BYTES_A_RUN + BYTES_A_PARAMETER * open_ones
        + BYTES_A_READING * len(study.readings) + BYTES_A_WEEK * weeks)


def check(study: Study, engine: Backend, folder: Path, missing: int) -> None:
    """Refuse a study that cannot end well.

    Raises
    ------
    TooLargeError : more memory or disk than there is; says what fits.
    """
    check_disk(study, folder, missing)
    free = limits.memory_here()
    if not engine.here or memory(study, engine) <= free:
        return
    fits = int((free - psutil.Process().memory_info().rss) / worker(study))
    mend = f"Use at most -j {fits}" if fits >= 1 else (
        "Free some memory" if study.scenario.grouped else
        "Simulate in groups: --people 1e6")
    raise TooLargeError(
        f"{engine.workers} workers of {study.scenario.population:,} persons need about "
        f"{memory(study, engine) / 1e9:,.1f} GB of memory, but only {free / 1e9:,.1f} GB are free. "
        f"{mend}")


def check_disk(study: Study, folder: Path, missing: int) -> None:
    """Refuse tables that the disk cannot hold."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    space, need = shutil.disk_usage(there).free, disk(study, missing)
    if need > space:
        fits = int(len(study.points) * space / need)
        raise TooLargeError(
            f"{missing:,} runs need about {need / 1e6:,.1f} MB of disk, but {there} has only "
            f"{space / 1e6:,.1f} MB left. Free some space, choose another --out, or use fewer "
            f"parameter sets: --points {fits}")
