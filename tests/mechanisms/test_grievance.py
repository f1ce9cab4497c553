"""Grievance: Epstein's limit, the group's part, what fades."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.mechanisms.grievance import derive, grievance, mean, update
from mechanisms.moment import at, citizen, defaults

SHARE = st.floats(0, 1)


@settings(derandomize=True, deadline=None)
@given(SHARE, SHARE)
def test_epstein_s_limit(hardship, legitimacy):
    """All weights 0: G = H (1 - L)."""
    p = defaults("grievance", status_weight=0, history_weight=0, nation_weight=0, shock_weight=0)
    here = at(legitimacy=legitimacy, status=1, history=1, nationalism=1, outrage=1, backlash=1)
    here.grievance_group, here.grievance_shock, here.grievance_backlash, _ = derive(here, p)
    assert grievance(citizen(hardship), here) == hardship * (1 - legitimacy)


@settings(derandomize=True, deadline=None)
@given(SHARE, st.floats(0, 3))
def test_the_mean_is_that_of_all_hardships(slope, base):
    """Against the midpoint rule with 4000 steps, exact to its square."""
    hardship = (np.arange(4000) + 0.5) / 4000
    expected = np.clip(base + slope * hardship, 0, 1).mean()
    assert mean(slope, base) == pytest.approx(expected, abs=1e-6)


def test_each_source_of_grievance():
    """Weights .05, .05, .05 (only the others) and .4."""
    here = at(legitimacy=0.6, status=1, history=0.5, nationalism=0.4, outrage=0.25, backlash=0.5)
    p = defaults("grievance", status_weight=0.05, history_weight=0.05, nation_weight=0.05,
                 shock_weight=0.4)
    group, shock, backlash, _ = derive(here, p)
    assert group == pytest.approx(0.05 + 0.025 + 0.02)
    assert (shock, backlash) == pytest.approx((0.1, 0.2))
    here.dominant = 1.0
    assert derive(here, p)[0] == pytest.approx(0.05 + 0.025)


def test_outrage_halves_in_its_half_life_and_never_falls_below_nothing():
    p = defaults("grievance", fading=math.log(2))
    assert update(at(outrage=0.8), p) == pytest.approx(0.4)
    assert update(at(outrage=0.8, shock_grievance=0.3), p) == pytest.approx(0.7)
    assert update(at(outrage=0.1, shock_grievance=-1), p) == 0.0
