"""A country whose street is kept in groups is, on average, the same country one to one.

A country large enough that chance on its streets is small beside them: what is feared bends with
their size, so that in a tiny country it is not what it is at their mean. Steps are days in both,
since their length would otherwise hang on that chance, too.
"""

import numpy as np
import pytest
from scipy import stats

from fronde.engine.asking import CAUSE, PERSON
from fronde.engine.composed import CAUSES
from fronde.engine.persons import CHOICE, draw_person, group_of, ties_on_street
from fronde.kernel import kernel
from fronde.record.tables import values_of
from fronde.states import ARMED, COUNTED, JAILED, PROTEST, PROTESTED, UNDERGROUND, Person
from fronde.tables.calendar import TICKS_A_WEEK
from fronde.tables.citizens import NORMAL, UNIFORM, threshold_of, traits
from fronde.tables.streets import THRESHOLD_NODES, groups_of
from fronde.vocabulary import COUNT_METRICS
from laws.small import NO_TIES, UNENDING, country, engine_of

PEOPLE, WEEKS = 60000, 10
DAYS = {"start": "2021-01-04", "weeks": WEEKS, "step_days": 1}
EVER = ("ever_protested", "ever_underground", "ever_jailed")
JOIN, HIDE = (np.array([cause[0] == flow for cause in CAUSES]) for flow in ("join", "hide"))
SEEDS = {False: range(1, 31), True: range(101, 131)}


def lived(grouped, seed, contacts, spread):
    """What is compared of one run."""
    scenario = country(people=PEOPLE, time=DAYS, grouped=grouped, contacts=contacts,
                       mechanisms={**UNENDING,
                                   "mobilisation": {"influence": 0.1, "spread": spread}})
    engine = engine_of(scenario, seed)
    street, operations, hiding, joined = 0.0, 0, 0.0, 0.0
    while engine.world.week < WEEKS:
        engine.step()
        street += engine.world.counts[:, PROTEST].sum()
        operations += len(engine.world.happened.operations)
        hiding += engine.world.counts[:, [UNDERGROUND, ARMED]].sum()
        joined += engine.world.flows[:, JOIN].sum()
    counts = engine.world.counts.sum(axis=0)
    return {"street": street / WEEKS, "street at the end": counts[PROTEST],
            "jailed": counts[JAILED], "hidden": hiding / WEEKS,
            "hidden at the end": counts[UNDERGROUND] + counts[ARMED],
            "operations": operations, "joined": joined, **past(engine.world)}


def past(world):
    """Of those who hide: who was on the street before, who in prison; and of all who ever was."""
    leader, of_all = world.leader, values_of(world).sum(axis=1)
    return {**{name: float(leader[name]) for name in ("protested_before", "jailed_before")},
            **{name: of_all[COUNT_METRICS.index(name)] for name in EVER}}


def test_who_hides_is_missing_in_the_group_of_their_traits():
    """One group each; and they are more willing than others, so not missing in all alike."""
    engine = engine_of(country(people=PEOPLE, weeks=WEEKS, grouped=True, mechanisms=UNENDING))
    for _ in range(6):
        engine.step()
    world = engine.world
    before = world.counts.copy()
    engine.who_changes(engine.world.here)
    street, people = world.streets, world.people
    rows = np.bincount(people.community[people.active()], minlength=world.communities)
    assert (street.absent.sum(axis=1) == rows).all()
    assert rows.sum() >= before[:, [UNDERGROUND, ARMED]].sum() > 100
    active = people.active()
    assert (street.absent == own_groups(world, active)).all()
    for bit, there in ((PROTESTED, street.absent_protested), (COUNTED, street.absent_punished)):
        assert (there == own_groups(world, active[people.history[active] & bit > 0])).all()
    assert street.absent_protested.sum() > 0
    hiding = people.active()[np.isin(people.state[people.active()], (UNDERGROUND, ARMED))]
    hardship = own_groups(world, hiding).sum(axis=0) @ street.groups.hardship / len(hiding)
    assert hardship > 0.6  # of everybody 1/2


def own_groups(world, rows):
    """How many of some persons each group has, by their own traits [communities, groups]."""
    groups, people = world.streets.groups, world.people
    found = np.zeros_like(world.streets.absent)
    for c, person in zip(people.community[rows].tolist(), people.id[rows].tolist(), strict=True):
        place, size = person - world.first[c], world.first[c + 1] - world.first[c]
        threshold = threshold_of(world.seed, person, NORMAL, None)
        own = Person(*traits(world.seed, person, int(place), int(size), int(world.strata[c])),
                     threshold, 0.0, 0.0, 0.0)
        found[c, group_of(groups, own)] += 1
    return found


