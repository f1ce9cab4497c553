"""Where runs are made: on this machine's cores, or on a cluster of Dask.

Both are seen as executors of ``concurrent.futures``. A job that ends its worker (killed from
outside, out of memory) must not take others with it: it is tried once more alone, and then
given up. Results do not depend on the engine, on the number of workers or on the order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from typing import Any, Protocol

import psutil

from fronde.errors import FrondeError
from fronde.study.jobs import Job, Outcome, Spec, killed, perform

AHEAD = 2  # jobs a worker has before it, so that it never waits
PATIENCE = "10s"  # for a scheduler to answer
# One run a worker, one thread a run: more threads would only get in each other's way.
ALONE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
         "NUMBA_NUM_THREADS": "1"}


class Engine(Protocol):
    """Makes executors; ``workers`` of them run at once."""

    workers: int

    def executor(self, workers: int) -> Executor:
        """A fresh executor."""


class EngineError(FrondeError):
    """No engine to run a study with (exit code 1)."""


class Local:
    """Processes of this machine, by loky: a worker that dies is noticed."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or cores()

    def executor(self, workers: int) -> Executor:
        from loky import ProcessPoolExecutor

        return ProcessPoolExecutor(workers, env=ALONE)  # type: ignore[no-any-return]

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Dask:
    """Workers of a Dask cluster; without an address, one on this machine.

    Raises
    ------
    EngineError : Dask is not installed, or nobody answers at the address.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise EngineError("Dask is not installed: pip install 'fronde[dask]', or leave out "
                              "--engine dask.") from None
        self.cluster = None
        if address is None:
            self.cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers or cores(), threads_per_worker=1, dashboard_address=None,
                env=ALONE)
        try:
            self.client = Client(self.cluster or address,  # type: ignore[no-untyped-call]
                                 timeout=PATIENCE)
        except (OSError, ValueError, TypeError) as error:
            raise EngineError(f"no Dask scheduler answers at {address} ({type(error).__name__}). "
                              "Start one with: dask scheduler, and dask worker ADDRESS") from None
        known = self.client.scheduler_info()["workers"]
        self.workers = sum(worker["nthreads"] for worker in known.values()) or 1

    def executor(self, workers: int) -> Executor:  # noqa: ARG002  the cluster has its own
        made: Executor = self.client.get_executor(pure=False, retries=1)  # type: ignore[no-untyped-call]
        return made

    def __enter__(self) -> Dask:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()  # type: ignore[no-untyped-call]
        if self.cluster is not None:
            self.cluster.close()


def cores() -> int:
    """Cores that this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def results(engine: Engine, spec: Spec, jobs: Iterable[Job]) -> Iterator[list[Outcome]]:
    """The outcomes of jobs, in the order in which they end."""
    waiting, pool = iter(jobs), Pool(engine, spec)
    try:
        while True:
            for job in waiting:
                pool.submit(job)
                if len(pool.running) >= AHEAD * engine.workers:
                    break
            if not pool.running:
                return
            yield from pool.ended()
    finally:
        pool.close()


class Pool:
    """Jobs that are being run by one executor after the other."""

    def __init__(self, engine: Engine, spec: Spec) -> None:
        self.engine, self.spec = engine, spec
        self.running: dict[Future[list[Outcome]], Job] = {}
        self.executor = engine.executor(engine.workers)

    def submit(self, job: Job) -> None:
        """Hand in a job."""
        try:
            self.running[self.executor.submit(perform, self.spec, job)] = job
        except BrokenExecutor:  # a worker died since the last look: as if it had died after
            failed: Future[list[Outcome]] = Future()
            failed.set_exception(BrokenExecutor())
            self.running[failed] = job

    def ended(self) -> Iterator[list[Outcome]]:
        """Outcomes of the jobs that have ended; if a worker died, of all that were running."""
        done, _ = wait(self.running, return_when=FIRST_COMPLETED)
        suspects = []
        for future in done:
            job = self.running.pop(future)
            try:
                yield future.result()
            except Exception as error:
                if not worker_died(error):
                    raise
                suspects.append(job)
        if suspects:
            yield from self.apart(suspects)

    def apart(self, suspects: list[Job]) -> Iterator[list[Outcome]]:
        """Run one by one the jobs of which one has ended its worker."""
        for future, job in self.running.items():
            try:
                yield future.result()
            except Exception as error:
                if not worker_died(error):
                    raise
                suspects.append(job)
        self.running = {}
        stop(self.executor)
        for job in suspects:
            yield self.alone(job)
        self.executor = self.engine.executor(self.engine.workers)

    def alone(self, job: Job) -> list[Outcome]:
        """Run a job with nothing beside it."""
        single = self.engine.executor(1)
        try:
            return single.submit(perform, self.spec, job).result()
        except Exception as error:
            if not worker_died(error):
                raise
            return killed(self.spec, job)
        finally:
            stop(single)

    def close(self) -> None:
        """End what still runs."""
        stop(self.executor)


def worker_died(error: Exception) -> bool:
    """Whether an executor says that a worker has gone."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


def stop(executor: Any) -> None:
    """Shut an executor down now, with what it is running."""
    end: Callable[..., Any] = executor.shutdown
    try:
        end(wait=False, kill_workers=True)  # loky's
    except TypeError:
        end(wait=False)


def memory_of_workers() -> float:
    """Bytes that the processes of this study hold."""
    me = psutil.Process()
    return float(sum(each.memory_info().rss for each in (me, *me.children(recursive=True))))
