"""Goals that count: those that something moves, those that a scenario declares, by hand."""

import json

import polars as pl
import pytest
from click.testing import CliRunner
from laws import small

import fronde
from fronde.cli import main
from fronde.errors import ScenarioError
from fronde.study import stopping
from fronde.study.goals import Measure, goals_of
from fronde.study.kinds import KINDS, responses
from fronde.study.methods.design import points
from fronde.study.study_values import Values, read_values
from study import plain, quiet
from study.heard import heard
from study.quiet import CALM, IDLE, TRUST

WEEK = 2
NO_POINTS = points({}, 1, 1, "sobol")
# Of two points each: people on the street, legitimacy at the end, consensus.
BY_HAND = {"nothing done": {"street": (100, 0), "legitimacy": (.5, .5), "consensus": (.4, .6)},
           "soft from week 2": {"street": (50, 0), "legitimacy": (.6, .5), "consensus": (.4, .5)}}


def by_hand(scenario, read=BY_HAND):
    """The matrix of a country whose runs came to chosen values."""
    rows = [(point, 0, variant, reading.name, float(numbers[reading.metric][point]))
            for variant, numbers in read.items()
            for reading in goals_of(scenario).readings(scenario, WEEK) for point in (0, 1)]
    values = pl.DataFrame(rows, schema=["point", "replicate", "variant", "outcome", "value"],
                          orient="row")
    empty = pl.DataFrame({"point": [0, 1]})
    manifest = {"study": {"points": 2, "replicates": 1, "settings": {"weeks": [WEEK]}}}
    return responses.judge(Values(manifest, empty, values, empty, empty), scenario)


def cell(made, goal, week=WEEK):
    return next(c for c in made.cells if (c.goal, c.week) == (goal, week))


def studied(scenario, folder):
    """The study of a country whose responses are taken up at once, run here."""
    return plain.stored(responses.plan(scenario, NO_POINTS, 1, 1, weeks=(0,)), folder)


def test_without_war_and_arms_only_consensus_is_left():
    found = goals_of(quiet.country())
    assert [goal.name for goal in found.kept] == ["consensus"]
    said = {one.goal.name: one.why for one in found.left_out}
    assert said["stay"] == ("“stays in power” is not used as a goal: nothing in the scenario "
                            "changes fallen (mechanism survival would).")
    assert "abroad (mechanism forces would)" in said["war"]
    assert "soldiers_lost or fighters_lost (mechanisms organisations, combat and" in said["deaths"]


def test_with_all_mechanisms_all_goals_count():
    found = goals_of(small.country())
    assert [goal.name for goal in found.kept] == ["stay", "consensus", "war", "strength", "deaths"]
    assert found.left_out == ()


def test_a_goal_that_is_fixed_is_left_out():
    made = quiet.country(CALM, mechanisms=("mobilisation",), fixed={**small.STILL, "consensus": 1},
                         options=(IDLE, {"id": "b", "set": {"mobilisation.pace": 0.5}}))
    bare = fronde.load({**made.document, "responses": {
        **made.document["responses"], "goals": None}})
    assert next(one.why for one in goals_of(bare).left_out if one.goal.name == "consensus"
                ).endswith("changes consensus, which is fixed.")


def test_worth_weighs_only_what_is_left():
    """Of power, consensus and war only consensus moves here: worth is consensus, undiluted."""
    made = by_hand(quiet.country())
    assert [goal.name for goal in made.columns] == ["consensus", "worth"]
    assert cell(made, "worth").effect == pytest.approx((0.0 - 0.1) / 2)
    assert cell(made, "worth").value == pytest.approx((0.4 + 0.5) / 2)
    assert made.none[WEEK][0] == 1.0  # a finding: consensus was moved, downwards


