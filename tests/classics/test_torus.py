"""Cops and citizens on a torus: geometry, conservation, the rule, what is known exactly."""

import math

import numpy as np
import pytest
from scipy import stats

from fronde.classics import torus as engine
from fronde.classics.patrol import RATIO, Rules, arrest_chance, daring, ratio_of, rebels
from fronde.classics.sight import counts_of, look_from, mark, sight, spread
from fronde.classics.torus import (
    ACTIVE,
    ARRESTS,
    CALM,
    COPS,
    FIRST,
    IN_JAIL,
    KILLED,
    SECOND,
    Torus,
    mesa_example,
    outbursts,
    patrol,
    patrols,
    waits,
    within,
)
from fronde.theory.netrisk import well_mixed_share

SMALL = Torus(vision=2.0, cops=0.05, width=12, height=10)
SETTLED = engine.settle_all
HARSH = Rules(legitimacy=0.6, jail_most=5.0)


@pytest.mark.parametrize(("vision", "seen"), [(1.0, 4), (1.7, 8), (7.0, 148)])
def test_sites_within_vision(vision, seen):
    near = within(vision, 40, 40)
    assert near.shape == (1600, seen)
    assert (np.bincount(near.ravel(), minlength=1600) == seen).all()  # seen by as many
    assert not (near == np.arange(1600)[:, None]).any()


@pytest.mark.parametrize("radius", [1, 2, 7])
def test_von_neumann_sees_whom_so_many_steps_reach(radius):
    """2 r (r + 1) sites: four triangles; Moore's square has (2 r + 1)^2 - 1."""
    assert within(radius, 20, 18, "von neumann").shape == (360, 2 * radius * (radius + 1))
    assert within(radius, 20, 18, "moore").shape == (360, (2 * radius + 1) ** 2 - 1)
    y, x = np.divmod(within(radius, 20, 18, "von neumann"), 20)
    here = np.divmod(np.arange(360)[:, None], 20)
    far = [np.minimum(abs(a - b), n - abs(a - b))
           for a, b, n in zip((y, x), here, (18, 20), strict=True)]
    assert (far[0] + far[1] <= radius).all()


@pytest.mark.parametrize(("neighbourhood", "vision"), [
    ("euclidean", 1.7), ("euclidean", 3.5), ("von neumann", 4), ("moore", 2), ("moore", 8)])
