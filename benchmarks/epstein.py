"""Cops and citizens on a torus beside Mesa's own example: speed, sweeps, outcomes, memory.

What is the same: the rules, settings and size of ``mesa_example``, one thread against one
process, two threads against two processes; each comparison is made in turn, Mesa then ours.
What is not: Mesa is measured when nearly all its neighbourhoods are cached, ours over the same
steps; a run of Mesa's sweep collects what every agent is at every step, as the example ships, one
of ours the eight counts of each tick; our time to compile is left out, and so is Mesa's to import.

``peer`` is the path of a Python with Mesa 3.5 in it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from fronde.classics.torus import ACTIVE, IN_JAIL, mesa_example, outbursts, patrol, patrols

MESA = Path(__file__).parent / "peers" / "mesa_epstein.py"
CALM_TICKS = 50  # at first, left out of means
MANY = 50  # at so many actives an outburst begins
RESTLESS = {"cops": 0.04, "legitimacy": 0.82, "jail_most": 30}
SHIPPED = {"cops": 0.074, "legitimacy": 0.8, "jail_most": 1000}


def asked(peer: str, **what: Any) -> dict[str, Any]:
    """What Mesa's side answers."""
    done = subprocess.run([peer, str(MESA), json.dumps(what)], check=True, capture_output=True,
                          text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def spread(values: Iterable[float]) -> dict[str, float]:
    """Median, smallest and largest."""
    values = list(values)
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def seconds(work: Callable[[], object]) -> float:
    """Seconds of some work."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def of_an_agent(size: int, warm: int, ticks: int, during: float = 1.0) -> float:
    """Our seconds an agent and tick, after some ticks: median over ``during`` seconds of runs."""
    torus, rules = mesa_example(size, size, **RESTLESS)
    found, until = [], time.perf_counter() + during
    while len(found) < 5 or time.perf_counter() < until:
        found.append(seconds(lambda: patrol(torus, rules, warm + ticks, 1))
                     - seconds(lambda: patrol(torus, rules, warm, 1)))
    return statistics.median(found) / ticks / (size * size * (torus.citizens + torus.cops))


def speed(peer: str, quick: bool = False, rounds: int = 3) -> dict[int, dict[str, Any]]:
    """How many times as fast an agent's step is, by the size of the torus.

    ``alone``: against Mesa's agents alone; ``whole``: against ``model.step()``.
    """
    found = {}
    # Each step of Mesa's side counts twice: it takes one alone and one whole, in turn.
    for size, warm, steps in ((40, 10, 8),) if quick else (
            (40, 20, 30), (100, 8, 6), (200, 8, 2), (400, 8, 1)):
        alone, whole, ours = [], [], []
        patrol(*mesa_example(size, size), 2, 1)  # compiles
        for _ in range(rounds):
            mesa = asked(peer, mode="steps", width=size, height=size, warm=warm, steps=steps,
                         **RESTLESS)
            ours.append(of_an_agent(size, warm, 2 * steps))
            alone.append(mesa["seconds"] / mesa["agent_steps"] / ours[-1])
            whole.append(mesa["seconds_whole"] / mesa["agent_steps"] / ours[-1])
        found[size] = {"alone": spread(alone), "whole": spread(whole),
                       "our_ns": spread(1e9 * one for one in ours),
                       "mesa_mb": mesa["memory_mb"]}
    return found


def sweep(peer: str, quick: bool = False, rounds: int = 3) -> dict[str, Any]:
    """How many times as many runs a second, on two cores, and the memory of both [MB]."""
    steps, per = (8, 25) if quick else (100, 50)  # of ours so many times as many runs
    levels, cops, seeds = [0.8, 0.82], [0.04, 0.074], [1]
    settings = [mesa_example(cops=share, legitimacy=level, jail_most=30)
                for level in levels for share in cops]
    patrols(settings, 2, [0])  # compiles
    ratios, ours, mesa = [], [], {}
    for _ in range(rounds):
        mesa = asked(peer, mode="batch", legitimacy=levels, cops=cops, seeds=seeds, steps=steps,
                     processes=2, jail_most=30)
        many = range(per * len(seeds))
        begun = time.perf_counter()
        patrols(settings, steps, many, threads=2)
        ours.append(len(settings) * len(many) / (time.perf_counter() - begun))
        ratios.append(ours[-1] * mesa["seconds"] / mesa["runs"])
    return {"ratio": spread(ratios), "our_runs_a_second": spread(ours),
            "our_mb": memory(levels, cops, steps, len(many)),
            "mesa_mb": mesa["memory_mb"] + 2 * mesa["memory_of_a_worker_mb"]}


def memory(levels: list[float], cops: list[float], steps: int, seeds: int) -> float:
    """Peak memory of a process that does our sweep and nothing else [MB]."""
    code = f"""
from pathlib import Path
from fronde.classics.torus import mesa_example, patrols
settings = [mesa_example(cops=c, legitimacy=v, jail_most=30) for v in {levels} for c in {cops}]
patrols(settings, {steps}, range({seeds}), threads=2)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout) / 1024


def everything(peer: str) -> dict[str, Any]:
    """All figures, and which Mesa they are of."""
    version = asked(peer, mode="steps", width=16, height=16, warm=0, steps=1)
    return {"mesa": version["mesa"], "python": version["python"], "speed": speed(peer),
            "sweep": sweep(peer), "outcomes": outcomes(peer)}


def outcomes(peer: str, quick: bool = False, seeds: int = 40) -> dict[str, dict[str, Any]]:
    """Whether runs end alike: means of both and the Kolmogorov-Smirnov test's p-value of each."""
    size, steps, seeds = (16, 60, 10) if quick else (40, 200, seeds)
    settings = {"restless": RESTLESS} if quick else {"restless": RESTLESS, "shipped": SHIPPED}

    def beside(setting: dict[str, float]) -> dict[str, Any]:
        mesa = asked(peer, mode="outcomes", width=size, height=size, steps=steps,
                     seeds=list(range(seeds)), **setting)
        counts = patrols([mesa_example(size, size, **setting)], steps, range(10 * seeds))[0]
        return compared(measures(np.array(mesa["active"]), np.array(mesa["jailed"])),
                        measures(counts[:, :, ACTIVE], counts[:, :, IN_JAIL]))

    with ThreadPoolExecutor(len(settings)) as pool:  # nothing is timed here
        return dict(zip(settings, pool.map(beside, settings.values()), strict=True))


def compared(mesa: dict[str, Any], ours: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Means and p-value of each measure."""
    return {name: {"mesa": float(mesa[name].mean()), "ours": float(ours[name].mean()),
                   "p": float(stats.ks_2samp(mesa[name], ours[name]).pvalue)} for name in mesa}


def measures(active: np.ndarray, jailed: np.ndarray) -> dict[str, np.ndarray]:
    """What is compared, one number a run [runs], from counts [runs, steps]."""
    return {"mean active": active[:, CALM_TICKS:].mean(axis=1),
            "share of ticks above": (active > MANY).mean(axis=1),
            "height of the first outburst": np.array([first_height(run) for run in active]),
            "jailed at the end": jailed[:, -1],
            "most active": active.max(axis=1)}


def first_height(active: np.ndarray) -> int:
    """Most actives during the first outburst; 0 if there is none."""
    begins = outbursts(active, MANY)
    if len(begins) == 0:
        return 0
    rest = active[begins[0]:]
    return int(rest[: int(np.argmax(rest < MANY)) or len(rest)].max())
