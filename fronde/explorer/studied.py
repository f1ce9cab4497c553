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
from fronde.reporting.study import claims_page, compared, goals, numbers
from fronde.reporting.study.marks import MARKS
from fronde.reporting.study.studied import Studied, conditions, read
from fronde.study import responses
from fronde.study.claims import Tested, tested
from fronde.study.jobs import AS_IT_STANDS
from fronde.study.sensitivity import INDICES
from fronde.study.store import read_manifest

MOST_PAIRS = 2000


def listed(name: str, folder: Path) -> dict[str, str]:
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
    study = read(folder)
    said = (f"{wording.counted(study.values.shape[0], 'point')}, seed "
            f"{study.manifest['study']['seed']}")
    return {"id": name, "title": study.scenario.title, "kind": study.kind, "said": said}


def page(shelf: Shelf, name: str) -> dict[str, Any]:
    """A study: claims, responses, or where else to look."""
    folder = shelf.study(name)
    if (folder / INDICES).is_dir():
        return {"kind": "sensitivity", "title": name, "said": elsewhere(folder)}
    study = opened(folder, stamp(folder))
    if study.kind == "claims":
        return claims(study)
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
def opened(folder: Path, _: int) -> Studied:
    """A study that was run."""
    return read(folder)


@lru_cache(8)
def judged(folder: Path, when: int) -> list[Tested]:
    """The verdicts of a study; finding what decides takes a moment."""
    study = opened(folder, when)
    return tested(folder, study.scenario)


def heading(study: Studied) -> dict[str, Any]:
    """What every page of a study begins with."""
    return {"kind": study.kind, "title": study.scenario.title,
            "question": study.scenario.question, "conditions": conditions(study)}


def claims(study: Studied) -> dict[str, Any]:
    """A row a claim."""
    results = judged(study.folder, stamp(study.folder))
    return {**heading(study), "rows": [row(one) for one in results]}


def row(one: Tested) -> dict[str, Any]:
    """A claim with its verdict."""
    mark = MARKS[one.found.verdict]
    return {"id": one.claim.id, "says": one.claim.says, "source": one.claim.source,
            "verdict": mark.says, "sign": mark.sign, "share": known(one.found.share),
            "low": known(one.found.low), "high": known(one.found.high),
            "reversed": known(one.found.reversed_share)}


def known(value: float) -> float | None:
    """A number that travels."""
    return float(value) if math.isfinite(value) else None


def claim(shelf: Shelf, name: str, asked: str) -> dict[str, Any]:
    """One claim with its pairs of runs."""
    folder = shelf.study(name)
    study = opened(folder, stamp(folder))
    if study.kind != "claims":
        raise Missing(f"{name}: this study tests no claims.")
    found = next((one for one in judged(folder, stamp(folder)) if one.claim.id == asked), None)
    if found is None:
        raise Missing(f"{name}: no claim {short(asked)} was tested.")
    return {**row(found), "lead": claims_page.lead(found), "why": claims_page.why(found),
            "changes": compared.changes(study.scenario, found.claim.contrast),
            "expected": [{"says": compared.expected(study.scenario, found.claim, one),
                          "unit": "", "relative": one.against != "value"}
                         for one in found.claim.expect],
            "pairs": list(pairs(study, name, found))}


def pairs(study: Studied, name: str, found: Tested) -> Iterator[dict[str, Any]]:
    """Each point and replicate: what was compared, and the two runs as specs."""
    runs = study.values.runs.filter(variant=AS_IT_STANDS)
    contrasted = bool(compared.changes(study.scenario, found.claim.contrast))
    many = 0
    for point, replicate, seed, luck in runs.select(
            "point", "replicate", "seed", "luck").sort("point", "replicate").iter_rows():
        if point >= study.values.shape[0] or many >= MOST_PAIRS:
            continue
        many += 1
        spec = spec_at(study, name, point, seed, luck)
        yield {"point": point, "replicate": replicate, "seed": seed,
               "values": [known(one.values[point, replicate]) for one in found.compared],
               "bars": [known(one.bars[point, replicate]) for one in found.compared],
               "holds": holds(found, point, replicate),
               "a": spec, "b": {**spec, "contrast": found.claim.id} if contrasted else None}


