"""Numbers as a reader says them."""

from datetime import date

import pytest

from fronde.reporting import wording


@pytest.mark.parametrize(("value", "said"), [
    (0, "0"), (7, "7"), (940, "940"), (9_999, "9,999"), (12_400, "12,400"), (12_449, "12,400"),
    (123_456, "123,000"), (999_499, "999,000"), (999_999, "1.0 million"),
    (1_234_567, "1.2 million"), (144_000_000, "144 million"), (1.5e9, "1.5 billion"),
])
def test_numbers_keep_three_figures(value: float, said: str) -> None:
    assert wording.number(value) == said


@pytest.mark.parametrize(("value", "said"), [
    (0, "nobody"), (0.4, "nobody"), (1, "1 person"), (2, "2 people"),
])
def test_people(value: float, said: str) -> None:
    assert wording.people(value) == said


@pytest.mark.parametrize(("value", "said"), [
    (0.000034, "3.4 per 100,000"), (0.00034, "34 per 100,000"), (0.0034, "340 per 100,000"),
    (3.4e-7, "0.034 per 100,000"), (0.12, "12%"), (0.0, "0 per 100,000"),
])
def test_shares(value: float, said: str) -> None:
    assert wording.share(value) == said


def test_percentages_do_not_round_something_to_nothing_or_all() -> None:
    assert wording.percent(0.0001) == "under 0.1%"
    assert wording.percent(0.004) == "0.4%"
    assert wording.percent(0.999) == "over 99%"
    assert wording.percent(1.0) == "100%"
    assert wording.percent(0.0) == "0%"


def test_rows_of_words_and_dates() -> None:
    assert wording.join_words([]) == ""
    assert wording.join_words(["a"]) == "a"
    assert wording.join_words(["a", "b", "c"]) == "a, b and c"
    assert wording.day(date(2022, 3, 7)) == "7 March 2022"
    assert wording.seconds(4.21) == "4.2 s"
    assert wording.seconds(200) == "3 min 20 s"
