"""Calibrations: a true set is left, nothing else decides than the record, and a page says so."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from report import studies

import fronde as fr
from fronde.cli import main
from fronde.errors import ScenarioError
from fronde.evidence.computing import CaseRecord
from fronde.evidence.targets import EvidenceFile
from fronde.reporting.study import pages
from fronde.study.findings import findings
from fronde.study.kinds import calibrate
from fronde.study.methods.design import points
from fronde.study.study_values import read_values

from . import tiny

NONE = CaseRecord({}, {}, {})
STREET = {"id": "street", "says": "Who came", "observer": "street", "from": "2021-01-04",
          "to": "2021-02-14", "value": 100, "source": "by hand", "error": 0.1}
STANDS = {"id": "stands", "says": "It stands", "outcome": "last fallen", "value": 0,
          "scale": "linear", "source": "by hand", "error": 0.1}
READING, FALLEN = "target street", "last fallen of nation, week 6"


def evidence(*targets, **observer):
    """Targets of one observer of the street."""
    return EvidenceFile.model_validate({"observers": {"street": {"of": "protest", **observer}},
                                        "targets": list(targets)})


def planned(tmp_path, found, many=40, replicates=1):
    """A calibration of the country that lives for six weeks."""
    country = tiny.scenario(tmp_path)
    places = points({**country.priors, **found.priors}, many, 3, "sobol")
    return calibrate.plan(country, found, NONE, places, 3, replicates, 0)


def judged(tmp_path, found, reads, many=40, replicates=1):
    """What it finds where runs come to chosen values."""
    folder = studies.write(planned(tmp_path, found, many, replicates), tmp_path / "study",
                           reads, {})
    return findings(folder), folder


def by_effort(_variant, reading, at, _replicate):
    """Persons on the street fall from 1,000 to 1 as effort goes through its prior."""
    return 10 ** (3.75 * (0.9 - at["regime.effort"])) if reading == READING else 0.0


def test_sets_near_every_target_are_left_and_what_made_them_so_is_narrowed(tmp_path):
    found, folder = judged(tmp_path, evidence(STREET, STANDS), by_effort, many=256)
    effort = read_values(folder).drawn[:, 0]
    # |3.75 (0.9 - effort) - 2| < 3 x 0.1 powers of ten.
    expected = np.flatnonzero(np.abs(3.75 * (0.9 - effort) - 2.0) < 0.3)
    assert found.left == expected.tolist()
    assert found.share == len(expected) / 256
    assert [one.path for one in found.narrowed] == ["regime.effort"]
    first = found.parameters[0]
    # 0.08 to either side of 0.9 - 2 / 3.75, in a prior that is 0.8 wide; nine tenths of it.
    middle = (0.9 - 2 / 3.75 - 0.1) / 0.8
    assert first.low == pytest.approx(middle - 0.9 * 0.1, abs=0.02)
    assert first.high == pytest.approx(middle + 0.9 * 0.1, abs=0.02)
    assert first.moves == ("street",)
    assert {one.path for one in found.silent} == {"mobilisation.entry_protest",
                                                  "mobilisation.meet", "repression.arrests"}


def test_a_target_beyond_all_runs_is_never_reached_and_comes_first(tmp_path):
    far = {**STREET, "id": "far", "value": 1e6}
    found, folder = judged(tmp_path, evidence(STREET, STANDS, far), by_effort)
    assert [one.id for one in found.never] == ["far"]
    assert found.targets[0].id == "far"
    assert found.left == []
    # 1,000 persons at most; the nearest set is at least 3 powers of ten away, of 0.1 each.
    assert found.targets[0].nearest >= 30.0
    page = pages.write(folder).read_text()
    assert "The model never reaches far" in page
    assert "never reached" in page


def test_held_back_targets_do_not_sift(tmp_path):
    held = {**STREET, "id": "held", "value": 1e6, "part": "check"}
    with_it, _ = judged(tmp_path, evidence(STREET, held), by_effort)
    alone, _ = judged(tmp_path / "b", evidence(STREET), by_effort)
    assert with_it.left == alone.left
    assert with_it.left
    assert not with_it.never
    assert [one.part for one in with_it.targets] == ["train", "check"]


@pytest.fixture(autouse=True)
def second(tmp_path):
    """Room for a second study."""
    (tmp_path / "b").mkdir()


def test_without_a_bound_everything_is_left(tmp_path):
    found, _ = judged(tmp_path, evidence({**STREET, "error": 1e9}), by_effort)
    assert found.left == list(range(40))
    assert found.narrowed == []


def test_sets_whose_runs_failed_or_have_no_value_are_not_left(tmp_path):
    def reads(variant, reading, at, replicate):
        return float("nan") if at["regime.effort"] > 0.5 else by_effort(variant, reading, at,
                                                                        replicate)
    found, folder = judged(tmp_path, evidence({**STREET, "error": 1e9}), reads)
    effort = read_values(folder).drawn[:, 0]
    assert found.left == np.flatnonzero(effort <= 0.5).tolist()
    assert found.targets[0].missing == int((effort > 0.5).sum())


def test_replicates_say_how_much_is_chance(tmp_path):
    def reads(variant, reading, at, replicate):
        return by_effort(variant, reading, at, 0) * (10**0.2 if replicate else 1.0)
    found, _ = judged(tmp_path, evidence(STREET), reads, replicates=2)
    # Two numbers 0.2 apart: variance 0.02, over the median of chi square with one degree, 0.4549.
    assert found.targets[0].chance == pytest.approx((0.02 / 0.454936) ** 0.5, rel=1e-4)


def test_a_record_that_a_run_itself_left_is_met_by_that_run(tmp_path):
    """Real runs: the record is drawn from one of them, with errors, and its set is left."""
    first = fr.calibrate(tiny.scenario(tmp_path), evidence=write(tmp_path, STREET), points=8,
                         replicated=0, replicates=1, workers=1, out=tmp_path / "first", seed=3)
    runs = pl.read_parquet(tmp_path / "first" / "values.parquet")
    number = runs.filter(pl.col("point") == 5, pl.col("outcome") == READING)["value"].item()
    assert first.found.sets == 8
    true = {**STREET, "value": number, "error": 1e-6}
    again = fr.calibrate(tiny.scenario(tmp_path), evidence=write(tmp_path, true), points=8,
                         replicated=0, replicates=1, workers=2, out=tmp_path / "again", seed=3)
    assert again.found.left == [5]
    assert again.left["point"].to_list() == [5]
    # What was run is the same for any number of workers.
    assert pl.read_parquet(tmp_path / "again" / "values.parquet").equals(runs)


def write(tmp_path, *targets, **observer):
    """A file of targets."""
    file = tmp_path / "evidence.yaml"
    file.write_text(json.dumps(evidence(*targets, **observer).document))
    return file


def test_what_is_open_in_an_observer_is_drawn_with_the_parameters(tmp_path):
    found = evidence(STREET, report={"uniform": [0.2, 0.6]})
    study = planned(tmp_path, found)
    assert study.points.names[-1] == "observers.street.report"
    assert study.points.values[:, -1].min() >= 0.2
    made = fr.calibrate(tiny.scenario(tmp_path), evidence=write(
        tmp_path, STREET, report={"uniform": [0.2, 0.6]}), points=2, replicated=0, replicates=1,
        workers=1, out=tmp_path / "open")
    assert set(pl.read_parquet(tmp_path / "open" / "runs.parquet")["status"]) == {"ok"}
    assert "observers.street.report" in made.left.columns


def test_an_outcome_that_is_none_is_told(tmp_path):
    with pytest.raises(ScenarioError, match=r"target stands: .*protets"):
        planned(tmp_path, evidence({**STANDS, "outcome": "mean protets"}))


@pytest.fixture
def case(tmp_path):
    """The country, with targets beside it."""
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(tiny.TEXT)
    write(folder, STREET, STANDS)
    return folder


def run(case: Path, *more: str):
    return CliRunner().invoke(main, ["study", "calibrate", str(case), "--points", "4",
                                     "--replicated", "1", "-j", "1", "--out",
                                     str(case / "out"), *more])


def test_the_command_ends_with_5_where_a_target_is_never_reached(case):
    write(case, STANDS, {**STREET, "value": 1e9})
    ended = run(case)
    assert ended.exit_code == 5, ended.output
    assert "The model never reaches street" in " ".join(ended.output.split())
    assert "NEVER REACHED" in ended.output


def test_the_command_ends_with_0_where_sets_are_left_and_goes_on(case):
    write(case, STANDS)
    ended = run(case, "--json")
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.output)
    assert told["left"] == [0, 1, 2, 3]
    assert told["never"] == []
    assert run(case).exit_code == 0


def test_another_record_is_another_study(case):
    write(case, STANDS)
    assert run(case).exit_code == 0
    write(case, {**STANDS, "error": 0.2})
    ended = run(case)
    assert ended.exit_code == 2
    assert "holds another study" in ended.output
