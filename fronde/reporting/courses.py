"""What the regime did: levers over time, the response in force, what came with it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from fronde.reporting import facts, palette, paths, timeline, wording
from fronde.reporting.balance import INTO, drained_by, fed_by, force_sentence
from fronde.reporting.charting import alt
from fronde.reporting.drawing import layered
from fronde.reporting.story import SEEN
from fronde.reporting.tables import Tables

LEVERS = {
    "effort": "repression: police used", "selectivity": "repression: aimed at those meant",
    "blame": "blames foreigners", "admit": "admits it is domestic",
    "concession": "gives in to demands", "recall": "calls the army back",
    "reliance": "leans on the private army", "war": "is at war abroad",
}
ROW, BAR = 42, 17  # pixels of a lever, with its words above, and of its bar alone
SMALL = 0.005


class Course(NamedTuple):
    """A response and when it was in force; ``until`` is the end of the run for the last one."""

    what: str
    first: date
    until: date


def strip(tables: Tables) -> alt.LayerChart | None:
    """One row a lever: the darker, the more of it; above them the response in force."""
    rows = stretches(tables)
    if not rows or len(tables.weeks) < 2:
        return None
    x, used = timeline.dates(tables), list(dict.fromkeys(row["lever"] for row in rows))
    order = ["response in force", *used] if courses(tables) else used
    y = alt.Y("lever:N", sort=order, title=None, axis=None, scale=alt.Scale(
        domain=order, padding=0, range=[timeline.BAND, alt.ExprRef("height")]))
    tips = [alt.Tooltip("lever:N"), alt.Tooltip("level:Q", title="from 0 to 1", format=".2f"),
            alt.Tooltip("from:N"), alt.Tooltip("to:N")]
    base = alt.Chart(timeline.inline(rows)).encode(x=x, y=y)
    layers = [
        base.mark_bar(color=palette.BLUE, height=BAR, yOffset=9).encode(
            x2="until", tooltip=tips, opacity=alt.Opacity("level:Q", legend=None, scale=alt.Scale(
                domain=[0, 1], range=[0.04, 1]))),
        base.transform_filter("datum.long && datum.level > 0").mark_text(
            align="left", dx=4, dy=9, fontSize=11).encode(
            text=alt.Text("level:Q", format=".2~f"),
            color=alt.condition("datum.level > 0.55", alt.value(palette.PAPER),
                                alt.value(palette.INK))),
        *in_force(tables, x, y),
        alt.Chart(timeline.inline([{"lever": name} for name in order])).mark_text(
            align="left", dy=-9, fontSize=12, color=palette.INK).encode(
            x=alt.value(0), y=y, text="lever:N"),
        timeline.whole_run(tables, x), *timeline.events(tables, x)]
    return layered(layers, timeline.BAND + ROW * len(order))


def in_force(tables: Tables, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The responses as the scenario calls them."""
    span = max(1, facts.days(tables, 0, len(tables.dates) - 1))
    rows = [{"lever": "response in force", "date": one.first, "until": one.until,
             "what": one.what, "from": wording.day(one.first), "to": wording.day(one.until)}
            for one in courses(tables)]
    if not rows:
        return []
    tips = [alt.Tooltip("what:N"), alt.Tooltip("from:N"), alt.Tooltip("to:N")]
    layers = [alt.Chart(timeline.inline(rows)).mark_bar(
        color=palette.LINE, stroke=palette.PAPER, height=BAR, yOffset=9).encode(
        x=x, x2="until", y=y, tooltip=tips)]
    for one, row in zip(courses(tables), rows, strict=True):
        part = (one.until - one.first).days / span  # words end where their bar ends
        layers.append(alt.Chart(timeline.inline([row])).mark_text(
            align="left", dx=4, dy=9, fontSize=11, color=palette.INK,
            limit=alt.ExprRef(f"max(1, width * {part:.4f} - 8)")).encode(
            x=x, y=y, text="what:N", tooltip=tips))
    return layers


def stretches(tables: Tables) -> list[dict[str, Any]]:
    """Stretches of one level of each lever that was ever used in the run."""
    span, found = max(1, facts.days(tables, 0, len(tables.dates) - 1)) if tables.dates else 1, []
    if not tables.mechanisms & {"repression", "narrative", "forces"}:
        return []
    for metric in tables.of(tuple(LEVERS)):
        if metric != "effort" and not tables.ever(metric) > SMALL:
            continue
        pairs = zip(tables.dates, tables.nation(metric), strict=True)
        runs = [(level, [day for day, _ in same])
                for level, same in groupby(pairs, key=lambda pair: round(pair[1], 3))]
        for place, (level, days) in enumerate(runs):
            until = runs[place + 1][1][0] if place + 1 < len(runs) else tables.dates[-1]
            found.append({
                "lever": LEVERS[metric], "level": min(1.0, level), "date": days[0],
                "until": until, "from": wording.day(days[0]), "to": wording.day(until),
                "long": (until - days[0]).days > 0.08 * span})
    return found if any(row["level"] > SMALL for row in found) else []


