"""Made-up tables of a country, for the report's tests: smooth curves, no simulation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from fronde.record.store import FORMAT
from fronde.reporting.run_tables import EVENTS, FLOWS, SERIES, Tables

START = date(2021, 1, 4)
WAR = 60
Curve = Callable[[int], float]


def wave(t: int) -> float:
    """A street of 2,000 that grows to 20,000 at the war and halves every three weeks."""
    usual = 2000.0 * min(1.0, t / 4)
    return usual if t < WAR + 2 else usual + 18_000 * 0.5 ** ((t - WAR - 2) / 3)


def hidden(t: int) -> float:
    """Nobody in hiding before the war, then up to 900."""
    return 0.0 if t < WAR else 900.0 * (1 - 0.97 ** (t - WAR))


def eroded(before: float, after: float, pace: float = 0.05) -> Curve:
    """From one level at the war towards another."""
    return lambda t: before if t < WAR else after + (before - after) * (1 - pace) ** (t - WAR)


def curves() -> dict[str, Curve]:
    """Metrics of the nation by week."""
    return {
        "quiet": lambda t: 144e6 - wave(t) - hidden(t),
        "protest": wave,
        "underground": hidden,
        "armed": lambda t: 0.0,
        "jailed": lambda t: 400.0 + 0.2 * wave(t),
        "exiled": lambda t: 0.0,
        "dead": lambda t: 0.0,
        "passive": eroded(4e6, 9e6),
        "underground_protested": lambda t: 0.4 * hidden(t),
        "underground_jailed": lambda t: 0.12 * hidden(t),
        "ever_protested": lambda t: 900.0 * t + (0 if t < WAR else 60_000),
        "ever_underground": lambda t: 1.7 * hidden(t),
        "ever_jailed": lambda t: 300.0 * t,
        "legitimacy": eroded(0.64, 0.47),
        "procedural": eroded(0.53, 0.44),
        "security": eroded(0.75, 0.46, 0.08),
        "consensus": lambda t: eroded(0.60, 0.50, 0.03)(t) + (
            0.08 * 0.9 ** (t - WAR) if t >= WAR else 0),
        "peaceful": eroded(0.47, 0.31),
        "armed_hope": eroded(0.12, 0.19),
        "risk_protest": eroded(0.55, 0.9),
        "risk_underground": eroded(0.10, 0.21),
        "war": lambda t: float(t >= WAR),
        "effort": lambda t: 0.35 if t < WAR else 0.75,
    }


PERSONS = frozenset({
    "quiet", "protest", "underground", "armed", "jailed", "exiled", "dead", "passive",
    "underground_protested", "underground_jailed", "ever_protested", "ever_underground",
    "ever_jailed",
})


def manifest(regions: int, groups: int, weeks: int, **changed: Any) -> dict[str, Any]:
    """A manifest as a run writes it."""
    whole = 144_000_000
    found: dict[str, Any] = {
        "format": FORMAT, "run": "f3a1c9", "status": "complete",
        "scenario": {"name": "made-up", "title": "A made-up country",
                     "question": "Why does the regime have no good answer?",
                     "about": "Smooth curves for tests.\n\nNothing here was simulated.",
                     "digest": "9b1f" * 16},
        "command": "fronde run made-up --seed 1", "seed": 1, "replicate": 0,
        "population": whole, "citizens": whole, "grouped": False, "start": START.isoformat(),
        "step_days": 7, "weeks": weeks, "weeks_done": weeks,
        "seconds": {"setup": 4.2, "simulate": 41.3}, "peak_memory_mb": 512.0,
        "versions": {"fronde": "0.1.0", "python": "3.11.7", "numpy": "2.4.6"},
        "overrides": {"regime.effort": 0.5},
        "tables": {"series": ["series-0000.parquet"], "flows": ["flows-0000.parquet"],
                   "events": ["events.parquet"]},
        "regions": [{"id": f"XX-R{n:02}", "name": f"Region {n}", "population": whole // regions,
                     "column": n % 11, "row": n // 11} for n in range(regions)],
        "groups": [{"id": f"g{n}", "name": f"Group {n}", "status": "powerless", "history": 0.5,
                    "dominant": n == 0, "population": whole // groups} for n in range(groups)],
        "parameters": [
            {"path": "mobilisation.temperature", "value": 0.018, "default": 0.018,
             "unit": "utility", "prior": "0.012 to 0.03 (log)", "sentence": "spread of choice",
             "source": "mcfadden1974: logit choice", "given": False},
            {"path": "regime.effort", "value": 0.5, "default": 0.35, "unit": "share",
             "prior": None, "sentence": "share of officers used", "source": "assumed",
             "given": True},
        ],
        "mechanisms": [{"name": "mobilisation", "summary": "A citizen compares tactics.",
                        "equation": "    U_quiet = 0\n    U_join < 1", "sources": "Granovetter",
                        "limits": "tau = 0", "deviations": "none"}],
        "assumptions": ["Citizens see only what the media let through."],
        "references": ["Granovetter, M. (1978). Threshold models of collective behavior."],
    }
    return found | changed


def weights(places: Sequence[Mapping[str, Any]], metric: str) -> list[float]:
    """How persons are spread over places: evenly, but the last ones are restless."""
    restless = metric.startswith(("underground", "ever", "protest", "jailed"))
    raw = [1.0 + (2.0 * n / len(places) if restless else 0.0) for n in range(len(places))]
    return [value / sum(raw) for value in raw]


def rows(level: str, entity: str, metric: str, values: Sequence[float]) -> list[tuple[Any, ...]]:
    """Rows of the series table."""
    return [("f3a1c9", 0, t, START + timedelta(weeks=t), level, entity, metric, value)
            for t, value in enumerate(values)]


def series(given: Mapping[str, Curve], described: Mapping[str, Any]) -> pl.DataFrame:
    """The series of the nation, its regions and groups."""
    weeks, found = range(described["weeks_done"] + 1), []
    for metric, curve in given.items():
        values = [curve(t) for t in weeks]
        found += rows("nation", "nation", metric, values)
        for level in ("region", "group"):
            places = described[f"{level}s"]
            for place, weight in zip(places, weights(places, metric), strict=True):
                part = weight if metric in PERSONS else 0.8 + 0.4 * len(places) * weight / 2
                found += rows(level, place["id"], metric, [part * value for value in values])
    return pl.DataFrame(found, schema=SERIES, orient="row")


def flows(weeks: int, scale: float = 1.0) -> pl.DataFrame:
    """Flows of the nation: a burst of outrage at the war, recruitment after it."""
    found = []
    for t in range(1, weeks + 1):
        after = scale * (t >= WAR)
        amounts = {
            ("protest", "conviction"): 600 * scale, ("protest", "outrage"): 900 * after,
            ("tire", "fatigue"): 500 * scale, ("arrest", "arrested"): 200 * scale,
            ("join", "conviction"): 2 * after, ("join", "recruited"): 9 * after,
            ("hide", "closed street"): 6 * after, ("hide", "outrage"): 4 * after * 0.9 ** (t - WAR),
            ("detect", "found"): 3 * after, ("desert", "not worth it"): 2 * after,
        }
        found += [("f3a1c9", 0, t, START + timedelta(weeks=t), "nation", "nation", *key, value)
                  for key, value in amounts.items()]
    return pl.DataFrame(found, schema=FLOWS, orient="row")


def events() -> pl.DataFrame:
    """Three dated events, two of them in one week."""
    found = [
        (20, START + timedelta(weeks=20), "Opposition leader jailed", "press", "",
         "signal_peaceful=-0.5", "", ""),
        (WAR, START + timedelta(weeks=WAR, days=3), "War begins", "press",
         "regime.war=1; regime.effort=0.75", "shock_grievance=0.3", "", ""),
        (WAR + 1, START + timedelta(weeks=WAR + 1), "Repression laws", "gazette",
         "regime.effort=0.75", "", "", ""),
    ]
    return pl.DataFrame(found, schema=EVENTS, orient="row")


def tables(
    *,
    given: Mapping[str, Curve | None] | None = None,
    regions: int = 12,
    groups: int = 4,
    weeks: int = 156,
    eventful: bool = True,
    flow_scale: float = 1.0,
    **changed: Any,
) -> Tables:
    """A country; ``given`` replaces curves (None takes a metric away)."""
    described = manifest(regions, groups, weeks, **changed)
    kept = {k: c for k, c in (curves() | dict(given or {})).items() if c is not None}
    happened = events() if eventful else pl.DataFrame(schema=EVENTS)
    return Tables(described, series(kept, described), flows(weeks, flow_scale), happened)


def without(made: Tables, *mechanisms: str) -> Tables:
    """The same country, its manifest without some mechanisms."""
    left = [one for one in made.manifest["mechanisms"] if one["name"] not in mechanisms]
    return replace(made, manifest={**made.manifest, "mechanisms": left})


def hall() -> Tables:
    """A classic model: 100 people, one region, one group, a street that fills and stays."""
    filling: dict[str, Curve | None] = dict.fromkeys(curves())
    filling |= {"quiet": lambda t: 100.0 - min(100, t + 1), "protest": lambda t: min(100.0, t + 1)}
    made = tables(given=filling, regions=1, groups=1, weeks=120, eventful=False, flow_scale=0,
                  population=100, citizens=100)
    place = {"population": 100}
    described = dict(made.manifest)
    described["regions"] = [described["regions"][0] | place]
    described["groups"] = [described["groups"][0] | place]
    return Tables(described, made.series, made.flows.clear(), made.events)


def write(made: Tables, folder: Path) -> Path:
    """The tables as a run's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(made.manifest), encoding="utf-8")
    made.series.write_parquet(folder / "series-0000.parquet")
    made.flows.write_parquet(folder / "flows-0000.parquet")
    made.events.write_parquet(folder / "events.parquet")
    for name in ("organisations", "membership", "operations", "changes"):
        if name in made.manifest["tables"]:
            getattr(made, name).write_parquet(folder / f"{name}-0000.parquet")
    if made.scenario:
        (folder / "scenario.json").write_text(json.dumps(made.scenario), encoding="utf-8")
    return folder
