"""The templates of all pages and texts, and the filters by which they print numbers and dates.

A name that ends with ``.html.j2`` is a page: what it is given is escaped. Every other template is
prose, in ``text/``: one macro for each finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from fronde.reporting import palette, wording

# Characters that end a script element or a line of JavaScript, as JSON escapes.
UNSAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
# Lines of a template are joined by a blank, but for those that begin or end like this.
JOINED = re.compile(r"\s*\n\s*(?=[,.;:)”])|(?<=[(“])\s*\n\s*")


def embedded(value: Any) -> Markup:
    """JSON that is safe in a script element, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(UNSAFE))


@cache
def environment() -> jinja2.Environment:
    """The environment of all templates; names are paths in this folder."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("fronde.reporting", "."), trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.do"],
        autoescape=lambda name: str(name).endswith(".html.j2"))
    made.filters |= {
        **wording.FILTERS, "json": embedded, "cause": lambda name: palette.cause(name).noun,
        "part": palette.PART_NAME.__getitem__, "state": palette.STATE_NAME.__getitem__}
    return made


@cache
def macros(name: str) -> Any:
    """The macros of a text, as attributes."""
    prose = environment().overlay(trim_blocks=False, lstrip_blocks=False)
    return prose.get_template(f"text/{name}.j2").module


def one_line(said: str) -> str:
    """The lines of a text as one line."""
    return re.sub(r"\s*\n\s*", " ", JOINED.sub("", said.strip()))


def text(name: str, macro: str, given: Mapping[str, Any]) -> str:
    """What a macro of a text says, as one line."""
    return one_line(str(getattr(macros(name), macro)(**given)))
