"""Claims: their form is checked here; whether they follow is for studies to find out."""

from __future__ import annotations

from typing import Any, NamedTuple

from fronde.scenario import quantities
from fronde.scenario.actors import Actors
from fronde.scenario.communities import Country
from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft, Path
from fronde.scenario.events import no_such_setting, same_file, setting_as_written
from fronde.scenario.shapes import ClaimShape, ContrastShape, ExpectShape, Time, WithoutShape
from fronde.scenario.types import Claim, Contrast, Event, Expectation, Response
from fronde.scenario.values import plain_number
from fronde.vocabulary import metrics

NOTHING = Contrast({}, (), (), "")


class Known(NamedTuple):
    """What claims can refer to."""

    land: Country
    others: Actors
    mechanisms: tuple[str, ...]
    events: tuple[Event, ...]
    responses: tuple[Response, ...]
    time: Time | None


def claims(draft: Draft, known: Known) -> tuple[Claim, ...]:
    """The claims of a scenario; complaints tell what is wrong with the form of each."""
    node = draft.root.at(("claims",))
    if node is not None and node.value is not None and not isinstance(node.value, list):
        draft.complain(("claims",), f"`claims` must be a list, not {quoted(node.plain)}")
    made: list[Claim] = []
    for index in range(draft.length("claims")):
        path: Path = ("claims", index)
        shape = draft.record(ClaimShape, *path)
        if shape is None:
            continue
        if shape.id in [claim.id for claim in made]:
            draft.complain((*path, "id"), f"duplicate claim {quoted(shape.id)}")
        made.append(claim(draft, path, shape, known))
    return tuple(made)


def claim(draft: Draft, path: Path, shape: ClaimShape, known: Known) -> Claim:
    """One claim."""
    expected = [made for place in expectations(draft, (*path, "expect"))
                if (made := expectation(draft, place, known)) is not None]
    changed = contrast(draft, (*path, "contrast"), known)
    if changed == NOTHING and any(one.against == "contrast" for one in expected):
        draft.complain((*path, "expect"), "there is no `contrast` to compare with: give one, or "
                       "compare against: value or before")
    return Claim(shape.id, shape.says, shape.source, changed, tuple(expected), shape.margin + 0.0)


def expectations(draft: Draft, path: Path) -> list[Path]:
    """Where the expectations of a claim stand: one mapping, or a list of them."""
    node = draft.root.at(path)
    if node is None or not isinstance(node.value, list):
        return [path]
    if not node.value:
        draft.complain(path, "`expect` must not be empty")
    return [(*path, index) for index in range(len(node.value))]


def contrast(draft: Draft, path: Path, known: Known) -> Contrast:
    """What is changed."""
    shape = draft.record(ContrastShape, *path)
    without = draft.record(WithoutShape, *path, "without")
    if shape is None or without is None:
        return NOTHING
    labels = [event.label for event in known.events]
    options = [option.id for option in known.responses]
    named(draft, (*path, "without", "events"), "event labelled", without.events, labels)
    named(draft, (*path, "without", "mechanisms"), "mechanism", without.mechanisms,
          list(known.mechanisms))
    if shape.response and shape.response not in options:
        hint = suggestion(shape.response, options) if options else ": it defines none"
        draft.complain((*path, "response"),
                       f"the scenario defines no response {quoted(shape.response)}{hint}")
    return Contrast(values_set(draft, path, shape.set, known), tuple(without.events),
                    tuple(without.mechanisms), shape.response)


def values_set(draft: Draft, path: Path, given: dict[str, Any], known: Known) -> dict[str, float]:
    """The values that a contrast sets."""
    sets = {}
    for key, raw in given.items():
        name = key.removeprefix("mechanisms.")
        parameter = quantities.by_path(name)
        owner = name.partition(".")[0]
        if parameter is None or owner not in ("regime", "contacts", *known.mechanisms):
            draft.complain_of_key((*path, "set", key), no_such_setting(name, known.mechanisms))
            continue
        try:
            sets[name] = plain_number(parameter, raw).value
        except ValueError as error:
            draft.complain((*path, "set", key), f"`{name}` {error}")
    return dict(sorted(sets.items()))


def named(draft: Draft, path: Path, kind: str, given: list[str], known: list[str]) -> None:
    """Complain of names that are not known."""
    for index, name in enumerate(given):
        if name not in known:
            hint = suggestion(name, known) if known else ""
            draft.complain((*path, index), f"no {kind} {quoted(name)}{hint}")


def expectation(draft: Draft, path: Path, known: Known) -> Expectation | None:
    """What is expected of a metric."""
    shape = draft.record(ExpectShape, *path)
    if shape is None:
        return None
    recorded = metrics(shape.level)
    if shape.metric not in recorded:
        hint = suggestion(shape.metric, recorded)
        draft.complain((*path, "metric"), f"no metric {quoted(shape.metric)} of a "
                       f"{shape.level}{hint}")
    entity, entities = shape.entity, entities_of(shape.level, known)
    if entity is None and shape.level == "nation":
        entity = "nation"
    if entity is None:
        draft.complain(path, f"`entity` is missing: which {shape.level}?")
    elif entity not in entities:
        hint = suggestion(entity, entities) if entities else ""
        draft.complain((*path, "entity"), f"no {shape.level} {quoted(entity)}{hint}")
    if known.time is not None and shape.over > known.time.weeks and same_file(draft, path):
        draft.complain((*path, "over"), f"{shape.over} weeks of a run of {known.time.weeks}")
    if shape.against == "before" and shape.date is None:
        draft.complain(path, "`date` is missing: before what?")
    return Expectation(shape.metric, shape.level, entity or "", shape.over, shape.date,
                       shape.against, shape.direction, shape.value + 0.0)


def entities_of(level: str, known: Known) -> list[str]:
    """Whose numbers there are at a level."""
    land = known.land
    return {
        "nation": ["nation"],
        "region": sorted(land.region_ids),
        "group": sorted(land.group_ids),
        "community": [f"{c.region}/{c.group}" for c in land.communities],
        "state": [state.id for state in known.others.states],
    }[level]


def as_written(made: Claim) -> dict[str, Any]:
    """A claim as a scenario writes it."""
    changed = made.contrast
    return {
        "id": made.id,
        "says": made.says,
        "source": made.source,
        "contrast": {
            "set": {p: setting_as_written(p, value) for p, value in changed.sets.items()},
            "without": {"events": list(changed.without_events),
                        "mechanisms": list(changed.without_mechanisms)},
            "response": changed.response,
        },
        "expect": [
            {"metric": e.metric, "level": e.level, "entity": e.entity, "over": e.over,
             "against": e.against, "date": e.date.isoformat() if e.date else None,
             "direction": e.direction, "value": e.value}
            for e in made.expect
        ],
        "margin": made.margin,
    }
