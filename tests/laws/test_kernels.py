"""Every function of every mechanism: compiled as written, never negative, never lost."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fronde.engine.asking import Clock, chance_of, highest_chance
from fronde.engine.composed import (
    leave,
    leave_quiet,
    leave_quiet_apart,
    most,
    tied_quiet,
    tied_quiet_apart,
)
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.states import ARMED, JAILED, PROTEST, UNDERGROUND
from fronde.vocabulary import COLUMN
from fronde.world.nation import LEADER, STATE
from laws.drawing import (
    beyond,
    called,
    citizens,
    drawn_moments,
    drawn_nations,
    drawn_parameters,
    drawn_people,
    kernels,
    moments,
    parameters,
    plain,
)

EVERY = [pytest.param(name, label, id=f"{name} {label}")
         for name, m in CATALOGUE.items() for label, _, _ in kernels(m)]
BEYOND = [pytest.param(name, kind, what, id=f"{name} {kind} {what}")
          for name, m in CATALOGUE.items() for _, what, _, kind in beyond(m)]
DRIVES = [pytest.param(name, drive, id=drive.flow)
          for name, m in CATALOGUE.items() for drive in m.drives]
SPLIT = [pytest.param(name, drive, id=drive.flow)
         for name, m in CATALOGUE.items() for drive in m.drives if drive.parts is not None]
laws = settings(max_examples=100, derandomize=True, deadline=None)


def kernel_of(name, label):
    """Kernel and what it takes, by its label."""
    return next((k, kind) for found, k, kind in kernels(CATALOGUE[name]) if found == label)


@pytest.mark.parametrize(("name", "label"), EVERY)
def test_compiled_equals_its_source_bit_for_bit(name, label):
    """100 moments x parameters x citizens; the Python source runs on Python numbers."""
    rng = np.random.default_rng(11)
    kernel, kind = kernel_of(name, label)
    table = drawn_moments(rng, 100)
    for here, person in zip(table, drawn_people(rng, 100), strict=True):
        p = drawn_parameters(rng)[0]
        compiled = called(kernel.compiled, kind, person, here, p[name])
        source = called(kernel.py_func, kind, person, plain(here), plain(p[name]))
        assert [float(x).hex() for x in compiled] == [float(x).hex() for x in source]


def record_of(row, kind):
    """A row as the record that compiled functions take."""
    return np.array([tuple(getattr(row, name) for name in kind.names)], kind)[0]


@pytest.mark.parametrize(("name", "kind", "what"), BEYOND)
def test_so_it_does_for_the_nation_and_for_states(name, kind, what):
    """100 rows x parameters."""
    rng = np.random.default_rng(12)
    kernel = next(k for _, found, k, other in beyond(CATALOGUE[name])
                  if (found, other) == (what, kind))
    for leader, state in drawn_nations(rng, 100):
        p = drawn_parameters(rng)[0][name]
        rows, records = ([leader], [record_of(leader, LEADER)])
        if kind == "state":
            rows, records = [state, *rows], [record_of(state, STATE), *records]
        compiled, source = kernel.compiled(*records, p), kernel.py_func(*rows, plain(p))
        assert ([float(x).hex() for x in np.atleast_1d(compiled)]
                == [float(x).hex() for x in np.atleast_1d(source)])


@pytest.mark.parametrize(("name", "drive"), DRIVES)
@laws
@given(data=st.data())
def test_hazards_are_never_negative_nor_nothing(name, drive, data):
    """No noise (temperature 0) and no delay (pace infinite) included."""
    here = data.draw(moments(CATALOGUE[name].reads))
    p = data.draw(parameters(name, limits=True))
    assert drive.hazard(data.draw(citizens), here, p) >= 0.0  # false for NaN


@pytest.mark.parametrize(("name", "drive"), SPLIT)
@laws
@given(data=st.data())
def test_parts_add_up_to_the_hazard(name, drive, data):
    here, p = data.draw(moments(CATALOGUE[name].reads)), data.draw(parameters(name))
    person = data.draw(citizens)
    parts = drive.parts(person, here, p)
    assert len(parts) == len(drive.causes)
    assert not any(math.isnan(part) for part in parts)
    assert sum(parts) == pytest.approx(drive.hazard(person, here, p), rel=1e-9, abs=1e-12)
    assert parts[0] >= 0.0


@pytest.mark.parametrize("name", [n for n, m in CATALOGUE.items() if m.update])
@laws
@given(data=st.data())
def test_stocks_and_derived_columns_stay_in_range(name, data):
    """Whatever moment within range comes before."""
    mechanism = CATALOGUE[name]
    here, p = data.draw(moments(mechanism.reads)), data.draw(parameters(name))
    for kernel, columns in ((mechanism.start, mechanism.owns), (mechanism.update, mechanism.owns),
                            (mechanism.derive, mechanism.derives)):
        if kernel is None:
            continue
        for column, value in zip(columns, called(kernel, "moment", None, here, p), strict=True):
            assert COLUMN[column].low <= value <= COLUMN[column].high + 1e-12, column


MORE_WILLING = {"hardship": 1, "risk_aversion": -1, "threshold": -1, "ties_protest": 1,
                "ties_underground": 1}


@pytest.mark.parametrize("trait", MORE_WILLING)
@laws
@given(data=st.data())
def test_leaving_rest_is_monotone(trait, data):
    """Rises with hardship and ties, falls with risk aversion and threshold: bounds rely on it."""
    here, p, person = everything(data)
    other = person._replace(**{trait: getattr(data.draw(citizens), trait)})
    less, more = sorted((person, other), key=lambda x: MORE_WILLING[trait] * getattr(x, trait))
    low, high = leave_quiet(less, here, p), leave_quiet(more, here, p)
    assert low <= high * (1 + 1e-12)


@laws
@given(data=st.data())
def test_bounds_are_never_exceeded(data):
    """The most willing corner of a cell bounds the chance of everybody in it."""
    here, p, person = everything(data)
    low, high = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    wary, bold = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    inside = person._replace(hardship=low, risk_aversion=bold)
    corner = person._replace(hardship=high, risk_aversion=wary, threshold=person.threshold - 1,
                             ties_protest=1.0, ties_underground=1.0)
    for grouped, leaving in ((False, leave_quiet), (True, leave_quiet_apart)):
        clock = Clock(1, 0, here.dt, 0, 0, 0, False, grouped)
        highest = highest_chance(corner, clock, here, p)
        assert chance_of(leaving(inside, here, p), here.dt) <= highest


@pytest.mark.parametrize("grouped", [False, True], ids=["one to one", "grouped"])
@laws
@given(data=st.data())
def test_what_ties_add_is_never_exceeded(grouped, data):
    """By the bound of somebody more willing: ties to the street first, then to the underground."""
    here, p, person = everything(data)
    bold = person._replace(hardship=data.draw(st.floats(person.hardship, 1)),
                           risk_aversion=data.draw(st.floats(0, person.risk_aversion)),
                           threshold=person.threshold - data.draw(st.floats(0, 2)))
    leave, tied = (leave_quiet_apart, tied_quiet_apart) if grouped else (leave_quiet, tied_quiet)
    alone, met = (leave(person._replace(ties_protest=street, ties_underground=0.0), here, p)
                  for street in (0.0, person.ties_protest))
    both = leave(person, here, p)
    rounding = 1e-12 * both
    assert met - alone <= tied(bold._replace(ties_protest=person.ties_protest,
                                             ties_underground=0.0), here, p) + rounding
    assert both - met <= tied(bold._replace(ties_protest=0.0,
                                            ties_underground=person.ties_underground),
                              here, p) + rounding


@pytest.mark.parametrize("state", [PROTEST, UNDERGROUND, ARMED, JAILED])
@laws
@given(data=st.data())
def test_nobody_leaves_a_state_faster_than_its_bound(state, data):
    """Those whose term is over excepted: they are asked one by one."""
    here, p, person = everything(data)
    anybody = person._replace(hardship=1.0, risk_aversion=0.0, threshold=person.threshold - 1.0,
                              ties_protest=1.0, ties_underground=1.0)
    staying = person._replace(term_over=0.0)
    assert leave(state, staying, here, p) <= most(state, anybody, here, p) * (1 + 1e-12)


def everything(data):
    """A moment, the parameters of all mechanisms that move people, and a citizen."""
    movers = [name for name, m in CATALOGUE.items() if m.drives]
    reads = {column for name in movers for column in CATALOGUE[name].reads} | {"dt"}
    p = SimpleNamespace(**{
        name: data.draw(parameters(name, limits=True)) if name in movers else SimpleNamespace(on=0)
        for name in CATALOGUE})
    return data.draw(moments(sorted(reads))), p, data.draw(citizens)
