"""A forecast beside naive rules."""

from __future__ import annotations

import math

import numpy as np
import pytest

import fronde as fr
from fronde.errors import DataError
from fronde.evidence.baselines import self_excitation
from fronde.evidence.scores import crps

BEFORE = [3, 0, 7, 1] * 20
AFTER = [0, 2, 1, 9]
NAMES = ["zero", "last value", "conflictology", "negative binomial", "self-exciting"]


def test_every_rule_has_a_row_and_the_model_the_first():
    assert fr.compare_rules(BEFORE, AFTER)["rule"].to_list() == NAMES
    found = fr.compare_rules(BEFORE, AFTER, [[1, 2]] * 4)
    assert found.columns == ["rule", "crps", "log", "interval", "coverage"]
    assert found["rule"].to_list() == ["model", *NAMES]


def test_a_model_that_knows_beats_every_rule():
    found = fr.compare_rules(BEFORE, AFTER, np.array(AFTER)[:, None])
    model, rules = found.row(0, named=True), found[1:]
    assert (model["crps"], model["interval"], model["coverage"]) == (0, 0, 1)
    assert model["log"] == pytest.approx(math.log2(1011 / 1001))
    assert (rules["crps"] > 0).all() and (rules["log"] > model["log"]).all()


def test_rows_by_hand():
    """Nobody: 0, 2, 1 and 9 persons off. Last value 1: 1, 1, 0 and 8 off. 20 times is a miss.

    Of 11 bins, that of 0 has one of four weeks, and that of 1 and 2 has two.
    """
    rows = {row["rule"]: row for row in fr.compare_rules(BEFORE, AFTER).iter_rows(named=True)}
    hit, miss = math.log2(1011 / 1001), math.log2(1011)
    assert rows["zero"] == pytest.approx({
        "rule": "zero", "crps": 3, "log": (hit + 3 * miss) / 4, "interval": 60, "coverage": 0.25})
    assert rows["last value"] == pytest.approx({
        "rule": "last value", "crps": 2.5, "log": (2 * hit + 2 * miss) / 4, "interval": 50,
        "coverage": 0.25})
    # 13 times each of 0, 1, 3, 7: mean |x| = 11 / 4 and sum |x_i - x_j| / 32 = 2 * 23 / 32 for 0
    alone = fr.compare_rules(BEFORE, [0]).row(2, named=True)
    assert alone["crps"] == pytest.approx(11 / 4 - 46 / 32)
    assert (alone["interval"], alone["coverage"]) == (7, 1)


def test_the_draws_of_a_row_are_those_of_its_rule_and_seed():
    found = fr.compare_rules(BEFORE, AFTER, seed=9, draws=50)
    drawn = self_excitation(BEFORE, 4, 50, seed=9)
    assert found["crps"][-1] == crps(AFTER, drawn).mean()
    assert found.equals(fr.compare_rules(BEFORE, AFTER, seed=9, draws=50))
    assert not found.equals(fr.compare_rules(BEFORE, AFTER, seed=10, draws=50))


def test_scores_in_powers_of_ten_and_months():
    found = fr.compare_rules([99] * 36, [0, 999], year=12, scale="log10")
    assert found.filter(rule="last value")["crps"][0] == pytest.approx((2 + 1) / 2)
    assert found.filter(rule="conflictology")["interval"][0] == pytest.approx(20 * 1.5)


def test_bins_tell_large_numbers_apart():
    """5,000 and 20,000 persons are in one bin of the challenge, and not in one of these."""
    found = fr.compare_rules([5000] * 60, [20_000]).filter(rule="last value")
    assert found["log"][0] > 9


@pytest.mark.parametrize(("given", "says"), [
    ((BEFORE[:51], AFTER), "conflictology needs at least 52 weeks before, not 51"),
    ((BEFORE, []), "weeks_held_back is empty"),
    (([], AFTER), "weeks_before is empty"),
    ((BEFORE, [1, math.nan]), r"weeks_held_back has an unknown number \(NaN\) in week 2"),
    ((BEFORE, AFTER, [[1]] * 3), "draws_of_model must have a row for each of the 4 observed weeks"),
    ((BEFORE, AFTER, [1, 2, 3, 4]), r"draws_of_model must have the shape \[weeks, draws\]"),
    ((BEFORE, AFTER, [[1], [2], [3], [-1]]), "draws_of_model has -1 in week 4"),
])
def test_what_cannot_be_compared_is_refused(given, says):
    with pytest.raises(DataError, match=says):
        fr.compare_rules(*given)
