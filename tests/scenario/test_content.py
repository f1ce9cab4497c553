"""The digest says whether two scenarios mean the same; the document reads back."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import bundled, load, quantities

from .writing import AROUND, SMALL, complaints

EVENTS = """\
events:
  - {date: 2021-01-11, label: war, source: x, set: {regime.war: 1, mobilisation.fatigue: .inf},
     signal: {armed: 0.5}, shock: {consensus: 0.1}}
  - {date: 2021-02-01, label: there, set: {regime.effort: 0.9}, regions: [SO], groups: [b]}
"""

LARGEST = load(next(iter({**bundled().cases, **bundled().gallery})))


def shuffled(value: Any, order: random.Random) -> Any:
    """The same mappings in another order."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    return [shuffled(item, order) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", [*bundled().cases, *bundled().gallery])
def test_documents_of_bundled_scenarios_read_back(name):
    scenario = load(name)
    assert load(json.loads(json.dumps(scenario.document, allow_nan=False))) == scenario


def test_a_document_with_tables_and_events_reads_back(full):
    scenario = load(full(EVENTS), sets=["repression.fury=prior", "regime.police=0.001"])
    again = load(json.loads(json.dumps(scenario.document, allow_nan=False)))
    assert again == scenario
    assert again.events[0].sets == {"mobilisation.fatigue": math.inf, "regime.war": 1.0}
    assert again.events[0].signals == {"signal_armed": 0.5, "shock_consensus": 0.1}


RICH = [  # text in the scenario with actors -> text that says something else than the default
    ("{file: propensities.csv}", "{file: propensities.csv, asymmetric: true}"),
    ("policy: scheduled", "policy: look-ahead\n  review: 5\n  horizon: 7"),
    ("policy: scheduled", "policy: look-ahead\n  review: 5\n  horizon: 8"),
    ("policy: scheduled", "policy: look-ahead\n  review: 6\n  horizon: 7"),
    ("schedule: [{response: silent}, ", "schedule: ["),
    ("{id: silent}", "{id: silent, says: nothing}"),
    ("{id: silent}", "{id: silent, set: {combat.tempo: .inf}}"),
    ("{id: silent}", "{id: silent, signal: {peaceful: -1}, shock: {consensus: 0.1}}"),
    ("{regime.war: 1}", "{alignment.pace: .inf, forces.army: 5}"),
    ("margin: 0.1", "margin: 0.2"),
    ("forces.growth: 0", "forces.growth: 0.5"),
    ("forces.growth: 0", "contacts.near: 4"),
    ("{set: {forces.growth: 0}}", "{response: blame}"),
    ("{set: {forces.growth: 0}}", "{without: {events: [war]}}"),
    ("{set: {forces.growth: 0}}", "{without: {mechanisms: [alignment]}}"),
    ("direction: higher", "direction: lower"),
    ("direction: higher", "direction: higher, over: 5"),
    ("direction: higher", "direction: higher, over: 5, date: 2021-05-03"),
    ("{metric: tension, direction: higher}",
     "[{metric: tension, direction: higher, over: 5, date: 2021-05-03, against: before}, "
     "{metric: tension, direction: lower, against: value, value: -3}, "
     "{metric: tension, direction: higher}]"),
    ("metric: tension", "metric: consensus, level: community, entity: SO/b"),
    ("metric: tension", "metric: private, level: state, entity: EN"),
    ("claims:", "metrics: {organisations: 7, levels: [community]}\nclaims:"),
]
RICH_TABLES = [
    ("states", "neutral"), ("states", "dissent"), ("organisations", "sponsor"),
    ("regions", "installed"), ("groups", "agenda"), ("propensities", "value"),
]
OTHERWISE = {
    "neutral": (",client,0,0.4,0,3,0.6", ",neutral,0.5,0.4,1,3,0"),
    "dissent": (",0.6,", ",0.7,"), "sponsor": ("5,0,,", "5,3,-0.75,CL"),
    "installed": ("0,0,false", "0,0,true"), "agenda": (",0.25", ",0.5"), "value": (",0.5", ",-1"),
}


@pytest.mark.parametrize(("old", "new"), RICH)
def test_every_part_of_actors_responses_and_claims_reads_back(actors, old, new):
    plain = load(actors()).digest
    assert_reads_back(actors(old, new), plain)


@pytest.mark.parametrize(("table", "what"), RICH_TABLES)
def test_every_column_of_actors_reads_back(actors, table, what):
    old, new = OTHERWISE[what]
    content = AROUND[f"{table}.csv"]
    assert content.count(old) == 1
    plain = load(actors()).digest
    assert_reads_back(actors(**{table: content.replace(old, new)}), plain)


def assert_reads_back(path: Path, other: str) -> None:
    """The document is the same scenario, and another than the one with this digest."""
    scenario = load(path)
    again = load(json.loads(json.dumps(scenario.document, allow_nan=False)))
    assert again == scenario
    assert again.digest == scenario.digest != other


