"""Where in the space of assumptions a claim holds: the parameters that decide, and a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from fronde.parameters import LogUniform
from fronde.reporting import palette, wording
from fronde.reporting.study import numbers
from fronde.reporting.study.marks import STANDING
from fronde.reporting.study.picture import NARROW, Picture, inline, picture
from fronde.reporting.study.studied import Studied
from fronde.scenario.quantities import by_path
from fronde.study.boxes import Limits
from fronde.study.deciding import Decision, Rank, Region, Share
from fronde.study.verdicts import Floats

REFUSED = {
    "none decide": "No single parameter decides: none orders the points that hold and those that "
                   "do not by more than luck would among so many. Several together may.",
    "constant": "Nothing can decide, for all points come out alike.",
    "too few": "Too few points hold, or too few fail, to say which parameters decide.",
}


def told(decision: Decision) -> list[str]:
    """What decides, and where, a sentence each."""
    if decision.verdict in REFUSED:
        return [REFUSED[decision.verdict]]
    return [*map(ordering, decision.deciding), *beyond(decision), *where(decision.region)]


def ordering(rank: Rank) -> str:
    """Which way one parameter decides."""
    parameter = by_path(rank.name)
    means = f" ({parameter.sentence})" if parameter is not None else ""
    way = "The higher" if rank.effect > 0 else "The lower"
    return (f"{way} {rank.name}{means}, the more often the claim holds (rank correlation "
            f"{rank.effect:+.2f}, p {probability(rank.corrected)} among all parameters).")


def probability(p: float) -> str:
    """A p-value."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"


def beyond(decision: Decision) -> list[str]:
    """How many more decide than are named."""
    more = decision.survivors - len(decision.deciding)
    return [f"{wording.counted(more, 'more parameter')} decide less strongly."] if more > 0 else []


def where(region: Region | None) -> list[str]:
    """The region in words, with how well it tells."""
    if region is None:
        return ["No region of these parameters stands out."]
    text = (f"It holds mostly where {in_words(region.limits)}: at {often(region.inside)} inside, "
            f"at {often(region.outside)} outside.")
    if region.inside_unseen is not None and region.outside_unseen is not None:
        text += (f" On points that did not choose the region, at {often(region.inside_unseen)} "
                 f"inside and {often(region.outside_unseen)} outside; go by these.")
    return [text]


def often(share: Share) -> str:
    """A share of so many points."""
    if share.share is None or share.low is None or share.high is None:
        return "none of 0 points"
    return (f"{wording.percent(share.share)} of {wording.counted(share.n, 'point')} "
            f"({numbers.between(share.low, share.high)})")


def in_words(limits: Limits) -> str:
    """Limits as a reader says them: ``police.kappa is above 0.4 and at most 1.2``."""
    return wording.listed([limited(name, low, high) for name, (low, high) in limits.items()])


def limited(name: str, low: float, high: float) -> str:
    """The limits of one parameter."""
    ends = [f"above {low:.3g}"] if math.isfinite(low) else []
    ends += [f"at most {high:.3g}"] if math.isfinite(high) else []
    return f"{name} is {' and '.join(ends) or 'anything'}"


def drawn(study: Studied, name: str, title: str, standing: Floats,
          decision: Decision) -> Picture | None:
    """The points over the two parameters that decide most."""
    axes = [rank.name for rank in decision.ranks[:2]]
    if not decision.deciding or len(axes) < 2:
        return None
    rows = scattered(study, axes, standing)
    limits = decision.region.limits if decision.region is not None else {}
    single = (f" Only {axes[0]} decides; {axes[1]}, the next in order, is there to spread the "
              "points." if len(decision.deciding) == 1 else "")
    reading = (f"Every point of the study over {axes[0]} and {axes[1]}."
               + (" The frame is the region in which the claim mostly holds." * bool(limits))
               + single)
    counts = [f"{sum(row['standing'] == mark.says for row in rows)} points: {mark.says}"
              for mark in STANDING.values()]
    says = f"{'; '.join(counts)}. {in_words(limits) if limits else ''}"
    box = framed(limits, axes, rows)
    return picture(name, title, reading, says,
                   lambda wide: chart(study, rows, axes, box, wide))


def scattered(study: Studied, axes: Sequence[str], standing: Floats) -> list[dict[str, Any]]:
    """The points with a value, over two parameters."""
    columns = [study.values.drawn[:, study.values.names.index(name)] for name in axes]
    return [{"x": float(x), "y": float(y), "standing": STANDING[int(one)].says}
            for x, y, one in zip(*columns, standing, strict=True) if not math.isnan(one)]


def framed(limits: Limits, axes: Sequence[str],
           rows: Sequence[Mapping[str, Any]]) -> list[dict[str, float]]:
    """The region as a frame; where it is open, it ends with the points."""
    if not set(axes) & set(limits) or not rows:
        return []
    frame: dict[str, float] = {}
    for field, name in zip("xy", axes, strict=True):
        low, high = limits.get(name, (-math.inf, math.inf))
        there = [row[field] for row in rows]
        frame |= {field: max(low, min(there)), f"{field}2": min(high, max(there))}
    return [frame]


def chart(study: Studied, rows: Sequence[dict[str, Any]], axes: Sequence[str],
          box: Sequence[dict[str, float]], wide: bool) -> alt.LayerChart:
    """Points, coloured and shaped by how the claim stands there, and the frame."""
    few = alt.Axis(tickCount=7 if wide else 4, labelOverlap=True)
    x = alt.X("x:Q", title=axes[0], scale=scale(study, axes[0]), axis=few)
    y = alt.Y("y:Q", title=axes[1], scale=scale(study, axes[1]), axis=alt.Axis(
        titleX=0, tickCount=7))
    marks = list(STANDING.values())
    names = [mark.says for mark in marks]
    colour = alt.Color("standing:N", scale=alt.Scale(
        domain=names, range=[mark.colour for mark in marks]),
        legend=alt.Legend(columns=3 if wide else 2, columnPadding=24, symbolStrokeWidth=0,
                          offset=34))
    shape = alt.Shape("standing:N", scale=alt.Scale(
        domain=names, range=[mark.shape for mark in marks]))
    layers = [alt.Chart(inline(rows)).mark_point(filled=True, size=60, opacity=0.85).encode(
        x=x, y=y, color=colour, shape=shape)]
    if box:
        layers.append(alt.Chart(inline(box)).mark_rect(
            filled=False, stroke=palette.INK, strokeWidth=1.8, strokeDash=[6, 3]).encode(
                x=x, y=y, x2="x2:Q", y2="y2:Q"))
    made: alt.LayerChart = alt.LayerChart(
        layer=layers, width=560 if wide else NARROW - 60, height=340 if wide else 260)
    return made


def scale(study: Studied, name: str) -> alt.Scale:
    """Logarithmic where the prior is."""
    log = isinstance(study.scenario.priors.get(name), LogUniform)
    return alt.Scale(type="log" if log else "linear", zero=False, nice=False, padding=8)
