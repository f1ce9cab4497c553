"""What a run must cite: the entries of references.bib, formatted as text or BibTeX.

The file is our own and kept plain: each entry opens with ``@kind{key,``, has one
``name = {value}`` a line and closes with ``}``. The reader refuses everything else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType

from fronde.plugins import Plugin, list_plugins

FILE = "references.bib"
OPENING = re.compile(r"@([a-z]+)\{([a-z0-9]+),")
FIELD = re.compile(r"  ([a-z]+) = \{(.+)\},?")


@dataclass(frozen=True)
class Reference:
    """One entry: its key, its kind (article, book, ...) and its fields."""

    key: str
    kind: str
    fields: Mapping[str, str]

    @cached_property
    def text(self) -> str:
        """The reference as one line, for example ``Kuran, T. (1991). Now out of ...``."""
        authors = _people(self.fields["author"])
        title = self.fields["title"] + _optional(", {}", self.fields.get("edition"))
        parts = (f"{authors} ({self.fields['year']})", title, self._where())
        said = " ".join(part if part.endswith("?") else f"{part}." for part in parts if part)
        return said + _optional(" {}", self._link())

    @property
    def bibtex(self) -> str:
        """The entry as BibTeX."""
        lines = [f"  {name} = {{{value}}}" for name, value in self.fields.items()]
        return f"@{self.kind}{{{self.key},\n" + ",\n".join(lines) + "\n}\n"

    def _where(self) -> str:
        """Journal or book, volume, number, pages and publisher."""
        get = self.fields.get
        pages = get("pages", "").replace("--", "-")
        if self.kind == "article":
            volume = _optional(" {}", get("volume")) + _optional("({})", get("number"))
            return get("journal", "") + volume + _optional(", {}", pages)
        editor = get("editor")
        book = _optional("In {} (ed.), ", editor and _people(editor)) or "In "
        book = _optional(book + "{}", get("booktitle")) + _optional(", {}", pages)
        return ". ".join(part for part in (book, get("publisher", ""), get("note", "")) if part)

    def _link(self) -> str:
        """DOI, else address."""
        return _optional("doi:{}", self.fields.get("doi")) or self.fields.get("url", "")


@cache
def entries() -> Mapping[str, Reference]:
    """All references by key: fronde's own, then those that installed packages bring.

    Those of a package that cannot be read are left out; who takes the mechanism in says so.
    """
    file = resources.files("fronde").joinpath(FILE)
    found = read(file.read_text(encoding="utf-8"))
    for plugin in list_plugins():
        with suppress(ValueError):
            found = {**read_references(plugin), **found}
    return MappingProxyType(found)


def read_references(plugin: Plugin) -> dict[str, Reference]:
    """The references that a package brings.

    Raises
    ------
    ValueError : a file that cannot be read; says which line.
    """
    return {key: reference for file in plugin.bibliographies
            for key, reference in read(file.read_text(encoding="utf-8"), file.name).items()}


def references(keys: Iterable[str]) -> tuple[Reference, ...]:
    """The references with these keys, each once, in the order of their texts.

    Raises
    ------
    KeyError : a key is unknown; the message names it and the closest known one.
    """
    return tuple(sorted((_reference(key) for key in set(keys)), key=lambda found: found.text))


def bibtex(keys: Iterable[str]) -> str:
    """The references with these keys as BibTeX, in the same order."""
    return "\n".join(reference.bibtex for reference in references(keys))


def read(text: str, name: str = FILE) -> dict[str, Reference]:
    """Read entries in the plain form of references.bib.

    Raises
    ------
    ValueError : a line of another form, a key or a field given twice, or an open entry.
    """
    found: dict[str, Reference] = {}
    fields: dict[str, str] | None = None
    kind = key = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fields is None and not line:
            continue
        if fields is None and (opening := OPENING.fullmatch(line)) and opening[2] not in found:
            (kind, key), fields = opening.groups(), {}
        elif fields and line == "}":
            found[key] = Reference(key, kind, MappingProxyType(fields))
            fields = None
        elif fields is not None and (pair := FIELD.fullmatch(line)) and pair[1] not in fields:
            fields[pair[1]] = pair[2]
        else:
            raise ValueError(f"{name}:{number}: cannot read {line!r}")
    if fields is not None:
        raise ValueError(f"{name}: the entry {key} is not closed")
    return found


def _reference(key: str) -> Reference:
    """The reference with a key."""
    if key in entries():
        return entries()[key]
    close = difflib.get_close_matches(key, entries(), n=1)
    raise KeyError(f"no reference {key!r}" + _optional(" (did you mean {!r}?)", *close))


def _people(names: str) -> str:
    """``Min, Brian and Wimmer, Andreas`` as ``Min, B. and Wimmer, A.``"""
    people = [_person(name) for name in names.split(" and ")]
    return " and ".join((", ".join(people[:-1]), people[-1])) if people[1:] else people[0]


def _person(name: str) -> str:
    """Surname and initials; a name in braces is an institution and stays whole."""
    surname, comma, given = name.partition(", ")
    if name.startswith("{") or not comma:
        return name.strip("{}")
    initials = re.sub(r"(\w)[\w.]*", r"\1.", given)
    return f"{surname}, {initials}"


def _optional(template: str, value: str | None = None) -> str:
    """The template filled in, or nothing where there is no value."""
    return template.format(value) if value else ""
