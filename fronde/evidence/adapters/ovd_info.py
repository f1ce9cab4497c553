"""OVD-Info: detentions at political actions in Russia, event by event.

Sources    OVD-Info, annual reports on political detentions
Traps      - only events with detentions are listed: no share of events can be computed
           - who was detained was mostly let go: detained is not jailed
           - ids begin anew in every file, so the date belongs to them
"""

from __future__ import annotations

import polars as pl

from fronde.evidence.adapter import (
    RAW,
    Field,
    Format,
    Layout,
    cell,
    count,
    day,
    decode,
    derive,
    join_texts,
    responses,
    text,
    whole,
)
from fronde.evidence.rules import Rule

_STREET = ("rally", "picket", "one-person picket", "march", "marche", "stroll", "stroll/occupy",
           "occupy", "eco-camp", "direct action", "agitation", "митинг", "пикет", "одиночный пикет",
           "шествие", "марш", "прогулка", "акция", "агитация")
_KIND = dict.fromkeys(_STREET, "street") | {"activist": "repression", "активист": "repression",
                                            "other": "other", "другое": "other"}
_TOLD = pl.coalesce(decode("event_type_eng", _KIND), decode("event_type", _KIND))
_NAMED = pl.coalesce(cell("event_type_eng"), cell("event_type"))

FORMAT = Format(
    name="ovd-info",
    title="OVD-Info, detentions at political actions",
    licence="CC BY 3.0: may be passed on with attribution.",
    caution="Only events with detentions: what the police did elsewhere is not told. Arrests are "
            "detentions, mostly of some hours.",
    layouts=(Layout(
        needed=("id", "date", "agreement_eng", "event_type_eng", "number_of_detentions"),
        optional=("event_type", "region", "organizer_eng", "place"),
        fields=(
            derive("event", cell("date") + " " + cell("id")),
            day("start", "date", "%d.%m.%Y"), day("end", "date", "%d.%m.%Y"),
            derive("date_precision", pl.lit(1)), derive("country", pl.lit("Russia")),
            derive("place", join_texts("place", "region")),
            derive("place_precision", pl.when(cell("place").is_not_null()).then(pl.lit("point"))),
            text("actor", "organizer_eng"), derive("target", pl.lit("government")),
            Field("kind", pl.when(_NAMED.is_not_null()).then(_TOLD.fill_null("other"))),
            count("arrests", "number_of_detentions"),
            responses(arrests=whole("number_of_detentions") > 0),
        ),
        rules=(Rule("action-not-listed", _NAMED.is_not_null() & _TOLD.is_null(),
                    RAW + "event_type_eng",
                    "has a type of event that is not listed, so its kind is other"),)),),
)
