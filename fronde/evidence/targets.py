"""What a record says about a case: ``evidence.yaml``, beside the scenario.

    records      files of data sets, on the user's own disk
    observers    what a data set sees of a run; ``report`` and ``spread`` may be left open
    targets      numbers that the record gives, and with which error a run may differ from them

A target is read off a record, through an observer, or off the run itself (``outcome``). Its weeks
are those of the run whose first day lies within ``from`` .. ``to``. With ``by`` it is the ratio of
two windows, in which an unknown share of reported events cancels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from fronde.errors import ScenarioError
from fronde.evidence.contract import KINDS
from fronde.evidence.formats import MODULES
from fronde.evidence.observer import MOST_SPREAD, SIGHTS, EventObserver
from fronde.evidence.weekly import Summary
from fronde.parameters import LogUniform, Normal, Parameter, Prior, Uniform
from fronde.scenario import sources
from fronde.scenario.build import complain
from fronde.scenario.complaints import Complaints, quote, suggestion
from fronde.scenario.fields import Amount, Day, Filled, Length, Line, Number, Persons, Text, YesNo
from fronde.scenario.places import Place
from fronde.scenario.records import OrNothing, Problem, Record, Ref, misshapen, references
from fronde.scenario.types import Scenario
from fronde.scenario.values import distribution, number, prior_as_written
from fronde.scenario.yamlcore import parse

FILE = "evidence.yaml"
_NAME = re.compile("[a-z0-9][a-z0-9-]{0,59}")
OWNER = "observers"  # of the paths of what observers leave open
Kind = Literal[KINDS]  # type: ignore[valid-type]
COMPUTED: Literal["computed"] = "computed"
Part = Literal["train", "check", "last"]
Scale = Literal["log10", "linear"]
_OPEN = {
    "report": Parameter("report", 1.0, "share", None, "chance that an event is reported", "", 0.0,
                        1.0, whole=False),
    "spread": Parameter("spread", 0.0, "powers of ten", None, "error of a number of persons", "",
                        0.0, MOST_SPREAD, whole=False)}


def _given(name: str) -> BeforeValidator:
    """A number, or a prior."""
    def read(raw: Any) -> float | Prior:
        if isinstance(raw, dict):
            return distribution(_OPEN[name], raw)
        return raw if isinstance(raw, (Uniform, LogUniform, Normal)) else number(_OPEN[name], raw)
    return BeforeValidator(read)


def _written(value: float | Prior) -> Any:
    """As a file has it."""
    return value if isinstance(value, (int, float)) else prior_as_written(value)


def _target_value(raw: Any) -> Any:
    """A number, or that it is computed from the record."""
    if raw == COMPUTED:
        return raw
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise ValueError(f"must be a number or `computed`, not {quote(raw)}")
    return float(raw)


_Open = PlainSerializer(_written)
_Value = Annotated[float | Literal["computed"], BeforeValidator(_target_value)]


class RecordFiles(Record):
    """Files of one data set, in a folder that the user names."""

    form: Literal[tuple(MODULES)] = Field(alias="as", description="format of the files")  # type: ignore[valid-type]
    files: Line = Field(description="their names; * stands for anything")
    cite: Text = ""
    licence: Text = ""


class ObserverSpec(Record):
    """What a data set sees of a run; see ``EventObserver``.

    Beside what ``of`` asks for, events of the record count only if they are of one of ``kinds``,
    if one of ``sides`` takes part, if they are dated to ``exact`` days or better, and, with
    ``known``, if their number of persons is known.
    """

    of: Literal[tuple(SIGHTS)]  # type: ignore[valid-type]
    report: Annotated[Any, _given("report"), _Open] = 1.0
    spread: Annotated[Any, _given("spread"), _Open] = 0.0
    least: Persons = 0
    least_deaths: Persons = 0
    kinds: tuple[Kind, ...] = ()
    sides: tuple[Filled, ...] = ()
    exact: Length | None = None
    known: YesNo = False

    @property
    def priors(self) -> dict[str, Prior]:
        """What is left open, by name."""
        return {name: value for name in _OPEN
                if not isinstance(value := getattr(self, name), (int, float))}

    def at(self, values: Mapping[str, float]) -> EventObserver:
        """The observer, with what is open set."""
        return EventObserver(self.of, values.get("report", self.report),
                             values.get("spread", self.spread), self.least, self.least_deaths)


class Span(Record):
    """Weeks of a run: those whose first day lies within these days."""

    since: Day = Field(alias="from")
    until: Day = Field(alias="to")


class Target(Record):
    """A number that the record gives.

    ``error`` is of the record, ``discrepancy`` of the model: standard deviations, in powers of ten
    where the scale is log10. Both are said, and neither is estimated.
    """

    id: Line
    says: Filled
    record: Annotated[Filled | None, Ref("record")] = None
    observer: Annotated[Filled | None, Ref("observer")] = None
    outcome: Line | None = Field(None, description="instead: an outcome of a study, of the run")
    count: Literal["persons", "events"] = "persons"
    since: Day | None = Field(None, alias="from")
    until: Day | None = Field(None, alias="to")
    by: Annotated[Span | None, OrNothing()] = None
    summary: Summary = "mean"
    value: _Value
    low: Number | None = None
    high: Number | None = None
    source: Text = ""
    scale: Scale = "log10"
    error: Amount
    discrepancy: Amount = 0.0
    part: Part = "train"

    @property
    def span(self) -> Span | None:
        """Its own window; None for an outcome."""
        if self.since is None or self.until is None:
            return None
        return Span.model_validate({"from": self.since, "to": self.until})


class EvidenceFile(Record):
    """All that is known of a case from records."""

    about: Text = ""
    records: Annotated[Mapping[str, RecordFiles], OrNothing()] = Field({})
    observers: Annotated[Mapping[str, ObserverSpec], OrNothing()] = Field({})
    targets: tuple[Target, ...] = Field(min_length=1)

    @property
    def priors(self) -> dict[str, Prior]:
        """Path -> prior of what observers leave open."""
        return {f"{OWNER}.{name}.{key}": prior for name, one in self.observers.items()
                for key, prior in one.priors.items()}

    @property
    def document(self) -> dict[str, Any]:
        """As plain values, which read back to the same."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def of_parts(self, *parts: Part) -> EvidenceFile:
        """The same with the targets of some parts."""
        return self.model_copy(update={"targets": tuple(
            one for one in self.targets if one.part in parts)})


