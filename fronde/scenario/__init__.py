"""Scenarios: a file of assumptions becomes a checked, frozen ``Scenario``.

Files are read, and modules imported, only when they are needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from fronde.scenario.types import Scenario

__all__ = ["Bundled", "bundled", "load", "load_text", "schema"]


class Bundled(NamedTuple):
    """Scenarios of the package, by name: paths of their files."""

    cases: dict[str, Path]
    gallery: dict[str, Path]


def bundled() -> Bundled:
    """The bundled scenarios: cases (real countries) and the gallery (published models)."""
    from fronde.scenario import sources

    return Bundled(sources.cases(), sources.gallery())


def load(
    source: str | Path | Mapping[str, Any],
    *,
    sets: Sequence[str] | Mapping[str, Any] = (),
    people: int | str | None = None,
    weeks: int | None = None,
) -> Scenario:
    """Read and check a scenario.

    Parameters
    ----------
    source : a file, a folder with a ``scenario.yaml``, the name of a bundled scenario, or
        a plain mapping such as ``Scenario.document``.
    sets : values to change: texts ``path=value``, such as ``mobilisation.temperature=0.02``, or
        a mapping from path to value.
    people : ``"all"`` to simulate everybody one to one, or a smaller number than the population
        to simulate in groups; by default as the scenario says.
    weeks : number of weeks to simulate; by default as the scenario says.

    Raises
    ------
    ScenarioError : the scenario or a setting is wrong; the message lists all mistakes, each with
        its place.
    """
    from fronde.arguments import settings
    from fronde.scenario.build import build
    from fronde.scenario.complaints import Complaints
    from fronde.scenario.overrides import override
    from fronde.scenario.reading import read_source

    complaints = Complaints()
    root, name = read_source(source, complaints)
    override(root, settings(sets), people, weeks, complaints)
    return build(root, name, complaints)


def load_text(text: str, *, title: str = "scenario") -> Scenario:
    """Read and check a scenario from YAML text, such as one sent from a browser.

    The text may extend bundled scenarios. It cannot refer to files.

    Raises
    ------
    ScenarioError : the text is wrong; the message lists all mistakes, each with its line.
    """
    from fronde.scenario.build import build
    from fronde.scenario.complaints import Complaints
    from fronde.scenario.reading import read_text

    complaints = Complaints()
    return build(read_text(text, title, complaints), title, complaints)


def schema() -> dict[str, Any]:
    """The JSON schema of scenario files, for editors."""
    from fronde.scenario.records import or_nothing
    from fronde.scenario.sections import Sections

    made = Sections.model_json_schema()
    made["properties"]["mechanisms"] = made["$defs"].pop("Mechanisms")
    made["properties"] = {name: entry if name == "title" else or_nothing(entry)
                          for name, entry in made["properties"].items()}
    # A file that extends another takes from it what it leaves out.
    made["anyOf"] = [{"required": made.pop("required")}, {"required": ["extends"]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
