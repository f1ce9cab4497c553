"""The scenario's and the model's own words for what a study speaks of."""

from __future__ import annotations

from fronde.reporting import wording
from fronde.scenario.quantities import by_path
from fronde.scenario.types import Expectation, Scenario
from fronde.study.kinds.claims import bar_of, value_of
from fronde.study.kinds.responses import NOTHING_DONE, doing_nothing
from fronde.study.readings import Reading
from fronde.vocabulary import AROUND, COLUMNS, COUNT_METRICS, NATION

TABLES = {"nation": (*NATION, *COLUMNS), "state": AROUND}
# What a record counts beside the columns; see ``vocabulary.COUNT_METRICS``.
COUNTS = {
    "quiet": "persons at rest", "protest": "persons on the street",
    "underground": "persons underground", "armed": "persons under arms",
    "jailed": "persons in prison", "exiled": "persons in exile", "dead": "persons who died",
    "passive": "persons who would protest if the street were safe",
}


def parameter(path: str) -> str:
    """What a parameter means; empty if it is not known."""
    found = by_path(path)
    return "" if found is None else found.sentence


def metric(level: str, name: str) -> str:
    """What a metric means; empty if it is not known."""
    return next((column.meaning for column in TABLES.get(level, COLUMNS) if column.name == name),
                COUNTS.get(name, ""))


def of_nation(name: str) -> str:
    """What a metric of the nation is, or that it counts persons."""
    said = next((column.meaning for column in NATION if column.name == name), "")
    return said or ("persons" if name in COUNT_METRICS else "")


def entity(scenario: Scenario, level: str, name: str) -> str:
    """The scenario's name of a region, group or state."""
    places = {"region": {one.id: one.name for one in scenario.regions},
              "group": {one.id: one.name for one in scenario.groups}}
    return places.get(level, {}).get(name, f"{level} {name}")


def response(scenario: Scenario, name: str) -> str:
    """A response in the scenario's words."""
    return next((one.says for one in scenario.responses if one.id == name), "") or name


def idle(scenario: Scenario) -> str:
    """What doing nothing is."""
    nothing = doing_nothing(scenario)
    return NOTHING_DONE if nothing is None else nothing.says or nothing.id


def windows(scenario: Scenario, one: Expectation) -> tuple[Reading, Reading | None]:
    """The weeks of an expectation, and of what it is compared with."""
    return value_of(scenario, one), bar_of(scenario, one)


def date(scenario: Scenario, week: int) -> str:
    """The date of a week."""
    return wording.day(scenario.date_of(week))
