"""Recruitment with removal alone is a branching process with a threshold at one."""

import numpy as np
import pytest
from laws.small import engine_of, still
from scipy import stats
from scipy.optimize import brentq

from fronde.engine.composed import CAUSES
from fronde.engine.resolve import resolve
from fronde.theory.branching import birth_death_extinction, birth_death_pmf, outbreak_size
from fronde.vocabulary import UNDERGROUND

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
    seeds = np.zeros((OUTBREAKS, 5), np.int64)
    seeds[:, 0], seeds[:, 1] = world.first[:-1], np.arange(OUTBREAKS)
    seeds[:, 2], seeds[:, 3] = -1, JOIN
    people.reserve(OUTBREAKS)
    people.rows = resolve.compiled(
        seeds, -1, world.byte, world.counts, world.flows, people.rows, people.id,
        people.community, people.state, people.since, people.until, people.history, people.cause,
        people.organisation, people.slots)
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


def week_by_week(s, n, removal):
    """Generating function of a member's recruits: Poisson each week until removal.

    A week removes with chance r = 1 - exp(-removal); members recruit in their last week too.
    """
    r, weekly = 1 - np.exp(-removal), n * removal
    told = np.exp(weekly * (s - 1))
    return r * told / (1 - (1 - r) * told)


@pytest.mark.parametrize("n", [0.3, 0.6])
def test_below_one_all_die_out_with_the_published_sizes(n):
    """Mean 1 / (1 - n'), n' = recruits of a member in whole weeks; spread as birth and death."""
    removal = 0.1
    exact = n * removal / (1 - np.exp(-removal))  # weekly recruits over weekly removals
    total, died = sizes(outbreaks(n, removal), 600, np.inf)
    assert died.all()
    spread = np.sqrt((exact + exact**2 * (1 + np.exp(-removal))) / (1 - exact) ** 3 / OUTBREAKS)
    assert abs(total.mean() - outbreak_size(exact)) < 4 * spread
    pmf = birth_death_pmf(np.arange(1, 5), exact)
    expected = np.array([*pmf, 1 - pmf.sum()]) * OUTBREAKS
    found = np.bincount(np.minimum(total, 5).astype(int), minlength=6)[1:]
    assert stats.chisquare(found, expected).pvalue > 1e-4


@pytest.mark.parametrize("n", [1.5, 2.5])
def test_above_one_some_never_do(n):
    """The share that dies out is the root of the generating function, near 1 / n'."""
    removal = 0.1
    exact = n * removal / (1 - np.exp(-removal))
    root = brentq(lambda s: week_by_week(s, n, removal) - s, 0, 0.99)
    assert root == pytest.approx(birth_death_extinction(exact), abs=0.05)
    _, died = sizes(outbreaks(n, removal), 400, 100)
    assert abs(died.mean() - root) < 4 * np.sqrt(root * (1 - root) / OUTBREAKS)
