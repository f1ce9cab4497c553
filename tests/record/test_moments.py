"""A world that is kept, copied or stored is the whole world: it goes on bit for bit the same."""

import io
from copy import deepcopy
from dataclasses import fields, is_dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from laws.small import country, engine_of
from polars.testing import assert_frame_equal

import fronde as fr
from fronde.engine.composed import CAUSES
from fronde.errors import Interrupted, StoreError
from fronde.record import checkpoint, simulation, store
from fronde.states import STATES
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.people import People
from fronde.vocabulary import FLOW, FLOWS
from fronde.world.world import build

PERSONS = 30000
WEEKS = 9
# The street in groups or not; steps of a week, of a day, of 28 ticks of a clock of 64 a day.
KINDS = [(False, 7.0), (False, 1.0), (True, 7.0), (True, 0.4375)]
NAMES = ["one to one", "one to one, daily", "in groups", "in groups, short steps"]
# In the middle of weeks, one of them of week 4, and one at the very start of week 5.
FIGHTING = {"tempo": 20.0, "aimed": 2.0, "posts": 0.01}
BAND = {"rows": [{"organisation": "red", "region": "n", "group": "a", "members": 80, "arms": 60}]}
BUSY = [
    {"date": "2021-01-13", "label": "law", "set": {"regime.effort": 0.9,
                                                   "repression.arrests": 0.9}},
    {"date": "2021-02-04", "label": "killing", "shock": {"grievance": 0.3, "procedural": -0.2}},
    {"date": "2021-02-08", "label": "another law", "set": {"repression.jail_street": 2},
     "shock": {"security": -0.1}},
    {"date": "2021-02-19", "label": "war", "set": {"regime.war": 1, "regime.setback": 0.5}},
]


@pytest.fixture(scope="module", params=KINDS, ids=NAMES)
def scenario(request):
    grouped, days = request.param
    return country(people=PERSONS, grouped=grouped, weeks=WEEKS, events=BUSY,
                   mechanisms={"combat": FIGHTING}, organisations=BAND,
                   time={"start": "2021-01-04", "weeks": WEEKS, "step_days": days})


@pytest.fixture(scope="module")
def whole(scenario):
    return fr.simulate(scenario, seed=3, keep=range(WEEKS))


def after(result, name, week=-1):
    """A table from a week on, whatever run it is of."""
    table = getattr(result, name).drop("run", strict=False)
    return table.filter(pl.col("week") > week) if name != "events" else table


def test_much_happens_in_these_weeks(whole):
    """Else the tests below say little."""
    moved = whole.flows.filter(level="nation").group_by("flow").agg(pl.col("persons").sum())
    assert {"arrest", "release", "join", "arm"} <= set(moved["flow"])
    assert whole.operations.height > 10
    assert whole.operations["state_lost"].sum() > 0 and whole.changes.height > 0


@pytest.mark.parametrize("week", range(WEEKS))
def test_a_branch_that_changes_nothing_is_the_run_from_any_week(whole, week):
    """Its first row too: that of the moment where it sets out."""
    other = fr.branch(whole, week)
    for name in simulation.TABLES:
        start = week - 1 if name in ("series", "organisations", "membership") else week
        assert_frame_equal(after(other, name, start), after(whole, name, start), check_exact=True)


def test_a_branch_from_a_folder_is_the_run(scenario, whole, tmp_path):
    kept = fr.simulate(scenario, seed=3, out=tmp_path / "run", keep=[5])
    other = fr.branch(kept, 5)
    for name in simulation.TABLES:
        assert_frame_equal(after(other, name, 5), after(whole, name, 5), check_exact=True)


@pytest.mark.parametrize("week", range(1, WEEKS))
def test_interrupted_in_any_week_it_comes_out_the_same(scenario, whole, tmp_path, week,
                                                       monkeypatch):
    monkeypatch.setattr(simulation, "WEEKS_A_SHARD", 4)

    def press(reached):
        if reached == week:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        fr.simulate(scenario, seed=3, out=tmp_path / "run", progress=press)
    run = fr.simulate(scenario, seed=3, out=tmp_path / "run")
    for name in simulation.TABLES:
        a, b = getattr(run, name), getattr(whole, name)
        assert_frame_equal(a.sort(a.columns), b.sort(b.columns), check_exact=True)


def played(scenario, weeks):
    engine = engine_of(scenario, seed=3)
    for _ in range(weeks):
        engine.step()
    return engine.world


