"""What a run will do: parameters packed for the kernels, events by week, the sweep chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import SimpleNamespace
from typing import Any

import numpy as np

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario.types import Event, Scenario

PARAMETERS = np.dtype(
    [
        (name, [("on", "f8"), *((f.name, "f8") for f in fields(mechanism.params))])
        for name, mechanism in CATALOGUE.items()
    ]
)


@dataclass(frozen=True)
class Plan:
    """One run, decided.

    Attributes
    ----------
    parameters : structured array [1]: a field a mechanism, ``on`` and its parameters.
    events : week -> the dated events that fall into it.
    plain : whether the plain sweep is used.
    threads : how many threads sweep communities.
    """

    scenario: Scenario
    parameters: Any
    events: Mapping[int, tuple[Event, ...]]
    plain: bool
    threads: int


def plan(scenario: Scenario, threads: int) -> Plan:
    """Decide a run of a scenario."""
    return Plan(scenario, packed(scenario), events_by_week(scenario), scenario.sweep == "plain",
                max(1, threads))


def packed(scenario: Scenario) -> Any:
    """Parameters as kernels read them; mechanisms left out have ``on = 0``."""
    record = np.zeros(1, PARAMETERS)
    for name, params in scenario.mechanisms.items():
        record[name]["on"] = 1.0
        for f in fields(params):
            record[name][f.name] = getattr(params, f.name)
    return record


def plain(row: Any) -> SimpleNamespace:
    """A record as plain numbers by name, for functions that run as Python."""
    return SimpleNamespace(**dict(zip(row.dtype.names, row.item(), strict=True)))


def events_by_week(scenario: Scenario) -> dict[int, tuple[Event, ...]]:
    """Dated events by the week that they fall into, in order of date."""
    weeks: dict[int, tuple[Event, ...]] = {}
    for event in scenario.events:
        week = math.floor((event.date - scenario.start).days / scenario.step_days)
        weeks[week] = (*weeks.get(week, ()), event)
    return weeks
