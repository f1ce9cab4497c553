"""Groups of citizens: sums over them are integrals over the citizens."""

import math

import numpy as np
import pytest

from fronde.tables.streets import groups_of

GROUPS = groups_of("uniform", False)


@pytest.mark.parametrize(("exponent", "within"), [(5, 1e-4), (60, 1e-4), (107, 1e-3), (200, 5e-3),
                                                  (320, 1e-2)])
def test_fear_is_summed_over_risk_aversion(exponent, within):
    """Of exp(-k a), a from 0 to 1: (1 - exp(-k)) / k."""
    exact = -math.expm1(-exponent) / exponent
    found = GROUPS.share @ np.exp(-exponent * GROUPS.aversion)
    assert found == pytest.approx(exact, rel=within)


@pytest.mark.parametrize(("exponent", "within"), [(1, 1e-6), (10, 1e-3), (30, 2e-2)])
def test_grievance_is_summed_over_hardship(exponent, within):
    """Of exp(k h), h from 0 to 1: (exp(k) - 1) / k."""
    found = GROUPS.share @ np.exp(exponent * GROUPS.hardship)
    assert found == pytest.approx(math.expm1(exponent) / exponent, rel=within)


def test_shares_are_those_of_everybody():
    assert GROUPS.share.sum() == pytest.approx(1.0)
    assert ((GROUPS.low[:2] <= GROUPS.high[:2]).all())
    assert ((GROUPS.high[:2] - GROUPS.low[:2]).prod(axis=0) == pytest.approx(GROUPS.share))
