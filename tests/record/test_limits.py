"""What a run needs is said before it starts, and what is said is near what it takes."""

import json
import resource
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from laws.small import RESPONSES, document

import fronde as fr
from fronde.engine.run import Simulator
from fronde.errors import TooLargeError
from fronde.record import limits
from fronde.tables.people import People

COUNTRY = {
    "title": "Large", "time": {"start": "2021-01-04", "weeks": 4},
    "population": {"people": "all", "total": 10**11},
    "mechanisms": {"grievance": {}, "mobilisation": {}, "repression": {}, "belief": {},
                   "legitimacy": {}},
    "fixed": {"broad": 0, "doubt": 0},
}


@pytest.mark.parametrize("persons", [10**9, 10**11])
def test_where_the_street_fits_in_groups_that_is_named(monkeypatch, persons):
    """Groups need a byte a person; one to one those who act need much more."""
    made = {**COUNTRY, "population": {"people": "all", "total": persons}}
    between = (limits.predict_need(fr.load(made)).memory
               + limits.predict_need(fr.load(made, people=persons // 2)).memory) / 2
    monkeypatch.setattr(limits, "memory_here", lambda: between)
    with pytest.raises(TooLargeError, match=r"Simulate in groups: --people ") as refused:
        limits.check(fr.load(made), None)
    fits = int(str(refused.value).split("--people ")[1].split(".")[0])
    limits.check(fr.load(made, people=fits), None)


@pytest.mark.parametrize("people", ["all", 1000])
def test_where_nothing_fits_no_number_is_named(monkeypatch, people):
    monkeypatch.setattr(limits, "memory_here", lambda: 2e8)
    made = {**COUNTRY, "population": {"people": people, "total": 10**11}}
    with pytest.raises(TooLargeError, match="Free some memory, or record fewer levels") as refused:
        limits.check(fr.load(made), None)
    assert "--people" not in str(refused.value)


def test_what_cannot_be_grouped_is_not_told_to_be(monkeypatch):
    sharp = {**COUNTRY["mechanisms"], "mobilisation": {"temperature": 0}}
    monkeypatch.setattr(limits, "memory_here", lambda: 2e11)
    for mechanisms, named in ((COUNTRY["mechanisms"], True), (sharp, False)):
        with pytest.raises(TooLargeError) as refused:
            limits.check(fr.load({**COUNTRY, "mechanisms": mechanisms}), None)
        assert ("--people" in str(refused.value)) == named


@pytest.mark.parametrize(("weeks", "review", "horizon"), [(7, 2, 3), (6, 3, 1), (3, 4, 9)])
def test_the_weeks_that_a_regime_looks_ahead_are_counted_before(monkeypatch, weeks, review,
                                                                horizon):
    """As many are played as were said, those of the run left out."""
    played = []
    monkeypatch.setattr(Simulator, "step", lambda own, step=Simulator.step: (
        played.append(own), step(own)))
    ahead = {**RESPONSES, "policy": "look-ahead", "schedule": [], "review": review,
             "horizon": horizon}
    scenario = fr.load(document(people=2000, weeks=weeks, responses=ahead))
    fr.simulate(scenario, threads=1)
    assert len(played) - weeks == limits.predict_need(scenario).ahead
    assert limits.predict_need(fr.load(document(people=2000, weeks=weeks))).ahead == 0


def test_in_groups_the_number_given_as_people_changes_nothing():
    made = {**COUNTRY, "population": {"people": 10, "total": 10**6}}
    assert limits.predict_need(fr.load(made)) == limits.predict_need(fr.load(made, people=10**5))


def test_a_container_s_limit_counts_without_what_it_keeps_of_files(tmp_path, monkeypatch):
    (tmp_path / "memory.max").write_text("1000000000\n")
    (tmp_path / "memory.current").write_text("600000000\n")
    (tmp_path / "memory.stat").write_text("anon 100000000\ninactive_file 500000000\n")
    monkeypatch.setattr(limits, "CGROUP", tmp_path)
    assert limits.memory_here() == 900_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert limits.memory_here() > 900_000_000


@pytest.mark.parametrize(("line", "group", "names"), [
    ("0::/user/job.scope", "user/job.scope",
     ("memory.max", "memory.current", "inactive_file")),
    ("7:cpu,memory:/slurm/job_1", "memory/slurm/job_1",
     ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")),
])
def test_a_job_s_own_limit_counts_and_those_around_it(tmp_path, monkeypatch, line, group, names):
    limit, use, cache = names
    job = tmp_path / group
    job.mkdir(parents=True)
    (tmp_path / "own").write_text(f"1:name=systemd:/elsewhere\n{line}\n")
    for folder, most in ((job, 900_000_000), (job.parent, 700_000_000)):
        (folder / limit).write_text(f"{most}\n")
        (folder / use).write_text("100000000\n")
        (folder / "memory.stat").write_text(f"{cache} 50000000\n")
    monkeypatch.setattr(limits, "CGROUP", tmp_path)
    monkeypatch.setattr(limits, "OWN_GROUP", tmp_path / "own")
    assert limits.memory_here() == 650_000_000
    (job.parent / limit).write_text("max\n")
    assert limits.memory_here() == 850_000_000


def test_only_the_cores_that_may_be_used_count():
    script = ("import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
              "from fronde.kernel import cores; print(cores())")
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                           check=True)
    assert ended.stdout == "1\n"


def test_a_shell_s_limit_counts(monkeypatch):
    used = limits.psutil.Process().memory_info().vms
    monkeypatch.setattr(limits.resource, "getrlimit", lambda _: (used + 10**9, -1))
    assert limits.memory_here() <= 1.1e9 - limits.RESERVED_BYTES


def test_a_shell_s_limit_is_named_as_the_mend(monkeypatch):
    scenario = fr.load("fighting-coalition", people=10**5)
    monkeypatch.setattr(limits, "memory_here", lambda: 1e8)
    monkeypatch.setattr(limits.resource, "getrlimit", lambda _: (10**9, -1))
    with pytest.raises(TooLargeError, match=r"Raise the limit of the shell \(ulimit -v\)"):
        limits.check(scenario, None)


def test_every_names_what_is_enough(monkeypatch):
    scenario = fr.load({**COUNTRY, "time": {"start": "2021-01-04", "weeks": 100},
                        "population": {"people": 100, "total": 100}})
    monkeypatch.setattr(limits, "MOST_ROWS", limits.predict_need(scenario).rows // 3)
    with pytest.raises(TooLargeError, match=r"metrics\.every") as refused:
        limits.check(scenario, None)
    every = int(str(refused.value).split("metrics.every to ")[1].split()[0])
    limits.check(fr.load({**dict(scenario.document),
                          "metrics": {"levels": ["nation"], "every": every}}), None)


def test_a_folder_on_a_full_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits.shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(TooLargeError, match="choose another --out"):
        fr.simulate(fr.load({**COUNTRY, "population": {"people": 100, "total": 1000}}),
                    out=tmp_path / "a" / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("share", "said"), [
    (limits.ACTIVE_SHARE, limits.bytes_of_people), (limits.RUNAWAY_SHARE, limits.bytes_of_runaway)])
def test_people_take_what_was_said_where_so_many_act(share, said):
    citizens = 1_000_000
    people = People()
    people.reserve(int(share * citizens))
    made = fr.load({**COUNTRY, "population": {"people": "all", "total": citizens}})
    took = citizens + sum(array.nbytes for array in vars(people).values()
                          if isinstance(array, np.ndarray))
    assert took < said(made) < 4 * took


MEASURE = """
import json, sys, fronde as fr
from pathlib import Path
from fronde.record import limits
from fronde.record.simulation import TABLES
scenario = fr.load("fighting-coalition", sets=[f"population.people={sys.argv[1]}"])
out = Path(sys.argv[2])
need = limits.predict_need(scenario)
result = fr.simulate(scenario, out=out)
print(json.dumps({
    "predicted": [need.memory, need.rows, need.disk],
    "measured": [1e6 * result.manifest["peak_memory_mb"], sum(
        len(getattr(result, name)) for name in TABLES),
                 sum(file.stat().st_size for file in out.glob("*.parquet"))]}))
"""


@pytest.mark.verify
@pytest.mark.parametrize("people", ["1000000", "all"])
def test_predictions_are_near_what_is_measured(tmp_path, people):
    subprocess.run([sys.executable, "-c", MEASURE, "1000000", str(tmp_path / "compiled")],
                   check=True, capture_output=True)
    done = subprocess.run([sys.executable, "-c", MEASURE, people, str(tmp_path / "run")],
                          check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    (memory, rows, disk), (took, made, wrote) = found["predicted"], found["measured"]
    assert 0.5 < memory / took < 2, found
    assert 0.75 < rows / made < 1.25, found
    assert 0.5 < disk / wrote < 2, found


def test_peak_memory_is_this_program_s_own():
    from fronde.record.simulation import peak_memory

    assert 10 < peak_memory() <= 1.05 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
