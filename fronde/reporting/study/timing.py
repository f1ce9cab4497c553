"""Worth of each response, by the week in which it begins."""

from __future__ import annotations

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


def timing(study: StoredStudy, made: Matrix) -> Picture | None:
    """A panel a response; None if only one week was tested, or if worth is not known."""
    if len(made.weeks) < 2 or not made.has_worth():
        return None
    rows = {name: curve(made, name) for name in made.responses}
    return caption_picture("timing", "responses",
                           lambda wide: chart(rows, study.scenario, made.weeks, wide), made,
                           study.scenario)


def curve(made: Matrix, name: str) -> list[dict[str, Any]]:
    """Worth of one response by week, with its interval cut to possible values."""
    found = [made.cell(name, week, WORTH.name) for week in made.weeks]
    most = made.goals.worth.most
    return [{"week": one.week, "effect": one.effect, "low": max(one.low, -most),
             "high": min(one.high, most)} for one in found if one.effect == one.effect]


def chart(rows: Mapping[str, Sequence[dict[str, Any]]], scenario: Scenario,
          weeks: Sequence[int], wide: bool) -> alt.ConcatChart:
    """Panels side by side on one scale."""
    columns = 3 if wide else 2
    width = (WIDE - 60 * columns) / columns if wide else (NARROW - 50 * columns) / columns
    ends = [row[end] for each in rows.values() for row in each for end in ("low", "high")]
    domain = [min([*ends, -0.01]), max([*ends, 0.01])]
    made: alt.ConcatChart = alt.ConcatChart(concat=[
        panel(each, heading(name, scenario, wide), domain, weeks).properties(
            width=round(width), height=120) for name, each in rows.items()], columns=columns,
        spacing=26 if wide else 20)
    return made


def heading(name: str, scenario: Scenario, wide: bool) -> alt.TitleParams:
    """A panel's title; a text in the specification, never an expression."""
    label = say("responses", "label", scenario, name) if wide else name
    text = shorten(label, 34, placeholder=" …")
    return alt.TitleParams(text=text, fontSize=12, offset=8, fontWeight="bold")


def panel(rows: Sequence[dict[str, Any]], title: alt.TitleParams, domain: list[float],
          weeks: Sequence[int]) -> alt.LayerChart:
    """One response: the line of doing nothing, intervals, dots."""
    apart = max(1, weeks[-1] - weeks[0])
    x = alt.X("week:Q", axis=alt.Axis(values=list(weeks), title="from week", grid=False),
              scale=alt.Scale(domain=[weeks[0] - 0.1 * apart, weeks[-1] + 0.1 * apart],
                              nice=False))
    y = alt.Y("effect:Q", scale=alt.Scale(domain=domain), axis=alt.Axis(
        title=None, format="+.0%", tickCount=4))
    base = alt.Chart(inline(rows)).encode(x=x)
    zero = alt.Chart(inline([{"at": 0}])).mark_rule(color=palette.FAINT).encode(y="at:Q")
    made: alt.LayerChart = alt.LayerChart(layer=[
        zero, base.mark_rule(strokeWidth=3.4, opacity=0.5, color=palette.BLUE).encode(
            y=alt.Y("low:Q", scale=alt.Scale(domain=domain)), y2="high:Q"),
        base.mark_line(strokeWidth=1.2, color=palette.BLUE).encode(y=y),
        base.mark_point(filled=True, size=55, opacity=1, color=palette.BLUE).encode(y=y),
    ]).properties(title=title)
    return made
