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
from fronde.vocabulary import LEVELS

MOST_WEEKS = 5200
MOST_PERSONS = 10**15
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Text = Annotated[str, Strict()]
Filled = Annotated[str, Strict(), Field(min_length=1)]
Whole = Annotated[int, Strict()]
Persons = Annotated[int, Strict(), Field(ge=0, le=MOST_PERSONS)]
Place = Annotated[int, Strict(), Field(ge=-(10**6), le=10**6)]
Share = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0.0, le=1.0)]
Number = Annotated[float, Strict(), AllowInfNan(False)]


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
    """Citizens to simulate; None is one to one."""
    if raw == "all":
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= MOST_PERSONS:
        raise ValueError(f"must be `all` or a whole number from 1, not {quoted(raw)}")
    return raw


Mapping = SkipValidation[dict[str, Any]]
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

    name: Filled | None = Field(None, description="name; without it, that of the file")
    extends: Filled | None = Field(
        None, description="bundled scenario, or file in the same folder, to start from"
    )
    title: Filled = Field(description="one line")
    question: Text = Field("", description="the question that the scenario asks")
    about: Text = Field("", description="what is modelled, in neutral words")


class Time(Shape):
    """When the scenario starts and how long it runs."""

    start: Day = Field(description="first day")
    weeks: Annotated[int, Strict(), Field(ge=1, le=MOST_WEEKS)] = Field(description="steps")
    step_days: Literal[7, 1] = Field(7, description="days a step")


class Population(Shape):
    """How many persons there are and how many citizens stand for them."""

    people: People = Field(None, description="citizens to simulate; all: one to one")
    total: Annotated[int, Strict(), Field(ge=1, le=MOST_PERSONS)] | None = Field(
        None, description="persons, where there is no table of regions"
    )


class RegionRow(Shape):
    """A region and its place on the hex-tile map."""

    region: Filled
    name: Filled
    population: Persons
    column: Place
    row: Place


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


class CommunityRow(Shape):
    """The share of a region's persons that belong to a group."""

    region: Filled
    group: Filled
    share: Share


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


class ThresholdTable(Shape):
    """Listed thresholds, one per citizen."""

    file: Filled | None = FILE
    rows: SkipValidation[list[ThresholdRow]] | None = None


class MetricsShape(Shape):
    """What is recorded."""

    levels: list[Literal[LEVELS]] = Field(  # type: ignore[valid-type]
        ["nation", "region", "group"], min_length=1, description="whose numbers are kept"
    )
    every: Annotated[int, Strict(), Field(ge=1, le=MOST_WEEKS)] = Field(
        1, description="weeks between two records"
    )


class Engine(Shape):
    """How the weeks are computed; the results are equal in distribution."""

    sweep: Literal["auto", "thinned", "plain"] = "auto"


class EventShape(Shape):
    """Something dated that moves levers or parameters, or sends a signal for one week."""

    date: Day
    label: Filled
    source: Text = ""
    set: Mapping = Field({}, description="regime.* or parameters of mechanisms -> value")
    signal: Mapping = Field({}, description="evidence for one week")
    shock: Mapping = Field({}, description="blow of one week")
    regions: list[Filled] = Field([], description="only there (empty: everywhere)")
    groups: list[Filled] = Field([], description="only these (empty: all)")


SECTIONS: dict[str, type[Shape]] = {
    "time": Time,
    "population": Population,
    "regions": Regions,
    "groups": Groups,
    "communities": Communities,
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
}
KEYS = (
    *Heading.model_fields, *SECTIONS, *SETTINGS, "fixed", "thresholds", "mechanisms", "events",
)
