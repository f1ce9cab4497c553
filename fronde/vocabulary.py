"""The words of the model: states, transitions and the columns of the community table.

Whatever a mechanism reads, drives or owns is named here once, with its unit, range and
meaning. The record, the report and the documentation speak in these words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

QUIET, PROTEST, UNDERGROUND, ARMED, JAILED, EXILED, DEAD = range(7)
STATES = ("quiet", "protest", "underground", "armed", "jailed", "exiled", "dead")

# What a citizen has been through; bits of one byte that never clear.
PROTESTED, WENT_UNDERGROUND, WAS_JAILED = 1, 2, 4
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
)
FLOW = {flow.name: number for number, flow in enumerate(FLOWS)}


class Person(NamedTuple):
    """What a hazard may know of one citizen.

    Traits are draws and never stored; the rest is how the citizen stands this week.
    """

    hardship: float  # U(0, 1)
    risk_aversion: float  # U(0, 1)
    threshold: float  # standardised: its place in the distribution of thresholds
    ties_protest: float  # share of own ties that are on the street
    ties_underground: float  # share of own ties that are underground or armed
    term_over: float  # 1 if a term of stay (a sentence) has ended


Kind = Literal["place", "survey", "lever", "signal", "stock", "derived"]


@dataclass(frozen=True)
class Column:
    """One number per community and week."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    low: float = 0.0
    high: float = 1.0


COLUMNS = (
    # place: fixed by the scenario
    Column("dt", "place", "weeks", "length of a step", high=math.inf),
    Column("citizens", "place", "citizens", "citizens of the community", high=math.inf),
    Column("region_citizens", "place", "citizens", "citizens of the region", high=math.inf),
    Column("dominant", "place", "0 or 1", "the group is the state's dominant nationality"),
    Column("status", "place", "share", "exclusion from power: 0 dominant, 1 discriminated"),
    Column("history", "place", "share", "historical grievance of the group"),
    Column("ties_attention", "place", "share", "share of attention given to own ties"),
    # survey: counted at the start of each week
    Column("protest_field", "survey", "share", "active share among those seen beyond own ties"),
    Column("underground_field", "survey", "share", "underground share among those met beyond ties"),
    Column("region_protest", "survey", "citizens", "on the street in the region", high=math.inf),
    Column("region_underground", "survey", "citizens", "underground in the region", high=math.inf),
    Column("region_arrests", "survey", "citizens/week", "arrests in the region last week",
           high=math.inf),
    Column("crushed_seen", "survey", "share", "share of the street arrested last week, as seen"),
    Column("street_noticed", "survey", "share", "how far the street is noticed: 1 by everybody"),
    Column("found_seen", "survey", "share", "share of the underground found last week, as seen"),
    Column("insecurity_felt", "survey", "share", "insecurity nearby and in the news"),
    # levers: set by the scenario, moved by dated events
    Column("police", "lever", "share", "officers for the street, per citizen"),
    Column("effort", "lever", "share", "share of the police that repression can use"),
    Column("severity", "lever", "1", "what an arrest on the street costs, against the start",
           high=10.0),
    Column("selectivity", "lever", "share", "share of force that meets only those it is meant for"),
    Column("war", "lever", "0 or 1", "the state is at war abroad"),
    Column("setback", "lever", "share", "how badly the war goes, as citizens see it"),
    Column("nationalism", "lever", "share", "how much official ideology speaks of one nation"),
    Column("insecurity", "lever", "share", "insecurity of the region before any fighting"),
    Column("media", "lever", "share", "weight of what happens elsewhere in what is seen"),
    # signals: last one week, sent by dated events
    Column("signal_peaceful", "signal", "pseudo-counts", "evidence for peaceful change",
           -math.inf, math.inf),
    Column("signal_armed", "signal", "pseudo-counts", "evidence for armed resistance",
           -math.inf, math.inf),
    Column("shock_grievance", "signal", "share", "moral shock", -1.0, 1.0),
    Column("shock_procedural", "signal", "share", "blow to the fairness of rule", -1.0, 1.0),
    Column("shock_security", "signal", "share", "blow to the feeling of safety", -1.0, 1.0),
    Column("shock_consensus", "signal", "share", "rally or rift", -1.0, 1.0),
    # stocks: each owned by one mechanism, else fixed by the scenario
    Column("outrage", "stock", "share", "moral shock still felt", 0.0, math.inf),
    Column("backlash", "stock", "share", "grievance left by unselective force", 0.0, math.inf),
    Column("peaceful_success", "stock", "pseudo-counts", "evidence that peaceful change works",
           0.0, math.inf),
    Column("peaceful_failure", "stock", "pseudo-counts", "evidence that it does not",
           0.0, math.inf),
    Column("armed_success", "stock", "pseudo-counts", "evidence that armed resistance works",
           0.0, math.inf),
    Column("armed_failure", "stock", "pseudo-counts", "evidence that it does not", 0.0, math.inf),
    Column("procedural", "stock", "share", "legitimacy from how rule comes about"),
    Column("security", "stock", "share", "legitimacy from protection"),
    Column("consensus", "stock", "share", "legitimacy from shared belief in the cause"),
    # derived: functions of the same moment
    Column("legitimacy", "derived", "share", "legitimacy as the community sees it"),
    Column("peaceful", "derived", "share", "belief that peaceful change can work"),
    Column("armed_hope", "derived", "share", "belief that armed resistance can succeed"),
    Column("grievance_group", "derived", "share", "grievance of the group, whatever the hardship",
           0.0, math.inf),
    Column("grievance_shock", "derived", "share", "what moral shock adds to grievance",
           0.0, math.inf),
    Column("grievance_backlash", "derived", "share", "what backlash adds to grievance",
           0.0, math.inf),
    Column("grievance", "derived", "share", "mean grievance of the community"),
    Column("passive", "derived", "share", "would protest if the street were safe"),
    Column("risk_protest", "derived", "share", "perceived chance of arrest on the street"),
    Column("risk_underground", "derived", "share", "perceived chance of being found in hiding"),
)
COLUMN = {column.name: column for column in COLUMNS}


def names(*kinds: Kind) -> tuple[str, ...]:
    """The columns of these kinds, in order."""
    return tuple(column.name for column in COLUMNS if column.kind in kinds)


LEVELS = ("nation", "region", "group", "community")
