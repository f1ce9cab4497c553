"""The JSON schema accepts what the loader accepts."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import bundled, load, quantities, schema
from fronde.scenario.complaints import Complaints
from fronde.scenario.shapes import KEYS
from fronde.scenario.yamlcore import parse

from .writing import FULL, SMALL

SCHEMA = schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_it_is_a_schema_with_every_section():
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", [*bundled().cases.values(), *bundled().gallery.values()])
def test_bundled_scenarios_are_valid(path):
    plain = parse(path.read_text(), path.name, Complaints()).plain
    assert list(VALIDATOR.iter_errors(plain)) == []
    assert list(VALIDATOR.iter_errors(load(path).document)) == []


@pytest.mark.parametrize("text", [SMALL, FULL])
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


def test_every_parameter_is_described_with_its_unit():
    mechanisms = SCHEMA["properties"]["mechanisms"]["anyOf"][0]["properties"]
    assert set(mechanisms) == set(CATALOGUE)
    for name, entry in mechanisms.items():
        for parameter in quantities.parameters(name).values():
            about = entry["anyOf"][0]["properties"][parameter.name]["description"]
            assert parameter.sentence in about
            assert f"[{parameter.unit}]" in about
