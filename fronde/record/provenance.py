"""Where a result comes from: everything needed to make it again."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from fronde import bibliography
from fronde.arguments import texts
from fronde.errors import ScenarioError, StoreError
from fronde.mechanisms.catalogue import BROUGHT, CATALOGUE, OWN
from fronde.parameters import parameters_of
from fronde.record import whole
from fronde.record.whole import SCENARIO
from fronde.scenario.types import Scenario

NOT_INSTALLED = "not installed"


@cache
def package_version(name: str) -> str:
    """The installed version of a package."""
    try:
        return version(name)
    except (PackageNotFoundError, ValueError):  # no name of a package at all
        return NOT_INSTALLED


def versions(scenario: Scenario) -> dict[str, str]:
    """Versions that a result can depend on, of packages that bring mechanisms, too."""
    found = {name: package_version(name) for name in ("fronde", "numpy", "numba", "polars")}
    return {**found, "python": platform.python_version(), **packages(scenario)}


def packages(scenario: Scenario) -> dict[str, str]:
    """Package -> version of those that bring mechanisms of a scenario."""
    plugins = [BROUGHT.origins[name] for name in scenario.mechanisms if name in BROUGHT.origins]
    return {plugin.package: plugin.version for plugin in plugins}


def check_packages(place: Path, manifest: Mapping[str, Any]) -> None:
    """See that all packages that a result was made with are there.

    Raises
    ------
    StoreError : some are not; says which.
    """
    made_with = manifest.get("versions", {})
    if not (isinstance(made_with, dict) and all(type(v) is str for v in made_with.values())):
        raise StoreError(f"{place}: damaged: `versions` does not say which packages it was made "
                         "with.")
    lacking = [f"{name} {made_with[name]}" for name in made_with
               if name != "python" and package_version(name) == NOT_INSTALLED]
    if lacking:
        raise StoreError(f"{place}: made with {' and '.join(lacking)}, which is not installed "
                         "here. Its mechanisms are needed: install it.")


def read_document(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario that a result in a folder was made from, as a document.

    Raises
    ------
    StoreError : missing or damaged, or made with a package that is not installed here.
    """
    path = folder / SCENARIO
    check_packages(path, manifest)
    try:
        found = json.loads(whole.content(folder, manifest, SCENARIO))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{path}: cannot be read ({whole.short(error)}).") from error
    if not isinstance(found, dict):
        raise StoreError(f"{path}: not a scenario.")
    return found


def run_id(scenario: Scenario, seed: int, replicate: int) -> str:
    """Name of a run: the same assumptions, seed and versions give the same name."""
    brought = "".join(f" {name} {made}" for name, made in sorted(packages(scenario).items()))
    text = f"{scenario.digest} {seed} {replicate} {package_version('fronde')}{brought}"
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def parameter_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Every parameter of the run with its unit, prior, meaning and source."""
    sections = {**scenario.mechanisms, "regime": scenario.regime, "contacts": scenario.contacts}
    rows = []
    for section, values in sections.items():
        declared: type = type(values)
        for parameter in parameters_of(declared):
            path = f"{section}.{parameter.name}"
            prior = scenario.priors.get(path, parameter.prior)
            rows.append({
                "path": path, "value": getattr(values, parameter.name),
                "default": parameter.default, "unit": parameter.unit,
                "prior": None if prior is None else str(prior),
                "sentence": parameter.sentence, "source": parameter.source,
                "given": path in scenario.given})
    return rows


def mechanism_rows(scenario: Scenario) -> list[dict[str, str]]:
    """The mechanisms of a run: what they say, from what, within which limits."""
    rows = []
    for name in scenario.mechanisms:
        text, plugin = CATALOGUE[name].text, BROUGHT.origins.get(name)
        rows.append({
            "name": name, "package": "" if plugin is None else plugin.origin,
            "summary": text["summary"], "equation": text["equation"],
            "sources": text.get("Sources", ""), "limits": text.get("Limits", ""),
            "deviations": text.get("Deviations", "")})
    return rows


def assumptions(scenario: Scenario) -> list[str]:
    """What a reader must grant: in words, from the scenario itself."""
    said = []
    if scenario.grouped:
        said.append(f"Street in groups: of {scenario.population:,} persons, those at rest and on "
                    "the street are kept in groups, as expected numbers. Everybody in hiding is "
                    "simulated as one person.")
    else:
        said.append(f"One to one: each of the {scenario.population:,} persons is simulated.")
    assumed = [row for row in parameter_rows(scenario) if row["source"].startswith("assumed")]
    said.append(f"{len(assumed)} of {len(parameter_rows(scenario))} parameter values have no "
                "published estimate; the table marks them as assumed.")
    said.append("Only the dated events of the scenario happen.")
    for name, value in scenario.fixed.items():
        said.append(f"{name} is held at {value:g}: no mechanism of this scenario owns it.")
    left_out = [name for name in OWN if name not in scenario.mechanisms]
    if left_out:
        said.append(f"Left out: {', '.join(left_out)}.")
    return said


def references_of(scenario: Scenario) -> list[str]:
    """Keys of the references that a run of a scenario must cite, in order."""
    keys = {"salmon2011"}
    for name in scenario.mechanisms:
        keys.update(CATALOGUE[name].cite)
    for row in parameter_rows(scenario):
        key = row["source"].partition(":")[0].strip()
        if key in bibliography.entries():
            keys.add(key)
    return [reference.key for reference in bibliography.references(keys)]


def cite(what: Any) -> str:
    """BibTeX of the references that a result or a scenario must cite, or of keys of references.

    Parameters
    ----------
    what : a result, a scenario, a key such as ``kuran1991``, or a collection of keys.

    Raises
    ------
    ScenarioError : ``what`` is none of these, or a key is not in the bibliography.
    """
    if isinstance(what, Scenario):
        return bibliography.bibtex(references_of(what))
    manifest = getattr(what, "manifest", None)
    keys = texts("cite", what) if manifest is None else manifest["cite"]
    try:
        return bibliography.bibtex(keys)
    except KeyError as error:
        raise ScenarioError(f"cite: {error.args[0]}.") from None


