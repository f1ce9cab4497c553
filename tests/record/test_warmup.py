"""What is compiled ahead is all that a run needs."""

import json
import os
import subprocess
import sys

import pytest

from fronde.cli import main

# Plays a run, and says which kernels had to be compiled for it, and which were loaded.
RUN = """
import gc, json
import fronde as fr
from fronde.kernel import Kernel
fr.simulate(fr.load("fighting-coalition", people=20_000, weeks=80, sets=[
    "mobilisation.entry_join=-3", "mobilisation.meet=0.1", "sponsorship.money=0.01"]), threads=2)
entries = [k for k in gc.get_objects() if isinstance(k, Kernel) and k.entry
           and k._dispatcher is not None]
print(json.dumps({f"{k.__module__}.{k.__name__}": [sum(k.compiled.stats.cache_misses.values()),
                                                   sum(k.compiled.stats.cache_hits.values())]
                  for k in entries}))
"""


def kernels_of_a_run(cache):
    """Kernels that a run used: how often each was compiled, and loaded."""
    environment = {**os.environ, "FRONDE_CACHE": str(cache)}
    ran = subprocess.run([sys.executable, "-c", RUN], env=environment, check=True,
                         capture_output=True, text=True)
    return json.loads(ran.stdout)


@pytest.mark.verify
def test_after_a_warm_up_a_run_compiles_nothing(tmp_path):
    environment = {**os.environ, "FRONDE_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "fronde", "warmup"], env=environment, check=True,
                          capture_output=True, text=True)
    assert str(tmp_path) in done.stdout
    found = kernels_of_a_run(tmp_path)
    assert {"fronde.engine.sweep.sweep", "fronde.mechanisms.combat.strike.strike",
            "fronde.mechanisms.organisations.meet.meet",
            "fronde.mechanisms.alignment.realign.realign"} <= set(found)
    assert {name: misses for name, (misses, _) in found.items() if misses} == {}
    assert all(hits > 0 for _, hits in found.values())


def test_a_cache_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from fronde import kernel

    place = tmp_path / "file"
    place.write_text("in the way")
    monkeypatch.setenv("FRONDE_CACHE", str(place))
    kernel.cache_folder.cache_clear()
    kernel.cache_kept.cache_clear()
    try:
        found = CliRunner().invoke(main, ["warmup"])
    finally:
        kernel.cache_folder.cache_clear()
        kernel.cache_kept.cache_clear()
    assert found.exit_code == 1
    assert str(place) in found.output and "FRONDE_CACHE" in found.output
