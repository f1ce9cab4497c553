"""UCDP Georeferenced Event Dataset: events of organised violence with deaths, worldwide.

Sources    Sundberg and Melander 2013; the codebook of release 23.1
Traps      - ``best`` 0 under a higher ``high`` is a report without a count, so nobody's number
           - deaths that are not assigned to a side make a side's 0 unknown, too
           - a row can sum up a year or more (75,340 deaths in one)
           - a dyad is listed only if it came to 25 deaths in some year
           - dates carry a time
"""

from __future__ import annotations

import polars as pl

from fronde.evidence.adapter import (
    RAW,
    Format,
    Layout,
    cell,
    code,
    count,
    day,
    degrees,
    derive,
    from_code,
    join_texts,
    numeric,
    text,
    whole,
)
from fronde.evidence.rules import Rule

_STATE = "Government of "
_DAYS = {"1": 1, "2": 7, "3": 7, "4": 30, "5": 365}
_PLACE = {"1": "point", "2": "district", "3": "district", "4": "region", "5": "region",
          "6": "country", "7": "country"}
_KIND = {"1": "armed", "2": "armed", "3": "one-sided"}
_SIDES = ("dead_state", "dead_opponents", "dead_civilians")


def _is_state(side: str) -> pl.Expr:
    return cell(side).str.starts_with(_STATE).fill_null(False)


def _dead(state: bool) -> pl.Expr:
    """Dead of the state or of its opponents.

    If both sides are states, the state is the one in whose country it happened.
    """
    both = _is_state("side_a") & _is_state("side_b")
    b_at_home = cell("side_b") == _STATE + cell("country")
    b_is_state = _is_state("side_b") & (~_is_state("side_a") | (both & b_at_home))
    a_is_state = _is_state("side_a") & ~b_is_state
    a, b = whole("deaths_a"), whole("deaths_b")
    if state:
        return pl.when(a_is_state).then(a).when(b_is_state).then(b)
    return pl.when(a_is_state).then(b).when(b_is_state).then(a).otherwise(a + b)


def _not_assigned() -> tuple[Rule, ...]:
    says = ("has deaths that are not assigned to a side, or does not say how many, so a side's 0 "
            "is unknown")
    some = whole("deaths_unknown").fill_null(1) > 0
    return tuple(Rule("deaths-not-assigned", some & (pl.col(name) == 0), name, says,
                      unknown=(name,)) for name in _SIDES)


FORMAT = Format(
    name="ucdp-ged",
    title="UCDP Georeferenced Event Dataset",
    licence="CC BY 4.0: may be passed on with attribution.",
    caution="Two sides are listed only if they came to 25 deaths in some year, so no row does not "
            "mean peace.",
    layouts=(Layout(
        needed=("id", "date_start", "date_end", "date_prec", "where_prec", "type_of_violence",
                "dyad_name", "side_a", "side_b", "adm_1", "deaths_a", "deaths_b",
                "deaths_civilians", "deaths_unknown", "best", "high", "low"),
        optional=("country", "where_coordinates", "latitude", "longitude", "active_year",
                  "number_of_sources"),
        fields=(
            text("event", "id"), day("start", "date_start"), day("end", "date_end"),
            from_code("date_precision", "date_prec", _DAYS), text("country", "country"),
            derive("place", join_texts("where_coordinates", "adm_1")),
            from_code("place_precision", "where_prec", _PLACE),
            degrees("latitude", "latitude"), degrees("longitude", "longitude"),
            text("actor", "side_a"), text("target", "side_b"),
            from_code("kind", "type_of_violence", _KIND),
            count("dead_low", "low"), count("dead_best", "best"), count("dead_high", "high"),
            derive("dead_state", _dead(state=True)), derive("dead_opponents", _dead(state=False)),
            count("dead_civilians", "deaths_civilians"),
            derive("reports", whole("number_of_sources")),
        ),
        rules=(
            *numeric("deaths_a", "deaths_b", "deaths_unknown"),
            *numeric("number_of_sources", but="-1"),
            Rule("deaths-without-count", (pl.col("dead_best") == 0) & (pl.col("dead_high") > 0),
                 "dead_high", "has 0 deaths as best and more as high: a report without a count, "
                 "so its best number is unknown", unknown=("dead_best", *_SIDES)),
            *_not_assigned(),
            Rule("sums-up", (pl.col("date_precision") >= 30)
                 | ((pl.col("end") - pl.col("start")).dt.total_days() >= 30), "dead_best",
                 "sums up a month or more, or is not dated to less: leave it out of weekly series"),
            Rule("below-threshold", code("active_year") == "0", RAW + "dyad_name",
                 "is of a year in which its sides did not come to 25 deaths"),
        )),),
)
