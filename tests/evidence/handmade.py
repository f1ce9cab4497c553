"""Runs made by hand: no simulation, so that everything about them is known."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from fronde.record.fighters import OPERATIONS
from fronde.record.simulation import Result
from fronde.record.tables import FLOWS, SERIES

START, REGIONS = date(2001, 1, 1), ("n", "s")


def frame(schema, rows):
    """Rows of a run's table; what they leave out is null."""
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def run(weeks, street=(), arrests=(), operations=(), level="region", start=START, fall=None):
    """A run made by hand, from ``(week, region, persons)``; the regime falls in a week."""
    series = [{"week": week, "level": level, "entity": where, "metric": "protest",
               "value": float(many)} for week, where, many in street]
    series += [{"week": week, "date": start + timedelta(weeks=week), "level": "nation",
                "entity": "nation", "metric": "fallen",
                "value": float(fall is not None and week >= fall)} for week in range(weeks + 1)]
    flows = [{"week": week, "level": level, "entity": where, "flow": flow, "cause": "arrested",
              "persons": float(many)} for week, where, many in arrests
             for flow in ("arrest", "release")]
    fights = [{"week": week, "region": where, "fighters_lost": float(many // 2),
               "state_lost": float(many - many // 2)} for week, where, many in operations]
    empty = pl.DataFrame()
    return Result(frame(SERIES, series), frame(FLOWS, flows), empty, empty, empty,
                  frame(OPERATIONS, fights), empty, folder=None, manifest={
                      "run": "ab", "start": start.isoformat(), "weeks_done": weeks,
                      "seed": 1, "replicate": 0, "scenario": {"title": "Made by hand"},
                      "regions": [{"id": one} for one in REGIONS]})
