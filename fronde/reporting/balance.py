"""What feeds the underground and what drains it, by cause and by the mechanism that acts.

Those underground are all who went there, less those who left, were found or were killed. Every bar
is a count by the model, and together the bars give who is left. The decision to go or
to leave is always taken in mobilisation; a bar has the colour of the mechanism that the cause
goes back to: risk and backlash are what repression leaves, hope is belief.
"""

from __future__ import annotations

from statistics import mean
from typing import Any, NamedTuple

import polars as pl

from fronde.reporting import facts, palette, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import layered
from fronde.reporting.tables import Tables

INTO, OUT = ("join", "hide"), ("desert", "quit", "detect", "catch", "fall")
ORIGIN = {
    "conviction": "grievance, legitimacy and belief", "outrage": "dated events",
    "closed street": "repression", "backlash": "repression", "recruited": "contacts",
    "not worth it": "grievance, legitimacy and belief", "nowhere to hide": "contacts",
    "found": "repression", "in an operation": "combat",
}
WORDS = {
    "conviction": "conviction: standing grievance and hope", "outrage": "outrage at events",
    "closed street": "the closed street: protest too risky",
    "backlash": "backlash against unselective force",
    "recruited": "recruitment by those already there",
    "not worth it": "gave up: not worth it any more", "nowhere to hide": "gave up: nowhere to hide",
    "found": "found and jailed", "in an operation": "killed in an operation",
}
NOUNS = {
    "conviction": "conviction (standing grievance and hope)", "outrage": "outrage at events",
    "closed street": "the closed street", "backlash": "backlash against unselective force",
    "recruited": "recruitment by those already there",
    "not worth it": "giving up because it was not worth it any more",
    "nowhere to hide": "giving up because there was nowhere to hide",
    "found": "being found and jailed", "in an operation": "being killed in an operation",
}
COLOURS = {"grievance, legitimacy and belief": palette.BLUE, "repression": palette.VERMILION,
           "contacts": palette.GREEN, "dated events": palette.ORANGE, "combat": palette.PURPLE}
ROW = 40  # pixels: a line for the words and one for the bar
SOON = 70  # days before and after a turn that are compared


class Entry(NamedTuple):
    """A cause with the persons it brought (above 0) or took away (below 0).

    ``origin`` is the mechanism that it goes back to.
    """

    cause: str
    origin: str
    persons: float


def entries(tables: Tables) -> list[Entry]:
    """All causes, feeding ones first, each by size."""
    rows = tables.flows.filter((pl.col("level") == "nation")
                               & pl.col("flow").is_in([*INTO, *OUT]))
    sums = rows.group_by("flow", "cause").agg(pl.col("persons").sum()).sort(
        "flow", "cause").to_dicts()  # parts of persons are added up in one order
    found: dict[str, float] = {}
    for row in sums:
        sign = 1 if row["flow"] in INTO else -1
        found[row["cause"]] = found.get(row["cause"], 0.0) + sign * row["persons"]
    made = [Entry(cause, ORIGIN.get(cause, "other"), n) for cause, n in found.items() if n]
    return sorted(made, key=lambda one: (one.persons < 0, -abs(one.persons), one.cause))


def chart(tables: Tables) -> alt.LayerChart | None:
    """Bars to the right feed the underground, bars to the left drain it.

    The words are above their bars, so that a narrow page has room for both.
    """
    found = entries(tables)
    if not any(one.persons < 0 for one in found) or len(found) < 3:
        return None
    rows: list[dict[str, Any]] = [
        {"cause": WORDS.get(one.cause, one.cause), "place": place, "persons": one.persons,
         "size": abs(one.persons), "origin": one.origin, "said": wording.number(
            abs(one.persons))} for place, one in enumerate(found)]
    known = [name for name in COLOURS if any(row["origin"] == name for row in rows)]
    far = max(row["size"] for row in rows)
    x = alt.X("persons:Q", title="people", scale=alt.Scale(
        domain=[1.6 * min(0.0, *(row["persons"] for row in rows)) - 0.1 * far, 1.25 * far],
        nice=False), axis=alt.Axis(orient="top", tickCount=4, grid=True,
                                   labelExpr="format(abs(datum.value), '~s')"))
    y = alt.Y("place:O", axis=None, title=None, scale=alt.Scale(padding=0))
    base = alt.Chart(timeline.inline(rows)).encode(y=y)
    bars = base.mark_bar(height=15, yOffset=8).encode(
        x=x, color=alt.Color("origin:N", legend=palette.legend(known), scale=alt.Scale(
            domain=known, range=[COLOURS[name] for name in known])),
        tooltip=[alt.Tooltip("cause:N"), alt.Tooltip("origin:N", title="goes back to"),
                 alt.Tooltip("size:Q", title="people", format=",.0f")])
    feeds, drains = (base.transform_filter(f"datum.persons {side} 0") for side in "><")
    layers = [
        bars,
        base.mark_text(align="left", dy=-9, fontSize=12, color=palette.INK).encode(
            x=alt.value(0), text="cause:N"),
        feeds.mark_text(align="left", dx=4, dy=8, fontSize=11, color=palette.FAINT).encode(
            x=x, text="said:N"),
        drains.mark_text(align="right", dx=-4, dy=8, fontSize=11, color=palette.FAINT).encode(
            x=x, text="said:N"),
        alt.Chart(timeline.inline([{"persons": 0}])).mark_rule(color=palette.FAINT).encode(
            x="persons:Q")]
    return layered(layers, ROW * len(rows))


