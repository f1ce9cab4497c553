"""What the regime did over time: a row for each lever, and the ground of the story's figure."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from fronde.reporting import courses, facts, palette, timeline, upheavals, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import Row, stack_layers
from fronde.reporting.run_tables import Tables

LEVERS = {
    "effort": "repression: police used", "selectivity": "repression: aimed at those meant",
    "blame": "blames foreigners", "admit": "admits it is domestic",
    "concession": "gives in to demands", "recall": "calls the army back",
    "reliance": "leans on the private army", "war": "is at war abroad",
}
SAID = {"blame": ("the state blames foreigners", palette.VERMILION),
        "admit": ("the state admits", palette.GREEN)}
IN_FORCE = "response in force"
HEIGHT, BAR = 42, 17  # pixels of a lever, with its words above, and of its bar alone
LONG = 0.08  # of the run, from which a stretch has room for its number


def strip(tables: Tables) -> alt.LayerChart | None:
    """One row a lever: the darker, the more of it; above them the response in force."""
    rows = stretches(tables)
    if not rows or len(tables.weeks) < 2:
        return None
    x, used = timeline.dates(tables), list(dict.fromkeys(row["lever"] for row in rows))
    order = [IN_FORCE, *used] if courses.courses(tables) else used
    y = alt.Y("lever:N", sort=order, title=None, axis=None, scale=alt.Scale(
        domain=order, padding=0, range=[timeline.BAND, alt.ExprRef("height")]))
    tips = [alt.Tooltip("lever:N"), alt.Tooltip("level:Q", title="from 0 to 1", format=".2f"),
            alt.Tooltip("from:N"), alt.Tooltip("to:N")]
    base = alt.Chart(timeline.inline(rows)).encode(x=x, y=y)
    return stack_layers([
        base.mark_bar(color=palette.BLUE, height=BAR, yOffset=9).encode(
            x2="until", tooltip=tips, opacity=alt.Opacity("level:Q", legend=None, scale=alt.Scale(
                domain=[0, 1], range=[0.04, 1]))),
        base.transform_filter("datum.long && datum.level > 0").mark_text(
            align="left", dx=4, dy=9, fontSize=11).encode(
            text=alt.Text("level:Q", format=".2~f"),
            color=alt.condition("datum.level > 0.55", alt.value(palette.PAPER),
                                alt.value(palette.INK))),
        *in_force(tables, x, y),
        alt.Chart(timeline.inline([{"lever": name} for name in order])).mark_text(
            align="left", dy=-9, fontSize=12, color=palette.INK).encode(
            x=alt.value(0), y=y, text="lever:N"),
        timeline.whole_run(tables, x), *timeline.events(tables, x),
    ], timeline.BAND + HEIGHT * len(order))


def in_force(tables: Tables, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The responses as the scenario calls them."""
    span = max(1, facts.length(tables))
    rows: list[Row] = [
        {"lever": IN_FORCE, "date": one.first, "until": one.until, "what": one.what,
         "from": wording.day(one.first), "to": wording.day(one.until)}
        for one in courses.courses(tables)]
    if not rows:
        return []
    tips = [alt.Tooltip("what:N"), alt.Tooltip("from:N"), alt.Tooltip("to:N")]
    layers = [alt.Chart(timeline.inline(rows)).mark_bar(
        color=palette.LINE, stroke=palette.PAPER, height=BAR, yOffset=9).encode(
        x=x, x2="until", y=y, tooltip=tips)]
    for row in rows:
        part = (row["until"] - row["date"]).days / span  # words end where their bar ends
        layers.append(alt.Chart(timeline.inline([row])).mark_text(
            align="left", dx=4, dy=9, fontSize=11, color=palette.INK,
            limit=alt.ExprRef(f"max(1, width * {part:.4f} - 8)")).encode(
            x=x, y=y, text="what:N", tooltip=tips))
    return layers


def levels(tables: Tables, lever: str) -> list[Row]:
    """Stretches of one level of a lever, from its first day to the next stretch's."""
    pairs = zip(tables.dates, tables.nation(lever), strict=True)
    runs: list[tuple[float, Any]] = [
        (level, next(same)[0]) for level, same in groupby(pairs, key=lambda one: round(one[1], 3))]
    ends = [*(first for _, first in runs[1:]), *tables.dates[-1:]]
    return [{"date": first, "until": until, "level": level}
            for (level, first), until in zip(runs, ends, strict=True)]


def stretches(tables: Tables) -> list[Row]:
    """Stretches of the levers that were ever used in the run."""
    used, found = courses.levers(tables), []
    for lever in tables.of(courses.LEVERS if used else ()):
        if lever != "effort" and not tables.ever(lever) > courses.SMALL:
            continue
        for row in levels(tables, lever):
            first, until = row["date"], row["until"]
            found.append({
                "lever": LEVERS[lever], "level": min(1.0, row["level"]), "date": first,
                "until": until, "from": wording.day(first), "to": wording.day(until),
                "long": (until - first).days > LONG * max(1, facts.length(tables))})
    return found


def shading(tables: Tables) -> list[alt.Chart]:
    """A ground for the weeks in which the state blames or admits, with its words."""
    layers, below = [], int(bool(upheavals.of(tables)))  # a turning point has the first line
    x = timeline.dates(tables)
    for place, (lever, (words, paint)) in enumerate(SAID.items()):
        rows = [{**row, "what": words} for row in stretches_of(tables, lever)]
        if not rows:
            continue
        layers += [
            alt.Chart(timeline.inline(rows)).encode(x=x).mark_rect(color=paint).encode(
                x2="until", y=alt.value(timeline.BAND), y2=alt.value(alt.ExprRef("height")),
                opacity=alt.Opacity("level:Q", legend=None, scale=alt.Scale(
                    domain=[0, 1], range=[0, 0.13]))),
            alt.Chart(timeline.inline(rows[:1])).encode(x=x).mark_text(
                align="left", dx=5, fontSize=11, color=palette.INK).encode(
                y=alt.value(timeline.BAND + 9 + 15 * (place + below)), text="what:N")]
    return layers


def stretches_of(tables: Tables, lever: str) -> list[Row]:
    """Stretches in which the state says something, with how strongly."""
    return [row for row in levels(tables, lever) if row["level"] > 0] if tables.has(lever) else []
