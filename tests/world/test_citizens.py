"""Traits: uniform over the community and within each cell; cells partition the row."""

import numpy as np
import pytest
from scipy import stats

from fronde.kernel import kernel
from fronde.tables.citizens import (
    LISTED,
    NORMAL,
    UNIFORM,
    cell_of,
    cell_start,
    lowest_threshold,
    strata_for,
    threshold_of,
    traits,
)

NONE = np.zeros(1)


@kernel
def fill(seed, size, strata, kind, listed, found):
    """Hardship, risk aversion, threshold of everybody in a community at the start [size, 3]."""
    for place in range(size):
        found[place, 0], found[place, 1] = traits(seed, place, place, size, strata)
        found[place, 2] = threshold_of(seed, place, kind, listed)


def drawn(size, strata, kind=NORMAL, listed=NONE, seed=6):
    found = np.empty((size, 3))
    fill.compiled(seed, size, strata, kind, listed, found)
    return found


@pytest.mark.parametrize("size", [1, 2, 63, 64, 255, 256, 1000, 16_384, 20_011])
def test_cells_partition_the_row(size):
    """Each place is in one cell, sizes differ by one at most, and the inverse is exact."""
    strata = strata_for(size)
    starts = [cell_start(cell, size, strata) for cell in range(strata * strata + 1)]
    assert starts[0] == 0 and starts[-1] == size
    assert np.ptp(np.diff(starts)) <= 1
    inside = np.searchsorted(starts, np.arange(size), side="right") - 1
    assert [cell_of(place, size, strata) for place in range(size)] == inside.tolist()


def test_strata_are_powers_of_two_with_64_citizens_a_cell():
    """Sizes at which the number doubles: 64 x 4, 64 x 16, 64 x 64; in groups also 64 x 256."""
    sizes = (0, 1, 255, 256, 1023, 1024, 4096, 16_384, 10**9)
    assert [strata_for(n) for n in sizes] == [1, 1, 1, 2, 2, 4, 8, 8, 8]
    assert [strata_for(n, grouped=True) for n in sizes] == [1, 1, 1, 2, 2, 4, 8, 16, 16]


@pytest.mark.parametrize("strata", [1, 4, 16])
def test_traits_are_uniform_and_unrelated(strata):
    hardship, aversion, threshold = drawn(40_000, strata).T
    for trait in (hardship, aversion):
        assert stats.kstest(trait, "uniform").pvalue > 1e-4
    assert stats.kstest(threshold, "norm").pvalue > 1e-4
    for a, b in ((hardship, aversion), (hardship, threshold), (aversion, threshold)):
        assert abs(stats.spearmanr(a, b).statistic) < 4 / np.sqrt(40_000)


def test_traits_lie_in_their_cell_and_are_uniform_there():
    strata, size = 8, 64 * 400
    hardship, aversion, _ = drawn(size, strata).T
    cell = np.array([cell_of(place, size, strata) for place in range(size)])
    assert (np.floor(hardship * strata) == cell // strata).all()
    assert (np.floor(aversion * strata) == cell % strata).all()
    assert stats.kstest(hardship * strata % 1, "uniform").pvalue > 1e-4
    assert stats.kstest(aversion * strata % 1, "uniform").pvalue > 1e-4


def test_uniform_and_listed_thresholds():
    assert stats.kstest(drawn(20_000, 1, UNIFORM)[:, 2], "uniform").pvalue > 1e-4
    listed = np.array([3.0, -1.0, 2.0])
    assert (drawn(3, 1, LISTED, listed)[:, 2] == listed).all()


def test_no_threshold_lies_below_the_bound():
    """Box and Muller with 53 bits: at most sqrt(-2 ln 2^-53) = 8.57 from the mean."""
    assert lowest_threshold(NORMAL, NONE) == pytest.approx(-8.5716, abs=1e-3)
    assert lowest_threshold(UNIFORM, NONE) == 0.0
    assert lowest_threshold(LISTED, np.array([3.0, -1.0, 2.0])) == -1.0
    assert drawn(100_000, 1)[:, 2].min() > lowest_threshold(NORMAL, NONE)
