"""Fans: a metric week by week, with bands that hold half and nine tenths of the parameter sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.study.complete_study import StoredStudy
from fronde.reporting.study.picture import NARROW, WIDE, Picture, caption_picture, inline
from fronde.reporting.study.terms import of_nation
from fronde.study.study_store import read_shards

BANDS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def fans(study: StoredStudy) -> Picture | None:
    """One panel for each metric; None if no weeks were kept."""
    weeks = spread(study)
    if weeks.is_empty():
        return None
    names = weeks["metric"].unique(maintain_order=True).to_list()
    rows = {name: weeks.filter(metric=name).drop("metric").to_dicts() for name in names}
    return caption_picture("fans", "ensemble", lambda wide: chart(rows, wide), rows)


def spread(study: StoredStudy) -> pl.DataFrame:
    """Percentiles of each metric and week over parameter sets, from means over replicates."""
    weeks = read_shards(study.folder, study.manifest, "series").filter(
        pl.col("value").is_finite()).group_by("metric", "week", "point").agg(
            pl.col("value").mean())
    order = {name: number for number, name in enumerate(study.manifest["study"]["series"])}
    return (weeks.group_by("metric", "week").agg(
        pl.col("value").quantile(q, "linear").alias(name) for name, q in BANDS.items())
        .with_columns(order=pl.col("metric").replace_strict(order, default=len(order),
                                                            return_dtype=pl.Int32))
        .sort("order", "week").drop("order"))


def chart(rows: dict[str, list[dict[str, Any]]], wide: bool) -> alt.ConcatChart:
    """Panels side by side, each on its own scale."""
    columns = 3 if wide else 1
    width = round((WIDE - 62 * columns) / columns if wide else NARROW - 60)
    made: alt.ConcatChart = alt.ConcatChart(concat=[
        panel(name, each).properties(width=width, height=130) for name, each in rows.items()],
        columns=columns, spacing=24)
    return made


def panel(name: str, rows: Sequence[dict[str, Any]]) -> alt.LayerChart:
    """One metric."""
    base = alt.Chart(inline(rows)).encode(x=alt.X(
        "week:Q", axis=alt.Axis(grid=False, tickCount=4, title="week"), scale=alt.Scale(
            nice=False)))
    # Of numbers below one, "~s" makes thousandths.
    form = "~s" if max(row["p95"] for row in rows) >= 1000 else ".3~g"
    y: dict[str, Any] = {"axis": alt.Axis(title=None, tickCount=4, format=form)}
    made: alt.LayerChart = alt.LayerChart(layer=[
        base.mark_area(color=palette.BLUE, opacity=0.2).encode(y=alt.Y("p05:Q", **y), y2="p95:Q"),
        base.mark_area(color=palette.BLUE, opacity=0.35).encode(y=alt.Y("p25:Q", **y), y2="p75:Q"),
        base.mark_line(color=palette.BLUE, strokeWidth=1.8).encode(y=alt.Y("p50:Q", **y)),
    ]).properties(title=alt.TitleParams(text=name, subtitle=of_nation(name), fontSize=12,
                                        subtitleFontSize=10.5, offset=8))
    return made
