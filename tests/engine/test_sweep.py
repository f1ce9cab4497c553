"""The thinned sweep has the law of the plain one, at the cost of events."""

import numpy as np
import pytest
from laws.small import NO_TIES, UNENDING, country, engine_of, persons_of, still
from scipy import stats

from fronde.engine.asking import CAUSE, COMMUNITY, PERSON
from fronde.engine.composed import CAUSES
from fronde.engine.exposure import skip
from fronde.engine.thinning import coarsest_level, finest_level
from fronde.kernel import kernel
from fronde.states import QUIET
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.citizens import traits
from fronde.tables.people import STATE

STRATA = 4  # of hardship and of risk aversion, in the tables that are compared


@kernel
def fill_traits(seed, first, strata, found):
    """Hardship and risk aversion of everybody [citizens, 2]."""
    for c in range(len(strata)):
        size = first[c + 1] - first[c]
        for place in range(size):
            person = first[c] + place
            found[person, 0], found[person, 1] = traits(seed, person, place, size, strata[c])


def traits_of(world):
    """Hardship and risk aversion of all citizens."""
    found = np.empty((len(world.byte), 2))
    fill_traits.compiled(world.seed, world.first, world.strata, found)
    return found


def asked_again(engine, plain, draw):
    """Who leaves rest in one and the same moment, with the draws of other weeks.

    Of each of them the first event: what follows it in the step is not the sweep's.
    """
    object.__setattr__(engine.plan, "plain", plain)
    world, tick = engine.world, engine.world.tick
    found = []
    for other in draw:
        world.tick = other * TICKS_A_WEEK
        events = engine.who_changes(engine.world.here)
        found.append(events[np.unique(events[:, PERSON], return_index=True)[1]])
    world.tick = tick
    events = np.concatenate(found)
    return events[world.byte[events[:, PERSON]] & STATE == QUIET]


def tables(events, world):
    """Events by cause, by strata of traits, by community."""
    hardship, aversion = (traits_of(world)[events[:, PERSON]] * STRATA).astype(int).T
    return {
        "cause": np.bincount(events[:, CAUSE], minlength=len(CAUSES)),
        "traits": np.bincount(hardship * STRATA + aversion, minlength=STRATA**2),
        "community": np.bincount(events[:, COMMUNITY], minlength=world.communities),
    }


def surprise(one, two):
    """Chance of tables as different as these under one law (cells under ten are merged)."""
    both = one + two
    rare = both < 10
    pairs = [*zip(one[~rare], two[~rare], strict=True), (one[rare].sum(), two[rare].sum())]
    kept = np.array([pair for pair in pairs if sum(pair) > 0]).T
    return stats.chi2_contingency(kept).pvalue if kept.shape[1] > 1 else 1.0


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("contacts", [{}, NO_TIES], ids=["ties", "no ties"])
def test_thinned_equals_plain_in_distribution(contacts, seed):
    """One moment after five weeks, asked 60 times with new draws by either sweep.

    The moment is the same, so the events of either are independent draws from one law. Four
    tests in six cases at 4e-5 each: a false alarm of 1e-3 in all.
    """
    engine = engine_of(country(people=12000, contacts=contacts), seed=seed)
    for _ in range(5):
        engine.step()
    thinned = asked_again(engine, False, range(1000, 1060))
    plain = asked_again(engine, True, range(2000, 2060))
    one, two = tables(thinned, engine.world), tables(plain, engine.world)
    assert min(len(thinned), len(plain)) > 2000
    total = abs(len(thinned) - len(plain)) / np.sqrt(len(thinned) + len(plain))
    assert 2 * stats.norm.sf(total) > 4e-5
    for name in one:
        assert surprise(one[name], two[name]) > 4e-5, name


def test_bounds_of_cells_cut_nobody_off():
    """Steep hazards in coarse cells: as many of each hardship as their chances add up to.

    U = h - .9, U0 = .1 at temperature .05 and pace 1: a citizen's chance is
    1 - exp(-1 / (1 + e^((1 - h) / .05))).
    """
    engine = engine_of(still(1000, temperature=0.05, threshold=0.9,
                             fixed={"legitimacy": 0, "peaceful": 1}))
    hardship = traits_of(engine.world)[:, 0]
    chance = -np.expm1(-1 / (1 + np.exp((1 - hardship) / 0.05)))
    weeks = 400
    events = asked_again(engine, False, range(weeks))
    for begin in np.arange(0, 1, 0.125):
        inside = (hardship >= begin) & (hardship < begin + 0.125)
        found = inside[events[:, PERSON]].sum()
        variance = weeks * (chance * (1 - chance))[inside].sum()
        assert abs(found - weeks * chance[inside].sum()) <= 4 * np.sqrt(variance) + 1


def test_bounds_of_the_exposed_cut_nobody_off():
    """All alike but for their ties, which weigh much: as many as by the plain sweep."""
    ties = {**NO_TIES, "near": 8, "far": 2, "ties": 1, "community": 0, "region": 0, "border": 0,
            "group": 0, "nation": 0}
    engine = engine_of(still(4000, contacts=ties, temperature=0.05, influence=0.5, pace=0.3,
                             entry_protest=-4, fatigue=0.3))
    for _ in range(5):
        engine.step()
    thinned, plain = (len(asked_again(engine, which, range(w, w + 500)))
                      for which, w in ((False, 1000), (True, 2000)))
    assert plain > 5000
    assert abs(thinned - plain) < 4 * np.sqrt(thinned + plain)


