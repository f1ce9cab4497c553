"""Who is in the underground and why; what feeds it and what drains it, by cause.

Those underground are all who went there, less those who left, were found or were killed. The
decision to go or to leave is always taken in mobilisation; an entry names the mechanism that its
cause goes back to: risk and backlash are what repression leaves, hope is belief.
"""

from __future__ import annotations

import math
from statistics import mean
from typing import NamedTuple

import polars as pl

from fronde.reporting import facts, palette, run_findings, standouts
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

INTO, OUT = ("join", "hide"), ("desert", "quit", "detect", "catch", "fall")
REPRESSION = ("closed street", "backlash")  # causes by which it sends people underground
SOON = 70  # days before and after a turn that are compared


def underground(tables: Tables) -> list[Finding]:
    """Who is in the underground, where they come from and what they had been through."""
    if not tables.has("underground"):
        return []
    count, known = facts.count_hidden(tables), tables.has("ever_underground")
    ever = tables.last("ever_underground") if known else max(count)
    if not max(max(count), ever, tables.took(*INTO)) > 0:
        return run_findings.of("underground", nobody={"days": facts.length(tables)})
    alone = "organisations" not in tables.mechanisms  # else said of the armed groups
    return [
        *run_findings.of("underground", now=now(tables, count), ever={"persons": ever} if known
                         else None, **(history(tables, count[-1]) if alone else {})),
        *standouts.compare_places(tables, "ever_underground" if known else "underground")]


def now(tables: Tables, count: list[float]) -> Numbers:
    """How many are underground at the end, else the most that ever were."""
    highest = max(count)
    return {"persons": count[-1], "when": tables.dates[-1], "share": count[-1] / tables.population,
            "highest": highest, "highest_on": tables.dates[count.index(highest)]}


def history(tables: Tables, persons: float) -> dict[str, Numbers | None]:
    """What those underground or in arms now had been through, and whether most are dominant."""
    shares = {name: tables.last(f"underground_{name}") / persons
              for name in ("protested", "jailed")
              if persons >= facts.FEW and tables.has(f"underground_{name}")}
    return {**{name: {"share": share, "usual": protesters(tables)}
               for name, share in shares.items()}, "nationality": nationality(tables)}


def protesters(tables: Tables, row: int = -1) -> float | None:
    """Share of all people who were on the street at some time; None where it is not known."""
    if not tables.has("ever_protested"):
        return None
    return tables.nation("ever_protested")[row] / tables.population


def nationality(tables: Tables) -> Numbers | None:
    """Whether most of those underground belong to the dominant nationality."""
    shares = facts.dominant_share(tables, "underground")
    if shares is None:
        return None
    among, everybody, names = shares
    return {"among": among, "everybody": everybody, "names": names}


def why(tables: Tables) -> list[Finding]:
    """What brought people underground, from where, and what became of them."""
    times, street = tables.took(*INTO), tables.took("hide")
    if times <= 0:
        return []
    gone = {"jailed": tables.took("detect", "catch"), "left": tables.took("desert", "quit"),
            "killed": tables.took("fall")}
    return run_findings.of(
        "why", entries={"times": times, "street": street / times},
        causes=standouts.causes(tables, *INTO),
        gone=gone if gone["jailed"] + gone["left"] > 0 else None)


class CauseCount(NamedTuple):
    """A cause with the persons it brought (above 0) or took away (below 0)."""

    cause: str
    persons: float

    @property
    def origin(self) -> str:
        """The mechanism that the cause goes back to."""
        return palette.cause(self.cause).origin


def entries(tables: Tables) -> list[CauseCount]:
    """All causes, feeding ones first, each by size."""
    rows = tables.flows.filter((pl.col("level") == "nation")
                               & pl.col("flow").is_in([*INTO, *OUT]))
    sums = rows.group_by("flow", "cause").agg(pl.col("persons").sum()).sort(
        "flow", "cause").to_dicts()  # parts of persons are added up in one order
    persons: dict[str, float] = {}
    for row in sums:
        sign = 1 if row["flow"] in INTO else -1
        persons[row["cause"]] = persons.get(row["cause"], 0.0) + sign * row["persons"]
    return sorted((CauseCount(cause, n) for cause, n in persons.items() if n),
                  key=lambda one: (one.persons < 0, -abs(one.persons), one.cause))


