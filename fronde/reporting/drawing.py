"""What figures are made of: their place on the page, layers, curves of the nation, bands."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fronde.reporting import palette, timeline, turns
from fronde.reporting.charting import alt
from fronde.reporting.tables import Tables

HEIGHT = 330
PERIOD = 28  # days that a bar covers


@dataclass(frozen=True)
class Figure:
    """A figure, its heading, how it is drawn, what reads it, the part of the page it is in."""

    name: str
    title: str
    draw: Callable[[Tables], alt.LayerChart | None]
    read: Callable[[Tables], str]
    timed: bool = False
    part: str = "The country"


def layered(layers: Sequence[alt.Chart], height: int, data: Any = None) -> alt.LayerChart:
    """Layers as wide as there is room."""
    given = alt.Undefined if data is None else data
    chart: alt.LayerChart = alt.LayerChart(layer=layers, data=given)
    return chart.properties(width="container", height=height)


def curves(
    tables: Tables, names: dict[str, str], colours: dict[str, str], y: alt.Y, form: str,
    dashes: dict[str, Sequence[int]], least: float = -math.inf,
    behind: Sequence[alt.Chart] = (), seen: Sequence[bool] | None = None, height: int = HEIGHT,
) -> alt.LayerChart:
    """Curves of the nation over time, with events, turning points and a reading by week.

    Values below ``least`` break a curve: a log scale has no place for zero; so do weeks that
    are not ``seen``. ``behind`` are layers that lie under the curves.
    """
    x = timeline.dates(tables)
    data = timeline.inline(timeline.by_week(tables, list(names), least, seen))
    layers = [*behind, timeline.lines(x, y, names, colours, dashes),
              timeline.reading(x, names, form), *timeline.events(tables, x),
              *turns.marks(tables, x)]
    return layered(layers, height, data)


def share_axis(title: str, **scale: Any) -> alt.Y:
    """A vertical axis from nothing to all, below the band of events."""
    return alt.Y("value:Q", title=title,
                 scale=timeline.below_band(**({"domain": [0, 1]} | scale)),
                 axis=alt.Axis(format=".0%", tickCount=6))


def log_axis(title: str, least: float) -> alt.Y:
    """A vertical axis for numbers of very different size, from ``least`` on."""
    return alt.Y("value:Q", title=f"{title} (log scale)",
                 scale=timeline.below_band(type="log", domainMin=least, nice=False),
                 axis=alt.Axis(format="~s", values=[10.0**n for n in range(10)]))


def bands(
    tables: Tables, rows: Sequence[Mapping[str, Any]], colours: Mapping[str, str], title: str,
    form: str, tips: Sequence[alt.Tooltip],
) -> list[alt.Chart]:
    """Areas on top of each other; rows have ``date``, ``name``, ``low`` and ``high``.

    The layers beside the areas are the dated events and the turning points. Names are free text
    and so never sorted by a list, which would become an expression.
    """
    x = timeline.dates(tables)
    order = [name for name in colours if any(row["name"] == name for row in rows)]
    areas = alt.Chart(timeline.inline(rows)).mark_area(
        stroke=palette.PAPER, strokeWidth=0.4).encode(
        x=x, y=alt.Y("low:Q", title=title, scale=timeline.below_band(nice=False),
                     axis=alt.Axis(format=form, tickCount=6)),
        y2="high", tooltip=list(tips),
        color=alt.Color("name:N", legend=palette.legend(order), scale=alt.Scale(
            domain=order, range=[colours[name] for name in order])))
    return [areas, timeline.whole_run(tables, x), *timeline.events(tables, x),
            *turns.marks(tables, x)]


def thinned(weeks: Sequence[int], most: int) -> set[int]:
    """Weeks that a figure of so many points keeps, the last one among them."""
    every = max(1, -(-len(weeks) // most))
    return set(weeks[::-every])


def spell(first: date, last: date) -> str:
    """A period: ``7 Mar to 4 Apr 2022``."""
    return f"{first.day} {first:%b} to {last.day} {last:%b %Y}"
