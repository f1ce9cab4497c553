"""Whether the model still gives the same tables, bit for bit, as when digests were last kept.

    python benchmarks/same.py [--quick] [--keep]

Runs the bundled scenario in groups and one to one, each with several seeds, and ten published
models. It compares a digest of every column of every table with ``same.json`` beside this file,
and names what differs. ``--quick`` leaves out what is one to one and most seeds. ``--keep``
writes the digests anew: only for a change that is meant to change the model, with the reason in
CHANGELOG. Digests hold for one kind of machine: sums of floating-point numbers may be rounded
otherwise on another.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl

import fronde as fr
from fronde.record.store import TABLES

KEPT = Path(__file__).with_name("same.json")
CASE, SEEDS, QUICK_SEEDS = "fighting-coalition", range(1, 6), range(1, 3)
PUBLISHED = 10
RENAMED: dict[str, str] = {}  # column in same.json -> its name now

Digests = dict[str, dict[str, str]]  # table -> column -> digest


def digest(column: pl.Series) -> str:
    """Digest of a column's values, whatever the table is stored in."""
    if column.dtype.is_numeric():
        content = column.fill_null(0).to_numpy().tobytes() + column.is_null().to_numpy().tobytes()
    else:
        content = "\n".join(map(str, column.to_list())).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def digests(result: fr.Result) -> Digests:
    """Of every column of every table of a run."""
    return {name: {column: digest(table[column]) for column in table.columns}
            for name, table in ((name, getattr(result, name)) for name in TABLES)}


def runs(quick: bool) -> Iterator[tuple[str, Digests]]:
    """Each run's name, and what it comes to."""
    for people in (1_000_000, "all")[: 1 if quick else 2]:
        for seed in QUICK_SEEDS if quick else SEEDS:
            scenario = fr.load(CASE, people=people)
            yield f"{CASE} {people} seed {seed}", digests(fr.simulate(scenario, seed=seed))
    for name in sorted(fr.bundled().gallery)[:PUBLISHED]:
        yield name, digests(fr.simulate(fr.load(name), seed=1))


def differences(before: Digests, now: Digests) -> list[str]:
    """Tables and columns that are not as they were."""
    found = []
    for table in sorted({*before, *now}):
        then = {RENAMED.get(name, name): value for name, value in before.get(table, {}).items()}
        here = now.get(table, {})
        found += [f"{table}.{name}" for name in sorted({*then, *here})
                  if then.get(name) != here.get(name)]
    return found


def main() -> None:
    """Compare, or keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    kept: dict[str, Digests] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    differ = 0
    for name, now in runs(given.quick):
        wrong = [] if given.keep else differences(kept.get(name, {}), now)
        kept[name] = now if given.keep else kept.get(name, {})
        differ += bool(wrong)
        print(f"{name}: {'kept' if given.keep else ', '.join(wrong) or 'the same'}", flush=True)
    if given.keep:
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    raise SystemExit(bool(differ))


if __name__ == "__main__":
    main()
