"""Files with separated cells become tables of text, and every row keeps its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from fronde.errors import DataError
from fronde.evidence.adapter import RAW, Format, Layout
from fronde.evidence.formats import fits, guess_format
from fronde.evidence.rules import COMPLAINTS
from fronde.scenario.complaints import printable, quote, suggestion
from fronde.scenario.sources import MARKS

LONGEST = 1_000_000  # bytes of a line
_MOST_TOLD = 10  # columns that complaints name
_TOGETHER = 2_000  # rows that are held as Python objects at once
_SEPARATORS = ",;\t"
_PACKED = {b"PK": "a spreadsheet or a zip archive", b"\x1f\x8b": "packed with gzip",
           b"PAR1": "a Parquet file"}


class Cells(NamedTuple):
    """A file as text.

    Attributes
    ----------
    table : the columns of its layout, named ``raw.*``, with ``file`` and ``row``.
    rows : how many rows the file has, without its header and empty ones.
    complaints : rows whose cells are not under the names of the header.
    """

    table: pl.DataFrame
    layout: Layout
    rows: int
    complaints: pl.DataFrame


class _File:
    """One file on its way to cells."""

    def __init__(self, path: Path, form: Format) -> None:
        self.path, self.form, self.name = path, form, printable(path.name)
        self.broken: list[tuple[int, str]] = []
        self.rows = 0
        lines = _text_lines(path, form)
        first = next(lines, "")
        self.reader = csv.reader(
            chain([first], lines), strict=form.quoted, delimiter=max(_SEPARATORS, key=first.count),
            quoting=csv.QUOTE_MINIMAL if form.quoted else csv.QUOTE_NONE)

    def read(self) -> Cells:
        """All of it.

        Raises
        ------
        DataError : it is no such file; the message names the line.
        """
        records = self.records()
        number, header = next(records, (1, []))
        layout, names = _find_layout(header, self.form, self.name)
        if not self.form.header:
            records = chain([(number, header)], records)
        places = [names.index(column) if column in names else -1 for column in layout.columns]
        parts = [self.part(kept, places, layout)
                 for kept in _batches(self.sound(records, names))]
        table = pl.concat(parts) if parts else self.part([], places, layout)
        return Cells(table, layout, self.rows, self.complaints(len(names)))

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The line that each record begins in, and its cells; without empty ones."""
        line = 0
        try:
            for cells in self.reader:
                if any(map(str.strip, cells)):
                    yield line + 1, cells
                line = self.reader.line_num
        except csv.Error as error:
            raise DataError(f"{self.name}:{line + 1}: not CSV: {error}. Is a quotation mark "
                            "missing or too many?") from None

    def sound(self, records: Iterator[tuple[int, list[str]]], names: list[str]
              ) -> Iterator[tuple[int, list[str]]]:
        """Records with as many cells as the header, and none beyond its last name.

        The others are noted, also where what is too much is empty: ``0,5`` for 0.5 moves all later
        cells by one.
        """
        wide = len(names)
        last = max((place for place, name in enumerate(names, 1) if name), default=wide)
        for line, cells in records:
            self.rows += 1
            if len(cells) != wide:
                self.broken.append((line, f"{len(cells)} cells, to line {self.reader.line_num}"))
            elif any(map(str.strip, cells[last:])):
                self.broken.append((line, "a cell in a column without a name"))
            else:
                yield line, cells

    def part(self, records: list[tuple[int, list[str]]], places: list[int], layout: Layout
             ) -> pl.DataFrame:
        """Records as columns of text."""
        by_column = list(zip(*(cells for _, cells in records), strict=True))
        columns: dict[str, Any] = {"row": pl.Series([line for line, _ in records], dtype=pl.Int64)}
        for name, place in zip(layout.columns, places, strict=True):
            there = place >= 0 and records
            columns[RAW + name] = pl.Series(
                by_column[place] if there else [None] * len(records), dtype=pl.String)
        return pl.DataFrame(columns).with_columns(file=pl.lit(self.name))

    def complaints(self, wide: int) -> pl.DataFrame:
        """About rows that are no rows of this table."""
        return pl.DataFrame(
            [(self.name, line, "cells", "", value, True, f"does not fit the {wide} columns of the "
              "file: look for a missing quotation mark, or for a comma in a cell, as in `0,5` for "
              "0.5")
             for line, value in self.broken], schema=COMPLAINTS, orient="row")


def read(path: Path, form: Format) -> Cells:
    """A file in a format, as text.

    Raises
    ------
    DataError : it cannot be read, is no text, or lacks columns; the message says where.
    """
    try:
        return _File(path, form).read()
    except OSError as error:
        raise DataError(f"{printable(path.name)}: cannot be read: {error.strerror or error}."
                        ) from error


