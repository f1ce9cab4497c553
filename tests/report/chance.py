"""Random tables of a run: any courses, also those that no run would have; no simulation.

Long runs and runs of a week, days and weeks, records every few steps, one wave, several, one
that never ends, no event, no war, a regime that falls, shares of nobody, metrics that are missing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import fighting
import numpy as np
import polars as pl
import synthetic
from numpy.typing import NDArray
from synthetic import START

from fronde.reporting.run_tables import EVENTS, SCHEMAS, Tables

Floats = NDArray[np.float64]
COUNTS = ("protest", "underground", "armed", "hidden", "fighters", "volunteers", "army_home",
          "private_army", "pressure", "strength", "jailed", "dead", "passive", "quiet",
          "loyalists")
WHOLE = ("organisations", "units", "largest", "coalitions", "operations")
GROWING = ("ever_protested", "ever_underground", "ever_jailed", "mutinies", "coups")
SHARES = ("legitimacy", "procedural", "security", "consensus", "peaceful", "armed_hope",
          "risk_protest", "risk_underground", "effort", "selectivity", "reliance", "abroad",
          "monopoly", "tension", "influence", "credible", "broad", "fights_seen", "stress", "spare",
          "recall", "concession")
OF = {"allied": ("fighters",), "enemy_ally": ("fighters",), "domestic": ("fighters",),
      "dominant_share": ("hidden", "volunteers"), "protested_before": ("hidden",),
      "jailed_before": ("hidden",)}
RATES = ("fall_hazard", "mutiny_hazard")
FLOWS = {"protest": ("conviction", "outrage", "backlash", "others"),
         "tire": ("fatigue", "not worth it"), "arrest": ("arrested",),
         "join": ("conviction", "outrage", "closed street", "backlash", "recruited"),
         "hide": ("conviction", "outrage", "closed street", "backlash", "recruited"),
         "desert": ("not worth it", "nowhere to hide"), "detect": ("found",),
         "quit": ("not worth it", "nowhere to hide"), "catch": ("found",),
         "fall": ("in an operation",), "arm": ("arms of states", "bought arms", "captured arms")}


def course(rng: np.random.Generator, steps: int) -> Floats:
    """Levels from 0 to 1: still, a ramp, waves, a state of siege, or wandering."""
    t, kind = np.arange(steps + 1), rng.integers(9)
    level, other = rng.random(2) * rng.choice([1.0, 0.1])
    when = rng.integers(steps + 1)
    if kind == 0:
        return np.full(steps + 1, rng.choice([0.0, level, 1.0]))
    if kind == 1:
        return np.linspace(level, other, steps + 1)
    if kind == 2:  # from one week on
        return np.where(t < when, level, rng.choice([other, 1.0, 0.0]))
    if kind == 3:  # for a while
        return np.where((t >= when) & (t < when + 1 + rng.integers(steps + 1)), other, level)
    if kind == 4:  # waves, each of its own height
        found = np.full(steps + 1, 0.1 * level)
        for _ in range(rng.integers(1, 5)):
            at = rng.integers(steps + 1)
            found += np.where(t >= at, rng.random() * 0.5 ** ((t - at) / rng.uniform(0.5, 9)), 0)
        return np.minimum(found, 1.0)
    if kind == 5:  # the most at the very end
        return np.minimum(1.0, level * 0.01 * rng.uniform(1.01, 1.4) ** np.minimum(t, 60.0))
    if kind == 6:  # one week alone
        return np.where(t == when, 1.0, rng.choice([0.0, 0.3 * level]))
    if kind == 7:
        return np.clip(np.cumsum(rng.normal(0, 0.06, steps + 1)) + level, 0, 1)
    return rng.random(steps + 1)


def nation(rng: np.random.Generator, steps: int, people: float) -> dict[str, Floats]:
    """All metrics of the nation, step by step."""
    found = {name: course(rng, steps) for name in (*SHARES, *OF)}
    for name in COUNTS:
        found[name] = course(rng, steps) * people * 10.0 ** -rng.integers(0, 6)
    for name in WHOLE:
        found[name] = np.round(course(rng, steps) * 10.0 ** rng.integers(0, 3))
    for name in GROWING:
        found[name] = np.cumsum(course(rng, steps) * people / 100) if name.startswith("ever") \
            else np.cumsum(rng.random(steps + 1) < rng.choice([0.0, 0.02])) * 1.0
    for name in RATES:
        found[name] = course(rng, steps) * 10.0 ** -rng.integers(1, 7)
    if rng.random() < 0.3:  # nobody at all
        for name in rng.choice(["protest", "underground", "fighters"], 1):
            for gone in {"protest": ("protest", "ever_protested"),
                         "fighters": ("fighters", "armed", "volunteers"),
                         "underground": ("underground", "armed", "hidden", "ever_underground")
                         }[name]:
                found[gone] = np.zeros(steps + 1)
    if rng.random() < 0.5:  # whole persons, else expected ones
        found |= {name: np.round(found[name]) for name in (*COUNTS, "ever_protested",
                                                           "ever_underground")}
    for name in ("war", "blame", "admit"):
        found[name] = np.round(course(rng, steps)) * rng.choice([0.0, 1.0])
    found["severity"] = 10.0 * course(rng, steps)
    found["response"] = rng.integers(-1, 3, steps + 1) * 1.0 if rng.random() < 0.2 else \
        np.round(3 * course(rng, steps)) - 1.0
    found["fallen"], found["seized"] = np.zeros(steps + 1), np.zeros(steps + 1)
    if rng.random() < 0.2:  # the record ends with the fall
        found[rng.choice(["fallen", "seized"])][-1] = 1.0
    if rng.random() < 0.5:  # a share of nobody is none, as a share of somebody is one
        for name, of in OF.items():
            found[name] = np.where(sum(found[one] for one in of) > 0, found[name], np.nan)
    return found


def flows(rng: np.random.Generator, dates: list[Any]) -> pl.DataFrame:
    """Who went where for which cause, in steps that need not be recorded otherwise."""
    rows = []
    for name, causes in FLOWS.items():
        if rng.random() < 0.25:
            continue
        for cause in causes:
            amounts = course(rng, len(dates) - 1) * 10.0 ** rng.integers(-1, 5)
            rows += [("r", 0, t, dates[t], "nation", "nation", name, cause, float(amounts[t]))
                     for t in range(1, len(dates)) if amounts[t] > 0]
    return pl.DataFrame(rows, schema=SCHEMAS["flows"], orient="row")


def series(found: dict[str, Floats], kept: list[int], dates: list[Any],
           level: str = "nation", entity: str = "nation") -> pl.DataFrame:
    """Metrics of one place as rows."""
    steps = np.tile(kept, len(found))
    return pl.DataFrame({
        "run": ["r"] * len(steps), "replicate": np.zeros(len(steps), np.int32),
        "week": steps.astype(np.int32), "date": [dates[t] for t in steps],
        "level": [level] * len(steps), "entity": [entity] * len(steps),
        "metric": np.repeat(list(found), len(kept)),
        "value": np.concatenate([values[kept] for values in found.values()])},
        schema=SCHEMAS["series"])


def places(rng: np.random.Generator, found: dict[str, Floats], described: dict[str, Any],
           dates: list[Any]) -> list[pl.DataFrame]:
    """The last week of regions and groups: persons spread unevenly, legitimacy of their own."""
    last, rows = [len(dates) - 1], []
    for level in ("region", "group"):
        parts = rng.dirichlet(np.full(len(described[f"{level}s"]), 0.7))
        for place, part in zip(described[f"{level}s"], parts, strict=True):
            own = {name: found[name] * part for name in (
                "ever_protested", "ever_underground", "underground") if name in found}
            own["legitimacy"] = np.full(len(dates), rng.random())
            rows.append(series(own, last, dates, level, place["id"]))
    return rows


def operations(rng: np.random.Generator, dates: list[Any]) -> pl.DataFrame:
    """Operations in some steps, alone or jointly, of any size."""
    many = int(rng.choice([0, 1, 4, 40]))
    rows = [{"week": int(t), "date": dates[t], "region": f"XX-R{rng.integers(5):02}",
             "organisation": int(rng.integers(8)), "partners": int(rng.integers(2)),
             "fighters": float(rng.integers(1, 40)), "defenders": 3.0,
             "success": bool(rng.random() < 0.5), "fighters_lost": float(rng.integers(3)),
             "state_lost": float(rng.integers(3))}
            for t in np.sort(rng.integers(1, len(dates), many))]
    return stamped("operations", rows)


def changes(rng: np.random.Generator, dates: list[Any]) -> pl.DataFrame:
    """Mergers and splits."""
    part = rng.random()
    rows = [{"week": int(t), "date": dates[t],
             "kind": "merged" if rng.random() < part else "split",
             "organisation": int(rng.integers(8)), "other": int(rng.integers(8)),
             "size": float(rng.integers(1, 90)), "other_size": float(rng.integers(1, 30))}
            for t in np.sort(rng.integers(1, len(dates), int(rng.choice([0, 1, 9]))))]
    return stamped("changes", rows)


def organisations(rng: np.random.Generator, kept: list[int], dates: list[Any],
                  found: dict[str, Floats]) -> pl.DataFrame:
    """The largest of each recorded week, in coalitions of their own or of states."""
    most = int(rng.choice([3, 9, 40]))
    rows = []
    for t in kept:
        many = min(most, int(found["organisations"][t]))
        rows += [{"week": t, "date": dates[t], "organisation": n, "region": f"XX-R{n % 5:02}",
                  "founded": 0, "coalition": int(rng.choice([-1, -2, 50, 51, 100 + n])),
                  "sponsor": "", "members": float(rng.integers(1, 200)), "armed": 1.0,
                  "volunteers": float(rng.integers(3)), "arms": 1.0, "agenda": 0.0}
                 for n in range(many)]
    return stamped("organisations", rows)


def stamped(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a table of the run."""
    return pl.DataFrame([{"run": "r", "replicate": 0, **row} for row in rows],
                        schema=SCHEMAS[name])


