"""``fronde evidence read``: what was read, what was not, and why."""

from __future__ import annotations

import json
import os

import polars as pl
import pytest
from click.testing import CliRunner

from fronde.cli import main
from fronde.errors import DataError
from fronde.evidence.intake import read_events
from fronde.scenario.complaints import HARMFUL

from .invented import put, row


def call(*words):
    return CliRunner().invoke(main, ["evidence", "read", *map(str, words)])


@pytest.fixture
def days(tmp_path):
    """Two events, and a day without one."""
    return put(tmp_path, "epcd", row("epcd"), row("epcd", action="", no_event="no event"),
               row("epcd", date="06-Mar-81", protesters="301"))


def test_says_what_was_read_and_what_was_not(days):
    done = call(days, "--as", "epcd")
    assert done.exit_code == 0
    assert "European Protest and Coercion Data: 3 rows, 2 events, 1981-03-05 to 1981-03-06." in (
        done.output)
    assert "kinds: street 2" in done.output
    assert ("Left out: 1 of 3 rows.\n  1 no-event: the row says that nothing was found on that "
            "day (data.csv:3)") in done.output
    assert "1 coded-size: the row has a size that is a code" in done.output
    assert "Licence  Not stated" in done.output


def test_writes_the_table_and_a_summary_beside_it(days, tmp_path):
    out = tmp_path / "events.parquet"
    done = call(days, "--as", "epcd", "--out", out, "--source", "EPCD 1995")
    assert done.exit_code == 0, done.output
    table = pl.read_parquet(out)
    assert table["source"].unique().to_list() == ["EPCD 1995"]
    summary = json.loads((tmp_path / "events.json").read_text(encoding="utf-8"))
    assert (summary["rows"], summary["events"], summary["left_out"]) == (3, 2, 1)
    assert {each["rule"]: each["rows"] for each in summary["complaints"]} == {
        "no-event": 1, "coded-size": 1}
    assert set(summary["files"]) == {"data.csv"}


def test_json_is_the_summary(days):
    done = call(days, "--as", "epcd", "--json")
    assert json.loads(done.output) == json.loads(json.dumps(read_events(days, "epcd").summary))


def test_writes_again_over_what_it_wrote_and_over_nothing_else(days, tmp_path):
    out = tmp_path / "events.parquet"
    assert call(days, "--as", "epcd", "--out", out).exit_code == 0
    assert call(days, "--as", "epcd", "--out", out).exit_code == 0
    out.write_bytes(out.read_bytes() + b"mine")
    done = call(days, "--as", "epcd", "--out", out)
    assert (done.exit_code, "was changed since" in done.output) == (2, True)
    assert out.read_bytes().endswith(b"mine")


@pytest.mark.parametrize("name", ["events.parquet", "events.json"])
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("nowhere")],
                         ids=["pipe", "dangling link"])
def test_what_is_no_file_is_not_written_over_either(days, tmp_path, name, make):
    make(tmp_path / name)
    done = call(days, "--as", "epcd", "--out", tmp_path / "events.parquet")
    assert (done.exit_code, "was not written by fronde" in done.output) == (2, True)
    assert sorted(tmp_path.iterdir()) == [days, tmp_path / name]


def test_a_summary_of_endless_depth_is_not_ours(days, tmp_path):
    (tmp_path / "events.json").write_text("[" * 100_000)
    done = call(days, "--as", "epcd", "--out", tmp_path / "events.parquet")
    assert (done.exit_code, "was not written by fronde" in done.output) == (2, True)


def test_does_not_write_over_the_file_that_it_reads(days):
    before = days.read_bytes()
    assert call(days, "--as", "epcd", "--out", days).exit_code == 2
    assert days.read_bytes() == before


@pytest.mark.parametrize("name", ["events.json", "events.csv", "events"])
def test_the_table_and_its_summary_have_two_names(days, tmp_path, name):
    done = call(days, "--as", "epcd", "--out", tmp_path / name)
    assert (done.exit_code, "ends in .parquet" in done.output) == (2, True)
    assert sorted(tmp_path.iterdir()) == [days]


def test_rows_of_acled_are_not_written_anywhere(tmp_path):
    path = put(tmp_path, "acled", row("acled"))
    assert call(path, "--as", "acled").exit_code == 0
    done = call(path, "--as", "acled", "--out", tmp_path / "a.parquet")
    assert done.exit_code == 2
    assert "terms forbid" in done.output
    assert sorted(tmp_path.iterdir()) == [path]
    with pytest.raises(DataError, match="forbid"):
        read_events(path, "acled", out=tmp_path / "a.parquet")


def test_a_file_without_any_event_fails(tmp_path):
    path = put(tmp_path, "epcd", row("epcd", action="", no_event="no event"))
    done = call(path, "--as", "epcd")
    assert (done.exit_code, "none of the rows is an event" in done.output) == (2, True)


def test_nothing_that_is_printed_moves_the_cursor(tmp_path):
    path = put(tmp_path, "acled", row("acled", tags="crowd size=\x1b[2J"), name="a\x1bb.csv")
    for words in (["--as", "acled"], ["--as", "acled", "--json"], ["--as", "epcd"]):
        assert "\x1b" not in call(path, *words).output


def test_a_summary_can_be_printed_as_it_is(tmp_path):
    path = put(tmp_path, "events", row("events", actor="a\x9b2Jb", target="a\u202eb"))
    assert call(path, "--as", "events", "--out", tmp_path / "events.parquet").exit_code == 0
    text = (tmp_path / "events.json").read_text(encoding="utf-8")
    assert not HARMFUL.search(text)
    assert '"example": "a\ufffd2Jb"' in text
    assert call(path, "--as", "events", "--out", tmp_path / "events.parquet").exit_code == 0


def test_a_name_of_two_lines_is_said_in_one(tmp_path):
    path = put(tmp_path, "events", row("events", event=""), name="a\nb.csv")
    assert "(a\ufffdb.csv:2)" in call(path, "--as", "events").output
    assert "a\ufffdb.csv:1: this is not epcd" in call(path, "--as", "epcd").output


def test_an_unknown_format_lists_the_others(days):
    done = call(days, "--as", "ucdp")
    assert (done.exit_code, "ucdp-ged" in done.output) == (2, True)
