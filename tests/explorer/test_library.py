"""Ids are given out and looked up; none leads out of the folder."""

import json

import pytest
from explorer.lively import PEOPLE, WEEKS, library_with, spec_of, text
from laws.small import RESPONSES

import fronde as fr
from fronde.errors import FrondeError, ScenarioError
from fronde.explorer.library import MOST_SENT, Library, Missing
from fronde.explorer.server import Address, address, is_loopback, listen, state_for
from fronde.explorer.spec import MOST_WEEKS, read
from fronde.scenario import load_text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two runs, one of them deep, a link that leads out, and something that is no run."""
    top = tmp_path_factory.mktemp("store")
    outside = tmp_path_factory.mktemp("outside")
    scenario = load_text(text())
    fr.simulate(scenario, seed=1, out=top / "first")
    fr.simulate(scenario, seed=2, out=top / "more" / "second run")
    fr.simulate(scenario, seed=3, out=outside / "third")
    (top / "link").symlink_to(outside)
    (top / "other").mkdir()
    (top / "other" / "manifest.json").write_text("{}")
    (top / ".hidden").mkdir()
    return top


def test_runs_are_found_below_the_folder_and_links_are_not_followed(folder):
    library = Library((folder,))
    assert set(library.runs()) == {"first", "more--second-run"}
    assert library.run("more--second-run").name == "second run"


@pytest.mark.parametrize("name", ["..", ".", "/etc", "first/../..", "link", "other", "FIRST", ""])
def test_other_ids_are_unknown(folder, name):
    library = Library((folder,))
    for ask in (library.run, library.study, library.base):
        with pytest.raises(Missing):
            ask(name)


def test_a_regime_that_looks_too_far_ahead_is_not_explored():
    """One week would take minutes, and everybody's turn."""
    far = {**RESPONSES, "policy": "look-ahead", "schedule": [], "review": 1, "horizon": 5200}
    with pytest.raises(ScenarioError, match="weeks ahead: at most 20,000"):
        Library().check_size(load_text(text(responses=far)))


def test_a_damaged_run_is_found_and_says_so(folder, tmp_path):
    fr.simulate(load_text(text()), seed=1, out=tmp_path / "good")
    fr.simulate(load_text(text()), seed=2, out=tmp_path / "bad")
    (tmp_path / "bad" / "manifest.json").write_text('{"format": 3, "run": 7}')
    library = Library((tmp_path,))
    assert set(library.runs()) == {"good", "bad"}
    with pytest.raises(FrondeError, match="missing or damaged"):
        library.base("run-bad")


def test_the_scenario_of_a_stored_run_can_be_played(folder):
    library = Library((folder,))
    assert library.base("run-first").citizens == PEOPLE


def test_a_branch_is_not_played_as_if_it_were_its_trunk(folder, tmp_path):
    scenario = load_text(text())
    fr.simulate(scenario, seed=1, keep=[4], out=tmp_path / "trunk")
    fr.branch(tmp_path / "trunk", 4, response="private", out=tmp_path / "branch")
    library = Library((tmp_path,))
    with pytest.raises(ScenarioError, match="is a branch"):
        library.base("run-branch")
    assert library.base("run-trunk").weeks == WEEKS


def test_scenarios_that_are_sent_are_remembered_up_to_a_number():
    library, first = library_with()
    assert library.put(text()) == first  # the same scenario has the same id
    for number in range(MOST_SENT):
        library.put(text(question=f"question {number}"))
    with pytest.raises(Missing):
        library.base(first)


@pytest.mark.parametrize("weeks", [[3, 3], [5, 2]])
def test_turns_must_be_in_order(weeks):
    with pytest.raises(ScenarioError, match="rise"):
        spec_of("x", turns=[{"week": week} for week in weeks])


@pytest.mark.parametrize(("raw", "said"), [
    ({}, "scenario: "), (None, "spec: "), ({"scenario": "x", "people": 0, "weeks": 3}, "people"),
    ({"scenario": "x", "people": True, "weeks": 3}, "people"),
    ({"scenario": "x", "people": 5, "weeks": MOST_WEEKS + 1}, "weeks: "),
    ({"scenario": "x", "people": 5, "weeks": 3, "sets": {"a": "b"}}, "sets"),
    ({"scenario": "x", "people": 5, "weeks": 3, "events": {"-1": None}}, "events"),
    ({"scenario": "x", "people": 5, "weeks": 3, "events": {"1": "yesterday"}}, "events"),
    ({"scenario": "x", "people": 5, "weeks": 3, "turns": [{"week": 3}]}, "leaves no weeks"),
    ({"scenario": "x", "people": 5, "weeks": 3, "sets": {str(n): 1 for n in range(999)}}, "sets"),
])
def test_specs_of_another_shape_are_refused(raw, said):
    with pytest.raises(ScenarioError, match=said):
        read(raw)


