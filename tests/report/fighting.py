"""A made-up country in which those underground arm, merge, ally and fight: no simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import synthetic
from synthetic import START, WAR, Curve, eroded

from fronde.reporting.run_tables import SCHEMAS, Tables

EVERYTHING = ("grievance", "mobilisation", "repression", "belief", "legitimacy", "organisations",
              "alignment", "combat", "forces", "sponsorship", "patronage", "narrative", "survival",
              "response")
STATES = (("UA", "Northland", "enemy"), ("BY", "Clientia", "client"),
          ("GE", "Southland", "neutral"))
MERGER, SPLIT, FIRST = WAR + 20, WAR + 30, WAR + 10  # weeks
ENEMY, OTHER = -1, 900  # coalitions: the side of the first state, one of their own


def stepped(before: float, after: float) -> Curve:
    """One level until the war, another from then on."""
    return lambda t: before if t < WAR else after


def fighters(t: int) -> float:
    """From week FIRST on, up to some 400."""
    return max(0.0, min(400.0, 8.0 * (t - FIRST + 1)))


def curves() -> dict[str, Curve]:
    """Metrics of the nation that need fighters, forces or a narrative."""
    return {
        "hidden": lambda t: synthetic.hidden(t) + fighters(t),
        "armed": fighters,
        "fighters": lambda t: fighters(t) * 1.25,
        "volunteers": lambda t: fighters(t) * 0.25,
        "organisations": lambda t: 0.0 if t < WAR else 8.0,
        "units": lambda t: 0.0 if t < FIRST else 6.0,
        "largest": lambda t: 0.0 if t < WAR else 2.0 * (t - WAR + 1),
        "coalitions": lambda t: float(t >= FIRST),
        "allied": lambda t: 0.9 if t >= FIRST else 0.0,
        "enemy_ally": lambda t: 0.9 if t >= FIRST else 0.0,
        "dominant_share": lambda t: 0.6 if t >= WAR else 0.0,
        "protested_before": lambda t: 0.4 if t >= WAR else 0.0,
        "jailed_before": lambda t: 0.1 if t >= WAR else 0.0,
        "operations": lambda t: float(t >= FIRST),
        "police": lambda t: 1.5e-4, "selectivity": stepped(0.6, 0.4),
        "severity": stepped(1.0, 2.0),
        "response": lambda t: float(t >= WAR),
        "blame": lambda t: float(t >= WAR), "admit": lambda t: 0.0, "recall": lambda t: 0.0,
        "concession": lambda t: 0.0, "reliance": stepped(0.2, 0.5),
        "abroad": stepped(0.1, 0.9), "army_home": stepped(810e3, 90e3),
        "private_army": lambda t: 10e3 + 150.0 * t, "loyalists": stepped(5000.0, 2900.0),
        "monopoly": eroded(0.98, 0.72), "tension": eroded(0.0, 0.8, 0.02),
        "influence": eroded(0.0, 0.4, 0.02), "mutiny_hazard": stepped(0.0, 0.001),
        "mutinies": lambda t: 0.0, "coups": lambda t: 0.0, "seized": lambda t: 0.0,
        "credible": eroded(0.8, 0.2, 0.02), "broad": eroded(0.18, 0.3, 0.02),
        "fights_seen": lambda t: 0.6 if t >= FIRST else 0.0, "domestic": lambda t: 0.8,
        "pressure": eroded(80.0, 9000.0, 0.02), "strength": stepped(510e3, 40e3),
        "stress": eroded(0.0002, 0.18, 0.02), "fall_hazard": stepped(0.0, 1e-4),
        "fallen": lambda t: 0.0, "spare": stepped(0.97, 0.56),
    }


def around(weeks: int) -> pl.DataFrame:
    """Series of the states: an enemy that arms, a client that totters, a private front."""
    levels: dict[str, tuple[Curve, Curve, Curve]] = {
        "official": (stepped(0.7, 1.0), lambda t: 0.0, lambda t: 0.0),
        "private": (lambda t: 1.0, lambda t: 0.4, lambda t: 0.7),
        "arms_offered": (stepped(0.0, 60.0), lambda t: 0.0, lambda t: 0.0),
        "volunteers_offered": (stepped(0.0, 6.0), stepped(0.0, 1.2), stepped(0.0, 2.1)),
        "opponents_offered": (lambda t: 0.0, stepped(0.0, 0.7), lambda t: 0.0),
        "stability": (lambda t: 1.0, eroded(0.93, 0.71), lambda t: 1.0),
        "toppled": (lambda t: 0.0, lambda t: 0.0, lambda t: 0.0),
    }
    found = [row for metric, three in levels.items()
             for (state, _, _), curve in zip(STATES, three, strict=True)
             for row in synthetic.rows("state", state, metric,
                                       [curve(t) for t in range(weeks + 1)])]
    return pl.DataFrame(found, schema=SCHEMAS["series"], orient="row")


def scenario() -> dict[str, Any]:
    """What the report reads of the scenario: states, responses, claims."""
    options = [{"id": "silent", "says": "Say nothing"}, {"id": "blame", "says": "Blame foreigners"},
               {"id": "recall", "says": "Call the army back"}]
    return {
        "states": {"rows": [{"state": s, "name": n, "kind": k} for s, n, k in STATES]},
        "responses": {"options": options, "policy": "scheduled", "schedule": [
            {"date": START.isoformat(), "response": "silent"},
            {"date": (START + timedelta(weeks=WAR)).isoformat(), "response": "blame"}]},
        "claims": [{"id": "c01"}, {"id": "c05"}],
    }


def stamped(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a table with run, replicate and date."""
    full = [{"run": "f3a1c9", "replicate": 0, "date": START + timedelta(weeks=row["week"])} | row
            for row in rows]
    return pl.DataFrame(full, schema=SCHEMAS[name])


