"""Files of a data set become the table of observed events, and complaints about their rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from fronde.arguments import place, short, text
from fronde.errors import DataError
from fronde.evidence import contract, delimited
from fronde.evidence.adapter import RAW, Format, faults, to_contract
from fronde.evidence.formats import MODULES, format_of
from fronde.evidence.rules import Rule, counted, judge
from fronde.record.files import Entry, described, put, put_bytes
from fronde.scenario.complaints import HARMFUL, quoted, suggestion

MADE = "fronde evidence read"  # by this a summary is known to be ours
UNSEEN = HARMFUL.pattern.replace(r"\ud800-\udfff", "")  # no column holds half a letter


class Evidence(NamedTuple):
    """What was read.

    Attributes
    ----------
    table : observed events, a row each, sorted by day and id.
    complaints : ``file, row, rule, column, value, left_out, says``; a row can have several, but
        is left out once.
    rows : rows of the files: those of the table and those left out.
    format : the name of the format.
    """

    table: pl.DataFrame
    complaints: pl.DataFrame
    rows: int
    format: str

    @property
    def summary(self) -> dict[str, Any]:
        """What was read and what was not, as JSON holds it: complaints counted by rule."""
        form = format_of(self.format)
        return {
            "made_by": MADE, "format": form.name, "title": form.title, "licence": form.licence,
            "caution": form.caution, "rows": self.rows, "events": self.table.height,
            "left_out": self.rows - self.table.height,
            "from": _text(self.table["start"].min()), "to": _text(self.table["end"].max()),
            "kinds": dict(self.table["kind"].value_counts(sort=True).rows()),
            "unknown": {name: self.table[name].null_count()
                        for name in ("region", "size_best", "arrests", "dead_best")},
            "complaints": counted(self.complaints).to_dicts(),
        }


def read_events(files: Any, format: str, *, source: str | None = None, out: Any = None
                ) -> Evidence:
    """Read files of a data set of events into one table, the same for every data set.

    Parameters
    ----------
    files : a file or several, of one format.
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
    form = _chosen(format)
    paths = _listed(files)
    wanted = None if out is None else _free(place("out", out), form)
    read = _together([delimited.read(path, form) for path in paths], form,
                     None if source is None else text("source", source))
    if wanted is not None:
        _write(read, paths, wanted)
    return read


def _chosen(name: Any) -> Format:
    """The format of a name."""
    if name not in MODULES:
        raise DataError(f"{quoted(name)} is no format{suggestion(name, MODULES)}. Formats: "
                        f"{', '.join(MODULES)}.")
    return format_of(name)


def _listed(files: Any) -> list[Path]:
    """Files, once each."""
    many = files if isinstance(files, Iterable) and not isinstance(files, (str, bytes)) else [files]
    paths = list(dict.fromkeys(place("files", one) for one in many))
    if not paths:
        raise DataError("files must name at least one file.")
    return paths


def _together(files: list[delimited.Cells], form: Format, source: str | None) -> Evidence:
    """Files as one table, held to the contract."""
    parts = [_translated(cells, form, source) for cells in files]
    table = pl.concat(table for table, _ in parts).sort("start", "source", "event", "file", "row")
    table, found = judge(table, contract.rules())
    words = pl.col("response").str.split(" ").cast(contract.SCHEMA["response"])
    table = table.with_columns(words).select(contract.SCHEMA.names())
    complaints = pl.concat([*(cells.complaints for cells in files), *(c for _, c in parts), found])
    return Evidence(table, complaints.sort("file", "row", maintain_order=True),
                    sum(cells.rows for cells in files), form.name)


def _translated(cells: delimited.Cells, form: Format, source: str | None
                ) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A file's rows as columns of the contract, and the complaints about them."""
    layout = cells.layout
    clean, unseen = judge(_tidy(cells.table, form.missing), _controls(cells.table))
    clean = _without_controls(clean)
    table = to_contract(clean, layout)
    if "source" not in {field.name for field in layout.fields}:
        table = table.with_columns(source=pl.lit(source or form.name))
    elif source is not None:
        raise DataError(f"{form.name} has a column for the source, so source cannot be "
                        f"{short(source)}.")
    first = (*(rule for rule in layout.rules if rule.leaves_out), *faults(layout))
    table, left = judge(table, first)
    table = table.with_columns(pl.col("end").fill_null(pl.col("start")))
    table, noted = judge(table, (rule for rule in layout.rules if not rule.leaves_out))
    typed = pl.Schema({**contract.SCHEMA, "response": pl.String()})
    return table.select("file", *contract.SCHEMA).cast(typed), pl.concat([unseen, left, noted])


def _tidy(table: pl.DataFrame, missing: tuple[str, ...]) -> pl.DataFrame:
    """Cells without blanks around them; empty ones, and words for unknown, are null."""
    cells = pl.col(f"^{RAW}.*$").str.strip_chars()
    return table.with_columns(pl.when(~cells.is_in(["", *missing])).then(cells))


def _controls(table: pl.DataFrame) -> tuple[Rule, ...]:
    """Cells with characters that a terminal or a page would obey."""
    return tuple(
        Rule("control-character", pl.col(name).str.contains(UNSEEN), name,
             "has a character that cannot be seen, which is replaced")
        for name in table.columns if name.startswith(RAW))


def _without_controls(table: pl.DataFrame) -> pl.DataFrame:
    """Cells in one line, with a mark for each character that cannot be seen."""
    in_one_line = pl.col(f"^{RAW}.*$").str.replace_all(r"[\t\n\r]+", " ")
    return table.with_columns(in_one_line.str.replace_all(UNSEEN, "\N{REPLACEMENT CHARACTER}"))


def _text(value: Any) -> str | None:
    """A date as JSON holds it."""
    return None if value is None else str(value)


def _free(path: Path, form: Format) -> Path:
    """Where the table goes.

    Raises
    ------
    DataError : rows of this format may not be written, or something else is there.
    """
    if not form.kept:
        raise DataError(f"{form.title}: rows are not written to {path}, because its terms forbid "
                        "passing them on. Leave out --out, and read the file when you need it.")
    for there in (path, _beside(path)):
        if there.exists() and not _is_ours(path):
            raise DataError(f"{there} exists and was not written by fronde, or was changed since. "
                            "Choose another name.")
    return path


def _beside(path: Path) -> Path:
    """The summary of a table."""
    return path.with_suffix(".json")


def _is_ours(path: Path) -> bool:
    """Whether a table and its summary are as fronde wrote them."""
    try:
        summary = json.loads(_beside(path).read_bytes())
        return bool(summary["made_by"] == MADE and summary["table"] == described(path))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write(read: Evidence, files: list[Path], out: Path) -> None:
    """The table, and the summary that describes it."""
    entry: Entry = put(out, lambda part: read.table.write_parquet(part))
    inputs = {path.name: described(path) for path in files}
    summary = {**read.summary, "files": inputs, "table": entry}
    put_bytes(_beside(out), json.dumps(summary, indent=1, ensure_ascii=False).encode())


