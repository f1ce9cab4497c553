"""Who hides is in an organisation, who is armed had an arm to get; nobody counts twice."""

import numpy as np
import polars as pl
import pytest

import fronde
from fronde.engine.composed import CAUSES
from fronde.states import ARMED, DEAD, UNDERGROUND
from fronde.tables.happened import CHANGE, MERGED, OPERATION
from laws.small import BOTH, UNENDING, country, engine_of

FALLEN = CAUSES.index(("fall", "in an operation", "combat"))
ARMING = [i for i, cause in enumerate(CAUSES) if cause[0] == "arm"]


def of(table, name, columns):
    """A column of a week's operations or changes."""
    return table[:, columns.index(name)]


@pytest.fixture(params=[(False, 1), (False, 2), (True, 3), (True, 4)], scope="module",
                ids=["one to one 1", "one to one 2", "grouped 3", "grouped 4"])
def weeks(request):
    """A lively country at war, week by week: the world, and what was there a week before."""
    grouped, seed = request.param
    scenario = country(people=20000, weeks=16, grouped=grouped, mechanisms=UNENDING,
                       metrics={"levels": ["nation"], "organisations": 10**6})

    def played():
        engine = engine_of(scenario, seed=seed)
        while engine.world.week < scenario.weeks and not engine.world.fallen:
            table = engine.world.organisations
            before = {"arms": table.arms[: table.rows].sum(),
                      "volunteers": table.volunteers[: table.rows].sum(),
                      "members": table.members[: table.rows].sum(),
                      "counts": engine.world.counts.copy()}
            engine.step()
            yield engine.world, before

    return played


def test_members_from_inside_are_the_citizens_in_hiding(weeks):
    """By organisation and community's group, armed and not; every week."""
    fought = 0
    for world, _ in weeks():
        people, table, rows = world.people, world.organisations, world.people.rows
        hidden = np.isin(people.state[:rows], (UNDERGROUND, ARMED))
        assert (people.organisation[:rows][hidden] >= 0).all()
        counted = np.zeros_like(table.members[: table.rows])
        armed = np.zeros_like(table.armed[: table.rows])
        group = world.geography.group[people.community[:rows]]
        np.add.at(counted, (people.organisation[:rows][hidden], group[hidden]), 1)
        bearing = people.state[:rows] == ARMED
        np.add.at(armed, people.organisation[:rows][bearing], 1)
        assert (counted == table.members[: table.rows]).all()
        assert (armed == table.armed[: table.rows]).all()
        by_group = np.zeros(world.geography.groups, np.int64)
        np.add.at(by_group, world.geography.group,
                  np.rint(world.counts[:, UNDERGROUND] + world.counts[:, ARMED]).astype(int))
        assert (by_group == counted.sum(axis=0)).all()
        fought += len(world.happened.operations)
    assert fought > 5, "nothing was tested"


def test_arms_come_from_somewhere_and_go_to_one_person_each(weeks):
    for world, before in weeks():
        table, happened = world.organisations, world.happened
        assert (table.arms[: table.rows] >= 0).all()
        lost = of(happened.operations, "state_lost", OPERATION).sum()
        captured = lost + len(happened.operations)
        assert happened.armed.sum() == world.flows[:, ARMING].sum()
        assert (table.arms[: table.rows].sum()
                <= before["arms"] + happened.supplied.sum() + captured - happened.armed.sum())


def test_the_fallen_are_counted_where_they_fell(weeks):
    for world, before in weeks():
        operations = world.happened.operations
        died = round(world.counts[:, DEAD].sum() - before["counts"][:, DEAD].sum())
        assert died == round(world.flows[:, FALLEN].sum())
        assert died == of(operations, "citizens_lost", OPERATION).sum()
        fighters = of(operations, "fighters", OPERATION)
        assert (of(operations, "fighters_lost", OPERATION) <= fighters).all()
        assert (of(operations, "state_lost", OPERATION)
                <= of(operations, "defenders", OPERATION)).all()


def test_mergers_add_up_and_splits_leave_two(weeks):
    seen = 0
    for world, _ in weeks():
        for change in world.happened.changes:
            told = dict(zip(CHANGE, change.tolist(), strict=True))
            seen += 1
            if told["kind"] == MERGED:
                assert told["size"] > 0
                assert told["other_size"] > 0
                assert told["organisation"] != told["other"]
            else:
                assert told["other_size"] <= told["size"]
    assert seen > 0


@pytest.mark.parametrize("grouped", BOTH)
def test_the_tables_hold_everybody(grouped):
    """Organisations and their members by group add up to the nation's numbers, week by week."""
    scenario = country(people=20000, weeks=12, grouped=grouped,
                       metrics={"levels": ["nation"], "organisations": 10**6})
    result = fronde.simulate(scenario, seed=2)
    nation = result.series.filter(level="nation").pivot("metric", index="week", values="value")
    standing = result.organisations.group_by("week").agg(
        pl.col("members", "armed", "volunteers").sum(), n=pl.len())
    both = nation.join(standing, on="week", how="inner")
    assert len(both) > 5
    assert both["hidden"].to_list() == pytest.approx(both["members"].to_list())
    assert both["armed"].to_list() == pytest.approx(both["armed_right"].to_list())
    assert both["volunteers"].to_list() == pytest.approx(both["volunteers_right"].to_list())
    assert both["organisations"].to_list() == both["n"].to_list()
    by_group = result.membership.group_by("week").agg(pl.col("members").sum()).join(
        standing, on="week")
    assert by_group["members"].to_list() == pytest.approx(by_group["members_right"].to_list())
    operations = result.operations.group_by("week").agg(n=pl.len()).join(nation, on="week")
    assert operations["n"].to_list() == operations["operations"].to_list()


@pytest.mark.parametrize("grouped", BOTH)
def test_after_a_fall_nothing_moves(grouped):
    scenario = country(people=6000, weeks=10, events=[], grouped=grouped, mechanisms={
        "survival": {"pace": 1e6, "sharpness": 1e-9}})  # falls as soon as anything weighs
    result = fronde.simulate(scenario, seed=1)
    fallen = result.series.filter(level="nation", metric="fallen")
    first = fallen.filter(pl.col("value") > 0)["week"].min()
    assert first is not None
    assert result.flows.filter(pl.col("week") > first)["persons"].sum() == 0
    assert fallen["week"].max() == 10
