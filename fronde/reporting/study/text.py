"""Templates of studies: the words of pages and of the terminal, keyed by what was found.

A template ``KIND.txt.j2`` holds the sentences of a kind as macros; its page ``KIND.html.j2`` and
the terminal use the same ones. Pages escape all that they are given, the terminal nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from fronde.reporting import wording
from fronde.reporting.environment import extend
from fronde.reporting.page import source
from fronde.reporting.study import numbers, terms
from fronde.reporting.study.marks import MARKS
from fronde.study.goals import WORTH
from fronde.study.kinds.responses import MARGIN, NOTHING_DONE
from fronde.study.methods.tree import in_words


@cache
def templates(escaping: bool) -> jinja2.Environment:
    """Templates that escape the values that they are given, or do not."""
    return extend({"lines": lines, "sentence": sentence}, {
        "n": numbers, "w": wording, "terms": terms, "marks": MARKS, "isnan": math.isnan,
        "isinf": math.isinf, "isfinite": math.isfinite, "aligned": align, "abs": abs,
        "min": min, "max": max, "in_words": in_words, "margin": MARGIN, "worth": WORTH.name,
        "nothing_done": NOTHING_DONE}, autoescape=escaping)


def render(template: str, **given: Any) -> str:
    """A page as a text."""
    style = Markup(source("page.css") + source("study/study.css"))
    return templates(True).get_template(f"study/{template}").render(style=style, **given)


def say(template: str, words: str, *given: Any) -> str:
    """The words of a macro, in one line; see ``text``."""
    return sentence(text(template, words, *given))


def text(template: str, words: str, *given: Any) -> str:
    """What a macro of ``TEMPLATE.txt.j2`` says, without the empty lines that it is written with."""
    macro = getattr(templates(False).get_template(f"study/{template}.txt.j2").module, words)
    return re.sub(r"\n{3,}", "\n\n", str(macro(*given))).strip("\n")


def lines(given: str) -> list[str]:
    """Sentences that stand in a line each."""
    return [line.strip() for line in given.splitlines() if line.strip()]


def sentence(given: str) -> str:
    """A text in one line; one that is escaped stays so."""
    return type(given)(" ").join(given.split())


def align(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns of text; the last is not padded."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    return "\n".join("  " + "  ".join(
        [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        + [row[-1]]).rstrip() for row in rows)
