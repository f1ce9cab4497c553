"""Reads a tutorial as its reader does: block by block, each with the line above it."""

from __future__ import annotations

import re
from typing import NamedTuple

FENCE = re.compile(r"^(?P<above>[^\n]*)\n+```(?P<language>\w+)\n(?P<text>.*?)^```$",
                   re.MULTILINE | re.DOTALL)
FILE = re.compile(r"\*\*`(?P<path>[^`]+)`\*\*(?P<how>.*)")
SECTION = re.compile(r"^(?=\w+:)", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block.

    Attributes
    ----------
    language, text : as fenced.
    path, how : of the bold line above that names a file, and what is to be done; else empty.
    wrong : marked as a mistake by a comment above.
    """

    language: str
    text: str
    path: str
    how: str
    wrong: bool


def blocks(text: str) -> list[Block]:
    """All fenced blocks of a page, in order."""
    found = []
    for match in FENCE.finditer(text):
        named = FILE.fullmatch(match["above"].strip())
        path, how = (named["path"], named["how"].strip()) if named else ("", "")
        found.append(Block(match["language"], match["text"], path, how,
                           match["above"].strip() == "<!-- wrong -->"))
    return found


def sections(text: str) -> dict[str, str]:
    """The top-level sections of a YAML file by name."""
    return {part.partition(":")[0]: part for part in SECTION.split(text) if part.strip()}


def plain(text: str) -> str:
    """Text whose line breaks and gaps do not matter."""
    return " ".join(text.split())


def missing(shown: str, output: str) -> list[str]:
    """The pieces of what a page shows (``...`` parts them) that an output does not have in turn."""
    rest, lost = plain(output), []
    for piece in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE):
        if not plain(piece):
            continue
        _, there, after = rest.partition(plain(piece))
        rest = after if there else rest
        lost += [] if there else [plain(piece)]
    return lost


def applied(text: str, change: str) -> str:
    """A text with a change as ``diff`` shows it: what it begins from must stand there once."""
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    if text.count(before) != 1:
        raise LookupError(f"stands there {text.count(before)} times:\n{before}")
    return text.replace(before, after)
