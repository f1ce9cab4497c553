"""Templates of Markdown, filled with facts.

A template is read as Markdown is: within a paragraph, an item or a row of a table a line break
is a space. An item opens with ``-`` or with ``#.``, which becomes its number; a row with ``|``.
What a filter gives as several lines stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import count
from typing import Any

import jinja2

from fronde.parameters import parameters_of
from fronde.reporting import declarations, markdown
from fronde.reporting.environment import extend
from fronde.reporting.markdown import KEPT

_JOINED = re.compile(r"\n(?![ ]*(?:- |\| |#\. ))[ ]*")  # line breaks before what is no item


@cache
def templates() -> jinja2.Environment:
    """The templates of this room, with filters for what stands in Markdown."""
    named = {function.__name__: function for function in (
        markdown.code, markdown.escape_markdown, markdown.fence, markdown.line, markdown.join_names,
        markdown.number, declarations.docstring, declarations.equation, declarations.flows,
        declarations.reference, declarations.source, declarations.span, declarations.standing,
        items)}
    return extend({**named, "parameters": parameters_of, "thousands": "{:,}".format})


def render(template: str, **facts: Any) -> str:
    """The text of a template, without empty lines at its ends."""
    text = re.sub(r" +$", "", templates().get_template(template).render(facts), flags=re.M)
    return "\n\n".join(map(_block, re.split(r"\n{2,}", text.strip("\n")))).replace(KEPT, "\n")


def _block(text: str) -> str:
    """A paragraph, a list or a table: lines that are no items of their own join those before."""
    places = count(1)
    return re.sub(r"^#\.", lambda _: f"{next(places)}.", _JOINED.sub(" ", text), flags=re.M)


def items(text: str, between: str) -> str:
    """The lines of a text that say something, with something between them."""
    return between.join(filter(None, map(str.strip, text.split("\n"))))
