"""Whether a folder holds what was written into it.

The manifest of a run or of a study has two entries for this: ``files``, the size and SHA-256 of
each file that counts, and ``checksum``, the SHA-256 of all its other entries. A file is checked
when it is read. A folder made before there were these has neither: it is read as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from fronde.errors import StoreError
from fronde.record.files import FileEntry, content_of, describe_file

if TYPE_CHECKING:
    import polars as pl

MANIFEST, SCENARIO, FILES, CHECKSUM = "manifest.json", "scenario.json", "files", "checksum"
DEEPEST = 2  # parts of a name: a file of the folder, or of a folder in it
BYTES_A_CELL = 4  # of a table in memory, at least
WITHOUT = "made before fronde kept digests of files, so damage to numbers cannot be noticed"

Read = TypeVar("Read")


class Condition(NamedTuple):
    """What is seen of a folder without reading its tables.

    Attributes
    ----------
    state : ``whole``; ``unfinished``, whole as far as it came; ``damaged``; ``undescribed``: made
        before digests were kept.
    says : what is wrong, in a sentence; else empty.
    """

    state: Literal["whole", "unfinished", "damaged", "undescribed"]
    says: str = ""


def seal_manifest(manifest: dict[str, Any]) -> str:
    """The text of a manifest with its checksum."""
    plain = json.loads(json.dumps(manifest, default=str))
    plain.pop(CHECKSUM, None)
    return json.dumps({**plain, CHECKSUM: checksum(plain)}, indent=1)


def checksum(manifest: dict[str, Any]) -> str:
    """SHA-256 of all entries but the checksum itself."""
    rest = {name: value for name, value in manifest.items() if name != CHECKSUM}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def check_sealed(path: Path, manifest: dict[str, Any]) -> None:
    """Complain of a manifest that is not as it was written.

    Raises
    ------
    StoreError : its checksum is wrong, or what it says of files is none of files of its folder.
    """
    if FILES not in manifest and CHECKSUM not in manifest:
        return
    if manifest.get(CHECKSUM) != checksum(manifest):
        raise StoreError(f"{path}: damaged: an entry was changed since it was written (its "
                         "checksum differs). Restore the file from a copy, or make the folder "
                         "again.")
    files = manifest.get(FILES)
    if not isinstance(files, dict) or not all(map(_is_entry, files.values())):
        raise StoreError(f"{path}: {FILES!r} is missing or damaged.")
    for name in files:
        if not _is_inside(name):
            raise StoreError(f"{path}: {name[:80]!r} is not a file of this folder.")


def _is_entry(entry: Any) -> bool:
    """Whether this describes a file."""
    return (isinstance(entry, dict) and isinstance(entry.get("bytes"), int)
            and isinstance(entry.get("sha256"), str))


def _is_inside(name: str) -> bool:
    """Whether a name leads to a file of a folder, or of a folder directly in it."""
    place = PurePosixPath(name)
    return (0 < len(place.parts) <= DEEPEST and not place.is_absolute()
            and ".." not in place.parts and "\0" not in name)


def content(folder: Path, manifest: Mapping[str, Any], name: str) -> bytes:
    """A file that a manifest describes, read once and checked.

    Raises
    ------
    StoreError : it is missing or damaged; the message names it.
    """
    path, entry = folder / name, _entry_of(folder, manifest, name)
    found = _read(path, content_of)
    if entry is not None and hashlib.sha256(found).hexdigest() != entry["sha256"]:
        raise _complaint(path)
    return found


def check_file(folder: Path, manifest: Mapping[str, Any], name: str) -> None:
    """Check a file without holding it in memory; see ``content``."""
    path, entry = folder / name, _entry_of(folder, manifest, name)
    found = _read(path, describe_file)
    if entry is not None and found["sha256"] != entry["sha256"]:
        raise _complaint(path)


def _read(path: Path, read: Callable[[Path], Read]) -> Read:
    """What is read of a file.

    Raises
    ------
    StoreError : it is missing, no file, or cannot be read.
    """
    try:
        if path.is_file():
            return read(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}.") from error
    raise StoreError(f"{path}: cannot be read: it is missing.")


def is_as_written(folder: Path, manifest: Mapping[str, Any], name: str) -> bool:
    """Whether a file is there, and is the one that a manifest describes."""
    if name not in manifest.get(FILES, {}):
        return False
    try:
        check_file(folder, manifest, name)
    except StoreError:
        return False
    return True


def _entry_of(folder: Path, manifest: Mapping[str, Any], name: str) -> FileEntry | None:
    """What a manifest says of a file; None of a folder made before there were digests."""
    if FILES not in manifest:
        return None
    entry: FileEntry | None = manifest[FILES].get(name)
    if entry is None:
        raise StoreError(f"{folder / name}: cannot be used: {MANIFEST} does not say that it is "
                         "whole.")
    return entry


def _complaint(path: Path) -> StoreError:
    """The complaint about a file that has changed."""
    return StoreError(f"{path}: cannot be read: it is damaged (its digest is not the one in "
                      f"{MANIFEST}).")


def frame(folder: Path, manifest: Mapping[str, Any], name: str,
          schema: dict[str, Any] | None = None, older: Mapping[str, str] = {}) -> pl.DataFrame:
    """A Parquet file that a manifest describes; ``schema``: the columns that it must have.

    ``older``: what columns were called in folders made before -> what they are called now.

    Raises
    ------
    StoreError : it is missing or damaged, or has other columns; the message names it.
    """
    import polars as pl  # here, since quick commands read manifests, too

    path, found = folder / name, content(folder, manifest, name)
    try:
        check_room(str(path), unpacked_size(BytesIO(found)))
        table = pl.read_parquet(BytesIO(found), hive_partitioning=False).rename(
            older, strict=False)
    except StoreError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:
        raise StoreError(f"{path}: cannot be read: it is damaged ({short(error)}).") from error
    if schema is not None and dict(table.schema) != schema:
        raise StoreError(f"{path}: cannot be read: its columns are not those of such a table.")
    return table


def unpacked_size(parquet: Path | BytesIO) -> int:
    """Bytes that a Parquet file takes in memory at least: repeated values take none in the file."""
    import polars as pl

    table = pl.scan_parquet(parquet, hive_partitioning=False, glob=False)
    width, rows = len(table.collect_schema()), table.select(pl.len()).collect().item()
    return int(rows) * width * BYTES_A_CELL


def check_room(what: str, needed: int) -> None:
    """Refuse to unpack what memory here does not hold.

    Raises
    ------
    StoreError : it is larger; a few thousand bytes of a file made up may stand for it.
    """
    from fronde.record.limits import memory_here

    free = memory_here()
    if needed > free:
        raise StoreError(f"{what}: cannot be read: it would take {needed / 1e6:,.0f} MB of memory, "
                         f"and {free / 1e6:,.0f} MB are free.")


def short(error: BaseException) -> str:
    """The first line of an error."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def condition(folder: Path) -> Condition:
    """Whether a run's or a study's folder is whole, as far as its manifest and the sizes of its
    files show: one small file is read. ``fronde check`` reads all.
    """
    try:
        manifest = json.loads(content_of(folder / MANIFEST))
        if not isinstance(manifest, dict):
            raise StoreError(f"{folder / MANIFEST}: damaged: it is not a JSON object.")
        check_sealed(folder / MANIFEST, manifest)
        if FILES not in manifest:
            return Condition("undescribed", f"{folder}: {WITHOUT}.")
        for name, entry in manifest[FILES].items():
            _check_size(folder / name, entry)
    except StoreError as error:
        return Condition("damaged", str(error))
    except (OSError, ValueError, RecursionError) as error:
        return Condition("damaged", f"{folder / MANIFEST}: cannot be read ({short(error)}).")
    return Condition("whole" if manifest.get("status") == "complete" else "unfinished")


def _check_size(path: Path, entry: FileEntry) -> None:
    """Complain of a file that is missing or has another size."""
    if not path.is_file():
        raise StoreError(f"{path}: cannot be read: it is missing.")
    if path.stat().st_size != entry["bytes"]:
        raise StoreError(f"{path}: damaged: it has {path.stat().st_size:,} bytes, but "
                         f"{entry['bytes']:,} were written.")
