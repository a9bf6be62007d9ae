"""One polite, bounded, guarded GET after another: an address in, a `FetchResult` out.

`HttpFetch` takes turns with each host, hears robots.txt before it reads a page, follows redirects
itself so that every hop is judged like the first, and offers validators only to the address that
gave them. What can go wrong comes back as a `FetchFailed`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Final

from aiohttp.abc import AbstractResolver

from monitor.fetch import answers, politeness, robots
from monitor.fetch.addresses import Refused, Target, read_url, redirect_target
from monitor.fetch.exchange import Answer, Order, Wire
from monitor.fetch.outage import OutageWatch, not_their_fault
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
_KNOWN_FEEDS: Final = 20_000  # addresses that are not read anew at each poll
_ROBOTS_TYPES: Final = "text/plain, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is fetched, and with which manners."""

    order: Order
    gap: float
    urgency: Urgency
    robots: Robots


async def _forget_pause(_pause: HostPause) -> None:
    """A fetcher nobody asked to remember pauses keeps them for its own life only."""


class HttpFetch:
    """Fits `monitor.pipeline.Fetch`. Build it inside a running event loop; `close` it at the end.

    `pauses` are those still remembered from an earlier life, and `remember_pause` is awaited before
    the answer that caused one is returned, so that no restart forgets it; what it raises is raised.
    `resolver` replaces the machine's name service; whatever it answers is judged all the same.
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
        self._feed_target = lru_cache(maxsize=_KNOWN_FEEDS)(partial(read_url, reach=self._reach))
        self._turns = HostTurns(policy.connections_per_host, now, pauses)
        self._robots = robots.RobotsCache()
        self._wire = Wire(policy, resolver)
        self._outage = OutageWatch()
        self._feed, self._page, self._rules = _errands(policy)
        self._listing = replace(self._feed, order=self._page.order, robots=policy.robots)

    async def feed(self, url: str, validators: Validators | None) -> FetchResult:
        """Ask for a feed; with validators, ask whether it has changed."""
        return await self._run(self._feed_target(url), validators, self._feed)

    async def listing(self, url: str, validators: Validators | None) -> FetchResult:
        """Ask for a page that is followed like a feed, if its site's robots.txt lets us."""
        return await self._run(self._feed_target(url), validators, self._listing)

    async def page(self, url: str) -> FetchResult:
        """Ask for an article's page, if its site's robots.txt lets us."""
        return await self._run(read_url(url, self._reach), None, self._page)

    async def post(self, url: str, fields: Mapping[str, str]) -> int | FetchFailed:
        """Send a form to an address that passes the same judgement; redirects are not followed."""
        target = read_url(url, self._reach)
        if isinstance(target, Refused):
            return FetchFailed(Failure.UNSAFE, f"not asked: {target.reason}")
        return await self._wire.post(target, fields, self._policy.user_agent)

    def wait_for_page(self, url: str) -> float:
        """About how many seconds pass until a request for this page could go out.

        For a caller that has other hosts' pages to read meanwhile; 0 for an address that is
        refused at once.
        """
        target = read_url(url, self._reach)
        return 0.0 if isinstance(target, Refused) else self._turns.wait(target.host, self._page.gap)

    @property
    def pauses(self) -> tuple[HostPause, ...]:
        """The hosts that asked to be left alone, while they do."""
        return self._turns.pauses

    @property
    def is_offline(self) -> bool:
        """Whether nothing answers anywhere, so that our own network must be down."""
        return self._outage.is_down

    async def close(self) -> None:
        """Close all connections."""
        await self._wire.close()

    async def _run(
        self, target: Target | Refused, validators: Validators | None, errand: _Errand
    ) -> FetchResult:
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
        target, permanent, seen = start, True, {start.url}
        while True:
            refused = await self._admission(visit, target, errand)
            if refused is not None:
                return refused
            mine = validators if validators is not None and validators.url == target.url else None
            answer = await self._ask(visit, target, mine, errand)
            if not isinstance(answer, answers.Moved):
                return await self._arrived(start, target, answer, permanent=permanent)
            onward = self._onward(target, answer, seen)
            if isinstance(onward, FetchFailed):
                return onward
            downgrade = target.scheme == "https" and onward.scheme == "http"
            permanent = permanent and answer.permanent and not downgrade
            target = onward
            seen.add(target.url)

    async def _ask(
        self, visit: _Visit, target: Target, mine: Validators | None, errand: _Errand
    ) -> Answer:
        """One request and its answer; when nothing answers anywhere, the fault is our own."""
        clock = asyncio.get_running_loop().time
        began = clock()
        answer, took = await self._wire.ask(
            target, mine, errand.order, visit.seconds_left, self._now()
        )
        visit.seconds_left -= took
        if not isinstance(answer, FetchFailed) or answer.status is not None:
            self._outage.heard(target.host, clock())
        elif self._outage.silent(target.host, began, answer.failure):
            return not_their_fault(answer)
        return answer

    def _onward(self, target: Target, moved: answers.Moved, seen: set[str]) -> Target | FetchFailed:
        """Where a redirect leads, unless it leads nowhere, in a circle, or on and on."""
        onward = redirect_target(target, moved.location, self._reach)
        if isinstance(onward, Refused):
            return FetchFailed(Failure.REDIRECT, f"redirect not followed: {onward.reason}")
        if onward.url in seen:
            return FetchFailed(Failure.REDIRECT, "the redirects lead in a circle")
        if len(seen) > self._policy.max_redirects:
            most = self._policy.max_redirects
            return FetchFailed(Failure.REDIRECT, f"more than {most} redirects, given up")
        return onward

    async def _arrived(
        self,
        start: Target,
        target: Target,
        answer: Fetched | NotModified | FetchFailed,
        *,
        permanent: bool,
    ) -> FetchResult:
        """The end of the way: a failure may pause its host, a success may be a feed's new home.

        A new home is not told when the address carries credentials, which it would lose.
        """
        if isinstance(answer, FetchFailed):
            await self._note_pause(target.host, answer)
            return answer
        if target is start or not permanent or start.authorization is not None:
            return answer
        return replace(answer, moved_to=target.url)

    async def _admission(
        self, visit: _Visit, target: Target, errand: _Errand
    ) -> FetchFailed | None:
        """Wait for the host's turn and hear its robots.txt; why not, when we may not go in."""
        gap = errand.gap
        if errand.robots is Robots.HONOUR:
            gap = max(gap, self._robots.delay(target.origin))
        paused = await visit.enter(target.host, gap, errand.urgency)
        if paused is not None:
            return self._left_alone(paused)
        if errand.robots is Robots.IGNORE:
            return None
        rules = self._robots.get(target.origin, self._now())
        if rules is None:
            rules = await self._read_robots(visit, target)
            paused = await visit.enter(target.host, gap, errand.urgency)
            if paused is not None:
                return self._left_alone(paused)
        return robots.refusal(rules, target.url, self._policy.product)

    async def _read_robots(self, visit: _Visit, target: Target) -> robots.Rules:
        """Fetch and remember a site's robots.txt, within the visit that needs it."""
        place = replace(target, url=f"{target.site}/robots.txt", authorization=None)
        result = await self._follow(visit, place, None, self._rules)
        rules = robots.read_rules(
            result,
            self._policy.product,
            self._now(),
            self._policy.robots_keep,
            self._policy.robots_retry,
        )
        self._robots.put(target.origin, rules)
        return rules

    def _left_alone(self, pause: HostPause) -> FetchFailed:
        detail = (
            f"not asked: {pause.host} is left alone until {pause.until:%Y-%m-%d %H:%M:%S} UTC, "
            f"because {pause.reason}"
        )
        return FetchFailed(Failure.THROTTLED, detail, retry_after=pause.until - self._now())

    async def _note_pause(self, host: str, answer: FetchFailed) -> None:
        if answer.status is None:
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


def _errands(policy: FetchPolicy) -> tuple[_Errand, _Errand, _Errand]:
    """The three kinds: a feed, a page, and a page's robots.txt."""
    agent = policy.user_agent
    feed = Order.of(agent, _FEED_TYPES, policy.max_feed_bytes)
    page = Order.of(agent, _PAGE_TYPES, policy.max_page_bytes)
    rules = Order.of(agent, _ROBOTS_TYPES, robots.MAX_BYTES)
    feed_gap, page_gap = policy.feed_gap.total_seconds(), policy.page_gap.total_seconds()
    return (
        _Errand(feed, feed_gap, Urgency.FEED, Robots.IGNORE),
        _Errand(page, page_gap, Urgency.PAGE, policy.robots),
        _Errand(rules, page_gap, Urgency.PAGE, Robots.IGNORE),
    )