def around(rng: np.random.Generator, kept: list[int], dates: list[Any]) -> list[pl.DataFrame]:
    """The neighbouring states."""
    steps, found = len(dates) - 1, []
    for state, _, _ in fighting.STATES:
        own = {name: course(rng, steps) for name in ("official", "private", "stability")}
        own |= {name: course(rng, steps) * 50 for name in (
            "arms_offered", "volunteers_offered", "opponents_offered")}
        own["toppled"] = (np.cumsum(rng.random(steps + 1) < rng.choice([0, 0.02])) > 0) * 1.0
        found.append(series(own, kept, dates, "state", state))
    return found


def dated(rng: np.random.Generator, dates: list[Any]) -> pl.DataFrame:
    """Events, on days that need not be those of a record."""
    rows = [(int(t), dates[t] + timedelta(days=int(rng.integers(7))), f"Event {n}", "press",
             str(rng.choice(["", "regime.war = 1", "regime.effort = 0.9, regime.severity = 4",
                             "regime.war = 0"])), "", "", "")
            for n, t in enumerate(np.sort(rng.integers(0, len(dates), rng.integers(4))))]
    return pl.DataFrame(rows, schema=EVENTS, orient="row").filter(pl.col("date") <= dates[-1])


def tables(seed: int) -> Tables:
    """A random run."""
    rng = np.random.default_rng(seed)
    steps = int(rng.choice([1, rng.integers(2, 12), rng.integers(12, 60), rng.integers(60, 200)]))
    every = int(rng.choice([1, 1, 1, rng.integers(2, 14)]))
    kept = sorted({*range(0, steps + 1, every), steps})
    dates = [START + timedelta(weeks=t) for t in range(steps + 1)]
    described = synthetic.manifest(5, int(rng.integers(1, 5)), steps,
                                   grouped=bool(rng.random() < 0.5))
    found = nation(rng, steps, float(described["population"]) / 100)
    organised = organisations(rng, kept, dates, found)
    for name in rng.choice(list(found), int(rng.choice([0, 0, 2, 5])), replace=False):
        del found[name]
    out = set(rng.choice(fighting.EVERYTHING, int(rng.choice([0, 0, 1, 4])), replace=False))
    described["mechanisms"] = [{"name": name} for name in fighting.EVERYTHING if name not in out]
    made = Tables(described, pl.concat([
        series(found, kept, dates), *around(rng, kept, dates),
        *places(rng, found, described, dates)]), flows(rng, dates), dated(rng, dates))
    return replace(
        made, organisations=organised, membership=fighting.membership(organised, 2).with_columns(
            run=pl.lit("r")) if not organised.is_empty() else made.membership,
        operations=operations(rng, dates), changes=changes(rng, dates),
        scenario=fighting.scenario())
