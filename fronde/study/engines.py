"""Where runs are made: on this machine's cores, or on a cluster of Dask.

Both are seen as executors of ``concurrent.futures``. What comes out does not depend on the
engine, on the number of workers or on the order.
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import threading
import time
import warnings
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from functools import partial
from typing import Any, Protocol
from weakref import WeakSet

from fronde.arguments import MOST_AT_ONCE, optional
from fronde.errors import FrondeError
from fronde.kernel import check_compiler, cores, source_digest

PATIENCE = 10  # seconds for a scheduler to answer, and for its workers to be there
FILES_HERE, FILES_A_WORKER = 64, 8  # open files: of this process, and pipes to each worker
PULSE = 1.0  # seconds between two looks whether the study is still there
# One run a worker, one thread a run: more threads would only get in each other's way.
ALONE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
         "NUMBA_NUM_THREADS": "1"}


NO_SCHEDULER = ("no Dask scheduler answers at {}. Start one with: dask scheduler, and workers "
                "with: dask worker ADDRESS")
NO_WORKERS = ("Dask cannot start workers on this machine. In a script, use it under: if __name__ "
              "== '__main__':")


class Backend(Protocol):
    """Makes executors.

    Attributes
    ----------
    workers : how many runs are made at once.
    lanes : executors that share them; those of one lane fall together.
    here : whether the workers take memory of this machine.
    """

    workers: int
    lanes: int
    here: bool

    def executor(self, single: bool = False) -> Executor:
        """A fresh executor of one lane; a single one keeps to one worker, if it can."""

    def stop(self, executor: Any) -> None:
        """End an executor now, with what it is running."""

    def is_lost(self) -> bool:
        """Whether there are no workers any more."""


class EngineError(FrondeError):
    """No engine to run a study with (exit code 1)."""


class Local:
    """Processes of this machine, by loky: a worker that dies is noticed.

    Each worker has an executor of its own, so that no other falls with it.
    """

    here = True

    def __init__(self, workers: int | None = None) -> None:
        check_compiler()  # else every run would fail, one after the other
        self.workers = self.lanes = optional("workers", workers, 1, MOST_AT_ONCE) or cores()
        allow_files(self.workers)

    def executor(self, single: bool = False) -> Executor:  # noqa: ARG002  all are
        from loky import ProcessPoolExecutor

        # loky tells programmers of workers that went; a study tells its user, run by run.
        warnings.filterwarnings("ignore", category=UserWarning, module="loky")
        made: Executor = ProcessPoolExecutor(1, env=ALONE, initializer=follow,
                                             initargs=(os.getpid(),))
        return made

    def stop(self, executor: Any) -> None:
        executor.shutdown(wait=False, kill_workers=True)

    def is_lost(self) -> bool:
        return False

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def allow_files(workers: int) -> None:
    """See that so many workers may be started: raise the limit of open files as far as needed.

    Raises
    ------
    EngineError : it cannot be raised as far.
    """
    need = FILES_HERE + FILES_A_WORKER * workers
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if need <= soft or soft == resource.RLIM_INFINITY:
        return
    if hard != resource.RLIM_INFINITY and need > hard:
        fits = max(1, (hard - FILES_HERE) // FILES_A_WORKER)
        raise EngineError(f"{workers} workers need about {need} open files, but only {hard} are "
                          f"allowed (ulimit -n). Use at most -j {fits}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (need, hard))


def follow(study: int) -> None:
    """What a worker does first: it leaves Ctrl-C to the study, and goes when that has gone."""
    ignore_interrupts()
    threading.Thread(target=outlive, args=(study,), daemon=True).start()


def ignore_interrupts() -> None:
    """A terminal sends Ctrl-C to workers too; a run that heard it would count as failed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def outlive(study: int) -> None:
    """End this process soon after the one that started it, however that ended."""
    while os.getppid() == study:
        time.sleep(PULSE)
    os._exit(1)


