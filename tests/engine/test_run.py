"""The week: a locked moment, owners who write only their own, events on their day."""

from copy import deepcopy

import numpy as np
import pytest
from laws.drawing import drawn_moments, drawn_parameters
from laws.small import UNENDING, country, document, engine_of

import fronde
from fronde.engine.pace import leap, moment_of, next_stop
from fronde.engine.run import Simulator, advance_all, begin_all, lock
from fronde.engine.seeing import derive_all
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.states import PROTEST
from fronde.tables.calendar import TICKS_A_DAY, TICKS_A_WEEK
from fronde.vocabulary import COLUMN, names

MECHANISMS = list(CATALOGUE)


def alone(name):
    """Drawn parameters with one mechanism on."""
    record = drawn_parameters(np.random.default_rng(3))
    for other in MECHANISMS:
        record[other]["on"] = float(other == name)
    return record


def changed(before, after):
    """Columns that differ."""
    return {name for name in COLUMN if (before[name] != after[name]).any()}


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_writes_only_its_own_columns(name):
    """All columns of the target hold a number that no mechanism gives."""
    rng = np.random.default_rng(4)
    moment, sentinel = drawn_moments(rng, 50), -12345.678
    for fill, own in ((begin_all, CATALOGUE[name].owns), (advance_all, CATALOGUE[name].owns)):
        new = drawn_moments(rng, 50)
        for column in COLUMN:
            new[column] = sentinel
        before = new.copy()
        fill.compiled(lock(moment), new, alone(name))
        assert changed(before, new) == set(own)
    before = moment.copy()
    derive_all.compiled(moment, alone(name))
    assert changed(before, moment) <= set(CATALOGUE[name].derives)


def test_mechanisms_left_out_do_nothing():
    moment = drawn_moments(np.random.default_rng(6), 20)
    before = moment.copy()
    off = alone("nobody")
    begin_all.compiled(before, moment, off)
    advance_all.compiled(before, moment, off)
    derive_all.compiled(moment, off)
    assert before.tobytes() == moment.tobytes()


def test_a_step_leaves_the_locked_moment_as_it_was():
    engine = engine_of(country())
    for _ in range(6):
        moment = engine.world.here
        before = moment.copy()
        engine.step()
        assert changed(before, moment) <= {"dt"}  # how long the step is that begins there
        assert engine.world.here is not moment


def test_a_locked_table_refuses_writing():
    with pytest.raises(ValueError, match="read-only"):
        lock(drawn_moments(np.random.default_rng(1), 2))["dt"] = 1.0


def at_week(engine, week):
    """The engine, brought to a week."""
    while engine.world.week < week:
        engine.step()
    return engine


def test_events_set_levers_and_parameters_from_their_day_on():
    engine = engine_of(country())
    seen = []
    while engine.world.week < 7:
        seen.append((engine.world.here["war"][0], engine.parameters["repression"]["arrests"][0],
                     engine.world.here["outrage"][0]))
        assert (engine.world.here["shock_grievance"] == 0).all()
        engine.step()
    # 18 January is two weeks after 4 January, 1 February is four.
    assert [row[0] for row in seen] == [0, 0, 0, 0, 1, 1, 1]
    assert [row[1] for row in seen] == [0.5] * 4 + [0.8] * 3
    # A shock is felt at once, and what it left fades.
    fading = engine.plan.scenario.mechanisms["grievance"].fading
    assert [row[2] for row in seen] == pytest.approx(
        [0, 0, *(0.4 * np.exp(-fading * np.arange(5)))])


def stop(engine):
    """The tick at which the next step ends."""
    return next_stop(engine.world, engine.plan, engine.parameters)


def test_an_event_in_the_middle_of_a_week_acts_on_its_day():
    """On Thursday 7 January, three of seven days into the week: four days are left of it."""
    on_thursday = [{"date": "2021-01-07", "label": "killing", "shock": {"grievance": 0.4},
                    "set": {"regime.effort": 0.9}}]
    engine = engine_of(country(events=on_thursday))
    world = engine.world
    while world.tick < 3 * TICKS_A_DAY:
        assert (world.here["effort"] < 0.9).all() and (world.here["outrage"] == 0.0).all()
        engine.pass_time(stop(engine))
    assert world.tick == 3 * TICKS_A_DAY
    assert (world.here["effort"] == 0.9).all() and (world.here["outrage"] == 0.4).all()
    while world.tick < TICKS_A_WEEK:
        engine.pass_time(stop(engine))
    fading = engine.plan.scenario.mechanisms["grievance"].fading
    assert world.here["outrage"] == pytest.approx(0.4 * np.exp(-fading * 4 / 7))


@pytest.mark.parametrize("step_days", [7, 3.5, 1, 0.125])
def test_a_week_is_a_week_whatever_the_steps(step_days):
    """A step ends when another is due, at the latest at the end of the week."""
    time = {"start": "2021-01-04", "weeks": 3, "step_days": step_days}
    engine = engine_of(country(people=2000, time=time))
    for week in range(1, 4):
        engine.step()
        assert engine.world.tick == week * TICKS_A_WEEK
        assert engine.world.dt <= step_days / 7
    engine.world.drift = 1.0  # what people choose by moves fast: a day is long enough
    assert stop(engine) - engine.world.tick == min(step_days, 1) * 64
    engine.world.drift = 0.0
    assert stop(engine) - engine.world.tick == step_days * 64


