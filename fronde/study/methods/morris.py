r"""Which of many parameters move an outcome at all: one step at a time, from many places.

A trajectory starts anywhere in the unit cube and moves each parameter once, in random order, by
half of its prior. The elementary effect of parameter i on trajectory t and its summaries are

    e_i(t) = (y(x + d) - y(x)) / d_i,   d_i = +-1/2
    mu_i = mean_t e_i(t),   mu*_i = mean_t |e_i(t)|,   sigma_i = sd_t e_i(t)

mu* says how much a parameter moves the outcome, per whole prior; mu in which direction, on
balance; sigma how much that depends on where one stands (curves, interactions, noise).

Values have noise, so that an effect of nothing is not 0. With R replicates of all points an effect
is the mean of those of the replicates, e_ir(t), which say how much they vary by noise alone:

    noise_i = sqrt(2 / pi) sqrt(mean_t var_r e_ir(t) / R)

(mean absolute value of a normal number). mu*_i does not fall below that, and a parameter whose mu*
is near it was not seen to matter. Noise that both ends of a step share cancels in e_ir, so that it
does not count; of independent noise of variance v a value, noise is 2 sqrt(v / (pi R)) / |d|.

Sources     Morris 1991, Technometrics 33:161; mu*: Campolongo, Cariboni and Saltelli 2007,
            Environmental Modelling & Software 22:1509
Deviations  levels are the middles of equal shares of the prior, so none is 0 or 1, where
            quantiles may be infinite; trajectories are drawn, not picked for their spread
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import bootstrap

from fronde.study.methods.arrays import over_replicates
from fronde.theory.inputs import FloatArray, IntArray, whole

CONFIDENCE = 0.95


@dataclass(frozen=True)
class ElementaryEffect:
    """How one parameter moves the outcome, per whole prior.

    Attributes
    ----------
    mu, mu_star : mean effect, and mean size of an effect; None if every effect was dropped.
    sigma : standard deviation of effects; None below two.
    low, high : 95 % percentile interval of ``mu_star`` over trajectories; None below two.
    noise : what ``mu_star`` comes to by noise alone; None where no effect has several replicates.
    used, dropped : effects that count, and effects without a replicate of which both ends have a
        value.
    """

    mu: float | None
    mu_star: float | None
    sigma: float | None
    low: float | None
    high: float | None
    noise: float | None
    used: int
    dropped: int


@dataclass(frozen=True)
class Screening:
    """Effects of all parameters, in the order of the columns.

    Attributes
    ----------
    effects : one for each parameter.
    trajectories : how many there were.
    failed : evaluations that were NaN.
    """

    effects: tuple[ElementaryEffect, ...]
    trajectories: int
    failed: int

    @property
    def dropped(self) -> int:
        """Effects lost to failed evaluations, all parameters together."""
        return sum(effect.dropped for effect in self.effects)


def design(parameters: int, trajectories: int, seed: int, levels: int = 4) -> FloatArray:
    """Points to be evaluated, trajectory after trajectory [trajectories * (k + 1), k].

    Level j of p stands for ``(j + 1/2) / p``, the middle of one of p equal shares of the prior:
    with p = 4, at .125, .375, .625 and .875. Each parameter moves by p / 2 levels, which is 1/2,
    up from the lower half and down from the upper one; so all levels are visited equally often.
    A longer design with the same seed starts with the shorter one.

    Parameters
    ----------
    parameters : k, how many.
    trajectories : how many; 10 to 50 are usual.
    seed : same seed, same points.
    levels : p, even.

    Raises
    ------
    ValueError : no parameter, no trajectory, or levels that are not even.

    Source: Morris 1991, section 3.
    """
    whole("parameters", parameters, 1)
    whole("trajectories", trajectories, 1)
    if whole("levels", levels, 2) % 2:
        raise ValueError(f"levels must be even, not {levels}: a step is half of them")
    rng = np.random.default_rng(seed)
    found = [_trajectory(parameters, levels, rng) for _ in range(trajectories)]
    return (np.concatenate(found) + 0.5) / levels


def analyse(
    points: npt.ArrayLike,
    values: npt.ArrayLike,
    resamples: int = 1000,
    seed: int = 0,
) -> Screening:
    """Effects of each parameter from the values at a design's points.

    A failed evaluation is NaN: only the effects that start or end there are dropped, and counted.
    Of replicates those are dropped, and the effect is the mean of the others.
    The interval resamples trajectories with replacement; with few of them it is too narrow.

    Parameters
    ----------
    points : as ``design`` gave them [trajectories * (k + 1), k].
    values : outcome at each, NaN if it failed [trajectories * (k + 1)], or of each replicate
        [trajectories * (k + 1), R].
    resamples : how many for the intervals.
    seed : of the resampling.

    Raises
    ------
    ValueError : points that are not trajectories, a value missing or infinite.

    Source: Morris 1991; Campolongo et al. 2007.
    """
    steps, order = _steps(np.asarray(points, dtype=np.float64))
    trajectories, k = order.shape
    heard = shape_replicates(values, trajectories * (k + 1)).reshape(trajectories, k + 1, -1)
    effects = np.empty((trajectories, k, heard.shape[2]))
    np.put_along_axis(effects, order[:, :, None], np.diff(heard, axis=1) / steps[:, :, None],
                      axis=1)
    return Screening(
        tuple(_summary(over_replicates(each), _noise(each), resamples, seed)
              for each in np.swapaxes(effects, 0, 1)),
        trajectories, int(np.isnan(heard).sum()))


def shape_replicates(values: npt.ArrayLike, size: int) -> FloatArray:
    """Numbers for each point of a design, one a replicate [points, replicates].

    See ``shape_values``.

    Raises
    ------
    ValueError : not that many, or infinite.
    """
    found = np.asarray(values, dtype=np.float64)
    columns = found.reshape(len(found), -1) if found.size else found.reshape(0, 1)
    return np.stack([shape_values(column, size) for column in columns.T], axis=1)


def shape_values(values: npt.ArrayLike, size: int) -> FloatArray:
    """One number for each point of a design, NaN where the evaluation failed [points].

    Raises
    ------
    ValueError : not that many, or infinite.
    """
    found = np.asarray(values, dtype=np.float64)
    if found.shape != (size,):
        raise ValueError(f"values must be one for each of {size} points, not {found.shape}")
    if np.isinf(found).any():
        raise ValueError("values must be finite, or NaN where an evaluation failed")
    return found


def _trajectory(parameters: int, levels: int, rng: np.random.Generator) -> IntArray:
    """Levels along a trajectory [k + 1, k]."""
    start = rng.integers(levels, size=parameters)
    turn = rng.permutation(parameters)
    end = (start + levels // 2) % levels
    return np.where(turn < np.arange(parameters + 1)[:, None], end, start)


def _steps(points: FloatArray) -> tuple[FloatArray, IntArray]:
    """Each step's length, and the parameter that it moves [trajectories, k], in order."""
    if points.ndim != 2 or not points.size or len(points) % (points.shape[1] + 1):
        raise ValueError(f"points must be trajectories of k + 1 rows, not {points.shape}")
    k = points.shape[1]
    moves = np.diff(points.reshape(-1, k + 1, k), axis=1)
    order = np.abs(moves).argmax(axis=2)
    once = (np.sort(order, axis=1) == np.arange(k)).all()
    if not once or (np.count_nonzero(moves, axis=2) != 1).any():
        raise ValueError("points must move one parameter at a time, each once a trajectory")
    return np.take_along_axis(moves, order[:, :, None], axis=2)[:, :, 0], order


