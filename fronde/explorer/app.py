"""The routes: a page, what there is to explore, files to take along, a socket."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from fronde.errors import FrondeError, ScenarioError
from fronde.explorer import exports, studied
from fronde.explorer.describe import describe
from fronde.explorer.guard import Guard
from fronde.explorer.library import Library, Missing, read_back
from fronde.explorer.session import Session, open_run
from fronde.explorer.spec import MOST_WEEKS, Spec, read
from fronde.explorer.trajectory import Trajectory
from fronde.kernel import cache_kept
from fronde.record.store import read_manifest
from fronde.record.warmup import warm_up

BUILT = Path(__file__).parent / "built"
NOTE = "A result conditional on assumptions, not a forecast."
LARGEST = 2_000_000  # bytes of a scenario that is sent
MOST_LEAVING = 20  # pages that are told at one time that there is no room
BUSY = 1013  # closing code: try again later
NOT_UNDERSTOOD = 1003
TOO_MUCH = 1008
MOST_SAID = 500  # letters of each text about what is stored, in a list
MOST_WAITING = 100_000_000  # bytes of messages that a page may be behind


@dataclass
class AppState:
    """What all pages share.

    Attributes
    ----------
    start : what a page opens with: the id of a scenario.
    most_sessions : pages that may play at one time.
    opens : run or study: what is explored is one of these, and it is opened at once.
    sessions, leaving : pages that play, and pages that are told that there is no room.
    """

    library: Library
    start: str
    most_sessions: int = 8
    opens: str = ""
    sessions: int = 0
    leaving: int = 0
    ready: threading.Event = field(default_factory=threading.Event)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))
    packing: threading.Lock = field(default_factory=threading.Lock)  # tables need much memory
    # Of many who send at once all others are answered late: threads share one interpreter.
    checking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    def warm(self) -> None:
        """Load what plays, or compile it, before the first page has to wait for it."""
        try:
            if cache_kept():
                warm_up()
            spec = Spec.model_validate({"scenario": "fighting-coalition", "people": 2000,
                                        "weeks": 2})
            Trajectory(spec, self.library.scenario(spec), self.library.calendar(spec)).play()
        finally:
            self.ready.set()


def application(state: AppState, token: str = "") -> Starlette:
    """What serves the page."""
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/api/start", answer_with(start)),
            Route("/api/scenarios", take_scenario, methods=["POST"]),
            Route("/api/scenarios/{name}", answer_with(scenario)),
            Route("/api/runs/{name}", answer_with(run)),
            Route("/api/studies/{name}", answer_with(study)),
            Route("/api/studies/{name}/claims/{claim}", answer_with(claim)),
            Route("/api/yaml", as_yaml, methods=["POST"]),
            Route("/api/tables", tables, methods=["POST"]),
            WebSocketRoute("/live", live),
            Mount("/built", Kept(directory=BUILT, check_dir=False)),
        ],
        middleware=[Middleware(Guard, token=token)],
        exception_handlers={FrondeError: explain, HTTPException: refuse},
    )
    app.state.explorer = state
    return app


class Kept(StaticFiles):
    """Files whose names change with their content: a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, for ever."""
        found = await super().get_response(path, scope)
        found.headers["cache-control"] = "public, max-age=31536000, immutable"
        return found


async def explain(_: Request, error: Exception) -> Response:
    """What the reader can mend, in words."""
    return Json({"error": str(error)}, 404 if isinstance(error, Missing) else 422)


async def refuse(_: Request, error: Exception) -> Response:
    """No such page, a method that is not allowed, and the like."""
    assert isinstance(error, HTTPException)
    return Json({"error": error.detail}, error.status_code)


async def page(_: Request) -> Response:
    """The page itself."""
    if not (BUILT / "index.html").is_file():
        raise HTTPException(500, "The page was not built: run make front in a checkout.")
    return FileResponse(BUILT / "index.html")


def state_of(request: Request | WebSocket) -> AppState:
    """What all pages share."""
    state: AppState = request.app.state.explorer
    return state


class Json(JSONResponse):
    """JSON that any text fits in, half of a surrogate pair included; a file may hold one."""

    def render(self, content: Any) -> bytes:
        """As bytes.

        Raises
        ------
        ValueError : a number is not finite.
        """
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


def answer_with(work: Callable[[AppState, Request], Response]
                ) -> Callable[[Request], Awaitable[Response]]:
    """A route that answers with what ``work`` returns, which may take a while."""
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(work, state_of(request), request)

    return answer


def start(state: AppState, _: Request) -> Response:
    """What there is to start from: scenarios, stored runs, studies; limits."""
    library = state.library
    return Json({
        "version": version("fronde"), "note": NOTE, "default": library.usual(state.start).plain(),
        "opens": state.opens,
        "scenarios": [{"id": name, "title": title, "kind": kind}
                      for name, title, kind in library.scenarios()],
        "runs": [in_list(describe_run, name, path) for name, path in library.runs().items()],
        "studies": [in_list(studied.summarise, name, path)
                    for name, path in library.studies().items()],
        "limits": {"people": library.most_people, "weeks": MOST_WEEKS,
                   "sessions": state.most_sessions},
    })


def in_list(describe_one: Callable[[str, Path], dict[str, str]], name: str,
            folder: Path) -> dict[str, str]:
    """Something that is stored, in a line; what cannot be read says so, and hides no other."""
    try:
        found = read_back(folder, lambda path: describe_one(name, path))
        return {key: text[:MOST_SAID] for key, text in found.items()}
    except FrondeError as error:
        return {"id": name, "title": name, "kind": "unreadable",
                "said": f"Cannot be read. {error}"[:MOST_SAID]}


def describe_run(name: str, folder: Path) -> dict[str, str]:
    """A stored run in a sentence."""
    manifest = read_manifest(folder)
    manner = "street in groups" if manifest["grouped"] else "one to one"
    said = f"seed {manifest['seed']}, {manner}, {manifest['weeks_done']} weeks"
    if "branch" in manifest:
        said += ", a branch from week {}: open the run that it set out from".format(
            manifest["branch"].get("week"))
    return {"id": name, "title": str(manifest["scenario"].get("title", name)), "said": said}


def scenario(state: AppState, request: Request) -> Response:
    """A scenario described, in the size that is asked for."""
    name, asked = request.path_params["name"], request.query_params
    usual = state.library.usual(name).plain()
    people = asked.get("people", usual["people"])
    spec = read({**usual, "people": people if people == "all" else whole(people),
                 "weeks": whole(asked.get("weeks", usual["weeks"]))})
    return Json(describe(name, state.library.scenario(spec)))


def whole(text: Any) -> int:
    """A whole number from a query.

    Raises
    ------
    ScenarioError : it is none.
    """
    try:
        return int(text)
    except ValueError:
        raise ScenarioError(f"{str(text)[:40]!r} is no whole number.") from None


async def take_scenario(request: Request) -> Response:
    """Take in a scenario as text, and describe it."""
    library, text = state_of(request).library, await body(request)

    def work() -> Response:
        name = library.put(text)
        return Json(describe(name, library.scenario(library.usual(name))))

    async with state_of(request).checking:
        return await run_in_threadpool(work)


async def body(request: Request) -> str:
    """A body as text, as far as it is not too large."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > LARGEST:
                raise HTTPException(413, f"More than {LARGEST // 10**6} MB.")
            parts.append(part)
    except ClientDisconnect:
        raise HTTPException(400, "The connection ended before all had come.") from None
    try:
        return b"".join(parts).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"not UTF-8 (byte {error.start})") from None


