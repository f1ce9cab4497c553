"""Which parameter sets come near a record, which patterns none reaches, and what that narrows.

At every parameter set the scenario is run as it stands, a record is drawn of the run by each
observer, and each target is read off it. What is open in observers is drawn with the parameters.
Only targets to be met (part ``train``) sift; those of part ``check`` are shown beside them, and
those of part ``last`` are not even read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fronde.errors import ScenarioError
from fronde.evidence.computing import (
    CaseRecord,
    compute_record,
    describe_records,
    reading_of_target,
    value_of_target,
)
from fronde.evidence.targets import EvidenceFile, Target, find_evidence, read_evidence
from fronde.evidence.weekly import RecordReading
from fronde.scenario.types import Scenario
from fronde.study.held_back import Contest, HeldBack, contests, score_weeks
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.kind import Asked, Kind, Stage
from fronde.study.methods.arrays import Floats
from fronde.study.methods.deciding import find_ordering
from fronde.study.methods.design import Points, points
from fronde.study.methods.recovery import recover
from fronde.study.methods.sieve import (
    NEAR,
    Judged,
    Numbers,
    find_clashes,
    find_left,
    judge_target,
    measure_narrowing,
    on_scale,
)
from fronde.study.methods.verdicts import LEVEL, interval
from fronde.study.options import SIZE, Option
from fronde.study.outcomes import outcome
from fronde.study.protocol import Study, observe_readings
from fronde.study.readings import Reading
from fronde.study.study_values import Values

WATCHED = ("protest", "hidden", "legitimacy", "fallen")


@dataclass(frozen=True)
class Bands:
    """Percentiles of what parameter sets give."""

    p05: float
    p50: float
    p95: float


@dataclass(frozen=True)
class Reached:
    """A target, and how near the runs come to it.

    Attributes
    ----------
    id, says, part, scale, value : as the record gives it.
    spread : error and discrepancy together, on its scale.
    chance : standard deviation between replicates, on its scale.
    sets, missing : parameter sets with and without a value.
    near : parameter sets that are near it; ``low`` and ``high``: the interval of their share.
    nearest : the least distance of any [standard deviations].
    prior, left : what all parameter sets give, and those that are left; None of none.
    """

    id: str
    says: str
    part: str
    scale: str
    value: float
    spread: float
    chance: float
    sets: int
    missing: int
    near: int
    low: float
    high: float
    nearest: float
    prior: Bands | None
    left: Bands | None

    @property
    def never(self) -> bool:
        """Whether no parameter set comes near it."""
        return self.near == 0


@dataclass(frozen=True)
class Narrowed:
    """A parameter, and what the targets say about it.

    Attributes
    ----------
    path : of the parameter.
    low, high : ends of the middle nine tenths of what is left, as places within the prior, 0 to 1;
        NaN of few.
    p : of the hypothesis that it is still even, with all parameters counted.
    moves : targets that move with it, over all parameter sets.
    """

    path: str
    low: float
    high: float
    p: float
    moves: tuple[str, ...]

    @property
    def spread(self) -> float:
        """How wide the middle nine tenths of what is left are, of those of the prior."""
        return (self.high - self.low) / 0.9

    @property
    def narrowed(self) -> bool:
        """Whether the targets say anything about it."""
        return self.p < 1.0 - LEVEL


@dataclass(frozen=True)
class Refound:
    """How well a parameter would be found, had its value been known.

    Attributes
    ----------
    path : of a parameter that some target moves with.
    covered : truths that lie in their interval of 90 %; ``low`` and ``high``: its interval.
    width : of these intervals, of those of the prior, in the mean.
    """

    path: str
    covered: float
    low: float
    high: float
    width: float


@dataclass(frozen=True)
class KnownTruths:
    """Whether the method finds truths that were put in; see ``methods.recovery``.

    Attributes
    ----------
    tried : parameter sets that were taken as true.
    kept, of : whose other run is left, of those that have another.
    counted : of which enough sets are left to say an interval.
    parameters : that some target moves with.
    """

    tried: int
    kept: int
    of: int
    counted: int
    parameters: list[Refound]


@dataclass(frozen=True)
class Calibrated:
    """What a record leaves of the space of assumptions.

    Attributes
    ----------
    targets : never reached first, then by how few parameter sets come near.
    parameters : the most narrowed first.
    left : numbers of the parameter sets near every target to be met.
    sets : parameter sets that there are.
    share, low, high : of the space, that is left.
    clashes : pairs of targets that are each met somewhere, and never together.
    scores : how well held-back weeks are foreseen, where files of the record were at hand.
    known : whether the method would find a truth that was put in.
    """

    targets: list[Reached]
    parameters: list[Narrowed]
    left: list[int]
    sets: int
    share: float
    low: float
    high: float
    clashes: list[tuple[str, str]]
    scores: list[HeldBack]
    known: KnownTruths

    @property
    def never(self) -> list[Reached]:
        """Targets to be met that no parameter set comes near."""
        return [one for one in self.targets if one.never and one.part == "train"]

    @property
    def contests(self) -> list[Contest]:
        """The runs beside the best naive rule, on each record that was held back."""
        return list(contests(self.scores))

    @property
    def narrowed(self) -> list[Narrowed]:
        """Parameters about which the targets say something."""
        return [one for one in self.parameters if one.narrowed]

    @property
    def silent(self) -> list[Narrowed]:
        """Parameters that no target moves with, and that are not narrowed."""
        return [one for one in self.parameters if not (one.narrowed or one.moves)]


def plan(scenario: Scenario, evidence: EvidenceFile, record: CaseRecord, places: Points, seed: int,
         replicates: int = 1, replicated: int = 0) -> Study:
    """The runs of a calibration.

    Parameters
    ----------
    evidence : whose targets are all read off the runs; those to be met sift.
    record : values of targets that are computed.
    places : parameter sets, of the scenario and of observers.

    Raises
    ------
    ScenarioError : a target is of no outcome of the scenario.
    """
    targets = evidence.targets
    readings = tuple(dict.fromkeys(one for target in targets for one in read_by(target, scenario)))
    used = {target.observer for target in targets}
    return Study(
        "calibrate", observe_readings(scenario, readings), places, (Variant(AS_IT_STANDS),),
        readings, replicates, seed, series=WATCHED, every=1, replicated=replicated,
        observers={name: one for name, one in evidence.observers.items() if name in used},
        settings={
            "evidence": evidence.document, "scenario": scenario.digest,
            "read": describe_records(record),
            "values": {one.id: value_of_target(one, record) for one in targets},
            "record": {name: {"events": weeks.events.tolist(), "persons": weeks.persons.tolist()}
                       for name, weeks in record.weeks.items()}})


def read_by(target: Target, scenario: Scenario) -> tuple[Reading | RecordReading, ...]:
    """What a target is read off.

    Raises
    ------
    ScenarioError : there is no such outcome.
    """
    if target.outcome is not None:
        try:
            return outcome(target.outcome, scenario).readings
        except ScenarioError as error:
            raise ScenarioError(f"target {target.id}: {error}") from None
    return (reading_of_target(target, scenario),)


def judge(values: Values, scenario: Scenario) -> Calibrated:
    """What a record leaves, from what was read off runs."""
    settings = values.manifest["study"]["settings"]
    evidence = EvidenceFile.model_validate(settings["evidence"])
    targets = evidence.targets
    numbers = [float(settings["values"][one.id]) for one in targets]
    judged = [judge_runs(values, scenario, one, number)
              for one, number in zip(targets, numbers, strict=True)]
    train = [place for place, one in enumerate(targets) if one.part == "train"]
    sets = values.shape[0]
    left = find_left([judged[place].apart for place in train], sets)
    share, low, high = interval(len(left), sets, LEVEL)
    reached = [reach(target, number, found, left)
               for target, number, found in zip(targets, numbers, judged, strict=True)]
    clashes = find_clashes([judged[place].apart for place in train])
    narrowed = narrow(values, left, [targets[place] for place in train],
                      [judged[place] for place in train])
    return Calibrated(
        sorted(reached, key=lambda one: (one.part != "train", one.near)),
        narrowed, left.tolist(), sets, share, low, high,
        [(targets[train[a]].id, targets[train[b]].id) for a, b in clashes],
        score_weeks(values, evidence, scenario, left.tolist()),
        find_truths(values, [targets[place] for place in train], [judged[p] for p in train],
                    narrowed))


def judge_runs(values: Values, scenario: Scenario, target: Target, number: float) -> Judged:
    """How near the runs come to a target."""
    if target.outcome is not None:
        runs = outcome(target.outcome, scenario).of(values)
    else:
        runs = values.of(AS_IT_STANDS, reading_of_target(target, scenario))
    value = float(on_scale(target.scale, np.array(number)))
    return judge_target(on_scale(target.scale, runs), value, target.error, target.discrepancy)


def reach(target: Target, number: float, found: Judged, left: Numbers) -> Reached:
    """How near the runs come to a target, told."""
    known = found.middle[~np.isnan(found.middle)]
    near = int((found.apart < NEAR).sum())
    _, low, high = interval(near, len(found.apart), LEVEL)
    kept = found.middle[left]
    return Reached(
        target.id, target.says, target.part, target.scale, number,
        float(np.hypot(target.error, target.discrepancy)), found.chance, len(known),
        len(found.apart) - len(known), near, low, high, float(found.apart.min()),
        bands(target.scale, known), bands(target.scale, kept[~np.isnan(kept)]))


def bands(scale: str, numbers: Floats) -> Bands | None:
    """Percentiles in the target's own unit; None of nothing."""
    if not len(numbers):
        return None
    found = np.quantile(numbers, (0.05, 0.5, 0.95), method="inverted_cdf")
    return Bands(*(found if scale == "linear" else 10.0**found).tolist())


