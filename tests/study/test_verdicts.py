"""Verdicts on effects that are known by construction."""

import math

import numpy as np
import pytest
from scipy.stats import beta

from fronde.study.kinds.claims import Space, judge_claim
from fronde.study.methods.verdicts import (
    Compared,
    interval,
    judge,
    measure_agreement,
    rank_differences,
    sign_differences,
)
from study import made

POINTS, CLAIMS, REPEATS = 128, 21, 100


def pair(effect, noise, rng, margin=0.02, points=POINTS, replicates=2, sign=1.0):
    """Runs around 1 with an effect at each point and draws of its own in each run."""
    shape = (points, replicates)
    bars = 1.0 + noise * rng.standard_normal(shape)
    values = 1.0 + np.broadcast_to(np.reshape(effect, (-1, 1)), shape) + (
        noise * rng.standard_normal(shape))
    return Compared(values, bars, sign, margin)


def verdicts(make):
    """How often each verdict falls in repeats."""
    found = [judge([make(np.random.default_rng(seed))], CLAIMS).verdict
             for seed in range(REPEATS)]
    return {verdict: found.count(verdict) for verdict in set(found)}


def test_a_known_effect_is_supported_in_95_of_100():
    assert verdicts(lambda rng: pair(0.3, 0.05, rng)).get("supported", 0) >= 95


def test_an_effect_the_other_way_is_not_supported_in_95_of_100():
    assert verdicts(lambda rng: pair(-0.3, 0.05, rng)).get("not supported", 0) >= 95


def test_no_effect_in_much_noise_is_undecided_and_noise_is_the_reason():
    """Half of the sets go the claimed way by noise: nobody can say that it does, or does not."""
    found = [judge([pair(0.0, 0.1, np.random.default_rng(seed))], CLAIMS)
             for seed in range(REPEATS)]
    assert sum(one.verdict == "undecided" and "stochastic variance" in one.why
               for one in found) >= 95


def test_noise_decides_where_replicates_agree_in_a_quarter_of_the_variance():
    """An effect with a third of the noise's variance: agreement .25; noise is three times it."""
    rng = np.random.default_rng(1)
    effect = rng.standard_normal(400) * 0.1 * math.sqrt(2.0 / 3.0)
    found = judge([pair(effect, 0.1, rng, points=400)], CLAIMS)
    assert found.agreement == pytest.approx(0.25, abs=3.0 / math.sqrt(400))
    assert found.verdict == "undecided" and "stochastic variance" in found.why


def test_without_enough_replicates_that_is_the_reason():
    """Half of 256 sets: the interval is narrow, and two pairs of replicates say nothing."""
    found = made.study((made.no, made.same(0.1)), sets=256, seed=1, replicated=2)
    assert found.verdict == "undecided" and "more replicates" in found.why


@pytest.mark.parametrize("sets", [128, 256])
@pytest.mark.parametrize("kind", made.NOTHING)
def test_no_effect_is_called_none_of_its_wrong_names(kind, sets):
    """By 5 of 100 at most: 1 of 20."""
    verdicts, wrong = made.counted(made.NOTHING[kind], sets=sets, repeats=20)
    assert wrong <= 1, verdicts


@pytest.mark.parametrize("kind", made.EFFECTS)
def test_a_known_effect_gets_its_verdict(kind):
    """In 95 of 100 at least: 19 of 20."""
    *form, right = made.EFFECTS[kind]
    verdicts, _ = made.counted(form, sets=128, repeats=20)
    assert verdicts[right] >= 19, verdicts


@pytest.mark.parametrize("kind", made.HIDDEN)
def test_an_effect_that_noise_hides_is_not_denied_and_does_not_depend(kind):
    verdicts, _ = made.counted(made.HIDDEN[kind], sets=256, repeats=20)
    assert verdicts["depends"] + verdicts["not supported"] <= 1, verdicts


