"""The bundled country: what its weeks cost, whole, larger, smaller, on one thread and on two.

Each run is a process of its own, after a small one that loads what is compiled; its weeks alone
are timed, without set-up, tables or report.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np

CASE = "fighting-coalition"
COUNTRY = 144_713_314
SIZES = (10**6, 10**7, COUNTRY, 10**9)
CITIZENS = ("grievance", "mobilisation", "repression", "belief", "legitimacy", "narrative")
QUIET = slice(40, 58)  # weeks before the war
CORES = os.cpu_count() or 1

Figures = dict[str, Any]


def everything(rounds: int = 3) -> Figures:
    """All figures of the country."""
    pairs = [(measured(threads=1), measured(threads=CORES)) for _ in range(rounds)]
    both = [pair[1] for pair in pairs]
    # The citizens' half alone keeps the share of active people the same at every size.
    share = {people: measured(people, half=True) for people in SIZES}
    number = {people: measured(people, share=SIZES[0] / people) for people in SIZES}
    return {
        "whole": middle(both), "one thread": middle([pair[0] for pair in pairs]),
        "threads": spread([alone["seconds"] / two["seconds"] for alone, two in pairs]),
        "halves": spread(ratios_of_halves(rounds)),
        "billion": measured(10**9),
        "same share": share, "same share, exponent": exponents(share),
        "same number": number, "same number, exponent": exponents(number),
        "fixed": {people: 1e3 * min(measured(people, threads=1)["week"] for _ in range(rounds))
                  for people in (1_000, 10_000, 100_000)},
    }


def quick() -> Figures:
    """The country with its street in groups, and the start of it one to one."""
    return {"small": middle([measured(threads=1, grouped=True) for _ in range(3)]),
            "start": middle([measured(weeks=58, threads=1) for _ in range(2)])}


def measured(people: int = COUNTRY, *, threads: int = CORES, weeks: int = 156,
             share: float = 1.0, half: bool = False, grouped: bool = False) -> Figures:
    """One run in a process of its own.

    ``half`` : the citizens' half alone. ``grouped`` : the real country, its street in groups.

    ``share`` : by how much the chance to leave rest is multiplied, as good as exactly, through
    the entry terms of both tactics.
    """
    given = {"people": people, "threads": threads, "weeks": weeks, "share": share,
             "half": half, "grouped": grouped}
    ran = subprocess.run([sys.executable, __file__, json.dumps(given)], check=True,
                         stdout=subprocess.PIPE, text=True)
    found: Figures = json.loads(ran.stdout)
    return found


def one(given: Figures) -> Figures:
    """The process behind ``measured``."""
    import fronde as fr
    from fronde.engine.plan import plan
    from fronde.record.runner import Runner
    from fronde.record.simulation import peak_memory

    played(plan(fr.load(CASE, people=100_000), 1))  # every kernel is loaded
    scenario = (fr.load(CASE, people=10**6) if given["grouped"]
                else resized(given["people"], given["share"]))
    decided = plan(half_of(scenario) if given["half"] else scenario, given["threads"])
    seconds, active, events = [], [], 0
    with Runner(decided, 1) as runner:
        cells = int((runner.world.strata**2).sum())
        while runner.world.week < given["weeks"]:
            before = time.perf_counter()
            world = runner.step()
            seconds.append(time.perf_counter() - before)
            active.append(int(world.counts[:, 1:4].sum()))  # street, underground, armed
            events += int(world.flows.sum())
    return {"seconds": sum(seconds), "week": statistics.median(seconds), "memory": peak_memory(),
            "events": events, "active": sum(active), "cells": cells * given["weeks"],
            "quiet": statistics.median(seconds[QUIET]), "busiest": max(seconds[1:])}


def played(decided: Any) -> None:
    """Play a plan to its end."""
    from fronde.record.runner import Runner

    with Runner(decided, 1) as runner:
        while runner.world.week < decided.scenario.weeks:
            runner.step()


def resized(people: int, share: float = 1.0) -> Any:
    """The scenario as a country of so many citizens, each of them simulated.

    In a larger country armies and what states give grow along: else it would be a weaker state.
    """
    import fronde as fr

    real = fr.load(CASE)
    entries = real.mechanisms["mobilisation"]
    sets = [f"mobilisation.{name}={getattr(entries, name) + math.log(share)!r}"
            for name in ("entry_protest", "entry_join") if share != 1.0]
    if people == COUNTRY:
        return fr.load(CASE, sets=sets)
    factor = people / COUNTRY
    document = json.loads(json.dumps(dict(real.document)))
    for region in document["regions"]["rows"]:
        region["population"] = round(region["population"] * factor)
    for state in document["states"]["rows"]:
        for name in ("capacity", "volunteers"):
            state[name] = state.get(name, 0.0) * factor
    sets += [f"forces.{name}={max(1.0, getattr(real.mechanisms['forces'], name) * factor)!r}"
             for name in ("army", "private_army", "ceiling")]
    return fr.load(document, sets=sets)


def half_of(scenario: Any) -> Any:
    """The citizens' half of a scenario: no organisations, states or responses."""
    import fronde as fr

    document = json.loads(json.dumps(dict(scenario.document)))
    document["mechanisms"] = {name: document["mechanisms"][name] for name in CITIZENS}
    for section in ("claims", "responses", "states", "organisations", "propensities"):
        document.pop(section, None)
    return fr.load(document)


def ratios_of_halves(rounds: int) -> list[float]:
    """Time of the whole system over that of the citizens' half alone, in turn."""
    ran = subprocess.run([sys.executable, __file__, json.dumps({"halves": rounds})], check=True,
                         stdout=subprocess.PIPE, text=True)
    found: list[float] = json.loads(ran.stdout)
    return found


def halves(rounds: int) -> list[float]:
    """The process behind ``ratios_of_halves``."""
    import fronde as fr
    from fronde.engine.plan import plan

    whole = fr.load(CASE)
    half = half_of(whole)

    def seconds(scenario: Any) -> float:
        begun = time.perf_counter()
        played(plan(scenario, CORES))
        return time.perf_counter() - begun

    seconds(whole)  # compiled, and loaded
    return [seconds(whole) / seconds(half) for _ in range(rounds)]


def middle(runs: list[Figures]) -> Figures:
    """The run whose weeks took the median time."""
    return sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]


def spread(ratios: list[float]) -> list[float]:
    """Median, least and most."""
    return [statistics.median(ratios), min(ratios), max(ratios)]


def exponents(runs: dict[int, Figures]) -> dict[str, float]:
    """Exponent of the weeks' time against people: over all sizes, and over the last two."""
    people = np.log(sorted(runs))
    seconds = np.log([runs[size]["seconds"] for size in sorted(runs)])
    return {"all": float(np.polyfit(people, seconds, 1)[0]),
            "last two": float(np.polyfit(people[-2:], seconds[-2:], 1)[0])}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("given")
    parsed = json.loads(asked.parse_args().given)
    print(json.dumps(halves(parsed["halves"]) if "halves" in parsed else one(parsed)))
