"""Everything wrong with a scenario, collected and said at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NoReturn

from fronde.errors import ScenarioError
from fronde.scenario.places import Place

MOST = 100  # a file with more mistakes than this has one mistake: it is another file
# Control characters, what turns the direction of writing, and bytes that were no UTF-8.
HARMFUL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
WIDTH = 100  # of a source line as shown
LONGEST = 80  # letters of a name that are compared
EFFORT = 100_000  # pairs of letters that are compared for one suggestion
EACH = 50  # that a name costs beside its letters, in such pairs
MOST_LISTED = 400  # letters of names that are listed


class Complaints:
    """Errors in the order of the files; raised together."""

    def __init__(self) -> None:
        self._found: list[tuple[Place, str]] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, place: Place, message: str) -> None:
        """Note an error and go on, unless there are far too many."""
        if (place, message) not in self._found:
            self._found.append((place, message))
        if len(self._found) >= MOST:
            self._fail(f"... and more: only the first {MOST} are shown")

    def stop(self, place: Place, message: str) -> NoReturn:
        """Note an error after which nothing more can be read."""
        self._found.append((place, message))
        self._fail()

    def finish(self) -> None:
        """Raise if anything is wrong."""
        if self._found:
            self._fail()

    def _fail(self, *more: str) -> NoReturn:
        files = list(dict.fromkeys(place.file for place, _ in self._found))
        ordered = sorted(
            self._found, key=lambda found: (files.index(found[0].file), *position(found[0]))
        )
        lines = [render(place, message) for place, message in ordered]
        raise ScenarioError("\n".join([*lines, *more]))


def position(place: Place) -> tuple[int, int]:
    """Line and offset, for sorting."""
    return place.line or 0, place.caret or 0


def render(place: Place, message: str) -> str:
    """``file:line:column: message``, the source line and a caret under the place."""
    head = f"{printable(str(place))}: {message}"
    if not place.text:
        return head
    start = 0 if place.caret is None else max(0, place.caret - WIDTH // 2)
    line = place.text[start : start + WIDTH]
    if place.caret is None:
        return f"{head}\n    {printable(line)}"
    # Tabs stay tabs, so that the caret lines up whatever their width.
    indent = "".join("\t" if c == "\t" else " " for c in line[: place.caret - start])
    return f"{head}\n    {printable(line)}\n    {indent}^"


def printable(text: str) -> str:
    """Text that cannot move the cursor or change colours of a terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def harmless(text: str) -> str:
    """Text of any length that does nothing to a terminal but show itself, line by line."""
    return HARMFUL.sub("\N{REPLACEMENT CHARACTER}", text)


def name_character(character: str) -> str:
    """A character that cannot be seen, by its name."""
    if character == "\t":
        return "a tab"
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def quote(value: object) -> str:
    """A value as messages show it: short, printable, between backquotes.

    The first character that cannot be seen is named: it may be all that is wrong.
    """
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    # Of a number as large as this, most digits are those of the nearest float.
    text = f"{value:g}" if isinstance(value, int) and abs(value) >= 10**18 else str(value)
    hidden = next((c for c in text if not c.isprintable()), None)
    shown = f"`{printable(text if len(text) <= 60 else text[:57] + '...')}`"
    return shown if hidden is None else f"{shown} (with {name_character(hidden)})"


def suggestion(word: object, options: Iterable[str]) -> str:
    """``: did you mean `x`?`` for a near miss, else a short list of what there is, or nothing."""
    known = [option for option in options if option]
    meant = str(word)[:LONGEST]
    near = get_close_matches(meant, likely(meant, known), n=1)
    if near:
        return f": did you mean `{near[0]}`?"
    if 0 < len(known) <= 8 and sum(map(len, known)) <= MOST_LISTED:
        return f": choose from {', '.join(known)}"
    return ""


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Why a key is wrong, and which one may be meant."""
    if key.isdecimal():
        return (f"unknown key {quote(key)}: in braces a comma parts the entries. Write numbers "
                "without commas, such as 20000 and 0.4")
    return f"unknown key {quote(key)}{suggestion(key, known)}"


def likely(word: str, known: list[str]) -> Iterator[str]:
    """Names among which a near miss is looked for: all, or of very many those that begin or end
    like it, as far as they are compared in a moment.
    """
    many = sum(len(word) * len(name) + EACH for name in known) > EFFORT
    effort = 0
    for name in known:
        if many and name[:2] != word[:2] and name[-2:] != word[-2:]:
            continue
        effort += len(word) * min(len(name), LONGEST) + EACH
        if effort > EFFORT:
            return
        yield name