def of_observer(values: Mapping[str, float], name: str) -> dict[str, float]:
    """What a point says of one observer."""
    head = f"{OWNER}.{name}."
    return {path.removeprefix(head): value for path, value in values.items()
            if path.startswith(head)}


def find_evidence(given: str | None, scenario: Scenario) -> Path:
    """The file that is meant: the one that is named, or that of a bundled case.

    Raises
    ------
    ScenarioError : nothing is named, and the scenario is of no case with evidence.
    """
    if given is not None:
        return Path(given)
    case = sources.cases().get(scenario.name)
    beside = None if case is None else case.with_name(FILE)
    if beside is None or not beside.is_file():
        raise ScenarioError(f"{scenario.name}: there is no {FILE} beside the scenario. Write one, "
                            "or name it: --evidence FILE")
    return beside


def evidence_beside(source: str) -> str | None:
    """The evidence beside a scenario, by its file, folder or name; None if there is none."""
    path, _ = sources.find(source, Complaints())
    beside = path.with_name(FILE)
    return str(beside) if beside.is_file() else None


def read_evidence(source: Path, scenario: Scenario) -> EvidenceFile:
    """Read what a record says about a case, and check it against the scenario.

    Parameters
    ----------
    source : the file, or the folder of the case.
    scenario : whose weeks are meant.

    Raises
    ------
    ScenarioError : with everything that is wrong, each with its place.
    """
    path = source / FILE if source.is_dir() else source
    complaints = Complaints()
    if not path.exists():
        complaints.stop(Place(str(path)), "no such file: name the file of targets, or the folder "
                        f"with an {FILE}")
    text = sources.read(path, str(path), Place(str(path)), complaints)
    complaints.finish()
    root = parse(text or "", str(path), complaints)
    if not isinstance(root.value, dict):
        complaints.stop(root.place, f"must be a mapping with `targets`, not {quote(root.plain)}")
    found = EvidenceFile.model_validate(root.plain, context={})
    for problem in (*misshapen(found), *_bad_names(found), *_unknown_names(found),
                    *_shared_observers(found), *_misfits(found, scenario)):
        complain(root, problem, complaints)
    complaints.finish()
    return found


def _bad_names(found: EvidenceFile) -> Iterator[Problem]:
    """Names that no path, file or column could have."""
    named: list[tuple[tuple[Any, ...], str | None]] = [
        ((kind, name), name) for kind in ("records", "observers")
        for name in getattr(found, kind) or {}]
    named += [(("targets", place, "id"), target.id)
              for place, target in enumerate(found.targets or ()) if target is not None]
    for path, name in named:
        if name is not None and not _NAME.fullmatch(name):
            yield Problem(path, f"{quote(name)} is no name: use small letters a to z, digits and "
                          "hyphens", of_key=path[0] != "targets")


