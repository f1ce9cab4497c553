"""The map: one hexagon a region, a slider for time, a choice of what to show.

Hexagons are at the columns and rows of the manifest, odd rows shifted right by half. All are
equally large, so that a city of ten million is seen as well as a tundra.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.run_tables import Tables
from fronde.reporting.timeline import inline

FRAMES = 40
RAMP = ("#f3ecd9", "#f2c98a", "#e6935a", "#bf5252", "#86306a", "#55206b")
POINTED = "M0,-1L0.866,-0.5L0.866,0.5L0,1L-0.866,0.5L-0.866,-0.5Z"
ROW = math.sqrt(3) / 2  # height of a row, in widths of a hexagon


class Shown(NamedTuple):
    """Something that the map can show."""

    metric: str
    key: str
    name: str
    per_head: bool
    form: str


SHOWN = (
    Shown("underground", "u", "underground per 100,000", True, ",.2~r"),
    Shown("protest", "p", "on the street per 100,000", True, ",.2~r"),
    Shown("legitimacy", "l", "legitimacy (0 to 1)", False, ".2f"),
)


def hexmap(tables: Tables) -> alt.LayerChart | None:
    """Regions over time, or None for fewer than two regions."""
    tiles = place_tiles(tables)
    shown = [item for item in SHOWN if is_recorded(tables, item)]
    if len(tiles) < 2 or not shown:
        return None
    values = average_frames(tables, shown, windows(tables), [tile["id"] for tile in tiles])
    frame, texts = slider(tables)
    show = alt.param(name="show", value=shown[0].key, bind=alt.binding_radio(
        options=[item.key for item in shown], labels=[item.name for item in shown], name="show"))
    names = choice({item.key: f"'{item.name}'" for item in shown})
    return frame_map(hexagons(tiles, values, shown), f"({names}) + ', ' + {texts!r}[frame]", tiles,
                     show, frame)


def width(tiles: Sequence[Mapping[str, Any]]) -> float:
    """Columns of the map."""
    return float(max(tile["x"] for tile in tiles) - min(tile["x"] for tile in tiles) + 1)


def slider(tables: Tables) -> tuple[alt.Parameter, list[str]]:
    """A choice among the frames, the last one first, and the date of each."""
    dated = windows(tables).group_by("frame").agg(pl.col("date").first()).sort("frame")
    texts = [f"{day.day} {day:%b %Y}" for day in dated["date"].to_list()]
    last = len(texts) - 1
    return alt.param(name="frame", value=last, bind=alt.binding_range(
        min=0, max=last, step=1, name="time")), texts


def frame_map(layers: Sequence[alt.Chart], title: str, tiles: Sequence[Mapping[str, Any]],
              *params: alt.Parameter) -> alt.LayerChart:
    """Layers of a map as wide as there is room, with an expression for their title."""
    rows = max(tile["y"] for tile in tiles) - min(tile["y"] for tile in tiles)
    aspect = (rows * ROW + 2 / math.sqrt(3)) / width(tiles)
    chart: alt.LayerChart = alt.LayerChart(layer=list(layers), title=alt.TitleParams(
        text=alt.ExprRef(title), fontSize=14, offset=10))
    return chart.add_params(*params).properties(
        width="container", height=round(720 * aspect), usermeta={"aspect": round(aspect, 4)})


def tile_scales(tiles: Sequence[Mapping[str, Any]], column: str = "x",
                row: str = "y") -> tuple[alt.X, alt.Y]:
    """Where hexagons are: columns from the left, rows from the top."""
    x = alt.X(f"{column}:Q", axis=None, scale=alt.Scale(nice=False, zero=False, domain=[
        min(t["x"] for t in tiles) - 0.5, max(t["x"] for t in tiles) + 0.5]))
    y = alt.Y(f"{row}:Q", axis=None, scale=alt.Scale(
        nice=False, zero=False, reverse=True, domain=[
            min(t["y"] for t in tiles) - 2 / 3, max(t["y"] for t in tiles) + 2 / 3]))
    return x, y


def is_recorded(tables: Tables, item: Shown) -> bool:
    """Whether regions have values of it, and not only zeros."""
    rows = tables.series.filter((pl.col("level") == "region") & (pl.col("metric") == item.metric))
    return rows.height > 0 and bool((rows["value"] > 0).any())


def place_tiles(tables: Tables) -> list[dict[str, Any]]:
    """Tiles of the regions that have a place on the map."""
    places = [place for place in tables.places("region").values()
              if place.get("column") is not None and place.get("row") is not None]
    codes = short([str(place["id"]) for place in places])
    return [
        {"i": n, "id": place["id"], "code": code, "region": place["name"],
         "x": place["column"] + 0.5 * (place["row"] % 2), "y": place["row"]}
        for n, (place, code) in enumerate(zip(places, codes, strict=True))
    ]


def short(ids: Sequence[str]) -> list[str]:
    """Codes that fit a tile: without the country's prefix, three letters at most."""
    prefixes = {name.partition("-")[0] for name in ids}
    bare = ids
    if len(prefixes) == 1 and all("-" in name for name in ids):
        bare = [name.partition("-")[2] for name in ids]
    return [name[:3].upper() for name in bare]


