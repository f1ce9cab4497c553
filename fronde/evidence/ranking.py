"""A forecast beside naive rules, by the same scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fronde.evidence.baselines import DRAWS, YEAR, list_rules
from fronde.evidence.scores import (
    Scale,
    coverage,
    crps,
    interval_score,
    log_score,
    read_counts,
    read_draws,
    widen_bins,
)

MODEL = "model"


def compare_rules(
    weeks_before: Any, weeks_held_back: Any, draws_of_model: Any = None, seed: int = 1, *,
    year: int = YEAR, draws: int = DRAWS, scale: Scale = "linear",
) -> pl.DataFrame:
    """Score naive rules, and a model if its draws are given, on weeks that were held back.

    All rules forecast all weeks held back from the weeks before, at once. A model that scores worse
    than a rule has not foreseen these weeks. One that scores better has not been shown to be true.

    Parameters
    ----------
    weeks_before : counts of the weeks before [weeks], in their order. At least 52: 30 are needed to
        fit self-excitation, and a year for conflictology.
    weeks_held_back : counts of the weeks that follow [weeks].
    draws_of_model : forecasts of them [weeks, draws], from weeks before only, or a mapping from
        names to forecasts. A score of few draws is a little too large: use 100 or more.
    seed : of the rules' draws.
    year : weeks of a year: 52, or 12 if the counts are of months.
    draws : of each rule that draws by chance.
    scale : ``linear``, or ``log10`` for scores of log10(1 + count). The log score has none.

    Returns
    -------
    DataFrame : ``rule, crps, log, interval, coverage``, a row a rule, the model first. Means over
        the weeks held back; smaller is better. ``crps`` and ``interval`` are in the unit of the
        counts or in powers of ten, ``log`` in bits. ``coverage`` is the share of weeks in the
        interval of 90 %, and should be 0.9. The bins of ``log`` reach beyond the largest of the
        weeks before.

    Raises
    ------
    DataError : too few weeks; a count is unknown, below 0, too large or, before, not whole; shapes
        that do not fit.
    ScenarioError : a seed, a year or a number of draws that is none.

    Source: Gneiting & Raftery 2007; Hegre et al. 2024.
    """
    before = read_counts("weeks_before", weeks_before)
    seen = read_counts("weeks_held_back", weeks_held_back)
    if not isinstance(draws_of_model, Mapping):
        draws_of_model = {} if draws_of_model is None else {MODEL: draws_of_model}
    forecasts = {name: read_draws("draws_of_model", drawn, len(seen))
                 for name, drawn in draws_of_model.items()}
    forecasts |= {name: rule(before, len(seen))
                  for name, rule in list_rules(year, draws, seed).items()}
    bins = widen_bins(before.max())
    return pl.DataFrame([_row(name, seen, drawn, scale, bins)
                         for name, drawn in forecasts.items()])


def _row(name: str, seen: NDArray[np.float64], drawn: NDArray[np.float64], scale: Scale,
         bins: tuple[float, ...]) -> dict[str, str | float]:
    """The mean scores of one forecast."""
    means = {"crps": crps(seen, drawn, scale=scale), "log": log_score(seen, drawn, bins),
             "interval": interval_score(seen, drawn, scale=scale),
             "coverage": coverage(seen, drawn, scale=scale)}
    return {"rule": name, **{score: float(each.mean()) for score, each in means.items()}}
