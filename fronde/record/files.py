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
    """What went wrong, in words: the disk is full, a file too large, or what the system says."""
    number, text = getattr(error, "errno", None), str(error).lower()
    if number in (errno.ENOSPC, errno.EDQUOT) or "no space left" in text or "quota" in text:
        return "the disk is full"
    if number == errno.EFBIG or "file too large" in text:
        return "files may not be that large here (see ulimit -f)"
    return getattr(error, "strerror", None) or str(error)
