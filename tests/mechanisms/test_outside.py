"""Mechanisms from other packages: taken in whole, or refused with the package's name."""

from __future__ import annotations

import importlib
import re
import sys
from importlib.metadata import EntryPoint, version

import pytest

import fronde
from fronde import plugins
from fronde.bibliography import entries
from fronde.errors import ScenarioError
from fronde.mechanisms import outside
from fronde.mechanisms.catalogue import BROUGHT, CATALOGUE, OWN
from fronde.mechanisms.mechanism import turns_in_order
from fronde.plugins import Plugin
from fronde.record.provenance import versions
from fronde.reporting import reference
from fronde.scenario import wiring

GOOD = '''
r"""Citizens who are discontented may leave the country.

    emigrate = e + x G                                                             [1/week]
"""

from dataclasses import dataclass

from fronde.columns import Column
from fronde.kernel import kernel
from fronde.mechanisms.grievance import grievance
from fronde.mechanisms.mechanism import Drive, Mechanism
from fronde.parameters import Uniform, param
from fronde.states import EXILED, QUIET, Flow


@dataclass(frozen=True)
class Params:
    """How many leave."""

    opportunity: float = param(0.01, "1/week", Uniform(0.0, 0.1), "rate of leaving anyway",
                               source="hirschman1970: sign only")
    discontent: float = param(0.01, "1/week", Uniform(0.0, 0.1), "rate that grievance adds",
                              source="assumed: a guess")


@kernel
def emigrate(person, here, p):
    """QUIET to EXILED [1/week]."""
    return p.opportunity + p.discontent * grievance(person, here) + 0.0 * here.longing


@kernel
def start(here, p):
    """Nobody longs yet."""
    return 0.0


@kernel
def update(here, p):
    """Longing stays."""
    return here.longing


MECHANISM = Mechanism(
    name="emigration",
    params=Params,
    flows=(Flow("emigrate", QUIET, EXILED, "leaves the country"),),
    columns=(Column("longing", "stock", "share", "how much people long to leave"),),
    drives=(Drive("emigrate", emigrate, ("left",)),),
    owns=("longing",), start=start, update=update,
    cite=("hirschman1970",),
)
'''
SOURCE = '''@book{hirschman1970,
  author = {Hirschman, Albert O.},
  title = {Exit, Voice, and Loyalty},
  year = {1970},
  publisher = {Harvard University Press}
}
'''


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Makes a package of one file and says what it brings."""
    monkeypatch.syspath_prepend(tmp_path)
    count = iter(range(99))

    def made(text=GOOD, bib=SOURCE, needs=(), name="emigration", what="MECHANISM"):
        module = f"brought_{next(count)}"
        (tmp_path / f"{module}.py").write_text(text)
        (tmp_path / f"{module}.bib").write_text(bib)
        importlib.invalidate_caches()
        entry = EntryPoint(name, f"{module}:{what}", plugins.GROUP)
        return Plugin(name, "fronde-emigration", "0.1", tuple(needs), entry)

    yield made
    for name in [name for name in sys.modules if name.startswith("brought_")]:
        del sys.modules[name]


def refused(plugin):
    """The one thing that is wrong with it; nothing of it is taken in."""
    found = outside.take_in([plugin], OWN)
    assert not any((found.mechanisms, found.origins, found.flows, found.columns))
    (said,) = found.refused.values()
    assert said.startswith(f"mechanism {plugin.name} of package fronde-emigration 0.1: ")
    return said


def test_a_mechanism_is_taken_in_with_its_words(package):
    found = outside.take_in([package(needs=["fronde", "numpy>=99"])], OWN)
    assert not found.refused
    (mechanism,) = found.mechanisms.values()
    assert [flow.name for flow in found.flows] == ["emigrate"]
    assert [column.name for column in found.columns] == ["longing"]
    assert set(mechanism.reads) == {"longing", "legitimacy", "grievance_group",
                                    "grievance_shock", "grievance_backlash"}
    assert found.origins["emigration"].origin == "package fronde-emigration 0.1"
    assert [file.name for file in found.origins["emigration"].files] == ["brought_0.py"]
    assert mechanism.text["summary"].startswith("Citizens who")


@pytest.mark.parametrize(("before", "after", "said"), [
    ("import Column", "import Colum", "it cannot be imported (ImportError"),
    ("@kernel\ndef start", "raise SystemError('no')\n\n\n@kernel\ndef start", "(SystemError: no)"),
    ("discontent: float", "opportunity: float", "names the parameter opportunity twice"),
    ('param(0.01, "1/week", Uniform(0.0, 0.1), "rate of',
     'param(9.0, "1/week", Uniform(0.0, 0.1), "rate of', "default 9.0 is outside its prior"),
    ("opportunity: float = param", "open: float = 1.0\n    opportunity: float = param",
     "Params.open was not declared with param()"),
    ('name="emigration"', 'name="exit"', "its entry point is named emigration, and it is named"),
    ('Flow("emigrate"', 'Flow("arrest"', "there is a flow arrest already"),
    ("QUIET, EXILED,", "QUIET, 9,", "leads from or to a state that there is not"),
    ('Drive("emigrate"', 'Drive("leave"', "it drives a flow leave, which is not declared"),
    ('Column("longing"', 'Column("outrage"', "there is a column outrage of communities already"),
    ('"longing", "stock"', '"longing", "derived"', "does not make it a derived"),
    ('owns=("longing",)', 'owns=("desire",)', "it brings the column longing, and does not make it"),
    ("here.longing", "here.lnging", "there is no column lnging of communities"),
    ("start=start, ", "", "owns longing, and has no kernel `start`"),
    ('cite=("hirschman1970",)', 'cite=("hirshman1970",)', "cites hirshman1970, which no"),
    ("    emigrate = e + x G", "", "no docstring with a sentence"),
    ("MECHANISM = Mechanism(", "MECHANISM = dict(", "is no Mechanism"),
    ("    cite=", "    turns=2, cite=", "it cannot be imported (TypeError"),
])
def test_what_is_wrong_is_said_with_the_package_s_name(package, before, after, said):
    text = re.sub(r" +\[1/week\]$", "", GOOD, flags=re.MULTILINE)
    assert before in text
    assert said in refused(package(text.replace(before, after, 1)))


def test_a_name_that_is_taken_is_refused(package):
    assert "there is something of this name" in refused(package(name="combat", text=GOOD.replace(
        'name="emigration"', 'name="combat"')))
    two = [package(), package()]
    found = outside.take_in(two, OWN)
    assert list(found.mechanisms) == ["emigration"] == list(found.refused)


def test_a_version_that_does_not_fit_is_refused(package):
    assert f"it needs fronde>=99, and this is fronde {version('fronde')}" in refused(
        package(needs=["fronde>=99"]))


def test_a_bibliography_that_cannot_be_read_is_refused(package):
    assert "brought_0.bib:1: cannot read" in refused(package(bib=SOURCE.replace("@book", "book")))


def test_derived_columns_that_need_each_other_are_refused(package):
    """Grievance derives from legitimacy, which would derive from grievance."""
    text = GOOD.replace('owns=("longing",), start=start, update=update,',
                        'derives=("legitimacy",), derive=circular,')
    text = text.replace('"longing", "stock"', '"longing", "derived"').replace(
        "MECHANISM =", '@kernel\ndef circular(here, p):\n    """In a circle."""\n'
        "    return here.grievance\n\n\nMECHANISM =").replace(
        '    columns=(Column("longing", "derived", "share", "how much people long to leave"),),\n',
        "").replace(" + 0.0 * here.longing", "")
    assert "need each other" in refused(package(text))


TURN = GOOD.replace(
    "import Drive, Mechanism", "import Act, Drive, Mechanism, MechanismTurn").replace(
    "MECHANISM =", '''def flee(step):
    """Whoever is armed goes when the state has many soldiers at home."""
    if step.nation["army_home"] > 0.0 and step.here["police"].sum() > 0.0:
        step.recount()


MECHANISM =''').replace("    cite=", """    performs=(Act("flee", ("by sea",)),),
    turns=(MechanismTurn("flee", f"{__name__}:flee", after=("strike",), beside="organisations",
                sees=("people.armed",), moves=("people.exiled",), needs=("people.armed",)),),
    cite=""").replace("leaves the country\"),)", """leaves the country"),
           Flow("flee", 3, EXILED, "flees"))""")


def test_a_turn_is_taken_in_with_what_its_code_looks_at(package):
    found = outside.take_in([package(TURN)], OWN)
    assert not found.refused
    mechanism = found.mechanisms["emigration"]
    assert mechanism.looks_at("nation") == ("army_home",)
    assert {"police", *mechanism.reads} == set(mechanism.looks_at("here"))
    assert set(mechanism.process.reads) > {"people.armed", "nation.army_home", "here.police"}
    order = [turn.name for _, turn in turns_in_order([*OWN.values(), mechanism])]
    assert order.index("strike") < order.index("flee")


@pytest.mark.parametrize(("before", "after", "said"), [
    ("turns=(MechanismTurn(", "process=(MechanismTurn(", "it cannot be imported (TypeError"),
    ('MechanismTurn("flee"', 'MechanismTurn("strike"', "there is a turn strike already"),
    (":flee", ":fly", "it cannot be imported (AttributeError"),
    (":flee", ":EXILED", "its turn flee is no function"),
    ('after=("strike",)', 'after=("stroke",)', "comes after stroke, and there is no such turn"),
    ('after=("strike",)', 'after=("flee",)', "turns wait for each other"),
    ('beside="organisations"', 'beside="organisation"', "there is no such mechanism"),
    ('sees=("people.armed"', 'sees=("armed"', "names armed; it must begin as"),
    ('here["police"]', 'here["polise"]', "there is no column polise of communities"),
    ("    turns=(", "    gallery=(", "and has no turn to do it in"),
])
def test_what_is_wrong_with_a_turn_is_said(package, before, after, said):
    assert before in TURN
    assert said in refused(package(TURN.replace(before, after)))


def test_a_scenario_that_names_a_refused_mechanism_hears_why(package, monkeypatch):
    found = outside.take_in([package(needs=["fronde>=99"])], OWN)
    monkeypatch.setattr(wiring, "BROUGHT", found)
    with pytest.raises(ScenarioError, match=r"package fronde-emigration 0\.1.*needs fronde>=99"):
        fronde.load({"title": "T", "time": {"start": "2030-01-07", "weeks": 4},
                     "population": {"total": 1000}, "mechanisms": {"emigration": {}}})


def test_a_refused_package_takes_no_mechanism_away(package, monkeypatch):
    """One that calls itself combat: fronde's own goes on working, in scenarios and on pages."""
    found = outside.take_in([package(name="combat")], OWN)
    monkeypatch.setattr(wiring, "BROUGHT", found)
    monkeypatch.setattr(reference, "BROUGHT", found)
    assert list(found.refused) == ["combat"]
    assert "combat" in fronde.load("fighting-coalition").mechanisms
    assert reference.of_mechanism("combat").startswith("### combat")


def test_without_packages_there_is_what_fronde_has():
    """The machine that tests run on has none."""
    assert not BROUGHT.mechanisms
    assert list(CATALOGUE) == list(OWN)
    assert "hirschman1970" not in entries()
    assert set(versions(fronde.load("granovetter-1978"))) == {
        "fronde", "numpy", "numba", "polars", "python"}
