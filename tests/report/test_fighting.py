"""Organisations, sides, who they are and what they did, in words and as figures."""

import json
from dataclasses import replace

import fighting
import polars as pl
import pytest
import synthetic
from fighting import FIRST, MERGER, WAR

from fronde.reporting import areas, bars, battlemap, lifelines, palette, resistance, sides
from fronde.reporting.figures import FIGURES, PAST
from fronde.reporting.run_findings import Finding
from fronde.reporting.run_tables import Tables

NAMES = ("balance", "organisations", "members", "nationalities", "past", "operations", "battlemap")


def said(findings: list[Finding]) -> str:
    """Findings in words, in one line."""
    return " ".join(map(str, findings))


def caption(name: str, made: Tables) -> str:
    """What stands under a figure."""
    return next(figure for figure in FIGURES if figure.name == name).read(made)


def test_sides_are_those_of_states_of_coalitions_or_nobody_s() -> None:
    made = sides.name_sides(fighting.tables())
    late = made.filter(pl.col("week") == 156)
    assert set(late["side"]) == {"on the side of Northland", "alone"}
    assert set(made.filter(pl.col("week") == WAR)["side"]) == {"alone"}
    own = sides.name_sides(fighting.tables(coalition=fighting.OTHER)).filter(pl.col("week") == 156)
    assert own.filter(pl.col("side") == sides.OWN).height == 6
    # a side that a single organisation shares with nobody is none of its own
    single = fighting.tables(coalition=fighting.OTHER)
    first = replace(single, organisations=single.organisations.filter(pl.col("organisation") == 0))
    assert set(sides.name_sides(first)["side"]) == {sides.ALONE}


def test_the_enemy_s_side_has_the_same_colour_whatever_the_order_of_states() -> None:
    made = fighting.tables()
    assert sides.colours(made)["on the side of Northland"] == palette.BLUE
    client = fighting.tables(coalition=-2)
    assert sides.colours(client)["on the side of Clientia"] != palette.BLUE


def test_ribbons_follow_sizes_and_sides() -> None:
    made = fighting.tables()
    rows = lifelines.pieces(made, {0: 0, 3: 1})
    # the height of a ribbon goes with the root of members and volunteers
    end = {row["name"]: row for row in rows if row["date"] == made.dates[-1]}
    high = [end[f"Region {n} ({n})"]["high"] - end[f"Region {n} ({n})"]["low"] for n in (0, 3)]
    ratio = (end["Region 0 (0)"]["strength"] / end["Region 3 (3)"]["strength"]) ** 0.5
    assert high[0] / high[1] == pytest.approx(ratio)
    # a new piece begins with a new side, in the week in which the old one ends
    for piece in ("0-0", "0-1"):
        assert len({row["side"] for row in rows if row["piece"] == piece}) == 1
    ends = max(row["date"] for row in rows if row["piece"] == "0-0")
    assert ends == min(row["date"] for row in rows if row["piece"] == "0-1")


def test_mergers_join_lanes_and_splits_of_small_ones_only_mark_them() -> None:
    made = fighting.tables()
    both = lifelines.splits_and_mergers(made, {0: 0, 1: 1, 2: 2})
    assert [(row["what"], row["to"]) for row in both] == [
        ("takes another in", 1.55), ("splits", None)]
    assert both[0]["date"] == made.dates[MERGER]
    spec = lifelines.lifelines(made).to_dict()  # type: ignore[union-attr]
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    assert marks[:2] == ["area", "rule"]
    assert "point" in marks
    assert "text" in marks


def test_members_by_side_add_up_to_the_table() -> None:
    made = fighting.tables()
    rows = [row for row in areas.by_side(made) if row["date"] == made.dates[-1]]
    last = made.organisations.filter(pl.col("week") == 156)
    assert sum(row["persons"] for row in rows) == pytest.approx(
        (last["members"] + last["volunteers"]).sum())
    assert rows[-1]["high"] == pytest.approx(sum(row["persons"] for row in rows))


def test_shares_of_nationalities_fill_the_whole() -> None:
    made = fighting.tables()
    sums = sides.nationalities(made)
    rows = areas.by_nationality(made, sums)
    ends = [row for row in rows if row["date"] == made.dates[-1]]
    assert ends[-1]["high"] == pytest.approx(1.0)
    last = made.organisations.filter(pl.col("week") == 156)
    members, volunteers = last["members"].sum(), last["volunteers"].sum()
    share = {row["name"]: row["share"] for row in ends}
    assert share["Group 0"] == pytest.approx(0.6 * members / (members + volunteers))
    assert share[sides.FROM_ABROAD] == pytest.approx(volunteers / (members + volunteers))
    assert "The dashed line is the share of Group 0 in the country, 25%" in \
        caption("nationalities", made)


def test_shares_of_a_handful_are_not_drawn() -> None:
    """A thousandth of the country's members and volunteers: fewer than twenty."""
    whole = fighting.tables(given={"hidden": lambda t: 9.0})
    made = replace(
        whole, membership=whole.membership.with_columns(pl.col("members") / 1000),
        organisations=whole.organisations.with_columns(pl.col("members", "volunteers") / 1000))
    assert sides.nationalities(made).is_empty()
    assert areas.nationalities(made) is None
    assert PAST(made) is None
    assert resistance.groups(made) == []


