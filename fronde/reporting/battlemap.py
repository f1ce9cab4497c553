"""Where operations took place: two discs on each region's hexagon, won and lost, over time."""

from __future__ import annotations

from typing import Any

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.hexmap import (
    POINTED,
    frame_map,
    place_tiles,
    slider,
    tile_scales,
    width,
    windows,
)
from fronde.reporting.run_tables import Tables
from fronde.reporting.timeline import inline, legend

WON, LOST = "succeeded", "failed"
COLOURS = {WON: palette.BLUE, LOST: palette.VERMILION}
FULL = 0.46  # diameter of the largest disc, in widths of a hexagon


def battlemap(tables: Tables) -> alt.LayerChart | None:
    """Operations so far by region; none where there were none or the map has no places."""
    tiles = place_tiles(tables)
    if len(tiles) < 2 or tables.operations.is_empty():
        return None
    rows = count_operations(tables, tiles)
    if not rows:
        return None
    columns, (frame, texts) = width(tiles), slider(tables)
    layers = [*ground(tiles, columns), discs(rows, tiles, columns)]
    return frame_map(layers, f"'operations until ' + {texts!r}[frame]", tiles, frame)


def ground(tiles: list[dict[str, Any]], columns: float) -> list[alt.Chart]:
    """Empty hexagons with their codes."""
    x, y = tile_scales(tiles)
    base = alt.Chart(inline(tiles)).encode(x=x, y=y, tooltip=[alt.Tooltip("region:N")])
    size = alt.ExprRef(f"pow(2 / sqrt(3) * 0.95 * width / {columns}, 2)")
    return [
        base.mark_point(shape=POINTED, filled=True, opacity=0.45, size=size, fill=palette.LINE,
                        stroke=palette.PAPER),
        base.mark_text(fontSize=alt.ExprRef(f"min(12, 0.28 * width / {columns})"), fontWeight=600,
                       color=palette.INK, dy=alt.ExprRef(f"-0.24 * width / {columns}")).encode(
            text="code:N"),
    ]


def discs(rows: list[dict[str, Any]], tiles: list[dict[str, Any]], columns: float) -> alt.Chart:
    """Two discs a region, as large as the number of operations so far."""
    x, y = tile_scales(tiles, "px", "py")
    most = max(row["n"] for row in rows)
    area = f"pow({FULL} * width / {columns}, 2) * datum.n / {most}"
    chart: alt.Chart = (
        alt.Chart(inline(rows)).transform_filter("datum.f <= frame && frame < datum.g")
        .mark_point(filled=True, opacity=1, stroke=palette.PAPER, strokeWidth=0.6,
                    size=alt.ExprRef(f"max(9, {area})"))
        .encode(x=x, y=y, color=alt.Color("what:N", legend=legend(
                    COLOURS, orient="bottom", offset=6), scale=alt.Scale(
                    domain=list(COLOURS), range=list(COLOURS.values()))),
                tooltip=[alt.Tooltip("region:N"), alt.Tooltip("what:N", title="operations that"),
                         alt.Tooltip("n:Q", title="so far")], description="region:N"))
    return chart


def count_operations(tables: Tables, tiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Operations so far by region and outcome: a row for each number and the frames it holds."""
    place, frames = {tile["id"]: tile for tile in tiles}, windows(tables)
    last = int(frames["frame"].max()) + 1  # type: ignore[arg-type]
    happened = tables.operations.join_asof(
        frames.select("week", "frame").sort("week"), on="week", strategy="forward")
    sums = happened.group_by("region", "success", "frame").len().sort(
        "frame", "region", "success")
    found: dict[tuple[str, bool], list[dict[str, Any]]] = {}
    for row in sums.to_dicts():
        if row["region"] not in place or row["frame"] is None:
            continue
        so_far = found.setdefault((row["region"], row["success"]), [])
        before = so_far[-1]["n"] if so_far else 0
        if so_far:
            so_far[-1]["g"] = row["frame"]
        tile, side = place[row["region"]], -1 if row["success"] else 1
        so_far.append({
            "region": tile["region"], "what": WON if row["success"] else LOST,
            "px": tile["x"] + 0.2 * side, "py": tile["y"] + 0.17, "f": row["frame"], "g": last,
            "n": before + row["len"]})
    return [row for rows in found.values() for row in rows]
