"""A page for each entry of the gallery: the paper's claim, what is known beside ours, a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
import vl_convert
from markupsafe import Markup

from fronde.bibliography import references
from fronde.errors import StoreError
from fronde.gallery.entry import Entry, Picture, Played, Row
from fronde.record.files import put_bytes
from fronde.reporting import palette
from fronde.reporting.charting import alt
from fronde.reporting.page import source
from fronde.reporting.vega import VEGA_LITE
from fronde.theory.kinds import EXPLAINED

INDEX = "index.html"
COLOURS = (palette.BLUE, palette.VERMILION, palette.GREEN, palette.PURPLE, palette.ORANGE)


def write(folder: Path, shown: Mapping[str, tuple[Entry, Played]]) -> Path:
    """Write a page for each entry into a folder, and an index if there are several.

    Returns
    -------
    Path : the page, or the index of several.

    Raises
    ------
    StoreError : something of that name is there already, or cannot be written.
    """
    several = len(shown) > 1
    pages = {folder / f"{name}.html": page(*both) for name, both in shown.items()}
    if several:
        pages[folder / INDEX] = index(shown)
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


def page(entry: Entry, played: Played) -> str:
    """One entry as a page that needs no network."""
    return environment().from_string(source("gallery.html.j2")).render(
        entry=entry, rows=played.rows, explained=Markup(explained()),
        figure=Markup(figure(entry.title, played.picture)),
        references=[reference.text for reference in references(keys(entry, played.rows))],
        style=Markup(source("page.css")))


def explained() -> str:
    """What the words on the origin of a number mean, with its marks as HTML."""
    return re.sub(r"\*([^*]+)\*", r"<em>\1</em>", EXPLAINED)


def keys(entry: Entry, rows: Iterable[Row]) -> list[str]:
    """Keys of the references of an entry and of its numbers."""
    return list(dict.fromkeys([*entry.cite, *(row.source.partition(":")[0] for row in rows)]))


def index(shown: Mapping[str, tuple[Entry, Played]]) -> str:
    """All entries with what agrees and what does not."""
    return environment().from_string(source("gallery_index.html.j2")).render(
        entries=[(entry, counted(played.rows)) for entry, played in shown.values()],
        style=Markup(source("page.css")))


def counted(rows: Sequence[Row]) -> str:
    """How many numbers agree, in words."""
    tested = [row for row in rows if row.tested]
    known = len(rows) - len(tested)
    agreeing = sum(row.agrees for row in tested)
    if not tested:
        return f"a figure; {known} known not to agree" if known else "a figure, no number"
    told = f"{agreeing} of {len(tested)} numbers agree"
    return told + (f"; {known} known not to" if known else "")


def environment() -> jinja2.Environment:
    """Templates that escape what they are given."""
    made = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True,
                              undefined=jinja2.StrictUndefined)
    made.filters["figure"] = lambda value: f"{value:.6g}"
    made.filters["rough"] = lambda value: f"{value:.2g}"
    return made


def figure(title: str, picture: Picture) -> str:
    """The picture as SVG."""
    spec = chart(picture).to_dict() | {"config": palette.config(), "description": title}
    made: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return made


def chart(picture: Picture) -> alt.LayerChart:
    """Curves as lines, what is listed as dots as dots."""
    lines = list(dict.fromkeys(point["line"] for point in picture.points))
    scale = alt.Scale(domain=lines, range=COLOURS[: len(lines)])
    colour = alt.Color("line:N", scale=scale, legend=palette.legend(lines))
    x = alt.X("x:Q", title=picture.x, scale=axis(picture, "x"))
    y = alt.Y("y:Q", title=picture.y, scale=axis(picture, "y"))
    drawn, dotted = split(picture.points, picture.dots)
    layers = []
    if drawn:
        layers.append(alt.Chart(inline(drawn)).mark_line().encode(x, y, colour))
    if dotted:
        layers.append(alt.Chart(inline(dotted)).mark_point(
            filled=True, size=45, opacity=0.8).encode(x, y, colour))
    return alt.LayerChart(layer=layers, width=palette.WIDTH - 100, height=340)


def inline(points: list[dict[str, Any]]) -> alt.InlineData:
    """Data that stand in the specification."""
    return alt.InlineData(values=points)


def axis(picture: Picture, which: str) -> alt.Scale:
    """A logarithmic axis where that is asked for."""
    return alt.Scale(type="log" if which in picture.log else "linear", nice=False)


def split(points: Iterable[dict[str, Any]], dots: tuple[str, ...]) -> tuple[
        list[dict[str, Any]], list[dict[str, Any]]]:
    """Points of lines, and those of dots."""
    drawn: list[dict[str, Any]] = []
    dotted: list[dict[str, Any]] = []
    for point in points:
        (dotted if point["line"] in dots else drawn).append(point)
    return drawn, dotted
