"""Sums over communities: one order of adding for every machine, and each entity for itself."""

import math

import numpy as np
import pytest
from laws.small import country, engine_of

from fronde.record.tables import Recorder, members, values_of
from fronde.vocabulary import COUNT_METRICS

COUNTS, MEANS = slice(0, len(COUNT_METRICS)), slice(len(COUNT_METRICS), None)


@pytest.fixture
def recorder():
    """Of a country of three regions and two groups."""
    return Recorder(engine_of(country(people=6000)).world, "run", 0)


@pytest.fixture
def values(recorder):
    """Any values of its communities [metrics, communities]."""
    shape = values_of(engine_of(country(people=6000)).world).shape
    return np.random.default_rng(1).random(shape)


def belonging(recorder, level):
    """Which communities belong to each entity, by another route."""
    names = recorder.levels[level][0]
    of_each = [{"nation": "nation", "region": c.region, "group": c.group}.get(
        level, f"{c.region}/{c.group}") for c in recorder.scenario.communities]
    return names, [[i for i, name in enumerate(of_each) if name == one] for one in names]


@pytest.mark.parametrize("level", ["nation", "region", "group"])
def test_counts_are_added_and_means_are_weighted_by_citizens(recorder, values, level):
    found = recorder.sum_by_entity(values, level)
    names, inside = belonging(recorder, level)
    assert found.shape == (len(values), len(names))
    for entity, communities in enumerate(inside):
        weights = recorder.citizens[communities]
        for row in range(len(COUNT_METRICS)):
            assert found[row, entity] == sum(values[row, communities].tolist())  # one by one
        for row in range(len(COUNT_METRICS), len(values)):
            mean = math.fsum(values[row, communities] * weights) / math.fsum(weights)
            assert found[row, entity] == pytest.approx(mean, rel=1e-12)


def test_a_value_that_is_not_there_is_missing_in_its_own_entity_alone(recorder, values):
    """As a product of matrices, a sum would hand it to all."""
    values[-1, 0] = math.nan
    found = recorder.sum_by_entity(values, "region")[-1]
    _, inside = belonging(recorder, "region")
    assert [math.isnan(one) for one in found] == [0 in communities for communities in inside]


def test_entities_without_citizens_have_no_column():
    world = engine_of(country(people=6000)).world
    world.geography.citizens[3:] = 0
    names, place = members("region", world.scenario, world)
    assert names == ["n", "s"]
    assert place.tolist() == [0, 0, 1, -1, -1]
