"""Who wins a contest of strength.

    P(x wins against y) = x^m / (x^m + y^m)                                        [share]

m = 1 is the fair lottery, m = inf the certain victory of the stronger. Scaling both sides
changes nothing. Source: Hirshleifer 1989.
"""

from __future__ import annotations

from fronde.kernel import kernel


@kernel
def contest(own, other, decisive):
    """Chance that ``own`` strength beats ``other``; equal strengths, also none, win half."""
    if own == other:
        return 0.5
    if own <= 0.0:
        return 0.0
    if other > own:
        odds = (own / other) ** decisive
        return odds / (1.0 + odds)
    return 1.0 / (1.0 + (other / own) ** decisive)
