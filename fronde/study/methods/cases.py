"""Points whose outcome is known, and how well a region tells where a conclusion holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fronde.theory.inputs import FloatArray

BoolArray = npt.NDArray[np.bool_]
Limits = dict[str, tuple[float, float]]


class Cases(NamedTuple):
    """Points whose outcome is known.

    Attributes
    ----------
    points : the parameters' values [n, k].
    holds : whether the conclusion holds there [n].
    names : of the parameters [k].
    left_out : points whose evaluation failed.
    """

    points: FloatArray
    holds: BoolArray
    names: tuple[str, ...]
    left_out: int


@dataclass(frozen=True)
class Fit:
    """How well a region tells where a conclusion holds.

    Attributes
    ----------
    n, holding : points, and those where it holds.
    inside, hits : points in the region, and those of them where it holds.
    """

    n: int
    holding: int
    inside: int
    hits: int

    @property
    def base_rate(self) -> float | None:
        """Share of all points that hold."""
        return self.holding / self.n if self.n else None

    @property
    def mass(self) -> float | None:
        """Share of all points that are inside."""
        return self.inside / self.n if self.n else None

    @property
    def coverage(self) -> float | None:
        """Share of the holding points that are inside."""
        return self.hits / self.holding if self.holding else None

    @property
    def density(self) -> float | None:
        """Share of the points inside that hold."""
        return self.hits / self.inside if self.inside else None

    @property
    def separation(self) -> float:
        """Coverage less the share of failing points that are inside; 0 for all or nothing."""
        failing = self.n - self.holding
        if not self.holding or not failing:
            return 0.0
        return self.hits / self.holding - (self.inside - self.hits) / failing


def cases(points: npt.ArrayLike, outcome: npt.ArrayLike, names: Sequence[str]) -> Cases:
    """Points with their outcome, those whose evaluation failed left out and counted.

    Raises
    ------
    ValueError : as ``box``.
    """
    places, found = match_cases(points, outcome, names)
    known = ~np.isnan(found)
    if not np.isin(found[known], (0, 1)).all():
        raise ValueError("outcome must be 0 or 1, or NaN where an evaluation failed")
    return Cases(places[known], found[known] == 1, tuple(names), int((~known).sum()))


def match_cases(
    points: npt.ArrayLike, outcome: npt.ArrayLike, names: Sequence[str]
) -> tuple[FloatArray, FloatArray]:
    """Points [n, k] and outcomes [n] that belong together, NaN where an evaluation failed.

    Raises
    ------
    ValueError : shapes that do not fit, something infinite, a point with NaN, a name twice.
    """
    places, found = np.asarray(points, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    if places.ndim != 2 or found.shape != places.shape[:1]:
        raise ValueError(f"one outcome a point is needed, not {found.shape} for {places.shape}")
    if len(names) != places.shape[1] or len(set(names)) != len(names):
        raise ValueError(f"{places.shape[1]} different names are needed, one a parameter")
    if not np.isfinite(places).all():
        raise ValueError("points must be finite")
    if np.isinf(found).any():
        raise ValueError("outcome must be finite, or NaN where an evaluation failed")
    return places, found
