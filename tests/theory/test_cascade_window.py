"""Cascades on random graphs: the window, the vulnerable, where it ends."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fronde.theory.cascade_window import Vulnerable, cascade_window, final_share, vulnerable


def condition(z, phi):
    """sum_k k (k - 1) rho_k p_k / z, straight from the sum over degrees."""
    k = np.arange(1, 400)
    rho = 1.0 / k >= phi
    return float((k * (k - 1) * rho * stats.poisson(z).pmf(k)).sum() / z)


def test_the_published_window():
    """phi = .18: between about 1 and 6; K = 5, so z (1 + z + z^2/2 + z^3/6) exp(-z) = 1."""
    window = cascade_window(0.18)
    for z in window:
        assert z * (1 + z + z**2 / 2 + z**3 / 6) * math.exp(-z) == pytest.approx(1, abs=1e-12)
    assert window.low == pytest.approx(1.0, abs=0.03)
    assert window.high == pytest.approx(5.8, abs=0.05)
    assert cascade_window(0.2) == window  # 1/5 >= .2: five ties are still few enough


@given(st.floats(0.03, 0.25))
def test_the_condition_holds_inside_only(phi):
    low, high = cascade_window(phi)
    for z, inside in ((low, False), (high, True)):
        assert (condition(z * 1.001, phi) > 1) is (not inside)
        assert (condition(z * 0.999, phi) > 1) is inside
    assert condition(math.sqrt(low * high), phi) > 1


def test_low_thresholds_leave_only_the_network_in_the_way():
    """All are vulnerable: a giant component is enough."""
    assert cascade_window(0.01).low == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("phi", [0.2501, 0.4, 0.6, 1.0, 2.0])
def test_no_window_above_a_quarter(phi):
    """K = 3: z (1 + z) exp(-z) is at most .84."""
    assert max(condition(z, phi) for z in np.linspace(0.1, 20, 100)) < 1
    with pytest.raises(ValueError, match="at most 1/4"):
        cascade_window(phi)


@pytest.mark.parametrize("z", [0.5, 1.5, 3.0])
def test_all_vulnerable_is_the_giant_component(z):
    """S = 1 - exp(-z S): everybody acts at a single neighbour."""
    found = vulnerable(z, 0.001)
    assert found.share == pytest.approx(found.reach, abs=1e-12)
    assert found.share == pytest.approx(1 - math.exp(-z * found.share), abs=1e-12)
    assert (found.share > 0) is (z > 1)


@pytest.mark.parametrize("edge", ["low", "high"])
def test_the_vulnerable_hang_together_inside_the_window_only(edge):
    z = getattr(cascade_window(0.18), edge)
    out, inside = (0.99, 1.01) if edge == "low" else (1.01, 0.99)
    assert vulnerable(out * z, 0.18) == Vulnerable(0.0, 0.0)
    assert 0 < vulnerable(inside * z, 0.18).share < vulnerable(inside * z, 0.18).reach


def test_a_distribution_with_one_threshold_is_that_threshold():
    def step(x):
        return (x >= 0.18).astype(float)

    assert vulnerable(3.0, step) == vulnerable(3.0, 0.18)
    assert final_share(3.0, step, 0.01) == final_share(3.0, 0.18, 0.01)


def test_final_share_by_hand():
    """Nobody follows: r0. Everybody follows one: r0 and all who are tied to one who acts."""
    assert final_share(4.0, 1.5, 0.07) == pytest.approx(0.07, abs=1e-12)
    r0, z = 0.05, 2.0
    q = r0
    for _ in range(500):  # an end is reached unless none of the Poisson others acts
        q = 1 - (1 - r0) * math.exp(-z * q)
    assert final_share(z, 1e-9, r0) == pytest.approx(q, abs=1e-9)
    assert final_share(z, 0.5, 1.0) == 1.0


def test_final_share_with_linear_thresholds():
    """F(x) = a x: q = r0 + (1 - r0) a E[k / (k + 1)] q, and r likewise with those who know any."""
    z, r0, a = 3.0, 0.1, 0.8
    some = 1 - math.exp(-z)
    q = r0 / (1 - (1 - r0) * a * (1 - some / z))  # E[1 / (k + 1)] = (1 - exp(-z)) / z
    expected = r0 + (1 - r0) * a * some * q
    assert final_share(z, lambda x: a * x, r0) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("call", [
    lambda: cascade_window(0), lambda: cascade_window(math.nan), lambda: vulnerable(0, 0.2),
    lambda: vulnerable(math.inf, 0.2), lambda: vulnerable(2, math.nan),
    lambda: final_share(2, 0.2, 0), lambda: final_share(2, 0.2, 1.1),
    lambda: final_share(-1, 0.2, 0.1)])
def test_senseless_inputs_are_refused(call):
    with pytest.raises(ValueError, match="must"):
        call()
