"""What the regime could do, and how it chooses."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft, Path
from fronde.scenario.events import (
    Stage,
    same_file,
    sent_as_written,
    setting_as_written,
    settings,
    signals,
)
from fronde.scenario.shapes import OptionShape, ResponsesShape, Time, TurnShape
from fronde.scenario.types import Policy, Response, Scenario

Section = tuple[tuple[Response, ...], Policy | None]


def responses(draft: Draft, stage: Stage, time: Time | None) -> Section:
    """The responses of a scenario and its policy; none without the section."""
    if "responses" not in draft.plain:
        return (), None
    shape = draft.record(ResponsesShape, "responses")
    options = options_of(draft, stage)
    turns = turns_of(draft)
    if shape is None:
        return (), None
    if shape.policy == "look-ahead" and "response" not in stage.mechanisms:
        draft.complain(("responses", "policy"), "look-ahead needs mechanism response, which says "
                       "what the regime wants: add it to `mechanisms`")
    dated = schedule(draft, shape, turns, time)
    return options, Policy(shape.policy, dated, shape.review, shape.horizon)


def ids(draft: Draft) -> dict[str, None]:
    """Ids of the responses, in order, also of those that are wrong elsewhere."""
    place: Path = ("responses", "options")
    found = (draft.get(*place, index, "id") for index in range(draft.length(*place)))
    return dict.fromkeys(name for name in found if isinstance(name, str) and name)


def defined(draft: Draft, path: Path) -> None:
    """Complain of a name at a path that no response has."""
    name, known = draft.get(*path), draft.once("responses", partial(ids, draft))
    if not isinstance(name, str) or not name or name in known:
        return
    if known or "responses" not in draft.plain:  # else its options are missing, which was said
        hint = suggestion(name, known) if known else ": it has no responses"
        draft.complain(path, f"the scenario defines no response {quoted(name)}{hint}")


def options_of(draft: Draft, stage: Stage) -> tuple[Response, ...]:
    """What the regime could do."""
    place: Path = ("responses", "options")
    node = draft.root.at(place)
    if node is not None and node.value in (None, []):
        draft.complain(place, "`options` must name at least one response")
    made: list[Response] = []
    taken: set[str] = set()
    for path in draft.items(*place):
        shape = draft.record(OptionShape, *path)
        sets = settings(draft, (*path, "set"), ("regime", *stage.mechanisms), "a response")
        sent = signals(draft, path, stage.mechanisms)
        if shape is None:
            continue
        if shape.id in taken:
            draft.complain((*path, "id"), f"duplicate response {quoted(shape.id)}")
        taken.add(shape.id)
        made.append(Response(shape.id, shape.says, sets, sent))
    return tuple(made)


def turns_of(draft: Draft) -> list[tuple[Path, TurnShape]]:
    """The rows of the schedule, each with its place."""
    found = []
    for path in draft.items("responses", "schedule"):
        shape = draft.record(TurnShape, *path)
        defined(draft, (*path, "response"))
        if shape is not None:
            found.append((path, shape))
    return found


def schedule(
    draft: Draft, shape: ResponsesShape, turns: list[tuple[Path, TurnShape]], time: Time | None
) -> tuple[tuple[date, str], ...]:
    """When which response is in force."""
    start = time.start if time is not None else date.min
    if shape.policy == "fixed":
        held(draft, turns, start)
    found = []
    for place, turn in turns:
        if turn.date is None and place[-1] != 0:
            draft.complain(place, "`date` is missing: only the first response may start "
                           "with the run")
        else:
            found.append((place, turn.date or start, turn.response))
    ordered(draft, found, time)
    return tuple((day, response) for _, day, response in found)


def held(draft: Draft, turns: list[tuple[Path, TurnShape]], start: date) -> None:
    """Complain of a fixed policy that is not one response from the start."""
    place: Path = ("responses", "schedule")
    if draft.length(*place) != 1:
        draft.complain(place if turns else ("responses", "policy"),
                       "a fixed policy must name one response under `schedule`")
    elif turns and turns[0][1].date is not None and turns[0][1].date > start:
        draft.complain((*place, 0, "date"), "a fixed policy holds from the start: leave out "
                       "`date`, or choose `policy: scheduled`")


def ordered(draft: Draft, found: list[tuple[Path, date, str]], time: Time | None) -> None:
    """Complain of dates out of order or outside the run."""
    for (_, before, _), (place, after, _) in pairwise(found):
        if after <= before:
            draft.complain((*place, "date"), f"dates out of order: {after} is listed after "
                           f"{before}; each must be later than the one before it")
    if time is None:
        return
    end = time.start + timedelta(weeks=time.weeks)
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
         **sent_as_written(one.signals)}
        for one in scenario.responses
    ]
    turns = [{"date": day.isoformat(), "response": name} for day, name in policy.schedule]
    return {"options": options, "policy": policy.kind, "schedule": turns,
            "review": policy.review, "horizon": policy.horizon}
