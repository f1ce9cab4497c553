"""The page of a discovery: under which conditions each outcome comes about."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fronde.reporting import wording
from fronde.reporting.study import layout, numbers, space
from fronde.reporting.study.decided import in_words
from fronde.reporting.study.layout import Table
from fronde.reporting.study.marks import OUTCOME
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.space import Space
from fronde.reporting.study.studied import Studied
from fronde.study.boxes import Box
from fronde.study.cases import Fit
from fronde.study.sampling import Conditions, conditions
from fronde.study.tree import Tree

TEMPLATE = "discovery.html.j2"
NO_BOX = {
    "nothing found": "No limits on single assumptions stand up on points that were not searched.",
    "none hold": "It comes about at no point, so there are no conditions to find.",
    "all hold": "It comes about at every point, so there are no conditions to find.",
    "too few": "Too few points have it, or too few have it not, to search for conditions.",
}
NO_TREE = "The points cannot be told apart by a few questions."


def made(study: Studied) -> tuple[str, list[Picture]]:
    """The page, and the pictures that also stand alone."""
    found = conditions(study.folder, study.scenario)
    sections = [section(study, number, one) for number, one in enumerate(found, start=1)]
    pictures = [each["picture"] for each in sections if each["picture"] is not None]
    return layout.page(TEMPLATE, study, pictures, sections=sections,
                       answer=[f"“{one.outcome}” {lead(one)}" for one in found]), pictures


def section(study: Studied, number: int, one: Conditions) -> dict[str, Any]:
    """All that is said of one outcome."""
    return {"outcome": one.outcome, "lead": lead(one), "box": boxed(one.box),
            "tree": rules(one.tree), "trust": trust(one.tree), "missing": missing(one),
            "picture": over(study, number, one)}


def lead(one: Conditions) -> str:
    """How often it comes about."""
    if math.isnan(one.share):
        return "has no value in any run."
    return (f"comes about in {wording.percent(one.share)} of {wording.counted(one.known, 'point')} "
            f"(95% interval {numbers.between(one.low, one.high)}).")


def missing(one: Conditions) -> str:
    """Points that count for nothing."""
    return f"{wording.counted(one.missing, 'point')} had no value." if one.missing else ""


def boxed(box: Box) -> list[str]:
    """The box in words, and how well it does on points that did not choose it."""
    if box.verdict != "found":
        return [NO_BOX[box.verdict]]
    said = [f"It comes about mostly where {in_words(box.limits)}."]
    if box.held_out is not None:
        said.append(f"On the half of the points that was not searched: {fit(box.held_out)}.")
    return said


def fit(found: Fit) -> str:
    """Coverage and density beside the base rate."""
    shares = [share(found.density), share(found.base_rate), share(found.coverage)]
    return (f"at {shares[0]} of the points inside it comes about, against {shares[1]} anywhere; "
            f"{shares[2]} of the points where it comes about are inside")


def share(value: float | None) -> str:
    """A share, if there is one."""
    return "no value" if value is None else wording.percent(value)


def rules(tree: Tree) -> Table | None:
    """The leaves of the tree as rules."""
    if tree.verdict != "found":
        return None
    rows = [[in_words(leaf.limits), f"{leaf.fit.inside:,}", share(leaf.fit.density)]
            for leaf in tree.leaves]
    return Table("Every point in one rule, those with the most first",
                 ("where", "points", "it comes about at"), rows)


def trust(tree: Tree) -> str:
    """How far to trust the rules."""
    if tree.verdict != "found" or tree.accuracy is None:
        return NO_TREE if tree.verdict != "found" else ""
    return (f"Rules found without them are right on {wording.percent(tree.accuracy)} of the "
            f"points; always saying what is more common, on {share(tree.base_accuracy)}.")


def over(study: Studied, number: int, one: Conditions) -> Picture | None:
    """The points over the first two limits of the box; of one limit, beside the tree's first."""
    asked = [*one.box.limits, *(name for leaf in one.tree.leaves for name in leaf.limits)]
    axes = list(dict.fromkeys(asked))[:2]
    if len(axes) < 2:
        return None
    framed = " The frame is the box." if one.box.limits else ""
    return space.drawn(study, Space(
        f"conditions-{number:02d}", f"Where “{one.outcome}” comes about",
        f"Every point of the study over {axes[0]} and {axes[1]}.{framed}", axes,
        np.asarray(one.holds, dtype=np.float64), OUTCOME, one.box.limits))
