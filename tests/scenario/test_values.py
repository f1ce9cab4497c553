"""What may stand where a parameter stands, and what a scenario keeps of it."""

from __future__ import annotations

import math

import pytest

from fronde.columns import COMMUNITY
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import LogUniform, Normal, Uniform, parameters_of
from fronde.scenario import load, quantities
from fronde.scenario.settings import Regime
from fronde.scenario.values import as_written, check_given, prior_as_written

from .writing import SMALL

OWNERS = (*quantities.SETTINGS, *CATALOGUE)
PACE = quantities.parameters("mobilisation")["pace"]
THRESHOLD = quantities.parameters("mobilisation")["threshold"]


@pytest.mark.parametrize(("raw", "value"), [
    (1, 1.0), (0.25, 0.25), ("0.25 1/week", 0.25), ("  1e-1   1/week ", 0.1), (math.inf, math.inf),
    (".inf 1/week", math.inf),
])
def test_a_number_or_a_number_with_its_unit(raw, value):
    assert check_given(PACE, raw) == (value, None)
    assert type(check_given(PACE, raw).value) is float


@pytest.mark.parametrize(("raw", "prior"), [
    ("prior", PACE.prior),
    ({"uniform": [0.1, 0.5]}, Uniform(0.1, 0.5)),
    ({"loguniform": [0.1, 0.5]}, LogUniform(0.1, 0.5)),
    ({"normal": [0.3, "0.05 1/week"]}, Normal(0.3, 0.05)),
])
def test_a_prior_leaves_the_default_for_a_single_run(raw, prior):
    assert check_given(PACE, raw) == (PACE.default, prior)


def test_minus_zero_is_zero():
    assert math.copysign(1.0, check_given(THRESHOLD, -0.0).value) == 1.0


def test_only_unbounded_rates_and_what_says_so_may_be_infinite():
    allowed = set()
    for owner in OWNERS:
        for name, parameter in quantities.parameters(owner).items():
            try:
                check_given(parameter, math.inf)
            except ValueError:
                continue
            allowed.add(f"{owner}.{name}")
            assert parameter.high == math.inf
            assert parameter.unit.startswith("1/week") or ".inf" in parameter.sentence
    assert {"mobilisation.pace", "mobilisation.shelter"} <= allowed
    assert not allowed & {"mobilisation.value", "legitimacy.security_return", "regime.police"}


@pytest.mark.parametrize("owner", OWNERS)
def test_every_parameter_reads_back_what_it_writes(owner):
    for name, parameter in quantities.parameters(owner).items():
        for value in {parameter.default, parameter.low, parameter.high} - {math.inf, -math.inf}:
            assert check_given(parameter, as_written(value, parameter.unit)).value == value, name
            assert check_given(parameter, f"{value!r} {parameter.unit}").value == value, name
        if parameter.prior is not None:
            written = prior_as_written(parameter.prior)
            assert check_given(parameter, "prior") == check_given(parameter, written), name


@pytest.mark.parametrize("owner", OWNERS)
def test_every_parameter_refuses_what_lies_outside_its_range(owner):
    for parameter in quantities.parameters(owner).values():
        outside = [end for end in (parameter.low - 1, parameter.high + 1) if math.isfinite(end)]
        for value in (*outside, math.nan, -math.inf, "x", None, True, [1.0]):
            with pytest.raises(ValueError, match="must be"):
                check_given(parameter, value)


def test_given_and_priors_are_what_the_scenario_says(write):
    text = SMALL.replace("mobilisation: {}", "mobilisation: {value: 2, pace: prior}") + (
        "regime: {effort: 0.35, police: {uniform: [0.0001, 0.001]}}\ncontacts: {near: 4 ties}\n")
    scenario = load(write(text))
    assert scenario.given == {"contacts.near": 4, "regime.effort": 0.35, "mobilisation.value": 2.0}
    assert scenario.priors == {
        "regime.police": Uniform(0.0001, 0.001),
        "mobilisation.pace": declared("pace").prior}
    defaults = {p.name: p.default for p in parameters_of(CATALOGUE["mobilisation"].params)}
    assert vars(scenario.mechanisms["mobilisation"]) == {**defaults, "value": 2.0}
    assert type(scenario.contacts.near) is int
    assert scenario.regime.police == Regime().police


def test_what_a_lever_is_is_said_once():
    """Eight sentences and a unit differed between the columns and the settings."""
    levers = {column.name: column for column in COMMUNITY if column.kind == "lever"}
    assert [p.name for p in parameters_of(Regime)] == list(levers)
    for p in parameters_of(Regime):
        lever = levers[p.name]
        assert (p.unit, p.sentence, p.low, p.high) == (
            lever.unit, lever.meaning, lever.low, lever.high)


def declared(name):
    """A parameter of mobilisation as its file declares it."""
    parameters = parameters_of(CATALOGUE["mobilisation"].params)
    return next(parameter for parameter in parameters if parameter.name == name)
