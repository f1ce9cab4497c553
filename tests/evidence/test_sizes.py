"""Numbers of persons in words."""

from __future__ import annotations

import pytest

from fronde.evidence.sizes import Interval, interval


@pytest.mark.parametrize(("text", "low", "best", "high"), [
    ("300", None, 300, None), ("0", None, 0, None), ("1,700", None, 1700, None),
    ("about 300 people", None, 300, None), ("Some 3,000 protesters", None, 3000, None),
    ("Estimated to be 15,500", None, 15500, None), ("almost 350,000", None, 350000, None),
    ("1.5 million", None, 1500000, None), ("around a hundred", None, 100, None),
    ("about a thousand", None, 1000, None), ("two or three", None, None, None),
    (">50", 50, None, None), ("50+", 50, None, None), ("more than 10,000 citizens", 10000, None,
                                                       None),
    ("at least 100", 100, None, None), ("More than a thousand", 1000, None, None),
    ("<70000", None, None, 70000), ("up to 300 people", None, None, 300),
    ("as many as 25,000 protesters", None, None, 25000),
    ("500-600", 500, None, 600), ("Between 11000 and 45000", 11000, None, 45000),
    ("dozens", 24, None, 99), ("hundreds of residents", 200, None, 999),
    ("several hundred", 200, None, 999), ("a few hundreds", 200, None, 999),
    ("Thousands ", 2000, None, 9999),
    ("tens of thousands", 20000, None, 99999), ("1000s", 2000, None, 9999),
    ("10000s", 20000, None, 99999), ("300s", 300, None, 399), ("no report", None, None, None),
])
def test_what_a_text_says(text, low, best, high):
    found = interval(text)
    if text == "two or three":
        assert found is None
    else:
        assert found == Interval(low, best, high)


@pytest.mark.parametrize("text", [
    "30 arrested", "97 public organisations", "Widespread protests", "a large crowd", "", "1e400",
    "9" * 40, "NaN", "-5", "In one town 200, in another 400"])
def test_numbers_of_something_else_are_not_taken(text):
    assert interval(text) is None
