"""What is read off a run, by hand from a few weeks."""

import math

import polars as pl
import pytest

from fronde.study.readings import Reading, levels, series_needed, value, weekly

WEEKS = {
    ("nation", "nation", "legitimacy"): dict(enumerate([0.5, 0.4, 0.3, 0.2, 0.1])),
    ("nation", "nation", "fallen"): dict(enumerate([0.0, 0.0, 0.0, 1.0, 1.0])),
    ("nation", "nation", "hidden"): dict(enumerate([0.0, 0.0, 4.0, 0.0, 2.0])),
    ("nation", "nation", "volunteers"): dict(enumerate([0.0, 0.0, 0.0, 1.0, 0.0])),
    ("nation", "nation", "protested_before"): dict(enumerate([0.0, 0.0, 0.75, 0.0, 0.25])),
    ("nation", "nation", "dominant_share"): dict(enumerate([0.0, 0.0, 0.5, 0.0, 1.0])),
}


def read(metric, end, over, **more):
    return value(Reading(metric, end, over, **more), WEEKS)


def test_a_mean_is_over_the_weeks_up_to_its_end():
    assert read("legitimacy", 4, 3) == pytest.approx((0.3 + 0.2 + 0.1) / 3)
    assert read("legitimacy", 2, 2) == pytest.approx((0.4 + 0.3) / 2)


def test_a_total_adds_up_weeks():
    assert read("hidden", 4, 5, rule="total") == pytest.approx(4 + 2)


def test_the_last_is_one_week():
    assert read("legitimacy", 3, 1, rule="last") == 0.2


def test_a_peak_is_the_largest_week_and_a_peak_week_the_first_of_the_largest():
    assert read("legitimacy", 4, 3, rule="peak") == 0.3
    assert read("legitimacy", 4, 3, rule="peak-week") == 2
    assert read("fallen", 4, 5, rule="peak-week") == 3  # and week 4, as high
    assert read("hidden", 4, 2, rule="peak") == 2.0
    assert read("protested_before", 4, 5, rule="peak-week") == 2  # weeks of nobody are none
    assert math.isnan(read("protested_before", 1, 2, rule="peak"))
    assert math.isnan(read("legitimacy", 5, 2, rule="peak-week"))


def test_in_power_counts_nothing_after_a_fall():
    assert read("legitimacy", 4, 5, in_power=True) == pytest.approx((0.5 + 0.4 + 0.3) / 5)


def test_a_share_of_nobody_has_no_value():
    assert read("protested_before", 4, 5) == pytest.approx((0.75 + 0.25) / 2)
    assert math.isnan(read("protested_before", 1, 2))
    # Volunteers from abroad belong to no nationality of the country, and count: a week of them
    # alone is a week in which the dominant share is 0.
    assert read("dominant_share", 4, 5) == pytest.approx((0.5 + 0.0 + 1.0) / 3)


@pytest.mark.parametrize(("end", "over"), [(5, 2), (1, 3)])
def test_a_window_beyond_the_record_has_no_value(end, over):
    assert math.isnan(read("legitimacy", end, over))


def test_what_a_reading_needs_of_a_run():
    asked = [Reading("protested_before", 4, 2), Reading("stability", 4, 2, "state", "BY"),
             Reading("grievance", 4, 2, "group", "tatars", in_power=True)]
    assert series_needed(asked) == {
        ("nation", "nation", "protested_before"), ("nation", "nation", "hidden"),
        ("state", "BY", "stability"), ("group", "tatars", "grievance"),
        ("nation", "nation", "fallen")}
    assert levels(asked) == ("nation", "group")  # states are always recorded


def test_weeks_are_found_by_level_entity_and_metric():
    rows = [("nation", "nation", "x", 0, 1.0), ("nation", "nation", "x", 1, 2.0),
            ("group", "a", "x", 0, 5.0), ("group", "b", "x", 0, 7.0), ("nation", "nation", "y", 0,
                                                                       9.0)]
    series = pl.DataFrame(rows, schema=["level", "entity", "metric", "week", "value"],
                          orient="row")
    assert weekly(series, [("nation", "nation", "x"), ("group", "b", "x")]) == {
        ("nation", "nation", "x"): {0: 1.0, 1: 2.0}, ("group", "b", "x"): {0: 7.0}}


def test_names_tell_readings_apart():
    asked = [Reading("x", 9, 3), Reading("x", 8, 3), Reading("x", 9, 2), Reading("x", 9, 3, "group",
             "a"), Reading("x", 9, 3, rule="total"), Reading("x", 9, 3, in_power=True),
             Reading("x", 9, 1, rule="last")]
    assert len({one.name for one in asked}) == len(asked)
