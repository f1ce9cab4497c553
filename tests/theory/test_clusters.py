"""Coalescence and fragmentation: exact sizes, cut-off, and the model itself."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fronde.draws import pair, stream
from fronde.kernel import kernel
from fronde.theory.clusters import cluster_counts, mean_square

NU = st.floats(0.05, 0.95)
MEETINGS = stream("meetings")


def cutoff(nu):
    """The size beyond which clusters are rarer than the power law has them [persons]."""
    # (2 - nu)^2 = 4 (1 - nu) + nu^2, written so that a small nu keeps its digits.
    return 1 / math.log1p(nu * nu / (4 * (1 - nu)))


def simulate_sizes(members, nu, steps, burn, every, seed):
    """Clusters of each size on average over time, all members alone at first [N + 1].

    The first count is after ``burn`` steps, from then on one ``every`` so many.
    """
    counts = np.zeros(members + 1, dtype=np.int64)
    return counts / meet.compiled(members, nu, steps, burn, every, seed, counts)


@kernel(entry=True)
def meet(
    members, nu, steps, burn, every, seed, counts
):
    """The steps of ``simulate_sizes``: adds up counts by size, returns how many times.

    ``after`` leads round the members of a cluster; its name is the number of one of them.
    """
    name, after = np.arange(members), np.arange(members)
    size = np.ones(members, dtype=np.int64)
    now = np.zeros(members + 1, dtype=np.int64)
    now[1] = members
    times = 0
    for step in range(steps):
        breaks, who = pair(seed, MEETINGS, 0, step, 0)
        one = int(who * members)
        if breaks < nu:
            scatter(one, name, after, size, now)
        else:
            other = int(pair(seed, MEETINGS, 0, step, 1)[0] * (members - 1))
            merge(one, other + (other >= one), name, after, size, now)
        if step >= burn and (step - burn) % every == 0:
            counts += now
            times += 1
    return times


@kernel
def scatter(
    one, name, after, size, now
):
    """Everybody in the cluster of one is alone from now on."""
    left = size[name[one]]
    now[left] -= 1
    now[1] += left
    for _ in range(left):
        following = after[one]
        name[one], after[one], size[one] = one, one, 1
        one = following


@kernel
def merge(
    one, other, name, after, size, now
):
    """The clusters of the two become one, under the name of the larger."""
    if name[one] == name[other]:
        return
    if size[name[one]] < size[name[other]]:
        one, other = other, one
    larger, smaller = name[one], name[other]
    now[size[larger]] -= 1
    now[size[smaller]] -= 1
    for _ in range(size[smaller]):
        name[other] = larger
        other = after[other]
    size[larger] += size[smaller]
    now[size[larger]] += 1
    after[one], after[other] = after[other], after[one]  # two rings become one


@pytest.mark.parametrize(("size", "expected"), [
    (1, 5263.16), (2, 656.07), (3, 218.1), (10, 9.521)])
def test_counts_as_published(size, expected):
    """N = 10^4, nu = .1; to the last digit given."""
    digits = len(str(expected).partition(".")[2])
    found = 1e4 * cluster_counts([size], 0.1)[0]
    assert found == pytest.approx(expected, abs=0.51 * 10**-digits)


@given(st.integers(1, 40), st.integers(1, 19))
def test_counts_as_an_exact_fraction(size, twentieths):
    """n_s / N = (1 - nu)^(s-1) (2 - nu)^-(2s-1) (2s - 2)! / (s!)^2, in whole numbers."""
    nu = Fraction(twentieths, 20)
    ways = Fraction(math.factorial(2 * size - 2), math.factorial(size) ** 2)
    expected = (1 - nu) ** (size - 1) / (2 - nu) ** (2 * size - 1) * ways
    assert cluster_counts([size], float(nu))[0] == pytest.approx(float(expected), rel=1e-12)


@given(NU)
def test_sums(nu):
    """sum s n_s = N and sum s^2 n_s = N / nu, up to where the tail is below rounding."""
    sizes = np.arange(1, int(40 * cutoff(nu)) + 100)
    counts = cluster_counts(sizes, nu)
    assert counts @ sizes == pytest.approx(1, abs=1e-10)
    assert counts @ sizes**2 == pytest.approx(mean_square(nu), rel=1e-10)


@given(NU)
def test_coming_and_going_of_each_size_balance(nu):
    """Sizes r and s - r meet; s meets anything or breaks; singles also come from break-ups.

    s n_s (nu + 2 (1 - nu)) = (1 - nu) sum_r r n_r (s - r) n_(s-r), and for s = 1 with
    nu sum_{s>1} s^2 n_s: the master equation at rest, for one member.
    """
    sizes = np.arange(1, 40)
    weight = sizes * cluster_counts(sizes, nu)
    merged = [weight[:s - 1] @ weight[:s - 1][::-1] for s in sizes[1:]]
    np.testing.assert_allclose(weight[1:] * (2 - nu), (1 - nu) * np.array(merged), rtol=1e-10)
    singles = nu * (mean_square(nu) - weight[0])
    assert 2 * (1 - nu) * weight[0] == pytest.approx(singles, rel=1e-10)


@pytest.mark.parametrize("nu", [0.05, 0.1, 0.5])
def test_tail(nu):
    """n_s / N -> (2 - nu) / (1 - nu) / (4 sqrt(pi)) s^(-5/2) exp(-s / s_c), by Stirling."""
    sizes = np.array([1000.0, 2000.0, 4000.0])
    law = (2 - nu) / (1 - nu) / 4 / math.sqrt(math.pi) * sizes**-2.5 * np.exp(-sizes / cutoff(nu))
    seen = law > 0  # beyond, both are below the smallest number
    np.testing.assert_allclose(cluster_counts(sizes, nu)[seen], law[seen], rtol=2e-3)


def test_cutoff():
    """1 / ln(1.9^2 / 3.6) = 360.5 at .1; far above 10^4 at .01, why that is not simulated."""
    assert cutoff(0.1) == pytest.approx(1 / math.log(1.9**2 / 3.6), rel=1e-12)
    assert cutoff(0.01) > 1e4
    assert cutoff(1e-9) == pytest.approx(4e18, rel=1e-8)  # 4 / nu^2


@pytest.mark.parametrize("nu", [0.05, 0.1, 0.3])
def test_simulated_counts(nu):
    """Within four standard errors of six runs and what 10^4 members differ from many.

    Somebody drawn meets a member of their own cluster with chance (1 / nu - 1) / N, which
    the exact sizes leave out: up to twice this share is allowed on top.
    """
    members, runs = 10_000, 6
    sizes = np.arange(members + 1)
    seen = np.array([simulate_sizes(members, nu, 2_000_000, 100_000, 500, seed)
                     for seed in range(runs)])
    np.testing.assert_allclose(seen @ sizes, members, rtol=1e-12)  # nobody is lost
    shown = np.column_stack((seen[:, [1, 2, 3, 10]], seen @ sizes**2))
    expected = members * np.append(cluster_counts([1, 2, 3, 10], nu), mean_square(nu))
    error = shown.std(axis=0, ddof=1) / math.sqrt(runs)
    finite = 2 * (1 / nu - 1) / members * expected
    assert (np.abs(shown.mean(axis=0) - expected) < 4 * error + finite).all()
    assert (error[:3] < 0.002 * expected[:3]).all()  # sharp enough to say something


def test_two_members():
    """Together they stay so until they break: alone, they merge with 1 - nu; a coin each step."""
    seen = simulate_sizes(2, 0.3, 200_000, 100, 1, 5)
    # After any step they are together iff it was a meeting.
    assert seen[2] == pytest.approx(0.7, abs=4 * math.sqrt(0.21 / 2e5))
    assert seen[1] == pytest.approx(2 * (1 - seen[2]), abs=1e-12)


def test_compiled_is_the_source_and_seeds_differ():
    shown = simulate_sizes(30, 0.2, 300, 10, 7, 3)
    counts = np.zeros(31, dtype=np.int64)
    times = meet(30, 0.2, 300, 10, 7, 3, counts)
    assert times == len(range(10, 300, 7))
    np.testing.assert_array_equal(shown, counts / times)
    assert (shown != simulate_sizes(30, 0.2, 300, 10, 7, 4)).any()


@pytest.mark.parametrize("nu", [0, 1, -0.1, 1.1, math.nan])
def test_senseless_chances_are_refused(nu):
    for function in (mean_square, lambda x: cluster_counts([1], x)):
        with pytest.raises(ValueError, match="nu must"):
            function(nu)


@pytest.mark.parametrize("sizes", [[], [0], [1.5], [math.nan], [math.inf], [[1]]])
def test_senseless_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes must"):
        cluster_counts(sizes, 0.1)
