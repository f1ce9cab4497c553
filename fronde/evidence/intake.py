"""Files of a data set become the table of observed events, and complaints about their rows."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from fronde.arguments import place, short, text
from fronde.errors import DataError, StoreError
from fronde.evidence import contract, delimited
from fronde.evidence.adapter import RAW, Format, faults, to_contract
from fronde.evidence.formats import MODULES, format_of
from fronde.evidence.rules import Rule, count_by_rule, judge
from fronde.record.files import FileEntry, content_of, describe_file, put, put_bytes
from fronde.record.whole import check_room, unpacked_size
from fronde.scenario.complaints import HARMFUL, harmless, printable, quote, suggestion

_MADE = "fronde evidence read"  # by this a summary is known to be ours
_UNSEEN = HARMFUL.pattern.replace(r"\ud800-\udfff", "")  # no column holds half a letter


class Evidence(NamedTuple):
    """What was read.

    Attributes
    ----------
    table : observed events, a row each, sorted by day and id.
    complaints : ``file, row, rule, column, value, left_out, says``; a row can have several, but
        is left out once.
    rows : rows of the files: those of the table and those left out.
    format : the name of the format.
    files : the files that were read.
    """

    table: pl.DataFrame
    complaints: pl.DataFrame
    rows: int
    format: str
    files: tuple[Path, ...] = ()

    @property
    def summary(self) -> dict[str, Any]:
        """What was read and what was not, as JSON holds it: complaints counted by rule."""
        form = format_of(self.format)
        return {
            "made_by": _MADE, "format": form.name, "title": form.title, "licence": form.licence,
            "caution": form.caution, "rows": self.rows, "events": self.table.height,
            "left_out": self.rows - self.table.height,
            "from": _text(self.table["start"].min()), "to": _text(self.table["end"].max()),
            "kinds": dict(self.table["kind"].value_counts(sort=True).rows()),
            "unknown": {name: self.table[name].null_count()
                        for name in ("region", "size_best", "arrests", "dead_best")},
            "complaints": count_by_rule(self.complaints).to_dicts(),
        }


class _Part(NamedTuple):
    """What comes of one file: the contract's columns with ``file``, and its responses as text."""

    table: pl.DataFrame
    complaints: pl.DataFrame
    rows: int


def read_events(files: Any, format: str, *, source: str | None = None, out: Any = None
                ) -> Evidence:
    """Read files of a data set of events into one table, the same for every data set.

    Parameters
    ----------
    files : a file or several, of one format. ``events`` may also be Parquet, as ``out`` is.
    format : name of the format, such as ``ucdp-ged``; ``events`` is the table's own.
    source : name of the data set with its version; by default that of the format.
    out : Parquet file to write; a summary with all complaints is written beside it, as JSON.

    Returns
    -------
    Evidence : the table [events], complaints [rows and rules], and the number of rows read.
        Unknown numbers are null; 0 is nobody.

    Raises
    ------
    DataError : a file cannot be read, or not in this format; the message says where.
    StoreError : ``out`` cannot be written.
    """
    form = _pick_format(format)
    paths = _list_files(files)
    wanted = None if out is None else _check_place(place("out", out), form)
    named = _name_source(form, source)
    read = _combine([_part(path, form, named) for path in paths], form)._replace(
        files=tuple(paths))
    if wanted is not None:
        _write(read, wanted)
    return read


def _pick_format(name: Any) -> Format:
    """The format of a name."""
    if not isinstance(name, str) or name not in MODULES:
        hint = suggestion(name, MODULES) or "."
        raise DataError(f"{quote(name)} is no format{hint} Formats: {', '.join(MODULES)}.")
    return format_of(name)


def _list_files(files: Any) -> list[Path]:
    """Files, once each."""
    many = files if isinstance(files, Iterable) and not isinstance(files, (str, bytes)) else [files]
    paths = list(dict.fromkeys(place("files", one) for one in many))
    if not paths:
        raise DataError("files must name at least one file.")
    names = [path.name for path in paths]
    for path in paths:
        if path.exists() and not path.is_file():  # a pipe could keep one waiting for ever
            raise DataError(f"{printable(str(path))}: cannot be read: it is not a plain file.")
        if names.count(path.name) > 1:
            raise DataError(f"Two files are called {quote(path.name)}. Give them different names, "
                            "so that complaints can say which one is meant.")
    return paths


def _combine(parts: list[_Part], form: Format) -> Evidence:
    """Files as one table, held to the contract."""
    table = pl.concat(part.table for part in parts).sort("start", "source", "event", "file", "row")
    table, found = judge(table, contract.rules())
    words = pl.col("response").str.split(" ").cast(contract.SCHEMA["response"])
    table = table.with_columns(words).select(contract.SCHEMA.names())
    complaints = pl.concat([*(part.complaints for part in parts), found])
    return Evidence(table, complaints.sort("file", "row", maintain_order=True),
                    sum(part.rows for part in parts), form.name)


def _name_source(form: Format, given: Any) -> str:
    """What the source of all rows is called."""
    if given is None:
        return form.name
    if form.strict:
        raise DataError(f"{form.name} has a column for the source, so source cannot be "
                        f"{short(given)}.")
    name = text("source", given).strip()
    if not name or not name.isprintable():
        raise DataError(f"source must be a name in one line, such as 'UCDP GED 23.1', not "
                        f"{short(given)}.")
    return name


