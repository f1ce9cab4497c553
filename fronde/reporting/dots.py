"""Figures of dots: groups against the country, support and offers of states."""

from __future__ import annotations

from typing import Any

from fronde.reporting import abroad, facts, palette, timeline
from fronde.reporting.charting import alt
from fronde.reporting.drawing import Row, colour, present, stack_layers
from fronde.reporting.palette import Curve, scheme
from fronde.reporting.run_tables import Tables

MOST = 24  # groups compared; of more only the highest and the dominant ones
ROW = 26  # pixels for a state
DEEDS = (Curve("ever_protested", "had been on the street", palette.ORANGE),
         Curve("ever_underground", "had gone underground", palette.BLUE))
SUPPORT = (Curve("official", "its government", palette.BLUE),
           Curve("private", "its public", palette.ORANGE))
OFFERS = (Curve("arms_offered", "arms, for so many fighters", palette.BLUE),
          Curve("volunteers_offered", "volunteers", palette.ORANGE),
          Curve("opponents_offered", "opponents of its own ruler", palette.PURPLE))


def name_axis(field: str, **axis: Any) -> alt.Y:
    """Names in the order of the rows' places: a list of free text would be an expression."""
    return alt.Y(f"{field}:N", title=None, sort=alt.EncodingSortField("place", op="min"),
                 axis=alt.Axis(labelColor=palette.INK, **axis))


def states_axis() -> alt.Y:
    """Names of states."""
    return name_axis("state", grid=False, labelLimit=150, labelPadding=12)


def groups(tables: Tables) -> alt.LayerChart | None:
    """Groups compared relative to their size."""
    rows = compare_groups(tables)
    if not rows:
        return None
    dots = alt.Chart(timeline.inline(rows)).mark_point(filled=True, size=110, opacity=0.95).encode(
        x=alt.X("ratio:Q", title="times the national rate", scale=alt.Scale(domainMin=0),
                axis=alt.Axis(tickCount=5, orient="top", grid=False)),
        y=name_axis("group", grid=True, labelLimit=170),
        color=colour("deed", present(scheme(DEEDS), rows, "deed")),
        tooltip=[alt.Tooltip("group:N"), alt.Tooltip("deed:N", title="who"),
                 alt.Tooltip("persons:Q", title="people", format=",.0f"),
                 alt.Tooltip("rate:Q", title="per 100,000", format=",.3~r"),
                 alt.Tooltip("ratio:Q", title="times the national rate", format=".2f")])
    even = alt.Chart(timeline.inline([{"ratio": 1}])).mark_rule(color=palette.FAINT).encode(
        x="ratio:Q")
    return stack_layers([even, dots], max(90, 22 * len({row["group"] for row in rows})))


def compare_groups(tables: Tables) -> list[Row]:
    """Rates of the groups, those first that stand out by the deed that most have numbers for."""
    ruling = {g["name"] for g in tables.places("group").values() if g.get("dominant")}
    rows: list[Row] = [
        {"group": place.name, "deed": deed.label, "ratio": place.ratio, "persons": place.persons,
         "rate": 1e5 * place.rate}
        for deed in DEEDS for place in facts.standouts(tables, "group", deed.metric)]
    first = max(reversed(scheme(DEEDS)), key=[row["deed"] for row in rows].count)
    ranked = sorted(rows, key=lambda row: (row["deed"] != first, -row["ratio"]))
    names = list(dict.fromkeys(row["group"] for row in ranked))
    order = [name for n, name in enumerate(names) if n < MOST or name in ruling]
    return [{**row, "place": order.index(row["group"])} for row in rows if row["group"] in order]


def support(tables: Tables) -> alt.LayerChart | None:
    """Support by government and by public, state by state, at the end."""
    rows = opinion_rows(tables) if "sponsorship" in tables.mechanisms else []
    if not any(row["share"] > 0 for row in rows):
        return None
    y, by_state = states_axis(), zip(rows[::2], rows[1::2], strict=True)
    gaps = [{"state": one["state"], "place": one["place"], "low": min(one["share"], two["share"]),
             "high": max(one["share"], two["share"])} for one, two in by_state]
    x = alt.X("share:Q", title="share of what it could support", scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format=".0%", tickCount=5, orient="top", grid=False))
    lines = alt.Chart(timeline.inline(gaps)).mark_rule(color=palette.LINE, strokeWidth=4).encode(
        x=alt.X("low:Q", title=None), x2="high", y=y)
    dots = alt.Chart(timeline.inline(rows)).mark_point(filled=True, opacity=1).encode(
        x=x, y=y, size=alt.condition(  # a ring where both agree
            f"datum.who === '{SUPPORT[0].label}'", alt.value(260), alt.value(90)),
        color=colour("who", scheme(SUPPORT)),
        tooltip=[alt.Tooltip("state:N"), alt.Tooltip("who:N", title="support by"),
                 alt.Tooltip("share:Q", format=".0%")])
    return stack_layers([lines, dots], ROW * len(gaps))


def opinion_rows(tables: Tables) -> list[Row]:
    """Two rows a state, those with most support by their public first."""
    official, private = found = [tables.around(one.metric) for one in SUPPORT]
    ranked = sorted((state for state in private if state in official),
                    key=lambda state: (-official[state][-1], -private[state][-1]))
    return [{"state": abroad.state(tables, state), "place": place, "who": who.label,
             "share": values[state][-1]}
            for place, state in enumerate(ranked)
            for who, values in zip(SUPPORT, found, strict=True)]


def offers(tables: Tables) -> alt.LayerChart | None:
    """Arms, volunteers and opponents of clients that were on offer in the whole run."""
    if "sponsorship" not in tables.mechanisms:
        return None
    names = {one.metric: one.label for one in OFFERS}
    rows = [{"state": row["state"], "place": row["place"], "what": names[row["metric"]],
             "persons": row["persons"]} for row in abroad.offers_by_state(tables)]
    if not rows:
        return None
    x = alt.X("persons:Q", title="people, whole run (log scale)", scale=alt.Scale(
        type="log", domainMin=min(1.0, *(row["persons"] for row in rows)), nice=True),
        axis=alt.Axis(orient="top", grid=True, format="~s", tickCount=5,
                      values=[1, 10, 100, 1000, 1e4, 1e5]))
    dots = alt.Chart(timeline.inline(rows)).mark_point(filled=True, size=120, opacity=1).encode(
        x=x, y=states_axis(), color=colour("what", present(scheme(OFFERS), rows, "what")),
        tooltip=[alt.Tooltip("state:N"), alt.Tooltip("what:N"),
                 alt.Tooltip("persons:Q", title="people", format=",.0f")])
    return stack_layers([dots], ROW * len({row["state"] for row in rows}))
