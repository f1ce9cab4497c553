r"""Where a conclusion holds, as a few rules: a decision tree of at most three questions.

Each question splits the points by one parameter so that the parts are as pure as can be:

    impurity = 2 p (1 - p)      p = share of holding points in a part (Gini)

A leaf is the conjunction of the answers that lead to it. Every point is in one leaf, so coverage
adds up to 1 over leaves. The rate at which the tree is right on points it has not seen stands
beside that of always saying what is more common: a tree that does no better says nothing.

Sources  Breiman, Friedman, Olshen and Stone 1984, Classification and regression trees; grown
         by scikit-learn; beside boxes in scenario discovery: Lempert, Bryant and Bankes 2008
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold
from sklearn.tree import DecisionTreeClassifier

from fronde.study.methods.cases import BoolArray, Cases, Fit, Limits, cases
from fronde.theory.inputs import FloatArray, number, whole

Verdict = Literal["found", "no split", "none hold", "all hold", "no points"]


@dataclass(frozen=True)
class Leaf:
    """One part of the space, between limits.

    Attributes
    ----------
    limits : values by parameter: above the first, up to the second; infinite where open.
    fit : points there, and how many of them hold.
    """

    limits: Limits
    fit: Fit

    @property
    def holds(self) -> bool:
        """What the tree says there: whether more than half of the points hold."""
        return 2 * self.fit.hits > self.fit.inside

    @property
    def rule(self) -> str:
        """The limits in words: ``war.weight > 0.3 and police.kappa <= 2``."""
        return in_words(self.limits)


@dataclass(frozen=True)
class Tree:
    """The leaves, densest first, and how far to trust them.

    Attributes
    ----------
    verdict : "found"; "no split": one leaf; "none hold", "all hold", "no points": nothing to
        tell apart.
    leaves : densest first; none without points.
    accuracy : share of points judged rightly by trees grown without them; None if a kind of
        outcome has fewer than two points.
    base_accuracy : share judged rightly by saying everywhere what is more common.
    folds : parts of the cross-validation; 0 without.
    left_out : points whose evaluation failed.
    """

    verdict: Verdict
    leaves: tuple[Leaf, ...]
    accuracy: float | None
    base_accuracy: float | None
    folds: int
    left_out: int


def grow(
    points: npt.ArrayLike,
    outcome: npt.ArrayLike,
    names: Sequence[str],
    depth: int = 3,
    least: float = 0.05,
    folds: int = 10,
    seed: int = 0,
) -> Tree:
    """A small tree for where a conclusion holds.

    Parameters
    ----------
    points : the parameters' values [n, k].
    outcome : whether the conclusion holds; 0, 1, or NaN where the evaluation failed [n].
    names : of the parameters [k].
    depth : questions in a row at most, 1 to 3.
    least : share of the points that a leaf holds at least.
    folds : parts of the cross-validation; fewer if a kind of outcome has fewer points.
    seed : of the parts, and of the order in which equal splits are tried.

    Raises
    ------
    ValueError : shapes that do not fit, points that are not finite, an outcome other than 0, 1
        and NaN, a name twice, a depth outside 1 to 3, a share outside 0 to .5.

    Source: Breiman et al. 1984.
    """
    known = cases(points, outcome, names)
    number("depth", whole("depth", depth), 1, 3)
    number("least", least, 0.0, 0.5)
    n, holding = len(known.holds), int(known.holds.sum())
    if not n:
        return Tree("no points", (), None, None, 0, known.left_out)
    found = leaves(known, depth, least, seed)
    verdict: Verdict = "found" if len(found) > 1 else "no split"
    if holding in (0, n):
        verdict = "all hold" if holding else "none hold"
    parts = min(whole("folds", folds, 2), holding, n - holding)
    accuracy = _accuracy(known, depth, least, parts, seed) if parts >= 2 else None
    return Tree(verdict, found, accuracy, max(holding, n - holding) / n,
                parts if parts >= 2 else 0, known.left_out)


def leaves(known: Cases, depth: int, least: float, seed: int) -> tuple[Leaf, ...]:
    """The leaves of a tree on some points, densest first."""
    grown = _grow(known, depth, least, seed).tree_
    found = [Leaf(limits, _fit(limits, known)) for limits in _paths(grown, known.names)]
    return tuple(sorted(found, key=lambda leaf: -(leaf.fit.density or 0.0)))


def within(limits: Limits, points: FloatArray, names: Sequence[str]) -> BoolArray:
    """Which points are above the lower limits and up to the upper ones [n]."""
    found = np.ones(len(points), dtype=np.bool_)
    for name, (low, high) in limits.items():
        column = points[:, list(names).index(name)]
        found &= (column > low) & (column <= high)
    return found


def in_words(limits: Limits) -> str:
    """Limits as a sentence: ``0.2 < war.weight <= 0.3``; ``everywhere`` if there are none."""
    return " and ".join(_in_words(name, *ends) for name, ends in limits.items()) or "everywhere"


def _in_words(name: str, low: float, high: float) -> str:
    if low == -math.inf:
        return f"{name} <= {high:.3g}"
    return f"{name} > {low:.3g}" if high == math.inf else f"{low:.3g} < {name} <= {high:.3g}"


def _grow(known: Cases, depth: int, least: float, seed: int) -> DecisionTreeClassifier:
    """A tree as scikit-learn grows it."""
    size = max(math.ceil(least * len(known.holds)), 1)
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=size, random_state=seed)
    return tree.fit(known.points, known.holds)


def _paths(
    grown: Any, names: Sequence[str], node: int = 0, limits: Limits | None = None
) -> Iterator[Limits]:
    """Limits that lead to each leaf below a node; a later question replaces a weaker one."""
    limits = limits or {}
    if grown.children_left[node] < 0:
        yield limits
        return
    name, at = names[grown.feature[node]], float(grown.threshold[node])
    low, high = limits.get(name, (-math.inf, math.inf))
    yield from _paths(grown, names, grown.children_left[node], {**limits, name: (low, at)})
    yield from _paths(grown, names, grown.children_right[node], {**limits, name: (at, high)})


def _fit(limits: Limits, known: Cases) -> Fit:
    """How many points the limits hold; counted by them, so that rule and numbers agree."""
    inside = within(limits, known.points, known.names)
    return Fit(len(known.holds), int(known.holds.sum()), int(inside.sum()),
               int((inside & known.holds).sum()))


def _accuracy(known: Cases, depth: int, least: float, folds: int, seed: int) -> float:
    """Share of points judged rightly by trees grown without them."""
    right = 0
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(
            known.points, known.holds):
        tree = _grow(known._replace(points=known.points[train], holds=known.holds[train]),
                     depth, least, seed)
        right += int((tree.predict(known.points[test]) == known.holds[test]).sum())
    return right / len(known.holds)
