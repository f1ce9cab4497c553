"""Claims: their form is checked here; whether they follow is for studies to find out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario.communities import Country, ids
from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft, Path
from fronde.scenario.events import same_file, setting_as_written, settings
from fronde.scenario.responses import defined
from fronde.scenario.settings import Contacts, out_of_touch
from fronde.scenario.shapes import ClaimShape, ContrastShape, ExpectShape, Time, WithoutShape
from fronde.scenario.types import Claim, Contrast, Expectation
from fronde.scenario.wiring import fixed, misfits, owned_by, providers
from fronde.vocabulary import LEVELS as OF_CITIZENS
from fronde.vocabulary import NATION, metrics, names

NOTHING = Contrast({}, (), (), "")
TABLE_OF = {"region": "regions", "group": "groups", "community": "communities", "state": "states"}
LEVELS = (*OF_CITIZENS, "state")
KEPT = {*names("stock", "derived"), *names("stock", "derived", table=NATION)}


class Known(NamedTuple):
    """What claims can refer to."""

    land: Country
    mechanisms: tuple[str, ...]
    contacts: Contacts
    time: Time | None


def claims(draft: Draft, known: Known) -> tuple[Claim, ...]:
    """The claims of a scenario; complaints tell what is wrong with the form of each."""
    made: list[Claim] = []
    taken: set[str] = set()
    for path in draft.items("claims"):
        found = claim(draft, path, known)
        if found is None:
            continue
        if found.id in taken:
            draft.complain((*path, "id"), f"duplicate claim {quoted(found.id)}")
        taken.add(found.id)
        made.append(found)
    return tuple(made)


def claim(draft: Draft, path: Path, known: Known) -> Claim | None:
    """One claim; each of its parts is checked, whatever is wrong with the others."""
    shape = draft.record(ClaimShape, *path)
    places = expectations(draft, (*path, "expect"))
    expected = [made for place in places
                if (made := expectation(draft, place, known)) is not None]
    before = len(draft.complaints)
    changed = contrast(draft, (*path, "contrast"), known)
    if len(draft.complaints) == before and len(expected) == len(places):
        compared(draft, path, changed, expected)
    if shape is None:
        return None
    return Claim(shape.id, shape.says, shape.source, changed, tuple(expected), shape.margin + 0.0)


def compared(draft: Draft, path: Path, changed: Contrast, expected: list[Expectation]) -> None:
    """Complain of a contrast that is missing, or that nothing is compared with."""
    against = any(one.against == "contrast" for one in expected)
    if changed == NOTHING and against:
        draft.complain((*path, "expect"), "there is no `contrast` to compare with: add one, or "
                       "write `against: value` or `against: before`")
    elif changed != NOTHING and expected and not against:
        draft.complain((*path, "contrast"), "nothing is compared with this `contrast`: leave it "
                       "out, or write `against: contrast`")


def expectations(draft: Draft, path: Path) -> list[Path]:
    """Where the expectations of a claim stand: one mapping, or a list of them."""
    node = draft.root.at(path)
    if node is None:
        return []
    if not isinstance(node.value, list):
        return [path]
    if not node.value:
        draft.complain(path, "`expect` must not be empty")
    return [(*path, index) for index in range(len(node.value))]


def contrast(draft: Draft, path: Path, known: Known) -> Contrast:
    """What is changed."""
    shape = draft.record(ContrastShape, *path)
    without = draft.record(WithoutShape, *path, "without")
    sets = settings(draft, (*path, "set"), ("regime", "contacts", *known.mechanisms), "a contrast")
    touched(draft, (*path, "set"), sets, known.contacts)
    defined(draft, (*path, "response"))
    if without is None:
        return NOTHING
    named(draft, (*path, "without", "events"), "event labelled", without.events,
          draft.once("labels", partial(labels, draft)))
    named(draft, (*path, "without", "mechanisms"), "mechanism", without.mechanisms,
          dict.fromkeys(known.mechanisms))
    left_out(draft, path, without.mechanisms, sets, known)
    return Contrast(sets, tuple(without.events), tuple(without.mechanisms),
                    shape.response if shape is not None else "")


def labels(draft: Draft) -> dict[str, None]:
    """Labels of the dated events, in order."""
    found = (draft.get("events", i, "label") for i in range(draft.length("events")))
    return dict.fromkeys(label for label in found if isinstance(label, str))


def touched(draft: Draft, path: Path, sets: dict[str, float], contacts: Contacts) -> None:
    """Complain of contacts that a contrast makes impossible."""
    changes: dict[str, Any] = {
        name.removeprefix("contacts."): value for name, value in sets.items()
        if name.startswith("contacts.")}
    wrong = dict(out_of_touch(contacts))
    for key, message in out_of_touch(replace(contacts, **changes)):
        if key not in wrong:
            draft.complain((*path, f"contacts.{key}") if key else path, message)


def left_out(
    draft: Draft, path: Path, without: list[str], sets: dict[str, float], known: Known
) -> None:
    """Complain of mechanisms that the others cannot do without, or that are set as well."""
    if not without:
        return
    for name in sets:
        if name.partition(".")[0] in without:
            draft.complain_of_key((*path, "set", name), f"`{name}` is set, but its mechanism is "
                                  "left out: remove one of the two")
    held = fixed(draft)
    wrong = {misfit.why for misfit in misfits(known.mechanisms, held)}
    rest = [name for name in known.mechanisms if name not in without]
    for misfit in misfits(rest, held):
        if misfit.why not in wrong:
            draft.complain((*path, "without", "mechanisms"),
                           f"without {', '.join(without)}: {misfit.why}")


def named(draft: Draft, path: Path, kind: str, given: list[str], known: Collection[str]) -> None:
    """Complain of names that are not known, or listed twice; ``known`` finds a name at once."""
    before: set[str] = set()
    for index, name in enumerate(given):
        if name not in known:
            hint = suggestion(name, known) if known else ""
            draft.complain((*path, index), f"no {kind} {quoted(name)}{hint}")
        elif name in before:
            draft.complain((*path, index), f"{quoted(name)} is listed twice")
        before.add(name)


def expectation(draft: Draft, path: Path, known: Known) -> Expectation | None:
    """What is expected of a metric."""
    shape = draft.record(ExpectShape, *path)
    level = draft.get(*path, "level") or "nation"
    if level in LEVELS:
        metric = draft.get(*path, "metric")
        if recorded(draft, path, level) and level != "state":
            moved(draft, (*path, "metric"), metric, known)
        belongs(draft, path, level, known)
    if shape is None:
        return None
    if known.time is not None:
        window(draft, path, shape, known.time)
    bar(draft, path, shape)
    entity = "nation" if shape.entity is None else shape.entity
    return Expectation(shape.metric, shape.level, entity, shape.over, shape.date,
                       shape.against, shape.direction, (shape.value or 0.0) + 0.0)


def recorded(draft: Draft, path: Path, level: str) -> bool:
    """Whether there is a metric that is recorded at a level; complains of one that is not."""
    metric, there = draft.get(*path, "metric"), metrics(level)
    if not isinstance(metric, str) or not metric:
        return False  # that was said
    if metric not in there:
        others = [other for other in LEVELS if metric in metrics(other)]
        hint = f", only of a {' or '.join(others)}" if others else suggestion(metric, there)
        draft.complain((*path, "metric"), f"no metric {quoted(metric)} of a {level}{hint}")
    return metric in there


def belongs(draft: Draft, path: Path, level: str, known: Known) -> None:
    """Complain of an entity that is missing or not there."""
    entity = draft.get(*path, "entity")
    entities = draft.once(("entities", level), partial(entities_of, draft, level, known))
    if entity is None and level != "nation":
        draft.complain(path, f"`entity` is missing: name the {level}")
    elif isinstance(entity, str) and entity and entity not in entities:
        if not entities and TABLE_OF.get(level) in draft.plain:
            return  # the table could not be read, and that was said
        hint = suggestion(entity, entities) if entities else ""
        draft.complain((*path, "entity"), f"no {level} {quoted(entity)}{hint}")


def moved(draft: Draft, path: Path, metric: str, known: Known) -> None:
    """Complain of a metric that nothing in the scenario moves or holds."""
    present = [CATALOGUE[name] for name in known.mechanisms]
    owned = {*owned_by(present, False), *owned_by(present, True), *fixed(draft)}
    if metric in KEPT and metric not in owned and (could := providers(metric)):
        draft.complain(path, f"nothing provides {quoted(metric)}: add mechanism "
                       f"{' or '.join(could)}")


def window(draft: Draft, path: Path, shape: ExpectShape, time: Time) -> None:
    """Complain of a window that does not lie within the run.

    What lies after the end is wrong only if the same file says when the end is, as of events.
    """
    end = time.start + timedelta(weeks=time.weeks)
    if shape.date is None:
        if shape.over > time.weeks and same_file(draft, path):
            draft.complain((*path, "over"), f"a window of {shape.over} weeks (`over`) is longer "
                           f"than the run of {time.weeks} weeks")
    elif shape.date < time.start:
        draft.complain((*path, "date"), f"{shape.date} is before the start, {time.start}")
    elif shape.date > end and same_file(draft, path):
        draft.complain((*path, "date"), f"{shape.date} is after the end of the run, {end}")
    elif (shape.date - time.start).days < shape.over * 7:
        written = draft.get(*path, "over") is not None
        draft.complain((*path, "over" if written else "date"), f"{shape.over} weeks (`over`) do "
                       f"not fit between the start, {time.start}, and {shape.date}")


def bar(draft: Draft, path: Path, shape: ExpectShape) -> None:
    """Complain of a comparison without what it compares with, or with what it leaves unused."""
    if shape.against == "before" and shape.date is None:
        draft.complain(path, "`date` is missing: give the day to compare with (`against: before`)")
    if shape.against == "value" and shape.value is None:
        draft.complain(path, "`value` is missing: give the number to compare with "
                       "(`against: value`)")
    if shape.against != "value" and shape.value is not None:
        draft.complain((*path, "value"), f"`value` has no effect with `against: "
                       f"{shape.against}`: leave it out, or write `against: value`")


def entities_of(draft: Draft, level: str, known: Known) -> dict[str, None]:
    """Whose numbers there are at a level, in order."""
    land = known.land
    return dict.fromkeys({
        "nation": ["nation"],
        "region": sorted(land.region_ids),
        "group": sorted(land.group_ids),
        "community": [f"{c.region}/{c.group}" for c in land.communities],
        "state": sorted(ids(draft, "states", "state")),
    }[level])


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
             "direction": e.direction, "value": e.value if e.against == "value" else None}
            for e in made.expect
        ],
        "margin": made.margin,
    }