def largest(tables: Tables, sign: int) -> list[Numbers]:
    """The two causes that brought most (sign 1) or took most away (-1), with their shares."""
    same = [one for one in entries(tables) if one.persons * sign > 0]
    whole = sum(one.persons for one in same)
    return [{"cause": one.cause, "share": one.persons / whole, "origin": one.origin}
            for one in same[:2]]


def fed_by(tables: Tables) -> float:
    """Persons sent underground by what repression does: backlash and the closed street."""
    return sum(one.persons for one in entries(tables) if one.cause in REPRESSION)


def losses_to_repression(tables: Tables) -> float:
    """Persons whom repression found there."""
    return -sum(one.persons for one in entries(tables) if one.cause == "found")


def force(tables: Tables) -> Numbers:
    """Whether repression fed or drained the underground, by the model's counts."""
    by_cause = tables.causes(*INTO)
    fed, drained = fed_by(tables), losses_to_repression(tables)
    return {"fed": fed, "drained": drained, "more": "fed" if fed > 1.1 * drained else
            "drained" if drained > 1.1 * fed else "",
            "by": [{"cause": cause, "persons": by_cause[cause]} for cause in REPRESSION
                   if by_cause.get(cause)]}


def fear(tables: Tables) -> Numbers | None:
    """Whether the fear of being found rose and entries fell with it, where force was raised.

    Means of the chance of being found and entries by conviction a week, in the ten weeks before
    the largest raise and in those after it; None without one, or without ten weeks on both sides.
    """
    row, raises = largest_rise(tables)
    if row is None or not tables.has("risk_underground"):
        return None
    if min(facts.days(tables, 0, row), facts.days(tables, row, len(tables.weeks) - 1)) < SOON:
        return None
    risk = [(value, facts.days(tables, row, other))
            for other, value in enumerate(tables.nation("risk_underground"))]
    feared = [value for value, gap in risk if -SOON <= gap < 0]
    if not feared:  # records are further apart than ten weeks
        return None
    return {"when": tables.dates[row], "raises": raises, "feared": mean(feared),
            "fears": mean(value for value, gap in risk if 0 <= gap <= SOON),
            "before": pace(tables, row, -SOON), "after": pace(tables, row, SOON)}


def largest_rise(tables: Tables) -> tuple[int | None, int]:
    """The row with the largest rise of effort in repression, and how many rises there are."""
    if not tables.has("effort"):
        return None, 0
    effort = tables.nation("effort")
    rises = {row: effort[row] - effort[row - 1] for row in range(1, len(effort))
             if effort[row] > effort[row - 1] + 0.01}
    return (max(rises, key=rises.__getitem__) if rises else None), len(rises)


def pace(tables: Tables, row: int, days: int) -> float:
    """Entries by conviction a week, in the days before (below 0) or after a row.

    Flows are recorded in every step, also where the other numbers are not.
    """
    rows = tables.flows.filter((pl.col("level") == "nation") & pl.col("flow").is_in(INTO)
                               & (pl.col("cause") == "conviction"))
    gap = (pl.col("date") - tables.dates[row]).dt.total_days()
    inside = gap.is_between(days, -1) if days < 0 else gap.is_between(1, days)
    return float(rows.filter(inside)["persons"].sum()) / (abs(days) / 7)


def before(tables: Tables) -> Numbers | None:
    """How many of those underground at the end protested first, against all people."""
    if not tables.has("protested_before", "ever_protested") or not tables.ever("hidden") > 0:
        return None
    share = tables.last("protested_before")
    if tables.last("hidden") < facts.FEW or math.isnan(share):
        return None
    return {"share": share, "usual": protesters(tables)}
