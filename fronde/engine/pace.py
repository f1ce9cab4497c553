"""How long the next step may be: a week where little happens, a day where much does.

Within a step everything is locked, so a step must be short while what people choose by moves. That
is read off their readiness for the street (``mobilisation.readiness``, a logarithm), in the mean
over the country, and off the street itself, as a share of it and of the police that it meets: a
step may be so long that neither moves by more than ``FINE`` at its present speed. At the start of a
run, and after a leap (an event, a response, a branch that moved readiness), the step is the
shortest: no speed is known yet.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fronde.engine.plan import Plan
from fronde.kernel import kernel
from fronde.world.calendar import TICKS_A_DAY, TICKS_A_WEEK
from fronde.world.world import World

FINE = 0.15  # a seventh more or fewer
LENGTHS = (7.0, 3.5, 1.0, 0.5, 0.25, 0.125)  # days


@kernel(entry=True)
def moved(before: Any, now: Any, citizens: Any) -> float:
    """How far readiness moved, in the mean over citizens."""
    total, persons = 0.0, 0.0
    for c in range(len(citizens)):
        total += abs(now[c] - before[c]) * citizens[c]
        persons += citizens[c]
    return total / persons if persons > 0.0 else 0.0


def in_rounds(plan: Plan) -> bool:
    """Whether people choose at once or without noise, or fight in every step.

    Then a step is a round of the model, and as long as it may be.
    """
    choice, fight = map(plan.scenario.mechanisms.get, ("mobilisation", "combat"))
    return ((choice is not None and (choice.temperature == 0.0 or choice.pace == math.inf))
            or (fight is not None and fight.tempo == math.inf))


def next_stop(world: World, plan: Plan) -> int:
    """The tick at which the next step ends."""
    week = world.tick // TICKS_A_WEEK * TICKS_A_WEEK
    most = plan.scenario.step_days
    fine = [days for days in (most, *LENGTHS)
            if days <= most and (world.drift * days / 7.0 <= FINE or in_rounds(plan))]
    days = fine[0] if fine else min(most, LENGTHS[-1])
    step = max(1, round(days * TICKS_A_DAY))
    end = week + (world.tick - week) // step * step + step  # on a grid, so that runs share draws
    at = int(np.searchsorted(plan.stops, world.tick, side="right"))
    dated = plan.stops[at] if at < len(plan.stops) else end
    return min(end, dated, week + TICKS_A_WEEK)
