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


@pytest.mark.parametrize("crowd", [10.0, 100.0, 1e4, 1e6])
def test_epstein_s_perceived_risk_is_the_limit_of_few_officers(crowd):
    """v = 0: 1 - exp(-k kappa C / A), the more exactly the fewer C are against A.

    With x = k kappa C / A the risk is 1 - exp(-a x), a = 1 / (1 + C / A): at least a (1 - exp(-x)),
    since 1 - exp(-a x) is concave in a. The citizen who looks is one of A.
    """
    p = defaults("repression", arrests=0.5, deterrence=4.6, visibility=0.0)
    risk, _ = derive(like(region_protest=crowd - 1), p)
    epstein = 1 - math.exp(-2.3 * 100 / crowd)
    assert epstein / (1 + 100 / crowd) <= risk <= epstein


def test_perceived_risk_is_the_chance_of_arrest_within_the_weeks_that_count():
    """Of somebody of mean grievance, as one more on the street."""
    p = defaults("repression", deterrence=3.0, visibility=2.0)
    hazard = arrest(citizen(0.5), like(region_protest=301.0), p)  # grievance .5 x .5
    assert derive(like(grievance=0.25), p)[0] == pytest.approx(1 - math.exp(-3 * hazard))


def test_safety_in_numbers():
    """P_a falls as the street grows, and so does each one's arrest: C = 100 of 200, of 10,100."""
    p = defaults("repression", visibility=0.0, arrests=1.0, deterrence=2.3)
    few, many = like(region_protest=99.0), like(region_protest=9999.0)
    assert derive(few, p)[0] == pytest.approx(1 - math.exp(-2.3 / 2))
    assert derive(many, p)[0] == pytest.approx(1 - math.exp(-2.3 / 101))
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
    """beta (1 - s) / 2 at the alarm level, of which the mean over a half-life of a week stays:
    the integral of 2^-t from 0 to 1 is 1 / (2 ln 2). Half is left after the half-life.
    """
    p = defaults("repression", fury=0.04, alarm=1e-3, decay=math.log(2))
    alarmed = like(region_arrests=20.0)  # 1e-3 of the citizens a week
    assert update(alarmed, p) == pytest.approx(0.04 * 0.5 / 2 / (2 * math.log(2)))
    assert update(like(region_arrests=20.0, selectivity=1.0), p) == 0.0
    assert update(like(backlash=0.6), p) == pytest.approx(0.3)
