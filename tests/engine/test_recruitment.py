"""Recruitment with removal alone is a branching process with a threshold at one."""

import numpy as np
import pytest
from laws.small import engine_of, still
from scipy import stats
from scipy.optimize import brentq

from fronde.engine.asking import CAUSE, COMMUNITY, PERSON, ROW, UNTIL
from fronde.engine.composed import CAUSES
from fronde.engine.sweep import resolve
from fronde.states import UNDERGROUND
from fronde.theory.branching import birth_death_extinction, birth_death_pmf, outbreak_size

OUTBREAKS, CITIZENS = 400, 4000
JOIN = CAUSES.index(("join", "recruited", "mobilisation"))


def outbreaks(n, removal):
    """A country of equal communities apart, one member of the underground in each.

    No utility: who meets a recruiter goes with chance 1/2, who is in leaves at half of the
    rate, so n = contact pace / 2 over the rate of removal.
    """
    scenario = still(OUTBREAKS * CITIZENS, regions=OUTBREAKS, pace=0.5, leave=2 * removal,
                     contact=n * removal / 0.25, entry_protest=-1e4)
    engine = engine_of(scenario, seed=8)
    world, people = engine.world, engine.world.people
    seeds = np.zeros((OUTBREAKS, 6), np.int64)
    seeds[:, PERSON], seeds[:, COMMUNITY] = world.first[:-1], np.arange(OUTBREAKS)
    seeds[:, ROW], seeds[:, CAUSE], seeds[:, UNTIL] = -1, JOIN, -1
    people.reserve(OUTBREAKS)
    people.rows = resolve.compiled(
        seeds, 0, people.rows, world.everybody)
    engine.look()
    return engine


def sizes(engine, weeks, enough):
    """Members of each outbreak, the first included, and whether it has died out."""
    total = np.ones(OUTBREAKS)
    for _ in range(weeks):
        engine.step()
        total += engine.world.flows[:, [c[0] == "join" for c in CAUSES]].sum(axis=1)
        alive = engine.world.counts[:, UNDERGROUND] > 0
        if not (alive & (total < enough)).any():
            break
    return total, ~alive


def of_the_first(s, n, removal):
    """Generating function of the recruits of a member there at the begin of a week.

    A Poisson number each week, what others see being locked; a week removes with chance
    q = 1 - exp(-removal), and members recruit in their last week too.
    """
    q, weekly = 1 - np.exp(-removal), n * removal
    told = np.exp(weekly * (s - 1))
    return q * told / (1 - (1 - q) * told)


def of_others(s, n, removal):
    """The same of a recruit, who comes at any time within a week.

    Nobody sees those who are gone before its end: the mean of exp(-removal t) over the week
    stay, q / removal. So the mean number of recruits is n, as in continuous time.
    """
    stay = (1 - np.exp(-removal)) / removal
    return 1 - stay + stay * of_the_first(s, n, removal)


def sizes_by_theory(n, removal, most):
    """Chances of sizes 0 to ``most`` (the last: that or more), mean and variance.

    The generating function of what descends from a recruit solves F = s f(F); on the unit circle
    its Fourier coefficients are the chances.
    """
    s = np.exp(-2j * np.pi * np.arange(1 << 14) / (1 << 14))
    found = s
    for _ in range(2000):
        found = s * of_others(found, n, removal)
    chances = np.fft.ifft(s * of_the_first(found, n, removal)).real
    size = np.arange(len(chances))
    mean = chances @ size
    return np.append(chances[:most], 1 - chances[:most].sum()), mean, chances @ size**2 - mean**2


@pytest.mark.parametrize("n", [0.3, 0.6])
def test_below_one_all_die_out_with_the_published_sizes(n):
    """Mean, spread and shares of sizes; near those of birth and death, which it is but for weeks.

    A first member is there at the begin of a week: n' = n removal / q recruits instead of n.
    """
    removal = 0.1
    chances, mean, variance = sizes_by_theory(n, removal, 5)
    first = n * removal / (1 - np.exp(-removal))
    assert mean == pytest.approx(1 + first * outbreak_size(n))
    assert chances[1:5] == pytest.approx(birth_death_pmf(np.arange(1, 5), n), abs=0.03)
    total, died = sizes(outbreaks(n, removal), 600, np.inf)
    assert died.all()
    assert abs(total.mean() - mean) < 4 * np.sqrt(variance / OUTBREAKS)
    found = np.bincount(np.minimum(total, 5).astype(int), minlength=6)[1:]
    assert stats.chisquare(found, chances[1:] * OUTBREAKS).pvalue > 1e-4


@pytest.mark.parametrize("n", [1.5, 2.5])
def test_above_one_some_never_do(n):
    """The share that dies out is the root of the generating function, near 1 / n."""
    removal = 0.1
    root = brentq(lambda s: of_others(s, n, removal) - s, 0, 0.99)
    ends = of_the_first(root, n, removal)
    assert ends == pytest.approx(birth_death_extinction(n), abs=0.05)
    _, died = sizes(outbreaks(n, removal), 400, 100)
    assert abs(died.mean() - ends) < 4 * np.sqrt(ends * (1 - ends) / OUTBREAKS)
