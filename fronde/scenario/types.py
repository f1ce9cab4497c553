"""What a scenario is: each record is declared once, for files, checks, documents and Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    field_serializer,
    model_serializer,
)

from fronde.arguments import short
from fronde.errors import ScenarioError
from fronde.parameters import Prior
from fronde.scenario.fields import (
    Amount,
    Day,
    Direction,
    Entity,
    Filled,
    Flow,
    IfGiven,
    Length,
    Level,
    Line,
    Names,
    Number,
    Persons,
    Share,
    SomePersons,
    Stand,
    Text,
    Tile,
    UpToMillion,
    YesNo,
)
from fronde.scenario.quantities import SIGNALS, Sets, mark_sent
from fronde.scenario.records import OrNothing, Record, Ref
from fronde.scenario.settings import Contacts, Regime, sharp_in
from fronde.vocabulary import LEVELS

# What is sent by an event, or by a response that begins: name -> amount.
Signal = Annotated[Mapping[str, float], mark_sent("signal")]
Shock = Annotated[Mapping[str, float], mark_sent("shock")]
# How far a group is shut out of power, from the categories of Ethnic Power Relations.
EXCLUSION = {
    "monopoly": 0.0,
    "dominant": 0.0,
    "senior partner": 0.2,
    "junior partner": 0.4,
    "irrelevant": 0.5,
    "powerless": 0.7,
    "self-exclusion": 0.8,
    "discriminated": 1.0,
}


class Region(Record):
    """A region and its place on the hex-tile map (odd rows shifted right)."""

    id: Line = Field(alias="region")
    name: Line
    population: Persons
    column: Tile
    row: Tile
    installed: YesNo = Field(False, description="whether the regime installed its ruler")


class Border(Record):
    """Two regions with a common land border."""

    region_a: Annotated[Filled, Ref("region")]
    region_b: Annotated[Filled, Ref("region")]


class Group(Record):
    """A group, its access to power, its historical grievance."""

    id: Line = Field(alias="group")
    name: Line
    status: Literal[tuple(EXCLUSION)]  # type: ignore[valid-type]
    history: Share
    dominant: YesNo
    agenda: Stand = Field(
        0.0, description="-1 a state of its own, 0 another government for all, 1 a stronger rule "
        "of the dominant nation"
    )


class Community(Record):
    """The share of a region's persons that belong to a group."""

    region: Annotated[Filled, Ref("region")]
    group: Annotated[Filled, Ref("group")]
    share: Share


class State(Record):
    """A neighbouring state; ``kin`` and ``regions`` are ids, in files separated by blanks.

    An ``enemy`` is at war with the regime once it is at war; the ruler of a ``client`` depends on
    the regime.
    """

    id: Line = Field(alias="state")
    name: Line
    kind: Literal["enemy", "client", "neutral"]
    hostility: Share = Field(0.0, description="how far its government wants the regime to fail")
    opinion: Share = Field(0.0, description="how far its public wants the regime to fail")
    deterrence: Share = Field(1.0, description="cost to it of a war with the regime")
    capacity: Flow = Field(0.0, description="persons that it could arm [persons/week]")
    volunteers: Flow = Field(0.0, description="volunteers who would come and fight [persons/week]")
    dissent: Share = Field(0.0, description="share of a client's public that rejects its ruler")
    kin: Annotated[Names, Ref("group", once=True)] = Field(
        (), description="groups that also live there")
    regions: Annotated[Names, Ref("region", once=True)] = Field(
        (), description="regions that it borders")


class Organisation(Record):
    """An armed organisation that exists at the start; its members are underground."""

    id: Line = Field(alias="organisation")
    region: Annotated[Filled, Ref("region")]
    group: Annotated[Filled, Ref("group")]
    members: SomePersons
    arms: Persons = Field(0, description="persons that it can arm")
    agenda: Annotated[Stand, IfGiven, OrNothing()] = Field(
        None, validate_default=True,
        description="as for groups; the default is that of its group"
    )
    sponsor: Annotated[Text, Ref("state")] = Field("", description="state that supports it")


class Propensity(Record):
    """How much two actors want to be on one side."""

    a: Annotated[Filled, Ref("actor")]
    b: Annotated[Filled, Ref("actor")]
    value: Stand = Field(alias="propensity")


class Threshold(Record):
    """The threshold of one citizen."""

    threshold: Number


@dataclass(frozen=True)
class Thresholds:
    """Distribution of standardised thresholds: normal, uniform, or listed by citizen."""

    kind: Literal["normal", "uniform", "listed"]
    values: tuple[float, ...] = ()


class Metrics(Record):
    """What is recorded."""

    levels: tuple[Literal[LEVELS], ...] = Field(  # type: ignore[valid-type]
        ("nation", "region", "group"), min_length=1, description="levels that are recorded"
    )
    every: Length = Field(1, description="weeks between two records")
    organisations: UpToMillion = Field(
        200, description="how many organisations are recorded, the largest first"
    )


