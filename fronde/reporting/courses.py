"""What the regime did: the responses in force, and what each course came with in this run."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import NamedTuple

from fronde.reporting import clandestine, facts, paths, run_findings
from fronde.reporting.run_findings import Finding, Numbers
from fronde.reporting.run_tables import Tables
from fronde.reporting.story import SEEN

LEVERS = ("effort", "selectivity", "blame", "admit", "concession", "recall", "reliance", "war")
SMALL = 0.005  # level of a lever, from which it is in use
FELL = 0.02  # by which a share has fallen, if it is to weigh against a course


class Course(NamedTuple):
    """A response and when it was in force; ``until`` is the end of the run for the last one."""

    what: str
    first: date
    until: date


def levers(tables: Tables) -> list[str]:
    """The levers that were ever in use in the run."""
    if not tables.mechanisms & {"repression", "narrative", "forces"}:
        return []
    return [lever for lever in tables.of(LEVERS) if round(tables.ever(lever), 3) > SMALL]


def courses(tables: Tables) -> list[Course]:
    """The responses in force, week by week, by schedule or by choice."""
    if not tables.dates or not tables.has("response"):
        return []
    pairs = zip(tables.dates, tables.nation("response"), strict=True)
    runs = [(int(number), next(days)[0])
            for number, days in groupby(pairs, key=lambda pair: pair[1])]
    ends = [*(first for _, first in runs[1:]), tables.dates[-1]]
    words = options(tables)
    return [Course(words[number], first, until)
            for (number, first), until in zip(runs, ends, strict=True)
            if 0 <= number < len(words) and first < until]


def options(tables: Tables) -> list[str]:
    """What the scenario lays before the regime, in words."""
    given = (tables.scenario.get("responses") or {}).get("options", ())
    return [str(one.get("says") or one["id"]) for one in given]


def responses_never_used(tables: Tables) -> list[str]:
    """Responses that the scenario lays before the regime and that were never in force."""
    if not tables.has("response"):
        return []
    words, numbers = options(tables), {int(number) for number in tables.known_values("response")}
    taken = {words[number] for number in numbers if 0 <= number < len(words)}
    return [said for said in words if said not in taken] if taken else []


def at_end(tables: Tables) -> Course | None:
    """The response in force at the end, if there is one."""
    if not tables.dates or not tables.has("response"):
        return None
    numbers, words = tables.nation("response"), options(tables)
    if not 0 <= numbers[-1] < len(words):
        return None
    row = next(r for r in range(len(numbers)) if all(n == numbers[-1] for n in numbers[r:]))
    return Course(words[int(numbers[-1])], tables.dates[row], tables.dates[-1])


def costs(tables: Tables) -> list[Finding]:
    """What the regime's own course came with: first all courses, then each with its numbers."""
    if "organisations" not in tables.mechanisms or not levers(tables):
        return []
    most = tables.ever("hidden")
    if max(most, tables.took(*clandestine.INTO)) <= 0:
        return run_findings.of("courses", nobody={})
    if most < facts.FEW:
        return run_findings.of("courses", few={"most": most})
    taken = [Finding("courses", name, numbers, bool(cost)) for name, (numbers, cost) in {
        "war": war(tables), "force": force(tables), "blame": blame(tables),
        "admit": admit(tables), "private": private(tables), "recall": recall(tables),
        "concession": concession(tables)}.items() if numbers is not None]
    left = responses_never_used(tables)
    return [*run_findings.of("courses", weighed={
        holds: [(one.name, one.numbers) for one in taken if one.holds == cost]
        for holds, cost in (("dear", True), ("cheap", False))}, only={}), *taken,
        *run_findings.of("courses", others={"left": left, "whole": tables.every_week}
                         if left else None)] if taken else []


Cost = tuple[Numbers | None, bool]
NONE: Cost = (None, False)


def war(tables: Tables) -> Cost:
    """The army abroad: soldiers at home, and the state's share of all who are armed there."""
    if not tables.has("abroad", "army_home", "monopoly") or not tables.ever("war") > 0:
        return NONE
    row, begins = facts.baseline(tables)  # without a beginning the war is on from the start
    home, monopoly = (paths.of(tables, metric, row) for metric in ("army_home", "monopoly"))
    if home is None or monopoly is None:
        return NONE
    away = home.low <= 0.95 * home.first
    return {"begins": begins, "away": away, "abroad": tables.ever("abroad"), "home": home,
            "monopoly": monopoly}, away and monopoly.fell > 0.01


def force(tables: Tables) -> Cost:
    """Repression: what it took from the underground and what it gave."""
    if "repression" not in tables.mechanisms or not tables.ever("effort") > 0:
        return NONE
    numbers = clandestine.force(tables)
    return numbers, numbers["fed"] > 0.25 * numbers["drained"]


def speaks(tables: Tables) -> bool:
    """Whether what the state says can be weighed."""
    return "narrative" in tables.mechanisms and tables.has("credible", "broad", "consensus")


def blame(tables: Tables) -> Cost:
    """Blaming foreigners: who believes the state from then on."""
    credible = since(tables, "blame", "credible") if speaks(tables) else None
    if credible is None:
        return NONE
    seen = since(tables, "blame", "fights_seen")
    return {"credible": credible, "worn": credible.fell > FELL,
            "seen": bool(seen and seen.high >= SEEN)}, credible.fell > FELL


def admit(tables: Tables) -> Cost:
    """Admitting that the resistance is domestic: the shared belief from then on."""
    consensus = since(tables, "admit", "consensus") if speaks(tables) else None
    return NONE if consensus is None else ({"consensus": consensus}, consensus.fell > FELL)


def since(tables: Tables, lever: str, metric: str, least: float = 0.0) -> paths.Path | None:
    """A metric from the record before a lever was first used; None where it never was."""
    used = paths.where(tables, lever, lambda level: level > least) if tables.has(lever) else None
    return paths.of(tables, metric, max(0, used.rows[0] - 1)) if used and used.rows else None


def private(tables: Tables) -> Cost:
    """Reliance on the private army: tension with the army, and mutinies."""
    if not tables.has("private_army", "tension", "reliance") or not tables.ever("reliance") > 0:
        return NONE
    tension, rose = tables.ever("tension"), tables.ever("mutinies")
    return {"soldiers": tables.ever("private_army"), "tension": tension,
            "mutinies": rose}, tension > 0.05 or rose > 0


def recall(tables: Tables) -> Cost:
    """Calling the army back."""
    consensus = since(tables, "recall", "consensus", SMALL)
    if consensus is None or not tables.has("abroad"):
        return NONE
    most, left = tables.ever("abroad"), tables.last("abroad")
    return ({"most": most, "left": left, "consensus": consensus},
            left < most - 0.01 or consensus.fell > FELL)


def concession(tables: Tables) -> Cost:
    """Giving in to peaceful demands."""
    hope = since(tables, "concession", "peaceful", SMALL)
    return NONE if hope is None else ({"hope": hope}, False)
