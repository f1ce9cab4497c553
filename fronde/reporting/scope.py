"""What the run can speak for: how far it came, under what it holds, what it leaves untested."""

from __future__ import annotations

from typing import NamedTuple

from fronde.reporting import facts, wording
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
                "Everything below speaks of those weeks only.")
    if manifest.get("status") != "complete":
        return (f"This run is incomplete: {done} of {wording.weeks(planned)} were recorded. "
                "Numbers and figures below may be missing or partial.")
    return ""


def condition(tables: Tables) -> str:
    """Under what everything on the page holds."""
    text = (
        "Under the assumptions listed below, and in a single run with one seed "
        f"({tables.manifest['seed']}), the model shows the following. Another seed, or other "
        "plausible parameters, can show something else."
    )
    if tables.weight > 1.005:
        text += (
            f" Each simulated citizen stands for {wording.number(tables.weight)} people, so "
            "small groups are coarse or missing."
        )
    return text


def untested(tables: Tables) -> list[str]:
    """What the page must not be read as saying."""
    said = [
        "One run tests no claim: causes are told apart here by what the model counted, not by "
        "running the same country with one assumption changed."
    ]
    present = {mechanism["name"] for mechanism in tables.manifest.get("mechanisms", ())}
    if tables.has("underground") and tables.events.height:
        if "response" not in present:
            said.append("What the regime could have done instead was not played out, so the run "
                        "does not show whether any response would have served it better.")
        absent = [words for name, words in ELSEWHERE.items() if name not in present]
        if absent:
            said.append(f"Not part of this run, and so untested: {wording.listed(absent)}.")
    claims = tables.manifest.get("claims", ())
    if claims:
        names = wording.listed([str(claim["id"]) for claim in claims])
        said.append(f"The scenario's claims ({names}) await runs that contrast them.")
    return said


class KeyNumber(NamedTuple):
    """One number to remember, what it counts and what it compares with."""

    value: str
    label: str
    note: str


def key_numbers(tables: Tables) -> list[KeyNumber]:
    """The few numbers that the answer turns on."""
    found = []
    wave = facts.wave(tables) if tables.has("protest") else None
    if wave is not None:
        found.append(KeyNumber(wording.number(wave.peak), "on the street at the height",
                               f"{wording.month(wave.when)}, "
                               f"{wording.share(wave.peak / tables.population)}"))
    if wave is not None and wave.distinct and wave.half_after is not None:
        found.append(KeyNumber(wording.weeks(wave.half_after), "until half had left the street",
                               f"counted from {wording.day(wave.when)}"))
    if tables.has("underground") and max(tables.nation("underground")) > 0:
        now = tables.last("underground")
        found.append(KeyNumber(wording.number(now), "underground at the end",
                               f"{wording.month(tables.dates[-1])}, "
                               f"{wording.share(now / tables.population)}"))
    if tables.moves("legitimacy"):
        total, (_, war) = facts.change(tables, "legitimacy"), facts.baseline(tables)
        found.append(KeyNumber(f"{wording.level(total.base)} → {wording.level(total.last)}",
                               "legitimacy, from 0 to 1",
                               "from before the war to the end" if war else "from start to end"))
    return found
