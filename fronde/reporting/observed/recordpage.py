"""The page of a record, written beside the table or alone."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from fronde.arguments import place, short
from fronde.errors import DataError
from fronde.evidence.intake import Evidence
from fronde.evidence.observer import EventObserver
from fronde.record.files import check_ours, describe_file, put_marked
from fronde.record.simulation import Result
from fronde.reporting.environment import environment
from fronde.reporting.observed import panels, tallies
from fronde.reporting.observed.comparison import DRAWS, beside, compare_record
from fronde.reporting.page import source

_LONGEST_GAPS = 10  # that the page lists


def record_page(events: Evidence, page: Any, *, run: Result | None = None,
                observers: EventObserver | Sequence[EventObserver] = ()) -> Path:
    """Write a page about observed events: one HTML file that needs no network.

    It shows events a week by kind, numbers of persons as known intervals, how exact dates and
    places are, weeks without any event, and what was left out of the files and why. It holds
    counts only and none of the rows. The same events give the same page.

    Parameters
    ----------
    events : as ``fronde.read_events`` returns them.
    page : the file, whose name ends in ``.html``. A page that fronde wrote is written over.
    run, observers : a run, and what the data set sees of it: an observer or several. The page then
        draws the record over what would have been recorded of the run.

    Returns
    -------
    Path : the page.

    Raises
    ------
    DataError : ``events``, ``run``, an observer or the name of the page is of another kind; or no
        event of the record begins in the weeks of the run.
    StoreError : there is a file of that name that fronde did not make, or it cannot be written.
    """
    if not isinstance(events, Evidence):
        raise DataError(f"events must be what fronde.read_events returns, not {short(events)}.")
    path = check_page(page)
    put_marked(path, render_record(events, run, observers).encode("utf-8"))
    return path


def check_page(page: Any) -> Path:
    """Where a page goes, before anything is read for it.

    Raises
    ------
    DataError, StoreError : as in ``record_page``.
    """
    path = place("page", page)
    if path.suffix != ".html":
        raise DataError(f"{path}: the page is an HTML file. Choose a name that ends in .html.")
    check_ours(path)
    return path


def render_record(events: Evidence, run: Result | None = None,
                  observers: EventObserver | Sequence[EventObserver] = ()) -> str:
    """The page as a text; see ``record_page``."""
    many = [observers] if isinstance(observers, EventObserver) else list(observers)
    if (run is None) == bool(many):
        raise DataError("run and observers belong together: give both or none.")
    compared = compare_record(events.table, run, many) if run is not None else []
    found = tallies.calendar(events.table)
    between = tallies.gaps(found) if found else []
    complaints = events.summary["complaints"]
    style = Markup(source("page.css") + source("study/study.css"))
    return environment().get_template("observed/record.html.j2").render(
        summary=events.summary, first=events.table["start"].min(),
        last=events.table["end"].max(), calendar=found, gaps=between[:_LONGEST_GAPS],
        empty=sum(gap.weeks for gap in between), gaps_in_all=len(between),
        amounts=tallies.amounts(events.table), labels=tallies.AMOUNTS,
        left_out=[each for each in complaints if each["left_out"]],
        noted=[each for each in complaints if not each["left_out"]],
        sources=events.table["source"].unique().sort().to_list(),
        files={file.name: describe_file(file) for file in events.files}, version=version("fronde"),
        compared=compared, manifest=run.manifest if run is not None else {}, draws=DRAWS,
        pictures={one.name: one for one in [
            *panels.pictures(events.table), *([beside(compared)] if compared else [])]},
        style=style)
