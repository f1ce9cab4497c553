"""Epstein 2002 at a fixed chance of arrest."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.theory.netrisk import well_mixed_share


@pytest.mark.parametrize(("risk", "share"), [(0, 0.44444), (0.1, 0.17778), (0.5, 0.03556)])
def test_published_shares(risk, share):
    assert round(well_mixed_share(0.82, risk, 0.1), 5) == share


def test_exact_values():
    """g = .18, T = .1: 1 - T/g = 4/9; (.08)^2 / (2 P .18) = 8/45 and 8/225."""
    exact = [well_mixed_share(0.82, risk, 0.1) for risk in (0, 0.1, 0.5)]
    assert exact == pytest.approx([4 / 9, 8 / 45, 8 / 225], rel=1e-12)


@pytest.mark.parametrize("legitimacy", [0.9, 0.95, 1.0])
def test_legitimate_rule_is_not_opposed(legitimacy):
    """H <= 1, so with 1 - L <= T no grievance reaches the threshold."""
    assert well_mixed_share(legitimacy, 0.0, 0.1) == 0.0


@given(st.floats(0, 0.8), st.floats(0, 1), st.floats(0, 0.2))
def test_share_is_the_mean_over_risk_aversion(legitimacy, risk, threshold):
    """Given R, hardship must exceed (T + P R) / g; midpoint rule over R."""
    aversion = (np.arange(4000) + 0.5) / 4000
    needed = (threshold + risk * aversion) / (1 - legitimacy)
    mean = np.clip(1 - needed, 0, 1).mean()
    assert well_mixed_share(legitimacy, risk, threshold) == pytest.approx(mean, abs=1e-6)


def test_share_is_continuous_where_the_formula_changes():
    """At P = g - T both forms are (g - T) / (2 g)."""
    below, above = (well_mixed_share(0.5, 0.4 + d, 0.1) for d in (-1e-9, 1e-9))
    assert below == pytest.approx(0.4, abs=1e-8)
    assert above == pytest.approx(0.4, abs=1e-8)


@pytest.mark.parametrize(
    "call",
    [
        lambda: well_mixed_share(1.1, 0.1, 0.1),
        lambda: well_mixed_share(0.8, -0.1, 0.1),
        lambda: well_mixed_share(0.8, 0.1, -0.1),
        lambda: well_mixed_share(math.nan, 0.1, 0.1),
    ],
)
def test_senseless_input_is_refused(call):
    with pytest.raises(ValueError, match="must"):
        call()
