"""What an adapter declares: a data set's columns, and how they become the contract's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from fronde.evidence.contract import COLUMNS, SCHEMA
from fronde.evidence.rules import Rule

RAW = "raw."  # begins the names of a file's own columns, so that both kinds stand side by side
NEEDED = frozenset(column.name for column in COLUMNS if column.needed)
SAYS = {
    "not-a-date": "has no date in `{}` that can be read: write it as 2021-05-16",
    "not-a-number": "has no plain number in `{}`: write 1200 for `1,200`, and 2.5 for `2,5`",
    "unknown-code": "has a code in `{}` that this data set does not declare",
    "unread-size": "has words in `{}` that are no number of persons",
}
_WHOLE = r"^[0-9]{1,12}(\.0*)?$"
_DECIMAL = r"^[+-]?[0-9]{1,3}(\.[0-9]*)?$"
_ISO = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})([ T]00:00:00(\.0+)?Z?)?$"


class Field(NamedTuple):
    """A column of the contract, as an expression over a file's own columns.

    Attributes
    ----------
    column : the file's column that it is read from; empty if it is made of several.
    fault : name of the complaint if that has a text and no value comes of it.
    says : its words, if not the usual ones.
    """

    name: str
    value: pl.Expr
    column: str = ""
    fault: str = ""
    says: str = ""


class Layout(NamedTuple):
    """One form in which a data set is published.

    Attributes
    ----------
    needed, optional : columns of the file, in lower case.
    positions : names of columns by their place, if the file's own are not to be relied on.
    rules : traps of the data set.
    """

    needed: tuple[str, ...]
    fields: tuple[Field, ...]
    optional: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read."""
        return self.needed + self.optional


class Format(NamedTuple):
    """A data set: where it comes from, how it may be used, and its layouts.

    Attributes
    ----------
    licence, caution : in a sentence each; printed when a file was read.
    missing : words that stand for an unknown value.
    header : whether the first row holds names.
    encodings : tried in turn for each line.
    strict : whether other columns than those named are an error.
    kept : whether its rows may be written to a file.
    """

    name: str
    title: str
    licence: str
    caution: str
    layouts: tuple[Layout, ...]
    missing: tuple[str, ...] = ()
    header: bool = True
    quoted: bool = True
    encodings: tuple[str, ...] = ("utf-8",)
    strict: bool = False
    kept: bool = True


def cell(column: str) -> pl.Expr:
    """A cell of the file: text, or null if it is empty."""
    return pl.col(RAW + column)


def code(column: str) -> pl.Expr:
    """A cell that holds a code: in lower case, and 1 where a file has 1.0."""
    return cell(column).str.to_lowercase().str.replace(r"\.0+$", "")


def text(name: str, column: str) -> Field:
    """A text as it is."""
    return Field(name, cell(column))


def derive(name: str, value: pl.Expr) -> Field:
    """A value made of several columns."""
    return Field(name, value.cast(pl.String if name == "response" else SCHEMA[name]))


def day(name: str, column: str, *patterns: str) -> Field:
    """A date: ISO, or in one of the patterns (of ``strptime``)."""
    given = cell(column)
    tried = [given.str.extract(_ISO).str.to_date("%Y-%m-%d", strict=False),
             *(given.str.to_date(pattern, strict=False) for pattern in patterns)]
    return Field(name, pl.coalesce(tried), column, "not-a-date")


def of_parts(year: str, month: str, day: str) -> pl.Expr:
    """A date whose parts are in three columns, or null if there is no such day."""
    parts = [code(year), code(month).str.zfill(2), code(day).str.zfill(2)]
    return pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)


def count(name: str, column: str) -> Field:
    """A whole number that is not negative."""
    return Field(name, whole(column), column, "not-a-number")


def whole(column: str) -> pl.Expr:
    """The whole number in a cell, or null."""
    given = cell(column)
    return pl.when(given.str.contains(_WHOLE)).then(
        given.str.replace(r"\..*$", "").cast(pl.Int64, strict=False))


