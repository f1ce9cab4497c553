"""Another future from a kept moment: the same where nothing changes, other where it does."""

import polars as pl
import pytest
from laws.small import RESPONSES, UNENDING, country, engine_of
from polars.testing import assert_frame_equal

import fronde as fr
from fronde.engine.run import BranchChange
from fronde.errors import FrondeError, ScenarioError, StoreError
from fronde.record.rerun import again
from fronde.record.simulation import TABLES

WEEKS, AT = 10, 5


@pytest.fixture(scope="module")
def scenario():
    return country(people=20000, weeks=WEEKS)


@pytest.fixture(scope="module")
def run(scenario):
    return fr.simulate(scenario, seed=3, keep=[AT])


def after(result, name, week):
    """A table from a week on, whatever run it is of."""
    table = getattr(result, name).drop("run")
    return table.filter(pl.col("week") >= week) if name != "events" else table


@pytest.mark.parametrize("threads", [1, 2])
def test_with_nothing_changed_it_is_the_run_itself(run, threads):
    other = fr.branch(run, AT, threads=threads)
    for name in TABLES:
        if name != "events":
            assert_frame_equal(after(other, name, AT + 1), after(run, name, AT + 1))
    assert other.manifest["run"] != run.manifest["run"]


def test_from_a_folder_as_from_memory(scenario, run, tmp_path):
    fr.simulate(scenario, seed=3, keep=[AT], out=tmp_path / "run")
    stored = fr.branch(tmp_path / "run", AT, sets=["regime.effort=0.9"], out=tmp_path / "other")
    here = fr.branch(run, AT, sets=["regime.effort=0.9"])
    assert_frame_equal(after(stored, "series", AT + 1), after(here, "series", AT + 1))
    assert_frame_equal(fr.observe(tmp_path / "other").series, stored.series)
    with pytest.raises(StoreError, match="is a branch of run"):
        again(tmp_path / "other", None, 1)


def test_from_a_running_engine(scenario):
    engine = engine_of(scenario, seed=3)
    for _ in range(AT):
        engine.step()
    one, two = fr.branch(engine), fr.branch(engine, sets=["repression.arrests=0"])
    arrests = [each.flows.filter(level="nation", flow="arrest")["persons"].sum()
               for each in (one, two)]
    assert arrests[0] > arrests[1]
    assert engine.world.week == AT


def test_a_branch_of_a_branch_keeps_what_came_between():
    """What the first changed and an event changed since is not changed back by the second."""
    event = {"date": "2021-01-25", "label": "order", "set": {"regime.effort": 0.2,
                                                              "repression.arrests": 0.1}}
    scenario = country(people=6000, weeks=8, events=[event])  # in week 3
    first = BranchChange(1, {"regime.effort": 0.9, "repression.arrests": 0.9})
    engine = engine_of(scenario, seed=1, changes=(first,))
    while engine.world.week < 5:
        engine.step()
    alone = fr.branch(engine)
    same = fr.branch(engine, sets=["regime.effort=0.2"])  # what it is already
    other = fr.branch(engine, sets=["regime.severity=2"])
    assert_frame_equal(same.flows.drop("run"), alone.flows.drop("run"))
    for each in (same, other):
        effort = each.series.filter(level="nation", metric="effort")["value"]
        assert effort.to_list() == pytest.approx([0.2] * 4)
    assert other.manifest["branch"]["sets"] == {**first.sets, "regime.severity": 2.0}


@pytest.mark.parametrize(("options", "metric"), [
    ({"sets": ["regime.effort=0.95"]}, "effort"), ({"response": "private"}, "reliance"),
])
def test_a_change_holds_from_then_on(run, options, metric):
    other = fr.branch(run, AT, **options, weeks=3)
    told = [each.series.filter(level="nation", metric=metric, week=AT + 2)["value"].item()
            for each in (run, other)]
    assert told[0] != told[1]
    assert other.series["week"].max() == AT + 3