def courses(tables: Tables) -> list[Course]:
    """The responses in force, week by week, by schedule or by choice."""
    if not tables.dates or not tables.has("response"):
        return []
    pairs = zip(tables.dates, tables.nation("response"), strict=True)
    runs = [(int(number), next(days)[0])
            for number, days in groupby(pairs, key=lambda pair: pair[1])]
    words, found = options(tables), []
    for place, (number, first) in enumerate(runs):
        until = runs[place + 1][1] if place + 1 < len(runs) else tables.dates[-1]
        if 0 <= number < len(words) and first < until:
            found.append(Course(words[number], first, until))
    return found


def options(tables: Tables) -> list[str]:
    """What the scenario lays before the regime, in words."""
    given = (tables.scenario.get("responses") or {}).get("options", ())
    return [str(one.get("says") or one["id"]) for one in given]


def untried(tables: Tables) -> list[str]:
    """Responses that the scenario lays before the regime and that were never in force."""
    if not tables.has("response"):
        return []
    words, numbers = options(tables), {int(number) for number in tables.known("response")}
    taken = {words[number] for number in numbers if 0 <= number < len(words)}
    return [said for said in words if said not in taken] if taken else []


def read(tables: Tables) -> str:
    """What the rows mean, and the last response."""
    text = "The regime's levers, the darker the more of each; the numbers go from 0 to 1"
    now = at_end(tables)
    if now is not None:
        text += (f". In force at the end: {wording.lowered(now.what)}, since "
                 f"{wording.day(now.first)}")
    return text + "."


def at_end(tables: Tables) -> Course | None:
    """The response in force at the end, if there is one."""
    if not tables.dates or not tables.has("response"):
        return None
    numbers, words = tables.nation("response"), options(tables)
    if not 0 <= numbers[-1] < len(words):
        return None
    row = next(r for r in range(len(numbers)) if all(n == numbers[-1] for n in numbers[r:]))
    return Course(words[int(numbers[-1])], tables.dates[row], tables.dates[-1])


def told(tables: Tables) -> list[str]:
    """What the regime's own course came with, in this run."""
    if "organisations" not in tables.mechanisms or not stretches(tables):
        return []
    most, entries = tables.ever("hidden"), tables.took(*INTO)
    if max(most, entries) <= 0:
        return ["There was no armed resistance to answer: nobody went underground."]
    if most < facts.FEW:
        return [f"There was little armed resistance to answer: at most {wording.people(most)} "
                "were underground."]
    said = [*war(tables), *force(tables), *words(tables), *private(tables), *concession(tables)]
    if not said:
        return []
    return [weighed(said), "Only other runs can show what else would have happened.",
            *(one.text for one in said), *others(tables)]


class Told(NamedTuple):
    """What a course came with.

    ``cost`` is whether it weighs against the course, ``short`` the course and its number.
    """

    text: str
    cost: bool
    short: str


def weighed(said: list[Told]) -> str:
    """The courses with a cost and those without one, each with its number."""
    dear = [one.short for one in said if one.cost]
    cheap = [one.short for one in said if not one.cost]
    if not dear:
        return f"No course of the regime came with a visible cost in this run: {joined(cheap)}."
    opening = ("Each course that the regime took in this run came with a cost" if not cheap else
               "Some courses that the regime took in this run came with a cost")
    return f"{opening}: {joined(dear)}." + (
        f" Without a visible one: {joined(cheap)}." if cheap else "")


def joined(parts: list[str]) -> str:
    """Parts that hold commas, in a row."""
    return "; ".join(parts)


