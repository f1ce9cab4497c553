r"""Each acts once enough others act: where a crowd comes to rest.

Granovetter (persons), with thresholds t_i and r the number that acts:

    r(k+1) = #{i: t_i <= r(k)},   r(0) = 0,   resting at the least fixed point
    t ~ N(mean, sd):   least root of r = size Phi((r - mean) / sd)

Kuran (percent): join iff S >= T, the same rule from any start, with several equilibria.

Siegel (shares): participate iff b_i > c_i with c_i(0) = 1 and, with lpr the local
participation rate and lambda inertia,

    c_i(t+1) = lambda c_i(t) + (1 - lambda) (1 - lpr_i(t))

which on the complete network rests where Granovetter's crowd of thresholds 1 - b does.

Sources  Granovetter 1978, American Journal of Sociology 83:1420
         Kuran 1991, World Politics 44:7
         Siegel 2009, American Journal of Political Science 53:122
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fronde.theory.inputs import FloatArray, IntArray, number, one_per_person, positive, whole
from fronde.theory.roots import density, normal, root_between


class Tangency(NamedTuple):
    """Where the low resting point of a crowd vanishes.

    Attributes
    ----------
    sd : the spread of thresholds at which it does [persons].
    root : how many act there, just before nearly everybody does [persons].
    """

    sd: float
    root: float


def rounds(thresholds: npt.ArrayLike) -> IntArray:
    """How many act after each round, everybody looking at the round before.

    ``r(k+1) = #{i: t_i <= r(k)}`` from ``r(0) = 0``.

    Parameters
    ----------
    thresholds : how many must act before each person does [n, persons]; inf: never.

    Returns
    -------
    r(0), r(1), ... up to the first that repeats, given once [rounds + 1, persons].

    Raises
    ------
    ValueError : no thresholds, or NaN among them.

    Source: Granovetter 1978.
    """
    limits = np.sort(one_per_person("thresholds", thresholds))
    path = [0]
    while (acting := _acting(limits, path[-1])) != path[-1]:
        path.append(acting)
    return np.array(path, dtype=np.int64)


def least_fixed_point(thresholds: npt.ArrayLike) -> int:
    """How many act in the end when nobody acts at first [persons].

    Raises
    ------
    ValueError : no thresholds, or NaN among them.

    Source: Granovetter 1978.
    """
    return int(rounds(thresholds)[-1])


def least_root_normal(mean: float, sd: float, size: float) -> float:
    """How many act in the end in a large crowd with normal thresholds [persons].

    The least root of ``r = size Phi((r - mean) / sd)``. The excess of the right side over
    the left falls, rises and falls again, turning where ``size phi(z) = sd``; the least
    root lies before the first turn if the excess is used up there, else after the second.

    Parameters
    ----------
    mean, sd : of the thresholds [persons, or shares if ``size`` is 1].
    size : the crowd [persons].

    Raises
    ------
    ValueError : not finite; ``sd`` or ``size`` not above 0.

    Source: Granovetter 1978.
    """
    mean, sd, size = number("mean", mean), positive("sd", sd), positive("size", size)

    def excess(r: float) -> float:
        return size * normal((r - mean) / sd) - r

    steepest = size * density(0.0) / sd
    if steepest <= 1.0:
        return root_between(excess, 0.0, size)
    turn = sd * math.sqrt(2.0 * math.log(steepest))
    if mean - turn > 0.0 and excess(min(mean - turn, size)) <= 0.0:
        return root_between(excess, 0.0, min(mean - turn, size))
    return root_between(excess, min(max(mean + turn, 0.0), size), size)


def vanishing_point(mean: float, size: float) -> Tangency:
    """The spread of thresholds at which a handful suddenly becomes a crowd.

    The low root touches the diagonal: with ``r = mean - sd z``, both ``r = size Phi(-z)``
    and ``sd = size phi(z)``, so ``z phi(z) + Phi(-z) = mean / size``, whose left side
    falls from 1/2 to 0.

    Parameters
    ----------
    mean : of the thresholds, above 0 and below half the crowd [persons].
    size : the crowd [persons].

    Raises
    ------
    ValueError : not finite, or no such point for this mean.

    Source: Granovetter 1978 (the jump near 12.2 for mean 25 of 100).
    """
    size = positive("size", size)
    mean = positive("mean", mean)
    if mean >= size / 2.0:
        raise ValueError("mean must lie below half of size: otherwise nothing vanishes")
    target = mean / size
    z = root_between(lambda z: z * density(z) + normal(-z) - target, 0.0, 40.0)
    return Tangency(sd=size * density(z), root=size * normal(-z))


def kuran_equilibria(thresholds: npt.ArrayLike) -> FloatArray:
    """Every size of the opposition at which nobody wants to change sides [percent].

    All S = 100 k / n with ``#{i: T_i <= S} = k``, ascending.

    Parameters
    ----------
    thresholds : public opposition at which each person joins it [n, percent].

    Raises
    ------
    ValueError : no thresholds, or NaN among them.

    Source: Kuran 1991.
    """
    scaled = _scale(thresholds)
    size = scaled.size
    steady = [k for k in range(size + 1) if _acting(scaled, 100.0 * k) == k]
    return np.array(steady, dtype=np.float64) * 100.0 / size


def kuran_path(
    thresholds: npt.ArrayLike, shifts: npt.ArrayLike, start: float = 0.0
) -> FloatArray:
    """Where the opposition comes to rest as pressure falls and rises again [percent].

    Under each shift everybody's threshold is ``T_i + shift`` and people join and leave
    until nobody moves; the next shift starts from there. Where equilibria are several, the
    way down differs from the way up (hysteresis).

    Parameters
    ----------
    thresholds : public opposition at which each person joins it [n, percent].
    shifts : what is added to every threshold, step by step [steps, percentage points].
    start : opposition before the first step [percent].

    Returns
    -------
    Opposition at rest under each shift [steps, percent].

    Raises
    ------
    ValueError : empty or NaN inputs; a start that is not a number of whole persons.

    Source: Kuran 1991.
    """
    scaled = _scale(thresholds)
    steps = one_per_person("shifts", shifts) * scaled.size
    acting = whole("persons at the start", number("start", start, 0, 100) * scaled.size / 100.0)
    path = []
    for step in steps:
        acting = _settle(scaled + step, acting)
        path.append(acting)
    return np.array(path, dtype=np.float64) * 100.0 / scaled.size


def siegel_root(mean: float, sd: float) -> float:
    """Share that participates in the end in a large crowd where all see all.

    The least root of ``x = Phi((mean - 1 + x) / sd)``: thresholds ``1 - b``.

    Parameters
    ----------
    mean, sd : of the net benefits b.

    Raises
    ------
    ValueError : not finite, or ``sd`` not above 0.

    Source: Siegel 2009.
    """
    return least_root_normal(1.0 - number("mean", mean), sd, 1.0)


def siegel_error(mean: float, sd: float, people: int) -> float:
    """Standard error of the final share in one crowd drawn at random.

    The share of thresholds below x varies by ``sqrt(x (1 - x) / n)``, and the root moves
    by that over one minus the slope ``phi((mean - 1 + x) / sd) / sd`` [share].

    Parameters
    ----------
    mean, sd : of the net benefits b.
    people : size of the crowd.

    Raises
    ------
    ValueError : not finite, ``sd`` not above 0, nobody there.

    Source: the delta method on the root of ``siegel_root``.
    """
    people = whole("people", people, 1)
    share = siegel_root(mean, sd)
    slope = density((mean - 1.0 + share) / sd) / sd
    return math.sqrt(share * (1.0 - share) / people) / (1.0 - slope)


def _acting(limits: FloatArray, seen: float) -> int:
    """How many have a threshold at or below what they see (thresholds ascending)."""
    return int(np.searchsorted(limits, seen, side="right"))


def _scale(thresholds: npt.ArrayLike) -> FloatArray:
    """Percent times persons, ascending, so that ``T <= 100 k / n`` needs no division."""
    limits = np.sort(one_per_person("thresholds", thresholds))
    return limits * limits.size


def _settle(scaled: FloatArray, acting: int) -> int:
    """Join and leave until nobody moves; monotone from any start, so it ends."""
    while (following := _acting(scaled, 100.0 * acting)) != acting:
        acting = following
    return acting
