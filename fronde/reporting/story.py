"""What the state says of the resistance, against what people see and believe."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from fronde.reporting import facts, palette, paths, timeline, turns, wording
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
DEED = {"blame": "blamed foreigners", "admit": "admitted that resistance is domestic"}
SEEN = 0.01  # how far fighting is noticed at least, where it is at all


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
    known = {m: paths.of(tables, m) for m in names if tables.moves(m)}
    words = [f"{names[m]} goes {paths.went(found, wording.percent)}"
             for m, found in known.items() if found is not None]
    spoken = [words for metric, (words, _) in SAID.items() if tables.ever(metric) > 0]
    ground = f"; shaded: {wording.listed(spoken)}" if spoken else ""
    courses = f" {wording.opened(wording.listed(words))}." if words else ""
    return f"Means over all citizens{ground}.{courses}"


def told(tables: Tables) -> list[str]:
    """Did the official story hold?"""
    if "narrative" not in tables.mechanisms or not tables.has("credible", "broad"):
        return []
    return [*message(tables), *contradicted(tables)]


class Speech(NamedTuple):
    """What the state said of the resistance, and how it was believed from then on.

    ``credible`` starts with the record before the state first said it.
    """

    metric: str
    said: paths.Stretches
    credible: paths.Path


def speeches(tables: Tables) -> list[Speech]:
    """What the state said at any time, the earliest first."""
    found = []
    for metric in tables.of(tuple(SAID)):
        said = paths.where(tables.nation(metric), lambda level: level > 0)
        if said.rows:
            credible = paths.of(tables, "credible", max(0, said.rows[0] - 1))
            if credible is not None:
                found.append(Speech(metric, said, credible))
    return sorted(found, key=lambda speech: speech.said.rows[0])


def message(tables: Tables) -> list[str]:
    """What the state said, and what became of its credibility."""
    credible, found = paths.of(tables, "credible"), speeches(tables)
    if credible is None:
        return []
    if not found:
        return ["The state said nothing about who is behind the resistance; the share of citizens "
                f"who believed its word went {paths.went(credible, wording.percent)}."]
    return [believed(tables, speech) for speech in found]


def believed(tables: Tables, speech: Speech) -> str:
    """One thing that the state said, and how credible its word was from then on."""
    credible = speech.credible
    text = f"{paths.spelled(tables, speech.said)} the state {DEED[speech.metric]}"
    if max(credible.fell, credible.high - credible.first) < 0.02:
        return (f"{text}, and its word stayed as credible as before "
                f"({wording.percent(credible.last)} believe it).")
    return (f"{text}; from before that to the end the share of citizens who believe what it says "
            f"went {paths.went(credible, wording.percent)}.")


def contradicted(tables: Tables) -> list[str]:
    """What people see, and whom they take the fighters for."""
    said = []
    if tables.has("fights_seen"):
        if tables.ever("fights_seen") < SEEN:
            said.append("Hardly anybody noticed any fighting.")
        else:
            said.append(f"{lately(tables)} fighting was noticed, on a scale from 0 to 1, at "
                        f"{wording.level(late(tables))} on average.")
            if blamed_now(tables):
                said.append(f"Of those who fight at the end, "
                            f"{wording.percent(tables.last('domestic'))} are citizens: what people "
                            "see and the story of foreigners differ by so much.")
    return [*said, *doubted(tables)]


def blamed_now(tables: Tables) -> bool:
    """Whether the state blames foreigners at the end, while there are fighters to be seen."""
    return (tables.has("blame", "domestic") and tables.last("blame") > 0
            and tables.ever("fighters") > 0 and tables.last("fighters") > 0
            and not math.isnan(tables.last("domestic")))


def lately(tables: Tables) -> str:
    """The last half year, or the whole run where that is shorter."""
    short = facts.days(tables, 0, len(tables.dates) - 1) < facts.HALF_YEAR
    return "Over the run" if short else "In the last half year"


def late(tables: Tables) -> float:
    """How far fighting was noticed then."""
    last = len(tables.dates) - 1
    seen = [value for row, value in enumerate(tables.nation("fights_seen"))
            if facts.days(tables, row, last) <= facts.HALF_YEAR and not math.isnan(value)]
    return sum(seen) / len(seen) if seen else 0.0


def doubted(tables: Tables) -> list[str]:
    """How the belief in a domestic and broad resistance went."""
    broad = paths.of(tables, "broad")
    if broad is None:
        return []
    text = (f"The belief that the resistance is domestic and broad went from "
            f"{wording.percent(broad.first)} to {wording.percent(broad.last)}")
    if broad.low < min(broad.first, broad.last) - 0.02:
        text += (f"; until {wording.month(tables.dates[broad.low_row])} it had fallen to "
                 f"{wording.percent(broad.low)}")
        if blamed_by(tables, broad.low_row):
            text += "; the state had begun to blame foreigners by then"
    if broad.high > max(broad.first, broad.last) + 0.02:
        text += f"; at the highest it was {wording.percent(broad.high)}"
    return [text + "."]


def blamed_by(tables: Tables, row: int) -> bool:
    """Whether the state had blamed foreigners in a row or before it."""
    return any(one.said.rows[0] <= row for one in speeches(tables) if one.metric == "blame")
