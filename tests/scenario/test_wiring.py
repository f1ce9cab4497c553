"""One owner for every column, and a way from quiet to every state that somebody leaves."""

from __future__ import annotations

from dataclasses import replace

from fronde.mechanisms.catalogue import CATALOGUE
from fronde.scenario import load, wiring
from fronde.scenario.wiring import reachable
from fronde.vocabulary import JAILED, PROTEST, QUIET, UNDERGROUND

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


def test_a_column_that_no_mechanism_provides_can_only_be_fixed(write, monkeypatch):
    reader = CATALOGUE["mobilisation"]
    monkeypatch.setitem(wiring.CATALOGUE, "mobilisation",
                        replace(reader, reads=(*reader.reads, "procedural")))
    monkeypatch.delitem(wiring.CATALOGUE, "legitimacy")
    said = complaints(write(SMALL))
    assert "mobilisation reads `procedural`, which nothing provides: add fixed: " in said
    assert load(write(SMALL), sets=["fixed.procedural=0.5"]).fixed["procedural"] == 0.5


def test_the_whole_catalogue_fits_together(full):
    assert tuple(load(full()).mechanisms) == tuple(CATALOGUE)
