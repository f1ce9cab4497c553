"""A value that is left open may have a default of the case's own, beside its prior."""

from __future__ import annotations

import pytest

import fronde as fr
from fronde.errors import ScenarioError
from fronde.parameters import Uniform
from fronde.scenario.altered import set_values

HEAD = """
title: Town
question: Who comes?
time: {start: 2021-01-04, weeks: 6}
population: {people: 1000, total: 1000}
mechanisms: {grievance: {}, mobilisation: {}, legitimacy: {}, belief: {}, repression: {},
             narrative: {}}
"""
OPEN = "{default: 0.1, prior: {uniform: [0.05, 0.2]}}"


def load(tmp_path, effort, name="town.yaml"):
    file = tmp_path / name
    file.write_text(f"{HEAD}regime: {{effort: {effort}}}\n")
    return fr.load(file)


def test_a_single_run_takes_the_default_and_a_study_the_prior(tmp_path):
    made = load(tmp_path, OPEN)
    assert made.regime.effort == 0.1
    assert made.priors == {"regime.effort": Uniform(0.05, 0.2)}
    plain = fr.simulate(load(tmp_path, "0.1"), seed=1)
    assert fr.simulate(made, seed=1).series.drop("run").equals(plain.series.drop("run"))


def test_the_document_reads_back_to_the_same(tmp_path):
    made = load(tmp_path, OPEN)
    again = fr.load(dict(made.document))
    assert (again.digest, again.regime, again.priors) == (made.digest, made.regime, made.priors)
    assert made.document["regime"]["effort"] == {
        "default": 0.1, "prior": {"uniform": [0.05, 0.2]}}


def test_the_declared_default_is_not_written_twice(tmp_path):
    """So what was written before keeps its digest."""
    short = load(tmp_path, "{uniform: [0.2, 0.5]}")
    long = load(tmp_path, "{default: 0.35, prior: {uniform: [0.2, 0.5]}}")
    assert short.document["regime"]["effort"] == {"uniform": [0.2, 0.5]}
    assert long.digest == short.digest


def test_the_declared_prior_may_have_another_default(tmp_path):
    made = load(tmp_path, "{default: 0.25, prior: prior}")
    assert made.regime.effort == 0.25
    assert made.priors["regime.effort"] == load(tmp_path, "prior").priors["regime.effort"]


def test_a_set_value_closes_it_and_another_keeps_it(tmp_path):
    made = load(tmp_path, OPEN)
    closed = set_values(made, {"regime.effort": 0.15})
    assert closed.priors == {}
    assert closed.digest == load(tmp_path, "0.15").digest
    other = set_values(made, {"regime.police": 0.002})
    assert other.regime.effort == 0.1
    assert fr.load(dict(other.document)).digest == other.digest


def test_what_extends_a_case_replaces_the_whole(tmp_path):
    load(tmp_path, OPEN, "base.yaml")
    above = tmp_path / "above.yaml"
    for written, value in (("{uniform: [0.3, 0.4]}", 0.35), ("{default: 0.3, prior: prior}", 0.3)):
        above.write_text(f"extends: base.yaml\nregime: {{effort: {written}}}\n")
        assert fr.load(above).regime.effort == value


@pytest.mark.parametrize(("written", "says"), [
    ("{default: 0.3, prior: {uniform: [0.05, 0.2]}}", "does not contain the default 0.3"),
    ("{default: 0.1}", "needs `default` and `prior`"),
    ("{default: 0.1, prior: {uniform: [0.05, 0.2]}, note: x}", "nothing else"),
    ("{default: 0.1, prior: 0.2}", "has a `prior` that is none: `0.2`"),
    ("{default: 2, prior: {uniform: [0.05, 0.2]}}", "1"),
    ("{default: many, prior: prior}", "many"),
    ("{default: 0.1, prior: {unifrom: [0.05, 0.2]}}", "did you mean `uniform`"),
    ("{default: 0.1, prior: {default: 0.1, prior: prior}}", "needs one prior")])
def test_what_is_wrong_is_said_at_its_place(tmp_path, written, says):
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, written)
    assert says in str(caught.value)
    assert "town.yaml:8:18:" in str(caught.value)
