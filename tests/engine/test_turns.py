"""The week calls turns in the order that mechanisms declare, and knows none by name."""

import pytest
from laws.small import country

from fronde.engine import underground
from fronde.engine.composed import CAUSES
from fronde.engine.plan import plan
from fronde.mechanisms.catalogue import CATALOGUE, OWN
from fronde.mechanisms.mechanism import Mechanism, MechanismTurn, turns_in_order
from fronde.states import QUIET, UNDERGROUND
from fronde.vocabulary import AROUND, COLUMNS, NATION
from fronde.world.world import build

TAKEN = []


def note_first(step):
    """Say that it was taken, and of what step."""
    TAKEN.append(("first", step.tick))


def note_second(step):
    """The same of another turn."""
    TAKEN.append(("second", step.tick))


FIRST = MechanismTurn("first", f"{__name__}:note_first")
SECOND = MechanismTurn("second", f"{__name__}:note_second", after=("first",),
                       beside="organisations", needs=("people.underground",))


@pytest.fixture
def played(monkeypatch):
    """Which turns are taken in a new country, with some mechanisms on and persons in hiding."""
    mechanisms = [Mechanism("combat", OWN["combat"].params, turns=(SECOND,)),
                  Mechanism("belief", OWN["belief"].params, turns=(FIRST,))]
    monkeypatch.setattr(underground, "TURNS", turns_in_order(mechanisms))
    scenario = country(people=600)

    def play(hidden, off=()):
        TAKEN.clear()
        world, parameters = build(scenario, 1, len(CAUSES)), plan(scenario, 1).parameters.copy()
        world.counts[0, [QUIET, UNDERGROUND]] += [-hidden, hidden]
        for name in off:
            parameters[name]["on"] = 0.0
        underground.take_turns(world, world.here, parameters)
        return [name for name, _ in TAKEN]

    return play


def test_turns_follow_one_another_as_declared():
    assert [turn.name for _, turn in turns_in_order(OWN.values())] == [
        "supply", "enlist", "arm", "strike", "meet", "realign", "end"]
    for mechanism in OWN.values():
        assert all(callable(turn.take) for turn in mechanism.turns)


def test_who_needs_somebody_in_hiding_waits_until_there_is_somebody(played):
    assert played(hidden=0) == ["first"]
    assert played(hidden=2) == ["first", "second"]


@pytest.mark.parametrize(("off", "taken"), [
    (("belief",), ["second"]), (("combat",), ["first"]), (("organisations",), ["first"]),
    (("belief", "combat"), [])])
def test_a_turn_is_taken_where_its_mechanism_takes_part(played, off, taken):
    """And where the one takes part that it is beside."""
    assert played(hidden=2, off=off) == taken


def test_turns_that_wait_for_each_other_are_an_error():
    circle = Mechanism("belief", OWN["belief"].params, turns=(
        MechanismTurn("one", "a:b", after=("other",)),
        MechanismTurn("other", "a:b", after=("one",))))
    with pytest.raises(ValueError, match="turns wait for each other: one, other"):
        turns_in_order([circle])


def test_what_turns_look_at_are_columns_that_there_are():
    for table, columns in (("here", COLUMNS), ("nation", NATION), ("around", AROUND)):
        known = {column.name for column in columns}
        for mechanism in CATALOGUE.values():
            assert set(mechanism.looks_at(table)) <= known


def test_nobody_lists_what_turns_look_at():
    """The columns that were listed by hand before they were found in the code."""
    assert {"armed_hope", "risk_underground", "police", "effort"} <= set(
        CATALOGUE["combat"].looks_at("here"))
    assert CATALOGUE["combat"].looks_at("nation") == ("army_home", "loyalists")
    assert CATALOGUE["alignment"].looks_at("around") == ("enemy", "hostility", "capacity")
    assert {"passive", "population", "war"} == set(CATALOGUE["sponsorship"].looks_at("nation"))
    assert CATALOGUE["belief"].looks_at("around") == ()


def test_a_turn_may_take_the_place_of_another():
    """One that replaces combat comes where combat came: after arms are given, before they meet."""
    own = {name: mechanism for name, mechanism in OWN.items() if name != "combat"}
    siege = Mechanism("siege", OWN["combat"].params, turns=(
        MechanismTurn("assault", f"{__name__}:note_first", after=("arm",), before=("meet",)),))
    assert [turn.name for _, turn in turns_in_order([*own.values(), siege])] == [
        "supply", "enlist", "arm", "assault", "meet", "realign", "end"]


def test_each_mechanism_has_causes_of_its_own():
    """Also where two carry out one flow: each books what it does under its own."""
    for name, causes in underground.FIRST_OF.items():
        for flow, column in causes.items():
            assert CAUSES[column][0] == flow
            assert CAUSES[column][2] == name
    assert underground.FIRST_OF["combat"].keys() == {"fall"}
