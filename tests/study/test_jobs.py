"""A run of a study is a run of the scenario, made alone; one that fails says why."""

import math
from dataclasses import replace

import pytest

import fronde as fr
from fronde.study.jobs import (
    FAILED,
    KILLED,
    OK,
    Job,
    mark_killed,
    pack_spec,
    perform,
    scenario_at,
    unpack_spec,
)
from fronde.study.readings import read
from study.tiny import SEED, VARIANTS, study


def job_of(planned, point=1, draws=2, variants=(0, 1, 2), **changed):
    return Job(point, 0, draws, {**planned.points.at(point), **changed}, variants)


def test_a_run_is_what_simulate_makes_alone(tmp_path):
    """From the start, with a contrast, and as a branch of the first."""
    planned = study(tmp_path)
    spec = planned.spec()
    job = job_of(planned)
    found = perform(pack_spec(spec), job)
    trunk = fr.simulate(scenario_at(spec, job.values, 0), seed=SEED, replicate=2, keep=[2])
    other = fr.simulate(scenario_at(spec, job.values, 1), seed=SEED, replicate=2)
    branch = fr.branch(trunk, 2, response="soft")
    for outcome, result in zip(found, (trunk, other, branch), strict=True):
        assert outcome.row["status"] == OK
        assert outcome.row["run"] == result.manifest["run"]
        assert outcome.values == read(result, spec.readings)
        weeks = result.series.filter(level="nation", metric="street")
        assert outcome.series == [(week, "street", value) for week, value in
                                  weeks.select("week", "value").iter_rows() if week % 2 == 0]
    assert len({outcome.row["run"] for outcome in found}) == 3


def test_the_values_of_a_point_reach_the_run_and_a_contrast_goes_before(tmp_path):
    spec = study(tmp_path).spec()
    values = {"repression.arrests": 0.7, "regime.effort": 0.3}
    as_it_stands, contrast = (scenario_at(spec, values, number) for number in (0, 1))
    assert as_it_stands.mechanisms["repression"].arrests == 0.7
    assert contrast.mechanisms["repression"].arrests == 0.01  # as the variant says
    assert contrast.regime.effort == as_it_stands.regime.effort == 0.3


def test_a_run_that_fails_keeps_traceback_and_name_and_the_next_goes_on(tmp_path):
    planned = study(tmp_path)
    bad = job_of(planned, **{"repression.arrests": -1.0})
    first, second, branch = perform(pack_spec(planned.spec()), bad)
    assert [one.row["status"] for one in (first, second, branch)] == [FAILED, OK, FAILED]
    assert "Traceback" in first.row["error"] and "repression.arrests" in first.row["error"]
    assert all(math.isnan(value) for value in first.values) and not first.series
    assert (first.row["point"], first.row["draws"], first.row["seed"]) == (1, 2, SEED)


def test_one_that_ended_its_worker_is_named(tmp_path):
    planned = study(tmp_path)
    outcomes = mark_killed(planned.spec(), job_of(planned))
    for outcome, variant in zip(outcomes, VARIANTS, strict=True):
        assert outcome.row["status"] == KILLED and outcome.row["variant"] == variant.id
        assert "memory" in outcome.row["error"]


def test_a_spec_arrives_as_it_was_sent(tmp_path):
    spec = study(tmp_path).spec()
    assert unpack_spec(pack_spec(spec)) == spec
    assert unpack_spec(pack_spec(spec)) is unpack_spec(pack_spec(spec))
    assert unpack_spec(pack_spec(replace(spec, seed=8))).seed == 8


@pytest.mark.parametrize("variants", [(2,), (1, 2), (2, 0)])
def test_what_is_missing_of_a_job_is_the_same_alone(tmp_path, variants):
    """A study that goes on may lack the branch only: its trunk is run again, not stored."""
    planned = study(tmp_path)
    spec = pack_spec(planned.spec())
    whole = {one.row["variant"]: one for one in perform(spec, job_of(planned))}
    for one in perform(spec, job_of(planned, variants=variants)):
        assert one.values == whole[one.row["variant"]].values
        assert one.row["run"] == whole[one.row["variant"]].row["run"]