@pytest.fixture(scope="module", params=["ties", "no ties", "thresholds differ"])
def both(request):
    """Runs one to one, and in groups."""
    contacts = {} if request.param == "ties" else NO_TIES
    spread = 0.2 if request.param == "thresholds differ" else 0.0
    return [[lived(grouped, seed, contacts, spread) for seed in seeds]
            for grouped, seeds in SEEDS.items()]


@pytest.mark.parametrize("name", [
    "street", "street at the end", "jailed", "hidden", "hidden at the end", "operations",
    "joined", "protested_before", "jailed_before", *EVER])
def test_the_same_means(name, both):
    """Within four standard errors of the difference."""
    one, other = (np.array([run[name] for run in runs]) for runs in both)
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    assert one.mean() > 0
    assert abs(one.mean() - other.mean()) <= 4 * error


def test_who_hides_is_in_danger_for_the_rest_of_the_step():
    """Of those who hide at any time of a week, (1 - e^-r) / r are there at its end, at a rate r.

    Nobody is armed, and the underground is worth nothing, so that it is left at the rate r.
    """
    rate = 2.0
    scenario = country(
        people=PEOPLE, weeks=4, grouped=True, contacts=NO_TIES,
        mechanisms={**UNENDING, "repression": {"detection": 0.0}, "mobilisation": {
            "leave": rate, "cost_join": 0.0, "value": 0.0, "threshold_join": 2.0,
            "entry_join": -60.0, "entry_hide": 0.0, "meet_street": 5.0, "shelter": np.inf,
            "temperature": 0.4}})
    engine = engine_of(scenario)
    world, hid, left = engine.world, 0, 0
    for _ in range(4):
        engine.step()
    for tick in range(200):
        world.tick, world.dt = (4 + tick) * TICKS_A_WEEK, 1.0
        events = engine.who_changes(engine.world.here)
        _, first, ways = np.unique(events[:, PERSON], return_index=True, return_counts=True)
        hides = HIDE[events[first, CAUSE]]  # of those who were not in hiding before
        hid += hides.sum()
        left += (ways[hides] > 1).sum()
    stay = -np.expm1(-rate) / rate
    assert hid > 1000
    assert abs((hid - left) / hid - stay) < 4 * np.sqrt(stay * (1 - stay) / hid)


@pytest.mark.parametrize("kind", ["normal", "uniform"])
def test_where_thresholds_differ_everybody_belongs_to_a_group_of_their_own(kind):
    """As many to each as its share says, by whatever traits are drawn."""
    groups, many = groups_of(kind, True), 40000
    rng = np.random.default_rng(1)
    threshold = rng.normal(size=many) if kind == "normal" else rng.uniform(size=many)
    found = np.zeros(len(groups.share))
    for hardship, aversion, own in zip(*rng.uniform(size=(2, many)), threshold, strict=True):
        found[group_of(groups, Person(hardship, aversion, own, 0.0, 0.0, 0.0))] += 1
    assert stats.chisquare(found, groups.share * many).pvalue > 1e-4


@pytest.mark.parametrize("kind", ["normal", "uniform"])
def test_who_hides_is_of_the_group_that_they_are_drawn_for(kind):
    """Hardship and risk aversion from its ranges; the threshold too, unless the draws from a cell
    of n citizens meet none of the K that have one of the group's: chance (1 - K / n) ^ draws, with
    K about Poisson, so exp(-E K (1 - exp(-draws / n))) in the mean over the few cells.
    """
    scenario = country(people=PEOPLE, grouped=True, thresholds=kind, mechanisms={
        **UNENDING, "mobilisation": {"spread": 0.2}})
    engine = engine_of(scenario)
    world, many = engine.world, 400
    groups, community = world.streets.groups, 0
    strata = world.strata[0]
    persons = (world.first[1] - world.first[0]) / strata**2  # of a cell
    for g in np.flatnonzero(groups.share > 1e-3)[::9]:
        drawn = np.zeros(many, np.int64)
        draw_persons.compiled(world.streets.view(), community, int(g), engine.ground(),
                              engine.clock(), drawn)
        own = np.array([threshold_of(world.seed, int(one), NORMAL if kind == "normal" else UNIFORM,
                                     np.zeros(1)) for one in drawn])
        inside = (groups.low[2, g] <= own) & (own <= groups.high[2, g])
        alike = (groups.low[:2] == groups.low[:2, [g]]).all(axis=0)
        there = persons * groups.share[g] / groups.share[alike].sum()
        draws = 2 * CHOICE * THRESHOLD_NODES / persons
        cells = np.prod(np.floor(groups.high[:2, g] * strata) - np.floor(groups.low[:2, g] * strata)
                        + 1)
        none, square = (np.exp(-there * -np.expm1(-power * draws)) for power in (1, 2))
        assert 1 - inside.mean() <= none + 4 * np.sqrt(square / cells + none / many)


