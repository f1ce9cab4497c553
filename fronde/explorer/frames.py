"""What the page gets of a week, from a world that is being played or from stored tables.

    v  numbers of the nation and of the neighbouring states, in the order of ``tracks``
    m  a metric of every region       f  who moved, by flow and cause
    c  coalitions                     o  operations          x  mergers and splits

Both ways give the same frames; a test holds them to that.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fronde.engine.composed import CAUSES
from fronde.record.tables import Recorder
from fronde.reporting.run_tables import Tables
from fronde.scenario.types import Scenario
from fronde.tables.happened import CHANGE, MERGED, OPERATION
from fronde.vocabulary import COMMUNITY_METRICS, NATION_METRICS, STATE_METRICS
from fronde.world.world import World

COALITIONS, OPERATIONS, CHANGES = 12, 40, 40  # at most so many a frame
OTHERS = -1  # all coalitions beyond the largest, and who stands alone
DIGITS = 6
Floats = NDArray[np.float64]


class Track(NamedTuple):
    """A number that a frame has: whose, and which metric."""

    level: str
    entity: str
    metric: str


@dataclass(frozen=True)
class Frame:
    """One week.

    Attributes
    ----------
    values : in the order of ``tracks`` [tracks].
    regions : every metric of every region [COMMUNITY_METRICS, regions].
    flows : persons by flow and cause, in the order of CAUSES [causes].
    coalitions : (number, fighters, members, organisations), the largest first.
    operations : (place of the region, succeeded, partners, fighters).
    changes : (kind, organisation, other, size).
    """

    week: int
    values: Floats
    regions: NDArray[np.float32]
    flows: Floats
    coalitions: list[tuple[int, float, float, int]]
    operations: list[tuple[int, int, int, float]]
    changes: list[tuple[str, int, int, float]]

    def plain(self, shown: int) -> dict[str, Any]:
        """As it travels, with the metric (by its place) that the map shows."""
        moved = np.flatnonzero(self.flows)
        return {
            "w": self.week, "v": numbers(self.values), "m": numbers(self.regions[shown]),
            "f": [[int(k), round_off(self.flows[k])] for k in moved],
            "c": [[number, round_off(fighters), round_off(members), many]
                  for number, fighters, members, many in self.coalitions],
            "o": [[*one[:3], round_off(one[3])] for one in self.operations],
            "x": [[*one[:3], round_off(one[3])] for one in self.changes]}


def tracks(scenario: Scenario) -> list[Track]:
    """What a frame has of the nation and of the neighbouring states, in order."""
    nation = [Track("nation", "nation", name) for name in (*COMMUNITY_METRICS, *NATION_METRICS)]
    return [*nation, *(Track("state", state.id, name)
                       for state in scenario.states for name in STATE_METRICS)]


def round_off(value: float) -> float | None:
    """A number with the digits that a page needs; None where there is none."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Numbers as they travel."""
    return [round_off(value) for value in map(float, values)]


class Observer:
    """Makes frames of a world."""

    def __init__(self, world: World) -> None:
        self.scenario = world.scenario
        self.recorder = Recorder(world, "", 0)

    def see(self, world: World) -> Frame:
        """The frame of the week that a world is in.

        Raises
        ------
        OutsideRangeError : a value that its column cannot have.
        """
        nation, regions, *more = self.recorder.measure(world)
        values = [nation, *(each.T for each in more)]  # of states, one after the other
        return Frame(
            world.week, np.concatenate([each.ravel() for each in values]),
            regions.astype(np.float32),
            world.flows.sum(axis=0), coalitions(standing(world)),
            self.operations(world), self.changes(world))

    def operations(self, world: World) -> list[tuple[int, int, int, float]]:
        """Operations of the week, as many as a page can list."""
        done = dict(zip(OPERATION, world.happened.operations.T, strict=True))
        return [(int(region), int(success > 0), int(partners), float(fighters))
                for region, success, partners, fighters in zip(
                    done["region"][:OPERATIONS], done["success"], done["partners"],
                    done["fighters"], strict=False)]

    def changes(self, world: World) -> list[tuple[str, int, int, float]]:
        """Mergers and splits of the week."""
        made = dict(zip(CHANGE, world.happened.changes.T, strict=True))
        return [("merged" if kind == MERGED else "split", int(one), int(other),
                 float(size))
                for kind, one, other, size in zip(
                    made["kind"][:CHANGES], made["organisation"], made["other"], made["size"],
                    strict=False)]


def standing(world: World) -> Iterator[tuple[int, float, float]]:
    """Coalition, fighters and strength of each organisation that is alive."""
    table = world.organisations
    for row in table.alive():
        volunteers = float(table.volunteers[row].sum())
        yield (int(table.coalition[row]), float(table.armed[row]) + volunteers,
               float(table.members[row].sum()) + volunteers)


