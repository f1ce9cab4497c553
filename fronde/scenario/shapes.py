"""The shape of a scenario file: sections, rows and entries, each a flat record.

These records serve the checks and the JSON schema alike. Mappings of quantities
(parameters, levers, fixed columns, signals) are in ``quantities``.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AllowInfNan,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    SkipValidation,
    Strict,
    WithJsonSchema,
)

from fronde.scenario.complaints import quoted
from fronde.scenario.quantities import SETTINGS
from fronde.scenario.types import EXCLUSION
from fronde.scenario.values import mend, whole_of
from fronde.vocabulary import LEVELS

MOST_WEEKS = 5200
MOST_PERSONS = 10**15
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Text = Annotated[str, Strict()]
Filled = Annotated[str, Strict(), Field(min_length=1)]
WHOLE = BeforeValidator(whole_of)
Persons = Annotated[int, Strict(), Field(ge=0, le=MOST_PERSONS), WHOLE]
Place = Annotated[int, Strict(), Field(ge=-(10**6), le=10**6), WHOLE]
Share = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.0, le=1.0)]
Number = Annotated[float, Strict(), AllowInfNan(False)]
Stand = Annotated[float, Strict(), AllowInfNan(False), Field(ge=-1.0, le=1.0)]
Amount = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.0)]
Flow = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.0, le=MOST_PERSONS)]
Length = Annotated[int, Strict(), Field(ge=1, le=MOST_WEEKS), WHOLE]


def day_of(raw: Any) -> date:
    """A date, from a date or a text such as 2021-01-04."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str) or not ISO.fullmatch(raw):
        raise ValueError(f"must be a date such as 2021-01-04, not {quoted(raw)}")
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise ValueError(f"{quoted(raw)} is no date: {error}") from None


def people_of(raw: Any) -> int | None:
    """None: one to one; a number: the street in groups if it is below the population."""
    if raw == "all":
        return None
    number = whole_of(raw)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST_PERSONS:
        raise ValueError(f"must be `all` or a whole number from 1, not {quoted(raw)}{mend(raw)}")
    return number


Mapping = SkipValidation[dict[str, float | Text] | None]
Day = Annotated[
    date, PlainValidator(day_of), WithJsonSchema({"type": "string", "format": "date"})
]
People = Annotated[
    int | None,
    PlainValidator(people_of),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "integer", "minimum": 1}]}),
]


class Shape(BaseModel):
    """A mapping with known keys and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(Shape):
    """What the scenario is about."""

    name: Filled | None = Field(None, description="name; the default is the name of the file")
    extends: Filled | None = Field(
        None, description="bundled scenario, or file in the same folder, to start from"
    )
    title: Filled = Field(description="one line")
    question: Text = Field("", description="the question that the scenario asks")
    about: Text = Field("", description="what is modelled, in neutral words")


class Time(Shape):
    """When the scenario starts and how long it runs."""

    start: Day = Field(description="first day")
    weeks: Length = Field(description="weeks")
    step_days: Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.125, le=7.0)] = Field(
        7.0, description="longest step in days; steps are shorter where much changes")


class Population(Shape):
    """How many persons there are, and whether all are simulated one by one."""

    people: People = Field(None, description="all: everybody is simulated one to one; a smaller "
                           "number: those at rest and on the street are kept in groups")
    total: Annotated[int, Strict(), Field(ge=1, le=MOST_PERSONS), WHOLE] | None = Field(
        None, description="number of persons, if there is no table of regions"
    )


class RegionRow(Shape):
    """A region and its place on the hex-tile map."""

    region: Filled
    name: Filled
    population: Persons
    column: Place
    row: Place
    installed: Annotated[bool, Strict()] = Field(
        False, description="whether the regime installed its ruler"
    )


class BorderRow(Shape):
    """Two regions with a common land border."""

    region_a: Filled
    region_b: Filled


class GroupRow(Shape):
    """A group, its access to power, its historical grievance."""

    group: Filled
    name: Filled
    status: Literal[tuple(EXCLUSION)]  # type: ignore[valid-type]
    history: Share
    dominant: Annotated[bool, Strict()]
    agenda: Stand = Field(
        0.0, description="-1 a state of its own, 0 another government for all, 1 a stronger rule "
        "of the dominant nation"
    )


class CommunityRow(Shape):
    """The share of a region's persons that belong to a group."""

    region: Filled
    group: Filled
    share: Share