def different(one, other, name="world"):
    """Places where two worlds differ."""
    if is_dataclass(one) and not isinstance(one, type):
        return [place for field in fields(one)
                for place in different(getattr(one, field.name), getattr(other, field.name),
                                       f"{name}.{field.name}")]
    if isinstance(one, np.ndarray):
        return [] if one.tobytes() == other.tobytes() else [name]
    if isinstance(one, tuple):
        return [place for number, pair in enumerate(zip(one, other, strict=True))
                for place in different(*pair, f"{name}[{number}]")]
    return [] if one is other or one == other else [name]


def rows_only(world):
    """A world without what tables have room for beyond their rows."""
    world = deepcopy(world)
    for column in People.columns:
        setattr(world.people, column, getattr(world.people, column)[: world.people.rows])
    world.people.slots = world.people.slots[:0]  # an index of the rows, of any length
    table, rows = world.organisations, world.organisations.rows
    for field in fields(table):
        value = getattr(table, field.name)
        if isinstance(value, np.ndarray) and value.ndim and len(value) >= rows:
            setattr(table, field.name, value[:rows])
    return world


def test_nothing_of_a_world_is_left_out(scenario):
    """Of all that it holds, whatever may be added to it."""
    world = played(scenario, 6)
    file = io.BytesIO()
    checkpoint.write(world, file)
    file.seek(0)
    again = checkpoint.load(build(scenario, world.seed, len(CAUSES)), file)
    for other in (again, world.copy()):
        assert different(rows_only(world), rows_only(other)) == []
    assert world.tick == again.tick == 6 * TICKS_A_WEEK


def test_a_copy_goes_its_own_way(scenario):
    """And leaves the world that it was made of as it was."""
    world = played(scenario, 4)
    before, copy = deepcopy(world), world.copy()
    engine = engine_of(scenario, seed=3)
    engine.world = copy
    engine.step()
    assert different(world, before) == []


@pytest.mark.parametrize("lacking", ["heard", "drift", "trend", "happened_risings",
                                     "latest_operations"])
def test_a_checkpoint_of_another_version_is_refused(scenario, tmp_path, lacking):
    world = played(scenario, 2)
    checkpoint.save(world, tmp_path / "there.npz")
    with np.load(tmp_path / "there.npz") as saved:
        rest = {name: saved[name] for name in saved.files if name != lacking}
    np.savez(tmp_path / "old.npz", **rest)
    with pytest.raises(
            StoreError, match=rf"old\.npz: this checkpoint cannot be used.*{lacking}.*start again"):
        checkpoint.load(build(scenario, world.seed, len(CAUSES)), tmp_path / "old.npz")


def changed(name, change):
    """A checkpoint's arrays with one of them changed."""
    return lambda saved: {**saved, name: change(saved[name].copy())}


def one(values, value, row=0):
    """The same with one of them another."""
    values[row] = value
    return values


IMPOSSIBLE = {
    "a week far off": changed("week", lambda _: np.array(10**9)),
    "a week before the start": changed("week", lambda _: np.array(-1)),
    "a week that is no number": changed("week", lambda _: np.array("four")),
    "weeks": changed("week", lambda _: np.array([2, 2])),
    "a community that is not there": changed("community", lambda column: one(column, 10**6)),
    "a community before the first": changed("community", lambda column: one(column, -1)),
    "a person of another community": changed("id", lambda column: one(column, PERSONS - 1)),
    "a person that is not there": changed("id", lambda column: one(column, 10**15)),
    "somebody twice": changed("id", lambda column: one(column, column[1])),
    "a state that is none": changed("state", lambda column: one(column, 200)),
    "a cause that is none": changed("cause", lambda column: one(column, 30_000)),
    "an organisation that is not there": changed(
        "organisation", lambda column: one(column, 10**6)),
    "people cut off": changed("since", lambda column: column[:-1]),
    "people of another type": changed("community", lambda column: column.astype(float)),
    "a region that is not there": changed("organisation_region", lambda column: one(column, 99)),
    "a sponsor that is not there": changed("organisation_sponsor", lambda column: one(column, 99)),
    "organisations cut off": changed("organisation_money", lambda column: column[:-1]),
    "another table": changed("counts", lambda table: table[:, :-1]),
    "an operation nowhere": changed("happened_operations", lambda _: np.full((1, 9), 99)),
    "operations of other columns": changed("happened_operations", lambda _: np.zeros((1, 5))),
    "a response that is none": changed("response", lambda _: np.array(7)),
}


