"""Every number that a scenario may set by name: parameters, levers, columns, signals.

Each is a ``Parameter`` with unit, range and meaning, taken from its only declaration:
beside the equation, in the settings, or in the vocabulary.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError, core_schema

from fronde.columns import Column
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import PRIORS, Parameter, parameters_of
from fronde.scenario.complaints import quote, suggestion, unknown_key
from fronde.scenario.records import NOTHING, or_nothing
from fronde.scenario.settings import Contacts, Regime
from fronde.scenario.values import OWN, as_written, check_given, plain_number, span
from fronde.vocabulary import COLUMN, NATION, names

Quantities = dict[str, Parameter]

SETTINGS: dict[str, type] = {"contacts": Contacts, "regime": Regime}
SIGNALS: dict[str, dict[str, str]] = {
    kind: {
        name.removeprefix(f"{kind}_"): name
        for name in names("signal")
        if name.startswith(f"{kind}_")
    }
    for kind in ("signal", "shock")
}


@cache
def parameters(name: str) -> Quantities:
    """Parameters of a mechanism, or of ``contacts`` or ``regime``."""
    declared: Any = SETTINGS[name] if name in SETTINGS else CATALOGUE[name].params
    return {parameter.name: parameter for parameter in parameters_of(declared)}


def columns_held() -> Quantities:
    """Columns that a scenario may hold constant: of communities, and of the nation."""
    kept = ("stock", "derived")
    nation = {column.name: of_column(column) for column in NATION if column.kind in kept}
    return {**nation, **{name: of_column(COLUMN[name]) for name in names("stock", "derived")}}


@cache
def signals(kind: str) -> Quantities:
    """What an event may send under ``signal`` or ``shock``."""
    return {key: of_column(COLUMN[name]) for key, name in SIGNALS[kind].items()}


def of_column(column: Column) -> Parameter:
    """A column as something that can be given a value."""
    return Parameter(
        name=column.name, default=column.default, unit=column.unit, prior=column.prior,
        sentence=column.meaning, source=column.source, low=column.low, high=column.high,
        whole=False,
    )


def by_path(path: str) -> Parameter | None:
    """The parameter that a path such as ``regime.effort`` means."""
    owner, _, name = path.partition(".")
    if owner in SETTINGS or owner in CATALOGUE:
        return parameters(owner).get(name)
    return None


def wrong_key(text: str) -> PydanticCustomError:
    """An error of a key, and not of its value."""
    return PydanticCustomError("key", "{text}", {"text": text})


def entries(raw: Any, read: Callable[[str, Any], None]) -> None:
    """Read a mapping entry by entry; ``None`` is an empty one.

    Raises
    ------
    ValidationError : with all that ``read`` says of entries, each at its key.
    """
    if raw is not None and not isinstance(raw, dict):
        raise PydanticKnownError("dict_type")
    errors: list[InitErrorDetails] = []
    for key, value in (raw or {}).items():
        try:
            read(key, value)
        except PydanticCustomError as error:
            errors.append({"type": error, "loc": (key,), "input": value})
        except ValueError as error:
            errors.append({"type": PydanticCustomError("said", "{text}", {"text": str(error)}),
                           "loc": (key,), "input": value})
    if errors:
        raise ValidationError.from_exception_data("mapping", errors)


@dataclass(frozen=True)
class Numbers:
    """Marks a mapping of quantities: its declarations check and describe it.

    An empty value leaves a quantity open, so that a scenario can take back what the one that it
    extends has set.
    """

    known: Callable[[], Quantities]
    read: Callable[[Parameter, Any], Any] = plain_number
    about: str = ""

    def check(self, raw: Any) -> dict[str, Any]:
        """What is said of each quantity, in the order of their declaration."""
        known, found = self.known(), {}

        def read(key: str, value: Any) -> None:
            if key not in known:
                raise wrong_key(unknown_key(key, known))
            if value is not None:
                found[key] = self.read(known[key], value)

        entries(raw, read)
        return {key: found[key] for key in known if key in found}

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        about = {"description": " ".join(self.about.split())} if self.about else {}
        described = {key: schema_of_quantity(parameter) for key, parameter in self.known().items()}
        return or_nothing({"type": "object", **about, "properties": described,
                           "additionalProperties": False})


def mark_sent(kind: str) -> Numbers:
    """Marks what an event sends under ``signal`` or ``shock``."""
    return Numbers(partial(signals, kind))


def of_owner(name: str) -> Numbers:
    """Marks what a scenario says of the parameters of a mechanism, of contacts or the regime."""
    about = SETTINGS[name].__doc__ if name in SETTINGS else CATALOGUE[name].text["summary"]
    return Numbers(partial(parameters, name), check_given, about or "")


@dataclass(frozen=True)
class Sets:
    """Marks levers and parameters that an event or the like sets: path -> value.

    ``who`` sets them: whatever its mechanisms have, and the settings in ``beside``.
    """

    who: str
    beside: tuple[str, ...] = ("regime",)

    def check(self, raw: Any, info: Any) -> dict[str, float]:
        """The values by path, in order of the paths."""
        mechanisms = info.context["mechanisms"] if info.context else tuple(CATALOGUE)
        owners, found = (*self.beside, *mechanisms), dict[str, float]()

        def read(key: str, value: Any) -> None:
            name = key.removeprefix("mechanisms.")
            parameter = by_path(name)
            if parameter is None or name.partition(".")[0] not in owners:
                raise wrong_key(self.explain_refusal(name, owners))
            if name in found:
                raise wrong_key(f"`{name}` is set twice")
            found[name] = plain_number(parameter, value)

        entries(raw, read)
        return dict(sorted(found.items()))

    def explain_refusal(self, name: str, owners: tuple[str, ...]) -> str:
        """Why something cannot be set, and what may be meant."""
        owner = name.partition(".")[0]
        if owner in CATALOGUE and owner not in owners:
            return f"the scenario has no mechanism `{owner}`: add it to `mechanisms`"
        options = [f"{owner}.{key}" for owner in owners for key in parameters(owner)]
        return f"{self.who} cannot set {quote(name)}{suggestion(name, options)}"

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.with_info_plain_validator_function(
            self.check, serialization=core_schema.plain_serializer_function_ser_schema(write_sets))

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        number = {"anyOf": [{"type": "number"}, {"type": "string"}]}
        return or_nothing({"type": "object", "additionalProperties": number})


def write_sets(sets: dict[str, float]) -> dict[str, float | str]:
    """Values by path as a scenario writes them."""
    units = {path: parameter.unit for path in sets if (parameter := by_path(path))}
    return {path: as_written(value, units.get(path, "")) for path, value in sets.items()}


def schema_of_quantity(p: Parameter) -> dict[str, Any]:
    """JSON schema of what may stand for a quantity: a number, a text with its unit, a prior."""
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
        choices += [] if p.whole else [*map(schema_of_prior, PRIORS), schema_of_own()]
        about += f"; default {p.default:g}; prior: {p.prior or 'none declared'}; {p.source}"
    return {"description": about, "anyOf": [*choices, NOTHING]}


def schema_of_own() -> dict[str, Any]:
    """JSON schema of a prior with a default of the scenario's own."""
    prior = {"anyOf": [{"const": "prior"}, *map(schema_of_prior, PRIORS)]}
    return {"type": "object", "properties": {OWN: {"type": ["number", "string"]}, "prior": prior},
            "required": [OWN, "prior"], "additionalProperties": False}


def schema_of_prior(kind: str) -> dict[str, Any]:
    """JSON schema of a prior written out."""
    pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    return {"type": "object", "properties": {kind: pair}, "required": [kind],
            "additionalProperties": False}
