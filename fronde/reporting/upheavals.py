"""Turning points that the model brought about itself: risings, the fall, clients that fell."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fronde.reporting.run_tables import Tables

COUNTED = {"mutinies": "mutiny", "coups": "coup"}
LASTING = {"seized": "soldiers take power", "fallen": "the regime falls"}


class Upheaval(NamedTuple):
    """What happened, and when."""

    when: date
    row: int
    what: str


def of(tables: Tables) -> list[Upheaval]:
    """All turning points in order; none where nothing of the kind happened."""
    happened = []
    for metric, what in (COUNTED | LASTING).items():
        if tables.has(metric):
            happened += rises(tables, tables.nation(metric), what)
    for state, values in tables.around("toppled").items():
        happened += rises(tables, values, f"the ruler of {tables.state(state)} falls")
    return sorted(happened)


def rises(tables: Tables, values: list[float], what: str) -> list[Upheaval]:
    """One turn for each week in which a count or a state goes up."""
    return [Upheaval(tables.dates[row], row, what)
            for row in range(1, len(values)) if values[row] > values[row - 1]]


def risings(tables: Tables) -> list[Upheaval]:
    """Mutinies and coups."""
    return [turn for turn in of(tables) if turn.what in COUNTED.values()]


def fall(tables: Tables) -> Upheaval | None:
    """The end of the regime, where it came: soldiers took power, else it fell."""
    return next((turn for what in LASTING.values() for turn in of(tables)
                 if turn.what == what), None)
