"""What the run can show: how far it came, its conditions, what it leaves untested, key numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

from fronde.reporting import facts, resistance, run_findings
from fronde.reporting.environment import text
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

# A run without one of these cannot say what ``text/scope.j2`` says of it.
ELSEWHERE = ("organisations", "combat", "forces", "sponsorship", "alignment", "patronage",
             "narrative", "survival")


def standing(tables: Tables) -> str:
    """A warning where the run did not come to its end, else nothing."""
    return text("scope", "standing", {
        "status": tables.manifest.get("status"), "done": tables.manifest.get("weeks_done", 0),
        "planned": tables.manifest.get("weeks", 0)})


def condition(tables: Tables) -> str:
    """The conditions of everything on the page."""
    return text("scope", "condition", {
        "seed": tables.manifest["seed"], "branch": branch(tables), "gap": gap(tables),
        "grouped": tables.grouped})


def branch(tables: Tables) -> Numbers | None:
    """Where a branch comes from and what it changes."""
    origin = tables.manifest.get("branch")
    if not origin:
        return None
    says = {one["id"]: one["says"] for one in options(tables).get("options", ())}
    name = origin.get("response")
    return {"of": origin["of"], "week": origin["week"], "sets": origin.get("sets") or {},
            "response": says.get(name, name)}


def options(tables: Tables) -> dict[str, Any]:
    """What the scenario lays before the regime."""
    return tables.scenario.get("responses") or {}


def gap(tables: Tables) -> int:
    """The most days between two records, where not every week was recorded; else 0."""
    if len(tables.weeks) < 2 or tables.every_week:
        return 0
    return max(facts.days(tables, row, row + 1) for row in range(len(tables.weeks) - 1))


def sparse(tables: Tables) -> str:
    """A note if not every week was recorded, and what this means for the sentences."""
    return text("scope", "sparse", {"gap": gap(tables)})


def list_gaps(tables: Tables) -> list[str]:
    """What the page does not show."""
    ahead = options(tables).get("policy") == "look-ahead" and "response" in tables.mechanisms
    absent = [name for name in ELSEWHERE if name not in tables.mechanisms]
    claims = [str(claim["id"]) for claim in tables.scenario.get("claims") or ()]
    lived = tables.has("underground") and tables.events.height > 0
    return [str(one) for one in run_findings.of(
        "scope", single={}, instead={"ahead": ahead} if lived else None,
        elsewhere={"absent": absent} if lived and absent else None,
        claims={"claims": claims} if claims else None)]


class KeyNumber(NamedTuple):
    """One key number, what it counts and what it compares with."""

    value: str
    label: str
    note: str


def key_numbers(tables: Tables) -> list[KeyNumber]:
    """The few numbers that matter most, in words."""
    return [KeyNumber(*(part.strip() for part in str(one).split("|"))) for one in keys(tables)]


def keys(tables: Tables) -> list[Finding]:
    """The same as findings: the street, the underground, the armed, who believes the state."""
    now = facts.count_hidden(tables)[-1:] if tables.has("underground") else []
    hidden = bool(now) and max(facts.count_hidden(tables)) > 0
    war = facts.baseline(tables)[1]
    moved = {name: ends(tables, name) | {"war": war} for name, needs in (
        ("monopoly", "forces"), ("credible", "narrative"), ("legitimacy", ""))
        if tables.moves(name) and (not needs or needs in tables.mechanisms)}
    return [*(street(tables) if tables.has("protest") else []), *run_findings.of(
        "keys", hidden=persons(tables, now[0], -1) if hidden else None,
        armed=count_fighters(tables), operations=operations(tables),
        monopoly=moved.get("monopoly"), credible=moved.get("credible"),
        legitimacy=moved.get("legitimacy"))]


def persons(tables: Tables, number: float, row: int) -> Numbers:
    """A number of persons, its share of all and when it was."""
    return {"persons": number, "share": number / tables.population, "when": tables.dates[row]}


def ends(tables: Tables, metric: str) -> dict[str, Any]:
    """A metric before the war (or at the start) and at the end."""
    row, values = facts.baseline(tables)[0], tables.nation(metric)
    return {"first": values[row], "last": values[-1]}


def street(tables: Tables) -> list[Finding]:
    """The wave that comes first, how fast it broke, and a later rise."""
    first, highest = facts.swell(tables), facts.wave(tables)
    if first is None or highest is None:
        return []
    same, later, halved = first.row == highest.row, first.later, first.after(tables)
    return run_findings.of(
        "keys", peak={**persons(tables, first.peak, first.row), "highest": same},
        halved={"days": halved, "when": tables.dates[first.row]}
        if highest.distinct and halved is not None else None,
        later=persons(tables, tables.nation("protest")[later], later)
        if later is not None and not same else None)


def count_fighters(tables: Tables) -> Numbers | None:
    """Fighters at the end, those from abroad, and the share of them in a coalition."""
    if not tables.ever("fighters") > 0:
        return None
    abroad = tables.last("volunteers") if tables.has("volunteers") else None
    return {"fighters": tables.last("fighters"), "abroad": abroad,
            "together": resistance.together(tables)}


def operations(tables: Tables) -> Numbers | None:
    """How many operations, and the share that succeeded."""
    whole = resistance.tally(tables.operations)
    return {"done": whole.done, "rate": whole.rate} if whole.done else None
