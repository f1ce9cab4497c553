"""When a study is precise enough, by hand."""

import math

import pytest

from fronde.study.kinds import KINDS
from fronde.study.methods.verdicts import interval
from fronde.study.stopping import enough, within


def test_the_farther_side_of_an_interval_counts():
    """18 of 18: the interval is all on one side, from .025^(1/18) = .815 to 1."""
    share, low, high = interval(18, 18, 0.95)
    assert (share, low, high) == (1.0, pytest.approx(0.025 ** (1 / 18)), 1.0)
    assert high - low < 2.0 * 0.1
    assert not within([(share, low, high)], 0.1)
    assert within([(share, low, high)], 0.19)


def test_the_widest_of_all_counts_and_each_side_by_itself():
    assert within([(0.5, 0.4, 0.6), (0.1, 0.05, 0.19)], 0.11)
    assert not within([(0.5, 0.4, 0.6), (0.1, 0.05, 0.22)], 0.11)
    assert not within([(0.5, 0.38, 0.6)], 0.11)


def test_what_is_not_known_is_not_precise():
    assert not within([(math.nan, 0.0, 1.0)], 0.6)


def test_nothing_is_asked_without_a_precision_nor_of_a_kind_without_shares():
    assert enough(KINDS["claims"], None, None) is None
    assert enough(KINDS["sensitivity"], None, 0.1) is None
