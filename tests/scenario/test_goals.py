"""What the regime wants, where a scenario says so: read, written again, refused with its place."""

from __future__ import annotations

from datetime import date

import pytest
from jsonschema import Draft202012Validator

from fronde.errors import ScenarioError
from fronde.scenario import content, load, schema
from fronde.scenario.altered import apply_contrast, move_events
from fronde.scenario.complaints import Complaints
from fronde.scenario.types import Aim, Contrast
from fronde.scenario.yamlcore import parse

from .test_bad_actors import all_and_only
from .writing import FULL, complaints

SCHEDULE = "schedule: [{response: silent}, {date: 2021-03-01, response: blame}]"
CALM = "{id: calm, says: few on the street, metric: street, direction: lower, worth: 2}"
LOYAL = "{id: loyal, says: the south holds, metric: legitimacy, level: region, entity: SO, " \
        "read: last, direction: higher}"
GOALS = f"goals: [{CALM}, {LOYAL}]"
# what stands in the place of the goal calm, all that must be said: (text before the place, what)
MISTAKES = [
    (CALM.replace("street, d", "stret, d"), [
        ("metric: ", "no metric `stret` of a nation: did you mean `street`?")]),
    (CALM.replace("lower", "lowr"), [
        ("direction: ", "`direction` must be higher or lower, not `lowr`: did you mean `lower`?")]),
    (CALM.replace(", direction: lower", ""), [("[", "`direction` is missing")]),
    (CALM.replace("worth: 2", "worth: -2"), [
        ("worth: ", "`worth` must be at least 0, not `-2`")]),
    (CALM.replace("worth: 2", "worth: .nan"), [("worth: ", "`worth` must be a finite number")]),
    (CALM.replace("worth: 2", "worth: .inf"), [("worth: ", "`worth` must be a finite number")]),
    (CALM.replace("worth: 2", "worth: much"), [("worth: ", "`worth` must be a number, not")]),
    (CALM.replace("worth: 2", "wort: 2"), [
        ("lower, ", "unknown key `wort`: did you mean `worth`?")]),
    (CALM.replace("worth: 2", "read: men"), [
        ("read: ", "`read` must be mean, in-power, total, last or peak, not `men`: did you mean")]),
    (CALM.replace("id: calm", "id: loyal"), [
        ("}, {id: ", "duplicate goal `loyal`: choose another id")]),
    (CALM.replace("id: calm", "id: worth"), [("id: ", "a goal cannot be called `worth`")]),
    (CALM.replace("says: few on the street, ", ""), [("[", "`says` is missing")]),
    (CALM.replace("worth: 2", "level: nation, entity: SO"), [
        ("entity: ", "no nation `SO`: choose from nation")]),
    (CALM.replace("street, d", "protest, level: region, d"), [
        ("[", "`entity` is missing: name the region")]),
    (CALM.replace("street, d", "protest, level: region, entity: SU, d"), [
        ("entity: ", "no region `SU`: choose from NO, SO")]),
    (CALM.replace("street, d", "stability, level: region, entity: SO, d"), [
        ("metric: ", "no metric `stability` of a region, only of a state")]),
    (CALM.replace("street, d", "setback, level: region, entity: SU, d"), [
        ("metric: ", "nothing in the scenario changes `setback`: choose another metric, or leave"),
        ("entity: ", "no region `SU`")]),
    ("{id: , says: 3, metric: stret, level: naton, direction: lowr, read: men, worth: -1}", [
        ("id: ", "`id` must be a text, not nothing"), ("says: ", "`says` must be a text"),
        ("level: ", "`level` must be nation, region, group, community or state"),
        ("direction: ", "`direction` must be"), ("read: ", "`read` must be"),
        ("worth: ", "`worth` must be at least 0")]),
    ("calm", [("[", "must be a mapping, not `calm`")]),
]


@pytest.mark.parametrize(("written", "said"), MISTAKES)
def test_mistakes(actors, written, said):
    line = f"  goals: [{written}, {LOYAL}]"
    text = complaints(actors(SCHEDULE, f"{SCHEDULE}\n{line}"))
    places = [f"s.yaml:16:{line.index(before) + len(before) + 1}: {what}" for before, what in said]
    assert all_and_only(text, places), text


@pytest.mark.parametrize(("written", "said"), [
    ("goals: []", "s.yaml:16:10: `goals` must name at least one goal. To use the usual"),
    ("goals: {id: calm}", "s.yaml:16:10: `goals` must be a list, not a mapping"),
])
def test_no_list_of_goals(actors, written, said):
    assert all_and_only(complaints(actors(SCHEDULE, f"{SCHEDULE}\n  {written}")), [said])


