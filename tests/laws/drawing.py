"""Random moments, citizens and parameters, to state laws over."""

from __future__ import annotations

import math
from dataclasses import fields
from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from fronde.engine.plan import PARAMETERS
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import parameters_of
from fronde.states import Person
from fronde.vocabulary import AROUND, COLUMNS, NATION
from fronde.world.world import HERE

# Where a column has no end of its own: well beyond what a run comes to.
CAPS = {"dt": 2.0, "citizens": 1e7, "region_citizens": 1e7, "region_protest": 1e6,
        "region_underground": 1e5, "region_arrests": 1e5, "severity": 10.0,
        "peaceful_success": 50.0, "peaceful_failure": 50.0, "armed_success": 50.0,
        "armed_failure": 50.0, "signal_peaceful": 9.0, "signal_armed": 9.0}
OTHERWISE = 2.0
POSITIVE = {"dt": 1 / 7, "citizens": 1.0, "region_citizens": 1.0, "peaceful_success": 0.01,
            "peaceful_failure": 0.01, "armed_success": 0.01, "armed_failure": 0.01}


def span(column):
    """Lowest and highest value of a column in the tests."""
    cap = CAPS.get(column.name, OTHERWISE)
    return max(column.low, POSITIVE.get(column.name, -cap)), min(column.high, cap)


def drawn_rows(rng, count, table):
    """Rows of the nation or of states as Python numbers; counts range over factors."""
    for _ in range(count):
        row = {}
        for column in table:
            low, high = column.low, min(column.high, 1e6)
            row[column.name] = (math.exp(rng.random() * math.log(high)) if high > OTHERWISE
                                else low + rng.random() * (high - low))
        yield SimpleNamespace(**{**row, "dt": 1.0})


def drawn_nations(rng, count):
    """Rows of the nation, each with a state."""
    yield from zip(drawn_rows(rng, count, NATION), drawn_rows(rng, count, AROUND), strict=True)


RANGES = {column.name: span(column) for column in COLUMNS}


def quantile(parameter, u):
    """A parameter's value at ``u`` of its prior, or of a range where it has none."""
    if parameter.prior is not None:
        return parameter.prior.quantile(min(max(u, 1e-6), 1 - 1e-6))
    return min(parameter.high, parameter.default + u)


def packed(values):
    """Parameters of all mechanisms as kernels read them [1]; those left out are off."""
    record = np.zeros(1, PARAMETERS)
    for name, params in values.items():
        record[name]["on"] = 1.0
        for key, value in params.items():
            record[name][key] = value
    return record


def plain(record):
    """A structured scalar as Python numbers under the same names."""
    names = record.dtype.names
    return SimpleNamespace(**{
        name: plain(record[name]) if record[name].dtype.names else float(record[name])
        for name in names})


def drawn_parameters(rng):
    """Every parameter of every mechanism, drawn from its prior."""
    return packed({
        name: {p.name: quantile(p, rng.random()) for p in parameters_of(m.params)}
        for name, m in CATALOGUE.items()})


def drawn_moments(rng, count):
    """Rows of the community table, each column drawn from its range; a tenth are at an end."""
    table = np.zeros(count, HERE)
    for name, (low, high) in RANGES.items():
        u = rng.random(count)
        if high - low > 1e3:  # counts: per factor, or nobody
            values = np.where(rng.random(count) < 0.2, low, np.exp(u * math.log(high)))
        else:
            values = low + u * (high - low)
        end = rng.random(count) < 0.1
        table[name] = np.where(end, np.where(rng.random(count) < 0.5, low, high), values)
    return table


def drawn_people(rng, count):
    """Citizens of any kind."""
    return [Person(*rng.random(2), rng.normal(), *rng.random(2), float(rng.integers(2)))
            for _ in range(count)]


def kernels(mechanism):
    """(name, kernel, kind) of every function on communities; the kind says what it takes."""
    for drive in mechanism.drives:
        yield f"{drive.flow} hazard", drive.hazard, "person"
        if drive.parts is not None:
            yield f"{drive.flow} parts", drive.parts, "person"
    for name in ("start", "update", "derive"):
        if getattr(mechanism, name) is not None:
            yield name, getattr(mechanism, name), "moment"
    for flow, kernel in mechanism.term:
        yield f"term of {flow}", kernel, "term"


def beyond(mechanism):
    """(stocks, name, kernel, kind) of every function on the nation or on states."""
    for kind, stocks in (("nation", mechanism.nation), ("state", mechanism.states)):
        for name in ("start", "update", "derive"):
            if stocks is not None and getattr(stocks, name) is not None:
                yield stocks, name, getattr(stocks, name), kind


def called(kernel, kind, person, here, p):
    """What a kernel (or its compiled twin) gives, as a tuple."""
    first = () if kind == "moment" else (person if kind == "person" else person.hardship,)
    found = kernel(*first, here, p)
    return found if isinstance(found, tuple) else (found,)


SHARES = st.floats(0, 1)
citizens = st.builds(Person, SHARES, SHARES, st.floats(-8, 8), SHARES, SHARES,
                     st.sampled_from([0.0, 1.0]))


@st.composite
def moments(draw, columns):
    """A row of the community table with these columns at any value, the others 0."""
    row = dict.fromkeys(RANGES, 0.0)
    for name in columns:
        row[name] = draw(st.floats(*RANGES[name]))
    return SimpleNamespace(**row)


@st.composite
def parameters(draw, name, limits=False):
    """A mechanism's parameters, anywhere in their priors; ``limits``: no noise, no delay too."""
    found = {p.name: quantile(p, draw(SHARES)) for p in parameters_of(CATALOGUE[name].params)}
    if limits and "temperature" in found:
        found["temperature"] = draw(st.sampled_from([0.0, found["temperature"]]))
        found["pace"] = draw(st.sampled_from([math.inf, found["pace"]]))
    assert set(found) == {f.name for f in fields(CATALOGUE[name].params)}
    return SimpleNamespace(on=1.0, **found)
