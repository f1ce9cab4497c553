"""A scenario described by the ODD protocol (Grimm et al. 2020), from the declarations.

Seven elements: purpose and patterns; entities, state variables and scales; process overview and
scheduling; design concepts; initialisation; input data; submodels. What is said of a mechanism
is its docstring, what is said of a scenario its values; what no declaration holds, such as why
the schedule is as it is, is said in the templates beside this file, and only where it is true of
the scenario.
"""

from __future__ import annotations

from pathlib import Path

from fronde.errors import StoreError
from fronde.record.files import put_bytes
from fronde.record.provenance import package_version
from fronde.reporting.odd.origin import Origin
from fronde.reporting.odd.subject import Subject
from fronde.reporting.prose import render
from fronde.scenario.types import Scenario
from fronde.theory.kinds import KINDS

ANCHOR = "odd-"  # the list of references has the same keys, and a site has one name for each


def document(scenario: Scenario) -> str:
    """The whole description as Markdown; the same scenario gives the same text."""
    return render("odd/document.md.j2", scenario=scenario, has=scenario.mechanisms,
                  its=Subject(scenario), start=Origin(scenario), version=package_version("fronde"),
                  link=_link, anchor=ANCHOR, kinds=KINDS) + "\n"


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


def _link(key: str) -> str:
    """A link to the list of references at the end."""
    return f"[{key}](#{ANCHOR}{key})"
