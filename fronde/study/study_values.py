"""What was read off the runs of a study, by variant: arrays of points and replicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from fronde.errors import StoreError
from fronde.evidence.weekly import RecordReading
from fronde.study.methods.arrays import Floats
from fronde.study.readings import Reading
from fronde.study.study_store import (
    POINT_FILE,
    RUN_FILE,
    UNIT_FILE,
    VALUE_FILE,
    read,
    read_manifest,
    read_shards,
)


@dataclass(frozen=True)
class Values:
    """Readings of a study.

    Attributes
    ----------
    manifest : what the study is.
    runs, values, points, unit : its tables.
    folder : where weeks that were kept are; of no account where none were.
    """

    manifest: dict[str, Any]
    runs: pl.DataFrame
    values: pl.DataFrame
    points: pl.DataFrame
    unit: pl.DataFrame
    folder: Path = Path()

    @property
    def shape(self) -> tuple[int, int]:
        """Points and replicates."""
        many = self.manifest.get("stopped_at") or self.manifest["study"]["points"]
        return many, self.manifest["study"]["replicates"]

    @property
    def names(self) -> list[str]:
        """Paths of the parameters that vary."""
        return self.points.columns[1:]

    @property
    def drawn(self) -> Floats:
        """Values of the parameters [points, parameters]."""
        return self.points.drop("point").to_numpy()[: self.shape[0]]

    @property
    def placed(self) -> Floats:
        """Their places within the priors, 0 to 1 [points, parameters]."""
        return self.unit.drop("point").to_numpy()[: self.shape[0]]

    def kept_weeks(self, metric: str) -> pl.DataFrame:
        """The weeks of a metric that were kept of the runs: ``point, replicate, week, value``.

        Raises
        ------
        StoreError : a table is missing or damaged.
        """
        weeks = read_shards(self.folder, self.manifest, "series")
        return weeks.filter(pl.col("metric") == metric, pl.col("point") < self.shape[0]).select(
            "point", "replicate", "week", "value")

    def part(self, chosen: Sequence[int]) -> Values:
        """The values at some points, which are counted anew."""
        known = [point for point in chosen if point < self.shape[0]]
        anew = pl.DataFrame({"point": known, "anew": range(len(known))},
                            schema={"point": pl.Int32, "anew": pl.Int32})
        runs, values, points, unit = (
            table.join(anew, on="point", how="inner", maintain_order="left").with_columns(
                point="anew").drop("anew").sort("point", maintain_order=True)
            for table in (self.runs, self.values, self.points, self.unit))
        study = {**self.manifest["study"], "points": len(known)}
        return Values({**self.manifest, "study": study, "stopped_at": None}, runs, values, points,
                      unit, self.folder)

    def of(self, variant: str, reading: Reading | RecordReading) -> Floats:
        """One reading of one variant [points, replicates]; NaN where there is none."""
        found = np.full(self.shape, np.nan)
        rows = self.values.filter(pl.col("variant") == variant,
                                  pl.col("outcome") == reading.name,
                                  pl.col("point") < self.shape[0])
        found[rows["point"].to_numpy(), rows["replicate"].to_numpy()] = rows["value"].to_numpy()
        return found


def read_values(folder: Path) -> Values:
    """The tables of a study.

    Raises
    ------
    StoreError : no study there, a damaged one, or one that is not complete.
    """
    manifest = read_manifest(folder)
    check_complete(folder, manifest)
    runs, values, points, unit = (read(folder, manifest, name) for name in (
        RUN_FILE, VALUE_FILE, POINT_FILE, UNIT_FILE))
    return Values(manifest, runs, values, points, unit, folder)


def check_complete(folder: Path, manifest: dict[str, Any]) -> None:
    """Complain of a study that is not complete.

    Raises
    ------
    StoreError : it is not.
    """
    if manifest["status"] != "complete":
        raise StoreError(f"{folder}: this study is {manifest['status']}. Finish it first: "
                         f"{manifest['command']}")


def so_far(folder: Path, manifest: dict[str, Any], points: int) -> Values:
    """What is there of a study that is being run, as far as its first points."""
    return Values({**manifest, "stopped_at": points}, read_shards(folder, manifest, "runs"),
                  read_shards(folder, manifest, "values"), read(folder, manifest, POINT_FILE),
                  read(folder, manifest, UNIT_FILE), folder)
