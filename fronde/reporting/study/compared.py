"""What a claim compares, in words: the change, the numbers, the weeks, the margin."""

from __future__ import annotations

from fronde.reporting import wording
from fronde.scenario.quantities import by_path
from fronde.scenario.types import Claim, Contrast, Expectation, Scenario
from fronde.study.claims import bar_of, value_of
from fronde.study.jobs import NOTHING
from fronde.study.readings import Reading
from fronde.vocabulary import AROUND, COLUMNS, NATION

TABLES = {"nation": (*NATION, *COLUMNS), "state": AROUND}
# What a record counts beside the columns; see ``vocabulary.COUNT_METRICS``.
COUNTS = {
    "quiet": "persons at rest", "protest": "persons on the street",
    "underground": "persons underground", "armed": "persons under arms",
    "jailed": "persons in prison", "exiled": "persons in exile", "dead": "persons who died",
    "passive": "persons who would protest if the street were safe",
}


def changes(scenario: Scenario, contrast: Contrast) -> list[str]:
    """What a contrast changes, a sentence each; empty if it changes nothing."""
    if contrast == NOTHING:
        return []
    said = [f"{path} is set to {value:g}{meaning(path)}" for path, value in contrast.sets.items()]
    said += [f"the event “{label}” is left out" for label in contrast.without_events]
    said += [f"the mechanism {name} is left out" for name in contrast.without_mechanisms]
    if contrast.response:
        said.append(f"the response “{response(scenario, contrast.response)}” is in force from the "
                    "start")
    return said


def meaning(path: str) -> str:
    """What a parameter means, in brackets."""
    parameter = by_path(path)
    return f" ({parameter.sentence})" if parameter is not None else ""


def response(scenario: Scenario, name: str) -> str:
    """A response in the scenario's words."""
    return next((one.says for one in scenario.responses if one.id == name), name)


def expected(scenario: Scenario, claim: Claim, one: Expectation) -> str:
    """What a claim expects of a metric, with the margin that counts."""
    value, bar = value_of(scenario, one), bar_of(scenario, one)
    subject = f"{metric(one)}{whose(scenario, one)}, {window(value)}, is {one.direction} than "
    if one.against == "value":
        return subject + f"{one.value:g}" + by_more(f"{claim.margin:g}", claim.margin)
    if one.against == "before" and bar is not None:
        subject += f"in {window(bar).removeprefix('mean of ')}"
    else:
        subject += "with the contrast"
    return subject + by_more(f"{100 * claim.margin:g}% of that", claim.margin)


def by_more(text: str, margin: float) -> str:
    """The margin, if there is one."""
    return f", by more than {text}" if margin else ""


def metric(one: Expectation) -> str:
    """A metric with its meaning: ``monopoly (share of the state's own forces ...)``."""
    columns = TABLES.get(one.level, COLUMNS)
    found = next((column.meaning for column in columns if column.name == one.metric),
                 COUNTS.get(one.metric, ""))
    return f"{one.metric} ({found})" if found else one.metric


def whose(scenario: Scenario, one: Expectation) -> str:
    """Of whom; empty for the nation."""
    if one.level == "nation":
        return ""
    return f" of {name_of(scenario, one.level, one.entity)}"


def name_of(scenario: Scenario, level: str, entity: str) -> str:
    """The scenario's name of a region, group or state."""
    places = {"region": {one.id: one.name for one in scenario.regions},
              "group": {one.id: one.name for one in scenario.groups}}
    return places.get(level, {}).get(entity, f"{level} {entity}")


def window(reading: Reading) -> str:
    """The weeks of an outcome."""
    if reading.over == 1:
        return f"week {reading.end}"
    return f"mean of weeks {reading.end - reading.over + 1} to {reading.end}"


def dated(scenario: Scenario, week: int) -> str:
    """A week with its date: ``week 59 (21 February 2022)``."""
    return f"week {week} ({wording.day(scenario.date_of(week))})"
