"""A scenario described by the ODD protocol (Grimm et al. 2020), from the declarations.

Seven elements: purpose and patterns; entities, state variables and scales; process overview and
scheduling; design concepts; initialisation; input data; submodels. What is said of a mechanism
is its docstring, what is said of a scenario its values; what no declaration holds, such as why
the schedule is as it is, is said here and only where it is true of the scenario.
"""

from __future__ import annotations

from pathlib import Path

from fronde.bibliography import references
from fronde.errors import StoreError
from fronde.record.files import put_bytes
from fronde.record.provenance import package_version
from fronde.reporting import declared
from fronde.reporting.markdown import blocks, line, table
from fronde.reporting.odd.concepts import concepts
from fronde.reporting.odd.entities import entities
from fronde.reporting.odd.facts import ANCHOR, PROTOCOL, link, sources, unchanged
from fronde.reporting.odd.process import process
from fronde.reporting.odd.purpose import purpose
from fronde.reporting.odd.start import initialisation, inputs
from fronde.reporting.odd.submodels import submodels
from fronde.scenario.types import Scenario


def document(scenario: Scenario) -> str:
    """The whole description as Markdown; the same scenario gives the same text."""
    return blocks(
        f"# ODD: {line(scenario.title)}", head(scenario),
        purpose(scenario), entities(scenario), process(scenario), concepts(scenario),
        initialisation(scenario), inputs(scenario), submodels(scenario), bibliography(scenario),
    ) + "\n"


def write(scenario: Scenario, path: Path) -> None:
    """Write the description to a file.

    Raises
    ------
    StoreError : something of that name is there already, or cannot be written.
    """
    if path.exists():
        raise StoreError(f"{path} exists already, and nothing is overwritten. Choose another "
                         "--out, or remove it.")
    put_bytes(path, document(scenario).encode("utf-8"))


def head(scenario: Scenario) -> str:
    """What this is, of what, and what it is not."""
    return blocks(
        "The model description follows the ODD (Overview, Design concepts, Details) protocol for "
        f"describing agent-based models, as updated by Grimm et al. (2020; {link(PROTOCOL)}).",
        table(("about this text", ""), [
            ("scenario", f"`{scenario.name}`"),
            ("digest of the scenario", f"`{scenario.digest}` (all that it means, defaults "
             "included)"),
            ("package", f"fronde {package_version('fronde')}"),
            ("written by", "`fronde odd`, from the declarations in the code and the scenario"),
            *([("run it", f"`fronde run {scenario.name}`")] if unchanged(scenario) else ()),
        ]),
        "Results of the model are conditional on the assumptions listed here. They are not "
        "forecasts.")


def bibliography(scenario: Scenario) -> str:
    """The references that the text names."""
    return blocks("## References", *(declared.reference(found, ANCHOR)
                                     for found in references(sources(scenario))))
