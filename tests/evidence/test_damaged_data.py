"""Files that are no table of events, or not of the kind that was named: refused in words."""

from __future__ import annotations

import gzip
import os

import polars as pl
import pytest

from fronde.errors import DataError, FrondeError
from fronde.evidence import delimited
from fronde.evidence.contract import SCHEMA
from fronde.evidence.formats import MODULES
from fronde.evidence.intake import read_events
from fronde.record import limits

from .invented import RIGHT, as_text, put, row

GOOD = as_text("ucdp-ged", [row("ucdp-ged")])


def said(tmp_path, content, form="ucdp-ged"):
    """The complaint about a file."""
    path = tmp_path / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        read_events(path, form)
    return str(caught.value)


@pytest.mark.parametrize(("content", "expected"), [
    (b"", "data.csv:1: the file is empty."),
    (b"\n\n", "data.csv:1: the file is empty."),
    (GOOD.encode("utf-32"), "data.csv:1: not UTF-8: this is UTF-32. Save it as UTF-8."),
    (GOOD.encode("utf-16"), "data.csv:1: not UTF-8: this is UTF-16. Save it as UTF-8."),
    (gzip.compress(GOOD.encode()), "data.csv: this is packed with gzip, not a text file."),
    (b"PK\x03\x04", "data.csv: this is a spreadsheet or a zip archive, not a text file."),
    (GOOD.encode() + b"a\0b\n", "data.csv:3: not a text file: it has a NUL byte."),
    (b"\x90\r\xff\x01", "data.csv:1: not UTF-8: it has a byte 0x90."),
    (GOOD.encode() + b"\xe9t\xe9\n", "data.csv:3: not UTF-8: it has a byte 0xe9."),
    (GOOD + 'a,"b\n', "data.csv:3: not CSV: unexpected end of data. Is a quotation mark missing"),
    (GOOD.replace("date_start", "date_strt"), "data.csv:1: column `date_start` is missing: did you "
     "mean `date_strt`?"),
    (GOOD.replace("country", "latitude"), "data.csv:1: column `latitude` appears twice."),
    ("a,b\n1,2\n", "data.csv:1: column `id` is missing"),
    (GOOD.replace("\n", "\r"), "data.csv:1: lines end with a carriage return alone."),
], ids=["empty", "blank", "utf-32", "utf-16", "gzip", "zip", "nul", "binary", "latin-1", "quote",
        "near", "twice", "other", "returns"])
def test_what_is_wrong_with_a_file(tmp_path, content, expected):
    assert expected in said(tmp_path, content)


@pytest.mark.parametrize("form", MODULES)
def test_another_format_is_named(tmp_path, form):
    wrong = "acled" if form != "acled" else "scad"
    rows = [{k: v for k, v in RIGHT[form].items() if k != "note"}]
    assert f"It looks like {form}: use --as {form}." in said(tmp_path, as_text(form, rows), wrong)


def test_a_parquet_file_that_is_no_table_of_events(tmp_path):
    assert "it is damaged" in said(tmp_path, b"PAR1 and no more", "events")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "data.csv")
    content = (tmp_path / "data.csv").read_bytes()
    assert "column `source` is missing or of another type" in said(tmp_path, content, "events")
    assert "this is a Parquet file" in said(tmp_path, content, "epcd")


def test_a_parquet_file_that_memory_does_not_hold(tmp_path, monkeypatch):
    pl.DataFrame({"source": ["m"] * 10**5}).write_parquet(tmp_path / "[data].csv")
    monkeypatch.setattr(limits, "memory_here", lambda: 1e3)
    with pytest.raises(DataError, match=r"it would take 0 MB of memory, and 0 MB are free"):
        read_events(tmp_path / "[data].csv", "events")


def test_columns_of_your_own_table_that_mean_nothing(tmp_path):
    assert "data.csv:1: unknown column `size`: did you mean `size_low`?" in said(
        tmp_path, "source,event,start,kind,size\nm,1,2001-01-01,street,3\n", "events")
    assert "unknown column `arests`: did you mean `arrests`?" in said(
        tmp_path, "source,event,start,kind,arests\nm,1,2001-01-01,street,3\n", "events")
    assert "unknown column `row`: if it is for readers only, let its name begin with note" in said(
        tmp_path, "source,event,start,kind,row\nm,1,2001-01-01,street,3\n", "events")


def test_of_very_many_wrong_columns_some_are_named(tmp_path):
    header = "source,event,start,kind," + ",".join(f"c{n}" for n in range(2000))
    lines = said(tmp_path, header, "events").splitlines()
    assert len(lines) == 11
    assert lines[-1] == "data.csv:1: 1,990 more columns are unknown"


def test_a_line_without_end_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "LONGEST", 1000)
    assert "data.csv:3: this line has more than 1,000 bytes" in said(
        tmp_path, GOOD + "x" * 5000)


def test_a_cell_without_end(tmp_path):
    assert "field larger than field limit" in said(tmp_path, GOOD + '"' + "x\n" * 100_000)


