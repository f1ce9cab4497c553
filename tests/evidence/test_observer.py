"""What a data set would have recorded of a run: the run itself at one end, closed forms beyond."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

import fronde as fr
from fronde.errors import DataError, ScenarioError
from fronde.evidence import contract
from fronde.evidence.intake import read_events
from fronde.evidence.observer import (
    SIGHTS,
    EventObserver,
    draw_record,
    expect_record,
    sum_weeks,
)
from fronde.evidence.rules import judge

from .handmade import REGIONS, START, run

LN10 = math.log(10)


def even(persons, weeks=4000):
    """As many persons on the street in each of many weeks."""
    return run(weeks, street=[(week, "n", persons) for week in range(1, weeks + 1)])


def persons_of(table):
    """Event -> persons, wherever they are written."""
    return dict(table.select("event", pl.coalesce("size_best", "arrests", "dead_best")).iter_rows())


COUNTED = {
    "street": [(1, "n", 40), (1, "s", 7), (3, "n", 900), (0, "n", 5)],
    "arrests": [(2, "n", 3), (2, "n", 4), (4, "s", 1)],
    "operations": [(2, "s", 0), (2, "s", 5), (2, "n", 2), (4, "s", 11)],
}
ITSELF = {  # events and persons in weeks 1 to 4, counted by hand from the above
    "protest": ([2, 0, 1, 0], [47, 0, 900, 0]), "arrests": ([0, 1, 0, 1], [0, 7, 0, 1]),
    "operations": ([0, 3, 0, 1], [0, 7, 0, 11]), "deaths": ([0, 2, 0, 1], [0, 7, 0, 11]),
}


@pytest.mark.parametrize("of", SIGHTS)
def test_a_full_record_is_the_run_itself(of):
    made = run(4, **COUNTED)
    found = sum_weeks(draw_record(made, EventObserver(of)), made, of)
    assert found.select("week", "start", "events", "persons").equals(
        expect_record(made, EventObserver(of)))
    assert found["most"].equals(found["persons"].alias("most"))
    assert (found["events"].to_list(), found["persons"].to_list()) == ITSELF[of]
    assert found["start"].to_list() == [START + timedelta(weeks=week) for week in range(4)]


def test_a_full_record_of_a_simulated_run_is_the_run_itself():
    made = fr.simulate(fr.load("granovetter-1978"), threads=1)
    street = made.series.filter(pl.col("week") > 0, metric="protest", level="nation")
    record = fr.draw_record(made, fr.EventObserver("protest"))
    assert record["size_best"].to_list() == street.filter(pl.col("value") > 0)["value"].to_list()
    assert record["region"].null_count() == record.height
    assert set(record["place_precision"]) == {"country"}
    assert fr.expect_record(made, fr.EventObserver("protest"))["persons"].to_list() == (
        street["value"].to_list())


@pytest.mark.parametrize("of", SIGHTS)
def test_a_record_is_a_table_of_events(of, tmp_path):
    record = draw_record(run(4, **COUNTED), EventObserver(of, 0.9, 0.3))
    assert record.schema == contract.SCHEMA
    _, complaints = judge(record.with_columns(file=pl.lit("")), contract.rules())
    assert complaints.is_empty()
    record.write_parquet(tmp_path / "record.parquet")
    assert read_events(tmp_path / "record.parquet", "events").table.equals(record)


def test_an_event_is_dated_to_the_week_that_ends_with_its_number():
    """Values of week 3 are those after three weeks, and its flows those of the third."""
    (event,) = draw_record(run(4, operations=[(3, "s", 5)]), EventObserver("operations")).rows(
        named=True)
    assert (event["start"], event["end"]) == (date(2001, 1, 15), date(2001, 1, 21))
    assert (event["region"], event["place_precision"]) == ("s", "region")
    assert event["date_precision"] == 7
    assert (event["kind"], event["dead_best"], event["size_best"]) == ("armed", 5, None)


def test_the_seed_alone_decides_what_is_drawn():
    seen = EventObserver("protest", report=0.5, spread=0.4)
    made = even(100, 50)
    assert draw_record(made, seen, 7).equals(draw_record(made, seen, 7))
    assert not draw_record(made, seen, 7).equals(draw_record(made, seen, 8))
    made.series = made.series.reverse()
    assert draw_record(made, seen, 7).equals(draw_record(even(100, 50), seen, 7))


def test_a_draw_belongs_to_its_region_and_week():
    """What happens elsewhere changes no draw."""
    seen = EventObserver("protest", report=0.5, spread=0.4)
    alone = draw_record(run(9, street=[(week, "s", 100) for week in range(1, 10)]), seen)
    both = draw_record(run(9, street=[(week, where, 100) for week in range(1, 10)
                                      for where in REGIONS]), seen)
    assert persons_of(both.filter(region="s")) == persons_of(alone)
    assert persons_of(alone).values() != persons_of(both.filter(region="n")).values()


@given(st.sampled_from(list(SIGHTS)), st.integers(0, 99), st.floats(0, 1), st.floats(0, 1),
       st.integers(0, 50), st.integers(0, 50), st.floats(0, 2))
def test_reporting_less_never_adds_events(of, seed, report, more, least, lower, spread):
    made, name = run(4, **COUNTED), SIGHTS[of].threshold
    few, many = (
        persons_of(draw_record(made, EventObserver(of, chance, spread, **{name: cut}), seed))
        for chance, cut in ((min(report, more), max(least, lower)),
                            (max(report, more), min(least, lower))))
    assert few.items() <= many.items()
    assert all(persons >= max(least, lower) for persons in few.values())


@pytest.mark.parametrize(("report", "spread"), [(0.4, 0.0), (1.0, 0.3), (0.3, 0.5)])
def test_means_are_the_reported_share_of_the_run(report, spread):
    made, seen = even(250), EventObserver("protest", report, spread)
    weeks = expect_record(made, seen)
    assert weeks["persons"].to_numpy() == pytest.approx(report * 250)
    found = sum_weeks(draw_record(made, seen), made, "protest")["persons"].to_numpy()
    # y = n e if reported, else 0; e has mean 1 and mean square exp(s^2); rounding adds at most 1/4.
    variance = report * 250**2 * math.exp((spread * LN10) ** 2) - (report * 250) ** 2 + 0.25
    assert abs(found.mean() - report * 250) < 4 * math.sqrt(variance / len(found))


def test_numbers_that_are_not_whole_keep_their_mean():
    """Where the street is in groups, persons are expected ones."""
    made, seen = even(0.3), EventObserver("protest")
    weeks = expect_record(made, seen)
    assert weeks["events"].to_numpy() == pytest.approx(0.3)
    assert weeks["persons"].to_numpy() == pytest.approx(0.3)
    found = draw_record(made, seen)
    assert set(found["size_best"]) == {1}  # nobody is no event
    assert stats.binomtest(found.height, 4000, 0.3).pvalue > 1e-3


def log_normal(persons, spread):
    """Numbers with their error: log-normal, of the mean ``persons``."""
    s = spread * LN10
    return stats.lognorm(s, scale=persons * math.exp(-s**2 / 2))


@pytest.mark.parametrize("least", [1, 20, 100, 400])
@pytest.mark.parametrize("spread", [0.1, 0.4, 1.0])
def test_a_threshold_cuts_as_the_log_normal_says(least, spread):
    number, seen = log_normal(100, spread), EventObserver("protest", 0.6, spread, least=least)
    made = even(100)
    expected = expect_record(made, seen)
    assert expected["events"].to_numpy() == pytest.approx(0.6 * number.sf(least))
    above, _ = integrate.quad(lambda chance: number.isf(chance), 0, number.sf(least))
    assert expected["persons"].to_numpy() == pytest.approx(0.6 * above, rel=1e-6, abs=1e-9)
    record = draw_record(made, seen)
    assert stats.binomtest(record.height, 4000, 0.6 * number.sf(least)).pvalue > 1e-3
    assert record.is_empty() or record["size_best"].min() >= least


def test_a_number_below_one_may_come_out_as_nobody():
    number, seen = log_normal(2, 0.5), EventObserver("protest", 1.0, 0.5)
    below, _ = integrate.quad(lambda y: y * number.pdf(y), 0, 1)  # rounded up with chance y
    chance, made = below + number.sf(1), even(2)
    assert expect_record(made, seen)["events"].to_numpy() == pytest.approx(chance)
    assert expect_record(made, seen)["persons"].to_numpy() == pytest.approx(2.0)
    assert stats.binomtest(draw_record(made, seen).height, 4000, chance).pvalue > 1e-3


def test_without_error_reports_are_binomial_above_the_threshold():
    fights = [(week, "n", dead) for week in range(1, 1001) for dead in (0, 3, 25)]
    made = run(1000, operations=fights)
    seen = EventObserver("operations", report=0.3, least_deaths=3)
    record = draw_record(made, seen)
    assert set(record["dead_best"]) == {3, 25}
    weeks = sum_weeks(record, made, "operations")["events"].to_numpy()
    assert expect_record(made, seen)["events"].to_numpy() == pytest.approx(0.6)
    counts = np.bincount(weeks.astype(int), minlength=3)
    by_law = 1000 * stats.binom(2, 0.3).pmf([0, 1, 2])
    assert stats.chisquare(counts, by_law).pvalue > 1e-3


def test_an_operation_without_dead_is_an_event_unless_deaths_are_asked_for():
    made = run(2, operations=[(1, "n", 0)])
    all_listed = EventObserver("operations", spread=1.0)
    assert draw_record(made, all_listed)["dead_best"].to_list() == [0]
    assert expect_record(made, all_listed)["events"].to_list() == [1, 0]
    assert draw_record(made, EventObserver("operations", least_deaths=1)).is_empty()
    for spread in (0.0, 1.0):
        seen = EventObserver("operations", spread=spread, least_deaths=1)
        assert expect_record(made, seen)["events"].to_list() == [0, 0]


def test_a_record_is_counted_in_the_weeks_of_the_run():
    made = run(2)
    days = [START + timedelta(days=day) for day in (-1, 0, 6, 7, 14, 7)]
    events = draw_record(even(1, 6), EventObserver("protest")).with_columns(
        start=pl.Series(days), size_best=pl.Series([1, 2, None, None, 5, 8]),
        size_low=pl.Series([None, None, None, 200, None, None]),
        size_high=pl.Series([None, None, None, 999, None, None]))
    found = sum_weeks(events, made, "protest")
    assert found["events"].to_list() == [2, 2]
    assert found["persons"].to_list() == [2, 208]
    assert found["most"].to_list() == [2, 1007]
    assert found["unknown"].to_list() == [1, 0]


def test_a_run_ends_with_the_week_in_which_the_regime_falls():
    """What a run repeats from then on is no result."""
    made = run(5, street=[(week, "n", 10) for week in range(1, 6)], fall=3)
    seen = EventObserver("protest")
    assert draw_record(made, seen).height == 3
    assert expect_record(made, seen)["persons"].to_list() == [10, 10, 10]


def test_arrests_and_deaths_are_of_events_that_have_some():
    made, first = run(1), START
    events = draw_record(even(1, 4), EventObserver("protest")).with_columns(
        start=pl.lit(first), kind=pl.Series(["street", "armed", "armed", "armed"]),
        arrests=pl.Series([30, 0, None, None]), dead_best=pl.Series([9, 0, 4, None]))
    counts = {of: sum_weeks(events, made, of).row(0)[2:] for of in SIGHTS}
    assert counts == {"protest": (1, 1, 1, 0), "arrests": (1, 30, 30, 0),
                      "operations": (3, 4, 4, 1), "deaths": (1, 4, 4, 0)}


@pytest.mark.parametrize(("given", "said"), [
    ({"of": "street"}, "of must be one of protest, arrests, operations, deaths, not 'street'"),
    ({"of": []}, "of must be one of"),
    ({"of": "protest", "report": 1.5}, "report must be a number from 0 to 1, not 1.5"),
    ({"of": "protest", "report": True}, "report must be a number"),
    ({"of": "protest", "spread": math.nan}, "spread must be a number from 0 to 2"),
    ({"of": "protest", "least": 2.5}, "least must be a whole number"),
    ({"of": "protest", "least_deaths": 1}, "least_deaths is not for protest: use least"),
    ({"of": "operations", "least": 1}, "least is not for operations: use least_deaths"),
])
def test_what_is_no_observer_is_refused(given, said):
    with pytest.raises((DataError, ScenarioError), match=said):
        EventObserver(**given)


def test_a_run_that_did_not_record_what_is_seen_is_refused():
    made = run(2, street=[(1, "g", 4)], level="group")
    with pytest.raises(DataError, match=r"metrics\.levels"):
        draw_record(made, EventObserver("protest"))
    with pytest.raises(DataError, match=r"fronde\.simulate"):
        expect_record("runs/1", EventObserver("protest"))
