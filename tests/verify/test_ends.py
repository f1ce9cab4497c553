"""Parameters at the ends of their legal ranges, alone and together: 16 weeks with fighting.

Every week is checked as it is recorded (``fronde.record.ranges``); here it is only seen that no
run ends with an error, and that memory is as predicted.
"""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from laws.ends import EVERY, settings_of
from laws.small import BOTH, country

import fronde as fr
from fronde.errors import ScenarioError
from fronde.record.limits import predict_need
from fronde.scenario.settings import SHARP

pytestmark = pytest.mark.verify
TOGETHER = [(2, 300), (6, 100)]  # how many ends at once, and how often
PARTS = 20  # a part of these is a test of its own
TESTS = Path(__file__).parent.parent


def scenario_at(chosen, grouped):
    """A scenario of 16 weeks, or None if it is refused."""
    try:
        return country(people=20_000, weeks=16, grouped=grouped, mechanisms=settings_of(chosen))
    except ScenarioError:
        return None


def play(scenario):
    """Play it; each week is checked as it is recorded."""
    flows = fr.simulate(scenario, threads=1).flows
    assert np.isfinite(flows["persons"].to_numpy()).all()


def draws(together, many, part=0, parts=1):
    """Every ``parts``-th of so many random choices of ends, from one sequence; half in groups."""
    rng = random.Random(together)
    chosen = [(rng.sample(EVERY, together), bool(n % 2)) for n in range(many)]
    return chosen[part::parts]


@pytest.mark.parametrize("grouped", BOTH)
@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one[0]}.{one[1]}={one[2]:g}")
def test_one_parameter_at_an_end(one, grouped):
    """Refused is what is too sharp for a street in groups, and nothing else."""
    mechanism, name, value = one
    sharpest, _ = SHARP.get(f"{mechanism}.{name}", (None, ""))
    scenario = scenario_at([one], grouped)
    assert (scenario is None) == (grouped and value == sharpest)
    if scenario is not None:
        play(scenario)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("together", "many"), TOGETHER)
def test_several_parameters_at_their_ends(together, many, part):
    for chosen, grouped in draws(together, many, part, PARTS):
        if (scenario := scenario_at(chosen, grouped)) is not None:
            play(scenario)


@pytest.mark.parametrize(("together", "many"), TOGETHER)
def test_few_ends_together_are_refused(together, many):
    taken = [scenario_at(*one) is not None for one in draws(together, many)]
    assert sum(taken) > 0.8 * many


def test_memory_is_as_predicted_where_organisations_meet_all_the_time():
    """In a process of its own, whose peak is this run's."""
    given = {"organisations": {"occasions": 7.0, "funding": 10.0}}
    said = subprocess.run(
        [sys.executable, "-c",
         "import resource; from laws.small import country; import fronde;"
         f"fronde.simulate(country(people=20_000, weeks=16, mechanisms={given}), threads=1);"
         "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"],
        cwd=TESTS, capture_output=True, text=True, check=True).stdout
    need = predict_need(country(people=20_000, weeks=16, mechanisms=given))
    assert float(said.split()[-1]) <= 1.2 * need.memory
