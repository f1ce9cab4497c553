"""Ensembles and conditions, in the country whose street an equation gives."""

import math

import numpy as np
import pytest
from scipy.stats import beta

from fronde.errors import ScenarioError
from fronde.study import outcomes
from fronde.study.kinds import discovery, ensemble
from fronde.study.methods.design import points
from fronde.study.study_store import read_shards
from fronde.study.study_values import read_values
from study import plain

BAR = 75.0  # persons of 300: a quarter


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    made = plain.scenario(claimed=(), weeks=40)  # the last 26 are after it has settled
    study = discovery.plan(made, points(made.priors, 96, 1, "sobol"), 1,
                          asked=(f"protest > {BAR}", "collapsed"))
    values = read_values(plain.stored(study, tmp_path_factory.mktemp("sampling") / "study"))
    return values, {one.outcome: one for one in discovery.judge(values, made)}


def test_the_conditions_are_those_of_the_equation(found):
    """Where the equation is clear of the bar, the tree says what it says."""
    values, each = found
    one = each[f"protest > {BAR}"]
    assert one.tree.verdict == "found"
    pace, fatigue = (values.names.index(f"mobilisation.{name}") for name in ("pace", "fatigue"))
    expected = np.array([plain.settled(row[pace], 0.0, row[fatigue]) for row in values.drawn])
    clear = np.abs(expected - BAR / 300) > 0.05
    assert (one.holds[clear] == (expected[clear] > BAR / 300)).all()
    assert one.share == pytest.approx((expected > BAR / 300).mean(), abs=0.05)


def test_what_never_happens_has_no_conditions(found):
    one = found[1]["collapsed"]
    assert (one.share, one.box.verdict, one.tree.verdict) == (0.0, "none hold", "none hold")
    assert one.high == pytest.approx(1.0 - 0.025 ** (1 / 96))  # Clopper and Pearson, no hit


def test_points_count_once_however_many_replicates_they_have():
    """64 points, 32 of them with two equal replicates: as if there were one of each."""
    once = np.where(np.arange(64) % 3 == 0, 1.0, 0.0)
    twice = np.column_stack([once, np.where(np.arange(64) < 32, once, np.nan)])
    tail = beta.ppf([0.025, 0.975], [22, 23], [43, 42])  # 22 of 64
    assert outcomes.share(twice) == pytest.approx((22 / 64, *tail))
    assert outcomes.share(np.full((4, 2), np.nan))[1:] == (0.0, 1.0)


def test_a_point_of_which_one_run_of_two_holds_counts_half():
    """Ten such points and ten at which both do: 15 of 20."""
    each = np.column_stack([np.ones(20), np.arange(20) < 10])
    tail = beta.ppf([0.025, 0.975], [15, 16], [6, 5])
    assert outcomes.share(each) == pytest.approx((15 / 20, *tail))


def test_what_holds_at_a_point_is_said_by_one_run_of_it():
    """By chance .6 in every run: .6 of the points with two replicates, and of those with one.

    Of means of two, .36 are above a half: ties are not. Within 4 standard errors of 20,000."""
    each = (np.random.default_rng(1).random((40_000, 2)) < 0.6).astype(float)
    each[20_000:, 1] = np.nan
    found = discovery.first(each)
    error = math.sqrt(0.6 * 0.4 / 20_000)
    assert found[:20_000].mean() == pytest.approx(0.6, abs=4.0 * error)
    assert found[20_000:].mean() == pytest.approx(0.6, abs=4.0 * error)
    failed = discovery.first(np.array([[np.nan, 1.0], [np.nan, np.nan]]))
    assert failed[0] == 1.0 and np.isnan(failed[1])


def test_percentiles_are_over_points(tmp_path):
    """Two replicates at all but the last of three points, which still is one of three."""
    made = plain.scenario(claimed=())
    study = ensemble.plan(made, points(made.priors, 3, 1, "sobol"), 1, 2, 2,
                          asked=("protest",))
    folder = plain.stored(study, tmp_path / "study")
    rows = ensemble.table(ensemble.judge(read_values(folder), made))["summary"]
    row = next(row for row in rows
               if row["outcome"] == "protest")
    each = outcomes.outcome("protest", made).of(read_values(folder))
    middle = np.array([each[0].mean(), each[1].mean(), each[2, 0]])
    assert (row["sets"], row["missing"]) == (3, 0)
    assert row["mean"] == pytest.approx(middle.mean())
    assert row["p50"] == pytest.approx(np.median(middle))


def test_a_discovery_needs_a_condition():
    made = plain.scenario(claimed=())
    with pytest.raises(ScenarioError, match="needs a condition"):
        discovery.plan(made, points(made.priors, 4, 1, "sobol"), 1,
                      asked=("protest",))


def test_an_ensemble_keeps_weeks_and_sums_up(tmp_path):
    made = plain.scenario(claimed=())
    study = ensemble.plan(made, points(made.priors, 6, 1, "sobol"), 1,
                          asked=("protest",), every=8)
    folder = plain.stored(study, tmp_path / "study")
    rows = ensemble.table(ensemble.judge(read_values(folder), made))["summary"]
    table = {row["outcome"]: row for row in rows}
    assert table["protest"]["sets"] == 6
    assert table["protest"]["p05"] <= table["protest"]["p50"] <= table["protest"]["p95"]
    assert table["contained"]["mean"] == 1.0  # nobody can go underground here
    weeks = read_shards(folder, read_values(folder).manifest, "series")
    assert sorted(weeks["week"].unique()) == [0, 8, 16, 24]
    assert set(weeks["metric"].unique()) == set(ensemble.WATCHED)
    assert not math.isnan(weeks["value"].sum())
