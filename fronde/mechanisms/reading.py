"""What kernels look at, found in their source: so nobody keeps a list of it by hand."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from fronde.columns import Column
from fronde.kernel import Kernel

T = TypeVar("T")
Part = tuple[T, tuple[str, ...], Kernel]  # whose, which columns of a table, what fills them


@cache
def columns_read(kernel: Kernel, table: str = "here") -> frozenset[str]:
    """The columns of a table that a kernel looks at, itself or through what it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kernel.py_func)))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) \
                and node.value.id == table:
            found.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called = kernel.py_func.__globals__.get(node.func.id)
            if isinstance(called, Kernel):
                found |= columns_read(called, table)
    return frozenset(found)


def read_by(kernels: Iterable[Kernel], table: str, columns: Iterable[Column]) -> tuple[str, ...]:
    """What any of these kernels looks at, in the order of the table; then what is not in it."""
    read = set[str]().union(*(columns_read(kernel, table) for kernel in kernels))
    known = [column.name for column in columns if column.name in read]
    return (*known, *sorted(read.difference(known)))


def takes(kernel: Kernel, table: str) -> bool:
    """Whether a table is among a kernel's arguments."""
    return table in inspect.signature(kernel.py_func).parameters


def in_order_of_need(parts: list[Part[T]], table: str = "here") -> list[Part[T]]:
    """Parts that derive columns of a table, each after those whose columns it derives from.

    Raises
    ------
    ValueError : they need each other; names their columns.
    """
    waiting, ready = list(parts), []
    while waiting:
        open_columns = {name for _, names, _ in waiting for name in names}
        free = [part for part in waiting
                if not columns_read(part[2], table) & open_columns - set(part[1])]
        if not free:
            raise ValueError(f"derived columns need each other: {', '.join(sorted(open_columns))}")
        ready.append(free[0])
        waiting.remove(free[0])
    return ready
