"""How much each assumption moves an outcome: ranges with dots, strongest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.study.picture import NARROW, WIDE, Picture, caption_picture, inline
from fronde.study.kinds.sensitivity import Measured, Screened

LABEL = 250
KINDS = {"alone": palette.BLUE, "with interactions": palette.ORANGE}


def indices(found: Measured, before: Screened | None) -> Picture | None:
    """Two rows a parameter: alone and with interactions."""
    rows = [{"order": number, "name": name, "kind": kind, "value": index.value, "low": index.low,
             "high": index.high} for number, (name, *both) in enumerate(found.strongest)
            for kind, index in zip(KINDS, both, strict=True)]
    return caption_picture("indices", "sensitivity",
                           lambda wide: chart(rows, "share of the spread", wide), found,
                           before) if rows else None


def screening(found: Measured, before: Screened | None) -> Picture | None:
    """The strongest parameters of the screening."""
    moving = [] if before is None else before.moving
    rows = [{"order": number, "name": name, "kind": "alone", "value": one.mu_star,
             "low": one.low, "high": one.high, "noise": one.noise}
            for number, (name, one) in enumerate(moving)]
    return caption_picture("screening", "sensitivity",
                           lambda wide: chart(rows, f"effect on {found.outcome}", wide), found,
                           before) if rows else None


def chart(rows: Sequence[dict[str, Any]], title: str, wide: bool) -> alt.LayerChart:
    """Dots with intervals; rows have ``order``, ``name``, ``value``, ``low``, ``high``, ``kind``
    and may have ``noise``: the size that noise alone produces."""
    several = len({row["kind"] for row in rows}) > 1
    base = alt.Chart(inline(rows)).encode(y=alt.Y("order:O", axis=None))
    x: dict[str, Any] = {"axis": alt.Axis(title=title, tickCount=5),
                         "scale": alt.Scale(zero=True, nice=False)}
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())),
                       legend=alt.Legend(columns=2, symbolStrokeWidth=0, columnPadding=24)
                       if several else None)
    shape = alt.Shape("kind:N", scale=alt.Scale(domain=list(KINDS), range=["circle", "diamond"]),
                      legend=alt.Undefined if several else None)
    down = 0 if wide else 8
    layers = [alt.layer(
        part.mark_rule(strokeWidth=3.2, opacity=0.5, yOffset=down + apart).encode(
            x=alt.X("low:Q", **x), x2="high:Q", color=colour),
        part.mark_point(filled=True, size=80, opacity=1, yOffset=down + apart).encode(
            x=alt.X("value:Q", **x), color=colour, shape=shape))
        for part, apart in parts(base, several)]
    if any(row.get("noise") is not None for row in rows):
        layers.append(base.mark_tick(color=palette.FAINT, thickness=2, height=14,
                                     yOffset=down).encode(x=alt.X("noise:Q", **x)))
    made: alt.LayerChart = alt.LayerChart(
        layer=[*layers, labels(base, several, wide)],
        width=WIDE - LABEL - 60 if wide else NARROW - 30,
        height=alt.Step((34 if several else 26) if wide else 44))
    return made


def parts(base: alt.Chart, several: bool) -> list[tuple[alt.Chart, int]]:
    """Each kind with its place in the row."""
    if not several:
        return [(base, 0)]
    return [(base.transform_filter(f"datum.kind === '{kind}'"), apart)
            for kind, apart in zip(KINDS, (-4, 4), strict=True)]


def labels(base: alt.Chart, several: bool, wide: bool) -> alt.Chart:
    """Names of the parameters, once each, beside their rows or above them."""
    mark = parts(base, several)[0][0].mark_text(
        align="left", fontSize=12, color=palette.INK, dy=0 if wide else -9)
    made: alt.Chart = mark.encode(x=alt.value(-LABEL if wide else 0), text="name:N")
    return made
