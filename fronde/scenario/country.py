"""Who lives where and who is around: regions, borders, groups, communities, states, organisations.

Each function that yields problems looks at one thing in finished records, whatever is wrong with
others: rows that are not sound are left to the checks of their form.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fronde.scenario.complaints import quote
from fronde.scenario.places import Path
from fronde.scenario.records import Problem
from fronde.scenario.sections import TABLES, Sections, TableRecord
from fronde.scenario.types import Community, Group, Organisation, Region

TOLERANCE = 1e-6  # of shares that should add up to one
EVERYONE = Group(group="everyone", name="Everyone", status="dominant", history=0.0, dominant=True)
NEEDED = {"organisations": "organisations", "propensities": "alignment"}


class Country(NamedTuple):
    """Who lives where."""

    regions: tuple[Region, ...]
    borders: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    communities: tuple[Community, ...]

    @property
    def persons(self) -> int:
        """Persons in all regions."""
        return sum(region.population for region in self.regions)


def country(sections: Sections) -> Country:
    """The country of a scenario, as far as it is sound; without tables one region, one group."""
    people = sections.population
    found = sound(sections, "regions")
    persons = (people.total or people.people) if people.sound else None
    if sections.regions is None and persons:
        found = (Region(region="everywhere", name="Everywhere", population=persons, column=0,
                        row=0),)
    groups = (EVERYONE,) if sections.groups is None else sound(sections, "groups")
    lived = sound(sections, "communities")
    if sections.communities is None and (group := only(groups)):
        lived = tuple(Community(region=region.id, group=group, share=1.0) for region in found)
    borders = tuple((one.region_a, one.region_b) for one in sound(sections, "regions", "borders"))
    return Country(found, borders, groups, lived)


def only(groups: tuple[Group, ...]) -> str:
    """The only group, or the only dominant one; nothing if there is none or several."""
    among = groups if len(groups) == 1 else [group for group in groups if group.dominant]
    return among[0].id if len(among) == 1 else ""


def table(sections: Sections, *path: str) -> TableRecord[Any] | None:
    """A table of a scenario, if it is there."""
    found: Any = sections
    for step in path:
        found = getattr(found, step, None)
    return found if isinstance(found, TableRecord) else None


def every(sections: Sections, *path: str) -> list[tuple[Path, Any]]:
    """All rows of a table, each with its path, also of those that are not sound."""
    found = table(sections, *path)
    listed = found.rows or () if found is not None else ()
    return [((*path, "rows", index), row) for index, row in enumerate(listed)]


def rows(sections: Sections, *path: str) -> list[tuple[Path, Any]]:
    """The sound rows of a table, each with its path."""
    return [(where, row) for where, row in every(sections, *path) if row.sound]


def sound(sections: Sections, *path: str) -> tuple[Any, ...]:
    """The sound rows of a table."""
    return tuple(row for _, row in rows(sections, *path))


def complete(sections: Sections, *tables: str) -> bool:
    """Whether every row of these tables is sound, so that it can be counted."""
    return all(len(every(sections, name)) == len(rows(sections, name)) > 0
               for name in tables if table(sections, name))


def problems(sections: Sections, land: Country) -> Iterator[Problem]:
    """What does not fit together among the rows of the tables."""
    yield from check_rows(sections)
    for name in ("region", "group", "state", "organisation"):
        yield from unlike(rows(sections, f"{name}s"), name)
    yield from apart(rows(sections, "regions"))
    yield from check_citizens(sections)
    yield from borders(rows(sections, "regions", "borders"))
    yield from communities(sections, land)
    yield from states(sections)
    yield from organisations(sections, land)
    yield from propensities(sections)


def check_rows(sections: Sections) -> Iterator[Problem]:
    """Tables without rows, where no file was named or it was read."""
    for path in TABLES:
        found = table(sections, *path)
        within = table(sections, *path[:-1])
        written = within is None or path[-1] in within.model_fields_set
        if found is None or not written or not found.sound or found.file is not None:
            continue
        if "rows" not in found.model_fields_set:
            yield Problem(path, f"`{path[-1]}` needs `file` or `rows`")
        elif not found.rows and path[-1] != "borders":
            yield Problem((*path, "rows"), f"`{path[-1]}` has no rows")


def unlike(found: Iterable[tuple[Path, Any]], key: str) -> Iterator[Problem]:
    """Rows with the id of an earlier row."""
    seen: dict[str, Path] = {}
    for path, row in found:
        if row.id in seen:
            yield Problem((*path, key), f"duplicate {key} {quote(row.id)}", first=seen[row.id])
        seen.setdefault(row.id, path)


def apart(found: Iterable[tuple[Path, Any]]) -> Iterator[Problem]:
    """Regions on one tile: maps would show only one of them."""
    there: dict[tuple[int, int], str] = {}
    for path, row in found:
        first = there.setdefault((row.column, row.row), row.id)
        if first != row.id:
            yield Problem((*path, "column"), f"{quote(row.id)} is on the same tile of the map as "
                          f"{quote(first)}: column {row.column}, row {row.row}")


def check_citizens(sections: Sections) -> Iterator[Problem]:
    """Persons that are given twice, or not at all."""
    people = sections.population
    if sections.regions is not None and people.total is not None:
        yield Problem(("population", "total"), "`total` is only for scenarios without `regions`")
    if sections.regions is None and people.sound and not (people.total or people.people):
        yield Problem(("population",), "the country has no inhabitants: add `regions`, or "
                      "population: {total: ...}")


def borders(found: Iterable[tuple[Path, Any]]) -> Iterator[Problem]:
    """Borders of a region with itself, or listed twice."""
    seen = set()
    for path, row in found:
        if row.region_a == row.region_b:
            yield Problem((*path, "region_b"), f"{quote(row.region_a)} borders itself: name two "
                          "different regions")
        elif frozenset((row.region_a, row.region_b)) in seen:
            yield Problem(path, f"duplicate border {quote(row.region_a)} to "
                          f"{quote(row.region_b)}")
        seen.add(frozenset((row.region_a, row.region_b)))


def communities(sections: Sections, land: Country) -> Iterator[Problem]:
    """Communities that are listed twice, or of which nobody knows where they live."""
    if sections.communities is None:
        if land.groups and not only(land.groups):
            yield Problem(("groups",), "the scenario does not say where each group lives: add "
                          "`communities`")
        return
    seen: set[tuple[str, str]] = set()
    for path, row in rows(sections, "communities"):
        if (row.region, row.group) in seen:
            yield Problem(path, f"duplicate community: {quote(row.group)} in "
                          f"{quote(row.region)}")
        seen.add((row.region, row.group))
    if complete(sections, "communities"):
        yield from whole(rows(sections, "communities"), land)


def whole(found: Iterable[tuple[Path, Any]], land: Country) -> Iterator[Problem]:
    """Regions whose shares do not add up to one."""
    shares: dict[str, list[float]] = defaultdict(list)
    first: dict[str, Path] = {}
    for path, row in found:
        shares[row.region].append(row.share)
        first.setdefault(row.region, path)
    for region, parts in shares.items():
        total = math.fsum(parts)
        if abs(total - 1.0) > TOLERANCE:
            yield Problem((*first[region], "share"),
                          f"the shares of {quote(region)} sum to {total:.6g}, not 1")
    for name in (region.id for region in land.regions if region.id not in shares):
        yield Problem(("communities",), f"no community lives in region {quote(name)}: add at "
                      "least one")


def states(sections: Sections) -> Iterator[Problem]:
    """What is said of states that has no effect."""
    for path, row in rows(sections, "states"):
        if row.dissent > 0.0 and row.kind != "client":
            yield Problem((*path, "dissent"), "`dissent` is only for clients: it has no effect in "
                          "other states. Leave it empty or 0")


def organisations(sections: Sections, land: Country) -> Iterator[Problem]:
    """Organisations called like a state, or whose group does not live there in such numbers."""
    state_ids = {state.id for _, state in every(sections, "states")}
    members: dict[tuple[str, str], int] = defaultdict(int)
    citizens = citizens_of(sections, land)
    for path, row in every(sections, "organisations"):
        if row.id and row.id in state_ids:
            yield Problem((*path, "organisation"), f"{quote(row.id)} is already the id of a "
                          "state: choose another id")
    for path, row in rows(sections, "organisations"):
        home = (row.region, row.group)
        if not is_in_tables(sections, land, *home):
            continue
        if home in citizens:
            members[home] += row.members
            if members[home] > citizens[home]:
                yield Problem((*path, "members"), f"organisations have {members[home]} members "
                              f"among the {citizens[home]} citizens of {quote(row.group)} in "
                              f"{quote(row.region)}: lower `members`")
        elif citizens:
            yield Problem((*path, "group"), f"group {quote(row.group)} does not live in region "
                          f"{quote(row.region)}")


def is_in_tables(sections: Sections, land: Country, region: str, group: str) -> bool:
    """Whether a region and a group are in the tables."""
    return region in ids(sections, land, "region") and group in ids(sections, land, "group")


def ids(sections: Sections, land: Country, kind: str) -> dict[str, None]:
    """All ids of a table in order, also of rows that are wrong elsewhere."""
    listed = {row.id for _, row in every(sections, f"{kind}s") if row.id}
    if not listed and kind in ("region", "group"):
        listed = {row.id for row in (land.regions if kind == "region" else land.groups)}
    return dict.fromkeys(sorted(listed))


def citizens_of(sections: Sections, land: Country) -> dict[tuple[str, str], int]:
    """Citizens of each community; nothing if they cannot be counted."""
    if not complete(sections, "regions", "communities"):
        return {}
    population = {region.id: region.population for region in land.regions}
    return {(c.region, c.group): int(population.get(c.region, 0) * c.share + TOLERANCE)
            for c in land.communities}


def propensities(sections: Sections) -> Iterator[Problem]:
    """Propensities given twice, or unequal both ways round where that is not asked for."""
    asymmetric = sections.propensities is not None and sections.propensities.asymmetric is True
    said: dict[tuple[str, str], float] = {}
    for path, row in rows(sections, "propensities"):
        a, b = quote(row.a), quote(row.b)
        back = None if asymmetric else said.get((row.b, row.a))
        if row.a == row.b:
            yield Problem((*path, "b"), f"a propensity of {a} towards itself: name two different "
                          "actors")
        elif (row.a, row.b) in said or back == row.value:
            yield Problem(path, f"duplicate propensity of {a} and {b}")
        elif back is not None:
            yield Problem((*path, "propensity"), f"the propensity of {a} towards {b} is "
                          f"{row.value:g}, but {back:g} the other way round. Unequal propensities "
                          "can make moves cycle, and then no coalition is stable. Make them "
                          "equal, or allow them with propensities: {asymmetric: true}")
        said[row.a, row.b] = row.value


def with_agendas(found: Iterable[Organisation], groups: Iterable[Group]) -> Iterator[Organisation]:
    """Organisations; where nothing is said of one's agenda, it is that of its group."""
    agendas = {group.id: group.agenda for group in groups}
    for one in found:
        yield one if one.agenda is not None else one.model_copy(
            update={"agenda": agendas[one.group]})
