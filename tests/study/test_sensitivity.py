"""Screening and indices end to end, against integrals of the country's equation."""

import math

import numpy as np
import pytest

import fronde
from fronde.errors import FrondeError, ScenarioError
from fronde.parameters import LogUniform
from fronde.study.kinds import sensitivity
from fronde.study.methods import morris
from fronde.study.study_values import read_values
from study import plain

PRIORS = (LogUniform(0.15, 0.4), LogUniform(0.15, 0.6))  # pace, fatigue


def by_integration(cells=400):
    """First-order shares of pace and fatigue, by the midpoint rule over both priors."""
    middle = (np.arange(cells) + 0.5) / cells
    pace, fatigue = ([prior.quantile(float(u)) for u in middle] for prior in PRIORS)
    street = np.array([[plain.settled(p, 0.0, f) for f in fatigue] for p in pace])
    return street.mean(axis=1).var() / street.var(), street.mean(axis=0).var() / street.var()


@pytest.fixture(scope="module")
def made():
    return plain.scenario(people=3000, weeks=40, claimed=())


@pytest.fixture(scope="module")
def measured(made, tmp_path_factory):
    names = ["mobilisation.pace", "mobilisation.fatigue"]
    study = sensitivity.indices(made, "protest", names, 64, 2, 1)
    folder = plain.stored(study, tmp_path_factory.mktemp("s") / "study")
    return sensitivity.judge_indices(read_values(folder), made)


def test_indices_are_those_of_the_equation(measured):
    first = [one.first_corrected or one.first for one in measured.found.shares]
    for index, expected in zip(first, by_integration(), strict=True):
        assert index.low < expected < index.high
        assert index.high - index.low < 0.6


def test_chance_is_a_small_share_of_so_many_citizens(measured):
    assert 0.0 < measured.found.noise_share < 0.1


def test_a_screening_ranks_and_has_no_effect_of_nothing(made, tmp_path):
    opened = fronde.load({**made.document, "mechanisms": {"mobilisation": {
        **made.document["mechanisms"]["mobilisation"], "value": "prior"}}})
    study = sensitivity.screening(opened, "protest", 4, 1, 1)
    folder = plain.stored(study, tmp_path / "study")
    found = sensitivity.judge_screening(read_values(folder), opened)
    effects = dict(zip(found.names, found.found.effects, strict=True))
    assert effects["mobilisation.value"].mu_star == 0.0  # hope is held at 0, so it has no part
    assert found.strongest(6) == ["mobilisation.fatigue", "mobilisation.pace"]
    assert effects["mobilisation.pace"].mu > 0.0 > effects["mobilisation.fatigue"].mu


@pytest.mark.parametrize(("values", "said"), [
    ([math.nan] * 6, "protest has no value in 6 of 6 runs, so no runs can be compared"),
    ([1.0, math.nan, 1.0] * 2, "protest has no value in 2 of 6 runs, so no runs can be compared"),
    ([1.0] * 6, "protest does not change with any parameter"),
    ([1.0, 1.0, 1.0, 1.0, 1.0, math.nan],
     "protest does not change with any parameter in the 5 runs that have a value"),
])
def test_an_outcome_without_values_is_not_said_to_stand_still(values, said):
    values = np.array(values)
    found = morris.analyse(morris.design(2, 2, 1), values)
    screened = sensitivity.Screened("protest", ["a", "b"], found, 6, int(np.isnan(values).sum()))
    assert screened.why_none() == said
    with pytest.raises(FrondeError, match=f"^{said}: there is nothing to measure"):
        screened.strongest(6)


def test_chance_is_pooled_within_points():
    each = np.array([[1.0, 3.0], [5.0, 5.0], [2.0, math.nan]])
    assert sensitivity.noise(each) == pytest.approx(((2.0 + 0.0) / 2) / 2)
    assert sensitivity.missing(each) == 1
    assert sensitivity.noise(each[:, :1]) is None  # one run a point: nothing is known of chance
    assert sensitivity.noise(each[2:]) is None


@pytest.mark.parametrize(("call", "said"), [
    (lambda made: sensitivity.indices(made, "protest", ["mobilisation.pac"], 64, 1, 1),
     "did you mean"),
    (lambda made: sensitivity.indices(made, "protest", ["mobilisation.pace"], 60, 1, 1),
     "power of two"),
    (lambda made: sensitivity.screening(made, "protset", 4, 1, 1), "did you mean"),
    (lambda made: sensitivity.screening(fronde.load("granovetter-1978"), "protest", 4, 1, 1),
     "all values are fixed, so nothing can be varied"),
])
def test_what_cannot_be_studied_is_refused(made, call, said):
    with pytest.raises(ScenarioError, match=said):
        call(made)
