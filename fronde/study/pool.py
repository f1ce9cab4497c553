"""Keeping an engine busy with the jobs of a study, whatever happens to its workers.

A job that ends its worker (killed from outside, out of memory) takes with it at most what was
waiting behind it in the same lane. All of these are suspects: when nothing else is left to do
they are tried again, one by one with nothing beside them, and one that ends its worker again is
given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)

from fronde.study.engines import Backend, EngineError
from fronde.study.jobs import Job, JobOutcome, RunSpec, mark_killed, pack_spec, perform

AHEAD = 2  # jobs a worker has before it, so that it never waits
SHORT = 5.0  # seconds a run; of longer ones none is put before a worker that has one already
LOOK = 60.0  # seconds without an outcome after which it is seen whether there are workers
GONE = ("all workers are gone. Complete runs are stored; run the same command again to continue.")

Answer = Future[list[JobOutcome]]


class Lane:
    """An executor and the jobs that it has before it."""

    def __init__(self, engine: Backend, spec: bytes, single: bool = False) -> None:
        self.engine, self.spec, self.single = engine, spec, single
        self.executor: Executor | None = None
        self.running: dict[Answer, Job] = {}

    def submit(self, job: Job) -> None:
        """Hand in a job."""
        if self.executor is None:
            self.executor = self.engine.executor(self.single)
        try:
            self.running[self.executor.submit(perform, self.spec, job)] = job
        except BrokenExecutor:  # its worker has died just now
            self.close()
            self.submit(job)

    def take_ended(self, done: set[Answer]) -> Iterator[tuple[Job, list[JobOutcome] | None]]:
        """The jobs that have ended, with their outcomes; None if one ended its worker."""
        for future in done & self.running.keys():
            yield self.running.pop(future), outcomes(future)

    def close(self) -> None:
        """End what still runs."""
        if self.executor is not None:
            self.engine.stop(self.executor)
        self.executor = None


def outcomes(future: Answer) -> list[JobOutcome] | None:
    """What a job came to; None if it ended its worker.

    Raises
    ------
    EngineError : the engine itself has failed.
    """
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):  # cancelled: lost with the worker that held it
        return None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # Dask's, which may not be installed
            return None
        raise EngineError(f"a worker cannot run jobs ({type(error).__name__}: {error}). Complete "
                          "runs are stored; run the same command again to continue.") from error


class Pool:
    """All lanes of an engine, for one study; a context that leaves nothing running."""

    def __init__(self, engine: Backend, spec: RunSpec) -> None:
        self.engine, self.spec = engine, spec
        self.lanes = [Lane(engine, pack_spec(spec)) for _ in range(engine.lanes)]
        self.single = Lane(engine, pack_spec(spec), single=True)
        self.room = 1

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for lane in (*self.lanes, self.single):
            lane.close()

    def results(self, jobs: Iterable[Job]) -> Iterator[list[JobOutcome]]:
        """The outcomes of jobs, in the order in which they end.

        Raises
        ------
        EngineError : there are no workers any more.
        """
        waiting, suspects = iter(jobs), list[Job]()
        self.fill(waiting)
        while running := [future for lane in self.lanes for future in lane.running]:
            done = self.some(running)
            for lane in self.lanes:
                for job, found in lane.take_ended(done):
                    if found is None:
                        suspects.append(job)
                    else:
                        self.pace(found)
                        yield found
            self.fill(waiting)
        yield from self.alone(suspects)

    def fill(self, waiting: Iterator[Job]) -> None:
        """Hand in jobs until every worker has enough before it, each its first before any
        its second."""
        share = self.engine.workers // len(self.lanes)
        for enough in range(1, share * self.room + 1):
            for lane in self.lanes:
                if len(lane.running) < enough:
                    job = next(waiting, None)
                    if job is None:
                        return
                    lane.submit(job)

    def some(self, running: list[Answer]) -> set[Answer]:
        """Jobs that have ended, at least one."""
        while True:
            done, _ = wait(running, LOOK, return_when=FIRST_COMPLETED)
            if done:
                return done
            if self.engine.is_lost():
                raise EngineError(GONE)

    def pace(self, found: list[JobOutcome]) -> None:
        """Give workers jobs ahead only where runs are short: a long one had better go to whoever
        is free first."""
        self.room = AHEAD if sum(each.row["seconds"] for each in found) < SHORT else 1

    def alone(self, suspects: list[Job]) -> Iterator[list[JobOutcome]]:
        """Run jobs one by one, with nothing beside them."""
        if suspects:
            self.__exit__()  # idle workers hold memory, too
        for job in suspects:
            found = self.once(job)
            if found is None and self.engine.is_lost():
                raise EngineError(GONE)
            yield found or mark_killed(self.spec, job)

    def once(self, job: Job) -> list[JobOutcome] | None:
        """Run one job on a worker of its own; None if it ended it."""
        self.single.submit(job)
        ((_, found),) = self.single.take_ended(self.some(list(self.single.running)))
        return found
