"""Stopped by the user, by the system or by a fault: what is left, and how it goes on."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from polars.testing import assert_frame_equal

import fronde as fr
from fronde.errors import FrondeError, Interrupted, ScenarioError, StoreError
from fronde.record import folder, runner, simulation, store
from fronde.record.rerun import verify_run

SMALL = """
title: Small
question: Does it go on?
time: {start: 2021-01-04, weeks: 12}
population: {people: 30000, total: 30000}
metrics: {levels: [nation, community], every: 2}
regime: {police: 0.01}
mechanisms:
  {grievance: {}, mobilisation: {temperature: 0.05, entry_protest: -3, entry_join: -3, meet: 0.1},
   repression: {}, belief: {}, legitimacy: {}, organisations: {}, alignment: {}, combat: {},
   narrative: {}}
"""
RUN = [sys.executable, "-m", "fronde", "run"]
LONG = [*RUN, "--people", "2e7", "--weeks", "156", "--no-report", "--out", "out"]


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL)
    return fr.load("small.yaml")


def started(command, heeds=signal.default_int_handler, **changes):
    """A process that hears Ctrl-C even where the tests themselves do not."""
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **changes},
        preexec_fn=lambda: signal.signal(signal.SIGINT, heeds))


def until(there, seconds=60):
    deadline = time.monotonic() + seconds
    while not there() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert there()


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def press(*weeks):
    """Ctrl-C in these weeks."""
    def pressed(week):
        if week in weeks:
            signal.raise_signal(signal.SIGINT)
    return pressed


def test_stopped_twice_the_tables_are_those_of_one_go_bit_for_bit(scenario, tmp_path):
    """Rows in the same order too, though the shards end elsewhere."""
    whole = fr.simulate(scenario, seed=5, out=tmp_path / "whole")
    for week in (5, 8):
        with pytest.raises(Interrupted, match=f"up to {week}"):
            fr.simulate(scenario, seed=5, out=tmp_path / "run", progress=press(week))
    run = fr.simulate(scenario, seed=5, out=tmp_path / "run")
    assert len(run.manifest["tables"]["series"]) == 3
    for name in ("series", "flows", "events"):
        assert_frame_equal(getattr(run, name), getattr(whole, name), check_exact=True)
    assert "identical" in verify_run(tmp_path / "run", 2)


def test_time_adds_up_over_sessions(scenario, tmp_path):
    with pytest.raises(Interrupted):
        fr.simulate(scenario, out=tmp_path / "run", progress=press(6))
    before = store.read_manifest(tmp_path / "run")
    after = fr.simulate(scenario, out=tmp_path / "run").manifest
    assert after["seconds"]["setup"] > before["seconds"]["setup"] > 0
    assert after["seconds"]["simulate"] > before["seconds"]["simulate"] > 0
    assert after["peak_memory_mb"] >= before["peak_memory_mb"] > 0


def test_what_was_interrupted_can_be_read_and_reported(scenario, tmp_path):
    with pytest.raises(Interrupted):
        fr.simulate(scenario, out=tmp_path / "run", progress=press(7))
    found = fr.observe(tmp_path / "run")
    assert found.series["week"].max() == 6  # every second week
    assert found.flows["week"].max() <= 7
    assert "interrupted after 7 of 12 weeks" in fr.report(tmp_path / "run").read_text()


def test_pressed_in_the_last_week_the_run_is_complete(scenario, tmp_path):
    with pytest.raises(Interrupted, match="fronde report"):
        fr.simulate(scenario, out=tmp_path / "run", progress=press(12))
    assert fr.observe(tmp_path / "run").manifest["status"] == "complete"


def test_pressed_twice_it_stops_in_the_middle_of_the_week(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr(simulation, "WEEKS_A_SHARD", 4)
    with pytest.raises(Interrupted, match="up to 4"):
        fr.simulate(scenario, out=tmp_path / "run",
                    progress=lambda week: week == 6 and (press(6)(6), press(6)(6)))
    assert fr.observe(tmp_path / "run").manifest["weeks_done"] == 4


def test_the_handler_is_given_back(scenario):
    fr.simulate(scenario)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_pressed_before_a_week_is_complete_nothing_is_left(scenario, tmp_path, monkeypatch):
    def compiling(*_):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(runner.Simulator, "step", compiling)
    with pytest.raises(Interrupted, match="nothing was stored"):
        fr.simulate(scenario, out=tmp_path / "new" / "run")
    assert files(tmp_path) == ["small.yaml"]


@pytest.mark.parametrize("fault", [RuntimeError, MemoryError, StoreError])
def test_a_run_that_fails_at_once_leaves_no_folder(scenario, tmp_path, monkeypatch, fault):
    def failing(*_):
        raise fault("no")

    monkeypatch.setattr(runner.Simulator, "step", failing)
    with pytest.raises(fault):
        fr.simulate(scenario, out=tmp_path / "new" / "run")
    assert files(tmp_path) == ["small.yaml"]


def test_a_plan_that_fails_makes_no_folder(scenario, tmp_path, monkeypatch):
    def failing(*_):
        raise ScenarioError("no")

    monkeypatch.setattr(simulation, "plan", failing)
    monkeypatch.setattr(folder, "make", None)
    with pytest.raises(ScenarioError):
        fr.simulate(scenario, out=tmp_path / "run")


@pytest.mark.parametrize(("name", "said"), [
    ("x" * 300, "cannot be made"), ("file/run", "cannot be made"), ("nul\0", "has a NUL byte")])
def test_where_no_folder_can_be_made_none_is_left(scenario, tmp_path, name, said):
    (tmp_path / "file").write_text("")
    with pytest.raises(ScenarioError, match=said):
        fr.simulate(scenario, out=tmp_path / "new" / name if "/" not in name else tmp_path / name)
    assert files(tmp_path) == ["file", "small.yaml"]


def test_two_processes_do_not_write_one_run(scenario, tmp_path):
    with pytest.raises(Interrupted):
        fr.simulate(scenario, out=tmp_path / "run", progress=press(6))
    before = (tmp_path / "run" / "manifest.json").read_bytes()
    with (folder.alone(tmp_path / "run"),
          pytest.raises(ScenarioError, match="another process")):
        fr.simulate(scenario, out=tmp_path / "run")
    assert (tmp_path / "run" / "manifest.json").read_bytes() == before
    assert fr.simulate(scenario, out=tmp_path / "run").manifest["status"] == "complete"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", None])
def test_a_damaged_checkpoint_is_said(scenario, tmp_path, content):
    with pytest.raises(Interrupted):
        fr.simulate(scenario, out=tmp_path / "run", progress=press(6))
    path = tmp_path / "run" / "checkpoint-00006.npz"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(FrondeError, match="checkpoint-00006"):
        fr.simulate(scenario, out=tmp_path / "run")
    assert fr.observe(tmp_path / "run").manifest["weeks_done"] == 6


def test_a_parameter_set_in_the_checkpoint_s_own_week_still_holds(tmp_path):
    """The event of week 6 is applied when week 6 is looked at, before the checkpoint."""
    scenario = fr.load({
        "title": "Law", "time": {"start": "2021-01-04", "weeks": 12},
        "population": {"people": 30000, "total": 30000}, "regime": {"police": 0.01},
        "fixed": {"broad": 0, "doubt": 0},
        "mechanisms": {"grievance": {}, "belief": {}, "legitimacy": {},
                       "repression": {"arrests": 0.5},
                       "mobilisation": {"temperature": 0.05, "entry_protest": -3.0}},
        "events": [{"date": "2021-02-15", "label": "law", "set": {
            "mobilisation.fatigue": 0.01, "regime.effort": 0.9}}]})
    whole = fr.simulate(scenario)
    with pytest.raises(Interrupted):
        fr.simulate(scenario, out=tmp_path / "run", progress=press(6))
    run = fr.simulate(scenario, out=tmp_path / "run")
    assert run.flows.filter(flow="tire")["persons"].sum() > 0
    assert_frame_equal(run.series, whole.series, check_exact=True)
    assert_frame_equal(run.flows, whole.flows, check_exact=True)


def test_killed_outright_it_goes_on(tmp_path, monkeypatch):
    """A real SIGKILL between the first year and the second."""
    monkeypatch.chdir(tmp_path)
    running = started(LONG)
    until(lambda: (tmp_path / "out" / "checkpoint-00052.npz").exists())
    running.kill()
    running.communicate()
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["status"] == "running"
    again = subprocess.run(LONG, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert "continues after week 52 of 156" in again.stderr or "week 0" in again.stderr
    left = files(tmp_path / "out")
    assert not [name for name in left if name.startswith((".", "checkpoint"))]
    weeks = fr.observe(tmp_path / "out").series.filter(level="nation", metric="protest")["week"]
    assert weeks.to_list() == list(range(157))


def test_where_ctrl_c_is_ignored_sigterm_ends_a_run_outright(tmp_path, monkeypatch):
    """As in the background of a shell."""
    monkeypatch.chdir(tmp_path)
    running = started(LONG, signal.SIG_IGN)
    until(lambda: (tmp_path / "out" / "manifest.json").exists())
    running.send_signal(signal.SIGINT)
    running.terminate()
    running.communicate(timeout=30)
    assert running.returncode == -signal.SIGTERM


def test_while_it_compiles_ctrl_c_stops_within_seconds_and_leaves_nothing(scenario, tmp_path):
    cache = tmp_path / "cache"
    running = started([*RUN, "small.yaml", "--out", "out"], FRONDE_CACHE=str(cache))
    until(lambda: list(cache.rglob("*.nbi")))  # the first kernel is done, the long ones are not
    pressed = time.monotonic()
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert time.monotonic() - pressed < 10
    assert running.returncode == 130
    assert "First run of this version: compiling" in said
    assert "Traceback" not in said
    assert files(tmp_path) == ["cache", "small.yaml"]


LIMITED = """
import resource
import fronde.cli
from fronde.record import simulation, store

