"""Responses compared: numbers by hand, and a country in which it is known what helps."""

import numpy as np
import polars as pl
import pytest
from laws import small

import fronde
from fronde.errors import ScenarioError
from fronde.study import responses
from fronde.study.design import points
from fronde.study.goals import goals_of
from fronde.study.values import Values
from study import plain

WEEK, END = 2, 12


def country(options, **more):
    """A small country with these responses; the first does nothing."""
    return fronde.load({**small.document(weeks=END, people=600, **more), "name": "small",
                        "responses": {"options": options, "schedule": [
                            {"response": options[0]["id"]},
                            {"date": "2021-01-18", "response": options[1]["id"]}]}})


OPTIONS = [{"id": "idle"}, {"id": "good", "set": {"regime.blame": 1}},
           {"id": "mixed", "set": {"regime.admit": 1}}, {"id": "bad", "set": {"regime.recall": 1}}]
# stay, consensus, war, fighters, soldiers, fighters lost; of two points each.
BY_HAND = {
    "nothing done": ([1, 1], [.5, .5], [.8, .8], [100, 0], [10, 0], [10, 0]),
    "good from week 2": ([1, 1], [.6, .5], [.8, .8], [100, 0], [10, 0], [10, 0]),
    "mixed from week 2": ([1, 1], [.7, .4], [.7, .7], [50, 0], [10, 0], [10, 0]),
    "bad from week 2": ([0, 1], [0, .5], [0, .8], [300, 0], [30, 0], [10, 0]),
}


def by_hand(weights=(1.0, 1.0, 1.0), missing=None):
    """A matrix of the numbers above; ``missing``: variant and point of a run that failed."""
    made = country(OPTIONS, mechanisms={"response": dict(zip(("stay", "consensus", "war"),
                                                            weights, strict=True))})
    rows = []
    for variant, (stay, *others) in BY_HAND.items():
        read = goals_of(made).readings(made, WEEK)
        for reading, numbers in zip(read, ([1 - s for s in stay], *others), strict=True):
            rows += [(point, 0, variant, reading.name, float(number))
                     for point, number in enumerate(numbers) if (variant, point) != missing]
    values = pl.DataFrame(rows, schema=["point", "replicate", "variant", "reading", "value"],
                          orient="row")
    empty = pl.DataFrame({"point": [0, 1]})
    manifest = {"study": {"points": 2, "replicates": 1, "settings": {"weeks": [WEEK]}}}
    return responses.compared(Values(manifest, empty, values, empty, empty), made)


def cell(made, response, goal, week=WEEK):
    return next(c for c in made.cells if (c.response, c.goal, c.week) == (response, goal, week))


def test_effects_are_means_over_points_of_differences():
    made = by_hand()
    assert cell(made, "good", "consensus").effect == pytest.approx((0.1 + 0.0) / 2)
    assert cell(made, "bad", "stay").effect == pytest.approx((-1 + 0) / 2)
    assert cell(made, "mixed", "war").effect == pytest.approx(-0.1)


def test_persons_are_compared_as_shares_of_both_together():
    """(50 - 100) / 75 at one point, nobody against nobody at the other."""
    made = by_hand()
    assert cell(made, "mixed", "strength").effect == pytest.approx(-50 / 75 / 2)
    assert cell(made, "bad", "deaths").effect == pytest.approx((40 - 20) / 30 / 2)


def test_better_and_worse_are_the_regimes():
    made = by_hand()
    assert (cell(made, "mixed", "strength").better, cell(made, "mixed", "strength").worse) == (
        0.5, 0.0)
    assert (cell(made, "bad", "deaths").better, cell(made, "bad", "deaths").worse) == (0.0, 0.5)
    assert (cell(made, "mixed", "consensus").better, cell(made, "mixed", "consensus").worse) == (
        0.5, 0.5)


def test_worth_weighs_goals_and_a_fallen_regime_has_none():
    """(1 + .5 + .8) / 3 with nothing done; with bad 0 at one point and the same at the other."""
    made = by_hand()
    assert cell(made, "bad", "worth").idle == pytest.approx(2.3 / 3)
    assert cell(made, "bad", "worth").value == pytest.approx((0.0 + 2.3 / 3) / 2)
    only_war = by_hand(weights=(0.0, 0.0, 1.0))
    assert cell(only_war, "mixed", "worth").effect == pytest.approx(-0.1)


