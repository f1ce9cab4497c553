"""Claims and goals: their form is checked here; whether they hold is for studies to find out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario.complaints import quote, suggestion
from fronde.scenario.moving import (
    TAKEN_UP,
    Stand,
    join_mechanisms,
    levers,
    movable,
    movers,
    stand,
    things,
)
from fronde.scenario.places import Path
from fronde.scenario.records import Problem
from fronde.scenario.sections import Sections, Time
from fronde.scenario.settings import Contacts, out_of_touch
from fronde.scenario.types import (
    Aim,
    Change,
    Claim,
    Contrast,
    Expectation,
    Scenario,
)
from fronde.scenario.wiring import misfits, owners_of, providers
from fronde.vocabulary import LEVELS as OF_CITIZENS
from fronde.vocabulary import NATION, metrics, names

NOTHING = Contrast({}, (), (), "")
LEVELS = (*OF_CITIZENS, "state")
KEPT = {*names("stock", "derived"), *names("stock", "derived", table=NATION)}
TAKEN = "worth"  # what goals are weighed to has a column of its own beside theirs


class ClaimTerms(NamedTuple):
    """What claims and goals can speak of.

    Attributes
    ----------
    entities : level -> whose outcomes there are; None if the table could not be read.
    fixed : columns that are held constant.
    """

    mechanisms: tuple[str, ...]
    entities: dict[str, dict[str, None] | None]
    fixed: set[str]
    contacts: Contacts
    time: Time | None


def claims(found: Iterable[Claim], known: ClaimTerms) -> Iterator[Problem]:
    """What is wrong with the form of claims."""
    taken: set[str] = set()
    for index, one in enumerate(found):
        path = ("claims", index)
        yield from claim(one, path, known)
        if one.sound and one.id in taken:
            yield Problem((*path, "id"), f"duplicate claim {quote(one.id)}")
        taken |= {one.id} if one.sound else set()


def claim(one: Claim, path: Path, known: ClaimTerms) -> Iterator[Problem]:
    """What is wrong with one claim; each part is looked at, whatever is wrong with the others."""
    expected = one.expect or ()
    for index, expectation in enumerate(expected):
        where = (*path, "expect", index)
        yield from check_metric(expectation, where, known)
        if expectation.sound:
            yield from bar(expectation, where)
            if known.time is not None:
                yield from window(expectation, where, known.time)
    wrong = [*contrast(one.change, (*path, "contrast"), known)]
    yield from wrong
    whole = (one.change.sound, one.change.without.sound, *(each.sound for each in expected))
    if not wrong and all(whole):
        yield from check_contrast(one, path)


def check_contrast(one: Claim, path: Path) -> Iterator[Problem]:
    """A contrast that is missing, or that nothing is compared with."""
    against = any(each.against == "contrast" for each in one.expect or ())
    if one.contrast == NOTHING and against:
        yield Problem((*path, "expect"), "there is no `contrast` to compare with: add one, or "
                      "write `against: value` or `against: before`")
    elif one.contrast != NOTHING and one.expect and not against:
        yield Problem((*path, "contrast"), "nothing is compared with this `contrast`: leave it "
                      "out, or write `against: contrast`")


def contrast(change: Change, path: Path, known: ClaimTerms) -> Iterator[Problem]:
    """What is wrong with a change: contacts that it makes impossible, what is missing then."""
    sets = change.sets or {}
    changes: dict[str, Any] = {name.removeprefix("contacts."): value
                               for name, value in sets.items() if name.startswith("contacts.")}
    before = dict(out_of_touch(known.contacts))
    for key, message in out_of_touch(replace(known.contacts, **changes)):
        if key not in before:
            yield Problem((*path, "set", *([f"contacts.{key}"] if key else [])), message)
    without = [name for name in change.without.mechanisms or () if name]
    for name in sets:
        if name.partition(".")[0] in without:
            yield Problem((*path, "set", name), f"`{name}` is set, but its mechanism is left out: "
                          "remove one of the two", of_key=True)
    rest = [name for name in known.mechanisms if name not in without]
    wrong = {misfit.why for misfit in misfits(known.mechanisms, known.fixed)} if without else set()
    for misfit in misfits(rest, known.fixed) if without else ():
        if misfit.why not in wrong:
            yield Problem((*path, "without", "mechanisms"),
                          f"without {', '.join(without)}: {misfit.why}")


def check_metric(one: Expectation | Aim, path: Path, known: ClaimTerms) -> Iterator[Problem]:
    """What is wrong with a metric, its level and whose it is."""
    if one.level is None:
        return
    if one.metric and one.metric not in metrics(one.level):
        others = [level for level in LEVELS if one.metric in metrics(level)]
        hint = f", only of a {' or '.join(others)}" if others else suggestion(
            one.metric, metrics(one.level))
        yield Problem((*path, "metric"), f"no metric {quote(one.metric)} of a {one.level}{hint}")
    elif one.metric in KEPT and one.level != "state" and isinstance(one, Expectation):
        yield from check_provider(one.metric, path, known)
    entities = known.entities[one.level]
    if one.entity is None and one.level != "nation" and ("entity",) not in one.unsound:
        yield Problem(path, f"`entity` is missing: name the {one.level}")
    elif one.entity and entities is not None and one.entity not in entities:
        hint = suggestion(one.entity, entities) if entities else ""
        yield Problem((*path, "entity"), f"no {one.level} {quote(one.entity)}{hint}")


def check_provider(metric: str, path: Path, known: ClaimTerms) -> Iterator[Problem]:
    """A metric that nothing in the scenario moves or holds."""
    present = [CATALOGUE[name] for name in known.mechanisms]
    owned = {*owners_of(present, False), *owners_of(present, True), *known.fixed}
    if metric not in owned and (could := providers(metric)):
        yield Problem((*path, "metric"), f"nothing provides {quote(metric)}: add mechanism "
                      f"{' or '.join(could)}")


def window(one: Expectation, path: Path, time: Time) -> Iterator[Problem]:
    """A window that does not lie within the run."""
    end = time.start + timedelta(weeks=time.weeks)
    if one.date is None:
        if one.over > time.weeks:
            yield Problem((*path, "over"), f"a window of {one.over} weeks (`over`) is longer than "
                          f"the run of {time.weeks} weeks", of_end=True)
        return
    if one.date < time.start:
        yield Problem((*path, "date"), f"{one.date} is before the start, {time.start}")
        return
    if one.date > end:
        yield Problem((*path, "date"), f"{one.date} is after the end of the run, {end}",
                      of_end=True)
    if (one.date - time.start).days < one.over * 7:
        place = "over" if "over" in one.model_fields_set else "date"
        yield Problem((*path, place), f"{one.over} weeks (`over`) do not fit between the start, "
                      f"{time.start}, and {one.date}")


def bar(one: Expectation, path: Path) -> Iterator[Problem]:
    """A comparison without what it compares with, or with what it leaves unused."""
    if one.against == "before" and one.date is None:
        yield Problem(path, "`date` is missing: give the day to compare with (`against: before`)")
    if one.against == "value" and one.bar is None:
        yield Problem(path, "`value` is missing: give the number to compare with (`against: "
                      "value`)")
    if one.against != "value" and one.bar is not None:
        yield Problem((*path, "value"), f"`value` has no effect with `against: {one.against}`: "
                      "leave it out, or write `against: value`")


def goals(sections: Sections, known: ClaimTerms) -> Iterator[Problem]:
    """What is wrong with what the regime wants."""
    section = sections.responses
    place = ("responses", "goals")
    if section is None or section.goals is None:
        return
    if not section.goals:
        yield Problem(place, "`goals` must name at least one goal. To use the usual goals, leave "
                      "it out")
    there, taken = survey_sections(sections, known.mechanisms), set[str]()
    for index, one in enumerate(section.goals):
        path = (*place, index)
        yield from goal(one, path, known, there)
        if one.sound and one.id in taken:
            yield Problem((*path, "id"), f"duplicate goal {quote(one.id)}: choose another id")
        taken |= {one.id} if one.sound else set()


def goal(one: Aim, path: Path, known: ClaimTerms, there: Stand) -> Iterator[Problem]:
    """What is wrong with one goal: nothing may move it, so that it says nothing of a response."""
    if one.id == TAKEN:
        yield Problem((*path, "id"), f"a goal cannot be called {quote(TAKEN)}: this is the name "
                      "of the weighted mean of all goals. Choose another id")
    yield from check_metric(one, path, known)
    if not one.metric or one.level is None or one.metric not in metrics(one.level):
        return
    if things(one.metric, one.level).isdisjoint(movable(there)):
        why = ", because it is fixed: take it out of `fixed`"
        if one.metric not in known.fixed:
            added = movers(one.metric, one.level, there)
            why = f": add {join_mechanisms(added)}" if added else ": choose another metric"
        yield Problem((*path, "metric"), f"nothing in the scenario changes {quote(one.metric)}"
                      f"{why}, or leave the goal out")


def survey_sections(sections: Sections, mechanisms: tuple[str, ...]) -> Stand:
    """What there is in the scenario, also of events and responses that are wrong elsewhere."""
    changing = (*(sections.events or ()), *(getattr(sections.responses, "options", None) or ()))
    paths = {path for one in changing for path in one.sets or ()}
    paths |= {str(place[-1]) for one in changing for place in one.unsound
              if place[:1] == ("set",)}
    return Stand(mechanisms, levers(paths) | {TAKEN_UP}, sections.organisations is not None)


def remaining(scenario: Scenario) -> tuple[Aim, ...]:
    """The goals of a scenario that something in it moves."""
    may = movable(stand(scenario))
    return tuple(one for one in scenario.aims if not things(one.metric, one.level).isdisjoint(may))