@pytest.mark.parametrize("reach", [0.0, 1e-300, 1e-30, 1e-18, 1e-3, 1.0, np.inf])
@pytest.mark.parametrize("draw", [0.0, 1e-16, 0.5, 1.0 - 1e-16])
def test_ties_are_skipped_by_a_whole_number_that_can_be_counted_on(reach, draw):
    """However unlikely a tie is to move anybody; compiled as written."""
    found = skip.compiled(draw, reach)
    assert found == skip(draw, reach)
    assert 0 <= found <= 2**40
    if 1e-9 < reach < np.inf:
        assert found == np.floor(-np.log1p(-draw) / reach)


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize("never", [{"entry_join": -60.0}, {"influence": 1e-25},
                                   {"threshold_join": 2.0, "temperature": 0.018}])
def test_who_is_all_but_never_moved_by_ties_is_not(never, grouped):
    """Some hide from the start; a hazard far below one in the age of the world adds nobody."""
    scenario = country(weeks=4, grouped=grouped, mechanisms={
        **UNENDING, "mobilisation": {"meet": 0.0, "meet_street": 0.0, **never}},
        organisations={"rows": [{"organisation": "x", "region": "n", "group": "a", "members": 20}]})
    engine = engine_of(scenario)
    for _ in range(4):
        engine.step()
    joined = sum(engine.world.flows[:, k].sum() for k, cause in enumerate(CAUSES)
                 if cause[0] == "join")
    assert engine.world.tick == 4 * TICKS_A_WEEK
    assert joined == 0 or "influence" in never


def test_the_comparison_sees_a_bias():
    """A law test must be able to fail: every fifth event of the hard-pressed left out."""
    engine = engine_of(country(people=12000, contacts=NO_TIES), seed=1)
    for _ in range(5):
        engine.step()
    one, two = (asked_again(engine, True, range(w, w + 200)) for w in (1000, 2000))
    pressed = traits_of(engine.world)[two[:, PERSON], 0] > 0.5
    two = two[~(pressed & (np.arange(len(two)) % 5 == 0))]
    assert surprise(tables(one, engine.world)["traits"], tables(two, engine.world)["traits"]) < 4e-5


@pytest.mark.parametrize(("chance", "citizens", "weeks"), [
    (0.9, 5000, 40), (0.5, 5000, 40), (0.3, 5000, 40), (0.1, 20000, 40), (1e-3, 200000, 100),
    (1e-5, 2000000, 150)])
def test_events_are_binomial_at_the_exact_chance(chance, citizens, weeks):
    """Chance 1 - exp(-pace / 2) of all alike: mean, spread and places of the events.

    Entry 0 and no utility make the street's share of the choice 1/2.
    """
    engine = engine_of(still(citizens, pace=-2 * np.log1p(-chance)))
    asked = []
    for week in range(weeks):
        engine.world.tick = week * TICKS_A_WEEK
        asked.append(np.unique(persons_of(engine.who_changes(engine.world.here))))
    counts = np.array([len(persons) for persons in asked])
    mean, variance = citizens * chance, citizens * chance * (1 - chance)
    assert abs(counts.mean() - mean) < 4 * np.sqrt(variance / weeks)
    spread = ((counts - mean) ** 2).sum() / variance
    assert 1e-4 < stats.chi2.cdf(spread, weeks) < 1 - 1e-4
    places = np.bincount(np.concatenate(asked) * 16 // citizens, minlength=16)
    assert stats.chisquare(places).statistic < stats.chi2.isf(1e-4, 15)


@pytest.mark.parametrize("sweep", ["thinned", "plain"])
@pytest.mark.parametrize("entries", [(-9.0, -6.0), (-3.0, -2.0), (-1.0, -0.5)])
def test_draw_is_common_whatever_the_hazard(sweep, entries):
    """A higher hazard adds people to those who act and loses none."""
    engines = [engine_of(country(people=30000, sweep=sweep, contacts=NO_TIES,
                                 mechanisms={"mobilisation": {"entry_protest": entry}}))
               for entry in entries]
    few, many = (set(persons_of(engine.who_changes(engine.world.here)).tolist())
                 for engine in engines)
    assert few < many


@pytest.mark.parametrize("contacts", [{}, NO_TIES], ids=["ties", "no ties"])
@pytest.mark.parametrize("sweep", ["thinned", "plain"])
def test_a_sweep_changes_nothing(contacts, sweep):
    """It may mark bytes on the way; no mark is left, and the moment cannot be written."""
    engine = engine_of(country(contacts=contacts, sweep=sweep))
    for _ in range(4):
        engine.step()
    world = engine.world
    before = [x.tobytes() for x in (world.here, world.byte, world.counts, world.flows,
                                    world.people.id, world.people.state, world.people.until)]
    assert len(engine.who_changes(engine.world.here)) > 0
    after = [x.tobytes() for x in (world.here, world.byte, world.counts, world.flows,
                                   world.people.id, world.people.state, world.people.until)]
    assert before == after


def test_levels_of_draw_reach_as_low_as_a_bound():
    """2^-m at or above the chance at level m, and at most four times it; the last below 1/n."""
    for chance in [*np.linspace(1e-6, 1, 999), 2.0**-3, 1.0]:
        m = coarsest_level(chance, 39)
        assert chance <= 2.0**-m <= max(4 * chance, 1.0)
    for citizens in (1, 64, 1000, 10**9):
        assert 2.0 ** -finest_level(citizens) <= 0.5 / citizens or finest_level(citizens) == 39