def test_rows_with_other_cells_are_left_out_and_counted(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text(GOOD + "1,2\n" + GOOD.splitlines()[1] + ",9\n,,\n")
    found = read_events(path, "ucdp-ged")
    assert (found.rows, found.table.height) == (3, 1)
    assert found.complaints.select("row", "rule", "value").rows() == [
        (3, "cells", "2 cells, to line 3"), (4, "cells", "24 cells, to line 4")]


@pytest.mark.parametrize(("header", "cells"), [
    ("source,event,start,kind,latitude,longitude,note", "m,1,2001-03-05,street,10,5,20,"),
    ("source,event,start,kind,latitude,longitude,", "m,1,2001-03-05,street,10,5,20"),
], ids=["a cell more", "a cell beyond the names"])
def test_a_decimal_comma_moves_no_cells(tmp_path, header, cells):
    path = tmp_path / "data.csv"
    path.write_text(f"{header}\nm,0,2001-03-05,street,10.5,20,\n{cells}\n")
    found = read_events(path, "events")
    assert (found.rows, found.table["event"].to_list()) == (2, ["0"])
    assert found.complaints.select("row", "rule").rows() == [(3, "cells")]
    assert "a comma in a cell, as in `0,5` for 0.5" in found.complaints["says"].item()


@pytest.mark.parametrize("change", [
    lambda text: text.replace(",", ";"), lambda text: text.replace(",", "\t"),
    lambda text: text.replace("\n", "\r\n"), lambda text: "\N{BYTE ORDER MARK}" + text,
    lambda text: text.replace("\n", ",,\n"),
    lambda text: text.replace("date_start", " DATE_START "),
], ids=["semicolons", "tabs", "windows", "mark", "empty columns", "capitals"])
def test_files_as_spreadsheets_save_them(tmp_path, change):
    path = tmp_path / "data.csv"
    path.write_bytes(change(GOOD).encode())
    found = read_events(path, "ucdp-ged")
    assert found.table.equals(read_events(put(tmp_path, "ucdp-ged", row("ucdp-ged")),
                                          "ucdp-ged").table)


def test_characters_that_a_terminal_would_obey_are_replaced_and_counted(tmp_path):
    bad = row("ucdp-ged", side_b="Fr\x1b[31mont", adm_1="No\u202erth")
    found = read_events(put(tmp_path, "ucdp-ged", bad), "ucdp-ged")
    assert found.table["target"].item() == "Fr\ufffd[31mont"
    assert found.table["place"].item() == "Hill town, No\ufffdrth"
    assert found.complaints["rule"].to_list() == ["control-character"] * 2


@pytest.mark.parametrize(("name", "cell", "table", "rule"), [
    ("actor", "a\x1b[2Jb", "a\ufffd[2Jb", "control-character"),
    ("place", "two\nlines", "two lines", None), ("response", [], None, None),
    ("target", " ", None, None), ("event", "", None, "no-event"),
])
def test_a_stored_table_is_as_hostile_as_a_text(tmp_path, name, cell, table, rule):
    out = tmp_path / "events.parquet"
    stored = read_events(put(tmp_path, "events", row("events")), "events", out=out).table
    stored.with_columns(pl.lit(cell, SCHEMA[name]).alias(name)).write_parquet(out)
    found = read_events(out, "events")
    assert found.complaints["rule"].to_list() == ([rule] if rule else [])
    assert found.table[name].to_list() == ([] if rule == "no-event" else [table])


@pytest.mark.parametrize(("arguments", "expected"), [
    (([], "epcd"), "files must name at least one file."),
    ((["x.csv"], ["epcd"]), "a list is no format: did you mean `epcd`? Formats: ucdp-ged,"),
    ((["x.csv"], "ucdp"), "`ucdp` is no format: did you mean `ucdp-ged`?"),
    (([3], "epcd"), "files must be a path, not 3."),
    ((["absent.csv"], "epcd"), "absent.csv: cannot be read: No such file or directory."),
    ((["."], "epcd"), "cannot be read: it is not a plain file."),
    ((["a/x.csv", "b/x.csv"], "epcd"), "Two files are called `x.csv`."),
])
def test_arguments_that_cannot_be(arguments, expected):
    with pytest.raises(FrondeError) as caught:
        read_events(*arguments)
    assert expected in str(caught.value)


def test_a_pipe_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="not a plain file"):
        read_events(tmp_path / "pipe.csv", "events")


@pytest.mark.parametrize("source", ["", " ", "a\x1b[2J", "two\nlines"])
def test_a_source_needs_a_name_in_one_line(tmp_path, source):
    with pytest.raises(DataError, match="must be a name in one line"):
        read_events(put(tmp_path, "epcd", row("epcd")), "epcd", source=source)


def test_your_own_table_names_its_sources_itself(tmp_path):
    with pytest.raises(DataError, match="has a column for the source"):
        read_events(put(tmp_path, "events", row("events")), "events", source="mine")
