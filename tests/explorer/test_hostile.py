"""Whatever is sent to the server is answered in words: nothing breaks, and nobody else notices.

What is sent has the shape of what a page sends, with a part of it wrong. Faults that were found
once are sent each time.
"""

import json
import traceback

import pytest
from explorer.lively import CLAIM, PEOPLE, WEEKS, text
from explorer.test_app import HOST, Visitor, state
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws.small import UNENDING
from starlette.testclient import TestClient

from fronde.explorer.app import application
from fronde.explorer.session import FAULT

FEW, MANY = 25, 1500  # examples in the fast tests, and in those that verify
ANSWERS = {200, 403, 404, 405, 413, 422, 503}
LONG = "x" * 100_000
HALF = "\ud800"  # half of a surrogate pair: JSON can say it, UTF-8 cannot

NUMBERS = st.sampled_from([0, 1, 2, 3, -1, 0.5, 1e308, -1e308, 1e-320, 10**400, 2**53, 2**63, True])
WORDS = st.sampled_from(["", "x", "a", "private", "silent", "c1", "all", HALF, LONG, "\0", "..",
                         "0", "1", "-1", "1e400", "9" * 5000, "2021-01-18", "granovetter-1978"])
PLAIN = st.none() | st.booleans() | NUMBERS | WORDS
ANY = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3)
                   | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6)
PATHS = st.sampled_from(["regime.effort", "repression.arrests", "contacts.near", "contacts.far",
                         "mobilisation.temperature", "mobilisation.pace", "survival.pace",
                         "regime", "regime.", ".", "nothing.at.all", HALF])
SETS = st.dictionaries(PATHS, NUMBERS, max_size=3)
DAYS = st.sampled_from(["2021-01-18", "2021-02-01", "1999-01-01", "9999-12-31", "0001-01-01"])


def mostly(good, other=ANY):
    """What is as it should be, more often than not."""
    return st.one_of(good, good, good, good, good, good, other)


TURNS = st.fixed_dictionaries(
    {"week": mostly(st.integers(0, 4))},
    optional={"sets": mostly(SETS), "response": mostly(st.sampled_from(
        ["private", "silent", "blame", "no such response", HALF, None]))})


def specs(name):
    """Specs of the lively country, and of a published model."""
    return st.fixed_dictionaries(
        {"scenario": mostly(st.sampled_from([name, name, "granovetter-1978"])),
         "people": mostly(st.sampled_from([PEOPLE, PEOPLE - 1, 10, "all"])),
         "weeks": mostly(st.integers(1, 4))},
        optional={"seed": mostly(st.integers(0, 3)), "replicate": mostly(st.integers(0, 3)),
                  "sets": mostly(SETS), "contrast": mostly(st.sampled_from(["", "c1", "c9"])),
                  "events": mostly(st.dictionaries(st.sampled_from("0129"), st.none() | DAYS,
                                                   max_size=2)),
                  "turns": mostly(st.lists(TURNS, max_size=3))})


def requests(name):
    """What a page asks for on the socket."""
    return st.fixed_dictionaries(
        {"do": mostly(st.sampled_from(["play", "to", "drop", "replay", "map", "scan", "stop",
                                       "ack"]))},
        optional={"run": mostly(st.sampled_from(["a", "b"])), "spec": mostly(specs(name)),
                  "to": mostly(st.integers(-1, 4)), "n": mostly(st.integers(-1, 4)),
                  "stored": WORDS, "metric": mostly(st.sampled_from(["legitimacy", "hidden"]))})


@pytest.fixture(scope="module")
def client():
    with TestClient(application(state()), base_url="http://localhost") as found:
        yield found


@pytest.fixture(scope="module")
def name(client):
    return client.post("/api/scenarios", content=text(weeks=WEEKS)).json()["id"]


@pytest.fixture
def quiet(monkeypatch):
    """No traceback is printed."""
    printed = []
    monkeypatch.setattr(traceback, "print_exc", lambda *_, **__: printed.append(
        traceback.format_exc()))
    yield
    assert not printed, printed[0]


def searching(many, same=False):
    """So many examples, whatever a fixture of the module holds; the same ones every time?"""
    return settings(max_examples=many, suppress_health_check=list(HealthCheck), derandomize=same,
                    **({"database": None} if same else {}))


def sent(client, wanted):
    """Send requests; hear all that is answered until one that nobody knows."""
    with client.websocket_connect("/live", headers=HOST) as socket:
        visitor = Visitor(socket)
        for request in wanted:
            visitor.ask(**request)
        visitor.ask(do="dance")
        heard = []
        while "does not know" not in (message := visitor.hear()).get("text", ""):
            heard.append(message)
    said = [message["text"] for message in heard if message["is"] == "error"]
    assert FAULT not in said and "The search broke off." not in said, wanted
    assert all(len(one) < 2000 for one in said)


def asked(client, path, spec):
    """Ask for a file of a spec: it comes, or a sentence does."""
    answer = client.post(path, content=json.dumps(spec))
    assert answer.status_code in ANSWERS, answer.text
    if answer.status_code != 200:
        assert 0 < len(answer.json()["error"]) < 2000
    return answer


def spec_with(name, **changes):
    return {"scenario": name, "people": PEOPLE, "weeks": 3, **changes}


TURN_TO_NOWHERE = {"week": 1, "response": "no such response"}


