"""One polite, bounded, guarded GET after another: an address in, a `FetchResult` out.

`HttpFetch` is the only place where Monitor talks HTTP to the world. It takes turns with each host,
follows redirects itself so that every hop is judged like the first, offers validators only to the
address that gave them, and turns whatever can go wrong into a `FetchFailed`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from monitor.fetch import answers, coding, politeness, robots
from monitor.fetch.addresses import Refused, Target, read_url, redirect_target
from monitor.fetch.connect import (
    ExactRequest,
    GuardedConnector,
    GuardedResolver,
)
from monitor.fetch.failures import EXPECTED, failed
from monitor.fetch.policy import FetchPolicy, Robots
from monitor.fetch.turns import HostTurns, Urgency
from monitor.model import (
    Failure,
    Fetched,
    FetchFailed,
    FetchResult,
    HostPause,
    NotModified,
    Validators,
)

RememberPause = Callable[[HostPause], Awaitable[None]]

_FEED_TYPES: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1"
)
_PAGE_TYPES: Final = "text/html, application/xhtml+xml, application/xml;q=0.5, */*;q=0.1"
_KEEP_ALIVE: Final = 15.0
_DNS_SECONDS: Final = 300
_NO_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=None)
_NOT_SENT_BY_US: Final = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is fetched, and with which manners."""

    headers: dict[str, str]
    max_bytes: int
    gap: float
    urgency: Urgency
    robots: Robots


async def _forget_pause(_pause: HostPause) -> None:
    """A fetcher nobody asked to remember pauses keeps them for its own life only."""


