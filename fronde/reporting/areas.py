"""Figures of organisations over time: members by side and by nationality; stability of clients."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from fronde.reporting import abroad, palette, resistance, sides, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import (
    HEIGHT,
    Row,
    areas,
    colour,
    share_axis,
    stack_areas,
    stack_layers,
)
from fronde.reporting.palette import Curve
from fronde.reporting.run_tables import Tables

REST = "other nationalities"
OTHERS = (palette.SKY, palette.GREEN, palette.PURPLE, palette.ORANGE)
RULERS = (palette.BLUE, palette.ORANGE, palette.GREEN, palette.PURPLE, palette.VERMILION)
SPARE = "what the patron can spare"


def members(tables: Tables) -> alt.LayerChart | None:
    """Members and volunteers of the organisations, by the side that they take."""
    rows = by_side(tables)
    if not rows:
        return None
    tips = [alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N", title="side"),
            alt.Tooltip("persons:Q", title="members and volunteers", format=",.0f"),
            alt.Tooltip("armed:Q", title="of them citizens in arms", format=",.0f"),
            alt.Tooltip("organisations:Q")]
    return stack_layers(areas(tables, rows, sides.colours(tables), "people", "~s", tips), HEIGHT)


def by_side(tables: Tables) -> list[Row]:
    """Persons by week and side, on top of each other; every side in every week."""
    if len(tables.weeks) < 2 or tables.organisations.is_empty():
        return []
    sums = sides.name_sides(tables).group_by("week", "side").agg(
        pl.col("strength").sum().alias("persons"), pl.col("armed").sum(),
        pl.len().alias("organisations"))
    cells = {(row.pop("week"), row.pop("side")): row for row in sums.to_dicts()}
    return stack_areas(tables, tables.weeks, cells, list(sides.colours(tables)), "persons")


def nationalities(tables: Tables) -> alt.LayerChart | None:
    """Shares of the nationalities, and of volunteers, among members."""
    sums = sides.nationalities(tables)
    if sums.is_empty() or sums["name"].n_unique() < 2 or sums["week"].n_unique() < 3:
        return None
    tips = [alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N", title="who"),
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("persons:Q", title="people", format=",.0f")]
    layers = areas(tables, by_nationality(tables, sums), scheme(tables, sums), "share of members",
                   ".0%", tips)
    known = resistance.ruling(tables)
    if known is not None:
        layers.insert(1, alt.Chart(timeline.inline([{"low": known[1]}])).mark_rule(
            color=palette.INK, strokeDash=[6, 4], strokeWidth=1.5).encode(y="low:Q"))
    return stack_layers(layers, HEIGHT)


def scheme(tables: Tables, sums: pl.DataFrame) -> dict[str, str]:
    """Colours from bottom to top: the dominant groups, the largest others, the rest, abroad."""
    known = resistance.ruling(tables)
    first = known[0] if known else []
    ranked = sums.filter(~pl.col("name").is_in([*first, sides.FROM_ABROAD])).group_by("name").agg(
        pl.col("members").sum()).sort("members", "name", descending=[True, False])["name"]
    return {**dict.fromkeys(first, palette.BLUE),
            **dict(zip(ranked.to_list(), OTHERS, strict=False)),
            REST: palette.GREY, sides.FROM_ABROAD: palette.VERMILION}


def by_nationality(tables: Tables, sums: pl.DataFrame) -> list[Row]:
    """Shares by week on top of each other."""
    order = list(scheme(tables, sums))
    named = pl.when(pl.col("name").is_in(order)).then(pl.col("name")).otherwise(pl.lit(REST))
    shared = sums.with_columns(name=named).group_by("week", "name").agg(
        (pl.col("members").sum() / pl.col("total").first()).alias("share"),
        pl.col("members").sum().alias("persons"))
    cells = {(row.pop("week"), row.pop("name")): row for row in shared.to_dicts()}
    return stack_areas(tables, shared["week"].unique().to_list(), cells, order, "share")


def share_seen(tables: Tables, curves: Sequence[Curve]) -> tuple[alt.Y, float]:
    """An axis for shares of those who hide or fight, as far as weeks with many of them go."""
    kept = resistance.many(tables)
    top = max(max(v for v, k in zip(tables.nation(one.metric), kept, strict=True) if k)
              for one in curves)
    return share_axis("share of those who hide or fight",
                      domain=[0, max(0.05, min(1.0, 1.1 * top))]), -math.inf


def clients(tables: Tables) -> alt.LayerChart | None:
    """Stability of rulers who depend on the regime, and what it can spare for them."""
    values = {tables.state(name): v for name, v in abroad.stabilities(tables).items()}
    if not values or len(tables.weeks) < 2:
        return None
    colours = {name: RULERS[n % len(RULERS)] for n, name in enumerate(values)}
    if tables.has("spare"):
        values[SPARE], colours[SPARE] = tables.nation("spare"), palette.INK
    x = timeline.dates(tables)
    rows = [{"date": when, "on": wording.day(when), "name": name, "value": v[row]}
            for name, v in values.items() for row, when in enumerate(tables.dates)]
    lines = alt.Chart(timeline.inline(rows)).mark_line().encode(
        x=x, y=share_axis("share, 0 to 100%"), color=colour("name", colours),
        tooltip=[alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N"),
                 alt.Tooltip("value:Q", format=".1%")])
    bar = tables.value("patronage.bar")  # stability below which a ruler falls
    rule = [] if bar is None else [alt.Chart(timeline.inline([{"value": bar}])).mark_rule(
        color=palette.VERMILION, strokeDash=[5, 4]).encode(y="value:Q")]
    return stack_layers([lines, *rule, *timeline.marks(tables, x)], 260)
