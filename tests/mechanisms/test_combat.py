"""Combat: who strikes how often, the published laws of attrition, what a week leaves behind."""

import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws.drawing import packed

from fronde.draws import poisson
from fronde.mechanisms.combat import Params, defenders, losing, rate, start, update
from fronde.mechanisms.combat.strike import Front, fight, strike
from fronde.states import ARMED, DEAD
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.happened import OPERATION
from fronde.tables.organisations import CAPTURED, OrganisationTable, add_row
from fronde.tables.people import Everybody, People
from fronde.theory.duel import equal_square_win, mean_survivors, win_probability
from mechanisms.moment import at

P = Params(tempo=0.15, party=10.0, decisive=1.0, posts=7e-5, aimed=0.1, area=0.005,
           exposed=0.0, concealed=1.0, duration=1.0, capture=0.5, fear_success=0.06,
           fear_failure=0.02, fade=0.08)
SQUARE = replace(P, aimed=0.01, area=0.01, party=math.inf, exposed=0.0, concealed=0.0,
                 duration=math.inf)
BLOODLESS = replace(P, tempo=math.inf, party=math.inf, aimed=0.0, area=0.0, posts=0.0)
SHARE = st.floats(0, 1)
(REGION, LEADER, PARTNERS, FIGHTERS, DEFENDERS, SUCCESS, FIGHTERS_LOST, STATE_LOST,
 CITIZENS_LOST) = map(OPERATION.index, (
     "region", "organisation", "partners", "fighters", "defenders", "success", "fighters_lost",
     "state_lost", "citizens_lost"))


def fights(state, fighters, p, times=2000):
    """Losses of the state and of the organisation in many fights [times, 2]."""
    return np.array([fight(1, 0, number, state, fighters, p) for number in range(times)])


def agrees(found, expected, variance, times):
    """Whether a mean over many fights is within four standard errors."""
    return abs(found - expected) <= 4 * math.sqrt(variance / times)


class Field:
    """Organisations of armed citizens (and volunteers), each at its place, and who holds it."""

    def __init__(self, armed, held_by, regions=None, coalitions=None, volunteers=None):
        n, people = len(armed), sum(armed)
        self.table = OrganisationTable(groups=1, states=1, capacity=n)
        for k in range(n):
            self.table.rows = add_row(k, 0, regions[k] if regions else 0, 0.0,
                                      coalitions[k] if coalitions else k, self.table.view())
            self.table.volunteers[k] = volunteers[k] if volunteers else 0
        self.members = People(people)
        self.members.rows, self.members.id[:] = people, np.arange(people)
        self.members.state[:] = ARMED
        self.members.organisation[:] = np.repeat(np.arange(n), armed)
        self.byte = np.full(people, ARMED, np.uint8)
        self.counts = np.zeros((1, 7))
        self.counts[0, ARMED] = people
        self.flows = np.zeros((1, 1))
        places = max(regions or [0]) + 1
        self.front = Front(np.arange(n), np.ones(n), np.zeros(n), np.full(places, held_by * 1.0),
                           np.ones(places), 1.0)

    def struck(self, p, week=0):
        """The operations of a week's step."""
        hidden = np.arange(len(self.byte))
        return strike.compiled(
            1, week * TICKS_A_WEEK, self.front, hidden,
            Everybody(self.byte, self.counts, self.flows, self.members.slots, self.members.view()),
            self.table.view(), 0, packed({"combat": asdict(p)})[0]["combat"])


def test_the_rate_by_hand():
    """.15 (20 / 10) (20 / 30) .2 (1 - .1)."""
    assert rate(20.0, 0.2, 0.1, P) == pytest.approx(0.036)


def test_a_handful_seldom_dares_and_many_strike_for_each_party():
    """Twice as many: four times as often far below a party, twice as often far above."""
    assert rate(2e-4, 1, 0, P) / rate(1e-4, 1, 0, P) == pytest.approx(4, rel=1e-4)
    assert rate(2e6, 1, 0, P) / rate(1e6, 1, 0, P) == pytest.approx(2, rel=1e-4)


