"""The figures: one function each, from a run's tables to a chart, or None without data.

Those of the citizens are here; those of organisations, the regime and other states are each in
the file of their subject.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import polars as pl

from fronde.reporting import (
    balance,
    battlemap,
    coalitions,
    composition,
    courses,
    facts,
    forces,
    lifelines,
    operations,
    palette,
    readings,
    sponsors,
    story,
    survival,
    timeline,
)
from fronde.reporting.charting import alt
from fronde.reporting.drawing import HEIGHT, PERIOD, Figure, curves, layered, spell
from fronde.reporting.hexmap import hexmap
from fronde.reporting.tables import Tables

CROWD = 10_000  # from this population on, a log scale is needed to see the few
MOST = 24  # groups compared; of more only the highest and the dominant ones


def legitimacy(tables: Tables) -> alt.LayerChart | None:
    """Legitimacy and its parts over time."""
    if not (tables.has("legitimacy") and any(tables.moves(metric) for metric in palette.PART)):
        return None
    names = {metric: palette.PART_NAME[metric] for metric in tables.of(tuple(palette.PART))}
    y = alt.Y("value:Q", title="level, 0 to 1",
              scale=timeline.below_band(zero=False, nice=True), axis=alt.Axis(tickCount=6))
    return curves(tables, names, palette.PART, y, ".2f",
                  {part: [5, 3] for part in facts.PARTS})


def states(tables: Tables) -> alt.LayerChart | None:
    """Who is in which state over time."""
    crowd = tables.population >= CROWD
    wanted = [state for state in palette.STATE if not (crowd and state == "quiet")]
    seen = [state for state in tables.of(wanted) if max(tables.nation(state)) > 0]
    if not seen or len(tables.weeks) < 2:
        return None
    names = {state: palette.STATE_NAME[state] for state in seen}
    if crowd:
        least = 1.0
        y = alt.Y("value:Q", title="people (log scale)",
                  scale=timeline.below_band(type="log", domainMin=least, nice=False),
                  axis=alt.Axis(format="~s", tickCount=6))
    else:
        least = -math.inf
        y = alt.Y("value:Q", title="people", scale=timeline.below_band(domainMin=0))
    return curves(tables, names, palette.STATE, y, ",.0f", {"passive": [5, 3]}, least)


def periods(tables: Tables, *flows: str) -> list[dict[str, Any]]:
    """Persons by four weeks and cause, stacked in the order of the palette."""
    start = tables.dates[0]
    rows = tables.flows.filter((pl.col("level") == "nation") & pl.col("flow").is_in(flows))
    rows = rows.filter(pl.col("persons") > 0).with_columns(
        period=((pl.col("date") - start).dt.total_days() - 1).floordiv(PERIOD))
    sums = rows.group_by("period", "cause").agg(pl.col("persons").sum())
    amount = {(row["period"], row["cause"]): row["persons"] for row in sums.to_dicts()}
    order = [c for c in palette.CAUSE if any(cause == c for _, cause in amount)]
    found: list[dict[str, Any]] = []
    for period in sorted({period for period, _ in amount}):
        bottom = 0.0
        first = start + timedelta(days=PERIOD * period)
        last = min(first + timedelta(days=PERIOD), tables.dates[-1])
        for cause in order:
            persons = amount.get((period, cause), 0.0)
            if persons > 0:
                found.append({"date": first, "until": last, "cause": cause, "persons": persons,
                              "low": bottom, "high": bottom + persons, "on": spell(first, last)})
            bottom += persons
    return found


def causes(tables: Tables) -> alt.LayerChart | None:
    """Why people went underground, by four weeks."""
    if len(tables.weeks) < 2:
        return None
    rows = periods(tables, "join", "hide")
    if not rows:
        return None
    order = [cause for cause in palette.CAUSE if any(row["cause"] == cause for row in rows)]
    x = timeline.dates(tables)
    bars = alt.Chart(timeline.inline(rows)).mark_bar(stroke=palette.PAPER, strokeWidth=0.6).encode(
        x=x, x2="until", y2="high",
        y=alt.Y("low:Q", title="people per four weeks", scale=timeline.below_band(domainMin=0),
                axis=alt.Axis(tickCount=6, format="~s")),
        color=alt.Color("cause:N", sort=order, legend=palette.legend(order), scale=alt.Scale(
            domain=order, range=[palette.CAUSE[cause] for cause in order])),
        tooltip=[alt.Tooltip("on:N", title="weeks of"), alt.Tooltip("cause:N", title="cause"),
                 alt.Tooltip("persons:Q", title="people", format=",.0f")],
    )
    layers = [bars, timeline.whole_run(tables, x), *timeline.events(tables, x)]
    return layered(layers, HEIGHT)


BELIEFS = {
    "peaceful": ("hope: peaceful change works", palette.ORANGE, [1, 0]),
    "armed_hope": ("hope: armed resistance works", palette.BLUE, [1, 0]),
    "risk_protest": ("fear: arrest on the street", palette.ORANGE, [3, 3]),
    "risk_underground": ("fear: being found in hiding", palette.BLUE, [3, 3]),
}


def beliefs(tables: Tables) -> alt.LayerChart | None:
    """What citizens believe and fear."""
    known = {metric: BELIEFS[metric] for metric in tables.of(tuple(BELIEFS))}
    if not any(tables.moves(metric) for metric in known):
        return None
    y = alt.Y("value:Q", title="chance as citizens see it",
              scale=timeline.below_band(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=6))
    return curves(tables, {m: b[0] for m, b in known.items()}, {m: b[1] for m, b in known.items()},
                  y, ".1%", {m: b[2] for m, b in known.items()})


COMPARED = {
    "ever_protested": ("had been on the street", palette.ORANGE),
    "ever_underground": ("had gone underground", palette.BLUE),
}


def groups(tables: Tables) -> alt.LayerChart | None:
    """Groups compared relative to their size."""
    ruling = {g["name"] for g in tables.places("group").values() if g.get("dominant")}
    rows: list[dict[str, Any]] = [
        {"group": place.name, "deed": name, "ratio": place.ratio, "persons": place.persons,
         "rate": 1e5 * place.rate}
        for metric, (name, _) in COMPARED.items()
        for place in facts.standouts(tables, "group", metric)
    ]
    if not rows:
        return None
    known = [deed for deed in COMPARED.values() if any(row["deed"] == deed[0] for row in rows)]
    deeds = [deed for deed, _ in known]
    first = max(reversed(deeds), key=[row["deed"] for row in rows].count)
    ranked = sorted(rows, key=lambda row: (row["deed"] != first, -row["ratio"]))
    names = list(dict.fromkeys(row["group"] for row in ranked))
    order = [name for n, name in enumerate(names) if n < MOST or name in ruling]
    rows = [{**row, "place": order.index(row["group"])} for row in rows if row["group"] in order]
    # Sorted by number: a list of names would become an expression, and names are free text.
    y = alt.Y("group:N", sort=alt.EncodingSortField("place", op="min"), title=None,
              axis=alt.Axis(grid=True, labelLimit=170, labelColor=palette.INK))
    dots = alt.Chart(timeline.inline(rows)).mark_point(filled=True, size=110, opacity=0.95).encode(
        x=alt.X("ratio:Q", title="times the national rate", scale=alt.Scale(domainMin=0),
                axis=alt.Axis(tickCount=5, orient="top", grid=False)),
        y=y,
        color=alt.Color("deed:N", legend=palette.legend(deeds), scale=alt.Scale(
            domain=deeds, range=[colour for _, colour in known])),
        tooltip=[alt.Tooltip("group:N"), alt.Tooltip("deed:N", title="who"),
                 alt.Tooltip("persons:Q", title="people", format=",.0f"),
                 alt.Tooltip("rate:Q", title="per 100,000", format=",.3~r"),
                 alt.Tooltip("ratio:Q", title="times the national rate", format=".2f")],
    )
    even = alt.Chart(timeline.inline([{"ratio": 1}])).mark_rule(color=palette.FAINT).encode(
        x="ratio:Q")
    return layered([even, dots], max(90, 22 * len(order)))


GROUPS, REGIME, ABROAD = "Armed groups", "The regime", "Neighbouring states"
FIGURES = (
    Figure("legitimacy", "Legitimacy and its parts", legitimacy, readings.legitimacy, timed=True),
    Figure("states", "Who is in which state", states, readings.states, timed=True),
    Figure("causes", "Why people went underground", causes, readings.causes, timed=True),
    Figure("balance", "What fed and what drained the underground", balance.chart, balance.read),
    Figure("beliefs", "What citizens hope and fear", beliefs, readings.beliefs, timed=True),
    Figure("groups", "Groups relative to their size", groups, readings.groups),
    Figure("map", "Map of the regions", hexmap, readings.regions),
    Figure("organisations", "Organisations that grew, merged and split", lifelines.lifelines,
           lifelines.read, timed=True, part=GROUPS),
    Figure("members", "Members by the side that they take", coalitions.members, coalitions.read,
           timed=True, part=GROUPS),
    Figure("nationalities", "Members by nationality", composition.nationalities,
           composition.read_nationalities, timed=True, part=GROUPS),
    Figure("past", "Earlier protest and prison", composition.past, composition.read_past,
           timed=True, part=GROUPS),
    Figure("operations", "Operations", operations.over_time, operations.read, timed=True,
           part=GROUPS),
    Figure("battlemap", "Where operations took place", battlemap.battlemap, battlemap.read,
           part=GROUPS),
    Figure("courses", "What the regime did", courses.strip, courses.read, timed=True, part=REGIME),
    Figure("story", "What the state says and what people see", story.story, story.read,
           timed=True, part=REGIME),
    Figure("forces", "Who is armed at home", forces.strength, forces.read_strength, timed=True,
           part=REGIME),
    Figure("rivalry", "Rivalry of the state's own forces", forces.rivalry, forces.read_rivalry,
           timed=True, part=REGIME),
    Figure("survival", "What weighs against the regime and what holds it up", survival.balance,
           survival.read_balance, timed=True, part=REGIME),
    Figure("stress", "How close the regime was to falling", survival.stress,
           survival.read_stress, timed=True, part=REGIME),
    Figure("support", "Governments and publics abroad", sponsors.support, sponsors.read_support,
           part=ABROAD),
    Figure("offers", "What each state had on offer", sponsors.offers, sponsors.read_offers,
           part=ABROAD),
    Figure("clients", "Stability of client rulers", sponsors.clients, sponsors.read_clients,
           timed=True, part=ABROAD),
)
