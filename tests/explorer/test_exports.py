"""What one takes along plays the same line: a scenario file, and tables."""

import io
import zipfile

import polars as pl
import pytest
from explorer.lively import TURN, WEEKS, played, shelved, spec_of

import fronde as fr
from fronde.errors import ScenarioError
from fronde.explorer import exports
from fronde.explorer.frames import course, tracks
from fronde.scenario import load_text

SHELF, NAME = shelved()
LATER = {"week": 7, "sets": {"regime.severity": 3.0}, "response": "blame"}
CASES = {
    "as it stands": {},
    "an assumption": {"sets": {"repression.arrests": 0.3, "contacts.ties": 0.5}},
    "an event moved": {"events": {"1": "2021-02-15"}},
    "an event left out": {"events": {"0": None}},
    "turns": {"turns": [TURN, LATER]},
    "turns in the week of an event": {"turns": [{**TURN, "week": 2}]},
    "a turn at the start": {"turns": [{**TURN, "week": 0}]},
    "a contrast": {"contrast": "c1"},
    "all of it": {"sets": {"regime.media": 0.3}, "events": {"0": "2021-01-25"}, "turns": [LATER]},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_the_file_plays_the_same_line(changes):
    """`fronde run FILE --seed 3` gives the numbers of the line, week by week, bit for bit."""
    spec = spec_of(NAME, **changes)
    line = played(SHELF, spec)
    result = fr.simulate(load_text(exports.as_yaml(SHELF, spec)), seed=3)
    order = {track.metric: n for n, track in enumerate(tracks(line.scenario))
             if track.level == "nation"}
    for metric in ("protest", "legitimacy", "fighters", "operations", "effort", "response"):
        there = result.series.filter(level="nation", metric=metric).sort("week")["value"]
        assert there.to_list() == course(line.frames, order, metric).tolist(), metric


def test_the_file_reads_back_to_the_same_scenario():
    spec = spec_of(NAME, turns=[TURN])
    made = exports.as_scenario(SHELF, spec)
    assert load_text(exports.as_yaml(SHELF, spec)).digest == made.digest
    assert made.events[-1].label == "war" or made.events[-1].label == "Changed in week 4"


def test_the_file_says_how_to_run_it():
    assert "fronde run FILE --seed 3" in exports.as_yaml(SHELF, spec_of(NAME))
    other = exports.as_yaml(SHELF, spec_of(NAME, replicate=2))
    assert "fr.simulate(fr.load(FILE), seed=3, replicate=2)" in other


def test_looking_ahead_cannot_be_written_with_a_response_taken_by_hand():
    responses = {"options": [{"id": "silent"}, {"id": "recall", "set": {"regime.recall": 0.9}}],
                 "policy": "look-ahead", "schedule": [], "review": 3, "horizon": 3}
    import yaml
    from laws.small import document

    name = SHELF.put(yaml.safe_dump(document(people=3000, weeks=8, responses=responses)))
    spec = spec_of(name, people=3000, weeks=8, turns=[{"week": 2, "response": "recall"}])
    with pytest.raises(ScenarioError, match="looking ahead"):
        exports.as_scenario(SHELF, spec)


def test_tables_hold_what_the_line_showed():
    spec = spec_of(NAME, turns=[TURN])
    line = played(SHELF, spec)
    archive = zipfile.ZipFile(io.BytesIO(exports.tables(SHELF, spec)))
    assert set(archive.namelist()) == {
        "scenario.yaml", "manifest.json", "series.csv", "regions.parquet", "flows.csv",
        "events.csv", "operations.csv", "changes.csv", "organisations.csv"}
    series = pl.read_csv(archive.read("series.csv"))
    order = {track.metric: n for n, track in enumerate(tracks(line.scenario))
             if track.level == "nation"}
    street = series.filter(pl.col("metric") == "protest", pl.col("level") == "nation")
    assert street.sort("week")["value"].to_list() == course(line.frames, order,
                                                            "protest").tolist()
    assert pl.read_parquet(archive.read("regions.parquet"))["week"].max() == WEEKS
