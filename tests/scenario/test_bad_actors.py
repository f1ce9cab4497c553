"""What is wrong with states, organisations and propensities is said with its place."""

from __future__ import annotations

import re
import time

import pytest

from fronde.scenario import load

from .writing import AROUND, complaints

# table, text in it -> text instead, all that must be said, each with its place
CELLS = [
    ("states", "CL,Client", "EN,Client", [
        "states.csv:3:state: duplicate state `EN`, first in line 2"]),
    ("states", "enemy", "ennemy", [
        "states.csv:2:kind: `kind` must be enemy, client or neutral, not `ennemy`: did you mean "
        "`enemy`?"]),
    ("states", "enemy,1,", "enemy,1.5,", [
        "states.csv:2:hostility: `hostility` must be at most 1, not `1.5`"]),
    ("states", "enemy,1,", "enemy,.nan,", [
        "states.csv:2:hostility: `hostility` must be a finite number, not `nan`"]),
    ("states", "enemy,1,", "enemy,,", [
        "states.csv:2:hostility: `hostility` must be a number, not nothing"]),
    ("states", ",60,", ",.inf,", [
        "states.csv:2:capacity: `capacity` must be a finite number, not `inf`"]),
    ("states", ",60,", ",1e300,", [
        "states.csv:2:capacity: `capacity` must be at most 1e+15, not `1e+300`"]),
    ("states", ",60,", ",true,", [
        "states.csv:2:capacity: `capacity` must be a number, not `true`"]),
    ("states", ",6,0,", ",-6,0,", [
        "states.csv:2:volunteers: `volunteers` must be at least 0, not `-6`"]),
    ("states", ",6,0,", ",6,0.5,", [
        "states.csv:2:dissent: `dissent` is only for clients"]),
    ("states", "0,b,", "0,bb c,", [
        "states.csv:2:kin: unknown group `bb`: did you mean `b`?",
        "states.csv:2:kin: unknown group `c`: choose from a, b"]),
    ("states", "NO SO", "NO;SO", [
        "states.csv:2:regions: unknown region `NO;SO`: choose from NO, SO"]),
    ("states", "NO SO", "NO NO", ["states.csv:2:regions: region `NO` is listed twice"]),
    ("states", "name,kind", "name,kindd", [
        "states.csv:1: column `kind` is missing: the header is",
        "states.csv:1:kindd: unknown column `kindd`: did you mean `kind`?"]),
    ("organisations", "NO,a", "NOO,a", [
        "organisations.csv:2:region: unknown region `NOO`: did you mean `NO`?"]),
    ("organisations", "NO,a", "NO,c", [
        "organisations.csv:2:group: unknown group `c`: choose from a, b"]),
    ("organisations", "NO,a", "NO,b", [
        "organisations.csv:2:group: group `b` does not live in region `NO`"]),
    ("organisations", ",2,", ",-1,", [
        "organisations.csv:2:arms: `arms` must be at least 0, not `-1`"]),
    ("organisations", ",2,", ",1.5,", [
        "organisations.csv:2:arms: `arms` must be a whole number, not `1.5`"]),
    ("organisations", ",2,", f",{10**40},", [
        "organisations.csv:2:arms: `arms` must be at most 1e+15, not `1e+40`"]),
    ("organisations", ",10,", ",0,", [
        "organisations.csv:2:members: `members` must be at least 1, not `0`"]),
    ("organisations", ",10,", ",601,", [
        "organisations.csv:2:members: organisations have 601 members among the 600 citizens "
        "of `a` in `NO`"]),
    ("organisations", "0.5", "-1.5", [
        "organisations.csv:2:agenda: `agenda` must be at least -1, not `-1.5`"]),
    ("organisations", "EN", "ENN", [
        "organisations.csv:2:sponsor: unknown state `ENN`: did you mean `EN`?"]),
    ("organisations", "blue", "red", [
        "organisations.csv:3:organisation: duplicate organisation `red`, first in line 2",
        "propensities.csv:2:b: unknown actor `blue`"]),
    ("organisations", "blue,SO,b,5,0,,\n", "blue,SO,b,5,0,,\nCL,SO,b,5,0,,\n", [
        "organisations.csv:4:organisation: `CL` is already the id of a state: choose another"]),
    ("organisations", ",members", "", [
        "organisations.csv:1: column `members` is missing: the header is"]),
    ("organisations", "red,NO,a,10,2,0.5,EN", "red,N0,c,0,-1,2,ENN", [
        "organisations.csv:2:region: unknown region", "organisations.csv:2:group: unknown group",
        "organisations.csv:2:members: ", "organisations.csv:2:arms: ",
        "organisations.csv:2:agenda: ", "organisations.csv:2:sponsor: unknown state"]),
    ("propensities", "blue,0.5", "blue,2", [
        "propensities.csv:2:propensity: `propensity` must be at most 1, not `2`"]),
    ("propensities", "blue,0.5", "blue,.nan", [
        "propensities.csv:2:propensity: `propensity` must be a finite number, not `nan`"]),
    ("propensities", "blue,0.5", "blue,", [
        "propensities.csv:2:propensity: `propensity` must be a number, not nothing"]),
    ("propensities", "blue", "bleu", [
        "propensities.csv:2:b: unknown actor `bleu`: did you mean `blue`?"]),
    ("propensities", "red,blue", "red,red", [
        "propensities.csv:2:b: a propensity of `red` towards itself"]),
    ("propensities", "red,EN,-0.25", "red,blue,0.5", [
        "propensities.csv:3: duplicate propensity of `red` and `blue`"]),
    ("propensities", "red,EN,-0.25", "blue,red,0.5", [
        "propensities.csv:3: duplicate propensity of `blue` and `red`"]),
    ("propensities", "red,EN,-0.25", "blue,red,0.4", [
        "propensities.csv:3:propensity: the propensity of `blue` towards `red` is 0.4, but 0.5 the "
        "other way round. Unequal propensities can make moves cycle"]),
    ("regions", "SO,South,400,0,1,true", "SO,South,400,0,1,yes", [
        "regions.csv:3:installed: `installed` must be true or false, not `yes`"]),
    ("regions", "SO,South,400,0,1,true", "SO,South,400,0,1,", [
        "regions.csv:3:installed: `installed` must be true or false, not nothing"]),
    ("groups", ",0.25", ",2", ["groups.csv:2:agenda: `agenda` must be at most 1, not `2`"]),
    ("groups", ",0.25", ",x", ["groups.csv:2:agenda: `agenda` must be a number, not `x`"]),
]
# text in the scenario -> text instead, all that must be said
SECTIONS = [
    ("organisations: {file: organisations.csv}", "organisations: organisations.csv", [
        "s.yaml:8:16: `organisations` must be a mapping, not `organisations.csv`"]),
    ("organisations: {file: organisations.csv}", "organisations: []", [
        "s.yaml:8:16: `organisations` must be a mapping, not a list"]),
    ("organisations: {file: organisations.csv}", "organisations: {rows: [[1]]}", [
        "s.yaml:8:24: must be a mapping, not a list"]),
    ("organisations: {file: organisations.csv}", "organisations: {file: organisation.csv}", [
        "s.yaml:8:23: no file `organisation.csv`: did you mean `organisations.csv`?"]),
    ("states: {file: states.csv}", "states: {rows: {}}", [
        "s.yaml:7:16: `rows` must be a list, not a mapping"]),
    ("states: {file: states.csv}", "states: {file: ../states.csv}", [
        "s.yaml:7:16: `../states.csv` lies outside the scenario's folder"]),
    ("states: {file: states.csv}\n", "\n", [
        "organisations.csv:2:sponsor: unknown state `EN`: the scenario has no `states`",
        "propensities.csv:3:b: unknown actor `EN`: choose from blue, red"]),
    ("{file: propensities.csv}", "{file: propensities.csv, asymmetric: yes}", [
        "s.yaml:9:52: `asymmetric` must be true or false, not `yes`"]),
    ("{file: propensities.csv}", "{file: propensities.csv, asymetric: true}", [
        "s.yaml:9:40: unknown key `asymetric`: did you mean `asymmetric`?"]),
    ("{file: propensities.csv}", "{asymmetric: true}", [
        "s.yaml:9:15: `propensities` needs `file` or `rows`"]),
    ("{file: propensities.csv}", "{rows: []}", ["s.yaml:9:22: `propensities` has no rows"]),
    (" alignment: ,", "", ["s.yaml:9:15: `propensities` needs mechanism alignment"]),
]