@settings(max_examples=8, deadline=None)
@given(seed=st.integers())
def test_the_order_of_keys_means_nothing(seed):
    assert load(shuffled(LARGEST.document, random.Random(seed))) == LARGEST


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, float]:
    known = quantities.parameters("mobilisation")
    names = draw(st.lists(st.sampled_from(sorted(known)), unique=True))
    return {
        name: draw(st.floats(max(known[name].low, -1e9), min(known[name].high, 1e9)))
        for name in names
    }


@settings(max_examples=50, deadline=None)
@given(given=parameters())
def test_any_legal_parameters_read_back(given):
    base = load("kuran-1991").document
    scenario = load({**base, "mechanisms": {"mobilisation": given}})
    assert load(json.loads(json.dumps(scenario.document))).digest == scenario.digest
    assert scenario.given.items() >= {
        f"mobilisation.{name}": value for name, value in given.items()}.items()


def test_spelling_means_nothing(write):
    first = load(write(SMALL)).digest
    other = SMALL.replace("0.5", "5e-1").replace("100,", "0x64,").replace("title: Small",
                                                                          "title: 'Small' # x")
    assert other.count("5e-1") == 2
    assert load(write(other)).digest == first


def test_the_name_of_the_file_means_nothing(write, tmp_path):
    path = write(SMALL)
    other = path.rename(tmp_path / "other.yaml")
    scenario = load(other)
    assert (scenario.name, load(write(SMALL)).name) == ("other", "s")
    assert scenario.digest == load(write(SMALL)).digest


def test_every_part_changes_the_digest(full):
    texts = [
        "", "question: x\n", "about: x\n", "thresholds: uniform\n", "metrics: {every: 2}\n",
        "engine: {sweep: plain}\n", "regime: {effort: 0.35}\n", "regime: {effort: prior}\n",
        "regime: {effort: 0.36}\n", "contacts: {near: 6}\n", EVENTS, EVENTS.replace("0.9", "0.8"),
    ]
    everybody = ["population.people=all"]  # else a plain sweep is refused
    digests = [load(full(text), sets=everybody).digest for text in texts]
    digests.append(load(full(), sets=[*everybody, "time.step_days=3.5"]).digest)
    apart = "region_a,region_b\n"
    digests.append(load(full(borders=apart), sets=everybody).digest)
    even = "region,group,share\nNO,a,1\nSO,a,0.5\nSO,b,0.5\n"
    digests.append(load(full(communities=even), sets=everybody).digest)
    digests.append(load(full()).digest)
    assert len(set(digests)) == len(texts) + 4
    assert all(len(digest) == 16 and int(digest, 16) >= 0 for digest in digests)


def test_a_changed_default_changes_the_digest(write, monkeypatch):
    from fronde.scenario import content

    path = write(SMALL)
    before = load(path).digest
    whole = content.values
    monkeypatch.setattr(content, "values", lambda owner, p: {**whole(owner, p), "pace": 9.0})
    assert load(path).digest != before


def test_mechanisms_come_in_the_order_of_the_catalogue(full):
    path = full()
    names = ", ".join(f"{name}: " for name in reversed(CATALOGUE))
    above = path.read_text().split("fixed")[0]
    path.write_text(above + f"mechanisms: {{{names}}}\n")
    assert tuple(load(path).mechanisms) == tuple(CATALOGUE)


def test_places_in_a_mapping_are_paths(full):
    document = dict(load(full()).document)
    document["regime"] = {"effort": 2}
    document["regions"] = {"rows": [{"region": "NO"}]}
    path = full()
    path.write_text("{}")
    said = str(complaints_of(document))
    assert "document: regime.effort: `effort` must be from 0 to 1, not 2" in said
    assert "document: regions.rows[0]: `name` is missing" in said


def complaints_of(document: dict[str, Any]) -> str:
    from fronde.errors import ScenarioError

    with pytest.raises(ScenarioError) as caught:
        load(document)
    return str(caught.value)


@pytest.mark.parametrize(("document", "said"), [
    ({}, "`title` is missing"),
    ({3: 4}, "a key must be a text, not `3`"),
    ({"title": object()}, "document: title: must be a plain value, not a object"),
    ({"title": "\ud800"}, "half of a surrogate pair"),
    ({"groups": {"file": "groups.csv"}}, "only a scenario file can name a CSV file"),
    ({"extends": "s.yaml"}, "a text can only extend bundled scenarios"),
    ({"population": {"total": 10**40}}, "`total` must be a whole number"),
])
def test_bad_mappings(document, said):
    assert said in complaints_of(document)


def test_a_mapping_that_contains_itself():
    document: dict[str, Any] = {}
    document["title"] = document
    assert "nested more than 32 deep" in complaints_of(document)


def test_no_path_of_the_machine_is_kept(full):
    path = full(EVENTS)
    assert str(path.parent) not in json.dumps(load(path).document)
    assert complaints(full("x: 1\n"))
