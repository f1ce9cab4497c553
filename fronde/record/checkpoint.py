"""A world as a file: what it cannot work out again, and the way back.

A file that is read may have been damaged or made up. Compiled code follows its numbers without
looking, so shapes, types and ranges are checked before it sees any.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from fronde.errors import StoreError
from fronde.record.whole import check_room
from fronde.states import STATES
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.happened import CHANGE, OPERATION, Happened
from fronde.tables.organisations import OrganisationTable
from fronde.tables.people import KNOWN, People
from fronde.tables.streets import KEPT
from fronde.world.world import World

MOMENT = ("here", "counts", "flows", "nation", "around", "news", "heard", "levers",
          "trend")
DONE = ("happened", "latest")  # in the week, and in its last step
LISTS = {"operations": OPERATION, "changes": CHANGE}  # of what happened, of any length


def save(world: World, path: Path) -> None:
    """Write a checkpoint to a file."""
    with path.open("wb") as file:
        write(world, file)


def write(world: World, file: IO[bytes]) -> None:
    """Write people, organisations, what they did last, and the tables of the moment."""
    people = {name: getattr(world.people, name)[: world.people.rows] for name in People.columns}
    table = world.organisations
    fighters = {f"organisation_{name}": getattr(table, name)[: table.rows]
                for name in OrganisationTable.columns}
    happened = {f"{name}_{one.name}": getattr(getattr(world, name), one.name)
                for name in DONE for one in fields(Happened)}
    moment = {name: getattr(world, name) for name in MOMENT}
    streets = {} if world.streets is None else {
        f"streets_{name}": getattr(world.streets, name) for name in KEPT}
    np.savez(file, week=np.array(world.week), drift=np.array(world.drift), **moment, **people,
             **fighters, **happened, **streets,
             next_coalition=np.array(table.next_coalition), response=np.array(world.response))


def load(world: World, path: Path | IO[bytes], week: int | None = None) -> World:
    """Bring a freshly built world to the week of a checkpoint, in a file or in memory.

    ``week``: the week that it must be of, if that is known.

    Raises
    ------
    StoreError : the file is missing, damaged, or of another world or week.
    """
    try:
        with np.load(path, allow_pickle=False) as saved:
            check_room(str(path), sum(one.file_size for one in saved.zip.infolist()))
            read(world, saved, week)
    except StoreError:
        raise
    except Exception as error:  # zip, zlib and numpy raise many kinds at damaged bytes
        raise StoreError(f"{path}: this checkpoint cannot be used ({error}). To start again, "
                         "remove the folder.") from error
    return world


def read(world: World, saved: np.lib.npyio.NpzFile, week: int | None) -> None:
    """Fill a freshly built world, once all that is in the file has been checked.

    Raises
    ------
    KeyError, ValueError : something is lacking or cannot be.
    """
    moment = {name: alike(saved[name], getattr(world, name)) for name in MOMENT}
    streets = {} if world.streets is None else {
        name: alike(saved[f"streets_{name}"], getattr(world.streets, name)) for name in KEPT}
    reached = within("week", saved["week"], 0, world.scenario.weeks + 1)
    if week is not None and reached != week:
        raise ValueError(f"it belongs to week {int(reached)}, not to week {week}")
    response = within("response", saved["response"], -1, len(world.scenario.responses))
    drift = float(saved["drift"])
    table = organisations_of(saved, world)
    happened = {name: read_happened(saved, name, world, table.rows) for name in DONE}
    people = people_of(saved, world, table.rows)
    world.week, world.response, world.drift = int(reached), int(response), drift
    world.tick = world.week * TICKS_A_WEEK
    world.organisations, world.people = table, people
    world.byte[people.id[: people.rows]] = people.state[: people.rows] | KNOWN
    for name, values in (*moment.items(), *happened.items()):
        setattr(world, name, values)
    for name, values in streets.items():
        setattr(world.streets, name, values)


def alike(saved: Any, mine: Any) -> Any:
    """What was saved, if it has the shape and type of what a new world has.

    Raises
    ------
    ValueError : it has not.
    """
    if saved.shape != mine.shape or saved.dtype != mine.dtype:
        raise ValueError("it belongs to another world")
    return saved


def within(name: str, values: NDArray[Any], low: Any, end: Any) -> NDArray[Any]:
    """Whole numbers, all from ``low`` on and below ``end`` (numbers, or one for each).

    Raises
    ------
    ValueError : some are not.
    """
    if values.dtype.kind not in "iu" or np.any(values < low) or np.any(values >= end):
        raise ValueError(f"{name}: impossible values")
    return values


def column(name: str, values: NDArray[Any], dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """A column of a table that must have this type and shape.

    Raises
    ------
    ValueError : it has not.
    """
    if values.dtype != dtype or values.shape != shape:
        raise ValueError(f"{name}: another type or length than it must have")
    return values


def organisations_of(saved: np.lib.npyio.NpzFile, world: World) -> OrganisationTable:
    """The table of organisations; those that it has no room for are none of this world's."""
    table, rows = world.organisations, len(saved["organisation_region"])
    table.reserve(rows)
    table.rows, table.next_coalition = rows, int(saved["next_coalition"])
    for name in OrganisationTable.columns:
        mine = getattr(table, name)
        mine[:rows] = column(name, saved[f"organisation_{name}"], mine.dtype,
                             (rows, *mine.shape[1:]))
    within("region", table.region[:rows], 0, world.geography.regions)
    within("into", table.into[:rows], -1, rows)
    within("sponsor", table.sponsor[:rows], -1, len(world.around))
    return table


def read_happened(saved: np.lib.npyio.NpzFile, name: str, world: World, rows: int) -> Happened:
    """What the underground did; ``rows``: organisations that there are."""
    nothing = Happened.nothing(world.communities, world.geography.regions)
    found = {one.name: saved[f"{name}_{one.name}"] for one in fields(Happened)}
    for place, values in found.items():
        if place in LISTS:
            column(place, values, np.int64, (len(values), len(LISTS[place])))
        else:
            alike(values, getattr(nothing, place))
    done, changes = found["operations"], found["changes"]
    within("region", done[:, OPERATION.index("region")], 0, world.geography.regions)
    within("organisation", done[:, OPERATION.index("organisation")], 0, rows)
    for place in ("organisation", "other"):
        within(place, changes[:, CHANGE.index(place)], -1, rows)
    return Happened(**found)


def people_of(saved: np.lib.npyio.NpzFile, world: World, organisations: int) -> People:
    """The table of people with its index."""
    people, rows = People(), len(saved["id"])
    if rows > len(world.byte):
        raise ValueError("id: more people than there are")
    people.reserve(rows)
    people.rows = rows
    for name in People.columns:
        mine = getattr(people, name)
        mine[:rows] = column(name, saved[name], mine.dtype, (rows,))
    home = within("community", people.community[:rows], 0, world.communities)
    within("id", people.id[:rows], world.first[home], world.first[home + 1])
    within("state", people.state[:rows], 0, len(STATES))
    within("cause", people.cause[:rows], -1, world.flows.shape[1])
    within("organisation", people.organisation[:rows], -1, organisations)
    people.index()
    if np.count_nonzero(people.slots >= 0) < rows:
        raise ValueError("id: somebody is there twice")
    return people
