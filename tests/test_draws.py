"""Draws are functions: known answers, uniform, independent, the same for whoever asks."""

import numpy as np
import pytest
from scipy import stats

from fronde.draws import (
    below,
    block,
    blocks,
    fraction,
    pair,
    philox,
    replicate_seed,
    stream,
    uniform,
)
from fronde.kernel import kernel

# Random123, kat_vectors: philox4x32 with 10 rounds (counter, key, answer).
KNOWN = [
    ([0] * 4, [0] * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0],
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]
ONE, OTHER = stream("one"), stream("other")


@kernel
def fill(found, seed, name, week, first, slot):
    for k in range(len(found)):
        found[k] = uniform(seed, name, week, first + k, slot)


def draws(count=20_000, seed=7, name=ONE, week=3, first=0, slot=0):
    found = np.empty(count)
    fill.compiled(found, seed, name, week, first, slot)
    return found


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
@pytest.mark.parametrize("run", [philox, philox.compiled], ids=["plain", "compiled"])
def test_known_answers_of_philox(counter, key, answer, run):
    assert " ".join(f"{word:08x}" for word in run(*counter, *key)) == answer


def test_compiled_equals_plain():
    rng = np.random.default_rng(1)
    for _ in range(300):
        seed, person = int(rng.integers(2**63)), int(rng.integers(2**48))
        name, week = int(rng.integers(2**32)), int(rng.integers(5200))
        slot = int(rng.integers(2**17))
        asked = (seed, name, week, person, slot)
        assert uniform.compiled(*asked) == uniform(*asked)
        assert replicate_seed.compiled(seed, week) == replicate_seed(seed, week)


def test_fractions_fill_the_unit_interval_and_never_reach_one():
    """53 bits: the largest is 1 - 2^-53."""
    assert fraction(0, 0) == 0.0
    assert fraction(0xFFFFFFFF, 0xFFFFFFFF) == 1.0 - 2.0**-53


def test_blocks_are_the_block_of_each():
    found = np.zeros((4, 40), np.uint32)
    blocks.compiled(2**40 + 7, ONE, 3, 37, found)
    for person in range(37):
        assert tuple(found[:, person]) == block(2**40 + 7, ONE, 3, person, 0)
    assert not found[:, 37:].any()


def test_words_make_whole_numbers_below_a_count():
    """112 of them: each has 2^32 / 112 words, and what is left makes a second, independent one."""
    assert below(112, 0) == (0, 0)
    assert below(112, 0xFFFFFFFF)[0] == 111
    words = [block(7, ONE, 3, person, 0)[0] for person in range(20_000)]
    first, left = zip(*(below(12, word) for word in words), strict=True)
    second = [below(12, word)[0] for word in left]
    table = np.bincount(12 * np.array(first) + np.array(second), minlength=144)
    assert stats.chisquare(table).pvalue > 1e-4


def test_slots_are_the_two_of_a_pair():
    first, second = pair(7, ONE, 3, 11, 2)
    assert (uniform(7, ONE, 3, 11, 4), uniform(7, ONE, 3, 11, 5)) == (first, second)


VARIED = [{}, {"seed": 8}, {"seed": 7 + 2**32}, {"name": OTHER}, {"week": 4}, {"first": 2**32},
          {"first": 2**47}, {"slot": 1}, {"slot": 2}, {"slot": 2**17 - 1}]


@pytest.mark.parametrize("change", VARIED, ids=str)
def test_uniform(change):
    """Kolmogorov and Smirnov over the line, chi-square over the last bits."""
    found = draws(**change)
    assert stats.kstest(found, "uniform").pvalue > 1e-4
    low_bits = (found * 2**53).astype(np.int64) & 15
    assert stats.chisquare(np.bincount(low_bits, minlength=16)).pvalue > 1e-4


@pytest.mark.parametrize("number", range(1, len(VARIED)))
def test_what_differs_in_one_thing_is_independent(number):
    """8 x 8 cells of the pairs, seen by one and the other name."""
    for earlier in range(number):
        a, b = draws(**VARIED[earlier]), draws(**VARIED[number])
        assert not np.isin(a, b).any()
        table = np.histogram2d(a, b, bins=8, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(table.ravel()).pvalue > 1e-5


def test_neighbours_in_line_are_independent():
    """Persons side by side: serial correlation within four standard errors of 0."""
    found = draws(100_000)
    for lag in (1, 2, 64):
        assert abs(np.corrcoef(found[:-lag], found[lag:])[0, 1]) < 4 / np.sqrt(len(found))


def test_replicate_zero_is_the_seed_and_others_are_new():
    seeds = [replicate_seed(5, r) for r in range(1000)]
    assert seeds[0] == 5
    assert len(set(seeds)) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