def coalitions(organisations: Iterable[tuple[int, float, float]]
               ) -> list[tuple[int, float, float, int]]:
    """Coalitions of several organisations and sides of states; all others as one.

    Sides of states have numbers from -2 downwards: -2 the first state of the scenario.
    """
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for coalition, fighters, strength in organisations:
        found[coalition].append((fighters, strength))
    rows, rest = [], [0.0, 0.0, 0]
    for number, members in found.items():
        summed = (sum(one[0] for one in members), sum(one[1] for one in members), len(members))
        if number < 0:
            rows.append((number - 1, *summed))
        elif len(members) > 1:
            rows.append((number, *summed))
        else:
            rest = [mine + more for mine, more in zip(rest, summed, strict=True)]
    rows.sort(key=lambda row: (-row[2], row[0]))
    for row in rows[COALITIONS:]:
        rest = [mine + more for mine, more in zip(rest, row[1:], strict=True)]
    last = [(OTHERS, rest[0], rest[1], int(rest[2]))] if rest[2] else []
    return [*rows[:COALITIONS], *last]


@dataclass(frozen=True)
class Stored:
    """Frames of a stored run, made from its tables alone."""

    tables: Tables
    scenario: Scenario

    @cached_property
    def weeks(self) -> list[int]:
        """The recorded weeks, as far as the regime stands."""
        return self.tables.weeks

    def frames(self) -> list[Frame]:
        """All of them."""
        values, regions = self.values(), self.regions()
        flows, operations, changes = self.flows(), self.operations(), self.changes()
        allied = self.coalitions()
        return [Frame(week, values[n], regions[n], flows.get(week, np.zeros(len(CAUSES))),
                      allied.get(week, []), operations.get(week, []), changes.get(week, []))
                for n, week in enumerate(self.weeks)]

    def values(self) -> Floats:
        """[weeks, tracks]; NaN where the run did not record one."""
        found = np.full((len(self.weeks), len(tracks(self.scenario))), np.nan)
        for place, track in enumerate(tracks(self.scenario)):
            if track.level == "nation" and self.tables.has(track.metric):
                found[:, place] = self.tables.nation(track.metric)
            elif track.level == "state":
                course = self.tables.around(track.metric).get(track.entity)
                if course is not None:
                    found[:, place] = course
        return found

    def regions(self) -> NDArray[np.float32]:
        """[weeks, COMMUNITY_METRICS, regions]; NaN where the run did not record one."""
        ids = [region.id for region in self.scenario.regions]
        places = [pl.Series("place", range(len(each)), dtype=pl.Int64) for each in (
            self.weeks, COMMUNITY_METRICS, ids)]
        keys = [pl.Series("week", self.weeks, dtype=pl.Int32),
                pl.Series("metric", COMMUNITY_METRICS), pl.Series("entity", ids)]
        rows = self.tables.series.filter(level="region")
        for key, place in zip(keys, places, strict=True):
            known = pl.DataFrame([key, place.alias(f"{key.name}_place")])
            rows = rows.join(known, on=key.name, how="inner")
        found = np.full(tuple(len(key) for key in keys), np.nan, np.float32)
        found[rows["week_place"].to_numpy(), rows["metric_place"].to_numpy(),
              rows["entity_place"].to_numpy()] = rows["value"].to_numpy()
        return found

    def flows(self) -> dict[int, Floats]:
        """Week -> persons by flow and cause of the nation."""
        known = {(one[0], one[1]): place for place, one in enumerate(CAUSES)}
        found: dict[int, Floats] = defaultdict(lambda: np.zeros(len(CAUSES)))
        rows = self.tables.flows.filter(level="nation").select("week", "flow", "cause", "persons")
        for week, flow, cause, persons in rows.iter_rows():
            if (flow, cause) in known:
                found[week][known[flow, cause]] = persons
        return dict(found)

    def coalitions(self) -> dict[int, list[tuple[int, float, float, int]]]:
        """Week -> coalitions, of the organisations that were recorded."""
        rows = self.tables.organisations.select(
            "week", "coalition", fighters=pl.col("armed") + pl.col("volunteers"),
            strength=pl.col("members") + pl.col("volunteers"))
        parts: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
        for week, coalition, fighters, strength in rows.iter_rows():
            parts[week].append((coalition, fighters, strength))
        return {week: coalitions(part) for week, part in parts.items()}

    def operations(self) -> dict[int, list[tuple[int, int, int, float]]]:
        """Week -> operations."""
        places = {region.id: place for place, region in enumerate(self.scenario.regions)}
        rows = self.tables.operations.select("week", "region", "success", "partners", "fighters")
        return by_week(((week, (places[region], int(success), partners, fighters))
                       for week, region, success, partners, fighters in rows.iter_rows()
                       if region in places), OPERATIONS)

    def changes(self) -> dict[int, list[tuple[str, int, int, float]]]:
        """Week -> mergers and splits."""
        rows = self.tables.changes.select("week", "kind", "organisation", "other", "size")
        return by_week(((row[0], row[1:]) for row in rows.iter_rows()), CHANGES)


def by_week(rows: Iterable[tuple[int, Any]], most: int) -> dict[int, list[Any]]:
    """Rows by week, at most so many each."""
    found: dict[int, list[Any]] = defaultdict(list)
    for week, row in rows:
        if len(found[week]) < most:
            found[week].append(row)
    return dict(found)


def course(frames: Sequence[Frame], order: Mapping[str, int], metric: str) -> Floats:
    """A metric of the nation over frames."""
    return np.array([frame.values[order[metric]] for frame in frames])
