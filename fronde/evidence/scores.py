r"""How good a forecast was: scores of draws, once the weeks are known.

A forecast of a week is a set of draws x_1 ... x_n; y is what was observed. Smaller is better:

    CRPS       mean |x_i - y| - sum_ij |x_i - x_j| / (2 n^2)       fair: n (n - 1) instead of n^2
    log        -log2 (1000 f + 1) / (1000 + B)                f: share of draws in the bin of y
    interval   (u - l) + (2 / a) ((l - y)+ + (y - u)+)     l, u: quantiles a / 2 and 1 - a / 2

Coverage is the share of weeks with l <= y <= u, which should be 1 - a. With ``scale="log10"`` draws
and observations are log10(1 + number) first. The log score asks only for the bin, so it has no
scale.

Sources     Gneiting & Raftery 2007 (all three are proper, the log score but for the draws that it
            adds); Ferro 2014 (the fair CRPS); Hegre et al. 2024 (CRPS, and the log score with these
            bins, of forecasts of deaths)
Limits      all draws alike: CRPS is the absolute error, interval 2 / a times it, coverage 0 or 1;
            the fair CRPS is 0 wherever at most one draw lies on either side of what was observed
Deviations  - the log score adds one draw to each of B bins so that none is impossible, as Hegre et
              al. do. They have 1,000 draws; here the draws count as 1,000, however many they are
            - no kernel density: of draws that are all 0 it is infinite, or not a number
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from fronde.arguments import short
from fronde.errors import DataError
from fronde.evidence.contract import MOST_PERSONS

Floats = NDArray[np.float64]
Scale = Literal["linear", "log10"]
LEVEL = 0.9  # of the interval
_COUNTED = 1000  # what the draws of a week count as, beside one draw a bin
BINS = (0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5)  # Hegre et al. 2024


def crps(observed: Any, draws: Any, *, fair: bool = False, scale: Scale = "linear") -> Floats:
    """The continuous ranked probability score of each week.

    The mean distance from the draws to what was observed, less half of that between draws.

    Parameters
    ----------
    observed : numbers [weeks].
    draws : forecasts of them [weeks, draws].
    fair : whether the score is that of the distribution from which the draws came. The plain score
        is that of the draws themselves, and grows a little as they become fewer.
    scale : ``linear``, or ``log10`` for log10(1 + number).

    Returns
    -------
    Scores [weeks], in the unit of the numbers, or in powers of ten. Never below 0.

    Raises
    ------
    DataError : a number is unknown, not finite, below 0 or too large; the shapes do not fit; there
        are no weeks or no draws; the scale is none; ``fair`` with one draw.

    Source: Gneiting & Raftery 2007; Ferro 2014.
    """
    seen, drawn = _read(observed, draws, scale)
    if fair and drawn.shape[1] < 2:
        raise DataError("the fair CRPS needs at least 2 draws a week: draw more, or use the plain "
                        "one.")
    score: Floats = _library().crps_ensemble(seen, drawn, estimator="pwm" if fair else "qd",
                                             backend="numpy")
    return np.maximum(score, 0.0)  # the sums of the fair one may round to below 0


def log_score(observed: Any, draws: Any, bins: Sequence[float] = BINS) -> Floats:
    """The logarithmic score of each week, by bins.

    How surprising the bin is in which the observed number lies.

    Parameters
    ----------
    observed, draws : as of ``crps``.
    bins : where one bin ends and the next begins, increasing. Those of ``BINS`` are for deaths; see
        ``widen_bins`` for larger numbers.

    Returns
    -------
    Scores [weeks] [bits].

    Raises
    ------
    DataError : as of ``crps``; the bins do not increase.

    Source: Hegre et al. 2024.
    """
    seen, drawn = _read(observed, draws, "linear")
    edges = np.asarray(bins, dtype=float)
    if edges.ndim != 1 or not edges.size or not (np.diff(edges) > 0).all():
        raise DataError(f"bins must be numbers that increase, not {short(bins)}.")
    same = np.digitize(drawn, edges) == np.digitize(seen, edges)[:, None]
    share: Floats = (_COUNTED * same.mean(axis=1) + 1) / (_COUNTED + edges.size + 1)
    return -np.log2(share)


def widen_bins(most: float) -> tuple[float, ...]:
    """``BINS``, and bins of 2.5, 2 and 2 times the last, until one begins beyond ``most``."""
    bins, step = list(BINS), 1000.0
    factors = [2.5, 2.0, 2.0]
    while bins[-1] <= most:
        step *= factors[(len(bins) - len(BINS)) % 3]
        bins.append(step + 0.5)
    return tuple(bins)


def interval_score(observed: Any, draws: Any, *, level: float = LEVEL,
                   scale: Scale = "linear") -> Floats:
    """The score of the central interval of each week: its width, and a price for each miss.

    Parameters
    ----------
    observed, draws, scale : as of ``crps``.
    level : share of draws that the interval holds, between 0 and 1. Its ends are interpolated
        between draws.

    Returns
    -------
    Scores [weeks], in the unit of the numbers, or in powers of ten.

    Raises
    ------
    DataError : as of ``crps``; the level is not between 0 and 1.

    Source: Gneiting & Raftery 2007, section 6.2.
    """
    seen, drawn = _read(observed, draws, scale)
    low, high = _bounds(drawn, level)
    score = _library().interval_score(seen, low, high, 1.0 - level, backend="numpy")
    return np.reshape(score, seen.shape)  # the library drops the axis of a single week


def coverage(observed: Any, draws: Any, *, level: float = LEVEL,
             scale: Scale = "linear") -> NDArray[np.bool_]:
    """Whether each week lies in its central interval, ends included [weeks].

    The mean is the coverage. Parameters and errors are those of ``interval_score``.
    """
    seen, drawn = _read(observed, draws, scale)
    low, high = _bounds(drawn, level)
    return (low <= seen) & (seen <= high)


def read_counts(name: str, given: Any) -> Floats:
    """Numbers of persons or events [weeks], checked.

    Raises
    ------
    DataError : they are not numbers in one row; one is unknown, not finite, below 0 or too large.
    """
    return _numbers(name, given, "[weeks]", 1)


def read_draws(name: str, given: Any, weeks: int) -> Floats:
    """Draws of a forecast [weeks, draws], checked.

    Raises
    ------
    DataError : as of ``read_counts``; the number of weeks is another.
    """
    drawn = _numbers(name, given, "[weeks, draws]", 2)
    if len(drawn) != weeks:
        raise DataError(f"{name} must have a row for each of the {weeks} observed weeks, not "
                        f"{len(drawn)}: the shape is [weeks, draws].")
    return drawn


def _read(observed: Any, draws: Any, scale: str) -> tuple[Floats, Floats]:
    """What was observed and the draws, checked, on their scale."""
    seen = read_counts("observed", observed)
    drawn = read_draws("draws", draws, len(seen))
    if scale == "linear":
        return seen, drawn
    if scale == "log10":
        return np.log10(1.0 + seen), np.log10(1.0 + drawn)
    raise DataError(f"scale must be linear or log10, not {short(scale)}.")


def _numbers(name: str, given: Any, shape: str, axes: int) -> Floats:
    """An array of so many axes whose numbers can be counts."""
    try:
        found = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise DataError(f"{name} must be numbers {shape}, not {short(given)}.") from None
    if found.ndim != axes:
        raise DataError(f"{name} must have the shape {shape}, not {list(found.shape)}.")
    if not found.size:
        raise DataError(f"{name} is empty: the window has no weeks, or no draws. Choose a longer "
                        "one.")
    if np.isnan(found).any():
        raise DataError(f"{name} has an unknown number (NaN) in {_where(np.isnan(found))}: leave "
                        "out the weeks that are not known. Unknown is not 0.")
    if not ((found >= 0) & (found <= MOST_PERSONS)).all():
        wrong = ~((found >= 0) & (found <= MOST_PERSONS))
        raise DataError(f"{name} has {found[wrong][0]:g} in {_where(wrong)}: counts must be from 0 "
                        f"to {MOST_PERSONS:g}.")
    return found


def _where(wrong: NDArray[np.bool_]) -> str:
    """The first week that is wrong."""
    return f"week {int(np.argwhere(wrong)[0][0]) + 1}"


def _bounds(drawn: Floats, level: float) -> tuple[Floats, Floats]:
    """Ends of the central interval of each week."""
    if not (isinstance(level, (int, float)) and 0 < level < 1):
        raise DataError(f"level must be a number between 0 and 1, not {short(level)}.")
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return low, high


def _library() -> Any:
    """The library of scores. Its import compiles for seconds, so only who scores pays for it."""
    import scoringrules

    return scoringrules
