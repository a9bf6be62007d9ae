"""After a window rolled past us: walking back through older pages, and through the whole pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from fetching import fetcher
from sqlalchemy import select
from stores import MINUTE, NOON, Desk

from monitor.alerts.delivery import DeliveryPolicy
from monitor.articles.reading import ReadPolicy
from monitor.feeds.cadence import PollPolicy
from monitor.feeds.paging import MOST_PAGES, Walked, walk_back
from monitor.feeds.parse import parse_feed
from monitor.model import Entry, Fetched, FirstPoll, ParsedFeed, SavedPage
from monitor.pipeline import Pipeline, Policies
from monitor.store.feeds import NewFeed, add_feed, load_feed
from monitor.store.migrations import upgrade
from monitor.store.queries import list_polls
from monitor.store.repository import Repository
from monitor.store.schema import entries
from tests.servers import Reply, Site


class Pages:
    """Older pages: page n has one entry and leads to page n + 1; the last one is known."""

    def __init__(self, count: int, *, known: bool = True, circle: bool = False) -> None:
        self.count, self.known, self.circle = count, known, circle
        self.read_urls: list[str] = []

    async def read(self, url: str) -> ParsedFeed | None:
        self.read_urls.append(url)
        number = int(url)
        if number > self.count:
            return None
        onward = "1" if self.circle else str(number + 1)
        return ParsedFeed("T", (Entry(url, None, None, url),), older_url=onward)

    async def save(self, older: Sequence[Entry]) -> SavedPage:
        last = self.known and older[0].guid == str(self.count)
        return SavedPage(new_entries=0 if last else 1, overlaps=last)


async def test_the_walk_ends_at_the_first_page_that_holds_something_known():
    """R24: walk back until overlap, once."""
    pages = Pages(4)
    assert await walk_back("1", pages.read, pages.save) == Walked(4, 3, reached=True)


@pytest.mark.parametrize(
    ("pages", "walked", "asked"),
    [
        (Pages(99), Walked(MOST_PAGES, MOST_PAGES, reached=False), MOST_PAGES),
        (Pages(3, known=False), Walked(3, 3, reached=False), 4),
        (Pages(9, circle=True), Walked(1, 1, reached=False), 1),
    ],
)
async def test_the_walk_is_bounded(pages, walked, asked):
    """R24: at most N pages; no circle, no page asked for twice."""
    assert await walk_back("1", pages.read, pages.save) == walked
    assert len(pages.read_urls) == asked


def items(newest: int, oldest: int) -> str:
    return "".join(
        f"<item><title>Headline {n}</title><guid>{n}</guid><link>https://n.example/{n}</link></item>"
        for n in range(newest, oldest, -1)
    )


def page(site: Site, number: int, newest: int) -> Reply:
    """Page `number` of an archive of tens: number 0 is the feed itself."""
    top = newest - number * 10
    link = f'<a:link rel="next" href="{site.url(f"/feed?page={number + 1}")}"/>'
    body = (
        '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>T</title>'
        f"{link}{items(top, max(top - 10, 0))}</channel></rss>"
    )
    return Reply(body=body, headers={"Content-Type": "application/rss+xml"})


async def test_after_an_outage_older_pages_bring_what_the_window_lost(tmp_path):
    """R24: a server with archive pages, three days of outage: no entry missed, nothing lost; and
    normal polls walk no page."""
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    upgrade(url)
    newest = 10
    now = NOON
    with Site() as site, Desk(url) as desk:
        site.answer(
            "/feed",
            lambda request: page(site, int(request.target.partition("page=")[2] or 0), newest),
        )
        async with fetcher(site) as fetch:

            async def parse(fetched: Fetched, seen: bytes, _links: str):
                return parse_feed(fetched.body, fetched.content_type, fetched.url, now, seen)

            pipeline = Pipeline(
                store=Repository(desk.database),
                fetch=fetch,
                parse=parse,
                extract=None,
                match=None,
                routes=lambda _matches: (),
                send=None,
                now=lambda: now,
                policies=Policies(PollPolicy(), ReadPolicy(), DeliveryPolicy()),
            )
            new = NewFeed(site.url("/feed"), first_poll=FirstPoll.SILENT)
            feed_id = desk.write(add_feed, new, now).id
            await pipeline.poll_feed(feed_id)
            for _ in range(3):
                newest, now = newest + 2, now + 60 * MINUTE
                assert (await pipeline.poll_feed(feed_id)).new_entries == 2
            assert {request.target for request in site.requests_to("/feed")} == {"/feed"}
            newest, now = newest + 45, now + timedelta(days=3)
            saved = await pipeline.poll_feed(feed_id)
        assert (saved.new_entries, saved.lost) == (45, 0)
        targets = [request.target for request in site.requests_to("/feed")][5:]
        assert targets == [f"/feed?page={number}" for number in (1, 2, 3, 4)]
        with desk.database.reading() as connection:
            guids = connection.execute(select(entries.c.guid)).scalars().all()
        assert sorted(map(int, guids)) == list(range(1, 62))
        assert "nothing was lost" in desk.read(list_polls, feed_id)[0].detail
        assert desk.read(load_feed, feed_id)[1].learnt.lost == 0
