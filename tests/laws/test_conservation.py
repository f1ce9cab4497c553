"""Nobody is lost, nobody is in two places, nothing that happened is forgotten."""

from copy import deepcopy
from functools import cache
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from scipy import stats

import fronde
from fronde.engine.asking import CAUSE, UNTIL
from fronde.engine.composed import FLOW_OF_CAUSE, TARGET_OF_CAUSE
from fronde.engine.pace import next_stop
from fronde.states import ARMED, DEAD, JAILED, PROTEST, QUIET, STATES, UNDERGROUND
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.people import CHANGING, KNOWN, STATE, slot_of
from fronde.tables.streets import KEPT
from fronde.vocabulary import FLOWS
from laws.small import BOTH, LIVELY, NO_TIES, UNENDING, country, engine_of

SOURCE_OF_CAUSE = np.array([FLOWS[flow].source for flow in FLOW_OF_CAUSE])
OF_CAUSE = np.array(FLOW_OF_CAUSE)
ARREST, HIDE = (next(i for i, flow in enumerate(FLOWS) if flow.name == name)
                for name in ("arrest", "hide"))
ROUNDING = 1e-6  # of the persons of a community, where the street is kept as expected persons


def random_country(number, grouped=False):
    """Sizes, sweep, ties and rates by chance."""
    rng = np.random.default_rng(number)
    rates = {name: value * rng.uniform(0.5, 1.5) for name, value in LIVELY.items()}
    return country(
        people=int(rng.integers(4000, 12000)), weeks=15, grouped=grouped,
        sweep="thinned" if grouped else ("plain", "thinned")[number % 2],
        contacts=NO_TIES if number % 3 == 0 else {"near": 2 * int(rng.integers(1, 6)), "far": 2},
        mechanisms={"mobilisation": rates})


def told(scenario, seed):
    """The world, and week by week a copy of what must be conserved."""
    engine = engine_of(scenario, seed=seed)
    weeks = [snapshot(engine.world)]
    while engine.world.week < scenario.weeks and not engine.world.fallen:  # then all stands still
        engine.step()
        weeks.append(snapshot(engine.world))
    return engine.world, weeks


@pytest.fixture(params=range(8), scope="module")
def history(request):
    """A random country one to one."""
    return told(random_country(request.param), request.param)


GROUPED = range(6)


@cache
def country_in_groups(number):
    """A random country whose street is kept in groups."""
    return told(random_country(number, grouped=True), number)


@pytest.fixture(params=GROUPED)
def grouped(request):
    """One of these countries."""
    return country_in_groups(request.param)


def snapshot(world):
    """Copies of counts, flows, bytes, the street and the table of people."""
    people, rows = world.people, world.people.rows
    table = {name: getattr(people, name)[:rows].copy()
             for name in ("id", "community", "state", "since", "until", "history", "cause")}
    return {"counts": world.counts.copy(), "flows": world.flows.copy(), "tick": world.tick,
            "streets": None if world.streets is None else deepcopy(world.streets),
            "byte": world.byte.copy(), **table}


def test_people_are_conserved(history):
    world, weeks = history
    for week in weeks:
        assert (week["counts"] >= 0).all()
        assert (week["counts"].sum(axis=1) == np.diff(world.first)).all()


def test_people_are_conserved_in_groups(grouped):
    """To rounding; nobody is fewer than nobody, and each group has room for who is out."""
    world, weeks = grouped
    persons = np.diff(world.first)
    for week in weeks:
        street = week["streets"]
        assert (week["counts"] >= 0).all()
        assert week["counts"].sum(axis=1) == pytest.approx(persons, rel=ROUNDING)
        assert week["counts"][:, PROTEST] == pytest.approx(street.out.sum(axis=1), abs=1e-9)
        whole = persons[:, None] * street.groups.share * (1 + ROUNDING)
        for name in KEPT:
            assert (getattr(street, name) >= 0).all()
        assert (street.returned <= street.out).all()
        assert (street.out + street.jailed <= whole).all()
        assert (street.punished <= street.protested * (1 + ROUNDING) + 1e-9).all()
        assert (street.protested <= whole).all()


