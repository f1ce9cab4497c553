"""What holds for every data set and for any rows."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fronde.evidence.adapter import NEEDED
from fronde.evidence.contract import BOUNDS, KEY, PERSONS, SCHEMA
from fronde.evidence.formats import MODULES
from fronde.evidence.intake import read_events

from .invented import RIGHT, put, row

ODD = ("", "0", "-1", "-99", "NA", ".", "1.0", "3", "301", "1e400", "nan", "999999999999",
       "12345678901234567890", "2001-03-05", "2001-02-30", "1999-12-31", "9999-12-31", "05-Mar-81",
       "31.12.2012", "16 May 2021", "street", "strike", "hundreds", "a\x1b[2Jb", "x,y", 'q"q', "é",
       "\u202eabc", " ", "two\nlines")
SETTINGS = settings(max_examples=20, deadline=None,
                    suppress_health_check=[HealthCheck.function_scoped_fixture])


def some(form):
    """Rows of a format with some cells replaced by odd ones."""
    names = [name for name in RIGHT[form] if not name.startswith("note")]
    changes = st.dictionaries(st.sampled_from(names), st.sampled_from(ODD) | st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9), max_size=4)
    return st.lists(changes.map(lambda changed: RIGHT[form] | changed), min_size=1, max_size=8)


def checked(found):
    """The contract holds, and no row is lost."""
    table = found.table
    assert dict(table.schema) == dict(SCHEMA)
    left_out = found.complaints.filter("left_out")
    assert table.height + left_out.height == found.rows
    assert left_out.select("file", "row").is_unique().all()
    assert table.select(NEEDED).null_count().sum_horizontal().item() == 0
    assert table.select(KEY).is_unique().all()
    assert table.filter(pl.col("end") < pl.col("start")).is_empty()
    assert table.filter(pl.any_horizontal(pl.col(PERSONS) < 0)).is_empty()
    for name in BOUNDS:
        low, best, high = (pl.col(f"{name}_{end}") for end in ("low", "best", "high"))
        assert table.filter((low > best) | (best > high) | (low > high)).is_empty()
    for name in ("place", "actor", "target", "event", "country"):
        assert not table[name].str.contains(r"[\x00-\x1f\x7f\u{202e}]").any()


@pytest.mark.parametrize("form", MODULES)
def test_any_rows_keep_the_contract_whatever_their_order(tmp_path, form):
    @SETTINGS
    @given(some(form), st.randoms(use_true_random=False))
    def of_this_format(rows, shuffle: random.Random):
        first = read_events(put(tmp_path, form, *rows), form)
        checked(first)
        shuffle.shuffle(rows)
        second = read_events(put(tmp_path, form, *rows), form)
        assert second.table.drop("row").equals(first.table.drop("row"))
        assert second.rows == first.rows

    of_this_format()


def test_a_file_in_two_parts_is_the_same(tmp_path):
    rows = [row("ucdp-ged", id=str(n)) for n in range(3)]
    whole = read_events(put(tmp_path, "ucdp-ged", *rows), "ucdp-ged").table
    parts = [put(tmp_path, "ucdp-ged", *rows[:2], name="a.csv"),
             put(tmp_path, "ucdp-ged", *rows[2:], name="b.csv")]
    assert read_events(parts, "ucdp-ged").table.drop("row").equals(whole.drop("row"))


def test_rows_say_their_line_also_after_cells_of_several_lines(tmp_path):
    rows = [row("ucdp-ged", id=str(n), adm_1="two\nlines") for n in (1, 2, 3)]
    path = put(tmp_path, "ucdp-ged", *rows)
    path.write_text(path.read_text().replace("\n3,", "\n\n3,"))
    table = read_events(path, "ucdp-ged").table
    assert table["row"].to_list() == [2, 4, 7]
    assert table["place"][0] == "Hill town, two lines"


def test_one_id_with_two_stories_is_no_event_and_one_told_twice_is_one(tmp_path):
    rows = [row("ucdp-ged", id="1"), row("ucdp-ged", id="1"), row("ucdp-ged", id="2"),
            row("ucdp-ged", id="2", best="8")]
    found = read_events(put(tmp_path, "ucdp-ged", *rows), "ucdp-ged")
    assert found.table.select("event", "row").rows() == [("1", 2)]
    assert found.complaints.select("row", "rule").rows() == [
        (3, "repeated"), (4, "id-used-twice"), (5, "id-used-twice")]


@pytest.mark.parametrize(("changed", "rule"), [
    ({"date_start": ""}, "no-start"), ({"date_start": "5 March"}, "not-a-date"),
    ({"date_start": "2001-02-30"}, "not-a-date"), ({"id": ""}, "no-event"),
    ({"date_start": "0999-01-01"}, "date-out-of-range"),
    ({"date_end": "9999-01-01"}, "date-out-of-range"),
    ({"date_end": "2000-01-01"}, "end-before-start"), ({"type_of_violence": "9"}, "unknown-code"),
    ({"type_of_violence": ""}, "no-kind"),
])
def test_rows_that_cannot_be_events_are_left_out(tmp_path, changed, rule):
    found = read_events(put(tmp_path, "ucdp-ged", row("ucdp-ged", **changed)), "ucdp-ged")
    assert found.table.is_empty()
    assert found.complaints.filter("left_out")["rule"].to_list() == [rule]


@pytest.mark.parametrize(("changed", "rule", "column"), [
    ({"best": "1e400"}, "not-a-number", "dead_best"), ({"best": "6.5"}, "not-a-number",
                                                       "dead_best"),
    ({"deaths_civilians": "-1"}, "not-a-number", "dead_civilians"),
    ({"high": "99999999999"}, "too-many-persons", "dead_high"),
    ({"high": "4"}, "bounds-out-of-order", "dead_high"),
    ({"low": "7"}, "bounds-out-of-order", "dead_low"),
    ({"latitude": "91"}, "not-on-the-map", "latitude"),
    ({"longitude": "20,5"}, "not-a-number", "longitude"),
    ({"where_prec": "8"}, "unknown-code", "place_precision"),
    ({"deaths_a": "two"}, "not-a-number", "dead_state"),
    ({"number_of_sources": "many"}, "not-a-number", "reports"),
])
def test_numbers_that_cannot_be_become_unknown(tmp_path, changed, rule, column):
    found = read_events(put(tmp_path, "ucdp-ged", row("ucdp-ged", **changed)), "ucdp-ged")
    assert found.table[column].to_list() == [None]
    assert found.complaints["rule"].to_list() == [rule]


def test_a_table_comes_back_from_parquet_as_it_was(tmp_path):
    out = tmp_path / "events.parquet"
    found = read_events(put(tmp_path, "epcd", row("epcd"), row("epcd", killed="1")), "epcd",
                        out=out)
    back = pl.read_parquet(out)
    assert dict(back.schema) == dict(SCHEMA)
    assert back.equals(found.table)
    again = read_events(out, "events")
    assert again.table.equals(found.table)
    assert (again.rows, again.complaints.height) == (2, 0)


def test_a_stored_table_is_held_to_the_rules_again(tmp_path):
    out = tmp_path / "events.parquet"
    table = read_events(put(tmp_path, "epcd", row("epcd")), "epcd", out=out).table
    table.with_columns(end=pl.col("start").dt.offset_by("-1d")).write_parquet(out)
    assert read_events(out, "events").complaints["rule"].to_list() == ["end-before-start"]