def degrees(name: str, column: str) -> Field:
    """A decimal number, of latitude or longitude."""
    given = cell(column)
    value = pl.when(given.str.contains(_DECIMAL)).then(given.cast(pl.Float64, strict=False))
    return Field(name, value, column, "not-a-number")


def from_code(name: str, column: str, meanings: dict[str, str] | dict[str, int]) -> Field:
    """A code in the contract's words."""
    return Field(name, decode(column, meanings).cast(SCHEMA[name]), column, "unknown-code")


def decode(column: str, meanings: dict[str, str] | dict[str, int]) -> pl.Expr:
    """What codes mean; null for others."""
    kind = pl.String if isinstance(next(iter(meanings.values())), str) else pl.Int64
    return code(column).replace_strict(meanings, default=None, return_dtype=kind)


def sum_known(*columns: str) -> pl.Expr:
    """The sum of numbers that are all known, else null."""
    return pl.sum_horizontal(map(whole, columns), ignore_nulls=False)


def join_texts(*columns: str) -> pl.Expr:
    """Texts with commas between them, without those that are missing; null if all are."""
    together = pl.concat_str(map(cell, columns), separator=", ", ignore_nulls=True)
    return pl.when(together != "").then(together)


def responses(**when: pl.Expr) -> Field:
    """The state's responses, each with its condition; null where none is told of."""
    words = [pl.when(condition).then(pl.lit(name)) for name, condition in when.items()]
    together = pl.concat_str(words, separator=" ", ignore_nulls=True)
    return Field("response", pl.when(together != "").then(together))


def faults(layout: Layout) -> tuple[Rule, ...]:
    """Complaints about cells that have a text of which no value comes."""
    return tuple(
        _complain(field.fault, field.column, pl.col(field.name).is_not_null(), field.says)._replace(
            leaves_out=field.name in NEEDED and field.name != "end")
        for field in layout.fields if field.fault)


def numeric(*columns: str, but: str = "") -> tuple[Rule, ...]:
    """Complaints about cells that are no whole numbers, of columns that go into sums and rules.

    ``but`` is what such a column holds where the number is unknown.
    """
    return tuple(
        _complain("not-a-number", column, whole(column).is_not_null() | (code(column) == but))
        for column in columns)


def among(codes: Iterable[str], *columns: str) -> tuple[Rule, ...]:
    """Complaints about cells that hold none of the codes, of columns that go into rules."""
    return tuple(_complain("unknown-code", column, code(column).is_in(list(codes)))
                 for column in columns)


def _complain(fault: str, column: str, is_read: pl.Expr, says: str = "") -> Rule:
    """The complaint about a cell that has a text and was not read."""
    return Rule(fault, cell(column).is_not_null() & ~is_read, RAW + column,
                says or SAYS[fault].format(column))


def to_contract(cells: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """A file's columns with the contract's beside them; what a layout lacks is null."""
    given = [field.value.alias(field.name) for field in layout.fields]
    have = {field.name for field in layout.fields} | {"row"}
    absent = [pl.lit(None, pl.String if name == "response" else kind).alias(name)
              for name, kind in SCHEMA.items() if name not in have]
    return cells.with_columns(*given, *absent)


def fingerprint(columns: tuple[str, ...]) -> pl.Expr:
    """An id for rows without one: of what they say, whatever their place in the file.

    Rows that say the same are numbered: ``#2`` is the second of them.
    """
    together = pl.concat_str([cell(name).fill_null("") for name in columns], separator="\x1f")
    digest = together.map_elements(
        lambda row: hashlib.sha256(row.encode()).hexdigest()[:12], return_dtype=pl.String)
    number = pl.int_range(1, pl.len() + 1).over(together)
    return digest + pl.when(number > 1).then("#" + number.cast(pl.String)).otherwise(pl.lit(""))
