"""Who a citizen is: traits as draws, laid out so that people at rest cost nothing.

Citizens of a community are numbered in a row. The row is cut into ``strata x strata``
cells of equal size; a cell is a square of (hardship, risk aversion), and its citizens'
traits are uniform within that square. So hardship and risk aversion are U(0, 1) over the
community (stratified), and every cell has a tight upper bound on any hazard that rises
with hardship and falls with risk aversion.
"""

from __future__ import annotations

import math

from fronde.draws import pair, stream
from fronde.kernel import kernel

NORMAL, UNIFORM, LISTED = range(3)  # distributions of standardised thresholds
THRESHOLD_KINDS = {"normal": NORMAL, "uniform": UNIFORM, "listed": LISTED}

TRAITS = stream("traits")
MOST_STRATA = 8
MOST_STRATA_GROUPED = 16  # where persons of given traits are looked for, and whole rows are swept
CITIZENS_A_CELL = 64
FURTHEST_NORMAL = math.sqrt(2.0 * 53.0 * math.log(2.0))  # of Box-Muller with 53 bits


def strata_for(citizens: int, grouped: bool = False) -> int:
    """Cells along each trait: a power of two, with enough citizens in a cell to be worth it."""
    most = math.isqrt(max(1, citizens // CITIZENS_A_CELL))
    return min(MOST_STRATA_GROUPED if grouped else MOST_STRATA, 1 << (most.bit_length() - 1))


@kernel
def cell_start(cell, size, strata):
    """First place (0 .. size) of a cell in its community's row."""
    return cell * size // (strata * strata)


@kernel
def cell_of(place, size, strata):
    """The cell that a place belongs to: the inverse of ``cell_start``."""
    return ((place + 1) * strata * strata - 1) // size


@kernel
def lowest_threshold(kind, listed):
    """A bound from below on standardised thresholds."""
    if kind == NORMAL:
        return -FURTHEST_NORMAL
    if kind == UNIFORM:
        return 0.0
    lowest = listed[0]
    for value in listed:
        lowest = min(lowest, value)
    return lowest


@kernel
def threshold_of(seed, person, kind, listed):
    """Standardised threshold of a citizen."""
    if kind == LISTED:
        return listed[person]
    first, second = pair(seed, TRAITS, 0, person, 1)
    if kind == UNIFORM:
        return first
    return math.sqrt(-2.0 * math.log1p(-first)) * math.cos(2.0 * math.pi * second)


@kernel
def traits(seed, person, place, size, strata):
    """Hardship and risk aversion of the citizen at ``place`` of a community of ``size``."""
    cell = cell_of(place, size, strata)
    first, second = pair(seed, TRAITS, 0, person, 0)
    return (cell // strata + first) / strata, (cell % strata + second) / strata
