"""The bundled scenario's tables against facts that can be looked up elsewhere."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib import resources

import pytest

from fronde.scenario.types import EXCLUSION

CASE = resources.files("fronde.scenario").joinpath("cases", "fighting-coalition")
TOTAL = 144_713_314  # United Nations, World Population Prospects 2022: mid-2022
LEFT_OUT = {"UA-40", "UA-43", "RU-CR", "RU-SEV"}
ALONE = {"RU-KGD", "RU-SAK"}  # Kaliningrad and Sakhalin have no land neighbour
START, END = date(2021, 1, 4), date(2021, 1, 4) + timedelta(weeks=156)


def rows(name: str) -> list[dict[str, str]]:
    """A table of the scenario."""
    return list(csv.DictReader(CASE.joinpath(name).read_text(encoding="utf-8").splitlines()))


REGIONS, BORDERS = rows("regions.csv"), rows("borders.csv")
GROUPS, COMMUNITIES = rows("groups.csv"), rows("communities.csv")
IDS = {row["region"] for row in REGIONS}
SHARES = {(row["region"], row["group"]): Decimal(row["share"]) for row in COMMUNITIES}


def neighbours() -> dict[str, set[str]]:
    """Regions that share a land border."""
    found = defaultdict(set)
    for row in BORDERS:
        found[row["region_a"]].add(row["region_b"])
        found[row["region_b"]].add(row["region_a"])
    return found


def axial(row: dict[str, str]) -> tuple[int, int]:
    """Hex coordinates of a tile (odd rows are shifted right by half a tile)."""
    column, line = int(row["column"]), int(row["row"])
    return column - (line - (line & 1)) // 2, line


def apart(a: dict[str, str], b: dict[str, str]) -> int:
    """Steps between two tiles."""
    dq, dr = (x - y for x, y in zip(axial(a), axial(b), strict=True))
    return max(abs(dq), abs(dr), abs(dq + dr))


def test_the_internationally_recognised_regions_and_no_others() -> None:
    assert len(REGIONS) == len(IDS) == 83
    assert not IDS & LEFT_OUT
    assert all(re.fullmatch(r"RU-[A-Z]{2,3}", region) for region in IDS)
    assert len({row["name"] for row in REGIONS}) == 83


def test_the_regions_hold_the_cited_total() -> None:
    assert sum(int(row["population"]) for row in REGIONS) == TOTAL
    assert all(int(row["population"]) > 40_000 for row in REGIONS)


def test_the_largest_region_is_the_capital() -> None:
    assert max(REGIONS, key=lambda row: int(row["population"]))["region"] == "RU-MOW"


def test_every_region_has_its_own_tile() -> None:
    assert len({(row["column"], row["row"]) for row in REGIONS}) == 83


def test_the_tile_map_has_the_shape_of_the_country() -> None:
    at = {row["region"]: row for row in REGIONS}
    column = {region: int(row["column"]) for region, row in at.items()}
    line = {region: int(row["row"]) for region, row in at.items()}
    assert min(column, key=column.__getitem__) == "RU-KGD"
    assert max(column, key=column.__getitem__) == "RU-SAK"
    assert line["RU-MUR"] < line["RU-LEN"] < line["RU-MOW"] < line["RU-ROS"] < line["RU-DA"]
    assert apart(at["RU-MOW"], at["RU-MOS"]) == apart(at["RU-SPE"], at["RU-LEN"]) == 1
    steps = [apart(at[row["region_a"]], at[row["region_b"]]) for row in BORDERS]
    assert sum(step <= 2 for step in steps) > 0.95 * len(steps)


def test_borders_join_known_regions_once() -> None:
    pairs = [(row["region_a"], row["region_b"]) for row in BORDERS]
    assert all(a < b and {a, b} <= IDS for a, b in pairs)
    assert len(set(pairs)) == len(pairs)


def test_the_mainland_is_connected() -> None:
    beside = neighbours()
    assert set(beside) == IDS - ALONE
    reached, front = {"RU-MOW"}, {"RU-MOW"}
    while front:
        front = set().union(*(beside[region] for region in front)) - reached
        reached |= front
    assert reached == IDS - ALONE


@pytest.mark.parametrize(("a", "b", "border"), [
    ("RU-MOS", "RU-MOW", True), ("RU-CE", "RU-DA", True), ("RU-KR", "RU-MUR", True),
    ("RU-LEN", "RU-SPE", True), ("RU-CHU", "RU-KAM", True), ("RU-ARK", "RU-KR", True),
    ("RU-MUR", "RU-LEN", False), ("RU-KDA", "RU-CE", False),
])
def test_land_borders(a: str, b: str, border: bool) -> None:
    assert (b in neighbours()[a]) is border


def test_shares_of_every_region_add_up_to_one() -> None:
    total: dict[str, Decimal] = defaultdict(Decimal)
    for (region, _), share in SHARES.items():
        assert Decimal("0.005") <= share <= 1
        total[region] += share
    assert total == dict.fromkeys(IDS, Decimal("1.000000"))
    assert len(SHARES) == len(COMMUNITIES)


def test_every_region_has_russians_and_others() -> None:
    assert all((region, "russians") in SHARES and (region, "others") in SHARES for region in IDS)


@pytest.mark.parametrize(("region", "group", "percent"), [
    ("RU-CE", "chechens", "95.3"), ("RU-IN", "ingush", "94.1"), ("RU-TY", "tuvans", "82.0"),
    ("RU-CU", "chuvash", "67.7"), ("RU-SE", "ossetians", "65.1"), ("RU-KL", "kalmyks", "57.4"),
    ("RU-KB", "kabardins", "57.2"), ("RU-TA", "tatars", "53.2"), ("RU-SA", "yakuts", "49.9"),
    ("RU-BA", "bashkirs", "29.5"), ("RU-BA", "tatars", "25.4"), ("RU-DA", "avars", "29.4"),
])
def test_shares_of_the_census_of_2010(region: str, group: str, percent: str) -> None:
    assert SHARES[region, group] * 100 == Decimal(percent)


# National shares in Ethnic Power Relations 2021 (Vogt et al. 2015), as cited figures.
@pytest.mark.parametrize(("group", "share"), [
    ("russians", 0.807), ("tatars", 0.0387), ("bashkirs", 0.0113), ("chechens", 0.0102),
    ("avars", 0.0066), ("dargins", 0.0042), ("kumyks", 0.0037), ("yakuts", 0.0034),
    ("buryats", 0.0033), ("tuvans", 0.0019), ("karachays", 0.0016), ("kalmyks", 0.0013),
])
def test_groups_add_up_to_about_their_national_share(group: str, share: float) -> None:
    persons = {row["region"]: int(row["population"]) for row in REGIONS}
    found = sum(float(part) * persons[region]
                for (region, name), part in SHARES.items() if name == group)
    assert 0.85 * share < found / TOTAL < 1.1 * share


def test_groups_are_coded_and_used() -> None:
    names = [row["group"] for row in GROUPS]
    assert len(set(names)) == len(names)
    assert set(names) == {group for _, group in SHARES}
    assert {row["status"] for row in GROUPS} <= set(EXCLUSION)
    assert {float(row["history"]) for row in GROUPS} <= {0.0, 0.25, 0.5, 1.0}
    assert [row["group"] for row in GROUPS if row["dominant"] == "true"] == ["russians"]


def test_every_row_names_its_source() -> None:
    assert all(row["source"] for row in (*REGIONS, *GROUPS, *COMMUNITIES))


def dated() -> Iterator[date]:
    """Dates of the events, in the order of the file."""
    text = CASE.joinpath("scenario.yaml").read_text(encoding="utf-8")
    for found in re.findall(r"^  - date: (\S+)$", text, re.MULTILINE):
        yield date.fromisoformat(found)


def test_events_are_in_order_and_within_the_run() -> None:
    days = list(dated())
    assert days == sorted(days)
    assert START <= days[0] and days[-1] < END
    assert {date(2022, 2, 24), date(2022, 3, 4), date(2022, 9, 21)} <= set(days)


def test_events_name_known_regions() -> None:
    text = CASE.joinpath("scenario.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"\bRU-[A-Z]+\b", text))
    assert named and named <= IDS
