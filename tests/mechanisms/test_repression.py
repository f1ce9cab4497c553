"""Repression: risk, limited capacity, sentences, backlash of either sign."""

import math

import pytest

from fronde.mechanisms.repression import (
    arrest,
    derive,
    detect,
    officers,
    release,
    sentence_hiding,
    sentence_street,
    update,
)
from mechanisms.moment import at, citizen, defaults

HERE = at(police=0.01, effort=0.5, region_citizens=20000.0, region_protest=300.0, severity=1.0,
          selectivity=0.5, legitimacy=0.5)  # 100 officers


def like(**columns):
    return at(**{**vars(HERE), **columns})


def test_epstein_s_perceived_risk():
    """k = 2.3: P = .8997 at C = A = 1, the citizen who looks being the active one."""
    alone = like(police=1 / 20000, effort=1.0, region_protest=0.0)
    risk, _ = derive(alone, defaults("repression", deterrence=2.3))
    assert risk == pytest.approx(0.8997, abs=5e-5)


def test_safety_in_numbers():
    """P_a = 1 - exp(-k C / (A + 1)) falls as the street grows, and so does each one's arrest."""
    p = defaults("repression", visibility=0.0, deterrence=2.3)
    few, many = like(region_protest=99.0), like(region_protest=9999.0)
    assert derive(few, p)[0] == pytest.approx(1 - math.exp(-2.3))
    assert derive(many, p)[0] == pytest.approx(1 - math.exp(-0.023))
    assert arrest(citizen(), few, p) > arrest(citizen(), many, p)


def test_arrests_saturate_at_capacity():
    """kappa C A / (C + A) a week: a fourth of 300 at C = 100; kappa C at most."""
    p = defaults("repression", arrests=1.0, visibility=0.0)
    assert officers(HERE) == pytest.approx(100)
    assert 300 * arrest(citizen(), HERE, p) == pytest.approx(75)
    assert 1e9 * arrest(citizen(), like(region_protest=1e9), p) == pytest.approx(100, rel=1e-6)


def test_the_committed_are_found_more_easily():
    """1 + v G with G = .5 h."""
    p = defaults("repression", visibility=2.0)
    ratio = arrest(citizen(hardship=1), HERE, p) / arrest(citizen(hardship=0), HERE, p)
    assert ratio == pytest.approx(1 + 2 * 0.5)


def test_detection_halves_when_the_underground_fills_the_reach():
    p = defaults("repression", reach=2.0, detection=0.02, horizon=10.0)
    assert detect(citizen(), HERE, p) == pytest.approx(0.01)
    full = like(region_underground=200.0)
    assert detect(citizen(), full, p) == pytest.approx(0.005)
    assert derive(full, p)[1] == pytest.approx(1 - math.exp(-0.05))


@pytest.mark.parametrize("column", ["police", "effort"])
def test_no_police_no_repression(column):
    here, p = like(**{column: 0.0}), defaults("repression")
    assert arrest(citizen(), here, p) == detect(citizen(), here, p) == 0.0
    assert derive(here, p) == (0.0, 0.0)


def test_release_is_certain_when_the_term_is_over_and_not_before():
    p = defaults("repression")
    assert release(citizen(over=1.0), HERE, p) == math.inf
    assert release(citizen(over=0.0), HERE, p) == 0.0


def test_sentences_are_uniform_up_to_the_longest():
    p = defaults("repression", jail_street=8.0, jail_hiding=400.0)
    assert [sentence_street(u, HERE, p) for u in (0, 0.5, 1)] == [0, 4, 8]
    assert sentence_street(0.5, like(severity=3.0), p) == 12
    assert sentence_hiding(0.5, HERE, p) == 200


def test_backlash_needs_force_that_misses_and_fades():
    """beta (1 - s) / 2 at the alarm level; half is left after the half-life."""
    p = defaults("repression", fury=0.04, alarm=1e-3, decay=math.log(2))
    alarmed = like(region_arrests=20.0)  # 1e-3 of the citizens a week
    assert update(alarmed, p) == pytest.approx(0.04 * 0.5 / 2)
    assert update(like(region_arrests=20.0, selectivity=1.0), p) == 0.0
    assert update(like(backlash=0.6), p) == pytest.approx(0.3)