def heads(text: str) -> list[str]:
    """Complaints without their source lines."""
    return [line for line in text.splitlines() if re.match(r"[\w.-]+:\d", line)]


def all_and_only(text: str, said: list[str]) -> bool:
    """Whether all that must be said is said in this order, and nothing else."""
    found = heads(text)
    return len(found) == len(said) and all(
        head.startswith(part) for head, part in zip(found, said, strict=True))


def test_it_is_sound_without_its_mistakes(actors):
    scenario = load(actors())
    assert [state.kin for state in scenario.states] == [("b",), ()]
    assert [one.agenda for one in scenario.organisations] == [0.5, -1.0]
    assert [region.installed for region in scenario.regions] == [False, True]
    assert not scenario.asymmetric


@pytest.mark.parametrize(("table", "old", "new", "said"), CELLS)
def test_cells(actors, table, old, new, said):
    content = AROUND[f"{table}.csv"]
    assert content.count(old) == 1
    text = complaints(actors(**{table: content.replace(old, new)}))
    assert all_and_only(text, said), text


@pytest.mark.parametrize(("old", "new", "said"), SECTIONS)
def test_sections(actors, old, new, said):
    text = complaints(actors(old, new))
    assert all_and_only(text, said), text


def test_the_caret_stands_under_the_cell(actors):
    lines = complaints(actors(organisations=AROUND["organisations.csv"].replace(
        "EN", "EM"))).splitlines()
    assert lines[1][lines[2].index("^"):] == "EM"


