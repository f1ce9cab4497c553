"""Mass Mobilization: protests against governments and how they answer, 1990 to March 2020.

Sources    Clark and Regan 2016
Traps      - only protests of 50 persons or more
           - rows with ``protest = 0`` say that there was none
           - sizes are free text, and where that fails a category; a third has neither
           - a row can last for weeks
           - responses are yes or no: how many were arrested is unknown
"""

from __future__ import annotations

import polars as pl

from fronde.evidence.adapter import (
    RAW,
    Field,
    Format,
    Layout,
    among,
    cell,
    code,
    day,
    derive,
    of_parts,
    responses,
    text,
)
from fronde.evidence.rules import Rule
from fronde.evidence.sizes import size, unread

_COMMON = ("id", "country", "protest", "participants_category", "participants")
_YES_OR_NO = {"ignored": "ignore", "dispersed": "crowddispersal", "arrests": "arrests",
              "beatings": "beatings", "shootings": "shootings", "killings": "killings",
              "accommodated": "accomodation"}
_IN_WORDS = {"ignored": "ignore", "dispersed": "crowd dispersal", "arrests": "arrests",
             "beatings": "beatings", "shootings": "shootings", "killings": "killings",
             "accommodated": "accomodation"}
_COLUMNS_IN_WORDS = tuple(f"stateresponse{number}" for number in range(1, 8))
_PARTS = ("startday", "startmonth", "startyear", "endday", "endmonth", "endyear")


def _fields() -> tuple[Field, ...]:
    """What both layouts have in common.

    The free text says more than the category, which is empty for most exact numbers.
    """
    free, category = size("participants"), size("participants_category")
    told = pl.any_horizontal(field.value.is_not_null() for field in free)
    sizes = (Field(a.name, pl.when(told).then(a.value).otherwise(b.value))
             for a, b in zip(free, category, strict=True))
    return (text("event", "id"), text("country", "country"), text("place", "location"),
            derive("date_precision", pl.lit(1)), derive("kind", pl.lit("street")),
            derive("place_precision", pl.when(cell("location").str.to_lowercase() == "national")
                   .then(pl.lit("country"))),
            text("actor", "protesteridentity"), derive("target", pl.lit("government")), *sizes)


def _rules(*more: Rule) -> tuple[Rule, ...]:
    return (
        *among(("0", "1"), "protest"), *more,
        Rule("no-protest", code("protest") == "0", RAW + "protest",
             "says that there was no protest in that country and year", leaves_out=True),
        unread("participants"), unread("participants_category"),
        Rule("lasts-weeks", (pl.col("end") - pl.col("start")).dt.total_days() >= 7, "end",
             "lasts for more than a week: spread it over its days"))


def _date(part: str) -> Field:
    """A date of three columns."""
    return derive(part, of_parts(f"{part}year", f"{part}month", f"{part}day"))


def _no_end() -> Rule:
    """A last day of which there are parts, and no such day."""
    parts = _PARTS[3:]
    told = pl.any_horizontal(cell(part).is_not_null() for part in parts)
    day_there_is = of_parts("endyear", "endmonth", "endday").is_not_null()
    return Rule("not-a-date", told & ~day_there_is, RAW + "endday",
                f"has no date in {', '.join(f'`{part}`' for part in parts)}, so it is taken to end "
                "on the day it starts")


FORMAT = Format(
    name="mass-mobilization",
    title="Mass Mobilization Protest Data",
    licence="CC0 1.0: may be passed on; cite it all the same.",
    caution="Only protests of 50 persons or more, to March 2020.",
    missing=(".", "NA"),
    layouts=(
        Layout(needed=(*_COMMON, "start_date", "end_date", *_YES_OR_NO.values()),
               optional=("location", "protesteridentity"),
               fields=(*_fields(), day("start", "start_date"), day("end", "end_date"),
                       responses(**{name: code(column) == "1"
                                    for name, column in _YES_OR_NO.items()})),
               rules=_rules(*among(("0", "1"), *_YES_OR_NO.values()))),
        Layout(needed=(*_COMMON, *_PARTS, *_COLUMNS_IN_WORDS),
               optional=("location", "protesteridentity"),
               fields=(*_fields(), _date("start"), _date("end"),
                       responses(**{name: pl.any_horizontal(
                           (code(column) == word).fill_null(False) for column in _COLUMNS_IN_WORDS)
                           for name, word in _IN_WORDS.items()})),
               rules=_rules(*among(_IN_WORDS.values(), *_COLUMNS_IN_WORDS), _no_end())),
    ),
)
