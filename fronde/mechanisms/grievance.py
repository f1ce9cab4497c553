r"""Hardship becomes grievance where rule is not seen as legitimate.

    G = clip(h (1 - L) + w_status status + w_history history
             + w_nation nationalism (1 - dominant) + w_shock F, 0, 1)             [share]

with h the citizen's hardship, L legitimacy as the community sees it, status the group's
exclusion from power, and F what is felt of shocks: outrage (sent by events) and
backlash (left by unselective repression). Outrage fades:

    d outrage / dt = -fading outrage,   outrage -> max(0, outrage + shock) at an event    [share]

Sources     Epstein 2002 (G = H (1 - L)); Gurr 1970 (deprivation); Cederman, Wimmer, Min
            2010 (excluded groups start conflicts more often: a sign); Jasper 1997 (moral shocks)
Limits      all weights 0: Epstein's G = H (1 - L)            gallery: epstein-2002-static
Deviations  status is a scale from 0 to 1 over the power-relations categories, not dummies;
            the source counts conflicts of groups, here it is what a person feels
"""

from __future__ import annotations

from dataclasses import dataclass

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism
from fronde.mechanisms.relaxation import share_left
from fronde.parameters import LogUniform, Uniform, param


@dataclass(frozen=True)
class Params:
    """Weights of what adds to grievance."""

    status_weight: float = param(
        0.0125, "grievance per unit of exclusion", Uniform(0.0, 0.025),
        "grievance of a group shut out of power",
        source="cederman2010: excluded groups start conflicts more often; sign only, "
               "the size is assumed")
    history_weight: float = param(
        0.0125, "grievance per unit of history", Uniform(0.0, 0.025),
        "grievance from deportations, wars and lost autonomy",
        source="gurr1970: deprivation feeds discontent; sign only, the size is assumed")
    nation_weight: float = param(
        0.05, "grievance per unit of nationalism", Uniform(0.0, 0.1),
        "grievance of the other groups when ideology speaks of one nation",
        source="assumed: the claim that nationalism alienates the others, sign only")
    shock_weight: float = param(
        0.4, "grievance per unit of shock", Uniform(0.2, 0.6),
        "how much of outrage and backlash becomes grievance",
        source="assumed: fixes the unit of shocks")
    fading: float = param(
        0.25, "1/week", LogUniform(0.1, 0.7), "rate at which outrage at an event fades",
        source="assumed: attention to an event halves within one to seven weeks")


@kernel
def grievance(person, here):
    """Grievance of one citizen, 0 to 1."""
    return level(person, here, here.grievance_shock, here.grievance_backlash)


@kernel
def level(person, here, shock, backlash):
    """Grievance with given amounts of shock and backlash, 0 to 1."""
    felt = person.hardship * (1.0 - here.legitimacy) + here.grievance_group + shock + backlash
    return min(1.0, max(0.0, felt))


@kernel
def derive(here, p):
    """Grievance of the group whatever the hardship, from shocks, from backlash; the mean."""
    group = (
        p.status_weight * here.status
        + p.history_weight * here.history
        + p.nation_weight * here.nationalism * (1.0 - here.dominant)
    )
    shock = p.shock_weight * here.outrage
    backlash = p.shock_weight * here.backlash
    return group, shock, backlash, mean(1.0 - here.legitimacy, group + shock + backlash)


@kernel
def mean(slope, base):
    """Mean of clip(base + slope h, 0, 1) over hardship h ~ U(0, 1), for base, slope >= 0."""
    if base >= 1.0:
        return 1.0
    if base + slope <= 1.0:
        return base + 0.5 * slope
    full = (1.0 - base) / slope  # hardship at which grievance is complete
    return base * full + 0.5 * slope * full * full + 1.0 - full


@kernel
def start(here, p):
    """No outrage before the first event."""
    return 0.0


@kernel
def update(here, p):
    """Outrage fades and new shocks add to it."""
    return max(0.0, here.outrage * share_left(p.fading, here.dt) + here.shock_grievance)


MECHANISM = Mechanism(
    name="grievance",
    params=Params,
    owns=("outrage",),
    start=start,
    update=update,
    derives=("grievance_group", "grievance_shock", "grievance_backlash", "grievance"),
    derive=derive,
    cite=("epstein2002", "gurr1970", "cederman2010", "jasper1997"),
    gallery=("epstein-2002-static",),
)
