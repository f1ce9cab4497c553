"""The site is readable without a network: a page that would load something is an error.

Links that a reader may follow are no concern of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError

ELSEWHERE = r"(?:https?:)?//[^\s\"')>]+"
LOADED = (
    re.compile(rf"<(?:script|img|iframe|source|embed|video|audio)\b[^>]*\bsrc=[\"']({ELSEWHERE})"),
    re.compile(rf"<object\b[^>]*\bdata=[\"']({ELSEWHERE})"),
    re.compile(rf"<link\b[^>]*\bhref=[\"']({ELSEWHERE})"),
)
STYLED = (re.compile(rf"url\(\s*[\"']?({ELSEWHERE})"),
          re.compile(rf"@import\s+[\"']({ELSEWHERE})"))


def loaded(text: str) -> list[str]:
    """What a page or a style sheet would load from elsewhere."""
    return [found for pattern in (*LOADED, *STYLED) for found in pattern.findall(text)]


def found_in(folder: Path) -> Iterator[str]:
    """A line for each file of a built site that would load something."""
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.css")]):
        if places := loaded(file.read_text(encoding="utf-8")):
            yield f"{file.relative_to(folder)} would load {', '.join(places)}"


def check(app: Any, error: Exception | None) -> None:
    """Refuse a site that needs a network."""
    if error is None and app.builder.format == "html" and (lines := list(found_in(app.outdir))):
        raise ExtensionError("The site must be readable offline:\n" + "\n".join(lines))


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("build-finished", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