def war(tables: Tables) -> list[Told]:
    """The army abroad."""
    if not tables.has("abroad", "army_home", "monopoly") or not tables.ever("war") > 0:
        return []
    row, begins = facts.baseline(tables)  # without a beginning the war is on from the start
    home, monopoly = (paths.of(tables, metric, row) for metric in ("army_home", "monopoly"))
    if home is None or monopoly is None:
        return []
    if home.low > 0.95 * home.first:
        more = "few" if begins else "few more"
        return [Told(f"The war took {more} soldiers away from home.", False,
                     f"the war, which took {more} soldiers away")]
    text = (f"War abroad: at most {wording.percent(tables.ever('abroad'))} of the army was away; "
            f"soldiers at home went {paths.went(home, wording.number)}, and the state's share of "
            f"all who are armed there {paths.went(monopoly, wording.percent)}")
    short = ("the war abroad (the state's share of all who are armed at home: "
             f"{wording.percent(monopoly.first)} {'before' if begins else 'at the start'}, "
             f"{wording.percent(monopoly.low)} at the lowest)")
    return [Told(text + ".", monopoly.fell > 0.01, short)]


def force(tables: Tables) -> list[Told]:
    """Repression: what it took from the underground and what it gave."""
    if "repression" not in tables.mechanisms or not tables.ever("effort") > 0:
        return []
    fed, drained = fed_by(tables), drained_by(tables)
    short = (f"repression ({wording.number(fed)} driven underground, {wording.number(drained)} "
             "found there)")
    return [Told(force_sentence(tables), fed > 0.25 * drained, short)]


def words(tables: Tables) -> list[Told]:
    """Blame and admission."""
    if "narrative" not in tables.mechanisms or not tables.has("credible", "broad", "consensus"):
        return []
    found: list[Told] = []
    credible, consensus = since(tables, "blame", "credible"), since(tables, "admit", "consensus")
    if credible is not None:
        levels = paths.went(credible, wording.percent)
        seen = since(tables, "blame", "fights_seen")
        found.append(Told(
            f"Blaming foreigners: the share who believe what the state says went {levels}"
            + (", so the story has not worn out." if credible.fell <= 0.02 else
               "; in that time people noticed fighting." if seen and seen.high >= SEEN else "."),
            credible.fell > 0.02, f"blaming foreigners (share who believe the state: {levels})"))
    if consensus is not None:
        levels = paths.went(consensus, wording.level)
        found.append(Told(
            "Admitting that the resistance is domestic: the shared belief in the cause went "
            f"{levels}.", consensus.fell > 0.02,
            f"admitting (shared belief in the cause: {levels})"))
    return found


def since(tables: Tables, lever: str, metric: str, least: float = 0.0) -> paths.Path | None:
    """A metric from the record before a lever was first used; None where it never was."""
    used = paths.where(tables.nation(lever), lambda level: level > least) if tables.has(lever) \
        else None
    return paths.of(tables, metric, max(0, used.rows[0] - 1)) if used and used.rows else None


def private(tables: Tables) -> list[Told]:
    """Reliance on the private army."""
    if not tables.has("private_army", "tension", "reliance") or not tables.ever("reliance") > 0:
        return []
    tension, rose = tables.ever("tension"), tables.ever("mutinies")
    text = (f"Relying on a private army: it had up to "
            f"{wording.number(tables.ever('private_army'))} soldiers, and tension with the army "
            f"was up to {wording.level(tension)} (from 0 to 1)")
    if rose > 0:
        text += f"; it rose in mutiny {wording.occasions(rose)}"
    end = "a mutiny" if rose == 1 else "mutinies" if rose > 0 else (
        f"tension up to {wording.level(tension)} of 1")
    return [Told(text + ".", tension > 0.05 or rose > 0, f"relying on a private army ({end})")]


def concession(tables: Tables) -> list[Told]:
    """Giving in, and calling the army back."""
    found: list[Told] = []
    consensus, hope = (since(tables, "recall", "consensus", SMALL),
                       since(tables, "concession", "peaceful", SMALL))
    if consensus is not None and tables.has("abroad"):
        most, left = tables.ever("abroad"), tables.last("abroad")
        levels = paths.went(consensus, wording.level)
        found.append(Told(f"Calling the army back: {wording.percent(most)} of it was abroad at "
                          f"most and {wording.percent(left)} at the end; the shared belief in the "
                          f"cause went {levels}.", left < most - 0.01 or consensus.fell > 0.02,
                          f"calling the army back (the war kept {wording.percent(left)} of it; "
                          f"shared belief in the cause: {levels})"))
    if hope is not None:
        levels = paths.went(hope, wording.level)
        found.append(Told("Giving in to peaceful demands: belief in peaceful change went "
                          f"{levels}.", False, f"giving in (belief in peaceful change: {levels})"))
    return found


def others(tables: Tables) -> list[str]:
    """What was not tried."""
    left = [f"“{what}”" for what in untried(tables)]
    when = "Not tried in this run" if tables.every_week else "Not in force in any recorded week"
    return [f"{when}: {wording.listed(left)}."] if left else []
