"""Forces: Richardson's rest, Svolik's peak, De Bruin's sign, what a lost rising costs."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.mechanisms.forces import MECHANISM, Params, derive, peak, rivalry, start, update
from fronde.theory.arms_race import Race, equilibrium, is_stable

OWNS, DERIVES = MECHANISM.nation.owns, MECHANISM.nation.derives
LUCKY = np.linspace(0, 1, 401, endpoint=False)  # draws of who wins, evenly spread


def nation(**stocks):
    """A week of a country at peace: 1000 soldiers at home, nothing that strains them."""
    return SimpleNamespace(**{**dict.fromkeys(MECHANISM.nation.reads, 0.0), "dt": 1.0,
                              "army": 1000.0, "army_home": 1000.0, "luck_mutiny": 1.0,
                              "luck_coup": 1.0, **stocks})


def after(now, p):
    return dict(zip(OWNS, update(now, p), strict=True))


def derived(now, p):
    return dict(zip(DERIVES, derive(now, p), strict=True))


def chance_of_success(who, **stocks):
    """Share of evenly spread draws with which a rising that happens wins."""
    rising = {f"{who}_hazard": 1.0, f"luck_{who}": 0.0}
    won = [after(nation(**{**stocks, **rising, f"luck_{who}_won": luck}), Params())["seized"]
           for luck in LUCKY]
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
                        mutiny_hazard=1.0, luck_mutiny=0.0, luck_mutiny_won=0.99), Params())
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
    calm = after(nation(private_army=500.0, luck_mutiny=0.0, luck_coup=0.0), Params())
    assert calm["coup"] == calm["mutiny"] == calm["seized"] == 0


def test_the_start_names_every_stock():
    assert len(start(nation(), Params())) == len(OWNS)
