"""ACLED: political violence and protest, worldwide, from different years on.

Sources    the codebook and exports of ACLED; Raleigh et al. 2010
Traps      - its terms forbid passing rows on, so none are written
           - dates are ISO or ``16 May 2025``
           - sizes hide in ``tags``: ``crowd size=around 3,000``, ``hundreds``, ``no report``
           - 0 fatalities: none were reported; older exports have other words for events
           - ``inter1`` is a number or a word, by the age of the file: it is not read
           - coverage starts in other years in other countries
"""

from __future__ import annotations

from fronde.evidence.adapter import (
    Format,
    Layout,
    cell,
    count,
    day,
    degrees,
    derive,
    from_code,
    join_texts,
    responses,
    text,
)
from fronde.evidence.sizes import size, unread

_KIND = {
    "protests": "street", "riots": "street", "riots/protests": "street", "battles": "armed",
    "explosions/remote violence": "armed", "remote violence": "armed",
    "battle-no change of territory": "armed", "battle-government regains territory": "armed",
    "battle-non-state actor overtakes territory": "armed",
    "violence against civilians": "one-sided", "strategic developments": "other",
    "strategic development": "other", "headquarters or base established": "other",
    "non-violent transfer of territory": "other",
}
_CROWD = cell("tags").str.extract(r"(?i)crowd size ?= ?([^;|]*)")
_SUB = cell("sub_event_type").str.to_lowercase()

FORMAT = Format(
    name="acled",
    title="Armed Conflict Location and Event Data",
    licence="ACLED's terms forbid passing rows on: fronde writes none, only numbers computed "
            "from them.",
    caution="Coverage starts in different years in different countries; 0 deaths means that none "
            "were reported.",
    kept=False,
    layouts=(Layout(
        needed=("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type",
                "actor1", "admin1", "geo_precision", "fatalities"),
        optional=("actor2", "country", "location", "latitude", "longitude", "tags",
                  "civilian_targeting"),
        fields=(
            text("event", "event_id_cnty"), day("start", "event_date", "%d %B %Y", "%d-%B-%Y"),
            day("end", "event_date", "%d %B %Y", "%d-%B-%Y"),
            from_code("date_precision", "time_precision", {"1": 1, "2": 7, "3": 30}),
            text("country", "country"), derive("place", join_texts("location", "admin1")),
            from_code("place_precision", "geo_precision",
                      {"1": "point", "2": "district", "3": "region"}),
            degrees("latitude", "latitude"), degrees("longitude", "longitude"),
            text("actor", "actor1"), text("target", "actor2"),
            from_code("kind", "event_type", _KIND),
            *size("tags", _CROWD), count("dead_best", "fatalities"),
            responses(ignored=_SUB == "peaceful protest",
                      dispersed=_SUB == "protest with intervention",
                      beatings=_SUB == "excessive force against protesters",
                      arrests=_SUB == "arrests"),
        ),
        rules=(unread("tags", _CROWD),)),),
)
