"""Reliance on the army: the game played out, and its single peak."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.mechanisms.forces import peak
from fronde.theory.guardianship import (
    Guards,
    intervention,
    likeliest_threat,
    overthrow,
)

GUARDS = st.builds(Guards, deterred=st.floats(0, 5), strength=st.floats(0.1, 5),
                   highest_cost=st.floats(0.05, 4), loss=st.floats(0.05, 5))
THREAT = st.floats(0, 100)


def ceded(threat, guards):
    """Share of what they quarrel over that the regime cedes: what leaves the army p C to gain."""
    return overthrow(threat, guards) - intervention(threat, guards) * guards.highest_cost


def tutelage_threat(guards):
    """Threat from which the army is ceded all that it could take: q is C / L."""
    q = guards.highest_cost / guards.loss
    return guards.deterred + guards.strength * q / (1 - q) if q < 1 else math.inf


GRID = np.concatenate([np.linspace(0, 20, 401), np.geomspace(20, 1e6, 100)])


def peaks_once(values, slack=1e-12):
    """Never rises again once it has fallen."""
    turns = np.sign(np.where(np.abs(steps := np.diff(values)) <= slack, 0, steps))
    moves = turns[turns != 0]
    return bool((np.diff(moves) <= 0).all())


def regime_s_worth(w, q, guards):
    """What the regime can expect if it cedes w, the army's cost averaged over a fine grid."""
    costs = (np.arange(20_000) + 0.5) / 20_000 * guards.highest_cost
    risk = np.mean(q - costs > w)
    return (1 - risk) * (1 - w) + risk * (1 - q - q * guards.loss), risk


@pytest.mark.parametrize(("threat", "p", "w"), [
    (1, 0, 0), (2, 1 / 4, 0), (2.5, 1 / 3, 0), (4, 1 / 4, 1 / 4), (1e9, 0, 1),
])
def test_by_hand(threat, p, w):
    """c0 = C = L = 1, g = 3: q = 0, 1/4, 1/3 (the peak), 1/2, 1; p = min(q, (1 - q) / 2)."""
    guards = Guards(deterred=1, strength=3, highest_cost=1, loss=1)
    assert intervention(threat, guards) == pytest.approx(p, abs=1e-8)
    assert ceded(threat, guards) == pytest.approx(w, abs=1e-8)
    assert likeliest_threat(guards) == pytest.approx(2.5)


@given(THREAT, GUARDS)
def test_no_other_concession_serves_the_regime_better(threat, guards):
    """Against a grid of concessions, the army answering each as it should."""
    q, w = overthrow(threat, guards), ceded(threat, guards)
    best, risk = regime_s_worth(w, q, guards)
    slack = 2e-4 * (2 + guards.loss)
    assert risk == pytest.approx(intervention(threat, guards), abs=2e-4)
    for other in np.linspace(0, 1, 41):
        assert regime_s_worth(other, q, guards)[0] <= best + slack


@given(GUARDS)
def test_one_peak_in_the_threat(guards):
    """Over a grid of threats; none where the own guards do, none under tutelage."""
    chances = np.array([intervention(threat, guards) for threat in GRID])
    assert peaks_once(chances)
    assert (chances[guards.deterred >= GRID] == 0).all()
    assert np.abs(chances[tutelage_threat(guards) < GRID]).max(initial=0) < 1e-12
    top = likeliest_threat(guards)
    if top < math.inf:
        assert intervention(top, guards) >= chances.max() - 1e-12
        assert intervention(top, guards) == pytest.approx(1 / (2 + guards.loss))


@given(GUARDS)
def test_three_regions(guards):
    """Up to the peak nothing is ceded, then ever more; all that could be taken in the end."""
    shares = np.array([ceded(threat, guards) for threat in GRID])
    assert (np.diff(shares) >= -1e-12).all()
    assert np.abs(shares[likeliest_threat(guards) >= GRID]).max() < 1e-12
    for threat in GRID[tutelage_threat(guards) < GRID]:
        assert ceded(threat, guards) == pytest.approx(overthrow(threat, guards))


@given(THREAT, GUARDS, st.floats(0.1, 5))
def test_more_guards_make_an_overthrow_less_likely(threat, guards, more):
    stronger = Guards(guards.deterred, guards.strength + more, guards.highest_cost, guards.loss)
    assert overthrow(threat, stronger) <= overthrow(threat, guards)


@given(st.floats(0.01, 10))
def test_the_mechanism_has_the_same_shape(most):
    """forces.peak: 0 at no threat and at endless threat, 1 at ``most``, one peak between."""
    values = np.array([peak(threat, most) for threat in GRID])
    assert peaks_once(values, slack=1e-15)
    assert values[0] == 0 and peak(1e12 * most, most) < 1e-11
    assert peak(most, most) == 1 and values.max() <= 1
    assert peak(0.9 * most, most) < 1 > peak(1.1 * most, most)


def test_a_second_peak_would_be_seen():
    assert peaks_once([0, 1, 1, 0]) and not peaks_once([0, 1, 0.5, 1])


@pytest.mark.parametrize("wrong", [(-1, 1, 1, 1), (0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0),
                                   (0, 1, 1, math.nan)])
def test_senseless_guards_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        Guards(*wrong)
    with pytest.raises(ValueError, match="threat must"):
        overthrow(-1, Guards(0, 1, 1, 1))
