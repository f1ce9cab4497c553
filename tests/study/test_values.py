"""Numbers of a study as arrays of points and replicates."""

import math

import numpy as np
import polars as pl

from fronde.study.methods.arrays import over_replicates
from fronde.study.readings import Reading
from fronde.study.study_values import Values

READ = Reading("protest", 10, 5)


def test_the_mean_is_over_the_replicates_that_there_are():
    each = np.array([[1.0, 3.0], [5.0, math.nan], [math.nan, math.nan]])
    found = over_replicates(each)
    assert found[:2].tolist() == [2.0, 5.0]
    assert math.isnan(found[2])


def test_numbers_find_their_place_and_what_is_not_there_is_missing():
    rows = [(0, 0, "a", READ.name, 1.0), (1, 1, "a", READ.name, 2.0), (1, 0, "b", READ.name, 3.0),
            (0, 1, "a", "another", 4.0), (2, 0, "a", READ.name, 5.0)]
    table = pl.DataFrame(rows, schema=["point", "replicate", "variant", "outcome", "value"],
                         orient="row")
    empty = pl.DataFrame({"point": [0, 1, 2]})
    study = {"points": 3, "replicates": 2}
    whole = Values({"study": study}, empty, table, empty, empty).of("a", READ)
    assert np.array_equal(whole, [[1.0, np.nan], [np.nan, 2.0], [5.0, np.nan]], equal_nan=True)
    # A study that stopped early counts only the points that it came to.
    cut = Values({"study": study, "stopped_at": 2}, empty, table, empty, empty).of("a", READ)
    assert np.array_equal(cut, whole[:2], equal_nan=True)
