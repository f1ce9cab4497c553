"""A world as a file: what it cannot work out again, and the way back."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import numpy as np

from fronde.errors import StoreError
from fronde.world.calendar import TICKS_A_WEEK
from fronde.world.happened import Happened
from fronde.world.organisations import ROW, WIDE, Organisations
from fronde.world.people import COLUMNS, KNOWN, People, index_rows
from fronde.world.streets import KEPT
from fronde.world.world import World

MOMENT = ("here", "counts", "flows", "nation", "around", "garrison", "news", "heard", "levers")
DONE = ("happened", "latest")  # in the week, and in its last step


def save(world: World, path: Path) -> None:
    """Write a checkpoint to a file."""
    with path.open("wb") as file:
        write(world, file)


def write(world: World, file: IO[bytes]) -> None:
    """Write people, organisations, what they did last, and the tables of the moment."""
    people = {name: getattr(world.people, name)[: world.people.rows] for name in COLUMNS}
    table = world.organisations
    fighters = {f"organisation_{name}": getattr(table, name)[: table.rows]
                for name in (*ROW, *WIDE)}
    happened = {f"{name}_{one.name}": getattr(getattr(world, name), one.name)
                for name in DONE for one in fields(Happened)}
    moment = {name: getattr(world, name) for name in MOMENT}
    streets = {} if world.streets is None else {
        f"streets_{name}": getattr(world.streets, name) for name in KEPT}
    np.savez(file, week=np.array(world.week), drift=np.array(world.drift), **moment, **people,
             **fighters, **happened, **streets,
             next_coalition=np.array(table.next_coalition), response=np.array(world.response))


def load(world: World, path: Path | IO[bytes]) -> World:
    """Bring a freshly built world to the week of a checkpoint, in a file or in memory.

    Raises
    ------
    StoreError : the file is missing, damaged, or of another world.
    """
    try:
        with np.load(path, allow_pickle=False) as saved:
            for name in MOMENT:
                alike(saved[name], getattr(world, name))
            world.people = people_of(saved)
            world.byte[saved["id"]] = saved["state"] | KNOWN
            world.week, world.response = int(saved["week"]), int(saved["response"])
            world.tick, world.drift = world.week * TICKS_A_WEEK, float(saved["drift"])
            if world.streets is not None:
                for name in KEPT:
                    setattr(world.streets, name, alike(saved[f"streets_{name}"],
                                                       getattr(world.streets, name)))
            for name in MOMENT:
                setattr(world, name, saved[name])
            world.organisations = organisations_of(saved, world.organisations)
            for name in DONE:
                setattr(world, name, Happened(
                    **{one.name: saved[f"{name}_{one.name}"] for one in fields(Happened)}))
    except (OSError, ValueError, KeyError, IndexError, EOFError, BadZipFile) as error:
        raise StoreError(f"{path}: cannot go on from this checkpoint ({error}); remove the "
                         "folder to start again.") from error
    return world


def alike(saved: Any, mine: Any) -> Any:
    """What was saved, if it has the shape and type of what a new world has.

    Raises
    ------
    ValueError : it has not.
    """
    if saved.shape != mine.shape or saved.dtype != mine.dtype:
        raise ValueError("it belongs to another world")
    return saved


def organisations_of(saved: np.lib.npyio.NpzFile, table: Organisations) -> Organisations:
    """The table of organisations."""
    rows = len(saved["organisation_region"])
    table.reserve(rows)
    table.rows = rows
    table.next_coalition = int(saved["next_coalition"])
    for name in (*ROW, *WIDE):
        getattr(table, name)[:rows] = saved[f"organisation_{name}"]
    return table


def people_of(saved: np.lib.npyio.NpzFile) -> People:
    """The table of people with its index."""
    people = People.empty()
    people.reserve(len(saved["id"]))
    people.rows = len(saved["id"])
    for name in COLUMNS:
        getattr(people, name)[: people.rows] = saved[name]
    people.slots[:] = -1
    index_rows.compiled(people.id, people.rows, people.slots)
    return people
