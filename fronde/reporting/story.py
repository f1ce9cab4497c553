"""What the state says of the resistance, against what people see and believe."""

from __future__ import annotations

import math
from typing import Any

from fronde.reporting import facts, paths, run_findings
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables

SAID = ("blame", "admit")  # what the state can say of the resistance
SEEN = 0.01  # how far fighting is noticed at least, where it is at all


def story(tables: Tables) -> list[Finding]:
    """Did the official story hold?"""
    if "narrative" not in tables.mechanisms or not tables.has("credible", "broad"):
        return []
    return [*message(tables), *run_findings.of("story", seen=notice_of_fighting(tables),
                                               doubt=doubt(tables))]


def speeches(tables: Tables) -> list[dict[str, Any]]:
    """What the state said at any time, when, and who believed it; the earliest first.

    ``credible`` starts with the record before the state first said it.
    """
    found = []
    for what in tables.of(SAID):
        when = paths.where(tables, what, lambda level: level > 0)
        credible = paths.of(tables, "credible", max(0, when.rows[0] - 1)) if when.rows else None
        if credible is not None:
            found.append({"what": what, "when": when, "credible": credible})
    return sorted(found, key=lambda speech: speech["when"].rows[0])


def message(tables: Tables) -> list[Finding]:
    """What the state said, and what became of its credibility."""
    credible = paths.of(tables, "credible")
    if credible is None:
        return []
    return [Finding("story", "speech", speech) for speech in speeches(tables)] or \
        run_findings.of("story", silence={"credible": credible})


def notice_of_fighting(tables: Tables) -> Numbers | None:
    """How much fighting people noticed lately, and whom they should take the fighters for."""
    if not tables.has("fights_seen"):
        return None
    blamed = (tables.has("blame", "domestic") and tables.last("blame") > 0
              and tables.ever("fighters") > 0 and tables.last("fighters") > 0
              and not math.isnan(tables.last("domestic")))
    return {"hardly": tables.ever("fights_seen") < SEEN, "late": late(tables),
            "whole": facts.length(tables) < facts.HALF_YEAR,
            "domestic": tables.last("domestic") if blamed else None}


def late(tables: Tables) -> float:
    """How far fighting was noticed on average in the last half year, or in a shorter run."""
    last = len(tables.dates) - 1
    values = [value for row, value in enumerate(tables.nation("fights_seen"))
              if facts.days(tables, row, last) <= facts.HALF_YEAR and not math.isnan(value)]
    return sum(values) / len(values) if values else 0.0


def doubt(tables: Tables) -> Numbers | None:
    """How the belief in a domestic and broad resistance went."""
    broad = paths.of(tables, "broad")
    if broad is None:
        return None
    blamed = any(speech["when"].rows[0] <= broad.low_row for speech in speeches(tables)
                 if speech["what"] == "blame")
    return {"broad": broad, "low_on": tables.dates[broad.low_row], "blamed": blamed}
