"""What a study costs: runs a second, memory, and what its layer adds: ``make bench-studies``.

    study     N runs of 100,000 citizens x 156 weeks over the priors, as `fronde study ensemble`
    layer     the same runs as a plain loop over `fronde.simulate`, and as a study with one worker,
              in turn; the ratio of the time within
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import psutil

import fronde as fr
from fronde.scenario.altered import set_values
from fronde.study.engines import Local
from fronde.study.execution import carry_out
from fronde.study.jobs import AS_IT_STANDS, Variant
from fronde.study.methods.design import points
from fronde.study.outcomes import outcome
from fronde.study.protocol import Study, observe_readings

CASE, CITIZENS = "fighting-coalition", 100_000
SMALL = 30  # runs of one pair


def main() -> None:
    """The layer first, then the whole."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--runs", type=int, default=2000)
    given.add_argument("--pairs", type=int, default=5)
    options = given.parse_args()
    layer(options.pairs)
    found = whole(options.runs)
    print(f"study: {options.runs:,} runs of {CITIZENS:,} citizens on {found['workers']} workers in "
          f"{found['minutes']:.1f} min, {found['runs a minute']:.0f} a minute; "
          f"{found['MB']:,.0f} MB in all processes (held to 15 min, 2 GB)")


def planned(runs: int) -> Study:
    """So many points, one run each."""
    scenario = fr.load(CASE, people=CITIZENS)
    readings = tuple(reading for text in ("legitimacy", "contained")
                     for reading in outcome(text, scenario).readings)
    return Study("ensemble", observe_readings(scenario, readings),
                 points(scenario.priors, runs, 1, "sobol"), (Variant(AS_IT_STANDS),), readings, 1,
                 1)


def layer(pairs: int) -> None:
    """Ratios of a study's time to that of its runs alone, in turn."""
    study = planned(SMALL)
    loop(study)  # compiles and loads
    with Local(1) as engine:
        ratios = [through(study, engine) / loop(study) for _ in range(pairs)]
    print(f"layer: {statistics.median(ratios) - 1:+.1%} (from {min(ratios) - 1:+.1%} to "
          f"{max(ratios) - 1:+.1%}, {pairs} pairs of {SMALL} runs; held to +5 %)", flush=True)


def loop(study: Study) -> float:
    """Seconds of the runs alone."""
    begun = time.perf_counter()
    for point in range(len(study.points)):
        fr.simulate(set_values(study.scenario, study.points.at(point)), seed=1, replicate=point,
                    threads=1)
    return time.perf_counter() - begun


def through(study: Study, engine: Local) -> float:
    """Seconds of the same runs as a study, from the first outcome to the last.

    Until the first one a worker starts and loads what it needs, which a long study does once.
    """
    marks: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        carry_out(study, Path(folder) / "study", engine,
                  watch=lambda _: marks.append(time.perf_counter()))
        ended = time.perf_counter()
    one = (marks[-1] - marks[0]) / (len(marks) - 1)
    return ended - marks[0] + one


def whole(runs: int) -> dict[str, float]:
    """Time and memory [MB, of all processes] of a study of many runs on all cores."""
    study, most = planned(runs), [0.0]

    def watch(_: object) -> None:
        me = psutil.Process()
        most[0] = max(most[0], sum(one.memory_info().rss
                                   for one in (me, *me.children(recursive=True))))

    begun = time.perf_counter()
    with Local() as engine, tempfile.TemporaryDirectory() as folder:
        carry_out(study, Path(folder) / "study", engine, watch=watch)
        workers = engine.workers
    seconds = time.perf_counter() - begun
    return {"runs": runs, "workers": workers, "minutes": seconds / 60, "runs a minute":
            60 * runs / seconds, "MB": most[0] / 1e6}



if __name__ == "__main__":
    main()