@pytest.mark.parametrize("how", IMPOSSIBLE)
def test_a_checkpoint_with_what_cannot_be_is_refused(scenario, tmp_path, how):
    """Compiled code would follow it out of its tables, or for ever."""
    world = played(scenario, 4)
    checkpoint.save(world, tmp_path / "there.npz")
    with np.load(tmp_path / "there.npz") as saved:
        arrays = IMPOSSIBLE[how](dict(saved))
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(StoreError, match=r"bad\.npz: this checkpoint cannot be used"):
        checkpoint.load(build(scenario, world.seed, len(CAUSES)), tmp_path / "bad.npz")


def test_a_moment_of_another_week_is_refused(scenario, tmp_path):
    world = played(scenario, 2)
    checkpoint.save(world, tmp_path / "there.npz")
    with pytest.raises(StoreError, match="it belongs to week 2, not to week 3"):
        checkpoint.load(build(scenario, world.seed, len(CAUSES)), tmp_path / "there.npz", 3)


def test_groups_and_one_to_one_do_not_go_on_from_each_other(tmp_path):
    one, other = country(people=PERSONS), country(people=PERSONS, grouped=True)
    checkpoint.save(played(one, 2), tmp_path / "one.npz")
    with pytest.raises(StoreError, match="streets_out"):
        checkpoint.load(build(other, 1, len(CAUSES)), tmp_path / "one.npz")


def test_a_run_of_another_version_is_refused_with_what_to_do(scenario, tmp_path):
    fr.simulate(scenario, out=tmp_path / "run", keep=[2])
    path = tmp_path / "run" / "manifest.json"
    path.write_text(path.read_text().replace(f'"format": {store.FORMAT}', '"format": 2'))
    for ask in (fr.observe, lambda folder: fr.branch(folder, 2), fr.report):
        with pytest.raises(StoreError, match=r"stored in format 2.*or run it again"):
            ask(tmp_path / "run")


def test_rows_are_weeks_whatever_the_steps(scenario, whole):
    series = whole.series.filter(level="nation", metric="protest").sort("week")
    assert series["week"].to_list() == list(range(WEEKS + 1))
    assert series["date"].to_list() == [
        date(2021, 1, 4) + timedelta(weeks=week) for week in range(WEEKS + 1)]
    told = {row["label"]: row["week"] for row in whole.events.iter_rows(named=True)}
    assert told == {"law": 1, "killing": 4, "another law": 5, "war": 6}


def test_states_are_what_the_flows_of_each_week_made_of_them(scenario, whole):
    """Everybody who left one state, in whatever step of a week, came to another."""
    def persons(state):
        rows = whole.series.filter(level="nation", metric=state).sort("week")
        return rows["value"].to_numpy()

    change = {state: np.zeros(WEEKS) for state in STATES}
    for week, flow, many in whole.flows.filter(level="nation").select(
            "week", "flow", "persons").iter_rows():
        change[STATES[FLOWS[FLOW[flow]].source]][week - 1] -= many
        change[STATES[FLOWS[FLOW[flow]].target]][week - 1] += many
    apart = {state: np.diff(persons(state)) - change[state] for state in STATES}
    if scenario.grouped:  # the street loses as many as are expected to hide, the flow is drawn
        hid = whole.flows.filter(level="nation", flow="hide")["persons"].sum()
        assert abs(apart["protest"].sum()) < 5.0 * np.sqrt(max(hid, 1.0))
        apart["quiet"] += apart.pop("protest")
    for state, wrong in apart.items():
        assert wrong == pytest.approx(np.zeros(WEEKS), abs=1e-9 * PERSONS), state


def test_risings_are_those_of_the_week():
    """As many as the count of all that there ever were went up in the week, whatever the steps."""
    scenario = country(people=6000, weeks=30, mechanisms={
        "forces": {"mutiny": 5.0, "coup": 3.0, "quarrel": 5.0}, "survival": {"pace": 0.0}},
        time={"start": "2021-01-04", "weeks": 30, "step_days": 1.0}, metrics={
            "levels": ["nation"], "every": 4})
    result = fr.simulate(scenario)
    weekly = fr.simulate(fr.load({**dict(scenario.document), "metrics": {
        "levels": ["nation"], "every": 1}}))
    some = 0.0
    for what, ever in (("mutiny", "mutinies"), ("coup", "coups")):
        count = weekly.series.filter(metric=ever).sort("week")["value"].to_numpy()
        told = weekly.series.filter(metric=what).sort("week")["value"].to_numpy()
        assert told[0] == 0.0
        assert told[1:] == pytest.approx(np.diff(count))
        fourth = result.series.filter(metric=what).sort("week")
        assert fourth["value"].to_list() == [told[week] for week in fourth["week"]]
        some += count[-1]
    assert some > 0
