"""The reference pages, written from the declarations.

    python -m fronde.reporting.catalogue docs

catalogue.md           mechanisms with equations and parameters, settings, columns, flows
references.md          every published source that the code names
scenario.schema.json   the JSON schema of scenario files

Nothing is said here that is not declared beside an equation, in the settings or in the
vocabulary: the pages cannot drift from the code, and a test compares them.
"""

from __future__ import annotations

import inspect
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fronde import bibliography
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.mechanisms.mechanism import Mechanism
from fronde.parameters import Parameter, parameters_of
from fronde.record.files import put_bytes
from fronde.scenario import schema
from fronde.scenario.settings import Contacts, Regime
from fronde.vocabulary import COLUMNS, FLOWS, STATES, Column

WRITTEN = "<!-- Written by fronde.reporting.catalogue; `make build` writes it again. -->"
SETTINGS: dict[str, type] = {"contacts": Contacts, "regime": Regime}
SPECIAL = re.compile(r"([\\`*<|\[\]])|(?<!\w)(_)|(_)(?!\w)")


def pages() -> dict[str, str]:
    """Name of each file -> its text."""
    return {
        "catalogue.md": catalogue(),
        "references.md": references(),
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
    """The page of mechanisms, settings and words."""
    parts = [
        WRITTEN,
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


def contents() -> str:
    """A list of links to the sections."""
    names = (*CATALOGUE, *SETTINGS, "states", "flows", "columns")
    return " · ".join(f"[{name}](#{name})" for name in names)


def mechanism(made: Mechanism) -> str:
    """One mechanism: what it says, from what, how it is wired, its parameters."""
    text = made.text
    parts = [
        f"### {made.name}",
        escaped(text["summary"]),
        body(text["equation"]),
        standing(made),
        wiring(made),
        parameter_table(made.name, parameters_of(made.params)),
    ]
    return "\n\n".join(part for part in parts if part)


def standing(made: Mechanism) -> str:
    """Sources, limits and deviations with the lines that the file gives them."""
    doc = inspect.cleandoc(made.module.__doc__ or "")
    found = re.search(r"^Sources\b.*", doc, flags=re.MULTILINE | re.DOTALL)
    return f"```text\n{found[0].rstrip()}\n```" if found else ""


def wiring(made: Mechanism) -> str:
    """What a mechanism reads, drives, owns and derives, where it runs, what it cites."""
    drives = [f"`{drive.flow}` (causes: {', '.join(drive.causes)})" for drive in made.drives]
    lines = {
        "reads": code(made.reads),
        "drives": ", ".join(drives),
        "owns": code(made.owns),
        "derives": code(made.derives),
        "draws the length of": code(f"{flow}" for flow, _ in made.term),
        "to be seen in": code(made.gallery),
        "cites": ", ".join(link(key) for key in made.cite),
    }
    return "\n".join(f"- {word}: {said}" for word, said in lines.items() if said)


def settings(name: str, made: type) -> str:
    """Settings that belong to no mechanism."""
    about = escaped(" ".join((made.__doc__ or "").split())).replace("\\`\\`", "`")
    return "\n\n".join([f"### {name}", about, parameter_table(name, parameters_of(made))])


def parameter_table(owner: str, parameters: Iterable[Parameter]) -> str:
    """Parameters with their paths as ``--set`` and events write them."""
    return table(
        ("parameter", "default", "unit", "prior", "meaning", "source"),
        ((f"`{owner}.{p.name}`", number(p.default), escaped(p.unit), str(p.prior or "none"),
          escaped(p.sentence), source(p.source)) for p in parameters),
    )


def words() -> str:
    """States, flows with their causes, columns."""
    causes: dict[str, list[str]] = {}
    for made in CATALOGUE.values():
        for drive in made.drives:
            causes.setdefault(drive.flow, []).append(f"{', '.join(drive.causes)} ({made.name})")
    reached = sorted({flow.source for flow in FLOWS} | {flow.target for flow in FLOWS})
    unused = [STATES[state] for state in range(len(STATES)) if state not in reached]
    flows = table(
        ("flow", "from", "to", "meaning", "causes"),
        ((f"`{flow.name}`", STATES[flow.source], STATES[flow.target], escaped(flow.meaning),
          "; ".join(causes.get(flow.name, ()))) for flow in FLOWS),
    )
    columns = table(
        ("column", "kind", "unit", "range", "meaning", "written by"),
        ((f"`{c.name}`", c.kind, escaped(c.unit), span(c), escaped(c.meaning), writer(c))
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
    """One source, with an anchor of its key."""
    text = escaped(found.text)
    doi = found.fields.get("doi")
    if doi:
        text = text.replace(f"doi:{escaped(doi)}", f"[doi:{escaped(doi)}](https://doi.org/{doi})")
    used = ", ".join(f"[{name}](catalogue.md#{name})" for name in users(found.key))
    end = f" Used by: {used}." if used else ""
    return f'<a id="{found.key}"></a>`{found.key}` {text}{end}'


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


def body(text: str) -> str:
    """A docstring's body: indented lines become code, others prose."""
    parts: list[tuple[bool, list[str]]] = []
    for block in re.split(r"\n\s*\n", text):
        for line in block.splitlines():
            indented = line.startswith("    ")
            if not parts or parts[-1][0] != indented:
                parts.append((indented, []))
            parts[-1][1].append(line)
        parts[-1][1].append("")
    return "\n\n".join(
        "```text\n" + "\n".join(line[4:] for line in lines).strip("\n") + "\n```"
        if indented else prose(lines)
        for indented, lines in parts)


def prose(lines: list[str]) -> str:
    """Lines of prose, paragraphs kept apart."""
    return escaped("\n".join(lines).strip("\n"))


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def source(text: str) -> str:
    """A parameter's source with links to what it names."""
    known = bibliography.entries()
    return re.sub(r"\w+", lambda word: link(word[0]) if word[0] in known else word[0],
                  escaped(text))


def link(key: str) -> str:
    """A link to a source."""
    return f"[{key}](references.md#{key})"


def code(names: Iterable[str]) -> str:
    """Names as code."""
    return ", ".join(f"`{name}`" for name in names)


def span(column: Column) -> str:
    """The range of a column."""
    if column.low == -math.inf and column.high == math.inf:
        return "any"
    if column.high == math.inf:
        return f"from {number(column.low)}"
    return f"{number(column.low)} to {number(column.high)}"


def number(value: float) -> str:
    """A number as a scenario would write it."""
    return f"{value:g}"


def listed(names: list[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    return " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def escaped(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return SPECIAL.sub(r"\\\g<0>", text)


if __name__ == "__main__":
    for page in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        print(page)
