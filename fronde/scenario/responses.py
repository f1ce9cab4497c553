"""What the regime could do, and how it chooses."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft, Path
from fronde.scenario.events import Stage, same_file, sent, setting_as_written, settings, signals
from fronde.scenario.shapes import OptionShape, ResponsesShape, Time, TurnShape
from fronde.scenario.types import Policy, Response, Scenario

Section = tuple[tuple[Response, ...], Policy | None]


def responses(draft: Draft, stage: Stage, time: Time | None) -> Section:
    """The responses of a scenario and its policy; none without the section."""
    if "responses" not in draft.plain:
        return (), None
    shape = draft.record(ResponsesShape, "responses")
    if shape is None:
        return (), None
    options = options_of(draft, stage)
    known = [one.id for one in options]
    if shape.policy == "look-ahead" and "response" not in stage.mechanisms:
        draft.complain(("responses", "policy"), "look-ahead needs mechanism response, which says "
                       "what the regime wants")
    turns = schedule(draft, shape, turns_of(draft), known, time)
    return options, Policy(shape.policy, turns, shape.review, shape.horizon)


def options_of(draft: Draft, stage: Stage) -> tuple[Response, ...]:
    """What the regime could do."""
    place: Path = ("responses", "options")
    listed(draft, place)
    if draft.length(*place) == 0:
        draft.complain(place, "`options` must name at least one response")
    made: list[Response] = []
    for index in range(draft.length(*place)):
        path: Path = (*place, index)
        shape = draft.record(OptionShape, *path)
        if shape is None:
            continue
        if shape.id in [one.id for one in made]:
            draft.complain((*path, "id"), f"duplicate response {quoted(shape.id)}")
        made.append(Response(
            shape.id, shape.says, settings(draft, (*path, "set"), False, stage.mechanisms),
            signals(draft, path, stage.mechanisms)))
    return tuple(made)


def turns_of(draft: Draft) -> list[tuple[Path, TurnShape]]:
    """The rows of the schedule, each with its place."""
    place: Path = ("responses", "schedule")
    listed(draft, place)
    found = []
    for index in range(draft.length(*place)):
        shape = draft.record(TurnShape, *place, index)
        if shape is not None:
            found.append(((*place, index), shape))
    return found


def listed(draft: Draft, path: Path) -> None:
    """Complain of anything but a list."""
    node = draft.root.at(path)
    if node is not None and node.value is not None and not isinstance(node.value, list):
        draft.complain(path, f"`{path[-1]}` must be a list, not {quoted(node.plain)}")


def schedule(
    draft: Draft, shape: ResponsesShape, turns: list[tuple[Path, TurnShape]], known: list[str],
    time: Time | None,
) -> tuple[tuple[date, str], ...]:
    """When which response is in force."""
    path: Path = ("responses", "schedule")
    if shape.policy == "fixed" and len(turns) != 1:
        draft.complain(path if turns else ("responses", "policy"),
                       "a fixed policy names one response under `schedule`")
    start = time.start if time is not None else date.min
    found = []
    for index, (place, turn) in enumerate(turns):
        if turn.response not in known:
            hint = suggestion(turn.response, known)
            draft.complain((*place, "response"),
                           f"the scenario defines no response {quoted(turn.response)}{hint}")
        if turn.date is None and index > 0:
            draft.complain(place, "`date` is missing: only the first response may start "
                           "with the run")
        found.append((place, turn.date or start, turn.response))
    ordered(draft, found, time)
    return tuple((day, response) for _, day, response in found)


def ordered(draft: Draft, found: list[tuple[Path, date, str]], time: Time | None) -> None:
    """Complain of dates out of order or outside the run."""
    for (_, before, _), (place, after, _) in pairwise(found):
        if after <= before:
            draft.complain((*place, "date"), f"dates out of order: {after} comes after {before}")
    if time is None:
        return
    end = time.start + timedelta(days=time.weeks * time.step_days)
    for place, day, _ in found:
        if day < time.start:
            draft.complain((*place, "date"), f"{day} is before the start, {time.start}")
        elif day >= end and same_file(draft, place):
            # Whoever shortens a run from outside leaves its later turns as they are.
            draft.complain((*place, "date"), f"{day} is after the end of the run")


def as_written(scenario: Scenario) -> dict[str, Any]:
    """Responses and policy as a scenario writes them."""
    policy = scenario.policy
    assert policy is not None
    options = [
        {"id": one.id, "says": one.says,
         "set": {path: setting_as_written(path, value) for path, value in one.sets.items()},
         **sent(one.signals)}
        for one in scenario.responses
    ]
    turns = [{"date": day.isoformat(), "response": name} for day, name in policy.schedule]
    return {"options": options, "policy": policy.kind, "schedule": turns,
            "review": policy.review, "horizon": policy.horizon}
