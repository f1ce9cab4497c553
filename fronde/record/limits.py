"""What a run will need, predicted before it starts, and refused if it is not there."""

from __future__ import annotations

import os
import resource
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from fronde.errors import TooLargeError
from fronde.scenario.types import Scenario
from fronde.tables.streets import AVERSION_NODES, HARDSHIP_NODES, KEPT, THRESHOLD_NODES, WEEKS_AHEAD
from fronde.vocabulary import metrics

MOST_GROUPS = HARDSHIP_NODES * AVERSION_NODES * THRESHOLD_NODES

FIXED_BYTES = 330e6  # Python, numba, polars and their buffers
BYTES_A_CITIZEN = 1.0  # the state
ACTIVE_SHARE = 0.02  # citizens who ever act, on the high side
# The same where parameters are drawn and protest or hiding runs away: the most of 80 draws was a
# fifth. With the street in groups all who hide are persons, too, and the worst draw is as large.
RUNAWAY_SHARE = 0.25
BYTES_A_STREET = 8.0 * (len(KEPT) * MOST_GROUPS + WEEKS_AHEAD)  # of a community, in groups
BYTES_AN_ACTIVE = 80.0  # a row of the table of people, its index, room to grow, working space
BYTES_A_ROW = 2.0  # of a long table in Parquet, measured on the bundled case
BYTES_A_ROW_HELD = 60.0  # of a long table in memory
ROWS_AN_ORGANISATION = 2  # itself, and most have members of one group or two
MOST_ROWS = 200_000_000
A_NUMBER = 1_000_000  # of people, below which the street is in groups; any other would do
# Addresses that libraries reserve from here on and hardly use, measured: ulimit -v counts them.
RESERVED_BYTES = 600e6
SPARE = 0.95  # of the memory that is free, what is suggested to be taken
# Controller, limit, use, and what of the use can be given back, in both versions of control groups.
CGROUPS = (
    ("", "memory.max", "memory.current", "inactive_file"),
    ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)
CGROUP, OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


@dataclass(frozen=True)
class Need:
    """Predicted size of a run.

    Attributes
    ----------
    memory, disk : bytes.
    rows : rows of the tables.
    ahead : weeks that the regime plays to choose a response, beside those of the run.
    """

    memory: float
    disk: float
    rows: int
    ahead: int


