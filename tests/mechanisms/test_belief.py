"""Belief: Beta-Bernoulli learning with forgetting."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.mechanisms.belief import derive, start, update
from fronde.theory.beta_bernoulli import discount, limit, posterior_mean
from mechanisms.moment import at, defaults

NAMES = ("peaceful_success", "peaceful_failure", "armed_success", "armed_failure")
SHARE = st.floats(0, 1)
PRIOR = {"peaceful_success": 4, "peaceful_failure": 4, "armed_success": 1, "armed_failure": 7}


def after(weeks, p, dt=1.0, **evidence):
    """Pseudo-counts after weeks of the same evidence, step by step."""
    counts = start(at(), p)
    for _ in range(round(weeks / dt)):
        counts = update(at(dt=dt, **evidence, **dict(zip(NAMES, counts, strict=True))), p)
    return counts


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.floats(0.5, 1), SHARE, SHARE, SHARE, SHARE, st.integers(0, 60))
def test_counts_are_those_of_the_theory(forgetting, crushed, noticed, found, setback, weeks):
    p = defaults("belief", **PRIOR, forgetting=forgetting)
    told = after(weeks, p, crushed_seen=crushed, street_noticed=noticed, found_seen=found, war=1,
                 setback=setback)
    lost = (p.unanswered_weight + p.peaceful_weight * crushed) * noticed
    peaceful = discount((4, 4), (0, lost), forgetting, weeks)
    armed = discount((1, 7), (p.abroad_weight * setback, p.armed_weight * found), forgetting,
                     weeks)
    assert told == pytest.approx((*peaceful, *armed))


def test_constant_evidence_leads_to_its_limit():
    """prior + evidence / (1 - f)."""
    p = defaults("belief", **PRIOR)
    told = after(2000, p, found_seen=0.4, war=1, setback=0.5)
    expected = limit((1, 7), (p.abroad_weight * 0.5, p.armed_weight * 0.4), p.forgetting)
    assert told[2:] == pytest.approx(tuple(expected))


def test_without_forgetting_it_is_the_exact_posterior():
    """Signals of three successes and of five failures."""
    p = defaults("belief", **PRIOR, forgetting=1.0)
    counts = start(at(), p)
    for signal in (3.0, -5.0):
        counts = update(at(signal_peaceful=signal, signal_armed=signal,
                           **dict(zip(NAMES, counts, strict=True))), p)
    found = derive(at(**dict(zip(NAMES, counts, strict=True))), p)
    assert found == pytest.approx((posterior_mean((4, 4), (3, 5)), posterior_mean((1, 7), (3, 5))))


def test_days_teach_what_a_week_does():
    """Seven days of evidence against a week of it: they differ by forgetting within the week."""
    p = defaults("belief", **PRIOR)
    evidence = {"crushed_seen": 0.5, "street_noticed": 1.0, "found_seen": 0.5}
    assert after(10, p, **evidence) == pytest.approx(after(10, p, dt=1 / 7, **evidence), rel=0.01)


def test_prior_means():
    """4 of 8 and 1 of 8."""
    p = defaults("belief", **PRIOR)
    assert derive(at(**dict(zip(NAMES, start(at(), p), strict=True))), p) == (0.5, 0.125)
