"""A country whose street is kept in groups is, on average, the same country one to one.

A country large enough that luck on its streets is small beside them: what is feared bends with
their size, so that in a tiny country it is not what it is at their mean. Steps are days in both,
since their length would otherwise hang on that luck, too.
"""

import numpy as np
import pytest

from fronde.engine.composed import CAUSES
from fronde.engine.groups import group_of
from fronde.vocabulary import ARMED, JAILED, PROTEST, UNDERGROUND, Person
from fronde.world.citizens import NORMAL, threshold_of, traits
from laws.small import NO_TIES, UNENDING, country, engine_of

PEOPLE, WEEKS = 60000, 10
DAYS = {"start": "2021-01-04", "weeks": WEEKS, "step_days": 1}
SEEDS = {False: range(1, 31), True: range(101, 131)}


def lived(grouped, seed, contacts):
    """What is compared of one run."""
    scenario = country(people=PEOPLE, time=DAYS, grouped=grouped, contacts=contacts,
                       mechanisms={**UNENDING, "mobilisation": {"influence": 0.1}})
    engine = engine_of(scenario, seed)
    street, operations, hiding = 0.0, 0, 0.0
    while engine.world.week < WEEKS:
        engine.step()
        street += engine.world.counts[:, PROTEST].sum()
        operations += len(engine.world.happened.operations)
        hiding += engine.world.counts[:, [UNDERGROUND, ARMED]].sum()
    counts = engine.world.counts.sum(axis=0)
    return {"street": street / WEEKS, "street at the end": counts[PROTEST],
            "jailed": counts[JAILED], "hidden": hiding / WEEKS,
            "hidden at the end": counts[UNDERGROUND] + counts[ARMED],
            "operations": operations, **past(engine.world)}


def past(world):
    """Of those who hide: who was on the street before, who in prison."""
    leader = world.leader
    return {name: float(leader[name]) for name in ("protested_before", "jailed_before")}


def test_who_hides_is_missing_in_the_group_of_their_traits():
    """One group each; and they are more willing than others, so not missing in all alike."""
    engine = engine_of(country(people=PEOPLE, weeks=WEEKS, grouped=True, mechanisms=UNENDING))
    for _ in range(6):
        engine.step()
    world = engine.world
    before = world.counts.copy()
    engine.who_changes()
    street, people = world.streets, world.people
    rows = np.bincount(people.community[people.active()], minlength=world.communities)
    assert (street.absent.sum(axis=1) == rows).all()
    assert rows.sum() >= before[:, [UNDERGROUND, ARMED]].sum() > 100
    assert (street.absent == own_groups(world, people.active())).all()
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


@pytest.fixture(scope="module", params=["ties", "no ties"])
def both(request):
    """Runs one to one, and in groups."""
    contacts = {} if request.param == "ties" else NO_TIES
    return [[lived(grouped, seed, contacts) for seed in seeds]
            for grouped, seeds in SEEDS.items()]


@pytest.mark.parametrize("name", [
    "street", "street at the end", "jailed", "hidden", "hidden at the end", "operations",
    "protested_before", "jailed_before"])
def test_the_same_means(name, both):
    """Within four standard errors of the difference."""
    one, other = (np.array([run[name] for run in runs]) for runs in both)
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    assert one.mean() > 0
    assert abs(one.mean() - other.mean()) <= 4 * error


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
