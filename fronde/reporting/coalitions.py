"""Who is allied with whom: members by side over time, mergers, splits, the largest coalition."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from fronde.reporting import facts, sides, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import HEIGHT, bands, layered, thinned
from fronde.reporting.tables import Tables

POINTS = 110
UNIT = 5  # fighters from which an organisation counts as a unit (``vocabulary.NATION``)


def members(tables: Tables) -> alt.LayerChart | None:
    """Members and volunteers of the organisations, by the side that they take."""
    rows = stacked(tables)
    if not rows:
        return None
    tips = [alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N", title="side"),
            alt.Tooltip("persons:Q", title="members and volunteers", format=",.0f"),
            alt.Tooltip("armed:Q", title="of them citizens in arms", format=",.0f"),
            alt.Tooltip("organisations:Q")]
    return layered(bands(tables, rows, sides.colours(tables), "people", "~s", tips), HEIGHT)


def stacked(tables: Tables) -> list[dict[str, Any]]:
    """Persons by week and side, on top of each other; every side in every week."""
    if len(tables.weeks) < 2 or tables.organisations.is_empty():
        return []
    sums = sides.named(tables).group_by("week", "side").agg(
        pl.col("strength").sum(), pl.col("armed").sum(), pl.len().alias("organisations"))
    amount = {(row["week"], row["side"]): row for row in sums.to_dicts()}
    keep, found = thinned(tables.weeks, POINTS), []
    for week, when in zip(tables.weeks, tables.dates, strict=True):
        if week not in keep:
            continue
        bottom = 0.0
        for side in sides.colours(tables):
            row = amount.get((week, side), {"strength": 0.0, "armed": 0.0, "organisations": 0})
            found.append({
                "date": when, "on": wording.day(when), "name": side, "low": bottom,
                "high": bottom + row["strength"], "persons": row["strength"],
                "armed": row["armed"], "organisations": row["organisations"]})
            bottom += row["strength"]
    return found


def read(tables: Tables) -> str:
    """How many there are at the end, and how the table was cut."""
    last = sides.at_end(tables)
    text = "Members and volunteers of the organisations, stacked by the side that each takes"
    if last.is_empty():
        return f"{text}; at the end there is no organisation left."
    words = [f"{wording.number(row['strength'])} {row['side']} "
             f"({wording.counted(row['organisations'], 'organisation')})"
             for row in last.to_dicts()]
    text += f". At the end: {wording.listed(words)}."
    missing = sides.unlisted(tables)
    if missing:
        text += (" The record keeps the largest organisations of a week, without "
                 f"{wording.counted(missing, 'small one')}.")
    return text


def told(tables: Tables) -> list[str]:
    """Did they merge, and did they form a coalition?"""
    if "organisations" not in tables.mechanisms or not tables.ever("organisations") > 0:
        return []
    return [*coalition(tables), *merging(tables), *pooling(tables)]


def coalition(tables: Tables) -> list[str]:
    """Whether most of those who fight are in a coalition at the end, and with whom."""
    if "alignment" not in tables.mechanisms or not tables.ever("fighters") > 0:
        return []
    if not tables.last("fighters") > 0:
        return ["At the end nobody fights, so no fighter is in a coalition."]
    if not together(tables) > 0:
        return [alone(tables)]
    text = (f"At the end {wording.percent(together(tables))} of those who fight are in a "
            "coalition")
    if tables.has("coalitions") and tables.last("coalitions") > 1:
        text += f" (there are {wording.number(tables.last('coalitions'))})"
    found = sides.coalitions(tables)[:1]
    if found:
        text += (f"; the largest, {found[0].side}, unites "
                 f"{'at least ' if sides.unlisted(tables) else ''}"
                 f"{wording.counted(found[0].organisations, 'organisation')}")
    return [text + ".", *since(tables), *mixture(tables)]


def together(tables: Tables) -> float:
    """Share of those who fight that are in a coalition at the end; 0 where nobody fights."""
    share = tables.last("allied") if tables.has("allied") else 0.0
    return 0.0 if math.isnan(share) or not tables.last("fighters") > 0 else share


def alone(tables: Tables) -> str:
    """That there is no coalition of those who fight at the end."""
    if sides.coalitions(tables) or sides.unlisted(tables):
        return "There was no coalition of those who fight at the end."
    if not tables.has("organisations"):
        return "There was no coalition at the end."
    count = tables.last("organisations")
    return "There was no coalition at the end: " + (
        "the only organisation was alone." if wording.number(count) == "1" else
        f"each of the {wording.counted(count, 'organisation')} was alone.")


def since(tables: Tables) -> list[str]:
    """Since when most of those who fight have been in coalitions."""
    allied, most = tables.nation("allied"), tables.ever("allied")
    if not allied[-1] > 0.5:
        return [f"At most it was {wording.percent(most)}."] if most > 0.5 else []
    row = next(r for r in range(len(allied)) if all(share > 0.5 for share in allied[r:]))
    return ["More than half have been in one without a break since "
            f"{wording.since(tables.dates[row])}."]


def mixture(tables: Tables) -> list[str]:
    """How many nationalities the largest coalition unites."""
    names = {name: str(place["name"]) for name, place in tables.places("group").items()}
    if len(names) < 2:
        return []
    found = sides.coalitions(tables)[:1]
    if not found:
        return []
    last = sides.named(tables).filter(pl.col("week") == tables.weeks[-1])
    mine = last.filter(pl.col("coalition") == found[0].number)["organisation"]
    rows = tables.membership.filter((pl.col("week") == tables.weeks[-1])
                                    & pl.col("organisation").is_in(mine.implode()))
    sums = rows.group_by("group").agg(pl.col("members").sum()).sort(
        "members", "group", descending=[True, False])
    total = float(sums["members"].sum())
    if total < facts.FEW:
        return []
    parts = [f"{names.get(group, group)} {wording.percent(members / total)}"
             for group, members in sums.head(3).iter_rows()]
    more = sums.height - len(parts)
    tail = f" and {wording.counted(more, 'other group')}" if more > 0 else ""
    return [f"Its members: {', '.join(parts)}{tail}."]


def merging(tables: Tables) -> list[str]:
    """How often organisations merged and split, and the largest merger."""
    kinds = counted(tables)
    if not sum(kinds.values()):
        return ["No organisations merged or split."]
    text = (f"Organisations merged {wording.occasions(kinds['merged'])} and split "
            f"{wording.occasions(kinds['split'])}")
    rows = tables.changes.filter(pl.col("kind") == "merged")
    if rows.is_empty():
        return [text + "."]
    top = rows.sort(pl.col("size") + pl.col("other_size"), descending=True).row(0, named=True)
    return [f"{text}; the largest merger, of {wording.number(top['size'])} with "
            f"{wording.people(top['other_size'])}, was {wording.on(top['date'])}."]


def counted(tables: Tables) -> dict[str, int]:
    """Mergers and splits in the whole run."""
    return {kind: tables.changes.filter(pl.col("kind") == kind).height
            for kind in ("merged", "split")}


def pooling(tables: Tables) -> list[str]:
    """Whether a few organisations hold most members at the end."""
    found = concentration(tables)
    if found is None or not tables.has("largest"):
        return []
    count, largest = tables.last("organisations"), tables.last("largest")
    few = found >= 0.5
    text = (f"Of {wording.counted(count, 'organisation')} at the end, the largest has "
            f"{wording.people(largest)} and the five largest hold {wording.percent(found)} of all "
            "members")
    return [text + (", so most are in a few organisations." if few and count > 10 else
                    ", so most are in many small ones." if not few else ".")]


def concentration(tables: Tables) -> float | None:
    """Share of all members that is in the five largest organisations at the end."""
    rows = sides.named(tables)
    if not tables.weeks or rows.is_empty():
        return None
    last = rows.filter(pl.col("week") == tables.weeks[-1]).sort("members", descending=True)
    total = max(tables.last("hidden") if tables.has("hidden") else 0.0,
                float(last["members"].sum()))
    if last.height < 6 or not total > 0:
        return None
    return float(last.head(5)["members"].sum()) / total
