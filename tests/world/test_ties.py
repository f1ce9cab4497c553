"""Ties are mutual, distinct and as many as said; rings are permutations."""

import numpy as np
import pytest

from fronde.kernel import kernel
from fronde.tables.ties import bits_for, permute, ring_key, ties_of


@kernel
def fill(size, key, ranks, back):
    """Ranks of all places and the way back."""
    bits = bits_for(size)
    for place in range(size):
        ranks[place] = permute(place, size, bits, key, False)
        back[place] = permute(ranks[place], size, bits, key, True)


@kernel
def fill_ties(size, near, far, keys, found):
    """Ties of all places [size, near + far]."""
    for place in range(size):
        ties_of(place, size, near, far, keys, found[place])


def keys_of(community, rings, seed=9):
    return np.array([ring_key(seed, community, ring) for ring in range(rings)])


def all_ties(size, near, far, community=0):
    found = np.empty((size, near + far), np.int64)
    fill_ties.compiled(size, near, far, keys_of(community, 1 + far // 2), found)
    return found


def ranks_of(size, key):
    ranks, back = np.empty(size, np.int64), np.empty(size, np.int64)
    fill.compiled(size, key, ranks, back)
    return ranks, back


@pytest.mark.parametrize("size", [*range(1, 201), 1000, 4097, 65536, 99_991, 262_143])
def test_a_ring_is_a_permutation_with_its_inverse(size):
    ranks, back = ranks_of(size, int(keys_of(size, 1)[0]))
    assert (np.sort(ranks) == np.arange(size)).all()
    assert (back == np.arange(size)).all()


def test_large_rings_invert_where_they_are_looked_at():
    rng = np.random.default_rng(2)
    for size in rng.integers(10**8, 10**9, 5).tolist():
        bits, key = bits_for(size), int(rng.integers(2**32))
        for place in rng.integers(0, size, 200).tolist():
            rank = permute(place, size, bits, key, False)
            assert 0 <= rank < size
            assert permute(rank, size, bits, key, True) == place
            assert permute.compiled(place, size, bits, key, False) == rank


def test_a_ring_mixes():
    """Ranks of neighbours in the row are uncorrelated, within four standard errors."""
    ranks, _ = ranks_of(50_000, int(keys_of(1, 1)[0]))
    for other in (np.roll(ranks, 1), np.roll(ranks, 2), ranks_of(50_000, int(keys_of(2, 1)[0]))[0],
                  np.arange(50_000)):
        assert abs(np.corrcoef(ranks, other)[0, 1]) < 4 / np.sqrt(50_000)


@pytest.mark.parametrize(("near", "far"), [(8, 2), (4, 0), (0, 6), (2, 2)])
@pytest.mark.parametrize("size", [2, 3, 7, 12, 500, 3001])
def test_ties_are_mutual(size, near, far):
    """As often as b is among a's ties, a is among b's."""
    ties = all_ties(size, near, far)
    table = np.zeros((size, size), np.int64)
    np.add.at(table, (np.repeat(np.arange(size), near + far), ties.ravel()), 1)
    assert (table == table.T).all()


def test_near_ties_are_distinct_others_and_hardly_any_far_tie_repeats_one():
    """In a large community; a far tie meets one of 8 near ones with chance about 9 / 20000."""
    ties = all_ties(20_000, 8, 2)
    assert not (ties == np.arange(20_000)[:, None]).any()
    near = np.sort(ties[:, :8], axis=1)
    assert (np.diff(near, axis=1) > 0).all()
    both = np.sort(ties, axis=1)
    repeated = (np.diff(both, axis=1) == 0).any(axis=1).sum()
    expected = 2 * 8 + 1  # 20000 x 2 far ties x 8 / 20000, and a ring that closes at once
    assert repeated < expected + 4 * np.sqrt(2 * expected)


def test_near_ties_are_clustered_and_far_ones_are_not():
    """A ring with k = 8: 3 (k - 2) / (4 (k - 1)) of neighbours' pairs are tied (Watts 1998)."""
    assert clustering(all_ties(4000, 8, 0)) == pytest.approx(3 * 6 / (4 * 7))
    assert clustering(all_ties(4000, 0, 8)) < 0.01


def clustering(ties):
    """Share of pairs of one's ties that are tied to each other."""
    known = [set(row) for row in ties.tolist()]
    pairs = [(b in known[a]) for row in ties.tolist() for i, a in enumerate(row)
             for b in row[i + 1:]]
    return np.mean(pairs)
