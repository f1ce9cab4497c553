"""Findings are judged once, kept beside the tables, and believed only while they are theirs."""

import json
import shutil
import zlib

import polars as pl
import pytest
from click.testing import CliRunner
from report import studies

from fronde.cli import main
from fronde.errors import StoreError
from fronde.evidence.computing import CaseRecord
from fronde.evidence.targets import EvidenceFile
from fronde.record.files import MARK, describe_file
from fronde.record.whole import MANIFEST, seal_manifest
from fronde.study import findings
from fronde.study.checked import inspect_folder
from fronde.study.kinds import (
    KINDS,
    STEPS,
    calibrate,
    claims,
    discovery,
    ensemble,
    responses,
    sensitivity,
)
from fronde.study.methods.design import points
from study import plain
from study.test_responses import OPTIONS, country

TARGETS = EvidenceFile.model_validate({"targets": [
    {"id": name, "says": name, "outcome": "last protest", "value": value, "scale": "linear",
     "source": "by hand", "error": 0.1} for name, value in (("near", 0.5), ("far", 9.0))]})
NAMES = ["mobilisation.pace", "mobilisation.fatigue"]


def reads(*run):
    """A number that depends on all that there is about a run."""
    return zlib.crc32(repr(run).encode()) % 1000 / 1000


