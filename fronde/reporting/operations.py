"""What the armed organisations did: operations over time, succeeded or failed, alone or jointly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import polars as pl

from fronde.reporting import facts, palette, timeline, wording
from fronde.reporting.charting import alt
from fronde.reporting.drawing import HEIGHT, PERIOD, layered, spell
from fronde.reporting.tables import Tables

# Successes are above the line, failures below it.
KINDS = {
    (True, False): ("succeeded, one organisation alone", palette.SKY),
    (True, True): ("succeeded, several jointly", palette.BLUE),
    (False, False): ("failed, one organisation alone", palette.ORANGE),
    (False, True): ("failed, several jointly", palette.VERMILION),
}


def over_time(tables: Tables) -> alt.LayerChart | None:
    """Operations by four weeks."""
    rows = periods(tables)
    if not rows or len(tables.weeks) < 2:
        return None
    x = timeline.dates(tables)
    known = [kind for kind in KINDS.values() if any(row["kind"] == kind[0] for row in rows)]
    order = [name for name, _ in known]
    bars = alt.Chart(timeline.inline(rows)).mark_bar(stroke=palette.PAPER, strokeWidth=0.6).encode(
        x=x, x2="until", y2="high",
        y=alt.Y("low:Q", title="operations per four weeks; failures below the line",
                scale=timeline.below_band(nice=False),
                axis=alt.Axis(tickCount=6, labelExpr="format(abs(datum.value), '~s')")),
        color=alt.Color("kind:N", sort=order, legend=palette.legend(order), scale=alt.Scale(
            domain=order, range=[colour for _, colour in known])),
        tooltip=[alt.Tooltip("on:N", title="weeks of"), alt.Tooltip("kind:N", title="which"),
                 alt.Tooltip("count:Q", title="operations")])
    level = alt.Chart(timeline.inline([{"low": 0}])).mark_rule(color=palette.INK).encode(y="low:Q")
    layers = [bars, level, timeline.whole_run(tables, x), *timeline.events(tables, x)]
    return layered(layers, HEIGHT)


def periods(tables: Tables) -> list[dict[str, Any]]:
    """Operations by four weeks and kind, stacked away from zero."""
    if tables.operations.is_empty() or not tables.dates:
        return []
    start = tables.dates[0]
    rows = tables.operations.with_columns(
        period=((pl.col("date") - start).dt.total_days() - 1).floordiv(PERIOD),
        joint=pl.col("partners") > 0)
    sums = rows.group_by("period", "success", "joint").len().to_dicts()
    count = {(row["period"], row["success"], row["joint"]): row["len"] for row in sums}
    found = []
    for period in sorted({key[0] for key in count}):
        first = tables.dates[0] + timedelta(days=PERIOD * period)
        last = min(first + timedelta(days=PERIOD), tables.dates[-1])
        ends = {True: 0, False: 0}
        for (success, joint), (name, _) in KINDS.items():
            n = count.get((period, success, joint), 0)
            if n:
                low, ends[success] = ends[success], ends[success] + (n if success else -n)
                found.append({"date": first, "until": last, "kind": name, "count": n,
                              "low": low, "high": ends[success], "on": spell(first, last)})
    return found


class Tally(NamedTuple):
    """How many operations, how many of them succeeded, and losses on both sides [persons]."""

    done: int
    won: int
    fighters_lost: float
    state_lost: float

    @property
    def rate(self) -> float:
        """Share that succeeded."""
        return self.won / self.done if self.done else float("nan")


def tally(rows: pl.DataFrame) -> Tally:
    """Some operations, summed up."""
    return Tally(rows.height, int(rows["success"].sum()), float(rows["fighters_lost"].sum()),
                 float(rows["state_lost"].sum()))


def joint(tables: Tables) -> tuple[Tally, Tally]:
    """Operations of several organisations, and of one alone."""
    several = pl.col("partners") > 0
    return tally(tables.operations.filter(several)), tally(tables.operations.filter(~several))


def read(tables: Tables) -> str:
    """How many there were, and how many succeeded."""
    whole, (several, _) = tally(tables.operations), joint(tables)
    text = (f"{wording.counted(whole.done, 'operation').capitalize()} in the run, "
            f"{wording.percent(whole.rate)} of them successful; each is recorded separately")
    if several.done:
        text += (f". In {wording.percent(several.done / whole.done)} several organisations of "
                 "a coalition fought together")
    return text + "."


def told(tables: Tables) -> list[str]:
    """Did they fight, how did it go, and did it help to fight together?"""
    if "combat" not in tables.mechanisms:
        return []
    if tables.operations.is_empty():
        if not tables.ever("fighters") >= 0.5:
            return []
        most = wording.people(tables.ever("fighters"))
        were = "1 person was" if most == "1 person" else f"up to {most} were"
        return [f"No operation took place, though {were} in arms."]
    return [*number(tables), *together(tables), *where(tables)]


def number(tables: Tables) -> list[str]:
    """How many operations, when first, and at what losses."""
    whole, first = tally(tables.operations), tables.operations["date"].min()
    said = [f"There were {wording.counted(whole.done, 'operation')}"
            if whole.done > 1 else "There was one operation"]
    when = wording.on(first)  # type: ignore[arg-type]
    said[0] += f", the first {when}; {wording.percent(whole.rate)} succeeded."
    since = tables.dates[-1] - timedelta(days=facts.HALF_YEAR)
    half = tables.operations.filter(pl.col("date") > since).height
    if facts.days(tables, 0, len(tables.dates) - 1) >= facts.YEAR:
        said[0] = said[0][:-1] + (f", and {wording.number(half)} were in the last half year."
                                  if half else ", and none were in the last half year.")
    said.append(f"The state lost {wording.people(whole.state_lost)}, the organisations "
                f"{wording.number(whole.fighters_lost)}.")
    return said


def together(tables: Tables) -> list[str]:
    """Whether joint operations went better than others."""
    several, alone = joint(tables)
    if several.done < 5 or alone.done < 5:
        return []
    return [f"Several organisations together succeeded in {wording.percent(several.rate)} of "
            f"{wording.number(several.done)} operations, single ones in "
            f"{wording.percent(alone.rate)} of {wording.number(alone.done)}{larger(tables)}."]


def larger(tables: Tables) -> str:
    """That joint operations are also larger, where they are."""
    several = pl.col("partners") > 0
    joint_size, alone_size = (tables.operations.filter(which)["fighters"].mean()
                              for which in (several, ~several))
    if not joint_size > alone_size:  # type: ignore[operator]
        return ""
    return "; joint ones are also larger, so a difference is not the coalition's alone"


def where(tables: Tables) -> list[str]:
    """The regions with most operations."""
    names = {key: str(place["name"]) for key, place in tables.places("region").items()}
    ranked = tables.operations.group_by("region").len().sort("len", "region",
                                                             descending=[True, False])
    if ranked.height < 3:
        return []
    words = [f"{names.get(region, region)} ({n})" for region, n in ranked.head(3).iter_rows()]
    return [f"They reached {ranked.height} of {len(names)} regions, most often "
            f"{wording.listed(words)}."]
