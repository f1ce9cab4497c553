"""Write the pages of studies: one for each study, and an index over several."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from fronde.errors import StoreError
from fronde.record.files import put_marked
from fronde.record.folder import alone
from fronde.record.whole import MANIFEST
from fronde.reporting.study import (
    fans,
    index,
    influence,
    matrix,
    reach_chart,
    space,
    text,
    timing,
    verdict_chart,
)
from fronde.reporting.study.complete_study import StoredStudy, open_study
from fronde.reporting.study.picture import Picture
from fronde.scenario.types import Scenario
from fronde.study.findings import findings
from fronde.study.kinds import KINDS
from fronde.study.kinds.sensitivity import INDICES, SCREENING
from fronde.study.outcomes import NAMED
from fronde.study.study_store import is_study, read_manifest

PAGE, INDEX, FIGURES = "report.html", "index.html", "figures"


class Page(NamedTuple):
    """What a page is made of.

    Attributes
    ----------
    kind : of the study, a key of ``KINDS``.
    study, found : the study and its findings; of a study in two steps, those of the second.
    earlier, before : those of the first step, if there was one.
    """

    kind: str
    study: StoredStudy
    found: Any
    earlier: StoredStudy | None = None
    before: Any = None


# The pictures of each kind, in the order of its page; what there is nothing to draw of is left out.
PICTURES: dict[str, Callable[[Page], Iterable[Picture | None]]] = {
    "claims": lambda page: (verdict_chart.verdicts(page.found),
                            *space.draw_deciding(page.study, page.found)),
    "responses": lambda page: (matrix.responses(page.study, page.found),
                               timing.timing(page.study, page.found)),
    "sensitivity": lambda page: (influence.indices(page.found, page.before),
                                 influence.screening(page.found, page.before)),
    "discovery": lambda page: space.conditions(page.study, page.found),
    "ensemble": lambda page: (fans.fans(page.study),),
    "calibrate": lambda page: (reach_chart.reached(page.found), *reach_chart.record(
        page.study, page.found), reach_chart.narrowed(page.found)),
}


def write(folder: Path) -> Path:
    """Write ``report.html`` and ``figures/*.svg`` into a study's folder.

    Returns
    -------
    Path : the page.

    Raises
    ------
    StoreError : no study there, a damaged one, one that is not complete, or of a kind that has
        no page; or it cannot be written, or a page of that name is there that fronde did not make.
    """
    shown = page_of(folder)
    pictures = [one for one in PICTURES[shown.kind](shown) if one is not None]
    page = render(shown, pictures)
    with alone(folder):
        (folder / FIGURES).mkdir(exist_ok=True)
        for picture in pictures:
            put_marked(folder / FIGURES / f"{picture.name}.svg", picture.wide.encode("utf-8"))
        put_marked(folder / PAGE, page.encode("utf-8"))
    return folder / PAGE


def page_of(folder: Path) -> Page:
    """What is in a folder: a study, or both steps of one.

    Raises
    ------
    StoreError : see ``write``.
    """
    if not has_steps(folder):
        study = open_study(folder)
        if study.kind not in KINDS:
            raise StoreError(f"{folder}: a study of {study.kind}; there are pages of "
                             f"{', '.join(KINDS)} only.")
        return Page(study.kind, study, findings(folder))
    study, found = open_study(folder / INDICES), findings(folder / INDICES)
    if not complete(folder / SCREENING):
        return Page("sensitivity", study, found)
    return Page("sensitivity", study, found, open_study(folder / SCREENING),
                findings(folder / SCREENING))


def render(shown: Page, pictures: Iterable[Picture]) -> str:
    """A page as a text."""
    study, kind = shown.study, KINDS[shown.kind]
    return text.render(
        f"{kind.name}.html.j2", title=study.scenario.title, question=study.scenario.question,
        study=study, found=shown.found, before=shown.before, earlier=shown.earlier,
        data=kind.table(*steps_of(shown)),
        ends=list(NAMED), pictures={picture.name: picture for picture in pictures})


def steps_of(shown: Page) -> list[Any]:
    """The findings of a study, the last step first."""
    return [shown.found] if shown.before is None else [shown.found, shown.before]


def has_steps(folder: Path) -> bool:
    """Whether two studies are in a folder, of which one chose what the other measures."""
    return (folder / INDICES).is_dir()


def complete(folder: Path) -> bool:
    """Whether a step is complete."""
    return (folder / MANIFEST).is_file() and read_manifest(folder)["status"] == "complete"


def terminal(kind: str, scenario: Scenario, found: Any, before: Any = None) -> str:
    """The findings of a study in a few lines."""
    data = KINDS[kind].table(*([found] if before is None else [found, before]))
    return text.text(kind, "terminal", found, before, scenario, data)


def write_index(parent: Path) -> Path:
    """Write ``index.html`` over all complete studies in the direct subfolders of a folder.

    Raises
    ------
    StoreError : there is none, or the page cannot be written, or one is there that fronde did not
        make.
    """
    page = index.page(parent)
    with alone(parent):
        put_marked(parent / INDEX, page.encode("utf-8"))
    return parent / INDEX


def report(folder: Path) -> Path | None:
    """The page of a study, or the index over the studies in a folder; None if it is neither."""
    if has_page(folder):
        return write(folder)
    if folder.is_dir() and any(has_page(inner) for inner in folder.iterdir()):
        return write_index(folder)
    return None


def has_page(folder: Path) -> bool:
    """Whether a folder is one of which there is a page: a study, or both steps of one."""
    return is_study(folder) or has_steps(folder)
