"""CSV tables beside a scenario become rows inside it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fronde.scenario.complaints import Complaints, quote, suggestion
from fronde.scenario.places import Node, Place
from fronde.scenario.records import Record
from fronde.scenario.sections import TABLES
from fronde.scenario.sources import inside, read
from fronde.scenario.yamlcore import resolve, unfit

ASIDE = ("source", "note")  # beginnings of columns that are for readers only
# What spreadsheets put between cells instead.
PARTED = {";": "semicolons", "\t": "tabs", "|": "bars"}


def inline(root: Node, folder: Path | None, complaints: Complaints) -> None:
    """Replace ``file: name.csv`` by the rows of that file, for every table.

    A table that cannot be read keeps its ``file`` and gets no ``rows``.
    """
    for path, shape in TABLES.items():
        node = root.at(path)
        if node is not None and path[-1] == "borders" and isinstance(node.value, str):
            node.value, node.keys = {"file": Node(node.value, node.place)}, {"file": node.place}
        if node is None or "file" not in node.mapping:
            continue
        name, key = node.mapping["file"], node.keys["file"]
        if "rows" in node.mapping:
            complaints.add(key, "a table has either `file` or `rows`, not both")
        elif (rows := from_file(name, folder, shape, complaints)) is not None:
            del node.mapping["file"]
            node.put("rows", rows, key)


def from_file(
    name: Node, folder: Path | None, shape: type[Record], complaints: Complaints
) -> Node | None:
    """The rows of a CSV file, or None (and a complaint)."""
    if not isinstance(name.value, str):
        complaints.add(name.place, f"must be the name of a CSV file, not {quote(name.value)}")
        return None
    if folder is None:
        complaints.add(name.place, "only a scenario file can name a CSV file: use `rows` here")
        return None
    path = inside(folder, name.value, name.place, complaints)
    text = read(path, name.value, name.place, complaints) if path is not None else None
    if text is None:
        return None
    before = len(complaints)
    items = _Csv(text, name.value, shape, complaints).rows()
    return Node(items, name.place) if items is not None and len(complaints) == before else None


class _Csv:
    """One CSV file on its way to rows."""

    def __init__(self, text: str, file: str, shape: type[Record], complaints: Complaints) -> None:
        self.file = file
        self.columns = {field.alias or name: field for name, field in shape.model_fields.items()}
        self.complaints = complaints
        self.lines = re.split("\r\n|\r|\n", text)
        self.reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def rows(self) -> list[Node] | None:
        """One mapping per record, or None (and a complaint) without a usable header."""
        try:
            records = (cells for cells in self.reader if any(cell.strip() for cell in cells))
            header = [cell.strip() for cell in next(records, ())]
            if not header:
                self.complaints.add(Place(self.file, 1), "the table is empty: it needs a header")
                return None
            if not self.sound(header):
                return None
            return [row for cells in records if (row := self.row(header, cells))]
        except csv.Error as error:
            self.complaints.add(self.place(), f"not CSV: {error}")
            return None

    def sound(self, header: list[str]) -> bool:
        """Whether the header has all columns, once each, and no unknown one.

        Spreadsheets also write empty columns: these have no name.
        """
        before = len(self.complaints)
        if header[0].startswith("sep="):
            self.complaints.add(self.place(), "this line tells a spreadsheet what parts the cells: "
                                "remove it")
            return False
        for mark, marks in PARTED.items():
            if len(header) == 1 and mark in header[0]:
                message = f"cells are separated by {marks}: save the table with commas"
                self.complaints.add(self.place(), message)
                return False
        for name, column in self.columns.items():
            if name not in header and column.is_required():
                shown = quote(",".join(header))
                self.complaints.add(self.place(),
                                    f"column `{name}` is missing: the header is {shown}")
        for index, name in enumerate(header):
            place = self.place(name, index, header)
            if not name:
                continue
            if header.index(name) != index:
                self.complaints.add(place, f"column {quote(name)} appears twice")
            elif name not in self.columns and not name.startswith(ASIDE):
                hint = suggestion(name, self.columns)
                self.complaints.add(place, f"unknown column {quote(name)}{hint}")
        return len(self.complaints) == before

    def row(self, header: list[str], cells: list[str]) -> Node | None:
        """A record as a mapping, or None (and a complaint)."""
        if len(cells) != len(header):
            message = f"this row has {len(cells)} cells, and the header has {len(header)}"
            # Also where what is too much is empty: `0,1` for 0.1 moves all later cells by one.
            hint = "" if len(cells) < len(header) else (
                ": put a cell with a comma in it in quotes, and write 0.1 and 120000 for "
                "`0,1` and `120,000`")
            self.complaints.add(self.place(), message + hint)
            return None
        node = Node({}, self.place())
        for index, (name, cell) in enumerate(zip(header, cells, strict=False)):
            place = self.place(name or index + 1, index, cells)
            if wrong := unfit(cell):
                self.complaints.add(place, wrong)
            elif name in self.columns:
                node.put(name, Node(self.value(name, cell.strip()), place), place)
            elif not name and cell.strip():
                self.complaints.add(place, f"cell {quote(cell)} is in a column without a name")
        return node

    def value(self, name: str, cell: str) -> Any:
        """A cell: text where the column holds texts (`NO` is a region), else a number."""
        texts = self.columns[name].annotation in (str, tuple[str, ...])
        return cell if texts else resolve(cell)

    def place(
        self, column: str | int | None = None, index: int = 0, cells: Sequence[str] = ()
    ) -> Place:
        """A cell of the record just read (or the whole record)."""
        number = max(1, self.reader.line_num)
        text = self.lines[number - 1] if number <= len(self.lines) else ""
        if column is None:
            return Place(self.file, number, None, text)
        # Where quotes hide commas, the offset of a cell is not known: no caret then.
        plain = ",".join(cells) == text
        offset = sum(len(cell) + 1 for cell in cells[:index]) if plain else None
        return Place(self.file, number, column, text, offset)

