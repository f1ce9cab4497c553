"""Claims tested end to end, in a country where one knows which are true."""

import json
import math

import numpy as np
import pytest

import fronde as fr
from fronde.errors import ScenarioError
from fronde.reporting.study import text
from fronde.study.kinds import claims
from fronde.study.methods.design import points
from fronde.study.study_values import read_values
from study import plain


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return plain.claimed(tmp_path_factory.mktemp("claims") / "study")


@pytest.mark.parametrize(("claim", "verdict"), [
    ("true", "supported"), ("false", "not supported"), ("half", "depends"),
    ("nothing", "not supported"), ("none", "undecided"), ("grown", "supported"),
    ("above", "supported")])
def test_each_claim_gets_the_verdict_that_it_was_made_for(found, claim, verdict):
    assert found[claim].found.verdict == verdict


def test_the_size_of_an_effect_is_that_of_the_equation(found):
    """The median over the space, of a product of two medians here: at the middle of each prior."""
    fatigue = math.sqrt(0.15 * 0.6)
    expected = (plain.settled(plain.MIDDLE, 0.0, fatigue)
                / plain.settled(plain.MIDDLE, -4.0, fatigue) - 1.0)
    assert found["true"].effects[0].median == pytest.approx(expected, rel=0.1)


def test_what_decides_is_found_and_where(found):
    """Half holds where the pace is above that of the contrast by more than the margin."""
    decision = found["half"].decision
    assert decision.deciding[0].name == "mobilisation.pace"
    low, high = decision.region.limits["mobilisation.pace"]
    assert plain.MIDDLE < low < 1.2 * plain.MIDDLE
    assert high == math.inf


def test_a_contrast_that_changes_nothing_is_said(found):
    assert "no outcome of this claim differs" in found["nothing"].found.why
    assert found["nothing"].effects[0].median == 0.0


def test_a_moment_before_is_no_contrast(tmp_path):
    """Legitimacy is fixed here: it is after an event what it was before, without any contrast."""
    still = plain.NONE | {"expect": plain.NONE["expect"] | {"metric": "legitimacy"}}
    found = plain.claimed(tmp_path / "study", many=4, replicates=1, claimed=(still,))["none"]
    assert "no outcome of this claim differs, in any run" in found.found.why
    assert "contrast" not in found.found.why


def test_a_claim_may_speak_of_a_peak_its_week_a_total_or_the_end(tmp_path):
    """Without the event the street grows for months, by construction."""
    asked = {"claimed": (*plain.OF_THE_WAVE, plain.HIGHER_PEAK), "events": (plain.TIRED,)}
    found = plain.claimed(tmp_path / "study", many=24, **asked)
    assert {name: one.found.verdict for name, one in found.items()} == {
        **dict.fromkeys(("peak-week", "peak", "total", "last", "mean"), "supported"),
        "higher": "not supported"}
    peak_week = compared(tmp_path / "study", *asked["claimed"], events=asked["events"])[0]
    assert (peak_week.values[:, 0] == 2).all() and (peak_week.bars[:, 0] > 3).all()


def test_what_is_computed_is_told_of_a_claim():
    made = plain.scenario(claimed=plain.OF_THE_WAVE, events=(plain.TIRED,))
    told = [text.lines(text.text("claims", "expected", made, claim, claim.expect[0]))[0]
            for claim in made.claims]
    for one, said in zip(told, (
            "week of the peak of weeks 1 to 24, is earlier than with the contrast",
            "peak of weeks 1 to 24, is lower than", "total of weeks 1 to 24, is lower than",
            "(persons on the street), week 24, is lower than",
            "mean of weeks 1 to 24, is lower than"),
            strict=True):
        assert said in one


