"""How a verdict is shown: in words, by colour and, for readers who see no colours, by shape."""

from __future__ import annotations

from typing import NamedTuple

from fronde.reporting import palette


class Mark(NamedTuple):
    """A verdict's words, its colour and shape in figures, its sign in text."""

    says: str
    colour: str
    shape: str
    sign: str
    name: str  # as a class of the style sheet


MARKS = {
    "supported": Mark("supported", palette.BLUE, "circle", "●", "supported"),
    "not supported": Mark("not supported", palette.VERMILION, "square", "■", "not"),
    "depends": Mark("depends on the assumptions", palette.ORANGE, "diamond", "◆", "depends"),
    "undecided": Mark("undecided", palette.GREY, "triangle-up", "▲", "unknown"),
}
# At one parameter set: 1, 0 or -1 for a claim; 1 or 0 for an outcome.
STANDING = {
    1: Mark("the claim holds", palette.BLUE, "circle", "●", "holds"),
    0: Mark("neither", palette.GREY, "triangle-up", "▲", "neither"),
    -1: Mark("the reverse holds", palette.VERMILION, "square", "■", "reversed"),
}
OUTCOME = {
    1: Mark("it comes about", palette.BLUE, "circle", "●", "holds"),
    0: Mark("it does not", palette.GREY, "triangle-up", "▲", "neither"),
}