def predict_need(scenario: Scenario) -> Need:
    """What a scenario will need."""
    entities = {
        "nation": 1, "region": len(scenario.regions), "group": len(scenario.groups),
        "community": len(scenario.communities)}
    watched = sum(entities[level] * len(metrics(level)) for level in scenario.metrics.levels)
    watched += len(scenario.states) * len(metrics("state"))
    if "organisations" in scenario.mechanisms:
        watched += ROWS_AN_ORGANISATION * scenario.metrics.organisations
    weeks = -(-scenario.weeks // scenario.metrics.every) + 1  # the last week always
    rows = watched * weeks
    memory = FIXED_BYTES + rows * BYTES_A_ROW_HELD + bytes_of_people(scenario)
    return Need(memory, rows * BYTES_A_ROW, rows, weeks_ahead(scenario))


def weeks_ahead(scenario: Scenario) -> int:
    """Weeks that are played to choose: at each review one future of each response, and of none."""
    policy = scenario.policy
    if policy is None or policy.kind != "look-ahead":
        return 0
    return scenario.weeks // policy.review * (len(scenario.responses) + 1) * policy.horizon


def bytes_of_people(scenario: Scenario) -> float:
    """Memory for the people of a world."""
    return in_groups(scenario) if scenario.grouped else scenario.population * (
        BYTES_A_CITIZEN + ACTIVE_SHARE * BYTES_AN_ACTIVE)


def bytes_of_runaway(scenario: Scenario) -> float:
    """Memory for the people of a world in which so many more act that there is no bound."""
    return bytes_of_people(scenario) + scenario.population * BYTES_AN_ACTIVE * (
        RUNAWAY_SHARE - ACTIVE_SHARE)


def in_groups(scenario: Scenario) -> float:
    """Memory for the people of a world whose street is kept in groups."""
    return scenario.population * BYTES_A_CITIZEN + len(scenario.communities) * BYTES_A_STREET


def memory_here() -> float:
    """Bytes that this process may still take: the machine's, a container's, job's or shell's."""
    limits = [float(psutil.virtual_memory().available)]
    for controller, limit, use, cache in CGROUPS:
        for group in groups(controller):
            with suppress(OSError, ValueError):
                limits.append(memory_of_group(group / limit, group / use,
                                              group / "memory.stat", cache))
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        limits.append(most - float(psutil.Process().memory_info().vms) - RESERVED_BYTES)
    return max(0.0, min(limits))


def is_memory_limited() -> bool:
    """Whether a shell limits memory (``ulimit -v``)."""
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def groups(controller: str) -> list[Path]:
    """The control group of this process and those around it, whose limits hold, too."""
    try:
        lines = [line.split(":", 2) for line in OWN_GROUP.read_text().splitlines()]
    except OSError:  # not on Linux
        return []
    top, own = CGROUP / controller, next(
        (name for _, names, name in lines if controller in names.split(",")), "/")
    inner = top / own.lstrip("/")
    return [group for group in (inner, *inner.parents) if group.is_relative_to(top)]


def memory_of_group(limit: Path, use: Path, stat: Path, cache: str) -> float:
    """Bytes left to a control group; what it only keeps of files does not count."""
    entries = dict(line.split() for line in stat.read_text().splitlines())
    return float(limit.read_text()) - float(use.read_text()) + float(entries.get(cache, 0))


def check(scenario: Scenario, folder: Path | None) -> Need:
    """Refuse a run that cannot end well.

    Raises
    ------
    TooLargeError : more memory, rows or disk than there is; the message says what fits.
    """
    need = predict_need(scenario)
    check_memory(scenario, need)
    check_rows(scenario, need)
    if folder is not None:
        check_disk(need, folder)
    return need


def check_memory(scenario: Scenario, need: Need) -> None:
    """Refuse more persons than memory."""
    free = memory_here()
    if need.memory <= free:
        return
    apart = need.memory - bytes_of_people(scenario)
    fewer = min(A_NUMBER, scenario.population // 2)
    could = scenario.groupable and not scenario.grouped
    mend = (f"Simulate in groups: --people {fewer}."
            if could and apart + in_groups(scenario) <= SPARE * free else
            "Raise the limit of the shell (ulimit -v)." if is_memory_limited() else
            "Free some memory, or record fewer levels.")
    raise TooLargeError(
        f"A country of {scenario.population:,} persons needs about {need.memory / 1e9:,.1f} GB of "
        f"memory, but only {free / 1e9:,.1f} GB are free. {mend}"
    )


def check_rows(scenario: Scenario, need: Need) -> None:
    """Refuse tables that nobody could read."""
    if need.rows <= MOST_ROWS:
        return
    every = min(scenario.weeks, scenario.metrics.every * (need.rows // MOST_ROWS + 1))
    raise TooLargeError(
        f"The tables would have about {need.rows:,} rows, but only {MOST_ROWS:,} are allowed. "
        f"Record fewer levels, or set metrics.every to {every} or more."
    )


def check_disk(need: Need, folder: Path) -> None:
    """Refuse tables that the disk cannot hold."""
    there = next(path for path in (folder, *folder.absolute().parents) if os.path.exists(path))
    space = shutil.disk_usage(there).free
    if need.disk > space:
        raise TooLargeError(
            f"The tables need about {need.disk / 1e6:,.0f} MB, but {there} has only "
            f"{space / 1e6:,.0f} MB left. Record fewer levels, or choose another --out."
        )
