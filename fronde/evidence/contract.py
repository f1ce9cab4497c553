"""The table of observed events: the same columns and rules, whatever the data set.

Null means that the source does not say. Zero means nobody. Neither ever stands for the other.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

from fronde.evidence.rules import Rule

KINDS = ("street", "labour", "symbolic", "armed", "one-sided", "repression", "concession", "other")
RESPONSES = ("ignored", "dispersed", "arrests", "beatings", "shootings", "killings",
             "accommodated")
PLACES = ("point", "district", "region", "country")
FIRST, LAST = date(1700, 1, 1), date(2100, 12, 31)
MOST_PERSONS = 10**10
BOUNDS = ("size", "dead")  # amounts with a low, a best and a high number


class EventColumn(NamedTuple):
    """A column of the table.

    Attributes
    ----------
    unit : empty for texts.
    needed : a row without it is left out.
    """

    name: str
    type: pl.DataType
    unit: str
    meaning: str
    needed: bool = False


COLUMNS = (
    EventColumn("source", pl.String(), "", "data set, with its version where known", needed=True),
    EventColumn("event", pl.String(), "", "id of the event; unique within a source", needed=True),
    EventColumn("start", pl.Date(), "", "first day", needed=True),
    EventColumn("end", pl.Date(), "", "last day", needed=True),
    EventColumn("date_precision", pl.Int64(), "days", "1 exact, 7, 30, 365; as the source says"),
    EventColumn("country", pl.String(), "", "country, as the source writes it"),
    EventColumn("region", pl.String(), "", "region of a scenario"),
    EventColumn("place", pl.String(), "", "place, as the source writes it"),
    EventColumn("place_precision", pl.Enum(PLACES), "", "what the place is exact to"),
    EventColumn("latitude", pl.Float64(), "degrees", "north is positive"),
    EventColumn("longitude", pl.Float64(), "degrees", "east is positive"),
    EventColumn("actor", pl.String(), "", "who acts, as the source writes it"),
    EventColumn("target", pl.String(), "", "against whom, as the source writes it"),
    EventColumn("kind", pl.Enum(KINDS), "", "what kind of event it is", needed=True),
    EventColumn("size_low", pl.Int64(), "persons", "taking part, at least"),
    EventColumn("size_best", pl.Int64(), "persons", "taking part, the source's own number"),
    EventColumn("size_high", pl.Int64(), "persons", "taking part, at most"),
    EventColumn("arrests", pl.Int64(), "persons", "arrested or detained"),
    EventColumn("injured", pl.Int64(), "persons", "injured"),
    EventColumn("dead_low", pl.Int64(), "persons", "dead, at least"),
    EventColumn("dead_best", pl.Int64(), "persons", "dead, the source's own number"),
    EventColumn("dead_high", pl.Int64(), "persons", "dead, at most"),
    EventColumn("dead_state", pl.Int64(), "persons", "dead of the state's forces"),
    EventColumn("dead_opponents", pl.Int64(), "persons", "dead of those who act against it"),
    EventColumn("dead_civilians", pl.Int64(), "persons", "dead bystanders and unarmed victims"),
    EventColumn("response", pl.List(pl.Enum(RESPONSES)), "", "what the state did, as far as told"),
    EventColumn("reports", pl.Int64(), "reports", "how many reports speak of it"),
    EventColumn("row", pl.Int64(), "", "line of the file that it was read from", needed=True),
)
SCHEMA = pl.Schema({column.name: column.type for column in COLUMNS})
PERSONS = tuple(column.name for column in COLUMNS if column.unit == "persons")
KEY = ("source", "event")


def bounds(name: str) -> tuple[pl.Expr, pl.Expr]:
    """What a number is at least and at most; null where that is not known.

    The source's own number stands for both where it gives no bounds.
    """
    if name not in BOUNDS:
        return pl.col(name), pl.col(name)
    low, best, high = (pl.col(f"{name}_{which}") for which in ("low", "best", "high"))
    alone = pl.when(low.is_null() & high.is_null()).then(best)
    return pl.coalesce(low, alone), pl.coalesce(high, alone)


def rules() -> tuple[Rule, ...]:
    """What a row must fulfil, in the order in which it is checked."""
    return (*map(_is_there, (c for c in COLUMNS if c.needed)), *_dates(), *map(_plausible, PERSONS),
            *_degrees(), *(rule for name in BOUNDS for rule in _in_order(name)), *_unique())


def _is_there(column: EventColumn) -> Rule:
    return Rule(f"no-{column.name}", pl.col(column.name).is_null(), column.name,
                f"has no {column.name}, which every event needs", leaves_out=True)


def _dates() -> tuple[Rule, ...]:
    outside = ~pl.col("start").is_between(FIRST, LAST) | ~pl.col("end").is_between(FIRST, LAST)
    return (
        Rule("date-out-of-range", outside, "start",
             f"has a date outside {FIRST.year} to {LAST.year}: correct it", leaves_out=True),
        Rule("end-before-start", pl.col("end") < pl.col("start"), "end",
             "ends before it starts: correct one of the dates", leaves_out=True),
        Rule("date-precision", pl.col("date_precision") < 1, "date_precision",
             "has a precision below a day", unknown=("date_precision",)))


def _plausible(name: str) -> Rule:
    return Rule("too-many-persons", ~pl.col(name).is_between(0, MOST_PERSONS), name,
                f"counts fewer persons than none, or more than live on Earth, as {name}",
                unknown=(name,))


def _degrees() -> tuple[Rule, ...]:
    return tuple(Rule("not-on-the-map", ~pl.col(name).is_between(-most, most), name,
                      f"has a {name} beyond {most} degrees", unknown=("latitude", "longitude"))
                 for name, most in (("latitude", 90), ("longitude", 180)))


def _in_order(name: str) -> tuple[Rule, ...]:
    """A lower bound is at most the best number, and that at most the upper bound."""
    low, best, high = f"{name}_low", f"{name}_best", f"{name}_high"
    says = "has {} that {}, so {} taken as unknown"
    return (Rule("bounds-out-of-order", pl.col(low) > pl.col(best), low,
                 says.format(low, f"is above {best}", "it is"), unknown=(low,)),
            Rule("bounds-out-of-order", pl.col(high) < pl.col(best), high,
                 says.format(high, f"is below {best}", "it is"), unknown=(high,)),
            Rule("bounds-out-of-order", pl.col(low) > pl.col(high), high,
                 says.format(low, f"is above {high}", "both are"), unknown=(low, high)))


def _unique() -> tuple[Rule, ...]:
    """An id stands once; which rows stay does not depend on their order in the file."""
    same = [name for name in SCHEMA if name != "row"]
    again = ~pl.struct(same).is_first_distinct()
    return (
        Rule("repeated", again, "event", "is the same as an earlier row", leaves_out=True),
        Rule("id-used-twice", pl.struct(KEY).is_duplicated(), "event",
             "has the id of another row that says something else: keep the right one",
             leaves_out=True))