class Dask:
    """Workers of a Dask cluster; without an address, one on this machine.

    Raises
    ------
    EngineError : Dask is not installed, nobody answers at the address, or the workers are none
        or run another version.
    """

    lanes = 1

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        workers = optional("workers", workers, 1, MOST_AT_ONCE)
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError:
            raise EngineError("Dask is not installed: pip install 'fronde[dask]', or leave out "
                              "--engine dask.") from None
        # What Dask logs of workers that went, a study tells its user, run by run.
        logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)
        self.here, self.cluster = address is None, None
        self.client: Any = None
        try:
            if self.here:
                # Dask would let a job end four workers; what does so is tried again alone.
                with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
                    self.cluster = LocalCluster(  # type: ignore[no-untyped-call]
                        n_workers=workers or cores(), threads_per_worker=1,
                        dashboard_address=":0", env=ALONE, silence_logs=logging.CRITICAL + 1)
            # Known before it connects, so that one that cannot is closed. Dask's own clean-up
            # comes with the garbage, and hangs where that is collected as another loop starts.
            self.client = Client.__new__(Client)
            self.client.__init__(self.cluster or address, timeout=PATIENCE)
            self.workers = self.ready()
        except BaseException as error:
            self.__exit__()
            if isinstance(error, (OSError, ValueError, TypeError, RuntimeError)):
                why = NO_WORKERS if self.here else NO_SCHEDULER.format(address)
                raise EngineError(f"{why} ({type(error).__name__})") from None
            raise

    def ready(self) -> int:
        """How many runs the workers make at once, once it is certain that they can."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise EngineError("the Dask scheduler has no workers. Start some with: dask worker "
                              "ADDRESS") from None
        if self.here:
            self.client.register_plugin(plugin())
        try:
            models = self.client.run(source_digest)
        except Exception as error:
            raise EngineError(f"the Dask workers cannot run fronde ({type(error).__name__}: "
                              f"{error}). Install this version of fronde where they run.") from None
        for worker, model in models.items():
            if model != source_digest():
                raise EngineError(f"the Dask worker {worker} runs another version of fronde or of "
                                  "Python. Install the same where workers run.")
        return sum(self.client.nthreads().values()) or 1

    def executor(self, single: bool = False) -> Executor:
        first = None
        with suppress(Exception):  # none there, or the scheduler has gone: seen by who waits
            first = next(iter(self.client.nthreads())) if single else None
        return Submitting(self.client, {"workers": first, "allow_other_workers": True}
                          if first else {})

    def stop(self, executor: Any) -> None:
        executor.shutdown()

    def is_lost(self) -> bool:
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE)
        except Exception:  # none in time, or the scheduler has gone
            return True
        return False

    def __enter__(self) -> Dask:
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self.client, self.cluster):
            if each is not None:
                with suppress(Exception):
                    each.close()


class Submitting(Executor):
    """Hands jobs to Dask. Its own executor never answers for a job whose result was lost with
    the worker that held it."""

    def __init__(self, client: Any, where: dict[str, Any]) -> None:
        self.client, self.where = client, where
        self.asked: WeakSet[Any] = WeakSet()

    def submit(self, job: Any, /, *given: Any, **named: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        try:
            asked = self.client.submit(job, *given, **named, **self.where, pure=False)
        except Exception as error:  # the scheduler has gone
            answer.set_exception(CancelledError(str(error)))
        else:
            self.asked.add(asked)
            asked.add_done_callback(partial(hand_over, answer))
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        with suppress(Exception):  # the scheduler may have gone before
            self.client.cancel(list(self.asked))


def hand_over(answer: Future[Any], asked: Any) -> None:
    """Say what a job came to that Dask was asked for."""
    try:
        answer.set_result(asked.result())
    except BaseException as error:
        answer.set_exception(error)


def plugin() -> Any:
    """What workers on this machine do first: they leave Ctrl-C to the study."""
    from distributed import WorkerPlugin

    class Quiet(WorkerPlugin):
        def setup(self, worker: Any) -> None:  # noqa: ARG002  Dask's signature
            ignore_interrupts()

    return Quiet()
