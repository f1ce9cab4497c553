"""Who sees whom on a torus.

What is seen is whole rows, longest in the middle, the same on both sides: so that what changes
for everybody in sight changes in runs.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fronde.kernel import kernel

Neighbourhood = Literal["euclidean", "von neumann", "moore"]


class Sight(NamedTuple):
    """A torus as a map with a margin, and what is seen from a site of it.

    Rows are ``wide`` = 2^``shift``. A margin around the ``width`` x ``height`` sites repeats the
    other side, so that whoever looks adds a step and need not ask where the torus ends. A site is
    its place in the map. ``step`` [seen] leads to what is seen. So do stamps: counts are changed
    ``lanes`` at a time, those of one word; ``word``, ``stamp`` [lanes, words] are which words and
    by what, for each place of a site in its own.
    """

    width: int
    height: int
    margin: int
    wide: int
    shift: int
    lanes: int
    step: NDArray[np.int64]
    word: NDArray[np.int64]
    stamp: NDArray[np.int64]


@lru_cache(maxsize=32)
def sight(
    neighbourhood: Neighbourhood, vision: float, width: int, height: int, margin: int
) -> Sight:
    """What is seen within ``vision`` of a site, the site itself left out.

    euclidean: at most so far as the crow flies; von neumann: in at most so many steps along rows
    and columns, 2 r (r + 1) sites; moore: in at most so many steps, also across corners.
    """
    count = counts_of(len(steps(neighbourhood, vision)))
    lanes, shift = 8 // count.itemsize, max(3, (width + 2 * margin).bit_length())
    wide = 1 << shift
    step = steps(neighbourhood, vision) @ (wide, 1)
    word, stamp = stamps(step, lanes, count)
    return Sight(width, height, margin, wide, shift, lanes, step, word, stamp)


def counts_of(most: int) -> np.dtype[Any]:
    """The smallest whole numbers that count so far."""
    return np.dtype(np.min_scalar_type(most))


def stamps(
    step: NDArray[np.int64], lanes: int, count: np.dtype[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Words with something to count in them, from that of the site on, and 1 for each count."""
    found = []
    for lane in range(lanes):
        word, place = np.divmod(lane + step, lanes)
        which = np.unique(word)
        stamp = np.zeros((len(which), lanes), count)
        stamp[np.searchsorted(which, word), place] = 1
        found.append((which, stamp.view(np.int64)[:, 0]))
    most = max(len(which) for which, _ in found)
    words, changes = (np.array([np.pad(pair[k], (0, most - len(pair[k]))) for pair in found])
                      for k in range(2))
    return words, changes


def steps(neighbourhood: Neighbourhood, vision: float) -> NDArray[np.int64]:
    """Rows down and columns right to what is seen [seen, 2]."""
    reach = math.floor(vision)
    y, x = (axis.ravel() for axis in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    far = {"euclidean": np.hypot(x, y), "von neumann": abs(x) + abs(y),
           "moore": np.maximum(abs(x), abs(y))}[neighbourhood]
    found: NDArray[np.int64] = np.stack((y, x), 1)[(far <= vision) & (far > 0)]
    return found


def within(
    vision: float, width: int, height: int, neighbourhood: Neighbourhood = "euclidean"
) -> NDArray[np.int32]:
    """Sites that each site sees, itself left out, numbered row by row [sites, seen]."""
    y, x = (some[:, None] for some in np.divmod(np.arange(width * height), width))
    dy, dx = steps(neighbourhood, vision).T
    found: NDArray[np.int64] = (y + dy) % height * width + (x + dx) % width
    return found.astype(np.int32)


@kernel(lean=True)
def at(place):
    """An index that does not count from the end: numba need not ask, a fifth of a turn's time."""
    return np.uint64(place)


@kernel(lean=True)
def site_of(which, sight):
    """The site that is ``which`` where they are counted row by row, without a margin."""
    return ((which // sight.width + sight.margin) * sight.wide + which % sight.width
            + sight.margin)


@kernel(lean=True)
def inside(place, length, margin):
    """The row or column that the margin repeats; itself if it is not in the margin."""
    if place < margin:
        return place + length
    if place >= length + margin:
        return place - length
    return place


@kernel(lean=True)
def real(site, sight):
    """The site that the margin repeats; itself if it is not in the margin."""
    return ((inside(site >> sight.shift, sight.height, sight.margin) << sight.shift)
            + inside(site & (sight.wide - 1), sight.width, sight.margin))


@kernel(lean=True)
def repeat(place, length, margin):
    """Where a row or column is repeated in the margin; if it is not, one more that is nowhere."""
    if place < 2 * margin:
        return place + length
    if place >= length:
        return place - length
    return length + 2 * margin


@kernel(lean=True)
def mark(chart, site, value, sight):
    """Write on a map, up to four times near a corner."""
    y, x = site >> sight.shift, site & (sight.wide - 1)
    again = repeat(y, sight.height, sight.margin) * sight.wide
    aside = repeat(x, sight.width, sight.margin)
    chart[at(site)] = value
    chart[at(site - x + aside)] = value
    chart[at(again + x)] = value
    chart[at(again + aside)] = value


@kernel(lean=True)
def spread(words, site, change, sight):
    """Everybody who sees a site sees one more, or one fewer, there.

    Several small counts are changed as one number: none leaves its range, so nothing is carried.
    """
    lane, first = site % sight.lanes, site // sight.lanes
    word, stamp = sight.word[lane], sight.stamp[lane]
    for k in range(len(word)):
        words[at(first + word[k])] += change * stamp[k]


@kernel(lean=True)
def look_from(counts, site, sight):
    """How many a site sees: what was spread over the edge is counted in the margin."""
    y, x = site >> sight.shift, site & (sight.wide - 1)
    again = repeat(y, sight.height, sight.margin) * sight.wide
    aside = repeat(x, sight.width, sight.margin)
    return (np.int64(counts[at(site)]) + np.int64(counts[at(site - x + aside)])
            + np.int64(counts[at(again + x)]) + np.int64(counts[at(again + aside)]))
