"""NAVCO 3: acts of and against campaigns, day by day, in 26 countries.

Sources    Chenoweth, Pinckney and Lewis 2018
Traps      - verbs are codes of CAMEO
           - several rows can speak of one event
           - numbers of participants are numbers or ranges; -99 is unknown
           - ``st_posture`` orders the state's answers, but its codes are not translated here
           - rows have no id: theirs is made of what they say
"""

from __future__ import annotations

import polars as pl

from fronde.evidence.adapter import (
    RAW,
    Format,
    Layout,
    count,
    day,
    derive,
    fingerprint,
    text,
)
from fronde.evidence.cameo import kind
from fronde.evidence.rules import Rule
from fronde.evidence.sizes import size, unread

_NEEDED = ("date", "actor", "target", "verb_10", "num_partic_event", "fatal_casu", "st_posture")
_OPTIONAL = ("country", "location", "injuries")
_WRITTEN = ("%d-%b-%Y", "%d%b%Y")

FORMAT = Format(
    name="navco3",
    title="Nonviolent and Violent Campaigns and Outcomes, 3",
    licence="Read the terms on Harvard Dataverse; cite it.",
    caution="Several rows can speak of one event. What the state did (st_posture) is not read.",
    missing=("-99", "-88", "-77", "NA", "."),
    encodings=("utf-8", "latin-1"),
    layouts=(Layout(
        needed=_NEEDED, optional=_OPTIONAL,
        fields=(
            derive("event", fingerprint(_NEEDED + _OPTIONAL)), day("start", "date", *_WRITTEN),
            day("end", "date", *_WRITTEN), derive("date_precision", pl.lit(1)),
            text("country", "country"), text("place", "location"), text("actor", "actor"),
            text("target", "target"), kind("verb_10"), *size("num_partic_event"),
            count("injured", "injuries"), count("dead_best", "fatal_casu"),
        ),
        rules=(
            unread("num_partic_event"),
            Rule("said-twice", pl.col("event").str.contains("#"), RAW + "date",
                 "says the same as another row of the file"),
        )),),
)
