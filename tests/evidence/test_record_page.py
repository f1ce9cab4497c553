"""The page of a record: its numbers are those of the table, and it holds no row of the files."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import fronde as fr
from fronde.cli import main
from fronde.errors import DataError, StoreError
from fronde.evidence.contract import SCHEMA
from fronde.evidence.formats import MODULES
from fronde.evidence.intake import read_events
from fronde.record.files import MARK
from fronde.reporting.observed import comparison, tallies
from fronde.reporting.observed.comparison import compare_record
from fronde.reporting.observed.recordpage import render_record

from .handmade import run
from .invented import put, read, row

MONDAY = date(2001, 1, 1)  # a Monday


def table(*events):
    """A table of events with these values; the others are unknown."""
    rows = [{"source": "mine", "event": str(number), "kind": "street", "row": number + 2,
             "end": one["start"], **one} for number, one in enumerate(events)]
    return pl.DataFrame([{name: one.get(name) for name in SCHEMA} for one in rows], schema=SCHEMA)


def on(*days):
    """Events on days after a Monday."""
    return table(*({"start": MONDAY + timedelta(days=day)} for day in days))


def only(found, name="size"):
    """The numbers of persons of a name."""
    (amount,) = (one for one in tallies.amounts(found) if one.name == name)
    return amount


def test_an_event_counts_in_the_week_in_which_it_begins():
    found = tallies.calendar(on(6, 7, 13, 30))  # a Sunday, two days of the next week, week 4
    assert (found.first, found.weeks) == (MONDAY, 5)
    assert found.kinds["street"].tolist() == [1, 2, 0, 0, 1]


def test_what_is_dated_to_a_month_is_in_no_week_and_counted():
    month = {"start": MONDAY, "end": MONDAY + timedelta(days=29), "date_precision": 30}
    found = tallies.calendar(table(month, {"start": MONDAY + timedelta(days=20)}))
    assert (found.undated, found.weeks, found.kinds["street"].tolist()) == (1, 1, [1])
    assert tallies.calendar(table(month)) is None


def test_gaps_are_weeks_that_no_event_goes_on_in():
    long = {"start": MONDAY, "end": MONDAY + timedelta(days=15)}  # weeks 0 to 2
    found = tallies.calendar(table(long, *({"start": MONDAY + timedelta(weeks=week)}
                                           for week in (4, 8))))
    assert tallies.gaps(found) == [
        (3, date(2001, 2, 5), date(2001, 2, 25)), (1, date(2001, 1, 22), date(2001, 1, 28))]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 40), st.sampled_from(
    ["street", "armed"]), st.sampled_from([None, 1, 7, 30])), min_size=1, max_size=30))
def test_weeks_counted_by_hand(events):
    made = table(*({"start": MONDAY + timedelta(days=day), "kind": kind, "date_precision": exact,
                    "end": MONDAY + timedelta(days=day + lasts)}
                   for day, lasts, kind, exact in events))
    dated = [(day, lasts) for day, lasts, _, exact in events if exact != 30]
    found = tallies.calendar(made)
    if not dated:
        assert found is None
        return
    assert sum(int(counts.sum()) for counts in found.kinds.values()) == len(dated)
    assert found.undated == len(events) - len(dated)
    start = (found.first - MONDAY).days // 7
    by_hand = [sum(day // 7 <= start + week <= (day + lasts) // 7 for day, lasts in dated)
               for week in range(found.weeks)]
    assert found.covered.tolist() == by_hand
    assert sum(gap.weeks for gap in tallies.gaps(found)) == by_hand.count(0)


def test_bounds_give_what_is_sure_and_what_is_possible():
    found = only(table(
        {"start": MONDAY, "size_low": 200, "size_best": 300, "size_high": 999},  # hundreds
        {"start": MONDAY, "size_best": 500}, {"start": MONDAY, "size_low": 1000},
        {"start": MONDAY, "size_high": 50}, {"start": MONDAY, "size_best": 0},
        {"start": MONDAY}))
    assert (found.exact, found.nobody, found.between, found.open, found.unknown) == (2, 1, 1, 2, 1)
    at = dict(zip(found.at, zip(found.surely, found.possibly, strict=True), strict=True))
    assert at[1] == (3, 4)  # 200, 500, 1,000; and perhaps the one of at most 50
    assert at[100] == (3, 3)
    assert at[501] == (1, 2)  # 1,000; perhaps hundreds
    assert at[1000] == (1, 1)


@given(st.lists(st.tuples(*[st.none() | st.integers(0, 10**6)] * 3), min_size=1, max_size=20))
def test_what_is_sure_is_possible_and_nothing_unknown_is_drawn(sizes):
    made = [(None if low is None or best is None else min(low, best), best,
             None if high is None or best is None else max(high, best))
            for low, best, high in sizes]
    events = table(*({"start": MONDAY, "size_low": low, "size_best": best, "size_high": high}
                     for low, best, high in made))
    for found in tallies.amounts(events):
        known = [(low, best, high) for low, best, high in made
                 if any(value is not None for value in (low, best, high))]
        assert found.unknown == len(made) - len(known)
        for at, sure, possible in zip(found.at, found.surely, found.possibly, strict=True):
            least = [best if low is None and high is None else low or 0
                     for low, best, high in known]
            most = [best if low is None and high is None else math.inf if high is None else high
                    for low, best, high in known]
            assert sure == sum(value >= at for value in least)
            assert possible == sum(value >= at for value in most)


def test_a_scale_of_small_numbers_reaches_ten():
    found = only(table({"start": MONDAY, "size_best": 1}))
    assert (found.at[0], found.at[-1]) == (1, 10)
    assert dict(zip(found.at, found.surely, strict=True)) == dict.fromkeys(found.at, 0) | {1: 1}


def test_precision_is_told_apart_and_unknown_has_its_own_row():
    events = table(*({"start": MONDAY, "date_precision": days, "place_precision": place}
                     for days, place in ((1, "point"), (7, "region"), (3, None), (30, "country"),
                                         (365, None), (400, None), (None, None))))
    assert tallies.some(tallies.date_precision(events)) == [
        ("day", 1), ("week", 2), ("month", 1), ("year", 1), ("longer", 1), ("not said", 1)]
    assert tallies.some(tallies.place_precision(events)) == [
        ("point", 1), ("region", 1), ("country", 1), ("not said", 4)]


def test_the_page_says_what_was_read_and_what_was_not(tmp_path):
    found = read(tmp_path, "epcd", {}, {"action": "", "no_event": "no event"},
                 {"date": "20-Mar-81", "protesters": "301"}, {"date": "21-Mar-81",
                                                              "protesters": ""})
    page = fr.record_page(found, tmp_path / "record.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]+>", " ", page)
    for said in ("European Protest and Coercion Data", "1 of 4 rows were left out", "no-event",
                 "coded-size", found.summary["licence"], found.summary["caution"], "data.csv",
                 "street: 3 events", "taking part: known of 2 events", "unknown, not drawn: 1",
                 "9 March 1981", "15 March 1981"):
        assert said in words, said
    assert page.rstrip().endswith(f"<!-- {MARK} -->")


@pytest.mark.parametrize("form", MODULES)
def test_it_holds_counts_and_none_of_the_rows(tmp_path, form):
    """So the page of a data set whose rows may not be passed on can be passed on."""
    page = render_record(read(tmp_path, form, {}))
    assert not re.search("Hill town|students|Aland|Square|Protesters", page)
    assert not re.search("<script|<link (?!rel=\"icon\")| src=|@import|url\\(", page)


def test_texts_of_files_are_no_markup(tmp_path):
    name = "<img src=x onerror=alert(1)>.csv"
    path = put(tmp_path, "events", row("events", source="<script>alert(1)</script>", end="1999-1"),
               row("events", event="<b>", start="never"), name=name)
    page = render_record(read_events(path, "events"))
    assert not re.search(r"<script|<img|<b>(?!\d)", page.replace('<ul class="key">', ""))
    assert "&lt;script&gt;alert(1)" in page


def test_the_same_events_give_the_same_page(tmp_path):
    found = read(tmp_path, "ucdp-ged", {}, {"id": "8", "best": "0", "low": "0"})
    assert render_record(found) == render_record(found)


def test_a_file_without_any_event_has_a_page_that_says_why(tmp_path):
    page = render_record(read(tmp_path, "epcd", {"action": "", "no_event": "no event"}))
    assert "None of the rows is an event" in page
    assert "no-event" in page and "<figure" not in page


def call(*words):
    return CliRunner().invoke(main, ["evidence", "read", *map(str, words)])


def test_the_command_writes_the_page_again_and_over_nothing_else(tmp_path):
    path, page = put(tmp_path, "acled", row("acled")), tmp_path / "record.html"
    for _ in range(2):
        done = call(path, "--as", "acled", "--page", page)
        assert (done.exit_code, f"Page     {page}" in done.output) == (0, True)
    page.write_text("mine", encoding="utf-8")
    done = call(path, "--as", "acled", "--page", page)
    assert (done.exit_code, "does not say that fronde made it" in done.output) == (1, True)
    assert page.read_text(encoding="utf-8") == "mine"


def test_no_table_is_written_if_the_page_cannot_be(tmp_path):
    path = put(tmp_path, "epcd", row("epcd"))
    out = tmp_path / "events.parquet"
    done = call(path, "--as", "epcd", "--out", out, "--page", tmp_path / "record.txt")
    assert (done.exit_code, "ends in .html" in done.output) == (2, True)
    assert not out.exists()


def test_what_is_no_record_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"fronde\.read_events"):
        fr.record_page("events.parquet", tmp_path / "record.html")
    with pytest.raises(StoreError):
        fr.record_page(read(tmp_path, "epcd", {}), tmp_path / "nowhere" / "record.html")


def lived(weeks=4, start=date(2001, 3, 5)):
    """A run made by hand: 400 persons on the street in its first week, 30 dead in its second."""
    return run(weeks, start=start, street=[(1, "n", 400)], operations=[(2, "n", 30)])


def test_the_record_is_set_beside_what_would_have_been_recorded_of_a_run(tmp_path):
    found = read(tmp_path, "epcd", {}, {"date": "13-Mar-81", "protesters": "301"},
                 {"date": "14-Mar-81", "protesters": ""}, {"date": "01-Jan-85"})
    seen = fr.EventObserver("protest", report=0.5, least=1)
    (one,) = compare_record(found.table, lived(start=date(1981, 3, 2)), [seen])
    assert one.observed["events"].to_list() == [1, 2, 0, 0]
    assert one.observed["persons"].to_list() == [400, 200, 0, 0]  # 301 is 200 to 999
    assert one.observed["most"].to_list() == [400, 999, 0, 0]
    assert one.observed["unknown"].to_list() == [0, 1, 0, 0]
    assert one.expected["persons"].to_list() == [200, 0, 0, 0]
    totals = one.drawn["persons"].sum(axis=1)
    assert set(totals.tolist()) == {0, 400}
    assert one.total("persons") == (200, 0, 400)
    page = render_record(found, lived(start=date(1981, 3, 2)), [seen])
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "report 0.5, spread 0, threshold 1 3 0 (0 to 1) 600 to 1,399 200 (0 to 400)" in words
    assert "Numbers of 1 event are not known" in words
    assert "not a forecast" in words


def test_a_full_record_lies_on_the_line(tmp_path):
    """What is drawn of a run, read as observed events, is that run."""
    made = lived()
    seen = [fr.EventObserver(of) for of in ("protest", "operations", "deaths")]
    for observer in seen:
        (one,) = compare_record(fr.draw_record(made, observer), made, [observer])
        for count in ("events", "persons"):
            assert one.observed[count].equals(one.expected[count])
            assert (one.drawn[count] == one.expected[count].to_numpy()).all()


def test_means_over_weeks_keep_the_sum():
    values = np.arange(7.0)
    assert comparison.means(values, 3).tolist() == [1, 4, 6]
    assert comparison.means(np.array([values, values]), 1).tolist() == [[*range(7)]] * 2


def test_a_run_of_other_years_is_refused(tmp_path):
    found = read(tmp_path, "epcd", {})
    seen = [fr.EventObserver("protest")]
    with pytest.raises(DataError, match=r"4 weeks from 2001-03-05 on, and no event"):
        render_record(found, lived(), seen)
    for run_alone, observers in ((lived(), []), (None, seen)):
        with pytest.raises(DataError, match="belong together"):
            render_record(found, run_alone, observers)


def test_the_page_says_that_the_regime_fell(tmp_path):
    found, seen = read(tmp_path, "epcd", {}), fr.EventObserver("protest")
    fell = run(9, start=date(1981, 3, 2), street=[(1, "n", 400)], fall=4)
    said = "shown to the week in which the regime fell"
    assert said in render_record(found, fell, seen)
    assert said not in render_record(found, lived(start=date(1981, 3, 2)), seen)


def test_one_observer_is_a_list_of_one_and_another_thing_is_none(tmp_path):
    found, seen = read(tmp_path, "epcd", {}), fr.EventObserver("protest")
    made = lived(start=date(1981, 3, 2))
    assert render_record(found, made, seen) == render_record(found, made, [seen])
    with pytest.raises(DataError, match=r"fronde\.EventObserver"):
        render_record(found, made, ["protest"])
    with pytest.raises(DataError, match=r"fronde\.simulate"):
        render_record(found, tmp_path, [seen])


@pytest.fixture(scope="module")
def stored_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    fr.simulate(fr.load("granovetter-1978"), threads=1, out=folder)
    return folder


def test_the_command_sets_a_record_beside_a_stored_run(tmp_path, stored_run):
    path, page = put(tmp_path, "events", row("events", start="2000-01-12")), tmp_path / "a.html"
    done = call(path, "--as", "events", "--page", page, "--run", stored_run, "--observer",
                "of=protest, report=0.5,least=20", "--observer", "of=deaths")
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert "report 0.5, spread 0, threshold 20" in text
    assert "report 1, spread 0, threshold 0" in text


@pytest.mark.parametrize(("words", "said"), [
    (["--observer", "of=protest"], "belong together"),
    (["--run", "."], "belong together"),
    (["--run", "RUN", "--observer", "report=0.5"], "of must be one of"),
    (["--run", "RUN", "--observer", "of=protest,size=3"], "written of=protest"),
    (["--run", "RUN", "--observer", "of=protest,of=arrests"], "written of=protest"),
    (["--run", "RUN", "--observer", "of=protest,report=half"], "report must be a number"),
    (["--run", "RUN", "--observer", "of=protest,least=nan"], "least must be a whole number"),
    (["--run", "nowhere", "--observer", "of=protest"], "nowhere"),
])
def test_what_cannot_be_set_beside_it_is_told_before_anything_is_written(tmp_path, stored_run,
                                                                         words, said):
    path, out = put(tmp_path, "events", row("events")), tmp_path / "events.parquet"
    done = call(path, "--as", "events", "--out", out, "--page", tmp_path / "record.html", *(
        stored_run if word == "RUN" else word for word in words))
    assert (done.exit_code in (1, 2), said in done.output) == (True, True), done.output
    assert sorted(tmp_path.iterdir()) == [path]