@given(st.floats(1, 1e4), st.floats(0.01, 0.99), st.floats(0.01, 0.98))
def test_arms_and_hope_make_operations_and_risk_prevents_them(armed, hope, risk):
    usual = rate(armed, hope, risk, P)
    assert rate(armed + 1, hope, risk, P) > usual > rate(armed, hope, risk + 0.01, P)
    assert rate(armed, hope + 0.01, risk, P) > usual
    assert rate(armed, hope, 1.0, P) == rate(armed, 0.0, risk, P) == 0


@pytest.mark.parametrize("tempo", [0.15, math.inf])
def test_nobody_strikes_without_arms(tempo):
    assert rate(0.0, 1.0, 0.0, replace(P, tempo=tempo)) == 0
    assert (rate(1.0, 1.0, 0.0, replace(P, tempo=tempo)) == math.inf) == (tempo == math.inf)


def test_who_holds_a_post():
    """700 over 7e-5 x 1e6 = 70 posts; a small region has one."""
    assert defenders(700.0, 1e6, P) == pytest.approx(10)
    assert defenders(700.0, 1000.0, P) == 700


@pytest.mark.parametrize(("u", "v", "expected"), [
    (0, 0, (0.1 * 3, 0.005 * 7)), (1, 1, (0.1 * 21, 0.005 * 21)), (0, 1, (0.1 * 3, 0.005 * 21))])
def test_losses_by_lanchester_s_laws_and_deitchman_s(u, v, expected):
    """7 defenders, 3 fighters: all aim; all fire into an area; who hides is not aimed at."""
    assert losing(7.0, 3.0, replace(P, exposed=u, concealed=v)) == pytest.approx(expected)


@pytest.mark.parametrize(("n", "m", "expected"), [(3, 2, 0.775), (12, 10, 0.7686459)])
def test_the_stochastic_square_law(n, m, expected):
    """P(n beats m) = sum (-1)^(n-i) i^(n+m) / ((n-i)! (m+i)!)."""
    assert float(equal_square_win(n, m)) == pytest.approx(expected)
    lost = fights(m, n, SQUARE)
    assert ((lost[:, 0] == m) != (lost[:, 1] == n)).all()  # to the end of one, never of both
    assert agrees((lost[:, 0] == m).mean(), expected, expected * (1 - expected), len(lost))


def test_the_linear_law_is_a_series_of_tosses():
    """a = b, two against one: the one wins both tosses, 1/4; a = 3 b: 9/16."""
    for a, expected in ((0.01, 1 / 4), (0.03, 9 / 16)):
        lost = fights(2, 1, replace(SQUARE, aimed=a, exposed=1.0, concealed=1.0))
        won = (lost[:, 0] == 2).mean()
        assert agrees(won, expected, expected * (1 - expected), len(lost))


def test_deitchman_by_hand():
    """Two of the state, one hidden: a / (a + 2 b), then a / (a + b): .6 x .75 at a = 3 b."""
    lost = fights(2, 1, replace(SQUARE, aimed=0.3, area=0.1, concealed=1.0))
    assert agrees((lost[:, 0] == 2).mean(), 0.45, 0.45 * 0.55, len(lost))


@pytest.mark.parametrize(("u", "v"), [(0.0, 1.0), (0.0, 0.0), (0.5, 0.5)])
def test_uneven_fights_end_as_the_jump_chain_does(u, v):
    """Chance to win and mean survivors by exact recursion."""
    p = replace(SQUARE, aimed=0.2, area=0.05, exposed=u, concealed=v)
    lost, chance = fights(12, 6, p), win_probability(6, 12, 0.05, 0.2, v, u)
    assert agrees((lost[:, 0] == 12).mean(), chance, chance * (1 - chance), len(lost))
    left_state, left = mean_survivors(12, 6, 0.2, 0.05, u, v)
    found = np.array([12, 6]) - lost
    assert agrees(found[:, 0].mean(), left_state, found[:, 0].var(), len(lost))
    assert agrees(found[:, 1].mean(), left, found[:, 1].var(), len(lost))


def test_a_fight_takes_its_time():
    """Aimed fire of four for tau fights: a Poisson number of .1 x 4 tau; none in no time."""
    for tau in (0.5, 3.0):
        lost = fights(1000, 4, replace(P, area=0.0, duration=tau))
        assert agrees(lost[:, 0].mean(), 0.4 * tau, 0.4 * tau, len(lost))
        assert (lost[:, 1] == 0).all()
    assert (fights(1000, 4, replace(P, duration=0.0), 50) == 0).all()


