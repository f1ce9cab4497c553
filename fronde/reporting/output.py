"""Write a run's report: the page and its figures as pictures."""

from __future__ import annotations

from pathlib import Path

import vl_convert

from fronde.record.files import put_marked
from fronde.record.folder import alone
from fronde.reporting.page import Drawn, draw, render
from fronde.reporting.run_tables import read

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
    StoreError : the folder holds no run, a damaged one, or cannot be written, or a page or
        picture of that name is there that fronde did not make; no file is left half done.
    ScenarioError : another process is writing into the folder.
    """
    tables = read(folder)
    drawn = draw(tables)
    page, text = folder / PAGE, render(tables, drawn)
    with alone(folder):
        if drawn:
            (folder / FIGURES).mkdir(exist_ok=True)
        for shown in drawn:
            picture(shown, folder / FIGURES)
        put_marked(page, text.encode("utf-8"))
    return page


def picture(shown: Drawn, folder: Path) -> None:
    """One figure as SVG and PNG."""
    put_marked(folder / f"{shown.figure.name}.svg", shown.svg.encode("utf-8"))
    put_marked(folder / f"{shown.figure.name}.png", vl_convert.svg_to_png(shown.svg, scale=SCALE))
