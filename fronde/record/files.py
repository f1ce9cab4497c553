"""Writing so that nothing stands under its final name until it is whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fronde.errors import StoreError


def put(path: Path, write: Callable[[Path], Any]) -> None:
    """Let ``write`` make a file beside its final name, then rename it.

    Raises
    ------
    StoreError : it could not be written (a full disk, say); no half-written file is left.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    except BaseException as error:
        discard(part)
        if isinstance(error, OSError) or type(error).__module__.startswith("polars"):
            raise StoreError(f"{path}: could not be written: {reason(error)}.") from error
        raise


def put_bytes(path: Path, content: bytes) -> None:
    """Write a file at once, whole or not at all; see ``put``."""
    put(path, lambda part: part.write_bytes(content))


def discard(part: Path) -> None:
    """Remove what was half written, if it is there and can be removed."""
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return


def reason(error: BaseException) -> str:
    """What went wrong, in words: the disk is full, or what the system says."""
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or "no space left" in str(error).lower() or "too large" in str(error).lower():
        return "the disk is full, or a limit on file sizes is reached"
    return getattr(error, "strerror", None) or str(error)