@pytest.mark.parametrize(("fighters", "held_by", "m", "expected"), [
    (5, 5, 1.0, 1 / 2), (10, 5, 1.0, 2 / 3), (10, 5, 2.0, 4 / 5), (5, 15, 1.0, 1 / 4)])
def test_success_is_a_contest_of_strength(fighters, held_by, m, expected):
    """X^m / (X^m + D^m)."""
    field, p = Field([fighters], held_by), replace(BLOODLESS, decisive=m)
    found = np.concatenate([field.struck(p, week) for week in range(600)])
    assert (found[:, [FIGHTERS, DEFENDERS]] == [fighters, held_by]).all()
    assert agrees(found[:, SUCCESS].mean(), expected, expected * (1 - expected), 600)


def test_success_and_losses_are_drawn_apart():
    """Nobody is lost on either side, and yet some succeed and some fail."""
    found = Field([5] * 40, 5, regions=list(range(40))).struck(BLOODLESS)
    assert (found[:, [FIGHTERS_LOST, STATE_LOST]] == 0).all()
    assert set(found[:, SUCCESS].tolist()) == {0, 1}


def test_nobody_left_succeeds():
    """Against one defender ten would win ten times in eleven; all fall, or they do not."""
    deadly = replace(SQUARE, tempo=math.inf, posts=0.0, aimed=0.0, area=0.3, duration=1.0)
    found = np.concatenate([Field([10], 1).struck(deadly, week) for week in range(100)])
    assert (found[found[:, FIGHTERS_LOST] == 10, SUCCESS] == 0).all()
    found = Field([10] * 40, 1, regions=list(range(40))).struck(replace(deadly, area=1e6))
    assert (found[:, FIGHTERS_LOST] == 10).all() and (found[:, SUCCESS] == 0).all()


@pytest.mark.parametrize("held_by", [10.0, 10.4, 1.5])
def test_a_post_of_no_whole_number_is_as_strong_as_its_mean(held_by):
    """Ten against D win 10 / (10 + D), also for D = 10.4; D is held by 10 or 11, by a draw."""
    p = replace(BLOODLESS, party=10.0)
    found = np.concatenate([Field([10] * 40, held_by, regions=list(range(40))).struck(p, week)
                            for week in range(100)])
    chance, many = 10 / (10 + held_by), len(found)
    assert many == 4000
    assert agrees(found[:, SUCCESS].mean(), chance, chance * (1 - chance), many)
    assert set(found[:, DEFENDERS]) <= {math.floor(held_by), math.ceil(held_by)}
    part = held_by - math.floor(held_by)
    assert agrees(found[:, DEFENDERS].mean(), held_by, part * (1 - part), many)


def test_a_coalition_strikes_together_where_it_is():
    """Allies in the region join with a party each, volunteers included; others do not."""
    field = Field([8, 3, 30, 4, 6], 5, regions=[0, 0, 0, 1, 0], coalitions=[7, 7, 7, 7, 9],
                  volunteers=[0, 2, 0, 0, 0])
    found = field.struck(replace(BLOODLESS, party=10.0))
    told = {row[LEADER]: (row[REGION], row[PARTNERS], row[FIGHTERS]) for row in found.tolist()}
    together = 8 + (3 + 2) + 10
    assert told == {0: (0, 2, together), 1: (0, 2, together), 2: (0, 2, together),
                    3: (1, 0, 4), 4: (0, 0, 6)}


def test_operations_come_as_often_as_the_rate_says():
    """Poisson: mean and variance alike."""
    armed, p = 20, replace(BLOODLESS, tempo=0.6, party=10.0)
    field = Field([armed], 5)
    often = [len(field.struck(p, week)) for week in range(800)]
    mean = rate(armed, 1.0, 0.0, p)
    assert agrees(np.mean(often), mean, mean, 800)
    assert np.var(often) == pytest.approx(mean, rel=4 * math.sqrt((2 + 1 / mean) / 800))


