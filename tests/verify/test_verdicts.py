"""Verdicts on claims that are true or false by construction, in 100 studies each.

The country of ``study.plain`` settles at a street that an equation gives, so it is known which
claims hold everywhere, nowhere, in half of the space, or not beyond noise. The studies of
``study.made`` are made of numbers of known law, for 64 to 512 parameter sets. What is asked: of
100 claims without effect at most 5 get a wrong verdict of any kind, of 100 with a known effect at
least 95 the right one.
"""

from __future__ import annotations

from collections import Counter

import pytest
from study import made, plain, test_responses

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
    assert found["true"]["supported"] >= 95
    assert found["half"]["depends"] >= 95


def test_no_effect_is_undecided_and_gets_a_wrong_verdict_in_5_of_100_at_most(tmp_path):
    """Two windows of a street that has settled differ by noise alone, and by no margin."""
    wrong = 0
    for seed in range(REPEATS):
        found = plain.claimed(tmp_path / str(seed), seed=seed, claimed=(plain.NONE,), many=96,
                              replicated=32)
        wrong += made.is_wrong(found["none"].found)
    assert wrong <= 5


@pytest.mark.parametrize("sets", made.SIZES)
@pytest.mark.parametrize("kind", made.NOTHING)
def test_no_effect_in_noise_of_any_form(kind, sets):
    verdicts, wrong = made.counted(made.NOTHING[kind], sets=sets, repeats=REPEATS)
    assert wrong <= 5, verdicts


@pytest.mark.parametrize("kind", made.NOTHING)
def test_no_effect_of_a_claim_that_is_tested_alone(kind):
    """The levels are widest here, and 2 of 100 are expected: 5 of 100, of all sizes together."""
    wrong = sum(made.counted(made.NOTHING[kind], sets=sets, repeats=REPEATS, claims=1)[1]
                for sets in made.SIZES)
    assert wrong <= 0.05 * REPEATS * len(made.SIZES)


@pytest.mark.parametrize("sets", made.SIZES)
@pytest.mark.parametrize("kind", ["growing noise", "noise above the middle"])
def test_no_effect_where_every_parameter_set_has_replicates(kind, sets):
    verdicts, wrong = made.counted(made.NOTHING[kind], sets=sets, repeats=REPEATS,
                                   replicated=sets)
    assert wrong <= 5, verdicts


@pytest.mark.parametrize("sets", made.SIZES)
@pytest.mark.parametrize("asked", made.SKEWED)
@pytest.mark.parametrize("kind", made.NOTHING)
def test_no_effect_in_skewed_noise_around_what_cannot_change_places(kind, asked, sets):
    """Tested alone or as one of 21, without replicates, with some, and with replicates of all."""
    for claims in (1, made.CLAIMS):
        for replicated in (0, 32, sets):
            verdicts, wrong = made.counted(
                made.NOTHING[kind], sets=sets, repeats=REPEATS, claims=claims,
                replicated=replicated, asked=made.SKEWED[asked])
            assert wrong <= 5, (claims, replicated, verdicts)


@pytest.mark.parametrize("sets", made.SIZES)
@pytest.mark.parametrize("law", [made.even, made.few_above, made.few_below])
@pytest.mark.parametrize("against", ["value", "before"])
@pytest.mark.parametrize("kind", made.EFFECTS)
def test_known_effects_on_what_cannot_change_places(kind, against, law, sets):
    *form, right = made.EFFECTS[kind]
    verdicts, _ = made.counted(form, sets=sets, repeats=REPEATS, asked=made.Asked(against, law))
    assert verdicts[right] >= 95, verdicts


@pytest.mark.parametrize("sets", made.SIZES)
@pytest.mark.parametrize("kind", made.EFFECTS)
def test_known_effects(kind, sets):
    *form, right = made.EFFECTS[kind]
    verdicts, _ = made.counted(form, sets=sets, repeats=REPEATS)
    assert verdicts[right] >= 95, verdicts


@pytest.mark.parametrize("sets", made.SIZES)
@pytest.mark.parametrize("kind", made.HIDDEN)
def test_effects_that_noise_hides_are_not_denied_and_do_not_depend(kind, sets):
    verdicts, _ = made.counted(made.HIDDEN[kind], sets=sets, repeats=REPEATS)
    assert verdicts["depends"] + verdicts["not supported"] <= 5, verdicts


@pytest.mark.parametrize("replicated", [0, 32])
def test_responses_without_effect_in_growing_noise_are_no_answer(replicated):
    found = [test_responses.in_noise(seed, replicated=replicated) for seed in range(REPEATS)]
    week = test_responses.WEEK
    assert sum(one.chance[week] == {"none", "costless"} for one in found) >= 95
    assert sum(one.decided[week].verdict != "found" for one in found) >= 95


@pytest.mark.parametrize("sets", made.SIZES)
def test_two_expectations_without_effect(sets):
    nothing = made.NOTHING["growing noise"]
    verdicts, wrong = made.counted(nothing, nothing, sets=sets, repeats=REPEATS)
    assert wrong <= 5, verdicts
