"""Speed of fronde beside what users would pick instead, on this machine: ``make bench``.

Writes the figures to ``benchmarks/figures.json`` and the page ``docs/speed.md`` from them. Each
comparison is made in turn, peer then fronde, several times; what counts are ratios.

    --only PART ...   measure these anew, and keep the others; the page names the machine of each
    --quick           a few figures, below three minutes; fails where one is worse than half of
                      what the committed figures of the same kind of machine say
    --page            write the page from the figures as they are
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import commands
import country
import dense
import epstein
import machine
import page
import quick
import studies
import thresholds
from environments import Missing, python_of

FIGURES = Path(__file__).parent / "figures.json"
PARTS: dict[str, Callable[[], Any]] = {
    "limits": machine.limits,
    "epstein": lambda: epstein.everything(python_of("mesa")),
    "thresholds": lambda: thresholds.everything(python_of("mesa")),
    "dense": lambda: dense.everything(python_of("laser")),
    "country": country.everything,
    "commands": commands.everything,
    "studies": lambda: studies.whole(60),
    "quick": quick.figures,
}


def main() -> None:
    """Measure, keep, write."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART",
                       help=", ".join(PARTS))
    given.add_argument("--quick", action="store_true")
    given.add_argument("--page", action="store_true")
    options = given.parse_args()
    if options.quick:
        sys.exit(quick.compared(of_this_machine(kept(FIGURES), "quick")))
    if not options.page:
        measure(options.only)
    print(page.write(json.loads(FIGURES.read_text(encoding="utf-8"))))


def kept(file: Path) -> dict[str, Any]:
    """Figures that were measured before, each with its machine."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def of_this_machine(figures: dict[str, Any], part: str) -> Any:
    """A part's figures, if a machine of this kind has made them."""
    made = figures.get("when", {}).get(part, {})
    return figures.get(part) if made.get("machine") == machine.kind() else None


def measure(parts: list[str]) -> None:
    """Measure parts one after the other; what is done is kept if a later one fails."""
    figures = kept(FIGURES)
    for part in parts:
        begun = time.perf_counter()
        load = os.getloadavg()[0]
        print(f"{part} ...", end=" ", flush=True)
        try:
            found = PARTS[part]()
        except Missing as missing:
            print(f"left out: {missing}")
            continue
        figures[part] = json.loads(json.dumps(found))
        figures.setdefault("when", {})[part] = {
            **machine.described(), "date": date.today().isoformat(), "load": f"{load:.1f}"}
        beside = FIGURES.with_suffix(".part")
        beside.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        beside.replace(FIGURES)
        print(f"{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
