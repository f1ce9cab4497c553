"""The answer so far, in words made from numbers of the run.

Each function looks at the tables and returns sentences, or none where the run says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fronde.reporting import (
    chain,
    coalitions,
    composition,
    courses,
    facts,
    forces,
    operations,
    sponsors,
    story,
    survival,
    wording,
)
from fronde.reporting.facts import Standout
from fronde.reporting.tables import Tables

STREET = {
    "conviction": "conviction (standing grievance and hope)",
    "outrage": "outrage at events",
    "backlash": "backlash against repression",
    "others": "the sight of others on the street",
}
HIDING = {
    "conviction": "conviction (standing grievance and hope)",
    "outrage": "outrage at events",
    "closed street": "the closed street (protest had become too risky)",
    "backlash": "backlash against repression",
    "recruited": "recruitment by people already there",
}
PART = {
    "procedural": "fairness (how rule comes about)",
    "security": "security (protection)",
    "consensus": "consensus (shared belief in the cause)",
}


class Paragraph(NamedTuple):
    """A question and what the run says about it."""

    heading: str
    sentences: list[str]


def answer(tables: Tables) -> list[Paragraph]:
    """All paragraphs that the run has numbers for."""
    paragraphs = (
        Paragraph("What did the regime's answers come with?", courses.told(tables)),
        Paragraph("Who protested?", protest(tables)),
        Paragraph("How fast did the wave break?", breaking(tables)),
        Paragraph("Who went underground?", underground(tables)),
        Paragraph("Why?", why(tables)),
        Paragraph("Who are the armed groups?", composition.told(tables)),
        Paragraph("Did they merge and stand together?", coalitions.told(tables)),
        Paragraph("Did they fight?", operations.told(tables)),
        Paragraph("Who helped them from outside?", sponsors.told(tables)),
        Paragraph("What was left to guard the country?", forces.told(tables)),
        Paragraph("Did the official story hold?", story.told(tables)),
        Paragraph("What did it do to legitimacy?", legitimacy(tables)),
        Paragraph("Did the regime hold?", survival.told(tables)),
    )
    return [paragraph for paragraph in paragraphs if paragraph.sentences]


def brief(tables: Tables) -> list[str]:
    """The main sentences of every paragraph: two of a short answer, one of a long one."""
    found, far = answer(tables), chain.verdict(tables)
    each = 2 if len(found) <= 6 else 1
    return [" ".join(paragraph.sentences[:each]) for paragraph in found] + ([far] if far else [])


def protest(tables: Tables) -> list[str]:
    """Who was on the street, when, and who stood out."""
    if not tables.has("protest"):
        return []
    wave = facts.wave(tables)
    if wave is None:
        return [f"Nobody took to the street in {wording.weeks(max(tables.weeks))}."]
    said = [peak(tables, wave), *at_war(tables, wave)]
    if tables.has("ever_protested"):
        ever = tables.last("ever_protested")
        said.append(
            f"Over the whole run {wording.people(ever)} "
            f"({wording.of_all(ever / tables.population)}) were on the street at some time."
        )
        said += compared(tables, "ever_protested", "had been on the street")
    said += causes("They took to the street mainly because of", tables.causes("protest"), STREET)
    return said


def peak(tables: Tables, wave: facts.Wave) -> str:
    """When most people were on the street, or that no week stood out."""
    share = wording.of_all(wave.peak / tables.population)
    if not wave.distinct:
        since = wording.day(tables.dates[wave.reached])
        steady = wave.low > 0.97 * wave.peak
        amount = "about" if steady else f"between {wording.number(wave.low)} and"
        most = share if steady else f"at most {share}"
        return (f"There was no distinct wave: from {since} on, {amount} "
                f"{wording.people(wave.peak)} ({most}) were on the street each week.")
    last = wave.row == len(tables.weeks) - 1
    height = "was highest at the very end, in" if last else "peaked in"
    text = (
        f"Protest {height} the week of {wording.day(wave.when)}, with "
        f"{wording.people(wave.peak)} on the street ({share})"
    )
    if wave.usual is not None and wave.usual > 0:
        text += f", {wording.times(wave.peak / wave.usual)} the usual level until then"
    event = facts.event_before(tables, wave.when)
    if event is not None:
        gap = round((wave.when - event["date"]).days / 7)
        since = "in the week of" if gap == 0 else f"{wording.weeks(gap)} after"
        text += f", {since} event {event['number']} (“{event['label']}”)"
    return text + "."


def at_war(tables: Tables, wave: facts.Wave) -> list[str]:
    """How the street took the start of the war, where that was not its height anyway."""
    found = facts.reaction(tables)
    if found is None or found.row == wave.row or not wave.distinct:
        return []
    if found.peak < facts.DISTINCT * found.before:
        return [f"The start of the war moved the street little: {wording.people(found.before)} "
                f"then, {wording.number(found.peak)} at most in the ten weeks after."]
    text = (f"When the war began {wording.people(found.before)} were on the street; by "
            f"{wording.day(tables.dates[found.row])} {wording.number(found.peak)}")
    if found.before >= 1:
        text += f", {wording.times(found.peak / found.before)} as many"
    if found.half_after is None:
        return [text + ". That wave did not break."]
    return [text + f". That wave was down by half {wording.weeks(found.half_after)} later."]


def breaking(tables: Tables) -> list[str]:
    """How long the wave lasted."""
    wave = facts.wave(tables) if tables.has("protest") else None
    if wave is None or not wave.distinct:
        return []
    if wave.row == len(tables.weeks) - 1:
        said = ["The wave had not broken when the run ended."]
    elif wave.half_after is None:
        left = wording.percent(wave.last / wave.peak)
        said = [f"The wave did not break: at the end {left} of its highest number was on the "
                "street."]
    else:
        said = [
            f"{wording.weeks(wave.half_after).capitalize()} after the height the number on the "
            f"street was down by half; at the end it was {wording.number(wave.last)}."
        ]
    arrests, weary = tables.took("arrest"), tables.took("tire")
    hidden, left_ = tables.took("hide"), tables.took("arrest", "tire", "hide")
    if left_ > 0:
        said.append(
            f"Of all departures from the street in the run, {wording.percent(arrests / left_)} "
            f"were arrests, {wording.percent(weary / left_)} went home and "
            f"{wording.percent(hidden / left_)} went underground."
        )
    return said


def underground(tables: Tables) -> list[str]:
    """Who is in the underground, where they come from and what they had been through."""
    if not tables.has("underground"):
        return []
    count = facts.hidden(tables)
    highest = max(count)
    ever = tables.last("ever_underground") if tables.has("ever_underground") else highest
    if not max(highest, ever) > 0:
        return [f"Nobody went underground in {wording.weeks(max(tables.weeks))}."]
    now, when = count[-1], wording.day(tables.dates[-1])
    if now > 0:
        said = [f"On {when} {wording.people(now)} {'was' if now < 1.5 else 'were'} underground "
                f"({wording.of_all(now / tables.population)})."]
    else:
        top = wording.day(tables.dates[count.index(highest)])
        said = [f"On {when} nobody was underground any more; the most were "
                f"{wording.people(highest)}, in the week of {top}."]
    if tables.has("ever_underground"):
        said.append(f"{wording.people(ever).capitalize()} had been underground at some time.")
    if "organisations" not in tables.mechanisms:  # else told of the armed groups
        said += past(tables) + nationality(tables)
    metric = "ever_underground" if tables.has("ever_underground") else "underground"
    return said + compared(tables, metric, "had gone underground")


def past(tables: Tables) -> list[str]:
    """What those underground or in arms now had been through."""
    now = sum(tables.last(state) for state in tables.of(("underground", "armed")))
    if now < facts.FEW * tables.weight:
        return []
    said = []
    if tables.has("underground_protested"):
        text = f"{wording.percent(tables.last('underground_protested') / now)} of those " \
               "underground had protested openly before"
        if tables.has("ever_protested"):
            usual = tables.last("ever_protested") / tables.population
            text += f" (of all people: {wording.share(usual)})"
        said.append(text + ".")
    if tables.has("underground_jailed"):
        jailed = tables.last("underground_jailed") / now
        said.append(f"{wording.percent(jailed)} had been in prison before.")
    return said


def nationality(tables: Tables) -> list[str]:
    """Whether most of those underground belong to the dominant nationality."""
    found = facts.dominant_share(tables, "underground")
    if found is None:
        return []
    among, everybody, name = found
    most = "most" if among > 0.5 else "a minority"
    relative = among / everybody
    side = "about as many as" if 0.95 <= relative <= 1.05 else (
        "more than" if relative > 1 else "fewer than")
    return [
        f"{most.capitalize()} of them ({wording.percent(among)}) belong to the dominant "
        f"nationality ({name}), {side} its size would suggest ({wording.percent(everybody)} of "
        "all people)."
    ]


def compared(tables: Tables, metric: str, deed: str) -> list[str]:
    """Which groups and regions stand out relative to their size."""
    said = []
    for level, name in (("group", "groups"), ("region", "regions")):
        places = facts.standouts(tables, level, metric)
        if not places:
            continue
        top = [place for place in places[:3] if place.ratio >= 1.15]
        if not top:
            said.append(f"No {level} stood out by how many {deed}: the highest rate was "
                        f"{wording.times(places[0].ratio)} the national one.")
            continue
        where = f"the {level} where most {deed} was" if len(top) == 1 else (
            f"the {name} where most {deed} were")
        said.append(f"Relative to size, {where} {ranked(top)}.")
    return said


def ranked(places: Sequence[Standout]) -> str:
    """Places with how far their rate is above the nation's."""
    first, *rest = places
    words = [f"{first.name} ({wording.times(first.ratio)} the national rate)"]
    return wording.listed(words + [f"{p.name} ({p.ratio:.1f})" for p in rest])


