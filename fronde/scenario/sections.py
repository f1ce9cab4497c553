"""What a scenario file says, section by section, as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator, TypeAdapter, create_model

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import wiring
from fronde.scenario.complaints import quote, suggestion
from fronde.scenario.fields import (
    Day,
    Filled,
    Length,
    Line,
    Number,
    People,
    SomePersons,
    StepDays,
    Text,
    YesNo,
    list_of,
)
from fronde.scenario.quantities import Numbers, columns_held, of_owner
from fronde.scenario.records import OrNothing, Record
from fronde.scenario.types import (
    Aim,
    Border,
    Claim,
    Community,
    Engine,
    Event,
    Group,
    Metrics,
    Organisation,
    Propensity,
    Region,
    Response,
    State,
    Threshold,
    Thresholds,
    Turn,
)
from fronde.scenario.values import Given

Row = TypeVar("Row", bound=Record)


class Heading(Record):
    """What the scenario is about."""

    name: Line | None = Field(None, description="name; the default is the name of the file")
    extends: Filled | None = Field(
        None, description="bundled scenario, or file in the same folder, to start from"
    )
    title: Line = Field(description="one line")
    question: Text = Field("", description="the question that the scenario asks")
    about: Text = Field("", description="what is modelled, in neutral words")


class Time(Record):
    """When the scenario starts and how long it runs."""

    start: Day = Field(description="first day")
    weeks: Length = Field(description="weeks")
    step_days: StepDays = Field(
        7.0, description="longest step in days; steps are shorter where much changes")


class Population(Record):
    """How many persons there are, and whether all are simulated one by one."""

    people: People = Field(None, description="all: everybody is simulated one to one; a smaller "
                           "number: those at rest and on the street are kept in groups")
    total: SomePersons | None = Field(
        None, description="number of persons, if there is no table of regions"
    )


class TableRecord(Record, Generic[Row]):
    """A table: a file, or rows."""

    file: Filled | None = Field(None, description="CSV file in the scenario's folder")
    rows: tuple[Row, ...] = ()


class Borders(TableRecord[Border]):
    """Land borders between regions."""


def or_file(schema: dict[str, Any]) -> None:
    """A table may be named without more ado."""
    schema["anyOf"] = [{"type": "string", "minLength": 1}, {"$ref": schema.pop("$ref")}]


class Regions(TableRecord[Region]):
    """The regions; without them there is one, everywhere."""

    borders: Borders = Field(Borders(), description="CSV file, or rows, of borders",
                             json_schema_extra=or_file)


class Groups(TableRecord[Group]):
    """The groups; without them there is one, everyone."""


class Communities(TableRecord[Community]):
    """Who lives where; without it each region belongs to the dominant group."""


class States(TableRecord[State]):
    """Neighbouring states."""


class Organisations(TableRecord[Organisation]):
    """Armed organisations that exist at the start."""


class Propensities(TableRecord[Propensity]):
    """Propensities that are given; the others are computed from the actors' traits."""

    asymmetric: YesNo = Field(
        False, description="whether the propensities of two actors towards each other may differ"
    )


class ThresholdTable(TableRecord[Threshold]):
    """Listed thresholds, one per citizen."""


def thresholds_of(raw: Any, info: Any) -> Thresholds | ThresholdTable:
    """How thresholds are distributed, the threshold of each citizen, or a table of them."""
    if raw is None or raw == "normal" or raw == "uniform":
        return Thresholds(raw or "normal")
    if isinstance(raw, list) and raw:
        return Thresholds("listed", _NUMBERS.validate_python(raw))
    if isinstance(raw, dict):
        return ThresholdTable.model_validate(raw, context=info.context)
    hint = suggestion(raw, ("normal", "uniform")) if isinstance(raw, str) else ""
    raise ValueError(f"must be normal, uniform, a list of numbers or {{file: ...}}, not "
                     f"{quote(raw)}{hint if 'did you mean' in hint else ''}")


_NUMBERS = TypeAdapter(tuple[Number, ...])


class Responses(Record):
    """What the regime could do, and how it chooses."""

    options: Annotated[tuple[Response, ...], BeforeValidator(list_of)] = Field(
        json_schema_extra={"minItems": 1})
    policy: Literal["fixed", "scheduled", "look-ahead"] = Field(
        "scheduled", description="fixed: one response from the start; scheduled: by date; "
        "look-ahead: the best for the regime's goals"
    )
    schedule: Annotated[tuple[Turn, ...], BeforeValidator(list_of), OrNothing()] = Field(
        (), description="responses in order of date; the first may start with the run"
    )
    review: Length = Field(13, description="weeks (steps) between two choices by look-ahead")
    horizon: Length = Field(26, description="weeks (steps) that each look-ahead simulates")
    goals: tuple[Aim, ...] | None = Field(
        None, json_schema_extra={"minItems": 1}, description="what the regime wants; a study "
        "compares responses by it; the default: power, consensus, war, few fighters, few deaths"
    )


class ByMechanism(Record):
    """What the scenario says of each mechanism."""

    @classmethod
    def unknown(cls, key: str) -> str:
        """Why a mechanism is not there, and which one may be meant."""
        return wiring.unknown(key)


Said = dict[str, Given]
OF_MECHANISMS: dict[str, Any] = {
    f"of_{name}": (Annotated[Said, of_owner(name)], Field({}, alias=name)) for name in CATALOGUE}
Mechanisms: Any = create_model("Mechanisms", __base__=ByMechanism, **OF_MECHANISMS)


class Sections(Heading):
    """What a scenario file says, as it was read."""

    model_config = ConfigDict(title="Scenario")
    time: Time = Field(None, validate_default=True)
    population: Population = Population()
    regions: Regions | None = None
    groups: Groups | None = None
    communities: Communities | None = None
    states: States | None = None
    organisations: Organisations | None = None
    propensities: Propensities | None = None
    responses: Responses | None = None
    metrics: Metrics = Metrics()
    engine: Engine = Engine()
    contacts: Annotated[Said, of_owner("contacts")] = Field({})
    regime: Annotated[Said, of_owner("regime")] = Field({})
    fixed: Annotated[Mapping[str, float], Numbers(
        columns_held, about="Columns held constant.")] = Field({})
    mechanisms: Mechanisms = Mechanisms()
    thresholds: Annotated[Any, PlainValidator(
        thresholds_of, json_schema_input_type=Literal["normal", "uniform"] | tuple[Number, ...]
        | ThresholdTable)] = Field("normal", description="standardised thresholds",
                                   validate_default=True)
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()


# Where tables are, and the records of their rows.
TABLES: dict[tuple[str, ...], type[Record]] = {
    ("regions",): Region, ("regions", "borders"): Border, ("groups",): Group,
    ("communities",): Community, ("thresholds",): Threshold, ("states",): State,
    ("organisations",): Organisation, ("propensities",): Propensity,
}
