"""Who knows whom: rings, given ties, random graphs."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from fronde.classics.networks import Graph, Ring, graph_of, neighbours, random_graph


@pytest.mark.parametrize(("people", "near", "far"), [
    (3, 2, 0), (10, 9, 0), (11, 10, 2), (50, 0, 2), (64, 8, 4), (1000, 8, 2)])
def test_ties_on_a_ring_are_mutual(people, near, far):
    found = neighbours(Ring(people, near, far), 7)
    assert found.shape == (people, near + far)
    ends = Counter((i, j) for i, row in enumerate(found.tolist()) for j in row)
    assert all(ends[j, i] == times for (i, j), times in ends.items())
    around = [len({i, *row[:near]}) for i, row in enumerate(found.tolist())]
    assert set(around) == {near + 1}  # near ties lead to different people


def test_far_ties_go_round_all_and_differ_by_seed():
    one, other = (neighbours(Ring(500, 0, 2), seed) for seed in (1, 2))
    assert (one != other).any()
    person, seen = 0, set()
    while person not in seen:
        seen.add(person)
        person = int(one[person, 0])
    assert len(seen) == 500


def test_far_ties_lead_anywhere():
    """Distance along the ring of a far tie: as good as uniform."""
    found = neighbours(Ring(10_000, 0, 2), 3)[:, 0]
    distance = (found - np.arange(10_000)) % 10_000 / 10_000
    assert stats.kstest(distance, "uniform").pvalue > 1e-3


def test_given_ties():
    graph = graph_of(4, [[0, 1], [2, 1], [0, 2]])
    assert graph.degrees.tolist() == [2, 2, 2, 0]
    rows = [sorted(graph.others[a:b].tolist())
            for a, b in zip(graph.starts[:-1], graph.starts[1:], strict=True)]
    assert rows == [[1, 2], [0, 2], [0, 1], []]
    assert graph_of(3, []).degrees.tolist() == [0, 0, 0]


def test_random_graphs_are_poisson():
    """G(n, p): number of ties, degrees, no pair twice, every pair as likely."""
    people, z = 4000, 5.0
    graphs = [random_graph(people, z, seed) for seed in range(8)]
    degrees = np.concatenate([graph.degrees for graph in graphs])
    assert degrees.mean() == pytest.approx(z, abs=4 * np.sqrt(2 * z / degrees.size))
    chances = stats.binom(people - 1, z / (people - 1)).pmf(np.arange(13))
    counts = np.bincount(np.minimum(degrees, 13), minlength=14)
    expected = degrees.size * np.append(chances, 1 - chances.sum())
    assert stats.chisquare(counts, expected).pvalue > 1e-3
    ends = [ends_of(graph) for graph in graphs]
    for each in ends:
        assert len(np.unique(each, axis=0)) == len(each)
        assert (each[:, 0] != each[:, 1]).all()
    places = np.concatenate(ends)[:, 0] / people
    assert stats.kstest(places, "uniform").pvalue > 1e-3


def ends_of(graph):
    """Each tie, from both ends."""
    return np.column_stack((np.repeat(np.arange(graph.people), graph.degrees), graph.others))


def test_small_random_graphs_have_every_pair_equally_often():
    counts = np.zeros((5, 5))
    for seed in range(3000):
        each = ends_of(random_graph(5, 1.2, seed))
        counts[each[:, 0], each[:, 1]] += 1
    assert (counts == counts.T).all()
    each = counts[np.triu_indices(5, 1)] / 3000
    assert (np.abs(each - 0.3) < 4 * np.sqrt(0.21 / 3000)).all()


@pytest.mark.parametrize("call", [
    lambda: Ring(1), lambda: Ring(10, 3), lambda: Ring(10, 10), lambda: Ring(10, 2, 1),
    lambda: Ring(10, 0, 0), lambda: Ring(2**31), lambda: Ring(10.5), lambda: graph_of(3, [[0, 3]]),
    lambda: graph_of(3, [[1, 1]]), lambda: graph_of(3, [0, 1]), lambda: graph_of(3, [[0.0, 1.0]]),
    lambda: graph_of(0, []), lambda: random_graph(10, 9, 1), lambda: random_graph(10, 0, 1),
    lambda: random_graph(10, 2, -1), lambda: neighbours(Ring(10), 1.5)])
def test_senseless_networks_are_refused(call):
    with pytest.raises(ValueError, match="must"):
        call()


def test_a_graph_says_how_many_people_and_ties():
    graph = graph_of(6, [[0, 5]])
    assert isinstance(graph, Graph)
    assert graph.people == 6
    assert Ring(6, 2, 2).degrees.tolist() == [4]
