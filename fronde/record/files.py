"""Writing so that nothing stands under its final name until it is whole, and is told from what
others made.

A page or picture that fronde writes beside other people's files carries a mark; only what carries
it is ever written over.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

from fronde.errors import StoreError

MARK = "Made by fronde, which writes this file anew: keep your own changes under another name."
PNG_END = 12  # bytes of the last block of a PNG
NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
LONGEST_NAME = 60  # characters of four bytes at most: a file system takes 255 bytes


class FileEntry(TypedDict):
    """What is kept of a file to know it again."""

    bytes: int
    sha256: str


def put(path: Path, write: Callable[[Path], Any]) -> FileEntry:
    """Let ``write`` make a file beside its final name, then rename it; returns its description.

    Raises
    ------
    StoreError : it could not be written (a full disk, say); no half-written file is left. Or
        what has the name of the file under construction was not left there by a killed command.
    """
    part = path.with_name(f".{path.name}.part")
    make_room(part)
    try:
        write(part)
        entry = describe_file(part)
        os.replace(part, path)
    except BaseException as error:
        discard(part)
        if isinstance(error, OSError) or type(error).__module__.startswith("polars"):
            raise StoreError(f"{path}: could not be written: {reason(error)}.") from error
        raise
    return entry


def content_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    OSError : it is missing, or no ordinary file: a pipe or a device may never end.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "this is not an ordinary file")
    return path.read_bytes()


def describe_file(path: Path) -> FileEntry:
    """Size and digest of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"bytes": os.fstat(file.fileno()).st_size, "sha256": digest}


def put_bytes(path: Path, content: bytes) -> None:
    """Write a file at once, whole or not at all; see ``put``."""
    put(path, lambda part: part.write_bytes(content))


def put_marked(path: Path, content: bytes) -> None:
    """Write a page or picture (HTML, SVG or PNG) over an earlier one, or where there is none.

    Raises
    ------
    StoreError : a file of that name is there that fronde did not make, or writing failed.
    """
    check_ours(path)
    put_bytes(path, add_mark(content))


def check_ours(path: Path) -> None:
    """Refuse to write over a file that does not carry the mark.

    Raises
    ------
    StoreError : there is one, or it cannot be read.
    """
    if os.path.lexists(path) and not is_marked(path):
        raise StoreError(f"{path} exists and does not say that fronde made it, so it is not "
                         "overwritten. Move or rename it.")


def is_marked(path: Path) -> bool:
    """Whether a file carries the mark."""
    try:
        return path.is_file() and MARK.encode() in path.read_bytes()
    except OSError:
        return False


def add_mark(content: bytes) -> bytes:
    """A page or picture with the mark: a comment at its end, of a PNG before its last block."""
    if content.startswith(b"\x89PNG"):
        text = b"tEXtComment\0" + MARK.encode()
        block = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
        return content[:-PNG_END] + block + content[-PNG_END:]
    return content + f"\n<!-- {MARK} -->\n".encode()


def make_room(part: Path) -> None:
    """Remove what a killed command left under the name of a file under construction.

    What is written there must reach no other file, through a link of either sort.

    Raises
    ------
    StoreError : a link, a folder or a device is there, which no command leaves.
    """
    if os.path.lexists(part) and (part.is_symlink() or not part.is_file()):
        raise StoreError(f"{part} is in the way: fronde writes under this name first, and it is "
                         "not a plain file. Remove or rename it.")
    discard(part)


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


def folder_name(name: str) -> str:
    """A name as one folder's name, whatever is in it: it leads nowhere else and is not hidden."""
    return NOT_IN_A_NAME.sub("-", name).strip(".-")[:LONGEST_NAME] or "scenario"


def has_content(folder: Path, but: str = "") -> bool:
    """Whether something is in a folder, but a file of a name; what was cut off is nothing."""
    return any(path.name != but and not (path.name.startswith(".") and path.suffix == ".part")
               for path in folder.iterdir())
