"""JSON schema of a scenario file, for editors."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, create_model

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import PRIORS, Parameter
from fronde.scenario import quantities
from fronde.scenario.shapes import (
    SECTIONS,
    ClaimShape,
    EventShape,
    Heading,
    Number,
    ThresholdTable,
)
from fronde.scenario.values import span

NOTHING = {"type": "null"}  # an empty value leaves things as they are


def scenario_schema() -> dict[str, Any]:
    """The schema; descriptions, units and ranges come from the declarations."""
    sections: dict[str, Any] = {name: (shape | None, None) for name, shape in SECTIONS.items()}
    for name, settings in quantities.SETTINGS.items():
        schema = mapping_schema(quantities.parameters(name), settings.__doc__ or "")
        sections[name] = as_field(schema)
    thresholds = Literal["normal", "uniform"] | list[Number] | ThresholdTable
    root = create_model(
        "Scenario",
        __base__=Heading,
        **sections,
        fixed=as_field(mapping_schema(quantities.fixed(), "Columns held constant.")),
        mechanisms=as_field(mechanisms_schema()),
        thresholds=(thresholds, Field("normal", description="standardised thresholds")),
        events=(list[EventShape], []),
        claims=(list[ClaimShape], []),
    )
    made: dict[str, Any] = root.model_json_schema()
    for shape in ("EventShape", "OptionShape"):
        sent = made["$defs"][shape]["properties"]
        for kind in quantities.SIGNALS:
            sent[kind] = or_nothing(
                mapping_schema(quantities.signals(kind), sent[kind]["description"]))
    made["properties"] = {
        name: schema if name == "title" else or_nothing(schema)
        for name, schema in made["properties"].items()
    }
    # A file that extends another takes from it what it leaves out.
    made["anyOf"] = [{"required": made.pop("required")}, {"required": ["extends"]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def as_field(schema: dict[str, Any]) -> Any:
    """A field of anything with this schema, or nothing."""
    return (Annotated[Any, WithJsonSchema(or_nothing(schema))], None)


def or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or an empty value."""
    if NOTHING in schema.get("anyOf", ()):
        return schema
    return {"anyOf": [schema, NOTHING]}


def mechanisms_schema() -> dict[str, Any]:
    """One entry per mechanism of the catalogue."""
    entries = {
        name: or_nothing(
            mapping_schema(quantities.parameters(name), mechanism.text["summary"]))
        for name, mechanism in CATALOGUE.items()
    }
    return {"type": "object", "properties": entries, "additionalProperties": False}


def mapping_schema(known: quantities.Quantities, about: str) -> dict[str, Any]:
    """A mapping of quantities."""
    entries = {key: quantity_schema(parameter) for key, parameter in known.items()}
    return {
        "type": "object",
        "description": " ".join(about.split()),
        "properties": entries,
        "additionalProperties": False,
    }


def quantity_schema(p: Parameter) -> dict[str, Any]:
    """What may stand for a quantity: a number, a text with its unit, a prior."""
    number: dict[str, Any] = {"type": "integer" if p.whole else "number"}
    if p.low > -math.inf:
        number["minimum"] = p.low
    if p.high < math.inf:
        number["maximum"] = p.high
    choices = [number, {"type": "string", "pattern": rf"^\s*\S+\s+{re.escape(p.unit)}\s*$"}]
    if p.prior is not None:
        choices.append({"const": "prior"})
    about = f"{p.sentence} [{p.unit}]; {span(p.low, p.high)}"
    if p.source != "scenario":
        choices += [] if p.whole else [distribution_schema(kind) for kind in PRIORS]
        about += f"; default {p.default:g}; prior: {p.prior or 'none declared'}; {p.source}"
    return {"description": about, "anyOf": [*choices, NOTHING]}


def distribution_schema(kind: str) -> dict[str, Any]:
    """A prior written out."""
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    return {
        "type": "object",
        "properties": {kind: pair},
        "required": [kind],
        "additionalProperties": False,
    }
