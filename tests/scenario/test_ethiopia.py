"""The case of Ethiopia: its tables add up, and its targets are what the record says."""

from __future__ import annotations

import csv
import os
from importlib import resources
from pathlib import Path

import pytest

import fronde as fr
from fronde.evidence.computing import compute_record
from fronde.evidence.targets import find_evidence, read_evidence

CASE = resources.files("fronde.scenario").joinpath("cases", "ethiopia-1994")
SHARED = Path(os.environ.get("FRONDE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
RECORD = SHARED / "ucdp"
# Ethnic Power Relations 2021, Ethiopia 1996 to 2003: share of the nation.
EPR = {"oromo": 0.3439, "amhara": 0.2695, "tigray": 0.0608, "somali": 0.0622, "afar": 0.0173,
       "south": 0.1614 + 0.041}


@pytest.fixture(scope="module")
def scenario():
    return fr.load("ethiopia-1994")


@pytest.fixture(scope="module")
def evidence(scenario):
    return read_evidence(find_evidence(None, scenario), scenario)


def rows(name):
    with CASE.joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_persons_add_up_to_the_census_of_1994(scenario):
    assert scenario.population == 53_477_265
    assert len(scenario.regions) == 11


def test_shares_of_each_region_add_up_to_one():
    for region in {row["region"] for row in rows("communities.csv")}:
        assert sum(float(row["share"]) for row in rows("communities.csv")
                   if row["region"] == region) == pytest.approx(1.0)


def test_groups_are_about_as_large_as_another_source_has_them():
    """Within a sixth: one source counts in 1994, the other codes politically relevant groups."""
    persons = {row["region"]: int(row["population"]) for row in rows("regions.csv")}
    for group, share in EPR.items():
        ours = sum(float(row["share"]) * persons[row["region"]]
                   for row in rows("communities.csv") if row["group"] == group)
        assert ours / sum(persons.values()) == pytest.approx(share, rel=1 / 6), group


def test_every_region_has_neighbours_and_a_tile_of_its_own(scenario):
    beside = {region for pair in scenario.borders for region in pair}
    assert beside == {region.id for region in scenario.regions}
    assert len({(region.column, region.row) for region in scenario.regions}) == 11


def test_the_run_ends_with_june_2002_and_the_war_lies_in_it(scenario):
    assert scenario.date_of(scenario.weeks).isoformat() == "2002-07-01"
    assert [event.sets["regime.war"] for event in scenario.events] == [1, 0]


def test_what_sifts_lies_before_what_is_held_back(evidence):
    last = max(one.until for one in evidence.targets if one.part == "train" and one.until)
    first = min(one.since for one in evidence.targets if one.part == "check")
    assert last < first


@pytest.mark.skipif(not RECORD.is_dir(), reason="the file of the record is not at hand")
def test_values_are_those_of_the_record(scenario, evidence):
    found = compute_record(evidence, scenario, RECORD)
    assert len(found.values) == 7
    for one in evidence.targets:
        if one.record:
            assert found.values[one.id] == pytest.approx(one.value, rel=5e-4), one.id
    # Counted by hand in the file: 10 events before the war and 38 during it; 8 and 7 with deaths.
    clashes, counted = found.weeks["clashes"].events, found.weeks["counted"].events
    assert (clashes[:226].sum(), clashes[226:337].sum()) == (10, 38)
    assert (counted[:226].sum(), counted[226:337].sum()) == (8, 7)
