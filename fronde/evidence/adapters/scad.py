"""SCAD, Social Conflict Analysis Database: unrest in Africa and Latin America.

Sources    Salehyan et al. 2012; the codebook of release 3.3
Traps      - ``npart`` is a code for an order of size; -99 and -88 are unknown
           - an event in several places has a row for each, with the same numbers
           - country years without an event have a row
           - dates are best in three columns each (``styr``, ``stmo``, ``stday``)
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
    count,
    decode,
    degrees,
    derive,
    from_code,
    numeric,
    of_parts,
    responses,
    text,
    whole,
)
from fronde.evidence.rules import Rule

_KIND = {"1": "street", "2": "street", "3": "street", "4": "street", "5": "labour", "6": "labour",
         "7": "repression", "8": "armed", "9": "armed", "10": "armed"}
_PERSONS = {"1": (1, 9), "2": (10, 100), "3": (101, 1_000), "4": (1_001, 10_000),
            "5": (10_001, 100_000), "6": (100_001, 1_000_000), "7": (1_000_001, None)}
_LOW = {size: low for size, (low, _) in _PERSONS.items()}
_HIGH = {size: high for size, (_, high) in _PERSONS.items() if high is not None}
_WRITTEN = ("%Y-%m-%d", "%d-%b-%Y", "%d%b%Y")


def _date(name: str, column: str, parts: tuple[str, str, str]) -> Field:
    """A date of three columns, or else as it is written, if that can be read in one way only."""
    written = (cell(column).str.to_date(pattern, strict=False) for pattern in _WRITTEN)
    return Field(name, pl.coalesce(of_parts(*parts), *written), column, "not-a-date")


FORMAT = Format(
    name="scad",
    title="Social Conflict Analysis Database",
    licence="Free for research, with citation; ask before you pass rows on.",
    caution="Sizes are orders of size, and deaths are often unknown.",
    missing=("-99", "-88", "-77", "NA", "."),
    encodings=("utf-8", "latin-1"),
    layouts=(Layout(
        needed=("eventid", "startdate", "enddate", "etype", "escalation", "npart", "ndeath",
                "repress", "location"),
        optional=("styr", "stmo", "stday", "eyr", "emo", "eday", "countryname", "actor1",
                  "target1", "latitude", "longitude", "locnum", "elocal"),
        fields=(
            text("event", "eventid"), _date("start", "startdate", ("styr", "stmo", "stday")),
            _date("end", "enddate", ("eyr", "emo", "eday")), derive("date_precision", pl.lit(1)),
            text("country", "countryname"),
            derive("place", pl.coalesce(cell("elocal"), cell("location"))),
            degrees("latitude", "latitude"), degrees("longitude", "longitude"),
            text("actor", "actor1"), text("target", "target1"), from_code("kind", "etype", _KIND),
            Field("size_low", decode("npart", _LOW), "npart", "unknown-code"),
            derive("size_high", decode("npart", _HIGH)), count("dead_best", "ndeath"),
            responses(ignored=code("repress") == "0", dispersed=code("repress") == "1",
                      killings=code("repress") == "2"),
        ),
        rules=(
            *among(("0", "1", "2"), "repress"), *numeric("locnum"),
            Rule("no-event", code("etype").is_in(["-9", "0"]) | code("etype").is_null(),
                 RAW + "eventid", "says that there was no event in that country and year",
                 leaves_out=True),
            Rule("further-place", whole("locnum") > 1, RAW + "locnum",
                 "repeats an event for another of its places", leaves_out=True),
        )),),
)
