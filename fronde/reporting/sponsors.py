"""Help from outside: support by governments and publics, what states give, stability of clients."""

from __future__ import annotations

from typing import Any

from fronde.reporting import facts, palette, timeline, turns, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import layered
from fronde.reporting.tables import Tables

SUPPORT = {"official": ("its government", palette.BLUE), "private": ("its public", palette.ORANGE)}
GIVEN = {
    "arms_offered": ("arms, for so many fighters", palette.BLUE),
    "volunteers_offered": ("volunteers", palette.ORANGE),
    "opponents_offered": ("opponents of its own ruler", palette.PURPLE),
}
COLOURS = (palette.BLUE, palette.ORANGE, palette.GREEN, palette.PURPLE, palette.VERMILION)
ROW = 26  # pixels for a state
ARMED_BY = {"arms of states": "states", "bought arms": "money from home",
            "captured arms": "capture"}


def named(tables: Tables, state: str) -> str:
    """A state with what it is to the regime."""
    row = tables.states.get(state, {})
    kind = str(row.get("kind", ""))
    name = str(row.get("name", state))
    return f"{name} ({kind})" if kind in ("enemy", "client") else name


def support(tables: Tables) -> alt.LayerChart | None:
    """Support by government and by public, state by state, at the end."""
    if "sponsorship" not in tables.mechanisms:
        return None
    rows = leaning(tables)
    if not any(row["share"] > 0 for row in rows):
        return None
    y = states_axis()
    pairs = {row["state"]: [r["share"] for r in rows if r["state"] == row["state"]]
             for row in rows}
    gaps = [{"state": state, "place": n, "low": min(v), "high": max(v)}
            for n, (state, v) in enumerate(pairs.items())]
    x = alt.X("share:Q", title="share of what it could support", scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format=".0%", tickCount=5, orient="top", grid=False))
    lines = alt.Chart(timeline.inline(gaps)).mark_rule(color=palette.LINE, strokeWidth=4).encode(
        x=alt.X("low:Q", title=None), x2="high", y=y)
    names = [name for name, _ in SUPPORT.values()]
    dots = alt.Chart(timeline.inline(rows)).mark_point(filled=True, opacity=1).encode(
        x=x, y=y, size=alt.condition(  # a ring where both agree
            f"datum.who === '{names[0]}'", alt.value(260), alt.value(90)),
        color=alt.Color("who:N", legend=palette.legend(names), scale=alt.Scale(
            domain=names, range=[colour for _, colour in SUPPORT.values()])),
        tooltip=[alt.Tooltip("state:N"), alt.Tooltip("who:N", title="support by"),
                 alt.Tooltip("share:Q", format=".0%")])
    return layered([lines, dots], ROW * len(pairs))


def states_axis() -> alt.Y:
    """Names of states, in the order of the rows."""
    return alt.Y("state:N", title=None, sort=alt.EncodingSortField("place", op="min"),
                 axis=alt.Axis(grid=False, labelLimit=150, labelPadding=12, labelColor=palette.INK))


def leaning(tables: Tables) -> list[dict[str, Any]]:
    """Two rows a state, those with most support by their public first."""
    found = {metric: tables.around(metric) for metric in SUPPORT}
    states = [state for state in found["private"] if state in found["official"]]
    ranked = sorted(states, key=lambda state: (-found["official"][state][-1],
                                               -found["private"][state][-1]))
    return [{"state": named(tables, state), "place": place, "who": name,
             "share": found[metric][state][-1]}
            for place, state in enumerate(ranked) for metric, (name, _) in SUPPORT.items()]


def read_support(tables: Tables) -> str:
    """Which neighbours stay neutral while their people help."""
    private, official = tables.around("private"), tables.around("official")
    apart = [named(tables, state) for state in official
             if state in private and official[state][-1] < 0.1 < private[state][-1]]
    text = ("How far each state's government and its public support those who fight, of what they "
            "could give, at the end of the run")
    if apart:
        text += (". A private front at the end, with the government below 10% and the public above "
                 f"it: {wording.listed(apart)}")
    return text + "."


def offers(tables: Tables) -> alt.LayerChart | None:
    """Arms, volunteers and opponents of clients that were on offer in the whole run."""
    rows = offered(tables)
    if "sponsorship" not in tables.mechanisms or not rows:
        return None
    known = [given for given in GIVEN.values() if any(row["what"] == given[0] for row in rows)]
    names, states = [name for name, _ in known], {row["state"] for row in rows}
    low = min(row["persons"] for row in rows)
    x = alt.X("persons:Q", title="people, whole run (log scale)", scale=alt.Scale(
        type="log", domainMin=min(1.0, low), nice=True), axis=alt.Axis(
        orient="top", grid=True, format="~s", tickCount=5, values=[1, 10, 100, 1000, 1e4, 1e5]))
    dots = alt.Chart(timeline.inline(rows)).mark_point(filled=True, size=120, opacity=1).encode(
        x=x, y=states_axis(), color=alt.Color("what:N", legend=palette.legend(names),
                                              scale=alt.Scale(domain=names, range=[
                                                  colour for _, colour in known])),
        tooltip=[alt.Tooltip("state:N"), alt.Tooltip("what:N"),
                 alt.Tooltip("persons:Q", title="people", format=",.0f")])
    return layered([dots], ROW * len(states))


def offered(tables: Tables) -> list[dict[str, Any]]:
    """What each state offered, summed over the weeks of the run; none below one person."""
    sums = {(state, metric): total(tables, values)
            for metric in GIVEN for state, values in tables.around(metric).items()}
    states = sorted(dict.fromkeys(state for state, _ in sums),  # a set has no order
                    key=lambda state: -sum(sums.get((state, m), 0.0) for m in GIVEN))
    return [{"state": named(tables, state), "place": place, "what": name,
             "persons": sums[state, metric]}
            for place, state in enumerate(states) for metric, (name, _) in GIVEN.items()
            if sums.get((state, metric), 0.0) >= 1.0]


