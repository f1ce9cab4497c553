"""Thresholds on a network in Mesa, written as its own virus_on_network is.

Agents live on the cells of a ``Network``; in each step all look, then all who are ready act. One
argument, JSON: ``people``, ``near``, ``far``, ``mean``, ``sd``, ``pace``, ``steps``, ``seeds``,
``stop``. One line of JSON comes back: seconds of the steps and with set-up, peak memory and, for
each seed, how many act after each step.

The same law as fronde.classics.cascades, with draws of Mesa's own. It is spared what would only
cost it time: a layout of the graph, a data collector, and steps in which nobody is left to act.
"""

import json
import sys
import time
from pathlib import Path

import networkx as nx
from mesa import Model
from mesa.discrete_space import FixedAgent, Network


class Person(FixedAgent):
    """Acts for ever once enough neighbours do."""

    def __init__(self, model, threshold, cell):
        super().__init__(model)
        self.threshold = threshold
        self.cell = cell
        self.acting = False
        self.ready = False

    def look(self):
        """Whether the threshold is met, by what neighbours do now, and this step is the one."""
        if self.acting:
            return
        states = [other.acting for other in self.cell.neighborhood.agents]
        if sum(states) >= self.threshold * len(states):
            self.model.waiting += 1
            self.ready = self.random.random() < self.model.pace

    def act(self):
        """Act, if ready."""
        if self.ready and not self.acting:
            self.acting = True
            self.model.acting += 1


class Crowd(Model):
    """People on a ring of near and far ties."""

    def __init__(self, people, near, far, mean, sd, pace, rng):
        super().__init__(rng=rng)
        self.grid = Network(ring(people, near, far, self.random), capacity=1, random=self.random,
                            layout=None)
        self.pace = pace
        self.acting = 0
        self.waiting = 0
        thresholds = [self.random.gauss(mean, sd) for _ in range(people)]
        Person.create_agents(self, people, thresholds, list(self.grid.all_cells))

    def step(self):
        """Everybody looks at the step before."""
        self.waiting = 0
        self.agents.do("look")
        self.agents.do("act")


def ring(people, near, far, rng):
    """Near ties around a circle; each pair of far ties around a circle in another order."""
    graph = nx.circulant_graph(people, range(1, near // 2 + 1))
    for _ in range(far // 2):
        order = list(range(people))
        rng.shuffle(order)
        nx.add_cycle(graph, order)
    return graph


def peak_memory():
    """Most memory held so far [MB]; getrusage would count that of the process that began this."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main():
    """One model for each seed."""
    given = json.loads(sys.argv[1])
    steps, paths, seconds = given["steps"], [], 0.0
    begun = time.perf_counter()
    for seed in given["seeds"]:
        model = Crowd(*(given[name] for name in ("people", "near", "far", "mean", "sd", "pace")),
                      rng=seed)
        path, start = [0], time.perf_counter()
        for _ in range(steps):
            if len(path) > 1 and model.waiting == 0 and given["stop"]:
                break
            model.step()
            path.append(model.acting)
        seconds += time.perf_counter() - start
        paths.append(path + path[-1:] * (steps + 1 - len(path)))
    whole = time.perf_counter() - begun
    memory = peak_memory()
    print(json.dumps({"seconds": seconds, "with_setup": whole, "memory": memory, "paths": paths}))


if __name__ == "__main__":
    main()
