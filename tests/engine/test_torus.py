"""Cops and citizens on a torus: geometry, conservation, the rule, what is known exactly."""

import math

import numpy as np
import pytest
from scipy import stats

from fronde.engine.torus import (
    ACTIVE,
    ARRESTS,
    CALM,
    COPS,
    FIRST,
    IN_JAIL,
    KILLED,
    SECOND,
    Torus,
    outbursts,
    patrol,
    within,
)
from fronde.mechanisms.patrol import RATIO, Rules, arrest_chance, ratio_of, rebels
from fronde.theory.netrisk import well_mixed_share

SMALL = Torus(vision=2.0, cops=0.05, width=12, height=10)
HARSH = Rules(legitimacy=0.6, jail_most=5.0)


@pytest.mark.parametrize(("vision", "seen"), [(1.0, 4), (1.7, 8), (7.0, 148)])
def test_sites_within_vision(vision, seen):
    near = within(vision, 40, 40)
    assert near.shape == (1600, seen)
    assert (np.bincount(near.ravel(), minlength=1600) == seen).all()  # seen by as many
    assert not (near == np.arange(1600)[:, None]).any()


def test_the_rule_as_printed():
    """P = 1 - exp(-2.3) where one cop faces one active, .8997; G - R P > T."""
    assert arrest_chance(1.0, 1.0, 2.3, RATIO["exact"]) == pytest.approx(0.8997, abs=5e-5)
    assert [ratio_of(3.0, 2.0, RATIO[how]) for how in ("exact", "floor", "round")] == [1.5, 1, 2]
    for cops, actives in ((1.0, 2.0), (3.0, 2.0), (5.0, 2.0), (7.0, 2.0), (4.0, 3.0), (5.0, 3.0)):
        for run in (ratio_of, ratio_of.compiled):  # a half goes to the even number, as in Python
            assert run(cops, actives, RATIO["round"]) == round(cops / actives)
    assert rebels(0.5, 0.0, 0.5, 0.0, 0.1)
    assert not rebels(0.5, 1.0, 0.5, 0.2, 0.1)


@pytest.mark.parametrize("groups", [1, 2])
def test_nobody_is_lost(groups):
    rules = Rules(legitimacy=0.6, jail_most=5.0, groups=groups)
    found = patrol(SMALL, rules, 60, 3)
    assert (found[:, [ACTIVE, IN_JAIL, CALM]].sum(axis=1)
            == found[:, [FIRST, SECOND]].sum(axis=1)).all()
    assert (found[:, COPS] == 6).all()
    assert found[:, ARRESTS].sum() > 0
    if groups == 1:
        assert (found[:, FIRST] == 84).all()
        assert (found[:, KILLED] == 0).all()
    else:
        assert found[:, KILLED].sum() > 0


def test_the_same_seed_gives_the_same_ticks():
    assert (patrol(SMALL, HARSH, 40, 5) == patrol(SMALL, HARSH, 40, 5)).all()
    assert (patrol(SMALL, HARSH, 40, 5) != patrol(SMALL, HARSH, 40, 6)).any()
    assert (patrol(SMALL, HARSH, 40, 5)[:20] == patrol(SMALL, HARSH, 20, 5)).all()


@pytest.mark.parametrize("legitimacy", [0.9, 0.95, 1.0])
def test_where_grievance_cannot_exceed_the_threshold_nobody_acts(legitimacy):
    rules = Rules(legitimacy=legitimacy, jail_most=15.0, groups=2)
    assert patrol(Torus(vision=1.7, cops=0.0), rules, 100, 1)[:, ACTIVE].max() == 0


def test_without_cops_it_is_the_well_mixed_share():
    """Nobody is caught: active are those with H (1 - L) > T, a binomial draw."""
    torus = Torus(vision=1.7, cops=0.0, width=100, height=100)
    active = patrol(torus, Rules(0.82, 15.0), 3, 2)[:, ACTIVE]
    share = well_mixed_share(legitimacy=0.82, risk=0.0, threshold=0.1)
    assert share == pytest.approx(4 / 9)
    assert len(set(active.tolist())) == 1
    assert stats.binomtest(int(active[0]), 7000, share).pvalue > 1e-4


def test_a_term_lasts_as_long_as_its_sentence():
    """For ever: whoever is arrested stays; no time at all: nobody is left in prison."""
    assert np.diff(patrol(SMALL, Rules(0.6, math.inf), 40, 1)[:, IN_JAIL]).min() >= 0
    held = patrol(SMALL, Rules(0.6, 0.0), 40, 1)
    assert (held[:, IN_JAIL] <= held[:, ARRESTS]).all()


def test_cops_beyond_the_path_go():
    left = np.linspace(0.05, 0.0, 30)
    found = patrol(SMALL, HARSH, 30, 1, cops=left)
    assert (found[:, COPS] == np.floor(left * 120 + 1e-9)).all()


def test_outbursts_begin_above_and_end_below():
    assert outbursts(np.array([0, 51, 80, 50, 49, 20, 60, 51, 10])).tolist() == [1, 6]
    assert outbursts(np.array([50, 50])).tolist() == []


@pytest.mark.parametrize(("make", "said"), [
    (lambda: Torus(vision=1.7, cops=0.5), "at most 1"),
    (lambda: Torus(vision=20.0, cops=0.1), "half of the torus"),
    (lambda: Torus(vision=1.7, cops=math.nan), "cops"),
    (lambda: Rules(legitimacy=2.0, jail_most=1.0), "legitimacy"),
    (lambda: Rules(legitimacy=0.5, jail_most=-1.0), "jail_most"),
    (lambda: Rules(legitimacy=0.5, jail_most=1.0, ratio="half"), "exact, floor, round"),
    (lambda: Rules(legitimacy=0.5, jail_most=1.0, groups=3), "groups"),
    (lambda: patrol(SMALL, HARSH, 0, 1), "ticks"),
    (lambda: patrol(SMALL, HARSH, 5, 1, cops=[0.1]), "5 numbers"),
    (lambda: patrol(SMALL, HARSH, 1, 1, legitimacy=[1.5]), "legitimacy"),
])
def test_what_makes_no_sense_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()