def _text_lines(path: Path, form: Format) -> Iterator[str]:
    """The lines of a text file, each of bearable length.

    Raises
    ------
    DataError : it is no text file of that kind; with the line.
    """
    name = printable(path.name)
    with path.open("rb") as file:
        _check_text(name, file.read(4))
        file.seek(0)
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise DataError(f"{name}:{number}: this line has more than {LONGEST:,} "
                                "bytes, so it is no row of a table.")
            if b"\0" in line:
                raise DataError(f"{name}:{number}: not a text file: it has a NUL byte.")
            text = _decode_line(line, form.encodings, f"{name}:{number}")
            if number == 1 and "\r" in text.rstrip():
                raise DataError(f"{name}:1: lines end with a carriage return alone. Save the "
                                "file with the line ends of Unix or Windows.")
            yield text.replace("\r\n", "\n").replace("\r", " ")  # alone it ends no line


def _check_text(name: str, start: bytes) -> None:
    """Complain of what begins like another kind of file."""
    for mark, what in _PACKED.items():
        if start.startswith(mark):
            raise DataError(f"{name}: this is {what}, not a text file. Unpack it, or save it as "
                            "CSV in UTF-8.")
    for mark, what in MARKS.items():
        if start.startswith(mark):
            raise DataError(f"{name}:1: not UTF-8: this is {what}. Save it as UTF-8.")


def _decode_line(line: bytes, encodings: tuple[str, ...], place: str) -> str:
    """A line as text, in the first encoding that fits."""
    for encoding in encodings:
        try:
            return line.decode(encoding).removeprefix("\N{BYTE ORDER MARK}")
        except UnicodeDecodeError as error:
            byte = line[error.start]
    raise DataError(f"{place}: not UTF-8: it has a byte 0x{byte:02x}. Save the file as UTF-8.")


def _batches(records: Iterator[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    """Records in lists of bearable length."""
    kept: list[tuple[int, list[str]]] = []
    for record in records:
        kept.append(record)
        if len(kept) == _TOGETHER:
            yield kept
            kept = []
    if kept:
        yield kept


def _find_layout(header: list[str], form: Format, file: str) -> tuple[Layout, list[str]]:
    """The layout that a file has, and the names of its columns.

    Raises
    ------
    DataError : it has none of the format's; what is missing, and what the file looks like.
    """
    names = [cell.strip().lower() for cell in header]
    for layout in form.layouts:
        if fits(layout, form, names):
            known = list(layout.positions[:len(names)]) or names
            _check_header(known, layout, form, file)
            return layout, known
    raise DataError("\n".join(_explain_misfit(names, form, file)))


def _check_header(names: list[str], layout: Layout, form: Format, file: str) -> None:
    """Complain of columns that are there twice, or of those that mean nothing."""
    for name in layout.columns:
        if names.count(name) > 1:
            raise DataError(f"{file}:1: column {quote(name)} appears twice. Rename one.")
    strange = [n for n in names if n and n not in layout.columns and not n.startswith("note")]
    if form.strict and strange:
        aside = ": if it is for readers only, let its name begin with note"
        told = [f"{file}:1: unknown column {quote(name)}"
                f"{suggestion(name, layout.columns) or aside}" for name in strange[:_MOST_TOLD]]
        more = len(strange) - len(told)
        raise DataError("\n".join([*told, *([f"{file}:1: {more:,} more columns are unknown"]
                                            if more else [])]))


def _explain_misfit(names: list[str], form: Format, file: str) -> Iterator[str]:
    """Why a header is none of a format: what it looks like, or what it lacks of the layout that
    it comes nearest to.
    """
    if not any(names):
        yield f"{file}:1: the file is empty."
        return
    if likely := guess_format(names):
        yield f"{file}:1: this is not {form.name}. It looks like {likely}: use --as {likely}."
        return
    widths = sorted({len(layout.positions) for layout in form.layouts} - {0})
    if widths:
        yield (f"{file}:1: this is not {form.name}: it has {len(names)} columns, and such a file "
               f"has {' or '.join(map(str, widths))} in a fixed order.")
        return
    layout = min(form.layouts, key=lambda one: len(set(one.needed) - set(names)))
    for name in layout.needed:
        if name not in names:
            hint = suggestion(name, set(names) - set(layout.columns))
            near = hint if "did you mean" in hint else ""
            yield f"{file}:1: column {quote(name)} is missing{near}"
