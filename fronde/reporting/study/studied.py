"""A study as its pages use it: the scenario, the runs and the conditions of the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from fronde.record.provenance import parameter_rows
from fronde.reporting import wording
from fronde.scenario import load
from fronde.scenario.types import Scenario
from fronde.study.jobs import KILLED, OK
from fronde.study.store import read_scenario
from fronde.study.values import Values, read_values


@dataclass(frozen=True)
class Studied:
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
    def kind(self) -> str:
        return str(self.manifest["kind"])


def read(folder: Path) -> Studied:
    """A study that was run.

    Raises
    ------
    StoreError : no study there, a damaged one, or one that is not complete.
    """
    values = read_values(folder)
    return Studied(folder, load(read_scenario(folder, values.manifest)), values)


def conditions(study: Studied) -> list[str]:
    """The conditions of everything on a page, a sentence each."""
    said = [points(study), runs(study), people(study)]
    stopped = study.manifest.get("stopped_at")
    planned = study.manifest["study"]["points"]
    if stopped and stopped < planned:
        said.append(f"The study stopped after {stopped:,} of {planned:,} parameter sets, when its "
                    "results were as precise as requested.")
    return said


def points(study: Studied) -> str:
    """How many parameter sets over which ranges."""
    many, varied = study.values.shape[0], len(study.values.names)
    if not varied:
        return (f"{wording.counted(many, 'parameter set')}; no assumption is varied, because the "
                "scenario leaves none open.")
    return (f"{wording.counted(many, 'parameter set')} over the prior ranges of "
            f"{wording.counted(varied, 'parameter')}. Values outside these ranges, and other "
            "mechanisms, were not tried.")


def runs(study: Studied) -> str:
    """How many runs, how many failed, and which random draws they share."""
    plan, counted = study.manifest["study"], statuses(study)
    total = sum(counted.values())
    lost = [f"{number:,} {name}" for name, number in counted.items() if name != OK]
    told = f"{wording.listed(lost)} (see Provenance)" if lost else "none failed"
    shared = (" Runs that are compared at a parameter set use the same random draws."
              * (len(plan["variants"]) > 1))
    luck = " All parameter sets use the same random draws." * (plan["luck"] != "own")
    return f"{wording.counted(total, 'run')}, {told}. {replicates(plan)}.{shared}{luck}"


def replicates(plan: Mapping[str, Any]) -> str:
    """How many runs of the same assumptions there are."""
    at, each = plan.get("replicated") or 0, plan["replicates"]
    if each == 1:
        return ("One run at each parameter set, so stochastic variance and assumptions cannot be "
                "separated")
    some = f"the first {at} parameter sets; the others have one run" if at else "each parameter set"
    return f"{each} replicates, which differ only in their random draws, at {some}"


def people(study: Studied) -> str:
    """How large the country is, and how it is simulated."""
    scenario = study.scenario
    return (f"Each run: {wording.weeks(scenario.weeks)} from {wording.day(scenario.start)}, "
            f"{scenario.population:,} persons, {scenario.manner}.")


def statuses(study: Studied) -> dict[str, int]:
    """Runs by how they ended, complete ones first."""
    counted = Counter(study.values.runs["status"].to_list())
    return dict(sorted(counted.items(), key=lambda one: (one[0] != OK, one[0])))


class Failure(NamedTuple):
    """Runs that failed in the same way, and the first of them."""

    status: str
    many: int
    error: str
    where: str


def failures(study: Studied) -> list[Failure]:
    """Runs that did not finish, the most frequent kind first."""
    kinds: dict[tuple[str, str], list[str]] = {}
    lost = study.values.runs.filter(study.values.runs["status"] != OK)
    for point, replicate, variant, status, error in lost.select(
            "point", "replicate", "variant", "status", "error").iter_rows():
        kinds.setdefault((status, essence(error)), []).append(
            f"parameter set {point}, replicate {replicate}, {variant}")
    return sorted((Failure(status, len(where), error, where[0])
                   for (status, error), where in kinds.items()), key=lambda one: -one.many)


def essence(error: str) -> str:
    """The line of an error that says what went wrong; of a traceback that is the last."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    if not lines:
        return "no message"
    return lines[-1] if lines[0].startswith("Traceback") else lines[0]


def warning(study: Studied) -> str:
    """A warning if some runs did not finish; else empty."""
    counted = statuses(study)
    lost = sum(number for name, number in counted.items() if name != OK)
    if not lost:
        return ""
    ended = "were ended from outside" if set(counted) <= {OK, KILLED} else "failed"
    verb = ended.replace("were", "was") if lost == 1 else ended
    return (f"{lost:,} of {wording.counted(sum(counted.values()), 'run')} {verb} and "
            f"{'is' if lost == 1 else 'are'} left out. If the reason depends on the assumptions, "
            "the shares hold for the other parameter sets only.")


def varied(study: Studied) -> list[tuple[str, list[dict[str, Any]]]]:
    """Parameters with the range that was tried, by what they belong to."""
    known = {row["path"]: row for row in parameter_rows(study.scenario)}
    rows = list(described(study, known))
    return [(name, list(members)) for name, members in groupby(
        rows, key=lambda row: str(row["path"]).partition(".")[0])]


def described(study: Studied, known: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each parameter that varies, with what is declared of it."""
    for path in study.values.names:
        row = known.get(path, {"unit": "", "sentence": "", "source": ""})
        yield {**row, "path": path, "name": path.partition(".")[2] or path,
               "prior": str(study.scenario.priors.get(path, "not recorded"))}


def provenance(study: Studied) -> list[tuple[str, str]]:
    """What is needed to make the study again, and its time and memory."""
    manifest, plan = study.manifest, study.manifest["study"]
    told = ", ".join(f"{number:,} {name}" for name, number in statuses(study).items())
    rows = [
        ("Make it again", manifest["command"] or "the command was not recorded"),
        ("Seed", f"{plan['seed']} (of the parameter sets and of the random draws)"),
        ("Scenario", f"{study.scenario.name}, digest {plan['scenario']}"),
        ("Parameter sets", f"{study.values.shape[0]:,}, digest of the design {plan['design']}"),
        ("Runs", told),
        ("Versions", f"fronde {manifest.get('fronde', 'unknown')}, digest of the model's source "
                     f"{plan.get('model', 'unknown')}" + "".join(
                         f", {name} {v}" for name, v in manifest.get("versions", {}).items()
                         if name != "fronde")),
        ("Took", f"{wording.seconds(manifest.get('seconds', 0.0))} of computing time in all "
                 "runs"),
        ("Memory", f"{manifest.get('memory_mb', 0.0):,.0f} MB at most in a worker"),
    ]
    if manifest.get("merged"):
        rows.append(("Parts", "merged from several machines"))
    return rows
