"""What is written down of organisations: who they are each week, what they did, how they changed.

organisations  week, date, organisation, region, founded, coalition, sponsor, members, armed,
               volunteers, arms, agenda
membership     week, date, organisation, group, members
operations     week, date, region, organisation, partners, fighters, defenders, success,
               fighters_lost, state_lost
changes        week, date, kind, organisation, other, size, other_size

Organisations go by their numbers; those that a scenario lists come first, in its order. The
largest are kept (``metrics: {organisations: ...}``); operations and changes are kept one by one.
Counts are persons.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from fronde.scenario.types import Scenario
from fronde.tables.happened import CHANGE, MERGED, OPERATION
from fronde.world.world import World

STAMP = {"run": pl.String, "replicate": pl.Int32, "week": pl.Int32, "date": pl.Date}
ORGANISATIONS = {
    **STAMP, "organisation": pl.Int64, "region": pl.String, "founded": pl.Int32,
    "coalition": pl.Int64, "sponsor": pl.String, "members": pl.Float64, "armed": pl.Float64,
    "volunteers": pl.Float64, "arms": pl.Float64, "agenda": pl.Float64}
MEMBERSHIP = {**STAMP, "organisation": pl.Int64, "group": pl.String, "members": pl.Float64}
OPERATIONS = {
    **STAMP, "region": pl.String, "organisation": pl.Int64, "partners": pl.Int64,
    "fighters": pl.Float64, "defenders": pl.Float64, "success": pl.Boolean,
    "fighters_lost": pl.Float64, "state_lost": pl.Float64}
CHANGES = {**STAMP, "kind": pl.String, "organisation": pl.Int64, "other": pl.Int64,
           "size": pl.Float64, "other_size": pl.Float64}
SCHEMAS: dict[str, dict[str, Any]] = {
    "organisations": ORGANISATIONS, "membership": MEMBERSHIP, "operations": OPERATIONS,
    "changes": CHANGES}


class Fighters:
    """Observes organisations week by week and hands over tables."""

    def __init__(self, scenario: Scenario, run: str, replicate: int) -> None:
        self.scenario = scenario
        self.stamp = (run, replicate)
        self.regions = np.array([region.id for region in scenario.regions])
        self.groups = np.array([group.id for group in scenario.groups])
        self.states = np.array([*(state.id for state in scenario.states), ""])
        self.kept: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}

    def observe(self, world: World, standing: bool) -> None:
        """Write down a week's operations and changes, and, if ``standing``, who there is."""
        day = self.scenario.date_of(world.week)
        if len(world.happened.operations):
            self.keep("operations", world.week, day, self.operations(world))
        if len(world.happened.changes):
            self.keep("changes", world.week, day, self.changes(world))
        if standing and self.scenario.metrics.organisations and world.organisations.rows:
            self.note_standing(world, day)

    def keep(self, name: str, week: int, day: date, columns: dict[str, Any]) -> None:
        """Add rows of one week to a table."""
        many = len(columns["organisation"])
        self.kept[name].append({"week": np.full(many, week, np.int32),
                                "date": np.full(many, day, "datetime64[D]"), **columns})

    def operations(self, world: World) -> dict[str, Any]:
        """Columns of a week's operations."""
        found = dict(zip(OPERATION, world.happened.operations.T, strict=True))
        found.pop("citizens_lost")
        return {**found, "region": self.regions[found["region"]], "success": found["success"] > 0}

    def changes(self, world: World) -> dict[str, Any]:
        """Columns of a week's changes; of a split the number of new pieces is ``other_size``."""
        found = dict(zip(CHANGE, world.happened.changes.T, strict=True))
        merged = found["kind"] == MERGED
        return {**found, "kind": np.where(merged, "merged", "split"),
                "size": found["size"], "other_size": found["other_size"]}

    def note_standing(self, world: World, day: date) -> None:
        """Write down the largest organisations and their members."""
        table = world.organisations
        alive = table.alive()
        largest = np.argsort(-table.strength(alive), kind="stable")
        kept = np.sort(alive[largest[: self.scenario.metrics.organisations]])
        if not len(kept):
            return
        self.keep("organisations", world.week, day, {
            "organisation": kept,
            "region": self.regions[table.region[kept]],
            "founded": table.founded[kept],
            "coalition": table.coalition[kept],
            "sponsor": self.states[table.sponsor[kept]],
            "members": table.members[kept].sum(axis=1),
            "armed": table.armed[kept],
            "volunteers": table.volunteers[kept].sum(axis=1),
            "arms": table.arms[kept].sum(axis=1),
            "agenda": table.agenda[kept],
        })
        row, group = np.nonzero(table.members[kept])
        self.keep("membership", world.week, day, {
            "organisation": kept[row], "group": self.groups[group],
            "members": table.members[kept][row, group]})

    def drain(self) -> dict[str, pl.DataFrame]:
        """Tables of everything observed since the last time."""
        tables = {name: self.table(name) for name in SCHEMAS}
        self.kept = {name: [] for name in SCHEMAS}
        return tables

    def table(self, name: str) -> pl.DataFrame:
        """What was kept of a table, all weeks together."""
        schema, weeks = SCHEMAS[name], self.kept[name]
        if not weeks:
            return pl.DataFrame(schema=schema)
        run, replicate = self.stamp
        columns = {column: np.concatenate([week[column] for week in weeks]) for column in weeks[0]}
        frame = pl.DataFrame(columns).with_columns(run=pl.lit(run), replicate=pl.lit(replicate))
        return frame.select(*schema).cast(schema)  # type: ignore[arg-type]
