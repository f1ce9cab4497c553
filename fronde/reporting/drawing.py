"""What figures are made of: layers, axes, colours, curves of the nation, bars, areas."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from fronde.reporting import palette, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.palette import Curve
from fronde.reporting.run_tables import Tables

HEIGHT = 330
PERIOD = 28  # days that a bar covers
POINTS = 110  # weeks of an area, at most
Row = dict[str, Any]


def stack_layers(layers: Sequence[alt.Chart], height: int, data: Any = None) -> alt.LayerChart:
    """Layers as wide as there is room."""
    given = alt.Undefined if data is None else data
    chart: alt.LayerChart = alt.LayerChart(layer=layers, data=given)
    return chart.properties(width="container", height=height)


def colour(field: str, scheme: Mapping[str, str], **more: Any) -> alt.Color:
    """Colours by a field of names, with their legend."""
    return alt.Color(f"{field}:N", legend=timeline.legend(scheme), scale=alt.Scale(
        domain=list(scheme), range=list(scheme.values())), **more)


def present(scheme: Mapping[str, str], rows: Sequence[Row], field: str) -> dict[str, str]:
    """The part of a scheme that some rows have."""
    seen = {row[field] for row in rows}
    return {name: paint for name, paint in scheme.items() if name in seen}


def number_axis(title: str, ticks: int | None = None, **scale: Any) -> alt.Y:
    """A vertical axis below the band of events."""
    axis = alt.Undefined if ticks is None else alt.Axis(tickCount=ticks)
    return alt.Y("value:Q", title=title, scale=timeline.below_band(**scale), axis=axis)


def share_axis(title: str, **scale: Any) -> alt.Y:
    """A vertical axis from nothing to all, below the band of events."""
    return alt.Y("value:Q", title=title,
                 scale=timeline.below_band(**({"domain": [0, 1]} | scale)),
                 axis=alt.Axis(format=".0%", tickCount=6))


def log_axis(title: str, least: float, **ticks: Any) -> alt.Y:
    """A vertical axis for numbers of very different size, from ``least`` on."""
    return alt.Y("value:Q", title=f"{title} (log scale)",
                 scale=timeline.below_band(type="log", domainMin=least, nice=False),
                 axis=alt.Axis(format="~s", **(ticks or {
                     "values": [10.0**n for n in range(10)]})))


def lines(
    tables: Tables, curves: Sequence[Curve], y: alt.Y, form: str, least: float = -math.inf,
    behind: Sequence[alt.Chart] = (), seen: Sequence[bool] | None = None, height: int = HEIGHT,
) -> alt.LayerChart:
    """Curves of the nation over time, with events, turning points and a reading by week.

    Values below ``least`` break a curve: a log scale has no place for zero; so do weeks that
    are not ``seen``. ``behind`` are layers that lie under the curves.
    """
    x = timeline.dates(tables)
    data = timeline.inline(timeline.by_week(tables, [one.metric for one in curves], least, seen))
    return stack_layers([*behind, timeline.lines(x, y, curves), timeline.reading(x, curves, form),
                         *timeline.marks(tables, x)], height, data)


def areas(
    tables: Tables, rows: Sequence[Row], colours: Mapping[str, str], title: str,
    form: str, tips: Sequence[alt.Tooltip],
) -> list[alt.Chart]:
    """Areas on top of each other; rows have ``date``, ``name``, ``low`` and ``high``.

    The layers beside the areas are the dated events and the turning points. Names are free text
    and so never sorted by a list, which would become an expression.
    """
    x = timeline.dates(tables)
    chart = alt.Chart(timeline.inline(rows)).mark_area(
        stroke=palette.PAPER, strokeWidth=0.4).encode(
        x=x, y=alt.Y("low:Q", title=title, scale=timeline.below_band(nice=False),
                     axis=alt.Axis(format=form, tickCount=6)),
        y2="high", tooltip=list(tips), color=colour("name", present(colours, rows, "name")))
    return [chart, timeline.whole_run(tables, x), *timeline.marks(tables, x)]


def stack_areas(tables: Tables, weeks: Sequence[int], cells: Mapping[tuple[int, str], Row],
                names: Sequence[str], size: str) -> list[Row]:
    """Rows of areas: in each of some weeks the cells, by week and name, on top of each other."""
    none = dict.fromkeys(next(iter(cells.values())), 0.0) if cells else {}
    kept, rows = thin_weeks(tables.weeks, POINTS).intersection(weeks), []
    for week, when in zip(tables.weeks, tables.dates, strict=True):
        bottom = 0.0
        for name in names if week in kept else ():
            cell = cells.get((week, name), none)
            top = bottom + cell[size]
            rows.append({"date": when, "on": wording.day(when), "name": name, "low": bottom,
                         "high": top, **cell})
            bottom = top
    return rows


def thin_weeks(weeks: Sequence[int], most: int) -> set[int]:
    """Weeks that a figure of so many points keeps, the last one among them."""
    every = max(1, -(-len(weeks) // most))
    return set(weeks[::-every])


def bars(tables: Tables, rows: Sequence[Row], scheme: Mapping[str, str], field: str, y: alt.Y,
         tips: Sequence[alt.Tooltip]) -> list[alt.Chart]:
    """Bars over time, by four weeks, with the dated events."""
    x, known = timeline.dates(tables), present(scheme, rows, field)
    chart = alt.Chart(timeline.inline(rows)).mark_bar(
        stroke=palette.PAPER, strokeWidth=0.6).encode(
        x=x, x2="until", y2="high", y=y, color=colour(field, known, sort=list(known)),
        tooltip=[alt.Tooltip("on:N", title="weeks of"), *tips])
    return [chart, timeline.whole_run(tables, x), *timeline.events(tables, x)]


def periods(tables: Tables, rows: pl.DataFrame, names: Mapping[str, int], field: str,
            size: str) -> list[Row]:
    """Rows of bars: sums by four weeks and name, stacked up from zero (1) or down from it (-1)."""
    start = tables.dates[0]
    sums = rows.with_columns(
        period=((pl.col("date") - start).dt.total_days() - 1).floordiv(PERIOD)).group_by(
        "period", field).agg(pl.col(size).sum())
    amount = {(period, name): value for period, name, value in sums.iter_rows()}
    found: list[Row] = []
    for period in sorted({period for period, _ in amount}):
        first = start + timedelta(days=PERIOD * period)
        last = min(first + timedelta(days=PERIOD), tables.dates[-1])
        ends = {1: 0.0, -1: 0.0}
        for name, sign in names.items():
            value = amount.get((period, name), 0)
            if value > 0:
                low, ends[sign] = ends[sign], ends[sign] + sign * value
                found.append({"date": first, "until": last, field: name, size: value, "low": low,
                              "high": ends[sign], "on": spell(first, last)})
    return found


def spell(first: date, last: date) -> str:
    """A period: ``7 Mar to 4 Apr 2022``."""
    return f"{first.day} {first:%b} to {last.day} {last:%b %Y}"