def _unknown_names(found: EvidenceFile) -> Iterator[Problem]:
    """Records and observers that are not there, and targets that are there twice."""
    there = {"record": found.records or {}, "observer": found.observers or {}}
    for path, ref, name in references(found):
        if name not in there[ref.kind]:
            yield Problem(path, f"no {ref.kind} {quote(name)}{suggestion(name, there[ref.kind])}")
    before: dict[str, int] = {}
    for place, target in enumerate(found.targets or ()):
        if target is not None and target.id in before:
            yield Problem(("targets", place, "id"), f"target {quote(target.id)} is there twice",
                          first=("targets", before[target.id], "id"))
        elif target is not None and target.id:
            before[target.id] = place


def _shared_observers(found: EvidenceFile) -> Iterator[Problem]:
    """Observers of two records: what one data set sees says nothing of another."""
    of: dict[str, str] = {}
    for place, target in enumerate(found.targets or ()):
        if target is not None and target.observer and target.record:
            other = of.setdefault(target.observer, target.record)
            if other != target.record:
                yield Problem(("targets", place, "observer"), f"observer {quote(target.observer)} "
                              f"is that of the record {quote(other)}: give this record its own")


def _misfits(found: EvidenceFile, scenario: Scenario) -> Iterator[Problem]:
    """What does not fit together in an observer or a target, or does not fit the run."""
    for name, observer in (found.observers or {}).items():
        yield from _threshold(("observers", name), observer)
    for place, target in enumerate(found.targets or ()):
        if target is not None and target.sound:
            yield from _whose(("targets", place), target)
            yield from _windows(("targets", place), target, scenario)
            yield from _numbers(("targets", place), target)


def _threshold(path: tuple[str, str], observer: ObserverSpec) -> Iterator[Problem]:
    """The threshold of another kind of observer."""
    if observer.of in SIGHTS:
        meant = SIGHTS[observer.of].threshold
        for name in ("least", "least_deaths"):
            if name != meant and getattr(observer, name):
                yield Problem((*path, name), f"`{name}` is not for {observer.of}: use `{meant}`",
                              of_key=True)


def _whose(path: tuple[str, int], target: Target) -> Iterator[Problem]:
    """A target is of an observer, or of an outcome."""
    if (target.observer is None) == (target.outcome is None):
        yield Problem(path, "give either `observer`, with its weeks, or `outcome`")
    elif target.outcome is not None:
        for key, name in (("record", "record"), ("from", "since"), ("to", "until"), ("by", "by")):
            if getattr(target, name) is not None:
                yield Problem((*path, key), f"`{key}` is not for an `outcome`", of_key=True)
        if target.value == COMPUTED:
            yield Problem((*path, "value"), "an `outcome` is in no record: give a number")
    elif target.span is None:
        yield Problem(path, "`from` and `to` are missing: the weeks of the run that are meant")
    elif target.value == COMPUTED and target.record is None:
        yield Problem(path, "`value: computed` needs the `record` to compute it from")


def _windows(path: tuple[str, int], target: Target, scenario: Scenario) -> Iterator[Problem]:
    """Windows without a week of the run, or partly outside it."""
    spans: list[tuple[tuple[Any, ...], Span | None]] = [(path, target.span),
                                                        ((*path, "by"), target.by)]
    last = scenario.date_of(scenario.weeks) - timedelta(days=1)
    for where, span in spans:
        if span is None or not span.sound:
            continue
        if span.since < scenario.start or span.until > last:
            yield Problem((*where, "from"), f"the weeks from {span.since} to {span.until} are not "
                          f"all in the run, which goes from {scenario.start} to {last}")
        elif not weeks_of(scenario, span):
            yield Problem((*where, "from"), f"no week of the run begins from {span.since} to "
                          f"{span.until}")


def _numbers(path: tuple[str, int], target: Target) -> Iterator[Problem]:
    """Numbers that no run could be compared with."""
    value = target.value
    if not target.error and not target.discrepancy:
        yield Problem((*path, "error"), "an `error` and a `discrepancy` of 0 let no run be near "
                      "the record: give how far they may be apart")
    if isinstance(value, float) and target.scale == "log10" and value <= 0.0:
        yield Problem((*path, "value"), "0 and what is below it have no logarithm: use `scale: "
                      "linear`")
    if target.summary == "autocorrelation" and target.scale == "log10":
        yield Problem((*path, "summary"), "an autocorrelation may be below 0: use `scale: linear`")
    if isinstance(value, float) and not target.source:
        yield Problem(path, "`source` is missing: who counted this number, and how")


def weeks_of(scenario: Scenario, span: Span) -> range:
    """Weeks of a run within a span, counted from 1."""
    return range(_week_from(scenario.start, span.since),
                 min(_week_from(scenario.start, span.until + timedelta(days=1)),
                     scenario.weeks + 1))


def _week_from(start: date, day: date) -> int:
    """The first week that begins on a day or later; at least 1."""
    return max(1, -((start - day).days // 7) + 1)
