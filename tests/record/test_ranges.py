"""A value that its column cannot have ends a run, and is said with its place."""

import math

import pytest
from laws.small import country, document, engine_of

import fronde as fr
from fronde.errors import OutsideRangeError
from fronde.record import ranges


@pytest.fixture
def world():
    engine = engine_of(country(people=2000))
    return engine.world


@pytest.mark.parametrize(("table", "column", "row", "value", "said"), [
    ("here", "legitimacy", 2, 1.5, "community s/a: legitimacy is 1.5.*0 and 1 .mechanism legit"),
    ("here", "legitimacy", 0, math.nan, "community n/a: legitimacy is nan"),
    ("here", "outrage", 0, math.inf, "community n/a: outrage is inf.*mechanism grievance"),
    ("here", "police", 1, -0.1, "community n/b: police is -0.1.*measured by the engine"),
    ("nation", "influence", 0, -2.5e9, "the nation: influence is -2.5e.09.*mechanism forces"),
    ("around", "stability", 1, 1.1, "state Y: stability is 1.1.*mechanism patronage"),
])
def test_a_value_outside_its_range_is_said_with_mechanism_place_and_week(
        world, table, column, row, value, said):
    ranges.check(world)
    world.week = 7
    getattr(world, table)[column][row] = value
    with pytest.raises(OutsideRangeError, match=f"week 7, {said}"):
        ranges.check(world)


@pytest.mark.parametrize(("column", "value"), [
    ("enemy_ally", math.nan), ("mutiny_hazard", math.inf), ("tension", 1.0 + 1e-12)])
def test_a_share_of_nobody_an_infinite_rate_and_rounding_are_no_faults(world, column, value):
    world.nation[column][0] = value
    ranges.check(world)


def test_the_logarithm_of_nobody_is_no_fault(world):
    world.here["readiness"][0] = -math.inf
    ranges.check(world)


def test_a_run_ends_where_a_value_is_outside(monkeypatch, tmp_path):
    """As if an equation were wrong: what is recorded is checked, week by week."""
    from fronde.engine.run import Simulator

    def broken(engine, step=Simulator.step):
        step(engine)
        engine.world.here["violence"][0] = float(engine.world.week)

    monkeypatch.setattr(Simulator, "step", broken)
    with pytest.raises(OutsideRangeError, match="week 2, community n/a: violence is 2"):
        fr.simulate(fr.load(document(people=2000, weeks=4)), out=tmp_path / "run")