async def spec_in(request: Request) -> Spec:
    """The spec that a body holds."""
    return await run_in_threadpool(spec_of, await body(request))


def spec_of(text: str) -> Spec:
    """The spec that a text holds."""
    try:
        return read(json.loads(text))
    except (ValueError, RecursionError):
        raise ScenarioError("The page sent something that is no JSON.") from None


def run(state: AppState, request: Request) -> Response:
    """A stored run."""
    name = request.path_params["name"]
    return read_back(state.library.run(name), lambda _: Json(open_run(state.library, name)))


def study(state: AppState, request: Request) -> Response:
    """A study."""
    name = request.path_params["name"]
    return read_back(state.library.study(name), lambda _: Json(studied.page(state.library, name)))


def claim(state: AppState, request: Request) -> Response:
    """One claim of a study."""
    name, asked = request.path_params["name"], request.path_params["claim"]
    return read_back(state.library.study(name),
                     lambda _: Json(studied.claim(state.library, name, asked)))


async def as_yaml(request: Request) -> Response:
    """A trajectory as a scenario file."""
    spec = await spec_in(request)
    text = await run_in_threadpool(exports.as_yaml, state_of(request).library, spec)
    return Response(text, media_type="application/yaml", headers=as_file("scenario.yaml"))


async def tables(request: Request) -> Response:
    """A trajectory's tables."""
    state, spec = state_of(request), await spec_in(request)

    if not state.packing.acquire(blocking=False):
        raise HTTPException(503, "Tables are being packed for another page. Try again in a while.")
    try:
        packed = await run_in_threadpool(exports.tables, state.library, spec)
    finally:
        state.packing.release()
    return Response(packed, media_type="application/zip", headers=as_file("tables.zip"))


