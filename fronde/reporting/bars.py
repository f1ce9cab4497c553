"""Figures of bars: causes and operations by four weeks, and what feeds and drains."""

from __future__ import annotations

from typing import Any

import polars as pl

from fronde.reporting import clandestine, palette, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import HEIGHT, Row, bars, colour, periods, present, stack_layers
from fronde.reporting.run_tables import Tables

ROW = 40  # pixels: a line for the words and one for the bar
# Operations that succeeded are above the line, those that failed below it.
KINDS = {
    "succeeded, one organisation alone": palette.SKY,
    "succeeded, several jointly": palette.BLUE,
    "failed, one organisation alone": palette.ORANGE,
    "failed, several jointly": palette.VERMILION,
}


def causes(tables: Tables) -> alt.LayerChart | None:
    """Why people went underground, by four weeks."""
    rows = entries(tables, *clandestine.INTO)
    if not rows:
        return None
    y = alt.Y("low:Q", title="people per four weeks", scale=timeline.below_band(domainMin=0),
              axis=alt.Axis(tickCount=6, format="~s"))
    tips = [alt.Tooltip("cause:N", title="cause"),
            alt.Tooltip("persons:Q", title="people", format=",.0f")]
    return stack_layers(bars(tables, rows, palette.CAUSE, "cause", y, tips), HEIGHT)


def entries(tables: Tables, *flows: str) -> list[Row]:
    """Persons by four weeks and cause, stacked in the order of the palette."""
    if len(tables.weeks) < 2:
        return []
    rows = tables.flows.filter((pl.col("level") == "nation") & pl.col("flow").is_in(flows)
                               & (pl.col("persons") > 0))
    return periods(tables, rows, dict.fromkeys(palette.CAUSE, 1), "cause", "persons")


def operations(tables: Tables) -> alt.LayerChart | None:
    """Operations by four weeks."""
    rows = outcomes(tables)
    if not rows:
        return None
    y = alt.Y("low:Q", title="operations per four weeks; failures below the line",
              scale=timeline.below_band(nice=False),
              axis=alt.Axis(tickCount=6, labelExpr="format(abs(datum.value), '~s')"))
    tips = [alt.Tooltip("kind:N", title="which"), alt.Tooltip("count:Q", title="operations")]
    layers = bars(tables, rows, KINDS, "kind", y, tips)
    level = alt.Chart(timeline.inline([{"low": 0}])).mark_rule(color=palette.INK).encode(y="low:Q")
    return stack_layers([layers[0], level, *layers[1:]], HEIGHT)


def outcomes(tables: Tables) -> list[Row]:
    """Operations by four weeks and kind, stacked away from zero."""
    if tables.operations.is_empty() or len(tables.weeks) < 2:
        return []
    won_alone, won, lost_alone, lost = KINDS
    joint = pl.col("partners") > 0
    rows = tables.operations.select("date", pl.lit(1).alias("count"), kind=pl.when(
        pl.col("success")).then(pl.when(joint).then(pl.lit(won)).otherwise(pl.lit(won_alone))
    ).otherwise(pl.when(joint).then(pl.lit(lost)).otherwise(pl.lit(lost_alone))))
    return periods(tables, rows, {won_alone: 1, won: 1, lost_alone: -1, lost: -1}, "kind", "count")


def balance(tables: Tables) -> alt.LayerChart | None:
    """Bars to the right feed the underground, bars to the left drain it.

    The words are above their bars, so that a narrow page has room for both.
    """
    found = clandestine.entries(tables)
    if not any(one.persons < 0 for one in found) or len(found) < 3:
        return None
    rows: list[dict[str, Any]] = [
        {"cause": palette.cause(one.cause).label, "place": place, "persons": one.persons,
         "size": abs(one.persons), "origin": one.origin, "said": wording.number(
            abs(one.persons))} for place, one in enumerate(found)]
    known = present(palette.ORIGIN, rows, "origin")
    far = max(row["size"] for row in rows)
    x = alt.X("persons:Q", title="people", scale=alt.Scale(
        domain=[1.6 * min(0.0, *(row["persons"] for row in rows)) - 0.1 * far, 1.25 * far],
        nice=False), axis=alt.Axis(orient="top", tickCount=4, grid=True,
                                   labelExpr="format(abs(datum.value), '~s')"))
    base = alt.Chart(timeline.inline(rows)).encode(
        y=alt.Y("place:O", axis=None, title=None, scale=alt.Scale(padding=0)))
    numbers = [base.transform_filter(f"datum.persons {side} 0").mark_text(
        align="left" if dx > 0 else "right", dx=dx, dy=8, fontSize=11,
        color=palette.FAINT).encode(x=x, text="said:N") for side, dx in ((">", 4), ("<", -4))]
    return stack_layers([
        base.mark_bar(height=15, yOffset=8).encode(
            x=x, color=colour("origin", known),
            tooltip=[alt.Tooltip("cause:N"), alt.Tooltip("origin:N", title="goes back to"),
                     alt.Tooltip("size:Q", title="people", format=",.0f")]),
        base.mark_text(align="left", dy=-9, fontSize=12, color=palette.INK).encode(
            x=alt.value(0), text="cause:N"),
        *numbers,
        alt.Chart(timeline.inline([{"persons": 0}])).mark_rule(color=palette.FAINT).encode(
            x="persons:Q")], ROW * len(rows))
