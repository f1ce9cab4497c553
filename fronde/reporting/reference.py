"""The reference pages, written from the declarations.

    python -m fronde.reporting.reference docs

catalogue.md           mechanisms with equations and parameters, settings, columns, flows
references.md          every published source that the code names
odd.md                 the bundled scenario by the ODD protocol
scenario.schema.json   the JSON schema of scenario files

Nothing is said here that is not declared beside an equation, in the settings or in the
vocabulary: the pages cannot drift from the code, and a test compares them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fronde import bibliography
from fronde.errors import ScenarioError
from fronde.mechanisms.catalogue import BROUGHT, CATALOGUE
from fronde.parameters import parameters_of
from fronde.record.files import put_bytes
from fronde.reporting import declarations, odd
from fronde.reporting.prose import render
from fronde.scenario import load, schema
from fronde.scenario.complaints import quote, suggestion
from fronde.scenario.moving import read
from fronde.scenario.settings import Contacts, Regime
from fronde.states import STATES
from fronde.vocabulary import COLUMNS, FLOWS, NATION

_BUNDLED = "fighting-coalition"
_WRITTEN = "<!-- Written by fronde.reporting.reference; `make build` writes it again. -->\n\n"
_SETTINGS: dict[str, type] = {"contacts": Contacts, "regime": Regime}


def pages() -> dict[str, str]:
    """Name of each file -> its text."""
    return {
        "catalogue.md": _WRITTEN + whole(),
        "references.md": _WRITTEN + _references(),
        "odd.md": _WRITTEN + odd.document(load(_BUNDLED)),
        "scenario.schema.json": json.dumps(schema(), indent=1) + "\n",
    }


def write(folder: Path) -> list[Path]:
    """Write all pages into a folder; each comes into being whole.

    Raises
    ------
    ScenarioError : installed packages bring mechanisms, which are not of this package.
    """
    if BROUGHT.origins:
        brought = ", ".join(sorted({one.origin for one in BROUGHT.origins.values()}))
        raise ScenarioError("these pages say what fronde itself holds, and mechanisms of other "
                            f"packages are installed: {brought}. Uninstall them first.")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, text in pages().items():
        put_bytes(folder / name, text.encode("utf-8"))
        made.append(folder / name)
    return made


def whole() -> str:
    """All mechanisms, settings and words."""
    reached = {state for flow in FLOWS for state in (flow.source, flow.target)}
    return _fill(
        "catalogue.md.j2", mechanisms=CATALOGUE, settings=_SETTINGS, states=STATES, flows=FLOWS,
        columns=COLUMNS, unreached=[name for k, name in enumerate(STATES) if k not in reached],
        causes={flow.name: [(made.name, one.causes) for made in CATALOGUE.values()
                            for one in declarations.flows(made) if one.flow == flow.name]
                for flow in FLOWS},
        writers={column.name: [made.name for made in CATALOGUE.values()
                               if column.name in (*made.owns, *made.derives)]
                 for column in COLUMNS},
        readers={column.name: list(_readers(f"here.{column.name}")) for column in COLUMNS})


def _readers(thing: str) -> Iterator[str]:
    """Who looks at a column: mechanisms, and the survey where others are made of it."""
    yield from (name for name, made in CATALOGUE.items() if thing in read(made))
    if any(thing in column.made for column in (*COLUMNS, *NATION)):
        yield "survey"


def of_mechanism(name: str) -> str:
    """One mechanism.

    Raises
    ------
    ScenarioError : there is none of this name; a near one is named.
    """
    if name in BROUGHT.refused and name not in CATALOGUE:
        raise ScenarioError(f"cannot be used: {BROUGHT.refused[name]}")
    if name not in CATALOGUE:
        raise ScenarioError(f"no mechanism {quote(name)}{suggestion(name, CATALOGUE)}")
    return _fill("catalogue_mechanism.md.j2", made=CATALOGUE[name])


def _fill(template: str, **facts: Any) -> str:
    """A template of the catalogue with its facts."""
    return render(template, origins=BROUGHT.origins, link=_link, **facts) + "\n"


def _references() -> str:
    """The page of sources, each with who cites it."""
    found = sorted(bibliography.entries().values(), key=lambda one: one.text)
    return render("references.md.j2",
                  references=[(one, list(_users(one.key))) for one in found]) + "\n"


def _users(key: str) -> Iterator[str]:
    """Mechanisms and settings that name a source."""
    for name, params in {**{n: made.params for n, made in CATALOGUE.items()}, **_SETTINGS}.items():
        cite = CATALOGUE[name].cite if name in CATALOGUE else ()
        if key in (*cite, *declarations.keys_in(p.source for p in parameters_of(params))):
            yield name


def _link(key: str) -> str:
    """A link to a source."""
    return f"[{key}](references.md#{key})"


if __name__ == "__main__":
    for page in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(page)
