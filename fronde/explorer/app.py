"""The routes: a page, what there is to explore, files to take along, a socket."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
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
from fronde.explorer.described import described
from fronde.explorer.desk import Desk, replayed
from fronde.explorer.guard import Guard
from fronde.explorer.lines import Line
from fronde.explorer.shelf import Missing, Shelf, stored
from fronde.explorer.spec import MOST_WEEKS, Spec, read
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
class House:
    """What all visitors share.

    Attributes
    ----------
    start : what the page opens with: the id of a scenario.
    opens : run or study: what is explored is one of these, and it is opened at once.
    most_visitors : who may play at one time.
    visitors, leaving : who plays, and who is told that there is no room.
    """

    shelf: Shelf
    start: str
    most_visitors: int = 8
    opens: str = ""
    visitors: int = 0
    leaving: int = 0
    ready: threading.Event = field(default_factory=threading.Event)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))
    packing: threading.Lock = field(default_factory=threading.Lock)  # tables need much memory
    # Of many who send at once all others are answered late: threads share one interpreter.
    checking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    def warm(self) -> None:
        """Load what plays, or compile it, before the first visitor has to wait for it."""
        try:
            if cache_kept():
                warm_up()
            spec = Spec.model_validate({"scenario": "fighting-coalition", "people": 2000,
                                        "weeks": 2})
            line = Line(spec, self.shelf.scenario(spec), self.shelf.calendar(spec))
            while not line.complete:
                line.advance()
        finally:
            self.ready.set()


def made(house: House, token: str = "") -> Starlette:
    """The application."""
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/api/start", start),
            Route("/api/scenarios", sent, methods=["POST"]),
            Route("/api/scenarios/{name}", scenario),
            Route("/api/runs/{name}", run),
            Route("/api/studies/{name}", study),
            Route("/api/studies/{name}/claims/{claim}", claim),
            Route("/api/yaml", as_yaml, methods=["POST"]),
            Route("/api/tables", tables, methods=["POST"]),
            WebSocketRoute("/live", live),
            Mount("/built", Kept(directory=BUILT, check_dir=False)),
        ],
        middleware=[Middleware(Guard, token=token)],
        exception_handlers={FrondeError: told, HTTPException: told_plainly},
    )
    app.state.house = house
    return app


class Kept(StaticFiles):
    """Files whose names change with their content: a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, for ever."""
        found = await super().get_response(path, scope)
        found.headers["cache-control"] = "public, max-age=31536000, immutable"
        return found


async def told(_: Request, error: Exception) -> Response:
    """What a visitor can mend, in words."""
    return Json({"error": str(error)}, 404 if isinstance(error, Missing) else 422)


async def told_plainly(_: Request, error: Exception) -> Response:
    """No such page, a method that is not allowed, and the like."""
    assert isinstance(error, HTTPException)
    return Json({"error": error.detail}, error.status_code)


async def page(_: Request) -> Response:
    """The page itself."""
    if not (BUILT / "index.html").is_file():
        raise HTTPException(500, "The page was not built: run make front in a checkout.")
    return FileResponse(BUILT / "index.html")


def house_of(request: Request | WebSocket) -> House:
    """What all visitors share."""
    house: House = request.app.state.house
    return house


class Json(JSONResponse):
    """JSON that any text fits in, half of a surrogate pair included; a file may hold one."""

    def render(self, content: Any) -> bytes:
        """As bytes.

        Raises
        ------
        ValueError : a number is not finite.
        """
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


async def answered(work: Callable[[], Any]) -> Response:
    """Something that takes a while, as JSON."""
    return await run_in_threadpool(lambda: Json(work()))


async def answered_of(folder: Callable[[], Path], work: Callable[[], Any]) -> Response:
    """The same of something that is stored, and may be damaged."""
    def made_of() -> Response:
        with stored(folder()):
            return Json(work())

    return await run_in_threadpool(made_of)


async def start(request: Request) -> Response:
    """What there is to start from."""
    house = house_of(request)
    return await answered(lambda: opening(house))


def opening(house: House) -> dict[str, Any]:
    """Scenarios, stored runs, studies, limits."""
    shelf = house.shelf
    return {
        "version": version("fronde"), "note": NOTE, "default": shelf.usual(house.start).plain(),
        "opens": house.opens,
        "scenarios": [{"id": name, "title": title, "kind": kind}
                      for name, title, kind in shelf.scenarios()],
        "runs": [listed(run_listed, name, path) for name, path in shelf.runs().items()],
        "studies": [listed(studied.listed, name, path)
                    for name, path in shelf.studies().items()],
        "limits": {"people": shelf.most_people, "weeks": MOST_WEEKS,
                   "sessions": house.most_visitors},
    }


def listed(line_of: Callable[[str, Path], dict[str, str]], name: str,
           folder: Path) -> dict[str, str]:
    """Something that is stored, in a line; what cannot be read says so, and hides no other."""
    try:
        with stored(folder):
            return {key: text[:MOST_SAID] for key, text in line_of(name, folder).items()}
    except FrondeError as error:
        return {"id": name, "title": name, "kind": "unreadable",
                "said": f"Cannot be read. {error}"[:MOST_SAID]}


def run_listed(name: str, folder: Path) -> dict[str, str]:
    """A stored run in a line."""
    manifest = read_manifest(folder)
    manner = "street in groups" if manifest["grouped"] else "one to one"
    said = f"seed {manifest['seed']}, {manner}, {manifest['weeks_done']} weeks"
    if "branch" in manifest:
        said += ", a branch from week {}: open the run that it set out from".format(
            manifest["branch"].get("week"))
    return {"id": name, "title": str(manifest["scenario"].get("title", name)), "said": said}


async def scenario(request: Request) -> Response:
    """A scenario described."""
    house, name = house_of(request), request.path_params["name"]
    return await answered(lambda: described_as(house.shelf, name, request))


def described_as(shelf: Shelf, name: str, request: Request) -> dict[str, Any]:
    """A scenario in the size that is asked for."""
    usual = shelf.usual(name).plain()
    asked = request.query_params
    people = asked.get("people", usual["people"])
    spec = read({**usual, "people": people if people == "all" else whole(people),
                 "weeks": whole(asked.get("weeks", usual["weeks"]))})
    return described(name, shelf.scenario(spec))


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


async def sent(request: Request) -> Response:
    """Take in a scenario as text, and describe it."""
    house, text = house_of(request), await body(request)

    def work() -> dict[str, Any]:
        name = house.shelf.put(text)
        return described(name, house.shelf.scenario(house.shelf.usual(name)))

    async with house.checking:
        return await answered(work)


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


async def run(request: Request) -> Response:
    """A stored run."""
    house, name = house_of(request), request.path_params["name"]
    return await answered_of(lambda: house.shelf.run(name), lambda: replayed(house.shelf, name))


async def study(request: Request) -> Response:
    """A study."""
    house, name = house_of(request), request.path_params["name"]
    return await answered_of(lambda: house.shelf.study(name),
                             lambda: studied.page(house.shelf, name))


async def claim(request: Request) -> Response:
    """One claim of a study."""
    house, asked = house_of(request), request.path_params
    return await answered_of(
        lambda: house.shelf.study(asked["name"]),
        lambda: studied.claim(house.shelf, asked["name"], asked["claim"]))


async def as_yaml(request: Request) -> Response:
    """A line as a scenario file."""
    house, spec = house_of(request), await spec_in(request)
    text = await run_in_threadpool(exports.as_yaml, house.shelf, spec)
    return Response(text, media_type="application/yaml", headers=named("scenario.yaml"))


async def tables(request: Request) -> Response:
    """A line's tables."""
    house, spec = house_of(request), await spec_in(request)

    if not house.packing.acquire(blocking=False):
        raise HTTPException(503, "Tables are being packed for another page. Try again in a while.")
    try:
        packed = await run_in_threadpool(exports.tables, house.shelf, spec)
    finally:
        house.packing.release()
    return Response(packed, media_type="application/zip", headers=named("tables.zip"))


