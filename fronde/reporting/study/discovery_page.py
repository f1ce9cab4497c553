"""The page of a study of conditions: under which each outcome comes about."""

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
    "nothing found": "No limits on single assumptions hold on parameter sets that were not "
                     "searched.",
    "none hold": "It comes about at no parameter set, so there are no conditions to find.",
    "all hold": "It comes about at every parameter set, so there are no conditions to find.",
    "too few": "It comes about at too few parameter sets, or fails to at too few, to search for "
               "conditions.",
}
NO_TREE = "A few questions do not separate the parameter sets."


def made(study: Studied) -> tuple[str, list[Picture]]:
    """The page, and the pictures that are also files."""
    found = conditions(study.folder, study.scenario)
    sections = [section(study, number, one) for number, one in enumerate(found, start=1)]
    pictures = [each["picture"] for each in sections if each["picture"] is not None]
    return layout.page(TEMPLATE, study, pictures, sections=sections,
                       answer=[f"“{one.outcome}” {lead(one)}" for one in found]), pictures


def section(study: Studied, number: int, one: Conditions) -> dict[str, Any]:
    """Everything that the page says of one outcome."""
    return {"outcome": one.outcome, "lead": lead(one), "box": boxed(one.box),
            "tree": rules(one.tree), "trust": trust(one.tree), "missing": missing(one),
            "picture": over(study, number, one)}


def lead(one: Conditions) -> str:
    """How often it comes about."""
    if math.isnan(one.share):
        return "has no value in any run."
    sets = wording.counted(one.known, "parameter set")
    return (f"comes about at {wording.percent(one.share)} of {sets} (95% interval "
            f"{numbers.between(one.low, one.high)}).")


def missing(one: Conditions) -> str:
    """Parameter sets that are left out."""
    return f"{wording.counted(one.missing, 'parameter set')} had no value." if one.missing else ""


def boxed(box: Box) -> list[str]:
    """The box in words, and its quality on parameter sets that were not used to find it."""
    if box.verdict != "found":
        return [NO_BOX[box.verdict]]
    said = [f"It comes about mostly where {in_words(box.limits)}."]
    if box.held_out is not None:
        said.append("On the half of the parameter sets that was not searched, it comes about at "
                    f"{fit(box.held_out)}.")
    return said


def fit(found: Fit) -> str:
    """Coverage and density beside the base rate."""
    shares = [share(found.density), share(found.base_rate), share(found.coverage)]
    return (f"{shares[0]} of the sets inside the box, compared with {shares[1]} of all; "
            f"{shares[2]} of the sets where it comes about are inside")


def share(value: float | None) -> str:
    """A share, if there is one."""
    return "no value" if value is None else wording.percent(value)


def rules(tree: Tree) -> Table | None:
    """The leaves of the tree as rules."""
    if tree.verdict != "found":
        return None
    rows = [[in_words(leaf.limits), f"{leaf.fit.inside:,}", share(leaf.fit.density)]
            for leaf in tree.leaves]
    return Table("Every parameter set falls under one rule; the rules with the highest share first",
                 ("where", "parameter sets", "it comes about at"), rows)


def trust(tree: Tree) -> str:
    """How far to trust the rules."""
    if tree.verdict != "found" or tree.accuracy is None:
        return NO_TREE if tree.verdict != "found" else ""
    return (f"In cross-validation, such rules are right at {wording.percent(tree.accuracy)} of the "
            "parameter sets. Always giving the more common answer is right at "
            f"{share(tree.base_accuracy)}.")


def over(study: Studied, number: int, one: Conditions) -> Picture | None:
    """The parameter sets over two parameters: those of the box first, then of the tree."""
    asked = [*one.box.limits, *(name for leaf in one.tree.leaves for name in leaf.limits)]
    axes = list(dict.fromkeys(asked))[:2]
    if len(axes) < 2:
        return None
    framed = " The frame is the box." if one.box.limits else ""
    return space.drawn(study, Space(
        f"conditions-{number:02d}", f"Where “{one.outcome}” comes about",
        f"Every parameter set of the study, by {axes[0]} and {axes[1]}.{framed}", axes,
        np.asarray(one.holds, dtype=np.float64), OUTCOME, one.box.limits))
