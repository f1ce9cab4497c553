"""Your own events: a table with the contract's columns, as far as you have them.

Sources    yours
Traps      - an empty cell is unknown, 0 is nobody
           - dates are ISO (2021-05-16)
"""

from __future__ import annotations

import polars as pl

from fronde.evidence.adapter import (
    Field,
    Format,
    Layout,
    cell,
    count,
    day,
    degrees,
    from_code,
    text,
)
from fronde.evidence.contract import KINDS, PLACES, RESPONSES, SCHEMA

_NEEDED = ("source", "event", "start", "kind")
_ONE = f"(?:{'|'.join(RESPONSES)})"


def _field(name: str) -> Field:
    """A column as it is; its type says how it is read."""
    match SCHEMA[name]:
        case pl.Date():
            return day(name, name)
        case pl.Int64():
            return count(name, name)
        case pl.Float64():
            return degrees(name, name)
        case pl.Enum():
            words = KINDS if name == "kind" else PLACES
            return from_code(name, name, {word: word for word in words})._replace(
                says=_none_of(name, words))
        case pl.List():
            given = cell(name).str.replace_all("[;, ]+", " ")
            return Field(name, pl.when(given.str.contains(f"^{_ONE}( {_ONE})*$")).then(given), name,
                         "unknown-code", _none_of(name, RESPONSES))
        case _:
            return text(name, name)


def _none_of(name: str, words: tuple[str, ...]) -> str:
    """What is said of a word that the table does not know."""
    return f"has a word in `{name}` that is none of {', '.join(words)}"


FORMAT = Format(
    name="events",
    title="Your own events",
    licence="Yours; say it in a README beside the file.",
    caution="An empty cell is unknown, and 0 is nobody.",
    strict=True,
    layouts=(Layout(
        needed=_NEEDED, optional=tuple(name for name in SCHEMA if name not in (*_NEEDED, "row")),
        fields=tuple(_field(name) for name in SCHEMA if name != "row")),),
)
