"""Both ends of each open assumption, one at a time, with the same random draws."""

import threading

import pytest
import yaml
from explorer.lively import PEOPLE, WEEKS, library_with, played, spec_of
from laws.small import document

from fronde.explorer.ending import Ending, changes, courses_of, ending
from fronde.explorer.library import Library
from fronde.explorer.scan import Scan, calmer, harder, strongest, trials
from fronde.parameters import Normal

EFFORT, LEAVING = {"uniform": [0.1, 0.9]}, {"normal": [0.08, 0.01]}


def ended(line):
    """How a line ended, told from its frames."""
    return ending(line.scenario, courses_of(line.scenario, line.frames))


@pytest.fixture(scope="module")
def found():
    library = Library()
    made = document(people=PEOPLE, weeks=WEEKS)
    made["regime"] = {"police": 0.01, "effort": EFFORT}
    made["mechanisms"]["mobilisation"]["leave"] = LEAVING
    name = library.put(yaml.safe_dump(made))
    messages, done = [], threading.Event()

    def send(message):
        messages.append(message)
        if message.get("finished") or message["is"] == "error":
            done.set()

    scan = Scan(library, spec_of(name), send)
    scan.start()
    assert done.wait(120)
    return library, name, scan, messages


def test_each_end_of_each_open_assumption_is_tried_once(found):
    _, _, scan, messages = found
    last = messages[-1]
    assert last["done"] == last["of"] == 4 and last["finished"]
    tried = {(row["path"], row["end"]): row["value"] for row in last["rows"]}
    assert tried["regime.effort", "low"] == pytest.approx(0.1 + 0.025 * 0.8)
    assert tried["regime.effort", "high"] == pytest.approx(0.9 - 0.025 * 0.8)
    assert tried["mobilisation.leave", "high"] == pytest.approx(
        Normal(*LEAVING["normal"]).quantile(0.975))
    assert scan.manner == "one to one"


def test_a_trial_is_the_line_with_that_value(found):
    library, name, _, messages = found
    for row in messages[-1]["rows"]:
        spec = spec_of(name, sets={row["path"]: row["value"]})
        line = played(library, spec)
        end = ended(line)
        assert (row["outcome"], row["said"]) == (end.outcome, end.said)
        base = played(library, spec_of(name))
        assert row["changes"] == changes(end, ended(base))


def test_what_comes_on_the_way_adds_up_to_the_end(found):
    _, _, _, messages = found
    on_the_way = [row for message in messages[:-1] for row in message["rows"]]
    assert on_the_way == messages[-1]["rows"]
    assert [message["done"] for message in messages] == [0, 1, 2, 3, 4, 4]


def made_up(path, operations, stress, outcome="insurgent"):
    """A row of a scan."""
    return {"path": path, "end": "low", "value": 1.0, "outcome": outcome,
            "changes": {"times": {"operations": operations}, "difference": {"stress": stress}}}


def test_the_strongest_end_of_each_assumption_comes_first():
    rows = [made_up("a.x", 0.5, 0.0), made_up("a.x", 0.9, 0.3), made_up("b.y", 0.1, -0.2),
            made_up("c.z", 2.0, 0.1), made_up("d.w", None, 0.0)]
    assert [row["path"] for row in strongest(rows, calmer)] == ["b.y", "a.x"]
    assert [row["path"] for row in strongest(rows, harder)] == ["a.x", "c.z"]


class Pretended(Scan):
    """A scan whose runs are a rule: contained once two of a, b, c are set, and b is one of them."""

    def __init__(self, rows):
        self.rows, self.spec, self.asked = rows, spec_of("x"), []

    def joint(self, sets, base):
        self.asked.append(tuple(sets))
        outcome = "contained" if "b" in sets and len(set(sets) & {"a", "b", "c"}) > 1 else (
            "insurgent")
        return {**made_up("", 0.2, 0.0, outcome), "sets": dict(sets)}


BASE = Ending("insurgent", "", {})


def test_the_fewest_that_decide_together_are_found():
    """a, d and b are set one after another; d is not needed, so it is taken back."""
    rows = [made_up("a", 0.1, 0.0), made_up("d", 0.2, 0.0), made_up("b", 0.3, 0.0),
            made_up("c", 0.4, 0.0)]
    scan = Pretended(rows)
    assert set(scan.together(BASE, calmer)["sets"]) == {"a", "b"}
    assert scan.asked[:3] == [("a",), ("a", "d"), ("a", "d", "b")]


def test_nothing_is_set_together_where_one_alone_decides_or_all_do_not():
    alone = [made_up("a", 0.1, 0.0), made_up("b", 0.0, 0.0, "contained")]
    assert Pretended(alone).together(BASE, calmer) is None
    useless = [made_up("a", 0.1, 0.0), made_up("c", 0.2, 0.0)]
    assert Pretended(useless).together(BASE, calmer) is None
    assert Pretended([made_up("a", 1.0, 0.0)]).together(BASE, harder) is None


def test_what_the_visitor_has_set_is_not_tried_again(found):
    library, name, _, _ = found
    spec = spec_of(name, sets={"regime.effort": 0.3})
    assert {one.path for one in trials(library.scenario(spec), spec)} == {"mobilisation.leave"}


def test_it_can_be_called_off(found):
    library, name, _, _ = found
    messages = []
    scan = Scan(library, spec_of(name), messages.append)
    scan.stop()
    scan.start()
    scan.thread.join(30)
    assert not scan.thread.is_alive() and messages == []


def test_a_scenario_without_armed_organisations_has_no_outcome():
    library = Library()
    spec = library.usual("granovetter-1978")
    line = played(library, spec)
    found = ended(line)
    assert found.outcome == "" and found.said == "At the end 100 people on the street."


def test_the_outcome_is_that_of_studies():
    """A country without underground is contained; in the lively one operations go on."""
    library, name = library_with()
    lively = played(library, spec_of(name))
    assert ended(lively).outcome in ("insurgent", "collapsed")
    calm = spec_of(name, sets={"combat.tempo": 0.0})
    line = played(library, calm)
    assert ended(line).outcome in ("contained", "collapsed")
    assert ended(line).values["operations"] == 0.0