def test_organisations_need_their_mechanism(actors):
    names = ("organisations", "alignment", "combat", "sponsorship")
    path = actors()
    text = path.read_text()
    for name in names:
        text = text.replace(f" {name}: ,", "")
    path.write_text(text)
    assert all_and_only(complaints(path), [
        "s.yaml:8:16: `organisations` needs mechanism organisations",
        "s.yaml:9:15: `propensities` needs mechanism alignment"])


def test_unequal_propensities_on_request(actors):
    both = "a,b,propensity\nred,blue,0.5\nblue,red,-0.5\n"
    path = actors("{file: propensities.csv}", "{file: propensities.csv, asymmetric: true}",
                  propensities=both)
    scenario = load(path)
    assert scenario.asymmetric
    assert [p.value for p in scenario.propensities] == [0.5, -0.5]
    assert load(scenario.document) == scenario


@pytest.mark.parametrize("people", [10, 100, 1000])
def test_members_are_persons_whatever_is_simulated_one_to_one(actors, people):
    """Of a thousand persons six hundred are of `a` in the north."""
    all_of_them = AROUND["organisations.csv"] + "grey,NO,a,590,0,,\n"
    found = load(actors(organisations=all_of_them), people=people).organisations
    assert [one.members for one in found if one.region == "NO"] == [10, 590]
    path = actors(organisations=all_of_them.replace(",590,", ",591,"))
    assert "organisations have 601 members among the 600 citizens of `a` in `NO`" in complaints(
        path, people=people)


def test_members_add_up_over_organisations(actors):
    more = AROUND["organisations.csv"] + "grey,NO,a,590,0,,\nblack,NO,a,1,0,,\n"
    assert all_and_only(complaints(actors(organisations=more)), [
        "organisations.csv:5:members: organisations have 601 members among the 600 citizens of"])


def test_many_organisations(actors):
    """Thousands are no burden, nor are thousands of mistakes in them."""
    many = 6000
    regions = AROUND["regions.csv"].replace("600", "600000")
    listed = "organisation,region,group,members\n" + "".join(
        f"o{i},NO,a,1\n" for i in range(many))
    pairs = "a,b,propensity\n" + "".join(f"o{i},o{i + 1},0.5\n" for i in range(many - 1))
    path = actors("people: 1000", "people: all", regions=regions, organisations=listed,
                  propensities=pairs)
    began = time.process_time()
    assert len(load(path).organisations) == many
    wrong = actors("people: 1000", "people: all", regions=regions, organisations=listed,
                   propensities=pairs.replace("\no", "\np"))
    assert "only the first 100 are shown" in complaints(wrong)
    assert time.process_time() - began < 30
