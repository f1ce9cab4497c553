"""Another scenario from one that is loaded: values set, events or mechanisms left out.

What a study needs thousands of times, without the file being read again: the result is what
``load`` makes of the same file with the same values, digest and document included.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fronde.errors import ScenarioError
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import content, load
from fronde.scenario.changes import last
from fronde.scenario.claim_checks import remaining
from fronde.scenario.complaints import quote
from fronde.scenario.country import NEEDED
from fronde.scenario.quantities import SETTINGS, SIGNALS, by_path
from fronde.scenario.settings import out_of_touch, sharp_in
from fronde.scenario.types import Contrast, Event, Metrics, Scenario
from fronde.scenario.values import number


def set_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with parameters and levers set: path -> value.

    Raises
    ------
    ScenarioError : a path that the scenario does not have, or a value that is not legal.
    """
    if not values:
        return scenario
    owners: dict[str, dict[str, float]] = {}
    for path, value in values.items():
        owner, _, name = path.partition(".")
        owners.setdefault(owner, {})[name] = legal(scenario, path, value)
    made = replace(
        scenario,
        contacts=replace(scenario.contacts, **owners.get("contacts", {})),  # type: ignore[arg-type]
        regime=replace(scenario.regime, **owners.get("regime", {})),
        mechanisms={name: replace(params, **owners.get(name, {}))
                    for name, params in scenario.mechanisms.items()},
        priors={path: prior for path, prior in scenario.priors.items() if path not in values},
        given={**scenario.given, **{f"{owner}.{name}": value for owner, named in owners.items()
                                    for name, value in named.items()}})
    for _, message in out_of_touch(made.contacts):
        raise ScenarioError(f"contacts: {message}")
    for path, message in sharp_in(made.mechanisms) if made.grouped else ():
        raise ScenarioError(f"{path}: {message}")
    return reseal(made, owners)


def legal(scenario: Scenario, path: str, value: float) -> float:
    """A value that a parameter of the scenario may have."""
    owner, parameter = path.partition(".")[0], by_path(path)
    if parameter is None or (owner not in SETTINGS and owner not in scenario.mechanisms):
        raise ScenarioError(f"{path}: the scenario has no such parameter.")
    try:
        return number(parameter, value)
    except ValueError as error:
        raise ScenarioError(f"{path}: {error}.") from error


def reseal(made: Scenario, owners: Iterable[str]) -> Scenario:
    """With document and digest anew; only the sections that changed are written again."""
    document = {**made.document}
    for owner in owners:
        section = content.values_of_owner(made, owner)
        if owner in SETTINGS:
            document[owner] = section
        else:
            document["mechanisms"] = {**document["mechanisms"], owner: section}
    return replace(made, document=document, digest=content.digest(made, document))


def apply_contrast(scenario: Scenario, contrast: Contrast) -> Scenario:
    """The scenario that a claim compares with.

    With a mechanism go the priors of its parameters and whatever names it: settings in events
    and responses, signals that only it can hear, propensities if nobody takes sides.
    """
    document: dict[str, Any] = copy.deepcopy(dict(scenario.document))
    document["claims"] = []  # they may speak of what is left out
    document.get("responses", {}).pop("goals", None)  # so may these, and no run depends on them
    document["events"] = [event for event in document["events"]
                          if event["label"] not in contrast.without_events]
    for name in contrast.without_mechanisms:
        leave_out(document, name)
    if contrast.response:
        document["responses"] |= {"policy": "fixed",
                                  "schedule": [{"response": contrast.response}]}
    return set_values(load(document), contrast.sets)


def leave_out(document: dict[str, Any], mechanism: str) -> None:
    """Take a mechanism out of a document, and what speaks of it."""
    document["mechanisms"].pop(mechanism, None)
    heard = {column for name in document["mechanisms"] for column in CATALOGUE[name].reads}
    responses = document.get("responses", {})
    for changing in (*document["events"], *responses.get("options", ())):
        changing["set"] = {path: value for path, value in changing["set"].items()
                           if path.partition(".")[0] != mechanism}
        for kind, columns in SIGNALS.items():
            changing[kind] = {key: amount for key, amount in changing.get(kind, {}).items()
                              if columns[key] in heard}
    for table, needed in NEEDED.items():
        if needed == mechanism:
            document.pop(table, None)
    if mechanism == "response" and responses.get("policy") == "look-ahead":
        responses["policy"] = "scheduled"


def move_events(scenario: Scenario, moved: Mapping[int, date | None]) -> Scenario:
    """A scenario whose dated events, by their place in its list, are moved or left out (None).

    Raises
    ------
    ScenarioError : no event in that place, or a day outside the run.
    """
    if not moved:
        return scenario
    end = scenario.date_of(scenario.weeks)
    kept = []
    for place, event in enumerate(scenario.events):
        day = moved.get(place, event.date)
        if place in moved and day is not None and not scenario.start <= day < end:
            raise ScenarioError(f"the event {quote(event.label)} cannot be moved to {day}: the "
                                f"run goes from {scenario.start} to {last(end)}.")
        if day is not None:
            kept.append(event.model_copy(update={"date": day}))
    for place in moved:
        if not 0 <= place < len(scenario.events):
            raise ScenarioError(f"the scenario has no dated event {place}: it has "
                                f"{len(scenario.events)}, counted from 0.")
    return with_events(scenario, kept)


def with_events(scenario: Scenario, events: Iterable[Event]) -> Scenario:
    """A scenario with other dated events, put in order.

    Claims whose test would leave out an event that is not there any more go with it, and so do
    goals that nothing else moves.
    """
    ordered = tuple(sorted(events, key=lambda event: event.date))
    labels = {event.label for event in ordered}
    claims = tuple(claim for claim in scenario.claims
                   if labels.issuperset(claim.contrast.without_events))
    document = {**scenario.document, "events": content.write_records(ordered),
                "claims": content.write_records(claims)}
    made = replace(scenario, events=ordered, claims=claims)
    made = replace(made, aims=remaining(made))
    if made.aims != scenario.aims:
        document["responses"] = content.document(made)["responses"]
    return replace(made, document=document, digest=content.digest(made, document))


def recording(scenario: Scenario, levels: Iterable[str], organisations: int = 0) -> Scenario:
    """A scenario that records every week, at these levels, and so many organisations."""
    metrics = Metrics(levels=tuple(levels), every=1, organisations=organisations)
    document = {**scenario.document, "metrics": metrics.model_dump(mode="json")}
    made = replace(scenario, metrics=metrics, document=document)
    return replace(made, digest=content.digest(made, document))
