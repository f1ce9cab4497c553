"""States of a citizen, flows from one to another, and what a hazard may know of one.

States and flows are named here once. A mechanism from outside may bring flows of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

QUIET, PROTEST, UNDERGROUND, ARMED, JAILED, EXILED, DEAD = range(7)
STATES = ("quiet", "protest", "underground", "armed", "jailed", "exiled", "dead")

# What a citizen has been through; bits of one byte that never clear.
# ``COUNTED``: in prison as one of a group, whose count of those who ever were has them already.
PROTESTED, WENT_UNDERGROUND, WAS_JAILED, COUNTED = 1, 2, 4, 8
HISTORY_ON_ENTERING = (0, PROTESTED, WENT_UNDERGROUND, WENT_UNDERGROUND, WAS_JAILED, 0, 0)


@dataclass(frozen=True)
class Flow:
    """A transition of citizens from one state to another."""

    name: str
    source: int
    target: int
    meaning: str


FLOWS = (
    Flow("protest", QUIET, PROTEST, "takes to the street"),
    Flow("join", QUIET, UNDERGROUND, "goes underground without having been on the street now"),
    Flow("tire", PROTEST, QUIET, "leaves the street"),
    Flow("hide", PROTEST, UNDERGROUND, "goes underground from the street"),
    Flow("arrest", PROTEST, JAILED, "is arrested on the street"),
    Flow("desert", UNDERGROUND, QUIET, "leaves the underground"),
    Flow("detect", UNDERGROUND, JAILED, "is found in hiding"),
    Flow("release", JAILED, QUIET, "is released from prison"),
    Flow("arm", UNDERGROUND, ARMED, "is given arms by the organisation"),
    Flow("quit", ARMED, QUIET, "lays down arms and goes home"),
    Flow("catch", ARMED, JAILED, "is found under arms"),
    Flow("fall", ARMED, DEAD, "falls in an operation"),
)


class Person(NamedTuple):
    """What a hazard may know of one citizen.

    Traits are draws and never stored; the rest is how the citizen stands now.
    """

    hardship: float  # U(0, 1)
    risk_aversion: float  # U(0, 1)
    threshold: float  # standardised: its place in the distribution of thresholds
    ties_protest: float  # share of own ties that are on the street
    ties_underground: float  # share of own ties that are underground or armed
    term_over: float  # 1 if a term of stay (a sentence) has ended
