"""How a line ends, in a word and a sentence: the outcomes that studies count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fronde.explorer.frames import Frame, course, tracks
from fronde.reporting import wording
from fronde.scenario.types import Scenario
from fronde.study.outcomes import NAMED, OVER

COMPARED = ("operations", "fighters", "hidden", "protest", "legitimacy", "stress")


class Ending(NamedTuple):
    """An outcome of ``study.outcomes``, or none where a scenario has no armed organisations.

    ``values`` are means over the last half year.
    """

    outcome: str
    said: str
    values: dict[str, float]


def ending(scenario: Scenario, frames: Sequence[Frame]) -> Ending:
    """How a line that was seen to its end ended."""
    order = {track.metric: n for n, track in enumerate(tracks(scenario))
             if track.level == "nation"}
    last = frames[-min(OVER, max(1, len(frames) - 1)):]
    values = {name: float(course(last, order, name).mean()) for name in COMPARED}
    fallen = float(course(frames[-1:], order, "fallen")[0])
    if not {"organisations", "survival"} & set(scenario.mechanisms):
        return Ending("", f"At the end {wording.people(values['protest'])} on the street.", values)
    held = {name: bool(rule(np.array(fallen), np.array(values["operations"])) == 1.0)
            for name, rule in NAMED.items()}
    outcome = next(name for name, holds in held.items() if holds)
    return Ending(outcome, said(outcome, scenario, frames, order, values), values)


def said(outcome: str, scenario: Scenario, frames: Sequence[Frame], order: dict[str, int],
         values: dict[str, float]) -> str:
    """The outcome in a sentence, with what it means."""
    weeks = min(OVER, len(frames) - 1)
    if outcome == "collapsed":
        week = next(frame.week for frame in frames if frame.values[order["fallen"]] > 0)
        return f"Collapsed: the regime fell in week {week} ({wording.day(scenario.date_of(week))})."
    if outcome == "contained":
        return f"Contained: in power, and no operation in the last {weeks} weeks."
    return (f"Insurgent: in power, with {values['operations']:.2g} operations a week in the last "
            f"{weeks} weeks.")
