"""A scenario as the page needs it: controls, dated events, responses, what can be drawn.

All of it comes from the declarations: the page knows no parameter, metric or mechanism by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from fronde.engine.composed import CAUSES
from fronde.explorer import pictures
from fronde.explorer.frames import tracks
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import LARGEST, LogUniform, Parameter, Prior
from fronde.reporting import palette, wording
from fronde.reporting.hexmap import short
from fronde.scenario import quantities
from fronde.scenario.quantities import SETTINGS
from fronde.scenario.types import Event, Policy, Scenario
from fronde.scenario.values import reach
from fronde.states import STATES
from fronde.vocabulary import AROUND, COLUMN, COLUMNS, FLOWS, NATION

ROOM = 0.5  # how far a slider goes beyond the prior, in widths of it
FACTOR = 3.0  # the same where sizes differ by factors
GROUPED = 1_000_000  # of people, for a street in groups
TITLES = {"regime": "Levers of the state", "contacts": "Who is in touch with whom"}
COUNTED = {**palette.STATE_NAME, "quiet": "in no movement", "dead": "fallen"}


def describe(name: str, scenario: Scenario) -> dict[str, Any]:
    """All that the page shows of a scenario before it is played."""
    order = {(track.entity, track.metric): n for n, track in enumerate(tracks(scenario))}
    return {
        "id": name, "title": scenario.title, "question": scenario.question,
        "about": scenario.about, "start": scenario.start.isoformat(), "weeks": scenario.weeks,
        "people": "all" if scenario.people is None else scenario.people,
        "population": scenario.population,
        "sizes": sizes(scenario), "sections": list(sections(scenario)),
        "events": [event(n, one, scenario) for n, one in enumerate(scenario.events)],
        "responses": [{"id": one.id, "says": one.says or one.id} for one in scenario.responses],
        "policy": policy(scenario.policy),
        "claims": [{"id": one.id, "says": one.says, "source": one.source}
                   for one in scenario.claims],
        "regions": regions(scenario),
        "tracks": [{**track._asdict(), **meaning(track.level, track.metric)}
                   for track in tracks(scenario)],
        "maps": [{"metric": one.metric, "label": one.label, "per_head": one.per_head,
                  "unit": "per 100,000" if one.per_head else "0 to 1",
                  **{"meaning": meaning("region", one.metric)["meaning"]}}
                 for one in pictures.MAPS],
        "flows": [flow(name, cause) for name, cause, *_ in CAUSES],
        "states": pictures.flow_colours(),
        "pictures": [picture(one, scenario, order) for one in pictures.panels_of(scenario)],
        "headline": [{"track": order["nation", one.metric], "label": one.label,
                      "unit": meaning("nation", one.metric)["unit"]}
                     for one in pictures.HEADLINE if is_shown(one.metric, scenario)],
        "sides": {str(-2 - n): f"on the side of {state.name}"
                  for n, state in enumerate(scenario.states)},
    }


def is_shown(metric: str, scenario: Scenario) -> bool:
    """Whether some picture of the scenario shows a metric: else it stands still."""
    return any(metric == curve.metric for one in pictures.panels_of(scenario)
               for curve in one.curves)


def sizes(scenario: Scenario) -> list[dict[str, Any]]:
    """How a country can be simulated; of numbers below its population any gives the same."""
    people = scenario.people if scenario.grouped else min(GROUPED, scenario.population // 2)
    found: list[dict[str, Any]] = [{"people": people, "says": "street in groups"}]
    return [*(found if scenario.groupable and people else []), {
        "people": "all", "says": f"one to one: {wording.number(scenario.population)} persons"}]


def sections(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Parameters by what they belong to."""
    owners: Mapping[str, Any] = {"regime": scenario.regime, **scenario.mechanisms,
                                 "contacts": scenario.contacts}
    for owner, values in owners.items():
        controls = [control(scenario, owner, parameter, float(getattr(values, parameter.name)))
                    for parameter in quantities.parameters(owner).values()]
        if controls:
            yield {"id": owner, "title": TITLES.get(owner, owner.capitalize()),
                   "says": says(owner), "controls": controls}


def says(owner: str) -> str:
    """What a section is about."""
    if owner in SETTINGS:
        return str(SETTINGS[owner].__doc__ or "").strip().partition("\n")[0]
    return CATALOGUE[owner].text["summary"]