def test_a_branch_may_go_on_for_longer_than_the_run(run):
    weeks = run.manifest["weeks"]
    other = fr.branch(run, AT, weeks=weeks - AT + 6)
    assert other.series["week"].max() == weeks + 6
    assert_frame_equal(other.series.filter(pl.col("week") < weeks).drop("run"), run.series.filter(
        pl.col("week").is_between(AT, weeks, closed="left")).drop("run"))


@pytest.mark.parametrize(("week", "options", "said"), [
    (4, {}, "week 4 was not kept .kept: 5"), (None, {}, "give the week from which"),
    (AT, {"response": "pary"}, "the scenario defines silent, blame, private"),
    (AT, {"sets": ["time.weeks=3"]}, "a branch can only change"),
    (AT, {"sets": ["regime.effort=2"]}, "must be from 0 to 1"),
    (AT, {"weeks": 10**12}, "weeks must be from 1 to 5200"),
    (AT, {"threads": 10**30}, "threads must be from 1 to 4096"),
])
def test_what_cannot_be_branched_is_refused(run, week, options, said):
    with pytest.raises(FrondeError, match=said):
        fr.branch(run, week, **options)


def test_thresholds_cannot_begin_to_differ_in_groups():
    """One to one they can, and in groups that were built for it."""
    sets = ["mobilisation.spread=0.1"]
    with pytest.raises(ScenarioError, match="thresholds are alike"):
        fr.branch(engine_of(country(weeks=4, grouped=True)), sets=sets)
    for ready in ({}, {"grouped": True, "mechanisms": {"mobilisation": {"spread": 1e-9}}}):
        engine = engine_of(country(weeks=4, **ready))
        assert fr.branch(engine, sets=sets).series.height > 0


@pytest.mark.parametrize("keep", [[-1], [WEEKS + 1], [2.5]])
def test_only_weeks_of_the_run_are_kept(scenario, keep):
    with pytest.raises(ScenarioError, match="week"):
        fr.simulate(scenario, keep=keep)


def test_looking_ahead_takes_what_serves_its_goal():
    """A state that wants the war only never calls its army back, and sends it if it was.

    Nothing can end its rule: else it might call the army back lest it lose both.
    """
    options = [{"id": "silent"}, {"id": "recall", "set": {"regime.recall": 0.9}}]
    ahead = {"options": options, "policy": "look-ahead", "review": 3, "horizon": 4}
    war = {"stay": 0.0, "consensus": 0.0, "war": 1.0, "patience": 0.0}
    taken = {}
    for first, schedule in (("silent", []), ("recall", [{"response": "recall"}])):
        scenario = country(people=6000, weeks=9, mechanisms={"response": war, **UNENDING},
                           responses={**ahead, "schedule": schedule})
        result = fr.simulate(scenario, seed=1)
        taken[first] = result.series.filter(level="nation", metric="recall")["value"].to_list()
    assert taken["silent"][-1] == 0.0
    assert taken["recall"][-1] == 0.0


def test_looking_ahead_leaves_the_country_as_it_is():
    """With one response to choose from, it is the run without any looking."""
    one = {"options": [{"id": "silent"}], "review": 3, "horizon": 3}
    plain, ahead = (
        fr.simulate(country(people=6000, weeks=8, responses={
            **one, "policy": policy, "schedule": [{"response": "silent"}]}), seed=2)
        for policy in ("fixed", "look-ahead"))
    assert_frame_equal(plain.series.drop("run"), ahead.series.drop("run"))
    assert_frame_equal(plain.flows.drop("run"), ahead.flows.drop("run"))


def test_the_schedule_says_which_response_holds():
    result = fr.simulate(country(people=3000, weeks=8, responses=RESPONSES), seed=1)
    blame = result.series.filter(level="nation", metric="blame").sort("week")
    assert blame["value"].to_list() == [0.0] * 4 + [1.0] * 5  # 2021-02-01 is in week 4


def test_the_record_says_which_response_was_in_force():
    result = fr.simulate(country(people=3000, weeks=8, responses=RESPONSES), seed=1)
    told = result.series.filter(level="nation", metric="response").sort("week")
    assert told["value"].to_list() == [0.0] * 4 + [1.0] * 5  # silent, then blame
