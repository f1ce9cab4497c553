"""The page on event data says what is declared."""

from __future__ import annotations

from pathlib import Path

from fronde.evidence.contract import COLUMNS, KINDS, RESPONSES
from fronde.evidence.formats import MODULES, format_of
from fronde.evidence.intake import read_events

PAGE = (Path(__file__).parents[2] / "docs/how-to/event-data.md").read_text(encoding="utf-8")


def test_the_page_has_every_column():
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.unit} | {column.meaning} |" in PAGE


def test_the_page_has_every_word():
    assert all(f"`{word}`" in PAGE for word in KINDS + RESPONSES)


def test_the_page_has_every_data_set_with_its_licence():
    for form in map(format_of, MODULES):
        assert f"| `{form.name}` | {form.title} | {form.licence} | {form.caution} |" in PAGE


def test_the_example_of_a_table_can_be_read(tmp_path):
    example = PAGE.split("```text\n")[-1].split("```")[0]
    path = tmp_path / "my-list.csv"
    path.write_text(example, encoding="utf-8")
    found = read_events(path, "events")
    assert (found.rows, found.table.height, found.complaints.height) == (2, 2, 0)
