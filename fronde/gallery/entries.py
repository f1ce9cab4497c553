"""All entries of the gallery by name."""

from __future__ import annotations

from functools import cache

from fronde.bibliography import entries
from fronde.errors import ScenarioError
from fronde.gallery.entry import Entry, later
from fronde.gallery.papers import EPSTEIN, WORKED
from fronde.scenario import bundled, load
from fronde.scenario.complaints import quote, suggestion


@cache
def gallery() -> dict[str, Entry]:
    """Entries in order of name."""
    found = {name: _of_scenario(name) for name in bundled().gallery} | WORKED | EPSTEIN
    return dict(sorted(found.items()))


def _of_scenario(name: str) -> Entry:
    """The entry of a model that the engine itself runs."""
    scenario = load(name)
    return Entry(name, scenario.title, scenario.about, _papers(name), f"fronde run {name}",
                 later("scenarios", "play", name))


def _papers(name: str) -> tuple[str, ...]:
    """Keys of the references that a name is made of: the first author and the year."""
    author, year = name.split("-")[:2]
    return tuple(key for key in entries() if key.startswith(author) and key.endswith(year))


def entry(name: str) -> Entry:
    """The entry of a name.

    Raises
    ------
    ScenarioError : there is none; with the nearest name.
    """
    known = gallery()
    if name in known:
        return known[name]
    if name in bundled().cases:
        raise ScenarioError(f"{name} is a case, not a published model. Run it: fronde run {name}")
    hint = suggestion(name, known)
    raise ScenarioError(f"the gallery has no {quote(name)}{hint}. List it: fronde gallery")
