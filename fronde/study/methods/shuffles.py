r"""How likely replicates are as alike as they are when all runs could as well change places.

Of runs that come out one way or the other, with S_i those of point i that come out one way, the
replicates of points are the more alike, the larger

    sum over i of (2 S_i - R)^2,    R replicates a point

is. If the chance of each way is the same at all points, every order of the runs is as likely as
any other, whatever that chance is. So the p value is the share of orders, of so many drawn by
chance and the one that there is, whose sum is no smaller. That is exact at any number of points.

Sources  Pitman 1937 (all orders are as likely); Dwass 1957 (so many drawn instead of all)
Limits   no p value is below 1 / (drawn + 1)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DRAWN = 1999


def alike(up: NDArray[np.bool_], seed: int = 0) -> float:
    """Chance of replicates at least as alike as these [points, replicates]; 1 without any.

    Parameters
    ----------
    up : which way each run came out.
    seed : of the orders drawn.
    """
    points, replicates = up.shape
    if points < 2 or replicates < 2:
        return 1.0
    runs = np.where(up, 1, -1).ravel()
    orders = np.random.default_rng(seed).permuted(np.tile(runs, (DRAWN, 1)), axis=1)
    sums = (orders.reshape(DRAWN, points, replicates).sum(axis=2) ** 2).sum(axis=1)
    seen = (runs.reshape(points, replicates).sum(axis=1) ** 2).sum()
    return float((1 + (sums >= seen).sum()) / (DRAWN + 1))
