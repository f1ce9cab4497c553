"""What a run will need, predicted before it starts, and refused if it is not there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil

from fronde.errors import TooLargeError
from fronde.scenario.types import Scenario

FIXED_BYTES = 350e6  # Python, numba, polars and their buffers
BYTES_A_CITIZEN = 1.0  # the state
ACTIVE_SHARE = 0.02  # citizens who ever act, on the high side
BYTES_AN_ACTIVE = 80.0  # a row of the table of people, its index, room to grow, working space
BYTES_A_ROW = 14.0  # of a long table in Parquet, measured on the bundled case
MOST_ROWS = 200_000_000
METRICS_AN_ENTITY = 45
CGROUP = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True)
class Need:
    """Predicted size of a run.

    Attributes
    ----------
    memory, disk : bytes.
    rows : rows of the tables.
    """

    memory: float
    disk: float
    rows: int


def predicted(scenario: Scenario) -> Need:
    """What a scenario will need."""
    entities = {
        "nation": 1, "region": len(scenario.regions), "group": len(scenario.groups),
        "community": len(scenario.communities)}
    watched = sum(entities[level] for level in scenario.metrics.levels)
    weeks = scenario.weeks // scenario.metrics.every + 1
    rows = watched * weeks * METRICS_AN_ENTITY
    memory = FIXED_BYTES + scenario.citizens * bytes_a_citizen()
    return Need(memory, rows * BYTES_A_ROW, rows)


def bytes_a_citizen() -> float:
    """Memory for one more citizen."""
    return BYTES_A_CITIZEN + ACTIVE_SHARE * BYTES_AN_ACTIVE


def memory_here() -> float:
    """Bytes that this process may still take: the machine's, or a container's limit."""
    free = float(psutil.virtual_memory().available)
    try:
        limit = float(CGROUP.read_text())
    except (OSError, ValueError):
        return free
    return min(free, limit)


def check(scenario: Scenario, folder: Path | None) -> Need:
    """Refuse a run that cannot end well.

    Raises
    ------
    TooLargeError : more memory, rows or disk than there is; the message says what fits.
    """
    need = predicted(scenario)
    free = memory_here()
    if need.memory > free:
        fits = max(1, int((free - FIXED_BYTES) / bytes_a_citizen()))
        raise TooLargeError(
            f"{scenario.citizens:,} citizens need about {need.memory / 1e9:,.1f} GB of memory, and "
            f"{free / 1e9:,.1f} GB are free. What fits: --people {fits}"
        )
    if need.rows > MOST_ROWS:
        raise TooLargeError(
            f"The tables would have about {need.rows:,} rows, and {MOST_ROWS:,} are allowed. "
            f"Record fewer levels or set metrics.every to {need.rows // MOST_ROWS + 1} or more."
        )
    if folder is not None:
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        space = shutil.disk_usage(there).free
        if need.disk > space:
            raise TooLargeError(
                f"The tables need about {need.disk / 1e6:,.0f} MB, and {there} has "
                f"{space / 1e6:,.0f} MB left. Record fewer levels, or choose another --out."
            )
    return need
