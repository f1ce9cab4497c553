"""Colours and type of all figures: Okabe and Ito's palette, told apart by the colour-blind.

Ink, quiet ink and lines have separate values, so that the page can swap them in dark mode.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fronde.reporting.charting import alt

INK, FAINT, LINE = "#1b2229", "#5d6975", "#d9dee3"
PAPER = "#fdfdfe"
BLUE, SKY, GREEN, ORANGE = "#0072B2", "#56B4E9", "#009E73", "#E69F00"
VERMILION, PURPLE, GREY = "#D55E00", "#CC79A7", "#8a949e"

STATE = {
    "quiet": GREY, "passive": GREEN, "protest": ORANGE, "underground": BLUE,
    "armed": VERMILION, "jailed": PURPLE, "exiled": SKY, "dead": INK,
}
STATE_NAME = {
    "quiet": "quiet", "passive": "quiet but aggrieved", "protest": "on the street",
    "underground": "underground", "armed": "in arms", "jailed": "in prison",
    "exiled": "in exile", "dead": "dead",
}
CAUSE = {
    "conviction": BLUE, "outrage": ORANGE, "closed street": PURPLE, "backlash": VERMILION,
    "recruited": GREEN, "others": SKY,
}
PART = {
    "legitimacy": INK, "procedural": BLUE, "security": VERMILION, "consensus": GREEN,
}
PART_NAME = {
    "legitimacy": "legitimacy", "procedural": "fairness of rule", "security": "protection",
    "consensus": "shared belief",
}

WIDTH = 760  # of pictures; on the page figures are as wide as there is room
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"


def config() -> dict[str, Any]:
    """Vega-Lite configuration of all figures."""
    text = {"labelColor": FAINT, "titleColor": FAINT, "labelFontSize": 12, "titleFontSize": 12,
            "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "axis": text | {"gridColor": LINE, "domainColor": LINE, "tickColor": LINE,
                        "titlePadding": 8},
        "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -10,
                  "titleX": -44, "domain": False, "ticks": False},
        "legend": text | {"orient": "top", "title": None, "symbolStrokeWidth": 3, "offset": 30,
                          "labelColor": INK, "labelLimit": 260, "columnPadding": 20,
                          "layout": {"top": {"direction": "vertical", "margin": 6}}},
        "title": {"color": INK, "anchor": "start", "fontSize": 17, "subtitleColor": FAINT,
                  "subtitleFontSize": 13, "offset": 16, "frame": "group"},
        "line": {"strokeWidth": 2.2},
    }


def legend(names: Iterable[str], **more: Any) -> alt.Legend:
    """A legend in as many columns as its names leave room for at the width of pictures."""
    longest = 45 + 6.2 * max(len(name) for name in names)
    return alt.Legend(columns=int((WIDTH - 50) / longest), **more)
