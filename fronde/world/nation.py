"""The nation as one row, and neighbouring states as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fronde.scenario.types import Scenario
from fronde.tables.geography import Surroundings
from fronde.vocabulary import AROUND, NATION, names

LEADER = np.dtype([(column.name, "f8") for column in NATION])
STATE = np.dtype([(column.name, "f8") for column in AROUND])
OF_STATE = {"hostility": "hostility", "opinion": "opinion", "deterrence": "deterrence",
            "capacity": "capacity", "volunteering": "volunteers", "dissent": "dissent"}


def nation_row(scenario: Scenario) -> Any:
    """The row of the nation [1]: what is known before the first week."""
    row = np.zeros(1, LEADER)
    row["dt"] = 1.0
    row["population"] = scenario.population
    row["monopoly"] = 1.0
    row["domestic"] = 1.0
    for name, value in scenario.fixed.items():
        if name in names("stock", "derived", table=NATION):
            row[name] = value
    return row


def state_rows(scenario: Scenario) -> Any:
    """One row a neighbouring state."""
    rows = np.zeros(len(scenario.states), STATE)
    for row, state in zip(rows, scenario.states, strict=True):
        row["enemy"], row["client"] = state.kind == "enemy", state.kind == "client"
        for column, name in OF_STATE.items():
            row[column] = getattr(state, name)
    return rows


def surroundings(scenario: Scenario) -> Surroundings:
    """Borders, kin and sides of the neighbouring states."""
    states = scenario.states
    border = [[float(region.id in state.regions) for region in scenario.regions]
              for state in states]
    kin = [[float(group.id in state.kin) for group in scenario.groups] for state in states]
    return Surroundings(
        np.array(border).reshape(len(states), len(scenario.regions)),
        np.array(kin).reshape(len(states), len(scenario.groups)),
        -1 - np.arange(len(states), dtype=np.int64),
        wishes(scenario), len(scenario.organisations),
    )


def wishes(scenario: Scenario) -> NDArray[np.float64]:
    """Propensities that a scenario gives, NaN elsewhere."""
    if not scenario.propensities:
        return np.zeros((0, 0))
    ids = [o.id for o in scenario.organisations] + [s.id for s in scenario.states]
    place = {name: i for i, name in enumerate(ids)}
    table = np.full((len(ids), len(ids)), np.nan)
    for pair in scenario.propensities:
        table[place[pair.a], place[pair.b]] = pair.value
        if not scenario.asymmetric:
            table[place[pair.b], place[pair.a]] = pair.value
    return table
