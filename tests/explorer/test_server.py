"""The server on a real address: whoever is slow, others are answered."""

import socket
import threading
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager

import pytest
from explorer.lively import text
from explorer.test_app import TIMEOUT, state

from fronde.explorer import connection
from fronde.explorer.app import BUILT
from fronde.explorer.server import Address, listen, server

SLOW = 300  # connections
SOON = 5.0  # s; a server that waits for the slow ones takes far longer, or refuses


@contextmanager
def serving(host="127.0.0.1", token=""):
    """A server in a thread; its port."""
    bound = listen(Address(host, None, False))
    made = server(state(), token)
    thread = threading.Thread(target=made.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        until(lambda: made.started)
        yield bound.getsockname()[1]
    finally:
        made.should_exit = True
        thread.join(TIMEOUT)


def until(met):
    """Wait for something, not for ever."""
    gone = time.monotonic() + TIMEOUT
    while not met():
        assert time.monotonic() < gone
        time.sleep(0.02)


def ask(port, path="/api/scenarios/granovetter-1978", **options):
    """Status of an answer, and the seconds that it took."""
    begun = time.monotonic()
    request = urllib.request.Request(f"http://localhost:{port}{path}", **options)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return answer.status, time.monotonic() - begun
    except urllib.error.HTTPError as error:
        return error.code, time.monotonic() - begun


def closed(connection, said):
    """Whether a connection was closed from the other end, when something more is said on it."""
    try:
        connection.sendall(said)
        connection.settimeout(0.05)
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def connected(port, said=b""):
    """A connection that says something and waits."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # as small as there is
    made.settimeout(TIMEOUT)
    made.connect(("127.0.0.1", port))
    made.sendall(said)
    return made


LARGEST_FILE = max((BUILT / "assets").iterdir(), key=lambda file: file.stat().st_size).name
HEAD = b"Host: localhost\r\n"
UPGRADE = (b"GET /live HTTP/1.1\r\n" + HEAD + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
KINDS = {
    "silent": b"",
    "in the middle of a head": b"GET / HTTP/1.1\r\nHost: loc",
    "in the middle of a body": b"POST /api/scenarios HTTP/1.1\r\n" + HEAD
                               + b"Content-Length: 1000\r\n\r\ntitle",
    "idle after an answer": b"GET /nothing HTTP/1.1\r\n" + HEAD + b"\r\n",
    "asking for what they do not read": (b"GET /built/assets/" + LARGEST_FILE.encode()
                                         + b" HTTP/1.1\r\n" + HEAD + b"\r\n") * 40,
    "visitors who say nothing": UPGRADE,
}


@pytest.mark.parametrize("kind", KINDS)
def test_slow_connections_keep_nobody_out(kind):
    with serving() as port, ExitStack() as opened:
        assert ask(port)[0] == 200
        for _ in range(SLOW):
            opened.enter_context(connected(port, KINDS[kind]))
        for _ in range(3):
            status, seconds = ask(port)
            assert status == 200 and seconds < SOON


@pytest.mark.parametrize("kind", ["silent", "in the middle of a head", "in the middle of a body"])
def test_what_does_not_come_is_not_waited_for(kind, monkeypatch, capfd):
    """Also where it comes a letter at a time."""
    monkeypatch.setattr(connection, "HEAD", 0.3)
    monkeypatch.setattr(connection, "BODY", 0.3)
    with serving() as port, connected(port, KINDS[kind]) as slow:
        until(lambda: closed(slow, b"x" if KINDS[kind] else b""))
        assert ask(port)[0] == 200
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("frame", [b"\x81\x82\0\0\0\0\xff\xfe", b"\xff\x80\0\0\0\0",
                                   b"\x81\xff" + b"\x7f" * 8 + b"\0\0\0\0"],
                         ids=["not UTF-8", "no such kind", "too long"])
def test_frames_that_cannot_be_read_cost_a_connection_and_no_traceback(frame, capfd):
    with serving() as port, connected(port, UPGRADE) as odd:
        assert odd.recv(100).startswith(b"HTTP/1.1 101")
        until(lambda: closed(odd, frame))
        assert ask(port)[0] == 200
    assert "Traceback" not in capfd.readouterr().err


def test_others_are_answered_while_a_large_scenario_is_read():
    names = "".join(f"  - {{group: g{n}, name: x, status: dominant, history: 0, dominant: false}}\n"
                    for n in range(3000))
    large = text().replace("groups:\n  rows:\n", f"groups:\n  rows:\n{names}")
    with serving() as port:
        ask(port)
        senders = [threading.Thread(target=ask, args=(port, "/api/scenarios"),
                                    kwargs={"data": large.encode()}) for _ in range(3)]
        for sender in senders:
            sender.start()
        while any(sender.is_alive() for sender in senders):
            status, seconds = ask(port)
            assert status == 200 and seconds < SOON
        for sender in senders:
            sender.join(TIMEOUT)


def test_on_another_address_a_token_is_asked_for():
    with serving("0.0.0.0", "secret") as port:
        for path in ("/", "/api/start", "/built/x.js", "/?token=wrong"):
            assert ask(port, path)[0] == 401
        assert ask(port, "/api/scenarios", data=b"x")[0] == 401
        with connected(port, UPGRADE) as refused:
            assert refused.recv(100).startswith(b"HTTP/1.1 403")
