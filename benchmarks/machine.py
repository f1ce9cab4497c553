"""What this machine can do at best: the limits that fractions in ``docs/speed.md`` refer to.

    bandwidth   bytes read and written by copying a large array [GB/s]
    gather      bytes read at random places of an array as large as the country's [million/s]
    draws       calls of ``fronde.draws.uniform`` [million/s]

each on one thread and on all cores, the best of several.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba
import numpy as np

from fronde.draws import stream, uniform

COUNTRY = 144_713_314
COPIED = 1 << 28  # bytes: far more than a cache holds
READS = 1 << 22
NAME = stream("bench")

Task = Callable[[int, int], None]  # a part of the work, of so many parts


@numba.njit(nogil=True)
def copy(source: Any, target: Any) -> None:
    """Copy one array into another."""
    for k in range(len(source)):
        target[k] = source[k]


@numba.njit(nogil=True)
def gather(places: Any, table: Any) -> int:
    """Sum of what stands at some places."""
    total = 0
    for place in places:
        total += table[place]
    return total


@numba.njit(nogil=True)
def draw(first: int, count: int) -> float:
    """Sum of so many draws, one for each person from ``first`` on."""
    total = 0.0
    for person in range(first, first + count):
        total += uniform(1, NAME, 3, person, 0)
    return total


def limits(rounds: int = 5) -> dict[str, dict[str, float]]:
    """The three limits, on one thread and on all cores."""
    return {name: {f"{threads} thread{'s' if threads > 1 else ''}": limits_of(name, threads, rounds)
                   for threads in sorted({1, os.cpu_count() or 1})}
            for name in TASKS}


def limits_of(name: str, threads: int, rounds: int = 3) -> float:
    """One of them."""
    task, amount = TASKS[name]()
    return most(task, amount, threads, rounds)


def copying() -> tuple[Task, float]:
    """Copy an array, each thread a part; GB that go to and fro."""
    source, target = np.ones(COPIED, np.uint8), np.ones(COPIED, np.uint8)

    def copied(part: int, parts: int) -> None:
        begin, end = COPIED * part // parts, COPIED * (part + 1) // parts
        copy(source[begin:end], target[begin:end])

    return copied, 2 * COPIED / 1e9


def gathering() -> tuple[Task, float]:
    """Read bytes at random places; millions."""
    table = np.ones(COUNTRY, np.uint8)
    places = np.random.default_rng(1).integers(0, COUNTRY, READS)

    def gathered(part: int, parts: int) -> None:
        gather(places[READS * part // parts : READS * (part + 1) // parts], table)

    return gathered, READS / 1e6


def drawing() -> tuple[Task, float]:
    """Draw; millions."""
    def drawn(part: int, parts: int) -> None:
        draw(part * READS, READS // parts)

    return drawn, READS / 1e6


TASKS: dict[str, Callable[[], tuple[Task, float]]] = {
    "bandwidth, GB/s": copying, "gather, million/s": gathering, "draws, million/s": drawing}


def most(task: Task, amount: float, threads: int, rounds: int) -> float:
    """The highest rate that a task was seen to reach on so many threads."""
    best = 0.0
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(rounds + 1):  # the first one compiles
            begun = time.perf_counter()
            list(pool.map(task, range(threads), [threads] * threads))
            best = max(best, amount / (time.perf_counter() - begun))
    return best


def processor() -> str:
    """Name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(": ", 1)[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration, IndexError):
        return platform.processor() or platform.machine()


def kind() -> str:
    """What makes two machines comparable: processor and cores."""
    return f"{processor()}, {os.cpu_count()} cores"


def described() -> dict[str, str]:
    """The machine, how busy it is, and what the figures are of."""
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    names = ("numba", "numpy", "scipy", "polars")
    release = ".".join(platform.release().split(".")[:2])  # a build's own name says nothing more
    return {"machine": kind(), "system": f"{platform.system()} {release}",
            "load before": load, "Python": platform.python_version(),
            "libraries": ", ".join(f"{name} {version(name)}" for name in names)}