@pytest.mark.parametrize("kind", ["growing noise", "noise above the middle"])
@pytest.mark.parametrize("asked", made.SKEWED)
def test_skewed_noise_around_what_cannot_change_places_is_no_effect(asked, kind):
    """The claim holds with one chance at all sets, 1/e or 1 - 1/e: by 5 of 100 at most."""
    wrong = sum(made.counted(made.NOTHING[kind], sets=256, repeats=10, asked=made.SKEWED[asked],
                             claims=claims, replicated=replicated)[1]
                for claims, replicated in ((1, 0), (21, 256)))
    assert wrong <= 1


@pytest.mark.parametrize("against", ["value", "before"])
@pytest.mark.parametrize("kind", made.EFFECTS)
def test_a_known_effect_on_what_cannot_change_places_gets_its_verdict(kind, against):
    """In 95 of 100 at least: 19 of 20, in skewed noise, too."""
    *form, right = made.EFFECTS[kind]
    verdicts, _ = made.counted(form, sets=128, repeats=20,
                               asked=made.Asked(against, made.few_above))
    assert verdicts[right] >= 19, verdicts


def test_an_effect_that_is_beyond_the_margin_in_half_need_not_turn_its_sign():
    """.01 or .3 above the value that the claim gives, which asks for .02."""
    form = (lambda u: np.where(u[:, 0] > 0.5, 0.3, 0.01), made.same(0.002))
    verdicts, _ = made.counted(form, sets=128, repeats=20, asked=made.Asked("value"))
    assert verdicts["depends"] >= 19, verdicts


def test_a_parameter_that_orders_skewed_noise_only_is_not_named():
    """The first orders the sizes and the second the signs: +-1 by it, the larger up to e^3."""
    unit = np.random.default_rng(1).random((128, 4))
    size = np.exp(3.0 * unit[:, 0]) * np.where(unit[:, 1] > 0.5, 2.0, -0.5)
    names = ("sizes", "signs", "other", "another")
    value = Compared(size[:, None], np.zeros((128, 1)), 1.0, 0.0, relative=False)
    found, decision = judge_claim([value], Space(unit, unit, names), 1)
    assert found.verdict == "depends"
    assert [rank.name for rank in decision.deciding] == ["signs"]


@pytest.mark.parametrize(("relative", "before"), [(False, False), (True, True)])
def test_that_the_reverse_comes_out_more_often_is_said_of_pairs_only(relative, before):
    """At 46 of 64 sets below, at 18 above: of pairs that is the reverse, else it may be skew."""
    values = np.where(np.arange(64) < 46, 0.5, 1.5)[:, None]
    pairs = judge([Compared(values, np.ones((64, 1)), 1.0, 0.1)])
    other = judge([Compared(values, np.ones((64, 1)), 1.0, 0.1, relative, before)])
    assert (pairs.share, pairs.why) == (18 / 64, "the reverse comes out more often")
    assert (other.share, other.verdict) == (18 / 64, "undecided")


def test_two_expectations_without_effect_do_not_make_a_reverse():
    """By noise both hold at a quarter of the sets, and one is reversed at three quarters."""
    nothing = made.NOTHING["even noise"]
    verdicts, wrong = made.counted(nothing, nothing, sets=256, repeats=20)
    assert wrong <= 1, verdicts


def test_an_expectation_of_many_sizes_does_not_decide_for_one_without_effect():
    """The first holds everywhere and its size depends; the second is noise, and so the claim."""
    first = (made.growing(0.3, 0.5), made.same(0.01))
    verdicts, wrong = made.counted(first, made.NOTHING["even noise"], sets=128, repeats=20)
    assert wrong <= 1, verdicts


def test_two_expectations_of_which_one_holds_everywhere_depend_with_the_other():
    first, half = made.EFFECTS["everywhere"][:2], made.EFFECTS["in half"][:2]
    verdicts, _ = made.counted(first, half, sets=128, repeats=20)
    assert verdicts["depends"] >= 19, verdicts


def test_each_expectation_is_asked_what_decides_it():
    compared = pair(0.3, 0.05, np.random.default_rng(1))
    with pytest.raises(ValueError, match="zip"):
        judge([compared, compared], decided=[True])