@kernel(entry=True)
def draw_persons(street, c, g, ground, clock, found):
    """Persons for a group, one after the other."""
    for number in range(len(found)):
        found[number] = draw_person(street, c, g, ground, clock, number)


@kernel(entry=True)
def draw_ties(street, ties, ground, clock, found):
    """Ties on the street of each of some persons of the first community."""
    for person in range(len(found)):
        found[person] = ties_on_street(street, 0, person, ties, ground, clock)


@pytest.mark.parametrize(("share", "ties"), [
    (0.0, 6), (0.001, 6), (0.05, 6), (0.7, 6), (1.0, 6), (0.6, 1000), (0.4, 1999)])
def test_ties_to_a_street_in_groups_are_drawn(share, ties):
    """Each leads there with the chance of everybody: a binomial number."""
    scenario = country(people=PEOPLE, grouped=True, mechanisms=UNENDING)
    engine = engine_of(scenario)
    street, size = engine.world.streets, engine.world.geography.citizens[0]
    street.out[0] = street.groups.share * size * share
    persons = 20000
    drawn = np.zeros(persons, np.int64)
    draw_ties.compiled(street.view(), ties, engine.ground(), engine.clock(), drawn)
    found = np.bincount(drawn, minlength=ties + 1)
    expected = stats.binom.pmf(range(ties + 1), ties, share) * persons
    likely = expected > 5
    rest = expected[~likely].sum()
    assert abs(found[~likely].sum() - rest) <= 5 + 4 * np.sqrt(rest)
    assert stats.chisquare(found[likely], expected[likely] * found[likely].sum()
                           / expected[likely].sum()).pvalue > 1e-4 or likely.sum() == 1


@pytest.mark.parametrize(("mechanism", "name"), [
    ("repression", "arrests"), ("mobilisation", "fatigue")])
def test_rates_without_bound_off_the_street(mechanism, name):
    """Whoever comes leaves at once: by as many as come one to one, and by that flow alone.

    Over ten seeds within four standard errors; nobody is on the street when a step ends.
    """
    flow = {"arrests": "arrest", "fatigue": "tire"}[name]
    mechanisms = {**UNENDING, mechanism: {**UNENDING.get(mechanism, {}), name: np.inf}}
    moved = {grouped: [] for grouped in (False, True)}
    for grouped, found in moved.items():
        for seed in range(1, 11):
            engine = engine_of(country(people=20000, weeks=4, time={**DAYS, "weeks": 4},
                                       grouped=grouped, contacts=NO_TIES, mechanisms=mechanisms),
                               seed + 100 * grouped)
            total = 0.0
            while engine.world.week < 4:
                engine.step()
                total += sum(engine.world.flows[:, k].sum() for k in range(len(CAUSES))
                             if CAUSES[k][0] == flow)
            found.append(total)
            if grouped:
                assert engine.world.counts[:, PROTEST].sum() < 1e-6
    one, other = (np.array(found) for found in moved.values())
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    assert one.mean() > 20
    assert abs(one.mean() - other.mean()) <= 4 * error


@pytest.mark.parametrize("pace", [56.0, 1e4, 1e9])
def test_nobody_is_in_two_places_however_often_people_choose(pace):
    """Each hides once in a step, and whoever does leaves the groups: no count is below 0."""
    engine = engine_of(country(people=20000, weeks=4, grouped=True, contacts=NO_TIES,
                               mechanisms={**UNENDING, "mobilisation": {"pace": pace}}))
    size = engine.world.counts.sum(axis=1)
    hidden = 0.0
    while engine.world.week < 4:
        engine.step()
        assert (engine.world.counts >= -1e-6 * size[:, None]).all()
        street = engine.world.streets
        assert (street.due.sum(axis=1) <= street.jailed.sum(axis=1) + 1e-6 * size).all()
        hidden += engine.world.counts[:, [UNDERGROUND, ARMED]].sum()
    assert hidden > 0
