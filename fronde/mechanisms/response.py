r"""The regime answers resistance with one of the responses that the scenario lays before it.

    worth(response) = (g_s stay + g_c consensus + g_w war) / (g_s + g_c + g_w)     [share]

    stay       chance to be in power at the end of the horizon: 1 - fallen, times
               exp(-(sum of the hazards of falling) dt)
    consensus  mean over the horizon
    war        mean share of the army that is abroad

Policies: *fixed* and *scheduled* follow the scenario. *Look-ahead* copies the country every so
many weeks, plays each response forward with the draws that the country itself will meet, and
changes to the best one if it is better than going on as now by more than eta. Whatever a
response sets (levers, parameters) holds while it lasts; then the scenario's own values
return.

Sources     Simon 1955 (who is satisfied goes on as before); goals and responses are the
            article's and the scenario's
Limits      own construction: no setting is a published model
            one response: nothing is chosen; g of two goals 0: it does what serves the third
            eta = inf: it goes on as it is           gallery: fighting-coalition
Deviations  a regime that looks ahead knows the model and its draws: an upper bound on foresight;
            it weighs these three goals, whatever goals the scenario declares for its studies
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from fronde.kernel import kernel
from fronde.mechanisms.mechanism import Mechanism
from fronde.parameters import Uniform, param


@dataclass(frozen=True)
class Params:
    """What the regime wants."""

    stay: float = param(
        1.0, "1", Uniform(0.5, 1.5), "g_s: weight of staying in power",
        source="assumed: first of its goals")
    consensus: float = param(
        0.5, "1", Uniform(0.0, 1.0), "g_c: weight of the consensus behind it", source="assumed")
    war: float = param(
        0.25, "1", Uniform(0.0, 0.5), "g_w: weight of going on with the war", source="assumed")
    patience: float = param(
        0.01, "share", Uniform(0.0, 0.03), "eta: gain below which it goes on as now",
        source="simon1955: a better one is sought only where the present one does not satisfy; "
               "the size is assumed")


@kernel
def worth(stay, consensus, war, p):
    """What a future is worth to the regime, 0 to 1."""
    total = p.stay + p.consensus + p.war
    if total <= 0.0:
        return 0.0
    return (p.stay * stay + p.consensus * consensus + p.war * war) / total


@kernel
def changes(best, present, p):
    """Whether the best future is worth a change."""
    return best > present + p.patience


class Future(NamedTuple):
    """What a response leads to: chance to stay, consensus, war; means over the horizon."""

    stay: float
    consensus: float
    war: float


def reviews(policy: Any, week: int) -> bool:
    """Whether the regime looks ahead in a week."""
    return policy is not None and policy.kind == "look-ahead" and week % policy.review == 0


class Watcher:
    """Follows a future step by step and says what it came to."""

    def __init__(self) -> None:
        self.weeks, self.hazard, self.consensus, self.war = 0.0, 0.0, 0.0, 0.0

    def see(self, nation: Any, dt: float) -> None:
        """Take in the nation at the begin of a step, for as long as the step is."""
        self.weeks += dt
        self.hazard += float(nation["fall_hazard"]) * dt
        self.consensus += float(nation["consensus"]) * dt
        self.war += float(nation["abroad"]) * dt

    def future(self, fallen: bool) -> Future:
        """What it came to; a fallen regime has neither consensus nor war."""
        stay = 0.0 if fallen else math.exp(-self.hazard)
        if stay == 0.0:
            return Future(0.0, 0.0, 0.0)
        return Future(stay, self.consensus / self.weeks, self.war / self.weeks)


MECHANISM = Mechanism(
    name="response",
    params=Params,
    cite=("simon1955",),
    gallery=("fighting-coalition",),
)
