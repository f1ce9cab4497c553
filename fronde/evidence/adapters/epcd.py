"""European Protest and Coercion Data: protest and coercion day by day, 1980 to 1995.

Sources    Francisco, University of Kansas
Traps      - names of columns change between files, so they go by place; years have two digits
           - days without an event have a row
           - an event that lasts has a row each day: a strike of 14 days is 14 rows
           - sizes that end in 1 (301, 3001, 30001) are codes for hundreds, thousands and so on
           - petitions count signatures, rallies count papal masses and funerals
           - persons who were fined are counted as arrested
           - rows have no id: theirs is made of what they say
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
    derive,
    fingerprint,
    numeric,
    responses,
    sum_known,
    text,
    whole,
)
from fronde.evidence.rules import Rule

POSITIONS = ("date", "day", "action", "protester", "target", "agent", "event", "country",
             "location", "issue", "linked", "time", "protesters", "arrests", "injuries", "killed",
             "damage", "state", "state injured", "state killed", "osd", "osr", "source",
             "story date", "no event")
_ACTIONS = {
    "street": ("demonstration", "rally", "march", "riot", "vigil", "motorcade", "protest",
               "obstruction"),
    "labour": ("strike", "general strike", "occupation", "slowdown"),
    "symbolic": ("petition", "peitition", "symbolic", "hunger strike", "hunger strike_e",
                 "hunger strike-e", "boycott", "civil disobedience", "appeal", "statement",
                 "satire", "immolation"),
    "armed": ("attack", "bomb-nd", "bomb_nd", "bomb-wd", "arson", "sabotage", "assault",
              "assassination", "murder", "hijacking", "hijack", "hostage-nd", "terror", "terrror"),
    "repression": ("arrest", "trial", "repression", "deployment", "harassment", "harrassment",
                   "preclude", "preclusion", "preemption", "preempt", "dismissed", "dismissal",
                   "fired", "censorship", "proscription", "detention", "dissolution",
                   "confiscation", "expulsion", "torture", "deport", "search/seizure", "seizure",
                   "martial law", "curfew", "closure", "suspension", "conscription", "force-fed",
                   "fined", "fine", "lockout"),
    "concession": ("accede", "release", "offer", "negotiation", "agreement"),
    "other": ("mobilization", "exit", "vandalism", "escape", "defection", "resign", "vote",
              "voting", "election", "threat", "warning", "threat/warning", "religious mass",
              "ceremony", "adaptation", "unraveling", "regime transition"),
}
_KIND = {action: kind for kind, actions in _ACTIONS.items() for action in actions}
_ACTION = cell("action").str.to_lowercase()
_WHAT = cell("event").str.to_lowercase()
_CEREMONY = _WHAT.str.contains("pope|papal|funeral")
_CODED = cell("protesters").str.contains("^30*1$") & (whole("protesters") > 300)
_CODED_SIZE = pl.when(_CODED).then(whole("protesters") - 1)


def _sizes() -> tuple[Field, ...]:
    """301 is the code of hundreds: 200 to 999; its own number, 300, stays the best guess."""
    return (derive("size_low", _CODED_SIZE // 3 * 2),
            Field("size_best", pl.coalesce(_CODED_SIZE, whole("protesters")), "protesters",
                  "not-a-number"),
            derive("size_high", _CODED_SIZE // 3 * 10 - 1))


def _kind() -> pl.Expr:
    plain = _ACTION.replace_strict(_KIND, default="other", return_dtype=pl.String)
    plain = pl.when(_ACTION.is_not_null()).then(plain)
    ceremony = (plain == "street") & _CEREMONY.fill_null(False)
    return pl.when(ceremony).then(pl.lit("other")).otherwise(plain)


FORMAT = Format(
    name="epcd",
    title="European Protest and Coercion Data",
    licence="Not stated: use it, and pass on counts and not rows.",
    caution="A row is a day of an event, so a strike of 14 days is 14 rows.",
    encodings=("utf-8", "latin-1"),
    layouts=(Layout(
        needed=POSITIONS, positions=POSITIONS,
        fields=(
            derive("event", fingerprint(POSITIONS)),
            *(Field(name, cell("date").str.replace("-([0-9]{2})$", "-19$1").str.to_date(
                "%d-%b-%Y", strict=False), "date", "not-a-date") for name in ("start", "end")),
            derive("date_precision", pl.lit(1)), text("country", "country"),
            text("place", "location"),
            derive("place_precision", pl.when(cell("location") == cell("country"))
                   .then(pl.lit("country")).when(cell("location").is_not_null())
                   .then(pl.lit("district"))),
            text("actor", "protester"), text("target", "target"), derive("kind", _kind()),
            *_sizes(),
            count("arrests", "arrests"), derive("injured", sum_known("injuries", "state injured")),
            derive("dead_best", sum_known("killed", "state killed")),
            count("dead_opponents", "killed"), count("dead_state", "state killed"),
            responses(arrests=whole("arrests") > 0, killings=whole("killed") > 0),
        ),
        rules=(
            Rule("no-event", cell("no event").is_not_null() & cell("action").is_null(),
                 RAW + "date", "says that nothing was found on that day", leaves_out=True),
            *numeric("injuries", "state injured"),
            Rule("action-not-listed", ~_ACTION.is_in(list(_KIND)), RAW + "action",
                 "has an action that is not listed, so its kind is other"),
            Rule("coded-size", _CODED, RAW + "protesters",
                 "has a size that is a code: bounds are kept with it"),
            Rule("signatures", _ACTION == "petition", RAW + "protesters",
                 "is a petition: its size counts signatures"),
            Rule("ceremony", _CEREMONY & _ACTION.is_in(_ACTIONS["street"]), RAW + "event",
                 "is of a visit of the pope or a funeral, so it is not counted as street"),
            Rule("fines-as-arrests", (pl.col("arrests") > 0) & _WHAT.str.contains(r"\bfine[sd]?\b")
                 & ~_WHAT.str.contains("arrest|prison|jail"), "arrests",
                 "counts as arrested who was fined, so arrests are unknown",
                 unknown=("arrests", "response")),
            Rule("said-twice", pl.col("event").str.contains("#"), RAW + "event",
                 "says the same as another row of the file"),
        )),),
)
