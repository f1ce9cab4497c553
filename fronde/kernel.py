"""Scalar functions that read as equations, run as Python and compile when asked.

``@kernel`` wraps a plain function. Calling it runs the Python source; ``.compiled``
is the same source through numba, made at first use, so that importing a mechanism
costs nothing. Kernels may call kernels: numba sees the wrapper through
``_numba_type_``. Only entry points (``@kernel(entry=True)``) are cached on disk; what
they call is compiled into them.

The cache folder carries a digest of the package's source: numba itself looks only at
the file of the entry point and would keep serving a kernel whose callee has changed.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from threading import RLock
from typing import Any, overload

from fronde.errors import FrondeError, ScenarioError
from fronde.plugins import list_plugins

PACKAGE = Path(__file__).parent
# Where kernels stand; a change elsewhere cannot change what is compiled.
SOURCES = ("draws.py", "kernel.py", "states.py", "columns.py", "vocabulary.py", "theory",
           "tables", "mechanisms", "world", "engine", "classics", "record")


# One thread at a time: where numba keeps its cache is set for all of them.
COMPILING = RLock()


class Kernel:
    """A scalar function with a compiled twin made from the same source.

    Why some are lean: numba counts references to every array of an argument with atomic
    instructions at each call. Where records of arrays are handed on at every turn that is most of
    the time; and a loop with a call in it is never done several at a time.
    """

    def __init__(
        self, function: Callable[..., Any], entry: bool, lean: bool = False
    ) -> None:
        self.py_func = function
        self.entry = entry
        self.lean = lean
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self._dispatcher: Any = None

    def __call__(self, *arguments: Any) -> Any:
        return self.py_func(*arguments)

    @property
    def compiled(self) -> Any:
        """The numba dispatcher (bit for bit the result of the Python source)."""
        if self._dispatcher is None:
            with COMPILING:
                if self._dispatcher is None:
                    self._dispatcher = _compile(self.py_func, self.entry, self.lean)
        return self._dispatcher

    @property
    def _numba_type_(self) -> Any:
        return self.compiled._numba_type_


@overload
def kernel(function: Callable[..., Any]) -> Kernel: ...
@overload
def kernel(
    *, entry: bool = False, lean: bool = False
) -> Callable[[Callable[..., Any]], Kernel]: ...
def kernel(
    function: Callable[..., Any] | None = None, *, entry: bool = False, lean: bool = False
) -> Any:
    """Mark a scalar function as a kernel.

    ``entry=True`` for those cached on disk. ``lean=True`` for those that are handed all memory they
    use: they count no references to it, and are compiled into their callers, not called.
    """
    if function is None:
        return lambda f: Kernel(f, entry, lean)
    return Kernel(function, entry, lean)


def _compile(function: Callable[..., Any], entry: bool, lean: bool) -> Any:
    import numba

    config: Any = numba.config
    check_compiler()
    kept = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())  # read by numba when a kernel asks for its cache
    try:
        # What numba calls its run time (nrt) is the counting of references.
        options: dict[str, Any] = {"_nrt": False, "forceinline": not entry} if lean else {}
        return numba.njit(nogil=True, cache=entry and cache_kept(), **options)(function)
    finally:
        config.CACHE_DIR = kept


def check_compiler() -> None:
    """See that kernels can be compiled here.

    Raises
    ------
    FrondeError : numba is told not to.
    """
    import numba

    config: Any = numba.config
    if config.DISABLE_JIT:
        raise FrondeError("NUMBA_DISABLE_JIT is set, so nothing can be compiled. Unset it.")


@cache
def cache_folder() -> Path:
    """Where compiled kernels are kept: ``$FRONDE_CACHE``, else the user's cache folder."""
    base = os.environ.get("FRONDE_CACHE") or os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        root = Path(base).expanduser()
    except RuntimeError:  # a user without a home, as in containers: nothing can be kept
        root = Path(os.devnull)
    return root / "fronde" / f"kernels-{source_digest()}"


@cache
def cache_kept() -> bool:
    """Whether the cache folder can be written; if not, every process compiles for itself.

    numba's own second choice, a folder beside the source, must not be taken: it does not know
    the digest of the source, and would serve a kernel whose callee has changed.
    """
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=cache_folder()):
            return True
    except OSError:
        return False


@cache
def source_digest() -> str:
    """Digest of the source that kernels are made of and of the Python that runs it.

    Mechanisms that installed packages bring are part of it.
    """
    digest = hashlib.sha256(sys.version.encode())
    for plugin in list_plugins():
        digest.update(plugin.name.encode())
        for file in plugin.files:
            digest.update(file.read_bytes())
    for place in SOURCES:
        for file in sorted([PACKAGE / place, *(PACKAGE / place).rglob("*.py")]):
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def cores() -> int:
    """Cores that this process may use: fewer than there are under SLURM or in a container."""
    from loky import cpu_count

    try:
        return int(cpu_count())
    except ValueError as error:
        given = os.environ.get("LOKY_MAX_CPU_COUNT")
        raise ScenarioError(f"LOKY_MAX_CPU_COUNT is {given!r}: set it to a whole number from 1, or "
                            "not at all.") from error
