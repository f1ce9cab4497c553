"""A run's folder as the report sees it: manifest, scenario and tables, nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from fronde.errors import StoreError
from fronde.record import whole
from fronde.record.fall import day_of_fall
from fronde.record.fighters import CHANGES, MEMBERSHIP, OPERATIONS, ORGANISATIONS
from fronde.record.store import read_manifest, read_table
from fronde.record.tables import EVENTS, FLOWS, SERIES
from fronde.record.whole import SCENARIO

SHOWN = ("nation", "region", "group", "state")  # communities are too many for a page
SCHEMAS: dict[str, dict[str, Any]] = {
    "series": SERIES, "flows": FLOWS, "organisations": ORGANISATIONS, "membership": MEMBERSHIP,
    "operations": OPERATIONS, "changes": CHANGES}


def empty(name: str) -> pl.DataFrame:
    """A table of a run without rows."""
    return pl.DataFrame(schema=SCHEMAS[name])


@dataclass(frozen=True)
class Tables:
    """What a run recorded."""

    manifest: Mapping[str, Any]
    series: pl.DataFrame
    flows: pl.DataFrame
    events: pl.DataFrame
    organisations: pl.DataFrame = field(default_factory=partial(empty, "organisations"))
    membership: pl.DataFrame = field(default_factory=partial(empty, "membership"))
    operations: pl.DataFrame = field(default_factory=partial(empty, "operations"))
    changes: pl.DataFrame = field(default_factory=partial(empty, "changes"))
    scenario: Mapping[str, Any] = field(default_factory=dict)

    @property
    def population(self) -> float:
        """Persons in the country."""
        return float(self.manifest["population"])

    @cached_property
    def every_week(self) -> bool:
        """Whether every week was recorded."""
        weeks = self.weeks
        return all(later - earlier == 1 for earlier, later in pairwise(weeks))

    @property
    def grouped(self) -> bool:
        """Whether those at rest and on the street were kept in groups."""
        return bool(self.manifest.get("grouped", False))

    @cached_property
    def mechanisms(self) -> frozenset[str]:
        """Names of what ran."""
        return frozenset(str(one["name"]) for one in self.manifest.get("mechanisms", ()))

    def value(self, path: str) -> float | None:
        """A parameter of the run, or None where it has none of that path."""
        rows = self.manifest.get("parameters", ())
        return next((float(row["value"]) for row in rows if row["path"] == path), None)

    @cached_property
    def national(self) -> pl.DataFrame:
        """The nation, one row a week, one column a metric."""
        rows = self.series.filter(pl.col("level") == "nation")
        return rows.pivot("metric", index=["week", "date"], values="value").sort("week")

    def also(self, **metrics: Sequence[float]) -> Tables:
        """The same run with more metrics of the nation, made from recorded ones."""
        made = replace(self)
        columns = {name: pl.Series(values) for name, values in metrics.items()}
        made.__dict__["national"] = self.national.with_columns(**columns)
        return made

    def has(self, *metrics: str) -> bool:
        """Whether the nation has values of all these metrics."""
        return all(name in self.national.columns for name in metrics)

    def of(self, metrics: Sequence[str]) -> tuple[str, ...]:
        """Those of the metrics that were recorded."""
        return tuple(name for name in metrics if self.has(name))

    def moves(self, metric: str) -> bool:
        """Whether the nation's value was recorded and ever changed."""
        if not self.has(metric):
            return False
        values = self.known_values(metric)
        return bool(values) and max(values) - min(values) > 1e-9

    def nation(self, metric: str) -> list[float]:
        """Values of a metric of the nation, in the order of ``weeks``."""
        return [float("nan") if v is None else float(v) for v in self.national[metric]]

    def known_values(self, metric: str) -> list[float]:
        """Those of the nation's values that there are: a share of nobody is none."""
        return [value for value in self.nation(metric) if not math.isnan(value)]

    @cached_property
    def weeks(self) -> list[int]:
        """The recorded weeks."""
        return self.national["week"].to_list()

    @cached_property
    def dates(self) -> list[date]:
        """First days of the recorded weeks."""
        return self.national["date"].to_list()

    def last(self, metric: str) -> float:
        """Value of the nation in the last recorded week; NaN where it is a share of nobody."""
        return self.nation(metric)[-1]

    def ever(self, metric: str) -> float:
        """Highest value of the nation in the run; 0 where it was not recorded."""
        return max(self.known_values(metric), default=0.0) if self.has(metric) else 0.0

    @cached_property
    def states(self) -> dict[str, Mapping[str, Any]]:
        """The neighbouring states the country by their id, in the scenario's order."""
        return {row["state"]: row for row in (self.scenario.get("states") or {}).get("rows", ())}

    def state(self, name: str) -> str:
        """What a neighbouring state is called, by its id."""
        return str(self.states.get(name, {}).get("name", name))

    def around(self, metric: str) -> dict[str, list[float]]:
        """A metric of each neighbouring state, in the order of ``weeks``."""
        rows = self.series.filter((pl.col("level") == "state") & (pl.col("metric") == metric))
        parts = rows.sort("week", maintain_order=True).partition_by(
            "entity", as_dict=True, maintain_order=True)
        return {str(key[0]): part["value"].to_list() for key, part in parts.items()
                if part.height == len(self.weeks)}

    def places(self, level: str) -> dict[str, Mapping[str, Any]]:
        """Regions or groups of the manifest by their id."""
        return {place["id"]: place for place in self.manifest.get(f"{level}s", ())}

    def by_place(self, level: str, metric: str) -> dict[str, float]:
        """Last value of a metric in each region or group."""
        rows = self.series.filter((pl.col("level") == level) & (pl.col("metric") == metric))
        rows = rows.filter(pl.col("week") == pl.col("week").max())
        return dict(zip(rows["entity"].to_list(), rows["value"].to_list(), strict=True))

    def causes(self, *flows: str) -> dict[str, float]:
        """Persons who took these flows in the whole run, by cause, most frequent first."""
        rows = self.flows.filter((pl.col("level") == "nation") & pl.col("flow").is_in(flows))
        total = rows.group_by("cause").agg(pl.col("persons").sum())
        total = total.filter(pl.col("persons") > 0).sort("persons", "cause",
                                                         descending=[True, False])
        return dict(zip(total["cause"].to_list(), total["persons"].to_list(), strict=True))

    def took(self, *flows: str) -> float:
        """How often these flows were taken in the whole run [persons]."""
        return sum(self.causes(*flows).values())


