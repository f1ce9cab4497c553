"""The side that each organisation takes, week by week.

A coalition with a number below 0 is the side of a state: -1 of the first state of the scenario,
-2 of the second, and so on (``world.nation``).
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from fronde.reporting import facts, palette
from fronde.reporting.run_tables import Tables

LANES = 12  # organisations that have a ribbon
FROM_ABROAD = "volunteers from abroad"
ALONE, OWN = "alone", "in a coalition among themselves"
OTHERS = (palette.SKY, palette.GREEN, palette.PURPLE)


def name_sides(tables: Tables) -> pl.DataFrame:
    """The table of organisations with ``strength`` (members, volunteers) and ``side``."""
    rows = tables.organisations.with_columns(
        strength=pl.col("members") + pl.col("volunteers"),
        several=pl.len().over("week", "coalition") > 1)
    own = pl.when(pl.col("several")).then(pl.lit(OWN)).otherwise(pl.lit(ALONE))
    side = own
    for number, state in enumerate(tables.states.values()):
        side = pl.when(pl.col("coalition") == -1 - number).then(
            pl.lit(with_state(str(state["name"])))).otherwise(side)
    return rows.with_columns(side=side).drop("several")


def with_state(name: str) -> str:
    """The side of a state, in words."""
    return f"on the side of {name}"


def colours(tables: Tables) -> dict[str, str]:
    """A colour for each side that there is, the enemy state's first."""
    seen = set(name_sides(tables)["side"].to_list())
    ranked = sorted(tables.states.values(), key=lambda state: state.get("kind") != "enemy")
    found, rest = {}, list(OTHERS)
    for state in ranked:
        side = with_state(str(state["name"]))
        if side in seen:
            enemy = state.get("kind") == "enemy"
            found[side] = palette.BLUE if enemy else (rest.pop(0) if rest else palette.SKY)
    found |= {OWN: palette.ORANGE, ALONE: palette.GREY}
    return {side: colour for side, colour in found.items() if side in seen}


def at_end(tables: Tables) -> pl.DataFrame:
    """Sides in the last recorded week: organisations, strength and armed, largest first."""
    rows = name_sides(tables)
    if not tables.weeks:
        return rows.clear()
    rows = rows.filter(pl.col("week") == tables.weeks[-1])
    return rows.group_by("side").agg(
        pl.len().alias("organisations"), pl.col("strength").sum(), pl.col("armed").sum(),
        pl.col("volunteers").sum()).sort("strength", "side", descending=[True, False])


class Coalition(NamedTuple):
    """Organisations in one coalition; ``side`` is a state's, or their own."""

    number: int
    side: str
    organisations: int
    strength: float


def coalitions(tables: Tables) -> list[Coalition]:
    """Coalitions of two recorded organisations or more in the last week, largest first."""
    if not tables.weeks:
        return []
    rows = name_sides(tables).filter(pl.col("week") == tables.weeks[-1])
    sums = rows.group_by("coalition", "side").agg(
        pl.len().alias("organisations"), pl.col("strength").sum()).filter(
        pl.col("organisations") > 1).sort("strength", "coalition", descending=[True, False])
    return [Coalition(*row) for row in sums.iter_rows()]


def count_unlisted(tables: Tables) -> int:
    """Organisations at the end that the record leaves out: it keeps the largest of each week."""
    if not tables.weeks or not tables.has("organisations"):
        return 0
    kept = tables.organisations.filter(pl.col("week") == tables.weeks[-1]).height
    return max(0, round(tables.last("organisations")) - kept)


def nationalities(tables: Tables) -> pl.DataFrame:
    """Members by week and group's name, and volunteers; from the first week with more than a few.

    ``total`` is the sum of the week.
    """
    names = {key: str(place["name"]) for key, place in tables.places("group").items()}
    inside = tables.membership.group_by("week", "group").agg(pl.col("members").sum()).with_columns(
        name=pl.col("group").replace(names))
    outside = tables.organisations.group_by("week").agg(
        pl.col("volunteers").sum().alias("members")).with_columns(name=pl.lit(FROM_ABROAD))
    both = pl.concat([rows.select("week", "name", "members") for rows in (inside, outside)])
    both = both.filter(pl.col("members") > 0).with_columns(
        total=pl.col("members").sum().over("week"))
    many = both.filter(pl.col("total") >= facts.FEW)["week"].min()
    return both.filter(pl.col("week") >= many) if many is not None else both.clear()


def largest(tables: Tables, most: int) -> list[int]:
    """Numbers of the organisations that were large for long, in the order of their founding.

    They are those with most members and volunteers summed over the weeks: by size alone a group
    that splits again and again would fill the figure with its short-lived parts.
    """
    rows = name_sides(tables).group_by("organisation").agg(
        pl.col("strength").sum(), pl.col("week").min())
    top = rows.sort("strength", "organisation", descending=[True, False]).head(most)
    numbers: list[int] = top.sort("week", "organisation")["organisation"].to_list()
    return numbers


def first_bases(tables: Tables) -> dict[int, str]:
    """Where each organisation was based first, by its number: the name of the region."""
    places = tables.places("region")
    rows = tables.organisations.sort("week").unique("organisation", keep="first")
    return {number: str(places.get(region, {}).get("name", region))
            for number, region in zip(rows["organisation"], rows["region"], strict=True)}
