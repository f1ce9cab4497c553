"""Figures of a calibration: how near runs come to each target, the record over the runs, and what
is left of the parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from textwrap import shorten
from typing import Any

import polars as pl

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.study.complete_study import StoredStudy
from fronde.reporting.study.picture import NARROW, WIDE, Picture, caption_picture, inline
from fronde.study.jobs import name_of_record
from fronde.study.kinds.calibrate import Bands, Calibrated, Narrowed, Reached
from fronde.study.methods.sieve import NEAR
from fronde.study.study_store import read_shards

FAR = 10.0  # standard deviations that the figure reaches to
LABEL = 370  # pixels for what stands beside a row
MOST = 15  # parameters in the figure
ALL, LEFT = "all parameter sets", "those left"
COLOURS = {ALL: palette.GREY, LEFT: palette.BLUE}


def reached(found: Calibrated) -> Picture:
    """For each target: where the runs lie, in standard deviations from the record."""
    rows = [row for order, one in enumerate(found.targets) for row in target_rows(order, one)]
    return caption_picture("reached", "calibrate", lambda wide: reached_chart(rows, wide), found)


def target_rows(order: int, one: Reached) -> Iterator[dict[str, Any]]:
    """The bars of a target; beyond the figure they end at its edge."""
    name = shorten(f"{one.id}: {one.says}", 62, placeholder=" …")
    for which, bands in ((ALL, one.prior), (LEFT, one.left)):
        low, middle, high = (None,) * 3 if bands is None else distances(one, bands)
        yield {"order": order, "name": name, "which": which, "low": low, "middle": middle,
               "high": high, "never": one.never}


def distances(one: Reached, bands: Bands) -> list[float]:
    """Percentiles as distances from the record, within the figure."""
    spread = math.hypot(one.spread, one.chance) or 1.0
    ends = [(on_scale(one, number) - on_scale(one, one.value)) / spread
            for number in (bands.p05, bands.p50, bands.p95)]
    return [min(max(end, -FAR), FAR) for end in ends]


def on_scale(one: Reached, number: float) -> float:
    """A number on the scale of its target."""
    if one.scale == "linear":
        return number
    return math.log10(number) if number > 0.0 else -math.inf


def reached_chart(rows: Sequence[dict[str, Any]], wide: bool) -> alt.LayerChart:
    """Two bars a target, and where a run is near."""
    x: dict[str, Any] = {"scale": alt.Scale(domain=[-FAR, FAR], nice=False), "axis": alt.Axis(
        title="distance from the record (standard deviations)", values=[-10, -5, -3, 0, 3, 5, 10])}
    near = alt.Chart(inline([{"from": -NEAR, "to": NEAR}])).mark_rect(
        color=palette.LINE, opacity=0.55).encode(x=alt.X("from:Q", **x), x2="to:Q")
    base = alt.Chart(inline(rows)).encode(y=alt.Y("order:O", axis=None))
    bars = [layer for which, apart in ((ALL, -4), (LEFT, 4))
            for layer in bars_of(base, which, apart + (0 if wide else 8), x)]
    names = base.transform_filter(f"datum.which === '{ALL}'").mark_text(
        align="left", fontSize=12, dy=0 if wide else -9,
        limit=(LABEL if wide else NARROW) - 70).encode(
            x=alt.value(-LABEL if wide else 0), text="name:N",
            color=alt.condition("datum.never", alt.value(palette.VERMILION),
                                alt.value(palette.INK)))
    made: alt.LayerChart = alt.LayerChart(
        layer=[near, *bars, names], height=alt.Step(32 if wide else 48),
        width=WIDE - LABEL - 60 if wide else NARROW - 30)
    return made


def bars_of(base: alt.Chart, which: str, apart: int, x: dict[str, Any]) -> list[alt.Chart]:
    """The bar and the median of some parameter sets."""
    part = base.transform_filter(f"datum.which === '{which}' && isValid(datum.low)")
    colour = alt.Color("which:N", scale=alt.Scale(domain=list(COLOURS),
                                                  range=list(COLOURS.values())),
                       legend=alt.Legend(columns=2, symbolStrokeWidth=0, columnPadding=24))
    return [part.mark_rule(strokeWidth=4, opacity=0.5, yOffset=apart).encode(
                x=alt.X("low:Q", **x), x2="high:Q", color=colour),
            part.mark_point(filled=True, size=60, opacity=1, yOffset=apart).encode(
                x=alt.X("middle:Q", **x), color=colour)]


def record(study: StoredStudy, found: Calibrated) -> Iterator[Picture]:
    """The record of each observer over those of the runs, week by week."""
    weeks = read_shards(study.folder, study.manifest, "series").filter(pl.col("replicate") == 0)
    for observer, seen in study.plan["settings"]["record"].items():
        rows = week_rows(weeks.filter(metric=name_of_record(observer, "persons")), found.left,
                         seen["persons"])
        if rows:
            drawn = caption_picture("record", "calibrate", partial(record_chart, rows), observer,
                                    found)
            yield drawn._replace(name=f"record-{observer}")


def week_rows(weeks: pl.DataFrame, left: Sequence[int], seen: Sequence[float]
              ) -> list[dict[str, Any]]:
    """Each week of the record, with percentiles of all runs and of those left."""
    parts = {"all": weeks, "left": weeks.filter(pl.col("point").is_in(list(left)))}
    found = pl.DataFrame({"week": range(1, len(seen) + 1), "record": seen},
                         schema={"week": pl.Int32, "record": pl.Float64})
    for name, part in parts.items():
        found = found.join(part.group_by("week").agg(
            *(pl.col("value").quantile(q, "linear").alias(f"{name}_{end}")
              for end, q in (("low", 0.05), ("middle", 0.5), ("high", 0.95)))),
            on="week", how="left", maintain_order="left")
    floored = [pl.when(pl.col(name).is_not_null()).then(pl.max_horizontal(pl.col(name), 1.0))
               .alias(name) for name in found.columns[1:]]
    return found.with_columns(floored).to_dicts()


def record_chart(rows: Sequence[dict[str, Any]], wide: bool) -> alt.LayerChart:
    """Bands of the runs, and the record as dots and a line."""
    base = alt.Chart(inline(rows)).encode(x=alt.X(
        "week:Q", axis=alt.Axis(grid=False, title="week"), scale=alt.Scale(nice=False)))
    y: dict[str, Any] = {"scale": alt.Scale(type="log"), "axis": alt.Axis(
        title="persons in the record, a week", format="~s", tickCount=6)}
    made: alt.LayerChart = alt.LayerChart(layer=[
        base.mark_area(color=COLOURS[ALL], opacity=0.25).encode(
            y=alt.Y("all_low:Q", **y), y2="all_high:Q"),
        base.transform_filter("isValid(datum.left_low)").mark_area(
            color=COLOURS[LEFT], opacity=0.3).encode(y=alt.Y("left_low:Q", **y), y2="left_high:Q"),
        base.transform_filter("isValid(datum.left_middle)").mark_line(
            color=COLOURS[LEFT], strokeWidth=1.8).encode(y=alt.Y("left_middle:Q", **y)),
        base.mark_point(filled=True, size=18, opacity=0.9, color=palette.INK).encode(
            y=alt.Y("record:Q", **y)),
    ], width=WIDE - 70 if wide else NARROW - 60, height=280 if wide else 200)
    return made


def narrowed(found: Calibrated) -> Picture | None:
    """What is left of the parameters about which the targets say most."""
    known = [one for one in found.parameters if not math.isnan(one.low)][:MOST]
    if not known:
        return None
    return caption_picture("narrowed", "calibrate", lambda wide: narrowed_chart(known, wide), found)


def narrowed_chart(known: Sequence[Narrowed], wide: bool) -> alt.LayerChart:
    """A bar a parameter, within its prior."""
    rows = [{"order": order, "name": one.path, "from": 0.0, "to": 1.0, "low": one.low,
             "high": one.high, "says": "narrowed" if one.narrowed else "not told from the prior"}
            for order, one in enumerate(known)]
    base = alt.Chart(inline(rows)).encode(y=alt.Y("order:O", axis=None))
    x: dict[str, Any] = {"scale": alt.Scale(domain=[0, 1], nice=False), "axis": alt.Axis(
        title="place within the prior", values=[0, 0.5, 1], format=".0%")}
    down = 0 if wide else 8
    colour = alt.Color("says:N", scale=alt.Scale(
        domain=["narrowed", "not told from the prior"], range=[palette.BLUE, palette.GREY]),
        legend=alt.Legend(columns=2, symbolType="stroke", symbolStrokeWidth=5, columnPadding=24))
    made: alt.LayerChart = alt.LayerChart(layer=[
        base.mark_rule(strokeWidth=1, color=palette.LINE, yOffset=down).encode(
            x=alt.X("from:Q", **x), x2="to:Q"),
        base.mark_rule(strokeWidth=5, opacity=0.7, yOffset=down).encode(
            x=alt.X("low:Q", **x), x2="high:Q", color=colour),
        base.mark_text(align="left", fontSize=12, color=palette.INK, dy=0 if wide else -9).encode(
            x=alt.value(-LABEL if wide else 0), text="name:N"),
    ], width=WIDE - LABEL - 60 if wide else NARROW - 30, height=alt.Step(24 if wide else 42))
    return made
