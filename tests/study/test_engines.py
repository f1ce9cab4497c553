"""Where runs are made does not matter, and a worker that dies takes nothing with it."""

import gc
import logging
import random
import subprocess
import sys
import time
from functools import partial

import pytest

from fronde.study import engines, pool
from fronde.study.engines import Dask, EngineError, Local
from fronde.study.execution import Remaining, carry_out
from fronde.study.jobs import KILLED, OK
from study.tiny import (
    DEADLY,
    VARIANTS,
    Here,
    assert_same,
    killed_always,
    killed_once,
    slow,
    statuses,
    study,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A study that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    carry_out(study(folder), folder / "out", Here())
    return folder / "out"


@pytest.mark.parametrize("workers", [2, *(pytest.param(number, marks=pytest.mark.verify)
                                          for number in (1, 3))])
def test_any_number_of_workers(whole, tmp_path, workers):
    with Local(workers) as engine:
        carry_out(study(tmp_path), tmp_path / "out", engine)
    assert_same(whole, tmp_path / "out")


def test_any_order_of_jobs(whole, tmp_path, monkeypatch):
    in_order = Remaining.jobs

    def shuffled(todo, points):
        listed = list(in_order(todo, points))
        random.Random(1).shuffle(listed)
        return iter(listed)

    monkeypatch.setattr(Remaining, "jobs", shuffled)
    carry_out(study(tmp_path), tmp_path / "out", Here())
    assert_same(whole, tmp_path / "out")


@pytest.fixture(scope="module")
def cluster():
    with Dask(workers=2) as made:
        yield made


def engine_of(name, request):
    return Local(2) if name == "local" else request.getfixturevalue("cluster")


@pytest.mark.verify
def test_a_cluster_of_dask(whole, tmp_path, cluster):
    carry_out(study(tmp_path), tmp_path / "out", cluster)
    assert_same(whole, tmp_path / "out")


BOTH = ("local", pytest.param("dask", marks=pytest.mark.verify))


@pytest.mark.parametrize("name", BOTH)
def test_a_worker_that_is_killed_costs_nothing(whole, tmp_path, monkeypatch, request, name):
    monkeypatch.setattr(pool, "perform", partial(killed_once, flag=str(tmp_path / "killed")))
    carry_out(study(tmp_path), tmp_path / "out", engine_of(name, request))
    assert (tmp_path / "killed").exists()
    assert_same(whole, tmp_path / "out")


@pytest.mark.parametrize("name", BOTH)
def test_a_run_that_always_kills_is_given_up_and_no_other(tmp_path, monkeypatch, request, name):
    monkeypatch.setattr(pool, "perform", killed_always)
    planned = study(tmp_path, variants=VARIANTS[:1])
    manifest = carry_out(planned, tmp_path / "out", engine_of(name, request))
    ended = statuses(tmp_path / "out")
    assert len(ended) == planned.runs
    assert {key[0] for key, status in ended.items() if status == KILLED} == {DEADLY}
    assert {status for key, status in ended.items() if key[0] != DEADLY} == {OK}
    assert manifest["runs"] == {KILLED: 1, OK: planned.runs - 1}


def test_jobs_before_a_dead_worker_are_tried_again_when_nothing_else_is_left(tmp_path):
    """Two lanes, the second dies with two jobs: both come last, each alone."""
    from concurrent.futures import BrokenExecutor, Future

    done, alone = [], []

    class Executor:
        def __init__(self, dies, single):
            self.dies, self.single = dies, single

        def submit(self, perform, spec, job):
            made = Future()
            if self.dies:
                made.set_exception(BrokenExecutor())
            else:
                (alone if self.single else done).append(job)
                made.set_result([job])
            return made

    class Falling(Here):
        workers = lanes = 2
        made = 0

        def executor(self, single=False):
            self.made += 1
            return Executor(self.made == 2, single)

    made = pool.Pool(Falling(), study(tmp_path).spec())
    made.pace, made.room = lambda _: None, 2
    found = [job for (job,) in made.results(range(10))]
    assert sorted(found) == list(range(10))
    assert found[-len(alone):] == alone and sorted(done + alone) == list(range(10))
    assert 1 <= len(alone)


def test_the_limit_of_open_files_is_raised_as_far_as_needed(monkeypatch):
    made = []
    monkeypatch.setattr(engines.resource, "getrlimit", lambda _: (64, 400))
    monkeypatch.setattr(engines.resource, "setrlimit", lambda _, both: made.append(both))
    Local(8)
    assert made == [(128, 400)]
    with pytest.raises(EngineError, match=r"but only 400 are allowed .* -j 42"):
        Local(145)


@pytest.mark.verify
def test_dask_in_a_script_without_a_guard(tmp_path):
    (tmp_path / "a.py").write_text("from fronde.study.engines import Dask\n"
                                   "with Dask(workers=1): pass\n")
    ended = subprocess.run([sys.executable, tmp_path / "a.py"], capture_output=True, text=True,
                           check=False, timeout=120)
    assert "use it under: if __name__ == '__main__'" in ended.stderr.splitlines()[-1]


def test_a_long_run_is_not_put_behind_another(tmp_path):
    """With runs over SHORT seconds each worker has one; else it has the next before it."""
    made = pool.Pool(Here(), study(tmp_path).spec())
    for seconds, room in ((1.0, 2), (60.0, 1)):
        made.pace([type("Outcome", (), {"row": {"seconds": seconds}})])
        assert made.room == room


def test_nobody_at_an_address(monkeypatch):
    monkeypatch.setattr(engines, "PATIENCE", 2)
    begun = time.monotonic()
    with pytest.raises(EngineError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        Dask("tcp://127.0.0.1:1")
    assert time.monotonic() - begun < 7


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://no.such.host.invalid:80"])
def test_what_is_no_address(address, monkeypatch):
    """A client that stays half open hangs whatever loop starts as it is collected."""
    from distributed import Client

    made = []
    monkeypatch.setattr(engines, "PATIENCE", 2)
    monkeypatch.setattr(Client, "close", lambda self, close=Client.close: (
        close(self), made.append(self.status)))
    gc.disable()
    try:
        with pytest.raises(EngineError, match="no Dask scheduler"):
            Dask(address)
    finally:
        gc.enable()
    assert made == ["closed"]


def test_dask_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match="pip install"):
        Dask()


@pytest.mark.verify
def test_a_scheduler_without_workers_and_workers_of_another_version(monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(engines, "PATIENCE", 2)
    with LocalCluster(n_workers=0, dashboard_address=":0",
                      silence_logs=logging.CRITICAL) as empty:
        with pytest.raises(EngineError, match="has no workers"):
            Dask(empty.scheduler_address)
        empty.scale(1)
        empty.wait_for_workers(1)
        monkeypatch.setattr(engines, "PATIENCE", 10)
        monkeypatch.setattr(engines, "source_digest", elsewhere)
        with pytest.raises(EngineError, match="another version"):
            Dask(empty.scheduler_address)


def elsewhere():
    """A version that is another wherever one asks."""
    import os

    return str(os.getpid())


@pytest.mark.verify
def test_a_scheduler_that_goes_away_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "perform", slow)
    monkeypatch.setattr(pool, "LOOK", 2.0)
    monkeypatch.setattr(engines, "PATIENCE", 5)
    with Dask(workers=1) as engine:
        def gone(now):
            engine.cluster.close()

        with pytest.raises(EngineError, match="all workers are gone"):
            carry_out(study(tmp_path), tmp_path / "out", engine, watch=gone)
    carry_out(study(tmp_path), tmp_path / "out", Here())
    assert set(statuses(tmp_path / "out").values()) == {OK}
