"""Mobilisation: logit, its limits, lock-in, substitution of tactics, passive opponents."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.mechanisms.grievance import grievance
from fronde.mechanisms.mobilisation import (
    derive,
    desert,
    desert_parts,
    hide,
    join,
    join_parts,
    meeting,
    protest,
    protest_parts,
    readiness,
    readiness_to_hide,
    tire,
)
from mechanisms.moment import at, citizen, defaults

HERE = at(legitimacy=0.4, peaceful=0.5, armed_hope=0.15, risk_protest=0.3, risk_underground=0.2,
          severity=1.0, ties_attention=0.4, promise=0.3, region_passive=2e5)
SHARE = st.floats(0, 1)


def noiseless(**changed):
    """tau = 0, mu infinite: the better one, at once."""
    return defaults("mobilisation", temperature=0, pace=math.inf, **changed)


def certain(hazard):
    """Whether it happens within a step of a day, whatever is drawn; else it must never."""
    chance = -math.expm1(-hazard / 7)
    assert chance in (0, 1)
    return chance == 1


def test_at_an_infinite_pace_rivals_keep_their_logit_shares():
    """The ratio of the two hazards is that at any finite pace, and so is each cause's part."""
    who, met = citizen(0.9, 0.1), {"meet": 0.5, "temperature": 0.05}
    slow, endless = (defaults("mobilisation", pace=pace, **met) for pace in (1.0, math.inf))
    ratio = join(who, HERE, slow) / protest(who, HERE, slow)
    assert ratio > 0
    assert join(who, HERE, endless) / protest(who, HERE, endless) == pytest.approx(ratio)
    for hazard, parts in ((join, join_parts), (protest, protest_parts)):
        split = [part / hazard(who, HERE, slow) for part in parts(who, HERE, slow)]
        assert [part / hazard(who, HERE, endless) for part in parts(who, HERE, endless)] == (
            pytest.approx(split, abs=1e-12))


def test_without_noise_a_chance_meeting_decides_between_two_that_are_worth_it():
    """Joining is worth more, so whoever meets a recruiter joins and the others protest."""
    p = noiseless(meet=0.7, contact=0, threshold=0.0, threshold_join=-0.5, cost_protest=0)
    who = citizen(0.9, 0.1)
    joined, protested = join(who, HERE, p), protest(who, HERE, p)
    assert joined / (joined + protested) == pytest.approx(-math.expm1(-0.7))


@settings(derandomize=True, deadline=None)
@given(SHARE, SHARE, SHARE, SHARE)
def test_epstein_s_rule(hardship, aversion, risk, legitimacy):
    """Active if and only if G - R P >= T."""
    p = noiseless(cost_protest=1, influence=0, threshold=0.1, meet=0, contact=0)
    here = at(legitimacy=legitimacy, peaceful=1, risk_protest=risk, severity=1)
    who = citizen(hardship, aversion)
    worth = hardship * (1 - legitimacy) - aversion * risk - 0.1
    if abs(worth) > 1e-12:
        assert certain(protest(who, here, p)) == (worth > 0)


@settings(derandomize=True, deadline=None)
@given(SHARE, SHARE)
def test_granovetter_s_rule(threshold, share):
    """Active if and only if the street reaches the threshold; leaves if it does not."""
    p = noiseless(influence=1, spread=1, threshold=0, cost_protest=0, meet=0, meet_street=0,
                  contact=0, fatigue=0, threshold_join=1)
    who, here = citizen(threshold=threshold), at(protest_field=share)
    assert certain(protest(who, here, p)) == (share >= threshold)
    assert certain(tire(who, here, p)) == (share < threshold)


def test_logit_by_hand():
    """U = .5 x .3 - .5 x .3 x .5 - .1 = -.025, U0 = .3 - .1; w = exp((U - U0) / tau + entry)."""
    p = defaults("mobilisation", temperature=0.05, entry_protest=-2, meet=0, contact=0, influence=0,
                 cost_protest=0.5, threshold=0.1)
    w = math.exp((-0.025 - 0.2) / 0.05 - 2)
    assert grievance(citizen(), HERE) == pytest.approx(0.3)
    assert protest(citizen(), HERE, p) == pytest.approx(p.pace * w / (1 + w))


