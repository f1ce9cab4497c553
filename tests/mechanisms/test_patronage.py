"""Patronage: what a patron can spare, where a client's stability rests, who comes of it."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.mechanisms.patronage import (
    MECHANISM,
    Params,
    derive,
    derive_state,
    start_state,
    update_state,
)

SHARE = st.floats(0, 1)
P = Params(strain=0.25, hold=0.9, pace=0.04, bar=0.5, crossing=0.5, levy=0.004)


def nation(**stocks):
    """A week of a patron that spares everything."""
    return SimpleNamespace(**{**dict.fromkeys(MECHANISM.nation.reads, 0.0), "dt": 1.0,
                              "spare": 1.0, "war": 0.0, **stocks})


def client(**stocks):
    """A client whose ruler sits firmly."""
    return SimpleNamespace(**{**dict.fromkeys(MECHANISM.states.reads, 0.0), "client": 1.0,
                              "stability": 1.0, **stocks})


def after(weeks, state, patron, p=P):
    """A client some weeks later."""
    for _ in range(weeks):
        state.stability, state.toppled = update_state(state, patron, p)
    return state


def test_what_can_be_spared_by_hand():
    """(1 - 15/16)^(1/4) = 1/2; a patron with everybody abroad spares nothing."""
    assert derive(nation(abroad=15 / 16), P)[0] == pytest.approx(0.5)
    assert [derive(nation(abroad=abroad), P)[0] for abroad in (0.0, 1.0)] == [1, 0]


@given(SHARE)
def test_without_strain_everything_is_spared(abroad):
    """k = 0, also with the whole army away."""
    assert derive(nation(abroad=abroad), replace(P, strain=0.0))[0] == 1.0


@given(st.floats(0, 0.98), st.floats(0.1, 0.6))
def test_a_larger_army_abroad_leaves_less_to_spare(abroad, strain):
    less, more = (derive(nation(abroad=x), replace(P, strain=strain))[0]
                  for x in (abroad + 0.01, abroad))
    assert less < more


def test_installed_rulers_send_fighters_as_the_patron_can_afford():
    """l spare citizens = .004 x .5 x 1,500,000."""
    assert derive(nation(abroad=15 / 16, installed_citizens=1.5e6), P)[1] == pytest.approx(3000)


@pytest.mark.parametrize("spare", [0.0, 0.4, 1.0])
def test_without_hold_a_client_rests_on_its_own_people(spare):
    """h = 0: 1 - dissent, whatever the patron spares."""
    rested = after(600, client(dissent=0.3), nation(spare=spare), replace(P, hold=0.0))
    assert rested.stability == pytest.approx(0.7)


def test_stability_closes_the_gap_at_its_pace():
    """Rest 1 - .6 (1 - .9 x .5) = .67; exp(-r n) of the gap of .33 is left."""
    found = after(10, client(dissent=0.6), nation(spare=0.5))
    assert found.stability == pytest.approx(0.67 + 0.33 * math.exp(-0.04 * 10))


@given(SHARE, SHARE)
def test_a_client_starts_where_a_patron_who_spares_everything_holds_it(dissent, hold):
    """Nothing moves as long as that lasts."""
    p = replace(P, hold=hold)
    stability, toppled = start_state(client(dissent=dissent), nation(), p)
    assert toppled == 0
    moved = update_state(client(dissent=dissent, stability=stability), nation(), p)
    assert moved[0] == pytest.approx(stability)


def test_an_infinite_pace_is_there_at_once_and_does_not_overshoot():
    found = after(1, client(dissent=0.6), nation(spare=0.5), replace(P, pace=np.inf))
    assert found.stability == pytest.approx(0.67)


def test_a_ruler_falls_below_the_bar_and_not_at_it():
    """Dissent .5 and nothing to spare rest at .5; any more dissent is too much."""
    at_bar = after(3000, client(dissent=0.5, stability=0.5), nation(spare=0.0))
    below = after(3000, client(dissent=0.51, stability=0.5), nation(spare=0.0))
    assert (at_bar.toppled, below.toppled) == (0, 1)


def test_a_fallen_ruler_stays_fallen():
    """Though stability returns when the patron comes home."""
    fallen = after(200, client(dissent=0.9), nation(spare=0.0))
    assert fallen.toppled == 1
    restored = after(500, fallen, nation(spare=1.0))
    assert restored.stability > P.bar
    assert restored.toppled == 1


def test_only_clients_have_a_ruler_to_lose():
    stranger = after(200, client(client=0.0, dissent=0.9), nation(spare=0.0))
    assert stranger.stability < P.bar
    assert stranger.toppled == 0


def test_opponents_come_while_the_patron_is_at_war_and_their_ruler_in_office():
    """v volunteers dissent stability = .5 x 20 x .4 x .75."""
    held = {"volunteering": 20.0, "dissent": 0.4, "stability": 0.75}
    assert derive_state(client(**held), nation(war=1.0), P) == pytest.approx(3.0)
    assert derive_state(client(**held), nation(war=0.0), P) == 0
    assert derive_state(client(**held, toppled=1.0), nation(war=1.0), P) == 0
    assert derive_state(client(**{**held, "client": 0.0}), nation(war=1.0), P) == 0


@given(st.floats(0, 0.99), st.floats(0, 1), st.floats(0, 1))
def test_what_the_patron_spares_never_weakens_a_client(spare, dissent, hold):
    p = replace(P, hold=hold)
    weak, strong = (update_state(client(dissent=dissent, stability=0.6), nation(spare=x), p)[0]
                    for x in (spare, spare + 0.01))
    assert weak <= strong
    assert 0 <= weak and strong <= 1