def size(number: int, t: int) -> float:
    """Members of an organisation; the second joins the first at the merger."""
    own = (10.0 + number) * (1 + 0.05 * (t - WAR))
    if number == 1:
        return 0.0 if t >= MERGER else own
    return own + (size(1, MERGER - 1) if number == 0 and t >= MERGER else 0.0)


def organisations(weeks: int, regions: int, coalition: int | None) -> pl.DataFrame:
    """Eight organisations from the war on; all but the last in the coalition from FIRST on."""
    rows = []
    for t in range(WAR, weeks + 1):
        for n in range(8):
            if size(n, t) > 0:
                joined = coalition is not None and t >= FIRST and n < 7
                rows.append({
                    "week": t, "organisation": n, "region": f"XX-R{n % regions:02}",
                    "founded": WAR, "coalition": coalition if joined else 100 + n, "sponsor": "UA",
                    "members": size(n, t), "armed": 0.5 * size(n, t) if t >= FIRST else 0.0,
                    "volunteers": 2.0 if t >= FIRST else 0.0, "arms": 1.0, "agenda": 0.1 * n})
    return stamped("organisations", rows)


def membership(table: pl.DataFrame, groups: int) -> pl.DataFrame:
    """Six tenths of the first group, the rest of the last."""
    rows = [{"week": row["week"], "organisation": row["organisation"], "group": group,
             "members": part * row["members"]}
            for row in table.to_dicts() for group, part in (("g0", 0.6), (f"g{groups - 1}", 0.4))]
    return stamped("membership", rows)


def operations(weeks: int, regions: int, joint: bool = True) -> pl.DataFrame:
    """One a week from FIRST on; each fourth fails, each second is joint."""
    rows = [{"week": t, "region": f"XX-R{t % regions:02}", "organisation": t % 8,
             "partners": t % 2 if joint else 0, "fighters": 30.0, "defenders": 11.0,
             "success": t % 4 != 0, "fighters_lost": 1.0, "state_lost": 3.0}
            for t in range(FIRST, weeks + 1)]
    return stamped("operations", rows)


def changes(weeks: int) -> pl.DataFrame:
    """A merger of the first two, and a split later."""
    rows = [{"week": MERGER, "kind": "merged", "organisation": 0, "other": 1,
             "size": size(0, MERGER - 1), "other_size": size(1, MERGER - 1)},
            {"week": SPLIT, "kind": "split", "organisation": 2, "other": 7, "size": 40.0,
             "other_size": 1.0}]
    return stamped("changes", [row for row in rows if row["week"] <= weeks])


def flows(made: pl.DataFrame, weeks: int) -> pl.DataFrame:
    """More flows: arming, backlash, people found under arms, those who fall."""
    amounts = {("arm", "arms of states"): 6.0, ("arm", "bought arms"): 2.0,
               ("join", "backlash"): 1.0, ("catch", "found"): 1.0, ("quit", "nowhere to hide"): 1.0,
               ("fall", "in an operation"): 1.0}
    more = [("f3a1c9", 0, t, START + timedelta(weeks=t), "nation", "nation", *key, value)
            for t in range(FIRST, weeks + 1) for key, value in amounts.items()]
    return pl.concat([made, pl.DataFrame(more, schema=SCHEMAS["flows"], orient="row")])


def tables(
    *, given: Mapping[str, Curve | None] | None = None, regions: int = 12, groups: int = 4,
    weeks: int = 156, coalition: int | None = ENEMY, joint: bool = True, **changed: Any,
) -> Tables:
    """The country; ``coalition`` None: everybody stays alone."""
    base = synthetic.tables(given=curves() | dict(given or {}), regions=regions, groups=groups,
                            weeks=weeks, **changed)
    named = [{"name": name, "summary": "A summary.", "equation": "    x = 1", "sources": "",
              "limits": "", "deviations": ""} for name in EVERYTHING]
    listed = {name: [f"{name}-0000.parquet"] for name in SCHEMAS}
    rows = organisations(weeks, regions, coalition)
    return replace(
        base,
        manifest={**base.manifest, "mechanisms": named,
                  "tables": {**listed, "events": ["events.parquet"]}},
        series=pl.concat([base.series, around(weeks)]), flows=flows(base.flows, weeks),
        organisations=rows, membership=membership(rows, groups),
        operations=operations(weeks, regions, joint), changes=changes(weeks),
        scenario=scenario())


def without_fighters(**changed: Any) -> Tables:
    """The same country, but nobody ever goes underground."""
    none = dict.fromkeys(("hidden", "armed", "fighters", "volunteers", "organisations", "units",
                          "largest", "coalitions", "allied", "underground", "ever_underground",
                          "operations", "fights_seen", "dominant_share", "protested_before",
                          "jailed_before"), lambda t: 0.0)
    made = tables(given=none, **changed)
    gone = ("join", "hide", "detect", "desert", "arm", "catch", "quit", "fall")
    return replace(
        made, flows=made.flows.filter(~pl.col("flow").is_in(gone)),
        organisations=made.organisations.clear(), membership=made.membership.clear(),
        operations=made.operations.clear(), changes=made.changes.clear())
