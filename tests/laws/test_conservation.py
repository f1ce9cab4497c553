"""Nobody is lost, nobody is in two places, nothing that happened is forgotten."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest

import fronde
from fronde.engine.composed import FLOW_OF_CAUSE, TARGET_OF_CAUSE
from fronde.vocabulary import FLOWS, JAILED, QUIET, STATES
from fronde.world.people import EXPOSED, KNOWN, STATE, slot_of
from laws.small import LIVELY, NO_TIES, country, engine_of

SOURCE_OF_CAUSE = np.array([FLOWS[flow].source for flow in FLOW_OF_CAUSE])


def random_country(number):
    """Sizes, sweep, ties and rates by chance."""
    rng = np.random.default_rng(number)
    rates = {name: value * rng.uniform(0.5, 1.5) for name, value in LIVELY.items()}
    return country(
        people=int(rng.integers(4000, 12000)), weeks=15, sweep=("plain", "thinned")[number % 2],
        contacts=NO_TIES if number % 3 == 0 else {"near": 2 * int(rng.integers(1, 6)), "far": 2},
        mechanisms={"mobilisation": rates})


@pytest.fixture(params=range(8), scope="module")
def history(request):
    """A random country, week by week: a copy of what must be conserved."""
    scenario = random_country(request.param)
    engine = engine_of(scenario, seed=request.param)
    weeks = [snapshot(engine.world)]
    while engine.world.week < scenario.weeks and not engine.world.fallen:  # then all stands still
        engine.step()
        weeks.append(snapshot(engine.world))
    return engine.world, weeks


def snapshot(world):
    """Copies of counts, flows, bytes and the table of people."""
    people, rows = world.people, world.people.rows
    table = {name: getattr(people, name)[:rows].copy()
             for name in ("id", "community", "state", "since", "until", "history", "cause")}
    return {"counts": world.counts.copy(), "flows": world.flows.copy(),
            "byte": world.byte.copy(), "week": world.week, **table}


def test_people_are_conserved(history):
    world, weeks = history
    for week in weeks:
        assert (week["counts"] >= 0).all()
        assert (week["counts"].sum(axis=1) == np.diff(world.first)).all()


def test_something_happens(history):
    """Or the laws here would say nothing: protest, exhaustion, arrest and release at least."""
    _, weeks = history
    taken = sum(week["flows"].sum(axis=0) for week in weeks)
    assert np.count_nonzero(np.bincount(FLOW_OF_CAUSE, taken)) >= 4


def test_counts_are_what_the_bytes_and_the_table_say(history):
    world, weeks = history
    community = np.repeat(np.arange(world.communities), np.diff(world.first))
    for week in weeks:
        by_byte = np.zeros_like(week["counts"])
        np.add.at(by_byte, (community, week["byte"] & STATE), 1)
        assert (by_byte == week["counts"]).all()
        assert (week["byte"][week["id"]] & STATE == week["state"]).all()
        assert (community[week["id"]] == week["community"]).all()
        assert (np.flatnonzero(week["byte"] & KNOWN) == np.sort(week["id"])).all()
        assert not (week["byte"] & EXPOSED).any()


def test_flows_reconcile_counts(history):
    _, weeks = history
    for before, after in pairwise(weeks):
        change = np.zeros_like(before["counts"])
        for cause, target in enumerate(TARGET_OF_CAUSE):
            change[:, SOURCE_OF_CAUSE[cause]] -= after["flows"][:, cause]
            change[:, target] += after["flows"][:, cause]
        assert (after["counts"] - before["counts"] == change).all()


def test_rows_are_kept_and_histories_only_grow(history):
    _, weeks = history
    for before, after in pairwise(weeks):
        rows = len(before["id"])
        assert (after["id"][:rows] == before["id"]).all()
        assert (before["history"] & ~after["history"][:rows] == 0).all()
        moved = after["since"][:rows] == after["week"]
        assert (after["state"][:rows] == before["state"])[~moved].all()
        assert (after["state"][:rows] != before["state"])[moved].all()


def test_everybody_in_the_table_is_there_once_and_found(history):
    world, weeks = history
    people = world.people
    ids = people.id[: people.rows]
    assert len(np.unique(ids)) == people.rows
    for row in range(people.rows):
        assert people.slots[slot_of(int(ids[row]), people.id, people.slots)] == row
    assert (people.active() == np.flatnonzero(weeks[-1]["state"] != QUIET)).all()


def test_prisoners_leave_when_their_term_ends_and_not_before(history):
    """Released in the step ``until``, so no longer there in the week after."""
    _, weeks = history
    for before, after in pairwise(weeks):
        inside = before["state"] == JAILED
        gone = after["state"][: len(inside)] != JAILED
        over = before["until"] <= before["week"]
        assert (gone[inside] == over[inside]).all()


@pytest.mark.parametrize("step_days", [7, 1])
def test_a_term_lasts_as_long_as_its_sentence(step_days):
    """U(0, J) weeks in the nearest whole steps, one at least, within 4 s.e.

    With J of n steps the mean is n / 2, and 1 / (2 n) more for those below half a step.
    """
    longest, weeks = 4.0, 30 if step_days == 7 else 120
    time = {"start": "2021-01-04", "weeks": weeks, "step_days": step_days}
    engine = engine_of(country(time=time, people=60000, events=[]))
    begun, lasted = {}, []
    while engine.world.week < weeks:
        engine.step()
        people, week = engine.world.people, engine.world.week
        for row in np.flatnonzero(people.since[: people.rows] == week):
            if people.state[row] == JAILED and FLOW_OF_CAUSE[people.cause[row]] == 4:
                begun[row] = week
            elif row in begun:
                start = begun.pop(row)
                if start <= weeks - longest * 7 / step_days - 2:  # or long terms would be missed
                    lasted.append((week - start) * step_days / 7)
    assert len(lasted) > 200
    error, n = longest / np.sqrt(12 * len(lasted)), longest * 7 / step_days
    assert np.mean(lasted) == pytest.approx(longest * (1 / 2 + 1 / (2 * n * n)), abs=4 * error)


def test_tables_say_the_same_as_the_world():
    """Nation, regions, groups and communities add up to the same persons, week by week."""
    scenario = country(people=3000)
    result = fronde.simulate(scenario, seed=2)
    states = result.series.filter(pl.col("metric").is_in(STATES))
    total = states.group_by("week", "level").agg(pl.col("value").sum())
    assert total["value"].to_numpy() == pytest.approx(scenario.population)
    flows = result.flows.group_by("level").agg(pl.col("persons").sum())
    assert flows["persons"].to_numpy() == pytest.approx(flows["persons"][0])
    assert flows["persons"][0] > 0
