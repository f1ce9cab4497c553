"""Turning points that the model brought about itself: risings, the fall, clients that fell."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fronde.reporting import palette, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.tables import Tables

COUNTED = {"mutinies": "mutiny", "coups": "coup"}
LASTING = {"seized": "soldiers take power", "fallen": "the regime falls"}


class Turn(NamedTuple):
    """What happened, and when."""

    when: date
    row: int
    what: str


def found(tables: Tables) -> list[Turn]:
    """All turning points in order; none where nothing of the kind happened."""
    turns = []
    for metric, what in (COUNTED | LASTING).items():
        if tables.has(metric):
            turns += rises(tables, tables.nation(metric), what)
    for state, values in tables.around("toppled").items():
        name = str(tables.states.get(state, {}).get("name", state))
        turns += rises(tables, values, f"the ruler of {name} falls")
    return sorted(turns)


def rises(tables: Tables, values: list[float], what: str) -> list[Turn]:
    """One turn for each week in which a count or a state goes up."""
    return [Turn(tables.dates[row], row, what)
            for row in range(1, len(values)) if values[row] > values[row - 1]]


def first(tables: Tables, what: str) -> Turn | None:
    """The first turning point of a kind."""
    return next((turn for turn in found(tables) if turn.what == what), None)


def marks(tables: Tables, x: alt.X) -> list[alt.Chart]:
    """Rules with their words at the foot of a figure over time."""
    span = max(1, (tables.dates[-1] - tables.dates[0]).days) if tables.dates else 1
    rows = [{"date": turn.when, "what": turn.what, "on": wording.day(turn.when),
             "late": (turn.when - tables.dates[0]).days > 0.7 * span}
            for turn in found(tables)]
    if not rows:
        return []
    tips = [alt.Tooltip("on:N", title="week of"), alt.Tooltip("what:N")]
    layers = [alt.Chart(timeline.inline(rows)).mark_rule(
        color=palette.VERMILION, strokeWidth=1.6).encode(
        x=x, y=alt.value(timeline.BAND), y2=alt.value(alt.ExprRef("height")), tooltip=tips)]
    for late in (False, True):
        same = [row for row in rows if row["late"] == late]
        if same:
            layers.append(alt.Chart(timeline.inline(same)).mark_text(
                color=palette.INK, fontSize=11, align="right" if late else "left",
                dx=-5 if late else 5).encode(
                x=x, y=alt.value(timeline.BAND + 8), text="what:N", tooltip=tips))
    return layers