def planned(kind):
    """A small study of a kind."""
    made = country(OPTIONS) if kind == "responses" else plain.scenario(claimed=(plain.HALF,))
    none = points({}, 2, 1, "sobol")
    drawn = points(made.priors, 24, 1, "sobol")
    return {
        "claims": lambda: claims.plan(made, drawn, 1, 2, 8),
        "responses": lambda: responses.plan(made, none, 1, 2),
        "screening": lambda: sensitivity.screening(made, "protest", 2, 2, 1),
        "indices": lambda: sensitivity.indices(made, "protest", NAMES, 4, 2, 1),
        "discovery": lambda: discovery.plan(made, drawn, 1, asked=("protest > 75",)),
        "ensemble": lambda: ensemble.plan(made, drawn, 1),
        "calibrate": lambda: calibrate.plan(made, TARGETS, CaseRecord({}, {}, {}), drawn, 1),
    }[kind]()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A study of a claim, judged."""
    place = tmp_path_factory.mktemp("findings") / "study"
    folder = studies.write(planned("claims"), place, reads, {})
    findings.findings(folder)
    return folder


@pytest.fixture
def folder(whole, tmp_path):
    """A copy of it."""
    there = tmp_path / "study"
    shutil.copytree(whole, there)
    return there


def changed(folder, **changes):
    """The same findings with some entries changed by somebody who knows how they are sealed."""
    path = folder / findings.FINDINGS
    path.write_text(seal_manifest({**json.loads(path.read_text()), **changes}))


def nothing_judged(*_):
    raise AssertionError("judged again")


@pytest.mark.parametrize("kind", STEPS)
def test_what_is_read_back_is_what_was_judged_to_the_bit(kind, tmp_path, monkeypatch):
    folder = studies.write(planned(kind), tmp_path / "study", reads, {})
    judged = findings.findings(folder)
    monkeypatch.setitem(STEPS, kind, STEPS[kind]._replace(judge=nothing_judged))
    again = findings.findings(folder)
    assert type(again) is type(judged)
    assert repr(again) == repr(judged)
    text = (folder / findings.FINDINGS).read_text()
    assert MARK in text and json.loads(text, parse_constant=nothing_judged)["format"] == 1
    assert inspect_folder(folder).damages == []


def test_a_kind_that_is_not_there_is_said():
    with pytest.raises(StoreError, match="'oracle' cannot be judged"):
        findings.step_of({"kind": "oracle"})


@pytest.mark.parametrize("changes", [
    {"analysis": "another"}, {"format": 0}, {"study": "another"}])
def test_findings_of_another_analysis_or_study_are_judged_anew(folder, changes):
    changed(folder, **changes, findings=[])
    assert findings.read_findings(folder, findings.read_manifest(folder)) is None
    (one,) = findings.findings(folder)
    assert one.claim.id == "half"
    assert findings.read_findings(folder, findings.read_manifest(folder))[0].claim.id == "half"


def test_who_only_looks_writes_nothing(folder):
    (folder / findings.FINDINGS).unlink()
    findings.findings(folder, keep=False)
    assert not (folder / findings.FINDINGS).exists()


def test_report_makes_findings_of_an_older_folder(folder):
    (folder / findings.FINDINGS).unlink()
    assert CliRunner().invoke(main, ["report", str(folder)]).exit_code == 0
    assert (folder / findings.FINDINGS).is_file()


def test_a_folder_with_the_names_of_before_is_judged_alike(folder):
    """The random draws of a run were called luck, what is read off a run a reading."""
    (now,) = findings.findings(folder)
    manifest = findings.read_manifest(folder)
    for path in folder.rglob("*.parquet"):
        pl.read_parquet(path).rename({"draws": "luck", "outcome": "reading"}, strict=False
                                     ).write_parquet(path)
        manifest["files"][path.relative_to(folder).as_posix()] = describe_file(path)
    manifest["study"]["luck"] = manifest["study"].pop("draws")
    (folder / MANIFEST).write_text(seal_manifest(manifest))
    (folder / findings.FINDINGS).unlink()
    assert "luck" in pl.read_parquet(folder / "runs.parquet").columns
    (before,) = findings.findings(folder)
    assert before.found.share == now.found.share and before.effects == now.effects
    assert CliRunner().invoke(main, ["report", str(folder)]).exit_code == 0
    assert CliRunner().invoke(main, ["check", str(folder)]).exit_code == 0


def edited(folder, edit):
    """The findings of the claim, changed."""
    there = json.loads((folder / findings.FINDINGS).read_text())["findings"]
    edit(there[0])
    changed(folder, findings=there)


HOSTILE = {
    "another verdict": lambda one: one["found"].update(verdict="<script>"),
    "another claim": lambda one: one["claim"].update(id="other"),
    "too few parameter sets": lambda one: one["found"].update(standing=[1.0]),
    "rows of different lengths": lambda one: one["found"].update(standing=[[1.0], [1.0, 2.0]]),
    "a standing of another kind": lambda one: one["found"]["standing"].__setitem__(0, 7.0),
    "no effect": lambda one: one.update(effects=[], gains=[]),
    "a parameter from elsewhere": lambda one: one["decision"]["ranks"][0].update(name="../x"),
    "nothing": lambda one: one.clear(),
}


@pytest.mark.parametrize("edit", HOSTILE)
def test_what_cannot_be_findings_of_the_study_is_refused(folder, edit):
    edited(folder, HOSTILE[edit])
    with pytest.raises(StoreError, match=r"findings\.json: damaged"):
        findings.findings(folder)
    assert any("findings.json" in text for text in inspect_folder(folder).damages)
    result = CliRunner().invoke(main, ["report", str(folder)])
    assert result.exit_code == 1 and "Remove it: fronde report" in result.output


@pytest.mark.parametrize("content", [
    b"", b"{}", b"[" * 100_000, MARK.encode(), b'{"made": "' + MARK.encode() + b'"}', b"\xff"])
def test_what_is_no_findings_at_all_is_refused_and_kept(folder, content):
    (folder / findings.FINDINGS).write_bytes(content)
    with pytest.raises(StoreError, match=r"findings\.json"):
        findings.findings(folder)
    assert (folder / findings.FINDINGS).read_bytes() == content


def test_a_changed_number_is_noticed(folder):
    path = folder / findings.FINDINGS
    path.write_text(path.read_text().replace('"sets": 24', '"sets": 25'))
    assert any("checksum" in text for text in inspect_folder(folder).damages)


def test_every_kind_says_what_it_is():
    for name, kind in KINDS.items():
        assert kind.name == name and kind.says and kind.example.startswith("fronde study")
        assert len({one.name for one in kind.options}) == len(kind.options)
