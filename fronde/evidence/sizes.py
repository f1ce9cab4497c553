"""Numbers of persons in words: "about 300", "thousands" and "500-600" become bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from fronde.evidence.adapter import RAW, SAYS, Field, cell
from fronde.evidence.rules import Rule

_ORDERS = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_MANY = {"dozens": (24, 99), "hundreds": (200, 999), "thousands": (2_000, 9_999),
         "tens of thousands": (20_000, 99_999), "hundreds of thousands": (200_000, 999_999),
         "millions": (2_000_000, 9_999_999)}
_MANY |= {f"{some} {word.removesuffix('s')}{plural}": _bounds for word, _bounds in _MANY.items()
          for some in ("several", "a few", "few") for plural in ("", "s") if " " not in word}
_MANY["scores"] = (40, 99)
_UNKNOWN = {"no report", "no size", "unknown", "unspecified", "not reported", "na", "n/a", "-"}
_N = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})"
_IN_WORDS = re.compile(r"\b(a|one|[0-9]{1,4}(?:\.[0-9]{1,3})?) (dozen|hundred|thousand|million)\b")
_PERSONS = re.compile(r"\b(people|persons?|protest[eo]rs?|demonstrators?|participants?|members|"
                           r"residents|villagers|supporters|activists|students|workers|citizens)\b")
_ABOUT = re.compile(r"\b(about|around|some|nearly|almost|approximately|roughly|circa|an estimated|"
                         r"estimated|to be)\b|~")


class Interval(NamedTuple):
    """Bounds of a number and the number itself, each of which may be unknown."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


def interval(text: str) -> Interval | None:
    """What a text says of a number of persons; None if that cannot be read.

    A number of something else ("30 arrested") is not taken for one of persons.
    """
    plain = _IN_WORDS.sub(_digits, " ".join(text.lower().split()))
    plain = " ".join(_ABOUT.sub(" ", _PERSONS.sub(" ", plain)).split()).removesuffix(" of")
    if plain in _UNKNOWN:
        return Interval()
    if plain in _MANY:
        low, high = _MANY[plain]
        return Interval(low, None, high)
    for pattern, read in _READERS:
        if found := pattern.fullmatch(plain):
            return read(*(int(part.replace(",", "")) for part in found.groups() if part))
    return None


def _digits(found: re.Match[str]) -> str:
    """``1.5 million`` in digits."""
    many = 1.0 if found[1] in ("a", "one") else float(found[1])
    return str(round(many * _ORDERS[found[2]]))


def _plural(number: int) -> Interval:
    """``1000s`` are thousands; ``300s`` are three hundred and something."""
    step = 10 ** (len(str(number)) - 1)
    return Interval(2 * step, None, 10 * step - 1) if number == step else \
        Interval(number, None, number + step - 1)


_READERS: tuple[tuple[re.Pattern[str], Callable[..., Interval]], ...] = (
    (re.compile(_N), lambda n: Interval(best=n)),
    (re.compile(rf"(?:from |between )?{_N} ?(?:-|to|and|or) ?{_N}"),
     lambda low, high: Interval(low, None, high)),
    (re.compile(rf"(?:>=? ?|more than |at least |over |above |upwards of ){_N}\+?"
                rf"|{_N} ?(?:\+|or more)"), lambda n: Interval(low=n)),
    (re.compile(rf"(?:<=? ?|up to |less than |fewer than |at most |as many as |under ){_N}"),
     lambda n: Interval(high=n)),
    (re.compile(f"{_N}s"), _plural),
)


def _bounds(text: pl.Expr) -> pl.Expr:
    """A text as a record of low, best, high and whether it could be read."""
    kind = pl.Struct({"low": pl.Int64, "best": pl.Int64, "high": pl.Int64, "read": pl.Boolean})

    def of_all(texts: pl.Series) -> pl.Series:
        known = {one: interval(one) for one in texts.unique().drop_nulls()}
        rows = [{**(known.get(one) or Interval())._asdict(),
                 "read": one is None or known[one] is not None} for one in texts]
        return pl.Series(rows, dtype=kind)

    return text.map_batches(of_all, return_dtype=kind)


def size(column: str, text: pl.Expr | None = None) -> tuple[Field, ...]:
    """The bounds of how many took part, from a cell in words."""
    found = _bounds(cell(column) if text is None else text)
    return tuple(Field(f"size_{name}", found.struct.field(name)) for name in Interval._fields)


def unread(column: str, text: pl.Expr | None = None) -> Rule:
    """The complaint about words that are no number of persons."""
    given = cell(column) if text is None else text
    return Rule("unread-size", ~_bounds(given).struct.field("read"), RAW + column,
                SAYS["unread-size"].format(column))