def windows(tables: Tables) -> pl.DataFrame:
    """For each week the frame that it belongs to: the frame's last week and date."""
    weeks, days = tables.weeks, tables.dates
    every = -(-len(weeks) // FRAMES)
    last = [len(weeks) - 1 - every * ((len(weeks) - 1 - n) // every) for n in range(len(weeks))]
    return pl.DataFrame(
        {"week": weeks, "frame": [n // every for n in last], "date": [days[n] for n in last]},
        schema={"week": pl.Int32, "frame": pl.Int32, "date": pl.Date},
    )


def average_frames(
    tables: Tables, shown: Sequence[Shown], frames: pl.DataFrame, ids: Sequence[str]
) -> list[dict[str, Any]]:
    """Mean of each metric by frame and region; persons per 100,000."""
    order = {name: n for n, name in enumerate(ids)}
    sizes = {name: float(place["population"]) for name, place in tables.places("region").items()}
    found: dict[tuple[int, str], dict[str, Any]] = {}
    regional = tables.series.filter(pl.col("level") == "region")
    for item in shown:
        rows = regional.filter(pl.col("metric") == item.metric).drop("date")
        means = rows.join(frames, on="week").group_by("frame", "entity").agg(
            pl.col("value").mean())
        for row in means.to_dicts():
            region = row["entity"]
            if region in order and row["value"] is not None:
                scale = 1e5 / max(1.0, sizes[region]) if item.per_head else 1.0
                cell = found.setdefault((row["frame"], region),
                                        {"i": order[region], "f": row["frame"]})
                cell[item.key] = float(f"{row['value'] * scale:.3g}")
    return [found[key] for key in sorted(found)]


def limits(values: Sequence[Mapping[str, Any]], item: Shown) -> tuple[float, float]:
    """Ends of the colour scale, the same for all weeks."""
    seen = [row[item.key] for row in values if item.key in row]
    if item.per_head:
        return 0.0, max(seen)
    low, high = math.floor(20 * min(seen)) / 20, math.ceil(20 * max(seen)) / 20
    return low, high if high > low else low + 0.05


def choice(cases: Mapping[str, Any], otherwise: str = "0") -> str:
    """An expression for what belongs to the chosen metric."""
    said = [f"show === '{key}' ? {value}" for key, value in cases.items()]
    return " : ".join([*said, otherwise])


def hexagons(tiles: Sequence[Mapping[str, Any]], values: Sequence[Mapping[str, Any]],
             shown: Sequence[Shown]) -> list[alt.Chart]:
    """Hexagons and their codes, coloured by the chosen metric."""
    ends = {item.key: limits(values, item) for item in shown}
    bends = choice({item.key: 2 if item.per_head else 1 for item in shown}, "1")
    columns = width(tiles)
    x, y = tile_scales(tiles)
    base = (
        alt.Chart(inline(values))
        .transform_filter("datum.f === frame")
        .transform_lookup("i", alt.LookupData(
            inline([{k: v for k, v in tile.items() if k != "id"} for tile in tiles]), "i",
            ["code", "region", "x", "y"]))
        .transform_calculate(
            value=choice({item.key: f"datum.{item.key}" for item in shown}),
            low=choice({k: v[0] for k, v in ends.items()}),
            high=choice({k: v[1] for k, v in ends.items()}),
        )
        .transform_calculate(
            depth=f"pow((datum.value - datum.low) / (datum.high - datum.low), 1 / ({bends}))")
        .encode(
            x=x,
            y=y,
            tooltip=[alt.Tooltip("region:N")] + [
                alt.Tooltip(f"{item.key}:Q", title=item.name, format=item.form) for item in shown],
            description="region:N",
        )
    )
    tile = base.mark_point(
        shape=POINTED, filled=True, opacity=1, stroke=palette.FAINT, strokeWidth=0.4,
        size=alt.ExprRef(f"pow(2 / sqrt(3) * 0.95 * width / {columns}, 2)"),
    ).encode(
        color=alt.Color("depth:Q", scale=alt.Scale(domain=[0, 1], range=list(RAMP), clamp=True),
                        legend=scale_of(ends, bends, shown)),
    )
    code = base.mark_text(
        fontSize=alt.ExprRef(f"min(13, 0.34 * width / {columns})"), fontWeight=600,
    ).encode(text="code:N", color=alt.condition(
        "datum.depth > 0.45", alt.value("#ffffff"), alt.value("#1b2230")))
    return [tile, code]


def scale_of(
    ends: Mapping[str, tuple[float, float]], bends: str, shown: Sequence[Shown]
) -> alt.Legend:
    """A legend whose labels follow the chosen metric.

    Rates are spread by their square root: a few small regions would else take all the colour.
    """
    low, high = (choice({k: v[n] for k, v in ends.items()}) for n in (0, 1))
    forms = choice({item.key: f"'{item.form}'" for item in shown})
    return alt.Legend(
        orient="bottom", direction="horizontal", gradientLength=alt.ExprRef("min(width, 320)"),
        values=[0, 0.25, 0.5, 0.75, 1], offset=12, labelColor=palette.FAINT,
        labelExpr=f"format(({low}) + pow(datum.value, ({bends})) * (({high}) - ({low})), {forms})",
    )
