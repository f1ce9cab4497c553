"""The page of an ensemble: the spread of outcomes over the space of assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fronde.reporting import wording
from fronde.reporting.study import fans, layout
from fronde.reporting.study.layout import Table
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.studied import Studied
from fronde.study.outcomes import NAMED
from fronde.study.sampling import summary

TEMPLATE = "ensemble.html.j2"


def made(study: Studied) -> tuple[str, list[Picture]]:
    """The page, and the pictures that are also files."""
    rows = summary(study.folder, study.scenario).to_dicts()
    drawn = fans.fans(study)
    pictures = [] if drawn is None else [drawn]
    return layout.page(TEMPLATE, study, pictures, answer=answer(rows), ended=ended(rows),
                       watched=watched(rows)), pictures


def conditions(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outcomes that a run has or has not."""
    return [row for row in rows if row["what"] == "share of runs"]


def answer(rows: list[dict[str, Any]]) -> str:
    """How runs end."""
    told = [f"{row['outcome']} in {wording.percent(row['mean'])}" for row in conditions(rows)
            if row["outcome"] in NAMED]
    if not told:
        return "No run has a value."
    return f"Over the space of assumptions, runs end {wording.listed(told)} of cases."


def ended(rows: list[dict[str, Any]]) -> Table:
    """Conditions with the number of parameter sets behind each share."""
    return Table("", ("outcome", "share of runs", "parameter sets", "without a value"), [
        [row["outcome"], wording.percent(row["mean"]), f"{row['points']:,}", f"{row['missing']:,}"]
        for row in conditions(rows)])


def watched(rows: list[dict[str, Any]]) -> Table:
    """Metrics at the end of the run, with percentiles over parameter sets."""
    return Table("Means over the last half year, over parameter sets (several runs of a set "
                 "count by their mean)",
                 ("metric", "mean", "median", "middle half", "nine in ten", "parameter sets"),
                 [spread(row) for row in rows if row["what"] != "share of runs"])


def spread(row: Mapping[str, Any]) -> list[str]:
    """One metric."""
    meaning = fans.meaning(row["outcome"])
    return [f"{row['outcome']}{': ' * bool(meaning)}{meaning}", figure(row["mean"]),
            figure(row["p50"]), f"{figure(row['p25'])} to {figure(row['p75'])}",
            f"{figure(row['p05'])} to {figure(row['p95'])}",
            f"{row['points']:,}" + (f", {row['missing']:,} without a value" * bool(row["missing"]))]


def figure(value: float) -> str:
    """A number with three significant figures."""
    return wording.number(value) if abs(value) >= 1000 else f"{value:.3g}"
