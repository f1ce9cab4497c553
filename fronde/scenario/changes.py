"""What changes levers and parameters: dated events, and the responses of the regime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario.complaints import quote
from fronde.scenario.places import Path
from fronde.scenario.quantities import SIGNALS
from fronde.scenario.records import Problem
from fronde.scenario.sections import Responses, Time
from fronde.scenario.types import Changing, Event, Policy, Turn


def last(end: date) -> date:
    """The day before."""
    return end - timedelta(days=1)


def events(listed: Iterable[Event], mechanisms: tuple[str, ...], time: Time | None
           ) -> Iterator[Problem]:
    """What is wrong with dated events: who hears them, where they count, when they are."""
    found = [(("events", index), one) for index, one in enumerate(listed)]
    for path, one in found:
        yield from unheard(path, one, mechanisms)
        if one.regions or one.groups:
            yield from check_targets(path, one)
    dated = [(path, one) for path, one in found if one.sound]
    for (_, before), (path, after) in pairwise(dated):
        if after.date < before.date:
            yield Problem((*path, "date"), f"dates out of order: {after.date} "
                          f"({quote(after.label)}) is listed after {before.date} "
                          f"({quote(before.label)})")
    if time is not None:
        end = time.start + timedelta(weeks=time.weeks)
        yield from within(((path, one.date) for path, one in dated), time.start, end,
                          f"is after the last day, {last(end)}")


def unheard(path: Path, one: Changing, mechanisms: tuple[str, ...]) -> Iterator[Problem]:
    """Signals that no mechanism of the scenario uses."""
    heard = {column for name in mechanisms for column in CATALOGUE[name].reads}
    for kind, columns in SIGNALS.items():
        for key in getattr(one, kind) or ():
            if columns[key] not in heard:
                listeners = [m.name for m in CATALOGUE.values() if columns[key] in m.reads]
                yield Problem((*path, kind, key), f"no mechanism of the scenario uses {kind} "
                              f"`{key}`: add mechanism {' or '.join(listeners)}", of_key=True)


def check_targets(path: Path, one: Event) -> Iterator[Problem]:
    """What an event sets that cannot be other in some regions or groups."""
    for name in one.sets or ():
        if not name.startswith("regime."):
            yield Problem((*path, "set", name), f"`{name}` is the same everywhere: an event that "
                          "is limited to regions or groups can only set regime.*", of_key=True)


def within(found: Iterable[tuple[Path, date]], start: date, end: date, late: str
           ) -> Iterator[Problem]:
    """Dates outside the run."""
    for path, day in found:
        if day < start:
            yield Problem((*path, "date"), f"{day} is before the start, {start}")
        elif day >= end:
            yield Problem((*path, "date"), f"{day} {late}", of_end=True)


def responses(section: Responses, mechanisms: tuple[str, ...], time: Time | None
              ) -> Iterator[Problem]:
    """What is wrong with responses and the policy that chooses among them."""
    place = ("responses", "options")
    if section.options == ():
        yield Problem(place, "`options` must name at least one response")
    seen = set()
    for index, one in enumerate(section.options or ()):
        yield from unheard((*place, index), one, mechanisms)
        if one.sound and one.id in seen:
            yield Problem((*place, index, "id"), f"duplicate response {quote(one.id)}")
        seen.add(one.id if one.sound else None)
    if not section.sound:
        return
    if section.policy == "look-ahead" and "response" not in mechanisms:
        yield Problem(("responses", "policy"), "look-ahead needs mechanism response, which says "
                      "what the regime wants: add it to `mechanisms`")
    yield from schedule(section, time)


def schedule(section: Responses, time: Time | None) -> Iterator[Problem]:
    """What is wrong with the dates from which responses are in force."""
    start = time.start if time is not None else date.min
    turns: list[tuple[Path, Turn]] = [
        (("responses", "schedule", index), one)
        for index, one in enumerate(section.schedule) if one.sound]
    if section.policy == "fixed":
        yield from check_fixed_policy(section, turns, start)
    found: list[tuple[Path, date]] = []
    for path, turn in turns:
        if turn.date is None and path[-1] != 0:
            yield Problem(path, "`date` is missing: only the first response may start with the "
                          "run")
        else:
            found.append((path, turn.date or start))
    for (_, before), (path, after) in pairwise(found):
        if after <= before:
            yield Problem((*path, "date"), f"dates out of order: {after} is listed after "
                          f"{before}; each must be later than the one before it")
    if time is not None:
        end = start + timedelta(weeks=time.weeks)
        yield from within(found, start, end, "is after the end of the run")


def check_fixed_policy(section: Responses, turns: list[tuple[Path, Turn]],
                       start: date) -> Iterator[Problem]:
    """A fixed policy that is not one response from the start."""
    place = ("responses", "schedule")
    if len(section.schedule) != 1:
        yield Problem(place if turns else ("responses", "policy"),
                      "a fixed policy must name one response under `schedule`")
    elif turns and turns[0][1].date is not None and turns[0][1].date > start:
        yield Problem((*place, 0, "date"), "a fixed policy holds from the start: leave out "
                      "`date`, or choose `policy: scheduled`")


def policy(section: Responses | None, start: date) -> Policy | None:
    """How the regime chooses; none without responses."""
    if section is None:
        return None
    turns = tuple((turn.date or start, turn.response) for turn in section.schedule)
    return Policy(section.policy, turns, section.review, section.horizon)
