"""Points over the priors: where in the space of plausible assumptions a study looks.

    value of a parameter at a point = quantile(u) of its prior,    u in (0, 1)

A scrambled Sobol' sequence fills the space evenly and can be prolonged: the first points of a
longer one are the shorter one. A Latin hypercube stratifies each parameter by itself.

Sources     Owen 1998 (scrambled nets); McKay, Beckman, Conover 1979 (Latin hypercube)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import qmc

from fronde.errors import ScenarioError
from fronde.parameters import Prior

Floats = NDArray[np.float64]
Method = Literal["sobol", "lhs"]
MOST_POINTS = 2**30  # what one Sobol' sequence of scipy holds


@dataclass(frozen=True)
class Points:
    """Assumptions to be tried.

    Attributes
    ----------
    names : path of each parameter.
    unit : place of each point within the priors, 0 to 1 [points, parameters].
    values : in the parameters' own units [points, parameters].
    """

    names: tuple[str, ...]
    unit: Floats
    values: Floats

    def __len__(self) -> int:
        return len(self.values)

    def at(self, point: int) -> dict[str, float]:
        """Path -> value of one point."""
        return dict(zip(self.names, self.values[point].tolist(), strict=True))

    def frame(self, numbers: Floats) -> pl.DataFrame:
        """``values`` or ``unit`` as a table: a row a point, a column a parameter."""
        return pl.DataFrame(numbers, schema=list(self.names), orient="row").insert_column(
            0, pl.Series("point", range(len(self)), dtype=pl.Int32))


def points(priors: Mapping[str, Prior], count: int, seed: int, method: Method) -> Points:
    """So many points over the priors; the same seed gives the same ones.

    Where nothing is open, every point is the scenario itself.

    Raises
    ------
    ScenarioError : more points than a sequence holds.
    """
    if count > MOST_POINTS:
        raise ScenarioError(f"{count:,} parameter sets are too many: give at most "
                            f"{MOST_POINTS:,} points.")
    if not priors:
        return Points((), np.zeros((count, 0)), np.zeros((count, 0)))
    if method == "lhs":
        unit = qmc.LatinHypercube(len(priors), rng=np.random.default_rng(seed)).random(count)
    else:
        unit = sobol(len(priors), count, seed)
    return place_points(priors, unit)


def sobol(parameters: int, count: int, seed: int) -> Floats:
    """The first points of a scrambled Sobol' sequence [count, parameters]."""
    sequence = qmc.Sobol(parameters, scramble=True, rng=np.random.default_rng(seed))
    whole = sequence.random_base2(max(count - 1, 0).bit_length())  # else scipy warns of balance
    return np.asarray(whole[:count])


def place_points(priors: Mapping[str, Prior], unit: Floats) -> Points:
    """Points of the unit cube [points, parameters] as values of the priors."""
    values = np.array([[prior.quantile(float(u)) for prior, u in zip(priors.values(), row,
                                                                    strict=True)]
                       for row in unit])
    return Points(tuple(priors), unit, values.reshape(unit.shape))
