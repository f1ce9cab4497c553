"""A few figures that take below three minutes, and whether they are worse than they were.

Costs are told in draws: seconds times the draws that this machine makes in a second at the same
time, so that a slower hour does not look like slower code.
"""

from __future__ import annotations

import sys

import country
import epstein
import machine
import thresholds
from environments import Missing, python_of

WORST = 0.5  # of the speed that was committed


def figures() -> dict[str, float]:
    """Each figure: the more, the faster."""
    found = {}
    before = draws()
    runs = country.quick()
    rate = (before + draws()) / 2.0
    for name, seconds in (("street in groups, 156 weeks", runs["small"]["seconds"]),
                          ("the whole country, 58 weeks", runs["start"]["seconds"])):
        found[f"runs a billion draws: {name}"] = 1e9 / (seconds * rate)
    beside = thresholds.one_world(sys.executable, "gather", 10**5)
    found["times numpy: thresholds, 1e5 people"] = beside["whole"][0]
    try:
        ratios = epstein.speed(python_of("mesa"), quick=True)
        found["times Mesa: civil violence, 40 x 40"] = ratios[40]["alone"]["median"]
    except Missing as missing:
        print(f"left out: {missing}")
    return found


def draws() -> float:
    """Draws a second on one thread, now."""
    return 1e6 * machine.limits_of("draws, million/s", 1)


def compared(before: dict[str, float] | None) -> int:
    """Print the figures beside those committed; 1 if one is worse than half of them, twice."""
    worse = told(figures(), before)
    if worse:
        print("Once more: the machine may have been busy.")
        worse = [name for name in told(figures(), before) if name in worse]
    for name in worse:
        print(f"Slower than half of what was committed: {name}")
    return 1 if worse else 0


def told(found: dict[str, float], before: dict[str, float] | None) -> list[str]:
    """Print figures; which are worse than half of what was committed."""
    if before is None:
        print("No figures are committed for this kind of machine; nothing is held against these.")
    worse = []
    for name, value in found.items():
        line = f"{name:<48} {value:>10.1f}"
        if before and name in before:
            line += f"   committed {before[name]:>10.1f}   ({value / before[name]:.0%})"
            if value < WORST * before[name]:
                worse.append(name)
        print(line)
    return worse
