"""Thresholds on a network: the rule asked of everybody, published limits, laws of the draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from fronde.classics.cascades import FIRST, THRESHOLD, cascades, ties_needed
from fronde.classics.networks import Ring, graph_of, neighbours, random_graph
from fronde.draws import uniform, uniforms
from fronde.theory.cascade_window import cascade_window, final_share, vulnerable
from fronde.theory.published import CROWD, CROWD_BROKEN, KURAN
from fronde.theory.thresholds import rounds, siegel_error, siegel_root

NEVER = np.inf


def table_of(network, seed):
    """Who is tied to whom, and how often, as a sparse matrix [people, people]."""
    people = network.people
    if isinstance(network, Ring):
        others = neighbours(network, seed)
        starts, others = np.arange(people + 1) * others.shape[1], others.ravel()
    else:
        starts, others = network.starts, network.others
    return sparse.csr_array((np.ones(len(others)), others, starts), (people, people))


def asked(table, phi, acting, steps, pace=1.0, rng=None):
    """How many act, when in each step everybody quiet is asked."""
    acting, ties = acting.copy(), np.maximum(table.sum(axis=1), 1)
    path = [acting.sum()]
    for _ in range(steps):
        met = ~acting & (table @ acting / ties >= phi)
        if pace < 1.0:
            met &= rng.random(len(met)) < pace
        acting |= met
        path.append(acting.sum())
    return path


def thresholds_drawn(seed, people, quantile):
    """The thresholds of a world, by inversion of its draws."""
    draw = np.empty(people)
    for odd in (0, 1):
        part = np.empty(len(range(odd, people, 2)))
        uniforms.compiled(seed, THRESHOLD, 0, np.arange(len(part)), odd, part)
        draw[odd::2] = part
    return quantile(draw)


def networks():
    ring = st.builds(lambda people, near, far: Ring(people, 2 * near, 2 * far),
                     st.integers(9, 40), st.integers(1, 4), st.integers(0, 2))
    graph = st.builds(random_graph, st.integers(9, 40), st.floats(0.5, 6), st.integers(0, 99))
    return st.one_of(ring, graph)


@settings(max_examples=80)
@given(networks(), st.integers(0, 2**53), st.data())
def test_the_same_path_as_when_everybody_is_asked(network, seed, data):
    people, table = network.people, table_of(network, seed)
    kind = data.draw(st.sampled_from(("one", "each", "drawn")))
    if kind == "one":
        thresholds = phi = data.draw(st.sampled_from((0.0, 0.1, 0.18, 0.2, 0.25, 1 / 3, 0.5, 1.0)))
    elif kind == "each":
        rng = np.random.default_rng(seed)
        thresholds = phi = rng.choice([-1, 0, 0.1, 0.2, 0.3, 0.5, 1.0, 1.5, NEVER], people)
    else:
        law = data.draw(st.sampled_from((stats.norm(0.3, 0.2), stats.uniform(-0.05, 0.6))))
        thresholds, phi = law.cdf, thresholds_drawn(seed, people, law.ppf)
    first = data.draw(st.integers(0, 3))
    found = cascades(network, thresholds, 1.0, 15, seed, first=first, threads=1)
    assert found.shape == (1, 16)
    begun = np.zeros(people, bool)
    begun[beginners(seed, people, first)] = True
    assert found[0].tolist() == asked(table, phi, begun, 15)


def beginners(seed, people, first):
    """Those who act at first: draw until they are enough."""
    drawn, trial = [], 0
    while len(drawn) < first:
        person = int(uniform(seed, FIRST, 0, trial, 0) * people)
        trial += 1
        if person not in drawn:
            drawn.append(person)
    return drawn


@pytest.mark.parametrize("make", [lambda seed: Ring(300, 6, 2),
                                  lambda seed: random_graph(300, 6.0, 5)])
def test_the_same_law_when_people_take_their_time(make):
    """Pace .3: paths as when each who is ready tosses a coin in each step, by KS at four steps."""
    network, worlds, steps = make(0), 500, 40
    phi = np.random.default_rng(1).normal(0.3, 0.15, 300)
    seeds = np.arange(worlds)
    rng = np.random.default_rng(2)
    found = cascades(network, phi, 0.3, steps, seeds)
    coins = np.array([asked(table_of(network, seed), phi, np.zeros(300, bool), steps, 0.3, rng)
                      for seed in seeds.tolist()])
    for step in (1, 3, 6, 12):
        assert stats.ks_2samp(found[:, step], coins[:, step]).pvalue > 1e-3, step
    error = np.hypot(found.std(axis=0), coins.std(axis=0)) / np.sqrt(worlds)
    assert (np.abs(found.mean(axis=0) - coins.mean(axis=0)) <= 4 * error).all()


def test_waiting_is_geometric():
    """Threshold 0: each acts in step s with chance p (1 - p)^(s - 1)."""
    found = cascades(Ring(200_000), 0.0, 0.2, 30, 3)[0]
    newly = np.append(np.diff(found), 200_000 - found[-1])
    expected = 200_000 * np.append(0.2 * 0.8 ** np.arange(30), 0.8**30)
    assert stats.chisquare(newly, expected).pvalue > 1e-3


def test_pace_changes_when_and_not_who():
    law = stats.norm(0.35, 0.25).cdf
    ends = [cascades(Ring(2000), law, pace, 4000, np.arange(5))[:, -1].tolist()
            for pace in (1.0, 0.5, 0.05)]
    assert ends[0] == ends[1] == ends[2]
    assert len(set(ends[0])) > 1


def test_results_do_not_depend_on_threads_or_company():
    law, ring = stats.uniform(0, 0.7).cdf, Ring(500)
    one, two, many = (cascades(ring, law, 0.5, 30, np.arange(23), threads=t) for t in (1, 2, 7))
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(one, many)
    np.testing.assert_array_equal(one[11:12], cascades(ring, law, 0.5, 30, 11))
    assert cascades(ring, law, 0.5, 30, np.arange(0)).shape == (0, 31)


def test_a_longer_run_begins_as_a_shorter_one():
    long, short = (cascades(Ring(400), 0.2, 0.3, steps, [1, 2], first=4) for steps in (60, 20))
    np.testing.assert_array_equal(long[:, :21], short)


def test_compiled_is_the_source():
    from fronde.classics.cascades import needs_of, play, ties_of

    for network in (Ring(40, 4, 2), random_graph(40, 4.0, 1)):
        found = np.zeros((2, 12), np.int64)
        with np.errstate(over="ignore"):  # products wrap in 64 bits
            play(np.array([5, 6]), ties_of(network), needs_of(network, stats.norm(0.3, 0.2).cdf),
                 0.5, 2, found)
        expected = cascades(network, stats.norm(0.3, 0.2).cdf, 0.5, 11, [5, 6], first=2)
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("crowd", "end"), [(CROWD, 100), (CROWD_BROKEN, 1)])
def test_granovetters_square(crowd, end):
    """Thresholds 0, 1, ..., 99 where everybody sees all: all act; without the 1, one does."""
    phi = np.array(crowd) / 99  # of the 99 others
    found = cascades(Ring(100, 99, 0), phi, 1.0, 120, 1)[0]
    assert found[-1] == end
    expected = rounds(crowd)
    assert found[: len(expected)].tolist() == expected.tolist()


def test_kurans_ten():
    phi = np.ceil(np.array(KURAN) / 10) / 9
    assert cascades(Ring(10, 9, 0), phi, 1.0, 20, 1)[0, -1] == 1


def test_siegel_on_the_complete_network():
    """Where everybody sees all: the least root of x = Phi((.7 - 1 + x) / .25)."""
    people, mean, sd = 2000, 0.7, 0.25
    found = cascades(Ring(people, people - 1, 0), stats.norm(1 - mean, sd).cdf, 0.5, 200,
                     np.arange(4))[:, -1] / people
    error = siegel_error(mean, sd, people) / 2  # of the mean of four
    assert found.mean() == pytest.approx(siegel_root(mean, sd), abs=4 * error)


@pytest.mark.parametrize("degree", [2.0, 3.5, 5.0])
def test_watts_inside_the_window(degree):
    """phi = .18, n = 10^4, one person: how often, and where it ends.

    A cascade without bound comes with chance S_e, within four standard errors of graphs drawn;
    it ends where Gleeson and Cahalane have it.
    """
    people, graphs, times = 10_000, 8, 100
    ends = np.array([
        cascades(random_graph(people, degree, 100 + graph), 0.18, 1.0, 400,
                 1000 * graph + np.arange(times), first=1)[:, -1] for graph in range(graphs)])
    wide = ends > people / 4
    assert not ((ends > 2000) & ~wide).any()  # all or next to nothing
    share = wide.mean(axis=1)
    chance = vulnerable(degree, 0.18).reach
    # Graphs differ too, by more than the draws within one near the edge of the window.
    error = np.sqrt(max(share.var(ddof=1), chance * (1 - chance) / times) / graphs)
    assert share.mean() == pytest.approx(chance, abs=4 * error)
    assert ends[wide].mean() / people == pytest.approx(final_share(degree, 0.18, 1e-4), abs=0.01)


@pytest.mark.parametrize("degree", [0.9, 7.0])
def test_watts_outside_the_window(degree):
    low, high = cascade_window(0.18)
    assert not low < degree < high
    for graph in range(3):
        found = cascades(random_graph(10_000, degree, graph), 0.18, 1.0, 400, np.arange(100),
                         first=1)
        assert found[:, -1].max() < 1000


def test_many_who_begin_end_where_the_tree_says():
    """Normal thresholds, one in fifty at first, a random graph: Gleeson and Cahalane's share."""
    law = stats.norm(0.4, 0.2)
    found = cascades(random_graph(100_000, 6.0, 4), law.cdf, 1.0, 300, [1, 2], first=2000)
    expected = final_share(6.0, law.cdf, 0.02)
    assert found[:, -1].mean() / 1e5 == pytest.approx(expected, abs=0.005)


