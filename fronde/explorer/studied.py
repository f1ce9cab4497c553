"""Studies to browse: verdicts on claims with the pairs behind them, and the matrix of responses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from fronde.arguments import short
from fronde.errors import StoreError
from fronde.explorer.library import Library as Shelf
from fronde.explorer.library import Missing
from fronde.reporting import wording
from fronde.reporting.study.complete_study import StoredStudy, open_study
from fronde.reporting.study.marks import MARKS
from fronde.reporting.study.text import lines, say, text
from fronde.study.findings import findings
from fronde.study.jobs import AS_IT_STANDS
from fronde.study.kinds.claims import Tested, compare
from fronde.study.kinds.responses import NOTHING_DONE, Cell, Matrix, doing_nothing
from fronde.study.kinds.sensitivity import INDICES
from fronde.study.methods.verdicts import Compared
from fronde.study.study_store import read_manifest

MOST_PAIRS = 2000


def summarise(name: str, folder: Path) -> dict[str, str]:
    """A study in a line.

    Raises
    ------
    StoreError : it is damaged, or of another version.
    """
    if (folder / INDICES).is_dir():
        return {"id": name, "title": name, "kind": "sensitivity", "said": "see its report"}
    manifest = read_manifest(folder)
    if manifest["status"] != "complete":
        return {"id": name, "title": name, "kind": "unfinished",
                "said": f"This study is {manifest['status']}. Finish it: {manifest['command']}"}
    study = open_study(folder)
    said = f"{wording.count_noun(study.sets, 'point')}, seed {study.plan['seed']}"
    return {"id": name, "title": study.scenario.title, "kind": study.kind, "said": said}


def page(shelf: Shelf, name: str) -> dict[str, Any]:
    """A study: claims, responses, or where else to look."""
    folder = shelf.study(name)
    if (folder / INDICES).is_dir():
        return {"kind": "sensitivity", "title": name, "said": elsewhere(folder)}
    study = read_study(folder, stamp(folder))
    if study.kind == "claims":
        return {**heading(study), "rows": [row(one) for one in judge(folder, stamp(folder))]}
    if study.kind == "responses":
        return matrix(study, name)
    return {"kind": study.kind, "title": study.scenario.title, "said": elsewhere(folder)}


def elsewhere(folder: Path) -> str:
    """Of studies that have no page here."""
    return f"This kind of study is read in its report: fronde report {folder.name}"


def stamp(folder: Path) -> int:
    """When a study was last written: one that was made anew is read anew."""
    try:
        return (folder / "manifest.json").stat().st_mtime_ns
    except OSError as error:
        raise StoreError(f"The study cannot be read ({error.strerror}).") from error


@lru_cache(8)
def read_study(folder: Path, _: int) -> StoredStudy:
    """A study that was run."""
    return open_study(folder)


@lru_cache(8)
def judge(folder: Path, _: int) -> Any:
    """The findings of a study; who browses writes nothing into its folder."""
    return findings(folder, keep=False)


def heading(study: StoredStudy) -> dict[str, Any]:
    """What every page of a study begins with."""
    return {"kind": study.kind, "title": study.scenario.title,
            "question": study.scenario.question,
            "conditions": lines(text("words", "conditions", study))}


def row(one: Tested) -> dict[str, Any]:
    """A claim with its verdict."""
    mark = MARKS[one.found.verdict]
    return {"id": one.claim.id, "says": one.claim.says, "source": one.claim.source,
            "verdict": mark.says, "sign": mark.sign, "share": finite_or_none(one.found.share),
            "low": finite_or_none(one.found.low), "high": finite_or_none(one.found.high),
            "reversed": finite_or_none(one.found.reversed_share)}


def finite_or_none(value: float) -> float | None:
    """A number that travels."""
    return float(value) if math.isfinite(value) else None


def claim(shelf: Shelf, name: str, asked: str) -> dict[str, Any]:
    """One claim with its pairs of runs."""
    folder = shelf.study(name)
    study = read_study(folder, stamp(folder))
    if study.kind != "claims":
        raise Missing(f"{name}: this study tests no claims.")
    found = next((one for one in judge(folder, stamp(folder)) if one.claim.id == asked), None)
    if found is None:
        raise Missing(f"{name}: no claim {short(asked)} was tested.")
    changes = lines(text("claims", "changes", study.scenario, found.claim.contrast))
    return {**row(found), "lead": say("claims", "lead", found), "why": say("claims", "why", found),
            "changes": changes,
            "expected": [{"says": say("claims", "expected", study.scenario, found.claim, one),
                          "unit": "", "relative": one.against != "value"}
                         for one in found.claim.expect],
            "pairs": list(pairs(study, name, found, contrasted=bool(changes)))}


def pairs(study: StoredStudy, name: str, found: Tested,
          contrasted: bool) -> Iterator[dict[str, Any]]:
    """Each point and replicate: what was compared, and the two runs as specs."""
    compared = compare(study.scenario, study.values, found.claim)
    runs = study.values.runs.filter(variant=AS_IT_STANDS)
    many = 0
    for point, replicate, seed, draws in runs.select(
            "point", "replicate", "seed", "draws").sort("point", "replicate").iter_rows():
        if point >= study.sets or many >= MOST_PAIRS:
            continue
        many += 1
        spec = spec_at(study, name, point, seed, draws)
        yield {"point": point, "replicate": replicate, "seed": seed,
               "values": [finite_or_none(one.values[point, replicate]) for one in compared],
               "bars": [finite_or_none(one.bars[point, replicate]) for one in compared],
               "holds": holds(compared, point, replicate),
               "a": spec, "b": {**spec, "contrast": found.claim.id} if contrasted else None}


def holds(compared: tuple[Compared, ...], point: int, replicate: int) -> bool | None:
    """Whether a claim holds in one pair; None where a number is missing."""
    met = []
    for one in compared:
        value, bar = one.values[[point], [replicate]], one.bars[[point], [replicate]]
        if np.isnan(value).any() or np.isnan(bar).any():
            return None
        excess, least = one.excess(value, bar)
        met.append(bool((excess > least).all()))
    return all(met)


def spec_at(study: StoredStudy, name: str, point: int, seed: int, draws: int) -> dict[str, Any]:
    """The spec of the run as it stands at a point of a study."""
    scenario = study.scenario
    values = dict(zip(study.varied, study.values.drawn[point].tolist(), strict=True))
    return {"scenario": f"study-{name}", "seed": seed, "replicate": draws,
            "people": "all" if scenario.people is None else scenario.people,
            "weeks": scenario.weeks, "sets": values, "events": {}, "contrast": "", "turns": []}


def matrix(study: StoredStudy, name: str) -> dict[str, Any]:
    """Responses by week and goal."""
    made: Matrix = judge(study.folder, stamp(study.folder))
    says = {one.id: one.says for one in study.scenario.responses}
    rows = [{"response": response, "says": says.get(response, response), "week": week,
             "cells": [cell(made, made.cell(response, week, goal.name))
                       for goal in made.columns]}
            for week in made.weeks for response in made.responses]
    return {**heading(study), "answer": say("responses", "browsed", made), "weeks": made.weeks,
            "rows": rows, "goals": [{"goal": goal.name, "name": goal.short, "says": goal.says}
                                    for goal in made.columns],
            "points": list(points(study, name))}


def cell(made: Matrix, one: Cell) -> dict[str, Any]:
    """One cell, with what it says in words."""
    said = f"{say('responses', 'change', made, one)} ({say('responses', 'span', made, one)})"
    numbers = {name: finite_or_none(getattr(one, name))
               for name in ("effect", "low", "high", "better", "worse")}
    return {"goal": one.goal, **numbers, "said": said}


def points(study: StoredStudy, name: str) -> Iterator[dict[str, Any]]:
    """Each point as a spec of the run in which nothing is done."""
    nothing = doing_nothing(study.scenario)
    idle = nothing.id if nothing is not None else None
    runs = study.values.runs.filter(variant=NOTHING_DONE, replicate=0).sort("point")
    for point, seed, draws in runs.select("point", "seed", "draws").iter_rows():
        if point < study.sets:
            spec = spec_at(study, name, point, seed, draws)
            yield {"point": point, "spec": {**spec, "turns": [
                {"week": 0, "sets": {}, "response": idle}]}}