def test_something_happens(history):
    """Or the laws here would say nothing: protest, exhaustion, arrest and release at least."""
    _, weeks = history
    assert causes_at_work(weeks) >= 4


def test_something_happens_in_groups(grouped):
    _, weeks = grouped
    assert causes_at_work(weeks) >= 4


def causes_at_work(weeks):
    """How many flows moved anybody."""
    taken = sum(week["flows"].sum(axis=0) for week in weeks)
    return np.count_nonzero(np.bincount(FLOW_OF_CAUSE, taken))


def test_counts_are_what_the_bytes_and_the_table_say(history):
    world, weeks = history
    community = np.repeat(np.arange(world.communities), np.diff(world.first))
    for week in weeks:
        by_byte = np.zeros_like(week["counts"])
        np.add.at(by_byte, (community, week["byte"] & STATE), 1)
        assert (by_byte == week["counts"]).all()
        kept_as_told(community, week)


def test_who_hides_is_one_person_in_groups(grouped):
    """In hiding, armed and dead are those in the table; in prison, these and the street's."""
    world, weeks = grouped
    community = np.repeat(np.arange(world.communities), np.diff(world.first))
    hidden = 0
    for week in weeks:
        by_row = np.zeros_like(week["counts"])
        np.add.at(by_row, (week["community"], week["state"]), 1)
        apart = [UNDERGROUND, ARMED, DEAD]
        assert week["counts"][:, apart] == pytest.approx(by_row[:, apart], abs=1e-9)
        assert (by_row[:, PROTEST] == 0).all()
        jailed = by_row[:, JAILED] + week["streets"].jailed.sum(axis=1)
        assert week["counts"][:, JAILED] == pytest.approx(jailed, abs=1e-6)
        kept_as_told(community, week)
        hidden += by_row[:, apart].sum()
    assert hidden > 0


def kept_as_told(community, week):
    """Bytes and the table of people say the same."""
    assert (week["byte"][week["id"]] & STATE == week["state"]).all()
    assert (community[week["id"]] == week["community"]).all()
    assert (np.flatnonzero(week["byte"] & KNOWN) == np.sort(week["id"])).all()
    assert not (week["byte"] & CHANGING).any()


def change_by_flows(week):
    """What a week's flows add to the counts [communities, states]."""
    change = np.zeros_like(week["counts"])
    for cause, target in enumerate(TARGET_OF_CAUSE):
        change[:, SOURCE_OF_CAUSE[cause]] -= week["flows"][:, cause]
        change[:, target] += week["flows"][:, cause]
    return change


def test_flows_reconcile_counts(history):
    _, weeks = history
    for before, after in pairwise(weeks):
        assert (after["counts"] - before["counts"] == change_by_flows(after)).all()


def test_flows_reconcile_counts_in_groups(grouped):
    """As many hide as are drawn, of whom as many leave the street as were expected to.

    So the street and those at rest are right together, and each by itself as far as the draw
    allows.
    """
    _, weeks = grouped
    drawn = 0.0
    for before, after in pairwise(weeks):
        off = after["counts"] - before["counts"] - change_by_flows(after)
        near = ROUNDING * after["counts"].sum(axis=1)
        assert (np.abs(off[:, [JAILED, UNDERGROUND, ARMED, DEAD]]) <= near[:, None]).all()
        assert (np.abs(off[:, QUIET] + off[:, PROTEST]) <= near).all()
        drawn += after["flows"][:, OF_CAUSE == HIDE].sum()
    assert drawn > 0


def test_rows_are_kept_and_histories_only_grow(history):
    _, weeks = history
    rows_are_kept(weeks)


def test_rows_are_kept_in_groups(grouped):
    _, weeks = grouped
    rows_are_kept(weeks)