def test_who_begins_is_drawn_evenly():
    """Two of three on a path: the middle follows if both ends begin. One of five: a star."""
    graph = graph_of(3, [[0, 1], [1, 2]])
    ends = cascades(graph, [NEVER, 1.0, NEVER], 1.0, 2, np.arange(6000), first=2)[:, -1]
    assert (ends == 3).mean() == pytest.approx(1 / 3, abs=4 * np.sqrt(2 / 9 / 6000))
    one = cascades(graph_of(5, [[0, 1], [0, 2], [0, 3]]), 0.0001, 1.0, 3, np.arange(6000), first=1)
    assert (one[:, -1] == 1).mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / 6000))


def test_more_ties_than_a_byte_counts():
    """A star: the middle has 300 ties, and acts once half of them do."""
    star = graph_of(301, [[0, k] for k in range(1, 301)])
    phi = np.full(301, NEVER)
    phi[0], phi[1:151] = 0.5, 0.0
    assert cascades(star, phi, 1.0, 3, 1)[0].tolist() == [0, 150, 151, 151]
    phi[150] = 0.9
    assert cascades(star, phi, 1.0, 3, 1)[0].tolist() == [0, 149, 149, 149]


def test_whoever_acts_at_first_is_counted_once():
    found = cascades(Ring(50, 4, 2), 0.0, 1.0, 2, np.arange(20), first=50)
    assert (found == 50).all()


