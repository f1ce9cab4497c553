"""The server from outside: what it answers, whom it refuses, how the socket plays."""

import json
import threading
import time

import polars as pl
import pytest
import yaml
from explorer.lively import PEOPLE, TURN, WEEKS, played, spec_of, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laws.small import document
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

import fronde
from fronde.explorer.app import LARGEST, MOST_WAITING, AppState, Outbox, application
from fronde.explorer.guard import COOKIE
from fronde.explorer.library import Library
from fronde.explorer.session import Session
from fronde.vocabulary import COMMUNITY_METRICS

HOST = {"host": "localhost:8765"}
TIMEOUT = 60.0


def state(**options):
    """A state whose kernels need no warming: tests compile what they use."""
    made_state = AppState(Library(**options), "fighting-coalition", most_sessions=2)
    made_state.ready.set()
    return made_state


@pytest.fixture(scope="module")
def client():
    with TestClient(application(state()), base_url="http://localhost:8765") as found:
        yield found


@pytest.fixture(scope="module")
def name(client):
    """The lively country, sent as a browser sends it."""
    return client.post("/api/scenarios", content=text()).json()["id"]


class Visitor:
    """A page that plays, without a browser."""

    def __init__(self, socket, answers=True):
        self.socket, self.answers = socket, answers
        self.frames = {"a": [], "b": []}
        self.batches = []

    def ask(self, **request):
        self.socket.send_text(json.dumps(request))

    def hear(self):
        message = json.loads(self.socket.receive_text())
        if message["is"] == "past":
            kept = self.frames[message["of"]][: message["from"]] if message["of"] else []
            self.frames[message["run"]] = list(kept)
        if message["is"] == "weeks":
            self.frames[message["run"]] += message["frames"]
            self.batches.append(len(message["frames"]))
            if self.answers:
                self.ask(do="ack", n=message["n"])
        return message

    def until(self, kind, run=None):
        while True:
            message = self.hear()
            if message["is"] == kind and (run is None or message.get("run") == run):
                return message
            assert message["is"] != "error", message


def exhausted(socket):
    """Hear all that comes, until the socket is closed."""
    while True:
        socket.receive_text()


def live(client):
    return client.websocket_connect("/live", headers=HOST)


def test_what_there_is_to_start_from(client):
    found = client.get("/api/start").json()
    assert found["default"]["scenario"] == "fighting-coalition"
    assert found["default"]["people"] == 1_000_000
    kinds = {one["id"]: one["kind"] for one in found["scenarios"]}
    assert kinds["fighting-coalition"] == "case" and kinds["granovetter-1978"] == "gallery"
    assert found["note"] == "A result conditional on assumptions, not a forecast."


def test_a_run_on_the_socket_is_the_trajectory(client, name):
    spec = spec_of(name, turns=[TURN])
    trajectory = played(client.app.state.explorer.library, spec)
    with live(client) as socket:
        visitor = Visitor(socket)
        visitor.ask(do="play", run="a", spec=spec.plain(), to=WEEKS)
        end = visitor.until("end", "a")
    assert visitor.frames["a"] == [
        frame.plain(COMMUNITY_METRICS.index("underground")) for frame in trajectory.frames]
    assert end["outcome"] in ("contained", "insurgent", "collapsed")


def test_a_branch_is_sent_from_where_it_differs(client, name):
    spec = spec_of(name)
    with live(client) as socket:
        visitor = Visitor(socket)
        visitor.ask(do="play", run="a", spec=spec.plain(), to=WEEKS)
        visitor.until("end", "a")
        branched = spec_of(name, turns=[TURN])
        visitor.ask(do="play", run="b", spec=branched.plain(), to=WEEKS)
        past = visitor.until("past", "b")
        assert (past["from"], past["of"]) == (TURN["week"], "a")
        visitor.until("end", "b")
    trajectory = played(client.app.state.explorer.library, branched)
    shown = COMMUNITY_METRICS.index("underground")
    assert visitor.frames["b"] == [frame.plain(shown) for frame in trajectory.frames]
    assert visitor.frames["a"][: TURN["week"]] == visitor.frames["b"][: TURN["week"]]


def test_only_what_is_asked_for_is_played(client, name):
    with live(client) as socket:
        visitor = Visitor(socket)
        visitor.ask(do="play", run="a", spec=spec_of(name).plain(), to=3)
        while len(visitor.frames["a"]) < 4:
            visitor.hear()
        visitor.ask(do="to", run="a", to=5)
        while len(visitor.frames["a"]) < 6:
            visitor.hear()
        visitor.ask(do="map", metric="legitimacy")  # answered after all that was played before
        assert len(visitor.until("map", "a")["values"]) == 6