def test_scenarios_that_read_means_keep_their_digest():
    """The document says what is computed only where it is not the mean."""
    plainly, spelled = (fr.load(plain.scenario(claimed=(one,)).document) for one in (
        plain.TRUE, plain.TRUE | {"expect": {**plain.TRUE["expect"], "read": "mean"}}))
    assert plainly.digest == spelled.digest
    assert "read" not in plainly.document["claims"][0]["expect"][0]
    peak = plain.scenario(claimed=plain.OF_THE_WAVE[1:2], events=(plain.TIRED,))
    assert peak.document["claims"][0]["expect"][0]["read"] == "peak"
    assert fr.load(peak.document).digest == peak.digest


def test_the_runs_of_a_pair_share_their_draws(found):
    """Where the contrast changes nothing, their difference has no variance at all."""
    assert found["nothing"].gain == math.inf
    assert 1.0 < found["half"].gain < math.inf
    assert math.isnan(found["above"].gain)  # no pair


def test_what_changes_nothing_is_not_infinitely_well_paired(found):
    nothing, half = found["nothing"], found["half"]
    assert claims.typical_gain([nothing, nothing, half]) == half.gain
    assert math.isnan(claims.typical_gain([nothing]))


def test_claims_with_one_contrast_share_its_runs():
    made = plain.scenario()
    variants = claims.variants(made.claims)
    assert [one.id for one in variants] == [
        "as it stands", "contrast of true, false", "contrast of half", "contrast of nothing"]


def test_only_what_is_asked_for_is_run():
    made = plain.scenario()
    study = claims.plan(made, points(made.priors, 4, 1, "sobol"), 1, only=("above",))
    assert (len(study.variants), study.runs) == (1, 8)
    with pytest.raises(ScenarioError, match="no claim 'abov'"):
        claims.plan(made, points(made.priors, 4, 1, "sobol"), 1, only=("abov",))


def test_a_scenario_without_claims_is_refused():
    made = plain.scenario(claimed=())
    with pytest.raises(ScenarioError, match="makes no claims"):
        claims.plan(made, points(made.priors, 4, 1, "sobol"), 1)


def test_a_window_after_the_end_leaves_the_claim_untested(tmp_path):
    """The run is shortened from outside, as by --weeks: the date of a claim lies beyond it."""
    made = fr.load(plain.scenario(claimed=(plain.NONE, plain.ABOVE)).document, weeks=10)
    study = claims.plan(made, points(made.priors, 4, 1, "sobol"), 1)
    untested, other = claims.judge(read_values(plain.stored(study, tmp_path / "study")), made)
    assert (untested.found.verdict, untested.found.sets) == ("undecided", 0)
    assert other.found.sets == 4


def test_fewer_replicates_at_later_points(tmp_path):
    plain.claimed(tmp_path / "study", many=8, replicates=3, replicated=2, claimed=(plain.TRUE,))
    runs = ~np.isnan(compared(tmp_path / "study", plain.TRUE)[0].values)
    assert runs.sum(axis=1).tolist() == [3, 3, 1, 1, 1, 1, 1, 1]


def test_rows_can_be_written_as_json(found):
    for one in found.values():
        row = claims.as_row(one)
        assert json.loads(json.dumps(row))["claim"] == one.claim.id


def compared(folder, *claimed, **more):
    """What the claims of a study compare, run by run."""
    made = plain.scenario(claimed=claimed, **more)
    return [each for claim in made.claims
            for each in claims.compare(made, read_values(folder), claim)]


def test_the_same_seed_gives_the_same_verdicts_bit_for_bit(tmp_path):
    asked = (plain.TRUE, plain.NONE)
    first, again = (plain.claimed(tmp_path / name, many=6, claimed=asked) for name in ("a", "b"))
    for name in first:
        assert (first[name].found.standing == again[name].found.standing).all()
        for one, other in zip(compared(tmp_path / "a", *asked), compared(tmp_path / "b", *asked),
                              strict=True):
            assert np.array_equal(one.values, other.values)
            assert np.array_equal(one.bars, other.bars)
