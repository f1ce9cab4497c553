"""Citizens add up, attention adds up, and the survey counts what is there."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fronde
from fronde.engine.composed import CAUSES
from fronde.engine.seeing import hear_of
from fronde.scenario.settings import Contacts
from fronde.states import ARMED, PROTEST, QUIET, STATES, UNDERGROUND
from fronde.tables.geography import Geography
from fronde.tables.people import People, slot_of
from fronde.world.survey import look
from fronde.world.world import HERE, attention, citizens_of_communities


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.data())
def test_everybody_is_there_whether_one_to_one_or_grouped(populations, data):
    total = sum(populations)
    people = data.draw(st.integers(1, total))
    rows = [{"region": f"r{i}", "name": "x", "population": n, "column": i, "row": 0}
            for i, n in enumerate(populations)]
    scenario = fronde.load({
        "title": "t", "time": {"start": "2021-01-04", "weeks": 1}, "population": {"people": people},
        "regions": {"rows": rows}, "mechanisms": {"belief": {}}, "fixed": {"broad": 0.5}})
    assert scenario.grouped == (people < total)
    assert citizens_of_communities(scenario).tolist() == populations


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), st.integers(1, 10**6))
def test_communities_add_up_and_miss_their_share_by_less_than_one(parts, population):
    shares = np.array(parts) / sum(parts)
    groups = [{"group": f"g{k}", "name": "x", "status": "dominant", "history": 0,
               "dominant": k == 0} for k in range(len(parts))]
    scenario = fronde.load({
        "title": "t", "time": {"start": "2021-01-04", "weeks": 1},
        "population": {"people": "all"}, "groups": {"rows": groups},
        "regions": {"rows": [{"region": "r", "name": "x", "population": population, "column": 0,
                              "row": 0}]},
        "communities": {"rows": [{"region": "r", "group": f"g{k}", "share": float(share)}
                                 for k, share in enumerate(shares)]},
        "mechanisms": {"belief": {}}, "fixed": {"broad": 0.5}})
    found = citizens_of_communities(scenario)
    assert found.sum() == population
    assert np.abs(found - shares * population).max() < 1 + 1e-6


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(0, 5), min_size=6, max_size=6), st.booleans())
def test_attention_sums_to_one(weights, tied):
    names = ("ties", "community", "region", "border", "group", "nation")
    given_ = dict(zip(names, weights, strict=True))
    found = attention(Contacts(near=2 if tied else 0, far=0, **given_))
    heard = weights if tied else [0.0, *weights[1:]]
    assert found.sum() == pytest.approx(1.0 if sum(heard) > 0 else 0.0)
    assert found[0] == pytest.approx(heard[0] / sum(heard) if sum(heard) > 0 else 0.0)


# Region 0 (100 + 100 citizens, groups a and b) and region 1 (200, group a), side by side.
COUNTRY = {"region": np.array([0, 0, 1]), "group": np.array([0, 1, 0]),
           "citizens": np.array([100.0, 100.0, 200.0]), "groups": 2,
           "borders": np.array([[0.0, 1.0], [1.0, 0.0]]), "notice": 0.01, "news": 1e-5,
           "agenda": np.zeros(2)}
PROTESTING, HIDDEN = [10, 0, 4], [0, 2, 0]
ARRESTS, FOUND = np.array([5.0, 0.0, 0.0]), np.array([0.0, 2.0, 0.0])
# Shares on the street, as each community sees each circle.
CIRCLES = {
    "ties": [0, 0, 0],  # own ties come in person by person
    "community": [10 / 100, 0, 4 / 200],
    "region": [10 / 200, 10 / 200, 4 / 200],
    "border": [4 / 200, 4 / 200, 10 / 200],
    "group": [14 / 300, 0, 14 / 300],
    "nation": [14 / 400] * 3,
}


def surveyed(weights, media=0.0, **change):
    """The community table of the country above after a survey."""
    here = np.zeros(3, HERE)
    here["media"] = media
    here["raids"] = [0.4, 0.4, 0.0]
    counts = np.zeros((3, len(STATES)))
    counts[:, PROTEST], counts[:, UNDERGROUND] = PROTESTING, HIDDEN
    counts[:, QUIET] = COUNTRY["citizens"] - counts.sum(axis=1)
    geography = Geography(attention=np.array(weights), **{**COUNTRY, **change})
    heard = np.array([ARRESTS, FOUND, PROTESTING, HIDDEN], float)
    look.compiled(here, geography.circles, counts, heard)
    return here


@pytest.mark.parametrize("circle", CIRCLES)
def test_each_circle_by_hand(circle):
    weights = [float(name == circle) for name in CIRCLES]
    assert surveyed(weights)["protest_field"] == pytest.approx(CIRCLES[circle])


def test_the_field_is_the_weighted_mean_of_the_circles():
    weights = [0.3, 0.25, 0.2, 0.1, 0.1, 0.05]
    expected = np.array(weights) @ np.array(list(CIRCLES.values()))
    assert surveyed(weights)["protest_field"] == pytest.approx(expected)


def test_a_region_without_neighbours_looks_at_itself():
    found = surveyed([0, 0, 0, 1, 0, 0], borders=np.zeros((2, 2)))
    assert found["protest_field"] == pytest.approx(CIRCLES["region"])


def test_regions_and_the_hidden():
    found = surveyed([0, 1, 0, 0, 0, 0])
    assert found["underground_field"] == pytest.approx([0, 2 / 100, 0])
    assert found["region_protest"].tolist() == [10, 10, 4]
    assert found["region_underground"].tolist() == [2, 2, 0]
    assert found["region_arrests"].tolist() == [5, 5, 0]


@pytest.mark.parametrize("media", [0.0, 0.5, 1.0])
def test_what_is_seen_mixes_the_own_region_and_the_nation(media):
    """Crushed 5 of 15 there and 5 of 19 in all; found 2 of 4; noticed a / (a + notice)."""
    found = surveyed([0, 1, 0, 0, 0, 0], media=media)

    def mixed(own, nation):
        return (1 - media) * np.array(own) + media * nation

    assert found["crushed_seen"] == pytest.approx(mixed([5 / 15, 5 / 15, 0], 5 / 19))
    assert found["found_seen"] == pytest.approx(mixed([2 / 4, 2 / 4, 0], 2 / 4))
    street = mixed([10 / 200, 10 / 200, 4 / 200], 14 / 400)
    assert found["street_noticed"] == pytest.approx(street / (street + 0.01))
    assert found["insecurity_felt"] == pytest.approx(mixed([0.4, 0.4, 0.0], 0.2))


@pytest.mark.parametrize("dt", [1.0, 1 / 7])
def test_arrests_are_news_that_fade(dt):
    """Six weeks with 5 arrests a week of 10 on the street, then none: x -> k x + (1 - k) now."""
    counts, flows, heard = (np.zeros((1, len(STATES))), np.zeros((1, len(CAUSES))),
                            np.zeros((4, 1)))
    kept, steps = math.exp(-dt / 3), round(6 / dt)
    counts[0, PROTEST], counts[0, UNDERGROUND], counts[0, ARMED] = 10, 2, 1
    flows[0, CAUSES.index(("arrest", "arrested", "repression"))] = 5 * dt
    for _ in range(steps):
        hear_of.compiled(heard, counts, flows, kept, dt)
    assert heard[:, 0] == pytest.approx(np.array([5, 0, 10, 3]) * -math.expm1(-2))
    counts[:], flows[:] = 0, 0
    for _ in range(steps):
        hear_of.compiled(heard, counts, flows, kept, dt)
    assert heard[:, 0] == pytest.approx(
        np.array([5, 0, 10, 3]) * -math.expm1(-2) * math.exp(-2))


def test_the_table_of_people_keeps_its_rows_when_it_grows():
    people = People(4)
    rng = np.random.default_rng(1)
    for person in rng.integers(0, 2**40, 300).tolist():
        people.reserve(1)
        slot = slot_of(person, people.id, people.slots)
        assert people.slots[slot] < 0
        people.slots[slot] = people.rows
        people.id[people.rows] = person
        people.until[people.rows] = people.rows * 3
        people.rows += 1
    assert (people.until[:300] == 3 * np.arange(300)).all()
    found = [people.slots[slot_of(int(i), people.id, people.slots)] for i in people.id[:300]]
    assert found == list(range(300))


@pytest.mark.parametrize("seed", [1, 2])
def test_slots_are_the_same_compiled(seed):
    people = People(64)
    for person in np.random.default_rng(seed).integers(0, 2**48, 500).tolist():
        plain = slot_of(person, people.id, people.slots)
        assert slot_of.compiled(person, people.id, people.slots) == plain
