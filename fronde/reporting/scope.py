"""What the run can show: how far it came, its conditions, what it leaves untested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fronde.reporting import coalitions, facts, wording
from fronde.reporting.tables import Tables

# What a run without the mechanism cannot say.
ELSEWHERE = {
    "organisations": "how those in hiding form armed organisations",
    "combat": "whether they fight, and with what success",
    "forces": "how the army and a private army act",
    "sponsorship": "who pays and arms them from outside",
    "alignment": "whether they form a coalition",
    "patronage": "what becomes of client rulers abroad",
    "narrative": "how the official story wears out",
    "survival": "whether the regime falls",
}


def standing(tables: Tables) -> str:
    """A warning where the run did not come to its end, else nothing."""
    manifest = tables.manifest
    done, planned = manifest.get("weeks_done", 0), manifest.get("weeks", 0)
    if manifest.get("status") == "interrupted":
        return (f"This run was interrupted after {done} of {wording.weeks(planned)}. "
                "Everything below is about those weeks only.")
    if manifest.get("status") != "complete":
        return (f"This run is incomplete: {done} of {wording.weeks(planned)} were recorded. "
                "Numbers and figures below may be missing or partial.")
    return ""


def condition(tables: Tables) -> str:
    """The conditions of everything on the page."""
    text = (
        "Under the assumptions listed below, and in a single run with one seed "
        f"({tables.manifest['seed']}), the model shows the following. Another seed, or other "
        "plausible parameters, can show something else."
    )
    origin = tables.manifest.get("branch")
    if origin:
        text += f" {branched(origin, tables)}"
    text += f" {sparse(tables)}" if sparse(tables) else ""
    if tables.grouped:
        text += (
            " The street is kept in groups: those at rest and on it are counted as expected "
            "numbers, and everybody who hides is one person."
        )
    return text


def sparse(tables: Tables) -> str:
    """A note if not every week was recorded, and what this means for the sentences."""
    if len(tables.weeks) < 2 or tables.every_week:
        return ""
    gap = wording.span(max(facts.days(tables, row, row + 1) for row in range(
        len(tables.weeks) - 1)))
    return (f"Records are up to {gap} apart. Highest values, lowest values and dates are those of "
            "the records; what happens between two records is not seen.")


def branched(origin: Mapping[str, Any], tables: Tables) -> str:
    """Where a branch comes from and what it changes."""
    says = {one["id"]: one["says"] for one in
            (tables.scenario.get("responses") or {}).get("options", ())}
    name = origin.get("response")
    changes = [f"the response “{says.get(name, name)}” is kept"] if name else []
    changes += [f"{path} is set to {value}" for path, value in (origin.get("sets") or {}).items()]
    text = f"This is a branch of run {origin['of']}: from week {origin['week']} on "
    text += wording.listed(changes) if changes else "it continues separately"
    return text + "; what people did before that week is not counted again here."


def untested(tables: Tables) -> list[str]:
    """What the page does not show."""
    said = [
        "One run tests no claim. This page separates causes by the model's counts, not by running "
        "the same country with one assumption changed."
    ]
    if tables.has("underground") and tables.events.height:
        said.append(instead(tables))
        absent = [words for name, words in ELSEWHERE.items() if name not in tables.mechanisms]
        if absent:
            said.append(f"Not part of this run, and so untested: {wording.listed(absent)}.")
    claims = tables.scenario.get("claims") or ()
    if claims:
        said.append(f"The scenario's {wording.counted(len(claims), 'claim')} "
                    f"({spanned([str(claim['id']) for claim in claims])}) are their author's. "
                    "Whether they follow, and under which assumptions, only a study can show: runs "
                    "that contrast them over many parameters and seeds.")
    return said


def instead(tables: Tables) -> str:
    """Whether other responses were simulated."""
    given = tables.scenario.get("responses") or {}
    if given.get("policy") == "look-ahead" and "response" in tables.mechanisms:
        return ("The regime chose its responses by simulating each one ahead with this model and "
                "the same random draws: an upper bound on foresight. The responses that it did not "
                "choose are not shown.")
    return ("The run does not simulate what the regime could have done instead. So it does not "
            "show whether another response would have served the regime better.")


def spanned(names: list[str]) -> str:
    """Ids in a row, or the first and last of many."""
    return wording.listed(names) if len(names) < 5 else f"{names[0]} to {names[-1]}"


class KeyNumber(NamedTuple):
    """One key number, what it counts and what it compares with."""

    value: str
    label: str
    note: str


def key_numbers(tables: Tables) -> list[KeyNumber]:
    """The few numbers that matter most."""
    found = []
    if tables.has("protest"):
        found += street_numbers(tables)
    if tables.has("underground") and max(facts.hidden(tables)) > 0:
        now = facts.hidden(tables)[-1]
        found.append(KeyNumber(wording.number(now), "underground at the end",
                               f"{wording.month(tables.dates[-1])}, "
                               f"{wording.share(now / tables.population)}"))
    found += armed_numbers(tables)
    if tables.moves("legitimacy"):
        total, (_, war) = facts.change(tables, "legitimacy"), facts.baseline(tables)
        found.append(KeyNumber(f"{wording.level(total.base)} → {wording.level(total.last)}",
                               "legitimacy, from 0 to 1",
                               "from before the war to the end" if war else "from start to end"))
    return found


def street_numbers(tables: Tables) -> list[KeyNumber]:
    """The wave that is told first, how fast it broke, and a later rise."""
    first, highest = facts.swell(tables), facts.wave(tables)
    if first is None or highest is None:
        return []
    when = tables.dates[first.row]
    label = "on the street at the height" if first.row == highest.row else (
        "on the street at the height after the war began")
    found = [KeyNumber(wording.number(first.peak), label,
                       f"{wording.month(when)}, {wording.share(first.peak / tables.population)}")]
    if highest.distinct and first.half is not None:
        found.append(KeyNumber(first.after(tables),
                               "until half had left the street",
                               f"counted from {wording.day(when)}"))
    if first.later is not None and first.row != highest.row:
        value = tables.nation("protest")[first.later]
        found.append(KeyNumber(wording.number(value), "on the street at the later height",
                               f"{wording.month(tables.dates[first.later])}, "
                               f"{wording.share(value / tables.population)}"))
    return found


def armed_numbers(tables: Tables) -> list[KeyNumber]:
    """Fighters, operations, who guards the country, how near a fall was."""
    found, (row, war) = [], facts.baseline(tables)
    span = "from before the war to the end" if war else "from start to end"
    if tables.ever("fighters") > 0:
        note = f"{wording.percent(coalitions.together(tables))} in a coalition"
        if tables.has("volunteers"):
            note = f"{wording.number(tables.last('volunteers'))} of them from abroad; {note}"
        found.append(KeyNumber(wording.number(tables.last("fighters")), "fighters at the end",
                               note))
    if not tables.operations.is_empty():
        won = tables.operations["success"].mean()
        found.append(KeyNumber(wording.number(tables.operations.height), "operations in the run",
                               f"{wording.percent(float(won))} succeeded"))  # type: ignore[arg-type]
    if "forces" in tables.mechanisms and tables.moves("monopoly"):
        share = tables.nation("monopoly")
        found.append(KeyNumber(f"{wording.percent(share[row])} → {wording.percent(share[-1])}",
                               "of all armed at home are the state's own soldiers and police",
                               span))
    if "narrative" in tables.mechanisms and tables.moves("credible"):
        share = tables.nation("credible")
        found.append(KeyNumber(f"{wording.percent(share[row])} → {wording.percent(share[-1])}",
                               "believe what the state says", span))
    return found
