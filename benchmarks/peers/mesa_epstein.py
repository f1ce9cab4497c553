"""Mesa's own example ``epstein_civil_violence``, timed: one JSON object in, one line of JSON out.

    python mesa_epstein.py '{"mode": "steps", "width": 40, "height": 40, "warm": 20, "steps": 20}'

Runs under a Python with Mesa 3.5. The example is imported, not rewritten; a subclass only takes
its scenario apart into arguments, as ``mesa.batch_run`` wants them.

steps     seconds of the agents alone (``shuffle_do`` and the model's counts) and of
          ``model.step()`` as it ships, which also collects data, in turn, after ``warm`` steps:
          by then nearly all neighbourhoods are cached, which is to Mesa's advantage
outcomes  numbers active and in prison after each step, for each seed [seeds, steps]
batch     seconds of ``mesa.batch_run`` over legitimacy, cops and seeds
"""

from __future__ import annotations

import json
import platform
import resource
import sys
import time
from pathlib import Path
from typing import Any

import mesa
from mesa.examples.advanced.epstein_civil_violence.model import (
    EpsteinCivilViolence,
    EpsteinScenario,
)


class Swept(EpsteinCivilViolence):
    """The example with a scenario made from single arguments."""

    def __init__(self, rng: int, width: int, height: int, **values: Any) -> None:
        super().__init__(width, height, EpsteinScenario(rng=rng, **values))


def main() -> None:
    """Do what is asked."""
    asked = {"width": 40, "height": 40, "citizens": 0.7, "cops": 0.04, "legitimacy": 0.82,
             "jail_most": 30, "seed": 1, **json.loads(sys.argv[1])}
    found = {"steps": steps, "outcomes": outcomes, "batch": batch}[asked["mode"]](asked)
    # What getrusage says of itself a process inherits from the one that started it.
    own = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"mesa": mesa.__version__, "python": platform.python_version(), **found,
                      "memory_mb": own / 1024, "memory_of_a_worker_mb": child / 1024}))


def named(asked: dict[str, Any]) -> dict[str, Any]:
    """What is asked, by Mesa's names."""
    return {"width": asked["width"], "height": asked["height"],
            "citizen_density": asked["citizens"], "cop_density": asked["cops"],
            "legitimacy": asked["legitimacy"], "max_jail_term": asked["jail_most"]}


def steps(asked: dict[str, Any]) -> dict[str, Any]:
    """Seconds of the agents alone and of whole steps, one of each in turn."""
    model = Swept(asked["seed"], **named(asked))
    for _ in range(asked["warm"]):
        alone(model)
    spent = {"alone": 0.0, "whole": 0.0}
    for _ in range(asked["steps"]):
        for what, step in (("alone", lambda: alone(model)), ("whole", model.step)):
            begun = time.perf_counter()
            step()
            spent[what] += time.perf_counter() - begun
    return {"agent_steps": len(model.agents) * asked["steps"], "seconds": spent["alone"],
            "seconds_whole": spent["whole"]}


def alone(model: EpsteinCivilViolence) -> None:
    """A step without collecting data."""
    model.agents.shuffle_do("step")
    model._update_counts()


def outcomes(asked: dict[str, Any]) -> dict[str, Any]:
    """Active and in prison after each step."""
    active, jailed = [], []
    for seed in asked["seeds"]:
        model = Swept(seed, **named(asked))
        rows = []
        for _ in range(asked["steps"]):
            alone(model)
            rows.append((model.ACTIVE, model.ARRESTED))
        active.append([row[0] for row in rows])
        jailed.append([row[1] for row in rows])
    return {"active": active, "jailed": jailed}


def batch(asked: dict[str, Any]) -> dict[str, Any]:
    """Many runs by Mesa's own means."""
    begun = time.perf_counter()
    found = mesa.batch_run(
        Swept, named(asked), number_processes=asked["processes"], rng=asked["seeds"],
        max_steps=asked["steps"], display_progress=False)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "runs": len({row["RunId"] for row in found})}


if __name__ == "__main__":
    main()
