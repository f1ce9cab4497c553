"""Declarations as Markdown: what a mechanism says and does, ranges of columns, sources.

The pages that use this say where a source is told in full: a *link* makes a key a link there.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable

from fronde import bibliography
from fronde.bibliography import Reference
from fronde.columns import Column
from fronde.mechanisms.mechanism import Act, Drive, Mechanism, Stocks
from fronde.reporting.markdown import blocks, body, bullets, code, escaped, fence, number

Link = Callable[[str], str]
STANDING = re.compile(r"^Sources\b.*", flags=re.MULTILINE | re.DOTALL)


def equation(made: Mechanism) -> str:
    """A mechanism's equations with the words between them."""
    return body(made.text["equation"])


def standing(made: Mechanism) -> str:
    """Sources, limits and deviations with the lines that the file gives them."""
    return end(inspect.cleandoc(made.module.__doc__ or ""))


def end(doc: str) -> str:
    """The end of a docstring: sources, limits, deviations, line by line."""
    found = STANDING.search(doc)
    return fence(found[0].rstrip()) if found else ""


def told(doc: str) -> str:
    """A whole docstring: prose and equations, then where it stands."""
    return blocks(body(STANDING.sub("", doc).rstrip()), end(doc))


def wiring(made: Mechanism, link: Link) -> str:
    """What a mechanism reads, drives, owns and derives, where it runs, what it cites."""
    return bullets({
        "reads": code(made.reads),
        "drives": moved(made.drives),
        "carries out in turns": moved(made.performs),
        "owns": code(made.owns),
        "derives": code(made.derives),
        "draws the length of": code(f"{flow}" for flow, _ in made.term),
        **beyond("of the nation", made.nation),
        **beyond("of neighbouring states", made.states),
        "to be seen in": code(made.gallery),
        "cites": ", ".join(link(key) for key in made.cite),
    })


def flows(made: Mechanism) -> tuple[Drive | Act, ...]:
    """The flows that a mechanism drives or carries out."""
    return (*made.drives, *made.performs)


def moved(flows: Iterable[Drive | Act]) -> str:
    """Flows with their causes."""
    return ", ".join(f"`{flow.flow}` (causes: {', '.join(flow.causes)})" for flow in flows)


def beyond(whose: str, stocks: Stocks | None) -> dict[str, str]:
    """What it reads, owns and derives beyond the communities."""
    if stocks is None:
        return {}
    return {f"{verb} {whose}": code(names) for verb, names in
            (("reads", stocks.reads), ("owns", stocks.owns), ("derives", stocks.derives))}


def source(text: str, link: Link) -> str:
    """A parameter's source with links to what it names."""
    known = bibliography.entries()
    return re.sub(r"\w+", lambda word: link(word[0]) if word[0] in known else word[0],
                  escaped(text))


def named(text: str) -> set[str]:
    """Keys of the references that a text names."""
    return {word for word in re.findall(r"\w+", text) if word in bibliography.entries()}


def reference(found: Reference, before: str = "") -> str:
    """One source, with an anchor of its key, which may have something ``before`` it."""
    text = escaped(found.text)
    doi = found.fields.get("doi")
    if doi:
        text = text.replace(f"doi:{escaped(doi)}", f"[doi:{escaped(doi)}](https://doi.org/{doi})")
    return f'<a id="{before}{found.key}"></a>`{found.key}` {text}'


def span(column: Column) -> str:
    """The range of a column."""
    if column.low == -math.inf and column.high == math.inf:
        return "any"
    if column.high == math.inf:
        return f"from {number(column.low)}"
    return f"{number(column.low)} to {number(column.high)}"
