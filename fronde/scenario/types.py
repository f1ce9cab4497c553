"""A scenario after all checks: plain frozen values that the world is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from fronde.parameters import Prior
from fronde.scenario.settings import Contacts, Regime

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
    """A region, its persons and its place on the hex-tile map (odd rows shifted right)."""

    id: str
    name: str
    population: int
    column: int
    row: int


@dataclass(frozen=True)
class Group:
    """A group, its access to power and its historical grievance (0 to 1)."""

    id: str
    name: str
    status: str
    history: float
    dominant: bool


@dataclass(frozen=True)
class Community:
    """The share of a region's persons that belong to a group."""

    region: str
    group: str
    share: float


@dataclass(frozen=True)
class Event:
    """Something dated that moves levers or parameters, or sends a signal for one week.

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
class Thresholds:
    """Distribution of standardised thresholds: normal, uniform, or listed by citizen."""

    kind: Literal["normal", "uniform", "listed"]
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Metrics:
    """What is recorded: at which levels and every how many weeks."""

    levels: tuple[str, ...] = ("nation", "region", "group")
    every: int = 1


@dataclass(frozen=True)
class Scenario:
    """One run's assumptions, complete and checked.

    Attributes
    ----------
    people : citizens to simulate, or None for one to one with ``population`` persons.
    mechanisms : name -> parameter dataclass of each mechanism that takes part.
    fixed : columns held constant because no mechanism in the scenario owns them.
    priors : path -> prior, for each value that the scenario leaves open.
    given : path -> value, for each parameter that the scenario itself sets.
    digest : hash of everything above, whatever the spelling of the file.
    document : the scenario as plain values that ``load`` reads back to the same digest.
    """

    name: str
    title: str
    question: str
    about: str
    start: date
    weeks: int
    step_days: int
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
    metrics: Metrics
    sweep: Literal["auto", "thinned", "plain"]
    digest: str
    document: Mapping[str, Any]

    @property
    def population(self) -> int:
        """Persons in all regions."""
        return sum(region.population for region in self.regions)

    @property
    def citizens(self) -> int:
        """Citizens that are simulated."""
        return self.population if self.people is None else self.people

    @property
    def weight(self) -> float:
        """Persons that one simulated citizen stands for."""
        return self.population / self.citizens

    def date_of(self, week: int) -> date:
        """First day of a week (week 0 is the start)."""
        return self.start + timedelta(days=self.step_days * week)
