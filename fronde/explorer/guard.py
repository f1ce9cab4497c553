"""Who may ask: this machine's own pages, and elsewhere only who has the token.

Other sites that are open in the same browser can send requests to loopback, and a name that an
attacker owns can be made to point there. So the Host must be a name of loopback, whatever its
port (a tunnel has another), and a request that says where it comes from must come from that very
host. Bound to another address, the server asks for a token, once; then a cookie has it.
"""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
COOKIE = "fronde_token"
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
          "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
SAME_SITE = ("", "same-origin", "none")  # of Sec-Fetch-Site; none: typed, or a bookmark


class Guard:
    """Refuses who may not ask, and puts the headers of the policy on every answer.

    Parameters
    ----------
    token : what a page must know, or empty: then only names of loopback are served.
    """

    def __init__(self, app: ASGIApp, token: str = "") -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        answer = self.refusal(scope)
        if answer is None:
            await self.app(scope, receive, with_headers(send))
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, "refused")(scope, receive, send)
        else:
            await answer(scope, receive, with_headers(send))

    def refusal(self, scope: Scope) -> Response | None:
        """Why a request is not answered; None if it is."""
        headers = Headers(scope=scope)
        if not self.token and hostname(headers.get("host", "")) not in LOOPBACK:
            return refuse("This server answers only to localhost. Through a tunnel, open "
                           "http://localhost:PORT.")
        if not same_origin(headers):
            return refuse("Asked for by another site.")
        return self.unknown(scope)

    def unknown(self, scope: Scope) -> Response | None:
        """Whether a page has yet to show the token."""
        if not self.token:
            return None
        asking = HTTPConnection(scope)
        if same(asking.cookies.get(cookie(scope), ""), self.token):
            return None
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if scope["type"] == "http" and scope["path"] == "/" and same(given, self.token):
            known = RedirectResponse("/", status_code=303)
            # Lax, so that a link in a mail works; other sites are refused by their origin.
            known.set_cookie(cookie(scope), self.token, httponly=True, samesite="lax")
            return known
        return refuse("A token is needed: open the address that the terminal shows.", 401)


def cookie(scope: Scope) -> str:
    """The cookie's name, with the port: cookies know hosts only."""
    server = scope.get("server")
    return f"{COOKIE}_{server[1] if server else 0}"


def same(one: str, other: str) -> bool:
    """Whether two tokens are equal, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def hostname(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def same_origin(headers: Headers) -> bool:
    """Whether a request comes from this very host, as far as it says where it comes from."""
    origin = headers.get("origin")
    if origin is not None and urlsplit_netloc(origin) != headers.get("host", "").lower():
        return False
    return headers.get("sec-fetch-site", "") in SAME_SITE or navigates(headers)


def navigates(headers: Headers) -> bool:
    """Whether a person follows a link: that loads the page, and does nothing else."""
    return (headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest") == "document" and "origin" not in headers)


def urlsplit_netloc(origin: str) -> str:
    """Host and port of an origin; nothing for ``null`` and the like."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def refuse(text: str, status: int = 403) -> Response:
    """A refusal that says why."""
    return JSONResponse({"error": text}, status)


def with_headers(send: Send) -> Send:
    """Every answer carries the policy; what is named by its content may be kept."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
