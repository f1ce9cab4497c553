"""Thresholds on a network: fronde beside Mesa and numpy, in turn; ratios, not seconds.

    people of 8 near and 2 far ties, thresholds N(0.35, 0.2), each who is ready acts in a step with
    chance 1/4, 200 steps: nearly all act in the end, most of them after step 40

``everything(python)`` gives all figures, with the path of a Python that has Mesa, networkx and
numpy; so does ``python benchmarks/thresholds.py PYTHON [--quick]``. Peers are those of
``benchmarks/peers``; each of their runs is a process of its own, whose start is not counted. A
ratio is the peer's time over fronde's, of each round its own, as [median, least, most]; ``steps``
sets the peer's steps alone against all that fronde does, set-up included. What is compiled is so
before: that takes fronde some 10 s once, and is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

HERE = Path(__file__).parent
MODEL = {"near": 8, "far": 2, "mean": 0.35, "sd": 0.2, "pace": 0.25, "steps": 200, "stop": True}
SIZES = {"mesa": (10**4, 10**5), "gather": (10**4, 10**5, 10**6),  # 10^7: five minutes a run
         "waves": (10**4, 10**5, 10**6, 10**7)}
QUICK = {"mesa": (10**3,), "gather": (10**4,), "waves": (10**5,)}
FILLED = 10**6  # people in all worlds of a run of fronde's, so that a clock can tell their time

Figures = dict[str, Any]


def everything(python: str, quick: bool = False, rounds: int = 3) -> Figures:
    """All figures. ``quick``: small sizes and few worlds, about half a minute."""
    ours(people=100, seeds=[1])  # compiles, if need be, and loads
    return {
        "cores": os.cpu_count(),
        "one world": {peer: {people: one_world(python, peer, people, rounds)
                             for people in (QUICK if quick else SIZES)[peer]}
                      for peer in SIZES},
        "many worlds": many_worlds(python, 30 if quick else 1000, 1 if quick else 3, rounds),
        "agreement": agreement(python, 10 if quick else 100),
        "general engine": general_engine(10_000 if quick else 100_000, rounds),
    }


def one_world(python: str, peer: str, people: int, rounds: int = 3) -> Figures:
    """One world of so many people, on one thread each; fronde's by the mean of several.

    ``memory`` is that of whole processes with one world, interpreter and libraries included [MB].
    """
    worlds = max(1, FILLED // people)
    found = in_turn(
        lambda: run_peer(python, peer, people=people, seeds=[1]),
        lambda: ours(people=people, seeds=list(range(worlds)), threads=1), rounds, 1, worlds)
    alone = answered([sys.executable, __file__, "--one"],
                     {**MODEL, "people": people, "seeds": [1], "threads": 1})
    return {**found, "fronde MB": alone["memory"]}


def many_worlds(
    python: str, worlds: int, few: int, rounds: int = 3, people: int = 1000
) -> Figures:
    """Many worlds of a thousand people: all at once in numpy, a loop over a ``few`` in Mesa.

    Mesa's time a world is that of its few.
    """
    seeds, cores = list(range(worlds)), os.cpu_count() or 1

    def beside(peer: str, peers: list[int], threads: int) -> Figures:
        return in_turn(lambda: run_peer(python, peer, people=people, seeds=peers),
                       lambda: ours(people=people, seeds=seeds, threads=threads), rounds,
                       len(peers), worlds)

    found = {f"{peer}; fronde on {threads}": beside(peer, seeds, threads)
             for peer in ("gather", "waves") for threads in sorted({1, cores})}
    found[f"mesa, {few} of {worlds}; fronde on 1"] = beside("mesa", seeds[:few], 1)
    return {"people": people, "worlds": worlds, **found}


def agreement(python: str, worlds: int, people: int = 1000) -> Figures:
    """Whether paths are of one law: means and KS, over worlds, fronde's ten for each of a peer's.

    ``half`` is the step after which half of all act, ``step 40`` and ``end`` how many act then.
    """
    mine = readings(ours(people=people, seeds=list(range(10 * worlds)))["paths"], people)
    found: Figures = {}
    for peer in SIZES:
        theirs = readings(run_peer(python, peer, people=people,
                                   seeds=list(range(worlds)))["paths"], people)
        found[peer] = {name: {
            "fronde": float(mine[name].mean()), "peer": float(theirs[name].mean()),
            "standard errors apart": float(
                abs(mine[name].mean() - theirs[name].mean())
                / np.sqrt(mine[name].var() / len(mine[name]) + theirs[name].var() / worlds)),
            "KS p": float(stats.ks_2samp(mine[name], theirs[name]).pvalue)} for name in mine}
    return found


def general_engine(people: int, rounds: int = 3, worlds: int = 20) -> Figures:
    """The week of the general engine on a scenario of thresholds, beside this model of the same.

    The gallery's siegel-2009-small-world: 4 near and 2 far ties, thresholds N(0.5, 0.25).
    """
    import fronde as fr
    from fronde.classics.cascades import cascades
    from fronde.classics.networks import Ring

    scenario = fr.load("siegel-2009-small-world", people=people)
    street: list[float] = []
    shares: list[float] = []

    def engine() -> Figures:
        begun = time.perf_counter()
        result = fr.simulate(scenario, seed=1 + len(street), threads=1)
        seconds = time.perf_counter() - begun
        weeks = result.series.filter(level="nation", metric="protest").sort("week")
        street.append(weeks["value"][-1] / scenario.population)
        return {"seconds": seconds, "with_setup": seconds}

    def model() -> Figures:
        begun = time.perf_counter()
        found = cascades(Ring(people, 4, 2), stats.norm(0.5, 0.25).cdf, 1.0, scenario.weeks,
                         range(worlds), threads=1)
        seconds = time.perf_counter() - begun
        shares[:] = (found[:, -1] / people).tolist()
        return {"seconds": seconds, "with_setup": seconds}

    engine()
    found = in_turn(engine, model, rounds, 1, worlds)
    return {"people": people, "weeks": scenario.weeks, "share that acts, engine": street,
            "share that acts, this model: mean, sd": [float(np.mean(shares)),
                                                      float(np.std(shares))], **found}


def in_turn(peer: Callable[[], Figures], own: Callable[[], Figures], rounds: int,
            peers: int, worlds: int) -> Figures:
    """A peer and fronde in turn: seconds a world, and the rounds' ratios as [median, least, most].

    ``peers`` and ``worlds`` : how many worlds a run of either is.
    """
    pairs = [(peer(), own()) for _ in range(rounds)]

    def of(name: str) -> list[float]:
        ratios = [(a[name] / peers) / (b["with_setup"] / worlds) for a, b in pairs]
        return [statistics.median(ratios), min(ratios), max(ratios)]

    def middle(which: int, name: str) -> float | None:
        values = [pair[which].get(name) for pair in pairs]
        return None if None in values else statistics.median(values)

    return {"steps": of("seconds"), "whole": of("with_setup"),
            "peer seconds a world": middle(0, "with_setup") / peers,
            "fronde seconds a world": middle(1, "with_setup") / worlds,
            "peer MB": middle(0, "memory")}


def readings(paths: Any, people: int) -> dict[str, np.ndarray]:
    """What is compared of paths, one number a world."""
    table = np.array(paths)
    return {"half": (table < people / 2).sum(axis=1).astype(float),
            "step 40": table[:, 40].astype(float), "end": table[:, -1].astype(float)}


def run_peer(python: str, peer: str, **changed: Any) -> Figures:
    """One run of a peer in a process of its own."""
    file = "mesa_threshold.py" if peer == "mesa" else "numpy_threshold.py"
    return answered([python, str(HERE / "peers" / file)], {**MODEL, "how": peer, **changed})


def answered(command: list[str], given: Figures) -> Figures:
    """The line of JSON that a command prints."""
    ran = subprocess.run([*command, json.dumps(given)], check=True, stdout=subprocess.PIPE,
                         text=True)
    found: Figures = json.loads(ran.stdout)
    return found


def ours(people: int, seeds: list[int], threads: int | None = None) -> Figures:
    """One run of fronde in this process; set-up is part of the call."""
    from fronde.classics.cascades import cascades
    from fronde.classics.networks import Ring

    begun = time.perf_counter()
    law = stats.norm(MODEL["mean"], MODEL["sd"]).cdf
    paths = cascades(Ring(people, MODEL["near"], MODEL["far"]), law, MODEL["pace"],
                     MODEL["steps"], seeds, threads=threads)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "with_setup": seconds, "paths": paths}


def one(given: Figures) -> Figures:
    """What the peers answer, for one run of fronde; the kernel is loaded before."""
    ours(100, [1])
    found = ours(given["people"], given["seeds"], given["threads"])
    return {**found, "memory": peak_memory(), "paths": found["paths"].tolist()}


def peak_memory() -> float:
    """Most memory held so far [MB]; getrusage would count that of the process that began this."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """All figures as JSON."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("python", nargs="?", help="a Python with Mesa, networkx and numpy")
    given.add_argument("--quick", action="store_true")
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--one", help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.one:
        print(json.dumps(one(json.loads(options.one))))
    elif options.python:
        print(json.dumps(everything(options.python, options.quick, options.rounds), indent=1))
    else:
        given.error("which Python has the peers?")


if __name__ == "__main__":
    main()
