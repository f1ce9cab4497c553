"""Beliefs learnt from successes and failures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.theory.beta_bernoulli import Counts, discount, limit, posterior_mean

counts = st.tuples(st.floats(0.1, 10), st.floats(0.1, 10))
evidence = st.tuples(st.floats(0, 5), st.floats(0, 5))


def test_posterior_mean():
    """Beta(4, 4) after 3 successes and 1 failure: 7 / 12."""
    assert posterior_mean((4, 4), (3, 1)) == pytest.approx(7 / 12)


@given(counts, evidence, st.floats(0, 0.99), st.integers(0, 30))
def test_closed_form_is_the_recursion(prior, weekly, kept, weeks):
    """s(t+1) = s_0 + f (s(t) - s_0) + e, week by week."""
    now = list(prior)
    for _ in range(weeks):
        now = [p + kept * (x - p) + e for p, x, e in zip(prior, now, weekly, strict=True)]
    assert discount(prior, weekly, kept, weeks) == pytest.approx(now, rel=1e-9)


@given(counts, evidence, st.floats(0, 0.9))
def test_counts_tend_to_the_limit(prior, weekly, kept):
    """.9^400 is 5e-19."""
    assert discount(prior, weekly, kept, 400) == pytest.approx(limit(prior, weekly, kept))


def test_limit_by_hand():
    """Prior (4, 4), evidence (0, .15), f = .98: (4, 11.5)."""
    assert limit((4, 4), (0, 0.15), 0.98) == pytest.approx(Counts(4, 11.5))


@given(counts, evidence, st.integers(0, 20))
def test_nothing_forgotten_is_the_exact_posterior(prior, weekly, weeks):
    total = (weekly[0] * weeks, weekly[1] * weeks)
    found = discount(prior, weekly, 1.0, weeks).mean
    assert found == pytest.approx(posterior_mean(prior, total))


def test_all_forgotten_leaves_last_week():
    assert discount((1, 7), (2, 3), 0.0, 5) == (3, 10)
    assert discount((1, 7), (2, 3), 0.0, 0) == (1, 7)


@pytest.mark.parametrize(
    "call",
    [
        lambda: posterior_mean((0, 1), (1, 1)),
        lambda: posterior_mean((1, 1), (-1, 1)),
        lambda: posterior_mean((1, math.nan), (1, 1)),
        lambda: discount((1, 1), (1, 1), 1.1, 3),
        lambda: discount((1, 1), (1, 1), -0.1, 3),
        lambda: discount((1, 1), (1, 1), 0.9, -1),
        lambda: discount((1, 1), (1, 1), 0.9, 1.5),
        lambda: limit((1, 1), (1, 1), 1.0),
    ],
)
def test_senseless_input_is_refused(call):
    with pytest.raises(ValueError, match="must"):
        call()
