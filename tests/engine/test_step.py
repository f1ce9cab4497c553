"""Days instead of weeks: the same country, as nearly as seven steps and one can be."""

import math

import numpy as np
import pytest
from laws.small import UNENDING, country, engine_of

import fronde
from fronde.engine.composed import CAUSES
from fronde.states import PROTEST
from fronde.tables.organisations import NOBODY
from fronde.vocabulary import FLOW
from fronde.world.world import hide

WEEKS = 20
STABLE = {"forces": {"mutiny": 0.0, "coup": 0.0}, "survival": {"pace": 0.0}}
AT_WAR = {"police": 0.01, "war": 1.0, "reliance": 0.3}
SLOW = {
    "mobilisation": {"influence": 0.05, "contact": 1.0, "fatigue": 0.1, "pace": 0.1,
                     "entry_join": 0.0, "entry_hide": 0.0, "meet_street": 1.0, "leave": 0.2},
    "repression": {"arrests": 0.05, "detection": 0.2, "jail_street": 12.0, "decay": 0.05,
                   "alarm": 0.01},
    "belief": {"peaceful_weight": 1.0, "unanswered_weight": 0.0, "armed_weight": 1.0},
    "legitimacy": {"crushing": 0.2},
    "organisations": {"occasions": 0.004},
    "combat": {"tempo": 1.0, "aimed": 0.2, "area": 0.02}, "sponsorship": {"scale": 3.0},
    **STABLE,  # what happens once, or not at all, has no mean in six seeds
}
# What weeks add to where each begins; procedural and the counts move by what is seen crushed.
LEARNT = ("peaceful_failure", "armed_failure", "procedural", "backlash")


def told(step_days, seed):
    """Persons by flow, and how far the means of stocks have moved, after twenty weeks."""
    scenario = country(people=60000, events=[], regime=AT_WAR, mechanisms=SLOW, time={
        "start": "2021-01-04", "weeks": WEEKS, "step_days": step_days})
    engine = engine_of(scenario, seed)
    citizens = engine.world.geography.citizens
    begun = {name: engine.world.here[name] @ citizens for name in LEARNT}
    flows = np.zeros(len(CAUSES))
    while engine.world.week < WEEKS:
        engine.step()
        flows += engine.world.flows.sum(axis=0)
    by_flow = {name: sum(n for n, c in zip(flows, CAUSES, strict=True) if c[0] == name)
               for name in FLOW}
    return {**by_flow, **{name: (engine.world.here[name] @ citizens - begun[name]) / citizens.sum()
                          for name in LEARNT}}


@pytest.fixture(scope="module")
def both():
    """Means over six seeds, by weeks and by days."""
    return [{name: np.mean([run[name] for run in runs]) for name in runs[0]}
            for runs in ([told(days, seed) for seed in range(1, 7)] for days in (7, 1))]


@pytest.mark.parametrize("name", FLOW)
def test_days_and_weeks_move_as_many(name, both):
    """Within a tenth and four standard errors: what others do is seen a week later, or a day."""
    weeks, days = both[0][name], both[1][name]
    assert days > 10
    assert abs(weeks - days) <= 0.1 * max(weeks, days) + 4 * np.sqrt((weeks + days) / 6)


@pytest.mark.parametrize("name", LEARNT)
def test_days_and_weeks_teach_as_much(name, both):
    """Evidence is given by the week; that of seven days is that of the week, within a fifth."""
    weeks, days = both[0][name], both[1][name]
    assert abs(weeks - days) <= 0.2 * max(abs(weeks), abs(days))


def street(step_days):
    """The street of the bundled country, in groups, week by week: two arrests in January."""
    scenario = fronde.load("fighting-coalition", people=10**6, weeks=32, sets=[
        f"time.step_days={step_days}"])
    engine, found = engine_of(scenario), []
    while engine.world.week < 32:
        engine.step()
        found.append(engine.world.counts[:, PROTEST].sum())
    return np.array(found)


def test_a_wave_rises_and_falls_alike_in_weeks_and_in_half_days():
    """It grows sixfold and is gone again; the error is of second order, so small throughout."""
    weeks, days = street(7), street(0.5)
    assert days.max() > 5 * days[0] and days[-1] < days.max() / 5
    assert np.abs(weeks / days - 1).max() < 0.03


def recruited(step_days, seed):
    """Growth of an underground of 3,000 that only recruits, a week, over ten weeks."""
    scenario = country(people=400000, events=[], time={
        "start": "2021-01-04", "weeks": 10, "step_days": step_days}, mechanisms={
        **UNENDING, "mobilisation": {
            "entry_protest": -60.0, "entry_join": -4.0, "meet": 1e-6, "contact": 16.0, "value": 3.0,
            "leave": 0.0, "shelter": math.inf},
        "repression": {"detection": 0.0}, "combat": {"tempo": 0.0}})
    engine = engine_of(scenario, seed)
    for community in range(5):
        hide(engine.world, community, np.full(600, NOBODY, np.int32))
    while engine.world.week < 10:
        engine.step()
    return math.log(float(engine.world.leader["hidden"]) / 3000) / 10


def test_an_underground_that_recruits_grows_alike_in_weeks_and_in_half_days():
    """Over ten weeks it grows severalfold; within two hundredths and four standard errors."""
    weeks, days = ([recruited(step, seed) for seed in (1, 2, 3)] for step in (7, 0.5))
    assert np.mean(days) * 10 > math.log(2)
    error = np.hypot(np.std(weeks, ddof=1), np.std(days, ddof=1)) / math.sqrt(3)
    assert abs(np.mean(weeks) / np.mean(days) - 1) < 0.02 + 4 * error / np.mean(days)
