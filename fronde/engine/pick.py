"""One of several, in proportion: what a competing risk turns out to be."""

from __future__ import annotations

import math

from fronde.kernel import kernel

# 1/week: from here a hazard counts as infinite; as a weight it takes all, to twelve digits.
AT_ONCE = 1e12


@kernel
def divide(weights, amount, found, first):
    """Add an amount to the places from ``first`` on of ``found``, in proportion to ``weights``.

    Weights below zero count as nothing; where all do, the first place gets it, as in ``pick``.
    """
    total = 0.0
    for weight in weights:
        total += min(max(0.0, weight), AT_ONCE)
    if total <= 0.0:
        found[first] += amount
        return
    for place, weight in enumerate(weights):
        found[first + place] += amount * min(max(0.0, weight), AT_ONCE) / total


@kernel
def pick(weights, u):
    """Place drawn in proportion to ``weights``, and what is left of ``u`` for the next choice.

    Weights below zero count as nothing. An infinite weight leaves no chance to finite
    ones; several share equally. ``u`` is uniform in [0, 1), and so is what is returned.
    """
    total = 0.0
    infinite = 0.0
    for weight in weights:
        if weight == math.inf:
            infinite += 1.0
        elif weight > 0.0:
            total += weight
    sought = u * (infinite if infinite > 0.0 else total)
    chosen = 0
    below = 0.0
    size = 1.0
    for place, weight in enumerate(weights):
        own = weight
        if infinite > 0.0:
            own = 1.0 if weight == math.inf else 0.0
        if own > 0.0:
            if sought >= below:  # rounding may carry u past the last: the last one stays chosen
                chosen, size = place, own
                start = below
            below += own
    if below == 0.0:
        return 0, u
    return chosen, min(max((sought - start) / size, 0.0), 1.0 - 1e-16)
