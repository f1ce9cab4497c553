"""Who knows whom: ties of a ring that are computed when asked, and ties that are given.

On a ring people are numbered along their near ties; far ties lead to the neighbours on further
rings, each in an order of its own, by the permutations of ``world.ties``. So ten million people
need no list, and near ties lie side by side in memory.

Sources  Watts and Strogatz 1998 (ring of near ties); Watts 2002 (Poisson random graphs)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from fronde.draws import stream, uniforms
from fronde.kernel import kernel
from fronde.tables.ties import bits_for, permute, ring_key
from fronde.theory.inputs import IntArray, number, positive, whole

PAIRS = stream("network pairs")
MOST = 2**31 - 1


@dataclass(frozen=True)
class Ring:
    """Ties that are computed and never stored, as in ``world.ties``, drawn anew in each world.

    People are numbered along the ring of near ties; each pair of far ties leads to the two
    neighbours on a further ring, in an order of its own.

    Attributes
    ----------
    near : ties to the next people on either side, even; ``people - 1``: everybody sees all.
    far : ties across, even.

    Raises
    ------
    ValueError : odd, no ties, or more near ties than others.
    """

    people: int
    near: int = 8
    far: int = 2

    def __post_init__(self) -> None:
        if whole("people", self.people, 2) > MOST:
            raise ValueError(f"people must be at most {MOST}, not {self.people}")
        all_others = whole("near", self.near) == self.people - 1
        if self.near >= self.people or (self.near % 2 and not all_others):
            raise ValueError("near must be even and below people, or one fewer than people")
        if whole("far", self.far) % 2:
            raise ValueError(f"far must be even, not {self.far}")
        if self.near + self.far == 0:
            raise ValueError("near and far must not both be 0: nobody would know anybody")

    @property
    def degrees(self) -> IntArray:
        """Ties of each person: one number for all [1]."""
        return np.array([self.near + self.far], np.int64)


@dataclass(frozen=True, eq=False)
class Graph:
    """Ties that are given: those of person i are ``others[starts[i] : starts[i + 1]]``.

    Made by ``graph_of``. Who has no ties never acts, unless at first or with threshold 0.
    """

    starts: IntArray
    others: NDArray[np.int32] = field(repr=False)

    @property
    def people(self) -> int:
        """How many."""
        return len(self.starts) - 1

    @property
    def degrees(self) -> IntArray:
        """Ties of each person [people]."""
        return np.diff(self.starts)


Network = Ring | Graph


def graph_of(people: int, pairs: npt.ArrayLike) -> Graph:
    """The graph of mutual ties.

    Parameters
    ----------
    people : how many, from 1; they are numbered from 0.
    pairs : who is tied to whom, each tie once [ties, 2].

    Raises
    ------
    ValueError : not pairs of whole numbers of people, or somebody tied to themselves.
    """
    people, ends = whole("people", people, 1), np.asarray(pairs)
    if ends.size == 0:
        ends = np.empty((0, 2), np.int64)
    if ends.ndim != 2 or ends.shape[1] != 2 or not np.issubdtype(ends.dtype, np.integer):
        raise ValueError("pairs must be a table of two whole numbers a row")
    if people > MOST or (ends.size and (ends.min() < 0 or ends.max() >= people)):
        raise ValueError(f"pairs must lie between 0 and {people - 1}")
    if (ends[:, 0] == ends[:, 1]).any():
        raise ValueError("pairs must be of two people: somebody is tied to themselves")
    one, other = np.concatenate((ends, ends[:, ::-1])).T
    starts = np.zeros(people + 1, np.int64)
    np.cumsum(np.bincount(one, minlength=people), out=starts[1:])
    return Graph(starts, other[np.argsort(one, kind="stable")].astype(np.int32))


class Ties(NamedTuple):
    """A network as the kernel reads it; ``starts`` is empty on a ring."""

    people: int
    near: int
    far: int
    starts: IntArray
    others: NDArray[np.int32]


def random_graph(people: int, degree: float, seed: int) -> Graph:
    """A graph in which every two people are tied with the same chance.

    The pairs that are tied are found by geometric skips through all pairs.

    Parameters
    ----------
    people : how many, from 2.
    degree : mean number of ties, above 0 and below ``people - 1``.
    seed : the same one gives the same graph, 0 to 2^53.

    Raises
    ------
    ValueError : out of range, or not whole.

    Source: watts2002: Poisson random graphs.
    """
    people, seed = whole("people", people, 2), whole("seed", number("seed", seed, 0, 2**53))
    chance = number("degree", positive("degree", degree), 0.0, people - 1) / (people - 1)
    if chance == 1.0:
        raise ValueError("degree must be below people - 1: else see Ring with that many near ties")
    pairs = people * (people - 1) // 2
    mean = chance * pairs
    enough = math.ceil(mean + 10.0 * math.sqrt(mean) + 40.0)
    draw = np.empty(enough)
    uniforms.compiled(seed, PAIRS, 0, np.arange(enough), 0, draw)
    place = np.cumsum(1.0 + np.floor(np.log1p(-draw) / math.log1p(-chance))) - 1.0
    place = place[place < pairs].astype(np.int64)
    # Pair number j (j - 1) / 2 + i is that of i < j.
    other = np.floor((1.0 + np.sqrt(1.0 + 8.0 * place)) / 2.0).astype(np.int64)
    other -= other * (other - 1) // 2 > place
    other += other * (other + 1) // 2 <= place
    return graph_of(people, np.column_stack((place - other * (other - 1) // 2, other)))


def neighbours(ring: Ring, seed: int) -> IntArray:
    """Whom each person on a ring is tied to in the world of a seed [people, near + far]."""
    ties, world = ties_of(ring), whole("seed", number("seed", seed, 0, 2**53))
    found = np.empty((ring.people, ring.near + ring.far), np.int64)
    look_all.compiled(world, ties, found)
    return found


def ties_of(network: Network) -> Ties:
    """A network as the kernel reads it."""
    if isinstance(network, Graph):
        return Ties(network.people, 0, 0, network.starts, network.others)
    return Ties(network.people, network.near, network.far, np.zeros(0, np.int64),
                np.zeros(0, np.int32))


@kernel
def most_ties(ties):
    """Ties of whoever has most."""
    most = ties.near + ties.far
    for person in range(len(ties.starts) - 1):
        most = max(most, ties.starts[person + 1] - ties.starts[person])
    return most


@kernel
def beyond(person, ties):
    """More ties than a person has."""
    if len(ties.starts):
        return ties.starts[person + 1] - ties.starts[person] + 1
    return ties.near + ties.far + 1


@kernel(entry=True)
def look_all(seed, ties, found):
    """``look`` of everybody."""
    keys = np.empty(ties.far // 2, np.int64)
    draw_keys(seed, keys)
    for person in range(ties.people):
        look(person, ties, bits_for(ties.people), keys, found[person])


@kernel
def draw_keys(seed, keys):
    """The key of each further ring; ring 0, of near ties, has none."""
    for ring in range(len(keys)):
        keys[ring] = ring_key(seed, 0, ring + 1)


@kernel
def look(person, ties, bits, keys, seen):
    """Put those whom a person is tied to into ``seen``; how many."""
    if len(ties.starts):
        begin = ties.starts[person]
        count = ties.starts[person + 1] - begin
        for at in range(count):
            seen[at] = ties.others[begin + at]
        return count
    for tie in range(ties.near):
        away = tie // 2 + 1
        other = person + away if tie % 2 == 0 else person - away
        if other >= ties.people:
            other -= ties.people
        elif other < 0:
            other += ties.people
        seen[tie] = other
    for ring in range(len(keys)):
        rank = permute(person, ties.people, bits, keys[ring], False)
        onward = rank + 1 if rank + 1 < ties.people else 0
        back = rank - 1 if rank else ties.people - 1
        seen[ties.near + 2 * ring] = permute(onward, ties.people, bits, keys[ring], True)
        seen[ties.near + 2 * ring + 1] = permute(back, ties.people, bits, keys[ring], True)
    return ties.near + ties.far
