"""The JSON schema accepts what the loader accepts."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import bundled, load, quantities, schema
from fronde.scenario.complaints import Complaints
from fronde.scenario.sections import Sections
from fronde.scenario.yamlcore import parse

from .writing import ACTORS, FULL, SMALL

SCHEMA = schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_schema_with_every_section():
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(Sections.model_fields)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", [*bundled().cases.values(), *bundled().gallery.values()])
def test_bundled_scenarios_are_valid(path):
    plain = parse(path.read_text(), path.name, Complaints()).plain
    assert list(VALIDATOR.iter_errors(plain)) == []
    assert list(VALIDATOR.iter_errors(load(path).document)) == []


@pytest.mark.parametrize("text", [SMALL, FULL, ACTORS])
def test_sound_scenarios_are_valid(text):
    assert VALIDATOR.is_valid(parse(text, "f", Complaints()).plain)


@pytest.mark.parametrize(("old", "new"), [
    ("title: Small", "titel: Small"), ("weeks: 10", "weeks: 0"), ("peaceful: 0.5", "peaceful: 2"),
    ("mobilisation: {}", "mobilisaton: {}"), ("mobilisation: {}", "mobilisation: {pace: -1}"),
    ("mobilisation: {}", "mobilisation: {pace: 1 1/day}"),
    ("mobilisation: {}", "mobilisation: {spread: prior}"),
])
def test_unsound_scenarios_are_not(old, new):
    assert not VALIDATOR.is_valid(parse(SMALL.replace(old, new), "f", Complaints()).plain)


ROWS = ("{rows: [{state: EN, name: E, kind: enemy}]}",
        "{rows: [{organisation: o, region: NO, group: a, members: 1, arms: 0, agenda: 0.5}]}",
        "{rows: [{a: o, b: EN, propensity: 0.5}], asymmetric: true}")


def with_rows() -> str:
    """The scenario with actors, its tables written out."""
    text = ACTORS
    for name, rows in zip(("states", "organisations", "propensities"), ROWS, strict=True):
        text = text.replace(f"{{file: {name}.csv}}", rows)
    return text


@pytest.mark.parametrize(("old", "new"), [
    ("kind: enemy", "kind: ennemy"), ("kind: enemy", "kind: enemy, hostility: 2"),
    ("kind: enemy", "kind: enemy, capacity: -1"), ("kind: enemy", "kind: enemy, volunteers: x"),
    ("kind: enemy", "kind: enemy, kin: [a]"), ("name: E, ", ""), ("state: EN", "stat: EN"),
    ("members: 1", "members: 0"), ("members: 1", "members: 1.5"), ("arms: 0", "arms: -1"),
    ("arms: 0", "arms: true"), ("agenda: 0.5", "agenda: 1.5"), (", members: 1", ""),
    ("propensity: 0.5", "propensity: 2"), ("propensity: 0.5", "propensity: a"),
    ("asymmetric: true", "asymmetric: yes"), ("asymmetric: true", "asymetric: true"),
    (ROWS[0], "[]"), (ROWS[1], "organisations.csv"), (ROWS[1], "{rows: {}}"),
    ("policy: scheduled", "policy: schedule"), ("policy: scheduled", "review: 0"),
    ("policy: scheduled", "horizon: 1.5"), ("policy: scheduled", "polici: fixed"),
    ("{id: silent}", "silent"), ("{id: silent}", "{says: x}"), ("{id: silent}", "{id: 3}"),
    ("{id: silent}", "{id: x, signal: {armd: 1}}"), ("{id: silent}", "{id: x, signal: [1]}"),
    ("{id: silent}", "{id: x, shock: {security: 2}}"), ("{regime.blame: 1}", "[1]"),
    ("regime.blame: 1", "regime.blame: [1]"), ("regime.blame: 1", "regime.blame: true"),
    ("[{id: silent}, {id: blame, set: {regime.blame: 1}}]", "[]"),
    ("{response: silent}", "silent"), ("{response: silent}", "{date: 2021-01-04}"),
    ("id: c1, ", ""), ("says: x", "says: 3"), ("margin: 0.1", "margin: -1"),
    ("margin: 0.1", "margin: true"), ("{set: {forces.growth: 0}}", "[]"),
    ("{set: {forces.growth: 0}}", "{sett: {}}"), ("{forces.growth: 0}", "[]"),
    ("forces.growth: 0", "forces.growth: "), ("{set: {forces.growth: 0}}", "{response: 3}"),
    ("{set: {forces.growth: 0}}", "{without: [war]}"),
    ("{set: {forces.growth: 0}}", "{without: {events: war}}"),
    ("{metric: tension, direction: higher}", "[]"),
    ("{metric: tension, direction: higher}", "higher"),
    ("direction: higher", "direction: hgher"), (", direction: higher", ""),
    ("direction: higher", "direction: higher, over: 0"),
    ("direction: higher", "direction: higher, level: naton"),
    ("direction: higher", "direction: higher, value: true"),
    ("direction: higher", "direction: higher, against: befor"),
    ("claims:\n  -", "claims:\n    x:"),
    ("claims:", "metrics: {organisations: -1}\nclaims:"),
    ("claims:", "metrics: {levels: [state]}\nclaims:"),
])
def test_type_errors_in_the_sections_of_actors_are_not(old, new):
    text = with_rows()
    assert VALIDATOR.is_valid(parse(text, "f", Complaints()).plain)
    assert text.count(old) == 1
    assert not VALIDATOR.is_valid(parse(text.replace(old, new), "f", Complaints()).plain)


@pytest.mark.parametrize(("old", "new"), [
    ("label: war, set: {regime.war: 1}", "label: war, set: , signal: , shock: "),
    ("{id: silent}", "{id: silent, set: }"),
    ("schedule: [{response: silent}, {date: 2021-03-01, response: blame}]", "schedule: "),
    ("{set: {forces.growth: 0}}", "{set: {forces.growth: 0}, without: }"),
    ("forces.growth: 0", "forces.growth: 0 1/week"),
    ("claims:", "fixed:\nquestion:\nthresholds:\nclaims:"),
    (" forces: ,", " forces: {army: , growth: prior},"),
])
def test_empty_values_that_the_loader_accepts_are_valid(actors, old, new):
    path = actors(old, new)
    load(path)
    assert VALIDATOR.is_valid(parse(path.read_text(), "f", Complaints()).plain)


@pytest.mark.parametrize("section", ["events", "claims", "responses", "states"])
def test_an_empty_section_is_valid(write, section):
    text = f"{SMALL}{section}:\n"
    load(write(text))
    assert VALIDATOR.is_valid(parse(text, "f", Complaints()).plain)


def test_every_parameter_is_described_with_its_unit():
    mechanisms = SCHEMA["properties"]["mechanisms"]["anyOf"][0]["properties"]
    assert set(mechanisms) == set(CATALOGUE)
    for name, entry in mechanisms.items():
        for parameter in quantities.parameters(name).values():
            about = entry["anyOf"][0]["properties"][parameter.name]["description"]
            assert parameter.sentence in about
            assert f"[{parameter.unit}]" in about
