"""Checking a scenario imports nothing heavy; how long it takes is for the benchmark."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from fronde.scenario import bundled

PROBE = """
import json, sys
import fronde.scenario
light = sorted(sys.modules)
fronde.scenario.load(sys.argv[1])
print(json.dumps([light, sorted(sys.modules)]))
"""
HEAVY = {"numpy", "numba", "polars", "scipy", "pandas", "networkx", "altair"}


@pytest.fixture(scope="module")
def imported() -> tuple[set[str], set[str]]:
    """Modules after importing the package, and after loading a scenario, in a fresh process."""
    name = next(iter({**bundled().cases, **bundled().gallery}))
    done = subprocess.run([sys.executable, "-c", PROBE, name], check=True, capture_output=True)
    light, full = json.loads(done.stdout)
    return set(light), set(full)


def test_importing_the_package_reads_nothing(imported):
    assert not imported[0] & {"yaml", "pydantic", "fronde.mechanisms.catalogue", *HEAVY}


def test_loading_imports_nothing_heavy(imported):
    assert {"yaml", "pydantic"} <= imported[1]
    assert not imported[1] & HEAVY