def control(scenario: Scenario, owner: str, parameter: Parameter, value: float) -> dict[str, Any]:
    """One parameter with the ends of its slider."""
    path = f"{owner}.{parameter.name}"
    prior = scenario.priors.get(path, parameter.prior)
    low, high = ends(parameter, prior, value)
    return {
        "path": path, "label": parameter.name.replace("_", " "), "value": finite(value),
        "default": finite(parameter.default), "unit": parameter.unit,
        "sentence": parameter.sentence, "source": parameter.source, "low": low, "high": high,
        "prior": list(reach(prior)) if prior is not None else None,
        "scale": "log" if isinstance(prior, LogUniform) and low > 0 else "linear",
        "whole": parameter.whole, "open": path in scenario.priors,
        "turnable": owner != "contacts"}


def ends(parameter: Parameter, prior: Prior | None, value: float) -> tuple[float, float]:
    """Where a slider begins and ends: somewhat beyond what is plausible, within what is legal."""
    if isinstance(prior, LogUniform):
        low, high = prior.low / FACTOR, prior.high * FACTOR
    elif prior is not None:
        low, high = reach(prior)
        low, high = low - ROOM * (high - low), high + ROOM * (high - low)
    elif math.isfinite(parameter.low) and math.isfinite(parameter.high):
        low, high = parameter.low, parameter.high
    else:
        size = max(abs(parameter.default), 0.5) if math.isfinite(parameter.default) else 1.0
        low, high = -2 * size, 2 * size
    low = max(low, parameter.low, -LARGEST)  # an infinite end is no JSON
    high = min(high, parameter.high, LARGEST)
    if math.isfinite(value):
        low, high = min(low, value), max(high, value)
    return (low, high) if high > low else (low, low + 1.0)


def finite(value: float) -> float | None:
    """A number that travels; None is infinity."""
    return value if math.isfinite(value) else None


def event(number: int, one: Event, scenario: Scenario) -> dict[str, Any]:
    """A dated event with what it does, in words."""
    return {"index": number, "week": scenario.week_of(one.date),
            "date": one.date.isoformat(), "label": one.label, "source": one.source,
            "says": "; ".join(changes_of(one))}


def changes_of(one: Event) -> Iterator[str]:
    """What an event sets and sends."""
    for path, value in one.sets.items():
        parameter = quantities.by_path(path)
        yield f"{parameter.sentence if parameter else path}: {value:g}"
    for column, amount in one.signals.items():
        yield f"{COLUMN[column].meaning}: {amount:+g}"
    limited = [*one.regions, *one.groups]
    if limited:
        yield f"only for {', '.join(limited)}"


def policy(one: Policy | None) -> str:
    """How the scenario's own state chooses its responses."""
    if one is None:
        return "The scenario names no policy."
    if one.kind == "look-ahead":
        return (f"Every {one.review} weeks the state plays each response {one.horizon} weeks "
                "ahead and takes the best for its goals.")
    turns = [f"{name} from {wording.day(day)}" for day, name in one.schedule]
    return f"By schedule: {', '.join(turns)}." if turns else "It takes up no response."


def regions(scenario: Scenario) -> list[dict[str, Any]]:
    """Regions with their places on the map, odd rows shifted."""
    codes = short([region.id for region in scenario.regions])
    return [{"id": one.id, "code": code, "name": one.name, "population": one.population,
             "x": one.column + 0.5 * (one.row % 2), "y": one.row}
            for one, code in zip(scenario.regions, codes, strict=True)]


def meaning(level: str, metric: str) -> dict[str, str]:
    """Unit and meaning of a metric."""
    if metric in STATES:
        return {"unit": "persons", "meaning": f"persons {COUNTED[metric]}"}
    table = {"nation": (*NATION, *COLUMNS), "state": AROUND}.get(level, COLUMNS)
    found = next((column for column in table if column.name == metric), None)
    if metric == "passive":
        return {"unit": "persons", "meaning": "persons who would protest if it were safe"}
    if found is None:
        return {"unit": "persons", "meaning": f"persons: {metric.replace('_', ' ')}"}
    return {"unit": found.unit, "meaning": found.meaning}


def flow(name: str, cause: str) -> dict[str, str]:
    """A flow with its cause, and the states that it joins."""
    found = next(one for one in FLOWS if one.name == name)
    return {"flow": name, "cause": cause, "source": STATES[found.source],
            "target": STATES[found.target], "meaning": found.meaning}


def picture(one: pictures.Panel, scenario: Scenario,
            order: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """A picture with the places of its curves in a frame."""
    return {"id": one.id, "title": one.title, "says": one.says, "unit": one.unit,
            "scale": one.scale, "form": "lines",
            "series": [{"track": order[key], "label": curve.label, "colour": curve.colour}
                       for key, curve in pictures.curves(scenario, one)]}
