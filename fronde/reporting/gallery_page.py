"""The gallery as pages: each paper's claim, what is expected beside what comes out here.

    python -m fronde.reporting.gallery_page docs

writes the page of the documentation. It runs every model with one seed (some minutes), so
`make build` does not write it; a test that needs no run holds its texts to the declarations, and a
slow one its numbers to a fresh run. ``write`` gives a page with a figure to each of some entries.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import vl_convert
from markupsafe import Markup

from fronde.bibliography import references
from fronde.errors import StoreError
from fronde.gallery.entries import gallery
from fronde.gallery.entry import Entry, EntryPicture, Played, Row
from fronde.record.files import put_bytes
from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.environment import environment
from fronde.reporting.page import source
from fronde.reporting.prose import render
from fronde.reporting.timeline import legend
from fronde.reporting.vega import VEGA_LITE
from fronde.theory.kinds import EXPLAINED

FILE = "gallery.md"
_SEED = 1
_WRITTEN = ("<!-- Written by fronde.reporting.gallery_page; `make gallery-page` runs all and "
            "writes it again. -->\n\n")
_INDEX = "index.html"
_COLOURS = (palette.BLUE, palette.VERMILION, palette.GREEN, palette.PURPLE, palette.ORANGE)


def play_all() -> dict[str, tuple[Row, ...]]:
    """Every expected number beside what a fresh run gives, by entry."""
    return {name: entry.play(_SEED).rows for name, entry in gallery().items()}


def document(found: Mapping[str, Sequence[Row]]) -> str:
    """The page of the documentation, from the rows of each entry."""
    those = [(entry, found[name], _keys(entry, found[name])) for name, entry in gallery().items()]
    return _WRITTEN + render("gallery.md.j2", found=those, seed=_SEED, explained=EXPLAINED,
                             link=_link) + "\n"


def write_document(folder: Path, found: Mapping[str, Sequence[Row]]) -> Path:
    """Write it into a folder; it comes into being whole."""
    folder.mkdir(parents=True, exist_ok=True)
    put_bytes(folder / FILE, document(found).encode("utf-8"))
    return folder / FILE


def section(entry: Entry, rows: Sequence[Row]) -> str:
    """One model of it: its claim, its numbers, its sources, how to run it."""
    return render("gallery_entry.md.j2", entry=entry, rows=rows, cited=_keys(entry, rows),
                  link=_link)


def write(folder: Path, shown: Mapping[str, tuple[Entry, Played]]) -> Path:
    """Write a page for each entry into a folder, and an index if there are several.

    Returns
    -------
    Path : the page, or the index of several.

    Raises
    ------
    StoreError : something of that name is there already, or cannot be written.
    """
    pages = {folder / f"{name}.html": _page(*both) for name, both in shown.items()}
    if len(shown) > 1:
        rows = [(entry, outcome.rows) for entry, outcome in shown.values()]
        pages[folder / _INDEX] = _fill("gallery_index.html.j2", entries=rows)
    for path in pages:
        if path.exists():
            raise StoreError(f"{path} exists already, and nothing is overwritten. Choose another "
                             "--out, or remove it.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error.strerror}.") from error
    for path, text in pages.items():
        put_bytes(path, text.encode("utf-8"))
    return list(pages)[-1]


def _page(entry: Entry, outcome: Played) -> str:
    """One entry as a page that needs no network."""
    explained = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", EXPLAINED)
    return _fill(
        "gallery.html.j2", entry=entry, rows=outcome.rows, explained=Markup(explained),
        figure=Markup(_figure(entry.title, outcome.picture)),
        references=[found.text for found in references(_keys(entry, outcome.rows))])


def _fill(template: str, **facts: Any) -> str:
    """A page in HTML, which escapes what it is given."""
    return environment().get_template(template).render(facts, style=Markup(source("page.css")))


def _keys(entry: Entry, rows: Iterable[Row]) -> list[str]:
    """Keys of the references of an entry and of its numbers."""
    return list(dict.fromkeys([*entry.cite, *(row.source.partition(":")[0] for row in rows)]))


def _link(key: str) -> str:
    """A link to a source."""
    return f"[{key}](references.md#{key})"


def _figure(title: str, picture: EntryPicture) -> str:
    """The picture as SVG: curves as lines, what is listed as dots as dots."""
    lines = list(dict.fromkeys(point["line"] for point in picture.points))
    scale = alt.Scale(domain=lines, range=_COLOURS[: len(lines)])
    encoded = (_axis(picture, "x"), _axis(picture, "y"),
               alt.Color("line:N", scale=scale, legend=legend(lines)))
    drawn, dotted = (
        alt.Chart(alt.InlineData(values=[point for point in picture.points
                                         if (point["line"] in picture.dots) == dots]))
        for dots in (False, True))
    layers = [layer.encode(*encoded) for layer in (
        drawn.mark_line(), dotted.mark_point(filled=True, size=45, opacity=0.8))
        if layer.data.values]
    chart = alt.LayerChart(layer=layers, width=palette.WIDTH - 100, height=340)
    spec = chart.to_dict() | {"config": palette.config(), "description": title}
    made: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return made


def _axis(picture: EntryPicture, which: str) -> Any:
    """The axis ``x`` or ``y``, logarithmic where that is asked for."""
    scale = alt.Scale(type="log" if which in picture.log else "linear", nice=False)
    channel = alt.X if which == "x" else alt.Y
    return channel(f"{which}:Q", title=getattr(picture, which), scale=scale)


if __name__ == "__main__":
    print(write_document(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"), play_all()))
