"""Which places stand out, and which causes matter most: sentences that several answers share."""

from __future__ import annotations

from collections.abc import Sequence

from fronde.reporting import facts, wording
from fronde.reporting.facts import Standout
from fronde.reporting.tables import Tables


def compared(tables: Tables, metric: str, deed: str) -> list[str]:
    """Which groups and regions stand out relative to their size."""
    said = []
    for level, name in (("group", "groups"), ("region", "regions")):
        places = facts.standouts(tables, level, metric)
        if not places:
            continue
        top = [place for place in places[:3] if place.ratio >= 1.15]
        few = facts.passed_over(tables, level, metric, (top or places)[:3][-1 if top else 0].rate)
        where_counted = f", of {name} with enough people to tell" if few else ""
        if not top:
            said.append(f"No {level} stood out by how many {deed}: the highest rate was "
                        f"{wording.times(places[0].ratio)} the national one{where_counted}.")
            continue
        where = f"the {level} where most {deed} was" if len(top) == 1 else (
            f"the {name} where most {deed} were")
        said.append(f"Relative to size, {where} {ranked(top)}{where_counted}.")
    return said


def ranked(places: Sequence[Standout]) -> str:
    """Places with how far their rate is above the nation's."""
    first, *rest = places
    words = [f"{first.name} ({wording.times(first.ratio)} the national rate)"]
    return wording.listed(words + [f"{p.name} ({p.ratio:.1f})" for p in rest])


def causes(opening: str, by_cause: dict[str, float], names: dict[str, str]) -> list[str]:
    """Causes by their share, down to a twentieth."""
    total = sum(by_cause.values())
    if total <= 0:
        return []
    shares = [(names.get(cause, cause), persons / total) for cause, persons in by_cause.items()]
    main = [f"{name}, {wording.percent(part)}" for name, part in shares if part >= 0.05]
    small = [name for name, part in shares if 0 < part < 0.05]
    text = f"{opening} {'; '.join(main)}"
    if small:
        text += f" (under 5% each: {wording.listed(small)})"
    return [text + "."]
