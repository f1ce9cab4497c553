"""What is wrong with a scenario is said with its place, all at once."""

from __future__ import annotations

import pytest

from fronde.scenario import load

from .writing import SMALL, complaints

# text added to (or replaced in) the small scenario -> what must be said, with its place
ADDED = [
    ("qestion: x", "s.yaml:8:1: unknown key `qestion`: did you mean `question`?"),
    ("question: 3", "s.yaml:8:11: `question` must be a text, not `3`: put it in quotes"),
    ("metrics: {every: '2'}", "8:18: `every` must be a whole number, not `2` in quotes: leave"),
    ("contacts: {near: 20.000}", "8:18: `near` must be a whole number, and `20.000` may be read as "
     "20 or as 20000"),
    ("regime: {effort: '0,5'}", "8:18: `effort` must be a number [share], not `0,5`: leave out "
     "commas, and write decimals with a point"),
    ("regime: {effort: \u22120.5}", "not `\u22120.5` (with U+2212 MINUS SIGN)"),
    ("regime: {effort: 0.5\u00a0}", "not `0.5\ufffd` (with U+00A0 NO-BREAK SPACE)"),
    ("about: [a]", "s.yaml:8:8: `about` must be a text, not a list"),
    ("contacts: {near: 3}", "8:18: `near` must be an even number"),
    ("contacts: {near: 2.5}", "8:18: `near` must be a whole number of ties, not 2.5"),
    ("contacts: {far: 1002}", "8:17: `far` must be from 0 to 1000, not 1002"),
    ("contacts: {near: prior}", "8:18: `near` has no declared prior"),
    ("contacts: {near: {uniform: [2, 10]}}", "8:18: `near` must be a whole number of"),
    ("contacts: {neer: 2}", "8:12: unknown key `neer`: did you mean `near`?"),
    ("contacts: {ties: 0, community: 0, region: 0, border: 0, group: 0, nation: 0}",
     "8:11: citizens pay attention to nobody"),
    ("contacts: 3", "8:11: `contacts` must be a mapping, not `3`"),
    ("regime: {efort: 0.5}", "8:10: unknown key `efort`: did you mean `effort`?"),
    ("regime: {effort: 1.5}", "8:18: `effort` must be from 0 to 1, not 1.5"),
    ("regime: {effort: .nan}", "8:18: `effort` must be a number, not NaN"),
    ("regime: {effort: NO}", "8:18: `effort` must be a number [share], not `NO`"),
    ("regime: {effort: yes}", "8:18: `effort` must be a number [share], not `yes`"),
    ("regime: {effort: 50%}", "8:18: `effort` must be a number [share], not `50%`: write 0.5"),
    ("regime: {effort: true}", "8:18: `effort` must be a number [share], not `true`"),
    ("regime: {effort: '0.5'}", "8:18: `effort` `0.5` is a text: leave out the quotes"),
    ("regime: {effort: 0.5 1/week}", "8:18: `effort` is in `share`, not in `1/week`"),
    ("regime: {effort: [0.5]}", "8:18: `effort` must be a number [share], not a list"),
    ("regime: {effort: priro}", "8:18: `effort` must be a number [share], not `priro`: did you"),
    ("regime: {war: prior}", "8:15: `war` has no declared prior"),
    ("regime: {effort: {uniform: [0.5, 0.9]}}", "8:18: `effort` has a prior, 0.5 to 0.9, that "
     "does not contain the default 0.35: widen it"),
    ("regime: {effort: {uniform: [0.2, 1.9]}}", "reaches from 0.2 to 1.9; values must be from 0"),
    ("regime: {effort: {uniform: [0.9, 0.1]}}", "`effort` has a prior whose low end, 0.9, is not "
     "below its high end, 0.1"),
    ("regime: {effort: {uniform: [0.1]}}", "8:18: `effort` needs two numbers for uniform"),
    ("regime: {effort: {uniform: [0.1, .inf]}}",
     "8:18: `effort` needs two finite numbers for uniform"),
    ("regime: {effort: {unifrom: [0.1, 1]}}", "unknown prior `unifrom`: did you mean `uniform`?"),
    ("regime: {effort: {loguniform: [0, 1]}}", "`effort` needs numbers above 0 for loguniform"),
    ("regime: {effort: {normal: [0.35, 0]}}",
     "`effort` needs a standard deviation above 0 for normal"),
    ("regime: {effort: {normal: [0.35, 0.2]}}", "reaches from -0.45 to 1.15"),
    ("regime: {effort: {uniform: [0, 1], normal: [0, 1]}}", "`effort` needs one prior (uniform, "),
    ("thresholds: norml", "s.yaml:8:13: `thresholds` must be normal, uniform"),
    ("thresholds: [0.1, 0.2]", "s.yaml:8:13: 2 thresholds are listed for 100 citizens: list one"),
    ("thresholds: [0.1, x]", "s.yaml:8:19: must be a number, not `x`"),
    ("thresholds: [0.1, .nan]", "s.yaml:8:19: must be a finite number"),
    ("thresholds: []", "s.yaml:8:13: `thresholds` must be normal"),
    ("metrics: {levels: [nation, regoin]}", "8:28: must be nation, region, group or community, "
     "not `regoin`: did you mean `region`?"),
    ("metrics: {levels: []}", "8:19: `levels` must not be empty"),
    ("metrics: {levels: [nation, nation]}", "8:28: level `nation` is listed twice"),
    ("metrics: {every: 0}", "8:18: `every` must be at least 1, not `0`"),
    ("engine: {sweep: fast}", "8:17: `sweep` must be thinned or plain, not `fast`"),
    ("engine: {sweep: thined}", "did you mean `thinned`?"),
    ("events: {}", "8:9: `events` must be a list, not a mapping"),
    ("events: [3]", "8:10: must be a mapping, not `3`"),
    ("events: [{date: 2021-01-05}]", "8:10: `label` is missing"),
    ("events: [{date: 2021-02-30, label: a}]", "8:17: `date` `2021-02-30` is no date"),
    ("events: [{date: 20210130, label: a}]", "8:17: `date` must be a date such as 2021-01-04"),
    ("events: [{date: 2021-01-03, label: a}]", "8:17: 2021-01-03 is before the start, 2021-01-04"),
    ("events: [{date: 2021-03-15, label: a}]",
     "8:17: 2021-03-15 is after the last day, 2021-03-14"),
    ("events: [{date: 2021-02-02, label: a}, {date: 2021-02-01, label: b}]",
     "8:47: dates out of order: 2021-02-01 (`b`) is listed after 2021-02-02 (`a`)"),
    ("events: [{date: 2021-01-05, label: a, set: {regime.efort: 1}}]",
     "8:45: an event cannot set `regime.efort`: did you mean `regime.effort`?"),
    ("events: [{date: 2021-01-05, label: a, set: {contacts.ties: 1}}]",
     "8:45: an event cannot set `contacts.ties`"),
    ("events: [{date: 2021-01-05, label: a, set: {belief.forgetting: 1}}]",
     "8:45: the scenario has no mechanism `belief`"),
    ("events: [{date: 2021-01-05, label: a, set: {regime.effort: 2}}]",
     "8:60: `regime.effort` must be from 0 to 1, not 2"),
    ("events: [{date: 2021-01-05, label: a, set: {regime.effort: prior}}]",
     "8:60: `regime.effort` must be a number: a prior is not allowed here"),
    ("events: [{date: 2021-01-05, label: a, set: {mobilisation.pace: 1, "
     "mechanisms.mobilisation.pace: 2}}]", "8:67: `mobilisation.pace` is set twice"),
    ("events: [{date: 2021-01-05, label: a, groups: [everyone], set: {mobilisation.pace: 1}}]",
     "8:65: `mobilisation.pace` is the same everywhere"),
    ("events: [{date: 2021-01-05, label: a, regions: [everywere]}]",
     "8:49: unknown region `everywere`: did you mean `everywhere`?"),
    ("events: [{date: 2021-01-05, label: a, groups: [x]}]", "8:48: unknown group `x`"),
    ("events: [{date: 2021-01-05, label: a, regions: everywhere}]",
     "8:48: `regions` must be a list"),
    ("events: [{date: 2021-01-05, label: a, signal: {peacful: 1}}]",
     "8:48: unknown key `peacful`: did you mean `peaceful`?"),
    ("events: [{date: 2021-01-05, label: a, signal: {armed: 1}}]",
     "8:48: no mechanism of the scenario uses signal `armed`: add mechanism belief"),
    ("events: [{date: 2021-01-05, label: a, shock: {security: 1}}]",
     "8:47: no mechanism of the scenario uses shock `security`: add mechanism legitimacy"),
    ("events: [{date: 2021-01-05, label: a, shock: {security: 1.5}}]",
     "8:57: `security` must be from -1 to 1, not 1.5"),
    ("events: [{date: 2021-01-05, label: a, shok: {security: 1}}]",
     "8:39: unknown key `shok`: did you mean `shock`?"),
    ("events: [{date: 2021-01-05, label: a, set: {combat.tempo: 1}}]",
     "8:45: the scenario has no mechanism `combat`"),
    ("metrics: {organisations: -1}", "8:26: `organisations` must be at least 0, not `-1`"),
    ("metrics: {organisations: 1000001}", "8:26: `organisations` must be at most 1e+06"),
    ("metrics: {organisation: 1}", "8:11: unknown key `organisation`: did you mean"),
    ("metrics: []", "8:10: `metrics` must be a mapping, not a list"),
    ("organisations: {rows: [{organisation: o, region: everywhere, group: everyone, members: 1}]}",
     "8:16: `organisations` needs mechanism organisations"),
    ("states: {rows: [{state: s, name: S, kind: enemy}, {state: s, name: S, kind: enemy}]}",
     "8:59: duplicate state `s`, first in line 8"),
    ("responses: {options: [{id: a, set: {response.stay: 1}}]}",
     "8:37: the scenario has no mechanism `response`"),
    ("responses: {options: [{id: a}], policy: look-ahead}",
     "8:41: look-ahead needs mechanism response"),
    ("responses: {options: [{id: a, signal: {armed: 1}}]}",
     "8:40: no mechanism of the scenario uses signal `armed`: add mechanism belief"),
]
REPLACED = [
    ("title: Small", "title: ''", "s.yaml:1:8: `title` must not be empty"),
    ("title: Small", "title:", "`title` is missing"),
    ("title: Small", "title: 3", "s.yaml:1:8: `title` must be a text, not `3`"),
    ("start: 2021-01-04, ", "", "s.yaml:2:7: `start` is missing in `time`"),
    ("weeks: 10", "weeks: 0", "2:34: `weeks` must be at least 1, not `0`"),
    ("weeks: 10", "weeks: 5201", "2:34: `weeks` must be at most 5200, not `5201`"),
    ("weeks: 10", "weeks: 1.5", "2:34: `weeks` must be a whole number, not `1.5`"),
    ("weeks: 10", "weeks: 10, step_days: 8", "2:49: `step_days` must be at most 7"),
    ("weeks: 10", "weeks: 10, step_days: 0.1", "2:49: `step_days` must be at least 0.125"),
    ("weeks: 10", "weeks: 10, step_days: .nan", "2:49: `step_days` must be"),
    ("2021-01-04", "9999-12-01", "2:34: the run would end after the year 9999"),
    ("2021-01-04", "04.01.2021", "2:15: `start` must be a date such as 2021-01-04"),
    ("time: {start: 2021-01-04, weeks: 10}", "time: 3", "2:7: `time` must be a mapping, not `3`"),
    ("people: 100", "people: 1001", "3:22: 1001 citizens are more than the 1000 persons"),
    ("people: 100", "people: 1.000", "3:22: `people` must be a whole number, and `1.000` may be "
     "read as 1 or as 1000"),
    ("people: 100", "people: '100'", "must be `all` or a whole number from 1 to 1e15, not `100` in "
     "quotes"),
    ("people: 100", "people: 1e16", "must be `all` or a whole number from 1 to 1e15, not `1e+16`"),
    ("people: 100", "people: '20.000'", "not `20.000`: write it without a point and without"),
    ("people: 100", "people: 20,000", "3:25: unknown key `000`: in braces a comma parts the "
     "entries. Write numbers without commas"),
    ("peaceful: 0.5", "peaceful: 0,5", "unknown key `5`: in braces a comma parts the entries"),
    ("weeks: 10", "weeks: 1e32", "2:34: `weeks` must be at most 5200, not `1e+32`"),
    ("weeks: 10", "weeks: 1e400", "2:34: `weeks` must be a whole number, not `1e400`"),
    ("peaceful: 0.5", "peaceful: 1e400", "5:31: `peaceful` must be a number"),
    ("title: Small", 'title: "a\\nfronde: verified"', "s.yaml:1:8: `title` must stand on one line"),
    ("title: Small", 'title: "a\\r b"', "s.yaml:1:8: `title` must stand on one line"),
    ("title: Small", 'title: "a\\N b"', "s.yaml:1:8: `title` must stand on one line"),
    ("title: Small", 'title: "\\n"', "s.yaml:1:8: `title` must stand on one line"),
    ("title: Small", 'title: "safe \\u202etxt.exe"',
     "s.yaml:1:8: a text has a control character (U+202E RIGHT-TO-LEFT OVERRIDE)"),
    ("people: 100", "people: 0", "3:22: `people` must be `all` or a whole number from 1"),
    ("people: 100", "people: .nan", "3:22: `people` must be `all` or a whole number from 1"),
    ("people: 100", "people: al", "3:22: `people` must be `all` or a whole number from 1"),
    ("total: 1000", "total: -5", "3:34: `total` must be at least 1, not `-5`"),
    ("people: 100, total: 1000", "people: all", "3:13: the country has no inhabitants"),
    ("peaceful: 0.5", "peacefull: 0.5", "5:21: unknown key `peacefull`: did you mean `peaceful`?"),
    ("peaceful: 0.5", "peaceful: 1.5", "5:31: `peaceful` must be from 0 to 1, not 1.5"),
    ("peaceful: 0.5", "peaceful: prior", "5:31: `peaceful` must be a number: a prior is"),
    ("peaceful: 0.5, ", "", "7:14: mobilisation reads `peaceful`, but nothing provides it: add "
     "mechanism belief, or hold it constant with fixed: {peaceful: ...}"),
    ("peaceful: 0.5", "peaceful: ", "7:14: mobilisation reads `peaceful`, but nothing provides it"),
    ("mobilisation: {}", "mobilisation: {}, belief: {}",
     "5:21: two owners of `peaceful`: mechanism belief and `fixed`"),
    ("mobilisation: {}", "mobilisaton: {}", "7:14: no mechanism `mobilisaton`: did you mean"),
    ("mobilisation: {}", "mobilisation: {temprature: 1}",
     "7:29: unknown key `temprature`: did you"),
    ("mobilisation: {}", "mobilisation: {temperature: -1}",
     "7:42: `temperature` must be at least 0"),
    ("mobilisation: {}", "mobilisation: {value: .inf}", "7:36: `value` must be finite"),
    ("mobilisation: {}", "mobilisation: {threshold: {normal: [0, 1.0e+308]}}",
     "7:40: `threshold` has a prior that reaches from -inf to inf; values must be from -1e+09 to "
     "1e+09"),
    ("mobilisation: {}", "mobilisation: {pace: -.inf}", "7:35: `pace` must be finite"),
    ("mobilisation: {}", "mobilisation: 3", "`mobilisation` must be a mapping, not `3`"),
    ("mechanisms: {mobilisation: {}}", "mechanisms: {}",
     "7:13: the scenario has no mechanisms, so nothing would happen"),
    ("mechanisms: {mobilisation: {}}", "",
     "s.yaml:1:1: the scenario has no mechanisms, so nothing would happen"),
    ("mechanisms: {mobilisation: {}}", "mechanisms: [mobilisation]",
     "7:13: `mechanisms` must be a"),
    ("mobilisation: {}", "repression: {}",
     "7:14: `arrest` (repression) can never happen: no mechanism leads from quiet to "
     "protest"),
]


