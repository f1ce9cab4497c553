"""A run that is played goes back to any week that was kept, and comes out the same from there."""

import numpy as np
import pytest
from laws.small import RESPONSES, country

from fronde.engine.plan import plan
from fronde.record.runner import Intervention, Runner

WEEKS = 8
TURNS = [Intervention(3, {"regime.effort": 0.9, "repression.arrests": 0.1}, 1), Intervention(5, {})]


@pytest.fixture(scope="module")
def scenario():
    return country(people=6000, weeks=WEEKS, responses=RESPONSES)


def played(runner, weeks):
    """What there is after each of so many weeks: persons by state, and what communities think."""
    worlds = (runner.step() for _ in range(weeks))
    return [(world.week, world.counts.tobytes(), world.here.tobytes()) for world in worlds]


def test_back_in_any_week_it_plays_the_same_weeks_again(scenario):
    kept = {}

    def keep(world):
        kept[world.week] = world.copy()

    runner = Runner(plan(scenario, 1), 3, TURNS, keep)
    whole = played(runner, WEEKS)
    assert list(kept) == list(range(WEEKS + 1))
    for week in (6, 3, 5, 0, 2):
        runner.go_to(kept[week].copy() if week else None)
        assert played(runner, WEEKS - week) == whole[week:]


def test_what_is_done_in_a_week_holds_from_then_on_and_changes_nothing_before(scenario):
    plain, turned = (Runner(plan(scenario, 1), 3, turns) for turns in ([], TURNS))
    before, after = played(plain, WEEKS), played(turned, WEEKS)
    assert before[:2] == after[:2]  # at the end of week 3 it is done
    assert all(one != other for one, other in zip(before[2:], after[2:], strict=True))
    assert np.all(turned.world.here["effort"] > plain.world.here["effort"])
    assert turned.world.response == 1


def test_threads_change_no_bit(scenario):
    with Runner(plan(scenario, 2), 3, TURNS) as both:
        threaded = played(both, WEEKS)
    assert threaded == played(Runner(plan(scenario, 1), 3, TURNS), WEEKS)
