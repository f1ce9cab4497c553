"""What guards the regime, how legitimate it is, and whether it held."""

from __future__ import annotations

import math

from fronde.reporting import facts, paths, run_findings, upheavals
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

STILL = 0.005  # change of a level from 0 to 1 that is printed as none
APART = 0.02  # levels of two groups that differ


def forces(tables: Tables) -> list[Finding]:
    """What was left to guard the country, and did the forces hold together?"""
    if "forces" not in tables.mechanisms or not tables.has("army_home", "monopoly"):
        return []
    return run_findings.of("forces", guard=guard(tables), private=private(tables),
                           risings=risings(tables))


def guard(tables: Tables) -> Numbers | None:
    """Army at home and monopoly of force before, after and in between."""
    row, war = facts.baseline(tables)
    home, monopoly = (paths.of(tables, metric, row) for metric in ("army_home", "monopoly"))
    return None if home is None or monopoly is None else {
        "home": home, "monopoly": monopoly, "war": war,
        "stays": home.high - home.low < 0.01 * max(home.first, 1.0)}


def private(tables: Tables) -> Numbers | None:
    """How the private army grew, and the tension with it."""
    if not tables.has("private_army", "tension") or not tables.ever("private_army") > 0:
        return None
    row, _ = facts.baseline(tables)
    army, tension = (paths.of(tables, metric, row) for metric in ("private_army", "tension"))
    return None if army is None or tension is None or not army.high > 0 else {
        "army": army, "tension": tension, "high_on": tables.dates[tension.high_row]}


def risings(tables: Tables) -> Numbers:
    """Mutinies and coups, or that there were none and how likely one was."""
    rose = upheavals.risings(tables)
    return {"first": [{"what": turn.what, "when": turn.when} for turn in rose[:3]],
            "more": sum(tables.ever(metric) - tables.nation(metric)[0]
                        for metric in tables.of(tuple(upheavals.COUNTED))) - len(rose[:3]),
            "chance": chance(tables, "mutiny_hazard")}


def chance(tables: Tables, hazard: str) -> float | None:
    """Chance that something with this weekly rate happens at least once in the run."""
    if not tables.has(hazard) or len(tables.weeks) < 2:
        return None
    return -math.expm1(-facts.total(tables, tables.nation(hazard)))


def has_pressure(tables: Tables) -> bool:
    """Whether anything weighed against the regime in this run."""
    return ("survival" in tables.mechanisms and tables.has("pressure", "strength", "stress")
            and tables.ever("pressure") > 0 and len(tables.weeks) > 1)


def survival(tables: Tables) -> list[Finding]:
    """Did the regime hold?"""
    if not has_pressure(tables):
        return []
    row, war = facts.baseline(tables)
    stress, pressure, strength = (tables.nation(metric)
                                  for metric in ("stress", "pressure", "strength"))
    course = {"war": war, "before": stress[row], "most": max(stress), "last": stress[-1]}
    weakened = {"strength": (strength[row], strength[-1]), "pressure": (pressure[row],
                                                                        pressure[-1])}
    return run_findings.of("survival", outcome=outcome(tables), course=course,
                           weakened=weakened if min(weakened["strength"]) > 0 else None)


def outcome(tables: Tables) -> Numbers:
    """Whether and when it fell, or how likely a fall was."""
    turn = upheavals.fall(tables)
    return {"fell": turn.when if turn else None, "chance": chance(tables, "fall_hazard"),
            "seized": turn is not None and turn.what == upheavals.LASTING["seized"]}


def legitimacy(tables: Tables) -> list[Finding]:
    """How legitimacy changed, and by which part."""
    if not tables.has("legitimacy") or len(tables.weeks) < 2:
        return []
    if not any(tables.moves(metric) for metric in ("legitimacy", *facts.PARTS)):
        known = not tables.mechanisms or tables.mechanisms & {"legitimacy", "mobilisation"}
        return run_findings.of("legitimacy", still={"level": tables.last("legitimacy")}
                               if known else None)
    total, (row, war) = facts.change(tables, "legitimacy"), facts.baseline(tables)
    return run_findings.of(
        "legitimacy", course={
            "base": total.base, "later": total.later, "last": total.last,
            "since": tables.dates[row], "gap": facts.days(tables, row, row + 1) if war else None},
        rose={"level": total.highest, "war": war}
        if total.highest > max(total.base, total.last) + 0.01 else None,
        sank={"level": total.lowest}
        if total.lowest < min(total.base, total.last) - 0.01 else None,
        parts=parts(tables), groups=groups(tables),
        both={} if war and abs(total.moved) >= STILL else None)


def parts(tables: Tables) -> Numbers | None:
    """Which part of legitimacy moved most, or strayed furthest where none moved."""
    changes = facts.changes(tables)
    if len(changes) < 2:
        return None
    far = max(changes, key=lambda part: abs(part.strayed - part.base))
    return {"moved": abs(changes[0].moved) >= STILL,
            "strayed": abs(far.strayed - far.base) >= STILL,
            "far": {"metric": far.metric, "base": far.base, "level": far.strayed},
            "parts": [{"metric": part.metric, "base": part.base, "last": part.last}
                      for part in changes]}


def groups(tables: Tables) -> Numbers | None:
    """Where legitimacy is lowest and highest at the end."""
    values, places = tables.by_place("group", "legitimacy"), tables.places("group")
    ranked = sorted((v, places[name]["name"]) for name, v in values.items() if name in places)
    if len(ranked) < 2 or ranked[-1][0] - ranked[0][0] < APART:
        return None
    return {end: {"name": name, "level": level}
            for end, (level, name) in (("lowest", ranked[0]), ("highest", ranked[-1]))}
