"""Weeks of a record: counted by hand, the run's own numbers at one end, gone with the regime."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from fronde.evidence.contract import SCHEMA
from fronde.evidence.observer import EventObserver
from fronde.evidence.weekly import RecordReading, Weeks, count_weeks, draw_weeks, summarise

from .handmade import START, run

STREET = [(1, "n", 40), (1, "s", 7), (3, "n", 900), (6, "s", 20)]


def events(*rows):
    """Events of the street: day of the run, and sizes low, best, high."""
    made = [{"source": "x", "event": str(number), "start": START + timedelta(days=day),
             "end": START + timedelta(days=day), "kind": "street", "size_low": low,
             "size_best": best, "size_high": high, "row": number}
            for number, (day, low, best, high) in enumerate(rows)]
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in made], schema=SCHEMA)


def test_events_count_in_the_week_in_which_they_start():
    found = count_weeks(events((0, None, 10, None), (6, None, 5, None), (7, None, 1, None),
                               (-1, None, 99, None), (21, None, 99, None)),
                        START, 3, EventObserver("protest"))
    assert found.events.tolist() == [2, 1, 0]
    assert found.persons.tolist() == [15, 1, 0]


def test_without_a_best_number_the_middle_counts_and_without_any_nobody():
    found = count_weeks(events((0, 100, None, 300), (0, 100, 120, 300), (7, None, None, None)),
                        START, 2, EventObserver("protest"))
    assert found.persons.tolist() == [200 + 120, 0]
    assert (found.events.tolist(), found.unknown.tolist()) == ([2, 1], [0, 1])


def test_events_below_the_threshold_are_not_listed_and_unknown_ones_are():
    found = count_weeks(events((0, None, 19, None), (0, None, 20, None), (0, None, None, None)),
                        START, 1, EventObserver("protest", least=20))
    assert (found.events.tolist(), found.persons.tolist()) == ([2], [20])


def test_a_full_record_of_a_run_has_the_numbers_of_the_run():
    found = draw_weeks(run(6, street=STREET), EventObserver("protest"))
    assert found.persons.tolist() == [47, 0, 900, 0, 0, 20]
    assert found.events.tolist() == [2, 0, 1, 0, 0, 1]


def test_the_record_of_a_run_ends_with_the_regime():
    found = draw_weeks(run(6, street=STREET, fall=4), EventObserver("protest"))
    assert found.persons.tolist() == [47, 0, 900, 0]


def test_reporting_less_never_adds_persons():
    made = run(200, street=[(week, "n", 1000) for week in range(1, 201)])
    full, half = (draw_weeks(made, EventObserver("protest", report=report)).persons
                  for report in (1.0, 0.5))
    assert (half <= full).all()
    assert 0 < half.sum() < full.sum()


@pytest.mark.parametrize(("summary", "value"), [
    ("mean", 2.0), ("total", 8.0), ("peak", 5.0), ("share", 0.75),
    # m = 2; deviations -1, 3, -2, 0: products -3, -6, 0; squares 1 + 9 + 4.
    ("autocorrelation", -9 / 14)])
def test_summaries_are_those_of_their_definitions(summary, value):
    assert summarise(summary, np.array([1.0, 5.0, 0.0, 2.0])) == pytest.approx(value)


@pytest.mark.parametrize("numbers", [[], [3.0, 3.0, 3.0]])
def test_what_does_not_vary_has_no_autocorrelation(numbers):
    assert math.isnan(summarise("autocorrelation", np.array(numbers)))


def test_an_autoregressive_series_has_the_autocorrelation_that_made_it():
    rng, phi = np.random.default_rng(1), 0.6
    made = [0.0]
    for noise in rng.normal(size=20_000):
        made.append(phi * made[-1] + noise)
    # Bartlett 1946: standard error sqrt((1 - phi^2) / n) = .0057.
    assert summarise("autocorrelation", np.array(made)) == pytest.approx(phi, abs=4 * 0.0057)


def weeks(*persons):
    return {"street": Weeks(np.ones(len(persons)), np.array(persons, dtype=float),
                            np.zeros(len(persons)))}


def reading(**more):
    return RecordReading(**{"name": "r", "observer": "street", "count": "persons",
                            "summary": "mean", "first": 2, "last": 3, **more})


def test_a_window_is_from_its_first_week_to_its_last():
    assert reading().read(weeks(100, 4, 8, 100)) == 6.0
    assert reading(count="events").read(weeks(100, 4, 8, 100)) == 1.0


def test_a_ratio_is_of_two_windows_and_has_no_value_over_nothing():
    assert reading(by=(1, 1)).read(weeks(100, 4, 8)) == pytest.approx(0.06)
    assert math.isnan(reading(by=(1, 1)).read(weeks(0, 4, 8)))


def test_nothing_by_nothing_is_no_ratio_also_where_one_person_stands_for_nobody():
    assert math.isnan(reading(by=(1, 1), one=True).read(weeks(0, 0, 0)))
    assert reading(by=(1, 1), one=True).read(weeks(0, 4, 8)) == 6.0
    assert reading(by=(1, 1), one=True).read(weeks(4, 0, 0)) == 0.5 / 4


def test_weeks_after_the_fall_are_left_out_and_a_window_after_it_has_no_value():
    assert reading().read(weeks(100, 4)) == 4.0
    assert math.isnan(reading(first=3).read(weeks(100, 4)))


def test_where_a_logarithm_is_taken_a_window_with_nobody_counts_as_one_person_in_it():
    assert reading(one=True).read(weeks(9, 0, 0)) == 0.5
    assert reading(one=True, summary="total").read(weeks(9, 0, 0)) == 1.0
    assert reading().read(weeks(9, 0, 0)) == 0.0
