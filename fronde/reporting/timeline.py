"""What all figures over time share: the date axis, curves, a reading by week, events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from fronde.reporting import facts, palette, upheavals, wording
from fronde.reporting.charting import alt
from fronde.reporting.palette import Curve
from fronde.reporting.run_tables import Tables

BAND = 40  # pixels above the curves that are kept for the numbers of events
LANES = 3
GAP = 0.05  # share of the axis that two numbers side by side need
POINTER = "pointer"  # layer that answers the pointer; pictures leave it out
MOST = 1200  # points drawn of a curve


def inline(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Rows as data of a figure, dates as texts; one text, which Altair need not look into."""
    values = [{k: plain(v) for k, v in row.items()} for row in rows]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return alt.InlineData(values=text, format=alt.JsonDataFormat(type="json"))


def plain(value: Any) -> Any:
    """A value as JSON has it, with four figures that matter."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if value != value:
            return None
        short = float(f"{value:.4g}") if abs(value) < 1e5 else round(value)
        return int(short) if short == int(short) else short
    return value


def by_week(tables: Tables, metrics: Sequence[str], least: float,
            seen: Sequence[bool] | None = None) -> list[dict[str, Any]]:
    """The nation's metrics from ``least`` on, a row a week; thinned where nobody could see it.

    In weeks that are not ``seen`` there are no values.
    """
    kept = pl.Series([True] * len(tables.weeks) if seen is None else list(seen))
    large = [pl.when((pl.col(metric) >= least) & kept).then(pl.col(metric)).alias(metric)
             for metric in metrics]
    frame = tables.national.select("week", "date", *large)
    every = -(-frame.height // MOST)
    rows = frame.to_dicts()[::-every][::-1]  # from the end, so that the last week stays
    return [{"on": wording.day(row["date"])} | row for row in rows]


def dates(tables: Tables) -> alt.X:
    """The axis of dates, in universal time so that no reader's clock moves a day."""
    span = facts.days(tables, 0, len(tables.dates) - 1)
    form = "%b %Y" if span > 200 else "%-d %b"
    return alt.X(
        "date:T",
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(title=None, format=form, grid=False, labelFlush=True,
                      tickCount=alt.ExprRef("max(3, ceil(width / 95))"), labelOverlap=True),
    )


def whole_run(tables: Tables, x: alt.X) -> alt.Chart:
    """Stretches the axis of dates over the run, for marks that may not span it."""
    ends = [{"date": tables.dates[0]}, {"date": tables.dates[-1]}]
    chart: alt.Chart = alt.Chart(inline(ends)).mark_point(opacity=0).encode(x=x)
    return chart


def below_band(**scale: Any) -> alt.Scale:
    """A vertical scale that leaves the band of events free."""
    return alt.Scale(range=[alt.ExprRef("height"), BAND], **scale)


def legend(names: Iterable[str], **more: Any) -> alt.Legend:
    """A legend in as many columns as its names leave room for at the width of pictures."""
    longest = 45 + 6.2 * max(len(name) for name in names)
    return alt.Legend(columns=int((palette.WIDTH - 50) / longest), **more)


def lines(x: alt.X, y: alt.Y, curves: Sequence[Curve]) -> alt.Chart:
    """Curves of metrics in the order of their legend."""
    scheme = palette.scheme(curves)
    spelled = [f"datum.metric === {json.dumps(one.metric)} ? {json.dumps(one.label)}"
               for one in curves]
    keys = legend(scheme, symbolSize=320)
    dash: Any = alt.Undefined
    if any(one.dash for one in curves):
        dash = alt.StrokeDash("series:N", legend=keys, scale=alt.Scale(
            domain=list(scheme), range=[list(one.dash or (1, 0)) for one in curves]))
    chart: alt.Chart = (
        alt.Chart()
        .transform_fold([one.metric for one in curves], as_=["metric", "value"])
        .transform_calculate(series=" : ".join([*spelled, "''"]))
        .mark_line(interpolate="linear", invalid="break-paths-show-domains")
        .encode(x=x, y=y, strokeDash=dash, color=alt.Color(
            "series:N", sort=list(scheme), legend=keys, scale=alt.Scale(
                domain=list(scheme), range=list(scheme.values())))))
    return chart