def test_the_signed_difference_is_free_of_scale_and_turns_with_the_claim():
    """(3 - 1) / (3 + 1); absolute where the margin is; a replicate without its bar is left out."""
    values, bars = np.array([[3.0, 9.0]]), np.array([[1.0, math.nan]])
    assert sign_differences(Compared(values, bars, 1.0, 0.02)) == 0.5
    assert sign_differences(Compared(values, bars, -1.0, 0.02)) == -0.5
    assert sign_differences(Compared(values, bars, 1.0, 0.02, relative=False)) == 2.0
    assert sign_differences(Compared(values * 0.0, bars * 0.0, 1.0, 0.02)) == 0.0


def test_no_effect_is_seldom_called_one_with_few_points():
    found = verdicts(lambda rng: pair(0.0, 0.1, rng, points=24))
    assert found.get("supported", 0) + found.get("depends", 0) <= 5


def test_an_effect_within_the_margin_is_not_supported():
    assert verdicts(lambda rng: pair(0.01, 0.001, rng)).get("not supported", 0) >= 95


def test_an_effect_in_half_of_the_space_depends_in_95_of_100():
    half = np.where(np.arange(POINTS) % 2, 0.3, 0.0)
    assert verdicts(lambda rng: pair(half, 0.05, rng)).get("depends", 0) >= 95


@pytest.mark.parametrize("replicates", [2, 4])
@pytest.mark.parametrize("steepness", [0.0, 3.0])
def test_points_that_differ_by_noise_alone_do_not_agree(replicates, steepness):
    """Whatever its spread over the points: below .05 in about 5 of 100."""
    noise = 0.1 * np.exp(np.linspace(-steepness, steepness, POINTS))[:, None]
    p = [measure_agreement(rank_differences(pair(0.0, noise, np.random.default_rng(seed),
                                                 replicates=replicates))).p for seed in range(400)]
    assert np.mean(np.array(p) < 0.05) <= 0.05 + 3.0 * math.sqrt(0.05 * 0.95 / 400)


def test_a_sign_that_assumptions_turn_depends():
    """As many points for as against, but each point's replicates agree: not chance."""
    turned = np.where(np.arange(POINTS) % 2, 0.3, -0.3)
    assert verdicts(lambda rng: pair(turned, 0.05, rng)).get("depends", 0) >= 95


def test_few_points_cannot_tell():
    found = judge([pair(0.3, 0.05, np.random.default_rng(1), points=5)], CLAIMS)
    assert found.verdict == "undecided"
    assert found.share == 1.0


def test_all_expectations_must_hold():
    rng = np.random.default_rng(1)
    up, down = pair(0.3, 0.01, rng), pair(-0.3, 0.01, rng)
    lower = Compared(down.values, down.bars, -1.0, 0.02)
    assert judge([up, lower]).verdict == "supported"
    assert judge([up, down]).verdict == "not supported"
    assert judge([up, down]).reversed_share == 1.0


def test_the_margin_is_a_share_of_the_bar_or_absolute():
    hundred = np.full((40, 1), 100.0)
    assert judge([Compared(hundred + 1.0, hundred, 1.0, 0.02)]).share == 0.0
    assert judge([Compared(hundred + 3.0, hundred, 1.0, 0.02)]).share == 1.0
    assert judge([Compared(hundred + 1.0, hundred, 1.0, 0.02, relative=False)]).share == 1.0


def test_what_is_reversed_at_most_points_is_not_supported_though_few_do_not_say_how_rarely():
    """None of 16 for it: the bound of its share is .31; but 13 are against it."""
    bars = np.ones((16, 1))
    values = np.where(np.arange(16) < 13, 0.5, 1.0)[:, None]
    found = judge([Compared(values, bars, 1.0, 0.1)], CLAIMS)
    assert (found.verdict, found.why) == ("not supported", "the reverse comes out more often")
    assert found.high > 0.25


def test_a_difference_as_large_as_the_margin_does_not_count():
    bars = np.full((40, 1), 8.0)
    assert judge([Compared(bars + 2.0, bars, 1.0, 0.25)]).share == 0.0


UNMOVED = "no outcome of this claim differs, in any run, from what it is compared with"