simulation.WEEKS_A_SHARD = 4
write = store.Store.add_shard

def limited(self, tables, world, **changes):
    if world.week > 4:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    write(self, tables, world, **changes)

store.Store.add_shard = limited
fronde.cli.main(["run", "small.yaml", "--no-report", "--out", "out"])
"""


def test_a_limit_on_file_sizes_is_said_and_what_was_complete_stays(scenario, tmp_path):
    """For real: from the second shard on the system refuses files above 2 kB."""
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 1
    assert "files may not be that large here" in done.stderr
    assert "The weeks up to week 4 are complete and can be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [name for name in files(tmp_path / "out") if name.startswith(".")]
    assert fr.observe(tmp_path / "out").flows["week"].max() == 4
    assert "incomplete: 4 of 12 weeks" in fr.report(tmp_path / "out").read_text()
    whole = fr.simulate(scenario)
    run = fr.simulate(scenario, out=tmp_path / "out")
    assert_frame_equal(run.series, whole.series, check_exact=True)


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="mounts a small disk")
def test_a_disk_that_is_really_full(scenario, tmp_path, monkeypatch):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)],
                             capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no right to mount")
    try:
        monkeypatch.setattr(simulation, "WEEKS_A_SHARD", 1)
        monkeypatch.setattr(simulation.limits, "check_disk", lambda *_: None)
        with pytest.raises(StoreError, match=r"disk is full.*up to week"):
            fr.simulate(scenario, out=disk / "run")
        found = fr.observe(disk / "run")
        assert found.manifest["weeks_done"] > 0
        assert found.series["week"].max() in (
            found.manifest["weeks_done"], found.manifest["weeks_done"] - 1)
        assert not list((disk / "run").glob(".*"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
