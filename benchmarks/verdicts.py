"""Whether a study with the street in groups gives the verdicts of one that is one to one.

    fronde study claims --points 64 --out groups
    fronde study claims --points 64 --out whole --people all --claim c04 --claim c05 ...
    python benchmarks/verdicts.py groups whole [MORE ...]

Claims that were asked in groups and one to one, in one study or several, are judged anew, as so
many at once. The table is printed and kept
in ``docs/convergence/verdicts.json``: per claim the verdict and the share of parameter sets at
which it holds, in each study, and at how many of them both come out alike.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import fronde as fr
from fronde.record.whole import SCENARIO
from fronde.study.kinds import claims
from fronde.study.study_values import Values, read_values

KEPT = Path(__file__).parent.parent / "docs" / "convergence" / "verdicts.json"


def main() -> None:
    """Judge both, print and keep the table."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("groups", type=Path, help="folder of the study with the street in groups")
    given.add_argument("whole", type=Path, nargs="+", help="folders of studies one to one")
    asked = given.parse_args()
    groups, wholes = Judged(asked.groups), [Judged(folder) for folder in asked.whole]
    common = {name: next(study for study in wholes if name in study.asked)
              for name in groups.asked if any(name in study.asked for study in wholes)}
    if not common:
        raise SystemExit("these studies asked no claim in common")
    rows = [beside(name, (groups, whole), len(common)) for name, whole in common.items()]
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200):
        print(pl.DataFrame(rows))
    KEPT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


class Judged:
    """A study that was run, and what it says of a claim."""

    def __init__(self, folder: Path) -> None:
        self.scenario = fr.load(json.loads((folder / SCENARIO).read_text(encoding="utf-8")))
        self.values: Values = read_values(folder)
        self.asked: list[str] = self.values.manifest["study"]["settings"]["claims"]

    def verdict(self, name: str, among: int) -> claims.Tested:
        """The verdict on a claim as one of so many."""
        claim = next(one for one in self.scenario.claims if one.id == name)
        return claims.test(self.scenario, self.values, claim, among)


def beside(name: str, both: tuple[Judged, Judged], among: int) -> dict[str, Any]:
    """A row of the table: what each study says of a claim."""
    row: dict[str, Any] = {"claim": name}
    standing = []
    for how, study in zip(("groups", "one to one"), both, strict=True):
        said = study.verdict(name, among)
        row |= {f"{how}: verdict": said.found.verdict, f"{how}: holds": said.found.share,
                f"{how}: low": said.found.low, f"{how}: high": said.found.high,
                f"{how}: sets": said.found.sets}
        standing.append(said.found.standing)
    known = np.isfinite(standing[0]) & np.isfinite(standing[1])
    alike = (standing[0] == 1.0)[known] == (standing[1] == 1.0)[known]
    return row | {"alike": int(alike.sum()), "of": int(known.sum())}


if __name__ == "__main__":
    main()
