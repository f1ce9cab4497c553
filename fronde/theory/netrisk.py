r"""Grievance against fear of arrest, when everybody sees the same police.

A citizen with hardship H and risk aversion R, both U(0, 1), is active iff

    G - R P > T,   G = H (1 - L),   P = 1 - exp(-k C / A)

At a common P the share that is active is an area of the unit square.

Source  Epstein 2002, PNAS 99 suppl. 3:7243; floor(C / A) as in NetLogo's Rebellion,
        round(C / A) as in Mesa's example
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from fronde.theory.inputs import number, positive

Ratio = Literal["exact", "floor", "round"]
RATIOS: dict[str, Callable[[float], float]] = {"exact": float, "floor": math.floor, "round": round}


def well_mixed_share(legitimacy: float, risk: float, threshold: float) -> float:
    """Share of citizens who are openly active at one perceived chance of arrest.

    With ``g = 1 - L`` above T (else nobody):

        f = 1 - (T + P / 2) / g        if P <= g - T
        f = (g - T)^2 / (2 P g)        otherwise

    Parameters
    ----------
    legitimacy : L, 0 to 1.
    risk : P, perceived chance of arrest, 0 to 1.
    threshold : T, 0 or more.

    Raises
    ------
    ValueError : NaN or outside these ranges.

    Source: the area of ``g H - P R > T`` under Epstein 2002's rule.
    """
    grievance = 1.0 - number("legitimacy", legitimacy, 0.0, 1.0)
    risk = number("risk", risk, 0.0, 1.0)
    threshold = number("threshold", threshold, 0.0)
    margin = grievance - threshold
    if margin <= 0.0:
        return 0.0
    if risk <= margin:
        return 1.0 - (threshold + risk / 2.0) / grievance
    return margin * margin / (2.0 * risk * grievance)


def arrest_chance(
    cops: float, actives: float, k: float = 2.3, ratio: Ratio = "exact"
) -> float:
    """Chance of arrest as seen by one who counts police and active citizens around.

    ``P = 1 - exp(-k C / A)``: there is safety in numbers.

    Parameters
    ----------
    cops : C within sight.
    actives : A within sight, the one who looks among them, so above 0.
    k : 2.3 makes P about 0.9 at C = A = 1.
    ratio : C / A as printed (``exact``), cut to a whole number (``floor``: no fear until
        police outnumber) or rounded, halves to even (``round``).

    Raises
    ------
    ValueError : negative or NaN, nobody active, or an unknown ratio.

    Source: Epstein 2002; the variants are those of NetLogo and Mesa.
    """
    if ratio not in RATIOS:
        raise ValueError(f"ratio must be one of {', '.join(RATIOS)}, not {ratio!r}")
    cops, k = number("cops", cops, 0.0), number("k", k, 0.0)
    faced = RATIOS[ratio](cops / positive("actives", actives))
    return -math.expm1(-k * faced)
