"""What a record says about a case: read with every mistake at its place, and computed by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import fronde as fr
from fronde.cli import main
from fronde.errors import DataError, ScenarioError
from fronde.evidence.computing import compute_record, reading_of_target, value_of_target
from fronde.evidence.targets import (
    EvidenceFile,
    Span,
    find_evidence,
    of_observer,
    read_evidence,
    weeks_of,
)
from fronde.parameters import Uniform

SCENARIO = """
title: Town
question: Who comes?
time: {start: 2021-01-04, weeks: 6}
population: {people: 1000, total: 1000}
mechanisms: {grievance: {}, mobilisation: {}, legitimacy: {}, belief: {}, repression: {},
             narrative: {}}
"""
EVENTS = """source,event,start,end,kind,size_best
own,a,2021-01-04,2021-01-04,street,100
own,b,2021-01-10,2021-01-10,street,20
own,c,2021-01-11,2021-01-11,street,30
own,d,2021-01-18,2021-01-18,street,5
own,e,2021-02-01,2021-02-01,labour,999
"""
RECORDS = "records: {own: {as: events, files: town.csv}}\n"
OBSERVERS = "observers: {street: {of: protest, least: 10, spread: {uniform: [0.1, 0.5]}}}\n"
TARGET = ("{id: t, says: Few come, record: own, observer: street, from: 2021-01-04, "
          "to: 2021-01-17, value: computed, error: 0.3}")


@pytest.fixture
def case(tmp_path):
    """A scenario, its evidence and the files of its record."""
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    (tmp_path / "town.csv").write_text(EVENTS)
    return tmp_path


def read(case, text):
    (case / "evidence.yaml").write_text(text)
    return read_evidence(case, fr.load(case))


def targets(*lines):
    return RECORDS + OBSERVERS + "targets:\n" + "".join(f"  - {line}\n" for line in lines)


def test_a_value_is_computed_from_the_weeks_of_the_record(case):
    found, scenario = read(case, targets(TARGET)), fr.load(case)
    record = compute_record(found, scenario, case)
    # Weeks from 4 and from 11 January: 100 + 20 and 30 persons; the event of 5 is too small.
    assert value_of_target(found.targets[0], record) == (120 + 30) / 2
    assert record.weeks["street"].persons.tolist() == [120, 30]  # none after what is asked for


def test_a_ratio_is_of_two_windows(case):
    line = TARGET.replace("to: 2021-01-17", "to: 2021-01-10").replace(
        "value:", "by: {from: 2021-01-11, to: 2021-01-17}, value:")
    found = read(case, targets(line))
    assert compute_record(found, fr.load(case), case).values == {"t": 120 / 30}


def test_without_files_only_what_is_written_has_a_value(case):
    found = read(case, targets(TARGET, TARGET.replace("id: t", "id: u").replace(
        "computed", "75, source: counted")))
    none = compute_record(found, fr.load(case), None)
    assert value_of_target(found.targets[1], none) == 75.0
    with pytest.raises(DataError, match="--records DIR"):
        value_of_target(found.targets[0], none)
    with pytest.raises(DataError, match=r"no file `town\.csv`"):
        compute_record(found, fr.load(case), case / "nowhere")


def test_the_record_of_a_part_that_is_not_asked_for_is_never_opened(case):
    text = targets(TARGET, TARGET.replace("id: t", "id: u").replace("record: own", "record: later")
                   .replace("observer: street", "observer: other").replace(
                       "error: 0.3", "error: 0.3, part: last"))
    text = text.replace("records: {", "records: {later: {as: events, files: none.csv}, ").replace(
        "observers: {", "observers: {other: {of: protest}, ")
    found = read(case, text)
    assert compute_record(found.of_parts("train", "check"), fr.load(case), case).values == {"t": 75}
    with pytest.raises(DataError, match=r"none\.csv"):
        compute_record(found, fr.load(case), case)


def test_files_of_a_record_are_in_the_folder_that_is_named(case):
    found = read(case, targets(TARGET).replace("town.csv", "../town.csv"))
    with pytest.raises(DataError, match="without a folder"):
        compute_record(found, fr.load(case), case)


def test_what_is_open_in_an_observer_is_a_path_and_is_set_by_a_point(case):
    found = read(case, targets(TARGET))
    assert found.priors == {"observers.street.spread": Uniform(0.1, 0.5)}
    point = {"observers.street.spread": 0.2, "observers.other.spread": 0.9, "regime.effort": 0.1}
    assert found.observers["street"].at(of_observer(point, "street")).spread == 0.2


def test_a_file_reads_back_to_the_same_from_its_document(case):
    found = read(case, targets(TARGET))
    again = EvidenceFile.model_validate(json.loads(json.dumps(found.document)))
    assert again == found


def test_a_target_of_the_run_needs_no_record(case):
    found = read(case, "targets: [{id: stands, says: It stands, outcome: last fallen, value: 0, "
                       "scale: linear, error: 0.1, source: public record}]")
    assert found.targets[0].outcome == "last fallen"


MANY = """source,event,start,end,date_precision,kind,actor,target,size_best,dead_best,dead_high
own,a,2021-01-04,2021-01-04,1,street,crowd,state,100,,
own,b,2021-01-04,2021-01-04,1,labour,crowd,state,30,,
own,c,2021-01-04,2021-01-04,7,armed,state,band,,2,3
own,d,2021-01-04,2021-01-04,1,armed,band,state,,,9
own,e,2021-01-04,2021-01-04,30,armed,state,other,,4,4
"""


@pytest.mark.parametrize(("observer", "number"), [
    ("of: operations", 3), ("of: operations, sides: [band]", 2), ("of: operations, exact: 7", 2),
    ("of: operations, known: true", 2), ("of: operations, sides: [band], known: true", 1),
    ("of: protest", 1), ("of: protest, kinds: [labour]", 0), ("of: protest, kinds: [street]", 1)])
def test_an_observer_says_which_events_of_a_record_count(case, observer, number):
    (case / "town.csv").write_text(MANY)
    found = read(case, targets(TARGET.replace("observer:", "count: events, observer:")).replace(
        "of: protest, least: 10", observer))
    assert compute_record(found, fr.load(case), case).weeks["street"].events[0] == number


@pytest.mark.parametrize(("first", "last", "weeks"), [
    (date(2021, 1, 4), date(2021, 1, 17), [1, 2]), (date(2021, 1, 5), date(2021, 1, 18), [2, 3]),
    (date(2021, 1, 5), date(2021, 1, 10), []), (date(2021, 2, 8), date(2021, 2, 14), [6])])
def test_weeks_are_those_whose_first_day_lies_within(case, first, last, weeks):
    span = Span.model_validate({"from": first, "to": last})
    assert list(weeks_of(fr.load(case), span)) == weeks


def test_a_reading_has_the_weeks_of_its_target(case):
    found = reading_of_target(read(case, targets(TARGET)).targets[0], fr.load(case))
    assert (found.first, found.last, found.by, found.one) == (1, 2, None, True)


WRONG = {  # what is changed in a sound file, and what is said of it where
    "unknown key": (("error: 0.3", "error: 0.3, erorr: 1"), ":4:", "did you mean `error`"),
    "no record": (("record: own", "record: owm"), ":4:", "no record `owm`: did you mean `own`"),
    "no observer": (("observer: street", "observer: road"), ":4:", "no observer `road`"),
    "no target": ((f"targets:\n  - {TARGET}\n", "targets: []\n"), ":3:", "must not be empty"),
    "no format": (("as: events", "as: acleed"), ":1:", "did you mean `acled`"),
    "no error": (("error: 0.3", "error: 0"), ":4:", "let no run be near"),
    "below zero": (("value: computed", "value: -3"), ":4:", "no logarithm"),
    "zero": (("value: computed", "value: 0"), ":4:", "no logarithm"),
    "no number": (("value: computed", "value: many"), ":4:", "a number or `computed`"),
    "no source": (("record: own, ", ""), ":4:", "needs the `record`"),
    "no weeks": (("to: 2021-01-17", "to: 2021-01-03"), ":4:", "no week of the run"),
    "outside": (("to: 2021-01-17", "to: 2023-01-17"), ":4:", "2021-01-04 to 2021-02-14"),
    "no window": (("from: 2021-01-04, to: 2021-01-17, ", ""), ":4:", "`from` and `to` are missing"),
    "both": (("observer: street", "observer: street, outcome: fallen"), ":4:", "give either"),
    "logarithm": (("value:", "summary: autocorrelation, value:"), ":4:", "use `scale: linear`"),
    "threshold": (("least: 10", "least_deaths: 10"), ":2:", "use `least`"),
    "no prior": (("{uniform: [0.1, 0.5]}", "{unifrom: [0.1, 0.5]}"), ":2:", "did you mean"),
    "beyond": (("{uniform: [0.1, 0.5]}", "{uniform: [0.1, 5]}"), ":2:", "from 0 to 2"),
    "a name": (("street", "../street"), ":2:", "small letters"),
    "no date": (("2021-01-17", "17.1.2021"), ":4:", "must be a date such as"),
    "part": (("error: 0.3", "error: 0.3, part: test"), ":4:", "must be train, check or last"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_said_where_it_stands(case, wrong):
    (old, new), where, says = WRONG[wrong]
    assert old in targets(TARGET)
    with pytest.raises(ScenarioError) as caught:
        read(case, targets(TARGET).replace(old, new))
    assert says in str(caught.value)
    assert where in str(caught.value)


def test_two_targets_of_one_name_and_one_observer_of_two_records_are_told(case):
    with pytest.raises(ScenarioError, match="there twice, first in line 4"):
        read(case, targets(TARGET, TARGET))
    two = targets(TARGET, TARGET.replace("id: t", "id: u").replace("record: own", "record: b"))
    with pytest.raises(ScenarioError, match="is that of the record `own`"):
        read(case, two.replace("records: {", "records: {b: {as: events, files: b.csv}, "))


@pytest.mark.parametrize(("text", "says"), [
    ("", "must be a mapping"), ("- a", "must be a mapping"), ("targets: 3", "must be a list"),
    ("targets: [3]", "must be a mapping"), ("a: [", "expected"),
    ("observers: 3\ntargets: []", "must be a mapping")])
def test_what_is_no_such_file_is_told(case, text, says):
    with pytest.raises(ScenarioError, match=says):
        read(case, text)


def test_a_scenario_without_evidence_is_told_how_to_name_it(case):
    with pytest.raises(ScenarioError, match="--evidence FILE"):
        find_evidence(None, fr.load(case))
    with pytest.raises(ScenarioError, match="no such file"):
        read_evidence(Path("nowhere/evidence.yaml"), fr.load(case))


def test_the_command_says_what_is_written_and_what_is_computed(case):
    (case / "evidence.yaml").write_text(targets(TARGET.replace(
        "computed", "80, source: by hand")))
    plain = CliRunner().invoke(main, ["evidence", "check", str(case)])
    assert plain.exit_code == 0, plain.output
    assert "mean of persons in the record street, weeks 1 to 2" in plain.output
    assert "value 80 (by hand)" in plain.output
    both = CliRunner().invoke(main, ["evidence", "check", str(case), "--records", str(case),
                                     "--json"])
    assert [(row["value"], row["computed"]) for row in json.loads(both.output)] == [(80.0, 75.0)]


def test_rows_that_were_not_read_are_told_with_the_values(case):
    (case / "town.csv").write_text(EVENTS + "own,f,06.03.2021,2021-03-06,street,9\n")
    (case / "evidence.yaml").write_text(targets(TARGET))
    told = CliRunner().invoke(main, ["evidence", "check", str(case), "--records", str(case)])
    assert told.exit_code == 0
    assert "Record own: 6 rows, 5 events." in told.output
    assert "town.csv:7" in told.output


def test_what_one_should_know_of_a_value_is_told(case):
    (case / "town.csv").write_text(EVENTS + "own,f,2021-01-04,2021-01-04,street,\n"
                                   "own,g,2021-02-01,2021-02-01,street,\n")
    (case / "evidence.yaml").write_text(targets(
        TARGET.replace("computed", "7500, source: by hand"),
        TARGET.replace("id: t", "id: u").replace("2021-01-04", "2021-01-18").replace(
            "2021-01-17", "2021-01-24")))
    told = CliRunner().invoke(main, ["evidence", "check", str(case), "--records", str(case)])
    first, second = told.output.split("\nu (train)")
    assert "1 event in these weeks without a number" in first
    assert "FAR FROM WHAT IS WRITTEN" in first
    assert "nobody in a window, taken as one" in second
    assert "without a number" not in second


def test_a_number_that_is_written_needs_its_source(case):
    with pytest.raises(ScenarioError, match="`source` is missing"):
        read(case, targets(TARGET.replace("computed", "75")))
