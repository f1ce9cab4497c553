"""Claims where a record is met, beside the prior: each side counts its own parameter sets."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from report import studies

import fronde as fr
from fronde.cli import main
from fronde.errors import ScenarioError
from fronde.reporting.study import pages
from fronde.study.findings import findings
from fronde.study.given import both_sides, read_left, sets_asked
from fronde.study.jobs import AS_IT_STANDS
from fronde.study.kinds import claims
from fronde.study.methods import design
from fronde.study.study_values import read_values

from . import tiny
from .test_calibrate import STANDS, STREET, by_effort, evidence, planned, run, write


def calibrated(tmp_path, *targets, reads=by_effort, many=256):
    """A calibration of the small country, whose runs come to chosen values."""
    return studies.write(planned(tmp_path, evidence(*targets, report={"uniform": [0.5, 1.0]}),
                                 many), tmp_path / "calibrated", reads, {})


def asked(folder, points=100, **more):
    return {"given": str(folder), "points": points, "seed": 3, "design": "sobol",
            "replicates": 2, "replicated": 8, "claims": (), **more}


def stands(variant, reading, at, _replicate):
    """Claim c2 holds where effort is above the middle of its prior; c1 everywhere."""
    if "street" not in reading or variant == AS_IT_STANDS:
        return 1.0
    return 0.5 if "c2" in variant and at["regime.effort"] > 0.5 else 2.0


@pytest.fixture
def folder(tmp_path):
    """Left are sets whose effort is within 0.08 of 0.367, all below the middle."""
    return calibrated(tmp_path, STREET, STANDS)


def test_each_side_counts_its_own_sets(folder, tmp_path):
    country = tiny.scenario(tmp_path)
    study = claims.plan_asked(country, asked(folder), None)
    found = {one.claim.id: one for one in findings(
        studies.write(study, tmp_path / "claims", stands, {}))}
    efforts = read_left(folder, country).points.values[:100, 0]
    c2 = found["c2"]
    assert c2.found.sets == 100
    assert c2.found.share == np.mean(efforts > 0.5)
    left = findings(folder).left
    assert c2.given.found.sets == len(left)
    assert c2.given.found.share == 0.0
    assert c2.speaks
    assert found["c1"].found.share == found["c1"].given.found.share == 1.0
    assert not found["c1"].speaks


def test_the_page_has_both_sides_and_the_terminal_too(folder, tmp_path):
    study = claims.plan_asked(tiny.scenario(tmp_path), asked(folder), None)
    made = studies.write(study, tmp_path / "claims", stands, {})
    page = pages.write(made).read_text()
    assert "Where the record is met" in page
    assert "The record speaks to c2" in page
    text = pages.terminal("claims", study.scenario, findings(made))
    assert "less often where the record is met" in text
    assert "the record does not speak to it" in text


def test_without_a_calibration_nothing_is_said_of_a_record(tmp_path):
    study = claims.plan_asked(tiny.scenario(tmp_path), asked(None) | {"given": None}, None)
    made = studies.write(study, tmp_path / "claims", stands, {})
    assert findings(made)[0].given is None
    assert "record" not in pages.terminal("claims", study.scenario, findings(made))


def test_where_everything_is_left_both_sides_agree_digit_for_digit(tmp_path):
    folder = calibrated(tmp_path, {**STREET, "error": 1e9}, many=64)
    study = claims.plan_asked(tiny.scenario(tmp_path), asked(folder, 64), None)
    assert len(study.points) == 64
    for one in findings(studies.write(study, tmp_path / "claims", stands, {})):
        prior, left = one.found, one.given.found
        assert (prior.verdict, prior.share, prior.low, prior.high, prior.standing.tolist()) == (
            left.verdict, left.share, left.low, left.high, left.standing.tolist())
        assert not one.speaks


def test_a_set_of_both_sides_is_run_once_and_replicates_fall_to_both(folder, tmp_path):
    sides = both_sides(tiny.scenario(tmp_path), asked(folder))
    both = set(sides.prior) & set(sides.left)
    assert len(sides.points) == len(sides.prior) + len(sides.left) - len(both)
    first = set(range(8))
    assert len(first & set(sides.prior)) >= 4
    assert len(first & set(sides.left)) >= 4
    assert "observers.street.report" not in sides.points.names


def test_other_kinds_look_at_what_is_left_alone(folder, tmp_path):
    country = tiny.scenario(tmp_path)
    found = sets_asked(country, asked(folder, 5))
    assert len(found) == 5
    whole = read_left(folder, country)
    assert found.values.tolist() == whole.points.values[whole.left[:5]].tolist()


def test_a_part_of_values_has_its_points_counted_anew(folder):
    values = read_values(folder)
    part = values.part([7, 3, 200])
    assert part.placed.tolist() == values.placed[[7, 3, 200]].tolist()
    reading = planned_reading(values)
    assert part.of(AS_IT_STANDS, reading)[:, 0].tolist() == values.of(
        AS_IT_STANDS, reading)[[7, 3, 200], 0].tolist()


def planned_reading(values):
    """Whatever is called as the first that was read."""
    return type("Named", (), {"name": values.manifest["readings"][0]})()


def test_what_cannot_be_given_is_told(folder, tmp_path):
    country = tiny.scenario(tmp_path)
    with pytest.raises(ScenarioError, match="another scenario"):
        read_left(folder, fr.load(tmp_path / "tiny.yaml", people=4000))
    none = claims.plan_asked(country, asked(None) | {"given": None, "points": 4}, None)
    with pytest.raises(ScenarioError, match="is a study of claims, not a calibration"):
        read_left(studies.write(none, tmp_path / "claims", stands, {}), country)
    with pytest.raises(ScenarioError, match="--runs cannot be used with --given"):
        both_sides(country, asked(folder, runs=10))
    (tmp_path / "b").mkdir()
    far = calibrated(tmp_path / "b", {**STREET, "value": 1e9}, many=8)
    with pytest.raises(ScenarioError, match="leaves no parameter set"):
        read_left(far, country)


def test_from_the_command_line(tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    (case / "scenario.yaml").write_text(tiny.TEXT)
    write(case, STANDS)
    assert run(case).exit_code == 0
    ended = CliRunner().invoke(main, [
        "study", "claims", str(case), "--points", "3", "--replicated", "1", "-j", "1", "--json",
        "--given", str(case / "out"), "--out", str(case / "claims")])
    assert ended.exit_code in (0, 4), ended.output
    told = json.loads(ended.output)["claims"]
    assert [(row["sets"], row["left_sets"], row["speaks"]) for row in told] == [(3, 3, False)] * 2
    ensemble = fr.ensemble(fr.load(case), points=2, workers=1, given=case / "out")
    assert ensemble.summary.height > 0


def test_the_index_answers_with_the_record(folder, tmp_path):
    study = claims.plan_asked(tiny.scenario(tmp_path), asked(folder), None)
    studies.write(study, tmp_path / "all" / "claims", stands, {})
    folder.rename(tmp_path / "all" / "calibrate")
    page = pages.write_index(tmp_path / "all").read_text()
    assert "The record speaks to c2" in page
    assert "come near every target to be met" in page
    assert "fronde study responses" in page


def test_the_index_asks_for_no_study_that_the_scenario_cannot_have(tmp_path):
    """Poland has claims, and no responses to compare."""
    country = fr.load("poland-1981", people=1000)
    open_one = {"regime.police": country.priors["regime.police"]}
    study = claims.plan(country, design.points(open_one, 4, 1, "sobol"), 1, only=("p03",))
    studies.write(study, tmp_path / "all" / "claims", lambda *_: 1.0, {})
    assert "Missing" not in pages.write_index(tmp_path / "all").read_text()
