"""Colours and type of all figures: Okabe and Ito's palette, told apart by the colour-blind.

Ink, quiet ink and lines have separate values, so that the page can swap them in dark mode.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

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


class Cause(NamedTuple):
    """What tips a decision: its name in a sentence, its colour, the mechanism it goes back to."""

    noun: str
    colour: str = GREY
    origin: str = "other"

    @property
    def label(self) -> str:
        """The name as a label of its own: ``conviction: standing grievance and hope``."""
        return self.noun.replace(" (", ": ").removesuffix(")")


BELIEF = "grievance, legitimacy and belief"
ORIGIN = {BELIEF: BLUE, "repression": VERMILION, "contacts": GREEN, "dated events": ORANGE,
          "combat": PURPLE}
CAUSES = {
    "conviction": Cause("conviction (standing grievance and hope)", BLUE, BELIEF),
    "outrage": Cause("outrage at events", ORANGE, "dated events"),
    "closed street": Cause("the closed street (protest too risky)", PURPLE, "repression"),
    "backlash": Cause("backlash against unselective force", VERMILION, "repression"),
    "recruited": Cause("recruitment by people already there", GREEN, "contacts"),
    "others": Cause("the sight of others on the street", SKY),
    "not worth it": Cause("giving up (not worth it any more)", origin=BELIEF),
    "nowhere to hide": Cause("giving up (nowhere to hide)", origin="contacts"),
    "found": Cause("being found and jailed", origin="repression"),
    "in an operation": Cause("being killed in an operation", origin="combat"),
    "arms of states": Cause("states"), "bought arms": Cause("money from home"),
    "captured arms": Cause("capture"),
}
CAUSE = {name: one.colour for name, one in CAUSES.items() if one.colour != GREY}


def cause(name: str) -> Cause:
    """What a cause is called; one of a mechanism from outside is called by its name."""
    return CAUSES.get(name, Cause(name))


class Curve(NamedTuple):
    """A metric of the nation as it is drawn: its label, its colour, its dashes (none: solid)."""

    metric: str
    label: str
    colour: str
    dash: tuple[int, int] | None = None


def scheme(curves: Iterable[Curve]) -> dict[str, str]:
    """Colours by label."""
    return {one.label: one.colour for one in curves}


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
