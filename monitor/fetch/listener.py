"""A small web server for those who call us: hubs that tell of changes, and whoever reads metrics.

It knows addresses and bytes only; what a call means is decided by the functions it is given. It is
meant for loopback, behind a web server that speaks TLS to the world.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

MOST_BYTES: Final = 2 * 1024 * 1024  # of a push: its body is only looked at to check its signature
_KEEP_ALIVE: Final = 15.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request to us."""

    method: str
    path: str  # below the root, without the leading slash
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What we answer."""

    status: int
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


Answerer = Callable[[Call], Awaitable[Reply]]


class Listener:
    """The server; `open` it inside a running event loop, and `close` it at the end."""

    def __init__(self, answer: Answerer) -> None:
        self._answer = answer
        application = web.Application(client_max_size=MOST_BYTES)
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(
            application, access_log=None, keepalive_timeout=_KEEP_ALIVE, handle_signals=False
        )

    async def open(self, host: str, port: int) -> int:
        """Listen at an address; the port (asked for, or found when 0 was asked for).

        Raises:
            OSError: the address is taken, or not ours.
        """
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        found: int = self._runner.addresses[0][1]
        return found

    async def close(self) -> None:
        """Listen no more."""
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        if request.method not in {"GET", "POST"}:
            return web.Response(status=405, headers={"Allow": "GET, POST"})
        call = Call(
            request.method,
            request.match_info["path"],
            request.query,
            request.headers,
            await request.read(),
        )
        reply = await self._answer(call)
        headers = {"Content-Type": reply.content_type, "X-Content-Type-Options": "nosniff"}
        return web.Response(status=reply.status, body=reply.body.encode(), headers=headers)
