"""Who the armed groups consist of: nationality, volunteers from abroad, protested before."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from fronde.reporting import facts, palette, sides, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import HEIGHT, bands, curves, layered, share_axis, thinned
from fronde.reporting.tables import Tables

POINTS = 110
NAMED = 4  # groups beside the dominant ones that have separate colours
REST, ABROAD = "other nationalities", "volunteers from abroad"
COLOURS = (palette.SKY, palette.GREEN, palette.PURPLE, palette.ORANGE)


def nationalities(tables: Tables) -> alt.LayerChart | None:
    """Shares of the nationalities, and of volunteers, among members."""
    sums = counted(tables)
    if sums.is_empty() or sums["name"].n_unique() < 2 or sums["week"].n_unique() < 3:
        return None
    colours, rows = schemes(tables, sums), stacked(tables, sums)
    tips = [alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N", title="who"),
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("persons:Q", title="people", format=",.0f")]
    layers = bands(tables, rows, colours, "share of members", ".0%", tips)
    expected = dominant(tables)
    if expected is not None:
        layers.insert(1, alt.Chart(timeline.inline([{"low": expected}])).mark_rule(
            color=palette.INK, strokeDash=[6, 4], strokeWidth=1.5).encode(y="low:Q"))
    return layered(layers, HEIGHT)


def counted(tables: Tables) -> pl.DataFrame:
    """Persons by week and name, from the week on in which shares are not chance."""
    names = {key: str(place["name"]) for key, place in tables.places("group").items()}
    inside = tables.membership.group_by("week", "group").agg(pl.col("members").sum()).with_columns(
        name=pl.col("group").replace(names)).drop("group")
    outside = tables.organisations.group_by("week").agg(
        pl.col("volunteers").sum().alias("members")).with_columns(name=pl.lit(ABROAD))
    both = pl.concat([inside.select("week", "name", "members"),
                      outside.select("week", "name", "members")])
    both = both.filter(pl.col("members") > 0).with_columns(
        total=pl.col("members").sum().over("week"))
    enough = both.filter(pl.col("total") >= facts.FEW)["week"].min()
    return both.filter(pl.col("week") >= enough) if enough is not None else both.clear()


def ruling(tables: Tables) -> list[str]:
    """Names of the dominant groups; none where all are."""
    groups = tables.places("group").values()
    found = [str(group["name"]) for group in groups if group.get("dominant")]
    return found if len(found) < len(groups) else []


def dominant(tables: Tables) -> float | None:
    """Share of the dominant groups in the population, or None without such groups."""
    groups = tables.places("group").values()
    whole = sum(float(group["population"]) for group in groups)
    found = [float(group["population"]) for group in groups if group.get("dominant")]
    return sum(found) / whole if 0 < len(found) < len(groups) else None


def schemes(tables: Tables, sums: pl.DataFrame) -> dict[str, str]:
    """Colours from bottom to top: the dominant groups, the largest others, the rest, abroad."""
    first = ruling(tables)
    ranked = sums.filter(~pl.col("name").is_in([*first, ABROAD])).group_by("name").agg(
        pl.col("members").sum()).sort("members", "name", descending=[True, False])["name"]
    found = dict.fromkeys(first, palette.BLUE)
    found |= dict(zip(ranked.to_list(), COLOURS[:NAMED], strict=False))
    return found | {REST: palette.GREY, ABROAD: palette.VERMILION}


def stacked(tables: Tables, sums: pl.DataFrame) -> list[dict[str, Any]]:
    """Shares by week on top of each other."""
    order = list(schemes(tables, sums))
    named = pl.when(pl.col("name").is_in(order)).then(pl.col("name")).otherwise(pl.lit(REST))
    shared = sums.with_columns(name=named).group_by("week", "name").agg(
        pl.col("members").sum(), pl.col("total").first())
    amount = {(row["week"], row["name"]): row for row in shared.to_dicts()}
    weeks = sorted({week for week, _ in amount} & thinned(tables.weeks, POINTS))
    when, found = dict(zip(tables.weeks, tables.dates, strict=True)), []
    for week in weeks:
        bottom = 0.0
        for name in order:
            row = amount.get((week, name), {"members": 0.0, "total": 1.0})
            share = row["members"] / row["total"]
            found.append({"date": when[week], "on": wording.day(when[week]), "name": name,
                          "low": bottom, "high": bottom + share, "share": share,
                          "persons": row["members"]})
            bottom += share
    return found


def read_nationalities(tables: Tables) -> str:
    """The shares at the end against the population's."""
    sums = counted(tables)
    week = sums["week"].max()
    last = sums.filter(pl.col("week") == week)
    when = "at the end" if week == tables.weeks[-1] else "in the last week that has any"
    total = float(last["members"].sum())
    text = ("Members of the organisations by nationality, and volunteers from abroad, as shares "
            f"of all; {wording.people(total)} {when}"
            + (", small organisations not counted." if sides.unlisted(tables) else "."))
    first, expected = ruling(tables), dominant(tables)
    if expected is not None:
        among = float(last.filter(pl.col("name").is_in(first))["members"].sum()) / total
        text += (f" The dashed line is the share of {wording.listed(first)} in the country, "
                 f"{wording.percent(expected)}; among members and volunteers it is "
                 f"{wording.percent(among)} {when}.")
    return text


