"""What is written down each week, and how it becomes long, tidy tables.

series   run, replicate, week, date, level, entity, metric, value
flows    run, replicate, week, date, level, entity, flow, cause, persons
events   week, date, label, source, sets, signals, regions, groups

Organisations have tables of their own (``fighters``).

Counts are persons; shares are means over citizens. Week 0 is the start; the values of week t are
those after t weeks, and its flows are those of the week that ends then, whatever the steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fronde.engine.composed import CAUSES
from fronde.kernel import kernel
from fronde.record import ranges
from fronde.record.fighters import Fighters
from fronde.scenario.types import Scenario
from fronde.states import (
    ARMED,
    COUNTED,
    PROTESTED,
    QUIET,
    UNDERGROUND,
    WAS_JAILED,
    WENT_UNDERGROUND,
)
from fronde.tables.happened import RISINGS
from fronde.vocabulary import (
    COMMUNITY_METRICS,
    COUNT_METRICS,
    HISTORY_METRICS,
    MEAN_METRICS,
    NATION_METRICS,
    STATE_METRICS,
)
from fronde.world.nation import LEADER, STATE
from fronde.world.world import HERE, World, matrix, places

Floats = NDArray[np.float64]
MEANS_AT, NATION_AT, STATES_AT = (
    places(HERE, MEAN_METRICS), places(LEADER, NATION_METRICS), places(STATE, STATE_METRICS))


@kernel(entry=True)
def count_history(states: Any, histories: Any, communities: Any, rows: int, counts: Any) -> None:
    """Fill ``counts`` [communities, 5] with HISTORY_METRICS of the table of people."""
    counts[:] = 0.0
    for row in range(rows):
        c, history = communities[row], histories[row]
        hidden = states[row] == UNDERGROUND or states[row] == ARMED
        if history & PROTESTED:
            counts[c, 2] += 1.0
            if hidden:
                counts[c, 0] += 1.0
        if history & WAS_JAILED:
            if not history & COUNTED:
                counts[c, 4] += 1.0
            if hidden:
                counts[c, 1] += 1.0
        if history & WENT_UNDERGROUND:
            counts[c, 3] += 1.0


@kernel(entry=True)
def add_up(values: Any, place: Any, sums: Any) -> None:
    """Add ``values`` [rows, communities] to ``sums`` [rows, entities], in order of community.

    ``place`` [communities] is the entity that each belongs to, -1 where there is none. No linear
    algebra of the machine's own: its rounding is another on another processor.
    """
    for row in range(values.shape[0]):
        for c in range(values.shape[1]):
            if place[c] >= 0:
                sums[row, place[c]] += values[row, c]


class Recorder:
    """Observes a world week by week and hands over tables.

    Parameters
    ----------
    world : the world at its start, for who belongs where.
    run, replicate : written into every row.
    """

    def __init__(self, world: World, run: str, replicate: int) -> None:
        self.scenario = world.scenario
        self.run, self.replicate = run, replicate
        self.dates = pl.Series([self.scenario.date_of(week)
                                for week in range(self.scenario.weeks + 1)], dtype=pl.Date)
        self.levels = {
            level: members(level, self.scenario, world) for level in self.scenario.metrics.levels
        }
        self.citizens = world.geography.citizens
        states = [state.id for state in self.scenario.states]
        self.blocks: list[tuple[str, list[str], tuple[str, ...]]] = [
            *((level, entities, COMMUNITY_METRICS)
              for level, (entities, _) in self.levels.items()),
            ("nation", ["nation"], NATION_METRICS),
            *([("state", states, STATE_METRICS)] if states else [])]
        self.fighters = Fighters(self.scenario, run, replicate)
        self._forget()

    def _forget(self) -> None:
        """Begin with empty tables."""
        self.weeks: list[int] = []
        self.flows: list[Floats] = []
        self.values: list[list[Floats]] = [[] for _ in self.blocks]

    def observe(self, world: World) -> None:
        """Write down a week (flows always; values every ``metrics.every`` weeks).

        Raises
        ------
        OutsideRangeError : a value that its column cannot have.
        """
        last = world.week == self.scenario.weeks
        self.flows.append(world.flows.copy())
        standing = world.week % self.scenario.metrics.every == 0 or last
        self.fighters.observe(world, standing)
        if standing:
            self.weeks.append(world.week)
            for rows, values in zip(self.values, self.measure(world), strict=True):
                rows.append(values)

    def measure(self, world: World) -> list[Floats]:
        """Values of a week by block: levels, the nation's own, states [metrics, entities].

        Raises
        ------
        OutsideRangeError : a value that its column cannot have.
        """
        ranges.check(world)
        values = values_of(world)
        found = [self.sum_by_entity(values, level) for level in self.levels]
        return [*found, leading(world), matrix(world.around).T[STATES_AT]][: len(self.blocks)]

    def drain(self, end: int) -> dict[str, pl.DataFrame]:
        """Tables of everything observed since the last time; ``end`` is the week reached."""
        series = [self.long(*block, np.stack(rows))
                  for block, rows in zip(self.blocks, self.values, strict=True) if rows]
        tables = {"series": pl.concat([pl.DataFrame(schema=SERIES), *series]),
                  "flows": self.flow_table(np.stack(self.flows), end), **self.fighters.drain()}
        self._forget()
        return tables

    def sum_by_entity(self, values: Floats, level: str) -> Floats:
        """Sums and means by entity of a level of [metrics, communities] of a week."""
        of_means = slice(len(COUNT_METRICS), len(values))
        weights = self.citizens[None].astype(float)
        summed = self.gather(np.vstack([values[: len(COUNT_METRICS)], values[of_means] * weights]),
                             level)
        summed[of_means] /= self.gather(weights, level)
        return summed

    def gather(self, values: Floats, level: str) -> Floats:
        """Sums by entity of a level of [rows, communities]."""
        entities, place = self.levels[level]
        sums = np.zeros((len(values), len(entities)))
        add_up.compiled(values, place, sums)
        return sums

    def long(self, level: str, entities: list[str], metrics: tuple[str, ...],
             values: Floats) -> pl.DataFrame:
        """[weeks, metrics, entities] as rows."""
        shape = values.shape
        week = np.repeat(np.array(self.weeks, np.int32), shape[1] * shape[2])
        metric = np.tile(np.repeat(np.arange(shape[1]), shape[2]), shape[0])
        entity = np.tile(np.arange(shape[2]), shape[0] * shape[1])
        return self.add_dates(week, level).with_columns(
            entity=pl.Series(entities, dtype=pl.String)[entity],
            metric=pl.Series(metrics, dtype=pl.String)[metric],
            value=values.ravel(),
        )

    def flow_table(self, flows: Floats, end: int) -> pl.DataFrame:
        """Long table of flows by cause, without those nobody took."""
        parts = [pl.DataFrame(schema=FLOWS)]
        first = end - len(flows) + 1
        by_cause = np.ascontiguousarray(flows.transpose(0, 2, 1))
        for level, (entities, _) in self.levels.items():
            summed = self.gather(by_cause.reshape(-1, flows.shape[1]), level)
            summed = summed.reshape(*by_cause.shape[:2], -1).transpose(0, 2, 1)
            week, entity, cause = np.nonzero(summed)
            parts.append(
                self.add_dates((week + first).astype(np.int32), level).with_columns(
                    entity=pl.Series(entities, dtype=pl.String)[entity],
                    flow=pl.Series([c[0] for c in CAUSES])[cause],
                    cause=pl.Series([c[1] for c in CAUSES])[cause],
                    persons=summed[week, entity, cause],
                )
            )
        return pl.concat(parts)

    def add_dates(self, week: NDArray[np.int32], level: str) -> pl.DataFrame:
        """Rows with run, replicate, week, date and level."""
        return pl.DataFrame({"week": week}).select(
            run=pl.lit(self.run),
            replicate=pl.lit(self.replicate, pl.Int32),
            week=pl.col("week"),
            date=self.dates[week],
            level=pl.lit(level),
        )


STAMP = {"run": pl.String, "replicate": pl.Int32, "week": pl.Int32, "date": pl.Date,
         "level": pl.String}
SERIES = {**STAMP, "entity": pl.String, "metric": pl.String, "value": pl.Float64}
FLOWS = {**STAMP, "entity": pl.String, "flow": pl.String, "cause": pl.String,
         "persons": pl.Float64}
EVENTS = {"week": pl.Int32, "date": pl.Date, "label": pl.String, "source": pl.String,
          "sets": pl.String, "signals": pl.String, "regions": pl.String, "groups": pl.String}


def members(level: str, scenario: Scenario, world: World) -> tuple[list[str], NDArray[np.int64]]:
    """Entities of a level with citizens, and which one each community belongs to; -1: none."""
    geography = world.geography
    if level == "nation":
        entities, place = ["nation"], np.zeros(world.communities, np.int64)
    elif level == "region":
        entities, place = [region.id for region in scenario.regions], geography.region
    elif level == "group":
        entities, place = [group.id for group in scenario.groups], geography.group
    else:
        entities = [f"{c.region}/{c.group}" for c in scenario.communities]
        place = np.arange(world.communities)
    present = np.bincount(place, geography.citizens, len(entities)) > 0.0
    number = np.where(present, np.cumsum(present) - 1, -1)
    return [entity for entity, there in zip(entities, present, strict=True) if there], number[place]


def leading(world: World) -> Floats:
    """The nation's own metrics [metrics, 1]; risings are those of the week, whatever its steps."""
    row = world.nation.copy()
    for what, many in zip(RISINGS, world.happened.risings, strict=True):
        row[what] = many
    return matrix(row).T[NATION_AT]


