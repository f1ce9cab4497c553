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


def verdicts(folder, claims, **size):
    """Claim -> how often it got each verdict."""
    counted = {one["id"]: Counter() for one in claims}
    for seed in range(REPEATS):
        found = plain.claimed(folder / str(seed), seed=seed, claimed=claims, **size)
        for name, one in found.items():
            counted[name][one.found.verdict] += 1
    return counted


def test_claims_that_are_true_everywhere_or_in_half_of_the_space(tmp_path):
    found = verdicts(tmp_path, (plain.TRUE, plain.HALF), many=48, replicated=8)
    assert found["true"]["follows"] >= 95
    assert found["half"]["depends"] >= 95


def test_no_effect_does_not_follow_and_is_called_an_effect_in_5_of_100_at_most(tmp_path):
    """Two windows of a street that has settled differ by luck alone, and by no margin."""
    found = verdicts(tmp_path, (plain.NONE,), many=96, replicated=32)["none"]
    assert found["does not"] >= 95
    assert found["follows"] + found["depends"] <= 5
