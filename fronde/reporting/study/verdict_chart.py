"""The figure of verdicts: for each claim, the share at which it holds, with its interval.

Texts of a scenario reach the figure as data only, so that none becomes an expression.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.study import numbers
from fronde.reporting.study.marks import MARKS
from fronde.reporting.study.picture import NARROW, Picture, caption_picture, inline
from fronde.study.kinds.claims import Tested
from fronde.study.methods.verdicts import RARE, SURE

LABEL = 340  # pixels for a claim's text beside its row
SPACE = " \u2002"


def verdicts(found: Sequence[Tested], small: bool = False) -> Picture:
    """The figure; ``small`` leaves the claims' texts out."""
    rows = [row(number, one) for number, one in enumerate(found)]
    return caption_picture("verdicts", "claims", lambda wide: chart(rows, wide, small), found)


def row(number: int, one: Tested) -> dict[str, Any]:
    """What the figure needs of a claim; without a share there is no dot and no bar."""
    found, mark = one.found, MARKS[one.found.verdict]
    known = not math.isnan(found.share)
    return {"order": number, "id": one.claim.id,
            "long": shorten(f"{one.claim.id}{SPACE}{one.claim.says}", 50, placeholder=" …"),
            "verdict": mark.says, "said": numbers.share(found.share),
            "share": found.share if known else None,
            "low": found.low if known else None, "high": found.high if known else None}


def chart(rows: Sequence[dict[str, Any]], wide: bool, small: bool) -> alt.LayerChart:
    """Bands, rules, bars, dots and words."""
    beside = wide or small
    width = (430 if not small else 640) if wide else NARROW - (80 if small else 20)
    step = (20 if small else 26) if beside else 44
    base = alt.Chart(inline(rows)).encode(y=alt.Y("order:O", axis=None, scale=alt.Scale(
        paddingInner=0.0, paddingOuter=0.0)))
    layers = [*bands(), *intervals(base, 0 if beside else 9, wide), words(base, beside, small)]
    if wide:
        layers.append(base.mark_text(align="left", color=palette.FAINT, fontSize=12).encode(
            x=alt.value(width + 12), text="said:N"))
    made: alt.LayerChart = alt.LayerChart(layer=layers, width=width, height=alt.Step(step))
    return made


def bands() -> list[alt.Chart]:
    """Where a whole interval settles a claim, and the verdict there."""
    ends: list[dict[str, Any]] = [
        {"from": 0.0, "to": RARE, "says": MARKS["not supported"].says},
        {"from": SURE, "to": 1.0, "says": MARKS["supported"].says}]
    base = alt.Chart(inline(ends)).encode(x=across("from"))
    return [base.mark_rect(color=palette.LINE, opacity=0.55).encode(x2="to:Q"),
            base.mark_text(align="left", color=palette.FAINT, fontSize=11, dx=2).encode(
                y=alt.value(-8), text="says:N")]


def across(field: str) -> alt.X:
    """The axis of shares."""
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(
        format=".0%", values=[0, RARE, 0.5, SURE, 1], labelFlush=True,
        title="share of parameter sets at which it holds"))


def intervals(base: alt.Chart, down: int, wide: bool) -> list[alt.Chart]:
    """Bars and dots, ``down`` pixels below the middle of their row."""
    told = [mark.says for mark in MARKS.values()]
    colour = alt.Color("verdict:N", scale=alt.Scale(
        domain=told, range=[mark.colour for mark in MARKS.values()]),
        legend=alt.Legend(columns=4 if wide else 2, symbolSize=110, symbolOpacity=1,
                          symbolStrokeWidth=0, columnPadding=24, offset=24))
    shape = alt.Shape("verdict:N", scale=alt.Scale(
        domain=told, range=[mark.shape for mark in MARKS.values()]))
    return [base.mark_rule(strokeWidth=3.4, opacity=0.55, yOffset=down).encode(
                x=across("low"), x2="high:Q", color=colour),
            base.mark_point(filled=True, size=110, opacity=1, yOffset=down).encode(
                x=across("share"), color=colour, shape=shape)]


def words(base: alt.Chart, beside: bool, small: bool) -> alt.Chart:
    """Each claim's id and text, beside its bar or above it."""
    if beside:
        at, limit = (-46, 46) if small else (-LABEL, LABEL - 8)
        mark = base.mark_text(align="left", fontSize=12, color=palette.INK, limit=limit)
    else:
        at, mark = 0, base.mark_text(align="left", fontSize=11.5, color=palette.INK, dy=-9,
                                     limit=NARROW - 20)
    made: alt.Chart = mark.encode(x=alt.value(at), text="id:N" if small else "long:N")
    return made