def as_file(file: str) -> dict[str, str]:
    """The header that makes a browser keep an answer as a file."""
    return {"content-disposition": f'attachment; filename="fronde-{file}"'}


class Outbox:
    """What waits to be sent to a page; a page that asks and does not read fills it."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[str] = asyncio.Queue()
        self.size = 0

    @property
    def full(self) -> bool:
        """Whether more waits than a page that reads could be behind."""
        return self.size > MOST_WAITING

    def put(self, text: str) -> None:
        """Take in a message; what is beyond all measure is dropped with the page."""
        if not self.full:
            self.size += len(text)
            self.waiting.put_nowait(text)

    async def get(self) -> str:
        """The next."""
        text = await self.waiting.get()
        self.size -= len(text)
        return text


async def live(socket: WebSocket) -> None:
    """One page plays."""
    state = state_of(socket)
    if state.sessions >= state.most_sessions:
        await turn_away(socket, state)
        return
    state.sessions += 1
    try:
        await socket.accept()
        await play(socket, state)
    finally:
        state.sessions -= 1


async def play(socket: WebSocket, state: AppState) -> None:
    """Play for a page until it leaves."""
    loop, outbox = asyncio.get_running_loop(), Outbox()

    def send(message: dict[str, Any]) -> None:
        text = json.dumps(message, allow_nan=False, separators=(",", ":"))
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(outbox.put, text)

    session = Session(state.library, send, state.ready, state.pool)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(send_all, socket, outbox)
            await take_requests(socket, session, send)
            tasks.cancel_scope.cancel()
    finally:
        session.close()


async def turn_away(socket: WebSocket, state: AppState) -> None:
    """Say that there is no room, unless many are being told so who do not leave."""
    if state.leaving >= MOST_LEAVING:
        await socket.close(BUSY)  # not accepted, so there is no parting to wait for
        return
    state.leaving += 1
    try:
        with suppress(WebSocketDisconnect, RuntimeError):  # gone already
            await socket.accept()
            await socket.send_json({"is": "error", "run": None, "text":
                                    f"{state.sessions} pages are connected already, and no more "
                                    "may. Close one, and load this page again."})
            await socket.close(BUSY)
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
    finally:
        state.leaving -= 1


async def take_requests(socket: WebSocket, session: Session,
                        send: Callable[[dict[str, Any]], None]) -> None:
    """Hand on what the page asks for, until it leaves."""
    with suppress(WebSocketDisconnect):
        while True:
            try:
                request = json.loads(await socket.receive_text())
                if not isinstance(request, dict):
                    raise ValueError("no mapping")
                session.ask(request)
            except ScenarioError as error:
                send({"is": "error", "run": None, "text": str(error)})
            except (ValueError, KeyError, RecursionError):
                await socket.close(NOT_UNDERSTOOD)
                return


async def send_all(socket: WebSocket, outbox: Outbox) -> None:
    """Send what there is, in order, unless the page asks for more than it takes."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while not outbox.full:
            await socket.send_text(await outbox.get())
        await socket.close(TOO_MUCH)
