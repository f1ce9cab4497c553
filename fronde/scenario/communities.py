"""Who lives where: regions, borders, groups and their shares, from checked rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.draft import Draft, Path
from fronde.scenario.shapes import TABLES, Population
from fronde.scenario.types import Community, Group, Region

TOLERANCE = 1e-6  # of shares that should add up to one
EVERYONE = Group("everyone", "Everyone", "dominant", 0.0, True)


class Country(NamedTuple):
    """Regions, borders, groups and communities; ids also of rows that are wrong elsewhere."""

    regions: tuple[Region, ...]
    borders: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    communities: tuple[Community, ...]
    region_ids: set[str]
    group_ids: set[str]


def country(draft: Draft, population: Population | None) -> Country:
    """The country of a scenario; complaints tell what does not fit together."""
    found = regions(draft, population)
    among = groups(draft)
    region_ids = ids(draft, "regions", "region") or {region.id for region in found}
    group_ids = ids(draft, "groups", "group") or {group.id for group in among}
    if "communities" in draft.plain:
        lived = communities(draft, found, region_ids, group_ids)
    else:
        lived = of_one_group(draft, found, among)
    return Country(found, borders(draft), among, lived, region_ids, group_ids)


def rows(draft: Draft, *path: str) -> list[tuple[Path, Any]]:
    """The sound rows of a table, each with its path."""
    return draft.once(("rows", *path), partial(checked_rows, draft, *path))


def checked_rows(draft: Draft, *path: str) -> list[tuple[Path, Any]]:
    """The same; complains of rows that are not sound."""
    if not listed(draft, *path):
        return []
    checked = []
    for index in range(draft.length(*path, "rows")):
        where: Path = (*path, "rows", index)
        row = draft.record(TABLES[path].row, *where)
        if row is not None:
            checked.append((where, row))
    return checked


def listed(draft: Draft, *path: str) -> bool:
    """Whether a table has rows to check; complains if it has neither rows nor a file."""
    node = draft.root.at(path)
    if node is None:
        return False
    if draft.record(TABLES[path].section, *path) is None or "file" in node.mapping:
        return False  # a file that is still named could not be read, and that was said
    rows = node.child("rows")
    if rows is None:
        draft.complain(path, f"`{path[-1]}` needs `file` or `rows`")
    elif not isinstance(rows.value, list):
        draft.complain((*path, "rows"), f"`rows` must be a list, not {quoted(rows.plain)}")
    elif not rows.value and path[-1] != "borders":
        draft.complain((*path, "rows"), f"`{path[-1]}` has no rows")
    else:
        return True
    return False


def cells(draft: Draft, column: str, *table: str) -> list[tuple[Path, str]]:
    """The texts of a column, each with its path, also of rows that are wrong elsewhere."""
    paths: list[Path] = [
        (*table, "rows", i, column) for i in range(draft.length(*table, "rows"))]
    return [(path, cell) for path in paths if isinstance(cell := draft.get(*path), str) and cell]


def ids(draft: Draft, table: str, column: str) -> set[str]:
    """All ids of a table, also of rows that are wrong elsewhere."""
    return {cell for _, cell in cells(draft, column, table)}


def complete(draft: Draft, *tables: str) -> bool:
    """Whether every row of these tables is sound, so that it can be counted."""
    written = [table for table in tables if table in draft.plain]
    return all(draft.length(table, "rows") == len(rows(draft, table)) > 0 for table in written)


def unlike(draft: Draft, found: Iterable[tuple[Path, Any]], column: str) -> None:
    """Complain of rows with the id of an earlier row."""
    seen: dict[str, Path] = {}
    for path, row in found:
        name = getattr(row, column)
        if name in seen:
            first = draft.root.nearest(seen[name])
            at = f", first in line {first.line}" if first.line else ""
            draft.complain((*path, column), f"duplicate {column} {quoted(name)}{at}")
        seen.setdefault(name, path)


def apart(draft: Draft, found: Iterable[tuple[Path, Any]]) -> None:
    """Complain of regions on one tile: maps would show only one of them."""
    there: dict[tuple[int, int], str] = {}
    for path, row in found:
        first = there.setdefault((row.column, row.row), row.region)
        if first != row.region:
            draft.complain((*path, "column"), f"{quoted(row.region)} is on the same tile of the "
                           f"map as {quoted(first)}: column {row.column}, row {row.row}")


def regions(draft: Draft, population: Population | None) -> tuple[Region, ...]:
    """The regions, or one that is everywhere."""
    if "regions" not in draft.plain:
        return everywhere(draft, population)
    if population is not None and population.total is not None:
        draft.complain(("population", "total"), "`total` is only for scenarios without `regions`")
    found = rows(draft, "regions")
    unlike(draft, found, "region")
    apart(draft, found)
    return tuple(Region(r.region, r.name, r.population, r.column, r.row, r.installed)
                 for _, r in found)


def everywhere(draft: Draft, population: Population | None) -> tuple[Region, ...]:
    """The only region of a scenario without a table of regions."""
    if population is None:
        return ()
    persons = population.total or population.people
    if persons is None:
        draft.complain(
            ("population",), "the country has no inhabitants: add `regions`, or population: "
            "{total: ...}"
        )
        return ()
    return (Region("everywhere", "Everywhere", persons, 0, 0),)


def borders(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Pairs of regions with a common border."""
    known = ids(draft, "regions", "region")
    for column in ("region_a", "region_b"):
        refer(draft, "region", known, column, "regions", "borders")
    seen = set()
    pairs = []
    for path, row in rows(draft, "regions", "borders"):
        pair = (row.region_a, row.region_b)
        if pair[0] == pair[1]:
            draft.complain((*path, "region_b"), f"{quoted(pair[0])} borders itself: name two "
                           "different regions")
        elif frozenset(pair) in seen:
            draft.complain(path, f"duplicate border {quoted(pair[0])} to {quoted(pair[1])}")
        seen.add(frozenset(pair))
        pairs.append(pair)
    return tuple(pairs)