class Engine(Record):
    """How the weeks are computed; the results are equal in distribution."""

    sweep: Literal["thinned", "plain"] = "thinned"


class Changing(Record):
    """Something that moves levers or parameters, or sends signals.

    ``sets`` maps paths such as ``regime.effort`` to values.
    """

    @cached_property
    def signals(self) -> dict[str, float]:
        """What is sent: column (``signal_peaceful``, ``shock_grievance``, ...) -> amount."""
        return {columns[key]: amount for kind, columns in SIGNALS.items()
                for key, amount in (getattr(self, kind) or {}).items()}


class Event(Changing):
    """Something dated that moves levers or parameters, or sends a signal felt on that day."""

    date: Day
    label: Line
    source: Text = ""
    sets: Annotated[Mapping[str, float], Sets("an event")] = Field(
        {}, alias="set", description="regime.* or parameters of mechanisms -> value")
    signal: Signal = Field({}, description="evidence that citizens learn from on that day")
    shock: Shock = Field({}, description="change of feelings or legitimacy on that day")
    regions: Annotated[tuple[Filled, ...], Ref("region")] = Field(
        (), description="only in these regions (empty: everywhere)")
    groups: Annotated[tuple[Filled, ...], Ref("group")] = Field(
        (), description="only for these groups (empty: all)")


class Response(Changing):
    """Something that the regime could do, and what it sets while that lasts."""

    id: Line
    says: Text = ""
    sets: Annotated[Mapping[str, float], Sets("a response")] = Field(
        {}, alias="set", description="regime.* or parameters of mechanisms -> value")
    signal: Signal = Field({}, description="evidence, in the week in which it begins")
    shock: Shock = Field({}, description="shock, in the week in which it begins")


class Turn(Record):
    """From when a response is in force."""

    date: Day | None = None
    response: Annotated[Filled, Ref("response")]


Window = Literal["mean", "total", "last", "peak", "peak-week"]
WINDOW = ("mean; total: the sum; last: the last week alone; peak: the largest week; peak-week: in "
          "which week it is largest, counted from the start")


class Aim(Record):
    """Something that the regime wants, by which its responses are compared."""

    id: Line
    says: Filled = Field(description="the goal in words, as in: stays in power")
    metric: Filled
    level: Level = "nation"
    entity: Entity = Field(None, validate_default=True)
    read: Literal["mean", "in-power", "total", "last", "peak"] = Field(
        "mean", description="what is computed from the weeks between the response and the end: "
        "mean; in-power: mean, with 0 after a fall; total; last: the last week; peak: the largest"
    )
    direction: Direction = Field(description="which way is good for the regime")
    worth: Amount = Field(1.0, description="weight of the goal in what a response is worth")

    @field_serializer("entity")
    def _unless_nation(self, entity: str | None) -> str | None:
        return None if self.level == "nation" else entity


@dataclass(frozen=True)
class Policy:
    """How the regime chooses among its responses.

    Attributes
    ----------
    kind : ``fixed`` (the first of ``schedule`` from the start), ``scheduled`` (by date), or
        ``look-ahead`` (every ``review`` weeks each response is played ``horizon`` weeks forward
        from a copy of the country, and the best for the regime's goals is taken).
    schedule : dates and ids of responses, in order.
    """

    kind: Literal["fixed", "scheduled", "look-ahead"]
    schedule: tuple[tuple[date, str], ...]
    review: int
    horizon: int


class Without(Record):
    """What a contrast leaves out."""

    events: Annotated[tuple[Filled, ...], Ref("event", once=True)] = Field(
        (), description="labels of dated events")
    mechanisms: Annotated[tuple[Filled, ...], Ref("mechanism", once=True)] = ()


@dataclass(frozen=True)
class Contrast:
    """What is changed to test a claim: values set, events or mechanisms left out, a response.

    A claim that says something of one run only has a contrast that changes nothing. Studies make
    contrasts of their own.
    """

    sets: Mapping[str, float]
    without_events: tuple[str, ...]
    without_mechanisms: tuple[str, ...]
    response: str


class Change(Record):
    """What is changed to test a claim."""

    sets: Annotated[Mapping[str, float], Sets("a contrast", ("regime", "contacts"))] = Field(
        {}, alias="set", description="path -> value")
    without: Annotated[Without, OrNothing()] = Field(Without(), description="what is left out")
    response: Annotated[Text, Ref("response")] = Field(
        "", description="a response that is in force from the start")