def test_who_they_are_in_words() -> None:
    text = said(resistance.groups(fighting.tables()))
    assert "Most of them and of volunteers from abroad, 60%, belong to the dominant nationality " \
           "(Group 0), which is 25%" in text
    assert "Of the 500 who fight, 100 (20%) are volunteers from abroad." in text
    assert "40% of the citizens among them had protested openly before" in text
    other = fighting.tables(given={"dominant_share": lambda t: 0.3, "volunteers": lambda t: 0.0})
    text = said(resistance.groups(other))
    assert "A minority of them, 30%" in text
    assert "Nobody came from abroad to fight." in text


def test_operations_stand_above_and_below_the_line() -> None:
    made = fighting.tables()
    rows = bars.outcomes(made)
    assert sum(row["count"] for row in rows) == made.operations.height == 157 - FIRST
    won = int(made.operations["success"].sum())
    assert sum(row["high"] - row["low"] for row in rows if row["high"] > 0) == won
    assert sum(row["low"] - row["high"] for row in rows if row["high"] < 0) == \
        made.operations.height - won


def test_the_map_counts_operations_so_far() -> None:
    made = fighting.tables(regions=30)
    chart = battlemap.battlemap(made)
    assert chart is not None
    text = chart.to_json(indent=None)
    assert "datum.f <= frame && frame < datum.g" in text
    rows = battlemap.count_operations(made, battlemap.place_tiles(made))
    last = max(row["g"] for row in rows) - 1
    now = [row for row in rows if row["f"] <= last < row["g"]]
    assert sum(row["n"] for row in now) == made.operations.height
    early = [row for row in rows if row["f"] <= 20 < row["g"]]
    until = battlemap.windows(made).filter(pl.col("frame") == 20)["week"].max()
    assert sum(row["n"] for row in early) == made.operations.filter(
        pl.col("week") <= until).height


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_drawn_where_nobody_hides(name: str) -> None:
    draw = next(figure.draw for figure in FIGURES if figure.name == name)
    assert draw(fighting.tables()) is not None
    assert draw(fighting.without_fighters()) is None
    assert draw(synthetic.tables()) is None or name == "balance"


def test_nothing_is_said_where_nobody_hides() -> None:
    made = fighting.without_fighters()
    for find in (resistance.groups, resistance.coalitions, resistance.operations):
        assert find(made) == []


def test_bars_of_causes_are_the_flows_with_a_sign() -> None:
    made = fighting.tables()
    spec = next(f.draw for f in FIGURES if f.name == "balance")(made).to_dict()  # type: ignore[union-attr]
    rows = [row for data in spec["datasets"].values() for row in json.loads(data)
            if "origin" in row]
    by_cause = {row["cause"]: (row["persons"], row["origin"]) for row in rows}
    found = -made.took("detect", "catch")
    assert by_cause["being found and jailed"] == (pytest.approx(found), "repression")
    assert by_cause["recruitment by people already there"][0] > 0


def test_a_record_of_the_largest_alone_is_a_lower_bound() -> None:
    """Seven are recorded at the end, six of them in the coalition; all there are, or of 20."""
    whole = fighting.tables(given={"organisations": lambda t: 7.0})
    assert "unites 6 organisations" in said(resistance.coalitions(whole))
    more = fighting.tables(given={"organisations": lambda t: 20.0})
    assert sides.count_unlisted(more) == 13
    assert "unites at least 6 organisations" in said(resistance.coalitions(more))
    assert "small organisations not counted" in caption("nationalities", more)


def test_only_mergers_of_some_size_have_a_mark() -> None:
    made = fighting.tables()
    tiny = made.changes.with_columns(
        other_size=pl.when(pl.col("kind") == "merged").then(1.0).otherwise("other_size"))
    known = {0: 0, 2: 1}  # the other one, number 1, has no lane
    kinds = [row["what"] for row in lifelines.splits_and_mergers(made, known)]
    assert kinds == ["takes another in", "splits"]
    small = lifelines.splits_and_mergers(replace(made, changes=tiny), known)
    assert [row["what"] for row in small] == ["splits"]


def test_lanes_go_to_those_who_were_large_for_long() -> None:
    """A giant of a week against a unit of two years."""
    made = fighting.tables()
    flash = made.organisations.head(1).with_columns(
        organisation=pl.lit(99, pl.Int64), members=pl.lit(500.0), week=pl.lit(WAR + 1, pl.Int32))
    both = replace(made, organisations=pl.concat([made.organisations, flash]))
    assert 99 not in sides.largest(both, 7)
    assert "too short-lived to be drawn" in caption(
        "organisations", replace(both, organisations=pl.concat([both.organisations, *(
            made.organisations.with_columns(organisation=pl.col("organisation") + 200 + 10 * n)
            for n in range(2))])))
