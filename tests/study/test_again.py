"""A run of a study made again is that run, with all its tables."""

import pytest

from fronde.errors import ScenarioError, StoreError
from fronde.study.again import again
from fronde.study.kinds import ensemble, responses
from fronde.study.methods.design import points
from fronde.study.study_values import read_values
from study import plain
from study.test_responses import OPTIONS, country


def test_a_run_at_a_point_is_the_same_again(tmp_path):
    made = plain.scenario(claimed=())
    study = ensemble.plan(made, points(made.priors, 3, 1, "sobol"), 1, every=8)
    folder = plain.stored(study, tmp_path / "study")
    run = read_values(folder).runs.filter(point=2)["run"].item()
    result = again(folder, run[:6], tmp_path / "one", threads=1)
    street = result.series.filter(level="nation", metric="protest", week=24)["value"].item()
    values = read_values(folder).values.filter(point=2)
    last = result.series.filter(level="nation", metric="legitimacy").tail(24)["value"].mean()
    stored = values.filter(outcome="mean legitimacy of nation, weeks 1-24")["value"].item()
    assert last == pytest.approx(stored, rel=1e-12)
    assert street >= 0.0
    assert set(result.series["level"].unique()) >= {"nation", "region", "group"}


def test_a_branch_of_a_study_is_the_same_again(tmp_path):
    made = country(OPTIONS)
    study = responses.plan(made, points({}, 1, 1, "sobol"), 1, 1, weeks=(3,))
    folder = plain.stored(study, tmp_path / "study")
    run = read_values(folder).runs.filter(variant="bad from week 3")["run"].item()
    result = again(folder, run, tmp_path / "one", threads=1)
    fighters = result.series.filter(level="nation", metric="fighters")
    late = fighters.filter(fighters["week"] > 3)["value"].mean()
    values = read_values(folder).values.filter(
        variant="bad from week 3", outcome="mean fighters of nation, weeks 4-12")
    assert late == pytest.approx(values["value"].item(), rel=1e-12)
    with pytest.raises(ScenarioError, match="exists"):
        again(folder, run, tmp_path / "one", threads=1)


def test_what_is_not_there_is_said(tmp_path):
    made = plain.scenario(claimed=())
    study = ensemble.plan(made, points(made.priors, 3, 1, "sobol"), 1)
    folder = plain.stored(study, tmp_path / "study")
    for run, said in (("nosuch", "no run 'nosuch'"), ("", "no run ''")):
        with pytest.raises(StoreError, match=said):
            again(folder, run, tmp_path / "one")
    with pytest.raises(StoreError, match="no study"):
        again(tmp_path, "abc", tmp_path / "one")
