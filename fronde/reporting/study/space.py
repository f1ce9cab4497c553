"""The parameter sets of a study over two assumptions, with a frame around a region."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fronde.parameters import LogUniform
from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.study.complete_study import StoredStudy
from fronde.reporting.study.marks import OUTCOME, STANDING, Mark
from fronde.reporting.study.picture import NARROW, Picture, inline, picture
from fronde.reporting.study.text import say
from fronde.study.given import side_of
from fronde.study.kinds.claims import Tested
from fronde.study.kinds.discovery import Conditions
from fronde.study.methods.arrays import Floats
from fronde.study.methods.cases import Limits


class SpacePicture(NamedTuple):
    """What such a picture shows.

    Attributes
    ----------
    axes : paths of two parameters.
    standing : of each parameter set, a key of ``marks``; NaN where it has no value.
    marks : how each is shown.
    limits : the region, perhaps of other parameters, too.
    """

    axes: Sequence[str]
    standing: Floats
    marks: Mapping[int, Mark]
    limits: Limits


def draw_deciding(study: StoredStudy, found: Sequence[Tested]) -> Iterator[Picture]:
    """Where each claim that depends holds, over the two parameters that decide most."""
    asked = list(study.plan["settings"]["claims"])
    for one in found:
        decision = one.decision
        if one.found.verdict != "depends" or decision is None or not decision.deciding:
            continue
        axes = [rank.name for rank in decision.ranks[:2]]
        if len(axes) == 2:
            limits = {} if decision.region is None else decision.region.limits
            shown = SpacePicture(axes, one.found.standing, STANDING, limits)
            reading = say("words", "deciding_reading", decision, axes)
            yield draw(study, shown, f"deciding-{asked.index(one.claim.id) + 1:02d}",
                        say("claims", "deciding_title", one), reading)


def conditions(study: StoredStudy, found: Sequence[Conditions]) -> Iterator[Picture]:
    """Where each outcome comes about, over parameters of the box first, then of the tree."""
    for number, one in enumerate(found, start=1):
        asked = [*one.box.limits, *(name for leaf in one.tree.leaves for name in leaf.limits)]
        axes = list(dict.fromkeys(asked))[:2]
        if len(axes) == 2:
            yield draw(study, SpacePicture(axes, one.holds, OUTCOME, one.box.limits),
                        f"conditions-{number:02d}",
                        *(say("discovery", f"conditions_{part}", one, axes)
                          for part in ("title", "reading")))


def draw(study: StoredStudy, shown: SpacePicture, name: str, title: str, reading: str) -> Picture:
    """The picture."""
    rows = scatter(study, shown)
    counts = {mark.says: sum(row["standing"] == mark.says for row in rows)
              for mark in shown.marks.values()}
    box = frame_of(shown, rows)
    return picture(name, title, reading, say("words", "scatter_alt", counts, shown.limits),
                   lambda wide: chart(study, shown, rows, box, wide))


def scatter(study: StoredStudy, shown: SpacePicture) -> list[dict[str, Any]]:
    """The parameter sets with a value, over two parameters."""
    drawn = side_of(study.values, "prior").drawn
    columns = [drawn[:, study.varied.index(name)] for name in shown.axes]
    return [{"x": float(x), "y": float(y), "standing": shown.marks[int(one)].says}
            for x, y, one in zip(*columns, shown.standing, strict=True) if not math.isnan(one)]


def frame_of(shown: SpacePicture, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, float]]:
    """The region as a frame; where it has no limit, the frame ends with the dots."""
    if not set(shown.axes) & set(shown.limits) or not rows:
        return []
    frame: dict[str, float] = {}
    for field, name in zip("xy", shown.axes, strict=True):
        low, high = shown.limits.get(name, (-math.inf, math.inf))
        there = [row[field] for row in rows]
        frame |= {field: max(low, min(there)), f"{field}2": min(high, max(there))}
    return [frame]


def chart(study: StoredStudy, shown: SpacePicture, rows: Sequence[dict[str, Any]],
          box: Sequence[dict[str, float]], wide: bool) -> alt.LayerChart:
    """The parameter sets as dots, with colour and shape by outcome, and the frame."""
    few = alt.Axis(tickCount=7 if wide else 4, labelOverlap=True)
    x = alt.X("x:Q", title=shown.axes[0], scale=scale(study, shown.axes[0]), axis=few)
    y = alt.Y("y:Q", title=shown.axes[1], scale=scale(study, shown.axes[1]), axis=alt.Axis(
        titleX=0, tickCount=7))
    layers = [dots(rows, list(shown.marks.values()), wide).encode(x=x, y=y)]
    if box:
        layers.append(alt.Chart(inline(box)).mark_rect(
            filled=False, stroke=palette.INK, strokeWidth=1.8, strokeDash=[6, 3]).encode(
                x=x, y=y, x2="x2:Q", y2="y2:Q"))
    made: alt.LayerChart = alt.LayerChart(
        layer=layers, width=560 if wide else NARROW - 70, height=340 if wide else 260)
    return made


def dots(rows: Sequence[dict[str, Any]], marks: Sequence[Mark], wide: bool) -> alt.Chart:
    """The parameter sets."""
    names = [mark.says for mark in marks]
    colour = alt.Color("standing:N", scale=alt.Scale(
        domain=names, range=[mark.colour for mark in marks]),
        legend=alt.Legend(columns=3 if wide else 2, columnPadding=24, symbolStrokeWidth=0,
                          offset=34))
    shape = alt.Shape("standing:N", scale=alt.Scale(
        domain=names, range=[mark.shape for mark in marks]))
    made: alt.Chart = alt.Chart(inline(rows)).mark_point(
        filled=True, size=60, opacity=0.85).encode(color=colour, shape=shape)
    return made


def scale(study: StoredStudy, name: str) -> alt.Scale:
    """Logarithmic where the prior is."""
    log = isinstance(study.scenario.priors.get(name), LogUniform)
    return alt.Scale(type="log" if log else "linear", zero=False, nice=False, padding=8)