def read(tables: Tables) -> str:
    """What all bars add up to."""
    found = entries(tables)
    fed = sum(one.persons for one in found if one.persons > 0)
    lost = -sum(one.persons for one in found if one.persons < 0)
    at_first = facts.hidden(tables)[0] if tables.has("underground") else 0.0
    left = facts.hidden(tables)[-1] if tables.has("underground") else fed - lost
    if abs(at_first + fed - lost - left) > max(0.5, 0.005 * left):  # a branch, or a part of a run
        rest = f"{wording.number(left)} are there at the end"
    elif at_first < 0.5:
        rest = f"the difference, {wording.number(fed - lost)}, is left at the end"
    else:
        rest = (f"with {wording.number(at_first)} who were there at the start, "
                f"{wording.number(left)} are left at the end")
    return (f"Each bar counts people by what tipped the decision, in the colour of the "
            f"mechanism that it goes back to: to the right what feeds the underground, to the left "
            f"what drains it. {wording.number(fed)} times somebody went underground, "
            f"{wording.number(lost)} times somebody left it, was found or was killed; {rest}. What "
            "fear prevents is not a flow and has no bar.")


def fed_by(tables: Tables) -> float:
    """Persons sent underground by what repression does: backlash and the closed street."""
    return sum(one.persons for one in entries(tables)
               if one.cause in ("backlash", "closed street"))


def drained_by(tables: Tables) -> float:
    """Persons whom repression found there."""
    return -sum(one.persons for one in entries(tables) if one.cause == "found")


def force_sentence(tables: Tables) -> str:
    """Whether repression fed or drained the underground, by the model's counts."""
    fed, drained = fed_by(tables), drained_by(tables)
    by_cause = tables.causes(*INTO)
    parts = [f"{wording.number(by_cause[cause])} by {words}" for cause, words in (
        ("closed street", "the closed street"),
        ("backlash", "backlash against unselective force")) if by_cause.get(cause)]
    if not fed and not drained:
        return ("Repression neither sent anybody underground nor found anybody there, as far as "
                "the model counts.")
    gave = f"it sent {wording.number(fed)} underground ({wording.listed(parts)})" if parts else \
        "it sent nobody underground"
    took = f"it found and jailed {wording.number(drained)} there"
    if fed > 1.1 * drained:
        return f"Repression, by the model's counts, fed the underground more than it drained it: " \
               f"{gave}, {took}."
    if drained > 1.1 * fed:
        return f"Repression, by the model's counts, drained the underground more than it fed it: " \
               f"{took}, {gave}."
    return f"Repression, by the model's counts, fed and drained the underground alike: {gave}, " \
           f"{took}."


def fear(tables: Tables) -> str:
    """Whether the fear of being found rose and entries fell with it, where force was raised."""
    found = deterrence(tables)
    if found is None:
        return ""
    row, before, after = found.row, found.before, found.after
    most = "" if found.raises == 1 else " most"
    text = (f"In the ten weeks before the police used for repression was raised{most} "
            f"({wording.day(tables.dates[row])}) and the ten weeks after, the chance of being "
            f"found in hiding, as citizens see it, was {wording.percent(found.feared)} and "
            f"{wording.percent(found.fears)} on average, and entries by conviction were "
            f"{wording.number(before)} and {wording.number(after)} a week")
    if found.fears <= found.feared or max(before, after) < 0.5:
        return text + "."
    if after < 0.9 * before:
        return text + ". Fewer came, as fear would have it, whatever drove them."
    if after > 1.1 * before:
        return text + ". More came, so what drove them outweighed the fear."
    return text + ". As many came: what drove them and the fear were about even."


class Deterrence(NamedTuple):
    """What people feared and did in the ten weeks before and after force was raised most.

    Attributes
    ----------
    row, raises : the row with more police used than the one before, and how many such rows.
    feared, fears : mean chance of being found in hiding, before and from then on.
    before, after : entries by conviction a week.
    """

    row: int
    raises: int
    feared: float
    fears: float
    before: float
    after: float


def deterrence(tables: Tables) -> Deterrence | None:
    """The largest raise of force; None without one, or without ten weeks on both sides of it."""
    row, raises = raised(tables)
    if row is None or not tables.has("risk_underground"):
        return None
    if min(facts.days(tables, 0, row), facts.days(tables, row, len(tables.weeks) - 1)) < SOON:
        return None
    risk = tables.nation("risk_underground")
    gaps = [facts.days(tables, row, other) for other in range(len(risk))]
    feared = [value for value, gap in zip(risk, gaps, strict=True) if -SOON <= gap < 0]
    fears = [value for value, gap in zip(risk, gaps, strict=True) if 0 <= gap <= SOON]
    if not feared:  # records are further apart than ten weeks
        return None
    return Deterrence(row, raises, mean(feared), mean(fears), pace(tables, row, -SOON),
                      pace(tables, row, SOON))


def raised(tables: Tables) -> tuple[int | None, int]:
    """The row with the largest rise of effort in repression, and how many rises there are."""
    if not tables.has("effort"):
        return None, 0
    effort = tables.nation("effort")
    rises = {row: effort[row] - effort[row - 1] for row in range(1, len(effort))
             if effort[row] > effort[row - 1] + 0.01}
    return (max(rises, key=rises.__getitem__) if rises else None), len(rises)


def pace(tables: Tables, row: int, days: int) -> float:
    """Entries by conviction a week, in the days before (below 0) or after a row.

    Flows are recorded in every step, also where the other numbers are not.
    """
    rows = tables.flows.filter((pl.col("level") == "nation") & pl.col("flow").is_in(INTO)
                               & (pl.col("cause") == "conviction"))
    gap = (pl.col("date") - tables.dates[row]).dt.total_days()
    inside = gap.is_between(days, -1) if days < 0 else gap.is_between(1, days)
    return float(rows.filter(inside)["persons"].sum()) / (abs(days) / 7)
