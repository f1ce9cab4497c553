"""Response: what a future is worth, when a change pays, what looking ahead comes to."""

import math
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.drawing import packed
from laws.small import UNENDING, country, engine_of

from fronde.engine.levers import NONE, overlay, schedule_at
from fronde.mechanisms.response import Params, Watcher, changes, reviews, worth
from fronde.scenario.types import Policy
from fronde.tables.calendar import TICKS_A_DAY

SHARE, WEIGHT = st.floats(0, 1), st.floats(0.01, 2)
RECALL = [{"id": "go on"}, {"id": "recall", "set": {"regime.recall": 1}}]
AT_WAR = {"police": 0.01, "war": 1.0}


def looking_ahead(start="recall", **wants):
    """A country at war whose regime looks two weeks ahead every three, with nothing to fear."""
    responses = {"policy": "look-ahead", "options": RECALL, "review": 3, "horizon": 2,
                 "schedule": [{"response": start}]}
    return engine_of(country(people=2000, weeks=8, events=[], regime=AT_WAR, responses=responses,
                             mechanisms={**UNENDING, "response": wants}))


def taken(engine, weeks):
    """Names of the responses in force, week by week."""
    found = []
    for _ in range(weeks):
        found.append(engine.world.scenario.responses[engine.world.response].id)
        engine.step()
    return found


def watched(steps, fallen=False):
    """What comes of steps of (weeks, hazard, consensus, abroad)."""
    watcher = Watcher()
    for weeks, hazard, consensus, abroad in steps:
        watcher.see({"fall_hazard": hazard, "consensus": consensus, "abroad": abroad}, weeks)
    return watcher.future(fallen)


def test_worth_by_hand():
    """(1 x .9 + .5 x .6 + .25 x .8) / 1.75."""
    p = Params(stay=1.0, consensus=0.5, war=0.25)
    assert worth(0.9, 0.6, 0.8, p) == pytest.approx(1.4 / 1.75)


@given(SHARE, SHARE, SHARE, WEIGHT, WEIGHT, WEIGHT, st.floats(0.1, 10))
def test_worth_is_a_weighted_mean(stay, consensus, war, g_s, g_c, g_w, factor):
    """Between the least and the most served goal; only the weights' proportion counts."""
    found = worth(stay, consensus, war, Params(g_s, g_c, g_w))
    assert min(stay, consensus, war) - 1e-12 <= found <= max(stay, consensus, war) + 1e-12
    scaled = Params(factor * g_s, factor * g_c, factor * g_w)
    assert worth(stay, consensus, war, scaled) == pytest.approx(found)


@pytest.mark.parametrize("goal", [0, 1, 2])
def test_with_one_goal_alone_a_future_is_worth_what_it_does_for_it(goal):
    weights, future = [0.0] * 3, [0.2, 0.5, 0.7]
    weights[goal] = 0.4
    assert worth(*future, Params(*weights)) == pytest.approx(future[goal])


def test_a_regime_that_wants_nothing_finds_all_futures_alike():
    nothing = Params(stay=0.0, consensus=0.0, war=0.0)
    assert worth(1.0, 1.0, 1.0, nothing) == worth(0.0, 0.0, 0.0, nothing)


@given(SHARE, st.floats(0, 0.5))
def test_patience_is_the_gain_that_does_not_suffice(present, patience):
    p = Params(patience=patience)
    assert not changes(present + patience, present, p)
    assert changes(present + patience + 1e-6, present, p)


def test_the_chance_to_stay_is_what_all_hazards_leave():
    """exp(-(.1 + .3 + .2)), a week each; consensus and war are means over the weeks."""
    weeks = [(1, 0.1, 0.5, 0.9), (1, 0.3, 0.6, 0.9), (1, 0.2, 0.4, 0.6)]
    assert watched(weeks) == pytest.approx((math.exp(-0.6), 0.5, 0.8))


def test_a_hazard_counts_for_as_long_as_it_stands():
    """A quarter of a week at 2, the rest at 0: exp(-.5), consensus (.25 x .1 + .75 x .5)."""
    found = watched([(0.25, 2.0, 0.1, 1.0), (0.75, 0.0, 0.5, 1.0)])
    assert found == pytest.approx((math.exp(-0.5), 0.4, 1.0))


def test_a_fallen_regime_has_nothing():
    assert watched([(1, 0.0, 0.9, 0.9)], fallen=True) == (0, 0, 0)


