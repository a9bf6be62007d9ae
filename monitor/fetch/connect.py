"""Connections that are only made to addresses we may dial, and requests written byte for byte.

aiohttp asks the resolver for names but not for numeric hosts, and asks `socket_factory` for every
address it is about to dial. So the guard sits in both: the resolver refuses a name as soon as one
of its addresses is forbidden, the factory has the last word on the address itself. The connection
then goes to that very address, whatever the name says a moment later.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import AddrInfoType
from aiohttp.helpers import is_ip_address

from monitor.fetch.addresses import Reach, refusal

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ConnectionKey


class UnsafeAddressError(Exception):
    """A connection that must not be made; the message is a sentence for the operator.

    Not an OSError on purpose: aiohttp would take that for one bad address among several.
    """


class BrokenConnectionError(aiohttp.ClientConnectionError):
    """A new connection broke before an answer came."""


class GuardedResolver(AbstractResolver):
    """Names to addresses, all of which may be dialled; one forbidden address refuses the name."""

    def __init__(self, inner: AbstractResolver, reach: Reach) -> None:
        self._inner = inner
        self._reach = reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look `host` up; raises UnsafeAddressError, or OSError when there is no such name."""
        found = await self._inner.resolve(host, port, family)
        if not found:
            raise OSError(f"{host} has no address")
        for address in found:
            reason = refusal(address["host"], port, self._reach)
            if reason is not None:
                raise UnsafeAddressError(f"{host} leads to a place Monitor does not dial: {reason}")
        return found

    async def judge(self, host: str, port: int) -> None:
        """Judge a host somebody else will dial for us; raises as `resolve` does.

        Behind a proxy this is all that can be done: the proxy looks the name up again.
        """
        if is_ip_address(host):
            reason = refusal(host, port, self._reach)
            if reason is not None:
                raise UnsafeAddressError(reason)
        else:
            await self.resolve(host, port)

    async def close(self) -> None:
        """Close the resolver behind."""
        await self._inner.close()


class ThriftyConnector(aiohttp.TCPConnector):
    """aiohttp's connector with a bound on idle connections, and a mark on those used before.

    aiohttp keeps every idle connection until its time is over; with thousands of hosts that alone
    would use up a process's file descriptors. `_release` is where it decides to keep one.
    """

    def __init__(self, most_idle: int, **options: Any) -> None:
        super().__init__(**options)
        self._most_idle = most_idle

    def _release(
        self, key: ConnectionKey, protocol: ResponseHandler, *, should_close: bool = False
    ) -> None:
        protocol.used_before = True  # type: ignore[attr-defined]
        full = len(self._conns) >= self._most_idle
        super()._release(key, protocol, should_close=should_close or full)


class GuardedConnector(ThriftyConnector):
    """A connector with the guard at the socket, before and after it connects."""

    def __init__(self, reach: Reach, most_idle: int, **options: Any) -> None:
        super().__init__(most_idle, socket_factory=self._socket, **options)
        self._reach = reach

    def _socket(self, address: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = address
        reason = refusal(str(place[0]), int(place[1]), self._reach)
        if reason is not None:
            raise UnsafeAddressError(reason)
        return socket.socket(family=family, type=kind, proto=protocol)

    async def _create_connection(self, *request: Any, **options: Any) -> ResponseHandler:
        """Connect, then look whom we reached: the peer must pass the same test as the address."""
        protocol = await super()._create_connection(*request, **options)
        transport = protocol.transport
        peer = None if transport is None else transport.get_extra_info("peername")
        reason = refusal(str(peer[0]), int(peer[1]), self._reach) if peer else None
        if reason is not None:
            protocol.close()
            raise UnsafeAddressError(f"the connection reached the wrong place: {reason}")
        return protocol


class ExactRequest(aiohttp.ClientRequest):
    """A request whose header values go out as latin-1, the bytes a server once sent us.

    aiohttp writes header values as UTF-8. A validator is opaque bytes, read as latin-1; the few
    that are not ASCII are put back into their bytes on the way to the socket.
    """

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        """Write the request; a GET without body is written in one piece before this returns."""
        self.on_kept_connection = getattr(conn.protocol, "used_before", False)
        foreign = [value for value in self.headers.values() if not value.isascii()]
        protocol = conn.protocol
        if not foreign or protocol is None or protocol.transport is None:
            return await super().send(conn)
        transport = protocol.transport
        protocol.transport = _Latin1Transport(transport, foreign)  # type: ignore[assignment]
        try:
            return await super().send(conn)
        finally:
            protocol.transport = transport


class _Latin1Transport:
    """Stands before a transport for one request head and mends what was written as UTF-8."""

    def __init__(self, transport: Any, values: list[str]) -> None:
        self._transport = transport
        self._values = values

    def write(self, data: bytes) -> None:
        head = bytes(data)
        for value in self._values:
            head = head.replace(value.encode("utf-8"), value.encode("latin-1"))
        self._transport.write(head)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


async def ask_again_only_when_stale(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from repeating a request whose connection broke, unless it was a kept one.

    A kept connection may have been closed in the meantime, and asking again on a new one is right
    (RFC 9112, section 9.3.1). A server that breaks a new connection has seen the request, and may
    be in trouble: it is not asked twice in a row.
    """
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        if isinstance(request, ExactRequest) and request.on_kept_connection:
            raise
        raise BrokenConnectionError(str(error)) from error