def test_a_step_is_a_round_from_the_day_on_which_people_choose_at_once():
    """Monday 18 January, week 2: from then on a step is a week, whatever moves."""
    at_once = [{"date": "2021-01-18", "label": "haste", "set": {"mobilisation.pace": float("inf")}}]
    engine = engine_of(country(people=2000, events=at_once))
    world = engine.world
    while world.week < 2:
        engine.step()
    for drift in (0.0, 1.0, 1e9):
        world.drift = drift
        assert stop(engine) - world.tick == TICKS_A_WEEK


def test_the_underground_shortens_steps_as_the_street_does():
    """Nobody on the street, and a hope in arms that changes what joining is worth."""
    engine = engine_of(country(people=2000, events=[], mechanisms=UNENDING))
    before = moment_of(engine.world)
    assert leap(before, engine.world) == 0.0
    engine.world.here["armed_hope"] += 0.1
    engine.world.here["readiness_to_hide"] += 0.7
    assert leap(before, engine.world) == pytest.approx(0.7)


def test_the_first_step_is_as_short_as_after_any_leap():
    """Also where an event of the first day moves everybody: no speed is known yet."""
    event = [{"date": "2021-01-04", "label": "war", "shock": {"grievance": 0.4}}]
    street = {}
    for step_days in (7, 1):
        time = {"start": "2021-01-04", "weeks": 2, "step_days": step_days}
        engine = engine_of(country(people=20000, time=time, events=event))
        assert stop(engine) == TICKS_A_DAY / 8
        engine.step()
        street[step_days] = engine.world.counts[:, PROTEST].sum()
    assert street[7] == pytest.approx(street[1], rel=0.05)


def test_what_fades_or_grows_at_once_stays_a_number_when_something_is_signalled():
    """A shock is a step of no length: an infinite rate does nothing in it, and all in the next."""
    at_once = {"grievance": {"fading": np.inf}, "combat": {"fade": np.inf},
               "forces": {"growth": np.inf}}
    event = [{"date": "2021-01-04", "label": "killing", "shock": {"grievance": 0.4}}]
    engine = engine_of(country(events=event, mechanisms=at_once,
                               regime={"police": 0.01, "war": 1, "reliance": 0.5}))
    assert (engine.world.here["outrage"] == 0.4).all()
    engine.step()
    assert (engine.world.here["outrage"] == 0.0).all()
    ceiling = engine.plan.scenario.mechanisms["forces"].ceiling
    assert engine.world.leader["private_army"] == ceiling


def test_events_reach_only_their_regions_and_groups():
    here_only = [{"date": "2021-01-04", "label": "raid", "regions": ["n", "w"], "groups": ["b"],
                  "shock": {"grievance": 0.3}, "set": {"regime.effort": 0.9}}]
    here = engine_of(country(events=here_only)).world.here
    there = [False, True, False, False, True]  # n/a, n/b, s/a, w/a, w/b
    assert (here["outrage"] == np.where(there, 0.3, 0.0)).all()
    assert ((here["effort"] == 0.9) == there).all()


@pytest.mark.parametrize("week", [2, 3, 4, 5])
def test_a_run_goes_on_from_any_week_as_if_never_stopped(week):
    """Also from the week of an event that sets a parameter (week 4)."""
    scenario = country()
    straight = at_week(engine_of(scenario), week)
    resumed = Simulator(straight.plan, straight.world.seed, deepcopy(straight.world))
    assert resumed.parameters.tobytes() == straight.parameters.tobytes()
    for engine in (straight, resumed):
        at_week(engine, 8)
    assert straight.world.here.tobytes() == resumed.world.here.tobytes()
    assert (straight.world.byte == resumed.world.byte).all()


def test_stocks_begin_where_their_owners_say():
    """Before the first week: belief's prior, legitimacy's rest, no outrage, no backlash."""
    scenario = country(events=[])
    here = engine_of(scenario).world.here
    belief, rule = scenario.mechanisms["belief"], scenario.mechanisms["legitimacy"]
    assert (here["armed_failure"] == belief.armed_failure).all()
    assert (here["procedural"] == rule.procedural_rest).all()
    assert (here["outrage"] == 0).all() and (here["backlash"] == 0).all()
    for name in names("stock", "derived"):
        assert np.isfinite(here[name]).all()


@pytest.mark.parametrize("nationalism", [0.5, 0.9])
def test_stocks_start_from_the_levers_of_the_scenario(nationalism):
    """Consensus: Co_0 + n (nationalism - 1/2) (2 dominant - 1), and no war and no doubt yet."""
    scenario = country(people=2000, regime={"nationalism": nationalism}, responses={
        "options": [{"id": "silent"}], "schedule": []})
    engine = engine_of(scenario)
    p = scenario.mechanisms["legitimacy"]
    here = engine.world.here
    expected = p.consensus_rest + p.nation * (nationalism - 0.5) * (2.0 * here["dominant"] - 1.0)
    assert here["consensus"].tolist() == pytest.approx(expected.tolist())


def test_a_country_without_states_around_arms_itself_with_money_from_home():
    made = document(people=4000, mechanisms={"sponsorship": {"money": 1e-2}})
    del made["states"]
    engine = engine_of(fronde.load(made))
    for _ in range(6):
        engine.step()
    assert engine.world.leader["armed"] > 0.0
