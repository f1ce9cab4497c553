"""Help from outside: support by governments and publics, what states give, stability of clients."""

from __future__ import annotations

from fronde.reporting import facts, run_findings, upheavals
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

GIVEN = ("arms_offered", "volunteers_offered", "opponents_offered")
FRONT = 0.1  # support below which a government stays out


def state(tables: Tables, name: str) -> str:
    """A state with what it is to the regime."""
    kind = str(tables.states.get(name, {}).get("kind", ""))
    return f"{tables.state(name)} ({kind})" if kind in ("enemy", "client") else tables.state(name)


def help_from_outside(tables: Tables) -> list[Finding]:
    """Who helped from outside?"""
    if "sponsorship" not in tables.mechanisms or not tables.ever("hidden") > 0:
        return []
    armed = tables.took("arm") > 0
    return [*run_findings.of("abroad", arms=arms(tables), top=top(tables) if armed else None,
                             front=front(tables),
                             volunteers=volunteers(tables)),
            *(Finding("abroad", "client", numbers) for numbers in clients(tables))]


def arms(tables: Tables) -> Numbers:
    """Who armed those who fight."""
    by_cause = tables.causes("arm")
    whole = sum(by_cause.values())
    return {"times": whole, "sources": [{"cause": cause, "share": persons / whole}
                                        for cause, persons in by_cause.items()]}


def top(tables: Tables) -> Numbers | None:
    """The state that had most arms on offer."""
    rows = [row for row in offers_by_state(tables) if row["metric"] == "arms_offered"]
    if not rows:
        return None
    most = max(rows, key=lambda row: row["persons"])
    return {"state": most["state"],
            "share": most["persons"] / sum(row["persons"] for row in rows)}


def front(tables: Tables) -> Numbers | None:
    """Neighbours whose publics help while the governments do not."""
    private, official = tables.around("private"), tables.around("official")
    apart = [state(tables, name) for name in official
             if name in private and official[name][-1] < FRONT < private[name][-1]]
    return {"states": apart} if apart else None


def volunteers(tables: Tables) -> Numbers | None:
    """Where most volunteers were on offer."""
    rows = [row for row in offers_by_state(tables) if row["metric"] == "volunteers_offered"]
    return {"most": rows[:3], "more": len(rows) > 3} if rows else None


def offers_by_state(tables: Tables) -> list[Numbers]:
    """What each state offered, summed over the weeks of the run; none below one person."""
    sums = {(name, metric): facts.total(tables, values)
            for metric in GIVEN for name, values in tables.around(metric).items()}
    states = sorted(dict.fromkeys(name for name, _ in sums),  # a set has no order
                    key=lambda name: -sum(sums.get((name, metric), 0.0) for metric in GIVEN))
    return [{"state": state(tables, name), "place": place, "metric": metric,
             "persons": sums[name, metric]}
            for place, name in enumerate(states) for metric in GIVEN
            if sums.get((name, metric), 0.0) >= 1.0]


def stabilities(tables: Tables) -> dict[str, list[float]]:
    """Stability of each client, week by week; none without such states."""
    if "patronage" not in tables.mechanisms:
        return {}
    return {name: values for name, values in tables.around("stability").items()
            if tables.states.get(name, {}).get("kind") == "client"}


def clients(tables: Tables) -> list[Numbers]:
    """Whether clients held."""
    found: list[Numbers] = []
    for name, values in stabilities(tables).items():
        toppled = tables.around("toppled").get(name, [0.0])
        fell = upheavals.rises(tables, toppled, "")
        found.append({
            "name": tables.state(name), "first": values[0], "lowest": min(values),
            "last": values[-1], "fell": fell[0].when if fell else None, "gone": toppled[-1] > 0})
    return found