def total(tables: Tables, values: list[float]) -> float:
    """A weekly rate summed over the run."""
    return sum(values[row] * facts.days(tables, row - 1, row) / 7
               for row in range(1, len(values)))


def read_offers(tables: Tables) -> str:
    """What arrived of it."""
    by_cause = tables.causes("arm")
    text = "What each state had on offer, summed over the run"
    if by_cause:
        words = [f"{wording.number(persons)} by {ARMED_BY.get(cause, cause)}"
                 for cause, persons in by_cause.items()]
        text += (f". Of those who went underground {wording.people(sum(by_cause.values()))} were "
                 f"given arms: {wording.listed(words)}")
    return text + "."


def clients(tables: Tables) -> alt.LayerChart | None:
    """Stability of rulers who depend on the regime, and what it can spare for them."""
    values = clients_of(tables)
    if not values or len(tables.weeks) < 2:
        return None
    x = timeline.dates(tables)
    spare = "what the patron can spare"
    curves = {named(tables, state).removesuffix(" (client)"): v for state, v in values.items()}
    shown = curves | ({spare: tables.nation("spare")} if tables.has("spare") else {})
    rows = [{"date": when, "on": wording.day(when), "name": name, "value": v[row]}
            for name, v in shown.items() for row, when in enumerate(tables.dates)]
    colours = [palette.INK if name == spare else COLOURS[n % len(COLOURS)]
               for n, name in enumerate(shown)]
    lines = alt.Chart(timeline.inline(rows)).mark_line().encode(
        x=x, y=alt.Y("value:Q", title="share, 0 to 100%", scale=timeline.below_band(domain=[0, 1]),
                     axis=alt.Axis(format=".0%", tickCount=6)),
        color=alt.Color("name:N", legend=palette.legend(shown),
                        scale=alt.Scale(domain=list(shown), range=colours)),
        tooltip=[alt.Tooltip("on:N", title="week of"), alt.Tooltip("name:N"),
                 alt.Tooltip("value:Q", format=".1%")])
    layers = [lines, *bar(tables), *timeline.events(tables, x), *turns.marks(tables, x)]
    return layered(layers, 260)


def clients_of(tables: Tables) -> dict[str, list[float]]:
    """Stability of each client; none without such states."""
    if "patronage" not in tables.mechanisms:
        return {}
    return {state: v for state, v in tables.around("stability").items()
            if tables.states.get(state, {}).get("kind") == "client"}


def bar(tables: Tables) -> list[alt.Chart]:
    """Stability below which a ruler falls."""
    level = tables.value("patronage.bar")
    if level is None:
        return []
    rule = alt.Chart(timeline.inline([{"value": level}])).mark_rule(
        color=palette.VERMILION, strokeDash=[5, 4]).encode(y="value:Q")
    return [rule]


def read_clients(tables: Tables) -> str:
    """From where to where stability went."""
    words = [f"{named(tables, state).removesuffix(' (client)')} from {wording.percent(v[0])} to "
             f"{wording.percent(v[-1])}" for state, v in clients_of(tables).items()]
    return (f"Stability of rulers who depend on the regime: {wording.listed(words)}. Below the "
            "dashed line a ruler falls.")


def told(tables: Tables) -> list[str]:
    """Who helped from outside?"""
    if "sponsorship" not in tables.mechanisms or not tables.ever("hidden") > 0:
        return []
    return [*arming(tables), *front(tables), *standing(tables)]


def arming(tables: Tables) -> list[str]:
    """Who armed those who fight."""
    by_cause = tables.causes("arm")
    whole = sum(by_cause.values())
    if whole <= 0:
        return ["Nobody who went underground was given arms."]
    words = [f"{ARMED_BY.get(cause, cause)} ({wording.percent(persons / whole)})"
             for cause, persons in by_cause.items()]
    said = [f"People underground were given arms {wording.number(whole)} times; the arms came "
            f"from {wording.listed(words)}."]
    rows = [row for row in offered(tables) if row["what"] == GIVEN["arms_offered"][0]]
    if rows:
        top = max(rows, key=lambda row: row["persons"])
        part = top["persons"] / sum(row["persons"] for row in rows)
        said.append(f"Of the arms that states had on offer, {wording.percent(part)} were from "
                    f"{top['state']}.")
    return said


def front(tables: Tables) -> list[str]:
    """Neighbours whose publics help while the governments do not."""
    text = read_support(tables).partition(". ")[2]
    comers = [row for row in offered(tables) if row["what"] == GIVEN["volunteers_offered"][0]]
    said = [text] if text else []
    if comers:
        words = [f"{row['state']} {wording.number(row['persons'])}" for row in comers[:3]]
        said.append(f"Volunteers on offer over the run: {wording.listed(words)}"
                    + (" and fewer from others." if len(comers) > 3 else "."))
    return said


def standing(tables: Tables) -> list[str]:
    """Whether clients held."""
    said = []
    for state, values in clients_of(tables).items():
        name = named(tables, state).removesuffix(" (client)")
        fell = turns.first(tables, f"the ruler of {name} falls")
        gone = tables.around("toppled").get(state, [0.0])[-1] > 0
        text = (f"The ruler of {name}, a client, had a stability of {wording.level(values[0])} at "
                f"the start, {wording.level(min(values))} at the lowest and "
                f"{wording.level(values[-1])} at the end")
        said.append(f"{text} and fell {wording.on(fell.when)}." if fell else
                    f"{text}, and had fallen before." if gone else f"{text} and stayed in office.")
    return said
