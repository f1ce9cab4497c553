"""Points over priors: even, inside, the same for the same seed, and prolonged by more of them."""

import numpy as np
import pytest
from scipy.stats import qmc

from fronde.parameters import LogUniform, Normal, Uniform
from fronde.study.methods.design import points

PRIORS = {"a.x": Uniform(1.0, 3.0), "a.y": LogUniform(0.01, 100.0), "b.z": Normal(5.0, 2.0)}


@pytest.mark.parametrize("method", ["sobol", "lhs"])
def test_points_lie_within_their_priors(method):
    made = points(PRIORS, 200, 1, method)
    assert made.values.shape == (200, 3)
    for column, prior in zip(made.values.T, PRIORS.values(), strict=True):
        assert all(prior.contains(float(value)) for value in column)


def test_a_value_is_the_quantile_of_its_place():
    made = points(PRIORS, 50, 1, "sobol")
    assert made.values[:, 0] == pytest.approx(1.0 + 2.0 * made.unit[:, 0])
    assert np.log10(made.values[:, 1]) == pytest.approx(-2.0 + 4.0 * made.unit[:, 1])


def test_a_latin_hypercube_has_one_point_in_every_stratum():
    unit = points(PRIORS, 40, 3, "lhs").unit
    for column in unit.T:
        assert sorted((column * 40).astype(int)) == list(range(40))


def test_a_sobol_sequence_has_one_point_in_every_stratum_and_is_more_even_than_chance():
    unit = points(PRIORS, 64, 3, "sobol").unit
    for column in unit.T:
        assert sorted((column * 64).astype(int)) == list(range(64))
    by_chance = np.random.default_rng(1).random((64, 3))
    assert qmc.discrepancy(unit) < qmc.discrepancy(by_chance)


@pytest.mark.parametrize(("few", "many"), [(1, 2), (16, 64), (48, 100), (100, 129)])
def test_more_points_begin_with_the_fewer(few, many):
    assert (points(PRIORS, many, 7, "sobol").values[:few] == points(PRIORS, few, 7,
                                                                    "sobol").values).all()


@pytest.mark.parametrize("method", ["sobol", "lhs"])
def test_the_seed_makes_the_points(method):
    first, same, other = (points(PRIORS, 20, seed, method).values for seed in (1, 1, 2))
    assert (first == same).all()
    assert (first != other).any()


def test_a_scenario_without_priors_has_points_that_are_all_itself():
    made = points({}, 5, 1, "sobol")
    assert len(made) == 5
    assert made.at(3) == {}


def test_a_point_by_name_and_as_a_table():
    made = points(PRIORS, 4, 1, "sobol")
    assert made.at(2) == dict(zip(PRIORS, made.values[2].tolist(), strict=True))
    table = made.frame(made.values)
    assert table.columns == ["point", *PRIORS]
    assert table["point"].to_list() == [0, 1, 2, 3]
    assert table["a.y"].to_list() == made.values[:, 1].tolist()
