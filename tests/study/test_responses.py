"""Responses compared: numbers by hand, and a country in which it is known what helps."""

import dataclasses

import numpy as np
import polars as pl
import pytest
from laws import small
from pydantic import TypeAdapter

import fronde
from fronde.errors import ScenarioError
from fronde.reporting.study import text
from fronde.study.goals import goals_of
from fronde.study.kinds import responses
from fronde.study.methods.design import points, sobol
from fronde.study.methods.verdicts import interval
from fronde.study.study_values import Values, read_values
from study import plain
from study.heard import heard

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


def by_hand(weights=(1.0, 1.0, 1.0), missing=None, read=BY_HAND, goals=None):
    """A matrix of the numbers above; ``missing``: variant and point of a run that failed.

    With goals of its own, ``read`` has a number of each at each point.
    """
    made = country(OPTIONS, mechanisms={"response": dict(zip(("stay", "consensus", "war"),
                                                            weights, strict=True))})
    if goals is not None:
        made = fronde.load({**made.document, "responses": {**made.document["responses"],
                                                           "goals": goals}})
    rows = []
    for variant, numbers in read.items():
        if goals is None:  # the regime stays where it has not fallen
            numbers = ([1 - s for s in numbers[0]], *numbers[1:])
        for reading, each in zip(goals_of(made).readings(made, WEEK), numbers, strict=True):
            rows += [(point, 0, variant, reading.name, float(number))
                     for point, number in enumerate(each) if (variant, point) != missing]
    values = pl.DataFrame(rows, schema=["point", "replicate", "variant", "outcome", "value"],
                          orient="row")
    empty = pl.DataFrame({"point": [0, 1]})
    manifest = {"study": {"points": 2, "replicates": 1, "settings": {"weeks": [WEEK]}}}
    return responses.judge(Values(manifest, empty, values, empty, empty), made)


SEVEN = tuple(f"r{number}" for number in range(7))


def noisy(tried):
    """A country whose regime wants consensus and nothing else."""
    return country([{"id": "idle"}, *({"id": name, "set": {"regime.blame": 1}} for name in tried)],
                   mechanisms={"response": {"stay": 0.0, "consensus": 1.0, "war": 0.0}})


def in_noise(seed, effect=None, replicated=32, tried=SEVEN, sets=256):
    """Consensus of runs with responses, of which the first may have an effect, by place.

    Noise of each run with one grows over the first parameter, from .0005 to .2.
    """
    made = noisy(tried)
    unit, rng = sobol(5, sets, seed), np.random.default_rng(seed)
    spread = 0.0005 * 400.0 ** unit[:, :1]
    others = [("fallen", 0.0), ("abroad", 0.8), ("fighters", 100.0), ("soldiers_lost", 10.0),
              ("fighters_lost", 10.0)]
    there = np.arange(2)[None, :] < np.where(np.arange(sets) < replicated, 2, 1)[:, None]
    point, run = np.nonzero(there)
    frames = []
    for number, variant in enumerate(["nothing done", *(f"{name} from week 2" for name in tried)]):
        consensus = np.full((sets, 2), 0.5)
        if number:
            consensus += spread * rng.standard_normal((sets, 2))
        if number == 1 and effect is not None:
            consensus += effect(unit)[:, None]
        for reading in goals_of(made).readings(made, WEEK):
            each = (consensus if reading.metric == "consensus"
                    else np.full((sets, 2), dict(others)[reading.metric]))
            frames.append(pl.DataFrame({
                "point": point, "replicate": run, "variant": [variant] * len(point),
                "outcome": [reading.name] * len(point), "value": each[point, run]}))
    names = [f"p{number}" for number in range(5)]
    space = pl.DataFrame(unit, schema=names).insert_column(0, pl.Series("point", range(sets)))
    manifest = {"study": {"points": sets, "replicates": 2, "settings": {"weeks": [WEEK]}}}
    return responses.judge(
        Values(manifest, pl.DataFrame(), pl.concat(frames), space, space), made)


def in_half(unit):
    return 0.3 * (unit[:, 1] > 0.5)


def test_responses_in_noise_neither_help_nor_are_decided():
    """In 95 of 100 at least (19 of 20): seven without effect, of which by noise the best helps at
    half of the points. Where noise is below the margin nothing helps, so p0 would decide."""
    found = [in_noise(seed) for seed in range(20)]
    assert all(one.none[WEEK][0] < 0.6 for one in found)
    assert sum(one.chance[WEEK] == {"none", "costless"} for one in found) >= 19
    assert sum(one.decided[WEEK].verdict != "found" for one in found) >= 19


def test_chance_is_seen_without_replicates_too():
    found = [in_noise(seed, replicated=0) for seed in range(20)]
    assert sum(one.chance[WEEK] == {"none", "costless"} for one in found) >= 19


def test_sets_are_written_in_one_order():
    """Findings of equal studies are equal files, though sets of texts have no order."""
    many = frozenset(f"share {number}" for number in range(20))
    made = dataclasses.replace(in_noise(1, sets=32), chance={WEEK: many})
    written = TypeAdapter(responses.Matrix).dump_python(made, mode="json")
    assert written["chance"] == {str(WEEK): sorted(many)}
    assert TypeAdapter(responses.Matrix).validate_python(written).chance == {WEEK: many}


