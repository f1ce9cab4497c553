"""The values of targets, computed from a record on the user's disk."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from fronde.errors import DataError
from fronde.evidence.contract import BOUNDS
from fronde.evidence.intake import Evidence, read_events
from fronde.evidence.observer import SIGHTS
from fronde.evidence.targets import (
    COMPUTED,
    EvidenceFile,
    ObserverSpec,
    RecordFiles,
    Target,
    weeks_of,
)
from fronde.evidence.weekly import RecordReading, Weeks, count_weeks
from fronde.scenario.complaints import quote
from fronde.scenario.types import Scenario


class CaseRecord(NamedTuple):
    """What the records of a case say.

    Attributes
    ----------
    values : of each target that has a record at hand, by id.
    weeks : of the run, of each observer that has a record at hand, by its name; as far as the
        last week that a target speaks of.
    read : each record, with all complaints.
    """

    values: dict[str, float]
    weeks: dict[str, Weeks]
    read: dict[str, Evidence]


def compute_record(evidence: EvidenceFile, scenario: Scenario, folder: Path | None) -> CaseRecord:
    """Compute the values of targets from the files of a folder.

    Parameters
    ----------
    folder : with the files of all records; None: none is at hand.

    Raises
    ------
    DataError : there are no such files, or one cannot be read.
    """
    used = {target.record for target in evidence.targets}
    read = {} if folder is None else {name: read_record(name, one, folder)
                                      for name, one in evidence.records.items() if name in used}
    values, weeks = dict[str, float](), dict[str, Weeks]()
    for target in evidence.targets:
        found = read.get(target.record or "")
        if found is not None and target.observer is not None:
            seen = count_record(found.table, scenario, evidence.observers[target.observer])
            weeks[target.observer] = seen.cut(last_week(evidence, target.observer, scenario))
            values[target.id] = reading_of_target(target, scenario).read({target.observer: seen})
    return CaseRecord(values, weeks, read)


def value_of_target(target: Target, record: CaseRecord) -> float:
    """What a target says: as it is written, or as it is computed where it says so.

    Raises
    ------
    DataError : it must be computed and no file is at hand, or the record has no value.
    """
    if target.value != COMPUTED:
        return float(target.value)
    if target.id not in record.values:
        raise DataError(f"target {quote(target.id)}: its value is computed from the record "
                        f"{quote(target.record)}, whose files are not at hand. Name their folder: "
                        "--records DIR")
    found = record.values[target.id]
    if math.isnan(found):
        raise DataError(f"target {quote(target.id)}: the record has no value in its weeks.")
    return found


def read_record(name: str, record: RecordFiles, folder: Path) -> Evidence:
    """The files of one record.

    Raises
    ------
    DataError : there are none, or they cannot be read.
    """
    if Path(record.files).name != record.files:
        raise DataError(f"records.{name}.files: {quote(record.files)} must be names of files, "
                        "without a folder.")
    found = sorted(folder.glob(record.files)) if folder.is_dir() else []
    if not found:
        raise DataError(f"{folder}: no file {quote(record.files)}, of the record {quote(name)}."
                        + (f" It is: {record.cite}" if record.cite else ""))
    return read_events(found, record.form)


def count_record(events: pl.DataFrame, scenario: Scenario, observer: ObserverSpec) -> Weeks:
    """The weeks of an observed record, of events as large as an observer lists."""
    for one in meant(observer):
        events = events.filter(one)
    return count_weeks(events, scenario.start, scenario.weeks,
                       observer.at(dict.fromkeys(observer.priors, 1.0)))


def meant(observer: ObserverSpec) -> Iterator[pl.Expr]:
    """Which events of a record count for an observer; all of these."""
    if observer.kinds:
        yield pl.col("kind").is_in(list(observer.kinds))
    if observer.sides:
        yield pl.any_horizontal(pl.col("actor", "target").is_in(list(observer.sides)))
    if observer.exact is not None:
        yield pl.col("date_precision") <= observer.exact
    if observer.known:
        persons = SIGHTS[observer.of].persons
        yield pl.col(f"{persons}_best" if persons in BOUNDS else persons).is_not_null()


def reading_of_target(target: Target, scenario: Scenario) -> RecordReading:
    """What a target reads off a record."""
    assert target.observer is not None and target.span is not None, "checked when it was read"
    own = weeks_of(scenario, target.span)
    by = None if target.by is None else weeks_of(scenario, target.by)
    return RecordReading(f"target {target.id}", target.observer, target.count, target.summary,
                         own[0], own[-1], None if by is None else (by[0], by[-1]),
                         one=target.scale == "log10")


def last_week(evidence: EvidenceFile, observer: str, scenario: Scenario) -> int:
    """The last week that a target of an observer speaks of."""
    asked = [reading_of_target(one, scenario) for one in evidence.targets
             if one.observer == observer]
    return max(max(one.last, one.by[1] if one.by else 0) for one in asked)


def describe_targets(evidence: EvidenceFile, scenario: Scenario, record: CaseRecord
                     ) -> list[dict[str, Any]]:
    """Each target in plain values: its weeks, its value as written and as computed."""
    return [{"id": one.id, "says": one.says, "part": one.part, "outcome": one.outcome,
             "weeks": _weeks(one, scenario), "value": one.value, "source": one.source,
             "computed": record.values.get(one.id), "error": _errors(one),
             "notes": list(_notes(one, scenario, record))}
            for one in evidence.targets]


def describe_records(record: CaseRecord) -> dict[str, dict[str, Any]]:
    """What was read of each record and what was not, and why, as JSON holds it."""
    return {name: {key: read.summary[key] for key in ("rows", "events", "left_out", "complaints")}
            for name, read in record.read.items()}


def _notes(target: Target, scenario: Scenario, record: CaseRecord) -> Iterator[str]:
    """What one should know of a value that was computed."""
    if target.observer is None or target.id not in record.values:
        return
    asked, weeks = reading_of_target(target, scenario), record.weeks[target.observer]
    unknown = int(asked.window(weeks.unknown).sum() + asked.divided_by(weeks.unknown).sum())
    if unknown and target.count == "persons":
        yield f"{unknown:,} {'event' if unknown == 1 else 'events'} in these weeks without a number"
    numbers = getattr(weeks, target.count)
    for window in (asked.window(numbers), asked.divided_by(numbers)):
        if asked.one and len(window) and not window.any():
            yield "nobody in a window, taken as one, so that there is a logarithm"
    if isinstance(target.value, float) and _differs(target, record.values[target.id]):
        yield "FAR FROM WHAT IS WRITTEN: by more than three errors"


def _differs(target: Target, computed: float) -> bool:
    """Whether a value that is written is another than the record's."""
    if target.scale == "linear":
        return abs(computed - float(target.value)) > 3.0 * target.error
    if not (computed > 0.0 and float(target.value) > 0.0):
        return computed != target.value
    return abs(math.log10(computed / float(target.value))) > 3.0 * target.error


def _weeks(target: Target, scenario: Scenario) -> str:
    """What is read off a record, in words."""
    if target.observer is None:
        return ""
    asked = reading_of_target(target, scenario)
    by = "" if asked.by is None else f", by that of weeks {asked.by[0]} to {asked.by[1]}"
    return (f"{asked.summary} of {asked.count} in the record {asked.observer}, weeks "
            f"{asked.first} to {asked.last}{by}")


def _errors(target: Target) -> str:
    """How far a run may be from the record, in words."""
    unit = " powers of ten" if target.scale == "log10" else ""
    return f"error {target.error:g}, discrepancy {target.discrepancy:g}{unit}"
