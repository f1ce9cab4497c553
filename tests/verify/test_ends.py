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
from fronde.record.limits import predicted

pytestmark = pytest.mark.verify
PAIRS, HANDFULS, PARTS = 300, 100, 20  # a part is a test of its own
TESTS = Path(__file__).parent.parent


def played(chosen, grouped):
    """Play 16 weeks; False if the scenario is refused."""
    try:
        scenario = country(people=20_000, weeks=16, grouped=grouped,
                           mechanisms=settings_of(chosen))
    except ScenarioError:
        return False
    flows = fr.simulate(scenario, threads=1).flows
    assert np.isfinite(flows["persons"].to_numpy()).all()
    return True


@pytest.mark.parametrize("grouped", BOTH)
@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one[0]}.{one[1]}={one[2]:g}")
def test_one_parameter_at_an_end(one, grouped):
    if not played([one], grouped):
        assert grouped and one == ("mobilisation", "temperature", 0.0)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("together", "many"), [(2, PAIRS // PARTS), (6, HANDFULS // PARTS)])
def test_several_parameters_at_their_ends(together, many, part):
    rng = random.Random(together * PARTS + part)
    runs = sum(played(rng.sample(EVERY, together), grouped=bool(n % 2)) for n in range(many))
    assert runs >= 0.6 * many


def test_memory_is_as_predicted_where_organisations_meet_all_the_time():
    """In a process of its own, whose peak is this run's."""
    given = {"organisations": {"occasions": 7.0, "funding": 10.0}}
    said = subprocess.run(
        [sys.executable, "-c",
         "import resource; from laws.small import country; import fronde;"
         f"fronde.simulate(country(people=20_000, weeks=16, mechanisms={given}), threads=1);"
         "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"],
        cwd=TESTS, capture_output=True, text=True, check=True).stdout
    need = predicted(country(people=20_000, weeks=16, mechanisms=given))
    assert float(said.split()[-1]) <= 1.2 * need.memory
