"""Held-back weeks: who forecasts them, from which runs, and by which score."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

import fronde as fr
from fronde.evidence.targets import EvidenceFile
from fronde.reporting.study.text import say
from fronde.study.held_back import LEFT, PRIOR, contests, draws_of, score_weeks

WEEKS, FIRST, LAST = 70, 61, 66
SEEN = [float(week % 3) for week in range(WEEKS)]


def weeks(*runs):
    """Weeks that were kept, from (point, replicate, number of every week, weeks until the fall)."""
    return pl.DataFrame([(point, replicate, week, float(number))
                         for point, replicate, number, until in runs
                         for week in range(1, until + 1)],
                        schema=["point", "replicate", "week", "value"], orient="row")


@pytest.fixture
def case(tmp_path):
    """A scenario of 70 weeks, with a target that is held back."""
    scenario = fr.load("granovetter-1978", weeks=WEEKS)
    held = EvidenceFile.model_validate({
        "observers": {"street": {"of": "protest"}},
        "targets": [{"id": "held", "says": "s", "observer": "street", "value": 1, "source": "x",
                     "error": 1, "part": "check", "from": str(scenario.date_of(FIRST - 1)),
                     "to": str(scenario.date_of(LAST - 1))}]})
    return scenario, held


def values(kept, seen=SEEN):
    """A study that kept the weeks of its runs, and a record."""
    record = {"street": {"events": seen, "persons": seen}}
    return SimpleNamespace(manifest={"study": {"settings": {"record": record}}},
                           kept_weeks=lambda _: kept)


def test_forecasts_are_the_first_runs_of_sets_that_reach_the_last_week():
    kept = weeks((0, 0, 5, 6), (0, 1, 99, 6), (1, 0, 7, 4), (2, 0, 9, 6))
    assert draws_of(kept, 3, 5).tolist() == [[5.0, 9.0]] * 3
    assert draws_of(kept.filter(point=1), 3, 5).shape == (3, 0)


def test_the_score_of_runs_that_are_left_is_theirs_alone(case):
    scenario, held = case
    kept = weeks((0, 0, 9, WEEKS), (1, 0, 99, WEEKS))
    found = {one.rule: one for one in score_weeks(values(kept), held, scenario, [0])}
    seen = np.log10(1 + np.array(SEEN[FIRST - 1:LAST]))
    # One draw: the CRPS is the distance, and log10(1 + 9) = 1.
    assert found[LEFT].crps == pytest.approx(np.abs(1.0 - seen).mean())
    # Two draws, at 1 and 2: mean distance less a quarter of that between them.
    assert found[PRIOR].crps == pytest.approx(
        (np.abs(1.0 - seen) + np.abs(2.0 - seen)).mean() / 2 - 0.25)
    assert found[LEFT].coverage == 0.0
    assert (found[LEFT].first, found[LEFT].last) == (FIRST, LAST)
    assert {"zero", "last value", "conflictology"} <= found.keys()


def test_without_a_run_that_is_left_rules_are_scored_alone(case):
    scenario, held = case
    found = score_weeks(values(weeks((0, 0, 9, WEEKS))), held, scenario, [])
    assert LEFT not in {one.rule for one in found}
    (one,) = contests(found)
    assert one.left is None
    assert one.best.crps == min(each.crps for each in found if each.rule != PRIOR)


def test_less_than_a_year_before_is_not_scored(case):
    scenario, held = case
    early = held.model_copy(update={"targets": tuple(
        one.model_copy(update={"since": scenario.date_of(40), "until": scenario.date_of(50)})
        for one in held.targets)})
    assert score_weeks(values(weeks((0, 0, 9, WEEKS))), early, scenario, [0]) == []


@pytest.mark.parametrize(("number", "says"), [
    (1, "foresees them better than every naive rule"),
    (10**6, "does not foresee them better than the best naive rule")])
def test_the_page_says_whether_the_model_foresees(case, number, says):
    """The record holds 0, 1, 2 in turn: 1 is near all of it, and 0 is what no rule misses less."""
    scenario, held = case
    even = [1.0, 0.0] * (FIRST // 2) + [1.0] * WEEKS
    scores = score_weeks(values(weeks((0, 0, number, WEEKS)), even[:WEEKS]), held, scenario, [0])
    assert says in say("calibrate", "foreseen", SimpleNamespace(contests=list(contests(scores))))
