"""Parameters and their priors: declared once, beside the equation that uses them.

A parameter is a dataclass field made by ``param``: default, unit, prior, one sentence,
source. Scenario checks, the JSON schema, the report's table and the documentation are
all generated from that declaration; there is no second list.
"""

from __future__ import annotations

import math
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from statistics import NormalDist
from typing import Any, Protocol

# The largest finite number that a quantity may have: beyond all that is measured, and small
# enough that what is made of several stays a number.
LARGEST = 1e9


class Prior(Protocol):
    """What is thought plausible for a parameter before looking at any outcome."""

    def contains(self, value: float) -> bool:
        """Whether a value lies in the range."""

    def quantile(self, u: float) -> float:
        """The value below which a share ``u`` of the prior lies, ``0 < u < 1``."""


@dataclass(frozen=True)
class Uniform:
    """Equally plausible between ``low`` and ``high``."""

    low: float
    high: float

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high

    def quantile(self, u: float) -> float:
        return self.low + u * (self.high - self.low)

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class LogUniform:
    """Equally plausible per factor between ``low`` and ``high``, both above zero."""

    low: float
    high: float

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high

    def quantile(self, u: float) -> float:
        return self.low * math.exp(u * math.log(self.high / self.low))

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g} (log)"


@dataclass(frozen=True)
class Normal:
    """Around ``mean`` with standard deviation ``sd``; within four of them."""

    mean: float
    sd: float

    def contains(self, value: float) -> bool:
        return abs(value - self.mean) <= 4 * self.sd

    def quantile(self, u: float) -> float:
        return NormalDist(self.mean, self.sd).inv_cdf(min(max(u, 3.2e-5), 1 - 3.2e-5))

    def __str__(self) -> str:
        return f"{self.mean:g} ± {self.sd:g}"


PRIORS: dict[str, type[Uniform] | type[LogUniform] | type[Normal]] = {
    "uniform": Uniform, "loguniform": LogUniform, "normal": Normal,
}



@dataclass(frozen=True)
class Parameter:
    """One declared parameter, as tables and forms show it."""

    name: str
    default: float
    unit: str
    prior: Prior | None
    sentence: str
    source: str
    low: float
    high: float
    whole: bool

    @property
    def endless(self) -> bool:
        """Whether it may be infinite: a rate, at once; another if its sentence says so."""
        return self.high == math.inf and (self.unit.startswith("1/week") or ".inf" in self.sentence)


def param(
    default: float,
    unit: str,
    prior: Prior | None,
    sentence: str,
    *,
    source: str,
    low: float = 0.0,
    high: float = math.inf,
) -> Any:
    """Declare a parameter as a dataclass field.

    Parameters
    ----------
    default : its value when a scenario is silent; must lie inside the prior.
    unit : for example ``"1/week"`` or ``"share"``.
    prior : the plausible range, or None for what describes a setting and not a belief.
    sentence : what it means, for a reader who knows the field and not the code.
    source : ``"key: where"`` with a key of references.bib, or ``"assumed: why"``.
    low, high : values outside make no sense and are refused (both ends allowed).

    Raises
    ------
    ValueError : the default misses the prior or the legal range.
    """
    if prior is not None and not prior.contains(default):
        raise ValueError(f"default {default} is outside its prior {prior}: {sentence}")
    if not low <= default <= high:
        raise ValueError(f"default {default} is outside {low} to {high}: {sentence}")
    declared = {
        "unit": unit,
        "prior": prior,
        "sentence": sentence,
        "source": source,
        "low": low,
        "high": high,
    }
    return field(default=default, metadata=declared)


@cache
def parameters_of(params: type) -> tuple[Parameter, ...]:
    """The declared parameters of a dataclass, in order."""
    found = []
    for f in fields(params):
        if f.default is MISSING or "unit" not in f.metadata:
            raise TypeError(f"{params.__name__}.{f.name} was not declared with param()")
        found.append(Parameter(f.name, f.default, whole=f.type in (int, "int"), **f.metadata))
    return tuple(found)
