"""Serve the page: on loopback, unless another address is asked for."""

from __future__ import annotations

import ipaddress
import logging
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import uvicorn

from fronde.errors import FrondeError, ScenarioError
from fronde.explorer.app import AppState, application
from fronde.explorer.connection import Connection
from fronde.explorer.guard import LOOPBACK
from fronde.explorer.library import Library, is_run
from fronde.reporting.study.pages import has_page
from fronde.scenario import bundled, load

FIRST_PORT, PORTS = 8765, 20  # tried one after the other, unless one is named
MESSAGE = 1_000_000  # bytes of a message from a page
AT_ONCE = 600  # connections; far more than are waited for, and below what a process may open
STORED = (Path("fronde-runs"), Path("fronde-studies"))  # where verbs store by default
DEFAULT = "fighting-coalition"


class Address(NamedTuple):
    """Where to serve.

    Attributes
    ----------
    port : None: the first free one.
    token : whether one is asked for also on loopback (other users of the machine).
    """

    host: str
    port: int | None
    token: bool


def state_for(what: str | None, most_people: int | None, most_sessions: int) -> AppState:
    """What is explored: a scenario, a run, a study, a folder of them, or what there is here.

    Raises
    ------
    ScenarioError : nothing of that name, or a scenario with mistakes.
    """
    known = bundled()
    if what is None or what in known.cases or what in known.gallery:
        here = tuple(folder for folder in STORED if folder.is_dir())
        return AppState(Library(here, most_people=most_people), what or DEFAULT, most_sessions)
    path = Path(what)
    if path.is_dir() and not (path / "scenario.yaml").is_file():
        return AppState(Library((path,), most_people=most_people), DEFAULT, most_sessions,
                        opens(path))
    scenario = load(what)  # says what is wrong with it, and with its name
    file = path / "scenario.yaml" if path.is_dir() else path
    return AppState(Library((), {scenario.name: file}, most_people), scenario.name, most_sessions)


def opens(folder: Path) -> str:
    """What a folder is, if it is one run or one study and no folder of them."""
    if has_page(folder):
        return "study"
    return "run" if is_run(folder) else ""


def serve(state: AppState, place: Address, say: Callable[[str], None], browse: bool) -> None:
    """Serve until Ctrl-C.

    Raises
    ------
    FrondeError : the address cannot be bound.
    """
    bound = listen(place)
    host, port = bound.getsockname()[:2]
    token = secrets.token_urlsafe(24) if place.token or not is_loopback(host) else ""
    url = address(host, port, token)
    threading.Thread(target=state.warm, daemon=True, name="explorer warm-up").start()
    say(f"Exploring at {url}\nThis page is served from this machine alone. Stop with Ctrl-C."
        if not token else
        f"Exploring at {url}\nWhoever has this address may explore. Stop with Ctrl-C.")
    if browse:
        threading.Timer(0.5, webbrowser.open, (url,)).start()
    server(state, token).run(sockets=[bound])


def server(state: AppState, token: str) -> uvicorn.Server:
    """The server, which waits for nobody who is slow for long."""
    logging.getLogger("uvicorn.error").addFilter(without_garble)
    return uvicorn.Server(uvicorn.Config(
        application(state, token), http=Connection, log_level="warning", access_log=False,
        server_header=False, ws_max_size=MESSAGE, limit_concurrency=AT_ONCE,
        timeout_graceful_shutdown=2))


def without_garble(record: logging.LogRecord) -> bool:
    """What is logged: a message that is no text costs its sender the connection, and the terminal
    nothing. What is wrong in the program keeps its traceback.
    """
    return not (record.exc_info and isinstance(record.exc_info[1], UnicodeDecodeError))


def listen(place: Address) -> socket.socket:
    """A socket at the port that was asked for, or at the first that is free."""
    ports = [place.port] if place.port is not None else [
        *range(FIRST_PORT, FIRST_PORT + PORTS), 0]
    for port in ports:
        try:
            return bind_to(place.host, port)
        except OSError as error:
            if place.port is not None or port == 0:
                raise FrondeError(f"{place.host}:{port} cannot be bound ({error.strerror}). "
                                  "Choose another --port.") from error
    raise AssertionError("port 0 is always tried")


def bind_to(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises
    ------
    ScenarioError : the host has no address.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:  # the second: no name of a machine is like this
        why = getattr(error, "strerror", None) or "a name has parts of 1 to 63 letters"
        raise ScenarioError(f"--host {host}: no such address ({why}).") from error
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(where)
        bound.listen(100)
    except OSError:
        bound.close()
        raise
    return bound


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK


def address(host: str, port: int, token: str) -> str:
    """What to open in the browser."""
    name = "localhost" if is_loopback(host) else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/{f'?token={token}' if token else ''}"
