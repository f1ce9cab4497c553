"""The largest organisations as ribbons over time: how large, on whose side, who merged with whom.

A ribbon's height is the square root of members and volunteers, so that a cell of ten is seen
beside an organisation of a thousand. Names are where a ribbon begins.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from fronde.reporting import palette, sides, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import colour, stack_layers, thin_weeks
from fronde.reporting.run_tables import Tables

LANE = 46  # pixels
POINTS = 90  # of a ribbon, at most
TALL = 0.4  # half of a ribbon's greatest height, in lanes
WORTH = 0.2  # of its members: from so many newcomers on a merger has a mark
MARK = {"merged": "takes another in", "split": "splits"}


def lifelines(tables: Tables) -> alt.LayerChart | None:
    """Ribbons of the largest organisations; none for fewer than two."""
    numbers = sides.largest(tables, sides.LANES)
    if len(numbers) < 2 or len(tables.weeks) < 2:
        return None
    lanes = {number: place for place, number in enumerate(numbers)}
    x = timeline.dates(tables)
    layers = [ribbons(tables, lanes, x), *links(tables, lanes, x), *names(tables, lanes, x),
              *timeline.events(tables, x)]
    return stack_layers(layers, timeline.BAND + LANE * len(lanes))


def lane_axis(field: str, count: int) -> alt.Y:
    """Lanes from top to bottom; their names are in the figure."""
    return alt.Y(f"{field}:Q", axis=None, title=None, scale=alt.Scale(
        domain=[0, count], nice=False, zero=False,
        range=[timeline.BAND, alt.ExprRef("height")]))


def ribbons(tables: Tables, lanes: Mapping[int, int], x: alt.X) -> alt.Chart:
    """Sizes over time, in the colour of the side."""
    rows, colours = pieces(tables, lanes), sides.colours(tables)
    tips = [alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N", title="organisation"),
            alt.Tooltip("side:N", title="side"),
            alt.Tooltip("strength:Q", title="people", format=",.0f"),
            alt.Tooltip("armed:Q", title="in arms", format=",.0f"),
            alt.Tooltip("volunteers:Q", title="from abroad", format=",.0f")]
    chart: alt.Chart = alt.Chart(timeline.inline(rows)).mark_area(opacity=0.85).encode(
        x=x, y=lane_axis("low", len(lanes)), y2="high", detail="piece:N", tooltip=tips,
        color=colour("side", colours))
    return chart


def pieces(tables: Tables, lanes: Mapping[int, int]) -> list[dict[str, Any]]:
    """Rows of the ribbons; a new piece begins where the side changes or weeks are missing."""
    rows = sides.name_sides(tables).filter(pl.col("organisation").is_in(list(lanes)))
    tallest = max([*rows["strength"].to_list(), 1e-9])
    keep, step = thin_weeks(tables.weeks, POINTS), spacing(tables)
    where, found = sides.first_bases(tables), []
    for (number,), part in rows.sort("week").partition_by(
            "organisation", as_dict=True, maintain_order=True).items():
        weeks = part.filter(pl.col("week").is_in(keep)).to_dicts() or part.tail(1).to_dicts()
        piece, before = 0, None
        for row in weeks:
            made = ribbon(row, lanes[number], tallest, f"{where[number]} ({number})")
            if before is not None and row["side"] != before["side"]:
                found.append({**made, "side": before["side"], "piece": f"{number}-{piece}"})
                piece += 1
            elif before is not None and row["week"] - before["week"] > 1.5 * step:
                piece += 1
            found.append({**made, "piece": f"{number}-{piece}"})
            before = row
    return found


def spacing(tables: Tables) -> int:
    """Weeks from one point of a ribbon to the next."""
    kept = sorted(thin_weeks(tables.weeks, POINTS))
    return max(b - a for a, b in pairwise(kept))


def ribbon(row: Mapping[str, Any], lane: int, tallest: float, name: str) -> dict[str, Any]:
    """One week of a ribbon."""
    half = TALL * math.sqrt(row["strength"] / tallest)
    return {"date": row["date"], "on": wording.day(row["date"]), "name": name,
            "side": row["side"], "strength": row["strength"], "armed": row["armed"],
            "volunteers": row["volunteers"], "low": lane + 0.55 - half, "high": lane + 0.55 + half}


def links(tables: Tables, lanes: Mapping[int, int], x: alt.X) -> list[alt.Chart]:
    """Mergers and splits: a mark where it happened, a line where both have a lane."""
    rows = splits_and_mergers(tables, lanes)
    if not rows:
        return []
    count, tips = len(lanes), [
        alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N", title="organisation"),
        alt.Tooltip("what:N"), alt.Tooltip("size:Q", title="people before", format=",.0f"),
        alt.Tooltip("other:N", title="the other")]
    kinds = [kind for kind in MARK.values() if any(row["what"] == kind for row in rows)]
    shapes = {MARK["merged"]: "circle", MARK["split"]: "diamond"}
    marks = alt.Chart(timeline.inline(rows)).mark_point(
        filled=True, size=64, opacity=1, stroke=palette.PAPER, strokeWidth=1,
        color=palette.INK).encode(
        x=x, y=lane_axis("at", count), tooltip=tips,
        shape=alt.Shape("what:N", legend=timeline.legend(kinds), scale=alt.Scale(
            domain=kinds, range=[shapes[kind] for kind in kinds])))
    joined = [row for row in rows if row["to"] is not None]
    if not joined:
        return [marks]
    lines = alt.Chart(timeline.inline(joined)).mark_rule(
        color=palette.INK, strokeWidth=1.2).encode(
        x=x, y=lane_axis("at", count), y2="to", tooltip=tips)
    return [lines, marks]


def splits_and_mergers(tables: Tables, lanes: Mapping[int, int]) -> list[dict[str, Any]]:
    """Splits of the organisations that have a lane, and mergers with others of some size."""
    where, found = sides.first_bases(tables), []
    for row in tables.changes.filter(pl.col("organisation").is_in(list(lanes))).to_dicts():
        number, other = row["organisation"], row["other"]
        merged = row["kind"] == "merged"
        if merged and other not in lanes and row["other_size"] < WORTH * row["size"]:
            continue
        found.append({
            "date": row["date"], "on": wording.day(row["date"]), "at": lanes[number] + 0.55,
            "to": lanes[other] + 0.55 if other in lanes else None, "size": row["size"],
            "name": f"{where.get(number, '')} ({number})", "what": MARK[row["kind"]],
            "other": f"{where.get(other, 'a cell')} ({other})"
                     + (f", {wording.people(row['other_size'])}" if merged else "")})
    return found


def names(tables: Tables, lanes: Mapping[int, int], x: alt.X) -> list[alt.Chart]:
    """What the lanes are: above a ribbon's beginning, or before it where that is late."""
    where = sides.first_bases(tables)
    first = dict(sides.name_sides(tables).group_by("organisation").agg(
        pl.col("date").min()).iter_rows())
    middle = tables.dates[len(tables.dates) // 2]
    layers = []
    for late in (False, True):
        rows = [{"name": f"{where[number]} ({number})", "y": lane + 0.09, "date": first[number]}
                for number, lane in lanes.items() if (first[number] > middle) == late]
        if rows:
            layers.append(alt.Chart(timeline.inline(rows)).mark_text(
                align="right" if late else "left", baseline="top", fontSize=11, limit=170,
                dx=-4 if late else 0, dy=16 if late else 0, color=palette.INK).encode(
                x=x, y=lane_axis("y", len(lanes)), text="name:N"))
    return layers
