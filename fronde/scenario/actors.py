"""States around the country, organisations at the start, and what is given between them."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from fronde.scenario.communities import (
    TOLERANCE,
    Country,
    cells,
    complete,
    exists,
    ids,
    refer,
    rows,
    unlike,
)
from fronde.scenario.complaints import quoted
from fronde.scenario.draft import Draft, Path
from fronde.scenario.types import Organisation, Propensity, State

NEEDED = {"organisations": "organisations", "propensities": "alignment"}


class Actors(NamedTuple):
    """Who else there is."""

    states: tuple[State, ...]
    organisations: tuple[Organisation, ...]
    propensities: tuple[Propensity, ...]
    asymmetric: bool


def actors(draft: Draft, land: Country, mechanisms: tuple[str, ...]) -> Actors:
    """States, organisations and propensities; complaints tell what does not fit together.

    """
    for section, needed in NEEDED.items():
        if section in draft.plain and needed not in mechanisms:
            draft.complain((section,), f"`{section}` needs mechanism {needed}: add it to "
                           "`mechanisms`")
    around = states(draft, land)
    listed = organisations(draft, land)
    asymmetric = draft.get("propensities", "asymmetric") is True
    return Actors(around, listed, propensities(draft, asymmetric), asymmetric)


def states(draft: Draft, land: Country) -> tuple[State, ...]:
    """The neighbouring states."""
    found = rows(draft, "states")
    unlike(draft, found, "state")
    each(draft, "kin", "group", land.group_ids)
    each(draft, "regions", "region", land.region_ids)
    made = []
    for path, row in found:
        if row.dissent > 0.0 and row.kind != "client":
            draft.complain((*path, "dissent"), "`dissent` is only for clients: it has no effect "
                           "in other states. Leave it empty or 0")
        numbers = {name: getattr(row, name) + 0.0 for name in (
            "hostility", "opinion", "deterrence", "capacity", "volunteers", "dissent")}
        made.append(State(row.state, row.name, row.kind, kin=tuple(row.kin.split()),
                          regions=tuple(row.regions.split()), **numbers))
    return tuple(made)


def each(draft: Draft, column: str, kind: str, known: set[str]) -> None:
    """Complain of names in a list with blanks between that are in no table, or there twice."""
    for path, cell in cells(draft, column, "states"):
        for name, times in Counter(cell.split()).items():
            exists(draft, path, kind, name, known)
            if times > 1:
                draft.complain(path, f"{kind} {quoted(name)} is listed twice")


def organisations(draft: Draft, land: Country) -> tuple[Organisation, ...]:
    """Organisations at the start."""
    found = rows(draft, "organisations")
    unlike(draft, found, "organisation")
    refer(draft, "region", land.region_ids, "region", "organisations")
    refer(draft, "group", land.group_ids, "group", "organisations")
    of_states(draft)
    lived_in(draft, found, land)
    agendas = {group.id: group.agenda for group in land.groups}
    made = []
    for _, row in found:
        agenda = agendas.get(row.group, 0.0) if row.agenda is None else row.agenda
        made.append(Organisation(row.organisation, row.region, row.group, row.members, row.arms,
                                 agenda + 0.0, row.sponsor))
    return tuple(made)


def of_states(draft: Draft) -> None:
    """Complain of sponsors that are no states, and of organisations called like one."""
    states = ids(draft, "states", "state")
    for path, sponsor in cells(draft, "sponsor", "organisations"):
        if "states" in draft.plain:
            exists(draft, path, "state", sponsor, states)
        else:
            draft.complain(path, f"unknown state {quoted(sponsor)}: the scenario has no `states`")
    for path, name in cells(draft, "organisation", "organisations"):
        if name in states:
            draft.complain(path, f"{quoted(name)} is already the id of a state: choose another id")


def lived_in(draft: Draft, found: list[tuple[Path, Any]], land: Country) -> None:
    """Complain of organisations whose group does not live there, or not in such numbers."""
    if not complete(draft, "regions", "communities"):
        return
    population = {region.id: region.population for region in land.regions}
    citizens = {(c.region, c.group): int(population.get(c.region, 0) * c.share + TOLERANCE)
                for c in land.communities}
    taken: dict[tuple[str, str], int] = {}
    for path, row in found:
        home = (row.region, row.group)
        if row.region not in land.region_ids or row.group not in land.group_ids or not citizens:
            continue
        if home not in citizens:
            draft.complain((*path, "group"), f"group {quoted(row.group)} does not live in region "
                           f"{quoted(row.region)}")
            continue
        taken[home] = taken.get(home, 0) + row.members
        if taken[home] > citizens[home]:
            draft.complain(
                (*path, "members"), f"organisations have {taken[home]} members among the "
                f"{citizens[home]} citizens of {quoted(row.group)} in {quoted(row.region)}: lower "
                "`members`")


def propensities(draft: Draft, asymmetric: bool) -> tuple[Propensity, ...]:
    """What is given; both ways round only where that is asked for."""
    known = names(draft)
    for column in ("a", "b"):
        refer(draft, "actor", known, column, "propensities")
    said: dict[tuple[str, str], float] = {}
    made = []
    for path, row in rows(draft, "propensities"):
        pair, back = (row.a, row.b), (row.b, row.a)
        if row.a == row.b:
            draft.complain((*path, "b"), f"a propensity of {quoted(row.a)} towards itself: name "
                           "two different actors")
        elif pair in said or (back in said and not asymmetric and said[back] == row.propensity):
            draft.complain(path, f"duplicate propensity of {quoted(row.a)} and {quoted(row.b)}")
        elif back in said and not asymmetric:
            draft.complain(
                (*path, "propensity"),
                f"the propensity of {quoted(row.a)} towards {quoted(row.b)} is "
                f"{row.propensity:g}, but {said[back]:g} the other way round. Unequal propensities "
                "can make moves cycle, and then no coalition is stable. Make them equal, or allow "
                "them with propensities: {asymmetric: true}",
            )
        said[pair] = row.propensity
        made.append(Propensity(row.a, row.b, row.propensity + 0.0))
    return tuple(made)


def names(draft: Draft) -> set[str]:
    """Organisations and states; none at all where a table of either could not be read."""
    found: set[str] = set()
    for table, column in (("states", "state"), ("organisations", "organisation")):
        listed = ids(draft, table, column)
        if table in draft.plain and not listed:
            return set()
        found |= listed
    return found