def _part(path: Path, form: Format, source: str) -> _Part:
    """A file's rows in the contract's columns."""
    if form.strict and _is_parquet(path):
        return _read_stored(path)
    return _translate(delimited.read(path, form), form, source)


def _is_parquet(path: Path) -> bool:
    """Whether a file is a Parquet file, by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError:
        return False


def _read_stored(path: Path) -> _Part:
    """A table of events as it was written, or as somebody has changed it since."""
    file = printable(path.name)
    try:
        check_room(file, unpacked_size(path))
        table = pl.read_parquet(path, hive_partitioning=False, glob=False)
    except StoreError as error:
        raise DataError(str(error)) from error
    except (Exception, pl.exceptions.PanicException) as error:
        raise DataError(f"{file}: cannot be read: it is damaged.") from error
    for name, kind in contract.SCHEMA.items():
        if table.schema.get(name) != kind:
            raise DataError(f"{file}: cannot be read as a table of events: column "
                            f"{quote(name)} is missing or of another type.")
    table = table.select(
        pl.lit(file).alias("file"),
        *(pl.col(name).cast(pl.List(pl.String)).list.join(" ") if name == "response" else name
          for name in contract.SCHEMA))
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    clean, unseen = _clean(table, texts)
    return _Part(clean, unseen, table.height)


def _translate(cells: delimited.Cells, form: Format, source: str) -> _Part:
    """A file's text in the contract's columns."""
    layout = cells.layout
    clean, unseen = _clean(cells.table, [RAW + name for name in layout.columns], form.missing)
    table = to_contract(clean, layout)
    if not form.strict:
        table = table.with_columns(source=pl.lit(source))
    first = (*(rule for rule in layout.rules if rule.leaves_out), *faults(layout))
    table, left = judge(table, first)
    table = table.with_columns(pl.col("end").fill_null(pl.col("start")))
    table, noted = judge(table, (rule for rule in layout.rules if not rule.leaves_out))
    typed = pl.Schema({**contract.SCHEMA, "response": pl.String()})
    return _Part(table.select("file", *contract.SCHEMA).cast(typed),
                 pl.concat([cells.complaints, unseen, left, noted]), cells.rows)


def _clean(table: pl.DataFrame, names: list[str], missing: tuple[str, ...] = ()
           ) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Texts in one line and without blanks around them; empty ones, and words for unknown, are
    null. Complaints are about characters that cannot be seen.
    """
    texts = pl.col(names).str.strip_chars()
    tidy = table.with_columns(pl.when(~texts.is_in(["", *missing])).then(texts))
    strange = [name for name in names if tidy[name].str.contains(f"[\t\n\r]|{_UNSEEN}").any()]
    clean, unseen = judge(tidy, map(_control, strange))
    return _in_one_line(clean, strange), unseen


def _control(name: str) -> Rule:
    """Cells with characters that a terminal or a page would obey."""
    return Rule("control-character", pl.col(name).str.contains(_UNSEEN), name,
                "has a character that cannot be seen, which is replaced")


def _in_one_line(table: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Cells in one line, with a mark for each character that cannot be seen."""
    in_one_line = pl.col(names).str.replace_all(r"[\t\n\r]+", " ")
    return table.with_columns(in_one_line.str.replace_all(_UNSEEN, "\N{REPLACEMENT CHARACTER}"))


def _text(value: Any) -> str | None:
    """A date as JSON holds it."""
    return None if value is None else str(value)


def _check_place(path: Path, form: Format) -> Path:
    """Where the table goes.

    Raises
    ------
    DataError : rows of this format may not be written, or something else is there.
    """
    if not form.kept:
        raise DataError(f"{form.title}: rows are not written to {path}, because its terms forbid "
                        "passing them on. Leave out --out, and read the file when you need it.")
    if path.suffix != ".parquet":
        raise DataError(f"{path}: the table is a Parquet file. Choose a name that ends in "
                        ".parquet.")
    for there in (path, summary_path(path)):
        if os.path.lexists(there) and not _is_ours(path):
            raise DataError(f"{there} exists and was not written by fronde, or was changed since. "
                            "Choose another name.")
    return path


def summary_path(path: Path) -> Path:
    """The summary of a table."""
    return path.with_suffix(".json")


def _is_ours(path: Path) -> bool:
    """Whether a table and its summary are as fronde wrote them."""
    try:
        summary = json.loads(content_of(summary_path(path)))
        return path.is_file() and bool(
            summary["made_by"] == _MADE and summary["table"] == describe_file(path))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _write(read: Evidence, out: Path) -> None:
    """The table, and the summary that describes it."""
    entry: FileEntry = put(out, lambda part: read.table.write_parquet(part))
    inputs = {path.name: describe_file(path) for path in read.files}
    summary = {**read.summary, "files": inputs, "table": entry}
    shown = harmless(json.dumps(summary, indent=1, ensure_ascii=False))  # to whoever prints it
    put_bytes(summary_path(out), shown.encode())
