"""Refuse inputs that make no sense, by name and before any arithmetic."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def number(name: str, value: float, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite number from ``low`` to ``high``, both ends allowed.

    Raises
    ------
    ValueError : not finite, or outside.
    """
    value = float(value)
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, not {value}")
    if not low <= value <= high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, not {value:g}")
    return value


def positive(name: str, value: float) -> float:
    """A finite number above zero.

    Raises
    ------
    ValueError : not finite, zero or negative.
    """
    value = number(name, value)
    if value <= 0.0:
        raise ValueError(f"{name} must be above 0, not {value:g}")
    return value


def whole(name: str, value: float, low: int = 0) -> int:
    """A whole number from ``low`` up.

    Raises
    ------
    ValueError : not finite, not whole, or below ``low``.
    """
    value = number(name, value, low)
    if value != int(value):
        raise ValueError(f"{name} must be a whole number, not {value:g}")
    return int(value)


def one_of(name: str, value: str, known: Collection[str]) -> str:
    """One of the words that are known.

    Raises
    ------
    ValueError : another.
    """
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}")
    return value


def one_per_person(name: str, values: npt.ArrayLike) -> FloatArray:
    """One number for each person [n]; infinity stands for never or always.

    Raises
    ------
    ValueError : empty, not one-dimensional, or NaN in it.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must be a list of one number for each person")
    if np.isnan(array).any():
        raise ValueError(f"{name} must not contain NaN")
    return array
