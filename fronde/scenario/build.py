"""From a tree of values to a ``Scenario``, with everything checked on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import Prior
from fronde.scenario import content, quantities
from fronde.scenario.actors import actors
from fronde.scenario.aims import aims
from fronde.scenario.claims import Known, claims
from fronde.scenario.communities import Country, complete, country, rows
from fronde.scenario.complaints import Complaints, quoted, suggestion
from fronde.scenario.draft import Draft
from fronde.scenario.events import Stage, events
from fronde.scenario.places import Node
from fronde.scenario.responses import responses
from fronde.scenario.settings import Contacts, Regime, out_of_touch
from fronde.scenario.shapes import KEYS, Engine, Heading, MetricsShape, Number, Population, Time
from fronde.scenario.sharp import MEND, sharp, sharp_in
from fronde.scenario.types import Metrics, Scenario, Thresholds
from fronde.scenario.wiring import wire


def build(root: Node, name: str, complaints: Complaints) -> Scenario:
    """Check a scenario as a whole.

    Raises
    ------
    ScenarioError : with everything that is wrong.
    """
    draft = Draft(root, complaints)
    for key in draft.plain:
        if key not in KEYS:
            draft.unknown((key,), KEYS)
    heading, time = heading_of(draft), time_of(draft)
    population = draft.record(Population, "population")
    land = country(draft, population)
    mechanisms = wire(draft)
    settings = settings_of(draft, mechanisms)
    fixed = draft.quantities(quantities.fixed(), "fixed", priors=False)
    dated = events(draft, Stage(land, mechanisms), time)
    others = actors(draft, land, mechanisms)
    options, policy = responses(draft, Stage(land, mechanisms), time)
    known = Known(land, mechanisms, settings.contacts, time)
    wanted = aims(draft, known)
    claimed = claims(draft, known)
    thresholds, metrics = thresholds_of(draft), metrics_of(draft)
    engine = draft.record(Engine, "engine")
    numbers(draft, population, land, thresholds)
    groupable(draft, population, land, settings, engine)
    complaints.finish()
    assert heading and time and population and thresholds and metrics and engine
    return sealed(
        Scenario(
            name=heading.name or name,
            title=heading.title,
            question=heading.question,
            about=heading.about,
            start=time.start,
            weeks=time.weeks,
            step_days=time.step_days,
            people=population.people,
            regions=land.regions,
            borders=land.borders,
            groups=land.groups,
            communities=land.communities,
            contacts=settings.contacts,
            regime=settings.regime,
            thresholds=thresholds,
            fixed={name: given.value for name, given in fixed.items()},
            mechanisms=settings.mechanisms,
            priors=settings.priors,
            given=settings.given,
            events=dated,
            states=others.states,
            organisations=others.organisations,
            propensities=others.propensities,
            asymmetric=others.asymmetric,
            responses=options,
            policy=policy,
            aims=wanted,
            claims=claimed,
            metrics=metrics,
            sweep=engine.sweep,
            digest="",
            document={},
        )
    )


def sealed(scenario: Scenario) -> Scenario:
    """With its digest and its document."""
    document = content.document(scenario)
    return replace(scenario, digest=content.digest(scenario, document), document=document)


def heading_of(draft: Draft) -> Heading | None:
    """Title, question and the like: the keys at the top that are no sections."""
    own = {key: draft.plain[key] for key in Heading.model_fields if key in draft.plain}
    return draft.validated(Heading, own, ())


def time_of(draft: Draft) -> Time | None:
    """When it runs; the calendar must reach as far."""
    time = draft.record(Time, "time")
    if time is None:
        return None
    try:
        time.start + timedelta(weeks=time.weeks)
    except OverflowError:
        draft.complain(("time", "weeks"), "the run would end after the year 9999: give "
                       "fewer weeks")
        return None
    return time


class Settings(NamedTuple):
    """Parameters of all that has some, and what the scenario says of them."""

    contacts: Contacts
    regime: Regime
    mechanisms: dict[str, Any]
    priors: dict[str, Prior]
    given: dict[str, float]


def settings_of(draft: Draft, mechanisms: tuple[str, ...]) -> Settings:
    """Contacts, regime and the parameters of the mechanisms."""
    priors: dict[str, Prior] = {}
    given: dict[str, float] = {}
    made: dict[str, Any] = {}
    owners: dict[str, type] = {
        **quantities.SETTINGS, **{name: CATALOGUE[name].params for name in mechanisms},
    }
    for owner, params in owners.items():
        where = (owner,) if owner in quantities.SETTINGS else ("mechanisms", owner)
        said = draft.quantities(quantities.parameters(owner), *where, priors=True)
        for key, value in said.items():
            if value.prior is not None:
                priors[f"{owner}.{key}"] = value.prior
            else:
                given[f"{owner}.{key}"] = value.value
        made[owner] = params(**{key: value.value for key, value in said.items()})
    contacts, regime = made.pop("contacts"), made.pop("regime")
    for key, message in out_of_touch(contacts):
        draft.complain(("contacts", key) if key else ("contacts",), message)
    return Settings(contacts, regime, made, priors, given)


def thresholds_of(draft: Draft) -> Thresholds | None:
    """How thresholds are distributed, or the threshold of each citizen."""
    raw = draft.get("thresholds")
    if raw is None:
        return Thresholds("normal")
    if isinstance(raw, list) and raw:
        listed = draft.adapted(list[Number], ("thresholds",))
        return Thresholds("listed", tuple(value + 0.0 for value in listed)) if listed else None
    if isinstance(raw, dict):
        values = tuple(row.threshold + 0.0 for _, row in rows(draft, "thresholds"))
        return Thresholds("listed", values) if values else None
    if raw == "normal" or raw == "uniform":
        return Thresholds(raw)
    hint = suggestion(raw, ("normal", "uniform")) if isinstance(raw, str) else ""
    hint = hint if "did you mean" in hint else ""
    draft.complain(
        ("thresholds",),
        f"`thresholds` must be normal, uniform, a list of numbers or {{file: ...}}, "
        f"not {quoted(raw)}{hint}",
    )
    return None


def metrics_of(draft: Draft) -> Metrics | None:
    """What is recorded."""
    shape = draft.record(MetricsShape, "metrics")
    if shape is None:
        return None
    for index, level in enumerate(shape.levels):
        if level in shape.levels[:index]:
            draft.complain(("metrics", "levels", index), f"level `{level}` is listed twice")
    return Metrics(tuple(shape.levels), shape.every, shape.organisations)


def numbers(
    draft: Draft, population: Population | None, land: Country, thresholds: Thresholds | None
) -> None:
    """Complain of more citizens than persons, or of thresholds for other than all of them."""
    persons = sum(region.population for region in land.regions)
    if population is None or not land.regions or not complete(draft, "regions"):
        return
    if persons < 1:
        return draft.complain(("regions",), "no region has inhabitants: give at least one a "
                              "population")
    citizens = persons if population.people is None else population.people
    if citizens > persons:
        draft.complain(
            ("population", "people"),
            f"{citizens} citizens are more than the {persons} persons of the country: write `all` "
            "to simulate everybody",
        )
    if thresholds is not None and thresholds.kind == "listed":
        count = len(thresholds.values)
        if count != citizens:
            draft.complain(("thresholds",), f"{count} thresholds are listed for {citizens} "
                           "citizens: list one for each")
        elif citizens < persons:
            draft.complain(("thresholds",), "thresholds are listed, so everybody must be simulated "
                           f"one to one: give `population.people: all` and {persons} thresholds")
    return None


def groupable(draft: Draft, population: Population | None, land: Country, settings: Settings,
              engine: Engine | None) -> None:
    """Complain of choices without noise, or of asking everybody, where the street is in groups."""
    persons = sum(region.population for region in land.regions)
    if population is None or population.people is None or population.people >= persons:
        return
    for name, why in sharp_in(settings.mechanisms):
        draft.complain(("mechanisms", *name.split(".")), why)
    if engine is not None and engine.sweep == "plain":
        draft.complain(("engine", "sweep"), f"a plain sweep needs everybody one to one. {MEND}")
    for where in (("events",), ("responses", "options")):
        for index in range(draft.length(*where)):
            place = (*where, index, "set")
            for name, why in sharp(partial(draft.get, *place)):
                draft.complain((*place, name), why)
