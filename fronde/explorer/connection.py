"""How long the server waits for whoever is slow: connections that idle keep nobody out.

uvicorn limits how long a connection may rest after an answer, but neither how long a request may
take to come nor how long an answer may wait to be taken; and those that only wait count among the
connections that it serves at one time. So each has a clock here while it is waited for, and of too
many that are waited for the one that is waited for longest makes room.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD, BODY, TAKEN = 10.0, 60.0, 30.0  # s for a request's head, its body, and a part of an answer
MOST_AWAITED = 100  # connections that are waited for at one time


class Connection(H11Protocol):
    """A connection that is closed when it keeps the server waiting.

    Attributes
    ----------
    awaited : seconds that what it is waited for may take in all, or None: it waits for the server.
    since : when that began, on the loop's clock [s].
    """

    awaited: float | None = None
    since: float = 0.0
    clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.look()
        self.make_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self.look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.look()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.look()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.look()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.wait(None)

    def look(self) -> None:
        """See what is waited for now."""
        if self.flow.write_paused:
            self.wait(TAKEN)
        else:
            self.wait({h11.IDLE: HEAD, h11.SEND_BODY: BODY}.get(self.conn.their_state))

    def wait(self, seconds: float | None) -> None:
        """Start the clock anew, or stop it, if something else is waited for than before."""
        if seconds == self.awaited:
            return
        if self.clock is not None:
            self.clock.cancel()
        self.awaited, self.since = seconds, self.loop.time()
        self.clock = None if seconds is None else self.loop.call_later(
            seconds, self.transport.abort)

    def make_room(self) -> None:
        """Close the connection that is waited for longest, if they are too many."""
        waiting: list[Any] = [one for one in self.connections
                              if isinstance(one, Connection) and one.awaited is not None]
        if len(waiting) > MOST_AWAITED:
            min(waiting, key=lambda one: one.since).transport.abort()
