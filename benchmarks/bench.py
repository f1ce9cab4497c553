"""Timings of fronde on this machine, with its state: ``make bench``.

Every figure stands beside what it is held to. Times are the machine's; compare ratios.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CITIZENS = ("grievance", "mobilisation", "repression", "belief", "legitimacy", "narrative")
FRONDE = [sys.executable, "-m", "fronde"]


def main() -> None:
    """All measurements, in order of what they need."""
    machine()
    commands()
    country()
    scaling()


def row(what: str, found: str, held: str = "") -> None:
    """One line of the table."""
    print(f"{what:<58} {found:>24}   {held}", flush=True)


def machine() -> None:
    """Say what is measured on, and how busy it is."""
    import numba
    import numpy

    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {load}; "
          f"Python {platform.python_version()}, numba {numba.__version__}, "
          f"numpy {numpy.__version__}\n")
    row("measured", "here", "held to")


def timed(arguments: list[str], **environment: str) -> tuple[float, float]:
    """Wall and processor seconds of a command; its output is thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run([*FRONDE, *arguments], check=True, capture_output=True,
                   env={**os.environ, **environment})
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def median_of(arguments: list[str], which: int, times: int = 5) -> float:
    """Median wall (0) or processor (1) seconds of a command."""
    return statistics.median(timed(arguments)[which] for _ in range(times))


def commands() -> None:
    """Start-up of the command."""
    row("fronde --help, processor", f"{median_of(['--help'], 1):.2f} s", "0.25 s")
    row("fronde check, processor", f"{median_of(['check'], 1):.2f} s", "0.6 s")
    with tempfile.TemporaryDirectory() as folder:
        def small(name: str) -> list[str]:
            return ["run", "--weeks", "1", "--people", "100000", "--no-report",
                    "--out", str(Path(folder, name))]

        cold, _ = timed(small("cold"), FRONDE_CACHE=str(Path(folder, "cache")))
        timed(small("first"))
        warm = statistics.median(timed(small(f"warm{i}"))[0] for i in range(3))
    row("fronde run --weeks 1 --people 100000, warm", f"{warm:.1f} s", "3 s")
    row("the same with nothing compiled", f"{cold:.1f} s", "40 s")


def measured(people: int, seed: int = 1) -> dict[str, float]:
    """One run of the bundled scenario in a process of its own, week by week."""
    text = subprocess.run([sys.executable, __file__, "one", str(people), str(seed)], check=True,
                          capture_output=True, text=True).stdout
    return json.loads(text)


def one(people: int, seed: int) -> None:
    """The process behind ``measured``: prints its figures as JSON."""
    import fronde as fr
    from fronde.engine.plan import plan
    from fronde.engine.run import Engine
    from fronde.record.simulation import peak_memory

    with Engine(plan(fr.load("fighting-coalition", people=100_000), 1), seed) as compiled:
        compiled.step()
    scenario = enlarged(fr.load("fighting-coalition"), people)
    weeks, events = [], 0
    with Engine(plan(scenario, os.cpu_count() or 1), seed) as engine:
        begun = time.perf_counter()
        while engine.world.week < scenario.weeks:
            before = time.perf_counter()
            engine.step()
            weeks.append(time.perf_counter() - before)
            events += int(engine.world.flows.sum())
        seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "memory": peak_memory(), "events": events,
                      "quiet": statistics.median(weeks[40:58]), "worst": max(weeks[1:])}))


def halves() -> None:
    """The whole system against the citizens' half alone, in turn, in one process each time."""
    text = subprocess.run([sys.executable, __file__, "halves"], check=True, capture_output=True,
                          text=True).stdout
    ratios = json.loads(text)
    row("  everything on against the citizens' half alone",
        f"{min(ratios):.2f} to {max(ratios):.2f} times", "1.5 times")


def paired() -> None:
    """The process behind ``halves``: prints three ratios of time as JSON."""
    import fronde as fr

    whole = fr.load("fighting-coalition")
    document = json.loads(json.dumps(dict(whole.document)))
    document["mechanisms"] = {name: document["mechanisms"][name] for name in CITIZENS}
    for section in ("claims", "responses", "states", "organisations", "propensities"):
        document.pop(section, None)
    half = fr.load(document)
    weeks_of(whole)  # compiled
    print(json.dumps([weeks_of(whole) / weeks_of(half) for _ in range(3)]))


def weeks_of(scenario) -> float:
    """Seconds that a scenario's weeks take after the first."""
    from fronde.engine.plan import plan
    from fronde.engine.run import Engine

    with Engine(plan(scenario, os.cpu_count() or 1), 1) as engine:
        engine.step()
        begun = time.perf_counter()
        while engine.world.week < scenario.weeks:
            engine.step()
        return time.perf_counter() - begun


def enlarged(scenario, people: int):
    """The scenario with ``people`` citizens; a larger country than the real one if need be."""
    import fronde as fr

    if people <= scenario.population:
        return fr.load("fighting-coalition", people=people)
    document = json.loads(json.dumps(dict(scenario.document)))
    factor = people / scenario.population
    for region in document["regions"]["rows"]:
        region["population"] = round(region["population"] * factor)
    return fr.load(document)


def country() -> None:
    """The main job as a user runs it, and its weeks."""
    with tempfile.TemporaryDirectory() as folder:
        wall, _ = timed(["run", "--out", str(Path(folder, "run"))])
        peak = json.loads(Path(folder, "run", "manifest.json").read_text())["peak_memory_mb"]
    row("the whole country, 156 weeks, with report", f"{wall:.1f} s", "60 s")
    row("  memory at its peak, simulation and tables", f"{peak:.0f} MB", "1,000 MB")
    halves()
    found = measured(144_713_314)
    row("  the weeks alone", f"{found['seconds']:.1f} s")
    row("  a quiet week (median of weeks 41 to 58)", f"{found['quiet'] * 1e3:.0f} ms", "60 ms")
    row("  the busiest week", f"{found['worst'] * 1e3:.0f} ms")


def scaling() -> None:
    """Cost against people and events, 1e5 to 1e9, and the exponents."""
    import numpy as np

    sizes = [10**5, 10**6, 10**7, 144_713_314, 10**9]
    runs = [measured(people) for people in sizes]
    for people, run in zip(sizes, runs, strict=True):
        row(f"{people:>13,} citizens, {run['events']:>11,} events",
            f"{run['seconds']:.2f} s, {run['memory']:.0f} MB")
    seconds = np.log([run["seconds"] for run in runs])
    for what, sized in (("people", sizes), ("events", [run["events"] for run in runs])):
        steep = np.polyfit(np.log(sized), seconds, 1)[0]
        last = np.polyfit(np.log(sized[-2:]), seconds[-2:], 1)[0]
        row(f"exponent of time against {what}, all; the last two",
            f"{steep:.2f}; {last:.2f}", "at most 1")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["halves"]:
        paired()
    else:
        main()
