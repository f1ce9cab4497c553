"""Published models, run by the engine with the settings of the mechanism's limits."""

import numpy as np
import pytest
from laws.small import ALONE, STILL, UNMOVED, engine_of

import fronde
from fronde.states import PROTEST
from fronde.theory.netrisk import well_mixed_share
from fronde.theory.thresholds import least_fixed_point, rounds, siegel_error, siegel_root

CROWD = {**UNMOVED, "temperature": 0, "pace": float("inf"), "influence": 1, "spread": 1,
         "threshold_join": 1}


def crowd(thresholds, weeks, contacts=ALONE, sweep="plain", **mobilisation):
    """People with listed thresholds (shares) who look at each other and at nothing else."""
    return fronde.load({
        "title": "Crowd", "time": {"start": "2000-01-03", "weeks": weeks},
        "population": {"people": len(thresholds), "total": len(thresholds)},
        "contacts": contacts, "thresholds": [float(t) for t in thresholds], "fixed": STILL,
        "mechanisms": {"mobilisation": {**CROWD, **mobilisation}}, "engine": {"sweep": sweep}})


def path(scenario, seed=1):
    """How many are on the street, week by week."""
    engine = engine_of(scenario, seed)
    found = [0]
    for _ in range(scenario.weeks):
        engine.step()
        found.append(int(engine.world.counts[:, PROTEST].sum()))
    return found


def test_granovetter_one_more_each_round():
    """Thresholds 0 to 99: r(k) = k, everybody after a hundred rounds."""
    assert path(fronde.load("granovetter-1978")) == [*range(101), *[100] * 10]


def test_granovetter_broken_chain():
    assert path(fronde.load("granovetter-1978-broken"))[1:] == [1] * 110


def test_kuran_one_person():
    """10 % and 90 %; in between, one threshold."""
    path_ = path(fronde.load("kuran-1991"))
    assert set(path_[1:15]) == {1}
    assert path(fronde.load("kuran-1991-one-person"))[-1] == 9


def random_thresholds(seed, people=60):
    """Whole persons, clustered so that crowds stop anywhere."""
    rng = np.random.default_rng(seed)
    return np.clip(np.round(rng.normal(rng.uniform(0, 30), 20, people)), 0, people + 9)


@pytest.mark.parametrize("sweep", ["plain", "thinned"])
def test_any_crowd_goes_the_way_of_the_theory(sweep):
    """Round by round, 40 crowds: where they stop and how they come there."""
    ends = set()
    for seed in range(40):
        limits = random_thresholds(seed)
        expected = rounds(limits).tolist()
        found = path(crowd(limits / 60, len(expected) + 1, sweep=sweep), seed)
        assert found == expected + [expected[-1]] * 2
        ends.add(expected[-1])
    assert len(ends) > 6  # hardly two crowds alike


def test_the_pace_changes_when_and_not_where():
    """Half of them reconsider in a week (chance 1 - e^-0.7): the same resting point."""
    for seed in range(15):
        limits = random_thresholds(seed)
        found = path(crowd(limits / 60, 300, pace=0.7), seed)
        assert found[-1] == least_fixed_point(limits)
        assert found == sorted(found)


@pytest.mark.parametrize("sweep", ["plain", "thinned"])
def test_siegel_on_the_complete_network_is_granovetter(sweep):
    """Net benefits b against 1 - share of the 60 others: thresholds 1 - b, seed by seed."""
    everybody = {**ALONE, "near": 60, "ties": 1, "community": 0}
    for seed in range(15):
        benefits = np.random.default_rng(seed).normal(0.6, 0.25, 61)
        found = path(crowd(1 - benefits, 70, contacts=everybody, sweep=sweep), seed)
        assert found[-1] == least_fixed_point(60 * (1 - benefits))


@pytest.mark.parametrize(("name", "mean"), [("siegel-2009", 0.6), ("siegel-2009-weak", 0.5)])
def test_siegel_shares(name, mean):
    found = path(fronde.load(name))[-1] / 1e5
    assert abs(found - siegel_root(mean, 0.25)) < 4 * siegel_error(mean, 0.25, 100_000)


@pytest.mark.parametrize("sweep", ["plain", "thinned"])
@pytest.mark.parametrize(("legitimacy", "risk"), [
    (0.82, 0.0), (0.82, 0.1), (0.82, 0.5), (0.5, 0.3), (0.9, 0.0), (0.95, 0.2)])
def test_epstein_s_rule_standing_still(legitimacy, risk, sweep):
    """f(0) = 4/9, f(.1) = .17778, f(.5) = .03556 at L = .82; nobody at L >= .9."""
    scenario = fronde.load("epstein-2002-static", weeks=2, sets=[
        f"fixed.legitimacy={legitimacy}", f"fixed.risk_protest={risk}", f"engine.sweep={sweep}"])
    expected = well_mixed_share(legitimacy, risk, 0.1)
    error = np.sqrt(expected * (1 - expected) / scenario.citizens)
    assert abs(path(scenario)[-1] / scenario.citizens - expected) <= 4 * error
