r"""Grievance against fear of arrest, when everybody sees the same police.

A citizen with hardship H and risk aversion R, both U(0, 1), is active iff

    G - R P > T,   G = H (1 - L),   P = 1 - exp(-k C / A)

At a common P the share that is active is an area of the unit square.

Source  Epstein 2002, PNAS 99 suppl. 3:7243
"""

from __future__ import annotations

from fronde.theory.inputs import number


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