def rows_are_kept(weeks):
    """Whoever did not move in a week is as before; who moved did so in one of its steps."""
    for before, after in pairwise(weeks):
        rows = len(before["id"])
        assert (after["id"][:rows] == before["id"]).all()
        assert (before["history"] & ~after["history"][:rows] == 0).all()
        moved = after["since"] >= before["tick"]
        assert moved[rows:].all()
        assert (after["since"] < after["tick"]).all()
        for name in ("state", "since", "until", "cause"):
            assert (after[name][:rows] == before[name])[~moved[:rows]].all()


def test_everybody_in_the_table_is_there_once_and_found(history):
    world, weeks = history
    people = world.people
    ids = people.id[: people.rows]
    assert len(np.unique(ids)) == people.rows
    for row in range(people.rows):
        assert people.slots[slot_of(int(ids[row]), people.id, people.slots)] == row
    assert (people.active() == np.flatnonzero(weeks[-1]["state"] != QUIET)).all()


def test_prisoners_leave_when_their_term_ends_and_not_before(history):
    world, weeks = history
    assert released_in_time(weeks[: -1 if world.fallen else None]) > 10


def test_prisoners_from_hiding_leave_in_time_in_groups():
    """In some countries nobody's sentence for hiding ends within the run, in others it does."""
    gone = 0
    for number in GROUPED:
        world, weeks = country_in_groups(number)
        gone += released_in_time(weeks[: -1 if world.fallen else None])
    assert gone > 0


def released_in_time(weeks):
    """Who is in prison moves in a week if and only if the term ends within it; how many do.

    In the week of a fall everything stands still before its end.
    """
    gone = 0
    for before, after in pairwise(weeks):
        inside = before["state"] == JAILED
        assert (before["until"][inside] >= before["tick"]).all()
        moved = after["since"][: len(inside)] >= before["tick"]
        over = before["until"] < after["tick"]
        assert (moved[inside] == over[inside]).all()
        gone += np.count_nonzero(moved[inside])
    return gone


@pytest.mark.parametrize("step_days", [7, 1])
def test_a_term_is_uniform_up_to_the_longest(step_days):
    """Of 40 weeks. It begins within a step, so what lies between the begin of the step and the
    end of the term is longer than the term by less than a step.
    """
    longest, step, found = 40.0, step_days / 7, []
    time = {"start": "2021-01-04", "weeks": 6, "step_days": step_days}
    engine = engine_of(country(time=time, people=30000, events=[], mechanisms={
        **UNENDING, "repression": {"jail_street": longest}}))
    world = engine.world
    while world.tick < 6 * TICKS_A_WEEK:
        until = next_stop(world, engine.plan, engine.parameters)
        world.dt = (until - world.tick) / TICKS_A_WEEK
        events = engine.who_changes(engine.world.here)
        arrested = events[OF_CAUSE[events[:, CAUSE]] == ARREST]
        found.append((arrested[:, UNTIL] - world.tick) / TICKS_A_WEEK)
        engine.pass_time(until)
    terms = np.concatenate(found)
    assert len(terms) > 100
    assert (terms > 0).all() and (terms < longest + step).all()
    apart = stats.kstest(terms, stats.uniform(0, longest).cdf).statistic
    assert stats.kstwo.sf(max(0.0, apart - step / longest), len(terms)) > 1e-4


@pytest.mark.parametrize("grouped", BOTH)
def test_tables_say_the_same_as_the_world(grouped):
    """Nation, regions, groups and communities add up to the same persons, week by week."""
    scenario = country(people=3000, grouped=grouped)
    result = fronde.simulate(scenario, seed=2)
    states = result.series.filter(pl.col("metric").is_in(STATES))
    total = states.group_by("week", "level").agg(pl.col("value").sum())
    assert total["value"].to_numpy() == pytest.approx(scenario.population)
    flows = result.flows.group_by("level").agg(pl.col("persons").sum())
    assert flows["persons"].to_numpy() == pytest.approx(flows["persons"][0])
    assert flows["persons"][0] > 0
