"""Files, bundled names and what extends what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fronde.errors import ScenarioError
from fronde.scenario import bundled, load

from .writing import SMALL, TABLES, complaints

EVERYTHING = {**bundled().cases, **bundled().gallery}


def said_of(source: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(source)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize("name", EVERYTHING)
def test_bundled_scenarios_are_sound_by_name_and_by_path(name):
    by_name, by_path = load(name), load(EVERYTHING[name])
    assert by_name == by_path
    assert by_name.name == name


def test_names_that_mean_nothing():
    assert said_of("kuran-1999").startswith(
        "`kuran-1999`: no such file or bundled scenario: did you mean `kuran-1991")
    assert said_of("missing/file.yaml") == "`missing/file.yaml`: no such file or bundled scenario"
    assert "no such file" in said_of("a\0b") or "cannot be read" in said_of("a\0b")
    assert "cannot be read" in said_of("x" * 5000)


def test_a_folder_means_the_scenario_in_it(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "scenario.yaml").write_text(SMALL)
    assert load(tmp_path / "mine").name == "mine"
    assert "this folder holds no scenario.yaml" in said_of(tmp_path)


def test_a_pipe_is_not_a_scenario(tmp_path):
    os.mkfifo(tmp_path / "s.yaml")
    assert "is not a file" in complaints(tmp_path / "s.yaml")


def test_mappings_merge_and_lists_replace(write, tmp_path):
    write(SMALL + "metrics: {levels: [nation, region], every: 2}\n"
          "regime: {effort: {uniform: [0.1, 0.6]}, war: 1}\n")
    child = tmp_path / "child.yaml"
    child.write_text("extends: s.yaml\ntitle: Child\nmetrics: {levels: [group]}\n"
                     "regime: {effort: {normal: [0.35, 0.02]}}\n"
                     "mechanisms: {mobilisation: }\n")
    scenario = load(child)
    assert (scenario.title, scenario.name) == ("Child", "child")
    assert (scenario.metrics.levels, scenario.metrics.every) == (("group",), 2)
    assert str(scenario.priors["regime.effort"]) == "0.35 ± 0.02"
    assert scenario.regime.war == 1.0
    assert scenario.citizens == 100


def test_a_child_can_replace_what_was_fixed_by_a_mechanism(write, tmp_path):
    write(SMALL)
    child = tmp_path / "child.yaml"
    child.write_text("extends: s.yaml\nfixed: {peaceful: , armed_hope: , broad: 0}\n"
                     "mechanisms: {belief: }\n")
    assert set(load(child).mechanisms) == {"mobilisation", "belief"}
    assert "peaceful" not in load(child).fixed


def test_tables_are_found_beside_the_file_that_names_them(full, tmp_path):
    folder = full().parent
    (folder / "sub").mkdir()
    for name in TABLES:
        (folder / name).rename(folder / "sub" / name)
    (folder / "s.yaml").rename(folder / "sub" / "base.yaml")
    (folder / "own.csv").write_text("region_a,region_b\n")
    child = folder / "child.yaml"
    child.write_text("extends: sub/base.yaml\nregions: {borders: own.csv}\n")
    assert load(child).population == 1000
    assert load(child).borders == ()


def test_extending_a_bundled_scenario(tmp_path):
    child = tmp_path / "child.yaml"
    child.write_text("extends: epstein-2002-static\nfixed: {risk_protest: 0.5}\n")
    scenario = load(child)
    assert scenario.fixed["risk_protest"] == 0.5
    assert scenario.fixed["legitimacy"] == load("epstein-2002-static").fixed["legitimacy"]


@pytest.mark.parametrize(("name", "said"), [
    ("kuran-1999", "s.yaml:1:10: no bundled scenario `kuran-1999`: did you mean"),
    ("../other.yaml", "s.yaml:1:10: `../other.yaml` lies outside the scenario's folder"),
    ("/etc/hostname.yaml", "s.yaml:1:10: `/etc/hostname.yaml` lies outside"),
    ("s.yml", "s.yaml:1:10: no file `s.yml`"),
    ("s.yaml", "s.yaml:1:10: `s.yaml` extends itself, directly or through another scenario"),
    ("b.yaml", "a.yaml:1:10: `b.yaml` extends itself, directly or through another scenario"),
    ("[a]", "s.yaml:1:10: `extends` must be a scenario's name, not a list"),
    ("bad.yaml", "bad.yaml:1:1: a scenario must be a mapping"),
])
def test_bad_extends(write, tmp_path, name, said):
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "bad.yaml").write_text("- a\n")
    assert said in complaints(write(f"extends: {name}\n{SMALL}"))


def test_an_error_in_what_is_extended_names_its_file(write, tmp_path):
    write(SMALL.replace("weeks: 10", "weeks: 0"))
    child = tmp_path / "child.yaml"
    child.write_text("extends: s.yaml\nregime: {effort: 2}\n")
    said = complaints(child)
    assert "s.yaml:2:34: `weeks` must be at least 1" in said
    assert "child.yaml:2:18: `effort`" in said


def test_a_chain_that_is_too_long(tmp_path):
    (tmp_path / "s0.yaml").write_text(SMALL)
    for i in range(1, 15):
        (tmp_path / f"s{i}.yaml").write_text(f"extends: s{i - 1}.yaml\n")
    assert load(tmp_path / "s9.yaml").title == "Small"
    assert "more than 10 scenarios extend one another" in complaints(tmp_path / "s14.yaml")


def test_unreadable(write, monkeypatch):
    path = write(SMALL)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "cannot be read: Permission denied" in complaints(path)


@pytest.fixture
def child(actors, tmp_path):
    """Write a scenario that extends the one with actors."""

    def made(text):
        actors()
        path = tmp_path / "child.yaml"
        path.write_text(f"extends: s.yaml\ntitle: Child\n{text}")
        return path

    return made


def test_a_policy_is_changed_in_part(child):
    scenario = load(child("responses: {policy: look-ahead, horizon: 5}\n"))
    assert (scenario.policy.kind, scenario.policy.horizon, scenario.policy.review) == (
        "look-ahead", 5, 13)
    assert [one.id for one in scenario.responses] == ["silent", "blame"]


def test_other_responses_need_another_schedule(child):
    said = complaints(child("responses: {options: [{id: other}]}\n"))
    assert "s.yaml:15:25: the scenario defines no response `silent`: choose from other" in said
    scenario = load(child("responses: {options: [{id: other}], schedule: [{response: other}]}\n"))
    assert [name for _, name in scenario.policy.schedule] == ["other"]


def test_rows_replace_the_rows_of_a_table(child):
    rows = "".join(f"{{organisation: {name}, region: NO, group: a, members: 1}}, "
                   for name in ("red", "blue"))
    scenario = load(child(f"organisations: {{rows: [{rows}]}}\n"))
    assert [(one.region, one.members, one.agenda) for one in scenario.organisations] == [
        ("NO", 1, 0.25)] * 2
    assert len(scenario.propensities) == 2
    said = complaints(child("states: {rows: [{state: ZZ, name: Z, kind: enemy}]}\n"))
    assert "organisations.csv:2:sponsor: unknown state `EN`: choose from ZZ" in said


def test_propensities_may_be_asked_to_differ(child):
    scenario = load(child("propensities: {asymmetric: true}\n"))
    assert scenario.asymmetric
    assert [p.value for p in scenario.propensities] == [0.5, -0.25]


def test_claims_are_replaced_or_left_out(child):
    assert load(child("claims: []\n")).claims == ()
    assert [claim.id for claim in load(child("claims:\n")).claims] == ["c1"]


def test_a_shorter_run_leaves_what_was_dated_and_claimed(child):
    scenario = load(child("time: {weeks: 4}\n"))
    assert len(scenario.policy.schedule) == 2
    assert len(scenario.claims) == 1
    assert load(scenario.document) == scenario


def test_mistakes_are_said_where_they_were_written(child):
    said = complaints(child("responses: {policy: x}\norganisations: {file: nix.csv}\n"))
    assert "child.yaml:3:21: `policy` must be fixed, scheduled or look-ahead, not `x`" in said
    assert "child.yaml:4:23: no file `nix.csv`" in said
    assert said.count("child.yaml:") == 2