def test_who_falls_was_armed_and_falls_once():
    """To the end against a hopeless post: every citizen and every volunteer."""
    field = Field([6, 4], 1000, regions=[0, 1], volunteers=[3, 0])
    found = field.struck(replace(SQUARE, tempo=math.inf, posts=0.0))
    assert found[:, FIGHTERS_LOST].tolist() == [9, 4]
    assert found[:, CITIZENS_LOST].tolist() == [6, 4]
    assert (field.members.state == DEAD).all()
    assert (field.members.organisation == -1).all()
    assert field.table.volunteers.sum() == 0
    assert field.counts[0, [ARMED, DEAD]].tolist() == [0, 10]
    assert field.flows.sum() == 10


def test_volunteers_and_citizens_fall_in_proportion():
    """Three quarters of 30 citizens and 10 volunteers."""
    p = replace(SQUARE, tempo=math.inf, posts=0.0, aimed=0.0, area=2.0, duration=1.0)
    found = np.concatenate([Field([30], 1, volunteers=[10]).struck(p, week)
                            for week in range(400)])
    lost, citizens = found[:, FIGHTERS_LOST].sum(), found[:, CITIZENS_LOST].sum()
    assert agrees(lost / 400, 2.0, 2.0, 400)
    assert agrees(citizens / lost, 0.75, 0.75 * 0.25, lost)


def test_allies_fall_in_proportion_to_their_parties():
    """Of 10 and of 30: a fourth of those who fall."""
    p = replace(SQUARE, tempo=math.inf, posts=0.0, aimed=0.0, area=1.0, duration=1.0)
    fallen = np.zeros(2)
    for week in range(300):
        field = Field([10, 30], 1, regions=[0, 0], coalitions=[5, 5])
        own = field.members.organisation.copy()
        found = field.struck(p, week)
        assert found[0, FIGHTERS] == 40
        assert (found[:, CITIZENS_LOST] == found[:, FIGHTERS_LOST]).all()
        fallen += np.bincount(own[field.members.state == DEAD], minlength=2)
    assert agrees(fallen[0] / fallen.sum(), 0.25, 0.25 * 0.75, fallen.sum())


def test_a_success_captures_its_share_of_arms():
    """All, half and none of those of the state's losses; failures capture nothing."""
    for share in (1.0, 0.5, 0.0):
        field = Field([40] * 60, 30, regions=list(range(60)))
        found = field.struck(replace(SQUARE, tempo=math.inf, posts=0.0, capture=share))
        taken, won = field.table.arms[:60, CAPTURED], found[:, SUCCESS] == 1
        assert (taken[~won] == 0).all()
        assert (np.abs(taken[won] - share * found[won, STATE_LOST]) <= 0.5).all()
        assert 0 < won.sum() < 60


def test_insecurity_fades_and_operations_add_to_what_is_not_there():
    """Half is left, then .75 (1 - exp(-(.06 x 2 + .02 x 3))) of the rest."""
    p = replace(P, fade=math.log(2))
    found = update(at(violence=0.5, region_successes=2.0, region_failures=3.0), p)
    assert found == pytest.approx(0.25 + 0.75 * -math.expm1(-0.18))
    assert start(at(), p) == 0
    assert update(at(violence=0.5), p) == pytest.approx(0.25)


@given(SHARE, st.floats(0, 1e6), st.floats(0, 1e6))
def test_insecurity_is_a_share_whatever_happens(violence, successes, failures):
    found = update(at(violence=violence, region_successes=successes, region_failures=failures), P)
    assert 0 <= found <= 1
    assert found >= update(at(violence=violence), P)


def test_a_success_frightens_more_than_a_failure():
    assert update(at(region_successes=1.0), P) > update(at(region_failures=1.0), P) > 0


def test_seven_quiet_days_are_a_quiet_week():
    days = 0.8
    for _ in range(7):
        days = update(at(violence=days, dt=1 / 7), P)
    assert days == pytest.approx(update(at(violence=0.8), P))


@pytest.mark.parametrize("mean", [0.0, 0.7, 12.0, 2000.0])
def test_poisson_numbers_have_the_mean_and_the_spread(mean):
    """Over evenly spread draws."""
    found = [poisson(mean, draw) for draw in (np.arange(20000) + 0.5) / 20000]
    assert np.mean(found) == pytest.approx(mean, rel=1e-5, abs=0.01)
    assert np.var(found) == pytest.approx(mean, rel=0.01, abs=1e-12)