@pytest.mark.parametrize(("line", "said"), ADDED)
def test_added_to_a_sound_scenario(write, line, said):
    assert said in complaints(write(f"{SMALL}{line}\n"))


@pytest.mark.parametrize(("old", "new", "said"), REPLACED)
def test_replaced_in_a_sound_scenario(write, old, new, said):
    assert old in SMALL
    assert said in complaints(write(SMALL.replace(old, new)))


@pytest.mark.parametrize(("line", "said"), ADDED)
def test_one_mistake_is_said_once(write, line, said):
    """No mistake draws complaints about anything else after it."""
    text = complaints(write(f"{SMALL}{line}\n"))
    assert len([one for one in text.splitlines() if one.startswith("s.yaml:")]) == 1


@pytest.mark.parametrize("mechanisms", ["{mobilisaton: {}}", "{mobilisation: {}, responce: {}}",
                                        "3", "{}"])
def test_a_misspelt_mechanism_is_missed_once(write, mechanisms):
    text = SMALL.replace("{mobilisation: {}}", mechanisms)
    text += ("events: [{date: 2021-01-05, label: a, set: {mobilisation.pace: 1}}]\n"
             "responses: {options: [{id: a, set: {response.stay: 1}}], policy: look-ahead}\n")
    heads = [line for line in complaints(write(text)).splitlines() if line.startswith("s.yaml:")]
    assert [head.split(":")[1] for head in heads] == ["7"]


