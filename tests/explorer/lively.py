"""A library with a small country that lives fast, and specs of it."""

from __future__ import annotations

import numpy as np
import yaml
from laws.small import UNENDING, document

from fronde.explorer.library import Library
from fronde.explorer.spec import Spec, read
from fronde.explorer.trajectory import Trajectory

WEEKS, PEOPLE = 10, 6000
CLAIM = {"id": "c1", "says": "Arrests empty the street.", "source": "nobody", "margin": 0.1,
         "contrast": {"set": {"repression.arrests": 0.01}},
         "expect": {"metric": "street", "direction": "lower", "over": 4}}
TURN = {"week": 4, "sets": {"regime.effort": 0.9, "repression.arrests": 0.1},
        "response": "private"}


def text(**options):
    """The country as YAML; its regime stands, unless asked otherwise."""
    return yaml.safe_dump(document(**{"people": PEOPLE, "weeks": WEEKS, "claims": [CLAIM],
                                      "mechanisms": UNENDING, **options}))


def library_with(**options) -> tuple[Library, str]:
    """A library with the country, and its id."""
    library = Library()
    return library, library.put(text(**options))


def spec_of(name: str, **changes) -> Spec:
    """A spec of the country."""
    return read({"scenario": name, "people": PEOPLE, "weeks": WEEKS, "seed": 3, **changes})


def fresh(library: Library, spec: Spec) -> Trajectory:
    """A trajectory that was not played yet."""
    return Trajectory(spec, library.scenario(spec), library.calendar(spec))


def played(library: Library, spec: Spec, past: Trajectory | None = None) -> Trajectory:
    """A trajectory at its end, on the past of another if one is given."""
    trajectory = fresh(library, spec)
    if past is not None:
        trajectory.take_past(past)
    return trajectory.play()


def same(one, other) -> bool:
    """Whether two frames tell the same, bit for bit."""
    return (one.week == other.week and np.array_equal(one.values, other.values, equal_nan=True)
            and np.array_equal(one.regions, other.regions, equal_nan=True)
            and np.array_equal(one.flows, other.flows) and one.coalitions == other.coalitions
            and one.operations == other.operations and one.changes == other.changes)


def first_difference(one: Trajectory, other: Trajectory) -> int | None:
    """The first week in which two trajectories differ; None if they never do."""
    assert len(one.frames) == len(other.frames)
    return next((a.week for a, b in zip(one.frames, other.frames, strict=True) if not same(a, b)),
                None)
