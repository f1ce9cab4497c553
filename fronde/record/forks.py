"""Whether tables can be used in this process: their threads do not survive a fork, and their number
may be set to nonsense.

In a process forked from one that has used tables, the next table would wait for ever for threads
that are gone.
"""

from __future__ import annotations

import os

from fronde.errors import FrondeError

USED: set[int] = set()  # the process that has used tables
COUNTS = ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS")  # a library that reads it stops at nonsense


def no_fork() -> None:
    """Note that this process uses tables from now on.

    Raises
    ------
    FrondeError : it was forked from one that has used them before, or see ``check_counts``.
    """
    check_counts()
    if USED - {os.getpid()}:
        raise FrondeError("this process was forked from one that had used fronde before, and would "
                          "wait for ever. Start a new process instead: "
                          "multiprocessing.get_context('spawn')")
    USED.add(os.getpid())


def check_counts() -> None:
    """Refuse a number of threads that no library can start.

    Raises
    ------
    FrondeError : a variable of the environment is set to it.
    """
    for name in COUNTS:
        given = os.environ.get(name)
        if given is not None and not (given.isdecimal() and int(given) > 0):
            raise FrondeError(f"{name} is {given[:40]!r}: set it to a whole number from 1, or not "
                              "at all.")