def test_a_slow_page_gets_few_large_batches(client, name):
    """It answers nothing until three batches have come; then one batch has all the rest."""
    with live(client) as socket:
        visitor = Visitor(socket, answers=False)
        visitor.ask(do="play", run="a", spec=spec_of(name).plain(), to=WEEKS)
        while len(visitor.batches) < 3:
            visitor.hear()
        visitor.ask(do="map", metric="legitimacy")
        visitor.until("map", "a")
        while sum(visitor.batches) <= WEEKS:
            visitor.ask(do="ack", n=len(visitor.batches))
            visitor.until("weeks", "a")
        assert [frame["w"] for frame in visitor.frames["a"]] == list(range(WEEKS + 1))


def test_the_last_of_many_specs_counts(client, name):
    """A slider that is dragged: whatever is skipped, the page ends with the last."""
    with live(client) as socket:
        visitor = Visitor(socket)
        for effort in range(1, 21):
            spec = spec_of(name, sets={"regime.effort": effort / 20})
            visitor.ask(do="play", run="b", spec=spec.plain(), to=WEEKS)
        visitor.until("end", "b")
        while visitor.frames["b"][-1]["w"] < WEEKS:
            visitor.hear()
    trajectory = played(client.app.state.explorer.library, spec)
    shown = COMMUNITY_METRICS.index("underground")
    assert visitor.frames["b"] == [frame.plain(shown) for frame in trajectory.frames]


@pytest.mark.parametrize(("wanted", "said"), [
    ({"do": "play", "run": "a", "spec": {"scenario": "../../etc/passwd", "people": 10,
                                          "weeks": 3}, "to": 3}, "no scenario"),
    ({"do": "play", "run": "a", "spec": {"scenario": "granovetter-1978", "people": "all",
                                          "weeks": 10**9}, "to": 3}, "weeks: "),
    ({"do": "play", "run": "a", "spec": {"scenario": "granovetter-1978", "people": 10,
                                          "weeks": 3, "code": "os.system"}, "to": 3}, "code: "),
    ({"do": "play", "run": "a", "spec": [], "to": 3}, "spec: "),
    ({"do": "play", "run": "c", "spec": {}, "to": 3}, "A run is a or b"),
    ({"do": "play", "run": ["a"], "spec": {}, "to": 3}, "A run is a or b"),
    ({"do": "replay", "run": "a", "stored": "/etc"}, "no run"),
    ({"do": "map", "metric": "secret"}, "does not know"), ({"do": "dance"}, "does not know"),
    ({}, "does not know"),
    ({"do": "scan", "spec": {"scenario": "granovetter-1978", "people": "all", "weeks": 3},
      "n": 1}, "nothing to try"),
    ({"do": "scan", "spec": {"scenario": "granovetter-1978", "people": "all", "weeks": 3}},
     "does not know"),
])
def test_what_makes_no_sense_is_refused_and_the_page_goes_on(client, name, wanted, said):
    with live(client) as socket:
        visitor = Visitor(socket)
        visitor.ask(**wanted)
        error = visitor.hear()
        assert error["is"] == "error" and said in error["text"]
        visitor.ask(do="play", run="a", spec=spec_of(name, weeks=2).plain(), to=2)
        assert visitor.until("end", "a")


@pytest.mark.parametrize("sent", ["no json", "[1, 2]", "\"text\"", "[" * 5000])
def test_what_is_no_wish_closes_the_socket(client, sent):
    with live(client) as socket:
        socket.send_text(sent)
        with pytest.raises(WebSocketDisconnect):
            exhausted(socket)


REQUESTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["do", "play", "a", "spec", "to", "map", "scan", "ack", "replay"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["do", "run", "spec", "to", "n", "stored", "metric", "scenario", "people",
                         "weeks", "sets", "turns"]), inner, max_size=5), max_leaves=12)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.lists(st.dictionaries(
    st.sampled_from(["do", "run", "spec", "to", "n", "stored"]), REQUESTS, max_size=5), max_size=5))
def test_nothing_that_is_sent_brings_the_server_down(client, requests):
    with live(client) as socket:
        visitor = Visitor(socket)
        for request in requests:
            visitor.ask(**request)
        visitor.ask(do="dance")
        while "does not know" not in visitor.hear().get("text", ""):
            pass
    assert client.get("/api/start").status_code == 200


def test_no_more_pages_play_than_may(client):
    with live(client), live(client), live(client) as third:
        message = json.loads(third.receive_text())
        assert message["is"] == "error" and "no more may" in message["text"]
        with pytest.raises(WebSocketDisconnect):
            third.receive_text()
    with live(client) as socket:  # those that left made room
        Visitor(socket).ask(do="dance")
        assert json.loads(socket.receive_text())["is"] == "error"