def test_what_is_spread_is_seen_by_those_in_sight(neighbourhood, vision):
    """Also over the edge, where it is counted in the margin, and for all places in a word."""
    width, height = 20, 18
    looked = sight(neighbourhood, vision, width, height, math.floor(vision))
    counts = np.zeros((height + 2 * looked.margin + 1) * looked.wide, counts_of(len(looked.step)))
    chosen = np.random.default_rng(1).integers(0, 360, 60)
    there = [(k // width + looked.margin) * looked.wide + k % width + looked.margin
             for k in range(360)]
    for site in chosen:
        spread(counts.view(np.int64), there[site], 1, looked)
    near = within(vision, width, height, neighbourhood)
    expected = np.bincount(near[chosen].ravel(), minlength=360)
    assert [look_from(counts, site, looked) for site in there] == expected.tolist()
    for site in chosen:
        spread(counts.view(np.int64), there[site], -1, looked)
    assert not counts.any()


def test_a_map_repeats_the_other_side():
    looked = sight("moore", 3, 10, 9, 3)
    chart = np.zeros((9 + 2 * 3 + 1) * looked.wide, np.int8)
    for k in range(90):
        mark(chart, (k // 10 + 3) * looked.wide + k % 10 + 3, k, looked)
    inner = chart.reshape(-1, looked.wide)[:15, :16]
    assert (inner == np.pad(np.arange(90).reshape(9, 10), 3, mode="wrap")).all()


def test_what_one_dares_is_the_rule_solved_for_the_ratio():
    rng = np.random.default_rng(2)
    for hardship, aversion, legitimacy, ratio in rng.random((2000, 4)):
        chance = arrest_chance(3.0 * ratio, 1.0, 2.3, RATIO["exact"])
        assert (3.0 * ratio < daring(hardship, aversion, legitimacy, 2.3, 0.1)) == rebels(
            hardship, aversion, legitimacy, chance, 0.1)
    assert daring(0.5, 0.0, 0.5, 2.3, 0.1) == math.inf  # who fears nothing
    assert daring(0.5, 0.5, 0.5, 0.0, 0.1) == math.inf  # who cannot be caught
    assert daring(0.5, 0.5, 0.8, 2.3, 0.1) == 0.0  # G is T


def test_the_rule_as_printed():
    """P = 1 - exp(-2.3) where one cop faces one active, .8997; G - R P > T."""
    assert arrest_chance(1.0, 1.0, 2.3, RATIO["exact"]) == pytest.approx(0.8997, abs=5e-5)
    assert [ratio_of(3.0, 2.0, RATIO[how]) for how in ("exact", "floor", "round")] == [1.5, 1, 2]
    for cops, actives in ((1.0, 2.0), (3.0, 2.0), (5.0, 2.0), (7.0, 2.0), (4.0, 3.0), (5.0, 3.0)):
        for run in (ratio_of, ratio_of.compiled):  # a half goes to the even number, as in Python
            assert run(cops, actives, RATIO["round"]) == round(cops / actives)
    assert rebels(0.5, 0.0, 0.5, 0.0, 0.1)
    assert not rebels(0.5, 1.0, 0.5, 0.2, 0.1)


@pytest.mark.parametrize("groups", [1, 2])
def test_nobody_is_lost(groups):
    rules = Rules(legitimacy=0.6, jail_most=5.0, groups=groups)
    found = patrol(SMALL, rules, 60, 3)
    assert (found[:, [ACTIVE, IN_JAIL, CALM]].sum(axis=1)
            == found[:, [FIRST, SECOND]].sum(axis=1)).all()
    assert (found[:, COPS] == 6).all()
    assert found[:, ARRESTS].sum() > 0
    if groups == 1:
        assert (found[:, FIRST] == 84).all()
        assert (found[:, KILLED] == 0).all()
    else:
        assert found[:, KILLED].sum() > 0


def test_the_same_seed_gives_the_same_ticks():
    assert (patrol(SMALL, HARSH, 40, 5) == patrol(SMALL, HARSH, 40, 5)).all()
    assert (patrol(SMALL, HARSH, 40, 5) != patrol(SMALL, HARSH, 40, 6)).any()
    assert (patrol(SMALL, HARSH, 40, 5)[:20] == patrol(SMALL, HARSH, 20, 5)).all()


@pytest.mark.parametrize("legitimacy", [0.9, 0.95, 1.0])
def test_where_grievance_cannot_exceed_the_threshold_nobody_acts(legitimacy):
    rules = Rules(legitimacy=legitimacy, jail_most=15.0, groups=2)
    assert patrol(Torus(vision=1.7, cops=0.0), rules, 100, 1)[:, ACTIVE].max() == 0


def test_without_cops_it_is_the_well_mixed_share():
    """Nobody is caught: active are those with H (1 - L) > T, a binomial draw."""
    torus = Torus(vision=1.7, cops=0.0, width=100, height=100)
    active = patrol(torus, Rules(0.82, 15.0), 3, 2)[:, ACTIVE]
    share = well_mixed_share(legitimacy=0.82, risk=0.0, threshold=0.1)
    assert share == pytest.approx(4 / 9)
    assert len(set(active.tolist())) == 1
    assert stats.binomtest(int(active[0]), 7000, share).pvalue > 1e-4


def test_a_term_lasts_as_long_as_its_sentence():
    """For ever: whoever is arrested stays; no time at all: nobody is left in prison."""
    assert np.diff(patrol(SMALL, Rules(0.6, math.inf), 40, 1)[:, IN_JAIL]).min() >= 0
    held = patrol(SMALL, Rules(0.6, 0.0), 40, 1)
    assert (held[:, IN_JAIL] <= held[:, ARRESTS]).all()


def test_cops_beyond_the_path_go():
    left = np.linspace(0.05, 0.0, 30)
    found = patrol(SMALL, HARSH, 30, 1, cops=left)
    assert (found[:, COPS] == np.floor(left * 120 + 1e-9)).all()


EVERY = [(first, jail, groups, near) for first in ("move", "act") for jail in ("away", "in place")
         for groups in (1, 2) for near in ("euclidean", "von neumann", "moore")]


@pytest.mark.parametrize(("first", "jail", "groups", "neighbourhood"), EVERY)
def test_what_is_kept_is_what_a_recount_finds(monkeypatch, first, jail, groups, neighbourhood):
    """After many ticks: who sees how many cops and actives, and who is where, looked at anew."""
    kept = []
    monkeypatch.setattr(engine, "settle_all", lambda *a: kept.append(SETTLED(*a)) or kept[-1])
    torus = Torus(vision=3.0, cops=0.06, width=17, height=12, neighbourhood=neighbourhood,
                  shares="by site")
    rules = Rules(0.55, 6, ratio="round", first=first, jail=jail, groups=groups)
    counts = patrol(torus, rules, 60, 4)
    (agents, place), = kept
    looked = sight(neighbourhood, 3.0, 17, 12, 3)
    there = np.array([(k // 17 + 3) * looked.wide + k % 17 + 3 for k in range(17 * 12)])
    near = within(3.0, 17, 12, neighbourhood)
    what = place.what[there]
    for kind, kept_counts in ((ACTIVE, place.actives), (COPS, place.cops)):
        found = [look_from(kept_counts, site, looked) for site in there]
        assert found == (what == kind)[near].sum(axis=1).tolist()
    on = agents.alive & (agents.site >= 0)
    assert sorted(agents.site[on]) == there[what >= 0].tolist()
    assert (place.agent[agents.site[on]] == np.flatnonzero(on)).all()
    assert (counts[:, [ACTIVE, IN_JAIL, CALM]].sum(1) == counts[:, [FIRST, SECOND]].sum(1)).all()
    for kind in (ACTIVE, CALM, COPS):
        assert counts[-1, kind] == (what == kind).sum()
    assert counts[:, ARRESTS].sum() > 0
    if jail == "in place":
        assert counts[-1, IN_JAIL] == (what == IN_JAIL).sum()
        if groups == 1:
            assert on.all()


def test_the_jailed_stay_where_they_are(monkeypatch):
    """For ever: each stands where it was arrested, and is not free again."""
    kept = []
    monkeypatch.setattr(engine, "settle_all", lambda *a: kept.append(SETTLED(*a)) or kept[-1])
    torus, rules = mesa_example(20, 20, vision=3, cops=0.05, legitimacy=0.6, jail_most=math.inf)
    counts = patrol(torus, rules, 40, 1)
    (agents, _), = kept
    held = agents.out == math.inf
    assert held.sum() == counts[-1, IN_JAIL] == counts[:, ARRESTS].sum() > 0
    assert (agents.home[held] == agents.site[held]).all()


def test_a_sentence_in_place_is_a_whole_number_of_turns():
    """Nobody moves and one cop sees all: with J = 0 the jailed decide on their next turn."""
    torus, rules = mesa_example(20, 20, vision=3, cops=0.05, legitimacy=0.6, jail_most=0)
    counts = patrol(torus, rules, 40, 1)
    assert (counts[:, IN_JAIL] <= counts[:, ARRESTS]).all()
    with pytest.raises(ValueError, match="whole number of turns"):
        mesa_example(jail_most=1.5)


def test_shares_by_site_are_binomial():
    """Over many seeds the numbers of cops have mean n p and variance n p (1 - p)."""
    setting = mesa_example(20, 20, vision=2, cops=0.1)
    cops = patrols([setting], 1, range(200))[0, :, 0, COPS]
    assert abs(cops.mean() - 40) < 4 * math.sqrt(36 / 200)
    assert stats.chi2.cdf(cops.var(ddof=1) / 36 * 199, 199) == pytest.approx(0.5, abs=0.4999)
    exact = patrols([(SMALL, HARSH)], 1, range(5))[0, :, 0, COPS]
    assert (exact == 6).all()


def test_many_runs_are_the_same_whatever_the_threads():
    settings = [mesa_example(16, 18, cops=cops) for cops in (0.04, 0.074)] + [(SMALL, HARSH)]
    one = patrols(settings, 20, [1, 5, 9], threads=1)
    assert (one == patrols(settings, 20, [1, 5, 9], threads=3)).all()
    for k, setting in enumerate(settings):
        assert (one[k, 1] == patrol(*setting, 20, 5)).all()


# Mesa 3.5.1, epstein_civil_violence, 40 x 40, cops 0.04, L 0.82, J 30, seeds 0 to 63: what its
# own code gives for the mean of steps 51 to 200, and its standard deviation over seeds. These
# seeds draw two cops fewer than is expected, which makes 1.4 actives of the 16.56.
MESA = {ACTIVE: (16.56, 6.55), IN_JAIL: (225.6, 58.3)}


@pytest.mark.parametrize("column", MESA)
def test_mesas_example_gives_what_mesa_gives(column):
    mean, deviation = MESA[column]
    setting = mesa_example(cops=0.04, legitimacy=0.82, jail_most=30)
    ours = patrols([setting], 200, range(100))[0, :, 50:, column].mean(axis=1)
    assert abs(ours.mean() - mean) < 4 * deviation * math.sqrt(1 / 64 + 1 / 100)
    assert 0.7 < ours.std(ddof=1) / deviation < 1.4


def test_outbursts_begin_above_and_end_below():
    assert outbursts(np.array([0, 51, 80, 50, 49, 20, 60, 51, 10])).tolist() == [1, 6]
    assert outbursts(np.array([50, 50])).tolist() == []


def test_waiting_times_run_from_an_end_to_the_next_beginning():
    """Two outbursts, of three ticks and of one: from start to start it is 6 and 3 ticks."""
    active = np.array([0, 51, 80, 50, 49, 20, 10, 60, 10, 0, 70, 80])
    assert outbursts(active).tolist() == [1, 7, 10]
    assert waits(active).tolist() == [7 - 4, 10 - 8]
    assert waits(np.append(active, 0)).tolist() == [3, 2], "what ends after the last counts not"
    assert waits(np.array([0, 60, 0])).tolist() == []
    assert waits(np.zeros(5)).tolist() == []


@pytest.mark.parametrize(("make", "said"), [
    (lambda: Torus(vision=1.7, cops=0.5), "at most 1"),
    (lambda: Torus(vision=20.0, cops=0.1), "half of the torus"),
    (lambda: Torus(vision=1.7, cops=math.nan), "cops"),
    (lambda: Rules(legitimacy=2.0, jail_most=1.0), "legitimacy"),
    (lambda: Rules(legitimacy=0.5, jail_most=-1.0), "jail_most"),
    (lambda: Rules(legitimacy=0.5, jail_most=1.0, ratio="half"), "exact, floor, round"),
    (lambda: Rules(legitimacy=0.5, jail_most=1.0, groups=3), "groups"),
    (lambda: Rules(legitimacy=0.5, jail_most=1.0, first="run"), "move, act"),
    (lambda: Rules(legitimacy=0.5, jail_most=1.0, jail="none"), "away, in place"),
    (lambda: Torus(vision=1.7, cops=0.1, neighbourhood="hexagonal"), "euclidean, von neumann"),
    (lambda: Torus(vision=1.7, cops=0.1, shares="none"), "exact, by site"),
    (lambda: patrols([(SMALL, HARSH)], 5, [1], threads=1.5), "threads"),
    (lambda: patrol(SMALL, HARSH, 0, 1), "ticks"),
    (lambda: patrol(SMALL, HARSH, 5, 1, cops=[0.1]), "5 numbers"),
    (lambda: patrol(SMALL, HARSH, 1, 1, legitimacy=[1.5]), "legitimacy"),
])
def test_what_makes_no_sense_is_refused(make, said):
    with pytest.raises(ValueError, match=said):
        make()
