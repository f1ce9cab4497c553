"""What a run will do: parameters packed for the kernels, events by tick, the sweep chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario.types import Event, Scenario
from fronde.tables.calendar import TICKS_A_DAY

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
    events : tick -> the dated events of the day that begins there, in order.
    stops : ticks at which something dated happens, in order.
    plain : whether the plain sweep is used.
    threads : how many threads sweep communities.
    """

    scenario: Scenario
    parameters: Any
    events: Mapping[int, tuple[Event, ...]]
    stops: tuple[int, ...]
    plain: bool
    threads: int


def plan(scenario: Scenario, threads: int) -> Plan:
    """Decide a run of a scenario."""
    events = events_by_tick(scenario)
    dated = {tick_of(scenario, day) for day, _ in scenario.policy.schedule} \
        if scenario.policy is not None else set()
    return Plan(scenario, pack(scenario), events, tuple(sorted({*events, *dated})),
                scenario.sweep == "plain", max(1, threads))


def pack(scenario: Scenario) -> Any:
    """Parameters as kernels read them; mechanisms left out have ``on = 0``."""
    record = np.zeros(1, PARAMETERS)
    for name, params in scenario.mechanisms.items():
        record[name]["on"] = 1.0
        for f in fields(params):
            record[name][f.name] = getattr(params, f.name)
    return record


def tick_of(scenario: Scenario, day: date) -> int:
    """The tick at which a day begins."""
    return (day - scenario.start).days * TICKS_A_DAY


def events_by_tick(scenario: Scenario) -> dict[int, tuple[Event, ...]]:
    """Dated events by the tick at which their day begins."""
    ticks: dict[int, tuple[Event, ...]] = {}
    for event in scenario.events:
        tick = tick_of(scenario, event.date)
        ticks[tick] = (*ticks.get(tick, ()), event)
    return dict(sorted(ticks.items()))