def test_a_visitor_who_leaves_leaves_no_thread(client, name):
    before = {one.name for one in threading.enumerate()}
    with live(client) as socket:
        visitor = Visitor(socket)
        visitor.ask(do="play", run="a", spec=spec_of(name).plain(), to=WEEKS)
        visitor.until("past", "a")
    for one in threading.enumerate():
        if one.name == "explorer session":
            one.join(TIMEOUT)
    assert "explorer session" not in {one.name for one in threading.enumerate()} - before


def test_a_visitor_who_leaves_takes_the_search_along(client):
    """Also one who leaves before it has begun."""
    spec = {"scenario": "fighting-coalition", "people": 2000, "weeks": 60, "seed": 1}
    for wait in (False, True):
        with live(client) as socket:
            visitor = Visitor(socket)
            visitor.ask(do="scan", spec=spec, n=7)
            if wait:
                assert visitor.until("scan")["n"] == 7
        gone = time.monotonic() + TIMEOUT
        while [one for one in threading.enumerate() if one.name.startswith("explorer")]:
            assert time.monotonic() < gone
            time.sleep(0.05)


@pytest.mark.parametrize("every", [1, 3])
def test_a_stored_run_is_shown_to_its_end(tmp_path, every):
    """Also one that recorded some of its weeks, and one whose regime fell: that is played on."""
    falls = {"survival": {"pace": 1e4}}
    made_up = document(people=PEOPLE, weeks=WEEKS, mechanisms=falls)
    made_up["metrics"] = {"levels": ["nation", "region"], "every": every}
    result = fronde.simulate(fronde.load(made_up), seed=3, out=tmp_path / "run")
    over = result.series.filter(level="nation", value=1.0).filter(
        pl.col("metric").is_in(["fallen", "seized"]))["week"].min()
    assert over < WEEKS  # so its tables are read no further
    served = application(state(places=(tmp_path,)))
    with TestClient(served, base_url="http://localhost") as server, \
            server.websocket_connect("/live", headers=HOST) as socket:
        visitor = Visitor(socket)
        visitor.ask(do="replay", run="a", stored="run")
        assert visitor.until("end", "a")["outcome"]
        trajectory = played(server.app.state.explorer.library, spec_of("run-run"))
        shown = COMMUNITY_METRICS.index("underground")
        assert visitor.frames["a"] == [frame.plain(shown) for frame in trajectory.frames]


def test_of_many_requests_for_the_map_one_is_granted(client, name, monkeypatch):
    """Whatever waits while one is granted: only the last of it is."""
    all_asked, show = threading.Event(), Session.show_on_map

    def slowly(session, metric):
        assert all_asked.wait(TIMEOUT)
        show(session, metric)

    monkeypatch.setattr(Session, "show_on_map", slowly)
    with live(client) as socket:
        visitor = Visitor(socket)
        visitor.ask(do="play", run="a", spec=spec_of(name).plain(), to=WEEKS)
        visitor.until("end", "a")
        for _ in range(100):
            visitor.ask(do="map", metric="peaceful")
        visitor.ask(do="map", metric="legitimacy")
        visitor.ask(do="dance")
        visitor.ask(run="c")  # refused as soon as it is read: all before it wait by then
        assert "a or b" in visitor.hear()["text"]
        all_asked.set()
        told = []
        while (message := visitor.hear())["is"] != "error":
            told.append(message["metric"])
        # The first may have been taken before the others came.
        assert told in (["legitimacy"], ["peaceful", "legitimacy"])


def test_a_page_that_does_not_read_cannot_fill_the_memory():
    box = Outbox()
    for _ in range(200):
        box.put("x" * 1_000_000)
    assert box.full and box.size <= MOST_WAITING + 1_000_000


def test_tables_are_packed_for_one_page_at_a_time(client, name):
    lock = client.app.state.explorer.packing
    with lock:
        answer = client.post("/api/tables", json=spec_of(name).plain())
        assert answer.status_code == 503 and "Try again" in answer.json()["error"]
    assert client.post("/api/tables", json=spec_of(name).plain()).status_code == 200


# Whom it answers.


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:1", "[::1]:5"])
def test_names_of_this_machine_are_served_whatever_the_port(client, host):
    assert client.get("/api/start", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io",
                                  "10.0.0.1:8765", "", "localhost@evil.example", "[::1", "0.0.0.0"])
@pytest.mark.parametrize("path", ["/", "/api/start", "/built/x.js"])
def test_other_names_are_refused(client, host, path):
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 403 and "localhost" in answer.json()["error"]


