"""Every mechanism says what it is, what it reads, where it comes from; and means it."""

import inspect
import math
import re
from collections import Counter
from dataclasses import fields
from functools import cache

import numpy as np
import pytest

import fronde
from fronde.bibliography import entries
from fronde.gallery.entries import gallery
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.parameters import parameters_of
from fronde.scenario.settings import Contacts, Regime
from fronde.vocabulary import AROUND, COLUMN, FLOW, FLOWS, NATION
from laws.drawing import (
    beyond,
    called,
    drawn_moments,
    drawn_nations,
    drawn_parameters,
    drawn_people,
    kernels,
    plain,
)
from laws.small import RESPONSES, STATES, UNENDING, document

MECHANISMS = [pytest.param(m, id=name) for name, m in CATALOGUE.items()]
PARAMETERS = [pytest.param(parameter, id=f"{owner} {parameter.name}")
              for owner, params in {**{n: m.params for n, m in CATALOGUE.items()},
                                    "contacts": Contacts, "regime": Regime}.items()
              for parameter in parameters_of(params)]
MORE = [{"id": "recall", "set": {"regime.recall": 0.9}},
        {"id": "rally", "set": {"regime.nationalism": 1}, "shock": {"consensus": 0.02}}]
AHEAD = {**RESPONSES, "options": [*RESPONSES["options"], *MORE], "policy": "look-ahead",
         "review": 3, "horizon": 4}
# So weak are the pulls beside each other that any of them can tip the scales.
WEIGHING = {"common": 0.01, "kin": 0.01, "pace": 1.0}
OWN = {"legitimacy", "narrative", "patronage", "response", "sponsorship", "survival"}
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
    assert set(mechanism.gallery) <= {*found.cases, *gallery()}
    named = re.findall(r"gallery: ([\w, -]+)", mechanism.text["Limits"])
    for name in (name for line in named for name in re.findall(r"[a-z]+-\d{4}[a-z-]*", line)):
        assert name in gallery()


class Watched:
    """A row of a table that remembers which of its columns were looked at."""

    def __init__(self, row, seen):
        self.row, self.seen = row, seen

    def __getattr__(self, name):
        self.seen.add(name)
        return self.row[name] if isinstance(self.row, np.void) else getattr(self.row, name)


def looked_at(kernels, name):
    """Table -> columns that these kernels of a mechanism look at, at some of 300 moments."""
    rng = np.random.default_rng(6)
    seen = {"here": set(), "nation": set(), "state": set()}
    for here, person, (nation, state) in zip(drawn_moments(rng, 300), drawn_people(rng, 300),
                                             drawn_nations(rng, 300), strict=True):
        rows = {"here": here, "nation": nation, "state": state}
        given = {"person": person, "u": rng.random(), "p": plain(drawn_parameters(rng)[0][name]),
                 **{table: Watched(row, seen[table]) for table, row in rows.items()}}
        for kernel in kernels:
            kernel(*(given[argument] for argument in inspect.signature(kernel.py_func).parameters))
    return seen


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_its_functions_look_at_nothing_but_what_it_reads(mechanism):
    assert looked_at(mechanism.kernels, mechanism.name)["here"] <= set(mechanism.reads)
    assert list(mechanism.reads) == [name for name in COLUMN if name in mechanism.reads]


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_its_functions_of_nation_and_states_look_at_nothing_but_what_it_reads(mechanism):
    for stocks, table in ((mechanism.nation, NATION), (mechanism.states, AROUND)):
        if stocks is not None:
            seen = looked_at(stocks.kernels, mechanism.name)
            of_nation = stocks.of_nation if stocks.of_states else stocks.reads
            assert seen["nation"] <= set(of_nation) <= {column.name for column in NATION}
            assert seen["state"] <= set(stocks.reads) <= {column.name for column in table}
            assert stocks.of_states == (table is AROUND)


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
    for table, kind in ((NATION, "nation"), (AROUND, "states")):
        stocks = [getattr(m, kind) for m in CATALOGUE.values() if getattr(m, kind) is not None]
        owned = Counter(c for s in stocks for c in (*s.owns, *s.derives))
        assert owned == Counter(c.name for c in table if c.kind in ("stock", "derived"))
    driven = Counter(drive.flow for m in CATALOGUE.values() for drive in (*m.drives, *m.performs))
    assert driven == Counter(flow.name for flow in FLOWS)


