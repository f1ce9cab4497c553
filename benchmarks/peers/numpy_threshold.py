"""Thresholds on a network as somebody who knows numpy would write it.

Neighbours are a table of numbers, states an array, and each step is a few operations on the
whole. Worlds lie one behind the other, as one network in parts. ``how``, beside the arguments
of mesa_threshold.py, says which of two ways:

    gather    in each step all look up what all their neighbours do
    waves     those who came to act tell their neighbours; only those who are ready are asked

The same law as fronde.classics.cascades, with draws of numpy's own. A run ends early, if ``stop``,
when nobody is left who may act.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


def network(worlds, people, near, far, rng):
    """Whom each person is tied to [ties, worlds x people]."""
    place = np.arange(people, dtype=np.int32)
    ties = np.empty((near + far, worlds, people), np.int32)
    for k in range(near):
        away = k // 2 + 1
        ties[k] = np.roll(place, -away if k % 2 == 0 else away)
    for world in range(worlds):
        for k in range(near, near + far, 2):
            order = rng.permutation(place)
            ties[k, world, order] = np.roll(order, -1)
            ties[k + 1, world, order] = np.roll(order, 1)
    ties += (np.arange(worlds, dtype=np.int32) * people)[:, None]
    return ties.reshape(near + far, worlds * people)


def needs(count, ties, mean, sd, rng):
    """How many acting neighbours each person needs."""
    return np.clip(np.ceil(rng.normal(mean, sd, count) * ties), 0, ties + 1).astype(np.int8)


def gather(ties, need, pace, steps, worlds, stop, rng):
    """Every step is the same few operations on everybody."""
    acting = np.zeros(len(need), np.bool_)
    path = np.zeros((steps + 1, worlds), np.int64)
    for step in range(1, steps + 1):
        counts = np.zeros(len(need), np.int8)
        for column in ties:
            counts += acting[column]
        ready = np.flatnonzero(~acting & (counts >= need))
        if stop and not len(ready):
            path[step:] = path[step - 1]
            break
        acting[ready[rng.random(len(ready)) < pace]] = True
        path[step] = acting.reshape(worlds, -1).sum(axis=1)
    return path


def waves(ties, need, pace, steps, worlds, stop, rng):
    """Counts are kept up to date by those who come to act."""
    rows = np.ascontiguousarray(ties.T)
    counts = np.zeros(len(need), np.int8)
    path = np.zeros((steps + 1, worlds), np.int64)
    ready = np.flatnonzero(need == 0)
    listed = need == 0
    for step in range(1, steps + 1):
        if stop and not len(ready):
            path[step:] = path[step - 1]
            break
        now = rng.random(len(ready)) < pace
        newly, ready = ready[now], ready[~now]
        path[step] = path[step - 1] + np.bincount(newly // (len(need) // worlds), minlength=worlds)
        told = rows[newly].ravel()
        np.add.at(counts, told, 1)
        met = np.unique(told[(counts[told] >= need[told]) & ~listed[told]])
        listed[met] = True
        ready = np.concatenate((ready, met))
    return path


def peak_memory():
    """Most memory held so far [MB]; getrusage would count that of the process that began this."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main():
    """All seeds at once, as parts of one network."""
    given = json.loads(sys.argv[1])
    worlds, count = len(given["seeds"]), len(given["seeds"]) * given["people"]
    rng = np.random.default_rng(given["seeds"])
    begun = time.perf_counter()
    ties = network(worlds, given["people"], given["near"], given["far"], rng)
    need = needs(count, given["near"] + given["far"], given["mean"], given["sd"], rng)
    start = time.perf_counter()
    way = {"gather": gather, "waves": waves}[given["how"]]
    path = way(ties, need, given["pace"], given["steps"], worlds, given["stop"], rng)
    end = time.perf_counter()
    memory = peak_memory()
    print(json.dumps({"seconds": end - start, "with_setup": end - begun, "memory": memory,
                      "paths": path.T.tolist()}))


if __name__ == "__main__":
    main()
