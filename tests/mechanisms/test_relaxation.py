"""Stocks that move to a level: exactly, whatever the steps; their limits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.mechanisms.relaxation import balance, exposure, forget, part_of, relax, share_left

VALUE, RATE, PUSH, STEP = st.floats(-10, 10), st.floats(0, 5), st.floats(-3, 3), st.floats(0, 4)
KEPT = st.floats(0.01, 1)


@given(VALUE, VALUE, RATE, PUSH, STEP)
def test_two_half_steps_are_one_step(value, level, rate, push, dt):
    half = relax(value, level, rate, push, dt / 2)
    assert relax(half, level, rate, push, dt / 2) == pytest.approx(
        relax(value, level, rate, push, dt), rel=1e-9, abs=1e-9)


@given(VALUE, VALUE, KEPT, PUSH, STEP)
def test_two_half_steps_forget_what_one_step_does(value, rest, kept, evidence, dt):
    half = forget(value, rest, kept, evidence, dt / 2)
    assert forget(half, rest, kept, evidence, dt / 2) == pytest.approx(
        forget(value, rest, kept, evidence, dt), rel=1e-9, abs=1e-9)


@given(VALUE, VALUE, st.one_of(RATE, st.just(math.inf)), PUSH)
def test_a_step_of_no_length_changes_nothing(value, level, rate, push):
    """Whatever the rate, an infinite one included."""
    assert relax(value, level, rate, push, 0.0) == value


@given(VALUE, VALUE, KEPT, PUSH)
def test_nothing_is_forgotten_nor_learnt_in_no_time(value, rest, kept, evidence):
    assert forget(value, rest, kept, evidence, 0.0) == pytest.approx(value, abs=1e-12)


@given(st.one_of(RATE, st.just(math.inf)))
def test_of_what_fades_all_is_left_in_no_time(rate):
    assert share_left(rate, 0.0) == 1.0
    assert share_left(rate, 2.0) == math.exp(-2.0 * rate)


@given(VALUE, VALUE, PUSH, STEP)
def test_without_a_rate_only_the_push_counts(value, level, push, dt):
    assert relax(value, level, 0.0, push, dt) == pytest.approx(value + push * dt)


@given(VALUE, VALUE, PUSH, st.floats(0.01, 4))
def test_an_infinite_rate_is_at_the_level_at_once(value, level, push, dt):
    """And a push is gone as soon as it comes."""
    assert relax(value, level, math.inf, push, dt) == level


@given(VALUE, VALUE, st.floats(0.1, 5), PUSH)
def test_a_long_time_leads_to_the_level_and_what_the_push_holds_up(value, level, rate, push):
    """0 = r (level - x) + push."""
    assert relax(value, level, rate, push, 1e4) == pytest.approx(level + push / rate)


def test_half_is_left_after_the_half_life():
    """From 3 towards 1 at ln 2 a week; a push of 1 adds the integral of 2^-t."""
    assert relax(3.0, 1.0, math.log(2), 0.0, 1.0) == pytest.approx(2.0)
    assert relax(3.0, 1.0, math.log(2), 1.0, 1.0) == pytest.approx(2.0 + 0.5 / math.log(2))


@given(VALUE, VALUE, RATE, PUSH, st.floats(0.1, 2))
def test_it_is_the_limit_of_small_steps(value, level, rate, push, dt):
    """Euler's steps of a 4000th, off by less than (r h)^2 / 2 a step of what there is to go."""
    x, n = value, 4000
    for _ in range(n):
        x += (rate * (level - x) + push) * dt / n
    far = rate * abs(value - level) + abs(push)
    assert relax(value, level, rate, push, dt) == pytest.approx(
        x, abs=1e-9 + far * rate * dt * dt / n)


@given(st.floats(0, 1e-10))
def test_a_tiny_rate_passes_into_none(rate):
    assert exposure(rate, 2.0) == pytest.approx(2.0, rel=1e-9)


@given(VALUE, VALUE, KEPT, PUSH)
def test_seven_days_forget_and_learn_what_a_week_does(value, rest, kept, evidence):
    """Over a whole week: rest + f (x - rest) + e, in one step or in seven."""
    days = value
    for _ in range(7):
        days = forget(days, rest, kept, evidence, 1 / 7)
    week = forget(value, rest, kept, evidence, 1.0)
    assert week == pytest.approx(rest + kept * (value - rest) + evidence, rel=1e-9, abs=1e-9)
    assert days == pytest.approx(week, rel=1e-8, abs=1e-8)


@given(VALUE, VALUE, PUSH, STEP)
def test_nothing_is_forgotten_at_a_factor_of_one(value, rest, evidence, dt):
    """Evidence adds up as it comes."""
    assert forget(value, rest, 1.0, evidence, dt) == pytest.approx(value + evidence * dt)


@given(VALUE, VALUE, PUSH)
def test_all_is_forgotten_within_a_week_at_a_factor_of_zero(value, rest, evidence):
    assert forget(value, rest, 0.0, evidence, 1.0) == rest + evidence


@given(st.floats(1e-6, 5), RATE, st.floats(1e-3, 4))
def test_a_balance_is_where_gains_and_losses_hold(gain, loss, dt):
    """gain (1 - x) = loss x; and who is there stays there."""
    level = balance(gain, loss)
    assert gain * (1.0 - level) == pytest.approx(loss * level)
    assert relax(level, level, gain + loss, 0.0, dt) == pytest.approx(level)


def test_infinite_rates_decide_at_once_and_nothing_of_them_is_nothing():
    assert balance(math.inf, 2.0) == 1.0
    assert balance(2.0, math.inf) == 0.0 == balance(0.0, math.inf) == balance(0.0, 0.0)
    assert balance(math.inf, math.inf) == 0.5
    assert part_of(math.inf, 0.0) == 0.0 == part_of(0.0, 1.0)
    assert part_of(math.inf, 0.1) == math.inf
    assert part_of(3.0, 0.5) == 1.5
