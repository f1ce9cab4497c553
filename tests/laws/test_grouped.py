"""A country whose street is kept in groups is, on average, the same country one to one."""

import numpy as np
import pytest

from fronde.vocabulary import ARMED, JAILED, PROTEST, UNDERGROUND
from laws.small import NO_TIES, UNENDING, country, engine_of

PEOPLE, WEEKS = 12000, 12
SEEDS = {False: range(1, 41), True: range(101, 141)}


def lived(grouped, seed, contacts):
    """What is compared of one run."""
    scenario = country(people=PEOPLE, weeks=WEEKS, grouped=grouped, contacts=contacts,
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
    print(name, one.mean(), other.mean(), error)
    assert abs(one.mean() - other.mean()) <= 4 * error
