"""A scenario after all checks: plain frozen values that the world is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from fronde.arguments import short
from fronde.errors import ScenarioError
from fronde.parameters import Prior
from fronde.scenario.settings import Contacts, Regime
from fronde.scenario.sharp import sharp_in

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


@dataclass(frozen=True)
class Region:
    """A region, its persons and its place on the hex-tile map (odd rows shifted right).

    ``installed``: its ruler was put there by the regime and rules by its support.
    """

    id: str
    name: str
    population: int
    column: int
    row: int
    installed: bool = False


@dataclass(frozen=True)
class Group:
    """A group, its access to power, its historical grievance (0 to 1) and its aims.

    ``agenda`` is where organisations of the group tend to stand: -1 a state of their own, 0
    another government for all, 1 a stronger rule of the dominant nation.
    """

    id: str
    name: str
    status: str
    history: float
    dominant: bool
    agenda: float = 0.0


@dataclass(frozen=True)
class Community:
    """The share of a region's persons that belong to a group."""

    region: str
    group: str
    share: float


@dataclass(frozen=True)
class Event:
    """Something dated that moves levers or parameters, or sends a signal that is felt on that day.

    ``sets`` maps paths such as ``regime.effort`` to values; ``signals`` maps signal columns
    (``signal_peaceful``, ``shock_grievance``, ...) to amounts. ``regions`` and ``groups``
    limit both to those communities (empty: everywhere).
    """

    date: date
    label: str
    source: str
    sets: Mapping[str, float]
    signals: Mapping[str, float]
    regions: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """A neighbouring state.

    Attributes
    ----------
    kind : ``enemy`` (at war with the regime once it is at war), ``client`` (its ruler depends
        on the regime) or ``neutral``.
    hostility, opinion : how far its government, and its public, want the regime to fail (0 to 1).
    deterrence : what war with the regime would cost it (0: nothing, 1: everything).
    capacity : arms that it could give, persons armed a week.
    volunteers : persons a week who would go and fight if its whole public wanted the regime to
        fail.
    dissent : share of a client's public that rejects its ruler.
    kin : groups of the country that it shares.
    regions : regions of the country that it borders.
    """

    id: str
    name: str
    kind: Literal["enemy", "client", "neutral"]
    hostility: float
    opinion: float
    deterrence: float
    capacity: float
    volunteers: float
    dissent: float
    kin: tuple[str, ...]
    regions: tuple[str, ...]




@dataclass(frozen=True)
class Organisation:
    """An armed organisation that is there at the start.

    Attributes
    ----------
    region, group : where its members live and to which group they belong.
    members : persons in it at the start, at least one; they are underground.
    arms : persons that it can arm.
    agenda : -1 to 1, as of groups.
    sponsor : the state that supports it, or empty.
    """

    id: str
    region: str
    group: str
    members: int
    arms: int
    agenda: float
    sponsor: str

@dataclass(frozen=True)
class Propensity:
    """How much two actors (organisations or states) want to be on one side: -1 to 1."""

    a: str
    b: str
    value: float


@dataclass(frozen=True)
class Response:
    """Something that the regime could do: levers and parameters that it sets while it lasts.

    ``signals`` are felt on the day on which it is taken up.
    """

    id: str
    says: str
    sets: Mapping[str, float]
    signals: Mapping[str, float]


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


@dataclass(frozen=True)
class Aim:
    """Something that the regime wants, as the scenario says it.

    Attributes
    ----------
    metric, level, entity : whose numbers.
    read : what is made of the weeks from a response to the end: their ``mean``, their mean with
        0 after a fall (``in-power``), their ``total``, or the ``last``.
    direction : which way is good for the regime: ``higher`` or ``lower``.
    worth : its weight among the aims.
    """

    id: str
    says: str
    metric: str
    level: str
    entity: str
    read: Literal["mean", "in-power", "total", "last"]
    direction: Literal["higher", "lower"]
    worth: float


@dataclass(frozen=True)
class Contrast:
    """What is changed to test a claim: values set, events or mechanisms left out, a response.

    A claim that says something of one run only has a contrast that changes nothing.
    """

    sets: Mapping[str, float]
    without_events: tuple[str, ...]
    without_mechanisms: tuple[str, ...]
    response: str


@dataclass(frozen=True)
class Expectation:
    """What a claim says about a metric.

    Attributes
    ----------
    metric, level, entity : whose numbers.
    over : so many weeks, whose mean counts.
    against : ``contrast`` (the scenario as it stands against the contrast), ``before`` (the
        same number of weeks before ``date`` against the end of the run), or ``value``.
    date : the day on which the window ends, against contrast or value (None: with the run);
        the day that is compared with the end of the run, against before.
    direction : ``higher`` or ``lower``.
    value : the bar, where ``against`` is ``value``.
    """

    metric: str
    level: str
    entity: str
    over: int
    date: date | None
    against: Literal["contrast", "before", "value"]
    direction: Literal["higher", "lower"]
    value: float


@dataclass(frozen=True)
class Claim:
    """Somebody's claim, as data: what it says, who says it, how it could fail.

    ``margin`` is the smallest difference that counts, relative to the contrast (or absolute,
    where the bar is a value).
    """

    id: str
    says: str
    source: str
    contrast: Contrast
    expect: tuple[Expectation, ...]
    margin: float


@dataclass(frozen=True)
class Thresholds:
    """Distribution of standardised thresholds: normal, uniform, or listed by citizen."""

    kind: Literal["normal", "uniform", "listed"]
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Metrics:
    """What is recorded: at which levels, every how many weeks, and how many organisations."""

    levels: tuple[str, ...] = ("nation", "region", "group")
    every: int = 1
    organisations: int = 200


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


def loaded(given: Any) -> Scenario:
    """A scenario that was loaded.

    Raises
    ------
    ScenarioError : anything else, such as its name.
    """
    if not isinstance(given, Scenario):
        raise ScenarioError(f"{short(given)} is not a loaded scenario: give what fronde.load "
                            "returns.")
    return given
