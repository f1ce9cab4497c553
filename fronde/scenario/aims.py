"""What the regime wants, where a scenario says so itself: ``responses.goals``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fronde.scenario.claims import LEVELS, Known, belongs, recorded
from fronde.scenario.complaints import quoted
from fronde.scenario.draft import Draft, Path
from fronde.scenario.moving import TAKEN_UP, Stand, levers, listed, moved, movers, things
from fronde.scenario.moving import stand as stand_of
from fronde.scenario.shapes import GoalShape
from fronde.scenario.types import Aim, Scenario
from fronde.scenario.wiring import fixed

TAKEN = "worth"  # what goals are weighed to has a column of its own beside theirs
PLACE: Path = ("responses", "goals")


def aims(draft: Draft, known: Known) -> tuple[Aim, ...]:
    """The goals of a scenario; complaints tell what is wrong with each."""
    if not isinstance(draft.plain.get("responses"), dict):
        return ()
    node = draft.root.at(PLACE)
    if node is not None and node.value == []:
        draft.complain(PLACE, "`goals` must name at least one goal. To use the usual goals, leave "
                       "it out")
    there = stand(draft, known)
    made: list[Aim] = []
    taken: set[str] = set()
    for path in draft.items(*PLACE):
        found = aim(draft, path, known, there)
        if found is None:
            continue
        if found.id in taken:
            draft.complain((*path, "id"), f"duplicate goal {quoted(found.id)}: choose another id")
        taken.add(found.id)
        made.append(found)
    return tuple(made)


def aim(draft: Draft, path: Path, known: Known, there: Stand) -> Aim | None:
    """One goal; each of its parts is checked, whatever is wrong with the others."""
    shape = draft.record(GoalShape, *path)
    if draft.get(*path, "id") == TAKEN:
        draft.complain((*path, "id"), f"a goal cannot be called {quoted(TAKEN)}: this is the name "
                       "of the weighted mean of all goals. Choose another id")
    level = draft.get(*path, "level") or "nation"
    if level in LEVELS:
        if recorded(draft, path, level):
            moving(draft, path, there)
        belongs(draft, path, level, known)
    if shape is None:
        return None
    return Aim(shape.id, shape.says, shape.metric, shape.level, shape.entity or "nation",
               shape.read, shape.direction, shape.worth + 0.0)


def moving(draft: Draft, path: Path, there: Stand) -> None:
    """Complain of a goal that nothing in the scenario moves: it says nothing of any response."""
    metric, level = draft.get(*path, "metric"), draft.get(*path, "level") or "nation"
    if not things(metric, level).isdisjoint(moved(there)):
        return
    if metric in fixed(draft):
        why = ", because it is fixed: take it out of `fixed`"
    else:
        added = movers(metric, level, there)
        why = f": add {listed(added)}" if added else ": choose another metric"
    draft.complain((*path, "metric"), f"nothing in the scenario changes {quoted(metric)}{why}, or "
                   "leave the goal out")


def stand(draft: Draft, known: Known) -> Stand:
    """What there is in the scenario, also of events and responses that are wrong elsewhere."""
    paths = [key for place in (("events",), ("responses", "options"))
             for index in range(draft.length(*place))
             for key in draft.keys(*place, index, "set")]
    organised = draft.get("organisations") is not None
    return Stand(known.mechanisms, levers(paths) | {TAKEN_UP}, organised)


def as_written(scenario: Scenario) -> dict[str, Any]:
    """The goals as a scenario writes them; nothing if it has none of its own."""
    if not scenario.aims:
        return {}
    return {"goals": [asdict(one) | {"entity": None if one.level == "nation" else one.entity}
                      for one in scenario.aims]}


def remaining(scenario: Scenario) -> tuple[Aim, ...]:
    """The goals of a scenario that something in it moves."""
    may = moved(stand_of(scenario))
    return tuple(one for one in scenario.aims if not things(one.metric, one.level).isdisjoint(may))
