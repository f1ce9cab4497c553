"""What a citizen stands for does not change what organisations do, on average."""

import numpy as np
import pytest

import fronde
from fronde.world.happened import MERGED, OPERATION
from laws.small import engine_of

PERSONS, SEEDS = 100_000, range(1, 31)


def underground(people, sizes, mechanisms):
    """Listed organisations in one region, a country of 100,000 persons."""
    rows = [{"organisation": f"o{k}", "region": "everywhere", "group": "everyone",
             "members": size, "arms": size} for k, size in enumerate(sizes)]
    return fronde.load({
        "title": "Weight", "time": {"start": "2021-01-04", "weeks": 8},
        "population": {"people": people, "total": PERSONS},
        "contacts": {"near": 0, "far": 0, "ties": 0}, "organisations": {"rows": rows},
        "regime": {"police": 0.002, "effort": 1.0}, "metrics": {"levels": ["nation"]},
        "mechanisms": mechanisms, "fixed": {
            "armed_hope": 0.5, "risk_underground": 0.0, "army_home": 0, "loyalists": 0},
    })


def weeks_of(scenario, seed):
    """What happened in each week."""
    with engine_of(scenario, seed) as engine:
        for _ in range(scenario.weeks):
            engine.step()
            yield engine.world.happened


@pytest.mark.parametrize("column", ["fighters", "success", "state_lost", "fighters_lost"])
def test_operations(column):
    """One organisation of a thousand: the same persons strike, win and fall."""
    means, errors = [], []
    for people in (PERSONS, PERSONS // 50):
        scenario = underground(people, [1000], {
            "organisations": {"occasions": 0},
            "combat": {"tempo": 0.02, "posts": 1e-4, "area": 0.02}})
        done = np.concatenate([each.operations[:, OPERATION.index(column)] for seed in SEEDS
                               for each in weeks_of(scenario, seed)]).astype(float)
        assert len(done) > 100
        means.append(done.mean())
        errors.append(done.std(ddof=1) / np.sqrt(len(done)))
    assert abs(means[0] - means[1]) <= 4 * np.hypot(*errors)
    assert means[0] > 0


def test_mergers():
    """Forty organisations of fifty meet as often, whether a citizen is one person or ten."""
    found = []
    for people in (PERSONS, PERSONS // 10):
        scenario = underground(people, [50] * 40, {"organisations": {
            "occasions": 0.002, "breaking": 0.0, "distance": 1.0, "funding": 0.0}})
        found.append([sum(int((each.changes[:, 0] == MERGED).sum())
                          for each in weeks_of(scenario, seed)) for seed in SEEDS])
    one, other = np.array(found)
    spread = np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / len(one))
    assert abs(one.mean() - other.mean()) <= 4 * spread
    assert one.mean() > 5
