"""Files of a scenario: found, kept inside their folder, read as text."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from fronde.scenario.complaints import Complaints, quote, suggestion
from fronde.scenario.places import Place

HERE = Path(__file__).parent
LARGEST = 5_000_000  # bytes
MARKS = {codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF32_BE: "UTF-32",  # first: it begins alike
         codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
POINTER = b"version https://git-lfs.github.com/spec/"


def cases() -> dict[str, Path]:
    """Bundled cases: name -> scenario file."""
    return {file.parent.name: file for file in sorted(HERE.glob("cases/*/scenario.yaml"))}


def gallery() -> dict[str, Path]:
    """Bundled classic models: name -> scenario file."""
    return {file.stem: file for file in sorted(HERE.glob("gallery/*.yaml"))}


def find(source: str | Path, complaints: Complaints) -> tuple[Path, str]:
    """The file that a path or a bundled name means, and what errors call it.

    A folder means the ``scenario.yaml`` in it.
    """
    bundled = cases() | gallery()
    if isinstance(source, str) and source in bundled:
        return bundled[source], title_of_bundled(source, bundled[source])
    try:
        path = Path(os.path.expanduser(source))
        is_folder = path.is_dir()
        path = path / "scenario.yaml" if is_folder else path
        if path.exists():
            return path, str(path)
        if is_folder:
            complaints.stop(Place(quote(source)), "this folder holds no scenario.yaml")
    except (OSError, ValueError) as error:
        complaints.stop(Place(quote(source)), f"cannot be read: {error}")
    except TypeError:
        complaints.stop(Place(quote(source)), "must be a file, the name of a bundled scenario, or "
                        "a mapping")
    hint = suggestion(source, bundled) if "/" not in str(source) else ""
    complaints.stop(Place(quote(source)), f"no such file or bundled scenario{hint}")


def title_of_bundled(name: str, path: Path) -> str:
    """What errors call a bundled file: short, and the same on every machine."""
    return f"{name}/scenario.yaml" if path.name == "scenario.yaml" else path.name


def name_of(path: Path) -> str:
    """A scenario's name: its file's, or its folder's for ``scenario.yaml``."""
    return path.resolve().parent.name if path.stem == "scenario" else path.stem


def inside(folder: Path, name: str, place: Place, complaints: Complaints) -> Path | None:
    """A file that a scenario refers to, or None (and a complaint) if it may not.

    Links are followed first: what counts is where the file really is.
    """
    try:
        path = (folder / name).resolve()
        home, link = folder.resolve(), (folder / name).is_symlink()
        if Path(name).is_absolute() or not (path.is_relative_to(home) or is_in_annex(home, path)):
            how = ": it is a link. Copy the file itself" if link else ""
            complaints.add(place, f"{quote(name)} lies outside the scenario's folder{how}")
        elif link and not path.exists():
            complaints.add(place, f"{quote(name)} is a link to a file that is not there (with "
                           "DataLad: datalad get)")
        elif not path.exists():
            present = [file.name for file in home.iterdir() if file.suffix == path.suffix]
            complaints.add(place, f"no file {quote(name)}{suggestion(name, present)}")
        else:
            return path
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a ring of links
        complaints.add(place, f"{quote(name)} cannot be read: {error}")
    return None


def is_in_annex(home: Path, path: Path) -> bool:
    """Whether a file is kept by git-annex (DataLad) for a repository that a folder is in: there
    each table is a link to its content."""
    return any(path.is_relative_to(place / ".git" / "annex" / "objects")
               for place in (home, *home.parents))


def read(path: Path, title: str, place: Place, complaints: Complaints) -> str | None:
    """A file's text, or None (and a complaint): too large, not UTF-8, not a plain file."""
    try:
        if not path.is_file():
            complaints.add(place, f"{quote(title)} is not a file")
            return None
        if path.stat().st_size > LARGEST:
            complaints.add(place, f"{quote(title)} is larger than {LARGEST // 10**6} MB")
            return None
        data = path.read_bytes()
    except OSError as error:
        complaints.add(place, f"{quote(title)} cannot be read: {error.strerror}")
        return None
    return decode(data, title, complaints)


def decode(data: bytes, title: str, complaints: Complaints) -> str | None:
    """The text in a file's bytes, or None (and a complaint): not UTF-8, no text at all, or what
    Git LFS keeps in the place of a large file.
    """
    if data.startswith(POINTER):
        complaints.add(Place(title), "the content is not here, only a pointer of Git LFS to it: "
                       "git lfs pull")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        what = next((f"this is {name}" for mark, name in MARKS.items() if data.startswith(mark)),
                    f"byte {error.start} is 0x{byte:02x}")
        complaints.add(Place(title, line), f"not UTF-8: {what}. Save it as UTF-8")
        return None
    if (null := text.find("\0")) >= 0:
        complaints.add(Place(title, text.count("\n", 0, null) + 1),
                       "not a text file: it has a NUL byte")
        return None
    return text