def holds(found: Tested, point: int, replicate: int) -> bool | None:
    """Whether a claim holds in one pair; None where a number is missing."""
    met = []
    for one in found.compared:
        value, bar = one.values[[point], [replicate]], one.bars[[point], [replicate]]
        if np.isnan(value).any() or np.isnan(bar).any():
            return None
        excess, least = one.excess(value, bar)
        met.append(bool((excess > least).all()))
    return all(met)


def spec_at(study: Studied, name: str, point: int, seed: int, luck: int) -> dict[str, Any]:
    """The spec of the run as it stands at a point of a study."""
    scenario = study.scenario
    values = dict(zip(study.values.names, study.values.drawn[point].tolist(), strict=True))
    return {"scenario": f"study-{name}", "seed": seed, "replicate": luck,
            "people": "all" if scenario.people is None else scenario.people,
            "weeks": scenario.weeks, "sets": values, "events": {}, "contrast": "", "turns": []}


def matrix(study: Studied, name: str) -> dict[str, Any]:
    """Responses by week and goal."""
    made = responses.matrix(study.folder, study.scenario)
    says = {one.id: one.says for one in study.scenario.responses}
    rows = [{"response": response, "says": says.get(response, response), "week": week,
             "cells": [cell(made, goals.cell(made, response, week, goal.name))
                       for goal in made.columns]}
            for week in made.weeks for response in made.responses]
    return {**heading(study), "answer": answer(made), "weeks": made.weeks, "rows": rows,
            "goals": [{"goal": goal.name, "name": goal.short, "says": goal.says}
                      for goal in made.columns],
            "points": list(points(study, name))}


def cell(made: responses.Matrix, one: responses.Cell) -> dict[str, Any]:
    """One cell, with what it says in words."""
    return {"goal": one.goal, "effect": known(one.effect), "low": known(one.low),
            "high": known(one.high), "better": known(one.better), "worse": known(one.worse),
            "said": f"{goals.change(made, one)} ({goals.span(made, one)})"}


def answer(made: responses.Matrix) -> str:
    """At how much of the space none of the responses helps."""
    told = [f"week {week}: {shown(made, week)}" for week in made.none
            if goals.weighed(made, week)]
    notes = [*goals.unmoved(made), *goals.left_out(made)]
    return " ".join([shares(made, told), *notes])


def shown(made: responses.Matrix, week: int) -> str:
    """At how much of the space no response helps that is taken up in a week."""
    if goals.by_chance(made, week, "none"):
        return "chance decides"
    share, low, high = made.none[week]
    return f"at {numbers.share(share)} ({numbers.between(low, high)})"


def shares(made: responses.Matrix, told: list[str]) -> str:
    """The shares of a week each, or why there are none."""
    if not told and made.costless:
        return goals.unweighed(made, made.weeks[0])
    return (f"Share of {wording.counted(made.points, 'point')} at which no response helps, by when "
            f"it is taken up: {'; '.join(told)}." if told else "No point has all its runs.")


def points(study: Studied, name: str) -> Iterator[dict[str, Any]]:
    """Each point as a spec of the run in which nothing is done."""
    nothing = responses.doing_nothing(study.scenario)
    runs = study.values.runs.filter(variant=responses.NOTHING_DONE, replicate=0).sort("point")
    for point, seed, luck in runs.select("point", "seed", "luck").iter_rows():
        if point < study.values.shape[0]:
            spec = spec_at(study, name, point, seed, luck)
            yield {"point": point, "spec": {**spec, "turns": [
                {"week": 0, "sets": {}, "response": idle_id(nothing)}]}}


def idle_id(nothing: Any) -> str | None:
    """The response that does nothing."""
    return nothing.id if nothing is not None else None
