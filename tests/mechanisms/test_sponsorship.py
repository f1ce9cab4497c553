"""Sponsorship: the inverted U, deterrence and the private front, shares of what is given."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.mechanisms.sponsorship import MECHANISM, Params, at_home, derive_state, fit
from fronde.mechanisms.sponsorship.supply import (
    accepting,
    access,
    by_strength,
    lacking,
    pay,
    send_home,
    split_offer,
    supply,
)
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.geography import Surroundings
from fronde.tables.organisations import BY_MONEY, BY_STATES, OrganisationTable, add_row
from fronde.world.nation import STATE

SHARE = st.floats(0, 1)
P = Params(scale=1.0, peace=0.0, strength=60.0, remote=0.15, money=5e-7, purse=0.1, leaving=0.02)


def nation(**stocks):
    """A week of peace in a country of a million."""
    columns = {"war": 0.0, "passive": 0.0, "population": 1e6}
    return SimpleNamespace(**{**columns, **stocks})


def state(**stocks):
    """A neighbouring state: neutral, of no opinion."""
    return SimpleNamespace(**{**dict.fromkeys(MECHANISM.states.reads, 0.0), **stocks})


def given_by(of, country, p=P):
    return dict(zip(MECHANISM.states.derives, derive_state(of, country, p), strict=True))


def world(members, seed=1, week=0, around=1, **nations):
    """Organisations with members of each of two groups, all in region 0; neighbouring states."""
    table = OrganisationTable(groups=2, states=around, capacity=len(members))
    for k, many in enumerate(members):
        table.rows = add_row(k, 0, 0, 0.0, k, table.view())
        table.members[k] = many
    leader = np.zeros(1, [(name, "f8") for name in ("war", "passive", "population")])[0]
    for name, value in nations.items():
        leader[name] = value
    far = Surroundings(np.zeros((around, 2)), np.zeros((around, 2)), -1 - np.arange(around))
    return SimpleNamespace(seed=seed, tick=week * TICKS_A_WEEK, dt=1.0, organisations=table,
                           around=np.zeros(around, STATE), surroundings=far, nation=leader)


def test_fit_by_hand():
    """(s / s*) e^(1 - s / s*): 0, e^(1/2) / 2, 1, 2 / e."""
    found = [fit(s, P) for s in (0.0, 30.0, 60.0, 120.0)]
    assert found == pytest.approx([0, math.sqrt(math.e) / 2, 1, 2 / math.e])


@given(st.floats(1, 500), st.floats(0, 20), st.floats(1e-3, 1))
def test_moderately_strong_ones_are_worth_most(strength, ratio, step):
    """Rising up to s*, falling beyond, never above 1."""
    p = replace(P, strength=strength)
    worths = [fit(r * strength, p) for r in (1, 1 + ratio, 1 + ratio + step)]
    assert worths[0] == 1 >= worths[1] > worths[2]
    worths = [fit(r * strength, p) for r in (1, 1 / (1 + ratio), 1 / (1 + ratio + step))]
    assert worths[0] == 1 >= worths[1] > worths[2]


def test_fit_looks_at_each_organisation():
    assert by_strength(np.array([60.0, 30.0, 60.0]), P).tolist() == [
        fit(60.0, P), fit(30.0, P), fit(60.0, P)]


def test_what_a_state_gives_by_hand():
    """Official .8 (1 - .5) = .4: 40 x .4 persons; .25 x 8 volunteers; scale 2."""
    neighbour = state(hostility=0.8, deterrence=0.5, capacity=40.0, opinion=0.25, volunteering=8.0)
    found = given_by(neighbour, nation(war=1.0), replace(P, scale=2.0))
    assert found == pytest.approx({"official": 0.4, "private": 0.25, "arms_offered": 32.0,
                                   "volunteers_offered": 4.0})


@given(SHARE, SHARE)
def test_a_deterred_state_gives_nothing_and_its_public_goes_to_war(hostility, war):
    """Deterrence 1, not at war with the regime: the private front."""
    neighbour = state(hostility=hostility, deterrence=1.0, capacity=40.0, opinion=0.5,
                      volunteering=10.0)
    found = given_by(neighbour, nation(war=war), replace(P, peace=1.0))
    assert found["official"] == found["arms_offered"] == 0
    assert found["volunteers_offered"] == pytest.approx(5 * war)


def test_who_is_at_war_already_is_not_deterred():
    """Nothing in peace, all of its hostility in war."""
    enemy = state(enemy=1.0, hostility=0.9, deterrence=1.0, capacity=10.0)
    assert given_by(enemy, nation(war=0.0))["official"] == 0
    assert given_by(enemy, nation(war=1.0))["arms_offered"] == pytest.approx(9)


@given(SHARE, st.floats(0, 0.99))
def test_deterrence_holds_governments_back(hostility, deterrence):
    more, less = (given_by(state(hostility=hostility, deterrence=d), nation())["official"]
                  for d in (deterrence, deterrence + 0.01))
    assert less <= more <= hostility
    assert less < more or hostility < 1e-9


def test_arms_and_money_but_no_volunteers_flow_in_peace():
    """Of what could be given, ``peace``."""
    giver, p = state(hostility=1.0, capacity=40.0, opinion=1.0, volunteering=8.0), replace(
        P, peace=0.005)
    found = given_by(giver, nation(), p)
    assert found["arms_offered"] == pytest.approx(0.2)
    assert found["volunteers_offered"] == 0
    at_peace, at_war = (at_home(nation(war=war, passive=0.2), p) for war in (0.0, 1.0))
    assert at_war == pytest.approx(5e-7 * 0.2 * 1e6)
    assert at_peace == pytest.approx(0.005 * at_war)


def share_out(strength, chance, offered, week=0, dt=1.0, most=10**6):
    """Units of one offer of one step that each gets."""
    return split_offer(1, week * TICKS_A_WEEK, dt, 0, np.array(strength), np.array(chance), offered,
                  np.full(len(chance), most))


def test_an_offer_looks_by_strength_and_goes_by_chance():
    """Of units that look at s of S persons a share of chance goes there: offered s chance / S."""
    strength, chance = np.array([4.0, 1.0, 3.0, 2.0]), np.array([0.1, 0.8, 0.0, 0.6])
    offered, weeks = 20.0, 300
    got = sum(share_out(strength, chance, offered, week) for week in range(weeks))
    expected = weeks * offered * strength * chance / 10
    assert got[2] == 0
    assert (np.abs(got - expected) <= 4 * np.sqrt(expected)).all()  # Poisson numbers each


@pytest.mark.parametrize("copies", [2, 10])
def test_copies_of_a_country_get_what_the_country_gets(copies):
    """As many times the organisations and as many times the offer: each gets as much."""
    strength, chance = [10.0, 30.0] * copies, [0.5, 0.1] * copies
    got = sum(share_out(strength, chance, 8.0 * copies, week) for week in range(400))
    each = got.reshape(copies, 2).mean(axis=0) / 400
    expected = 8.0 * np.array([10 * 0.5, 30 * 0.1]) / 40
    assert (np.abs(each - expected) <= 4 * np.sqrt(expected / copies / 400)).all()


def test_seven_days_bring_what_a_week_brings():
    """An offer is per week: a mean of 12 x .5 in seven steps of a day, as in one of a week."""
    days = np.sum([share_out([1.0], [0.5], 12.0, day, dt=1 / 7) for day in range(7 * 200)])
    assert abs(days - 200 * 6.0) < 4 * math.sqrt(200 * 6.0)


@pytest.mark.parametrize(("chance", "offered"), [([1.0, 1.0], 0.0), ([0.0, 0.0], 50.0)])
def test_nothing_offered_or_nobody_to_take_it(chance, offered):
    assert share_out([1.0, 1.0], chance, offered).tolist() == [0, 0]


def test_access_is_by_border_or_kin_or_from_afar():
    """At the border; three of four members its kin; neither."""
    ground = world([(0, 4), (3, 1), (0, 4)])
    ground.surroundings.border[0, 0], ground.surroundings.kin[0, 0] = 1.0, 1.0
    ground.organisations.region[1:3] = 1
    assert access(ground, np.arange(3), P).tolist() == [[1], [0.75], [0.15]]


def test_only_who_lacks_arms_is_given_any():
    """Five members: three armed; three armed and two arms in store; all armed."""
    table = world([(5, 0)] * 3).organisations
    table.arms[1, 1:] = 1
    assert [lacking(k, 5 - armed, table) for k, armed in enumerate((3, 3, 5))] == [2, 0, 0]


@pytest.mark.parametrize("steps", [1, 56])
def test_who_lacks_one_arm_gets_one_whatever_the_steps(steps):
    """60 members, 59 of them armed, thirty units a week for each: many come, one is taken."""
    ground = world([(60, 0)])
    ground.organisations.armed[0] = 59
    ground.dt = 1 / steps
    ground.around["arms_offered"], ground.surroundings.border[0, 0] = 30.0, 1.0
    for step in range(steps):
        ground.tick = step * TICKS_A_WEEK // steps
        supply(ground, P, sides=False)
    assert ground.organisations.arms[0, BY_STATES] == 1


@pytest.mark.parametrize("steps", [1, 28])
def test_money_rests_where_income_meets_spending_whatever_the_steps(steps):
    """40 persons a week come in and a tenth a week goes out: 400."""
    ground = world([(30, 0)], war=1.0, passive=0.8, population=1e8)
    ground.dt = 1 / steps
    for step in range(200 * steps):
        ground.tick = step * TICKS_A_WEEK // steps
        pay(ground, np.arange(1), np.array([30.0]), P)
    assert ground.organisations.money[0] == pytest.approx(400, rel=1e-6)
    spent = 200 * 40 - 400
    assert abs(ground.organisations.arms[0, BY_MONEY] - spent) < 4 * math.sqrt(200 * steps / 4)


def test_an_enemy_state_arms_those_on_its_side_and_others_arm_anybody():
    ground = world([(5, 0)] * 2, around=2)
    ground.around["enemy"] = [1, 0]
    ground.organisations.coalition[:2] = [ground.surroundings.side[0], 7]
    assert accepting(ground, np.arange(2)).T.tolist() == [[1, 0], [1, 1]]


def test_a_moderately_strong_one_gets_what_its_fit_is_worth():
    """s* / 10 and s* members, at the border: a unit looks at 6 or at 60 of 66, and goes to the
    one with a chance of .1 e^.9, to the other for sure.
    """
    got, weeks = np.zeros(2), 200
    for week in range(weeks):
        ground = world([(6, 0), (60, 0)], week=week)
        ground.around["volunteers_offered"], ground.surroundings.border[0, 0] = 20.0, 1.0
        supply(ground, P, sides=False)
        got += ground.organisations.volunteers[:2, 0]
    expected = weeks * 20.0 * np.array([6 * 0.1 * math.exp(0.9), 60.0]) / 66
    assert (np.abs(got - expected) <= 4 * np.sqrt(expected)).all()


def test_one_organisation_gets_all_arms_and_its_sponsor_is_noted():
    ground = world([(60, 0)])
    ground.around["arms_offered"], ground.surroundings.border[0, 0] = 30.0, 1.0
    supply(ground, P, sides=False)
    table = ground.organisations
    assert table.arms[0, BY_STATES] == table.arms.sum() > 0
    assert table.sponsor[0] == 0


def test_volunteers_go_home_at_their_rate():
    """A share of 1 - exp(-.5) of 20 handfuls of 10; a rate without end leaves nobody."""
    def left(week, leaving):
        ground = world([(1, 0)] * 20, week=week)
        ground.organisations.volunteers[:20, 0] = 10
        send_home(ground, replace(P, leaving=leaving))
        return ground.organisations.volunteers.sum()

    found = [left(week, 0.5) for week in range(100)]
    # each handful is rounded by a draw, with a variance of 1/4 at most
    assert abs(np.mean(found) - 200 * math.exp(-0.5)) < 4 * math.sqrt(20 / 4 / 100)
    assert left(0, math.inf) == 0


def test_money_goes_by_strength_and_is_spent_bit_by_bit():
    """40 persons a week to 30 and 10 members; what comes at a time s is kept for exp(-purse s)
    of it, so (1 - exp(-purse)) / purse of a week's; the rest buys arms.
    """
    bought, kept = np.zeros(2), -math.expm1(-0.1) / 0.1
    for week in range(200):
        ground = world([(30, 0), (0, 10)], week=week, war=1.0, passive=0.8, population=1e8)
        pay(ground, np.arange(2), np.array([30.0, 10.0]), P)
        assert ground.organisations.money[:2] == pytest.approx(np.array([30, 10]) * kept)
        bought += ground.organisations.arms[:2, BY_MONEY]
    expected = 200 * np.array([30.0, 10.0]) * (1 - kept)
    assert (np.abs(bought - expected) < 4 * math.sqrt(200 / 4)).all()


def test_an_open_purse_is_empty_at_once():
    """5e-7 x .8 x 1e8 = 40 persons, all of it spent."""
    ground = world([(30, 0)], war=1.0, passive=0.8, population=1e8)
    pay(ground, np.arange(1), np.array([30.0]), replace(P, purse=math.inf))
    assert ground.organisations.money[0] == 0
    assert ground.organisations.arms[0, BY_MONEY] == pytest.approx(40, abs=1)
