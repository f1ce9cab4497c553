"""Days instead of weeks: the same country, as nearly as seven steps and one can be."""

import numpy as np
import pytest
from laws.small import country, engine_of

from fronde.engine.composed import CAUSES
from fronde.vocabulary import FLOW

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