def test_what_equals_its_bar_is_said_to():
    """A bar may be a contrast, a moment before or a number: no sentence on a pair of runs."""
    bars = np.random.default_rng(1).random((40, 2))
    found = judge([Compared(bars.copy(), bars, 1.0, 0.0)])
    assert (found.verdict, found.why) == ("not supported", UNMOVED)


def test_points_without_value_are_left_out_and_counted():
    compared = pair(0.3, 0.01, np.random.default_rng(1))
    compared.values[:10] = math.nan
    compared.bars[20, 0] = math.nan  # its other replicate stays
    found = judge([compared])
    assert (found.sets, found.missing) == (POINTS - 10, 10)
    assert np.isnan(found.standing[:10]).all() and found.standing[20] == 1.0


def test_no_value_at_all_cannot_tell():
    nothing = np.full((12, 2), math.nan)
    found = judge([Compared(nothing, nothing, 1.0, 0.0)])
    assert found.verdict == "undecided"
    assert "no run has a value" in found.why


def test_many_claims_widen_the_interval():
    compared = pair(np.where(np.arange(POINTS) % 2, 0.3, 0.0), 0.01, np.random.default_rng(1))
    alone, among = judge([compared]), judge([compared], CLAIMS)
    assert among.low < alone.low < 0.5 < alone.high < among.high


@pytest.mark.parametrize(("hits", "of"), [(0, 20), (7, 20), (20, 20)])
def test_the_interval_is_that_of_clopper_and_pearson(hits, of):
    """Bounds as quantiles of beta distributions, as in their paper's closed form."""
    share, low, high = interval(hits, of, 0.95)
    assert share == hits / of
    assert low == pytest.approx(beta.ppf(0.025, hits, of - hits + 1) if hits else 0.0)
    assert high == pytest.approx(beta.ppf(0.975, hits + 1, of - hits) if hits < of else 1.0)


def test_the_family_of_claims_is_covered_together():
    """Of 200 families of 21 true shares of .5, at least .95 - 3 standard errors lie all inside."""
    rng = np.random.default_rng(2)
    holds = [low <= 0.5 <= high for _, low, high in (
        interval(hits, 60, 1.0 - 0.05 / CLAIMS) for hits in range(61))]
    inside = [all(holds[hits] for hits in rng.binomial(60, 0.5, CLAIMS)) for _ in range(200)]
    assert np.mean(inside) >= 0.95 - 3.0 * math.sqrt(0.95 * 0.05 / 200)


def test_agreement_is_the_intraclass_correlation_of_shrout_and_fleiss():
    """Their table 2: six targets, four judges; ICC(1,1) = .17 (table 4)."""
    table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9],
                      [6, 2, 4, 7]], float)
    assert measure_agreement(table).value == pytest.approx(0.17, abs=0.005)


def test_agreement_is_whole_where_only_points_differ_and_unknown_where_nothing_does():
    """Three products of replicates, all positive: 1 of the 8 choices of their signs."""
    whole = measure_agreement(np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]))
    assert (whole.value, whole.p, whole.high) == (1.0, 0.125, 1.0)
    assert math.isnan(measure_agreement(np.ones((5, 2))).value)
    assert measure_agreement(np.ones((5, 2))).p == 1.0


def test_the_upper_bound_of_agreement_covers():
    """Correlation .5 in pairs: below the bound in 95 of 100, within 3 standard errors."""
    rng = np.random.default_rng(1)
    pairs = [rng.standard_normal((20, 1)) + rng.standard_normal((20, 2)) for _ in range(600)]
    below = [measure_agreement(pair).high >= 0.5 for pair in pairs]
    assert np.mean(below) == pytest.approx(0.95, abs=3.0 * math.sqrt(0.95 * 0.05 / 600))


def test_what_is_compared_is_equal_though_one_run_of_one_failed():
    bars = np.random.default_rng(1).random((40, 2))
    values = bars.copy()
    values[3, 1] = math.nan
    assert judge([Compared(values, bars, 1.0, 0.0)]).why == UNMOVED
