"""What kernels look at, found in their source: so nobody keeps a list of it by hand."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from fronde.columns import Column
from fronde.kernel import Kernel

T = TypeVar("T")
Part = tuple[T, tuple[str, ...], Kernel]  # whose, which columns of a table, what fills them


@cache
def columns_read(kernel: Kernel, table: str = "here") -> frozenset[str]:
    """The columns of a table that a kernel looks at, itself or through what it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kernel.py_func)))
    found = set(_columns_in(tree, (table,)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called = kernel.py_func.__globals__.get(node.func.id)
            if isinstance(called, Kernel):
                found |= columns_read(called, table)
    return frozenset(found)


def columns_of_file(module: str, table: str) -> frozenset[str]:
    """The columns of a table that a file looks at, itself or through the equations it imports.

    The file is read, not imported: what takes turns is slow to import, and who wants to know what
    it looks at need not wait. Its equations are in a package that it is in.
    """
    spec = find_spec(module)
    return _in_file(Path(spec.origin), module, table) if spec and spec.origin else frozenset()


@cache
def _in_file(file: Path, module: str, table: str) -> frozenset[str]:
    """``columns_of_file`` of the file itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = set(_columns_in(tree, (table, *("moment",) * (table == "here"))))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and module.startswith(f"{node.module}."):
            for alias in node.names:
                equation = getattr(sys.modules.get(node.module or ""), alias.name, None)
                if isinstance(equation, Kernel):
                    found |= columns_read(equation, table)
    return frozenset(found)


def _columns_in(tree: ast.AST, tables: tuple[str, ...]) -> Iterator[str]:
    """Columns by attribute (``here.police``, ``here[c].police``) or name (``here["police"]``)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _name_of(node.value) in tables:
            yield node.attr
        elif isinstance(node, ast.Subscript) and _name_of(node.value) in tables:
            yield from _column_in(node)


def _column_in(node: ast.Subscript) -> tuple[str, ...]:
    """The column that is taken by its name, if one is."""
    name = node.slice.value if isinstance(node.slice, ast.Constant) else None
    return (name,) if isinstance(name, str) else ()


def _name_of(node: ast.expr) -> str:
    """What a table is called in ``here``, ``here[c]`` or ``step.here``."""
    while isinstance(node, ast.Subscript) and not _column_in(node):
        node = node.value
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def read_by(kernels: Iterable[Kernel], table: str, columns: Iterable[Column]) -> tuple[str, ...]:
    """What any of these kernels looks at, in the order of the table; then what is not in it."""
    return in_order(set().union(*(columns_read(kernel, table) for kernel in kernels)), columns)


def in_order(names: set[str], columns: Iterable[Column]) -> tuple[str, ...]:
    """Names in the order of a table; then those that are not in it."""
    known = [column.name for column in columns if column.name in names]
    return (*known, *sorted(names.difference(known)))


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
