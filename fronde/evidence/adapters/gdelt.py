"""GDELT: events as machines find them in the news, worldwide.

Sources    the codebooks of GDELT 1.0 and 2.0; CAMEO
Traps      - it counts news, not events: of use for timing, never for how much
           - no header; 58 columns (1.0) or 61 (2.0), separated by tabs
           - a place is often the middle of a country
"""

from __future__ import annotations

import polars as pl

from fronde.evidence.adapter import (
    Field,
    Format,
    Layout,
    cell,
    code,
    count,
    degrees,
    derive,
    from_code,
    text,
)
from fronde.evidence.cameo import kind
from fronde.evidence.rules import EVERY, Rule

_ACTOR = ("code", "name", "countrycode", "knowngroupcode", "ethniccode", "religion1code",
          "religion2code", "type1code", "type2code", "type3code")
_ACTION = ("isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass",
           "goldsteinscale", "nummentions", "numsources", "numarticles", "avgtone")
_GEO = ("type", "fullname", "countrycode", "adm1code", "lat", "long", "featureid")
_GEO_2 = (*_GEO[:4], "adm2code", *_GEO[4:])
_NEEDED = ("globaleventid", "sqldate", "eventrootcode", "quadclass", "nummentions",
           "actiongeo_type", "actiongeo_fullname", "actiongeo_countrycode", "actiongeo_lat",
           "actiongeo_long", "actor1name", "actor2name")


def _positions(geo: tuple[str, ...]) -> tuple[str, ...]:
    """The columns in their order."""
    return ("globaleventid", "sqldate", "monthyear", "year", "fractiondate",
            *(f"actor{number}{name}" for number in (1, 2) for name in _ACTOR), *_ACTION,
            *(f"{whose}geo_{name}" for whose in ("actor1", "actor2", "action") for name in geo),
            "dateadded", "sourceurl")


def _layout(geo: tuple[str, ...]) -> Layout:
    when = cell("sqldate").str.to_date("%Y%m%d", strict=False)
    return Layout(
        needed=_NEEDED, positions=_positions(geo),
        fields=(
            text("event", "globaleventid"), Field("start", when, "sqldate", "not-a-date"),
            Field("end", when, "sqldate", "not-a-date"), derive("date_precision", pl.lit(1)),
            derive("country", "FIPS " + code("actiongeo_countrycode").str.to_uppercase()),
            text("place", "actiongeo_fullname"),
            from_code("place_precision", "actiongeo_type",
                      {"1": "country", "2": "region", "3": "district", "4": "district",
                       "5": "region"}),
            degrees("latitude", "actiongeo_lat"), degrees("longitude", "actiongeo_long"),
            text("actor", "actor1name"), text("target", "actor2name"), kind("eventrootcode"),
            count("reports", "nummentions"),
        ),
        rules=(Rule("counts-news", EVERY, "reports",
                    "counts news about an event, not persons or events"),))


FORMAT = Format(
    name="gdelt",
    title="Global Database of Events, Language and Tone",
    licence="May be used and passed on with a link to the GDELT Project.",
    caution="It counts news, not events. Use it for when something happened, not for how much.",
    header=False,
    quoted=False,
    layouts=(_layout(_GEO), _layout(_GEO_2)),
)
