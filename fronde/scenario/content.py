"""A scenario as plain values, and the hash that says whether two are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from fronde.parameters import Parameter
from fronde.scenario import quantities
from fronde.scenario.records import Record
from fronde.scenario.settings import Contacts, Regime
from fronde.scenario.types import Scenario
from fronde.scenario.values import OWN, as_written, prior_as_written


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
        "contacts": values_of_owner(scenario, "contacts"),
        "regime": values_of_owner(scenario, "regime"),
        "thresholds": (
            list(scenario.thresholds.values)
            if scenario.thresholds.kind == "listed" else scenario.thresholds.kind
        ),
        "fixed": dict(scenario.fixed),
        "mechanisms": {name: values_of_owner(scenario, name) for name in scenario.mechanisms},
        "events": write_records(scenario.events),
        **actors(scenario),
        **responses(scenario),
        "claims": write_records(scenario.claims),
        "metrics": scenario.metrics.model_dump(mode="json"),
        "engine": {"sweep": scenario.sweep},
    }


def as_yaml(document: Mapping[str, Any]) -> str:
    """A document as the text of a scenario file, which reads back to the same digest."""
    import yaml

    return yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=100)


def write_records(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Records as a scenario writes them."""
    return [record.model_dump(mode="json", by_alias=True) for record in records]


def tables(scenario: Scenario) -> dict[str, Any]:
    """Regions, groups and communities as rows."""
    return {
        "regions": {
            "rows": write_records(scenario.regions),
            "borders": {"rows": [{"region_a": a, "region_b": b} for a, b in scenario.borders]},
        },
        "groups": {"rows": write_records(scenario.groups)},
        "communities": {"rows": write_records(scenario.communities)},
    }


def actors(scenario: Scenario) -> dict[str, Any]:
    """States, organisations and what is given between them, as rows; only what there is."""
    found: dict[str, Any] = {
        name: {"rows": write_records(getattr(scenario, name))}
        for name in ("states", "organisations", "propensities") if getattr(scenario, name)}
    if scenario.propensities:
        found["propensities"] |= {"asymmetric": scenario.asymmetric}
    return found


def responses(scenario: Scenario) -> dict[str, Any]:
    """Responses, policy and goals, if the scenario has any."""
    policy = scenario.policy
    if policy is None:
        return {}
    turns = [{"date": day.isoformat(), "response": name} for day, name in policy.schedule]
    goals = {"goals": write_records(scenario.aims)} if scenario.aims else {}
    return {"responses": {
        "options": write_records(scenario.responses), "policy": policy.kind, "schedule": turns,
        "review": policy.review, "horizon": policy.horizon, **goals}}


def values_of_owner(scenario: Scenario, owner: str) -> dict[str, Any]:
    """What the scenario itself says of the parameters of an owner."""
    found: dict[str, Any] = {}
    for name, parameter in quantities.parameters(owner).items():
        path = f"{owner}.{name}"
        if path in scenario.priors:
            found[name] = open_as_written(scenario, owner, parameter)
        elif path in scenario.given:
            found[name] = as_written(scenario.given[path], parameter.unit)
    return found


def open_as_written(scenario: Scenario, owner: str, parameter: Parameter) -> dict[str, Any]:
    """A value that is left open; with a default only where it is not the declared one."""
    params = (getattr(scenario, owner) if owner in quantities.SETTINGS
              else scenario.mechanisms[owner])
    prior, value = scenario.priors[f"{owner}.{parameter.name}"], getattr(params, parameter.name)
    written = prior_as_written(prior)
    return written if value == parameter.default else {
        OWN: as_written(value, parameter.unit), "prior": written}


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
