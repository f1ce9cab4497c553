"""A shelf with a small country that lives fast, and specs of it."""

from __future__ import annotations

import numpy as np
import yaml
from laws.small import UNENDING, document

from fronde.explorer.lines import Line, play
from fronde.explorer.shelf import Shelf
from fronde.explorer.spec import Spec, read

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


def shelved(**options) -> tuple[Shelf, str]:
    """A shelf with the country on it, and its id."""
    shelf = Shelf()
    return shelf, shelf.put(text(**options))


def spec_of(name: str, **changes) -> Spec:
    """A spec of the country."""
    return read({"scenario": name, "people": PEOPLE, "weeks": WEEKS, "seed": 3, **changes})


def fresh(shelf: Shelf, spec: Spec) -> Line:
    """A line that was not played yet."""
    return Line(spec, shelf.scenario(spec), shelf.calendar(spec))


def played(shelf: Shelf, spec: Spec, past: Line | None = None) -> Line:
    """A line at its end, on the past of another if one is given."""
    line = fresh(shelf, spec)
    if past is not None:
        line.take_past(past)
    return play(line)


def same(one, other) -> bool:
    """Whether two frames tell the same, bit for bit."""
    return (one.week == other.week and np.array_equal(one.values, other.values, equal_nan=True)
            and np.array_equal(one.regions, other.regions, equal_nan=True)
            and np.array_equal(one.flows, other.flows) and one.coalitions == other.coalitions
            and one.operations == other.operations and one.changes == other.changes)


def first_difference(one: Line, other: Line) -> int | None:
    """The first week in which two lines differ; None if they never do."""
    assert len(one.frames) == len(other.frames)
    return next((a.week for a, b in zip(one.frames, other.frames, strict=True) if not same(a, b)),
                None)