@pytest.mark.parametrize(("name", "parameter"), KNOBS)
def test_no_dead_knobs(name, parameter):
    """Another value of the parameter gives another output, at some of 300 moments.

    What no function gives must change a run: those are for processes in which turns matter.
    """
    rng = np.random.default_rng(5)
    moments = zip(drawn_moments(rng, 300), drawn_people(rng, 300), drawn_nations(rng, 300),
                  strict=True)
    assert any(moves(name, parameter, plain(drawn_parameters(rng)[0][name]), *moment)
               for moment in moments) or shapes_a_run(name, parameter)


def moves(name, parameter, before, here, person, nation):
    """Whether another value of a parameter changes what the mechanism's functions give."""
    after = type(before)(**vars(before))
    changed = 0.9 * getattr(before, parameter.name) or 0.5
    setattr(after, parameter.name, min(max(changed, parameter.low), parameter.high))
    return (outputs(name, before, here, person, nation)
            != outputs(name, after, here, person, nation))


def shapes_a_run(name, parameter):
    """Whether far smaller or far larger values of a parameter change a run, of one of eight.

    What is rare may be idle in one run; which run that is changes with every new mechanism.
    """
    if math.isinf(parameter.default) or parameter.name == "pieces":
        values = (5.0,)
    else:
        values = tuple(factor * parameter.default or 0.5 for factor in (0.1, 10.0, 100.0))
    changed = [{parameter.name: min(max(value, parameter.low), parameter.high)}
               for value in values]
    return any(table_of_run(name, change, seed) != usual_run(name, seed)
               for seed in range(2, 10) for change in changed)


@cache
def usual_run(name, seed):
    """The run that others are compared with."""
    return table_of_run(name, {}, seed)


def table_of_run(name, values, seed):
    """Everything that is told of sixteen weeks, as text, where a mechanism has a say.

    The rule lasts, but where it is to be chosen for; and no state and no single pull draws all to
    one side where it is sides that count.
    """
    given = document(people=20000, weeks=16, responses=AHEAD, mechanisms={name: values})
    if name != "response":
        for owner, lasting in UNENDING.items():
            given["mechanisms"][owner] |= lasting | (values if owner == name else {})
    if name == "alignment":
        enemy, *others = STATES["rows"]
        given["states"] = {"rows": [{**enemy, "hostility": 0.3}, *others]}
        given["mechanisms"][name] = WEIGHING | values
    result = fronde.simulate(fronde.load(given), seed=seed)
    return [getattr(result, table).drop("run").write_csv()
            for table in ("series", "organisations", "operations", "changes")]


def outputs(name, p, here, person, nation):
    """What all functions of a mechanism give."""
    row = plain(here)
    leader, state = nation
    found = [x for _, kernel, kind in kernels(CATALOGUE[name])
             for x in called(kernel, kind, person, row, p)]
    for _, _, kernel, kind in beyond(CATALOGUE[name]):
        given = kernel(leader, p) if kind == "nation" else kernel(state, leader, p)
        found += given if isinstance(given, tuple) else (given,)
    assert not any(math.isnan(x) for x in found)
    return found


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_parameters_are_all_declared(mechanism):
    assert [p.name for p in parameters_of(mechanism.params)] == [
        f.name for f in fields(mechanism.params)]


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_mechanism_is_a_published_model_at_some_settings_or_says_that_it_is_our_own(mechanism):
    """Six were called published models that no setting turns into one."""
    limits = mechanism.text["Limits"]
    own = limits.startswith("own construction")
    assert own == (mechanism.name in OWN)
    shown = {name.strip(",") for name in re.sub(r".*?gallery: ", "", limits).split()}
    assert own or shown & set(gallery()) or "textbook model" in limits


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_source_that_gives_a_sign_or_a_form_says_whose_the_size_is(parameter):
    if re.search(r"\b(sign|shape|form) only", parameter.source):
        assert "assumed" in parameter.source


def test_a_share_of_events_is_no_person_s_rate():
    """Mass Mobilization counts events: its share of arrests was cited as a weekly rate."""
    (arrests,) = (p for p in parameters_of(CATALOGUE["repression"].params) if p.name == "arrests")
    assert arrests.source.startswith("assumed:")
    assert "events" in arrests.source


def test_legitimacy_says_how_its_parts_differ_from_gilley_s():
    text = CATALOGUE["legitimacy"].text
    for part in ("views of legality", "views of justification", "acts of consent"):
        assert part in text["Deviations"]
    assert "weights are not taken" in text["Deviations"]
    for parameter in parameters_of(CATALOGUE["legitimacy"].params):
        assert "gilley2009" not in parameter.source or "assumed" in parameter.source
