"""What one takes along plays the same line: a scenario file, and tables."""

import io
import zipfile

import polars as pl
import pytest
import yaml
from explorer.lively import TURN, WEEKS, library_with, played, spec_of
from laws.small import document

import fronde as fr
from fronde.errors import ScenarioError
from fronde.explorer import exports
from fronde.explorer.frames import course, tracks
from fronde.explorer.library import Library
from fronde.scenario import load_text

LIBRARY, NAME = library_with()
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
    line = played(LIBRARY, spec)
    result = fr.simulate(load_text(exports.as_yaml(LIBRARY, spec)), seed=3)
    order = {track.metric: n for n, track in enumerate(tracks(line.scenario))
             if track.level == "nation"}
    for metric in ("protest", "legitimacy", "fighters", "operations", "effort", "response"):
        there = result.series.filter(level="nation", metric=metric).sort("week")["value"]
        assert there.to_list() == course(line.frames, order, metric).tolist(), metric


def test_the_file_reads_back_to_the_same_scenario():
    spec = spec_of(NAME, turns=[TURN])
    made = exports.as_scenario(LIBRARY, spec)
    assert load_text(exports.as_yaml(LIBRARY, spec)).digest == made.digest
    assert made.events[-1].label == "war" or made.events[-1].label == "Changed in week 4"


def test_the_file_says_how_to_run_it():
    assert "fronde run FILE --seed 3" in exports.as_yaml(LIBRARY, spec_of(NAME))
    other = exports.as_yaml(LIBRARY, spec_of(NAME, replicate=2))
    assert "fr.simulate(fr.load(FILE), seed=3, replicate=2)" in other


LOOKING = {"options": [{"id": "silent"}, {"id": "recall", "set": {"regime.recall": 0.9}}],
           "policy": "look-ahead", "schedule": [], "review": 3, "horizon": 3}


@pytest.mark.parametrize("turn", [{"week": 2, "response": "recall"},
                                  {"week": 2, "sets": {"regime.effort": 0.9}}])
def test_what_is_done_on_the_way_cannot_be_written_for_a_state_that_looks_ahead(turn):
    """It would be dated, and so foreseen."""
    name = LIBRARY.put(yaml.safe_dump(document(people=3000, weeks=8, responses=LOOKING)))
    with pytest.raises(ScenarioError, match="looks ahead"):
        exports.as_scenario(LIBRARY, spec_of(name, people=3000, weeks=8, turns=[turn]))
    plain = spec_of(name, people=3000, weeks=8)
    assert load_text(exports.as_yaml(LIBRARY, plain)).policy.kind == "look-ahead"


@pytest.mark.parametrize("weeks", [1, 3, 5])
def test_a_shorter_line_leaves_out_what_lies_beyond_its_end(weeks):
    """Events, turns of the schedule, claims about weeks that are not played."""
    spec = spec_of(NAME, weeks=weeks)
    made = load_text(exports.as_yaml(LIBRARY, spec))
    assert made.weeks == weeks
    assert all(event.date < made.date_of(weeks) for event in made.events)
    assert len(made.claims) == (1 if weeks >= 4 else 0)
    line = played(LIBRARY, spec)
    result = fr.simulate(made, seed=3)
    order = {track.metric: n for n, track in enumerate(tracks(line.scenario))
             if track.level == "nation"}
    street = result.series.filter(level="nation", metric="protest").sort("week")["value"]
    assert street.to_list() == course(line.frames, order, "protest").tolist()


def test_the_bundled_case_can_be_cut_short():
    library = Library()
    spec = library.usual("fighting-coalition").model_copy(update={"weeks": 20, "people": 1000})
    assert load_text(exports.as_yaml(library, spec)).weeks == 20


def test_tables_hold_what_the_line_showed():
    spec = spec_of(NAME, turns=[TURN])
    line = played(LIBRARY, spec)
    archive = zipfile.ZipFile(io.BytesIO(exports.tables(LIBRARY, spec)))
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
