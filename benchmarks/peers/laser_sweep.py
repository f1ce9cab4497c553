"""A dense sweep in the manner of LASER: every citizen is asked every week, on all cores.

    python laser_sweep.py '{"people": 1000000, "weeks": 10, "threads": 2}'

prints a line of JSON: seconds a week, peak memory, and how many changed in a week.

Properties lie in a LaserFrame, rules are numba loops over all of it, random draws come from numba's
generators, as in the models built on laser-core. The rules are stand-ins, leaner than fronde's:
three states, a logit choice between street and quiet by hardship, risk aversion and threshold,
fatigue, arrest and a term in prison. Nobody hides, meets or fights, and there are no ties.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numba
import numpy as np
from laser.core.laserframe import LaserFrame

QUIET, STREET, PRISON = range(3)
TERM = 12  # weeks


@numba.njit(parallel=True)
def draw_traits(hardship, aversion, threshold):
    """Everybody's traits."""
    for k in numba.prange(len(hardship)):
        hardship[k] = np.random.random()
        aversion[k] = np.random.random()
        threshold[k] = 0.1


@numba.njit(parallel=True)
def week(state, left, hardship, aversion, threshold, legitimacy, arrest, changed):
    """One week of everybody; ``changed`` counts by thread."""
    for k in numba.prange(len(state)):
        if state[k] == QUIET:
            worth = 0.1 * hardship[k] * (1.0 - legitimacy) - 0.05 * aversion[k] - threshold[k]
            odds = np.exp(worth / 0.018 - 4.5)
            if np.random.random() < -np.expm1(-0.25 * odds / (1.0 + odds)):
                state[k] = STREET
                changed[numba.get_thread_id()] += 1
        elif state[k] == STREET:
            draw = np.random.random()
            if draw < arrest:
                state[k] = PRISON
                left[k] = TERM
                changed[numba.get_thread_id()] += 1
            elif draw < arrest + 0.3:
                state[k] = QUIET
                changed[numba.get_thread_id()] += 1
        else:
            left[k] -= 1
            if left[k] == 0:
                state[k] = QUIET
                changed[numba.get_thread_id()] += 1


def peak_memory() -> float:
    """Most memory held so far [MB]."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Set up, a week to warm up, then the weeks."""
    given = json.loads(sys.argv[1])
    numba.set_num_threads(given["threads"])
    people = LaserFrame(given["people"])
    people.add_scalar_property("state", np.uint8)
    people.add_scalar_property("left", np.uint8)
    people.add_scalar_property("hardship", np.float32)
    people.add_scalar_property("aversion", np.float32)
    people.add_scalar_property("threshold", np.float32)
    draw_traits(people.hardship, people.aversion, people.threshold)
    changed = np.zeros(numba.config.NUMBA_NUM_THREADS, np.int64)
    begun = 0.0
    for number in range(given["weeks"] + 1):
        if number == 1:  # the first compiles
            begun, changed[:] = time.perf_counter(), 0
        week(people.state, people.left, people.hardship, people.aversion, people.threshold,
             0.4, 0.05, changed)
    print(json.dumps({"seconds": (time.perf_counter() - begun) / given["weeks"],
                      "memory": peak_memory(), "events": int(changed.sum()) / given["weeks"]}))


if __name__ == "__main__":
    main()
