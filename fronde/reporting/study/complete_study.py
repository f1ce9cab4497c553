"""A complete study as its pages use it: the scenario, the runs, what its results rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from fronde.record.provenance import parameter_rows
from fronde.scenario import load
from fronde.scenario.types import Scenario
from fronde.study.jobs import KILLED, OK
from fronde.study.study_store import read_scenario
from fronde.study.study_values import Values, read_values


class Failure(NamedTuple):
    """Runs that failed in the same way, and the first of them."""

    status: str
    many: int
    error: str
    where: str


@dataclass(frozen=True)
class StoredStudy:
    """A complete study.

    Attributes
    ----------
    folder : where it is.
    scenario : what was run.
    values : its tables and manifest.
    """

    folder: Path
    scenario: Scenario
    values: Values

    @property
    def manifest(self) -> dict[str, Any]:
        return self.values.manifest

    @property
    def plan(self) -> dict[str, Any]:
        """What was asked for."""
        stored = self.manifest["study"]
        plan: dict[str, Any] = {"replicated": 0, "draws": stored.get("luck"), **stored}
        return plan

    @property
    def kind(self) -> str:
        return str(self.manifest["kind"])

    @property
    def sets(self) -> int:
        """Parameter sets that were run."""
        return self.values.shape[0]

    @property
    def varied(self) -> list[str]:
        """Paths of the parameters that vary."""
        return self.values.names

    @cached_property
    def statuses(self) -> dict[str, int]:
        """Runs by how they ended, complete ones first."""
        counted = Counter(self.values.runs["status"].to_list())
        return dict(sorted(counted.items(), key=lambda one: (one[0] != OK, one[0])))

    @property
    def total(self) -> int:
        """Runs in all."""
        return sum(self.statuses.values())

    @property
    def lost(self) -> int:
        """Runs that did not finish."""
        return self.total - self.statuses.get(OK, 0)

    @property
    def counts(self) -> list[str]:
        """How many runs did not finish, by how they ended."""
        return [f"{number:,} {name}" for name, number in self.statuses.items() if name != OK]

    @property
    def only_killed(self) -> bool:
        """Whether all runs that did not finish were ended from outside."""
        return set(self.statuses) <= {OK, KILLED}

    @cached_property
    def failures(self) -> list[Failure]:
        """Runs that did not finish, the most frequent kind first."""
        kinds: dict[tuple[str, str], list[str]] = {}
        lost = self.values.runs.filter(self.values.runs["status"] != OK)
        for point, replicate, variant, status, error in lost.select(
                "point", "replicate", "variant", "status", "error").iter_rows():
            kinds.setdefault((status, essence(error)), []).append(
                f"parameter set {point}, replicate {replicate}, {variant}")
        return sorted((Failure(status, len(where), error, where[0])
                       for (status, error), where in kinds.items()), key=lambda one: -one.many)

    @property
    def parameters(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Parameters with the range that was tried, by what they belong to."""
        return [(name, list(rows)) for name, rows in groupby(
            describe_parameters(self), key=lambda row: str(row["path"]).partition(".")[0])]


def open_study(folder: Path) -> StoredStudy:
    """A study that was run.

    Raises
    ------
    StoreError : no study there, a damaged one, or one that is not complete.
    """
    values = read_values(folder)
    return StoredStudy(folder, load(read_scenario(folder, values.manifest)), values)


def essence(error: str) -> str:
    """The line of an error that says what went wrong; of a traceback that is the last."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    if not lines:
        return "no message"
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]


def describe_parameters(study: StoredStudy) -> Iterator[dict[str, Any]]:
    """Each parameter that varies, with what is declared of it."""
    known = {row["path"]: row for row in parameter_rows(study.scenario)}
    for path in study.varied:
        row = known.get(path, {"unit": "", "sentence": "", "source": ""})
        yield {**row, "path": path, "name": path.partition(".")[2] or path,
               "prior": str(study.scenario.priors.get(path, "not recorded"))}
