"""Priors and declarations of parameters."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.parameters import LogUniform, Normal, Uniform, param, parameters_of

PRIORS = [Uniform(-1, 3), LogUniform(0.01, 10), Normal(2, 0.5)]
INSIDE = st.floats(1e-9, 1 - 1e-9)


@pytest.mark.parametrize("prior", PRIORS, ids=str)
@settings(derandomize=True, deadline=None)
@given(u=INSIDE, v=INSIDE)
def test_quantiles_rise_within_the_prior(prior, u, v):
    low, high = sorted((u, v))
    assert prior.quantile(low) <= prior.quantile(high)
    assert prior.contains(prior.quantile(u))


def test_medians():
    """The middle, the geometric mean, the mean."""
    assert Uniform(1, 9).quantile(0.5) == 5
    assert LogUniform(1, 9).quantile(0.5) == pytest.approx(3)
    assert Normal(2, 0.5).quantile(0.5) == pytest.approx(2)


def test_normal_quantile_by_table():
    """Phi(1.959964) = 0.975."""
    assert Normal(0, 1).quantile(0.975) == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize("prior", PRIORS, ids=str)
@pytest.mark.parametrize("value", [-100.0, 100.0, math.nan])
def test_outside(prior, value):
    assert not prior.contains(value)


def test_a_default_must_lie_in_its_prior():
    with pytest.raises(ValueError, match="outside its prior"):
        param(2.0, "1", Uniform(0, 1), "x", source="assumed")


@pytest.mark.parametrize("default", [-0.1, 1.1, math.nan])
def test_a_default_must_be_legal(default):
    with pytest.raises(ValueError, match=r"outside 0\.0 to 1\.0"):
        param(default, "1", None, "x", source="assumed", high=1.0)


def test_declared_once_read_back():
    @dataclass(frozen=True)
    class Params:
        speed: float = param(1.5, "1/week", Uniform(1, 2), "how fast", source="assumed", high=9.0)
        ties: int = param(4, "ties", None, "how many", source="assumed")

    speed, ties = parameters_of(Params)
    assert (speed.name, speed.default, speed.unit, speed.sentence) == (
        "speed", 1.5, "1/week", "how fast")
    assert (speed.low, speed.high, speed.whole) == (0.0, 9.0, False)
    assert ties.whole and ties.prior is None


def test_every_field_must_be_declared():
    @dataclass(frozen=True)
    class Params:
        speed: float = 1.0

    with pytest.raises(TypeError, match=r"Params\.speed"):
        parameters_of(Params)
