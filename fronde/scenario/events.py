"""Dated events: in order, within the run, about what exists, heard by somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import quantities
from fronde.scenario.communities import Country, exists
from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft, Path
from fronde.scenario.shapes import EventShape, Time
from fronde.scenario.types import Event
from fronde.scenario.values import as_written as value_as_written
from fronde.scenario.values import plain_number


class Stage(NamedTuple):
    """What events can refer to."""

    country: Country
    mechanisms: tuple[str, ...]


def events(draft: Draft, stage: Stage, time: Time | None) -> tuple[Event, ...]:
    """The events of a scenario; complaints tell what is wrong with each."""
    found = []
    for path in draft.items("events"):
        made = event(draft, path, stage)
        if made is not None:
            found.append((path, made))
    in_order(draft, found)
    if time is not None:
        within(draft, found, time)
    return tuple(made for _, made in found)


def event(draft: Draft, path: Path, stage: Stage) -> Event | None:
    """One event; each of its parts is checked, whatever is wrong with the others."""
    shape = draft.record(EventShape, *path)
    for kind, known in (("region", stage.country.region_ids), ("group", stage.country.group_ids)):
        for i in range(draft.length(*path, f"{kind}s")):
            name = draft.get(*path, f"{kind}s", i)
            if isinstance(name, str) and name:
                exists(draft, (*path, f"{kind}s", i), kind, name, known)
    limited = any(draft.length(*path, key) for key in ("regions", "groups"))
    sets = settings(draft, (*path, "set"), ("regime", *stage.mechanisms), "an event", limited)
    sent = signals(draft, path, stage.mechanisms)
    if shape is None:
        return None
    return Event(
        date=shape.date,
        label=shape.label,
        source=shape.source,
        sets=sets,
        signals=sent,
        regions=tuple(shape.regions),
        groups=tuple(shape.groups),
    )


def settings(
    draft: Draft, path: Path, owners: tuple[str, ...], who: str, limited: bool = False
) -> dict[str, float]:
    """Levers and parameters of some owners that an event or the like sets: path -> value."""
    node = draft.root.at(path)
    if node is None or node.value is None:
        return {}
    if not isinstance(node.value, dict):
        draft.complain(path, f"`set` must be a mapping, not {quoted(node.plain)}")
        return {}
    found: dict[str, float] = {}
    for key, raw in node.plain.items():
        name = key.removeprefix("mechanisms.")
        parameter = quantities.by_path(name)
        if parameter is None or name.partition(".")[0] not in owners:
            draft.complain_of_key((*path, key), no_such_setting(name, owners, who))
        elif limited and not name.startswith("regime."):
            draft.complain_of_key(
                (*path, key), f"`{name}` is the same everywhere: an event that is limited to "
                "regions or groups can only set regime.*"
            )
        elif name in found:
            draft.complain_of_key((*path, key), f"`{name}` is set twice")
        else:
            try:
                found[name] = plain_number(parameter, raw).value
            except ValueError as error:
                draft.complain((*path, key), f"`{name}` {error}")
    return dict(sorted(found.items()))


def no_such_setting(name: str, owners: tuple[str, ...], who: str) -> str:
    """Why an event or the like cannot set something, and what may be meant."""
    owner = name.partition(".")[0]
    if owner in CATALOGUE and owner not in owners:
        return f"the scenario has no mechanism `{owner}`: add it to `mechanisms`"
    options = [f"{owner}.{key}" for owner in owners for key in quantities.parameters(owner)]
    return f"{who} cannot set {quoted(name)}{suggestion(name, options)}"


def signals(draft: Draft, path: Path, mechanisms: tuple[str, ...]) -> dict[str, float]:
    """Signals and shocks that an event sends: column -> amount."""
    heard = {column for name in mechanisms for column in CATALOGUE[name].reads}
    found: dict[str, float] = {}
    for kind, columns in quantities.SIGNALS.items():
        given = draft.quantities(quantities.signals(kind), *path, kind, priors=False)
        for key, amount in given.items():
            if columns[key] not in heard:
                listeners = [m.name for m in CATALOGUE.values() if columns[key] in m.reads]
                draft.complain_of_key(
                    (*path, kind, key),
                    f"no mechanism of the scenario uses {kind} `{key}`: add mechanism "
                    f"{' or '.join(listeners)}",
                )
            found[columns[key]] = amount.value
    return found


def in_order(draft: Draft, found: list[tuple[Path, Event]]) -> None:
    """Complain of events that are dated before the event above them."""
    for (_, before), (path, after) in pairwise(found):
        if after.date < before.date:
            draft.complain(
                (*path, "date"),
                f"dates out of order: {after.date} ({quoted(after.label)}) is listed after "
                f"{before.date} ({quoted(before.label)})",
            )


def within(draft: Draft, found: list[tuple[Path, Event]], time: Time) -> None:
    """Complain of events outside the run.

    Events after the end are wrong only if the same file says when the end is: whoever
    shortens a run from outside leaves its later events as they are.
    """
    end = time.start + timedelta(weeks=time.weeks)
    for path, made in found:
        if made.date < time.start:
            draft.complain((*path, "date"), f"{made.date} is before the start, {time.start}")
        elif made.date >= end and same_file(draft, path):
            draft.complain((*path, "date"), f"{made.date} is after the last day, {last(end)}")


def sent_as_written(signals: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Signals and shocks as a scenario writes them."""
    return {
        kind: {key: signals[name] for key, name in columns.items() if name in signals}
        for kind, columns in quantities.SIGNALS.items()
    }


def same_file(draft: Draft, path: Path) -> bool:
    """Whether an event and the length of the run were written in one file, by hand.

    JSON comes from a program, as the ``scenario.json`` of a run that was shortened.
    """
    here, there = draft.root.nearest(path), draft.root.nearest(("time", "weeks"))
    return here.line is not None and here.file == there.file and not here.file.endswith(".json")


def last(end: date) -> date:
    """The day before."""
    return end - timedelta(days=1)


def as_written(made: Event) -> Mapping[str, object]:
    """An event as a scenario writes it."""
    return {
        "date": made.date.isoformat(),
        "label": made.label,
        "source": made.source,
        "set": {path: setting_as_written(path, value) for path, value in made.sets.items()},
        **sent_as_written(made.signals),
        "regions": list(made.regions),
        "groups": list(made.groups),
    }


def setting_as_written(path: str, value: float) -> float | str:
    """A value that an event sets, as a scenario writes it."""
    parameter = quantities.by_path(path)
    return value_as_written(value, parameter.unit if parameter is not None else "")
