"""Verdicts on claims that are true or false by construction, in 100 studies of a country each.

The country of ``study.plain`` settles at a street that an equation gives, so it is known which
claims hold everywhere, nowhere, in half of the space, or not beyond luck.
"""

from __future__ import annotations

from collections import Counter

import pytest
from study import plain

pytestmark = pytest.mark.verify
REPEATS = 100
CLAIMS = (plain.TRUE, plain.HALF, plain.NONE)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """Claim -> how often it got each verdict."""
    folder = tmp_path_factory.mktemp("verdicts")
    counted = {one["id"]: Counter() for one in CLAIMS}
    for seed in range(REPEATS):
        for name, one in plain.claimed(folder / str(seed), seed=seed, claimed=CLAIMS).items():
            counted[name][one.found.verdict] += 1
    return counted


def test_a_true_claim_follows_in_95_of_100(verdicts):
    assert verdicts["true"]["follows"] >= 95


def test_what_holds_in_half_of_the_space_depends_in_95_of_100(verdicts):
    assert verdicts["half"]["depends"] >= 95


def test_no_effect_does_not_follow_in_95_of_100_and_is_called_one_in_5_at_most(verdicts):
    assert verdicts["none"]["does not"] >= 95
    assert verdicts["none"]["follows"] + verdicts["none"]["depends"] <= 5
