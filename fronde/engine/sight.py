"""Who sees whom on a torus.

What is seen is whole rows, longest in the middle, the same on both sides: so that what changes
for everybody in sight changes in runs.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel

Neighbourhood = Literal["euclidean", "von neumann", "moore"]


class Sight(NamedTuple):
    """What is seen from a site: ``dy``, ``dx`` [seen], or its rows with ``half`` of their width.

    ``half`` [rows]: the row ``reach`` sites above goes from x - half[0] to x + half[0], and so on.
    """

    width: int
    height: int
    reach: int
    half: NDArray[np.int64]
    dy: NDArray[np.int64]
    dx: NDArray[np.int64]


def sight(neighbourhood: Neighbourhood, vision: float, width: int, height: int) -> Sight:
    """What is seen within ``vision`` of a site, the site itself left out.

    euclidean: at most so far as the crow flies; von neumann: in at most so many steps along rows
    and columns, 2 r (r + 1) sites; moore: in at most so many steps, also across corners.
    """
    reach = math.floor(vision)
    row = np.arange(-reach, reach + 1)
    half = np.full(2 * reach + 1, reach)
    if neighbourhood == "von neumann":
        half -= np.abs(row)
    elif neighbourhood == "euclidean":
        half = np.array([math.isqrt(math.floor(vision * vision) - y * y) for y in row.tolist()])
    steps = np.array([(y, x) for y, wide in zip(row.tolist(), half.tolist(), strict=True)
                      for x in range(-wide, wide + 1) if (y, x) != (0, 0)])
    return Sight(width, height, reach, half, steps[:, 0].copy(), steps[:, 1].copy())


def within(
    vision: float, width: int, height: int, neighbourhood: Neighbourhood = "euclidean"
) -> NDArray[np.int32]:
    """Sites that each site sees, itself left out [sites, seen]."""
    seen = sight(neighbourhood, vision, width, height)
    y, x = (some[:, None] for some in np.divmod(np.arange(width * height), width))
    found = (y + seen.dy) % height * width + (x + seen.dx) % width
    return found.astype(np.int32)


@kernel(lean=True)
def around(place, length):
    """A row or column less than once around the torus beyond its end, or before its begin."""
    if place < 0:
        return place + length
    if place >= length:
        return place - length
    return place


@kernel(lean=True)
def seen_from(y, x, which, sight):
    """One of the sites that are seen."""
    row = around(y + sight.dy[which], sight.height)
    return row * sight.width + around(x + sight.dx[which], sight.width)


@kernel(lean=True)
def spread(counts, site, change, sight):
    """Everybody who sees a site sees one more, or one fewer, there."""
    y, x = site // sight.width, site % sight.width
    for row in range(2 * sight.reach + 1):
        begin, end = x - sight.half[row], x + sight.half[row] + 1
        line = around(y + row - sight.reach, sight.height) * sight.width
        if begin < 0:
            for k in range(line + begin + sight.width, line + sight.width):
                counts[k] += change
            begin = 0
        if end > sight.width:
            for k in range(line, line + end - sight.width):
                counts[k] += change
            end = sight.width
        for k in range(line + begin, line + end):
            counts[k] += change
    counts[site] -= change
