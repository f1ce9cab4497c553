"""What is wrong with the form of a claim is said with its place."""

from __future__ import annotations

from datetime import date

import pytest

from fronde.scenario import load

from .test_bad_actors import all_and_only
from .writing import complaints

HEAD = "id: c1, says: x, source: y, margin: 0.1"
CONTRAST = "contrast: {set: {forces.growth: 0}}"
EXPECT = "expect: {metric: tension, direction: higher}"
TENSION = "metric: tension, direction: higher"
WITHOUT = "{set: {combat.tempo: 0}, without: {"
# what stands in the claim -> what stands there instead, all that must be said
MISTAKES = [
    (HEAD, "id: c1, says: x", ["s.yaml:17:5: `source` is missing"]),
    (HEAD, HEAD.replace("c1", "1"), ["s.yaml:17:10: `id` must be a text, not `1`"]),
    (HEAD, HEAD.replace("0.1", "-1"), ["s.yaml:17:42: `margin` must be at least 0, not `-1`"]),
    (HEAD, HEAD.replace("0.1", ".nan"), ["s.yaml:17:42: `margin` must be a finite number"]),
    (HEAD, HEAD.replace("0.1", "true"), ["s.yaml:17:42: `margin` must be a number, not `true`"]),
    (HEAD, HEAD.replace("margin", "margn"), [
        "s.yaml:17:34: unknown key `margn`: did you mean `margin`?"]),
    # contrast
    (f"{CONTRAST}, ", "", ["s.yaml:18:14: there is no `contrast` to compare with"]),
    (CONTRAST, "contrast: ", ["s.yaml:18:26: there is no `contrast` to compare with"]),
    (CONTRAST, "contrast: []", ["s.yaml:18:16: `contrast` must be a mapping, not a list"]),
    (CONTRAST, "contrast: {sett: {}}", ["s.yaml:18:17: unknown key `sett`: did you mean `set`?"]),
    (CONTRAST, "contrast: {set: []}", ["s.yaml:18:22: `set` must be a mapping, not a list"]),
    (CONTRAST, "contrast: {set: x}", ["s.yaml:18:22: `set` must be a mapping, not `x`"]),
    (CONTRAST, "contrast: {set: }", ["s.yaml:18:33: there is no `contrast` to compare with"]),
    (CONTRAST, CONTRAST.replace("growth", "grwth"), [
        "s.yaml:18:23: a contrast cannot set `forces.grwth`: did you mean `forces.growth`?"]),
    (CONTRAST, CONTRAST.replace("forces.growth", "fixed.legitimacy"), [
        "s.yaml:18:23: a contrast cannot set `fixed.legitimacy`"]),
    (CONTRAST, CONTRAST.replace("0", "-9"), [
        "s.yaml:18:38: `forces.growth` must be at least 0, not -9"]),
    (CONTRAST, CONTRAST.replace("0", ".nan"), [
        "s.yaml:18:38: `forces.growth` must be a number, not NaN"]),
    (CONTRAST, CONTRAST.replace("0", "prior"), [
        "s.yaml:18:38: `forces.growth` must be a number: a prior is not allowed here"]),
    (CONTRAST, CONTRAST.replace("0", ""), [
        "s.yaml:18:38: `forces.growth` must be a number [1/week], not nothing"]),
    (CONTRAST, "contrast: {set: {forces.growth: 0, mechanisms.forces.growth: 1}}", [
        "s.yaml:18:41: `forces.growth` is set twice"]),
    (CONTRAST, "contrast: {set: {contacts.near: 3}}", [
        "s.yaml:18:38: `near` must be an even number: ties are mutual"]),
    (CONTRAST, "contrast: {set: {contacts.ties: 0, contacts.community: 0, contacts.region: 0, "
     "contacts.border: 0, contacts.group: 0, contacts.nation: 0}}", [
        "s.yaml:18:22: citizens pay attention to nobody"]),
    (CONTRAST, f"contrast: {WITHOUT}events: [wra]}}}}", [
        "s.yaml:18:60: no event labelled `wra`: did you mean `war`?"]),
    (CONTRAST, f"contrast: {WITHOUT}events: war}}}}", [
        "s.yaml:18:59: `events` must be a list, not `war`"]),
    (CONTRAST, f"contrast: {WITHOUT}events: [war, war]}}}}", [
        "s.yaml:18:65: `war` is listed twice"]),
    (CONTRAST, f"contrast: {WITHOUT}mechanisms: [alinment]}}}}", [
        "s.yaml:18:64: no mechanism `alinment`: did you mean `alignment`?"]),
    (CONTRAST, "contrast: {set: {alignment.pace: 0}, without: {mechanisms: [alignment]}}", [
        "s.yaml:18:23: `alignment.pace` is set, but its mechanism is left out: remove one"]),
    (CONTRAST, f"contrast: {WITHOUT}mechanisms: [mobilisation]}}}}", [
        "s.yaml:18:63: without mobilisation: `arrest` (repression) can never happen"]),
    (CONTRAST, "contrast: {without: {mechanisms: [narrative, patronage]}}", [
        "s.yaml:18:39: without narrative, patronage: belief reads `broad`, but nothing provides it",
        "s.yaml:18:39: without narrative, patronage: legitimacy reads `doubt`, but nothing",
        "s.yaml:18:39: without narrative, patronage: forces reads `loyalists`, but nothing",
        "s.yaml:18:39: without narrative, patronage: survival reads `loyalists`, but nothing"]),
    (CONTRAST, "contrast: {response: blam}", [
        "s.yaml:18:27: the scenario defines no response `blam`: did you mean `blame`?"]),
    (CONTRAST, "contrast: {response: 3}", ["s.yaml:18:27: `response` must be a text, not `3`"]),
    # expect
    (f", {EXPECT}", "", ["s.yaml:17:5: `expect` is missing"]),
    (EXPECT, "expect: []", ["s.yaml:18:51: `expect` must not be empty"]),
    (EXPECT, "expect: higher", ["s.yaml:18:51: `expect` must be a mapping, not `higher`"]),
    (EXPECT, "expect: [3]", ["s.yaml:18:52: must be a mapping, not `3`"]),
    (EXPECT, "expect: ", ["s.yaml:18:51: `metric` is missing in `expect`",
                          "s.yaml:18:51: `direction` is missing in `expect`"]),
    (TENSION, TENSION.replace("tension", "tensoin"), [
        "s.yaml:18:60: no metric `tensoin` of a nation: did you mean `tension`?"]),
    (TENSION, TENSION.replace("tension", "3"), [
        "s.yaml:18:60: `metric` must be a text, not `3`"]),
    (TENSION, TENSION.replace("higher", "highr"), [
        "s.yaml:18:80: `direction` must be higher or lower, not `highr`: did you mean `higher`?"]),
    (TENSION, "metric: tension", ["s.yaml:18:51: `direction` is missing in `expect`"]),
    (TENSION, f"{TENSION}, level: naton", [
        "s.yaml:18:95: `level` must be nation, region, group, community or state, not `naton`: "
        "did you mean `nation`?"]),
    (TENSION, f"{TENSION}, level: group, entity: a", [
        "s.yaml:18:60: no metric `tension` of a group, only of a nation"]),
    (TENSION, f"{TENSION}, entity: everybody", ["s.yaml:18:96: no nation `everybody`"]),
    (TENSION, "metric: consensus, direction: higher, level: group", [
        "s.yaml:18:51: `entity` is missing: name the group"]),
    (TENSION, "metric: consensus, direction: higher, level: group, entity: c", [
        "s.yaml:18:112: no group `c`: choose from a, b"]),
    (TENSION, "metric: consensus, direction: higher, level: community, entity: NO/b", [
        "s.yaml:18:116: no community `NO/b`: did you mean `SO/b`?"]),
    (TENSION, "metric: stability, direction: higher, level: state, entity: CLL", [
        "s.yaml:18:112: no state `CLL`: did you mean `CL`?"]),
    (TENSION, f"{TENSION}, against: befor", [
        "s.yaml:18:97: `against` must be contrast, before or value, not `befor`: did you mean"]),
    (TENSION, f"{TENSION}, value: 0.5", [
        "s.yaml:18:95: `value` has no effect with `against: contrast`: leave it out"]),
    (TENSION, f"{TENSION}, over: 0", ["s.yaml:18:94: `over` must be at least 1, not `0`"]),
    (TENSION, f"{TENSION}, over: 61", [
        "s.yaml:18:94: a window of 61 weeks (`over`) is longer than the run of 60"]),
    (TENSION, f"{TENSION}, date: 2021-02-30", ["s.yaml:18:94: `date` `2021-02-30` is no date"]),
    (TENSION, f"{TENSION}, date: 2021-01-03", [
        "s.yaml:18:94: 2021-01-03 is before the start, 2021-01-04"]),
    (TENSION, f"{TENSION}, date: 2022-03-01", [
        "s.yaml:18:94: 2022-03-01 is after the end of the run, 2022-02-28"]),
    (TENSION, f"{TENSION}, date: 2021-07-04", [
        "s.yaml:18:94: 26 weeks (`over`) do not fit between the start, 2021-01-04, and "
        "2021-07-04"]),
    (TENSION, f"{TENSION}, over: 5, date: 2021-02-07", [
        "s.yaml:18:94: 5 weeks (`over`) do not fit between the start, 2021-01-04, and 2021-02-07"]),
    (f"{HEAD},\n     {CONTRAST}, expect: {{{TENSION}",
     f"{HEAD},\n     expect: {{{TENSION}, against: value", [
        "s.yaml:18:14: `value` is missing: give the number to compare with"]),
    (f"{HEAD},\n     {CONTRAST}, expect: {{{TENSION}",
     f"{HEAD},\n     expect: {{{TENSION}, against: value, value: .nan", [
        "s.yaml:18:74: `value` must be a finite number, not `nan`"]),
    (f"{HEAD},\n     {CONTRAST}, expect: {{{TENSION}",
     f"{HEAD},\n     expect: {{{TENSION}, against: before", [
        "s.yaml:18:14: `date` is missing: give the day to compare with"]),
    (TENSION, f"{TENSION}, against: value, value: 0.5", [
        "s.yaml:18:16: nothing is compared with this `contrast`"]),
    # all at once
    (f"{HEAD},\n     {CONTRAST}, {EXPECT}",
     "id: 3, says: x, source: y,\n     contrast: {set: {forces.grwth: 0}, response: q},\n"
     "     expect: [{metric: x, direction: y}, {metric: consensus, level: group, over: 0}]", [
        "s.yaml:17:10: `id` must be a text, not `3`",
        "s.yaml:18:23: a contrast cannot set `forces.grwth`",
        "s.yaml:18:51: the scenario defines no response `q`",
        "s.yaml:19:24: no metric `x` of a nation",
        "s.yaml:19:38: `direction` must be higher or lower, not `y`",
        "s.yaml:19:42: `direction` is missing",
        "s.yaml:19:42: `entity` is missing: name the group",
        "s.yaml:19:82: `over` must be at least 1, not `0`"]),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_mistakes(actors, old, new, said):
    text = complaints(actors(old, new))
    assert all_and_only(text, said), text


@pytest.mark.parametrize(("text", "said"), [
    ("claims: 3", "s.yaml:16:9: `claims` must be a list, not `3`"),
    ("claims: {}", "s.yaml:16:9: `claims` must be a list, not a mapping"),
    ("claims: [3]", "s.yaml:16:10: must be a mapping, not `3`"),
])
def test_the_section(actors, text, said):
    path = actors()
    path.write_text(path.read_text().partition("claims:")[0] + f"{text}\n")
    assert all_and_only(complaints(path), [said])


def test_two_claims_with_one_id(actors):
    again = f"  - {{{HEAD}, {CONTRAST}, {EXPECT}}}\n"
    assert all_and_only(complaints(actors("", again)), ["s.yaml:19:10: duplicate claim `c1`"])


@pytest.mark.parametrize(("old", "new", "said"), [
    ("date: 2021-02-01, label: war", "date: 2021-02-30, label: war", "s.yaml:11:17: `date` "),
    ("{id: blame, set", "{id: blame, says: 3, set", "s.yaml:13:45: `says` must be a text"),
    (" forces: ,", " forcs: ,", "s.yaml:10:{column}: no mechanism `forcs`: did you mean `forces`?"),
    ("weeks: 60", "weeks: 0", "s.yaml:2:34: `weeks` must be at least 1"),
])
def test_a_mistake_elsewhere_is_not_held_against_a_claim(actors, old, new, said):
    path = actors(CONTRAST, "contrast: {response: blame, set: {forces.growth: 0}, "
                            "without: {events: [war]}}")
    text = path.read_text().replace(old, new)
    path.write_text(text)
    column = max(line.find(new.strip(" :,")) for line in text.splitlines()) + 1
    assert all_and_only(complaints(path), [said.format(column=column)])


def test_a_metric_that_nothing_provides(write):
    from .writing import SMALL

    text = f"{SMALL}claims: [{{{HEAD}, contrast: {{set: {{mobilisation.pace: 1}}}}, {EXPECT}}}]\n"
    text = text.replace("direction", "over: 5, direction")
    assert all_and_only(complaints(write(text)), [
        "s.yaml:8:110: nothing provides `tension`: add mechanism forces"])
    path = write(text.replace("fixed:\n  {", "fixed:\n  {tension: 0.5, "))
    assert load(path).claims[0].expect[0].metric == "tension"


@pytest.mark.parametrize("text", [
    f"{TENSION}, over: 60", f"{TENSION}, date: 2021-07-05", f"{TENSION}, date: 2022-02-28",
    "metric: consensus, direction: lower, level: community, entity: SO/b, over: 1",
    "metric: stability, direction: lower, level: state, entity: CL",
])
def test_sound_expectations_read_back(actors, text):
    scenario = load(actors(TENSION, text))
    again = load(scenario.document)
    assert again == scenario
    assert again.claims[0].expect[0].direction in text


def test_a_bar_reads_back(actors):
    path = actors(f"{CONTRAST}, {EXPECT}",
                  f"expect: [{{{TENSION}, against: value, value: -2.5}}, {{{TENSION}, "
                  "against: before, date: 2021-10-04}]")
    scenario = load(path)
    assert [(e.against, e.value, e.date) for e in scenario.claims[0].expect] == [
        ("value", -2.5, None), ("before", 0.0, date(2021, 10, 4))]
    assert load(scenario.document) == scenario


def test_a_shortened_run_leaves_claims_as_they_are(actors):
    path = actors(TENSION, f"{TENSION}, date: 2021-10-04")
    assert load(path, weeks=10).claims == load(path).claims


def test_a_window_is_of_weeks_whatever_the_steps(actors):
    """With steps of a day at most a window of ``over`` weeks must still fit into as many weeks."""
    path = actors("weeks: 60}", "weeks: 60, step_days: 1}")
    path.write_text(path.read_text().replace(TENSION, f"{TENSION}, over: 7, date: 2021-02-21"))
    assert "7 weeks (`over`) do not fit" in complaints(path)
    path.write_text(path.read_text().replace("2021-02-21}", "2021-02-22}"))
    assert load(path).claims[0].expect[0].over == 7