def test_what_chance_makes_is_told_by_nobody():
    """Neither of the terminal, nor in JSON, nor on the page."""
    made = in_noise(1)
    said = heard("responses", noisy(SEVEN), made)
    assert said.data["no_response_helps"] == said.data["none_without_cost"] == {str(WEEK): None}
    assert "of the space" not in said.text and "Where a response helps" not in said.text
    assert "worth more to the regime than doing nothing: stochastic variance" in said.text
    page = text.lines(text.text("responses", "answer", made, noisy(SEVEN)))
    assert page[0].startswith("The study does not report how often no response is worth more to")
    assert not any("95% interval" in text or "one helps" in text for text in page)
    assert made.answer(WEEK, "none") is made.answer(WEEK, "costless") is None


def test_a_response_that_helps_in_half_of_the_space_is_told_and_decided():
    """Alone, by .3 where p1 is above its middle: chance adds to that, but does not decide."""
    found = [in_noise(seed, in_half, tried=("a",), sets=64) for seed in range(20)]
    assert sum(one.chance[WEEK] == frozenset() for one in found) >= 19
    assert sum([rank.name for rank in one.decided[WEEK].deciding] == ["p1"]
               for one in found) >= 19


def test_noise_of_others_hides_how_often_a_response_helps():
    """Six without effect help by chance nearly everywhere that the first does not."""
    made = in_noise(1, in_half)
    assert "none" in made.chance[WEEK]
    assert [rank.name for rank in made.decided[WEEK].deciding] == ["p1"]


def test_a_response_that_helps_everywhere_is_told_though_its_replicates_do_not_agree():
    """By .9 everywhere: what differs between points is noise, and still it helps at all."""
    made = in_noise(1, lambda unit: np.full(len(unit), 0.9), tried=("a",))
    assert made.none[WEEK][0] == 0.0 and made.chance[WEEK] == frozenset()


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


def test_who_is_dominated_may_be_better_at_a_point_and_that_is_said():
    """Bad has more consensus at the first of two points, by .1, and less at the second, by .3."""
    read = {**BY_HAND, "bad from week 2": ([1, 1], [.6, .2], [.8, .8], [100, 0], [10, 0], [10, 0])}
    made = by_hand(read=read)
    assert cell(made, "bad", "consensus").better == 0.5
    assert made.dominated[WEEK] == {"bad": "nothing done"}
    scenario = country([{**one, "says": one["id"].title()} for one in OPTIONS])
    assert text.say("responses", "dominated", made, scenario, WEEK) == (
        "“Bad” (bad) is no better than doing nothing on any goal, in the mean over the "
        "parameter sets.")
    reading = text.say("responses", "responses_reading", made, scenario)
    assert "† In the mean, another response, or doing nothing" in reading
    made.dominated[WEEK] = {"bad": "good"}
    assert text.say("responses", "dominated", made, scenario, WEEK) == (
        "“Bad” (bad) is no better than “Good” (good) on any goal, in the mean over "
        "the parameter sets.")


def test_means_are_of_the_points_at_which_both_have_a_value():
    """Without bad at the first point its means are those of the second, where nothing differs."""
    made = by_hand(missing=("bad from week 2", 0))
    one = cell(made, "bad", "strength")
    assert (one.value, one.idle, one.effect) == (0.0, 0.0, 0.0)
    assert "bad" not in made.dominated[WEEK]  # of 100 fighters at the first point nothing is known


def test_a_point_counts_for_help_without_cost_only_if_all_goals_are_known():
    """Calm is moved at both points; at the second nothing is known of a goal without weight."""
    made = by_hand(goals=[
        {"id": "calm", "says": "calm", "metric": "street", "direction": "lower", "worth": 1},
        {"id": "mild", "says": "mild", "metric": "protested_before", "direction": "lower",
         "worth": 0}], read={
        "nothing done": ([100, 100], [.5, np.nan]),
        **{f"{name} from week 2": ([50, 50], [.5, np.nan]) for name in ("good", "mixed", "bad")}})
    assert made.none[WEEK] == interval(0, 2, 0.95)
    assert made.costless[WEEK] == interval(0, 1, 0.95)


def test_a_response_that_keeps_the_regime_in_power_helps_and_one_that_ends_it_harms(tmp_path):
    """By construction: pace of a fall 0, or so high that it comes at once."""
    options = [{"id": "idle"}, {"id": "hold", "set": {"survival.pace": 0.0}},
               {"id": "end", "set": {"survival.pace": 1e6}}]
    made = country(options, mechanisms={
        "survival": {"pace": 1.0}, "forces": {"mutiny": 0.0, "coup": 0.0}})
    study = responses.plan(made, points({}, 6, 1, "sobol"), 1, 1)
    found = responses.judge(read_values(plain.stored(study, tmp_path / "study")), made)
    week = found.weeks[0]
    assert cell(found, "hold", "stay", week).value == 1.0
    assert cell(found, "end", "stay", week).value == 0.0
    assert cell(found, "hold", "stay", week).idle < 1.0
    assert found.none[week][0] < 1.0


def test_branches_equal_the_runs_that_take_the_response_by_schedule(tmp_path):
    """A branch shares all draws: held from the start it is the run with that response fixed."""
    made = country(OPTIONS)
    study = responses.plan(made, points({}, 1, 1, "sobol"), 1, 1, weeks=(0,))
    found = responses.judge(read_values(plain.stored(study, tmp_path / "study")), made)
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