def test_small_temperatures_tend_to_the_better_choice():
    """A share of 1, a half and 0 for what is worth more, as much, less than staying quiet.

    Where the start promised just the threshold; of those on the street the others leave.
    """
    for worth, expected in ((0.01, 1.0), (0.0, 0.5), (-0.01, 0.0)):
        p = defaults("mobilisation", temperature=1e-4, pace=1, entry_protest=0, influence=0,
                     cost_protest=0, threshold=0.15 - worth, meet=0, contact=0, meet_street=0)
        here = at(**{**vars(HERE), "promise": p.threshold})
        assert protest(citizen(), here, p) == pytest.approx(expected, abs=1e-9)
        assert tire(citizen(), here, p) - p.fatigue == pytest.approx(1 - expected, abs=1e-9)


def test_meeting_a_recruiter():
    """1 - exp(-(base + contact u)): at base 0 and contact 10, u = .05: 1 - exp(-.5)."""
    p = defaults("mobilisation", contact=10.0)
    assert meeting(0.0, p, 0.05) == pytest.approx(1 - math.exp(-0.5))
    assert meeting(0.001, p, 0.0) == pytest.approx(1 - math.exp(-0.001))


def test_nobody_joins_without_a_recruiter():
    p = defaults("mobilisation", meet=0.0)
    assert join(citizen(), HERE, p) == 0.0
    assert join(citizen(underground=0.1), HERE, p) > 0.0


def test_recruitment_is_caused_by_contacts_alone():
    """Without base chance all of the hazard is `recruited`, the last cause."""
    p = defaults("mobilisation", meet=0.0)
    parts = join_parts(citizen(underground=0.1), HERE, p)
    assert parts[:4] == (0, 0, 0, 0) and parts[4] > 0


def test_entering_and_leaving_differ():
    """Lock-in: what is worth nothing draws few in and keeps half of those in.

    Few: odds of exp(entry - U0 / tau), with U0 = .3 - .15.
    """
    p = defaults("mobilisation", threshold=0.15, cost_protest=0, influence=0, meet=0,
                 meet_street=0, contact=0, fatigue=0, entry_protest=-3.5, temperature=0.03)
    assert protest(citizen(), HERE, p) / p.pace == pytest.approx(1 / (1 + math.exp(8.5)))
    assert tire(citizen(), HERE, p) / p.pace == pytest.approx(0.5)


@settings(derandomize=True, deadline=None)
@given(SHARE, SHARE, st.floats(0.05, 0.95), st.floats(-4, 0))
def test_at_the_start_the_most_aggrieved_without_fear_has_the_odds_of_entry(
        legitimacy, peaceful, threshold, entry):
    """promise = b (1 - L), so U = U0 at hardship 1 and no risk: odds of e^entry, whatever else."""
    here = at(legitimacy=legitimacy, peaceful=peaceful, promise=peaceful * (1 - legitimacy))
    p = defaults("mobilisation", threshold=threshold, entry_protest=entry, meet=0, contact=0)
    chance = protest(citizen(1.0, 0.0), here, p) / p.pace
    assert chance == pytest.approx(1 / (1 + math.exp(-entry)))
    assert protest(citizen(0.5, 0.0), here, p) / p.pace <= chance + 1e-12


@given(SHARE)
def test_without_noise_the_promise_of_the_start_plays_no_part(promise):
    """tau = 0: the better one is taken, and U0 is not what staying quiet is worth."""
    here = at(**{**vars(HERE), "promise": promise})
    for threshold in (0.05, 0.15, 0.3):
        p = noiseless(threshold=threshold, cost_protest=0.2)
        for who in (citizen(), citizen(0.9, 0.1)):
            assert protest(who, here, p) == protest(who, HERE, p)


