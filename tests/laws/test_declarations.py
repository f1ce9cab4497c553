"""Every mechanism says what it is, what it reads, where it comes from; and means it."""

import math
import re
from collections import Counter
from dataclasses import fields

import numpy as np
import pytest

import fronde
from fronde.bibliography import entries
from fronde.engine import compose
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import parameters_of
from fronde.scenario.settings import Contacts, Regime
from fronde.vocabulary import COLUMN, FLOW, FLOWS
from laws.drawing import (
    called,
    drawn_moments,
    drawn_parameters,
    drawn_people,
    kernels,
    plain,
)

MECHANISMS = [pytest.param(m, id=name) for name, m in CATALOGUE.items()]
PARAMETERS = [pytest.param(parameter, id=f"{owner} {parameter.name}")
              for owner, params in {**{n: m.params for n, m in CATALOGUE.items()},
                                    "contacts": Contacts, "regime": Regime}.items()
              for parameter in parameters_of(params)]
KNOBS = [pytest.param(name, p, id=f"{name} {p.name}")
         for name, m in CATALOGUE.items() for p in parameters_of(m.params)]


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_parameter_has_unit_meaning_source_and_a_prior_around_its_default(parameter):
    assert parameter.unit.strip()
    assert len(parameter.sentence.split()) >= 2
    key, _, _ = parameter.source.partition(":")
    assert key in {"assumed", "scenario", *entries()}
    assert parameter.low <= parameter.default <= parameter.high
    if parameter.prior is not None:
        assert parameter.prior.contains(parameter.default)
        for u in (1e-6, 1 - 1e-6):
            assert parameter.low <= parameter.prior.quantile(u) <= parameter.high


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_parameter_s_source_is_cited_by_its_mechanism(mechanism):
    keys = {p.source.partition(":")[0] for p in parameters_of(mechanism.params)}
    assert keys - {"assumed", "scenario"} <= set(mechanism.cite)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_the_text_of_a_mechanism_is_complete(mechanism):
    text = mechanism.text
    assert text["summary"].endswith(".")
    assert "=" in text["equation"]
    for part in ("Sources", "Limits", "Deviations"):
        assert len(text[part].split()) >= 3, part


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_is_cited_and_shown_exists(mechanism):
    assert mechanism.cite
    assert mechanism.gallery
    assert set(mechanism.cite) <= set(entries())
    found = fronde.bundled()
    assert set(mechanism.gallery) <= set(found.cases) | set(found.gallery)
    named = re.findall(r"gallery: ([\w, -]+)", mechanism.text["Limits"])
    for name in (name for line in named for name in re.findall(r"[a-z]+-\d{4}[a-z-]*", line)):
        assert name in found.gallery


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_reads_is_what_its_functions_read(mechanism):
    read = set().union(*(compose.columns_read(k) for _, k, _ in kernels(mechanism)))
    assert len(mechanism.reads) == len(set(mechanism.reads))
    assert set(mechanism.reads) == read
    assert read <= set(COLUMN)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_drives_owns_and_derives_fit_the_vocabulary(mechanism):
    for drive in mechanism.drives:
        assert drive.flow in FLOW
        assert len(set(drive.causes)) == len(drive.causes) > 0
        assert (drive.parts is None) == (len(drive.causes) == 1)
    assert all(COLUMN[name].kind == "stock" for name in mechanism.owns)
    assert all(COLUMN[name].kind == "derived" for name in mechanism.derives)
    assert (mechanism.update is None) == (not mechanism.owns) == (mechanism.start is None)
    assert (mechanism.derive is None) == (not mechanism.derives)
    assert {flow for flow, _ in mechanism.term} <= {drive.flow for drive in mechanism.drives}


def test_nothing_has_two_owners_and_everything_one():
    owned = Counter(c for m in CATALOGUE.values() for c in (*m.owns, *m.derives))
    assert set(owned.values()) == {1}
    assert set(owned) == {c.name for c in COLUMN.values() if c.kind in ("stock", "derived")}
    driven = Counter(drive.flow for m in CATALOGUE.values() for drive in m.drives)
    assert driven == Counter(flow.name for flow in FLOWS)


def test_the_composed_file_is_what_the_catalogue_gives():
    assert compose.TARGET.read_text(encoding="utf-8") == compose.source()


@pytest.mark.parametrize(("name", "parameter"), KNOBS)
def test_no_dead_knobs(name, parameter):
    """Another value of the parameter gives another output, at some of 300 moments."""
    rng = np.random.default_rng(5)
    table, people = drawn_moments(rng, 300), drawn_people(rng, 300)
    assert any(moves(name, parameter, plain(drawn_parameters(rng)[0][name]), here, person)
               for here, person in zip(table, people, strict=True))


def moves(name, parameter, before, here, person):
    """Whether another value of a parameter changes what the mechanism's functions give."""
    after = type(before)(**vars(before))
    changed = 0.9 * getattr(before, parameter.name) or 0.5
    setattr(after, parameter.name, min(max(changed, parameter.low), parameter.high))
    return outputs(name, before, here, person) != outputs(name, after, here, person)


def outputs(name, p, here, person):
    """What all functions of a mechanism give."""
    row = plain(here)
    found = [x for _, kernel, kind in kernels(CATALOGUE[name])
             for x in called(kernel, kind, person, row, p)]
    assert not any(math.isnan(x) for x in found)
    return found


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_parameters_are_all_declared(mechanism):
    assert [p.name for p in parameters_of(mechanism.params)] == [
        f.name for f in fields(mechanism.params)]
