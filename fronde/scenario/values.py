"""What may stand where a parameter stands: a number, one with its unit, or a prior."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from fronde.parameters import LARGEST, PRIORS, LogUniform, Normal, Parameter, Prior, Uniform
from fronde.scenario.complaints import name_character, quote, suggestion
from fronde.scenario.yamlcore import Pointed, resolve

COMMAS = re.compile(r"[-+]?[0-9]+(,[0-9]+)+")
OWN = "default"  # of what a scenario leaves open with a default of its own
PERCENT = re.compile(r"[0-9]+(\.[0-9]+)? ?%")
WITH_UNIT = re.compile(r"(\S++)\s++(.+)")  # never goes back: texts may be long


class Given(NamedTuple):
    """What a scenario says of a parameter: a value, or a prior with the value of one run."""

    value: float
    prior: Prior | None = None


def check_given(parameter: Parameter, raw: Any) -> Given:
    """Check what a scenario says of a parameter.

    Raises
    ------
    ValueError : it is no number or prior, or not a legal one.
    """
    if not (raw == "prior" or isinstance(raw, dict)):
        return Given(number(parameter, raw))
    value, drawn = own_default(parameter, raw)
    prior = declared_prior(parameter) if drawn == "prior" else distribution(parameter, drawn)
    if parameter.whole:
        raise ValueError(f"must be a whole number of {parameter.unit}: it cannot have a prior")
    if not prior.contains(value):
        raise ValueError(f"has a prior, {prior}, that does not contain the default {value:g}: "
                         "widen it, or give a number, or {default: ..., prior: ...}")
    return Given(value, prior)


def own_default(parameter: Parameter, raw: Any) -> tuple[float, Any]:
    """The value of a single run and the prior, as written: ``{default: 0.1, prior: {...}}`` has a
    default of its own."""
    if not isinstance(raw, dict) or OWN not in raw:
        return parameter.default, raw
    if raw.keys() != {OWN, "prior"}:
        raise ValueError(f"needs `{OWN}` and `prior`, and nothing else")
    prior = raw["prior"]
    if prior != "prior" and not isinstance(prior, dict):
        raise ValueError(f"has a `prior` that is none: {quote(prior)}. Write prior: "
                         "{uniform: [low, high]}")
    return number(parameter, raw[OWN]), prior


def plain_number(parameter: Parameter, raw: Any) -> float:
    """A legal value where no prior may stand."""
    if raw == "prior" or isinstance(raw, dict):
        raise ValueError("must be a number: a prior is not allowed here")
    return number(parameter, raw)


def whole_of(raw: Any) -> Any:
    """A whole number however it is written (``60.0``, ``1e4``); anything else as it is.

    Raises
    ------
    ValueError : it is written with a point that may part the thousands.
    """
    if isinstance(raw, Pointed):
        raise ValueError(f"must be a whole number, and {quote(raw)} may be read as {raw:.0f} or "
                         f"as {1000 * raw:.0f}: write it without a point")
    return int(raw) if isinstance(raw, float) and raw.is_integer() else raw


def is_number(raw: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(raw, (int, float)) and not isinstance(raw, bool)


def mend(raw: Any) -> str:
    """How to mend a text that looks like a number."""
    if not isinstance(raw, str):
        return ""
    meant = resolve(raw)
    if isinstance(meant, Pointed):
        return ": write it without a point and without quotes"
    if is_number(meant):
        return " in quotes: leave them out"
    if COMMAS.fullmatch(raw):
        return ": leave out commas, and write decimals with a point"
    if PERCENT.fullmatch(raw):
        return f": write {float(raw.rstrip('% ')) / 100:g}"
    odd = next((c for c in raw if not c.isascii() and c.isprintable()), None)
    return f" (with {name_character(odd)})" if odd else ""


def number(parameter: Parameter, raw: Any) -> float:
    """A legal value of a parameter, from a number or a text with the declared unit."""
    value = amount(raw, parameter.unit, parameter.whole)
    if math.isnan(value):
        raise ValueError("must be a number, not NaN")
    if math.isinf(value) and not (value > 0.0 and parameter.endless):
        raise ValueError("must be finite")
    if math.isfinite(value) and abs(value) > LARGEST:
        raise ValueError(f"must lie between {-LARGEST:g} and {LARGEST:g}, not {value:g}")
    if not parameter.low <= value <= parameter.high:
        raise ValueError(f"must be {span(parameter.low, parameter.high)}, not {value:g}")
    if parameter.whole:
        if value != int(value):
            raise ValueError(f"must be a whole number of {parameter.unit}, not {value:g}")
        return int(value)
    return value


def amount(raw: Any, unit: str, whole: bool = False) -> float:
    """The number in a value, its unit checked."""
    if isinstance(raw, str):
        raw = without_unit(raw, unit)
    if whole:
        raw = whole_of(raw)
    if not is_number(raw):
        raise ValueError(f"must be a number [{unit}], not {quote(raw)}")
    try:
        return float(raw) + 0.0  # no minus zero
    except OverflowError:
        return math.copysign(math.inf, raw)


def without_unit(text: str, unit: str) -> Any:
    """The number of a text such as ``0.25 1/week``."""
    parts = WITH_UNIT.fullmatch(text.strip())
    value = resolve(parts[1]) if parts else resolve(text)
    if not is_number(value):
        hint = suggestion(text, ("prior",)) if not parts and len(text) > 3 else ""
        hint = "" if hint.startswith(": choose") else hint
        raise ValueError(f"must be a number [{unit}], not {quote(text)}{mend(text) or hint}")
    if parts is None:
        raise ValueError(f"{quote(text)} is a text: leave out the quotes, or add [{unit}]")
    if " ".join(parts[2].split()) != unit:
        raise ValueError(f"is in `{unit}`, not in {quote(parts[2])}")
    return value


def declared_prior(parameter: Parameter) -> Prior:
    """The declared prior of a parameter."""
    if parameter.prior is None:
        raise ValueError("has no declared prior: give a number, or {uniform: [low, high]}")
    return parameter.prior


def distribution(parameter: Parameter, raw: dict[str, Any]) -> Prior:
    """A prior written out: ``{uniform: [low, high]}``, ``{loguniform: ...}``, ``{normal: ...}``."""
    if len(raw) != 1:
        raise ValueError(f"needs one prior ({', '.join(PRIORS)}) with two numbers")
    (kind, pair), = raw.items()
    if kind not in PRIORS:
        raise ValueError(f"has an unknown prior {quote(kind)}{suggestion(kind, PRIORS)}")
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        raise ValueError(f"needs two numbers for {kind}, not {quote(pair)}")
    first, second = (amount(raw_end, parameter.unit) for raw_end in pair)
    if not (math.isfinite(first) and math.isfinite(second)):
        raise ValueError(f"needs two finite numbers for {kind}")
    made: Callable[[float, float], Any] = PRIORS[kind]
    prior: Prior = made(first, second)
    low, high = reach(prior)
    least, most = max(parameter.low, -LARGEST), min(parameter.high, LARGEST)
    if low < least or high > most:
        legal = span(parameter.low if low >= least else least,
                     parameter.high if high <= most else most)
        raise ValueError(f"has a prior that reaches from {low:g} to {high:g}; values must be "
                         f"{legal}")
    return prior


def reach(prior: Prior) -> tuple[float, float]:
    """Lowest and highest value that a prior can give."""
    match prior:
        case Normal(mean, sd):
            if sd <= 0:
                raise ValueError("needs a standard deviation above 0 for normal")
            return mean - 4 * sd, mean + 4 * sd
        case Uniform(low, high) | LogUniform(low, high):
            if low >= high:
                raise ValueError(f"has a prior whose low end, {low:g}, is not below its high end, "
                                 f"{high:g}")
            if isinstance(prior, LogUniform) and low <= 0:
                raise ValueError("needs numbers above 0 for loguniform")
            return low, high
    raise TypeError(f"no reach is known of {type(prior).__name__}")


def span(low: float, high: float) -> str:
    """A legal range in words."""
    if low == -math.inf:
        return f"at most {high:g}" if high < math.inf else "any number"
    return f"at least {low:g}" if high == math.inf else f"from {low:g} to {high:g}"


def as_written(value: float, unit: str) -> float | str:
    """A value that JSON can hold and that reads back the same: infinity is no JSON."""
    return f".inf {unit}" if math.isinf(value) else value


def prior_as_written(prior: Prior) -> dict[str, list[float]]:
    """A prior as a scenario writes it."""
    match prior:
        case Normal(mean, sd):
            return {"normal": [mean, sd]}
        case LogUniform(low, high):
            return {"loguniform": [low, high]}
        case Uniform(low, high):
            return {"uniform": [low, high]}
    raise TypeError(f"{type(prior).__name__} has no way to be written")
