"""What the state says of the resistance, against what people see and believe."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import polars as pl

from fronde.reporting import facts, palette, timeline, turns, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import curves, share_axis
from fronde.reporting.tables import Tables

CURVES = {
    "credible": ("believe what the state says", palette.INK, [1, 0]),
    "broad": ("think the resistance domestic and broad", palette.BLUE, [1, 0]),
    "noticed": ("notice fighting (8-week mean)", palette.VERMILION, [2, 2]),
}
WINDOW = 56  # days
SAID = {"blame": ("the state blames foreigners", palette.VERMILION),
        "admit": ("the state admits", palette.GREEN)}


def story(tables: Tables) -> alt.LayerChart | None:
    """Credibility, belief and what is noticed; shaded where the state speaks."""
    tables = tables.also(noticed=noticed(tables)) if tables.has("fights_seen") else tables
    known = {m: CURVES[m] for m in tables.of(tuple(CURVES)) if tables.moves(m)}
    if "narrative" not in tables.mechanisms or not known:
        return None
    x = timeline.dates(tables)
    return curves(tables, {m: c[0] for m, c in known.items()}, {m: c[1] for m, c in known.items()},
                  share_axis("share, 0 to 100%"), ".1%", {m: c[2] for m, c in known.items()},
                  behind=shading(tables, x))


def noticed(tables: Tables) -> list[float]:
    """How far fighting was noticed in the eight weeks until each week: single weeks are noise."""
    seen = tables.national.select("date", "fights_seen").rolling(
        "date", period=f"{WINDOW}d").agg(pl.col("fights_seen").mean())
    found: list[float] = seen["fights_seen"].to_list()
    return found


def stretches(tables: Tables, metric: str) -> list[dict[str, Any]]:
    """Stretches in which the state says something, with how strongly."""
    if not tables.has(metric):
        return []
    rows = list(zip(tables.dates, tables.nation(metric), strict=True))
    found: list[dict[str, Any]] = []
    for level, same in groupby(rows, key=lambda row: round(row[1], 3)):
        days = [day for day, _ in same]
        if found and found[-1]["until"] is None:
            found[-1]["until"] = days[0]
        if level > 0:
            found.append({"date": days[0], "until": None, "level": level})
    for row in found:
        row["until"] = row["until"] or tables.dates[-1]
    return found


def shading(tables: Tables, x: alt.X) -> list[alt.Chart]:
    """A ground for the weeks in which the state blames or admits, with its words."""
    layers, below = [], int(bool(turns.found(tables)))  # a turning point has the first line
    for place, (metric, (words, colour)) in enumerate(SAID.items()):
        rows = [{**row, "what": words} for row in stretches(tables, metric)]
        if not rows:
            continue
        base = alt.Chart(timeline.inline(rows)).encode(x=x)
        layers += [
            base.mark_rect(color=colour).encode(
                x2="until", y=alt.value(timeline.BAND), y2=alt.value(alt.ExprRef("height")),
                opacity=alt.Opacity("level:Q", legend=None, scale=alt.Scale(
                    domain=[0, 1], range=[0, 0.13]))),
            alt.Chart(timeline.inline(rows[:1])).encode(x=x).mark_text(
                align="left", dx=5, fontSize=11, color=palette.INK).encode(
                y=alt.value(timeline.BAND + 9 + 15 * (place + below)), text="what:N")]
    return layers


def read(tables: Tables) -> str:
    """From where to where the curves went."""
    names = {"credible": "the share of people who believe what the state says",
             "broad": "the belief that resistance is domestic and broad"}
    words = [f"{names[m]} goes from {wording.percent(tables.nation(m)[0])} to "
             f"{wording.percent(tables.last(m))}"
             for m in tables.of(tuple(names)) if tables.moves(m)]
    spoken = [words for metric, (words, _) in SAID.items() if tables.ever(metric) > 0]
    ground = f"; shaded: {wording.listed(spoken)}" if spoken else ""
    return f"Means over all citizens{ground}. {opened(wording.listed(words))}." if words else \
        f"Means over all citizens{ground}."


def opened(text: str) -> str:
    """A sentence's first letter."""
    return text[:1].upper() + text[1:]


def told(tables: Tables) -> list[str]:
    """Did the official story hold?"""
    if "narrative" not in tables.mechanisms or not tables.has("credible", "broad"):
        return []
    return [*message(tables), *contradicted(tables)]


def message(tables: Tables) -> list[str]:
    """What the state said, and what became of its credibility."""
    credible, row = tables.nation("credible"), spoke(tables)
    if row is None:
        return [f"The state said nothing about who is behind the resistance; its word was "
                f"believed by {wording.percent(credible[-1])} at the end, "
                f"{wording.percent(credible[0])} at the start."]
    metric = max(SAID, key=tables.ever)
    deed = "blamed foreigners" if metric == "blame" else "admitted that resistance is domestic"
    fell, begun = credible[row] - credible[-1], tables.dates[min(row + 1, len(credible) - 1)]
    if abs(fell) < 0.02:
        return [f"From {wording.day(begun)} on the state {deed}, and its word "
                f"stayed as credible as before ({wording.percent(credible[-1])} believe it)."]
    return [f"From {wording.day(begun)} on the state {deed}; those who believe what "
            f"it says went from {wording.percent(credible[row])} to "
            f"{wording.percent(credible[-1])} of citizens."]


def spoke(tables: Tables) -> int | None:
    """Row before the state first said anything about the resistance."""
    levels = [tables.nation(metric) for metric in tables.of(tuple(SAID))]
    rows = [row for row in range(len(tables.weeks)) if any(v[row] > 0 for v in levels)]
    return max(0, rows[0] - 1) if rows else None


def contradicted(tables: Tables) -> list[str]:
    """What people see, and whom they take the fighters for."""
    broad, said = tables.nation("broad"), []
    if tables.has("fights_seen"):
        seen = tables.nation("fights_seen")
        if max(seen) < 0.01:
            said.append("Hardly anybody noticed any fighting.")
        else:
            late = [v for r, v in enumerate(seen) if facts.days(tables, r, len(seen) - 1) <= 182]
            said.append("In the last half year fighting was noticed, on a scale from 0 to 1, at "
                        f"{wording.level(sum(late) / len(late))}.")
            if tables.ever("blame") > 0 and tables.has("domestic"):
                said.append(f"Of those who fight, {wording.percent(tables.last('domestic'))} are "
                            "citizens: what people see and the story of foreigners differ by so "
                            "much.")
    low, row = min(broad), broad.index(min(broad))
    text = (f"The belief that the resistance is domestic and broad went from "
            f"{wording.percent(broad[0])} to {wording.percent(broad[-1])}")
    if low < min(broad[0], broad[-1]) - 0.02:
        text += (f"; until {wording.month(tables.dates[row])} it had fallen to "
                 f"{wording.percent(low)}: at first the story worked")
    return [*said, text + "."]
