"""Threads do not survive a fork: in a process forked from one that has used tables, the next table
would wait for ever for threads that are gone."""

from __future__ import annotations

import os

from fronde.errors import FrondeError

USED: set[int] = set()  # the process that has used tables


def no_fork() -> None:
    """Note that this process uses tables from now on.

    Raises
    ------
    FrondeError : it was forked from one that has used them before.
    """
    if USED - {os.getpid()}:
        raise FrondeError("this process was forked from one that had used fronde before, and would "
                          "wait for ever. Start a new process instead: "
                          "multiprocessing.get_context('spawn')")
    USED.add(os.getpid())