@pytest.mark.parametrize("path", ["/api/yaml", "/api/tables"])
@pytest.mark.parametrize(("changes", "said"), [
    ({"turns": [TURN_TO_NOWHERE]}, "no response 'no such response'"),
    ({"turns": [{"week": 1, "sets": {"nothing.at": 1}}]}, "no such parameter"),
    ({"turns": [{"week": 1, "sets": {"contacts.near": 4}}]}, "change it from the start"),
    ({"turns": [{"week": 1, "sets": {"regime.effort": -3}}]}, "must be from 0 to 1"),
    ({HALF: 1}, "unicode"), ({LONG: 1}, "Extra inputs"),
])
def test_what_a_scenario_cannot_do_is_refused_in_a_sentence(client, name, path, changes, said):
    answer = asked(client, path, spec_with(name, **changes))
    assert answer.status_code == 422 and said in answer.json()["error"]


@pytest.mark.parametrize("do", ["play", "scan"])
def test_a_turn_to_an_unknown_response_is_refused_and_the_page_plays_on(client, name, quiet, do):
    with client.websocket_connect("/live", headers=HOST) as socket:
        visitor = Visitor(socket)
        visitor.ask(do=do, run="a", to=3, n=1, spec=spec_with(name, turns=[TURN_TO_NOWHERE]))
        message = visitor.hear()
        assert message["is"] == "error" and "no response 'no such response'" in message["text"]
        visitor.ask(do="play", run="a", to=3, spec=spec_with(name))
        assert visitor.until("end", "a")


@pytest.mark.parametrize(("prior", "status"), [
    ({"normal": [0.0, 1e308]}, 422), ({"uniform": [-1e308, 1.5e308]}, 422),
    ({"uniform": [-1e9, 1e9]}, 200), ({"loguniform": [1e-300, 1e9]}, 200)])
def test_a_prior_as_wide_as_numbers_go_is_described_or_refused(client, prior, status):
    wide = text(mechanisms={**UNENDING, "mobilisation": {"threshold": prior}})
    assert client.post("/api/scenarios", content=wide).status_code == status


def check_socket(client, name, data):
    sent(client, data.draw(st.lists(requests(name), max_size=5)))


def check_files(client, name, data):
    asked(client, data.draw(st.sampled_from(["/api/yaml", "/api/yaml", "/api/tables"])),
          data.draw(specs(name)))


def check_scenarios(client, name, data):
    """A scenario with a part of it replaced, as text."""
    import yaml

    country = yaml.safe_load(text(weeks=3, claims=[CLAIM]))
    inner, steps = country, data.draw(st.integers(1, 4))
    for _ in range(steps):
        keys = list(inner) if isinstance(inner, dict) else range(len(inner))
        key = data.draw(st.sampled_from(list(keys)))
        if steps == 1 or not isinstance(inner[key], (dict, list)) or not inner[key]:
            break
        inner, steps = inner[key], steps - 1
    inner[key] = data.draw(ANY)
    answer = client.post("/api/scenarios", content=json.dumps(country))
    assert answer.status_code in ANSWERS, answer.text
    if answer.status_code == 200:
        asked(client, "/api/yaml", spec_with(answer.json()["id"]))


def check_addresses(client, name, data):
    place = data.draw(st.sampled_from(["scenarios", "runs", "studies"]))
    known = data.draw(mostly(st.sampled_from([name, "granovetter-1978", "run-x", "study-x"]),
                             st.text(min_size=1, max_size=8)))
    rest = data.draw(st.sampled_from(["", "/claims/c1", "/"]))
    query = data.draw(st.dictionaries(st.sampled_from(["people", "weeks", "x"]),
                                      mostly(st.sampled_from(["3", "10", "all"]), st.text()),
                                      max_size=2))
    from urllib.parse import quote

    path = f"/api/{place}/{quote(known.encode('utf-8', 'replace').decode(), safe='')}{rest}"
    assert client.get(path, params=query).status_code in ANSWERS


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "HEAD", "OPTIONS", "NOTHING"])
@pytest.mark.parametrize("path", [
    "/built/%00x", f"/built/{'a' * 5000}", "/built/%ff%fe", "/built", "/api/scenarios/%00", "//",
    "/api/scenarios/", f"/api/scenarios/granovetter-1978?people={'9' * 5000}", "/live",
    "/?token=%ff", "/api/scenarios/granovetter-1978?weeks=1e5", "/api/runs/%2e",
    "/api/studies/x/claims/%00"])
def test_an_address_that_leads_nowhere_is_refused(client, method, path):
    assert client.request(method, path).status_code < 500


CHECKS = {"socket": check_socket, "files": check_files, "scenarios": check_scenarios,
          "addresses": check_addresses}


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_wrong_is_refused_in_words(client, name, quiet, check):
    @searching(FEW, same=True)
    @given(st.data())
    def searched(data):
        CHECKS[check](client, name, data)

    searched()
    assert client.get("/api/start").status_code == 200


@pytest.mark.verify
@pytest.mark.parametrize("check", CHECKS)
def test_whatever_is_wrong_is_refused_in_words(client, name, quiet, check):
    @searching(MANY)
    @given(st.data())
    def searched(data):
        CHECKS[check](client, name, data)

    searched()
    assert client.get("/api/start").status_code == 200
