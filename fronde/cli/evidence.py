"""Verbs of observed events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fronde.cli.group import main
from fronde.cli.manners import Folder, echo
from fronde.errors import DataError
from fronde.evidence.formats import MODULES

if TYPE_CHECKING:
    from fronde.evidence.intake import Evidence


@main.group()
def evidence() -> None:
    """Read observed events of protest, repression and armed conflict."""


@evidence.command(epilog="Example: fronde evidence read ged.csv --as ucdp-ged --out ged.parquet")
@click.argument("files", nargs=-1, required=True, type=Folder(), metavar="FILE...")
@click.option("--as", "format_", required=True, type=click.Choice(list(MODULES)),
              help="The data set that the files are of; events: a table of your own.")
@click.option("--source", metavar="NAME",
              help="Name of the data set with its version; by default that of the format.")
@click.option("--out", type=Folder(), metavar="FILE",
              help="Write the events to this Parquet file, and what was read and what was not to "
                   "a JSON file beside it.")
@click.option("--page", type=Folder(), metavar="FILE",
              help="Write a page about the events to this HTML file: when, how many persons, how "
                   "exact, what was left out. It needs no network.")
@click.option("--json", "as_json", is_flag=True, help="Print only the summary, as JSON.")
def read(files: tuple[Path, ...], format_: str, source: str | None, out: Path | None,
         page: Path | None, as_json: bool) -> None:
    """Read files of observed events: what was read, what was not, and why.

    Nothing is left out silently: each row is an event or has a complaint.
    """
    from fronde.evidence.intake import read_events, summary_path

    if page is not None:
        from fronde.reporting.observed.recordpage import check_page, record_page

        check_page(page)  # before the table is written
    found = read_events(files, format_, source=source, out=out)
    if page is not None:
        record_page(found, page)
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
