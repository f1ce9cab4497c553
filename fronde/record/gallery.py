"""Published numbers beside ours: runs a gallery scenario and looks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fronde.errors import ScenarioError
from fronde.record.simulation import Result, simulate
from fronde.scenario import bundled, load
from fronde.scenario.complaints import quoted, suggestion
from fronde.theory.published import beside


@dataclass(frozen=True)
class Row:
    """A published number, what was found, and whether they agree."""

    metric: str
    week: int
    published: float
    found: float
    tolerance: float
    agrees: bool


def compare(name: str, *, seed: int, out: Path | None = None) -> tuple[list[Row], Result]:
    """Run a gallery scenario and set its published numbers beside what was found.

    Raises
    ------
    ScenarioError : the gallery has no such scenario.
    """
    known(name)
    result = simulate(load(name), seed=seed, out=out, command=f"fronde gallery {name}")
    rows = []
    for published in beside(name):
        found = share_in(result, published.metric, published.week)
        rows.append(Row(published.metric, published.week, published.expected, found,
                        published.tolerance, published.agrees(found)))
    return rows, result


def known(name: str) -> None:
    """Refuse what is not in the gallery, and say what may be meant.

    Raises
    ------
    ScenarioError : with the nearest name.
    """
    found = bundled()
    if name in found.cases:
        raise ScenarioError(f"{name} is a case, not a published model. Run it: fronde run {name}")
    if name not in found.gallery:
        hint = suggestion(name, found.gallery)
        raise ScenarioError(f"the gallery has no {quoted(name)}{hint}. List it: fronde gallery")


def share_in(result: Result, metric: str, week: int) -> float:
    """A metric such as ``protest share`` of the nation in a week."""
    state = metric.removesuffix(" share")
    persons = result.series.filter(
        (pl.col("level") == "nation") & (pl.col("week") == week) & (pl.col("metric") == state)
    )["value"].item()
    return float(persons) / float(result.manifest["population"])
