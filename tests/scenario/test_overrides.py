"""``--set`` goes through the same checks as the file."""

from __future__ import annotations

import json

import pytest

from fronde.errors import ScenarioError
from fronde.scenario import load
from fronde.scenario.altered import set_values
from fronde.scenario.types import Scenario

from .writing import SMALL, complaints


@pytest.mark.parametrize(("text", "read", "value"), [
    ("mobilisation.temperature=0.02", lambda s: s.mechanisms["mobilisation"].temperature, 0.02),
    ("mobilisation.pace=0.3 1/week", lambda s: s.given["mobilisation.pace"], 0.3),
    ("regime.effort=.5", lambda s: s.regime.effort, 0.5),
    ("regime.effort={uniform: [0.1, 0.6]}", lambda s: s.priors["regime.effort"].low, 0.1),
    ("contacts.near=4", lambda s: s.contacts.near, 4),
    ("time.weeks=52", lambda s: s.weeks, 52),
    ("time.start=2020-02-29", lambda s: s.start.isoformat(), "2020-02-29"),
    ("population.people=50", lambda s: s.citizens, 50),
    ("population.people=all", lambda s: s.citizens, 1000),
    ("fixed.legitimacy=0.8", lambda s: s.fixed["legitimacy"], 0.8),
    ("thresholds=uniform", lambda s: s.thresholds.kind, "uniform"),
    ("metrics.levels=[nation]", lambda s: s.metrics.levels, ("nation",)),
])
def test_sets(write, text, read, value):
    before, after = load(write(SMALL)), load(write(SMALL), sets=[text])
    assert read(after) == value
    assert isinstance(before, Scenario)
    assert before.digest != after.digest


@pytest.mark.parametrize(("text", "read", "value", "said"), [
    ("mechanisms.mobilisation.pace=.inf", lambda s: s.given["mobilisation.pace"], float("inf"),
     "at an infinite pace, whole groups would reconsider at once"),
    ("mobilisation.temperature=0", lambda s: s.given["mobilisation.temperature"], 0.0,
     "without noise, all citizens of a group would act at once"),
    ("engine.sweep=plain", lambda s: s.sweep, "plain",
     "a plain sweep needs everybody one to one. Simulate"),
])
def test_sharp_rules_need_everybody_one_to_one(write, text, read, value, said):
    """In a group everybody is alike: it would move as one."""
    path = write(SMALL)
    assert read(load(path, sets=[text, "population.people=all"])) == value
    assert read(load(path, people=1000, sets=[text])) == value
    with pytest.raises(ScenarioError, match=said) as refused:
        load(path, sets=[text])
    assert "`population.people: all`" in str(refused.value)


@pytest.mark.parametrize("later", [
    {"events": [{"date": "2021-02-01", "label": "x", "set": {"mobilisation.pace": float("inf")}}]},
    {"events": [{"date": "2021-02-01", "label": "x", "set": {"mobilisation.pace": ".inf 1/week"}}]},
    {"responses": {"options": [{"id": "a", "set": {"mobilisation.temperature": 0}}],
                   "schedule": [{"response": "a"}]}}])
def test_sharp_rules_that_come_later_need_everybody_one_to_one(write, later):
    document = {**dict(load(write(SMALL)).document), **later}
    assert load(document, people="all").people is None
    with pytest.raises(ScenarioError, match=r"(?s)set\..*at once\. Simulate everybody"):
        load(document)


@pytest.mark.parametrize(("path", "value"), [
    ("mobilisation.pace", float("inf")), ("mobilisation.temperature", 0.0)])
def test_sharp_rules_are_refused_in_an_altered_scenario(write, path, value):
    """So contrasts, points of studies and the explorer are held to it, too."""
    assert set_values(load(write(SMALL), people="all"), {path: value}).people is None
    with pytest.raises(ScenarioError, match=f"{path}: .*Simulate everybody one to one"):
        set_values(load(write(SMALL)), {path: value})


@pytest.mark.parametrize(("text", "said"), [
    ("nope", "write it as path=value"),
    ("=1", "write it as path=value"),
    ("time..weeks=1", "write it as path=value"),
    ("mobilisaton.pace=1", "there is no setting `mobilisaton`: did you mean `mobilisation`?"),
    ("mobilisation.paec=1", "unknown key `paec`: did you mean `pace`?"),
    ("mobilisation.pace=fast", "`pace` must be a number [1/week], not `fast`"),
    ("mobilisation.pace=", "there is no value after `=`; for the default write"),
    ("mobilisation.pace=null", None),
    ("mobilisation=1", "`mechanisms.mobilisation` is a section"),
    ("mechanisms.mobilisaton.pace=1", "no mechanism `mobilisaton`: did you mean `mobilisation`?"),
    ("belief.forgetting=1", "the scenario has no mechanism `belief`: add it to the file with "
                            "mechanisms: {belief: {}}"),
    ("time=3", "`time` is a section"),
    ("regime.effort.x=1",
     "there is no setting `regime.effort.x`: `regime.effort` is a single value"),
    ("regime.effort=2", "`effort` must be from 0 to 1, not 2"),
    ("regime.effort=[", "not YAML"),
    ("regime.effort=!!int 1", "tags are not allowed"),
    ("regime.effort=1\0", "a control character"),
    ("regime.effort=\udcff", "not UTF-8"),
    ("title=x", "`title` can only be set in the scenario file"),
    ("contacts.near=3", "`near` must be an even number"),
    ("population.people=1001", "1001 citizens are more than the 1000 persons"),
    ("thresholds={file: /etc/passwd}", "a table can only be given in the scenario file"),
    ("regions.file=/etc/passwd", "there is no setting `regions`"),
])
def test_bad_sets(write, text, said):
    if said is None:  # an empty value takes back what the file says
        assert load(write(SMALL), sets=["mobilisation.pace=3", text]).given == {}
    else:
        place = f"--set {text}".replace("\0", "\ufffd").replace("\udcff", "\ufffd")
        assert f"{place}: {said}" in complaints(write(SMALL), sets=[text])


