"""A scenario as plain values, and the hash that says whether two are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from fronde.scenario import quantities
from fronde.scenario.aims import as_written as aims
from fronde.scenario.claims import as_written as claim_as_written
from fronde.scenario.events import as_written as event_as_written
from fronde.scenario.responses import as_written as responses
from fronde.scenario.settings import Contacts, Regime
from fronde.scenario.types import Scenario
from fronde.scenario.values import as_written, prior_as_written


def document(scenario: Scenario) -> dict[str, Any]:
    """What ``load`` reads back to the same scenario, tables inlined; fit for JSON."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "about": scenario.about,
        "time": {
            "start": scenario.start.isoformat(),
            "weeks": scenario.weeks,
            "step_days": scenario.step_days,
        },
        "population": {"people": "all" if scenario.people is None else scenario.people},
        **tables(scenario),
        "contacts": said(scenario, "contacts"),
        "regime": said(scenario, "regime"),
        "thresholds": (
            list(scenario.thresholds.values)
            if scenario.thresholds.kind == "listed" else scenario.thresholds.kind
        ),
        "fixed": dict(scenario.fixed),
        "mechanisms": {name: said(scenario, name) for name in scenario.mechanisms},
        "events": [event_as_written(event) for event in scenario.events],
        **actors(scenario),
        **({"responses": {**responses(scenario), **aims(scenario)}}
           if scenario.policy is not None else {}),
        "claims": [claim_as_written(claim) for claim in scenario.claims],
        "metrics": {
            "levels": list(scenario.metrics.levels),
            "every": scenario.metrics.every,
            "organisations": scenario.metrics.organisations,
        },
        "engine": {"sweep": scenario.sweep},
    }


def as_yaml(document: Mapping[str, Any]) -> str:
    """A document as the text of a scenario file, which reads back to the same digest."""
    import yaml

    return yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=100)


def tables(scenario: Scenario) -> dict[str, Any]:
    """Regions, groups and communities as rows."""
    return {
        "regions": {
            "rows": [renamed(asdict(region), "region") for region in scenario.regions],
            "borders": {"rows": [{"region_a": a, "region_b": b} for a, b in scenario.borders]},
        },
        "groups": {"rows": [renamed(asdict(group), "group") for group in scenario.groups]},
        "communities": {"rows": [asdict(community) for community in scenario.communities]},
    }


def actors(scenario: Scenario) -> dict[str, Any]:
    """States, organisations and what is given between them, as rows; only what there is."""
    found: dict[str, Any] = {}
    if scenario.states:
        listed = [renamed(asdict(state), "state") for state in scenario.states]
        found["states"] = {"rows": [
            {**row, "kin": " ".join(row["kin"]), "regions": " ".join(row["regions"])}
            for row in listed]}
    if scenario.organisations:
        found["organisations"] = {
            "rows": [renamed(asdict(one), "organisation") for one in scenario.organisations]}
    if scenario.propensities:
        found["propensities"] = {
            "rows": [{"a": p.a, "b": p.b, "propensity": p.value} for p in scenario.propensities],
            "asymmetric": scenario.asymmetric}
    return found


def renamed(row: dict[str, Any], name: str) -> dict[str, Any]:
    """A row with its id under the table's name for it."""
    return {name: row.pop("id"), **row}


def said(scenario: Scenario, owner: str) -> dict[str, Any]:
    """What the scenario itself says of the parameters of an owner."""
    found: dict[str, Any] = {}
    for name, parameter in quantities.parameters(owner).items():
        path = f"{owner}.{name}"
        if path in scenario.priors:
            found[name] = prior_as_written(scenario.priors[path])
        elif path in scenario.given:
            found[name] = as_written(scenario.given[path], parameter.unit)
    return found


def digest(scenario: Scenario, written: Mapping[str, Any] | None = None) -> str:
    """Hash of all that a scenario means, defaults included, whatever its name or spelling.

    ``written`` is its document, if that is there already.
    """
    means = dict(document(scenario) if written is None else written)
    del means["name"]
    owners: Mapping[str, Contacts | Regime | Any] = {
        "contacts": scenario.contacts, "regime": scenario.regime, **scenario.mechanisms,
    }
    means["complete"] = {owner: values(owner, params) for owner, params in owners.items()}
    text = json.dumps(means, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def values(owner: str, params: Any) -> dict[str, Any]:
    """Every parameter of an owner."""
    units = quantities.parameters(owner)
    return {f.name: as_written(getattr(params, f.name), units[f.name].unit) for f in fields(params)}
