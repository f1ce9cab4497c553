"""A study on the parameter sets that a calibration left, beside those of the prior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fronde.errors import ScenarioError
from fronde.evidence.targets import OWNER
from fronde.kernel import source_digest
from fronde.scenario import load
from fronde.scenario.types import Scenario
from fronde.study.kind import Asked, parameter_sets
from fronde.study.kinds.calibrate import judge
from fronde.study.methods.design import Points
from fronde.study.options import Option
from fronde.study.protocol import Study
from fronde.study.study_store import read_scenario
from fronde.study.study_values import Values, read_values

GIVEN = Option("given", "Folder of a calibration: look at the parameter sets that it left.", None,
               "DIR")


class LeftSets(NamedTuple):
    """What a calibration left.

    Attributes
    ----------
    points : all its parameter sets, without what is open in observers.
    left : numbers of those that are left.
    """

    points: Points
    left: list[int]


class BothSides(NamedTuple):
    """Parameter sets of the prior and those left, run in one study.

    Attributes
    ----------
    points : all of them, in turn, so that replicates fall to both.
    prior, left : places of each among them; a set can be of both.
    """

    points: Points
    prior: list[int]
    left: list[int]


def read_left(folder: Path, scenario: Scenario) -> LeftSets:
    """What a calibration left of a scenario.

    Raises
    ------
    ScenarioError : it is of another scenario or another model, or nothing is left.
    StoreError : no study there, a damaged one, or one that is not complete.
    """
    values = read_values(folder)
    check_given(folder, values.manifest, scenario)
    left = judge(values, load(read_scenario(folder, values.manifest))).left
    if not left:
        raise ScenarioError(f"--given {folder}: the record leaves no parameter set to look at.")
    ours = [place for place, name in enumerate(values.names) if not name.startswith(f"{OWNER}.")]
    return LeftSets(Points(tuple(values.names[place] for place in ours),
                       np.ascontiguousarray(values.placed[:, ours]),
                       np.ascontiguousarray(values.drawn[:, ours])), left)


def check_given(folder: Path, manifest: Mapping[str, Any], scenario: Scenario) -> None:
    """Complain of a study that is no calibration of the scenario by this model."""
    study = manifest["study"]
    if manifest["kind"] != "calibrate":
        raise ScenarioError(f"--given {folder}: is a study of {manifest['kind']}, not a "
                            "calibration.")
    if study["settings"]["scenario"] != scenario.digest:
        raise ScenarioError(f"--given {folder}: is a calibration of another scenario, or with "
                            "other --set, --people or --weeks. Make it with the same ones: "
                            f"{manifest['command']}")
    if study["model"] != source_digest():
        raise ScenarioError(f"--given {folder}: was made by another version of the model. Make it "
                            f"again: {manifest['command']}")


def sets_asked(scenario: Scenario, asked: Asked) -> Points:
    """Parameter sets over the priors, or as many of those that a calibration left."""
    if asked["given"] is None:
        return parameter_sets(scenario, asked)
    found = read_left(Path(asked["given"]), scenario)
    return choose(found.points, found.left[:asked["points"]])


def note_given(study: Study, asked: Asked) -> Study:
    """A study that says whose parameter sets it looks at, if they are not those of the prior."""
    if asked["given"] is None:
        return study
    return replace(study, settings={**study.settings, "left_by": asked["given"]})


def both_sides(scenario: Scenario, asked: Asked) -> BothSides:
    """As many parameter sets of the prior as are asked for, and as many of those left.

    Raises
    ------
    ScenarioError : a number of runs was asked for, which may fit neither side.
    """
    if asked.get("runs") is not None:
        raise ScenarioError("--runs cannot be used with --given: give --points, which counts "
                            "parameter sets of the prior, and of those that are left.")
    found = read_left(Path(asked["given"]), scenario)
    prior = list(range(min(asked["points"], len(found.points))))
    left = found.left[:asked["points"]]
    turns = chain.from_iterable(zip_longest(left, prior))
    chosen = list(dict.fromkeys(each for each in turns if each is not None))
    place = {point: number for number, point in enumerate(chosen)}
    return BothSides(choose(found.points, chosen), sorted(place[point] for point in prior),
                 sorted(place[point] for point in left))


def choose(points: Points, chosen: list[int]) -> Points:
    """Some of the points."""
    return Points(points.names, points.unit[chosen], points.values[chosen])


def side_of(values: Values, side: str) -> Values:
    """The values of one side, ``prior`` or ``left``; of a study of one side, all."""
    sides = values.manifest["study"]["settings"].get("given")
    return values if sides is None else values.part(sides[side])
