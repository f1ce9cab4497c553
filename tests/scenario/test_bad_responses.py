"""What is wrong with responses, and with what events set, is said with its place."""

from __future__ import annotations

import pytest

from fronde.scenario import load

from .test_bad_actors import all_and_only
from .writing import complaints

OPTIONS = "options: [{id: silent}, {id: blame, set: {regime.blame: 1}}]"
POLICY = "policy: scheduled"
SCHEDULE = "schedule: [{response: silent}, {date: 2021-03-01, response: blame}]"
# text in the scenario -> text instead, all that must be said
MISTAKES = [
    (f"{OPTIONS}\n  ", "", ["s.yaml:13:3: `options` is missing in `responses`"]),
    (OPTIONS, "options: []", ["s.yaml:13:12: `options` must name at least one response"]),
    (OPTIONS, "options: {id: silent}", ["s.yaml:13:12: `options` must be a list, not a mapping"]),
    (OPTIONS, OPTIONS.replace("{id: silent}", "silent"), [
        "s.yaml:13:13: must be a mapping, not `silent`",
        "s.yaml:15:25: the scenario defines no response `silent`"]),
    (OPTIONS, OPTIONS.replace("]", ", {id: blame}]"), [
        "s.yaml:13:69: duplicate response `blame`"]),
    (OPTIONS, OPTIONS.replace("{id: silent}", "{id: silent, says: 3, sat: {}}"), [
        "s.yaml:13:32: `says` must be a text, not `3`",
        "s.yaml:13:35: unknown key `sat`: did you mean `set`?"]),
    (OPTIONS, OPTIONS.replace("{id: silent}", "{id: silent}, {says: x}"), [
        "s.yaml:13:27: `id` is missing"]),
    (OPTIONS, OPTIONS.replace("regime.blame", "regime.blam"), [
        "s.yaml:13:45: a response cannot set `regime.blam`: did you mean `regime.blame`?"]),
    (OPTIONS, OPTIONS.replace("regime.blame", "contacts.near"), [
        "s.yaml:13:45: a response cannot set `contacts.near`"]),
    (OPTIONS, OPTIONS.replace("blame: 1", "blame: 2"), [
        "s.yaml:13:59: `regime.blame` must be from 0 to 1, not 2"]),
    (OPTIONS, OPTIONS.replace("blame: 1", "blame: true"), [
        "s.yaml:13:59: `regime.blame` must be a number [share], not `true`"]),
    (OPTIONS, OPTIONS.replace("blame: 1", "blame: prior"), [
        "s.yaml:13:59: `regime.blame` must be a number: a prior is not allowed here"]),
    (OPTIONS, OPTIONS.replace("{regime.blame: 1}", "[1]"), [
        "s.yaml:13:44: `set` must be a mapping, not a list"]),
    (OPTIONS, OPTIONS.replace("{id: silent}", "{id: silent, signal: {armd: 1}}"), [
        "s.yaml:13:35: unknown key `armd`: did you mean `armed`?"]),
    (POLICY, "policy: look_ahead", [
        "s.yaml:14:11: `policy` must be fixed, scheduled or look-ahead, not `look_ahead`: did you "
        "mean `look-ahead`?"]),
    (POLICY, "policy: 3", ["s.yaml:14:11: `policy` must be fixed, scheduled or look-ahead"]),
    (POLICY, "policy: fixed", [
        "s.yaml:15:13: a fixed policy must name one response under `schedule`"]),
    (f"{POLICY}\n  {SCHEDULE}", "policy: fixed", [
        "s.yaml:14:11: a fixed policy must name one response under `schedule`"]),
    (f"{POLICY}\n  {SCHEDULE}",
     "policy: fixed\n  schedule: [{date: 2021-03-01, response: blame}]", [
        "s.yaml:15:21: a fixed policy holds from the start: leave out `date`"]),
    (POLICY, "policy: scheduled\n  review: 0\n  horizon: 0", [
        "s.yaml:15:11: `review` must be at least 1, not `0`",
        "s.yaml:16:12: `horizon` must be at least 1, not `0`"]),
    (POLICY, "policy: scheduled\n  review: 1.5\n  horizon: .inf", [
        "s.yaml:15:11: `review` must be a whole number, not `1.5`",
        "s.yaml:16:12: `horizon` must be a whole number, not `inf`"]),
    (POLICY, "policy: scheduled\n  review: true\n  horizon: 5201", [
        "s.yaml:15:11: `review` must be a whole number, not `true`",
        "s.yaml:16:12: `horizon` must be at most 5200, not `5201`"]),
    (SCHEDULE, "schedule: {response: silent}", [
        "s.yaml:15:13: `schedule` must be a list, not a mapping"]),
    (SCHEDULE, "schedule: [silent]", ["s.yaml:15:14: must be a mapping, not `silent`"]),
    (SCHEDULE, SCHEDULE.replace("response: blame", "response: blam"), [
        "s.yaml:15:63: the scenario defines no response `blam`: did you mean `blame`?"]),
    (SCHEDULE, SCHEDULE.replace("2021-03-01, response: blame", "2021-02-30, response: blam"), [
        "s.yaml:15:41: `date` `2021-02-30` is no date",
        "s.yaml:15:63: the scenario defines no response `blam`: did you mean `blame`?"]),
    (SCHEDULE, SCHEDULE.replace("date: 2021-03-01, ", ""), [
        "s.yaml:15:34: `date` is missing: only the first response may start with the run"]),
    (SCHEDULE, SCHEDULE.replace("2021-03-01", "2021-01-04"), [
        "s.yaml:15:41: dates out of order: 2021-01-04 is listed after 2021-01-04"]),
    (SCHEDULE, SCHEDULE.replace("2021-03-01", "2022-02-28"), [
        "s.yaml:15:41: 2022-02-28 is after the end of the run"]),
    (SCHEDULE, "schedule: [{date: 2021-01-03, response: silent}]", [
        "s.yaml:15:21: 2021-01-03 is before the start, 2021-01-04"]),
    (f"responses:\n  {OPTIONS}\n  {POLICY}\n  {SCHEDULE}", "responses: [silent]", [
        "s.yaml:12:12: `responses` must be a mapping, not a list"]),
    (f"{OPTIONS}\n  {POLICY}", "options: [{id: blame, says: 3, set: {regime.blam: 1}}]\n"
     "  policy: schedule", [
        "s.yaml:13:31: `says` must be a text, not `3`",
        "s.yaml:13:40: a response cannot set `regime.blam`",
        "s.yaml:14:11: `policy` must be fixed, scheduled or look-ahead, not `schedule`: did you",
        "s.yaml:15:25: the scenario defines no response `silent`: choose from blame"]),
    # events set parameters of mechanisms as responses do
    ("{regime.war: 1}", "{alignment.pac: 1}", [
        "s.yaml:11:47: an event cannot set `alignment.pac`: did you mean `alignment.pace`?"]),
    ("{regime.war: 1}", "{combat.tempo: -1}", [
        "s.yaml:11:61: `combat.tempo` must be at least 0, not -1"]),
    ("{regime.war: 1}", "{forces.army: .nan}", [
        "s.yaml:11:60: `forces.army` must be a number, not NaN"]),
    ("{regime.war: 1}", "{patronage.hold: true}", [
        "s.yaml:11:63: `patronage.hold` must be a number [share], not `true`"]),
    ("{regime.war: 1}", "{responses.policy: fixed}", [
        "s.yaml:11:47: an event cannot set `responses.policy`"]),
    ("date: 2021-02-01, label: war, set: {regime.war: 1}",
     "date: 2021-02-30, label: war, set: {combat.tmpo: 1}, signal: {armd: 1}, groups: [c, 3]", [
        "s.yaml:11:17: `date` `2021-02-30` is no date",
        "s.yaml:11:47: an event cannot set `combat.tmpo`: did you mean `combat.tempo`?",
        "s.yaml:11:73: unknown key `armd`: did you mean `armed`?",
        "s.yaml:11:92: unknown group `c`: choose from a, b",
        "s.yaml:11:95: must be a text, not `3`"]),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_mistakes(actors, old, new, said):
    text = complaints(actors(old, new))
    assert all_and_only(text, said), text


def test_looking_ahead_needs_goals(actors):
    path = actors(POLICY, "policy: look-ahead")
    assert load(path).policy.kind == "look-ahead"
    path.write_text(path.read_text().replace(", response: }", "}"))
    assert all_and_only(complaints(path), [
        "s.yaml:14:11: look-ahead needs mechanism response"])


def test_a_fixed_policy_holds_one_response(actors):
    path = actors(f"{POLICY}\n  {SCHEDULE}", "policy: fixed\n  schedule: [{response: blame}]")
    scenario = load(path)
    assert [name for _, name in scenario.policy.schedule] == ["blame"]
    assert load(scenario.document) == scenario


def test_a_shortened_run_leaves_later_responses(actors):
    assert len(load(actors(), weeks=4).policy.schedule) == 2


@pytest.mark.parametrize("text", ["regime.effort: 1", "alignment.pace: .inf", "narrative.wear: 0"])
def test_what_responses_set(actors, text):
    path, _, value = text.partition(": ")
    scenario = load(actors("regime.blame: 1", text))
    assert scenario.responses[1].sets == {path: float(value.lstrip("."))}


def test_empty_values_in_events_and_responses_mean_none(actors):
    path = actors("{regime.war: 1}", ", signal: , shock: ")
    path.write_text(path.read_text().replace("{id: silent}", "{id: silent, set: , signal: }"))
    scenario = load(path)
    assert scenario.events[0].sets == scenario.responses[0].sets == {}
