"""Forces: Richardson's rest, Svolik's peak, De Bruin's sign, what a lost rising costs."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.mechanisms.forces import (
    MECHANISM,
    Params,
    arm_against,
    derive,
    grow,
    peak,
    rivalry,
    start,
    update,
)
from fronde.theory.arms_race import Race, equilibrium, is_stable

OWNS, DERIVES = MECHANISM.nation.owns, MECHANISM.nation.derives
LUCKY = np.linspace(0, 1, 401, endpoint=False)  # draws of who wins, evenly spread


def nation(**stocks):
    """A week of a country at peace: 1000 soldiers at home, nothing that strains them."""
    return SimpleNamespace(**{**dict.fromkeys(MECHANISM.nation.reads, 0.0), "dt": 1.0,
                              "army": 1000.0, "army_home": 1000.0, "draw_mutiny": 1.0,
                              "draw_coup": 1.0, **stocks})


def after(now, p):
    return dict(zip(OWNS, update(now, p), strict=True))


def derived(now, p):
    return dict(zip(DERIVES, derive(now, p), strict=True))


def chance_of_success(who, **stocks):
    """Share of evenly spread draws with which a rising that happens wins."""
    rising = {f"{who}_hazard": 1.0, f"draw_{who}": 0.0}
    won = [after(nation(**{**stocks, **rising, f"draw_{who}_won": draw}), Params())["seized"]
           for draw in LUCKY]
    return np.mean(won)


@settings(max_examples=20)
@given(reaction=st.floats(0, 0.045), fatigue=st.floats(0.05, 0.1), setback=st.floats(0, 1))
def test_richardson_is_the_limit(reaction, fatigue, setback):
    """Push and R constant: both guards settle at the equilibrium of the arms race."""
    p = Params(reaction=reaction, fatigue=fatigue, growth=0.0, rising=0.0, falling=0.0)
    now = nation(private_army=500.0, influence=0.4, setback=setback)
    push = p.quarrel * 0.4 * setback * rivalry(now)
    race = Race(k=reaction, a=fatigue, g=push, l=reaction, b=fatigue, h=push)
    assert is_stable(race)
    now.army_guard, now.private_guard = 3.0, 0.5
    for _ in range(6000):
        new = after(now, p)
        now.army_guard, now.private_guard = new["army_guard"], new["private_guard"]
    np.testing.assert_allclose((now.army_guard, now.private_guard), equilibrium(race), atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(reaction=st.floats(0, 0.5), fatigue=st.floats(0, 0.5), push=st.floats(0, 0.5),
       own=st.floats(0, 3), other=st.floats(0, 3))
def test_richardson_in_closed_form_is_what_small_steps_lead_to(reaction, fatigue, push, own, other):
    """A' = k B - a A + g and its twin, also where they run away (k > a), over two weeks.

    Euler's error at a time t is below t h e^(c t) M / 2, with c = k + a and |A''| <= M where
    |A''| <= c |A'| and |A'| <= (c size + g) e^(c t).
    """
    p = Params(reaction=reaction, fatigue=fatigue)
    t, n = 2.0, 20_000
    a, b = own, other
    for _ in range(n):
        a, b = (a + (reaction * b - fatigue * a + push) * t / n,
                b + (reaction * a - fatigue * b + push) * t / n)
    c = reaction + fatigue
    most = c * (c * max(own, other) + push) * math.exp(c * t)
    found = arm_against(own, other, push, nation(dt=t), p)
    assert found == pytest.approx((a, b), abs=1e-9 + t * t / n * math.exp(c * t) * most / 2)


@settings(max_examples=20)
@given(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 3), st.floats(0, 3))
def test_a_race_of_seven_days_is_that_of_a_week(reaction, fatigue, push, own, other):
    p = Params(reaction=reaction, fatigue=fatigue)
    days = (own, other)
    for _ in range(7):
        days = arm_against(*days, push, nation(dt=1 / 7), p)
    assert days == pytest.approx(arm_against(own, other, push, nation(), p), abs=1e-9)


def test_a_race_that_runs_away_ends_in_a_number():
    """k > a for ten thousand weeks."""
    p, now = Params(reaction=0.5, fatigue=0.1), (1.0, 2.0)
    for _ in range(10_000):
        now = arm_against(*now, 0.1, nation(), p)
    assert np.isfinite(now).all() and min(now) > 100


@given(st.floats(0.001, 5.0), st.floats(1.0, 5000.0), st.floats(0, 1), st.floats(0, 3))
def test_a_private_army_follows_the_logistic_curve(growth, first, reliance, dt):
    """K / (1 + (K / P - 1) exp(-g reliance t)), in one step or two; from above it shrinks."""
    p, size = Params(growth=growth, ceiling=2000.0), first
    expected = 2000.0 / (1 + (2000.0 / first - 1) * math.exp(-growth * reliance * dt))
    assert grow(nation(private_army=first, reliance=reliance, dt=dt), p) == pytest.approx(expected)
    for _ in range(2):
        size = grow(nation(private_army=size, reliance=reliance, dt=dt / 2), p)
    assert size == pytest.approx(expected)


def test_nobody_grows_from_nobody_and_half_the_ceiling_is_midway():
    """From a fourth of the ceiling to a half in ln 3 / g weeks."""
    p = Params(growth=0.1, ceiling=2000.0)
    assert grow(nation(private_army=0.0, reliance=1.0), p) == 0
    quarter = nation(private_army=500.0, reliance=1.0, dt=math.log(3) / 0.1)
    assert grow(quarter, p) == pytest.approx(1000)


def test_losses_since_the_last_moment_are_an_army_s_and_are_made_up_for():
    """1000 less 100, then 1 - exp(-refill t) of the gap closes."""
    p = Params(army=1000.0, refill=0.02)
    lost = after(nation(toll=100.0), p)["army"]
    assert lost == pytest.approx(900)
    later = after(nation(army=lost, dt=3.0), p)["army"]
    assert later == pytest.approx(1000 - 100 * math.exp(-0.06))


def test_rivalry_by_hand():
    """500 of 1500 soldiers are private."""
    assert rivalry(nation(private_army=500.0)) == pytest.approx(1 / 3)
    assert rivalry(nation(army_home=0.0)) == 0


def test_a_rising_army_s_hazard_has_one_peak_in_the_threat():
    """Threat of fighters over those who guard, at its highest where it is ``threat``."""
    p = Params(peace=0.0, threat=0.3, coup=0.001)
    threats = np.array([0, 0.01, 0.1, 0.29, 0.3, 0.31, 1, 10, 1000])
    hazards = [derived(nation(fighters=1000 * threat), p)["coup_hazard"] for threat in threats]
    assert hazards == pytest.approx([0.001 * peak(threat, 0.3) for threat in threats])
    assert np.argmax(hazards) == 4 and hazards[4] == pytest.approx(0.001)
    assert (np.diff(hazards[:5]) > 0).all() and (np.diff(hazards[4:]) < 0).all()


@pytest.mark.parametrize("counterweight", ["private_army", "loyalists"])
def test_counterweights_lower_the_success_of_a_rising_army_not_its_hazard(counterweight):
    """De Bruin: X / (X + D) falls with D = 500, 1000, 3000 against 1000; the hazard stays."""
    sizes = [500.0, 1000.0, 3000.0]
    hazards = {derived(nation(fighters=100.0, **{counterweight: size}), Params())["coup_hazard"]
               for size in [0.0, *sizes]}
    assert len(hazards) == 1 and hazards.pop() > 0
    won = [chance_of_success("coup", **{counterweight: size}) for size in sizes]
    assert won == pytest.approx([2 / 3, 1 / 2, 1 / 4], abs=1 / 400)


def test_police_too_lower_the_success_of_a_rising_army():
    assert chance_of_success("coup", police=1000.0) == pytest.approx(1 / 2, abs=1 / 400)


def test_a_mutiny_wins_by_its_share_and_is_broken_up_if_it_loses():
    """500 against 1000 at home: a third; then no private army, say or guard is left."""
    assert chance_of_success("mutiny", private_army=500.0) == pytest.approx(1 / 3, abs=1 / 400)
    lost = after(nation(private_army=500.0, influence=0.5, army_guard=1.0, private_guard=1.0,
                        mutiny_hazard=1.0, draw_mutiny=0.0, draw_mutiny_won=0.99), Params())
    assert lost["seized"] == 0 and lost["mutinies"] == 1
    assert [lost[name] for name in ("private_army", "influence", "army_guard", "private_guard")
            ] == [0, 0, 0, 0]


def test_hazards_of_a_mutiny_by_hand():
    """m tension R: guards of .5 each give 1 - 1/e; 500 of 1500 are private."""
    p = Params(peace=0.0, mutiny=0.06)
    found = derived(nation(private_army=500.0, army_guard=0.5, private_guard=0.5), p)
    assert found["tension"] == pytest.approx(1 - math.exp(-1))
    assert found["mutiny_hazard"] == pytest.approx(0.02 * (1 - math.exp(-1)))


def test_an_army_at_war_leaves_little_at_home():
    """.1 abroad in peace, .9 in war, half of that called back: .5."""
    p = Params(peace=0.1, deployed=0.9)
    homes = [derived(nation(war=war, recall=recall), p)["army_home"]
             for war, recall in [(0, 0), (1, 0), (1, 0.5)]]
    assert homes == pytest.approx([900, 100, 500])


def test_a_private_army_grows_to_its_ceiling_and_leaders_to_their_say():
    """Logistic to the ceiling; influence i / (i + j) = .03 / .05 at full reliance in war."""
    p = Params(growth=0.1, ceiling=2000.0, rising=0.03, falling=0.02)
    now = nation(private_army=100.0, reliance=1.0, war=1.0)
    for _ in range(2000):
        new = after(now, p)
        now.private_army, now.influence = new["private_army"], new["influence"]
    assert now.private_army == pytest.approx(2000)
    assert now.influence == pytest.approx(0.6)


def test_nobody_rises_without_a_hazard():
    """The lowest draw does not make an event of nothing."""
    calm = after(nation(private_army=500.0, draw_mutiny=0.0, draw_coup=0.0), Params())
    assert calm["coup"] == calm["mutiny"] == calm["seized"] == 0


def test_the_start_names_every_stock():
    assert len(start(nation(), Params())) == len(OWNS)


def test_at_once_is_a_rate_too():
    """Infinite rates: a say or none by whether there is a war, and risings only with a cause."""
    p = Params(rising=math.inf, mutiny=math.inf, coup=math.inf)
    assert after(nation(influence=0.3), p)["influence"] == pytest.approx(0.3 * math.exp(-p.falling))
    assert after(nation(influence=0.3, war=1.0, reliance=0.1), p)["influence"] == 1.0
    calm = derived(nation(), p)
    assert calm["mutiny_hazard"] == calm["coup_hazard"] == 0.0
    tense = derived(nation(army_guard=1.0, private_army=10.0, fighters=5.0), p)
    assert tense["mutiny_hazard"] == tense["coup_hazard"] == math.inf
