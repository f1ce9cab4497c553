"""Ensembles and conditions, in the country whose street an equation gives."""

import math

import numpy as np
import pytest

from fronde.errors import ScenarioError
from fronde.study import sampling
from fronde.study.design import points
from fronde.study.store import read_shards
from study import plain

BAR = 75.0  # persons of 300: a quarter


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    made = plain.scenario(claimed=(), weeks=40)  # the last 26 are after it has settled
    study = sampling.plan("discovery", made, points(made.priors, 96, 1, "sobol"), 1,
                          asked=(f"protest > {BAR}", "collapsed"))
    folder = plain.stored(study, tmp_path_factory.mktemp("sampling") / "study")
    return {one.outcome: one for one in sampling.conditions(folder, made)}


def test_the_conditions_are_those_of_the_equation(found):
    """Where the equation is clear of the bar, the tree says what it says."""
    one = found[f"protest > {BAR}"]
    assert one.tree.verdict == "found"
    pace, fatigue = (one.names.index(f"mobilisation.{name}") for name in ("pace", "fatigue"))
    expected = np.array([plain.settled(row[pace], 0.0, row[fatigue]) for row in one.points])
    clear = np.abs(expected - BAR / 300) > 0.05
    assert (one.holds[clear] == (expected[clear] > BAR / 300)).all()
    assert one.share == pytest.approx((expected > BAR / 300).mean(), abs=0.05)


def test_what_never_happens_has_no_conditions(found):
    one = found["collapsed"]
    assert (one.share, one.box.verdict, one.tree.verdict) == (0.0, "none hold", "none hold")
    assert one.high == pytest.approx(1.0 - 0.025 ** (1 / 96))  # Clopper and Pearson, no hit


def test_a_discovery_needs_a_condition():
    made = plain.scenario(claimed=())
    with pytest.raises(ScenarioError, match="needs a condition"):
        sampling.plan("discovery", made, points(made.priors, 4, 1, "sobol"), 1,
                      asked=("protest",))


def test_an_ensemble_keeps_weeks_and_sums_up(tmp_path):
    made = plain.scenario(claimed=())
    study = sampling.plan("ensemble", made, points(made.priors, 6, 1, "sobol"), 1,
                          asked=("protest",), every=8)
    folder = plain.stored(study, tmp_path / "study")
    table = {row["outcome"]: row for row in sampling.summary(folder, made).to_dicts()}
    assert table["protest"]["runs"] == 6
    assert table["protest"]["p05"] <= table["protest"]["p50"] <= table["protest"]["p95"]
    assert table["contained"]["mean"] == 1.0  # nobody can go underground here
    weeks = read_shards(folder, sampling.read_values(folder).manifest, "series")
    assert sorted(weeks["week"].unique()) == [0, 8, 16, 24]
    assert set(weeks["metric"].unique()) == set(sampling.WATCHED)
    assert not math.isnan(weeks["value"].sum())
