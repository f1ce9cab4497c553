"""MMAD, Mass Mobilization in Autocracies Database: protest by city and day.

Sources    Weidmann and Rød 2019
Traps      - unknown is the text ``NA``
           - an event is one city on one day, so one campaign is hundreds of events
           - ``side`` tells rallies for the regime (0) from those against it (1)
           - reports: several rows speak of one event
           - countries are numbers of the Correlates of War
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
    day,
    decode,
    degrees,
    derive,
    from_code,
    responses,
    text,
)
from fronde.evidence.rules import EVERY, Rule

_SIDE = {"0": "for the regime", "1": "against the regime", "3": "neither for nor against it"}
_ENGAGED = ("0", "1", "2", "3")
_NUMBER = r"^[0-9]{1,10}(\.[0-9]+)?$"


def _mean(column: str) -> Field:
    """A mean over reports, as whole persons."""
    given = cell(column)
    value = pl.when(given.str.contains(_NUMBER)).then(given.cast(pl.Float64, strict=False))
    return Field("size_best", value.round().cast(pl.Int64), column, "not-a-number")


def _fields(engaged: str, persons: str) -> tuple[Field, ...]:
    return (day("start", "event_date"), day("end", "event_date"),
            derive("date_precision", pl.lit(1)), derive("country", "COW " + code("cowcode")),
            text("place", "asciiname"), derive("place_precision", pl.lit("district")),
            degrees("latitude", "latitude"), degrees("longitude", "longitude"),
            from_code("target", "side", _SIDE), derive("kind", pl.lit("street")), _mean(persons),
            responses(dispersed=code(engaged) == "2", killings=code(engaged) == "3"))


_FOR_IT = Rule("for-the-regime", code("side") == "0", RAW + "side",
               "is a rally for the regime: leave it out of counts of protest")

FORMAT = Format(
    name="mmad",
    title="Mass Mobilization in Autocracies Database",
    licence="For non-commercial use: ask before you pass rows on.",
    caution="An event is one city on one day, and a report is less: one campaign is hundreds of "
            "rows.",
    missing=("NA",),
    layouts=(
        Layout(needed=("cowcode", "event_date", "side", "numreports", "max_secengagement",
                       "mean_avg_numparticipants", "asciiname"),
               optional=("location", "latitude", "longitude"),
               fields=(*_fields("max_secengagement", "mean_avg_numparticipants"),
                       derive("event", pl.concat_str(
                           "COW " + code("cowcode"), cell("event_date"),
                           pl.coalesce(cell("location"), cell("asciiname")),
                           decode("side", _SIDE), separator=" ")),
                       count("reports", "numreports")),
               rules=(*among(_ENGAGED, "max_secengagement"), _FOR_IT)),
        Layout(needed=("id", "cowcode", "event_date", "side", "asciiname", "sec_engagement",
                       "avg_numparticipants"),
               optional=("actors", "latitude", "longitude"),
               fields=(*_fields("sec_engagement", "avg_numparticipants"), text("event", "id"),
                       text("actor", "actors"), derive("reports", pl.lit(1))),
               rules=(*among(_ENGAGED, "sec_engagement"), _FOR_IT,
                      Rule("report", EVERY, RAW + "id",
                           "is a report: others may speak of the same event"))),
    ),
)