def reading(x: alt.X, curves: Sequence[Curve], form: str) -> alt.Chart:
    """A line under the pointer that tells all values of its week."""
    near = alt.selection_point(name="near", fields=["week"], nearest=True, on="pointerover",
                               clear="pointerout", empty=False)
    tips = [alt.Tooltip("on:N", title="week of")]
    tips += [alt.Tooltip(f"{one.metric}:Q", title=one.label, format=form) for one in curves]
    chart: alt.Chart = (
        alt.Chart()
        .mark_rule(color=palette.FAINT)
        .encode(x=x, opacity=alt.condition(near, alt.value(0.6), alt.value(0)), tooltip=tips)
        .add_params(near)
        .properties(name=POINTER)
    )
    return chart


def marks(tables: Tables, x: alt.X) -> list[alt.Chart]:
    """The dated events, and the turning points with their words at the foot of a figure."""
    start, span = tables.dates[0], max(1, facts.length(tables))
    rows = [{"date": turn.when, "what": turn.what, "on": wording.day(turn.when),
             "late": (turn.when - start).days > 0.7 * span} for turn in upheavals.of(tables)]
    layers = events(tables, x)
    if not rows:
        return layers
    tips = [alt.Tooltip("on:N", title="week of"), alt.Tooltip("what:N")]
    layers.append(alt.Chart(inline(rows)).mark_rule(
        color=palette.VERMILION, strokeWidth=1.6).encode(
        x=x, y=alt.value(BAND), y2=alt.value(alt.ExprRef("height")), tooltip=tips))
    for late in (False, True):
        same = [row for row in rows if row["late"] == late]
        if same:
            layers.append(alt.Chart(inline(same)).mark_text(
                color=palette.INK, fontSize=11, align="right" if late else "left",
                dx=-5 if late else 5).encode(
                x=x, y=alt.value(BAND + 8), text="what:N", tooltip=tips))
    return layers


def mark_events(tables: Tables) -> list[dict[str, Any]]:
    """Dated events with the lane that their number is in; a week's events share a mark."""
    start, span = tables.dates[0], max(1, facts.days(tables, 0, len(tables.dates) - 1))
    inside = [e for e in facts.number_events(tables) if 0 <= (e["date"] - start).days <= span]
    ends = [-1.0] * LANES
    found = []
    for _, same in groupby(inside, key=lambda e: (e["date"] - start).days // 7):
        events = list(same)
        at = (events[0]["date"] - start).days / span
        lane = next((n for n in range(LANES) if at - ends[n] >= GAP), ends.index(min(ends)))
        ends[lane] = at
        numbers = [str(event["number"]) for event in events]
        found.append({
            "date": events[0]["date"], "lane": lane, "on": wording.day(events[0]["date"]),
            "mark": numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}",
            "label": "; ".join(str(event["label"]) for event in events),
        })
    return found


def events(tables: Tables, x: alt.X) -> list[alt.Chart]:
    """Rules and numbers of the dated events, as layers; none where nothing happened."""
    layers = []
    tips = [alt.Tooltip("mark:N", title="event"), alt.Tooltip("on:N", title="date"),
            alt.Tooltip("label:N", title="what")]
    for lane in range(LANES):
        rows = [row for row in mark_events(tables) if row["lane"] == lane]
        if not rows:
            continue
        base, level = alt.Chart(inline(rows)).encode(x=x), 7 + 13 * lane
        layers += [
            base.mark_rule(color=palette.GREY, strokeDash=[2, 3], opacity=0.7).encode(
                y=alt.value(level + 7), y2=alt.value(alt.ExprRef("height"))),
            base.mark_text(color=palette.INK, fontSize=11, fontWeight="bold").encode(
                y=alt.value(level), text="mark:N", tooltip=tips),
        ]
    return layers