PAST = {
    "protested_before": ("were on the street before", palette.ORANGE),
    "jailed_before": ("were in prison before", palette.PURPLE),
}


def past(tables: Tables) -> alt.LayerChart | None:
    """What those who hide or fight had been through."""
    known = [metric for metric in tables.of(tuple(PAST)) if tables.ever(metric) > 0]
    kept = enough(tables)
    if not known or sum(kept) < 3:
        return None
    names = {metric: PAST[metric][0] for metric in known}
    top = max(max(v for v, k in zip(tables.nation(m), kept, strict=True) if k) for m in known)
    axis = share_axis("share of those who hide or fight",
                      domain=[0, max(0.05, min(1.0, 1.1 * top))])
    return curves(tables, names, {metric: PAST[metric][1] for metric in known}, axis, ".1%", {},
                  seen=kept)


def enough(tables: Tables) -> list[bool]:
    """In which weeks so many hide that shares among them are not chance."""
    if not tables.has("hidden"):
        return [False] * len(tables.weeks)
    return [value >= facts.FEW for value in tables.nation("hidden")]


def read_past(tables: Tables) -> str:
    """The shares at the end, and among all people."""
    kept = enough(tables)
    row = max(r for r, k in enumerate(kept) if k)
    words = [f"{wording.percent(tables.nation(m)[row])} {PAST[m][0]}"
             for m in tables.of(tuple(PAST)) if tables.ever(m) > 0]
    text = (f"Of the citizens who hide or fight, {wording.listed(words)} "
            f"({wording.on(tables.dates[row])}).")
    if tables.has("ever_protested"):
        usual = tables.nation("ever_protested")[row] / tables.population
        text += f" Of all people, {wording.share(usual)} had been on the street by then."
    return text


def told(tables: Tables) -> list[str]:
    """Who are they?"""
    kept = enough(tables)
    if "organisations" not in tables.mechanisms or not any(kept):
        return []
    row = max(r for r, k in enumerate(kept) if k)
    last = row == len(kept) - 1
    then = wording.on(tables.dates[row])
    when = "At the end" if last else wording.opened(then)
    return [*size(tables, row, when), *belonging(tables, row), *foreign(tables, row),
            *before(tables, row)]


def size(tables: Tables, row: int, when: str) -> list[str]:
    """How many hide and fight, in how many organisations."""
    text = f"{when} {wording.people(tables.nation('hidden')[row])} were underground"
    if tables.has("armed"):
        armed = tables.nation("armed")[row]
        text += (f", {wording.number(armed)} of them in arms" if armed >= 0.5 else
                 ", nobody in arms")
    if tables.has("organisations", "units"):
        count, units = tables.nation("organisations")[row], tables.nation("units")[row]
        text += f", in {wording.counted(count, 'organisation')}"
        if units >= 1:
            text += (f"; {wording.number(units)} of these had five fighters or more"
                     if units >= 2 else "; one of these had five fighters or more")
    return [text + "."]


def belonging(tables: Tables, row: int) -> list[str]:
    """Whether they are mostly of the dominant nationality."""
    expected = dominant(tables)
    if expected is None or not tables.has("dominant_share"):
        return []
    among, names = tables.nation("dominant_share")[row], wording.listed(ruling(tables))
    if math.isnan(among):
        return []
    most, abroad = wording.majority(among).capitalize(), tables.has("volunteers")
    whom = " and of volunteers from abroad" if (
        abroad and tables.nation("volunteers")[row] > 0) else ""
    return [f"{most} of them{whom}, {wording.percent(among)}, belong to the dominant nationality "
            f"({names}), which is {wording.percent(expected)} of the country."]


def foreign(tables: Tables, row: int) -> list[str]:
    """Volunteers from abroad against citizens in arms."""
    if not tables.has("volunteers", "fighters") or not tables.nation("fighters")[row] > 0:
        return []
    volunteers, fighters = tables.nation("volunteers")[row], tables.nation("fighters")[row]
    if tables.ever("volunteers") < 0.5:
        return ["Nobody came from abroad to fight."]
    if volunteers < 0.5:
        return ["None of those who fight then is from abroad."]
    return [f"Of the {wording.number(fighters)} who fight, {wording.number(volunteers)} "
            f"({wording.percent(volunteers / fighters)}) are volunteers from abroad."]


def before(tables: Tables, row: int) -> list[str]:
    """Whether they protested first."""
    if not tables.has("protested_before", "jailed_before"):
        return []
    protested = tables.nation("protested_before")[row]
    if not facts.protests(tables) or math.isnan(protested):
        return []
    text = f"{wording.percent(protested)} of the citizens among them had protested openly before"
    if tables.has("ever_protested"):
        usual = tables.nation("ever_protested")[row] / tables.population
        text += f" (of all people: {wording.share(usual)})"
    return [f"{text}; {wording.percent(tables.nation('jailed_before')[row])} had been in prison."]
