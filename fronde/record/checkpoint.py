"""A world as a file: what it cannot work out again, and the way back."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from fronde.errors import StoreError
from fronde.world.people import KNOWN, People, index_rows
from fronde.world.world import World

COLUMNS = ("id", "community", "state", "since", "until", "history", "cause")


def save(world: World, path: Path) -> None:
    """Write people, counts, flows and the community table."""
    people = {name: getattr(world.people, name)[: world.people.rows] for name in COLUMNS}
    with path.open("wb") as file:
        np.savez(file, week=np.array(world.week), counts=world.counts, flows=world.flows,
                 here=world.here, **people)


def load(world: World, path: Path) -> World:
    """Bring a freshly built world to the week of a checkpoint.

    Raises
    ------
    StoreError : the file is missing, damaged, or of another world.
    """
    try:
        with np.load(path, allow_pickle=False) as saved:
            for name in ("here", "counts", "flows"):
                mine = getattr(world, name)
                if saved[name].shape != mine.shape or saved[name].dtype != mine.dtype:
                    raise ValueError("it belongs to another world")
            world.people = people_of(saved)
            world.byte[saved["id"]] = saved["state"] | KNOWN
            world.week = int(saved["week"])
            world.counts, world.flows = saved["counts"], saved["flows"]
            world.here = saved["here"]
    except (OSError, ValueError, KeyError, IndexError, EOFError, BadZipFile) as error:
        raise StoreError(f"{path}: cannot go on from this checkpoint ({error}); remove the "
                         "folder to start again.") from error
    return world


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
