"""A site's home page to the feeds it has, each read once to be sure that it is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.config import Settings
from monitor.feeds.discover import Candidate, announced, usual_places
from monitor.fetch.http import HttpFetch
from monitor.model import Fetched, FetchFailed, ParsedFeed
from monitor.pipeline import Clock
from monitor.run.app import fetch_policy
from monitor.run.children import ChildFailed, ChildPool, ParseInChild, parse_in

_PAGE_LIMIT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was read."""

    url: str
    title: str
    entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Discovery:
    """What an address leads to."""

    feeds: tuple[FoundFeed, ...]
    is_feed: bool = False  # the address is a feed itself, and the only one here
    problem: str = ""  # why the address could not be read


async def discover(settings: Settings, url: str, now: Clock) -> Discovery:
    """Return the feeds of the site at `url`: what its page announces, else the usual places.

    At most a dozen requests, at the pace and with the manners of the daemon.
    """
    fetch = HttpFetch(fetch_policy(settings), now)
    children = ChildPool(1)
    try:
        return await _Search(fetch, children, parse_in(children, now)).at(url)
    finally:
        await fetch.close()
        await children.close(timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class _Search:
    fetch: HttpFetch
    children: ChildPool
    parse: ParseInChild

    async def at(self, url: str) -> Discovery:
        page = await self.fetch.page(url)
        if not isinstance(page, Fetched):
            why = page.detail if isinstance(page, FetchFailed) else "it answered 304"
            return Discovery((), problem=why)
        itself = await self.parse(page)
        if isinstance(itself, ParsedFeed):
            return Discovery((_found(url, itself),), is_feed=True)
        candidates = await self.children.run(
            _PAGE_LIMIT, announced, page.body, page.content_type, page.url
        )
        if isinstance(candidates, ChildFailed):
            return Discovery((), problem=f"its page cannot be read: {candidates.detail}")
        found = await self._read(candidates, most=len(candidates))
        return Discovery(found or await self._read(usual_places(page.url), most=1))

    async def _read(self, candidates: Iterable[Candidate], most: int) -> tuple[FoundFeed, ...]:
        """Read candidates one after another, up to so many feeds; the rest is not asked for."""
        found: dict[str, FoundFeed] = {}
        for candidate in candidates:
            result = await self.fetch.feed(candidate.url, None)
            parsed = await self.parse(result) if isinstance(result, Fetched) else None
            if isinstance(parsed, ParsedFeed) and isinstance(result, Fetched):
                found.setdefault(result.url, _found(candidate.url, parsed, candidate.title))
            if len(found) >= most:
                break
        return tuple(found.values())


def _found(url: str, parsed: ParsedFeed, title: str = "") -> FoundFeed:
    dates = [entry.published for entry in parsed.entries if entry.published is not None]
    return FoundFeed(url, parsed.title or title, len(parsed.entries), max(dates, default=None))
