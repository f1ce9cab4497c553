"""The response matrix: rows are responses, columns are goals, colours show what is better.

Blue is better for the regime at more of the parameter sets, vermilion is worse at more. Nearly
white is neither, or equally often both. Texts of a scenario reach the figure as data only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.study.complete_study import StoredStudy
from fronde.reporting.study.picture import NARROW, WIDE, Picture, caption_picture, inline
from fronde.reporting.study.text import say
from fronde.scenario.types import Scenario
from fronde.study.goals import WORTH
from fronde.study.kinds.responses import Matrix

MIDDLE = "#f7f7f7"
DARK, LIGHT = "#111111", "#ffffff"  # words on tiles; these do not follow the page's ink
LABEL = 260
DAGGER = " †"


def responses(study: StoredStudy, made: Matrix) -> Picture:
    """The figure of the first week."""
    rows = tiles(made, made.weeks[0], study.scenario)
    return caption_picture("responses", "responses", lambda wide: chart(rows, made, wide), made,
                           study.scenario)


def tiles(made: Matrix, week: int, scenario: Scenario) -> list[dict[str, Any]]:
    """What the figure needs of each cell."""
    names = [goal.name for goal in made.columns]
    return [{
        "order": made.responses.index(one.response), "goal": names.index(one.goal),
        "label": shorten(say("responses", "label", scenario, one.response), 42, placeholder=" …")
        + DAGGER * (one.response in made.dominated[week]),
        "tint": 0.0 if math.isnan(one.better) else one.better - one.worse,
        "text": say("responses", "change", made, one), "span": say("responses", "span", made, one),
        "worth": one.goal == WORTH.name} for one in made.cells if one.week == week]


def chart(rows: Sequence[dict[str, Any]], made: Matrix, wide: bool) -> alt.LayerChart:
    """Tiles with their numbers, headings, labels."""
    columns = len(made.columns)
    width = WIDE - LABEL - 10 if wide else NARROW
    step = 46 if wide else 50
    cell = width / columns
    base = alt.Chart(inline(rows)).encode(
        x=alt.X("goal:O", axis=None, scale=alt.Scale(paddingInner=0.05, paddingOuter=0)),
        y=alt.Y("order:O", axis=None, scale=alt.Scale(
            paddingInner=0.08 if wide else 0.42, paddingOuter=0)))
    layers = [draw_tiles(base, wide), draw_outline(base), *write_effects(base, wide),
              headings(made, cell, wide), labels(base, rows, wide)]
    tiled: alt.LayerChart = alt.LayerChart(
        layer=layers, width=round(cell * columns), height=step * len(made.responses))
    return tiled


def draw_tiles(base: alt.Chart, wide: bool) -> alt.Chart:
    """The tiles."""
    legend = alt.Legend(
        type="symbol", symbolType="square", symbolSize=170, symbolStrokeWidth=1,
        symbolStrokeColor=palette.LINE, columns=3, columnPadding=24, values=[-1, 0, 1],
        offset=26 if wide else 44, title=None, labelExpr=
        "{'-1': 'worse at all sets', '0': 'equally often', '1': 'better at all'}['' + datum.value]"
        if wide else "{'-1': 'worse at all', '0': 'equal', '1': 'better at all'}"
        "['' + datum.value]")
    colour = alt.Color("tint:Q", legend=legend, scale=alt.Scale(
        domain=[-1, 0, 1], range=[palette.VERMILION, MIDDLE, palette.BLUE], interpolate="rgb"))
    chart: alt.Chart = base.mark_rect(stroke=palette.LINE, strokeWidth=0.7).encode(color=colour)
    return chart


def draw_outline(base: alt.Chart) -> alt.Chart:
    """A line around worth, which is not a goal but made of goals."""
    chart: alt.Chart = base.transform_filter("datum.worth").mark_rect(
        filled=False, stroke=palette.INK, strokeWidth=1.4)
    return chart


def write_effects(base: alt.Chart, wide: bool) -> list[alt.Chart]:
    """The effect, and on wide pictures its interval."""
    ink = alt.condition("datum.tint > 0.5", alt.value(LIGHT), alt.value(DARK))
    effect = base.mark_text(fontSize=13 if wide else 10, fontWeight="bold",
                            dy=-6 if wide else 0).encode(text="text:N", color=ink)
    if not wide:
        return [effect]
    return [effect, base.mark_text(fontSize=10, dy=9).encode(text="span:N", color=ink)]


def headings(made: Matrix, width: float, wide: bool) -> alt.Chart:
    """The headings of the columns, as far as their width allows."""
    rows = [{"goal": number, "says": goal.short if wide else goal.shortest}
            for number, goal in enumerate(made.columns)]
    chart: alt.Chart = alt.Chart(inline(rows)).mark_text(
        fontSize=12 if wide else 10.5, color=palette.INK, limit=round(width)).encode(
            x="goal:O", y=alt.value(-10 if wide else -25), text="says:N")
    return chart


def labels(base: alt.Chart, rows: Sequence[Mapping[str, Any]], wide: bool) -> alt.Chart:
    """The responses, beside their rows or above them."""
    first = base.transform_filter("datum.goal === 0")
    size, limit = (12, LABEL - 8) if wide else (11.5, NARROW)
    mark = first.mark_text(align="left", fontSize=size, color=palette.INK, limit=limit,
                           dy=0 if wide else -23)
    chart: alt.Chart = mark.encode(x=alt.value(-LABEL if wide else 0), text="label:N")
    return chart