def values_of(world: World) -> Floats:
    """COMMUNITY_METRICS of every community now [metrics, communities]: persons, then means."""
    people = world.people
    history = np.zeros((world.communities, len(HISTORY_METRICS)))
    count_history.compiled(people.state, people.history, people.community, people.rows, history)
    if world.streets is not None:  # who hides was counted with those who were ever out
        history[:, 2] = world.streets.protested.sum(axis=1)
        history[:, 4] += world.streets.punished.sum(axis=1)
    passive = world.here["passive"] * world.counts[:, QUIET]
    means = matrix(world.here).T[MEANS_AT]
    return np.vstack([world.counts.T, passive[None], history.T, means])


def event_table(scenario: Scenario) -> pl.DataFrame:
    """The dated events that fall into the run."""
    rows: list[dict[str, Any]] = []
    for event in scenario.events:
        week = scenario.week_of(event.date)
        if week < scenario.weeks:
            rows.append({
                "week": week, "date": event.date, "label": event.label, "source": event.source,
                "sets": write_changes(event.sets), "signals": write_changes(event.signals),
                "regions": ", ".join(event.regions), "groups": ", ".join(event.groups)})
    return pl.DataFrame(rows, schema=EVENTS)


def write_changes(changes: Any) -> str:
    """``a = 1, b = 2`` for a reader."""
    return ", ".join(f"{name} = {value:g}" for name, value in changes.items())