class StateRow(Shape):
    """A neighbouring state; ``kin`` and ``regions`` are ids separated by blanks."""

    state: Filled
    name: Filled
    kind: Literal["enemy", "client", "neutral"]
    hostility: Share = Field(0.0, description="how far its government wants the regime to fail")
    opinion: Share = Field(0.0, description="how far its public wants the regime to fail")
    deterrence: Share = Field(1.0, description="cost to it of a war with the regime")
    capacity: Flow = Field(0.0, description="persons that it could arm [persons/week]")
    volunteers: Flow = Field(0.0, description="volunteers who would come and fight [persons/week]")
    dissent: Share = Field(0.0, description="share of a client's public that rejects its ruler")
    kin: Text = Field("", description="groups that also live there")
    regions: Text = Field("", description="regions that it borders")


class OrganisationRow(Shape):
    """An armed organisation that exists at the start."""

    organisation: Filled
    region: Filled
    group: Filled
    members: Annotated[int, Strict(), Field(ge=1, le=MOST_PERSONS), WHOLE]
    arms: Persons = Field(
        0, description="persons that it can arm"
    )
    agenda: Stand | None = Field(
        None, description="as for groups; the default is that of its group"
    )
    sponsor: Text = Field("", description="state that supports it")


class PropensityRow(Shape):
    """How much two actors want to be on one side."""

    a: Filled
    b: Filled
    propensity: Stand


class ThresholdRow(Shape):
    """The threshold of one citizen."""

    threshold: Number


FILE = Field(None, description="CSV file in the scenario's folder")


class Borders(Shape):
    """Land borders between regions."""

    file: Filled | None = FILE
    rows: SkipValidation[list[BorderRow]] | None = None


class Regions(Shape):
    """The regions; without them there is one, everywhere."""

    file: Filled | None = FILE
    rows: SkipValidation[list[RegionRow]] | None = None
    borders: SkipValidation[Filled | Borders] | None = Field(
        None, description="CSV file, or rows, of borders"
    )


class Groups(Shape):
    """The groups; without them there is one, everyone."""

    file: Filled | None = FILE
    rows: SkipValidation[list[GroupRow]] | None = None


class Communities(Shape):
    """Who lives where; without it each region belongs to the dominant group."""

    file: Filled | None = FILE
    rows: SkipValidation[list[CommunityRow]] | None = None


class States(Shape):
    """Neighbouring states."""

    file: Filled | None = FILE
    rows: SkipValidation[list[StateRow]] | None = None


class Organisations(Shape):
    """Armed organisations that exist at the start."""

    file: Filled | None = FILE
    rows: SkipValidation[list[OrganisationRow]] | None = None


class Propensities(Shape):
    """Propensities that are given; the others are computed from the actors' traits."""

    file: Filled | None = FILE
    rows: SkipValidation[list[PropensityRow]] | None = None
    asymmetric: Annotated[bool, Strict()] = Field(
        False, description="whether the propensities of two actors towards each other may differ"
    )


class ThresholdTable(Shape):
    """Listed thresholds, one per citizen."""

    file: Filled | None = FILE
    rows: SkipValidation[list[ThresholdRow]] | None = None


class MetricsShape(Shape):
    """What is recorded."""

    levels: list[Literal[LEVELS]] = Field(  # type: ignore[valid-type]
        ["nation", "region", "group"], min_length=1, description="levels that are recorded"
    )
    every: Length = Field(
        1, description="weeks between two records"
    )
    organisations: Annotated[int, Strict(), Field(ge=0, le=10**6), WHOLE] = Field(
        200, description="how many organisations are recorded, the largest first"
    )


class Engine(Shape):
    """How the weeks are computed; the results are equal in distribution."""

    sweep: Literal["thinned", "plain"] = "thinned"


class EventShape(Shape):
    """Something dated that moves levers or parameters, or sends a signal felt on that day."""

    date: Day
    label: Filled
    source: Text = ""
    set: Mapping = Field({}, description="regime.* or parameters of mechanisms -> value")
    signal: Mapping = Field({}, description="evidence that citizens learn from on that day")
    shock: Mapping = Field({}, description="change of feelings or legitimacy on that day")
    regions: list[Filled] = Field([], description="only in these regions (empty: everywhere)")
    groups: list[Filled] = Field([], description="only for these groups (empty: all)")


Level = Literal["nation", "region", "group", "community", "state"]
ENTITY = Field(
    None, description="whose outcome: an id; for a community: region/group; not for the nation"
)


class OptionShape(Shape):
    """Something that the regime could do, and what it sets while that lasts."""

    id: Filled
    says: Text = ""
    set: Mapping = Field({}, description="regime.* or parameters of mechanisms -> value")
    signal: Mapping = Field({}, description="evidence, in the week in which it begins")
    shock: Mapping = Field({}, description="shock, in the week in which it begins")