@pytest.mark.parametrize(("metric", "mend"), [
    ("abroad", "add mechanism forces"), ("fallen", "add mechanism survival"),
    ("fighters", "add mechanisms organisations and sponsorship"),
    ("broad", "because it is fixed: take it out of `fixed`"),
])
def test_a_goal_that_nothing_moves_is_refused_with_what_is_missing(full, metric, mend):
    path = full("responses:\n  options: [{id: a}, {id: b, set: {regime.effort: 0.2}}]\n"
                f"  goals: [{{id: g, says: x, metric: {metric}, direction: lower}}]\n")
    text = complaints(path)
    line, column = FULL.count("\n") + 3, len("  goals: [{id: g, says: x, metric: ") + 1
    said = f"s.yaml:{line}:{column}: nothing in the scenario changes `{metric}`"
    assert text.startswith(said), text
    assert mend in text and "or leave the goal out" in text


def test_a_lever_is_a_goal_where_a_response_or_an_event_sets_it(full):
    more = ("responses:\n  options: [{id: a}, {id: b, set: {regime.LEVER: 0.2}}]\n"
            "  goals: [{id: g, says: x, metric: effort, direction: lower}]\n")
    assert load(full(more.replace("LEVER", "effort"))).aims[0].metric == "effort"
    assert "nothing in the scenario changes `effort`" in complaints(
        full(more.replace("LEVER", "police")))


def test_goals_are_read_and_written_again(actors):
    scenario = load(actors(SCHEDULE, f"{SCHEDULE}\n  {GOALS}"))
    assert scenario.aims == (
        Aim(id="calm", says="few on the street", metric="street", direction="lower", worth=2.0),
        Aim(id="loyal", says="the south holds", metric="legitimacy", level="region", entity="SO",
            read="last", direction="higher"))
    assert load(scenario.document) == scenario
    again = parse(content.as_yaml(scenario.document), "f", Complaints()).plain
    assert load(again) == scenario


def test_goals_are_part_of_what_a_scenario_means(actors):
    without, empty = load(actors()), load(actors(SCHEDULE, f"{SCHEDULE}\n  goals:"))
    assert without == empty and "goals" not in without.document["responses"]
    digests = {load(actors(SCHEDULE, f"{SCHEDULE}\n  goals: [{goal}]")).digest
               for goal in (CALM, CALM.replace("worth: 2", "worth: 3"))}
    assert len(digests | {without.digest}) == 3


def test_the_schema_knows_goals(actors):
    validator = Draft202012Validator(schema())

    def valid(goals):
        path = actors(SCHEDULE, f"{SCHEDULE}\n  {goals}")
        return validator.is_valid(parse(path.read_text(), "f", Complaints()).plain)

    assert valid(GOALS) and valid("goals:")
    assert not valid("goals: []")
    for old, new in (("lower", "lowr"), ("worth: 2", "worth: -1"), ("worth: 2", "wort: 2"),
                     ("worth: 2", "read: men"), ("id: calm, ", ""),
                     ("metric: street", "metric: 3")):
        assert not valid(GOALS.replace(old, new))


def test_a_claim_can_be_tested_without_what_moves_a_goal(actors):
    """A goal is about comparing responses; a run without its mechanism is as sound as before."""
    scenario = load(actors(SCHEDULE, f"{SCHEDULE}\n  goals: [{CALM.replace('street', 'stress')}]"))
    made = apply_contrast(scenario, Contrast({}, (), ("survival",), ""))
    assert "survival" not in made.mechanisms and made.aims == ()


def test_a_goal_goes_with_the_event_that_alone_moves_it(actors):
    moved = CALM.replace("metric: street", "metric: war")
    scenario = load(actors(SCHEDULE, f"{SCHEDULE}\n  goals: [{moved}, {LOYAL}]"))
    assert move_events(scenario, {0: date(2021, 3, 1)}).aims == scenario.aims
    made = move_events(scenario, {0: None})
    assert [aim.id for aim in made.aims] == ["loyal"]
    assert load(made.document) == made


def test_all_complaints_come_at_once(actors):
    """Also those of other parts of the responses."""
    path = actors(SCHEDULE, SCHEDULE.replace("response: blame", "response: blam") +
                  f"\n  goals: [{CALM.replace('lower', 'lowr')}]")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert "no response `blam`" in str(caught.value) and "`lowr`" in str(caught.value)
