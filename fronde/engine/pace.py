"""How long the next step may be: a week where little happens, a day where much does.

Within a step hazards are locked, so a step must be short while what people choose by moves. That
is read off their readiness for the street and for the underground (``mobilisation.readiness``,
logarithms), in the mean over the country; off the street, as a share of it and of the police that
it meets; and off those in hiding, as a share of them and of as many as change what follows: as
double the chance to meet one of them, or as the police can follow. A step may be so long that none
of these moves by more than ``FINE`` at its present speed. At the start of a run, and after a leap
(an event, a response, a branch that moved readiness), the step is the shortest: no speed is known
yet.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.engine.plan import Plan
from fronde.kernel import kernel
from fronde.tables.calendar import TICKS_A_DAY, TICKS_A_WEEK
from fronde.world.world import World, copy_of

FINE = 0.15  # a seventh more or fewer
LENGTHS = (7.0, 3.5, 1.0, 0.5, 0.25, 0.125)  # days


class Moment(NamedTuple):
    """What a step is measured by: the table of communities, and the nation's counts of persons."""

    here: Any
    street: float
    hidden: float


def moment_of(world: World) -> Moment:
    """The moment that the world is in, kept apart."""
    leader = world.leader
    return Moment(copy_of(world.here), float(leader["street"]), float(leader["hidden"]))


@kernel(entry=True)
def distance(before: Any, now: Any, citizens: Any) -> float:
    """How far readiness moved, that for the street or the other, in the mean over citizens."""
    total, persons = 0.0, 0.0
    for c in range(len(citizens)):
        street = abs(now[c].readiness - before[c].readiness)
        hiding = abs(now[c].readiness_to_hide - before[c].readiness_to_hide)
        total += max(street, hiding) * citizens[c]
        persons += citizens[c]
    return total / persons if persons > 0.0 else 0.0


def leap(before: Moment, world: World) -> float:
    """How far readiness is from what it was before."""
    return float(distance.compiled(before.here, world.here, world.geography.citizens))


def drift(before: Moment, world: World, parameters: Any) -> float:
    """How fast what people choose by moved in the step that ends, a week."""
    police, p = float(world.leader["police"]), parameters[0]
    met, followed = 1.0, math.inf
    if p["repression"]["on"] > 0.0:
        met, followed = max(1.0, police), float(p["repression"]["reach"]) * police
    choice = p["mobilisation"]
    recruiting = choice["on"] > 0.0 and choice["contact"] > 0.0
    known = (world.geography.everybody * float(choice["meet"] / choice["contact"])
             if recruiting else math.inf)
    street, hidden = float(world.leader["street"]), float(world.leader["hidden"])
    return max(leap(before, world), growth(before.street, street, met),
               growth(before.hidden, hidden, max(1.0, min(followed, known)))) / world.dt


def trend(before: Moment, world: World) -> NDArray[np.float64]:
    """Growth of the street and of those in hiding in the step that ends, as a share a week [2]."""
    leader = world.leader
    pairs = (float(leader["street"]), before.street), (float(leader["hidden"]), before.hidden)
    return np.array([(now - then) / (now * world.dt) if now > 0.0 else 0.0 for now, then in pairs])


def growth(before: float, now: float, beside: float) -> float:
    """How far a number moved, as a share of it and of what it meets."""
    return abs(now - before) / (now + beside)


def in_rounds(parameters: Any) -> bool:
    """Whether people choose at once or without noise, or fight in every step.

    Then a step is a round of the model, and as long as it may be.
    """
    choice, fight = parameters[0]["mobilisation"], parameters[0]["combat"]
    return bool((choice["on"] > 0.0 and (choice["temperature"] == 0.0
                                         or choice["pace"] == math.inf))
                or (fight["on"] > 0.0 and fight["tempo"] == math.inf))


def next_stop(world: World, plan: Plan, parameters: Any) -> int:
    """The tick at which the next step ends, with the parameters that are in force."""
    week = world.tick // TICKS_A_WEEK * TICKS_A_WEEK
    most = plan.scenario.step_days
    rounds = in_rounds(parameters)
    fine = [days for days in (most, *LENGTHS)
            if days <= most and (rounds or world.drift * days / 7.0 <= FINE)]
    days = fine[0] if fine else min(most, LENGTHS[-1])
    step = max(1, round(days * TICKS_A_DAY))
    end = week + (world.tick - week) // step * step + step  # on a grid, so that runs share draws
    at = int(np.searchsorted(plan.stops, world.tick, side="right"))
    dated = plan.stops[at] if at < len(plan.stops) else end
    return min(end, dated, week + TICKS_A_WEEK)