def why(tables: Tables) -> list[str]:
    """What brought people underground, and from where."""
    by_cause = tables.causes("join", "hide")
    total = sum(by_cause.values())
    if total <= 0:
        return []
    street = tables.took("hide")
    said = [
        f"People went underground {wording.number(total)} times: "
        f"{wording.percent(street / total)} straight from the street, "
        f"{wording.percent(1 - street / total)} from a quiet life."
    ]
    said += causes("What brought them there was", by_cause, HIDING)
    found, left = tables.took("detect", "catch"), tables.took("desert", "quit")
    if found + left > 0:
        fell, parts = tables.took("fall"), [f"{wording.people(found)} were found and jailed",
                                            f"{wording.people(left)} gave up"]
        if fell > 0:
            parts.append(f"{wording.number(fell)} fell")
        said.append(f"In the same time {wording.listed(parts)}.")
    return said


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


def legitimacy(tables: Tables) -> list[str]:
    """How legitimacy changed, and by which part."""
    if not tables.has("legitimacy") or len(tables.weeks) < 2:
        return []
    if not any(tables.moves(metric) for metric in ("legitimacy", *facts.PARTS)):
        stayed = wording.level(tables.last("legitimacy"))
        return [f"Legitimacy did not move: it stayed at {stayed}."]
    total, (row, war) = facts.change(tables, "legitimacy"), facts.baseline(tables)
    when = wording.day(tables.dates[row])
    start = f"in the week before the war began ({when})" if war else f"at the start ({when})"
    said = [f"Legitimacy stood at {wording.level(total.base)} {start}, on a scale from 0 to 1. "
            f"{course(total)}"]
    if total.highest - total.base > 0.01 and total.last < total.highest - 0.01 and war:
        said.append(f"In between it rallied to {wording.level(total.highest)}.")
    said += parts(tables) + among_groups(tables)
    if war and abs(total.moved) >= 0.005:
        said.append("This compares before and after; it does not separate what the war did from "
                    "what repression did.")
    return said


