"""How a trajectory ends, in a word and a sentence: the outcomes that studies count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from fronde.explorer.frames import Floats, Frame, course, tracks
from fronde.reporting import wording
from fronde.scenario.types import Scenario
from fronde.study.outcomes import NAMED, OVER
from fronde.world.world import World

FALLEN, OPERATIONS = "fallen", "operations"
RATIOS = (OPERATIONS, "fighters", "hidden", "street")  # compared as times what they were
DIFFERENCES = ("legitimacy", "stress")  # compared by their difference
WATCHED = (FALLEN, *RATIOS, *DIFFERENCES)
ARMED = frozenset({"organisations", "survival"})  # without them there is no such outcome

Courses = Mapping[str, Floats]


class Ending(NamedTuple):
    """An outcome of ``study.outcomes``, or none where a scenario has no armed organisations.

    ``values`` are means over the last half year.
    """

    outcome: str
    said: str
    values: dict[str, float]


def watch(world: World) -> list[float]:
    """What an ending is judged by, of one week."""
    return [float(world.nation[name][0]) for name in WATCHED]


def courses(rows: Sequence[Sequence[float]]) -> Courses:
    """The same of all weeks, by name."""
    return dict(zip(WATCHED, np.array(rows).T, strict=True))


def courses_of(scenario: Scenario, frames: Sequence[Frame]) -> Courses:
    """What an ending is judged by, of frames."""
    order = {track.metric: n for n, track in enumerate(tracks(scenario))
             if track.level == "nation"}
    return {name: course(frames, order, name) for name in WATCHED}


def ending(scenario: Scenario, seen: Courses) -> Ending:
    """How a trajectory ended that was played to its end."""
    weeks = min(OVER, max(1, len(seen[FALLEN]) - 1))
    values = {name: float(seen[name][-weeks:].mean()) for name in (*RATIOS, *DIFFERENCES)}
    if not ARMED & set(scenario.mechanisms):
        return Ending("", f"At the end {wording.people(seen['street'][-1])} on the street.", values)
    fallen, operations = np.array(seen[FALLEN][-1]), np.array(values[OPERATIONS])
    outcome = next(name for name, rule in NAMED.items() if rule(fallen, operations) == 1.0)
    return Ending(outcome, sentence(outcome, scenario, seen, values, weeks), values)


def sentence(outcome: str, scenario: Scenario, seen: Courses, values: Mapping[str, float],
         weeks: int) -> str:
    """The outcome in a sentence, with what it means."""
    if outcome == "collapsed":
        week = int(np.flatnonzero(seen[FALLEN] > 0)[0])
        return f"Collapsed: the regime fell in week {week} ({wording.day(scenario.date_of(week))})."
    if outcome == "contained":
        return f"Contained: in power, and no operation in the last {weeks} weeks."
    return (f"Insurgent: in power, with {values[OPERATIONS]:.2g} operations a week in the last "
            f"{weeks} weeks.")


def changes(found: Ending, base: Ending) -> dict[str, Any]:
    """Two endings compared: times what it was (None: of nothing), and differences."""
    times = {name: round(found.values[name] / base.values[name], 4) if base.values[name] else None
             for name in RATIOS}
    return {"times": times, "difference": {
        name: round(found.values[name] - base.values[name], 4) for name in DIFFERENCES}}
