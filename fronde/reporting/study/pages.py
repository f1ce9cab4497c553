"""Write the pages of studies: one for each study, and an index over several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fronde.errors import StoreError
from fronde.record.files import put_marked
from fronde.record.folder import alone
from fronde.reporting.study import (
    claims_page,
    discovery_page,
    ensemble_page,
    index_page,
    responses_page,
    sensitivity_page,
)
from fronde.reporting.study.picture import Picture
from fronde.reporting.study.studied import Studied, read
from fronde.study.sensitivity import INDICES
from fronde.study.store import is_study

PAGE, INDEX, FIGURES = "report.html", "index.html", "figures"
Made = tuple[str, list[Picture]]
# Kind of study -> its page; a new kind is a file and a line here.
KINDS: dict[str, Callable[[Studied], Made]] = {
    "claims": claims_page.made,
    "responses": responses_page.made,
    "discovery": discovery_page.made,
    "ensemble": ensemble_page.made,
}


def write(folder: Path) -> Path:
    """Write ``report.html`` and ``figures/*.svg`` into a study's folder, from its tables alone.

    Returns
    -------
    Path : the page.

    Raises
    ------
    StoreError : no study there, a damaged one, one that is not complete, or of a kind that has
        no page; or it cannot be written, or a page of that name is there that fronde did not make.
    """
    text, pictures = made(folder)
    with alone(folder):
        (folder / FIGURES).mkdir(exist_ok=True)
        for picture in pictures:
            put_marked(folder / FIGURES / f"{picture.name}.svg", picture.wide.encode("utf-8"))
        put_marked(folder / PAGE, text.encode("utf-8"))
    return folder / PAGE


def made(folder: Path) -> Made:
    """The page and pictures of what is in a folder."""
    if (folder / INDICES).is_dir():  # two studies, one of which chose what the other measures
        return sensitivity_page.made(folder)
    study = read(folder)
    if study.kind not in KINDS:
        raise StoreError(f"{folder}: a study of {study.kind}; there are pages of "
                         f"{', '.join(KINDS)} only.")
    return KINDS[study.kind](study)


def index(parent: Path) -> Path:
    """Write ``index.html`` over all complete studies in the direct subfolders of a folder.

    Raises
    ------
    StoreError : there is none, or the page cannot be written, or one is there that fronde did not
        make.
    """
    text = index_page.made(parent)
    with alone(parent):
        put_marked(parent / INDEX, text.encode("utf-8"))
    return parent / INDEX


def report(folder: Path) -> Path | None:
    """The page of a study, or the index over the studies in a folder; None if it is neither."""
    if has_page(folder):
        return write(folder)
    if folder.is_dir() and any(has_page(inner) for inner in folder.iterdir()):
        return index(folder)
    return None


def has_page(folder: Path) -> bool:
    """Whether a folder is one of which there is a page: a study, or both steps of one."""
    return is_study(folder) or (folder / INDICES).is_dir()