def test_declared_goals_and_their_worth_by_hand():
    """Street (50 - 100) / 75 and 0 / 0; worth (2 * 50 / 75 + .1) / 3 at the first point, else 0."""
    made = by_hand(quiet.country(CALM, TRUST))
    assert [goal.name for goal in made.columns] == ["calm", "trust", "worth"]
    assert cell(made, "calm").effect == pytest.approx(-50 / 75 / 2)
    assert (cell(made, "calm").better, cell(made, "calm").worse) == (0.5, 0.0)
    assert cell(made, "trust").effect == pytest.approx(0.1 / 2)
    assert cell(made, "worth").effect == pytest.approx((2 * 50 / 75 + 0.1) / 3 / 2)
    assert made.none[WEEK][0] == made.costless[WEEK][0] == 0.5
    assert made.best[WEEK].tolist() == [0, -1]


def test_a_goal_s_direction_turns_what_is_better():
    made = by_hand(quiet.country({**CALM, "direction": "higher"}))
    assert cell(made, "calm").effect == pytest.approx(-50 / 75 / 2)
    assert (cell(made, "calm").better, cell(made, "calm").worse) == (0.0, 0.5)
    assert cell(made, "worth").effect == pytest.approx(-50 / 75 / 2)


def test_a_goal_without_weight_counts_for_cost_only():
    made = by_hand(quiet.country({**CALM, "worth": 0}, {**TRUST, "direction": "lower"}))
    assert cell(made, "worth").effect == pytest.approx(-0.1 / 2)  # trust alone
    free = by_hand(quiet.country({**CALM, "worth": 0}))
    assert [goal.name for goal in free.columns] == ["calm"]
    assert free.none == {} and free.costless[WEEK][0] == 0.5


def test_how_a_goal_is_read():
    """Over the weeks from 2 to 6: four of them, and persons where they are counted in all."""
    rules = {"mean": ("mean", 4, False), "in-power": ("mean", 4, True),
             "total": ("total", 4, False), "last": ("last", 1, False)}
    for rule, (name, over, in_power) in rules.items():
        made = quiet.country({**TRUST, "read": rule})
        (reading,) = goals_of(made).readings(made, WEEK)
        assert (reading.rule, reading.end, reading.over, reading.in_power) == (
            name, quiet.WEEKS, over, in_power)
        assert goals_of(made).kept[0].relative == (rule == "total")  # a sum of shares is no share


def test_declared_goals_are_read_off_runs(tmp_path):
    """A branch from the start is the run with the response fixed; its street is the goal's."""
    made = quiet.country(CALM, TRUST)
    found = responses.judge(read_values(studied(made, tmp_path / "study")), made)
    for response, goal in (("idle", "idle"), ("soft", "value")):
        fixed = fronde.load({**made.document, "responses": {
            **made.document["responses"], "policy": "fixed",
            "schedule": [{"response": response}]}})
        series = fronde.simulate(fixed, seed=1, replicate=0, threads=1).series.filter(
            pl.col("week") > 0, level="nation")
        street = series.filter(metric="street")["value"].mean()
        last = series.filter(metric="legitimacy", week=quiet.WEEKS)["value"].item()
        assert getattr(cell(found, "calm", 0), goal) == pytest.approx(street, rel=1e-12)
        assert getattr(cell(found, "trust", 0), goal) == pytest.approx(last, rel=1e-12)
    assert cell(found, "calm", 0).moved and cell(found, "calm", 0).effect != 0.0


def test_a_goal_that_no_run_moved_is_said_and_not_counted(tmp_path):
    """The police cannot reach consensus in a country without doubt: every cell is exactly 0."""
    made = quiet.country()
    folder = studied(made, tmp_path / "study")
    found = responses.judge(read_values(folder), made)
    assert found.still("consensus") and found.still("worth") and not cell(found, "worth", 0).moved
    said = heard("responses", made, found)
    assert "No response moved any goal of the regime in any run." in said.text
    assert "no response is worth more" not in said.text
    assert "“war effort” is not used as a goal" in said.text
    assert said.data["no_response_helps"] == {"0": None}
    assert said.data["not_moved"] == {"0": ["consensus", "worth"]}
    assert [one["goal"] for one in said.data["left_out"]] == ["stay", "war", "strength", "deaths"]


