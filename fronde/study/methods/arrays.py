"""Arrays of a study: over parameter sets, and over the replicates of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainSerializer, PlainValidator

Floats = NDArray[np.float64]


def finite_or_not(given: Any) -> Floats:
    """Numbers from lists, as files of findings have them.

    Raises
    ------
    ValueError : texts that are no numbers, or rows of different lengths.
    """
    return np.asarray(given, dtype=np.float64)


# Arrays that findings consist of: lists in files.
Kept = Annotated[Floats, PlainValidator(finite_or_not), PlainSerializer(np.ndarray.tolist)]


def over_replicates(each: Floats) -> Floats:
    """Mean over the replicates that there are [points, replicates] -> [points]; NaN of none."""
    there = ~np.isnan(each)
    with np.errstate(invalid="ignore"):
        found: Floats = np.where(there, each, 0.0).sum(axis=1) / there.sum(axis=1)
    return found


def among(each: Floats, values: Sequence[float]) -> bool:
    """Whether all numbers that are known are some of these."""
    return bool((np.isin(each, values) | np.isnan(each)).all())
