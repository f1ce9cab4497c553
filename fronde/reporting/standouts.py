"""Which places stand out, and which causes matter most: findings that several answers share."""

from __future__ import annotations

from fronde.reporting import facts
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

HIGH = 1.15  # times the national rate, from which a place stands out
SMALL = 0.05  # share below which a cause is only named


def compare_places(tables: Tables, metric: str) -> list[Finding]:
    """Which groups and regions stand out relative to their size."""
    return [Finding("places", "rates", numbers) for level in ("group", "region")
            if (numbers := rates(tables, level, metric))]


def rates(tables: Tables, level: str, metric: str) -> Numbers | None:
    """The three highest rates of a level, or the highest where none stands out."""
    places = facts.standouts(tables, level, metric)[:3]
    if not places:
        return None
    top = [place for place in places if place.ratio >= HIGH]
    few = facts.is_passed_over(tables, level, metric, (top or places)[-1 if top else 0].rate)
    return {"level": level, "metric": metric, "highest": places[0].ratio, "few": few,
            "top": [{"name": place.name, "ratio": place.ratio} for place in top]}


def causes(tables: Tables, *flows: str) -> Numbers | None:
    """Causes of some flows with their shares, down to a twentieth; of the rest only names."""
    by_cause = tables.causes(*flows)
    total = sum(by_cause.values())
    if total <= 0:
        return None
    shares = {cause: persons / total for cause, persons in by_cause.items()}
    return {"main": [{"cause": cause, "share": share} for cause, share in shares.items()
                     if share >= SMALL],
            "small": [cause for cause, share in shares.items() if share < SMALL]}
