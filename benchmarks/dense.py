"""The thinned sweep beside a dense one in the manner of LASER, which asks everybody every week.

The dense sweep has leaner rules (see ``peers/laser_sweep.py``) and about as many changes a week;
fronde's week is the mean one of the bundled scenario's three years, with all that is in it. Both
use all cores; set-up is not counted.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import country

PEER = Path(__file__).parent / "peers" / "laser_sweep.py"
SIZES = (10**6, 10**7, country.COUNTRY)
WEEKS = 5  # of the dense sweep: each takes as long as the other

Figures = dict[str, Any]


def everything(python: str, rounds: int = 3, sizes: tuple[int, ...] = SIZES) -> Figures:
    """Ratios of a dense week's time to one of fronde's, by people."""
    return {people: beside(python, people, rounds) for people in sizes}


def beside(python: str, people: int, rounds: int) -> Figures:
    """Both at one size, in turn."""
    pairs = []
    for _ in range(rounds):
        dense = asked(python, people)
        pairs.append((dense, country.measured(people)))
    return {
        "ratio": country.spread([dense["seconds"] * 156 / own["seconds"] for dense, own in pairs]),
        "dense seconds a week": sorted(dense["seconds"] for dense, _ in pairs)[rounds // 2],
        "fronde seconds a week": sorted(own["seconds"] / 156 for _, own in pairs)[rounds // 2],
        "dense MB": pairs[0][0]["memory"], "fronde MB": pairs[0][1]["memory"],
        "dense changes a week": pairs[0][0]["events"],
        "fronde changes a week": pairs[0][1]["events"] / 156,
    }


def asked(python: str, people: int) -> Figures:
    """The dense sweep in a process of its own."""
    given = {"people": people, "weeks": WEEKS, "threads": country.CORES}
    ran = subprocess.run([python, str(PEER), json.dumps(given)], check=True,
                         stdout=subprocess.PIPE, text=True)
    found: Figures = json.loads(ran.stdout)
    return found
