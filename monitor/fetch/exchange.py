"""One request and its whole answer on the wire: the only code that drives aiohttp.

The session has no memory of its own: no cookies, nothing from the environment, no netrc, and every
header that goes out is written here. Bodies come undecoded and are decoded under our own limits.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver

from monitor.fetch import answers, coding
from monitor.fetch.addresses import Target
from monitor.fetch.connect import (
    ExactRequest,
    GuardedConnector,
    GuardedResolver,
    ThriftyConnector,
    ask_again_only_when_stale,
)
from monitor.fetch.failures import EXPECTED, failed
from monitor.fetch.policy import FetchPolicy
from monitor.model import Fetched, FetchFailed, NotModified, Validators

Answer = Fetched | NotModified | FetchFailed | answers.Moved

_KEEP_ALIVE: Final = 15.0  # seconds
_DNS_SECONDS: Final = 300
_NO_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=None)
# Real news sites send policy headers of 10 KB and more; the product still bounds a whole head.
_LONGEST_LINE: Final = 16 * 1024
_LONGEST_HEADER: Final = 32 * 1024
_MOST_HEADERS: Final = 128


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the headers that say so, and how many decoded bytes are taken at most."""

    headers: dict[str, str]
    max_bytes: int

    @classmethod
    def of(cls, user_agent: str, types: str, max_bytes: int) -> Order:
        """An order for documents of these media types."""
        headers = {"User-Agent": user_agent, "Accept": types, "Accept-Encoding": coding.ACCEPTED}
        return cls(headers, max_bytes)


class Wire:
    """All connections of one event loop, within which it must be built."""

    def __init__(self, policy: FetchPolicy, resolver: AbstractResolver | None) -> None:
        self._policy = policy
        self._resolver = GuardedResolver(resolver or aiohttp.AsyncResolver(), policy.reach)
        self._session = _session(policy, self._resolver)
        self._slots = asyncio.Semaphore(policy.connections)
        self._unverified = _unverified_context() if policy.unverified_tls_hosts else None

    async def ask(
        self,
        target: Target,
        validators: Validators | None,
        order: Order,
        seconds: float,
        now: datetime,
    ) -> tuple[Answer, float]:
        """GET `target` within `seconds`; the answer, and the seconds it took.

        Waiting for one of the connections the policy grants is not counted.
        """
        loop = asyncio.get_running_loop()
        async with self._slots:
            begun = loop.time()
            try:
                async with asyncio.timeout(seconds):
                    answer = await self._exchange(target, validators, order, now)
            except EXPECTED as error:
                answer = failed(error, target, self._policy.deadline)
            return answer, loop.time() - begun

    async def post(
        self, target: Target, fields: Mapping[str, str], agent: str
    ) -> int | FetchFailed:
        """POST a form within the policy's deadline; the answer's status, or why there is none."""
        deadline = self._policy.deadline
        async with self._slots:
            try:
                async with asyncio.timeout(deadline.total_seconds()):
                    if self._policy.proxy is not None:
                        await self._resolver.judge(target.host, target.port)
                    response = await self._session.post(
                        target.address,
                        data=fields,
                        headers={"User-Agent": agent},
                        allow_redirects=False,
                        ssl=self._trust(target),
                    )
                    response.release()
                    return response.status
            except EXPECTED as error:
                return failed(error, target, deadline)

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()
        await self._resolver.close()

    async def _exchange(
        self, target: Target, validators: Validators | None, order: Order, now: datetime
    ) -> Answer:
        if self._policy.proxy is not None:
            await self._resolver.judge(target.host, target.port)
        response = await self._session.get(
            target.address,
            headers=_headers(order, target, validators),
            allow_redirects=False,
            ssl=self._trust(target),
        )
        try:
            if response.status not in answers.READABLE:
                return answers.meaning(response.status, response.headers, validators, now)
            body = await _body(response, order.max_bytes)
        except BaseException:
            response.close()
            raise
        finally:
            response.release()
        return Fetched(
            url=target.url,
            body=body,
            content_type=answers.bytes_as_latin1(response.headers, "Content-Type") or "",
            validators=answers.validators(target.url, response.headers),
            fresh_for=answers.freshness(response.headers, now),
            status=response.status,
            links=", ".join(response.headers.getall("Link", ())),
        )

    def _trust(self, target: Target) -> ssl.SSLContext | bool:
        if self._unverified is not None and target.host in self._policy.unverified_tls_hosts:
            return self._unverified
        return True


async def _body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The decoded body; raises coding.CodingError, aiohttp.ClientPayloadError."""
    announced = response.content_length
    if announced is not None and announced > limit:
        raise coding.BodyTooLargeError(f"the server announces {announced:,} bytes")
    body = coding.Body(response.headers.get("Content-Encoding", ""), limit)
    content = response.content
    while not content.at_eof():
        body.feed(await content.readany())
    return body.finish()


def _headers(order: Order, target: Target, validators: Validators | None) -> dict[str, str]:
    """Every header we send; a request carries nothing that is not written here, but Host."""
    if validators is None and target.authorization is None:
        return order.headers
    headers = dict(order.headers)
    if validators is not None and validators.etag is not None:
        headers["If-None-Match"] = validators.etag
    if validators is not None and validators.last_modified is not None:
        headers["If-Modified-Since"] = validators.last_modified
    if target.authorization is not None:
        headers["Authorization"] = target.authorization
    return headers


def _session(policy: FetchPolicy, resolver: GuardedResolver) -> aiohttp.ClientSession:
    trusted = ssl.create_default_context()
    if policy.ca_file is not None:
        trusted.load_verify_locations(policy.ca_file)
    return aiohttp.ClientSession(
        connector=_connector(policy, resolver, trusted),
        request_class=ExactRequest,
        middlewares=(ask_again_only_when_stale,),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_NO_TIMEOUT,
        auto_decompress=False,
        trust_env=False,
        proxy=policy.proxy,
        max_line_size=_LONGEST_LINE,
        max_field_size=_LONGEST_HEADER,
        max_headers=_MOST_HEADERS,
    )


def _connector(
    policy: FetchPolicy, resolver: GuardedResolver, trusted: ssl.SSLContext
) -> ThriftyConnector:
    """Guarded, or behind a proxy, whose own address the operator chose, plain.

    The number of connections is bounded by `Wire`, not here, because waiting here would count
    against the deadline of whoever waits.
    """
    if policy.proxy is not None:
        return ThriftyConnector(policy.idle, limit=0, keepalive_timeout=_KEEP_ALIVE, ssl=trusted)
    return GuardedConnector(
        policy.reach,
        policy.idle,
        limit=0,
        keepalive_timeout=_KEEP_ALIVE,
        ssl=trusted,
        resolver=resolver,
        ttl_dns_cache=_DNS_SECONDS,
    )


def _unverified_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
