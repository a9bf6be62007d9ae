"""One page read now, for a command: the daemon's own fetcher and extraction, and nothing stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from monitor.articles import reading
from monitor.errors import MonitorError
from monitor.fetch.http import HttpFetch
from monitor.fetch.policy import FetchPolicy
from monitor.formats.addresses import url_key
from monitor.model import Article, Entry, ExtractionFailed, Fetched, FetchFailed, TextSource
from monitor.run.children import ChildPool, extract_in

Clock = Callable[[], datetime]


class CannotRead(MonitorError):
    """A page could not be had, or holds no article."""


def read_pages(urls: Sequence[str], policy: FetchPolicy, now: Clock) -> tuple[Article, ...]:
    """Fetch and extract pages as the daemon would, with its manners and its limits.

    Raises:
        CannotRead: one of them could not be had, or holds no article; the message says why.
    """
    return asyncio.run(_read_pages(urls, policy, now)) if urls else ()


async def _read_pages(urls: Sequence[str], policy: FetchPolicy, now: Clock) -> tuple[Article, ...]:
    fetch, children = HttpFetch(policy, now), ChildPool(1)
    try:
        return tuple([await _read_page(url, fetch, children, now) for url in urls])
    finally:
        await fetch.close()
        await children.close()


async def _read_page(url: str, fetch: HttpFetch, children: ChildPool, now: Clock) -> Article:
    entry = Entry(guid=url, url=url, url_key=url_key(url), title="")
    article = reading.article(entry, await _page(url, fetch, children, now))
    if article.text_source is not TextSource.PAGE:
        raise CannotRead(f"{url}: {article.note}")
    return article


async def _page(url: str, fetch: HttpFetch, children: ChildPool, now: Clock) -> reading.PageResult:
    result = await fetch.page(url)
    if isinstance(result, FetchFailed):
        return result
    if not isinstance(result, Fetched):
        return ExtractionFailed("the server answered 304 to an unconditional request")
    extracted = await extract_in(children, now)(result)
    if isinstance(extracted, ExtractionFailed):
        return extracted
    return reading.ReadPage(result.url, extracted)
