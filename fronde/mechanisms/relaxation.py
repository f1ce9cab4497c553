r"""How a stock moves to a level, exactly, whatever the length of a step.

    dx/dt = r (level - x) + push     x(t + dt) = level + (x - level) exp(-r dt) + push phi
    phi   = (1 - exp(-r dt)) / r,    dt where r = 0                                [weeks]

and for what is forgotten by a factor f a week, with evidence e a week (so that over a whole week
it adds up to e, whatever the steps):

    x(t + dt) = rest + f^dt (x - rest) + e (1 - f^dt) / (1 - f),   e dt where f = 1

A rate may be infinite: what it moves is then at its level at once.
"""

from __future__ import annotations

import math

from fronde.kernel import kernel


@kernel
def part_of(rate, share):
    """A share of a rate; of an infinite one, too, nothing is nothing."""
    return rate * share if share > 0.0 else 0.0


@kernel
def balance(gain, loss):
    """Where a share comes to rest that is gained and lost at these rates; 0 where neither is.

    Where both are infinite, the half: neither is the faster.
    """
    if gain <= 0.0:
        return 0.0
    if gain == math.inf:
        return 0.5 if loss == math.inf else 1.0
    return 1.0 / (1.0 + loss / gain)


@kernel
def exposure(rate, dt):
    """Weeks for which a push lasts on average, of ``dt``, while it fades at a rate."""
    if dt <= 0.0 or rate * dt < 1e-12:
        return dt
    return -math.expm1(-rate * dt) / rate  # 0 where the rate is infinite


@kernel
def share_left(rate, dt):
    """Share that is left after ``dt`` weeks of what fades at a rate."""
    return math.exp(-rate * dt) if dt > 0.0 else 1.0  # also where the rate is infinite


@kernel
def relax(value, level, rate, push, dt):
    """A stock after a step: it relaxes to a level at a rate, under a constant push."""
    if dt <= 0.0:
        return value  # to the last bit, also where the rate is infinite
    return level + (value - level) * math.exp(-rate * dt) + push * exposure(rate, dt)


@kernel
def forget(value, rest, kept, evidence, dt):
    """A stock after a step: a share ``kept`` is left of it after a week; evidence comes in."""
    left = kept**dt
    weeks = dt if 1.0 - kept < 1e-9 else (1.0 - left) / (1.0 - kept)
    return rest + left * (value - rest) + evidence * weeks