def test_parts_of_an_event_are_checked_whatever_is_wrong_with_the_others(write):
    said = complaints(write(f"{SMALL}events: [{{date: 2021-02-30, label: 3, "
                            "set: {mobilisation.paec: 1}, signal: {armd: 1}, regions: [x]}]\n"))
    for part in ("8:17: `date`", "8:36: `label`", "8:45: an event cannot set `mobilisation.paec`",
                 "8:77: unknown key `armd`", "8:97: unknown region `x`"):
        assert f"s.yaml:{part}" in said, said


def test_all_mistakes_are_said_at_once_in_the_order_of_the_file(write):
    text = (SMALL.replace("weeks: 10", "weeks: 0")
            .replace("mobilisation: {}", "mobilisation: {x: 1}")
            + "qestion: a\nregime: {effort: 2}\nqestion: b\n")
    heads = [line for line in complaints(write(text)).splitlines() if line.startswith("s.yaml:")]
    assert [head.split(":")[1] for head in heads] == ["2", "7", "8", "9", "10"]


def test_a_file_with_nothing_but_mistakes_ends(write):
    said = complaints(write("".join(f"k{i}: 1\n" for i in range(500))))
    assert said.count("unknown key") == 100
    assert said.endswith("... and more: only the first 100 are shown")


def test_control_characters_do_not_reach_the_terminal(write):
    assert "\x1b" not in complaints(write(SMALL + '"\\e[31mred": 1\n'))


def test_total_beside_regions(full):
    said = complaints(full(), sets=["population.total=5"])
    assert "--set population.total=5: `total` is only for scenarios without `regions`" in said


def test_full_scenario_is_sound_without_its_mistakes(full):
    scenario = load(full())
    assert scenario.title == "Full"
    assert [region.id for region in scenario.regions] == ["NO", "SO"]
    assert tuple(scenario.mechanisms) == (
        "grievance", "mobilisation", "repression", "belief", "legitimacy")