class TurnShape(Shape):
    """From when a response is in force."""

    date: Day | None = None
    response: Filled


class GoalShape(Shape):
    """Something that the regime wants, by which its responses are compared."""

    id: Filled
    says: Filled = Field(description="the goal in words, as in: stays in power")
    metric: Filled
    level: Level = "nation"
    entity: Filled | None = ENTITY
    read: Literal["mean", "in-power", "total", "last"] = Field(
        "mean", description="what is computed from the weeks between the response and the end: "
        "mean; in-power: mean, with 0 after a fall; total; last: the last week"
    )
    direction: Literal["higher", "lower"] = Field(description="which way is good for the regime")
    worth: Amount = Field(1.0, description="weight of the goal in what a response is worth")


class ResponsesShape(Shape):
    """What the regime could do, and how it chooses."""

    options: SkipValidation[list[OptionShape]] = Field(json_schema_extra={"minItems": 1})
    policy: Literal["fixed", "scheduled", "look-ahead"] = Field(
        "scheduled", description="fixed: one response from the start; scheduled: by date; "
        "look-ahead: the best for the regime's goals"
    )
    schedule: SkipValidation[list[TurnShape] | None] = Field(
        [], description="responses in order of date; the first may start with the run"
    )
    review: Length = Field(13, description="weeks (steps) between two choices by look-ahead")
    horizon: Length = Field(26, description="weeks (steps) that each look-ahead simulates")
    goals: SkipValidation[list[GoalShape] | None] = Field(
        None, json_schema_extra={"minItems": 1}, description="what the regime wants; a study "
        "compares responses by it; the default: power, consensus, war, few fighters, few deaths"
    )


class WithoutShape(Shape):
    """What a contrast leaves out."""

    events: list[Filled] = Field([], description="labels of dated events")
    mechanisms: list[Filled] = []


class ContrastShape(Shape):
    """What is changed to test a claim."""

    set: Mapping = Field({}, description="path -> value")
    without: SkipValidation[WithoutShape | None] = Field(
        WithoutShape(events=[], mechanisms=[]), description="what is left out"
    )
    response: Text = Field("", description="a response that is in force from the start")


class ExpectShape(Shape):
    """What a claim says about a metric."""

    metric: Filled
    level: Level = "nation"
    entity: Filled | None = ENTITY
    over: Length = Field(26, description="length of the window whose mean counts [weeks]")
    against: Literal["contrast", "before", "value"] = Field(
        "contrast", description="contrast: the run with the contrast; before: as many weeks before "
        "`date`; value: the number under `value`"
    )
    date: Day | None = Field(
        None, description="against contrast or value: the day on which the window ends (default: "
        "the end of the run); against before: the day that is compared with the end of the run"
    )
    direction: Literal["higher", "lower"]
    value: Number | None = Field(None, description="number to compare with, only against value")


class ClaimShape(Shape):
    """Somebody's claim: what it says, who says it, how it could fail."""

    id: Filled
    says: Filled
    source: Filled
    contrast: SkipValidation[ContrastShape | None] = Field(
        ContrastShape(set={}, without=WithoutShape(events=[], mechanisms=[]), response=""),
        description="what is changed to test it",
    )
    expect: SkipValidation[ExpectShape | Annotated[list[ExpectShape], Field(min_length=1)]]
    margin: Amount = Field(0.0, description="smallest difference that counts")


SECTIONS: dict[str, type[Shape]] = {
    "time": Time,
    "population": Population,
    "regions": Regions,
    "groups": Groups,
    "communities": Communities,
    "states": States,
    "organisations": Organisations,
    "propensities": Propensities,
    "responses": ResponsesShape,
    "metrics": MetricsShape,
    "engine": Engine,
}


class Table(NamedTuple):
    """A table's section and the record of its rows."""

    section: type[Shape]
    row: type[Shape]


TABLES: dict[tuple[str, ...], Table] = {
    ("regions",): Table(Regions, RegionRow),
    ("regions", "borders"): Table(Borders, BorderRow),
    ("groups",): Table(Groups, GroupRow),
    ("communities",): Table(Communities, CommunityRow),
    ("thresholds",): Table(ThresholdTable, ThresholdRow),
    ("states",): Table(States, StateRow),
    ("organisations",): Table(Organisations, OrganisationRow),
    ("propensities",): Table(Propensities, PropensityRow),
}
KEYS = (
    *Heading.model_fields, *SECTIONS, *SETTINGS, "fixed", "thresholds", "mechanisms", "events",
    "claims",
)