@pytest.mark.parametrize(("text", "read", "value"), [
    ("responses.policy=look-ahead", lambda s: s.policy.kind, "look-ahead"),
    ("responses.horizon=3", lambda s: s.policy.horizon, 3),
    ("responses.schedule=[{response: blame}]", lambda s: s.policy.schedule[0][1], "blame"),
    ("organisations.spread=0.5", lambda s: s.given["organisations.spread"], 0.5),
    ("alignment.acquaintances=.inf", lambda s: s.given["alignment.acquaintances"], float("inf")),
    ("forces.army=prior", lambda s: "forces.army" in s.priors, True),
    ("metrics.organisations=0", lambda s: s.metrics.organisations, 0),
])
def test_sets_of_actors_and_responses(actors, text, read, value):
    path = actors()
    after = load(path, sets=[text])
    assert read(after) == value
    assert after.digest != load(path).digest


@pytest.mark.parametrize(("text", "said"), [
    ("responses.policy=lookahead", "`policy` must be fixed, scheduled or look-ahead, not "
                                   "`lookahead`: did you mean `look-ahead`?"),
    ("responses.polici=fixed", "unknown key `polici`: did you mean `policy`?"),
    ("responses.horizon=0", "`horizon` must be at least 1, not `0`"),
    ("responses.schedule=[{response: blam}]", "the scenario defines no response `blam`: did you"),
    ("responses.schedule.0=x", "there is no setting `responses.schedule.0`"),
    ("responses=fixed", "`responses` is a section"),
    ("response.policy=fixed", "unknown key `policy`: choose from stay"),
    ("states.file=/etc/passwd", "`states` can only be set in the scenario file"),
    ("propensities.asymmetric=true", "`propensities` can only be set in the scenario file"),
    ("claims=[]", "`claims` can only be set in the scenario file"),
    ("organisations.rows=[]", "unknown key `rows`"),
    ("organisations.sprea=1", "unknown key `sprea`: did you mean `spread`?"),
    ("metrics.organisations=-1", "`organisations` must be at least 0, not `-1`"),
    ("metrics.levels=[state]", "must be nation, region, group or community, not `state`"),
    ("survival.pace=1 1/day", "`pace` is in `1/week`, not in `1/day`"),
    ("forces.deployed=1.5", "`deployed` must be from 0 to 1, not 1.5"),
])
def test_bad_sets_of_actors_and_responses(actors, text, said):
    assert complaints(actors(), sets=[text]).startswith(f"--set {text}: {said}")


def test_a_response_needs_the_section_in_the_file(write):
    said = complaints(write(SMALL), sets=["responses.policy=fixed"])
    assert said.startswith("--set responses.policy=fixed: `options` is missing in `responses`")


def test_the_last_one_wins(write):
    path = write(SMALL)
    assert load(path, sets=["time.weeks=3", "time.weeks=4"]).weeks == 4
    assert load(path, sets=["time.weeks=3"], weeks=5).weeks == 5


def test_people_and_weeks(write):
    path = write(SMALL)
    assert load(path, people=10).people == 10
    assert load(path, people="all").people is None
    assert "--people 0: `people` must be" in complaints(path, people=0)
    assert "--weeks 0: `weeks` must be at least 1" in complaints(path, weeks=0)
    said = complaints(path, people=1001)
    assert "--people 1001: 1001 citizens are more than the 1000 persons" in said


def test_whole_numbers_however_written(write):
    text = SMALL.replace("weeks: 10", "weeks: 10.0").replace("people: 100", "people: 1e2")
    scenario = load(write(text), sets=["contacts.near=4.0", "metrics.every=2e0"])
    assert scenario == load(write(SMALL), sets=["contacts.near=4", "metrics.every=2"])
    assert type(scenario.weeks) is type(scenario.people) is int


def test_bad_sets_and_bad_files_are_said_together(write):
    said = complaints(write(SMALL + "qestion: 1\n"), sets=["nope=1", "regime.effort=2"])
    assert said.count(": ") >= 3
    for part in ("`qestion`", "`nope`", "`effort`"):
        assert part in said


def test_a_shortened_run_leaves_later_events(write):
    path = write(SMALL + "events: [{date: 2021-03-01, label: a, set: {regime.war: 1}}]\n")
    assert len(load(path, weeks=2).events) == 1
    assert len(load(path, sets=["time.weeks=2"]).events) == 1
    assert load(load(path, weeks=2).document).digest == load(path, weeks=2).digest


def test_what_a_shortened_run_stores_is_read_back_as_a_file(write, tmp_path):
    """Events, responses and claims after its end are kept, as in the run itself."""
    short = load("fighting-coalition", people=1000, weeks=6)
    (tmp_path / "scenario.json").write_text(json.dumps(short.document, indent=1))
    assert load(tmp_path / "scenario.json").digest == short.digest