class HttpFetch:
    """Fits `monitor.pipeline.Fetch`. Build it inside a running event loop; `close` it at the end.

    `pauses` are those still remembered from an earlier life, and `remember_pause` is awaited before
    the answer that caused one is returned, so that no restart forgets it. `resolver` replaces the
    machine's name service; whatever it answers is judged all the same.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        now: Callable[[], datetime],
        pauses: Iterable[HostPause] = (),
        remember_pause: RememberPause = _forget_pause,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._policy = policy
        self._now = now
        self._remember_pause = remember_pause
        self._reach = policy.reach
        self._turns = HostTurns(policy.connections_per_host, now, pauses)
        self._slots = asyncio.Semaphore(policy.connections)
        self._robots = robots.RobotsCache()
        self._resolver = GuardedResolver(resolver or aiohttp.AsyncResolver(), self._reach)
        self._session = _session(policy, self._resolver)
        self._unverified = _unverified_context() if policy.unverified_tls_hosts else None
        self._feed = _errand(
            policy, _FEED_TYPES, policy.max_feed_bytes, Urgency.FEED, Robots.IGNORE
        )
        self._page = _errand(
            policy, _PAGE_TYPES, policy.max_page_bytes, Urgency.PAGE, policy.robots
        )
        self._rules = replace(self._page, max_bytes=robots.MAX_BYTES, robots=Robots.IGNORE)

    async def feed(self, url: str, validators: Validators | None) -> FetchResult:
        """Ask for a feed; with validators, ask whether it has changed. Raises nothing expected."""
        return await self._run(url, validators, self._feed)

    async def page(self, url: str) -> FetchResult:
        """Ask for an article's page, if its site's robots.txt lets us. Raises nothing expected."""
        return await self._run(url, None, self._page)

    def wait_for_page(self, url: str) -> float:
        """Seconds until a request for this page could go out: who has work elsewhere goes there."""
        target = read_url(url, self._reach)
        return 0.0 if isinstance(target, Refused) else self._turns.wait(target.host, self._page.gap)

    @property
    def pauses(self) -> tuple[HostPause, ...]:
        """The hosts that asked to be left alone, while they do."""
        return self._turns.pauses

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()
        await self._resolver.close()

    async def _run(self, url: str, validators: Validators | None, errand: _Errand) -> FetchResult:
        target = read_url(url, self._reach)
        if isinstance(target, Refused):
            return FetchFailed(Failure.UNSAFE, f"not asked: {target.reason}")
        visit = _Visit(self._turns, self._policy.deadline.total_seconds())
        try:
            return await self._follow(visit, target, validators, errand)
        finally:
            visit.leave()

    async def _follow(
        self, visit: _Visit, start: Target, validators: Validators | None, errand: _Errand
    ) -> FetchResult:
        """Ask, and go where the answers lead, hop by hop."""
        target, may_store = start, start.authorization is None
        for _ in range(self._policy.max_redirects + 1):
            refused = await self._admission(visit, target, errand)
            if refused is not None:
                return refused
            answer = await self._ask(visit, target, validators, errand)
            if isinstance(answer, FetchFailed):
                await self._note_pause(target.host, answer)
                return answer
            if not isinstance(answer, answers.Moved):
                if target is start or not may_store:
                    return answer
                return replace(answer, moved_to=target.url)
            onward = redirect_target(target, answer.location, self._reach)
            if isinstance(onward, Refused):
                return FetchFailed(Failure.REDIRECT, f"redirect not followed: {onward.reason}")
            downgrade = target.scheme == "https" and onward.scheme == "http"
            may_store = may_store and answer.permanent and not downgrade
            target = onward
        return FetchFailed(
            Failure.REDIRECT, f"more than {self._policy.max_redirects} redirects, given up"
        )

    async def _admission(
        self, visit: _Visit, target: Target, errand: _Errand
    ) -> FetchFailed | None:
        """Wait for the host's turn and hear its robots.txt; why not, when we may not go in."""
        gap = errand.gap
        if errand.robots is Robots.HONOUR:
            gap = max(gap, self._robots.delay(target.origin))
        paused = await visit.enter(target.host, gap, errand.urgency)
        if paused is not None:
            return FetchFailed(
                Failure.THROTTLED,
                f"not asked: {paused.host} is left alone until "
                f"{paused.until:%Y-%m-%d %H:%M:%S} UTC, because {paused.reason}",
                retry_after=paused.until - self._now(),
            )
        if errand.robots is Robots.IGNORE:
            return None
        return await self._robots_refusal(visit, target)

    async def _robots_refusal(self, visit: _Visit, target: Target) -> FetchFailed | None:
        rules = self._robots.get(target.origin, self._now())
        if rules is None:
            place = read_url(f"{target.site}/robots.txt", self._reach)
            if isinstance(place, Refused):
                return FetchFailed(Failure.UNSAFE, f"not asked: {place.reason}")
            result = await self._follow(visit, place, None, self._rules)
            rules = robots.read_rules(
                result,
                self._policy.product,
                self._now(),
                self._policy.robots_keep,
                self._policy.robots_retry,
            )
            self._robots.put(target.origin, rules)
            paused = await visit.enter(target.host, self._rules.gap, self._rules.urgency)
            if paused is not None and rules.unreadable is not None:
                return rules.unreadable
        return robots.refusal(rules, target.url, self._policy.product)

    async def _ask(
        self, visit: _Visit, target: Target, validators: Validators | None, errand: _Errand
    ) -> Fetched | NotModified | FetchFailed | answers.Moved:
        """One request and its whole answer, within what is left of the deadline."""
        mine = validators if validators is not None and validators.url == target.url else None
        loop = asyncio.get_running_loop()
        async with self._slots:
            begun = loop.time()
            try:
                async with asyncio.timeout(visit.seconds_left):
                    return await self._exchange(target, mine, errand)
            except EXPECTED as error:
                return failed(error, target, self._policy.deadline)
            finally:
                visit.seconds_left -= loop.time() - begun

    async def _exchange(
        self, target: Target, validators: Validators | None, errand: _Errand
    ) -> Fetched | NotModified | FetchFailed | answers.Moved:
        if self._policy.proxy is not None:
            await self._resolver.judge(target.host, target.port)
        verify: ssl.SSLContext | bool = True
        if self._unverified is not None and target.host in self._policy.unverified_tls_hosts:
            verify = self._unverified
        response = await self._session.get(
            URL(target.url, encoded=True),
            headers=_headers(errand, target, validators),
            allow_redirects=False,
            ssl=verify,
        )
        try:
            if response.status not in answers.READABLE:
                return answers.meaning(response.status, response.headers, validators, self._now())
            body = await _body(response, errand.max_bytes)
        except BaseException:
            response.close()
            raise
        finally:
            response.release()
        return Fetched(
            url=target.url,
            body=body,
            content_type=response.headers.get("Content-Type", ""),
            validators=answers.validators(target.url, response.headers),
            fresh_for=answers.freshness(response.headers, self._now()),
            status=response.status,
        )

    async def _note_pause(self, host: str, answer: FetchFailed) -> None:
        if answer.failure is not Failure.THROTTLED or answer.status is None:
            return
        pause = politeness.pause(
            host, answer.status, answer.retry_after, self._policy.throttle_pause, self._now()
        )
        if pause is not None:
            self._turns.pause(pause)
            await self._remember_pause(pause)