def named(file: str) -> dict[str, str]:
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
    """One visitor plays."""
    house = house_of(socket)
    if house.visitors >= house.most_visitors:
        await turned_away(socket, house)
        return
    house.visitors += 1
    try:
        await socket.accept()
        await playing(socket, house)
    finally:
        house.visitors -= 1


async def playing(socket: WebSocket, house: House) -> None:
    """Play for a visitor until they leave."""
    loop, outbox = asyncio.get_running_loop(), Outbox()

    def send(message: dict[str, Any]) -> None:
        text = json.dumps(message, allow_nan=False, separators=(",", ":"))
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(outbox.put, text)

    desk = Desk(house.shelf, send, house.ready, house.pool)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sending, socket, outbox)
            await heard(socket, desk, send)
            tasks.cancel_scope.cancel()
    finally:
        desk.close()


async def turned_away(socket: WebSocket, house: House) -> None:
    """Say that there is no room, unless many are being told so who do not leave."""
    if house.leaving >= MOST_LEAVING:
        await socket.close(BUSY)  # not accepted, so there is no parting to wait for
        return
    house.leaving += 1
    try:
        with suppress(WebSocketDisconnect, RuntimeError):  # gone already
            await socket.accept()
            await socket.send_json({"is": "error", "line": None, "text":
                                    f"{house.visitors} pages play already, and no more may. Close "
                                    "one, and load this page again."})
            await socket.close(BUSY)
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
    finally:
        house.leaving -= 1


async def heard(socket: WebSocket, desk: Desk, send: Callable[[dict[str, Any]], None]) -> None:
    """Hand on what the page asks for, until it leaves."""
    with suppress(WebSocketDisconnect):
        while True:
            try:
                wish = json.loads(await socket.receive_text())
                if not isinstance(wish, dict):
                    raise ValueError("no mapping")
                desk.wish(wish)
            except ScenarioError as error:
                send({"is": "error", "line": None, "text": str(error)})
            except (ValueError, KeyError, RecursionError):
                await socket.close(NOT_UNDERSTOOD)
                return


async def sending(socket: WebSocket, outbox: Outbox) -> None:
    """Send what there is, in order, unless the page asks for more than it takes."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while not outbox.full:
            await socket.send_text(await outbox.get())
        await socket.close(TOO_MUCH)
