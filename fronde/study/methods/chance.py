r"""Is a difference between runs with common random numbers more than chance?

Where a change has no effect, both runs can change places, so that their difference is as likely
as its opposite. It is more than that if any of three tests says so, at .05 for the three together:
its signed ranks (they lean to one side; ``flips``), its order by a parameter (``deciding``), or
replicates that are more alike than two points (``verdicts.measure_agreement``).

Chance decides *where* a difference is larger than a margin if it is not seen to be more than
chance, or if the agreement of its replicates is surely below one half; unless it is larger, and
one way, in surely more than three quarters of the space.

Sources  Wilcoxon 1945 (signed ranks); Efron 1969 (symmetry, and not equal spread, is enough)
Limits   with few points a real effect is not seen to be one, and counts as chance
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from fronde.study.methods.arrays import Floats, over_replicates
from fronde.study.methods.deciding import find_ordering
from fronde.study.methods.flips import either
from fronde.study.methods.verdicts import LEVEL, MOST, SURE, Agreement, interval, measure_agreement

TESTS = 3
SEEN = (1.0 - LEVEL) / TESTS  # level of each


def by_chance(each: Floats, margin: float, unit: Floats, names: Sequence[str]) -> bool:
    """Whether chance decides where a difference is larger than a margin.

    Parameters
    ----------
    each : signed differences [points, replicates]; NaN where there is none.
    margin : smallest difference that counts.
    unit, names : places of the points within the priors [points, parameters], whose these are.
    """
    middle = over_replicates(each)
    known = ~np.isnan(middle)
    if not known.any() or one_way(middle[known], margin):
        return False
    agreement = measure_agreement(np.asarray(rankdata(each, nan_policy="omit")).reshape(each.shape))
    return agreement.high < MOST or not is_seen(middle[known], agreement, unit[known], names)


def one_way(known: Floats, margin: float) -> bool:
    """Whether differences are one way, and larger than the margin, in surely most of the space."""
    return any(interval(int((way * known > margin).sum()), len(known), LEVEL)[1] > SURE
               for way in (1.0, -1.0))


def is_seen(known: Floats, agreement: Agreement, unit: Floats, names: Sequence[str]) -> bool:
    """Whether differences are seen to be more than chance."""
    ranks = np.sign(known) * rankdata(np.abs(known))
    return (agreement.p < SEEN or float(either(ranks)) < SEEN
            or bool(names and find_ordering(unit, names, known, SEEN)))
