"""Verbs of observed events."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fronde.cli.group import main
from fronde.cli.manners import FilePath, echo
from fronde.errors import DataError
from fronde.evidence.formats import MODULES

if TYPE_CHECKING:
    from fronde.evidence.intake import Evidence
    from fronde.evidence.observer import EventObserver


@main.group()
def evidence() -> None:
    """Read observed events of protest, repression and armed conflict."""


@evidence.command(epilog="Example: fronde evidence read ged.csv --as ucdp-ged --out ged.parquet")
@click.argument("files", nargs=-1, required=True, type=FilePath(), metavar="FILE...")
@click.option("--as", "format_", required=True, type=click.Choice(list(MODULES)),
              help="The data set that the files are of; events: a table of your own.")
@click.option("--source", metavar="NAME",
              help="Name of the data set with its version; by default that of the format.")
@click.option("--out", type=FilePath(), metavar="FILE",
              help="Write the events to this Parquet file, and what was read and what was not to "
                   "a JSON file beside it.")
@click.option("--page", type=FilePath(), metavar="FILE",
              help="Write a page about the events to this HTML file: when, how many persons, how "
                   "exact, what was left out. It needs no network.")
@click.option("--run", type=FilePath(), metavar="DIR",
              help="A stored run to draw the record over, on the page.")
@click.option("--observer", "observers", multiple=True, metavar="K=V,...",
              help="What the data set sees of the run, e.g. of=protest,report=0.4,least=50; also "
                   "of=arrests, operations, deaths; spread, least_deaths. May be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print only the summary, as JSON.")
def read(files: tuple[Path, ...], format_: str, source: str | None, out: Path | None,
         page: Path | None, run: Path | None, observers: tuple[str, ...], as_json: bool) -> None:
    """Read files of observed events: what was read, what was not, and why.

    Nothing is left out silently: each row is an event or has a complaint.
    """
    from fronde.evidence.intake import read_events, summary_path

    beside = _beside(page, run, observers)  # wrong options are told before anything is written
    if page is not None:
        from fronde.reporting.observed.recordpage import check_page, record_page

        check_page(page)
    found = read_events(files, format_, source=source, out=out)
    if page is not None:
        record_page(found, page, **beside)
    if as_json:
        echo(json.dumps(found.summary, indent=1))
    else:
        _tell(found)
        if out is not None:
            echo(f"Events   {out}\nSummary  {summary_path(out)}")
        if page is not None:
            echo(f"Page     {page}")
    if not found.table.height:
        raise DataError("none of the rows is an event" if found.rows else
                        "the files have a header, and no rows")


@evidence.command(epilog="Example: fronde evidence check poland-1981 --records data/epcd")
@click.argument("case", metavar="CASE")
@click.option("--evidence", "file", type=FilePath(), metavar="FILE",
              help="The file of targets; by default evidence.yaml beside the scenario.")
@click.option("--records", type=FilePath(), metavar="DIR",
              help="Folder with the files of the records, to compute values from.")
@click.option("--json", "as_json", is_flag=True, help="Print only the targets, as JSON.")
def check(case: str, file: Path | None, records: Path | None, as_json: bool) -> None:
    """Check what a case says about its record: targets, their weeks, values and errors.

    With --records, values are computed from the files and set beside those that are written.
    """
    from fronde.evidence.computing import compute_record, describe_records, describe_targets
    from fronde.evidence.targets import evidence_beside, find_evidence, read_evidence
    from fronde.scenario import load

    scenario = load(case)
    found = read_evidence(find_evidence(str(file) if file else evidence_beside(case), scenario),
                          scenario)
    record = compute_record(found, scenario, records)
    rows = describe_targets(found, scenario, record)
    if as_json:
        echo(json.dumps(rows, indent=1))
        return
    echo(f"{scenario.title}: {len(rows)} targets. {found.about}".rstrip())
    for name, read in describe_records(record).items():
        echo(f"\nRecord {name}: {read['rows']:,} rows, {read['events']:,} events.")
        _tell_complaints(f"Left out: {read['left_out']:,} of {read['rows']:,} rows.",
                         [each for each in read["complaints"] if each["left_out"]])
    for row in rows:
        echo(f"\n{row['id']} ({row['part']}): {row['says']}")
        echo(f"  {row['weeks'] or row['outcome']}; {row['error']}")
        echo(f"  {_values(row)}")


def _values(row: dict[str, Any]) -> str:
    """A value as it is written, and as it was computed if it was."""
    source = f" ({row['source']})" if row["source"] else ""
    if row["computed"] is None:
        computed = "value: computed from the record, by --records DIR"
        return computed if row["value"] == "computed" else f"value {row['value']:.4g}{source}"
    notes = "".join(f"\n  {note}" for note in row["notes"])
    written = "" if row["value"] == "computed" else f"value {row['value']:.4g}{source}, "
    return f"{written}computed from the record: {row['computed']:.4g}{notes}"


def _beside(page: Path | None, run: Path | None, observers: tuple[str, ...]) -> dict[str, Any]:
    """What the page sets the record beside: nothing, or a run and observers."""
    if run is None and not observers:
        return {}
    if page is None or run is None or not observers:
        raise DataError("--run and --observer belong together, and to a page: give --page, --run "
                        "and --observer.")
    from fronde.record.simulation import read_result

    return {"observers": tuple(map(_observer, observers)), "run": read_result(run)}


def _observer(given: str) -> EventObserver:
    """An observer, as it is written on the command line."""
    from fronde.evidence.observer import EventObserver

    names, settings = [each.name for each in fields(EventObserver)], dict[str, Any]()
    for part in given.split(","):
        name, _, value = map(str.strip, part.partition("="))
        if name not in names or name in settings or not value:
            raise DataError(f"--observer is written of=protest,report=0.4, with each of "
                            f"{', '.join(names)} once at most, not {given!r}.")
        settings[name] = value if name == "of" else _number(value)
    return EventObserver(**{"of": "", **settings})


def _number(value: str) -> int | float | str:
    """A number, or the text if it is none."""
    for kind in (int, float):
        with suppress(ValueError):
            return kind(value)
    return value


def _tell(found: Evidence) -> None:
    """What was read, in words."""
    summary = found.summary
    span = f", {summary['from']} to {summary['to']}" if summary["events"] else ""
    echo(f"{summary['title']}: {summary['rows']:,} rows, {summary['events']:,} events{span}.")
    echo(f"  kinds: {_list_numbers(summary['kinds'])}")
    echo(f"  unknown: {_list_numbers(summary['unknown'])}")
    left = [each for each in summary["complaints"] if each["left_out"]]
    _tell_complaints(f"Left out: {summary['left_out']:,} of {summary['rows']:,} rows.", left)
    noted = [each for each in summary["complaints"] if not each["left_out"]]
    if noted:
        _tell_complaints("Read, but with a complaint:", noted)
    echo(f"Caution  {summary['caution']}\nLicence  {summary['licence']}")


def _list_numbers(numbers: dict[str, int]) -> str:
    """Names with their numbers."""
    return ", ".join(f"{name} {number:,}" for name, number in numbers.items()) or "none"


def _tell_complaints(title: str, complaints: list[dict[str, Any]]) -> None:
    """Complaints by rule, with the first lines."""
    echo(title)
    for each in complaints:
        more = ", ..." if each["rows"] > len(each["first"]) else ""
        echo(f"  {each['rows']:,} {each['rule']}: the row {each['says']} "
             f"({', '.join(each['first'])}{more})")
