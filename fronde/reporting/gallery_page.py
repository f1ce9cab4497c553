"""The gallery as one page of the documentation: each claim beside what comes out here.

    python -m fronde.reporting.gallery_page docs

It runs every model with one seed (some minutes), so `make build` does not write it; a test that
needs no run holds its texts to the declarations, and a slow one its numbers to a fresh run.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fronde.gallery.catalogue import gallery
from fronde.gallery.entry import Entry, Row
from fronde.record.files import put_bytes
from fronde.reporting.declared import source
from fronde.reporting.gallery import counted, keys
from fronde.reporting.markdown import blocks, line, table
from fronde.theory.kinds import EXPLAINED

FILE = "gallery.md"
SEED = 1
WRITTEN = ("<!-- Written by fronde.reporting.gallery_page; `make gallery-page` runs all and writes "
           "it again. -->")


def played() -> dict[str, tuple[Row, ...]]:
    """Every expected number beside what a fresh run gives, by entry."""
    return {name: entry.play(SEED).rows for name, entry in gallery().items()}


def write(folder: Path, found: Mapping[str, Sequence[Row]]) -> Path:
    """Write the page into a folder; it comes into being whole."""
    folder.mkdir(parents=True, exist_ok=True)
    put_bytes(folder / FILE, document(found).encode("utf-8"))
    return folder / FILE


def document(found: Mapping[str, Sequence[Row]]) -> str:
    """The page, from the rows of each entry."""
    return blocks(
        WRITTEN, "# Gallery of published models",
        f"Models from the literature, run here with seed {SEED}. Some are mechanisms of this "
        "package with settings at which they *are* that model; "
        "[the model](model.md#the-mechanisms) says which. Others are closed forms or small models "
        "of their own beside it. Legitimacy, narrative, sponsorship, patronage, response and, but "
        "for one rule, survival are constructions of our own: no entry here speaks for them.",
        f"Every number is set beside an expected one, of one of three kinds. {EXPLAINED}",
        "The tolerance comes from rounding, from a bound of theory, from four standard errors "
        "where luck decides, or from the spread over seeds of other implementations: a wide one "
        "is a weak test. A number that is known not to reproduce has none, and says so.",
        table(("model", "what it is about", "numbers"),
              ((f"[{name}](#{name})", line(entry.title), counted(found[name]))
               for name, entry in gallery().items())),
        *(section(entry, found[name]) for name, entry in gallery().items())) + "\n"


def section(entry: Entry, rows: Sequence[Row]) -> str:
    """One model: its claim, its numbers, its sources, how to run it."""
    return blocks(heading(entry), numbers(rows), sources(entry, rows), commands(entry))


def heading(entry: Entry) -> str:
    """Name, title and claim."""
    return blocks(f"## {entry.name}", f"**{line(entry.title)}.** {line(entry.about)}")


def numbers(rows: Sequence[Row]) -> str:
    """Expected numbers beside those found."""
    if not rows:
        return "No number is known that a run could be set beside."
    return table(
        ("what", "expected", "which is", "found here", "tolerance", "verdict",
         "where, and what it is"),
        ((line(row.what), f"{row.expected:.6g}", row.origin, f"{row.found:.6g}",
          f"{row.tolerance:.2g}" if row.tested else "none", verdict(row), origin(row))
         for row in rows))


def verdict(row: Row) -> str:
    """The verdict; what is not so stands out."""
    return row.verdict if row.verdict == "agrees" else f"**{row.verdict}**"


def origin(row: Row) -> str:
    """Where an expected number is from, and what it is."""
    return source(row.source, link) + (f" ({line(row.note)})" if row.note else "")


def sources(entry: Entry, rows: Sequence[Row]) -> str:
    """The papers."""
    return f"Sources: {', '.join(link(key) for key in keys(entry, rows))}."


def commands(entry: Entry) -> str:
    """How to run it."""
    said = f"Run it: `fronde gallery {entry.name}`"
    if entry.command:
        said += (f"; the whole run with its report: `{entry.command}`; its description by the ODD "
                 f"protocol: `fronde odd {entry.name}`")
    return f"{said}."


def link(key: str) -> str:
    """A link to a source."""
    return f"[{key}](references.md#{key})"


if __name__ == "__main__":
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"), played()))
