"""Narrative: log odds week by week, sights against messages, what blame costs."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.mechanisms.narrative import (
    MECHANISM,
    Params,
    derive,
    odds_to_share,
    start,
    start_nation,
    update,
    update_nation,
)
from mechanisms.moment import at

SHARE = st.floats(0, 1)
P = Params(rest=-1.5, forgetting=0.98, blame=0.05, admission=0.15, sight=0.1, credibility=0.8,
           wear=0.08, recovery=0.01)


def believed(weeks, p, dt=1.0, **columns):
    """Log odds after weeks of the same messages and sights, step by step."""
    odds = start(at(), p)
    for _ in range(round(weeks / dt)):
        odds = update(at(dt=dt, broad_odds=odds, **columns), p)
    return odds


def credible(weeks, p, **columns):
    """Credibility after weeks of the same."""
    now = SimpleNamespace(**{**dict.fromkeys(MECHANISM.nation.reads, 0.0), "dt": 1.0, **columns})
    now.credible = start_nation(now, p)
    for _ in range(weeks):
        now.credible = update_nation(now, p)
    return now.credible


@given(st.integers(0, 60), SHARE, SHARE)
def test_weeks_of_blame_that_nobody_can_check_add_up(weeks, credibility, blame):
    """f = 1, w_e = 0: each is a likelihood ratio of exp(-w c), whatever there is to see."""
    p = replace(P, forgetting=1.0, sight=0.0)
    odds = believed(weeks, p, credibility=credibility, blame=blame, fights_seen=1, domestic=1)
    ratio = math.exp(-p.blame * credibility * blame) ** weeks
    assert math.exp(odds) == pytest.approx(math.exp(p.rest) * ratio)


def test_bayes_by_hand():
    """Even odds and a likelihood ratio of 3 are a belief of three in four."""
    p = replace(P, rest=0.0, forgetting=1.0, admission=math.log(3))
    assert derive(at(broad_odds=believed(1, p, admit=1)), p)[0] == pytest.approx(3 / 4)


def test_messages_and_sights_add_up_in_one_week():
    """- .05 x .8 x .5 + .15 x .2 + .1 x .4 x (2 x .9 - 1) = .042."""
    odds = believed(1, P, credibility=0.8, blame=0.5, admit=0.2, fights_seen=0.4, domestic=0.9)
    assert odds == pytest.approx(-1.5 + 0.042)


def test_constant_messages_lead_to_their_limit():
    """l_0 + x / (1 - f) with x = .15 a week of admission."""
    assert believed(2000, P, admit=1) == pytest.approx(-1.5 + 0.15 / 0.02)


def test_what_is_not_repeated_is_forgotten():
    """Of what a week of admission adds f^n is left."""
    told = believed(1, P, admit=1)
    for _ in range(30):
        told = update(at(broad_odds=told), P)
    assert told == pytest.approx(P.rest + P.admission * 0.98**30)


@pytest.mark.parametrize(("domestic", "sign"), [(1.0, 1), (0.75, 1), (0.5, 0), (0.25, -1), (0, -1)])
def test_sights_count_for_what_they_are(domestic, sign):
    """Half citizens tell nothing; fewer tell of foreigners, as far as fighting is seen."""
    moved = believed(1, P, fights_seen=0.5, domestic=domestic) - P.rest
    assert moved == pytest.approx(0.1 * 0.5 * (2 * domestic - 1), abs=1e-12)
    assert sign == (moved > 1e-12) - (moved < -1e-12)
    assert believed(1, P, fights_seen=0.0, domestic=domestic) == P.rest


def test_blame_works_as_far_as_the_state_is_credible():
    moved = [believed(1, P, credibility=c, blame=1.0) - P.rest for c in (0.0, 0.4, 0.8)]
    assert moved == pytest.approx([0, -0.02, -0.04])


@given(st.floats(-700, 700))
def test_odds_and_shares_are_two_names_of_one_thing(odds):
    """pi / (1 - pi) = e^l, and the odds of the contrary are -l, also far out."""
    share, contrary = odds_to_share(odds), odds_to_share(-odds)
    assert 0 <= share <= 1
    assert share + contrary == pytest.approx(1)
    assert share == pytest.approx(contrary * math.exp(odds))


def test_doubt_is_what_belief_has_gained_and_never_less_than_nothing():
    """Rest at odds of 1 : 3, then 1 : 1, then 1 : 9."""
    p = replace(P, rest=-math.log(3))
    assert derive(at(broad_odds=p.rest), p) == pytest.approx((0.25, 0))
    assert derive(at(broad_odds=0.0), p) == pytest.approx((0.5, 0.25))
    assert derive(at(broad_odds=-math.log(9)), p) == pytest.approx((0.1, 0))


def test_endless_messages_leave_a_number():
    """Nothing is forgotten in ten thousand weeks at a weight far beyond the prior."""
    p = replace(P, forgetting=1.0, admission=10.0, blame=10.0)
    for message in ({"admit": 1.0}, {"blame": 1.0, "credibility": 1.0}):
        assert math.isfinite(believed(10_000, p, **message))


def test_days_say_what_a_week_does():
    """Forgetting within the week included."""
    same = {"credibility": 0.8, "blame": 1.0, "fights_seen": 0.5, "domestic": 1.0}
    assert believed(20, P, **same) == pytest.approx(believed(20, P, dt=1 / 7, **same))


def test_blame_wears_credibility_by_hand():
    """exp(-wear seen D n) of .8 with no recovery."""
    p = replace(P, recovery=0.0)
    found = credible(10, p, blame=1.0, fights_seen=0.5, domestic=0.75)
    assert found == pytest.approx(0.8 * math.exp(-0.08 * 0.5 * 0.75 * 10))


@pytest.mark.parametrize("missing", ["blame", "fights_seen", "domestic"])
def test_credibility_wears_only_where_blame_meets_what_people_see(missing):
    """Silence, nothing to see, and foreigners indeed cost nothing."""
    all_there = {"blame": 1.0, "fights_seen": 1.0, "domestic": 1.0}
    assert credible(5, P, **all_there) < P.credibility
    assert credible(5, P, **{**all_there, missing: 0.0}) == pytest.approx(P.credibility)


def test_credibility_rests_where_wear_and_recovery_are_equal():
    """r (c_0 - c) = wear c seen D: c = r c_0 / (r + wear seen D) = .008 / .05."""
    found = credible(2000, P, blame=1.0, fights_seen=0.5, domestic=1.0)
    assert found == pytest.approx(0.16)
