"""Docstrings as this package writes them: ``names : sentence`` under a heading with a line.

What stands behind the colon is a sentence and no type, so the usual reading of such sections
would set it as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

HEADINGS = ("Parameters", "Attributes", "Returns", "Raises")
ENTRY = re.compile(r"^(?P<names>[\w, ]+?) : (?P<text>.*)$")


def rewritten(lines: list[str]) -> Iterator[str]:
    """A docstring in reStructuredText: each section a list of names with their sentences."""
    inside, skipped = False, False
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if skipped:
            skipped = False
        elif line in HEADINGS and set(after) == {"-"}:
            inside = skipped = True
            yield from (f"**{line}**", "")
        elif inside and (entry := ENTRY.match(line)):
            names = ", ".join(f"``{name.strip()}``" for name in entry["names"].split(","))
            yield from (names, f"    {entry['text']}")
        else:
            yield line


def process(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Called by autodoc for every docstring."""
    lines[:] = rewritten(list(lines))


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