def read(folder: Path) -> Tables:
    """Read a run's folder; tables that an interrupted run has not written count as empty.

    Raises
    ------
    StoreError : the folder holds no run, or one that is damaged.
    """
    manifest = read_manifest(folder)
    found = {name: first(table(folder, manifest, name, schema))
             for name, schema in SCHEMAS.items()}
    events = table(folder, manifest, "events", EVENTS).sort("date", maintain_order=True)
    end = day_of_fall(found["series"])
    if end is not None:
        found = {name: rows.filter(pl.col("date") <= end) for name, rows in found.items()}
        events = events.filter(pl.col("date") <= end)
    return Tables(manifest, events=events, scenario=scenario(folder, manifest), **found)


def scenario(folder: Path, manifest: dict[str, Any]) -> Mapping[str, Any]:
    """The scenario as it ran; nothing where the folder does not keep it.

    Raises
    ------
    StoreError : it is there and damaged.
    """
    place = folder / SCENARIO
    if not place.exists():
        return {}
    try:
        found = json.loads(whole.content(folder, manifest, SCENARIO))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{place}: cannot be read ({error}).") from error
    return found if isinstance(found, dict) else {}


def table(folder: Path, manifest: Mapping[str, Any], name: str,
          schema: Mapping[str, Any]) -> pl.DataFrame:
    """A table of a run, without what a page cannot show; empty if it was not written."""
    if not manifest["tables"].get(name):
        return pl.DataFrame(schema=dict(schema))
    rows = read_table(folder, name)
    try:
        rows = rows.select(pl.col(column).cast(kind) for column, kind in schema.items())
    except pl.exceptions.PolarsError as error:
        raise StoreError(f"{folder}: the table {name!r} is damaged ({error}).") from error
    return rows.filter(pl.col("level").is_in(SHOWN)) if "level" in schema else rows


def first(rows: pl.DataFrame) -> pl.DataFrame:
    """The first replicate: a page tells of one run."""
    return rows.filter(pl.col("replicate") == pl.col("replicate").min())
