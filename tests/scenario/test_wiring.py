"""One owner for every column, and a way from quiet to every state that somebody leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fronde.kernel import kernel
from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import load, wiring
from fronde.scenario.wiring import reachable
from fronde.states import JAILED, PROTEST, QUIET, UNDERGROUND

from .writing import SMALL, complaints


def test_states_are_reached_along_flows_only():
    assert reachable({}) == {QUIET}
    assert reachable({"arrest": "r", "detect": "r", "release": "r"}) == {QUIET}
    assert reachable({"protest": "m", "arrest": "r"}) == {QUIET, PROTEST, JAILED}
    assert reachable({"protest": "m", "hide": "m", "detect": "r"}) == {
        QUIET, PROTEST, UNDERGROUND, JAILED}


def test_two_mechanisms_cannot_own_one_column(full, monkeypatch):
    rival = replace(CATALOGUE["belief"], owns=(*CATALOGUE["belief"].owns, "outrage"))
    monkeypatch.setitem(CATALOGUE, "belief", rival)
    assert "two owners of `outrage`: grievance and belief" in complaints(full())


@kernel
def looking(u, here, p):
    """Looks at one column."""
    return here.procedural


def test_a_column_that_no_mechanism_provides_can_only_be_fixed(write, monkeypatch):
    reader = CATALOGUE["mobilisation"]
    monkeypatch.setitem(wiring.CATALOGUE, "mobilisation",
                        replace(reader, term=(("protest", looking),)))
    owner = CATALOGUE["legitimacy"]  # replaced, not taken out: that would move it to the end
    monkeypatch.setitem(wiring.CATALOGUE, "legitimacy",
                        replace(owner, owns=(), derives=(), start=None, update=None, derive=None))
    said = complaints(write(SMALL))
    assert ("mobilisation reads `procedural`, but nothing provides it: hold it constant with "
            "fixed: ") in said
    assert load(write(SMALL), sets=["fixed.procedural=0.5"]).fixed["procedural"] == 0.5


def test_the_whole_catalogue_fits_together(full):
    path = full()
    names = ", ".join(f"{name}: " for name in CATALOGUE)
    path.write_text(path.read_text().split("fixed")[0] + f"mechanisms: {{{names}}}\n")
    assert tuple(load(path).mechanisms) == tuple(CATALOGUE)


@pytest.mark.parametrize("name", ["alignment", "combat", "sponsorship"])
def test_processes_of_organisations_need_them(write, name):
    text = SMALL.replace("mobilisation: {}", f"mobilisation: {{}}, {name}: {{}}")
    assert f"{name} needs mechanism organisations" in complaints(write(text))


def test_a_column_of_the_nation_is_provided_or_fixed(write):
    text = SMALL.replace("mobilisation: {}", "mobilisation: {}, patronage: {}")
    said = complaints(write(text))
    assert ("patronage reads `abroad`, but nothing provides it: add mechanism forces, or hold it "
            "constant") in said
    fixed = text.replace("fixed:\n  {", "fixed:\n  {abroad: 0.5, ")
    assert load(write(fixed)).fixed["abroad"] == 0.5
