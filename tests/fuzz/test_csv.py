"""Tables as spreadsheets save them, or damaged: refused in words, or read and played."""

from __future__ import annotations

import csv
import io

import pytest
import yaml
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from laws.small import BORDERS, COMMUNITIES, GROUPS, REGIONS

import fronde as fr
from fuzz import mutants
from fuzz.test_scenarios import SAME, SETTINGS, tried

FEW, MANY, PARTS = 400, 10_000, 10
PERSONS = [{"installed": "false", **row, "population": 300 * row["population"]}
           for row in REGIONS]
GROUPED = [{"agenda": 0.0, **row} for row in GROUPS["rows"]]


def written(rows):
    """Rows of a table as lists of texts, its header first."""
    names = list(rows[0])
    return [names, *([str(row[name]) for name in names] for row in rows)]


TABLES = {"regions": written(PERSONS), "borders": written(BORDERS),
          "groups": written(GROUPED), "communities": written(COMMUNITIES["rows"])}


def as_csv(rows):
    """Rows as an ordinary CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A country in a folder, with its tables beside it."""
    made = mutants.country()
    del made["states"]
    made["regions"] = {"file": "regions.csv", "borders": "borders.csv"}
    made["groups"], made["communities"] = {"file": "groups.csv"}, {"file": "communities.csv"}
    del made["population"]
    path = tmp_path_factory.mktemp("country")
    (path / "scenario.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
    for name, rows in TABLES.items():
        (path / f"{name}.csv").write_bytes(as_csv(rows))
    assert fr.load(path).population == sum(row["population"] for row in PERSONS)
    return path


damaged = st.sampled_from(sorted(TABLES)).flatmap(
    lambda name: st.tuples(st.just(name), mutants.csv_files(TABLES[name])))


def read(folder, name, content):
    """Try the country with another file for one of its tables."""
    path = folder / f"{name}.csv"
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        tried(fr.load, folder)
    finally:
        path.write_bytes(before)


@settings(max_examples=FEW, **SAME)
@given(damaged)
def test_a_damaged_table(folder, table):
    read(folder, *table)


@pytest.mark.verify
@pytest.mark.parametrize("part", range(PARTS))
def test_many(folder, part):
    @seed(part)
    @settings(max_examples=MANY // PARTS, **SETTINGS)
    @given(damaged)
    def of_this_part(table):
        read(folder, *table)

    of_this_part()
