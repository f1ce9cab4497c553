"""Who was on the street, when, and for how long."""

from __future__ import annotations

from fronde.reporting import facts, ranking, wording
from fronde.reporting.tables import Tables

CAUSE = {
    "conviction": "conviction (standing grievance and hope)",
    "outrage": "outrage at events",
    "backlash": "backlash against repression",
    "others": "the sight of others on the street",
}
LEVEL = 0.97  # of the height: the number has not moved


def told(tables: Tables) -> list[str]:
    """The waves in their order, then who stood out, why they came and how they left."""
    if not tables.has("protest") or not facts.protests(tables):
        return []
    wave = facts.wave(tables)
    if wave is None:
        if facts.protested(tables):
            return ["In no recorded week was anybody on the street.", *history(tables),
                    *leaving(tables)]
        return [f"Nobody took to the street in {facts.length(tables)}."]
    return [*waves(tables, wave), *history(tables), *leaving(tables)]


def history(tables: Tables) -> list[str]:
    """How many were on the street at some time, who stood out, and why they came."""
    said = []
    if tables.has("ever_protested"):
        ever = tables.last("ever_protested")
        said.append(
            f"Over the whole run {wording.people(ever)} "
            f"({wording.of_all(ever / tables.population)}) were on the street at some time."
        )
        said += ranking.compared(tables, "ever_protested", "had been on the street")
    return said + ranking.causes("They took to the street mainly because of",
                                 tables.causes("protest"), CAUSE)


def waves(tables: Tables, wave: facts.Wave) -> list[str]:
    """The first wave with its end, and what came later; the start of the war where it did little.

    The wave at the start of the war is told first, even where another one was higher.
    """
    if not wave.distinct:
        return [steady(tables, wave)]
    first = facts.swell(tables)
    assert first is not None
    if first.row == wave.row:
        return [peak(tables, wave), " ".join([broken(tables, first), *again(tables, first)]),
                *unmoved(tables, first)]
    return [at_war(tables, first), *again(tables, first), *earlier(tables, first)]


def earlier(tables: Tables, first: facts.Swell) -> list[str]:
    """A higher wave before the war's."""
    if first.earlier is None:
        return []
    value = tables.nation("protest")[first.earlier]
    return [f"The most of the whole run were on the street before: {wording.number(value)} "
            f"{wording.on(tables.dates[first.earlier])}."]


def steady(tables: Tables, wave: facts.Wave) -> str:
    """That no week stood out."""
    share, since = wording.of_all(wave.peak / tables.population), tables.dates[wave.reached]
    still = wave.low > LEVEL * wave.peak
    amount = "about" if still else f"between {wording.number(wave.low)} and"
    most = share if still else f"at most {share}"
    return (f"There was no distinct wave: from {wording.day(since)} on, {amount} "
            f"{wording.people(wave.peak)} ({most}) were on the street each week.")


def peak(tables: Tables, wave: facts.Wave) -> str:
    """When most people were on the street."""
    share = wording.of_all(wave.peak / tables.population)
    if wave.row == len(tables.weeks) - 1:
        text = "Protest was highest at the very end, "
    else:
        text = "Protest peaked "
    text += (f"{wording.on(wave.when)}, with {wording.people(wave.peak)} on the "
             f"street ({share})")
    if wave.usual is not None and wave.usual > 0:
        text += f", {wording.times(wave.peak / wave.usual)} the usual level until then"
    event = facts.event_before(tables, wave.when)
    if event is not None:
        gap = (wave.when - event["date"]).days
        weeks = round(gap / 7)
        since = f"{wording.weeks(weeks)} after" if weeks else "in the week of"
        text += f", {since} event {event['number']} (“{event['label']}”)"
    return text + "."


def at_war(tables: Tables, first: facts.Swell) -> str:
    """The wave that the start of the war set off, where a later one was higher."""
    share = wording.of_all(first.peak / tables.population)
    text = (f"When the war began {wording.people(first.before)} were on the street; by "
            f"{wording.day(tables.dates[first.row])} it was {wording.number(first.peak)} ({share})")
    if first.before >= 1:
        text += f", {wording.times(first.peak / first.before)} as many"
    if first.half is None:
        return text + "; that wave did not break."
    return f"{text}; that wave broke: {first.after(tables)} later it was down by half or more."


def broken(tables: Tables, first: facts.Swell) -> str:
    """How long the only or the highest wave lasted."""
    if first.half is not None:
        text = (f"{first.after(tables).capitalize()} after the height the number on the street "
                "was down by half or more")
        return text + ("." if first.later is not None else
                       f"; at the end it was {wording.number(tables.last('protest'))}.")
    left, low = (value / first.peak for value in (
        tables.last("protest"), min(tables.nation("protest")[first.row:])))
    if low > LEVEL:
        return "It had not fallen again when the run ended."
    if wording.percent(low) == wording.percent(left):
        return f"The wave did not break: at the end it was still {wording.percent(left)} of that."
    return (f"The wave did not break: it was {wording.percent(low)} of that at the lowest, and "
            f"{wording.percent(left)} at the end.")


def again(tables: Tables, first: facts.Swell) -> list[str]:
    """A later rise, above or near the first one."""
    if first.later is None:
        return []
    value = tables.nation("protest")[first.later]
    how = "higher" if value > first.peak else "again"
    text = (f"Later it rose {how}, to {wording.number(value)} "
            f"({wording.of_all(value / tables.population)}) "
            f"{wording.on(tables.dates[first.later])}")
    end = tables.last("protest")
    if first.later == len(tables.weeks) - 1:
        return [text + ", the last of the run."]
    if end > LEVEL * value:
        return [text + ", and was about as high at the end."]
    return [f"{text}; at the end it was {wording.number(end)}."]


def unmoved(tables: Tables, first: facts.Swell) -> list[str]:
    """That the start of the war moved few, where it did."""
    found = facts.reaction(tables)
    if found is None or found.row == first.row or found.peak >= facts.DISTINCT * found.before:
        return []
    return [f"The start of the war moved the street little: {wording.people(found.before)} "
            f"then, {wording.number(found.peak)} at most in the ten weeks after."]


def leaving(tables: Tables) -> list[str]:
    """How people left the street."""
    left = tables.took("arrest", "tire", "hide")
    if not left > 0:
        return []
    parts = [wording.percent(tables.took(flow) / left) for flow in ("arrest", "tire", "hide")]
    return [f"Of all departures from the street in the run, {parts[0]} were arrests, {parts[1]} "
            f"went home and {parts[2]} went underground."]
