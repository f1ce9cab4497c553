"""The armed groups: who they are, whether they merged, allied and fought."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from fronde.reporting import facts, run_findings, sides
from fronde.reporting.clandestine import protesters
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

COMPARED = 5  # operations, from which two rates of success are compared


def groups(tables: Tables) -> list[Finding]:
    """Who they are, in the last record with more than a few of them."""
    rows = [row for row, value in enumerate(many(tables)) if value]
    if "organisations" not in tables.mechanisms or not rows:
        return []
    row = rows[-1]
    return run_findings.of("groups", size=size(tables, row), dominant=dominant(tables, row),
                           foreign=foreign(tables, row), before=before(tables, row))


def many(tables: Tables) -> list[bool]:
    """In which weeks so many hide that shares among them are not chance."""
    if not tables.has("hidden"):
        return [False] * len(tables.weeks)
    return [value >= facts.FEW for value in tables.nation("hidden")]


def size(tables: Tables, row: int) -> Numbers:
    """How many hide and fight, in how many organisations."""
    armed = tables.nation("armed")[row] if tables.has("armed") else None
    count, units = (tables.nation(name)[row] if tables.has("organisations", "units") else None
                    for name in ("organisations", "units"))
    return {"hidden": tables.nation("hidden")[row], "armed": armed, "organisations": count,
            "units": units, "when": tables.dates[row], "last": row == len(tables.weeks) - 1}


def ruling(tables: Tables) -> tuple[list[str], float] | None:
    """Names of the dominant groups and their share of all people; None without such groups."""
    places = tables.places("group").values()
    found = [group for group in places if group.get("dominant")]
    if not 0 < len(found) < len(places):
        return None
    persons, everybody = (sum(float(group["population"]) for group in some)
                          for some in (found, places))
    return [str(group["name"]) for group in found], persons / everybody


def dominant(tables: Tables, row: int) -> Numbers | None:
    """Whether they are mostly of the dominant nationality."""
    known = ruling(tables)
    if known is None or not tables.has("dominant_share"):
        return None
    among = tables.nation("dominant_share")[row]
    abroad = tables.has("volunteers") and tables.nation("volunteers")[row] > 0
    return None if math.isnan(among) else {
        "among": among, "names": known[0], "expected": known[1], "volunteers": abroad}


def foreign(tables: Tables, row: int) -> Numbers | None:
    """Volunteers from abroad against citizens in arms."""
    if not tables.has("volunteers", "fighters") or not tables.nation("fighters")[row] > 0:
        return None
    return {"volunteers": tables.nation("volunteers")[row], "ever": tables.ever("volunteers"),
            "fighters": tables.nation("fighters")[row]}


def before(tables: Tables, row: int) -> Numbers | None:
    """Whether they protested first."""
    if not tables.has("protested_before", "jailed_before") or not facts.protests(tables):
        return None
    protested = tables.nation("protested_before")[row]
    return None if math.isnan(protested) else {
        "protested": protested, "jailed": tables.nation("jailed_before")[row],
        "usual": protesters(tables, row)}


def coalitions(tables: Tables) -> list[Finding]:
    """Did they merge, and did they form a coalition?"""
    if "organisations" not in tables.mechanisms or not tables.ever("organisations") > 0:
        return []
    return [*alliance(tables), *mergers(tables)]


def mergers(tables: Tables) -> list[Finding]:
    """How often organisations merged and split, and whether a few hold most members."""
    return run_findings.of("coalitions", merging=merging(tables), pooling=pooling(tables))


def alliance(tables: Tables) -> list[Finding]:
    """Whether most of those who fight are in a coalition at the end, since when, with whom."""
    if "alignment" not in tables.mechanisms or not tables.ever("fighters") > 0:
        return []
    if not tables.last("fighters") > 0:
        return run_findings.of("coalitions", peace={})
    if not together(tables) > 0:
        return run_findings.of("coalitions", alone=alone(tables))
    return run_findings.of("coalitions", together=largest(tables), since=since(tables),
                           mixture=mixture(tables))


def together(tables: Tables) -> float:
    """Share of those who fight that are in a coalition at the end; 0 where nobody fights."""
    share = tables.last("allied") if tables.has("allied") else 0.0
    return 0.0 if math.isnan(share) or not tables.last("fighters") > 0 else share


def alone(tables: Tables) -> Numbers:
    """That there is no coalition of those who fight; how many organisations, if none has any."""
    others = sides.coalitions(tables) or sides.count_unlisted(tables)
    return {"others": bool(others), "count": None if not tables.has("organisations") else
            tables.last("organisations")}


def largest(tables: Tables) -> Numbers:
    """The share in coalitions, how many these are, and the largest."""
    first = sides.coalitions(tables)[:1]
    return {"share": together(tables),
            "coalitions": tables.last("coalitions") if tables.has("coalitions") else 1.0,
            "side": first[0].side if first else None,
            "organisations": first[0].organisations if first else 0,
            "unlisted": sides.count_unlisted(tables)}


def since(tables: Tables) -> Numbers | None:
    """Since when most of those who fight have been in coalitions; else the most that ever were."""
    allied, most = tables.nation("allied"), tables.ever("allied")
    if not most > 0.5:
        return None
    row = next((r for r in range(len(allied)) if all(share > 0.5 for share in allied[r:])), None)
    return {"most": most, "when": None if row is None else tables.dates[row]}


def mixture(tables: Tables) -> Numbers | None:
    """How many nationalities the largest coalition unites."""
    names = {name: str(place["name"]) for name, place in tables.places("group").items()}
    first = sides.coalitions(tables)[:1]
    if len(names) < 2 or not first:
        return None
    last = sides.name_sides(tables).filter(pl.col("week") == tables.weeks[-1])
    mine = last.filter(pl.col("coalition") == first[0].number)["organisation"]
    rows = tables.membership.filter((pl.col("week") == tables.weeks[-1])
                                    & pl.col("organisation").is_in(mine.implode()))
    sums = rows.group_by("group").agg(pl.col("members").sum()).sort(
        "members", "group", descending=[True, False])
    total = float(sums["members"].sum())
    if total < facts.FEW:
        return None
    return {"more": max(0, sums.height - 3), "parts": [
        {"name": names.get(group, group), "share": members / total}
        for group, members in sums.head(3).iter_rows()]}


def changes(tables: Tables, kind: str) -> pl.DataFrame:
    """Mergers (``merged``) or splits (``split``) of the whole run."""
    return tables.changes.filter(pl.col("kind") == kind)


def merging(tables: Tables) -> Numbers:
    """How often organisations merged and split, and the largest merger."""
    rows, splits = changes(tables, "merged"), changes(tables, "split").height
    top = rows.sort(pl.col("size") + pl.col("other_size"), descending=True).head(1).to_dicts()
    return {"merged": rows.height, "split": splits, "largest": {
        "size": top[0]["size"], "other": top[0]["other_size"],
        "when": top[0]["date"]} if top else None}


def pooling(tables: Tables) -> Numbers | None:
    """Whether a few organisations hold most members at the end."""
    share = concentration(tables)
    if share is None or not tables.has("largest"):
        return None
    return {"count": tables.last("organisations"), "largest": tables.last("largest"),
            "share": share}


def concentration(tables: Tables) -> float | None:
    """Share of all members that is in the five largest organisations at the end."""
    rows = sides.name_sides(tables)
    if not tables.weeks or rows.is_empty():
        return None
    last = rows.filter(pl.col("week") == tables.weeks[-1]).sort("members", descending=True)
    total = max(tables.last("hidden") if tables.has("hidden") else 0.0,
                float(last["members"].sum()))
    if last.height < 6 or not total > 0:
        return None
    return float(last.head(5)["members"].sum()) / total


def operations(tables: Tables) -> list[Finding]:
    """Did they fight, how did it go, and did it help to fight together?"""
    if "combat" not in tables.mechanisms:
        return []
    if tables.operations.is_empty():
        most = tables.ever("fighters")
        return run_findings.of("operations", idle={"fighters": most} if most >= 0.5 else None)
    return [*course(tables), *run_findings.of("operations", where=where(tables))]


def course(tables: Tables) -> list[Finding]:
    """How many operations, at what losses, and whether joint ones went better."""
    whole = tally(tables.operations)
    return run_findings.of(
        "operations", number=number(tables, whole),
        losses={"state": whole.state_lost, "organisations": whole.fighters_lost},
        joint=compare_joint_operations(tables))


class Tally(NamedTuple):
    """How many operations, how many of them succeeded, and losses on both sides [persons]."""

    done: int
    won: int
    fighters_lost: float
    state_lost: float

    @property
    def rate(self) -> float:
        """Share that succeeded."""
        return self.won / self.done if self.done else float("nan")


def tally(rows: pl.DataFrame) -> Tally:
    """Some operations, summed up."""
    return Tally(rows.height, int(rows["success"].sum()), float(rows["fighters_lost"].sum()),
                 float(rows["state_lost"].sum()))


def joint(tables: Tables) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Operations of several organisations, and of one alone."""
    several = pl.col("partners") > 0
    return tables.operations.filter(several), tables.operations.filter(~several)