@pytest.mark.parametrize("headers", [
    {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://localhost:9"},
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    {"origin": "http://localhost:8765", "sec-fetch-site": "cross-site"},
])
def test_other_sites_are_refused(client, headers):
    assert client.get("/api/start", headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(
            "/live", headers={**HOST, **headers}):
        pass


def test_its_own_pages_are_served(client):
    own = {"origin": "http://localhost:8765", "sec-fetch-site": "same-origin"}
    assert client.get("/api/start", headers=own).status_code == 200
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate",
            "sec-fetch-dest": "document"}
    assert client.get("/", headers=link).status_code == 200  # a link in a mail


def test_every_answer_carries_the_policy(client):
    for path in ("/", "/api/start", "/nothing", "/built/nothing.js"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_what_is_built_may_be_kept_and_nothing_else(client):
    page = client.get("/").text
    assert client.get("/").headers["cache-control"] == "no-store"
    files = [part.partition('"')[0] for part in page.split('"/built/')[1:]]
    assert files
    for file in files:
        answer = client.get(f"/built/{file}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/built/../app.py", "/built/%2e%2e/app.py",
                                  "/built/..%2fapp.py", "/built//etc/passwd",
                                  "/api/scenarios/..%2f..%2fetc%2fpasswd", "/api/runs/..",
                                  "/api/studies/%2e%2e", "/api/scenarios/run-..",
                                  "/api/scenarios/study-%2fetc"])
def test_no_path_leads_out(client, path):
    answer = client.get(path)
    assert answer.status_code in (404, 405)
    assert "root:" not in answer.text and "import" not in answer.text


def test_elsewhere_a_token_is_needed():
    with TestClient(application(state(), token="secret-token"), base_url="http://example.org:8765",
                    follow_redirects=False) as client:
        assert client.get("/").status_code == 401
        assert client.get("/?token=wrong").status_code == 401
        assert client.get("/api/start?token=secret-token").status_code == 401  # only at the door
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(
                "/live", headers={"host": "example.org:8765"}):
            pass
        answer = client.get("/?token=secret-token")
        assert answer.status_code == 303 and answer.headers["location"] == "/"
        cookie = answer.headers["set-cookie"]
        assert f"{COOKIE}_8765=" in cookie  # cookies know hosts, not ports
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower()
        assert client.get("/api/start").status_code == 200  # the cookie has it now
        other = {"origin": "http://evil.example"}
        assert client.get("/api/start", headers=other).status_code == 403


# What is sent to it.


def test_a_scenario_from_a_browser_is_checked_like_any_other(client):
    answer = client.post("/api/scenarios", content="title: [\n")
    assert answer.status_code == 422 and "scenario:2:1: not YAML" in answer.json()["error"]
    wrong = client.post("/api/scenarios", content=text().replace("arrests", "arests"))
    assert wrong.status_code == 422 and "did you mean `arrests`?" in wrong.json()["error"]


@pytest.mark.parametrize(("line", "said"), [
    ("regions: {file: ../../../etc/passwd}", "only a scenario file can name a CSV file"),
    ("regions: {file: regions.csv}", "only a scenario file can name a CSV file"),
    ("extends: /etc/passwd", "no bundled scenario"),
    ("extends: other.yaml", "can only extend bundled"),
    ("mechanisms: {os.system: {}}", "os.system"), ("mechanisms: {'fronde.cli:main': {}}", "main"),
    ("title: !!python/object/apply:os.system ['true']", "tag"),
    ("title: !!python/name:os.system", "tag"),
])
def test_a_scenario_from_a_browser_names_no_file_and_no_code(client, line, said):
    base = {key: value for key, value in document().items() if key != line.partition(":")[0]}
    answer = client.post("/api/scenarios", content=yaml.safe_dump(base) + line + "\n")
    assert answer.status_code == 422
    assert said in answer.json()["error"]


def test_too_much_is_refused(client):
    assert client.post("/api/scenarios", content="#" * (LARGEST + 1)).status_code == 413
    assert client.post("/api/yaml", content=b"\xff").status_code == 422
    assert client.post("/api/yaml", content="{").status_code == 422
    assert client.get("/api/scenarios/granovetter-1978?people=many").status_code == 422
    limited = AppState(Library(most_people=500), "fighting-coalition")
    with TestClient(application(limited), base_url="http://localhost") as small:
        answer = small.get("/api/scenarios/siegel-2009")
        assert answer.status_code == 422 and "at most 500" in answer.json()["error"]


def test_files_to_take_along(client, name):
    spec = spec_of(name, turns=[TURN]).plain()
    answer = client.post("/api/yaml", json=spec)
    assert answer.status_code == 200
    assert 'filename="fronde-scenario.yaml"' in answer.headers["content-disposition"]
    sent = client.post("/api/scenarios", content=answer.text).json()
    assert sent["weeks"] == WEEKS and sent["people"] == PEOPLE
    packed = client.post("/api/tables", json=spec)
    assert packed.content[:2] == b"PK"