def narrow(values: Values, left: Numbers, targets: Sequence[Target],
           judged: Sequence[Judged]) -> list[Narrowed]:
    """What the targets say about each parameter."""
    ends = measure_narrowing(values.placed, left)
    moves = [moving(values, found, (1.0 - LEVEL) / len(judged)) for found in judged]
    found = [Narrowed(name, float(low), float(high), float(p), tuple(
        target.id for target, names in zip(targets, moves, strict=True) if name in names))
        for name, low, high, p in zip(values.names, *ends, strict=True)]
    return sorted(found, key=lambda one: (one.p, one.path))


def moving(values: Values, found: Judged, level: float) -> frozenset[str]:
    """The parameters that a target moves with, over all parameter sets."""
    known = np.isfinite(found.middle)
    return find_ordering(values.placed[known], values.names, found.middle[known], level)


def find_truths(values: Values, targets: Sequence[Target], judged: Sequence[Judged],
                narrowed: Sequence[Narrowed]) -> KnownTruths:
    """Whether the method would find truths among the parameter sets that were run."""
    if not targets:
        return KnownTruths(0, 0, 0, 0, [])
    found = recover(np.stack([one.runs for one in judged]),
                    np.array([np.hypot(one.error, one.discrepancy) for one in targets]),
                    np.array([one.chance for one in judged]), values.placed,
                    values.manifest["study"]["seed"])
    counted = len(found.covers)
    moving = [one.path for one in narrowed if one.moves] if counted else []
    return KnownTruths(found.tried, found.kept, found.of, counted, [
        Refound(path, *interval(float(found.covers[:, place].sum()), counted, LEVEL),
                float(found.widths[:, place].mean()))
        for path in moving for place in [values.names.index(path)]])


