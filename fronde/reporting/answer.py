"""The findings of a run, in words made from its numbers.

Each function looks at the tables and returns sentences, or none where the run says nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from fronde.reporting import (
    chain,
    coalitions,
    composition,
    courses,
    facts,
    forces,
    operations,
    protest,
    ranking,
    sponsors,
    story,
    survival,
    turns,
    wording,
)
from fronde.reporting.tables import Tables

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


SHORT = 6  # paragraphs of a run that has little to tell


class Paragraph(NamedTuple):
    """A question and what the run says about it; the first ``main`` sentences are the short of it.
    """

    heading: str
    sentences: list[str]
    main: int = 1


def answer(tables: Tables) -> list[Paragraph]:
    """All paragraphs that the run has numbers for."""
    paragraphs = (
        Paragraph("What came with the regime's responses?", courses.told(tables), 2),
        Paragraph("Who protested, and how long?", protest.told(tables), 2),
        Paragraph("Who went underground?", underground(tables)),
        Paragraph("Why?", why(tables), 0),
        Paragraph("Who are the armed groups?", composition.told(tables)),
        Paragraph("Did they merge and form coalitions?", coalitions.told(tables)),
        Paragraph("Did they fight?", operations.told(tables)),
        Paragraph("Who helped them from outside?", sponsors.told(tables), 0),
        Paragraph("What was left to guard the country?", forces.told(tables), 0),
        Paragraph("Did the official story hold?", story.told(tables), 0),
        Paragraph("How did legitimacy change?", legitimacy(tables)),
        Paragraph("Did the regime hold?", survival.told(tables)),
    )
    return [paragraph for paragraph in paragraphs if paragraph.sentences]


def brief(tables: Tables) -> list[str]:
    """The most telling sentences: a rising or a fall first, then the main ones of each paragraph.

    A paragraph about armed groups, or one that there were none, replaces that on the underground.
    Where there are few paragraphs, each gives two sentences or more.
    """
    found, far = answer(tables), chain.verdict(tables)
    few, known = len(found) <= SHORT, bool(composition.told(tables) or courses.told(tables))
    said = [turned(tables)]
    for paragraph in found:
        if known and paragraph.heading == "Who went underground?":
            continue
        main = max(2, paragraph.main) if few else paragraph.main
        said.append(" ".join(paragraph.sentences[:main]))
    return [text for text in dict.fromkeys([*said, far]) if text]


def turned(tables: Tables) -> str:
    """A fall, else a rising, where one came about."""
    if survival.fell(tables) is not None:
        return survival.outcome(tables)[0]
    rose = [turn for turn in turns.found(tables) if turn.what in turns.COUNTED.values()]
    return forces.risings(tables) if rose else ""


def underground(tables: Tables) -> list[str]:
    """Who is in the underground, where they come from and what they had been through."""
    if not tables.has("underground"):
        return []
    count = facts.hidden(tables)
    highest = max(count)
    ever = tables.last("ever_underground") if tables.has("ever_underground") else highest
    if not max(highest, ever, tables.took("join", "hide")) > 0:
        return [f"Nobody went underground in {facts.length(tables)}."]
    now, when = count[-1], wording.day(tables.dates[-1])
    if now >= 0.5:
        said = [f"On {when} {wording.people(now)} {'was' if now < 1.5 else 'were'} underground "
                f"({wording.of_all(now / tables.population)})."]
    elif highest >= 0.5:
        top = wording.on(tables.dates[count.index(highest)])
        said = [f"On {when} nobody was underground any more; the highest number was "
                f"{wording.people(highest)}, {top}."]
    else:
        said = ["In no recorded week was anybody underground."]
    if tables.has("ever_underground"):
        said.append(f"{wording.people(ever).capitalize()} had been underground at some time.")
    if "organisations" not in tables.mechanisms:  # else told of the armed groups
        said += past(tables) + nationality(tables)
    metric = "ever_underground" if tables.has("ever_underground") else "underground"
    return said + ranking.compared(tables, metric, "had gone underground")


def past(tables: Tables) -> list[str]:
    """What those underground or in arms now had been through."""
    now = facts.hidden(tables)[-1]
    if now < facts.FEW:
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
    most = wording.majority(among)
    relative = among / everybody
    side = "about as many as" if 0.95 <= relative <= 1.05 else (
        "more than" if relative > 1 else "fewer than")
    return [
        f"{most.capitalize()} of them ({wording.percent(among)}) belong to the dominant "
        f"nationality ({name}), {side} its size would suggest ({wording.percent(everybody)} of "
        "all people)."
    ]


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
    said += ranking.causes("What brought them there was", by_cause, HIDING)
    found, left = tables.took("detect", "catch"), tables.took("desert", "quit")
    if found + left > 0:
        killed, parts = tables.took("fall"), [f"{wording.people(found)} were found and jailed",
                                              f"{wording.people(left)} gave up"]
        if killed > 0:
            parts.append(f"{wording.number(killed)} died fighting")
        said.append(f"In the same time {wording.listed(parts)}.")
    return said


def legitimacy(tables: Tables) -> list[str]:
    """How legitimacy changed, and by which part."""
    if not tables.has("legitimacy") or len(tables.weeks) < 2:
        return []
    still = not any(tables.moves(metric) for metric in ("legitimacy", *facts.PARTS))
    if still and tables.mechanisms and not tables.mechanisms & {"legitimacy", "mobilisation"}:
        return []
    if still:
        stayed = wording.level(tables.last("legitimacy"))
        return [f"Legitimacy did not move: it stayed at {stayed}."]
    total, (row, war) = facts.change(tables, "legitimacy"), facts.baseline(tables)
    start = f"{facts.whence(tables)} ({wording.day(tables.dates[row])})"
    said = [f"Legitimacy was {wording.level(total.base)} {start}, on a scale from 0 to 1. "
            f"{course(total)}"]
    if total.highest > max(total.base, total.last) + 0.01:
        said.append(f"In between it {'rose to' if war else 'was as high as'} "
                    f"{wording.level(total.highest)}.")
    if total.lowest < min(total.base, total.last) - 0.01:
        said.append(f"In between it was as low as {wording.level(total.lowest)}.")
    said += parts(tables) + among_groups(tables)
    if war and abs(total.moved) >= 0.005:
        said.append("This compares before and after; it does not separate what the war did from "
                    "what repression did.")
    return said


def course(total: facts.Change) -> str:
    """A year later and at the end."""
    end = f"at the end {wording.level(total.last)} ({moved(total.base, total.last)})"
    if total.later is None:
        return f"{wording.opened(end)}."
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
        far = max(found, key=lambda part: abs(part.strayed - part.base))
        if abs(far.strayed - far.base) < 0.005:
            return ["None of its parts moved."]
        return ["At the end each of its parts is where it was; in between "
                f"{PART[far.metric]} was furthest from there, at {wording.level(far.strayed)} "
                f"instead of {wording.level(far.base)}."]
    rest = [f"{PART[part.metric]} {moved(part.base, part.last)}" for part in others]
    return [f"From then to the end, the part that moved most is {PART[most.metric]}: "
            f"{wording.level(most.base)} to {wording.level(most.last)}; {wording.listed(rest)}."]


def among_groups(tables: Tables) -> list[str]:
    """Where legitimacy is lowest and highest at the end."""
    values, places = tables.by_place("group", "legitimacy"), tables.places("group")
    ranked_ = sorted((v, places[name]["name"]) for name, v in values.items() if name in places)
    if len(ranked_) < 2 or ranked_[-1][0] - ranked_[0][0] < 0.02:
        return []
    (low, lowest), (high, highest) = ranked_[0], ranked_[-1]
    return [f"At the end it is lowest among {lowest} ({wording.level(low)}) and highest among "
            f"{highest} ({wording.level(high)})."]
