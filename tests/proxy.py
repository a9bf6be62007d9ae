"""A TCP proxy before a server on a Unix socket: it can cut, hold and refuse connections."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Self


class Proxy:
    """Runs in a thread of its own; what it is told takes effect at once."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.port = 0
        self.taken = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._writers: set[asyncio.StreamWriter] = set()
        self._refusing = False
        self._flowing = asyncio.Event()
        self._flowing.set()

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(5)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._do(self._close_all)
        self._do(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def cut(self) -> None:
        """Break every connection; new ones are taken."""
        self._do(self._close_all)

    def refuse(self, *, refusing: bool) -> None:
        """Take no connections, or take them again."""
        self._refusing = refusing
        self._do(self._close_all)

    def hold(self, *, holding: bool) -> None:
        """Pass nothing on, as a black hole does, or go on."""
        self._do(self._flowing.clear if holding else self._flowing.set)

    def _do(self, act: Callable[[], None]) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (act(), done.set()))
        assert done.wait(5)

    def _close_all(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.transport.abort()
            return
        self.taken += 1
        try:
            there, back = await asyncio.open_unix_connection(self.upstream)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        self._writers -= {writer, back}

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await self._flowing.wait()
                target.write(data)
                await target.drain()
        except OSError:
            pass
        finally:
            target.transport.abort()