def test_the_answer_counts_points_at_which_nothing_helps():
    """Good raises worth by .1/3 at the first point; at the second nothing does."""
    made = by_hand()
    share, low, high = made.none[WEEK]
    assert share == 0.5
    assert low < 0.5 < high
    assert made.best[WEEK].tolist() == [made.responses.index("good"), -1]
    assert made.standing[WEEK][0].tolist() == [1.0, 1.0, -1.0]  # mixed: .2 - .1 of three


def test_help_without_cost_moves_no_goal_against_the_regime():
    """Good does at the first point; mixed always costs war."""
    assert by_hand().costless[WEEK][0] == 0.5


def test_a_response_is_dominated_by_one_no_worse_on_any_goal():
    assert by_hand().dominated[WEEK] == {"bad": "nothing done"}


def test_a_response_that_keeps_the_regime_in_power_helps_and_one_that_ends_it_harms(tmp_path):
    """By construction: pace of a fall 0, or so high that it comes at once."""
    options = [{"id": "idle"}, {"id": "hold", "set": {"survival.pace": 0.0}},
               {"id": "end", "set": {"survival.pace": 1e6}}]
    made = country(options, mechanisms={
        "survival": {"pace": 1.0}, "forces": {"mutiny": 0.0, "coup": 0.0}})
    study = responses.plan(made, points({}, 6, 1, "sobol"), 1, 1)
    found = responses.matrix(plain.stored(study, tmp_path / "study"), made)
    week = found.weeks[0]
    assert cell(found, "hold", "stay", week).value == 1.0
    assert cell(found, "end", "stay", week).value == 0.0
    assert cell(found, "hold", "stay", week).idle < 1.0
    assert found.none[week][0] < 1.0


def test_branches_equal_the_runs_that_take_the_response_by_schedule(tmp_path):
    """A branch shares all luck: held from the start it is the run with that response fixed."""
    made = country(OPTIONS)
    study = responses.plan(made, points({}, 1, 1, "sobol"), 1, 1, weeks=(0,))
    found = responses.matrix(plain.stored(study, tmp_path / "study"), made)
    fixed = fronde.load({**made.document, "responses": {**made.document["responses"],
                                                        "policy": "fixed",
                                                        "schedule": [{"response": "bad"}]}})
    alone = fronde.simulate(fixed, seed=1, replicate=0, threads=1).series
    fighters = alone.filter(level="nation", metric="fighters")
    expected = fighters.filter(pl.col("week") > 0)["value"].mean()
    assert cell(found, "bad", "strength", 0).value == pytest.approx(expected, rel=1e-12)


def test_when_responses_are_taken_up():
    made = fronde.load("fighting-coalition", people=1000)
    war = (made.policy.schedule[1][0] - made.start).days // 7
    assert responses.timings(made) == (war, war + 24, war + 48)  # (156 - 59) // 4
    assert responses.timings(country(OPTIONS)) == (2, 4, 6)


@pytest.mark.parametrize(("options", "said"), [
    ([{"id": "a"}, {"id": "b"}], "no response that changes anything"),
    ([{"id": "a", "set": {"regime.blame": 1}}, {"id": "b", "set": {"regime.admit": 1}}],
     "doing nothing"),
])
def test_what_cannot_be_compared_is_refused(options, said):
    made = country(options)
    with pytest.raises(ScenarioError, match=said):
        responses.plan(made, points({}, 1, 1, "sobol"), 1)


def test_a_moment_after_the_end_is_refused():
    with pytest.raises(ScenarioError, match="week 12"):
        responses.plan(country(OPTIONS), points({}, 1, 1, "sobol"), 1, weeks=(END,))


def test_a_point_at_which_a_run_failed_is_left_out():
    """Without a value of good at the first point, only the second one counts: there none helps."""
    made = by_hand(missing=("good from week 2", 0))
    assert made.none[WEEK][0] == 1.0
    assert np.isnan(made.standing[WEEK][0]).tolist() == [True, False, False]
    assert made.standing[WEEK][1].tolist() == [0.0, -1.0, 0.0]
