"""Figures of the page of a record: panels over time, intervals of size, bars of precision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from fronde.reporting import palette, wording
from fronde.reporting.charting import alt
from fronde.reporting.environment import text
from fronde.reporting.observed import tallies
from fronde.reporting.observed.tallies import Amount, EventWeeks
from fronde.reporting.study.picture import NARROW, WIDE, Picture, picture
from fronde.reporting.timeline import inline, legend

_KIND = {
    "street": palette.ORANGE, "labour": palette.GREEN, "symbolic": palette.SKY,
    "armed": palette.VERMILION, "one-sided": palette.PURPLE, "repression": palette.BLUE,
    "concession": palette.GREY, "other": palette.FAINT,
}
_LONG = 30  # weeks, from which on days are not told apart on the axis
_SIDES = 74  # pixels beside the panels: the axis, and half of the last date
_SURE = {"surely": palette.BLUE, "possibly": palette.SKY}


def pictures(table: pl.DataFrame) -> list[Picture]:
    """All figures that a table of events has data for."""
    found = tallies.calendar(table)
    sizes = tallies.amounts(table)
    return [*([_weeks(found)] if found else []), *([_sizes(sizes)] if sizes else []),
            *([_precision(table)] if table.height else [])]


def draw_worded(name: str, draw: Callable[[bool], alt.TopLevelMixin], **given: Any) -> Picture:
    """A figure with the words of its name."""
    title, reading, says = (text("record", f"{name}_{part}", given)
                            for part in ("title", "reading", "alt"))
    return picture(name, title, reading, says, draw)


def _weeks(found: EventWeeks) -> Picture:
    together = tallies.periods_of(found.weeks)
    return draw_worded("weeks", lambda wide: _calendar(found, together, wide), together=together,
                   undated=found.undated, kinds=found.kinds, weeks=found.weeks)


def _calendar(found: EventWeeks, together: int, wide: bool) -> alt.VConcatChart:
    """A panel for each kind, and a strip of the weeks without any event."""
    width = width_of(wide)
    panels = [_kind(found, name, together).properties(width=width, height=62)
              for name in found.kinds]
    strip = _strip(found).properties(width=width, height=14)
    made: alt.VConcatChart = alt.VConcatChart(vconcat=[*panels, strip], spacing=8)
    return made


def _kind(found: EventWeeks, name: str, together: int) -> alt.LayerChart:
    """Events a week of a kind."""
    counts = found.kinds[name]
    means = [float(counts[begin:begin + together].mean())
             for begin in range(0, found.weeks, together)]
    rows = [{"date": found.day(together * step), "value": mean} for step, mean in enumerate(means)]
    rows.append({"date": found.day(found.weeks), "value": means[-1]})
    form = "~s" if max(means) >= 1000 else ".3~g"  # of numbers below one, "~s" makes thousandths
    base = alt.Chart(inline(rows)).encode(x=dates(found.weeks, axis=None))
    title = alt.TitleParams(f"{name}: {wording.count_noun(int(counts.sum()), 'event')}",
                            fontSize=12.5, offset=4, fontWeight="bold")
    made: alt.LayerChart = alt.LayerChart(layer=[base.mark_area(
        interpolate="step-after", color=_KIND[name], opacity=0.9).encode(
            y=alt.Y("value:Q", axis=alt.Axis(title=None, tickCount=3, format=form)))], title=title)
    return made


def _strip(found: EventWeeks) -> alt.LayerChart:
    """The weeks without any event."""
    ends = [{"date": found.day(0), "until": found.day(found.weeks)}]
    rows = [{"date": gap.first, "until": gap.last + timedelta(days=1)}
            for gap in tallies.gaps(found)]
    x = dates(found.weeks)
    layers = [alt.Chart(inline(each)).mark_rect(color=colour).encode(x=x, x2="until:T")
              for each, colour in ((ends, palette.LINE), (rows, palette.INK)) if each]
    made: alt.LayerChart = alt.LayerChart(layer=layers, title=alt.TitleParams(
        "weeks without any event", fontSize=12.5, offset=4, fontWeight="bold"))
    return made


def width_of(wide: bool) -> int:
    """Pixels of a panel that is as wide as the page."""
    return (WIDE if wide else NARROW) - _SIDES


def dates(weeks: int, **more: Any) -> alt.X:
    """The axis of dates over so many weeks, in universal time."""
    form = "%b %Y" if weeks > _LONG else "%-d %b %Y"
    axis = {"axis": alt.Axis(title=None, format=form, grid=False, labelFlush=True,
                             tickCount=alt.ExprRef("max(3, ceil(width / 110))"),
                             labelOverlap="greedy", labelSeparation=12)}
    return alt.X("date:T", scale=alt.Scale(type="utc", nice=False), **{**axis, **more})


def _sizes(found: Sequence[Amount]) -> Picture:
    return draw_worded("sizes", lambda wide: _bands(found, wide), found=found,
                   labels=tallies.AMOUNTS)


def _bands(found: Sequence[Amount], wide: bool) -> alt.ConcatChart:
    """A panel for each number of persons: how many events had at least as many."""
    columns = min(2, len(found)) if wide else 1
    width = (WIDE if wide else NARROW) // columns - _SIDES + 8
    made: alt.ConcatChart = alt.ConcatChart(columns=columns, spacing=26, concat=[
        _band(one).properties(width=width, height=190) for one in found])
    return made


def _band(one: Amount) -> alt.LayerChart:
    """What is sure and what is possible, with the room between them."""
    rows = [{"at": at, "surely": low, "possibly": high}
            for at, low, high in zip(one.at, one.surely, one.possibly, strict=True)]
    folded = [{"at": row["at"], "events": row[name], "how": name}
              for name in reversed(_SURE) for row in rows]
    x = alt.X("at:Q", scale=alt.Scale(type="log", nice=False), axis=alt.Axis(
        title="persons, at least (log scale)", format="~s", grid=False,
        values=[10**n for n in range(12)]))
    axis = alt.Axis(title="events (log scale)", format=",d", values=[0, *(
        10**n for n in range(12))])
    scale = alt.Scale(type="symlog", domain=[0, max(1, *one.possibly)], nice=False)
    keys = legend(_SURE, symbolType="stroke")
    colour = alt.Color("how:N", legend=keys, scale=alt.Scale(
        domain=list(_SURE), range=list(_SURE.values())))
    between = alt.Chart(inline(rows)).mark_area(color=palette.SKY, opacity=0.3).encode(
        x=x, y=alt.Y("surely:Q", scale=scale, axis=axis), y2="possibly:Q")
    lines = alt.Chart(inline(folded)).mark_line().encode(
        x=x, y=alt.Y("events:Q", scale=scale, axis=axis), color=colour)
    known = one.exact + one.between + one.open
    made: alt.LayerChart = alt.LayerChart(layer=[between, lines], title=alt.TitleParams(
        f"{tallies.AMOUNTS[one.name]}: known of {wording.count_noun(known, 'event')}",
        subtitle=f"unknown, not drawn: {one.unknown:,}", fontSize=12.5, subtitleFontSize=11.5,
        offset=8))
    return made


def _precision(table: pl.DataFrame) -> Picture:
    found = {"date": tallies.some(tallies.date_precision(table)),
             "place": tallies.some(tallies.place_precision(table))}
    placed = table.height - table["latitude"].null_count()
    return draw_worded("precision", lambda wide: _exactness(found, table.height, wide), found=found,
                   events=table.height, placed=placed)


def _exactness(found: dict[str, list[tuple[str, int]]], events: int,
               wide: bool) -> alt.ConcatChart:
    """What dates and places are exact to, side by side."""
    width = WIDE // 2 - 160 if wide else NARROW - 150
    made: alt.ConcatChart = alt.ConcatChart(columns=2 if wide else 1, spacing=30, concat=[
        _shares(name, rows, events).properties(width=width, height=alt.Step(24))
        for name, rows in found.items()])
    return made


def _shares(name: str, counts: Sequence[tuple[str, int]], events: int) -> alt.LayerChart:
    """Bars of shares of events with their numbers."""
    rows: list[dict[str, Any]] = [
        {"order": order, "what": what, "share": number / events, "unknown": what == "not said",
         "said": f"{number:,} ({wording.percent(number / events)})"}
        for order, (what, number) in enumerate(counts)]
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("what:N", sort=alt.EncodingSortField("order"), axis=alt.Axis(
            title=None, labelColor=palette.INK, labelLimit=90)),
        x=alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 1])))
    made: alt.LayerChart = alt.LayerChart(layer=[
        base.mark_bar(height=13).encode(color=alt.condition(
            "datum.unknown", alt.value(palette.GREY), alt.value(palette.BLUE))),
        base.mark_text(align="left", dx=5, color=palette.FAINT, fontSize=11).encode(text="said:N"),
    ], title=alt.TitleParams(f"{name}: exact to", fontSize=12.5, offset=6))
    return made