def table(found: Calibrated) -> dict[str, Any]:
    """Rows of a table: targets, parameters and what is left."""
    return {"targets": [asdict(one) for one in found.targets],
            "parameters": [{**asdict(one), "spread": one.spread} for one in found.parameters],
            "left": found.left, "share": found.share, "low": found.low, "high": found.high,
            "clashes": found.clashes, "scores": [asdict(one) for one in found.scores],
            "known": asdict(found.known), "never": [one.id for one in found.never]}


def fits(found: Calibrated, study: Mapping[str, Any], names: list[str]) -> bool:
    """Whether findings can be those of a study with parameters of these names."""
    asked = [one["id"] for one in study["settings"]["evidence"]["targets"]]
    return (sorted(one.id for one in found.targets) == sorted(asked)
            and sorted(one.path for one in found.parameters) == sorted(names)
            and found.sets == study["points"] and set(found.left) <= set(range(found.sets)))


def plan_asked(scenario: Scenario, asked: Asked, _: Any) -> Study:
    """The runs of a calibration.

    Raises
    ------
    ScenarioError, DataError : the case has no evidence, or none that can be used.
    """
    evidence = read_evidence(find_evidence(asked["evidence"], scenario), scenario).of_parts(
        "train", "check")
    folder = None if asked["records"] is None else Path(asked["records"])
    places = points({**scenario.priors, **evidence.priors}, asked["points"], asked["seed"],
                    asked["design"])
    return plan(scenario, evidence, compute_record(evidence, scenario, folder), places,
                asked["seed"], asked["replicates"], asked["replicated"])


KIND = Kind(
    "calibrate",
    """Confront the scenario with a record: what is never reached, what is left, what it narrows.

    Targets are in evidence.yaml beside the scenario. Exit code 5 means that no parameter set comes
    near some target, or near all of them at once.""",
    "fronde study calibrate poland-1981 --points 256 -j 2",
    (Option("evidence", "The file of targets; by default evidence.yaml beside the scenario.", None,
            "FILE"),
     Option("records", "Folder with the files of the records, to compute values from.", None,
            "DIR")),
    SIZE, (Stage("calibrate", plan_asked, judge, Calibrated, fits),), table)
