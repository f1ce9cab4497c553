"""A folder that one process writes, and goes on with after it was stopped: of a run, of a study.

A file is written beside its final name and renamed. The manifest is written last and says what
counts: what it does not name never happened. Who writes holds a lock on the folder itself: the
system releases it when the process ends, however it ends, and no file is left of it. What is
removed goes by the exact names that fronde gives its files.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Self

from fronde.errors import ScenarioError, StoreError
from fronde.record import whole
from fronde.record.files import content_of, put
from fronde.record.whole import FILES, MANIFEST


class FolderKind(NamedTuple):
    """What a folder of a kind holds.

    Attributes
    ----------
    noun : run or study; each manifest of the kind has an entry of that name.
    format : of the manifests that this version reads.
    needed : entries of a manifest, and their types.
    files : names that files have which a manifest counts.
    always : those that count in every manifest.
    listed : the others, as a manifest lists them.
    mend, again : what to do with a damaged one, and with one of another version.
    """

    noun: str
    format: int
    needed: Mapping[str, type]
    files: re.Pattern[str]
    always: frozenset[str]
    listed: Callable[[Mapping[str, Any]], Iterable[Any]]
    mend: str
    again: str


class Folder(ABC):
    """Writes one folder; a context, which makes the folder and lets go of it at its end.

    Attributes
    ----------
    kind : what the folder holds.
    manifest : as it was written last.
    new : folders that were made for it.

    Raises
    ------
    ScenarioError : the folder cannot be made, or another process writes there.
    StoreError : writing failed (a full disk).
    """

    kind: ClassVar[FolderKind]

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest
        self.new: list[Path] = []
        self.held = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as held:
            self.new = [] if self.folder.is_dir() else make(self.folder)
            held.enter_context(alone(self.folder))
            held.push(self.leave)
            self.open()
            self.held = held.pop_all()
        return self

    def __exit__(self, *error: Any) -> None:
        self.held.__exit__(*error)

    @abstractmethod
    def open(self) -> None:
        """Go on with what is there, or begin."""

    def leave(self, *_: Any) -> None:
        """Tidy up, while the folder is still locked; the first is None if all went well."""
        return None

    @abstractmethod
    def hint(self) -> str:
        """What is still there where writing failed, and how to go on."""

    def put(self, name: str, write: Callable[[Path], Any]) -> None:
        """Write a file; where that fails, say also what is still there."""
        try:
            entry = put(self.folder / name, write)
        except StoreError as error:
            raise StoreError(f"{error} {self.hint()}") from error
        self.manifest = {**self.manifest, FILES: {**self.manifest.get(FILES, {}), name: entry}}

    def save_manifest(self, **changes: Any) -> None:
        """Write the manifest with some entries changed."""
        changed = {**self.manifest, **changes}
        counted = {*self.kind.always, *self.kind.listed(changed)}
        changed[FILES] = {name: entry for name, entry in changed.get(FILES, {}).items()
                          if name in counted}
        text = whole.seal_manifest(changed)
        self.put(MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))
        self.manifest = changed


def manifest_of(folder: Path, kind: FolderKind) -> dict[str, Any]:
    """The manifest of a folder of a kind.

    Raises
    ------
    StoreError : there is none, it is damaged, or of another version.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(content_of(path))
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(f"{folder}: holds no {kind.noun} ({MANIFEST} is missing).") from None
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(f"{path}: cannot be read ({whole.short(error)}). {kind.mend}".strip()
                         ) from error
    _check_manifest(path, found, kind)
    whole.check_sealed(path, found)
    return found  # type: ignore[no-any-return]


def _check_manifest(path: Path, found: Any, kind: FolderKind) -> None:
    """Complain of a manifest that is not one of a kind, or names files of another folder."""
    if not isinstance(found, dict) or kind.noun not in found:
        raise StoreError(f"{path.parent}: holds no {kind.noun}: {MANIFEST} is not a {kind.noun} of "
                         f"this version of fronde. {kind.mend}".strip())
    if found.get("format") != kind.format:
        raise StoreError(
            f"{path}: not a {kind.noun} of this version of fronde: it is stored in format "
            f"{found.get('format')!r}, and this version reads {kind.format}. Read it with the "
            f"version that made it ({found.get('versions', '?')}), or {kind.again}")
    lacking = [repr(name) for name, entry in kind.needed.items()
               if not isinstance(found.get(name), entry)]
    if lacking:
        raise StoreError(f"{path}: {', '.join(lacking)} is missing or damaged. {kind.mend}".strip())
    for name in kind.listed(found):
        if not kind.files.fullmatch(str(name)):
            raise StoreError(f"{path}: {str(name)[:80]!r} is not a file of this folder. "
                             f"{kind.mend}".strip())


def names_in(entry: Mapping[str, Any]) -> Iterator[Any]:
    """The names in an entry of a manifest: lists of files by table."""
    for files in entry.values():
        yield from files if isinstance(files, list) else [files]


def exists(folder: Path) -> ScenarioError:
    """The complaint about a folder that is there."""
    return ScenarioError(f"{folder}: exists already, and nothing is overwritten. Choose another "
                         "--out, or remove it.")


def make(folder: Path) -> list[Path]:
    """Make a folder with those above it, and return the ones that were not there.

    Raises
    ------
    ScenarioError : it exists, or cannot be made or written; nothing is left behind.
    """
    new = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise exists(folder) from None
    except (OSError, ValueError) as error:
        remove(new)
        said = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"{folder}: cannot be made ({said}). Choose another --out.") from error
    return new


def remove(folders: Iterable[Path]) -> None:
    """Remove folders, inner ones first, as far as they are empty."""
    for path in folders:
        with suppress(OSError, ValueError):
            path.rmdir()


def clear(folder: Path, ours: Callable[[Path], bool]) -> None:
    """Remove the files of a folder that are ours."""
    for file in [*folder.iterdir()]:
        if ours(file):
            file.unlink(missing_ok=True)


def is_cut_off(file: Path, names: re.Pattern[str]) -> bool:
    """Whether a file is what is left where a file of one of these names was being written."""
    return bool(file.name.startswith(".") and file.name.endswith(".part")
                and names.fullmatch(file.name[1:-len(".part")]))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder while something is written into it.

    Raises
    ------
    ScenarioError : another process is writing there.
    """
    lock = os.open(folder, os.O_RDONLY)
    try:
        _lock(lock, folder)
        yield
    finally:
        os.close(lock)


def _lock(descriptor: int, folder: Path) -> None:
    """Lock a folder that is open, until it is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ScenarioError(f"{folder}: another process is writing there. Wait for it, or choose "
                            "another --out.") from None
    except OSError:  # a file system without locks
        pass