def course(total: facts.Change) -> str:
    """A year later and at the end."""
    end = f"at the end {wording.level(total.last)} ({moved(total.base, total.last)})"
    if total.later is None:
        return f"{end[0].upper()}{end[1:]}."
    return (f"A year later it was {wording.level(total.later)} "
            f"({moved(total.base, total.later)}), {end}.")


def moved(before: float, after: float) -> str:
    """A change in words, of the numbers as they are printed."""
    amount = round(after, 2) - round(before, 2)
    if abs(amount) < 0.005:
        return "unchanged"
    return f"{'up' if amount > 0 else 'down'} {abs(amount):.2f}"


def parts(tables: Tables) -> list[str]:
    """Which part of legitimacy moved most."""
    found = facts.changes(tables)
    if len(found) < 2:
        return []
    most, *others = found
    if abs(most.moved) < 0.005:
        return ["None of its parts moved."]
    rest = [f"{PART[part.metric]} {moved(part.base, part.last)}" for part in others]
    return [f"The part that moved most is {PART[most.metric]}: {wording.level(most.base)} to "
            f"{wording.level(most.last)}; {wording.listed(rest)}."]


def among_groups(tables: Tables) -> list[str]:
    """Where legitimacy is lowest and highest at the end."""
    values, places = tables.by_place("group", "legitimacy"), tables.places("group")
    ranked_ = sorted((v, places[name]["name"]) for name, v in values.items() if name in places)
    if len(ranked_) < 2 or ranked_[-1][0] - ranked_[0][0] < 0.02:
        return []
    (low, lowest), (high, highest) = ranked_[0], ranked_[-1]
    return [f"At the end it is lowest among {lowest} ({wording.level(low)}) and highest among "
            f"{highest} ({wording.level(high)})."]