def test_numbers_that_are_none_are_refused():
    with pytest.raises(ScenarioError, match="sets"):
        read(json.loads('{"scenario": "x", "people": 5, "weeks": 3, "sets": {"a": NaN}}'))


def test_an_event_that_is_not_there_or_leaves_the_run_is_refused():
    library, name = library_with()
    with pytest.raises(ScenarioError, match="no dated event 9"):
        library.scenario(spec_of(name, events={"9": None}))
    with pytest.raises(ScenarioError, match="cannot be moved to 1999-01-01"):
        library.scenario(spec_of(name, events={"1": "1999-01-01"}))


def test_more_people_than_memory_are_refused_with_what_fits(monkeypatch):
    from fronde.record import limits

    asked = {"scenario": "fighting-coalition", "weeks": 156}
    need = [limits.predict_need(Library().scenario(read({**asked, "people": people}))).memory
            for people in ("all", 1000)]
    monkeypatch.setattr(limits, "memory_here", lambda: sum(need) / 2)
    with pytest.raises(FrondeError, match="Simulate in groups"):
        Library().scenario(read({**asked, "people": "all"}))
    Library().scenario(read({**asked, "people": 1000}))


def test_a_server_s_limit_is_on_people_one_to_one():
    """Of a street in groups the number given as people says nothing."""
    library = Library(most_people=500)
    asked = {"scenario": "fighting-coalition", "weeks": 3}
    assert library.scenario(read({**asked, "people": 1_000_000})).grouped
    with pytest.raises(ScenarioError, match="at most 500"):
        library.scenario(read({**asked, "people": "all"}))


def test_a_country_is_offered_in_groups_unless_its_rules_are_sharp():
    from fronde.explorer.describe import sizes

    offered = {name: [size["says"] for size in sizes(Library().base(name))]
               for name in ("fighting-coalition", "kuran-1991")}
    assert offered["fighting-coalition"] == ["street in groups", "one to one: 145 million persons"]
    assert offered["kuran-1991"] == ["one to one: 10 persons"]


# What is explored, and where.


def test_what_is_explored(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert state_for(None, None, 2).start == "fighting-coalition"
    assert state_for("granovetter-1978", None, 2).start == "granovetter-1978"
    assert state_for(str(folder), None, 2).library.places == (folder,)
    one = state_for(str(folder / "first"), None, 2)
    assert one.opens == "run" and list(one.library.runs()) == ["first"]
    file = tmp_path / "mine.yaml"
    file.write_text(text())
    mine = state_for(str(file), None, 2)
    assert mine.library.base(mine.start).weeks == WEEKS
    with pytest.raises(ScenarioError, match="no such file"):
        state_for("nowhere.yaml", None, 2)


def test_without_a_name_only_the_folders_of_the_verbs_are_shown(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fronde-runs").mkdir()
    fr.simulate(load_text(text()), seed=1, out=tmp_path / "fronde-runs" / "one")
    fr.simulate(load_text(text()), seed=1, out=tmp_path / "elsewhere")
    assert set(state_for(None, None, 2).library.runs()) == {"one"}


def test_a_port_that_is_taken_is_passed_over_unless_it_was_asked_for():
    first = listen(Address("localhost", None, False))
    taken = first.getsockname()[1]
    second = listen(Address("localhost", None, False))
    assert second.getsockname()[1] != taken
    with pytest.raises(FrondeError, match="Choose another --port"):
        listen(Address("localhost", taken, False))
    first.close()
    second.close()


@pytest.mark.parametrize(("host", "loopback"), [
    ("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.8.9.1", True),
    ("0.0.0.0", False), ("::", False), ("192.168.0.4", False), ("example.org", False)])
def test_only_loopback_goes_without_a_token(host, loopback):
    assert is_loopback(host) == loopback
    shown = address(host, 80, "" if loopback else "tk")
    assert ("token=tk" in shown) != loopback
