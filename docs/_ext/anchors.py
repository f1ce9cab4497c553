"""``<a id="name"></a>`` in a page is something that links can lead to, as on a code forge."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes

ANCHOR = re.compile(r'<a id="([^"]+)">')


def note_anchors(app: Any, tree: nodes.document) -> None:
    """Tell Sphinx of the anchors that a page sets by hand."""
    standard = app.env.get_domain("std")
    for raw in tree.findall(nodes.raw):
        for name in ANCHOR.findall(raw.astext()):
            standard.note_hyperlink_target(name, app.env.docname, name)


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", note_anchors)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
