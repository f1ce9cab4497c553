"""Declarations as Markdown: what a mechanism says and does, ranges of columns, sources.

The pages that use this say where a source is told in full: a ``link`` makes a key a link there.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
from collections.abc import Callable, Iterable
from importlib import resources

from fronde import bibliography
from fronde.bibliography import Reference
from fronde.columns import Column
from fronde.mechanisms.mechanism import Act, Drive, Mechanism
from fronde.reporting.markdown import body, escape_markdown, fence, number

_STANDING = re.compile(r"^Sources\b.*", flags=re.MULTILINE | re.DOTALL)


def equation(made: Mechanism) -> str:
    """A mechanism's equations with the words between them."""
    return body(made.text["equation"])


def standing(made: Mechanism) -> str:
    """Sources, limits and deviations with the lines that the file gives them."""
    return _end(inspect.cleandoc(made.module.__doc__ or ""))


def _end(doc: str) -> str:
    """The end of a docstring: sources, limits, deviations, line by line."""
    found = _STANDING.search(doc)
    return fence(found[0].rstrip()) if found else ""


def docstring(file: str) -> str:
    """What a file of the package says of itself; the file is not imported for it."""
    text = resources.files("fronde").joinpath(file).read_text(encoding="utf-8")
    doc = ast.get_docstring(ast.parse(text)) or ""
    return f"{body(_STANDING.sub('', doc).rstrip())}\n\n{_end(doc)}"


def flows(made: Mechanism) -> tuple[Drive | Act, ...]:
    """The flows that a mechanism drives or carries out."""
    return (*made.drives, *made.performs)


def source(text: str, link: Callable[[str], str]) -> str:
    """A parameter's source with links to what it names."""
    known = bibliography.entries()
    return re.sub(r"\w+", lambda word: link(word[0]) if word[0] in known else word[0],
                  escape_markdown(text))


def keys_in(texts: Iterable[str]) -> set[str]:
    """Keys of the references that texts name."""
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return words & set(bibliography.entries())


def reference(found: Reference, before: str = "") -> str:
    """One source, with an anchor of its key, which may have something ``before`` it."""
    text = escape_markdown(found.text)
    doi = found.fields.get("doi")
    if doi:
        text = text.replace(f"doi:{escape_markdown(doi)}", f"[doi:{escape_markdown(doi)}](https://doi.org/{doi})")
    return f'<a id="{before}{found.key}"></a>`{found.key}` {text}'


def span(column: Column) -> str:
    """The range of a column."""
    if column.low == -math.inf and column.high == math.inf:
        return "any"
    if column.high == math.inf:
        return f"from {number(column.low)}"
    return f"{number(column.low)} to {number(column.high)}"
