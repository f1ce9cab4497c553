r"""Two forces wear each other down until one is gone.

x and y are those left on either side, a what each y does to x and b what each x does to y:

    square      dx/dt = -a y,     dy/dt = -b x       b x^2 - a y^2 stays
    linear      dx/dt = -a x y,   dy/dt = -b x y     b x - a y stays
    Deitchman   dx/dt = -a y,     dy/dt = -b x y     (b / 2) x^2 - a y stays

Under the square law all aim at what they see; under the linear law all fire into an area;
Deitchman's regulars x stand in the open, his irregulars y hide. The side with the larger term
of what stays is the one left. One person at a time, the same fights are a jump chain (the
module ``duel``).

Sources  Lanchester 1916, Aircraft in warfare; Deitchman 1962, Operations Research 10:818
"""

from __future__ import annotations

import math
from typing import NamedTuple

from fronde.theory.inputs import number, positive


class FightEnd(NamedTuple):
    """How a fight to the end ends.

    Attributes
    ----------
    x, y : who is left on either side [persons].
    time : when; inf if the end is only approached.
    """

    x: float
    y: float
    time: float


def square_invariant(x: float, y: float, a: float, b: float) -> float:
    """What stays while all aim: ``b x^2 - a y^2``, above 0 if x is the one left.

    Parameters
    ----------
    x, y : either side [persons].
    a, b : losses of x by each y, of y by each x [1/time].

    Raises
    ------
    ValueError : negative or not finite; a rate not above 0.

    Source: Lanchester 1916.
    """
    x, y, a, b = _check(x, y, a, b)
    return b * x * x - a * y * y


def square_end(x: float, y: float, a: float, b: float) -> FightEnd:
    """Who is left when all aim and fight to the end, and when.

    x is left iff ``b x^2 > a y^2``: ``sqrt(x^2 - (a / b) y^2)`` of them, at

        t = artanh(sqrt(a / b) y / x) / sqrt(a b)

    and the other way round; equals wear each other down for ever.

    Parameters
    ----------
    x, y : either side at first [persons].
    a, b : losses of x by each y, of y by each x [1/time].

    Raises
    ------
    ValueError : negative or not finite; a rate not above 0.

    Source: Lanchester 1916.
    """
    kept, odds = square_invariant(x, y, a, b), math.sqrt(a / b)
    if kept == 0.0:
        return FightEnd(0.0, 0.0, math.inf if x > 0.0 else 0.0)
    weaker = odds * y / x if kept > 0.0 else x / y / odds
    if weaker >= 1.0:  # equals, to the last digit
        return FightEnd(0.0, 0.0, math.inf)
    over = math.atanh(weaker) / math.sqrt(a * b)
    if kept > 0.0:
        return FightEnd(math.sqrt(kept / b), 0.0, over)
    return FightEnd(0.0, math.sqrt(-kept / a), over)


def linear_invariant(x: float, y: float, a: float, b: float) -> float:
    """What stays while all fire into an area: ``b x - a y``, above 0 if x is the one left.

    Parameters
    ----------
    x, y : either side [persons].
    a, b : losses of x by each y, of y by each x, for each who can be hit [1/(time person)].

    Raises
    ------
    ValueError : negative or not finite; a rate not above 0.

    Source: Lanchester 1916.
    """
    x, y, a, b = _check(x, y, a, b)
    return b * x - a * y


def linear_end(x: float, y: float, a: float, b: float) -> FightEnd:
    """Who is left when all fire into an area: ``x - (a / b) y`` or ``y - (b / a) x``.

    The end is approached and never reached, since the last are hard to find.

    Parameters
    ----------
    x, y : either side at first [persons].
    a, b : losses of x by each y, of y by each x, for each who can be hit [1/(time person)].

    Raises
    ------
    ValueError : negative or not finite; a rate not above 0.

    Source: Lanchester 1916.
    """
    kept = linear_invariant(x, y, a, b)
    time = math.inf if x > 0.0 and y > 0.0 else 0.0
    return FightEnd(max(0.0, kept / b), max(0.0, -kept / a), time)


def deitchman_invariant(x: float, y: float, a: float, b: float) -> float:
    """What stays while irregulars hide: ``(b / 2) x^2 - a y``, below 0 if they are left.

    Parameters
    ----------
    x, y : regulars and irregulars [persons].
    a : losses of the regulars by each irregular, aimed [1/time].
    b : losses of the irregulars by each regular, for each who can be hit [1/(time person)].

    Raises
    ------
    ValueError : negative or not finite; a rate not above 0.

    Source: Deitchman 1962.
    """
    x, y, a, b = _check(x, y, a, b)
    return b / 2.0 * x * x - a * y


def deitchman_end(x: float, y: float, a: float, b: float) -> FightEnd:
    """Who is left when irregulars hide and all fight to the end, and when.

    Irregulars are left iff ``y > b x^2 / (2 a)``: ``y - b x^2 / (2 a)`` of them, at

        t = 2 arctan(x / r) / (b r),   r^2 = 2 a y / b - x^2

    otherwise ``sqrt(x^2 - 2 a y / b)`` regulars, who never find the last irregular.

    Parameters
    ----------
    x, y : regulars and irregulars at first [persons].
    a : losses of the regulars by each irregular, aimed [1/time].
    b : losses of the irregulars by each regular, for each who can be hit [1/(time person)].

    Raises
    ------
    ValueError : negative or not finite; a rate not above 0.

    Source: Deitchman 1962.
    """
    kept = deitchman_invariant(x, y, a, b)
    if kept >= 0.0:
        return FightEnd(math.sqrt(2.0 * kept / b), 0.0, math.inf if y > 0.0 else 0.0)
    reach = math.sqrt(-2.0 * kept / b)
    return FightEnd(0.0, -kept / a, 2.0 * math.atan(x / reach) / (b * reach))


def _check(x: float, y: float, a: float, b: float) -> tuple[float, float, float, float]:
    """Forces from 0 and rates above 0."""
    return number("x", x, 0.0), number("y", y, 0.0), positive("a", a), positive("b", b)
