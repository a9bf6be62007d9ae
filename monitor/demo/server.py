"""A loopback web server for a handful of documents, with conditional GET."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from monitor.demo.site import Document

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class DemoServer:
    """Documents by host and path; more can be put up while it runs."""

    port: int = 0
    hosts: dict[str, Mapping[str, Document]] = field(default_factory=dict)

    def put(self, host: str, documents: Mapping[str, Document]) -> None:
        """Serve these documents for a host name from now on."""
        self.hosts[host] = documents

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request: 200, 304 when nothing changed, or 404."""
        host = request.host.partition(":")[0]
        document = self.hosts.get(host, {}).get(request.path)
        if document is None:
            return web.Response(status=404, text="There is nothing here.\n")
        tag = f'"{hashlib.sha256(document.body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        headers = {"ETag": tag, "Content-Type": document.content_type}
        return web.Response(body=document.body, headers=headers)


@asynccontextmanager
async def serving() -> AsyncIterator[DemoServer]:
    """Serve on a free loopback port for the length of the block."""
    server = DemoServer()
    application = web.Application()
    application.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, 0)
        await site.start()
        server.port = runner.addresses[0][1]
        yield server
    finally:
        await runner.cleanup()