def exists(draft: Draft, path: Path, kind: str, name: str, known: set[str]) -> None:
    """Complain of a name that is in no table; nothing is said if the table is unreadable."""
    if known and name not in known:
        hint = suggestion(name, sorted(known))
        draft.complain(path, f"unknown {kind} {quoted(name)}{hint}")


def refer(draft: Draft, kind: str, known: set[str], column: str, *table: str) -> None:
    """Complain of the names in a column that are in no table."""
    for path, name in cells(draft, column, *table):
        exists(draft, path, kind, name, known)


def groups(draft: Draft) -> tuple[Group, ...]:
    """The groups, or one that is everyone."""
    if "groups" not in draft.plain:
        return (EVERYONE,)
    found = rows(draft, "groups")
    unlike(draft, found, "group")
    return tuple(
        Group(g.group, g.name, g.status, g.history, g.dominant, g.agenda + 0.0) for _, g in found
    )


def communities(
    draft: Draft, regions: tuple[Region, ...], region_ids: set[str], group_ids: set[str]
) -> tuple[Community, ...]:
    """Shares of groups in regions."""
    found = rows(draft, "communities")
    refer(draft, "region", region_ids, "region", "communities")
    refer(draft, "group", group_ids, "group", "communities")
    seen: set[tuple[str, str]] = set()
    for path, row in found:
        if (row.region, row.group) in seen:
            both = f"{quoted(row.group)} in {quoted(row.region)}"
            draft.complain(path, f"duplicate community: {both}")
        seen.add((row.region, row.group))
    if found and len(found) == draft.length("communities", "rows"):
        whole(draft, found, regions)
    return tuple(Community(row.region, row.group, row.share) for _, row in found)


def whole(draft: Draft, found: list[tuple[Path, Any]], regions: tuple[Region, ...]) -> None:
    """Complain of regions whose shares do not add up to one."""
    shares: dict[str, list[float]] = defaultdict(list)
    first: dict[str, Path] = {}
    for path, row in found:
        shares[row.region].append(row.share)
        first.setdefault(row.region, path)
    for region, parts in shares.items():
        total = math.fsum(parts)
        if abs(total - 1.0) > TOLERANCE:
            path = (*first[region], "share")
            draft.complain(path, f"the shares of {quoted(region)} sum to {total:.6g}, not 1")
    for region in (region.id for region in regions if region.id not in shares):
        draft.complain(("communities",), f"no community lives in region {quoted(region)}: add "
                       "at least one")


def of_one_group(
    draft: Draft, regions: tuple[Region, ...], groups: tuple[Group, ...]
) -> tuple[Community, ...]:
    """Every region belongs to the only group, or to the only dominant one."""
    candidates = groups if len(groups) == 1 else [group for group in groups if group.dominant]
    if len(candidates) != 1:
        if groups:
            draft.complain(("groups",), "the scenario does not say where each group lives: add "
                           "`communities`")
        return ()
    return tuple(Community(region.id, candidates[0].id, 1.0) for region in regions)
