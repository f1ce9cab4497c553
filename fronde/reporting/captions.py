"""What stands under each figure: numbers of the run for the macros of ``text/figures.j2``."""

from __future__ import annotations

from typing import Any

import polars as pl

from fronde.reporting import abroad, clandestine, courses, facts, paths, regime, resistance, sides
from fronde.reporting.run_findings import Numbers
from fronde.reporting.run_tables import Tables
from fronde.reporting.story import SAID

ACTIVE = ("protest", "underground", "armed", "jailed", "exiled", "dead")
PAST = ("protested_before", "jailed_before")
BELIEFS = ("peaceful", "armed_hope", "risk_protest", "risk_underground")


def legitimacy(tables: Tables) -> Numbers:
    """How far legitimacy and its parts moved."""
    total, parts = facts.change(tables, "legitimacy"), facts.changes(tables)
    return {"base": total.base, "last": total.last, "parts": [
        {"metric": part.metric, "moved": abs(part.moved),
         "strayed": abs(part.strayed - part.base)} for part in parts]}


def states(tables: Tables) -> Numbers:
    """How rare the active are."""
    return {"people": tables.population, "passive": tables.last("passive")
            if tables.has("passive") else None,
            "states": [{"state": state, "persons": tables.last(state)}
                       for state in tables.of(ACTIVE)]}


def causes(tables: Tables) -> Numbers:
    """The most frequent cause and its share."""
    by_cause = tables.causes(*clandestine.INTO)
    first, most = next(iter(by_cause.items()))
    return {"cause": first, "share": most / sum(by_cause.values())}


def balance(tables: Tables) -> Numbers:
    """What all bars add up to."""
    found = clandestine.entries(tables)
    fed = sum(one.persons for one in found if one.persons > 0)
    lost = -sum(one.persons for one in found if one.persons < 0)
    hidden = facts.count_hidden(tables) if tables.has("underground") else [0.0, fed - lost]
    gap = abs(hidden[0] + fed - lost - hidden[-1])
    return {"fed": fed, "lost": lost, "first": hidden[0], "last": hidden[-1],
            "apart": gap > max(0.5, 0.005 * hidden[-1])}  # a branch, or a part of a run


def beliefs(tables: Tables) -> Numbers:
    """How hopes and fears moved."""
    known = {metric: paths.of(tables, metric) for metric in BELIEFS}
    return {"beliefs": [(metric, path) for metric, path in known.items() if path is not None]}


def groups(tables: Tables) -> Numbers:
    """From how many persons on a rate is drawn."""
    return {"few": facts.FEW}


def regions(tables: Tables) -> Numbers:
    """Where the rate is highest."""
    places = facts.standouts(tables, "region", "underground") if tables.has("underground") else []
    return {"top": {"name": places[0].name, "rate": places[0].rate} if places else None}


def lifelines(tables: Tables) -> Numbers:
    """How many ribbons there are, and the largest organisation of all."""
    top = sides.name_sides(tables).sort("strength", descending=True).row(0, named=True)
    drawn, number = sides.largest(tables, sides.LANES), top["organisation"]
    return {"drawn": len(drawn), "name": sides.first_bases(tables)[number], "number": number,
            "strength": top["strength"], "when": top["date"], "seen": number in drawn}


def members(tables: Tables) -> Numbers:
    """How many there are at the end, and how the table was cut."""
    return {"sides": sides.at_end(tables).to_dicts(), "missing": sides.count_unlisted(tables)}


def nationalities(tables: Tables) -> Numbers:
    """The shares at the end against the population's."""
    sums = sides.nationalities(tables)
    last = sums.filter(pl.col("week") == sums["week"].max())
    total, known = float(last["members"].sum()), resistance.ruling(tables)
    return {"total": total, "last": last["week"][0] == tables.weeks[-1],
            "unlisted": sides.count_unlisted(tables), "dominant": known and {
                "names": known[0], "expected": known[1], "among": float(last.filter(
                    pl.col("name").is_in(known[0]))["members"].sum()) / total}}


def past(tables: Tables) -> Numbers:
    """The shares in the last record with more than a few, and among all people."""
    row = max(row for row, many in enumerate(resistance.many(tables)) if many)
    return {"when": tables.dates[row], "usual": clandestine.protesters(tables, row), "shares": {
        metric: tables.nation(metric)[row] for metric in tables.of(PAST)
        if tables.ever(metric) > 0}}


def operations(tables: Tables) -> Numbers:
    """How many there were, how many succeeded, and how many were joint."""
    whole = resistance.tally(tables.operations)
    return {"done": whole.done, "rate": whole.rate,
            "joint": resistance.joint(tables)[0].height / whole.done}


def battles(tables: Tables) -> Numbers:
    """How many regions they reached, and where most were."""
    ranked = resistance.by_region(tables)
    return {"regions": len(ranked), "top": ranked[0]}


def strip(tables: Tables) -> Numbers:
    """The response in force at the end."""
    now = courses.at_end(tables)
    return {"now": now and {"what": now.what, "since": now.first}}


def story(tables: Tables) -> Numbers:
    """From where to where the curves went, and what the state said."""
    known = {metric: paths.of(tables, metric) for metric in ("credible", "broad")
             if tables.moves(metric)}
    return {"said": [what for what in SAID if tables.ever(what) > 0],
            "moved": [(metric, path) for metric, path in known.items() if path is not None]}


def forces(tables: Tables) -> Numbers:
    """How much of the army the war has taken, and how many fighters there are."""
    row, war = facts.baseline(tables)
    home = tables.nation("army_home") if tables.has("army_home") else None
    return {"war": war, "home": home and (home[row], home[-1]), "fighters":
            tables.last("fighters") if tables.ever("fighters") > 0 else None}


def rivalry(tables: Tables) -> Numbers:
    """Where the curves end, and what rose."""
    return {"risings": regime.risings(tables), "last": {
        metric: tables.last(metric) for metric in ("monopoly", "tension", "influence")
        if tables.moves(metric)}}


def survival(tables: Tables) -> Numbers:
    """How many times as much holds it up as weighs against it."""
    pressure, strength = tables.last("pressure"), tables.last("strength")
    return {"ratio": strength / pressure if pressure > 0 else None}


def stress(tables: Tables) -> Numbers:
    """The last and the highest share, and what came of it."""
    return {"last": tables.last("stress"), "most": tables.ever("stress"),
            "outcome": regime.outcome(tables)}


def support(tables: Tables) -> Numbers:
    """Which neighbours stay neutral while their people help."""
    return {"front": abroad.front(tables)}


def offers(tables: Tables) -> Numbers:
    """What arrived of it."""
    return {"given": list(tables.causes("arm").items())}


def clients(tables: Tables) -> Numbers:
    """From where to where stability went."""
    found: list[dict[str, Any]] = [
        {"name": tables.state(name), "first": values[0], "last": values[-1]}
        for name, values in abroad.stabilities(tables).items()]
    return {"clients": found}
