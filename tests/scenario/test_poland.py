"""The case of Poland: its tables add up, and its targets are what the record says."""

from __future__ import annotations

import csv
import os
from importlib import resources
from pathlib import Path

import pytest

import fronde as fr
from fronde.evidence.computing import compute_record
from fronde.evidence.targets import find_evidence, read_evidence

CASE = resources.files("fronde.scenario").joinpath("cases", "poland-1981")
SHARED = Path(os.environ.get("FRONDE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
RECORD = SHARED / "epcd_poland_1980_1989"


@pytest.fixture(scope="module")
def scenario():
    return fr.load("poland-1981")


@pytest.fixture(scope="module")
def evidence(scenario):
    return read_evidence(find_evidence(None, scenario), scenario)


def rows(name):
    with CASE.joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_persons_add_up_to_those_of_the_voivodeships_and_to_the_nation(scenario):
    """Gleditsch-Ward 290: 35,540,000 persons in 1980, 35,878,000 in 1981."""
    assert 35_540_000 < scenario.population < 35_878_000
    assert len(scenario.regions) == 16
    for row in rows("regions.csv"):
        parts = [int(part.rsplit(" ", 1)[1]) for part in row["note"].split(" + ")]
        assert sum(parts) == int(row["population"]), row["region"]
    assert sum(row["note"].count(" + ") + 1 for row in rows("regions.csv")) == 49


def test_shares_of_each_region_add_up_to_one():
    for region in {row["region"] for row in rows("communities.csv")}:
        assert sum(float(row["share"]) for row in rows("communities.csv")
                   if row["region"] == region) == pytest.approx(1.0)


def test_every_region_has_neighbours_and_tiles_that_nobody_else_has(scenario):
    beside = {region for pair in scenario.borders for region in pair}
    assert beside == {region.id for region in scenario.regions}
    assert len({(region.column, region.row) for region in scenario.regions}) == 16


def test_most_borders_are_between_tiles_that_touch(scenario):
    """Odd rows are shifted right by half a tile: six neighbours each."""
    place = {one.id: (one.column + one.row % 2 / 2, one.row) for one in scenario.regions}
    apart = [(abs(place[a][0] - place[b][0]), abs(place[a][1] - place[b][1]))
             for a, b in scenario.borders]
    assert sum(pair in ((1.0, 0), (0.5, 1)) for pair in apart) / len(apart) > 0.8


def test_the_run_ends_with_1984_and_events_lie_in_it(scenario):
    assert scenario.date_of(scenario.weeks).isoformat() == "1984-12-31"
    assert len(scenario.events) == 9
    assert len(scenario.claims) == 8


def test_what_sifts_lies_before_what_is_held_back(evidence):
    last = max(one.until for one in evidence.targets if one.part == "train" and one.until)
    first = min(one.since for one in evidence.targets if one.part == "check")
    assert last < first


def test_every_target_says_where_its_number_is_from(evidence):
    assert all(one.source for one in evidence.targets)


@pytest.mark.skipif(not RECORD.is_dir(), reason="the files of the record are not at hand")
def test_values_are_those_of_the_record(scenario, evidence):
    found = compute_record(evidence, scenario, RECORD).values
    assert len(found) == 14
    for one in evidence.targets:
        if one.record:
            assert found[one.id] == pytest.approx(one.value, rel=5e-4), one.id


@pytest.mark.skipif(not RECORD.is_dir(), reason="the files of the record are not at hand")
def test_the_record_has_no_rows_of_a_kind_that_was_not_meant(scenario, evidence):
    read = compute_record(evidence, scenario, RECORD).read["epcd"]
    assert {"street", "labour", "symbolic"} <= set(read.table["kind"].cast(str).to_list())
    assert evidence.observers["street"].kinds == ("street",)


def test_nobody_is_named():
    """The case speaks of offices and crowds."""
    text = CASE.joinpath("scenario.yaml").read_text(encoding="utf-8")
    assert not any(name in text for name in ("Walesa", "Jaruzelski", "Popieluszko"))
