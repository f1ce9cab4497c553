"""Text in Markdown: what is escaped, code, and docstrings as prose and fences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*<|\[\]])|(?<!\w)(_)|(_)(?!\w)")
_CODE = re.compile(r"(``[^`\n]+``|`[^`\n]+`)")
KEPT = "\v"  # a line break that stays one when a template is filled


def keep_breaks(text: str) -> str:
    """Text whose line breaks stay."""
    return text.replace("\n", KEPT)


def escape_markdown(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def line(text: str) -> str:
    """Text of any form as one line that Markdown leaves as it is: for cells and headings."""
    return escape_markdown(" ".join(text.split()))


def code(names: Iterable[str]) -> str:
    """Names as code."""
    return ", ".join(f"`{name}`" for name in names)


def fence(text: str) -> str:
    """Lines that stay as they are."""
    return keep_breaks(f"```text\n{text}\n```")


def body(text: str) -> str:
    """A docstring's body: indented lines become code, others prose."""
    parts: list[tuple[bool, list[str]]] = []
    for block in re.split(r"\n\s*\n", text):
        for each in block.splitlines():
            indented = each.startswith("    ")
            if not parts or parts[-1][0] != indented:
                parts.append((indented, []))
            parts[-1][1].append(each)
        parts[-1][1].append("")
    return "\n\n".join(
        fence("\n".join(each[4:] for each in lines).strip("\n")) if indented else _prose(lines)
        for indented, lines in parts)


def _prose(lines: list[str]) -> str:
    """Lines of prose, paragraphs kept apart; what a docstring marks as code stays code."""
    text = "\n".join(lines).strip("\n")
    return keep_breaks("".join(
        f"`{part.strip('`')}`" if part.startswith("`") else escape_markdown(part)
        for part in _CODE.split(text)))


def number(value: float) -> str:
    """A number as a scenario would write it, with as many digits as it takes."""
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))


def join_names(names: Sequence[str], last: str = "or") -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    return f" {last} ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else "".join(names)
