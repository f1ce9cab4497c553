"""Write a run's report: the page and its figures as pictures."""

from __future__ import annotations

import os
from pathlib import Path

import vl_convert

from fronde.report.page import Drawn, draw, render
from fronde.report.tables import read

PAGE, FIGURES = "report.html", "figures"
SCALE = 2  # pixels of a PNG for one of the drawing


def write(folder: Path) -> Path:
    """Write ``report.html`` and ``figures/`` into a run's folder, from its tables alone.

    Every file comes into being under a temporary name and is renamed when it is whole.

    Returns
    -------
    Path : the page.

    Raises
    ------
    StoreError : the folder holds no run, or one that is damaged.
    OSError : the folder cannot be written; no file is left half done.
    """
    tables = read(folder)
    drawn = draw(tables)
    if drawn:
        (folder / FIGURES).mkdir(exist_ok=True)
    for shown in drawn:
        picture(shown, folder / FIGURES)
    page = folder / PAGE
    put(page, render(tables, drawn).encode("utf-8"))
    return page


def picture(shown: Drawn, folder: Path) -> None:
    """One figure as SVG and PNG."""
    put(folder / f"{shown.figure.name}.svg", shown.svg.encode("utf-8"))
    put(folder / f"{shown.figure.name}.png", vl_convert.svg_to_png(shown.svg, scale=SCALE))


def put(path: Path, content: bytes) -> None:
    """Write a whole file or none."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