def test_a_schedule_holds_from_its_dates_on():
    """Monday 4 January is day 0; Wednesday 27 January is day 23."""
    options = tuple(SimpleNamespace(id=name) for name in ("silent", "blame"))
    turns = ((date(2021, 1, 4), "silent"), (date(2021, 1, 27), "blame"))
    scenario = SimpleNamespace(responses=options, policy=Policy("scheduled", turns, 13, 26),
                               start=date(2021, 1, 4))
    days = (0, 21, 22, 23, 28)
    assert [schedule_at(scenario, day * TICKS_A_DAY) for day in days] == [0, 0, 0, 1, 1]
    scenario.policy = None
    assert schedule_at(scenario, 3) == NONE


def test_only_a_regime_that_looks_ahead_reviews_and_only_in_its_weeks():
    policy = Policy("look-ahead", (), 4, 26)
    assert [week for week in range(10) if reviews(policy, week)] == [0, 4, 8]
    assert not any(reviews(Policy("scheduled", (), 4, 26), week) for week in range(10))
    assert not reviews(None, 0)


def test_what_a_response_sets_lies_over_the_scenario_s_and_goes_with_it():
    own = packed({"repression": {"arrests": 0.5, "detection": 0.1}})
    response = SimpleNamespace(sets={"repression.arrests": 0.9, "regime.blame": 1.0})
    found = overlay(own, response)
    assert (found["repression"]["arrests"], found["repression"]["detection"]) == (0.9, 0.1)
    assert own["repression"]["arrests"] == 0.5
    assert (overlay(own, None) == own).all()


def test_levers_return_when_the_response_changes():
    """Blame is on from 1 February, week 4; the scenario's own value is 0."""
    turns = [{"response": "silent"}, {"date": "2021-02-01", "response": "blame"},
             {"date": "2021-02-15", "response": "silent"}]
    options = [{"id": "silent"}, {"id": "blame", "set": {"regime.blame": 1}}]
    engine = engine_of(country(people=2000, mechanisms=UNENDING, responses={
        "policy": "scheduled", "options": options, "schedule": turns}))
    seen = []
    for _ in range(8):
        seen.append(engine.world.here["blame"].tolist())
        engine.step()
    assert seen == [[0.0] * 5] * 4 + [[1.0] * 5] * 2 + [[0.0] * 5] * 2


def test_a_regime_that_wants_the_war_alone_sends_the_army_back_to_it():
    """At the first review; with no other goal the share abroad decides."""
    engine = looking_ahead(stay=0, consensus=0, war=1)
    assert taken(engine, 5) == ["recall"] * 3 + ["go on"] * 2


def test_patience_keeps_it_as_it_is():
    """No future is worth more than 1 more than another."""
    engine = looking_ahead(stay=0, consensus=0, war=1, patience=1)
    assert taken(engine, 7) == ["recall"] * 7


def test_futures_alike_change_nothing():
    """It wants nothing, so nothing is better."""
    assert taken(looking_ahead(stay=0, consensus=0, war=0), 7) == ["recall"] * 7


def test_looking_ahead_leaves_the_country_as_it_was():
    engine = looking_ahead()
    world = engine.world
    before = world.here.tobytes(), world.byte.tobytes(), world.nation.tobytes(), world.week
    engine.ahead(0)
    assert (world.here.tobytes(), world.byte.tobytes(), world.nation.tobytes(),
            world.week) == before


def test_every_future_is_as_long_as_the_horizon(monkeypatch):
    """Also at a review on the way, which comes before the week that ends is counted."""
    seen = []
    monkeypatch.setattr(Watcher, "future", lambda own, fallen, future=Watcher.future: (
        seen.append(own.weeks), future(own, fallen))[1])
    engine = looking_ahead()
    while engine.world.week < 7:
        engine.step()
    assert seen == pytest.approx([2.0] * len(seen))
    assert len(seen) == 2 * 2  # both responses, in weeks 3 and 6


def test_what_is_foreseen_is_what_comes():
    """The copy meets the draws that the country itself will meet."""
    engine = looking_ahead()
    foreseen = engine.ahead(engine.world.response)
    engine.watcher = Watcher()
    for _ in range(2):
        engine.step()
    assert engine.watcher.future(engine.world.fallen) == foreseen
