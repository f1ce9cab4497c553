"""From a tree of values to a ``Scenario``, with everything checked on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import Prior
from fronde.scenario import changes, claim_checks, content, quantities, wiring
from fronde.scenario import country as land_of
from fronde.scenario.complaints import Complaints, quote, suggestion
from fronde.scenario.country import Country
from fronde.scenario.places import Node, Path
from fronde.scenario.records import Problem, misshapen, references
from fronde.scenario.sections import Sections, Time
from fronde.scenario.settings import MEND, Contacts, Regime, out_of_touch, sharp, sharp_in
from fronde.scenario.types import Scenario, Thresholds

# How each kind of name is called that is not there, and what is said where there are none.
UNKNOWN = {"event": "no event labelled", "mechanism": "no mechanism",
           "response": "the scenario defines no response"}
NONE = {"state": ": the scenario has no `states`", "response": ": it has no responses",
        "event": ""}


def build(root: Node, name: str, complaints: Complaints) -> Scenario:
    """Check a scenario as a whole.

    Raises
    ------
    ScenarioError : with everything that is wrong.
    """
    plain: dict[str, Any] = root.plain
    mechanisms = wiring.taking_part(plain)
    sections = Sections.model_validate(plain, context={"mechanisms": mechanisms})
    land, settings = land_of.country(sections), settings_of(sections, mechanisms)
    for problem in problems(sections, plain, land, settings):
        complain(root, problem, complaints)
    complaints.finish()
    return seal(make_scenario(sections, name, land, settings))


def complain(root: Node, problem: Problem, complaints: Complaints) -> None:
    """Say what is wrong, with the place where it was written."""
    path = root.written_path(problem.path)
    if problem.of_end and not same_file(root, path):
        return
    text = problem.text if isinstance(problem.text, str) else problem.text(path)
    if problem.first and (line := root.nearest(problem.first).line):
        text += f", first in line {line}"
    complaints.add(root.key_place(path) if problem.of_key else root.nearest(path), text)


def same_file(root: Node, path: Path) -> bool:
    """Whether something dated and the length of the run were written in one file, by hand.

    JSON comes from a program, as the ``scenario.json`` of a run that was shortened.
    """
    here, there = root.nearest(path), root.nearest(("time", "weeks"))
    return here.line is not None and here.file == there.file and not here.file.endswith(".json")


class Settings(NamedTuple):
    """Parameters of all that has some, and what the scenario says of them."""

    contacts: Contacts
    regime: Regime
    mechanisms: dict[str, Any]
    priors: dict[str, Prior]
    given: dict[str, float]


def settings_of(sections: Sections, mechanisms: tuple[str, ...]) -> Settings:
    """Contacts, regime and the parameters of the mechanisms."""
    priors: dict[str, Prior] = {}
    given: dict[str, float] = {}
    made: dict[str, Any] = {}
    owners = {**quantities.SETTINGS, **{name: CATALOGUE[name].params for name in mechanisms}}
    for owner, params in owners.items():
        said = (getattr(sections, owner) if owner in quantities.SETTINGS
                else getattr(sections.mechanisms, f"of_{owner}")) or {}
        priors |= {f"{owner}.{key}": one.prior for key, one in said.items() if one.prior}
        given |= {f"{owner}.{key}": one.value for key, one in said.items() if not one.prior}
        made[owner] = params(**{key: one.value for key, one in said.items()})
    return Settings(made.pop("contacts"), made.pop("regime"), made, priors, given)


def problems(
    sections: Sections, plain: dict[str, Any], land: Country, settings: Settings
) -> Iterator[Problem]:
    """Everything that is wrong with a scenario."""
    mechanisms = tuple(settings.mechanisms)
    time = sections.time if sections.time.sound and not endless(sections.time) else None
    entities = entities_of(sections, land)
    known = claim_checks.ClaimTerms(mechanisms, entities, wiring.fixed_columns(plain),
                                    settings.contacts, time)
    yield from misshapen(sections)
    yield from wiring.wire(plain)
    yield from land_of.problems(sections, land)
    yield from unknown_names(sections, land, mechanisms)
    yield from check_unused_tables(sections, mechanisms)
    if sections.time.sound and time is None:
        yield Problem(("time", "weeks"), "the run would end after the year 9999: give fewer weeks")
    for key, message in out_of_touch(settings.contacts):
        yield Problem(("contacts", key) if key else ("contacts",), message)
    yield from changes.events(sections.events or (), mechanisms, time)
    if sections.responses is not None:
        yield from changes.responses(sections.responses, mechanisms, time)
    yield from claim_checks.goals(sections, known)
    yield from claim_checks.claims(sections.claims or (), known)
    yield from check_numbers(sections, land)
    yield from ungroupable(sections, land, settings)


def endless(time: Time) -> bool:
    """Whether the calendar does not reach as far as the run."""
    try:
        return not time.start + timedelta(weeks=time.weeks)
    except OverflowError:
        return True


def entities_of(sections: Sections, land: Country) -> dict[str, dict[str, None] | None]:
    """Whose outcomes there are at each level, in order; None if a table could not be read."""
    found: dict[str, dict[str, None]] = {
        "nation": {"nation": None},
        "region": land_of.ids(sections, land, "region"),
        "group": land_of.ids(sections, land, "group"),
        "community": dict.fromkeys(f"{c.region}/{c.group}" for c in land.communities),
        "state": land_of.ids(sections, land, "state"),
    }
    tables = {"region": "regions", "group": "groups", "community": "communities",
              "state": "states"}
    return {level: names if names or getattr(sections, tables[level]) is None else None
            for level, names in found.items()}


def unknown_names(sections: Sections, land: Country, mechanisms: tuple[str, ...]
                  ) -> Iterator[Problem]:
    """Names of what is in no table, or listed twice; nothing if the table could not be read."""
    responses = getattr(sections.responses, "options", None) or ()
    there = {
        **{kind: land_of.ids(sections, land, kind) for kind in ("region", "group", "state")},
        "actor": actors(sections, land),
        "response": dict.fromkeys(one.id for one in responses if one.id),
        "event": dict.fromkeys(one.label for one in sections.events or () if one.label),
        "mechanism": dict.fromkeys(mechanisms),
    }
    missing = {"state": sections.states is None, "response": sections.responses is None,
               "event": not sections.events}
    before: set[tuple[Any, ...]] = set()
    for path, ref, name in references(sections):
        if name not in there[ref.kind]:
            known = there[ref.kind]
            if known or missing.get(ref.kind):
                hint = suggestion(name, known) if known else NONE[ref.kind]
                yield Problem(path, f"{UNKNOWN.get(ref.kind, f'unknown {ref.kind}')} "
                              f"{quote(name)}{hint}")
        elif ref.once and (path[:-1], name) in before:
            kind = "" if ref.kind in UNKNOWN else f"{ref.kind} "
            yield Problem(path, f"{kind}{quote(name)} is listed twice")
        if ref.once:
            before.add((path[:-1], name))


def actors(sections: Sections, land: Country) -> dict[str, None]:
    """Organisations and states; none at all where a table of either could not be read."""
    found: dict[str, None] = {}
    for kind, table in (("state", sections.states), ("organisation", sections.organisations)):
        listed = land_of.ids(sections, land, kind)
        if table is not None and not listed:
            return {}
        found |= listed
    return dict.fromkeys(sorted(found))


def check_unused_tables(sections: Sections, mechanisms: tuple[str, ...]) -> Iterator[Problem]:
    """Tables that no mechanism of the scenario looks at, and levels listed twice."""
    for section, needed in land_of.NEEDED.items():
        if getattr(sections, section) is not None and needed not in mechanisms:
            yield Problem((section,), f"`{section}` needs mechanism {needed}: add it to "
                          "`mechanisms`")
    levels = sections.metrics.levels or ()
    for index, level in enumerate(levels):
        if level is not None and level in levels[:index]:
            yield Problem(("metrics", "levels", index), f"level `{level}` is listed twice")


def thresholds_of(sections: Sections) -> tuple[float, ...]:
    """Thresholds that are listed, in the scenario or in a table."""
    found = sections.thresholds
    if isinstance(found, Thresholds):
        return found.values
    return tuple(row.threshold for row in land_of.sound(sections, "thresholds"))


def check_numbers(sections: Sections, land: Country) -> Iterator[Problem]:
    """More citizens than persons, or thresholds for other than all of them."""
    people, persons = sections.population.people, land.persons
    if not sections.population.sound or not land.regions or not land_of.complete(
            sections, "regions"):
        return
    if persons < 1:
        yield Problem(("regions",), "no region has inhabitants: give at least one a population")
        return
    citizens = persons if people is None else people
    if citizens > persons:
        yield Problem(("population", "people"), f"{citizens} citizens are more than the {persons} "
                      "persons of the country: write `all` to simulate everybody")
    count = len(thresholds_of(sections))
    if count and count != citizens:
        yield Problem(("thresholds",), f"{count} thresholds are listed for {citizens} citizens: "
                      "list one for each")
    elif count and citizens < persons:
        yield Problem(("thresholds",), "thresholds are listed, so everybody must be simulated one "
                      f"to one: give `population.people: all` and {persons} thresholds")


def ungroupable(sections: Sections, land: Country, settings: Settings) -> Iterator[Problem]:
    """Choices without noise, or asking everybody, where the street is in groups."""
    people = sections.population.people
    if people is None or people >= land.persons:
        return
    for name, why in sharp_in(settings.mechanisms):
        yield Problem(("mechanisms", *name.split(".")), why)
    if sections.engine.sweep == "plain":
        yield Problem(("engine", "sweep"), f"a plain sweep needs everybody one to one. {MEND}")
    options = getattr(sections.responses, "options", None) or ()
    for place, changing in ((("events",), sections.events or ()),
                            (("responses", "options"), options)):
        for index, one in enumerate(changing):
            for name, why in sharp((one.sets or {}).get):
                yield Problem((*place, index, "set", name), why)


def make_scenario(sections: Sections, name: str, land: Country, settings: Settings) -> Scenario:
    """A scenario in which nothing is wrong; document and digest are still to be made."""
    section = sections.responses
    values, spread = thresholds_of(sections), sections.thresholds
    return Scenario(
        name=sections.name or name,
        title=sections.title,
        question=sections.question,
        about=sections.about,
        start=sections.time.start,
        weeks=sections.time.weeks,
        step_days=sections.time.step_days,
        people=sections.population.people,
        **land._asdict(),
        **settings._asdict(),
        thresholds=Thresholds("listed", values) if values else spread,
        fixed=sections.fixed,
        events=sections.events,
        states=land_of.sound(sections, "states"),
        organisations=tuple(land_of.with_agendas(
            land_of.sound(sections, "organisations"), land.groups)),
        propensities=land_of.sound(sections, "propensities"),
        asymmetric=sections.propensities is not None and sections.propensities.asymmetric,
        responses=section.options if section is not None else (),
        policy=changes.policy(section, sections.time.start),
        aims=(section.goals or ()) if section is not None else (),
        claims=sections.claims,
        metrics=sections.metrics,
        sweep=sections.engine.sweep,
        digest="",
        document={},
    )


def seal(scenario: Scenario) -> Scenario:
    """With its digest and its document."""
    document = content.document(scenario)
    return replace(scenario, digest=content.digest(scenario, document), document=document)
