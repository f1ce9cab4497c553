"""A scenario changed in memory is the one that its file would give with the same values."""

import pytest

import fronde as fr
from fronde.errors import ScenarioError
from fronde.scenario.altered import apply_contrast, recording, set_values
from fronde.scenario.types import Contrast

CASE = "fighting-coalition"


@pytest.fixture(scope="module")
def case():
    return fr.load(CASE, people=100_000)


@pytest.mark.parametrize("u", [0.01, 0.5, 0.99])
def test_values_set_in_memory_are_those_of_the_command_line(case, u):
    values = {path: prior.quantile(u) for path, prior in case.priors.items()}
    typed = fr.load(CASE, people=100_000, sets=[f"{p}={v!r}" for p, v in values.items()])
    assert set_values(case, values) == typed


def test_nothing_changed_is_the_scenario_itself(case):
    assert set_values(case, {}) is case
    assert apply_contrast(case, Contrast({}, (), (), "")).document | {
        "claims": case.document["claims"]} == case.document


def test_a_value_changes_the_digest_and_closes_the_prior(case):
    made = set_values(case, {"belief.others_weight": 0.0})
    assert made.digest != case.digest
    assert "belief.others_weight" not in made.priors
    assert made.given["belief.others_weight"] == 0.0
    assert made.mechanisms["belief"].others_weight == 0.0


@pytest.mark.parametrize(("values", "said"), [
    ({"belief.nosuch": 1.0}, "no such parameter"),
    ({"nosuch.effort": 1.0}, "no such parameter"),
    ({"patrol.vision": 3.0}, "no such parameter"),
    ({"regime.effort": 2.0}, "regime.effort"),
    ({"regime.effort": float("nan")}, "NaN"),
    ({f"contacts.{name}": 0.0 for name in ("ties", "community", "region", "border", "group",
                                          "nation")}, "citizens pay attention to nobody"),
])
def test_what_makes_no_sense_is_refused(case, values, said):
    with pytest.raises(ScenarioError, match=said):
        set_values(case, values)


def test_an_event_left_out_is_gone_and_the_others_stay(case):
    label = "Partial mobilisation"
    made = apply_contrast(case, Contrast({}, (label,), (), ""))
    assert [event.label for event in made.events] == [
        event.label for event in case.events if event.label != label]


def test_a_mechanism_left_out_takes_what_names_it_along():
    case = fr.load(CASE, people=100_000)
    document = {**case.document, "responses": {
        **case.document["responses"],
        "options": [*case.document["responses"]["options"],
                    {"id": "split", "set": {"alignment.pace": 0.1, "regime.blame": 0.5}}]},
        "events": [*case.document["events"],
                   {"date": "2023-06-30", "label": "Talks", "set": {"alignment.common": 0.5}}]}
    made = apply_contrast(fr.load(document), Contrast({}, (), ("alignment",), ""))
    assert "alignment" not in made.mechanisms
    assert made.responses[-1].sets == {"regime.blame": 0.5}
    assert not any(path.startswith("alignment") for event in made.events for path in event.sets)
    assert not any(path.startswith("alignment") for path in made.priors)


@pytest.mark.parametrize("mechanism", ["alignment", "combat", "sponsorship", "survival"])
def test_what_can_be_left_out_leaves_a_whole_scenario(case, mechanism):
    made = apply_contrast(case, Contrast({}, (), (mechanism,), ""))
    assert set(case.mechanisms) - set(made.mechanisms) == {mechanism}
    assert fr.load(made.document).digest == made.digest


def test_a_response_of_a_contrast_holds_from_the_start(case):
    made = apply_contrast(case, Contrast({}, (), (), "recall"))
    assert made.policy.kind == "fixed"
    assert [name for _, name in made.policy.schedule] == ["recall"]


def test_a_recording_changes_what_is_kept_and_nothing_else(case):
    made = recording(case, ("nation", "group"))
    assert (made.metrics.levels, made.metrics.every, made.metrics.organisations) == (
        ("nation", "group"), 1, 0)
    assert fr.load(made.document) == made