def test_one_goal_of_two_that_no_run_moved_is_named(tmp_path):
    loyal = {"id": "loyal", "says": "consensus", "metric": "consensus", "direction": "higher"}
    made = quiet.country(CALM, loyal)
    folder = studied(made, tmp_path / "study")
    said = heard("responses", made, responses.judge(read_values(folder), made))
    assert said.data["not_moved"] == {"0": ["loyal"]}
    assert "No response moved this goal in any run: “consensus”." in said.text
    assert "No response moved any goal" not in said.text
    assert said.data["goals"][0] == {"goal": "calm", "says": "few on the street",
                                     "wanted": "lower", "worth": 2.0}


def test_an_effect_that_comes_to_zero_in_the_mean_is_a_finding():
    read = {"nothing done": {"consensus": (.5, .5)}, "soft from week 2": {"consensus": (.6, .4)}}
    made = by_hand(quiet.country(), read)
    assert cell(made, "consensus").effect == pytest.approx(0.0)
    assert not made.still("consensus")


UNHEARD = (IDLE, {"id": "blame", "set": {"regime.blame": 1}})
REFUSED = [
    (quiet.document(mechanisms=("mobilisation",), fixed=small.STILL,
                    options=(IDLE, {"id": "b", "set": {"mobilisation.pace": 0.5}})),
     "because nothing in the scenario changes any goal of the regime"),
    (quiet.document(options=UNHEARD), "they set and send nothing that affects a goal"),
    (quiet.document([CALM, TRUST], options=UNHEARD), "few on the street, legitimacy at the end"),
    (quiet.document(mechanisms=(*small.CITIZENS, "response"),
                    options=(IDLE, {"id": "b", "set": {"response.stay": 0.5}})),
     "they set and send nothing that affects a goal"),
]


@pytest.mark.parametrize(("document", "said"), REFUSED)
def test_what_could_not_move_any_goal_is_refused_before_any_run(document, said, tmp_path):
    with pytest.raises(ScenarioError, match=said):
        responses.plan(fronde.load(document), NO_POINTS, 1)
    file, out = tmp_path / "quiet.json", tmp_path / "out"
    file.write_text(json.dumps(document))
    yaml = file.rename(file.with_suffix(".yaml"))
    result = CliRunner().invoke(main, ["study", "responses", str(yaml), "--out", str(out)])
    assert result.exit_code == 2 and said in result.output and not out.exists()


def test_a_lever_that_is_itself_the_goal_can_be_reached():
    war = {"id": "peace", "says": "no war", "metric": "war", "direction": "lower"}
    options = (IDLE, {"id": "b", "set": {"regime.war": 1}})
    found = responses.plan(quiet.country(war, options=options), NO_POINTS, 1, weeks=(0,))
    assert [reading.metric for reading in found.readings] == ["war"]


def test_without_weights_a_study_stops_by_the_share_without_cost(tmp_path):
    """One point says next to nothing: its interval is far wider than a tenth on either side."""
    made = quiet.country({**CALM, "worth": 0})
    folder = studied(made, tmp_path / "study")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert not stopping.enough(KINDS["responses"], made, 0.1)(folder, manifest, 1)
    assert stopping.enough(KINDS["responses"], made, 1.0)(folder, manifest, 1)


@pytest.mark.parametrize(("rule", "name"), [
    ("mean", "mean protest of nation, weeks 61-156"),
    ("in-power", "mean protest of nation, weeks 61-156 in power"),
    ("total", "total protest of nation, weeks 61-156"),
    ("last", "last protest of nation, week 156"), ("peak", "peak protest of nation, weeks 61-156")])
def test_a_goal_is_read_from_the_response_to_the_end(rule, name):
    assert Measure("protest", rule).reading(156, 60).name == name
