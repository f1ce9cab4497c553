"""Every number that a scenario may set by name: parameters, levers, columns, signals.

Each is a ``Parameter`` with unit, range and meaning, taken from its only declaration:
beside the equation, in the settings, or in the vocabulary.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fronde.columns import Column
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import Parameter, parameters_of
from fronde.scenario.settings import Contacts, Regime
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


def fixed() -> Quantities:
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
