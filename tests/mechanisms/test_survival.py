"""Survival: pressure against strength, the bar of the global game, what cannot be undone."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.mechanisms.survival import MECHANISM, Params, derive, start, update
from fronde.theory.global_game import Equilibrium, falls

P = Params(crowd=0.02, rival=0.2, clients=0.1, torn=0.5, sharpness=6.0, pace=0.5)
SIZE = st.floats(1.0, 1e6)


def nation(**stocks):
    """A week of a country with nobody in it: full legitimacy, no tension."""
    return SimpleNamespace(**{**dict.fromkeys(MECHANISM.nation.reads, 0.0), "dt": 1.0,
                              "legitimacy": 1.0, **stocks})


def derived(p=P, **stocks):
    return dict(zip(MECHANISM.nation.derives, derive(nation(**stocks), p), strict=True))


def test_pressure_by_hand():
    """100 + .02 x 5000 + .2 x .5 x 4000 + .1 x .25 x 20000, at home or abroad."""
    found = derived(fighters=100.0, street=5000.0, tension=0.5, private_army=4000.0,
                    clients_lost=0.25, army=20000.0, army_home=2000.0)
    assert found["pressure"] == pytest.approx(100 + 100 + 400 + 500)


def test_strength_by_hand():
    """(1000 + 20000 + 3000) (1 - .5 x .5) x .6."""
    found = derived(police=1000.0, army_home=20000.0, loyalists=3000.0, tension=0.5,
                    legitimacy=0.6)
    assert found["strength"] == pytest.approx(24000 * 0.75 * 0.6)


def test_the_hazard_by_hand():
    """1 against 2: a third of both; r 1 / (1 + 2^m) a week."""
    found = derived(fighters=1000.0, army_home=2000.0)
    assert found["stress"] == pytest.approx(1 / 3)
    assert found["fall_hazard"] == pytest.approx(0.5 / (1 + 2**6))


@given(st.floats(0.2, 5.0), st.floats(0.3, 10.0))
def test_the_hazard_depends_on_the_ratio_alone(ratio, sharpness):
    p = replace(P, sharpness=sharpness)
    small, large = (derived(p, fighters=ratio * size, police=size)["fall_hazard"]
                    for size in (10.0, 1e6))
    assert small == pytest.approx(large)


@given(SIZE, SIZE)
def test_an_endless_sharpness_is_a_bar(fighters, police):
    """m = inf: r above, nothing below; the regime of the static game falls iff A >= theta."""
    hazard = derived(replace(P, sharpness=math.inf), fighters=fighters, police=police)
    assert hazard["fall_hazard"] == (
        P.pace if fighters > police else P.pace / 2 if fighters == police else 0)


@pytest.mark.parametrize(("theta", "expected"), [(0.3, 1), (0.5, 1), (0.7, 0)])
def test_the_bar_is_that_of_the_static_game(theta, expected):
    """Half of everybody attacks (x* = theta): at once, a regime of strength theta falls or not."""
    half = Equilibrium(theta, theta)
    assert falls(theta, half, 1.0) == (0.5 >= theta)
    p = replace(P, sharpness=math.inf, pace=1e9)
    hazard = derived(p, fighters=0.5, police=theta)["fall_hazard"]
    assert update(nation(fall_hazard=hazard, draw_fall=0.999), p) == expected


def test_the_larger_m_is_the_less_an_outcome_off_the_bar_is_draw():
    below, above = ([derived(replace(P, sharpness=m), fighters=x, police=100.0)["fall_hazard"]
                     for m in (1.0, 3.0, 9.0, 50.0)] for x in (80.0, 125.0))
    assert (np.diff(below) < 0).all()
    assert (np.diff(above) > 0).all()
    assert np.add(below, above) == pytest.approx(P.pace)  # odds of 4 : 5 and of 5 : 4


@pytest.mark.parametrize("weight", ["fighters", "street", "private_army", "clients_lost"])
def test_everything_that_weighs_against_it_raises_the_hazard(weight):
    usual = {"fighters": 100.0, "army": 5000.0, "army_home": 1000.0, "tension": 0.5,
             "private_army": 100.0, "street": 100.0, "clients_lost": 0.2}
    more = {**usual, weight: 2 * usual[weight]}
    assert derived(**more)["fall_hazard"] > derived(**usual)["fall_hazard"]


@pytest.mark.parametrize("support", ["police", "loyalists", "legitimacy"])
def test_everything_that_holds_it_up_lowers_the_hazard(support):
    usual = {"fighters": 100.0, "police": 200.0, "loyalists": 50.0, "legitimacy": 0.4}
    more = {**usual, support: 2 * usual[support]}
    assert derived(**more)["fall_hazard"] < derived(**usual)["fall_hazard"]


def test_soldiers_at_home_hold_it_up_even_when_clients_are_lost():
    """Clients weigh by the whole army, wherever it is; those at home are what guards."""
    hazards = [derived(fighters=100.0, clients_lost=1.0, army=3000.0, army_home=size)["fall_hazard"]
               for size in (200.0, 500.0, 2000.0)]
    assert (np.diff(hazards) < 0).all()


def test_nobody_against_it_and_nothing_to_hold_it_up():
    """No pressure, no hazard, though nobody guards; any pressure on nothing is all of r."""
    assert derived() == {"pressure": 0, "strength": 0, "stress": 0, "fall_hazard": 0}
    assert derived(fighters=1.0, army_home=100.0, legitimacy=0.0)["fall_hazard"] == P.pace


@pytest.mark.parametrize("dt", [1.0, 1 / 7])
def test_the_chance_of_a_step_is_that_of_its_hazard(dt):
    """1 - exp(-.7 dt) of evenly spread draws."""
    draw = np.linspace(0, 1, 2000, endpoint=False)
    fell = [update(nation(fall_hazard=0.7, draw_fall=u, dt=dt), P) for u in draw]
    assert np.mean(fell) == pytest.approx(-math.expm1(-0.7 * dt), abs=1 / 2000)


def test_when_soldiers_seize_power_it_is_over():
    """Whatever the hazard and the draw."""
    assert start(nation(), P) == 0
    assert update(nation(seized=1.0, draw_fall=1.0), P) == 1
    assert update(nation(seized=0.0, draw_fall=0.0), P) == 0


def test_what_has_fallen_stays_fallen():
    assert update(nation(fallen=1.0, draw_fall=1.0), P) == 1