def test_readiness_to_hide_is_that_of_the_underground():
    """V q G / tau and what fear of being found leaves, at the most aggrieved."""
    p = defaults("mobilisation", temperature=0.05, value=1.2, cost_join=0.8)
    fear = 0.2 * 0.8 / 0.05
    assert readiness_to_hide(HERE, p) == pytest.approx(
        1.2 * 0.15 * 0.6 / 0.05 + math.log(-math.expm1(-fear) / fear))
    assert readiness_to_hide(HERE, noiseless()) == 0.0


def test_who_hides_lives_off_all_of_the_region_who_sympathise():
    """300 in hiding and room for 5e-4 x 2e5 = 100 of them: 3 d, whatever the own community is."""
    p = defaults("mobilisation", leave=0.1)
    crowded = at(**{**vars(HERE), "region_underground": 300.0, "passive": 0.9})
    assert desert_parts(citizen(), crowded, p)[1] == pytest.approx(0.3)


def test_readiness_is_the_logarithm_of_how_many_are_drawn():
    """b G / tau of the most aggrieved, and the mean of exp(-R P c / tau) over aversion R."""
    p = defaults("mobilisation", temperature=0.05, cost_protest=0.5)
    aversion = (np.arange(20_000) + 0.5) / 20_000
    fear = np.exp(-aversion * 0.3 * 0.5 / 0.05).mean()
    assert readiness(HERE, p) == pytest.approx(0.5 * 0.6 / 0.05 + math.log(fear), abs=1e-6)
    safe = at(**{**vars(HERE), "risk_protest": 0.0})
    assert readiness(safe, p) == pytest.approx(0.5 * 0.6 / 0.05)
    assert readiness(HERE, noiseless()) == 0.0


def test_the_street_leads_underground_faster_than_the_sofa():
    p = defaults("mobilisation")
    assert hide(citizen(), HERE, p) > 10 * join(citizen(), HERE, p) > 0


def test_repressing_one_tactic_moves_dissent_to_the_other():
    """Lichbach 1987: more risk on the street, less protest and more going underground."""
    p = defaults("mobilisation", entry_protest=0.0)
    risky = at(**{**vars(HERE), "risk_protest": 0.9})
    assert protest(citizen(), risky, p) < protest(citizen(), HERE, p)
    assert join(citizen(), risky, p) > join(citizen(), HERE, p)
    assert join_parts(citizen(), risky, p)[2] > 0  # by the closed street


def test_causes_follow_what_moves():
    """Outrage gives `outrage`, backlash `backlash`, a crowd `others`; nothing gives nothing."""
    p = defaults("mobilisation")
    calm = protest_parts(citizen(), HERE, p)
    assert calm[0] > 0 and calm[1:] == (0, 0, 0)
    moved = {"grievance_shock": 0.1, "grievance_backlash": 0.1, "protest_field": 0.1}
    for place, (column, value) in enumerate(moved.items(), start=1):
        parts = protest_parts(citizen(), at(**{**vars(HERE), column: value}), p)
        assert parts[0] == calm[0]
        assert [part > 0 for part in parts[1:]] == [n == place for n in (1, 2, 3)]


def test_who_hopes_stays_underground():
    p = defaults("mobilisation")
    hopeful = at(**{**vars(HERE), "armed_hope": 0.9})
    assert desert(citizen(), hopeful, p) < 0.01 * p.leave < desert(citizen(), HERE, p)


@settings(derandomize=True, deadline=None)
@given(SHARE, SHARE, st.floats(0, 1.5), st.floats(-0.2, 0.6))
def test_passive_opponents_are_those_whom_only_risk_keeps_home(legitimacy, peaceful, base, mean):
    """Against a count over 20,000 hardships, to a 20,000th."""
    here = at(legitimacy=legitimacy, peaceful=peaceful, grievance_group=base)
    hardship = (np.arange(20_000) + 0.5) / 20_000
    felt = np.clip(hardship * (1 - legitimacy) + base, 0, 1)
    if abs(peaceful - mean) < 1e-6 or abs(peaceful * base - mean) < 1e-6:
        return  # all of them at the threshold at once
    p = defaults("mobilisation", threshold=mean)
    assert derive(here, p)[0] == pytest.approx((peaceful * felt > mean).mean(), abs=1e-4)