class Expectation(Record):
    """What a claim says about a metric."""

    metric: Filled
    level: Level = "nation"
    entity: Entity = Field(None, validate_default=True)
    read: Window = Field("mean", description=f"what is computed from the window: {WINDOW}")
    over: Length = Field(26, description="length of the window [weeks]")
    against: Literal["contrast", "before", "value"] = Field(
        "contrast", description="contrast: the run with the contrast; before: as many weeks before "
        "`date`; value: the number under `value`"
    )
    date: Day | None = Field(
        None, description="against contrast or value: the day on which the window ends (default: "
        "the end of the run); against before: the day that is compared with the end of the run"
    )
    direction: Direction
    bar: Annotated[Number, IfGiven, OrNothing()] = Field(
        None, alias="value", validate_default=True,
        description="number to compare with, only against value")

    @model_serializer(mode="wrap")
    def _unless_mean(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """``read`` only where it is given: scenarios without it keep their digest."""
        return {key: value for key, value in serialise(self).items()
                if key != "read" or value != "mean"}

    @property
    def value(self) -> float:
        """The number to compare with; 0 where it is not a number."""
        return self.bar or 0.0

def one_or_more(raw: Any) -> Any:
    """A single expectation needs no list."""
    return raw if isinstance(raw, list) else [raw]


def one_of_them(schema: dict[str, Any]) -> None:
    """The same in the schema."""
    schema["anyOf"] = [schema["items"], {"type": "array", "items": schema.pop("items"),
                                         "minItems": schema.pop("minItems")}]
    del schema["type"]


class Claim(Record):
    """Somebody's claim: what it says, who says it, how it could fail."""

    id: Line
    says: Filled
    source: Filled
    change: Annotated[Change, OrNothing()] = Field(
        Change(), alias="contrast", description="what is changed to test it")
    expect: Annotated[tuple[Expectation, ...], BeforeValidator(one_or_more)] = Field(
        min_length=1, json_schema_extra=one_of_them)
    # Relative to the contrast, or absolute where the bar is a value.
    margin: Amount = Field(0.0, description="smallest difference that counts")

    @cached_property
    def contrast(self) -> Contrast:
        """What is changed."""
        change = self.change
        return Contrast(change.sets, change.without.events, change.without.mechanisms,
                        change.response)


@dataclass(frozen=True)
class Scenario:
    """One run's assumptions, complete and checked.

    Attributes
    ----------
    people : None: one to one; a number below the population: the street in groups (which number
        changes nothing).
    mechanisms : name -> parameter dataclass of each mechanism that takes part.
    fixed : columns held constant because no mechanism in the scenario owns them.
    priors : path -> prior, for each value that the scenario leaves open.
    given : path -> value, for each parameter that the scenario itself sets.
    aims : what the regime wants, if the scenario says so itself (``responses.goals``).
    digest : hash of everything above, whatever the spelling of the file.
    document : the scenario as plain values that ``load`` reads back to the same digest.
    """

    name: str
    title: str
    question: str
    about: str
    start: date
    weeks: int
    step_days: float
    people: int | None
    regions: tuple[Region, ...]
    borders: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    communities: tuple[Community, ...]
    contacts: Contacts
    regime: Regime
    thresholds: Thresholds
    fixed: Mapping[str, float]
    mechanisms: Mapping[str, Any]
    priors: Mapping[str, Prior]
    given: Mapping[str, float]
    events: tuple[Event, ...]
    states: tuple[State, ...]
    organisations: tuple[Organisation, ...]
    propensities: tuple[Propensity, ...]
    asymmetric: bool
    responses: tuple[Response, ...]
    policy: Policy | None
    aims: tuple[Aim, ...]
    claims: tuple[Claim, ...]
    metrics: Metrics
    sweep: Literal["thinned", "plain"]
    digest: str
    document: Mapping[str, Any]

    @cached_property
    def population(self) -> int:
        """Persons in all regions."""
        return sum(region.population for region in self.regions)

    @cached_property
    def citizens(self) -> int:
        """What ``people`` says, or the population."""
        return self.population if self.people is None else self.people

    @cached_property
    def grouped(self) -> bool:
        """Whether the street is kept in groups, and only who hides is one person."""
        return self.citizens < self.population

    @cached_property
    def thresholds_differ(self) -> bool:
        """Whether thresholds ever lie apart, as ``mobilisation.spread`` or what sets it says."""
        path, choice = "mobilisation.spread", self.mechanisms.get("mobilisation")
        return choice is not None and (choice.spread > 0.0 or any(
            sets.get(path, 0.0) > 0.0
            for sets in [one.sets for one in self.events] + [one.sets for one in self.responses]))

    @property
    def manner(self) -> str:
        """How people are simulated, in words."""
        return "street in groups" if self.grouped else "one to one"

    @cached_property
    def groupable(self) -> bool:
        """Whether the street can be kept in groups: no sharp rule, and nobody listed."""
        return not (sharp_in(self.mechanisms) or self.sweep == "plain" or self.thresholds.values)

    def date_of(self, week: int) -> date:
        """First day of a week (week 0 is the start)."""
        return self.start + timedelta(weeks=week)

    def week_of(self, day: date) -> int:
        """The week that a day falls into."""
        return (day - self.start).days // 7


def require_scenario(given: Any) -> Scenario:
    """A scenario that was loaded.

    Raises
    ------
    ScenarioError : anything else, such as its name.
    """
    if not isinstance(given, Scenario):
        raise ScenarioError(f"{short(given)} is not a loaded scenario: give what fronde.load "
                            "returns.")
    return given