@given(st.integers(1, 400), st.data())
def test_needs_are_exact_where_shares_are(ties, data):
    """The least m with m / k >= phi, also where phi is m / k itself."""
    m = data.draw(st.integers(0, ties))
    assert ties_needed(np.array(m / ties), np.array(ties)) == m
    phi = data.draw(st.floats(0, 1))
    least = int(ties_needed(np.array(phi), np.array(ties)))
    assert least / ties >= phi
    assert least == 0 or (least - 1) / ties < phi


@pytest.mark.parametrize("wrong", [
    {"pace": 0.0}, {"pace": 1.1}, {"steps": -1}, {"steps": 1.5}, {"seeds": [0.5]},
    {"seeds": [-1]}, {"seeds": [[1]]}, {"first": 11}, {"first": -1}, {"threads": -1},
    {"thresholds": np.nan}, {"thresholds": [0.1] * 9}, {"thresholds": lambda x: 2 * x},
    {"thresholds": lambda x: 1 - x}, {"thresholds": lambda x: x * np.nan},
    {"thresholds": lambda x: 0.5}])
def test_senseless_inputs_are_refused(wrong):
    given_ = {"network": Ring(10), "thresholds": 0.2, "pace": 1.0, "steps": 3, "seeds": [1]} | wrong
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must"):
        cascades(**given_)
