"""The reference pages, written from the declarations.

    python -m fronde.reporting.catalogue docs

catalogue.md           mechanisms with equations and parameters, settings, columns, flows
references.md          every published source that the code names
odd.md                 the bundled scenario by the ODD protocol
scenario.schema.json   the JSON schema of scenario files

Nothing is said here that is not declared beside an equation, in the settings or in the
vocabulary: the pages cannot drift from the code, and a test compares them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fronde import bibliography
from fronde.columns import Column
from fronde.errors import ScenarioError
from fronde.mechanisms.catalogue import BROUGHT, CATALOGUE
from fronde.mechanisms.mechanism import Mechanism
from fronde.parameters import Parameter, parameters_of
from fronde.record.files import put_bytes
from fronde.reporting import declared, odd
from fronde.reporting.markdown import blocks, escaped, listed, number, table
from fronde.scenario import load, schema
from fronde.scenario.complaints import quoted, suggestion
from fronde.scenario.settings import Contacts, Regime
from fronde.states import STATES
from fronde.vocabulary import COLUMNS, FLOWS

BUNDLED = "fighting-coalition"
WRITTEN = "<!-- Written by fronde.reporting.catalogue; `make build` writes it again. -->"
SETTINGS: dict[str, type] = {"contacts": Contacts, "regime": Regime}


def pages() -> dict[str, str]:
    """Name of each file -> its text."""
    return {
        "catalogue.md": catalogue(),
        "references.md": references(),
        "odd.md": f"{WRITTEN}\n\n{odd.document(load(BUNDLED))}",
        "scenario.schema.json": json.dumps(schema(), indent=1) + "\n",
    }


def write(folder: Path) -> list[Path]:
    """Write all pages into a folder; each comes into being whole."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, text in pages().items():
        put_bytes(folder / name, text.encode("utf-8"))
        made.append(folder / name)
    return made


def catalogue() -> str:
    """The page of mechanisms, settings and words, as it stands among the project's documents."""
    return f"{WRITTEN}\n\n{whole()}"


def whole() -> str:
    """All mechanisms, settings and words."""
    parts = [
        "# Catalogue",
        "Every mechanism, parameter, column and flow, as declared in the code. "
        "[model.md](model.md) tells how they work together, [references.md](references.md) "
        "gives the sources in full. A default is the value of a run whose scenario says nothing; "
        "a prior is the range that a scenario leaves open by writing `prior`. Sources that begin "
        "with *assumed* rest on no published estimate.",
        contents(),
        "## Mechanisms",
        *(mechanism(made) for made in CATALOGUE.values()),
        "## Settings",
        *(settings(name, made) for name, made in SETTINGS.items()),
        "## Words",
        words(),
    ]
    return "\n\n".join(parts) + "\n"


def of_mechanism(name: str) -> str:
    """One mechanism.

    Raises
    ------
    ScenarioError : there is none of this name; a near one is named.
    """
    if name in BROUGHT.refused and name not in CATALOGUE:
        raise ScenarioError(f"cannot be used: {BROUGHT.refused[name]}")
    if name not in CATALOGUE:
        raise ScenarioError(f"no mechanism {quoted(name)}{suggestion(name, CATALOGUE)}")
    return mechanism(CATALOGUE[name]) + "\n"


def contents() -> str:
    """A list of links to the sections."""
    names = (*CATALOGUE, *SETTINGS, "states", "flows", "columns")
    return " · ".join(f"[{name}](#{name})" for name in names)


def mechanism(made: Mechanism) -> str:
    """One mechanism: what it says, from what, how it is wired, its parameters."""
    return blocks(
        f"### {made.name}",
        origin(made.name),
        escaped(made.text["summary"]),
        declared.equation(made),
        declared.standing(made),
        declared.wiring(made, link),
        parameter_table(made.name, parameters_of(made.params)),
    )


def origin(name: str) -> str:
    """Where a mechanism from outside comes from."""
    plugin = BROUGHT.origins.get(name)
    return "" if plugin is None else f"*From {plugin.origin}.*"


def settings(name: str, made: type) -> str:
    """Settings that belong to no mechanism."""
    about = escaped(" ".join((made.__doc__ or "").split())).replace("\\`\\`", "`")
    return "\n\n".join([f"### {name}", about, parameter_table(name, parameters_of(made))])


def parameter_table(owner: str, parameters: Iterable[Parameter]) -> str:
    """Parameters with their paths as ``--set`` and events write them."""
    return table(
        ("parameter", "default", "unit", "prior", "meaning", "source"),
        ((f"`{owner}.{p.name}`", number(p.default), escaped(p.unit), str(p.prior or "none"),
          escaped(p.sentence), declared.source(p.source, link)) for p in parameters),
    )


def words() -> str:
    """States, flows with their causes, columns."""
    causes: dict[str, list[str]] = {}
    for made in CATALOGUE.values():
        for flow in declared.flows(made):
            causes.setdefault(flow.flow, []).append(f"{', '.join(flow.causes)} ({made.name})")
    reached = sorted({flow.source for flow in FLOWS} | {flow.target for flow in FLOWS})
    unused = [STATES[state] for state in range(len(STATES)) if state not in reached]
    flows = table(
        ("flow", "from", "to", "meaning", "causes"),
        ((f"`{one.name}`", STATES[one.source], STATES[one.target], escaped(one.meaning),
          "; ".join(causes.get(one.name, ()))) for one in FLOWS),
    )
    columns = table(
        ("column", "kind", "unit", "range", "meaning", "written by"),
        ((f"`{c.name}`", c.kind, escaped(c.unit), declared.span(c), escaped(c.meaning), writer(c))
         for c in COLUMNS),
    )
    return "\n\n".join([
        "### states",
        f"{', '.join(STATES)}." + (
            f" No flow of this version leads to {listed(unused)}." if unused else ""),
        "### flows",
        flows,
        "### columns",
        "One number for each community and week. A stock or derived column that no mechanism of "
        "a scenario writes must be held constant under `fixed`.",
        columns,
    ])


WRITERS = {"place": "the scenario", "survey": "the survey", "lever": "the scenario, events",
           "signal": "events"}


def writer(column: Column) -> str:
    """Who writes a column."""
    owners = [made.name for made in CATALOGUE.values()
              if column.name in (*made.owns, *made.derives)]
    return ", ".join(owners) or WRITERS.get(column.kind, "nobody")


def references() -> str:
    """The page of sources, each with who cites it."""
    parts = [
        WRITTEN,
        "# References",
        "`fronde.cite(keys)` gives the same entries as BibTeX. A report lists those of what ran.",
        *(reference(found) for found in
          sorted(bibliography.entries().values(), key=lambda found: found.text)),
    ]
    return "\n\n".join(parts) + "\n"


def reference(found: bibliography.Reference) -> str:
    """One source, with those who use it."""
    used = ", ".join(f"[{name}](catalogue.md#{name})" for name in users(found.key))
    end = f" Used by: {used}." if used else ""
    return declared.reference(found) + end


def users(key: str) -> Iterator[str]:
    """Mechanisms and settings that name a source."""
    for name, made in CATALOGUE.items():
        if key in made.cite or names_source(made.params, key):
            yield name
    for name, settings_ in SETTINGS.items():
        if names_source(settings_, key):
            yield name


def names_source(params: type, key: str) -> bool:
    """Whether a parameter's source mentions a key."""
    return any(key in re.findall(r"\w+", p.source) for p in parameters_of(params))


def link(key: str) -> str:
    """A link to a source."""
    return f"[{key}](references.md#{key})"


if __name__ == "__main__":
    for page in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(page)