def number(tables: Tables, whole: Tally) -> Numbers:
    """How many operations, when first, how many succeeded, how many in the last half year."""
    first: date = tables.operations["date"].min()  # type: ignore[assignment]
    start = tables.dates[-1] - timedelta(days=facts.HALF_YEAR)
    late = tables.operations.filter(pl.col("date") > start).height
    return {"done": whole.done, "first": first, "rate": whole.rate,
            "late": late if facts.length(tables) >= facts.YEAR else None}


def compare_joint_operations(tables: Tables) -> Numbers | None:
    """Joint operations against others; whether they are also larger."""
    several, alone = joint(tables)
    if several.height < COMPARED or alone.height < COMPARED:
        return None
    larger = several["fighters"].mean() > alone["fighters"].mean()  # type: ignore[operator]
    return {"together": tally(several).rate, "several": several.height,
            "alone": tally(alone).rate, "single": alone.height, "larger": bool(larger)}


def where(tables: Tables) -> Numbers | None:
    """The regions with most operations."""
    ranked, places = by_region(tables), tables.places("region")
    return None if len(ranked) < 3 else {
        "regions": len(ranked), "all": len(places), "most": ranked[:3]}


def by_region(tables: Tables) -> list[Numbers]:
    """Regions with the number of operations there, most first."""
    places = tables.places("region")
    ranked = tables.operations.group_by("region").len().sort("len", "region",
                                                             descending=[True, False])
    return [{"name": str(places.get(region, {}).get("name", region)), "operations": n}
            for region, n in ranked.iter_rows()]