def _noise(effects: FloatArray) -> float | None:
    """Mean size of one parameter's mean effect by noise alone [trajectories, replicates]."""
    whole = effects[~np.isnan(effects).any(axis=1)]
    replicates = effects.shape[1]
    if replicates < 2 or not len(whole):
        return None
    return math.sqrt(2.0 / math.pi * float(whole.var(axis=1, ddof=1).mean()) / replicates)


def _summary(effects: FloatArray, noise: float | None, resamples: int,
             seed: int) -> ElementaryEffect:
    """One parameter's effects, failed ones left out [trajectories]."""
    used = effects[~np.isnan(effects)]
    counts = (noise, used.size, effects.size - used.size)
    if not used.size:
        return ElementaryEffect(None, None, None, None, None, *counts)
    mu, mu_star = float(used.mean()), float(np.abs(used).mean())
    if used.size == 1:
        return ElementaryEffect(mu, mu_star, None, None, None, *counts)
    # One effect a trajectory: to resample a parameter's effects is to resample trajectories.
    interval = bootstrap(
        (np.abs(used),), np.mean, n_resamples=resamples, confidence_level=CONFIDENCE,
        method="percentile", rng=np.random.default_rng(seed)).confidence_interval
    return ElementaryEffect(
        mu, mu_star, float(used.std(ddof=1)), float(interval.low), float(interval.high), *counts)