class _Visit:
    """One errand on its way: the host whose turn it holds, and the seconds it has left."""

    __slots__ = ("_host", "_turns", "seconds_left")

    def __init__(self, turns: HostTurns, seconds: float) -> None:
        self._turns = turns
        self._host: str | None = None
        self.seconds_left = seconds

    async def enter(self, host: str, gap: float, urgency: Urgency) -> HostPause | None:
        """Hold the turn of `host` and of no other; a hop within one host needs no second turn.

        The old turn is given back before the new one is waited for: two errands that redirect
        into each other's hosts must not wait for each other.
        """
        if self._host == host:
            return self._turns.pause_of(host)
        self.leave()
        paused = await self._turns.take(host, gap, urgency)
        if paused is None:
            self._host = host
        return paused

    def leave(self) -> None:
        """Give back the turn held, if any."""
        if self._host is not None:
            self._turns.give_back(self._host)
            self._host = None


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


def _headers(errand: _Errand, target: Target, validators: Validators | None) -> dict[str, str]:
    """Every header we send; a request carries nothing that is not written here, but Host."""
    if validators is None and target.authorization is None:
        return errand.headers
    headers = dict(errand.headers)
    if validators is not None and validators.etag is not None:
        headers["If-None-Match"] = validators.etag
    if validators is not None and validators.last_modified is not None:
        headers["If-Modified-Since"] = validators.last_modified
    if target.authorization is not None:
        headers["Authorization"] = target.authorization
    return headers


def _errand(
    policy: FetchPolicy, types: str, max_bytes: int, urgency: Urgency, robots_word: Robots
) -> _Errand:
    gap = policy.feed_gap if urgency is Urgency.FEED else policy.page_gap
    headers = {
        "User-Agent": policy.user_agent,
        "Accept": types,
        "Accept-Encoding": coding.ACCEPTED,
    }
    return _Errand(headers, max_bytes, gap.total_seconds(), urgency, robots_word)


def _session(policy: FetchPolicy, resolver: GuardedResolver) -> aiohttp.ClientSession:
    """A session without memory of its own: no cookies, no environment, no netrc, no decoding."""
    context = ssl.create_default_context()
    if policy.ca_file is not None:
        context.load_verify_locations(policy.ca_file)
    options = {"limit": 0, "keepalive_timeout": _KEEP_ALIVE, "ssl": context}
    connector: aiohttp.TCPConnector
    if policy.proxy is None:
        connector = GuardedConnector(
            policy.reach,
            policy.connections,
            resolver=resolver,
            ttl_dns_cache=_DNS_SECONDS,
            **options,
        )
    else:
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE, ssl=context)
    return aiohttp.ClientSession(
        connector=connector,
        request_class=ExactRequest,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_NO_TIMEOUT,
        auto_decompress=False,
        trust_env=False,
        skip_auto_headers=_NOT_SENT_BY_US,
        proxy=policy.proxy,
    )


def _unverified_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
