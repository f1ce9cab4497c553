"""Figures of studies as pictures: one for wide screens and paper, one for a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import vl_convert
from markupsafe import Markup

from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.study.text import say
from fronde.reporting.vega import VEGA_LITE

WIDE, NARROW = 860, 332  # pixels of the whole picture


class Picture(NamedTuple):
    """A figure drawn twice.

    Attributes
    ----------
    name : of its file.
    title : its heading.
    reading : how to read it, as the caption says.
    alt : what it shows, for readers who do not see it.
    wide, narrow : as SVG.
    """

    name: str
    title: str
    reading: str
    alt: str
    wide: Markup
    narrow: Markup


def picture(name: str, title: str, reading: str, says: str,
            draw: Callable[[bool], alt.TopLevelMixin]) -> Picture:
    """Draw a figure for wide screens (``draw(True)``) and for narrow ones."""
    wide, narrow = (svg(draw(wide), f"{title}. {says}") for wide in (True, False))
    return Picture(name, title, reading, says, Markup(wide), Markup(narrow))


def caption_picture(name: str, template: str, draw: Callable[[bool], alt.TopLevelMixin],
                    *given: Any) -> Picture:
    """The same with the words of a template: the macros ``NAME_title``, ``NAME_reading`` and
    ``NAME_alt``, of what is given."""
    title, reading, says = (say(template, f"{name}_{part}", *given)
                            for part in ("title", "reading", "alt"))
    return picture(name, title, reading, says, draw)


def svg(chart: alt.TopLevelMixin, says: str) -> str:
    """A chart as SVG on a white background, so that the file can be used alone."""
    spec: dict[str, Any] = chart.to_dict() | {
        "config": config(), "description": says, "background": "white",
        # Fonts differ in width; what is a little wider than measured still has room.
        "padding": {"left": 10, "right": 14, "top": 4, "bottom": 4}}
    made: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return made


def config() -> dict[str, Any]:
    """The house style; legends close to what they explain."""
    house = palette.config()
    return {**house, "legend": {**house["legend"], "offset": 14},
            "axisX": {"titleAnchor": "start", "titlePadding": 6}}


def inline(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Data inside the specification: there texts are never expressions."""
    return alt.InlineData(values=[dict(row) for row in rows])
