r"""Two forces lose one person at a time until one is gone.

With x and y left, the next to fall is one of x or one of y in proportion to the rates

    x loses one at a y x^u,   y loses one at b x y^v

u = v = 0 is Lanchester's square law, u = v = 1 his linear law, u = 0, v = 1 Deitchman's. When
each falls does not matter to who is left: only the order does, a jump chain on a finite grid,
whose chances are summed exactly, one loss after the other. Between equals under the square law

    P(n beats m) = sum_{i=1..n} (-1)^(n-i) i^(n+m) / ((n-i)! (m+i)!)

Sources  Lanchester 1916, Aircraft in warfare; Deitchman 1962, Operations Research 10:818;
         the jump chain of a Markov process (Gillespie 1976)
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from fronde.theory.inputs import FloatArray, number, positive, whole


class Survivors(NamedTuple):
    """Chances of who is left at the end; all entries of both but the first add up to 1.

    Attributes
    ----------
    x : chance that 0, 1, ... of x are left [x + 1, share]; at 0 that y wins.
    y : chance that 0, 1, ... of y are left [y + 1, share]; at 0 that x wins.
    """

    x: FloatArray
    y: FloatArray


def survivors(
    x: int, y: int, a: float, b: float, exposed: float = 0.0, concealed: float = 0.0
) -> Survivors:
    """How many of each side are left when one is gone, with the chance of each outcome.

    Parameters
    ----------
    x, y : either side at first, not both 0 [persons].
    a, b : as in the rates above [1/fight], above 0.
    exposed, concealed : u and v, 0 (aimed) to 1 (into an area).

    Raises
    ------
    ValueError : nobody there; not whole, negative, not finite; u or v outside 0 to 1.

    Source: the jump chain of the mechanism ``combat``.
    """
    x, y = whole("x", x), whole("y", y)
    if x + y == 0:
        raise ValueError("x and y must not both be 0: nobody is there to win")
    a, b = positive("a", a), positive("b", b)
    u, v = number("exposed", exposed, 0.0, 1.0), number("concealed", concealed, 0.0, 1.0)
    left_x, left_y = np.zeros(x + 1), np.zeros(y + 1)
    now_x, chance = np.array([x]), np.array([1.0])
    for losses in range(x + y):
        now_y = x + y - losses - now_x
        over = (now_x == 0) | (now_y == 0)
        left_x[now_x[over]] += np.where(now_y == 0, chance, 0.0)[over]
        left_y[now_y[over]] += np.where(now_x == 0, chance, 0.0)[over]
        now_x, now_y, chance = now_x[~over], now_y[~over], chance[~over]
        if not now_x.size:
            break
        hit = 1.0 / (1.0 + b / a * now_x ** (1.0 - u) * now_y ** (v - 1.0))
        now_x = np.append(now_x[0] - 1, now_x)
        chance = np.append(chance * hit, 0.0) + np.append(0.0, chance * (1.0 - hit))
    left_x[0], left_y[0] = left_y[1:].sum(), left_x[1:].sum()
    return Survivors(left_x, left_y)


def win_probability(
    x: int, y: int, a: float, b: float, exposed: float = 0.0, concealed: float = 0.0
) -> float:
    """Chance that x is the side left [share].

    Parameters
    ----------
    x, y : either side at first, not both 0 [persons].
    a, b : as in the rates above [1/fight], above 0.
    exposed, concealed : u and v, 0 (aimed) to 1 (into an area).

    Raises
    ------
    ValueError : nobody there; not whole, negative, not finite; u or v outside 0 to 1.

    Source: the jump chain of the mechanism ``combat``.
    """
    return float(survivors(x, y, a, b, exposed, concealed).y[0])


def mean_survivors(
    x: int, y: int, a: float, b: float, exposed: float = 0.0, concealed: float = 0.0
) -> tuple[float, float]:
    """How many of x and of y are left on average, those gone counted as 0 [persons].

    Parameters
    ----------
    x, y : either side at first, not both 0 [persons].
    a, b : as in the rates above [1/fight], above 0.
    exposed, concealed : u and v, 0 (aimed) to 1 (into an area).

    Raises
    ------
    ValueError : nobody there; not whole, negative, not finite; u or v outside 0 to 1.

    Source: the jump chain of the mechanism ``combat``.
    """
    left = survivors(x, y, a, b, exposed, concealed)
    return (
        float(left.x @ np.arange(left.x.size)),
        float(left.y @ np.arange(left.y.size)),
    )


def equal_square_win(n: int, m: int) -> Fraction:
    """Chance that n beat m who shoot as well, all aiming: an exact fraction.

    ``sum_{i=1..n} (-1)^(n-i) i^(n+m) / ((n-i)! (m+i)!)``

    Parameters
    ----------
    n, m : either side at first, not both 0 [persons].

    Raises
    ------
    ValueError : nobody there; not whole or negative.

    Source: the solution of ``P(n, m) (n + m) = m P(n-1, m) + n P(n, m-1)``.
    """
    n, m = whole("n", n), whole("m", m)
    if n + m == 0:
        raise ValueError("n and m must not both be 0: nobody is there to win")
    return sum(
        (
            Fraction((-1) ** (n - i) * i ** (n + m), math.factorial(n - i) * math.factorial(m + i))
            for i in range(1, n + 1)
        ),
        Fraction(0),
    )
